"""What was delivered: one entry per customer, product, day and slot (RULES S4).

The goods leave stock when the entry is written, at their cost; what they come to is the customer's unbilled amount
until a bill charges them (RULES P5).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.issue import IssueBill, credit_waived
from billing.business import Business, this_business
from billing.customers import Customer, change_unbilled, lock_customer
from billing.deliveries.reads import DeliveryEntry, Key, read_entries_of
from billing.deliveries.routes import read_route
from billing.deliveries.standing_orders import Slot, StandingOrder, is_due, orders_of, terms_on
from billing.deliveries.tables import delivery_entries
from billing.events import record_event
from billing.ledger import post
from billing.permissions import Actor
from billing.price_history import Price, earlier_prices_on
from billing.products import Product, read_products
from billing.stock import StockMove, lock_levels, move_stock, stock_entries
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, Refused
from munim.ids import new_id
from munim.money import MAX_MINOR, check_decimals, minor_from, round_half_up
from munim.text import Prose

MAX_ENTRIES: Final = 1000
NONE: Final = Decimal("0.000")

# -- commands ----------------------------------------------------------------------------------------


class Delivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a customer was brought. Sent again with its ``id`` it changes what was written before; the same does nothing.

    ``business_date`` None: today; ``quantity`` 0: skipped, and why; ``unit_price`` None: the price of that day.
    """

    customer_id: UUID
    product_id: UUID
    quantity: Decimal
    id: UUID | None = None
    business_date: date | None = None
    slot: Slot = "morning"
    skip_reason: Prose | None = None
    unit_price: Decimal | None = None
    route_id: UUID | None = None
    note: Prose | None = None


