"""Taking money for one bill, as the counter does with the bill in hand."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from billing.bills.reads import read_bill
from billing.business import this_business
from billing.payments.reads import Payment
from billing.payments.record import AllocationInput, MoneyReceived, RecordPayment, amount_above_zero, record_payment
from billing.permissions import Actor
from munim.errors import Refused
from munim.money import exponent

# -- commands ----------------------------------------------------------------------------------------


class PayBill(MoneyReceived, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money received for a bill; ``amount`` None: all that is still due."""

    amount: Decimal | None = None


# -- rules -------------------------------------------------------------------------------------------


class NothingDue(Refused):
    """Nothing is due on this bill."""

    code = "nothing_due"


# -- operations --------------------------------------------------------------------------------------


def pay_bill(session: Session, bill_id: UUID, command: PayBill, *, by: Actor, at: datetime) -> Payment:
    """Take money for a bill: as much as it awaits is set against it, the rest is kept as the customer's advance.

    What it awaits is read before the lock: of two payments of the same rest at once the second is refused as
    ``OverAllocated``. Raises ``NotFound``, ``NothingDue`` and what ``record_payment`` raises.
    """
    by.require("payments.write")
    bill = read_bill(session, bill_id)
    if bill.due_minor <= 0:
        raise NothingDue()
    currency = this_business(session).currency
    due = Decimal(bill.due_minor).scaleb(-exponent(currency))
    amount = due if command.amount is None else command.amount
    amount_above_zero(amount, this_business(session))
    return record_payment(
        session,
        RecordPayment(
            customer_id=bill.customer_id,
            amount=amount,
            allocations=[AllocationInput(bill_id=bill_id, amount=min(amount, due))],
            **{name: getattr(command, name) for name in MoneyReceived.__struct_fields__},
        ),
        by=by,
        at=at,
    )
