"""A shop that hires things out: what its tests do again and again, at whatever moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from billing.bills.reads import Bill
from billing.customers import Customer, read_customer
from billing.payments.reads import Payment
from billing.products import Product
from billing.rentals.booking import (
    AcceptBooking,
    BookingDetails,
    NewBooking,
    RefuseBooking,
    TakeAdvance,
    accept_booking,
    cancel_booking,
    change_booking,
    decline_booking,
    request_booking,
    take_booking_advance,
)
from billing.rentals.challan import (
    CancelChallan,
    Deliver,
    ExtendHire,
    HandOut,
    NewChallan,
    cancel_challan,
    deliver,
    extend_hire,
    hand_out,
    make_challan,
)
from billing.rentals.deposit import (
    ApplyDeposit,
    ForfeitDeposit,
    HoldDeposit,
    RefundDeposit,
    apply_deposit,
    forfeit_deposit,
    hold_deposit,
    refund_deposit,
)
from billing.rentals.hire_bill import BillHire, bill_hire
from billing.rentals.reads import Booking, Challan, Deposit, read_booking, read_challan, read_deposit
from billing.rentals.returns import ReturnLine, TakeBack, take_back
from billing.rentals.terms import HireItem
from munim.database import Database
from tests.counter import Counter

INDIA = ZoneInfo("Asia/Kolkata")


class Hires(Counter):
    """A counter that hires out. ``at`` is the moment of what happens next; ``clock`` moves it."""

    def __init__(self, database: Database, shop: Any, *, at: datetime | None = None) -> None:
        super().__init__(database, shop, at=at or datetime(2026, 5, 1, 10, tzinfo=INDIA))

    def clock(self, day: int, hour: int = 10, *, month: int = 5, minute: int = 0) -> None:
        """It is this hour of this day of 2026."""
        self.at = datetime(2026, month, day, hour, minute, tzinfo=INDIA)

    def item(self, name: str = "Projector", rate: str = "500", units: str = "3", **details: Any) -> Product:
        details = {
            "kind": "rental",
            "daily_rental_rate": Decimal(rate),
            "hsn": "997319",
            "cost": Decimal(20000),
            **details,
        }
        return self.product(name, price="40000", stock=units, **details)

    def book(
        self,
        *lines: tuple[Product, str],
        customer: Customer,
        first: date | None = None,
        last: date | None = None,
        **details: Any,
    ) -> Booking:
        first = first or self.today
        command = NewBooking(
            customer_id=customer.id,
            starts_on=first,
            ends_on=last or first + timedelta(days=2),
            lines=[HireItem(product_id=product.id, quantity=Decimal(quantity)) for product, quantity in lines],
            **details,
        )
        with self.open() as session:
            return request_booking(session, command, by=self.by, at=self.at)

    def rewrite(self, booking: Booking, *lines: tuple[Product, str]) -> Booking:
        command = BookingDetails(
            customer_id=booking.customer_id,
            starts_on=booking.starts_on,
            ends_on=booking.ends_on,
            lines=[HireItem(product_id=product.id, quantity=Decimal(quantity)) for product, quantity in lines],
        )
        with self.open() as session:
            return change_booking(session, booking.id, command, by=self.by, at=self.at)

    def accept(self, booking: Booking, **details: Any) -> Booking:
        with self.open() as session:
            return accept_booking(session, booking.id, AcceptBooking(**details), by=self.by, at=self.at)

    def decline(self, booking: Booking) -> Booking:
        with self.open() as session:
            return decline_booking(session, booking.id, RefuseBooking(reason="closed"), by=self.by, at=self.at)

    def call_off(self, booking: Booking) -> Booking:
        with self.open() as session:
            return cancel_booking(session, booking.id, RefuseBooking(reason="rain"), by=self.by, at=self.at)

    def advance(self, booking: Booking, amount: str) -> Payment:
        with self.open() as session:
            command = TakeAdvance(amount=Decimal(amount), method="cash")
            return take_booking_advance(session, booking.id, command, by=self.by, at=self.at)

    def challan(
        self, *lines: tuple[Product, str], customer: Customer | None = None, days: int = 3, **details: Any
    ) -> Challan:
        """A challan handed out now, due on the last of ``days`` days."""
        if lines:
            details["lines"] = [
                HireItem(product_id=product.id, quantity=Decimal(quantity)) for product, quantity in lines
            ]
            details.setdefault("due_on", self.today + timedelta(days=days - 1))
        command = NewChallan(customer_id=customer.id if customer else None, **{"handed_out": True, **details})
        with self.open() as session:
            return make_challan(session, command, by=self.by, at=self.at)

    def hand_out(self, challan: Challan, **details: Any) -> Challan:
        with self.open() as session:
            return hand_out(session, challan.id, HandOut(**details), by=self.by, at=self.at)

    def deliver(self, challan: Challan) -> Challan:
        with self.open() as session:
            return deliver(session, challan.id, Deliver(), by=self.by, at=self.at)

    def extend(self, challan: Challan, due_on: date) -> Challan:
        with self.open() as session:
            return extend_hire(session, challan.id, ExtendHire(due_on=due_on), by=self.by, at=self.at)

    def call_back(self, challan: Challan) -> Challan:
        with self.open() as session:
            return cancel_challan(session, challan.id, CancelChallan(reason="van broke down"), by=self.by, at=self.at)

    def back(self, challan: Challan, quantity: str = "1", position: int = 1, **details: Any) -> Challan:
        if "unit_charge" in details:
            details["unit_charge"] = Decimal(details["unit_charge"])
        line = ReturnLine(position=position, quantity=Decimal(quantity), **details)
        with self.open() as session:
            return take_back(session, challan.id, TakeBack(lines=[line]), by=self.by, at=self.at)

    def bill_hire(self, challan: Challan, **details: Any) -> Bill:
        with self.open() as session:
            return bill_hire(session, challan.id, BillHire(**details), by=self.by, at=self.at)

    def hold(self, customer: Customer, amount: str, **details: Any) -> Deposit:
        with self.open() as session:
            command = HoldDeposit(customer_id=customer.id, amount=Decimal(amount), **{"method": "cash", **details})
            return hold_deposit(session, command, by=self.by, at=self.at)

    def give_back(self, deposit: Deposit, amount: str | None = None) -> Deposit:
        with self.open() as session:
            command = RefundDeposit(method="cash", amount=None if amount is None else Decimal(amount))
            return refund_deposit(session, deposit.id, command, by=self.by, at=self.at)

    def apply(self, deposit: Deposit, bill: Bill, amount: str | None = None) -> Deposit:
        with self.open() as session:
            command = ApplyDeposit(bill_id=bill.id, amount=None if amount is None else Decimal(amount))
            return apply_deposit(session, deposit.id, command, by=self.by, at=self.at)

    def forfeit(self, deposit: Deposit, **details: Any) -> Deposit:
        with self.open() as session:
            command = ForfeitDeposit(reason="never came back", **details)
            return forfeit_deposit(session, deposit.id, command, by=self.by, at=self.at)

    def booking(self, booking_id: UUID) -> Booking:
        with self.open() as session:
            return read_booking(session, booking_id)

    def read(self, challan: Challan) -> Challan:
        with self.open() as session:
            return read_challan(session, challan.id)

    def deposit(self, deposit: Deposit) -> Deposit:
        with self.open() as session:
            return read_deposit(session, deposit.id)

    def exposure(self, customer: Customer) -> int:
        """What of the customer's hires is not billed yet."""
        with self.open() as session:
            return read_customer(session, customer.id).unbilled_minor
