"""The business: the tenant, its settings and calendar."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import available_timezones

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import Session

from billing.events import changed, record_event
from billing.gst.gstin import check_gstin, check_state_of
from billing.gst.law import GST_BEGAN
from billing.gst.states import check_state
from billing.numbering import check_prefix, check_prefix_is_free, has_numbered
from billing.permissions import Actor
from billing.versions import check_version
from munim.database import XID8, business_of, instant, metadata, one_of, tenant_table
from munim.days import Calendar
from munim.errors import Invalid, NotFound
from munim.phones import normal_phone
from munim.text import Country, Email, Gstin, Language, Line, Prose, StateCode

TAX_REGISTRATIONS: Final = ("regular", "composition", "unregistered")
RENTAL_DAYS: Final = ("calendar", "hours")

# -- tables ------------------------------------------------------------------------------------------

businesses = sa.Table(
    "businesses",
    metadata,
    sa.Column("business_id", sa.BigInteger, sa.Identity(always=False), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("legal_name", sa.Text),
    sa.Column("country", sa.String(2), nullable=False, comment="ISO 3166 code"),
    sa.Column("currency", sa.String(3), nullable=False, comment="ISO 4217 code"),
    sa.Column("timezone", sa.Text, nullable=False),
    sa.Column("day_start_minutes", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
    sa.Column(
        "week_start", sa.SmallInteger, nullable=False, server_default=sa.text("1"), comment="ISO weekday, 1 = Monday"
    ),
    sa.Column("year_start_month", sa.SmallInteger, nullable=False, server_default=sa.text("4")),
    sa.Column("language", sa.Text, nullable=False, server_default=sa.text("'en'")),
    sa.Column("address", sa.Text),
    sa.Column("city", sa.Text),
    sa.Column("state_code", sa.String(2), comment="GST state code"),
    sa.Column("postcode", sa.Text),
    sa.Column("phone", sa.Text, comment="E.164"),
    sa.Column("email", sa.Text),
    sa.Column("gstin", sa.String(15)),
    sa.Column(
        "tax_registration",
        sa.Text,
        comment="under GST: regular, composition or unregistered; empty: a plain tax, or not said yet",
    ),
    sa.Column(
        "annual_turnover",
        sa.BigInteger,
        comment="aggregate turnover of the last financial year in whole rupees, for thresholds of the law",
    ),
    sa.Column(
        "write_off_limit",
        sa.Integer,
        nullable=False,
        server_default=sa.text("10"),
        comment="the largest remainder of a bill that may be written off, in whole currency units",
    ),
    sa.Column(
        "rental_day",
        sa.Text,
        nullable=False,
        server_default=sa.text("'calendar'"),
        comment="how days of hire are counted: calendar or hours (24)",
    ),
    sa.Column("rental_grace_minutes", sa.Integer, nullable=False, server_default=sa.text("60")),
    sa.Column("upi_id", sa.Text, comment="payee address, name@handle"),
    sa.Column("upi_name", sa.Text, comment="the payee's registered name; empty: the business's"),
    sa.Column("logo_file_id", sa.Uuid),
    sa.Column("brand_color", sa.String(7), nullable=False, server_default=sa.text("'#7a1f3d'")),
    sa.Column("tax_name", sa.Text, nullable=False, server_default=sa.text("'Tax'"), comment="as printed: GST, VAT"),
    sa.Column("prices_include_tax", sa.Boolean, nullable=False, server_default=sa.text("false")),
    sa.Column("invoice_prefix", sa.String(6), nullable=False, server_default=sa.text("'INV'")),
    sa.Column(
        "credit_days", sa.SmallInteger, nullable=False, server_default=sa.text("0"), comment="default terms of a bill"
    ),
    sa.Column(
        "rounds_total",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="bills come to whole rupees",
    ),
    sa.Column("bill_footer", sa.Text),
    sa.Column("reminders", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("is_demo", sa.Boolean, nullable=False, server_default=sa.text("false")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
    sa.Index("ix_businesses_row_version", "row_version"),
    sa.CheckConstraint("week_start BETWEEN 1 AND 7", name="week_start"),
    sa.CheckConstraint("year_start_month BETWEEN 1 AND 12", name="year_start_month"),
    sa.CheckConstraint("day_start_minutes BETWEEN 0 AND 1439", name="day_start_minutes"),
    one_of("tax_registration", TAX_REGISTRATIONS),
    one_of("rental_day", RENTAL_DAYS),
    sa.CheckConstraint("write_off_limit >= 0", name="write_off_limit"),
    sa.CheckConstraint("rental_grace_minutes BETWEEN 0 AND 720", name="rental_grace_minutes"),
    comment="One row per business: the tenant",
    info={"tenant": True, "mirrored": True, "insert_only": False, "deletable": False},
)

# Locked last in every transaction that records an event, so sequence and hash chain are in commit order.
business_heads = tenant_table(
    "business_heads",
    sa.Column("event_sequence", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("event_hash", BYTEA, nullable=False, server_default=sa.text("'\\x'::bytea")),
    comment="One row per business: the end of its chain of events",
)

# -- commands ----------------------------------------------------------------------------------------


class BusinessSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an owner may set. ``country`` gives currency, zone and year their defaults; currency never changes later."""

    name: Line
    country: Country = "IN"
    currency: str | None = None
    timezone: str | None = None
    legal_name: Line | None = None
    day_start_minutes: int = 0
    week_start: int = 1
    year_start_month: int | None = None
    language: Language = "en"
    address: Prose | None = None
    city: Line | None = None
    state_code: StateCode | None = None
    postcode: Line | None = None
    phone: Line | None = None
    email: Email | None = None
    gstin: Gstin | None = None
    tax_registration: Literal["regular", "composition", "unregistered"] | None = None
    annual_turnover: int | None = None
    write_off_limit: int = 10
    rental_day: Literal["calendar", "hours"] = "calendar"
    rental_grace_minutes: int = 60
    upi_id: str | None = None
    upi_name: Line | None = None
    brand_color: str = "#7a1f3d"
    tax_name: Line | None = None
    prices_include_tax: bool = False
    invoice_prefix: str = "INV"
    credit_days: int = 0
    rounds_total: bool = False
    bill_footer: Prose | None = None
    reminders: bool = True
    is_demo: bool = False


