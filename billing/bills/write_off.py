"""Writing off the small remainder of a bill that nobody will ask for (RULES P3)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.reads import Bill, read_bill
from billing.bills.tables import bills
from billing.business import this_business
from billing.customers import lock_customer
from billing.events import record_event
from billing.ledger import Entry, post
from billing.permissions import Actor
from billing.versions import check_version
from munim.database import business_of
from munim.errors import Conflict, Invalid, Refused
from munim.money import exponent, parse_minor, show
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class WriteOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why the rest of a bill is given up; ``amount`` None: all that is still due."""

    reason: Prose
    amount: Decimal | None = None


# -- rules -------------------------------------------------------------------------------------------


class NothingToWriteOff(Refused):
    """Nothing is due on this bill."""

    code = "nothing_to_write_off"


class OverWriteOffLimit(Refused):
    """This is more of a bill than the shop writes off."""

    code = "over_write_off_limit"


class OverWrittenOff(Conflict):
    """More would be written off than the bill still awaits."""

    code = "over_written_off"


def _legs(bill: Bill, amount_minor: int) -> list[Entry]:
    return [Entry("bad_debts", amount_minor), Entry("receivable", -amount_minor, customer_id=bill.customer_id)]


# -- operations --------------------------------------------------------------------------------------


def write_off(
    session: Session, bill_id: UUID, command: WriteOff, *, by: Actor, at: datetime, expected_version: int | None = None
) -> Bill:
    """Give up what a bill still awaits, or part of it: a bad debt. The tax on the bill stands.

    All that is ever written off of one bill keeps within the business's ``write_off_limit``, whoever asks. Locks the
    bill, the customer's balance, the head. Raises ``NotFound``, ``StaleVersion``, ``NothingToWriteOff``,
    ``OverWrittenOff``, ``OverWriteOffLimit`` with the limit, ``Invalid``.
    """
    by.require("bills.write_off")
    if not command.reason.strip():
        raise Invalid("say why it is written off", field="reason")
    business = this_business(session)
    here = (bills.c.business_id == business_of(session)) & (bills.c.id == bill_id)
    session.execute(sa.select(bills.c.id).where(here).with_for_update())
    bill = read_bill(session, bill_id)
    check_version(bill.version, expected_version)
    if bill.due_minor <= 0:
        raise NothingToWriteOff()
    asked = bill.due_minor if command.amount is None else parse_minor(command.amount, business.currency)
    if asked <= 0:
        raise Invalid("an amount of money is above zero", field="amount")
    if asked > bill.due_minor:
        raise OverWrittenOff(
            f"{bill.number} awaits {show(bill.due_minor, business.currency)}",
            field="amount",
            available_minor=bill.due_minor,
        )
    limit = business.write_off_limit * 10 ** exponent(business.currency)
    if bill.written_off_minor + asked > limit:
        raise OverWriteOffLimit(
            f"at most {show(limit, business.currency)} of a bill is written off",
            field="amount",
            available_minor=max(limit - bill.written_off_minor, 0),
            requested_minor=asked,
        )
    lock_customer(session, bill.customer_id)
    day = business.today(at)
    legs = _legs(bill, asked)
    post(session, "write_off", bill_id, legs, business_date=day, at=at, narration=f"Written off of {bill.number}")
    session.execute(
        sa.update(bills)
        .where(here)
        .values(written_off_minor=bills.c.written_off_minor + asked, version=bills.c.version + 1)
    )
    data = {
        "number": bill.number, "customer_id": str(bill.customer_id), "amount_minor": asked, "reason": command.reason,
    }  # fmt: skip
    record_event(session, "bill.written_off", "bill", bill_id, data, by=by, at=at, business_date=day)
    return read_bill(session, bill_id)


def take_back_write_off(session: Session, bill: Bill, upto_minor: int, *, business_date: date, at: datetime) -> int:
    """Reverse what was written off of a bill, up to so much, and say how much that was.

    For a bill that is credited or cancelled: what the customer never paid is not theirs to have back. The caller has
    locked the bill and its customer's balance, and records the event.
    """
    amount_minor = min(bill.written_off_minor, upto_minor)
    if amount_minor > 0:
        narration = f"Write-off of {bill.number} taken back"
        legs = _legs(bill, -amount_minor)
        post(session, "write_off_reversal", bill.id, legs, business_date=business_date, at=at, narration=narration)
        session.execute(
            sa.update(bills)
            .where(bills.c.business_id == business_of(session), bills.c.id == bill.id)
            .values(written_off_minor=bills.c.written_off_minor - amount_minor, version=bills.c.version + 1)
        )
    return amount_minor
