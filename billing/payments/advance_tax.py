"""Tax on an advance for services: due when the money comes, taken back as the advance is set against bills (RULES T12).

CGST Act 2017, section 13(2) with rules 50 and 51 of the CGST Rules: a supplier of services under a regular
registration owes tax on an advance, at 18 per cent where the rate is not known and inter-state where the place is not.
The money received includes the tax. What is kept here always belongs to what is left of the advance.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business
from billing.ledger import Entry, post
from billing.payments.tables import advance_taxes, payments
from munim.database import business_of
from munim.days import Period
from munim.errors import Invalid
from munim.money import check_percent, round_half_up
from munim.text import StateCode

# -- commands ----------------------------------------------------------------------------------------


class ServiceAdvance(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """That an advance is for services to come: at what rate and where, as far as is known."""

    tax_rate: Decimal | None = None
    place_of_supply: StateCode | None = None


# -- rules -------------------------------------------------------------------------------------------

UNKNOWN_RATE: Final = Decimal(18)  # per cent; proviso (i) to rule 50(h) of the CGST Rules


class AdvanceTax(msgspec.Struct, frozen=True, kw_only=True):
    """The tax that belongs to so much of an advance; taxable and the components sum to it."""

    taxable_minor: int = 0
    cgst_minor: int = 0
    sgst_minor: int = 0
    igst_minor: int = 0

    def less(self, other: AdvanceTax) -> AdvanceTax:
        """What is between the two, component by component."""
        return AdvanceTax(**{name: getattr(self, name) - getattr(other, name) for name in AdvanceTax.__struct_fields__})


def bears_tax(business: Business) -> bool:
    """Whether advances for services bear tax: under a regular GST registration."""
    if business.country != "IN" or not business.gstin:
        return False
    return business.tax_registration in (None, "regular")


def supply_of(business: Business, place_of_supply: str | None) -> str:
    """intra when the place is the shop's own state, inter when it is another or not known (proviso (ii) to rule 50(i))."""
    own = (business.gstin or "")[:2]
    return "intra" if place_of_supply == own else "inter"


def tax_within(amount_minor: int, rate: Decimal, supply: str) -> AdvanceTax:
    """The tax that ``amount_minor``, which includes it, holds; halves are equal (RULES T1, T4).

    Inter-state the taxable value is the nearest paisa. Intra-state it is the nearest that leaves an even tax.
    """
    exact = Decimal(amount_minor) * 100 / (100 + rate)
    if supply == "inter":
        taxable = round_half_up(exact)
        return AdvanceTax(taxable_minor=taxable, igst_minor=amount_minor - taxable)
    half = round_half_up((amount_minor - exact) / 2)
    return AdvanceTax(taxable_minor=amount_minor - 2 * half, cgst_minor=half, sgst_minor=half)


def tax_left(whole: AdvanceTax, left_minor: int, amount_minor: int) -> AdvanceTax:
    """The share of ``whole``, the tax of ``amount_minor``, that belongs to ``left_minor`` of it: all of all, none of none."""

    def share(component_minor: int) -> int:
        return round_half_up(Decimal(component_minor) * left_minor / amount_minor)

    cgst, igst = share(whole.cgst_minor), share(whole.igst_minor)
    return AdvanceTax(taxable_minor=left_minor - 2 * cgst - igst, cgst_minor=cgst, sgst_minor=cgst, igst_minor=igst)


# -- operations --------------------------------------------------------------------------------------

_COMPONENTS: Final = {"cgst_minor": "output_cgst", "sgst_minor": "output_sgst", "igst_minor": "output_igst"}


def charge_advance(
    session: Session,
    payment_id: UUID,
    amount_minor: int,
    advance: ServiceAdvance,
    business: Business,
    *,
    business_date: date,
    at: datetime,
) -> None:
    """Owe the tax on an advance just received. Raises ``Invalid`` for a rate that is none."""
    rate = UNKNOWN_RATE if advance.tax_rate is None else check_percent(advance.tax_rate, "services.tax_rate")
    if rate == 0:
        raise Invalid("services that bear no tax need no receipt voucher", field="services.tax_rate")
    supply = supply_of(business, advance.place_of_supply)
    terms = {
        "place_of_supply": advance.place_of_supply, "supply": supply, "tax_rate": rate, "received_date": business_date,
    }  # fmt: skip
    tax = tax_within(amount_minor, rate, supply)
    _change(session, payment_id, "received", tax, terms, business_date=business_date, at=at)


