"""Undoing a receipt or refund, once: entered wrongly, or paid by a cheque that bounced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.tables import bills
from billing.business import this_business
from billing.customers import lock_customer
from billing.events import record_event
from billing.gateway.tables import gateway_refunds
from billing.ledger import Entry, entries_of, post, reverse
from billing.payments.advance_tax import follow_advance
from billing.payments.allocate import Allocation, release_bills
from billing.payments.cheques import Cheque, change_cheque, check_step, find_cheque, lock_cheque, read_cheque
from billing.payments.reads import Payment, read_payment
from billing.payments.record import lock_payment
from billing.payments.tables import payments
from billing.permissions import Actor
from billing.rentals.deposit import lock_deposit_of, restore_deposit
from munim.database import business_of
from munim.errors import Conflict, Invalid, Refused
from munim.money import parse_minor, show
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class ReversePayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why a receipt or refund is undone."""

    reason: Prose


class BounceCheque(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why the bank returned a cheque, and what the customer is charged for it: a penalty, which bears no GST.

    (CBIC Circular 178/10/2022-GST, paragraph 7.3: a charge for a dishonoured cheque is no consideration.)
    """

    reason: Prose
    charge: Decimal = Decimal(0)
    business_date: date | None = None


# -- rules -------------------------------------------------------------------------------------------


class AlreadyReversed(Conflict):
    """This payment was undone already."""

    code = "already_reversed"


class NotReversible(Refused):
    """This payment cannot be undone as it stands."""

    code = "not_reversible"


def _check(payment: Payment, reason: str, currency: str) -> None:
    if not reason.strip():
        raise Invalid("say why it is undone", field="reason")
    if payment.status != "received":
        raise AlreadyReversed(f"{payment.number} was {payment.status} already", status=payment.status)
    if payment.refunded_minor:
        raise NotReversible(
            f"{show(payment.refunded_minor, currency)} of {payment.number} was given back: reverse the refund first",
            refunded_minor=payment.refunded_minor,
        )


# -- operations --------------------------------------------------------------------------------------

# The postings a payment has made over its life, its tax as an advance aside, which follows what is left of it.
_POSTED: Final = ("payment", "deposit", "refund")


def reverse_payment(session: Session, payment_id: UUID, command: ReversePayment, *, by: Actor, at: datetime) -> Payment:
    """Undo a receipt or refund: every posting of it is mirrored today, what it settled awaits its money again.

    It keeps its number. Two at once: one succeeds (P4). Locks the deposit that a receipt was made out of, the payments (of
    a refund, the one it gave back too) in id order, the bills in id order, the customer's balance, the head. Raises
    ``NotFound``, ``AlreadyReversed``, ``NotReversible`` for a receipt that was given back in part, or a refund that a
    gateway has carried out.
    """
    by.require("payments.reverse")
    payment = _lock_with_origin(session, payment_id)
    business = this_business(session)
    _check(payment, command.reason, business.currency)
    if payment.direction == "out" and _is_at_gateway(session, payment_id):
        raise NotReversible("the gateway gives this money back: it does not come back by reversing")
    cheque = find_cheque(session, payment_id)
    if cheque:
        check_step(cheque, "reversed")
        change_cheque(session, payment_id, status="reversed")
    day = business.today(at)
    shares = undo_payment(session, payment, "reversed", command.reason, business_date=day, at=at)
    if payment.method == "deposit":
        restore_deposit(session, payment_id, by=by, at=at)
    data = {
        "number": payment.number, "customer_id": str(payment.customer_id), "amount_minor": payment.amount_minor,
        "reason": command.reason, "bills": [{"bill_id": str(one.bill_id), "amount_minor": one.amount_minor} for one in shares],
    }  # fmt: skip
    record_event(session, "payment.reversed", "payment", payment_id, data, by=by, at=at, business_date=day)
    return read_payment(session, payment_id)


def bounce_cheque(session: Session, payment_id: UUID, command: BounceCheque, *, by: Actor, at: datetime) -> Cheque:
    """Undo a receipt whose cheque the bank returned: its bills are open again, and the customer may be charged for it.

    Locks as ``reverse_payment``. Raises ``NotFound``, ``ChequeMoved`` once it has cleared or bounced, ``NotReversible``.
    """
    by.require("payments.reverse")
    cheque = lock_cheque(session, payment_id)
    check_step(cheque, "bounced")
    payment = read_payment(session, payment_id)
    business = this_business(session)
    _check(payment, command.reason, business.currency)
    charge = parse_minor(command.charge, business.currency, field="charge")
    if charge < 0:
        raise Invalid("a charge is not negative", field="charge")
    day = business.day_of(command.business_date, at)
    if day < (cheque.deposited_date or cheque.received_date):
        raise Invalid("a cheque bounces after it was received and deposited", field="business_date")
    change_cheque(session, payment_id, status="bounced", bounce_charge_minor=charge)
    shares = undo_payment(session, payment, "bounced", command.reason, business_date=day, at=at)
    owed = [Entry("receivable", charge, customer_id=payment.customer_id), Entry("charges", -charge)]
    post(session, "bounce_charge", payment_id, owed, business_date=day, at=at, narration=payment.number)
    data = {
        "number": payment.number, "customer_id": str(payment.customer_id), "amount_minor": payment.amount_minor,
        "charge_minor": charge, "reason": command.reason,
        "bills": [{"bill_id": str(one.bill_id), "amount_minor": one.amount_minor} for one in shares],
    }  # fmt: skip
    record_event(session, "cheque.bounced", "payment", payment_id, data, by=by, at=at, business_date=day)
    return read_cheque(session, payment_id)


def undo_payment(
    session: Session, payment: Payment, status: str, reason: str, *, business_date: date, at: datetime
) -> Sequence[Allocation]:
    """Mirror what a locked payment posted and release what it settled; the bills that lost it, amounts negative."""
    shares = release_bills(session, payment.id, business_date=business_date, at=at)
    _give_back_to_origin(session, payment)
    lock_customer(session, payment.customer_id)
    session.execute(
        sa.update(payments)
        .where(payments.c.business_id == business_of(session), payments.c.id == payment.id)
        .values(status=status, reversed_date=business_date, reversal_reason=reason, version=payments.c.version + 1)
    )
    posted = [entry for kind in _POSTED for entry in entries_of(session, payment.id, kind)]
    kind = {"reversed": "reversal", "bounced": "bounce"}[status]
    post(
        session,
        kind,
        payment.id,
        _netted(reverse(posted)),
        business_date=business_date,
        at=at,
        narration=payment.number,
    )
    follow_advance(session, payment.id, "reversed", business_date=business_date, at=at)
    if payment.refunds_payment_id:
        follow_advance(session, payment.refunds_payment_id, "released", business_date=business_date, at=at)
    return shares


def _netted(entries: Sequence[Entry]) -> list[Entry]:
    """One leg an account: what went into the cheques in hand and on to the bank comes out of the bank alone."""
    sums: dict[tuple[str, UUID | None], int] = {}
    for entry in entries:
        key = entry.account, entry.customer_id
        sums[key] = sums.get(key, 0) + entry.amount_minor
    return [Entry(account, minor, customer_id=customer_id) for (account, customer_id), minor in sums.items()]


def _is_at_gateway(session: Session, refund_id: UUID) -> bool:
    """Whether a gateway was asked for the refund and has not refused it."""
    here = (gateway_refunds.c.business_id == business_of(session)) & (gateway_refunds.c.id == refund_id)
    return bool(session.execute(sa.select(sa.exists().where(here, gateway_refunds.c.status != "failed"))).scalar_one())


def _lock_with_origin(session: Session, payment_id: UUID) -> Payment:
    """Lock a payment and, of a refund, the payment it gave back, after the deposit it is out of; which those are never changes."""
    payment = read_payment(session, payment_id)
    if payment.method == "deposit":
        lock_deposit_of(session, payment_id)
    for one in sorted(filter(None, (payment_id, payment.refunds_payment_id))):
        lock_payment(session, one)
    return read_payment(session, payment_id)


def _give_back_to_origin(session: Session, refund: Payment) -> None:
    """What a refund gave of a payment's advance, or of a credit note, is there again."""
    business_id = business_of(session)
    if refund.refunds_payment_id:
        here = (payments.c.business_id == business_id) & (payments.c.id == refund.refunds_payment_id)
        less = {"refunded_minor": payments.c.refunded_minor - refund.amount_minor, "version": payments.c.version + 1}
        session.execute(sa.update(payments).where(here).values(**less))
    elif refund.refunds_bill_id:
        note = (bills.c.business_id == business_id) & (bills.c.id == refund.refunds_bill_id)
        freed = {"credited_minor": bills.c.credited_minor - refund.amount_minor, "version": bills.c.version + 1}
        session.execute(sa.update(bills).where(note).values(**freed))
