"""What a business lets the language model know, and what it spends on it in a day.

Tokens are counted as the provider counts them. Money is in millionths of the provider's currency unit (a US dollar, of most).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import changed, record_event
from billing.permissions import Actor
from billing.versions import check_version
from munim.database import business_of, instant, tenant_table
from munim.errors import Invalid, Refused

MILLIONTHS_OF_A_CENT: Final = 10_000  # millionths of the unit in a hundredth of it


class BudgetUsedUp(Refused):
    """Today's budget for the language model is used up."""

    code = "model_budget_used_up"


# -- tables ------------------------------------------------------------------------------------------

model_settings = tenant_table(
    "model_settings",
    sa.Column("asks_model", sa.Boolean, nullable=False, comment="questions that Munim cannot read go to the model"),
    sa.Column("shows_names", sa.Boolean, nullable=False, comment="the model may see names of customers and goods"),
    sa.Column("tokens_per_day", sa.BigInteger, comment="empty: as much as the host allows"),
    sa.Column("cents_per_day", sa.BigInteger, comment="hundredths of the provider's unit; empty: as the host allows"),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("changed_at"),
    sa.CheckConstraint("tokens_per_day >= 0", name="tokens_per_day"),
    sa.CheckConstraint("cents_per_day >= 0", name="cents_per_day"),
    comment="One row per business that said what the model may know and spend",
)

model_use = tenant_table(
    "model_use",
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("calls", sa.Integer, nullable=False, comment="requests to the model"),
    sa.Column("tokens", sa.BigInteger, nullable=False, comment="used, and set aside for calls under way"),
    sa.Column(
        "millionths", sa.BigInteger, nullable=False, comment="what they cost, in millionths of the provider's unit"
    ),
    sa.CheckConstraint("calls >= 0 AND tokens >= 0 AND millionths >= 0", name="not_negative"),
    comment="One row per business and day on which the model was asked",
)

# -- commands ----------------------------------------------------------------------------------------


class ModelSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the model may know and spend. Null: as much in a day as the host of Munim allows; never more."""

    asks_model: bool = True
    shows_names: bool = False
    tokens_per_day: int | None = None
    cents_per_day: int | None = None


# -- rules -------------------------------------------------------------------------------------------


class Budget(msgspec.Struct, frozen=True):
    """What may be spent in a day."""

    tokens: int
    millionths: int


def budget_of(settings: ModelSettings, *, host: Budget) -> Budget:
    """The smaller of what the business and the host of Munim allow."""
    tokens, cents = settings.tokens_per_day, settings.cents_per_day
    return Budget(
        host.tokens if tokens is None else min(tokens, host.tokens),
        host.millionths if cents is None else min(cents * MILLIONTHS_OF_A_CENT, host.millionths),
    )


# -- operations --------------------------------------------------------------------------------------


def change_model_settings(
    session: Session, command: ModelSettings, *, by: Actor, at: datetime, expected_version: int | None = None
) -> KeptModelSettings:
    """Say what the model may know and spend. Raises ``Invalid``, ``StaleVersion``. Locks the row where there is one."""
    by.require("business.write")
    for name in ("tokens_per_day", "cents_per_day"):
        value = getattr(command, name)
        if value is not None and not 0 <= value <= 10**12:
            raise Invalid(f"{name} is 0 or more", field=name)
    here = business_of(session)
    session.execute(sa.select(model_settings.c.version).where(model_settings.c.business_id == here).with_for_update())
    before = read_model_settings(session)
    check_version(before.version, expected_version)
    values = {**msgspec.structs.asdict(command), "version": before.version + 1, "changed_at": at}
    session.execute(
        insert(model_settings)
        .values(business_id=here, **values)
        .on_conflict_do_update(index_elements=["business_id"], set_=values)
    )
    after = read_model_settings(session)
    today = this_business(session).today(at)
    record_event(
        session, "model_settings.changed", "business", here, changed(before, after), by=by, at=at, business_date=today
    )
    return after


def set_aside(session: Session, day: date, wanted: Budget, *, within: Budget) -> None:
    """Take what a call may cost at most out of the day's budget, before it is made.

    The day's row is locked from here to the end of the transaction, so of two calls at once the second sees what the first
    took; a budget that all but one of them fit in is never overspent. Raises ``BudgetUsedUp``.
    """
    here = business_of(session)
    session.execute(
        insert(model_use).values(business_id=here, day=day, calls=0, tokens=0, millionths=0).on_conflict_do_nothing()
    )
    taken = session.execute(
        sa.update(model_use)
        .where(
            model_use.c.business_id == here,
            model_use.c.day == day,
            model_use.c.tokens + wanted.tokens <= within.tokens,
            model_use.c.millionths + wanted.millionths <= within.millionths,
        )
        .values(
            calls=model_use.c.calls + 1,
            tokens=model_use.c.tokens + wanted.tokens,
            millionths=model_use.c.millionths + wanted.millionths,
        )
        .returning(model_use.c.calls)
    ).one_or_none()
    if taken is None:
        raise BudgetUsedUp(
            "today's budget for the language model is used up; it is filled again tomorrow", day=day.isoformat()
        )


def settle(session: Session, day: date, aside: Budget, spent: Budget) -> None:
    """Put back what was set aside for a call beyond what it came to; a call that was lost keeps what was set aside."""
    session.execute(
        sa.update(model_use)
        .where(model_use.c.business_id == business_of(session), model_use.c.day == day)
        .values(
            tokens=sa.func.greatest(model_use.c.tokens - aside.tokens + spent.tokens, 0),
            millionths=sa.func.greatest(model_use.c.millionths - aside.millionths + spent.millionths, 0),
        )
    )


# -- reads -------------------------------------------------------------------------------------------


class KeptModelSettings(ModelSettings, frozen=True, kw_only=True):
    """What the business said of the model; version 0 where it has said nothing yet."""

    version: int = 0


class ModelUse(msgspec.Struct, frozen=True, kw_only=True):
    """What the model was used for in a day, as far as it is known; ``tokens`` of calls under way are those set aside."""

    day: date
    calls: int
    tokens: int
    millionths: int


def read_model_settings(session: Session) -> KeptModelSettings:
    """What the business said of the model, or the defaults: it is asked, and sees no names."""
    columns = [model_settings.c[name] for name in KeptModelSettings.__struct_fields__]
    row = session.execute(sa.select(*columns).where(model_settings.c.business_id == business_of(session))).one_or_none()
    return KeptModelSettings() if row is None else KeptModelSettings(**row._mapping)


def read_model_use(session: Session, day: date) -> ModelUse:
    """What was used on ``day``."""
    row = session.execute(
        sa.select(*(model_use.c[name] for name in ModelUse.__struct_fields__)).where(
            model_use.c.business_id == business_of(session), model_use.c.day == day
        )
    ).one_or_none()
    return ModelUse(day=day, calls=0, tokens=0, millionths=0) if row is None else ModelUse(**row._mapping)
