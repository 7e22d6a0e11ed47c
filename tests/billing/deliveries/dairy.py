"""A dairy for the tests of daily delivery: routes, standing orders and days, each by the real operations."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from billing.bills.reads import Bill
from billing.business import BusinessSettings, change_business
from billing.customers import Customer, read_customer
from billing.deliveries.adjust import PutRight, put_right
from billing.deliveries.bill import BillDeliveries, BilledDeliveries, BillRoute, bill_deliveries, bill_route
from billing.deliveries.day import ConfirmDay, DayChange, DayList, confirm_day, read_day
from billing.deliveries.entries import Delivery, RecordDeliveries, record_deliveries
from billing.deliveries.reads import DeliveryEntry, read_entry
from billing.deliveries.routes import NewRoute, Route, RouteDetails, add_route, change_route
from billing.deliveries.standing_orders import (
    ChangeTerms,
    NewStandingOrder,
    Schedule,
    StandingOrder,
    change_schedule,
    change_terms,
    take_standing_order,
)
from billing.ledger import trial_balance
from billing.permissions import Actor
from billing.products import Product
from tests.counter import Counter


class Dairy:
    """Delivers from ``counter``'s shop. Days are counted back from today, so that nothing lies in the future."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    def day(self, ago: int = 0) -> date:
        return self.counter.today - timedelta(days=ago)

    def route(self, *customers: Customer, name: str = "Gandhi Road", **details: Any) -> Route:
        with self.counter.open() as session:
            command = NewRoute(name=name, customer_ids=[one.id for one in customers], **details)
            return add_route(session, command, by=self.counter.by, at=self.counter.at)

    def reroute(self, route: Route, **details: Any) -> Route:
        with self.counter.open() as session:
            kept = {"name": route.name, "customer_ids": route.customer_ids, **details}
            return change_route(session, route.id, RouteDetails(**kept), by=self.counter.by, at=self.counter.at)

    def order(
        self, route: Route, customer: Customer, product: Product, quantity: str = "1", **details: Any
    ) -> StandingOrder:
        with self.counter.open() as session:
            command = NewStandingOrder(
                **{
                    "route_id": route.id, "customer_id": customer.id, "product_id": product.id, "quantity": Decimal(quantity),
                    "starts": self.day(60), **details,
                }
            )  # fmt: skip
            return take_standing_order(session, command, by=self.counter.by, at=self.counter.at)

    def reschedule(self, order: StandingOrder, **details: Any) -> StandingOrder:
        kept = {name: getattr(order, name) for name in Schedule.__struct_fields__}
        with self.counter.open() as session:
            command = Schedule(**{**kept, **details})
            return change_schedule(session, order.id, command, by=self.counter.by, at=self.counter.at)

    def reprice(self, order: StandingOrder, from_date: date, quantity: str, price: str | None) -> StandingOrder:
        terms = ChangeTerms(
            from_date=from_date, quantity=Decimal(quantity), price=None if price is None else Decimal(price)
        )
        with self.counter.open() as session:
            return change_terms(session, order.id, terms, by=self.counter.by, at=self.counter.at)

    def day_list(self, route: Route, day: date) -> DayList:
        with self.counter.open() as session:
            return read_day(session, route.id, day, by=self.counter.by)

    def confirm(self, route: Route, day: date, *changes: DayChange, **details: Any) -> DayList:
        with self.counter.open() as session:
            command = ConfirmDay(business_date=day, changes=list(changes), **details)
            return confirm_day(session, route.id, command, by=self.counter.by, at=self.counter.at)

    def deliver(
        self,
        customer: Customer,
        product: Product,
        quantity: str = "1",
        *,
        ago: int = 0,
        by: Actor | None = None,
        credit_reason: str | None = None,
        **details: Any,
    ) -> DeliveryEntry:
        delivery = Delivery(
            customer_id=customer.id, product_id=product.id, quantity=Decimal(quantity), business_date=self.day(ago), **details
        )  # fmt: skip
        return self.record(delivery, by=by, credit_reason=credit_reason)[0]

    def record(
        self, *deliveries: Delivery, by: Actor | None = None, credit_reason: str | None = None
    ) -> list[DeliveryEntry]:
        with self.counter.open() as session:
            command = RecordDeliveries(entries=list(deliveries), credit_reason=credit_reason)
            return record_deliveries(session, command, by=by or self.counter.by, at=self.counter.at)

    def put_right(self, entry: DeliveryEntry, quantity: str, *, by: Actor | None = None) -> DeliveryEntry:
        with self.counter.open() as session:
            command = PutRight(quantity=Decimal(quantity), reason="written down wrong")
            return put_right(session, entry.id, command, by=by or self.counter.by, at=self.counter.at)

    def bill(self, customer: Customer, **details: Any) -> Bill:
        with self.counter.open() as session:
            command = BillDeliveries(customer_id=customer.id, **details)
            return bill_deliveries(session, command, by=self.counter.by, at=self.counter.at)

    def bill_route(self, route: Route, **details: Any) -> list[BilledDeliveries]:
        with self.counter.open() as session:
            return bill_route(session, route.id, BillRoute(**details), by=self.counter.by, at=self.counter.at)

    def entry(self, entry: DeliveryEntry) -> DeliveryEntry:
        with self.counter.open() as session:
            return read_entry(session, entry.id)

    def unbilled(self, customer: Customer) -> int:
        with self.counter.open() as session:
            return read_customer(session, customer.id).unbilled_minor

    def account(self, code: str) -> int:
        with self.counter.open() as session:
            return next((one.balance_minor for one in trial_balance(session) if one.account == code), 0)

    def settings(self, **settings: Any) -> None:
        with self.counter.open() as session:
            command = BusinessSettings(name="Sharma Dairy", **settings)
            change_business(session, command, by=self.counter.by, at=self.counter.at)
