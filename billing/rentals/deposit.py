"""Security deposits: held while goods are out, then given back, set against a bill, or forfeited.

A deposit is the hirer's own money and no consideration, so it bears no tax while it is held (RULES T11). Once forfeited it
is paid for what was supplied: it is billed, tax included, and the bill settled by it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.accounts import money_account
from billing.bills.draft import DraftBill, DraftLine
from billing.bills.issue import IssueBill
from billing.bills.sell import sell
from billing.business import Business, this_business
from billing.customers import lock_customer, read_customer
from billing.events import record_event
from billing.ledger import Entry, post
from billing.numbering import default_series, take_number
from billing.payments.allocate import Allocation, OpenBill, allocate_payment_to, lock_open_bills
from billing.payments.methods import Method, method_of
from billing.payments.record import amount_above_zero, number_and_store
from billing.permissions import Actor
from billing.products import read_product
from billing.rentals.reads import Deposit, read_booking, read_challan, read_deposit
from billing.rentals.tables import deposit_moves, deposits
from billing.rentals.terms import check_hirer
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, Refused
from munim.ids import new_id
from munim.money import exponent, show
from munim.text import Code, Line, Prose

# -- commands ----------------------------------------------------------------------------------------


class HoldDeposit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A security deposit taken, for a booking or a challan where it is one's. ``account`` None: the method's own."""

    customer_id: UUID
    amount: Decimal
    method: Method
    account: Code | None = None
    booking_id: UUID | None = None
    challan_id: UUID | None = None
    id: UUID | None = None
    reference: Line | None = None
    note: Prose | None = None


class RefundDeposit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money of a deposit given back; ``amount`` None: all that is held."""

    method: Method
    amount: Decimal | None = None
    account: Code | None = None
    reason: Prose | None = None


class ApplyDeposit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A bill to settle with a deposit; ``amount`` None: all that the bill awaits and the deposit holds."""

    bill_id: UUID
    amount: Decimal | None = None