class RecordDeliveries(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Deliveries to write down, all or none. ``credit_reason``: why somebody may go above their credit limit."""

    entries: list[Delivery]
    credit_reason: Prose | None = None


# -- rules -------------------------------------------------------------------------------------------


class EntryTaken(Conflict):
    """What this customer was brought of this product in that slot of the day is written down already."""

    code = "entry_taken"


class EntryIdTaken(Conflict):
    """This id is another delivery."""

    code = "entry_id_taken"


class EntryBilled(Refused):
    """A bill charges this delivery already: put it right by an adjustment."""

    code = "entry_billed"


class Asked(msgspec.Struct, frozen=True):
    """A delivery to write down, checked and dated; ``field`` is the path of it in the command."""

    delivery: Delivery
    key: Key
    field: str


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it will stand, and what it was before (nothing, when it is new)."""

    id: UUID
    key: Key
    is_new: bool
    before_quantity: Decimal
    before_minor: int
    before_cost: int
    quantity: Decimal
    price: Price
    amount_minor: int
    skip_reason: str | None
    note: str | None
    route_id: UUID | None
    order_id: UUID | None
    expected: Decimal | None

    @property
    def more(self) -> Decimal:
        """How much more leaves stock (below zero: comes back)."""
        return self.quantity - self.before_quantity

    @property
    def more_minor(self) -> int:
        return self.amount_minor - self.before_minor


def asked_of(deliveries: Sequence[Delivery], business: Business, at: datetime) -> list[Asked]:
    """The deliveries dated and checked one by one. Raises ``Invalid`` naming the entry and field."""
    if not 1 <= len(deliveries) <= MAX_ENTRIES:
        raise Invalid(f"1 to {MAX_ENTRIES} deliveries at once", field="entries")
    asked = [_asked(one, f"entries[{n}]", business, at) for n, one in enumerate(deliveries)]
    seen: set[Key] = set()
    for one in asked:
        if one.key in seen:
            raise Invalid("this delivery is named twice", field=one.field)
        seen.add(one.key)
    return asked


def _asked(one: Delivery, field: str, business: Business, at: datetime) -> Asked:
    day = business.day_of(one.business_date, at)
    check_decimals(one.quantity, 3, f"{field}.quantity")
    skipped = bool((one.skip_reason or "").strip())
    if (one.quantity == 0) != skipped:
        message = "say why it was skipped" if one.quantity == 0 else "what was skipped was not delivered"
        raise Invalid(message, field=f"{field}.skip_reason")
    if one.unit_price is not None:
        check_decimals(one.unit_price, 4, f"{field}.unit_price")
    return Asked(one, Key(one.customer_id, one.product_id, day, one.slot), field)


def amount_of(quantity: Decimal, price: Decimal, currency: str, *, field: str) -> int:
    """quantity x price in minor units, in the terms of the price. Raises ``Invalid`` for more than Munim keeps."""
    minor = minor_from(quantity * price, currency)
    if minor > MAX_MINOR:
        raise Invalid("this comes to more than any amount Munim keeps", field=field)
    return minor


def order_for(key: Key, orders: Collection[StandingOrder]) -> StandingOrder | None:
    """The standing order that is brought on that day in that slot, if any: no two overlap."""
    for order in orders:
        same = (order.customer_id, order.product_id, order.slot) == (key.customer_id, key.product_id, key.slot)
        if same and is_due(order, key.business_date):
            return order
    return None


def price_on(key: Key, order: StandingOrder | None, product: Product, earlier: Mapping[UUID, Price]) -> Price:
    """The price of that day: the standing order's of the day, else what the product had on it (S4)."""
    own = earlier.get(product.id) or Price(product.price, product.price_includes_tax)
    agreed = terms_on(order.terms, key.business_date).price if order else None
    return own if agreed is None else Price(agreed, own.includes_tax)


# -- operations --------------------------------------------------------------------------------------


def record_deliveries(session: Session, command: RecordDeliveries, *, by: Actor, at: datetime) -> list[DeliveryEntry]:
    """Write down what was delivered, on any day up to today: by hand, or as a phone sends it later.

    Locks the customers' balances in id order, stock levels by product, the head. Raises ``NotFound``, ``Invalid``,
    ``EntryTaken``, ``EntryIdTaken``, ``EntryBilled``, ``OutOfStock``, ``OverCreditLimit`` for what is delivered today
    (what was delivered before is a fact, whoever owes it).
    """
    by.require("deliveries.write")
    business = this_business(session)
    asked = asked_of(command.entries, business, at)
    entries = write_entries(session, asked, credit_reason=command.credit_reason, by=by, at=at)
    tell(session, "delivery_entry", entries[0].id, entries, command.credit_reason, by=by, at=at)
    return entries


def tell(
    session: Session,
    subject_kind: str,
    subject_id: UUID,
    entries: Sequence[DeliveryEntry],
    credit_reason: str | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """The event of deliveries that were written down."""
    days = sorted({entry.business_date for entry in entries})
    data = {
        "count": len(entries), "skipped": sum(entry.quantity == 0 for entry in entries), "from": str(days[0]), "to": str(days[-1]),
        "amount_minor": sum(entry.amount_minor for entry in entries), **({"credit_reason": credit_reason} if credit_reason else {}),
    }  # fmt: skip
    today = this_business(session).today(at)
    record_event(session, "deliveries.recorded", subject_kind, subject_id, data, by=by, at=at, business_date=today)


def write_entries(
    session: Session, asked: Sequence[Asked], *, credit_reason: str | None, by: Actor, at: datetime
) -> list[DeliveryEntry]:
    """Write or change the entries asked for; the caller records the event. Locks and raises as ``record_deliveries``."""
    business = this_business(session)
    buyers = {
        customer_id: lock_customer(session, customer_id)
        for customer_id in sorted({one.key.customer_id for one in asked})
    }
    for route_id in {one.delivery.route_id for one in asked if one.delivery.route_id}:
        read_route(session, route_id)
    goods = read_products(session, {one.key.product_id for one in asked})
    changes = _changes(session, asked, goods, set(buyers), business)
    _check_credit(changes, buyers, business, credit_reason, by, at)
    costs = _move(session, changes, goods, business, at=at)
    _store(session, changes, costs, by=by, at=at)
    for customer_id in buyers:
        more = sum(change.more_minor for change in changes if change.key.customer_id == customer_id)
        if more:
            change_unbilled(session, customer_id, more)
    return _by_keys(session, asked)


def _changes(
    session: Session, asked: Sequence[Asked], goods: Mapping[UUID, Product], buyers: set[UUID], business: Business
) -> list[_Change]:
    """What differs from what is written already; sent again, a delivery changes nothing (A7)."""
    orders = orders_of(session, buyers)
    earlier = {day: earlier_prices_on(session, list(goods), day) for day in {one.key.business_date for one in asked}}
    kept = {entry.key: entry for entry in _kept(session, asked)}
    ids = {entry.id: entry.key for entry in kept.values()}
    changes = []
    for one in asked:
        delivery, before = one.delivery, kept.get(one.key)
        if delivery.id is not None:
            if ids.get(delivery.id, one.key) != one.key:
                raise EntryIdTaken(field=f"{one.field}.id")
            if before is not None and before.id != delivery.id:
                raise EntryTaken(field=one.field, entry_id=str(before.id))
        product = goods[one.key.product_id]
        order = order_for(one.key, orders)
        change = _change(one, before, product, order, earlier[one.key.business_date], business)
        if change is not None:
            changes.append(change)
    return changes


def _change(
    one: Asked,
    before: DeliveryEntry | None,
    product: Product,
    order: StandingOrder | None,
    earlier: Mapping[UUID, Price],
    business: Business,
) -> _Change | None:
    delivery = one.delivery
    if before is None:
        if product.kind == "rental":
            raise Invalid("what is hired out comes back: write a challan for it", field=f"{one.field}.product_id")
        price = price_on(one.key, order, product, earlier)
    else:
        price = Price(before.unit_price, before.price_includes_tax)  # as it was written down
    if delivery.unit_price is not None:
        price = Price(delivery.unit_price, price.includes_tax)
    amount_minor = amount_of(delivery.quantity, price.price, business.currency, field=f"{one.field}.quantity")
    reason = (delivery.skip_reason or "").strip() or None
    if before is not None:
        now = (delivery.quantity, price.price, reason, delivery.note)
        if now == (before.quantity, before.unit_price, before.skip_reason, before.note):
            return None
        if before.bill_id is not None:
            raise EntryBilled(field=one.field, entry_id=str(before.id))
    return _Change(
        id=before.id if before else delivery.id or new_id(),
        key=one.key,
        is_new=before is None,
        before_quantity=before.quantity if before else NONE,
        before_minor=before.amount_minor if before else 0,
        before_cost=before.cost_minor or 0 if before else 0,
        quantity=delivery.quantity,
        price=price,
        amount_minor=amount_minor,
        skip_reason=reason,
        note=delivery.note,
        route_id=delivery.route_id or (order.route_id if order else None),
        order_id=order.id if order else None,
        expected=terms_on(order.terms, one.key.business_date).quantity if order else None,
    )


def _check_credit(
    changes: Sequence[_Change],
    buyers: Mapping[UUID, Customer],
    business: Business,
    credit_reason: str | None,
    by: Actor,
    at: datetime,
) -> None:
    """Refuse to bring a customer today what passes their credit limit (P5). The balances are locked."""
    today, waiver = business.today(at), IssueBill(credit_reason=credit_reason)
    for customer_id, buyer in buyers.items():
        more = sum(
            change.more_minor
            for change in changes
            if change.key.customer_id == customer_id and change.key.business_date == today
        )
        if more > 0:
            credit_waived(buyer, more, business, waiver, by)


def _move(
    session: Session, changes: Sequence[_Change], goods: Mapping[UUID, Product], business: Business, *, at: datetime
) -> dict[UUID, int]:
    """Take what was delivered from stock, put back what was not, and post both, day by day. What each entry cost now."""
    stocked = [change for change in changes if change.more and goods[change.key.product_id].tracks_stock]
    lock_levels(session, {change.key.product_id for change in stocked})  # of every day at once, in product order
    costs = {change.id: _own_cost(change, goods[change.key.product_id], business.currency) for change in changes}
    by_day = sorted(stocked, key=lambda change: change.key.business_date)
    for day, of_day in groupby(by_day, key=lambda change: change.key.business_date):
        todays = list(of_day)
        out = [change for change in todays if change.more > 0]
        back = [change for change in todays if change.more < 0]
        left = move_stock(
            session, "delivery", [StockMove(one.key.product_id, -one.more) for one in out], business_date=day, at=at
        )
        for change, moved in zip(out, left, strict=True):
            costs[change.id] = change.before_cost - moved.value_minor
        shares = [cost_share(change.before_cost, -change.more, change.before_quantity) for change in back]
        returned = move_stock(
            session,
            "delivery_return",
            [
                StockMove(one.key.product_id, -one.more, share, returned=True)
                for one, share in zip(back, shares, strict=True)
            ],
            business_date=day,
            at=at,
        )
        for change, share in zip(back, shares, strict=True):
            costs[change.id] = change.before_cost - share
        legs = stock_entries([*left, *returned], "cost_of_goods")
        post(session, "delivery", todays[0].id, legs, business_date=day, at=at, narration="Delivered")
    return costs


def cost_share(cost_minor: int, part: Decimal, whole: Decimal) -> int:
    """What part of a delivery cost; the whole of it costs all."""
    return round_half_up(cost_minor * part / whole)


def _own_cost(change: _Change, product: Product, currency: str) -> int:
    """What goods without stock cost by the product's own figure; of goods with stock what they cost so far."""
    if product.tracks_stock:
        return change.before_cost
    return minor_from(product.cost * change.quantity, currency) if product.cost is not None else 0


def _store(session: Session, changes: Sequence[_Change], costs: Mapping[UUID, int], *, by: Actor, at: datetime) -> None:
    def values(change: _Change) -> dict[str, Any]:
        return {
            "quantity": change.quantity, "unit_price": change.price.price, "amount_minor": change.amount_minor,
            "cost_minor": costs[change.id], "skip_reason": change.skip_reason, "note": change.note, "staff_id": by.user_id,
            "recorded_at": at,
        }  # fmt: skip

    business_id = business_of(session)
    new = [
        {
            "business_id": business_id, "id": change.id, **msgspec.structs.asdict(change.key), "route_id": change.route_id,
            "order_id": change.order_id, "expected": change.expected, "price_includes_tax": change.price.includes_tax,
            **values(change),
        }
        for change in changes if change.is_new
    ]  # fmt: skip
    if new:
        try:
            session.execute(sa.insert(delivery_entries), new)
        except sa.exc.IntegrityError as error:
            if violated(error) == "pk_delivery_entries":
                raise EntryIdTaken(field="id") from None
            raise
    for change in changes:
        if not change.is_new:
            here = (delivery_entries.c.business_id == business_id) & (delivery_entries.c.id == change.id)
            session.execute(
                sa.update(delivery_entries).where(here).values(**values(change), version=delivery_entries.c.version + 1)
            )


def _kept(session: Session, asked: Sequence[Asked]) -> list[DeliveryEntry]:
    ids = [one.delivery.id for one in asked if one.delivery.id is not None]
    return read_entries_of(session, [one.key for one in asked], ids)


def _by_keys(session: Session, asked: Sequence[Asked]) -> list[DeliveryEntry]:
    found = {entry.key: entry for entry in _kept(session, asked)}
    return [found[one.key] for one in asked]
