"""Giving money back: what is left of a payment, or of a credit note."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.accounts import money_account
from billing.bills.reads import read_bill
from billing.bills.tables import bills
from billing.business import this_business
from billing.customers import lock_customer
from billing.events import record_event
from billing.gateway.tables import gateway_refunds
from billing.ledger import Entry, post
from billing.payments.advance_tax import follow_advance
from billing.payments.methods import Method, method_of
from billing.payments.reads import Payment, read_payment
from billing.payments.record import amount_above_zero, lock_payment, number_and_store
from billing.payments.tables import payments
from billing.permissions import Actor
from munim.database import business_of
from munim.errors import Conflict, Invalid
from munim.ids import new_id
from munim.money import show
from munim.text import Code, Line, Prose

# -- commands ----------------------------------------------------------------------------------------


class RefundMoney(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money given back: of a payment's advance, or of a credit note's credit (name one of the two).

    By method gateway, what came through a gateway goes back through it. ``account`` None: the method's own.
    """

    amount: Decimal
    method: Method
    account: Code | None = None
    payment_id: UUID | None = None
    credit_note_id: UUID | None = None
    id: UUID | None = None
    reference: Line | None = None
    note: Prose | None = None


# -- rules -------------------------------------------------------------------------------------------


class OverRefunded(Conflict):
    """More would be given back than is left to give."""

    code = "over_refunded"


# -- operations --------------------------------------------------------------------------------------


def refund_money(session: Session, command: RefundMoney, *, by: Actor, at: datetime) -> Payment:
    """Give money back: a numbered refund that lowers a payment's advance or a credit note's credit.

    Locks the payment or credit note, the customer's balance, the series, the head; two refunds that fit alone but
    not together: one succeeds (P2). An advance for services goes back by a refund voucher, and its tax with it (T12).
    Raises ``NotFound``, ``OverRefunded`` with what is left, ``Invalid``.
    """
    by.require("payments.refund")
    business = this_business(session)
    method = method_of(command.method)
    minor = amount_above_zero(command.amount, business)
    if (command.payment_id is None) == (command.credit_note_id is None):
        raise Invalid("name the payment or the credit note to refund, one of them", field="payment_id")
    customer_id, left, voucher, origin = _refundable(session, command)
    # a gateway gives back out of what it holds of the shop's
    chosen = origin if method == "gateway" and command.account is None else command.account
    account = money_account(session, method, chosen)
    if minor > left:
        raise OverRefunded(
            f"{show(left, business.currency)} can be given back",
            field="amount",
            available_minor=left,
            requested_minor=minor,
        )
    lock_customer(session, customer_id)
    business_id = business_of(session)
    if command.payment_id:
        here = (payments.c.business_id == business_id) & (payments.c.id == command.payment_id)
        session.execute(
            sa.update(payments)
            .where(here)
            .values(refunded_minor=payments.c.refunded_minor + minor, version=payments.c.version + 1)
        )
    else:
        note = (bills.c.business_id == business_id) & (bills.c.id == command.credit_note_id)
        session.execute(
            sa.update(bills)
            .where(note)
            .values(credited_minor=bills.c.credited_minor + minor, version=bills.c.version + 1)
        )
    day, refund_id = business.today(at), command.id or new_id()
    values = {
        "direction": "out", "customer_id": customer_id, "method": method, "account": chosen, "voucher": voucher,
        "amount_minor": minor, "business_date": day,
        "refunds_payment_id": command.payment_id, "refunds_bill_id": command.credit_note_id, "reference": command.reference, "note": command.note,
    }  # fmt: skip
    # dated today, whatever day an earlier zone of the shop made it
    kind = "refund_voucher" if voucher else "refund"
    number = number_and_store(session, refund_id, values, kind=kind, by=by, at=at, back_dated=True)
    legs = [Entry("receivable", minor, customer_id=customer_id), Entry(account, -minor)]
    post(session, "refund", refund_id, legs, business_date=day, at=at, narration=number)
    if command.payment_id:
        follow_advance(session, command.payment_id, "refunded", business_date=day, at=at)
    if command.payment_id and method == "gateway":
        _ask_gateway(session, refund_id, read_payment(session, command.payment_id), minor, at)
    data = {"number": number, "customer_id": str(customer_id), "amount_minor": minor, "method": method}
    record_event(session, "payment.refunded", "payment", refund_id, data, by=by, at=at, business_date=day)
    return read_payment(session, refund_id)


def _ask_gateway(session: Session, refund_id: UUID, payment: Payment, amount_minor: int, at: datetime) -> None:
    """Let the gateway be asked, after this transaction, to give its money back; receipts typed in are no gateway's."""
    if payment.gateway is None:
        return
    session.execute(
        sa.insert(gateway_refunds).values(
            business_id=business_of(session), id=refund_id, payment_id=payment.id, gateway=payment.gateway,
            gateway_payment_id=payment.gateway_payment_id, status="requested", amount_minor=amount_minor,
            currency=this_business(session).currency, next_poll_at=at, created_at=at,
        )
    )  # fmt: skip


def _refundable(session: Session, command: RefundMoney) -> tuple[UUID, int, bool, str | None]:
    """Whose money it is, how much is left, whether it came by a receipt voucher, into which account. Locks what is refunded."""
    if command.payment_id:
        payment = lock_payment(session, command.payment_id)
        if payment.direction != "in":
            raise Invalid("a refund is not refunded", field="payment_id")
        account = payment.account if payment.method == "gateway" else None
        return payment.customer_id, payment.unallocated_minor, payment.voucher, account
    here = (bills.c.business_id == business_of(session)) & (bills.c.id == command.credit_note_id)
    session.execute(sa.select(bills.c.id).where(here).with_for_update())
    note = read_bill(session, command.credit_note_id) if command.credit_note_id else None
    if note is None or note.kind != "credit_note":
        raise Invalid("this is no credit note", field="credit_note_id")
    return note.customer_id, note.total_minor - note.allocated_minor - note.credited_minor, False, None