class ForfeitDeposit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Keep a deposit, and say why; ``amount`` None: all that is held.

    ``product_id``: the rental item whose rate of tax and code the bill takes; None: the first of the deposit's challan.
    """

    reason: Prose
    amount: Decimal | None = None
    product_id: UUID | None = None


# -- rules -------------------------------------------------------------------------------------------

# A cheque may bounce and a gateway's money be taken back: until it is the shop's own it is no security.
_SECURE: Final = ("cash", "upi", "bank", "card")


class DepositSpent(Conflict):
    """Less of this deposit is held than that."""

    code = "deposit_spent"


def _asked(value: Decimal | None, deposit: Deposit, business: Business) -> int:
    """How much of a deposit is meant. Raises ``Invalid``, ``DepositSpent`` with what is held."""
    minor = deposit.held_minor if value is None else amount_above_zero(value, business)
    if minor > deposit.held_minor or not minor:
        raise DepositSpent(
            f"{show(deposit.held_minor, business.currency)} of deposit {deposit.number} is held",
            field="amount",
            available_minor=deposit.held_minor,
            requested_minor=minor,
        )
    return minor


# -- operations --------------------------------------------------------------------------------------


def hold_deposit(session: Session, command: HoldDeposit, *, by: Actor, at: datetime) -> Deposit:
    """Take a security deposit: a numbered voucher, owed back to the customer, and no part of what they owe.

    Locks the number series and the head. Raises ``NotFound``, ``Invalid``, ``NobodyInParticular``, ``Conflict``.
    """
    by.require("rentals.write")
    by.require("payments.write")
    business, business_id = this_business(session), business_of(session)
    method = _secure_method(command.method)
    minor = amount_above_zero(command.amount, business)
    account = money_account(session, method, command.account)
    customer = read_customer(session, command.customer_id)
    check_hirer(customer)
    _check_whose(session, command)
    deposit_id, today = command.id or new_id(), business.today(at)
    number, year = _number(session, "deposit", business, at)
    try:
        session.execute(
            sa.insert(deposits).values(
                business_id=business_id,
                id=deposit_id,
                number=number,
                financial_year=year,
                customer_id=customer.id,
                booking_id=command.booking_id,
                challan_id=command.challan_id,
                method=method,
                amount_minor=minor,
                business_date=today,
                reference=command.reference,
                note=command.note,
                staff_id=by.user_id,
                created_at=at,
            )
        )
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_deposits":
            raise Conflict("this id is already a deposit", field="id") from None
        raise
    _write_move(session, deposit_id, "held", minor, {"account": account}, by=by, at=at)
    legs = [Entry(account, minor), Entry("deposits", -minor, customer_id=customer.id)]
    post(session, "security_deposit", deposit_id, legs, business_date=today, at=at, narration=number)
    return _told(session, deposit_id, "held", minor, {"method": method}, by=by, at=at)


def refund_deposit(session: Session, deposit_id: UUID, command: RefundDeposit, *, by: Actor, at: datetime) -> Deposit:
    """Give a deposit back, whole or in part, under a voucher's number.

    Locks the deposit, the number series and the head: two refunds that fit alone but not together, one succeeds. Raises
    ``NotFound``, ``DepositSpent``, ``Invalid``.
    """
    by.require("rentals.write")
    by.require("payments.write")
    business = this_business(session)
    method = _secure_method(command.method)
    account = money_account(session, method, command.account)
    deposit = lock_deposit(session, deposit_id)
    minor = _asked(command.amount, deposit, business)
    number, year = _number(session, "deposit_refund", business, at)
    _use(session, deposit_id, "refunded", minor)
    kept = {"account": account, "number": number, "financial_year": year, "reason": command.reason}
    _write_move(session, deposit_id, "refunded", minor, kept, by=by, at=at)
    legs = [Entry("deposits", minor, customer_id=deposit.customer_id), Entry(account, -minor)]
    post(session, "deposit_refund", deposit_id, legs, business_date=business.today(at), at=at, narration=number)
    return _told(session, deposit_id, "refunded", minor, {"method": method, "voucher": number}, by=by, at=at)


def apply_deposit(session: Session, deposit_id: UUID, command: ApplyDeposit, *, by: Actor, at: datetime) -> Deposit:
    """Settle a bill of the same customer with their deposit: a receipt by the method ``deposit``.

    Locks the deposit, the bill, the customer's balance, the number series and the head. Raises ``NotFound``,
    ``DepositSpent``, ``OverAllocated``, ``Invalid``.
    """
    by.require("rentals.write")
    by.require("payments.write")
    business = this_business(session)
    deposit = lock_deposit(session, deposit_id)
    awaiting = lock_open_bills(session, deposit.customer_id, only=[command.bill_id])[command.bill_id]
    lock_customer(session, deposit.customer_id)
    due = Decimal(min(deposit.held_minor, awaiting.due_minor)).scaleb(-exponent(business.currency))
    if command.amount is None and not due and deposit.held_minor:
        raise Refused(f"{awaiting.number} awaits nothing", field="bill_id")
    minor = _asked(command.amount if command.amount is not None else due or None, deposit, business)
    payment_id = _receive(session, deposit, minor, by=by, at=at)
    share = Allocation(awaiting.id, minor)
    _settle(session, deposit, payment_id, share, awaiting, "applied", None, minor, by=by, at=at)
    return _told(session, deposit_id, "applied", minor, {"bill_id": str(command.bill_id)}, by=by, at=at)


def forfeit_deposit(session: Session, deposit_id: UUID, command: ForfeitDeposit, *, by: Actor, at: datetime) -> Deposit:
    """Keep a deposit: it becomes taxable, so it is billed with its tax inside, and the bill is settled by it (T11).

    Locks the deposit, the customer's balance, the number series and the head. Raises ``NotFound``, ``DepositSpent``,
    ``Invalid``. Two events: ``bill.issued`` by the sale, ``deposit.forfeited`` by this.
    """
    by.require("rentals.write")
    by.require("payments.write")
    if not command.reason.strip():
        raise Invalid("say why the deposit is forfeited", field="reason")
    business = this_business(session)
    deposit = lock_deposit(session, deposit_id)
    minor = _asked(command.amount, deposit, business)
    lock_customer(session, deposit.customer_id)
    product = read_product(session, _supplied(session, deposit, command))
    line = DraftLine(
        product_id=product.id,
        description=f"Security deposit {deposit.number} forfeited: {command.reason}"[:4000],
        unit_price=Decimal(minor).scaleb(-exponent(business.currency)),
        price_includes_tax=True,
        discount_percent=Decimal(0),
    )
    draft = DraftBill(customer_id=deposit.customer_id, lines=[line])
    # paid before it is billed: the receipt's number is taken before the sale locks the business's head, the last of locks
    payment_id = _receive(session, deposit, minor, by=by, at=at)
    unlimited = msgspec.structs.replace(by, permissions=by.permissions | {"credit.override"})
    issue = IssueBill(credit_reason=f"Settled by deposit {deposit.number}")
    bill = sell(session, draft, issue, by=unlimited, at=at, supplied=True)
    awaiting = OpenBill(bill.id, bill.number or "", bill.due_date, bill.business_date, bill.due_minor)
    # a shop that rounds its bills to the rupee may have billed some paise less: they stay the customer's advance
    share = Allocation(bill.id, min(minor, bill.due_minor))
    _settle(session, deposit, payment_id, share, awaiting, "forfeited", command.reason, minor, by=by, at=at)
    told = {"bill_id": str(bill.id), "bill_number": bill.number, "reason": command.reason}
    return _told(session, deposit_id, "forfeited", minor, told, by=by, at=at)


def restore_deposit(session: Session, payment_id: UUID, *, by: Actor, at: datetime) -> None:
    """After the receipt of a deposit that was applied is reversed: the shop holds it again. Nothing for other receipts.

    The caller has locked the deposit (``lock_deposit_of``), then the payment, and posted its reversal.
    """
    moves = deposit_moves.c
    used = session.execute(
        sa.select(moves.deposit_id, moves.kind, moves.amount_minor).where(_used_by(payment_id, session))
    ).one_or_none()
    if used is None:
        return
    _use(session, used.deposit_id, used.kind, -used.amount_minor)
    _write_move(session, used.deposit_id, "restored", used.amount_minor, {"payment_id": payment_id}, by=by, at=at)


def lock_deposit_of(session: Session, payment_id: UUID) -> None:
    """Lock the deposit that a receipt was made out of, before the receipt and its bills: whoever applies it does so too."""
    its = sa.select(deposit_moves.c.deposit_id).where(_used_by(payment_id, session))
    here = (deposits.c.business_id == business_of(session)) & deposits.c.id.in_(its)
    session.execute(sa.select(deposits.c.id).where(here).with_for_update())


def _used_by(payment_id: UUID, session: Session) -> sa.ColumnElement[bool]:
    """The move by which a deposit became this receipt."""
    moves = deposit_moves.c
    return sa.and_(
        moves.business_id == business_of(session),
        moves.payment_id == payment_id,
        moves.kind.in_(("applied", "forfeited")),
    )


def lock_deposit(session: Session, deposit_id: UUID) -> Deposit:
    """Lock a deposit until the transaction ends. Raises ``NotFound``."""
    here = (deposits.c.business_id == business_of(session)) & (deposits.c.id == deposit_id)
    session.execute(sa.select(deposits.c.id).where(here).with_for_update())
    return read_deposit(session, deposit_id)


def _receive(session: Session, deposit: Deposit, minor: int, *, by: Actor, at: datetime) -> UUID:
    """Turn so much of a deposit into the customer's money on account: a receipt by the method ``deposit``."""
    business = this_business(session)
    today, payment_id = business.today(at), new_id()
    values = {
        "direction": "in",
        "customer_id": deposit.customer_id,
        "method": "deposit",
        "amount_minor": minor,
        "business_date": today,
        "reference": deposit.number,
    }
    # dated today, whatever day an earlier zone of the shop made it
    number = number_and_store(session, payment_id, values, kind="receipt", by=by, at=at, back_dated=True)
    legs = [
        Entry("deposits", minor, customer_id=deposit.customer_id),
        Entry("receivable", -minor, customer_id=deposit.customer_id),
    ]
    post(session, "payment", payment_id, legs, business_date=today, at=at, narration=number)
    return payment_id