# -- rules -------------------------------------------------------------------------------------------


class CountryDefaults(msgspec.Struct, frozen=True):
    """What a shop in a country most likely wants."""

    currency: str
    timezone: str
    year_start_month: int
    tax_name: str


COUNTRIES: Final[dict[str, CountryDefaults]] = {
    "IN": CountryDefaults("INR", "Asia/Kolkata", 4, "GST"),
    "GB": CountryDefaults("GBP", "Europe/London", 4, "VAT"),
    "US": CountryDefaults("USD", "America/New_York", 1, "Sales tax"),
    "AE": CountryDefaults("AED", "Asia/Dubai", 1, "VAT"),
    "NP": CountryDefaults("NPR", "Asia/Kathmandu", 7, "VAT"),
    "SG": CountryDefaults("SGD", "Asia/Singapore", 1, "GST"),
    "AU": CountryDefaults("AUD", "Australia/Sydney", 7, "GST"),
    "DE": CountryDefaults("EUR", "Europe/Berlin", 1, "VAT"),
}
UPI_ID: Final = re.compile(r"[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9]{1,63}")
# numbers carry two digits of the year, and no shop that is asked can still show an older paper
EARLIEST_DAY: Final = date(1970, 1, 1)
LATEST_DAY: Final = date(2200, 1, 1)  # the first day that nothing is agreed for
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")


def check_day(day: date | None, field: str) -> None:
    """That a day to come, or one long gone, is one a shop can mean. Raises ``Invalid``."""
    if day is not None and not EARLIEST_DAY <= day < LATEST_DAY:
        raise Invalid(f"{field} is {EARLIEST_DAY} or later, and before {LATEST_DAY}", field=field)


def complete_settings(settings: BusinessSettings) -> dict[str, Any]:
    """The settings as stored, defaults of the country filled in. Raises ``Invalid`` naming the field."""
    values = msgspec.structs.asdict(settings)
    defaults = COUNTRIES.get(settings.country)
    if not re.fullmatch(r"[A-Z]{2}", settings.country):
        raise Invalid("country is a two-letter ISO code such as IN", field="country")
    for name in ("currency", "timezone", "year_start_month", "tax_name"):
        if values[name] is None:
            if defaults is None:
                raise Invalid(f"say the {name}: Munim has no default for {settings.country}", field=name)
            values[name] = getattr(defaults, name)
    if not settings.name.strip():
        raise Invalid("a business has a name", field="name")
    if not re.fullmatch(r"[A-Z]{3}", values["currency"]):
        raise Invalid("currency is a three-letter ISO code such as INR", field="currency")
    if values["timezone"] not in available_timezones():
        raise Invalid(f"{values['timezone']!r} is no time zone; write it like Asia/Kolkata", field="timezone")
    if not 1 <= settings.week_start <= 7:
        raise Invalid("week_start is 1 (Monday) to 7 (Sunday)", field="week_start")
    if not 1 <= values["year_start_month"] <= 12:
        raise Invalid("year_start_month is 1 to 12", field="year_start_month")
    if not 0 <= settings.day_start_minutes <= 1439:
        raise Invalid("day_start_minutes is 0 to 1439", field="day_start_minutes")
    if settings.upi_id and not UPI_ID.fullmatch(settings.upi_id):
        raise Invalid(f"{settings.upi_id!r} is no UPI id; it looks like name@bank", field="upi_id")
    if not _COLOR.fullmatch(settings.brand_color):
        raise Invalid("brand_color looks like #7a1f3d", field="brand_color")
    if not 0 <= settings.credit_days <= 3650:
        raise Invalid("credit_days is 0 to 3650", field="credit_days")
    if settings.annual_turnover is not None and settings.annual_turnover < 0:
        raise Invalid("annual_turnover is not negative", field="annual_turnover")
    if not 0 <= settings.write_off_limit <= 100_000:
        raise Invalid("write_off_limit is 0 to 100000", field="write_off_limit")
    if not 0 <= settings.rental_grace_minutes <= 720:
        raise Invalid("rental_grace_minutes is 0 to 720", field="rental_grace_minutes")
    check_prefix(settings.invoice_prefix)
    values["phone"] = normal_phone(settings.phone, settings.country) if settings.phone else None
    return {**values, **_under_gst(settings)}