def follow_advance(session: Session, payment_id: UUID, kind: str, *, business_date: date, at: datetime) -> None:
    """Let the tax follow what is left of the advance, which has just changed; nothing for an advance that bears none.

    ``kind``: adjusted (set against a bill), released (from one), refunded, reversed. The caller has locked the payment.
    """
    held = _held(session, payment_id)
    if held is None:
        return
    whole, now, terms, amount_minor, left_minor = held
    change = tax_left(whole, left_minor, amount_minor).less(now)
    _change(session, payment_id, kind, change, terms, business_date=business_date, at=at)


def _held(session: Session, payment_id: UUID) -> tuple[AdvanceTax, AdvanceTax, Mapping[str, object], int, int] | None:
    """The tax as received, the tax now, the terms, the payment's amount and what is left of it; None without tax."""
    here = (advance_taxes.c.business_id == business_of(session)) & (advance_taxes.c.payment_id == payment_id)
    names = AdvanceTax.__struct_fields__
    rows = session.execute(sa.select(advance_taxes).where(here).order_by(advance_taxes.c.id)).mappings().all()
    if not rows:
        return None
    first = rows[0]
    whole = AdvanceTax(**{name: first[name] for name in names})
    now = AdvanceTax(**{name: sum(row[name] for row in rows) for name in names})
    terms = {name: first[name] for name in ("place_of_supply", "supply", "tax_rate", "received_date")}
    left = sa.case(
        (
            payments.c.status == "received",
            payments.c.amount_minor - payments.c.allocated_minor - payments.c.refunded_minor,
        ),
        else_=0,
    )
    amount_minor, left_minor = session.execute(
        sa.select(payments.c.amount_minor, left).where(
            payments.c.business_id == business_of(session), payments.c.id == payment_id
        )
    ).one()
    return whole, now, terms, amount_minor, left_minor


def _change(
    session: Session,
    payment_id: UUID,
    kind: str,
    change: AdvanceTax,
    terms: Mapping[str, object],
    *,
    business_date: date,
    at: datetime,
) -> None:
    values = msgspec.structs.asdict(change)
    if not any(values.values()):
        return
    row = {"payment_id": payment_id, "kind": kind, "business_date": business_date, "at": at, **terms, **values}
    session.execute(sa.insert(advance_taxes).values(business_id=business_of(session), **row))
    owed = [Entry(account, -values[name]) for name, account in _COMPONENTS.items()]
    legs = [Entry("advance_tax", -sum(entry.amount_minor for entry in owed)), *owed]
    post(session, "advance_tax", payment_id, legs, business_date=business_date, at=at, narration=f"Advance {kind}")


# -- reads -------------------------------------------------------------------------------------------


class AdvanceTaxRow(msgspec.Struct, frozen=True, kw_only=True):
    """One change of the tax on an advance, less of it negative.

    For GSTR-1: what is ``received`` in the period belongs to section at, less whatever else changed in the period of
    advances received in it too; changes of advances received before the period (``received_date``) belong to txpd.
    """

    payment_id: UUID
    number: str
    customer_id: UUID
    kind: str
    place_of_supply: str | None
    supply: str
    tax_rate: Decimal
    taxable_minor: int
    cgst_minor: int
    sgst_minor: int
    igst_minor: int
    received_date: date
    business_date: date


_ROW: Final = [
    payments.c[name] if name in ("number", "customer_id") else advance_taxes.c[name]
    for name in AdvanceTaxRow.__struct_fields__
]


def advance_tax_rows(session: Session, period: Period) -> list[AdvanceTaxRow]:
    """Every change of tax on advances over the business dates of ``period``, in the order they were made.

    Their components sum to what the postings of kind ``advance_tax`` put into the output accounts, signs turned.
    """
    found = session.execute(
        sa.select(*_ROW)
        .join(
            payments,
            (payments.c.business_id == advance_taxes.c.business_id) & (payments.c.id == advance_taxes.c.payment_id),
        )
        .where(
            advance_taxes.c.business_id == business_of(session),
            advance_taxes.c.business_date >= period.start,
            advance_taxes.c.business_date < period.end,
        )
        .order_by(advance_taxes.c.business_date, advance_taxes.c.id)
    )
    return [AdvanceTaxRow(**row._mapping) for row in found]


def advance_tax_of(session: Session, payment_id: UUID) -> AdvanceTaxRow | None:
    """The tax of a receipt voucher as it was received; None for a plain receipt."""
    row = session.execute(
        sa.select(*_ROW)
        .join(
            payments,
            (payments.c.business_id == advance_taxes.c.business_id) & (payments.c.id == advance_taxes.c.payment_id),
        )
        .where(
            advance_taxes.c.business_id == business_of(session),
            advance_taxes.c.payment_id == payment_id,
            advance_taxes.c.kind == "received",
        )
    ).one_or_none()
    return None if row is None else AdvanceTaxRow(**row._mapping)