def _settle(
    session: Session,
    deposit: Deposit,
    payment_id: UUID,
    share: Allocation,
    awaiting: OpenBill,
    kind: str,
    reason: str | None,
    minor: int,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Set a deposit's receipt against a bill that the caller has locked, and keep what was done with the deposit."""
    today = this_business(session).today(at)
    allocate_payment_to(session, payment_id, [share], {awaiting.id: awaiting}, business_date=today, at=at)
    _use(session, deposit.id, kind, minor)
    row = {"bill_id": awaiting.id, "payment_id": payment_id, "reason": reason}
    _write_move(session, deposit.id, kind, minor, row, by=by, at=at)


def _use(session: Session, deposit_id: UUID, kind: str, minor: int) -> None:
    column = deposits.c[f"{kind}_minor"]
    session.execute(
        sa.update(deposits)
        .where(deposits.c.business_id == business_of(session), deposits.c.id == deposit_id)
        .values({column: column + minor, deposits.c.version: deposits.c.version + 1})
    )


def _write_move(
    session: Session, deposit_id: UUID, kind: str, minor: int, row: dict[str, Any], *, by: Actor, at: datetime
) -> None:
    session.execute(
        sa.insert(deposit_moves).values(
            business_id=business_of(session),
            deposit_id=deposit_id,
            kind=kind,
            amount_minor=minor,
            staff_id=by.user_id,
            at=at,
            business_date=this_business(session).today(at),
            **row,
        )
    )


def _told(
    session: Session, deposit_id: UUID, done: str, minor: int, told: dict[str, Any], *, by: Actor, at: datetime
) -> Deposit:
    deposit = read_deposit(session, deposit_id)
    data = {
        "number": deposit.number,
        "customer_id": str(deposit.customer_id),
        "amount_minor": minor,
        "held_minor": deposit.held_minor,
        **told,
    }
    today = this_business(session).today(at)
    record_event(session, f"deposit.{done}", "deposit", deposit_id, data, by=by, at=at, business_date=today)
    return deposit


def _number(session: Session, kind: str, business: Business, at: datetime) -> tuple[str, str]:
    # dated today, whatever day an earlier zone of the shop made it
    return take_number(
        session,
        kind,
        default_series(kind, business.invoice_prefix),
        business_date=business.today(at),
        calendar=business.calendar,
        back_dated=True,
    )


def _secure_method(written: str) -> str:
    method = method_of(written)
    if method not in _SECURE:
        raise Invalid(f"a deposit changes hands in {', '.join(_SECURE)}", field="method")
    return method


def _check_whose(session: Session, command: HoldDeposit) -> None:
    """That the booking and challan named are this customer's. Raises ``NotFound``, ``Invalid``."""
    if command.booking_id and read_booking(session, command.booking_id).customer_id != command.customer_id:
        raise Invalid("the booking is another customer's", field="booking_id")
    if command.challan_id and read_challan(session, command.challan_id).customer_id != command.customer_id:
        raise Invalid("the challan is another customer's", field="challan_id")


def _supplied(session: Session, deposit: Deposit, command: ForfeitDeposit) -> UUID:
    """The rental item for whose supply a deposit is kept."""
    if command.product_id:
        return command.product_id
    if deposit.challan_id:
        return read_challan(session, deposit.challan_id).lines[0].product_id
    if deposit.booking_id:
        return read_booking(session, deposit.booking_id).lines[0].product_id
    raise Invalid("name the rental item the deposit was for", field="product_id")