def _under_gst(settings: BusinessSettings) -> dict[str, Any]:
    """GSTIN and state as stored; outside India both stand as written. Raises ``Invalid`` for what contradicts the rest."""
    if settings.country != "IN":
        if settings.tax_registration:
            raise Invalid("only a business in India is registered under GST", field="tax_registration")
        return {}
    gstin = check_gstin(settings.gstin, sandbox=settings.is_demo) if settings.gstin else None
    if settings.tax_registration in ("regular", "composition") and gstin is None:
        raise Invalid(f"a {settings.tax_registration} taxpayer has a GSTIN", field="gstin")
    if settings.tax_registration == "unregistered" and gstin is not None:
        raise Invalid("whoever has a GSTIN is registered", field="tax_registration")
    state = check_state_of(gstin, check_state(settings.state_code) if settings.state_code else None)
    return {"gstin": gstin, "state_code": state}


# -- operations --------------------------------------------------------------------------------------


def change_business(
    session: Session, command: BusinessSettings, *, by: Actor, at: datetime, expected_version: int | None = None
) -> Business:
    """Replace the business's settings. Raises ``StaleVersion``, ``Invalid``.

    The books forbid a change of currency, and one of ``year_start_month`` once a document is numbered by its year.
    """
    by.require("business.write")
    values = complete_settings(command)
    business_id = business_of(session)
    version = session.execute(
        sa.select(businesses.c.version).where(businesses.c.business_id == business_id).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if version is None:
        raise NotFound("there is no such business")
    check_version(version, expected_version)
    before = read_business(session)
    if values["currency"] != before.currency:
        raise Invalid(f"the books are kept in {before.currency}; that cannot change", field="currency")
    if values["year_start_month"] != before.year_start_month and has_numbered(session):
        raise Invalid("documents are numbered by the financial year; its start cannot change", field="year_start_month")
    if values["invoice_prefix"] != before.invoice_prefix:
        check_prefix_is_free(session, values["invoice_prefix"])
    session.execute(
        sa.update(businesses).where(businesses.c.business_id == business_id).values(**values, version=version + 1)
    )
    after = read_business(session)
    record_event(
        session,
        "business.changed",
        "business",
        business_id,
        changed(before, after, personal=("phone", "email")),
        by=by,
        at=at,
        business_date=after.calendar.business_date(at),
    )
    return after


# -- reads -------------------------------------------------------------------------------------------


class Business(BusinessSettings, frozen=True, kw_only=True):
    """A business as its members see it; here no default is open any more."""

    business_id: int
    currency: str
    timezone: str
    year_start_month: int
    tax_name: str
    logo_file_id: UUID | None = None
    version: int = 1

    @property
    def calendar(self) -> Calendar:
        """How this shop counts days."""
        return Calendar(self.timezone, self.day_start_minutes, self.week_start, self.year_start_month)

    def registration_on(self, day: date) -> Literal["regular", "composition", "unregistered"] | None:
        """How the shop is registered under GST; None: not in India, not said, or a day before GST: one plain tax (ADR 7)."""
        if self.country != "IN" or day < GST_BEGAN:
            return None
        return self.tax_registration or ("regular" if self.gstin else None)

    def today(self, at: datetime) -> date:
        """The shop's own day at the instant ``at``."""
        return self.calendar.business_date(at)

    def day_of(self, asked: date | None, at: datetime) -> date:
        """The day a paper is dated: as asked, else today. Raises ``Invalid`` for the future and for what no shop remembers."""
        today = self.today(at)
        day = asked or today
        if not EARLIEST_DAY <= day <= today:
            raise Invalid(f"business_date is {EARLIEST_DAY} to today, not in the future", field="business_date")
        return day


_READ = [businesses.c[name] for name in Business.__struct_fields__]
BUSINESS: Final = sa.select(*_READ).where(businesses.c.business_id == sa.bindparam("business_id"))


def business_from(row: Any) -> Business:
    """A row of ``BUSINESS`` as what it stands for."""
    return Business(**{name: getattr(row, name) for name in Business.__struct_fields__})


def read_business(session: Session) -> Business:
    """The business this transaction is in. Raises ``NotFound``."""
    row = session.execute(BUSINESS, {"business_id": business_of(session)}).one_or_none()
    if row is None:
        raise NotFound("there is no such business")
    return business_from(row)


def this_business(session: Session) -> Business:
    """``read_business``, read once a transaction."""
    found: Business | None = session.info.get("business")
    if found is None:
        found = session.info["business"] = read_business(session)
    return found
