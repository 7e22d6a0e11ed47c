"""Correcting stock by hand: so many more or fewer, with a reason, and stock given a worth it was never given."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import record_event
from billing.ledger import post
from billing.numbering import back_dates
from billing.permissions import Actor
from billing.products import Product, read_product, without_cost
from billing.stock import StockMove, lock_levels, move_stock, short_by, stock_entries, write_revaluation
from billing.stock_history import short_facts
from billing.valuation import revalue
from munim.errors import Invalid, Refused
from munim.money import MAX_MINOR, check_decimals, exponent, minor_from
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class AdjustStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Add to (positive) or take from (negative) a product's stock, and say why: a reason of the list, and in words.

    ``unit_cost``: what a unit that comes in cost; None: the average. A ``backdate_reason`` lets who may date it before a
    day that it leaves short.
    """

    quantity: Decimal
    note: Prose
    reason: Literal["damaged", "expired", "theft", "found", "own_use", "correction", "sample"] = "correction"
    unit_cost: Decimal | None = None
    business_date: date | None = None
    backdate_reason: Prose | None = None


class RevalueStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a unit on hand is worth, for stock that was counted before it was valued."""

    unit_cost: Decimal
    note: Prose


# -- rules -------------------------------------------------------------------------------------------


class NothingOnHand(Refused):
    """What is not on hand has no worth to set."""

    code = "nothing_on_hand"


class AdjustedProduct(Product, frozen=True, kw_only=True):
    """The product after a correction: what it was worth (None for who may not see costs), and days it leaves short."""

    value_minor: int | None
    warnings: list[str]


def _adjusted(product: Product, value_minor: int, warnings: list[str], by: Actor) -> AdjustedProduct:
    values = {name: getattr(product, name) for name in Product.__struct_fields__}
    return AdjustedProduct(**values, value_minor=value_minor if by.may("costs.read") else None, warnings=warnings)


# -- operations --------------------------------------------------------------------------------------


def adjust_stock(
    session: Session, product_id: UUID, command: AdjustStock, *, by: Actor, at: datetime
) -> AdjustedProduct:
    """Correct the stock of a product; its worth goes to or comes from ``stock_adjustments``. One event, ``stock.adjusted``.

    Locks the product's level. Raises ``NotFound``, ``Invalid``, ``OutOfStock`` when it would fall below zero,
    ``ShortOnDay`` when it is dated back and a later day would (S2).
    """
    by.require("stock.write")
    business = this_business(session)
    product = _kept_in_stock(read_product(session, product_id))
    check_decimals(command.quantity.copy_abs(), 3, "quantity", positive=True)
    if not command.note.strip():
        raise Invalid("say why the stock is corrected", field="note")
    back_dated = back_dates(command.backdate_reason, by)
    day = business.day_of(command.business_date, at)
    move = StockMove(product_id, command.quantity, _cost(command, business.currency), note=command.note)
    lock_levels(session, [product_id])
    short = short_by(session, [move], day=day, today=business.today(at)) if back_dated else []
    moved = move_stock(session, command.reason, [move], business_date=day, at=at, back_dated=back_dated)
    legs = stock_entries(moved, "stock_adjustments")
    post(session, "stock", product_id, legs, business_date=day, at=at, narration=command.note)
    warnings = [str(one) for one in short]
    data = {
        "quantity": str(command.quantity),
        "reason": command.reason,
        "note": command.note,
        "value_minor": moved[0].value_minor,
        **({"backdate_reason": command.backdate_reason} if back_dated else {}),
        **short_facts(short),
    }
    record_event(session, "stock.adjusted", "product", product_id, data, by=by, at=at, business_date=day)
    after = without_cost(read_product(session, product.id), by)
    return _adjusted(after, moved[0].value_minor, warnings, by)


def revalue_stock(session: Session, product_id: UUID, command: RevalueStock, *, by: Actor, at: datetime) -> Product:
    """Let each unit on hand be worth so much; the difference is posted to ``stock_adjustments``. One event, ``stock.revalued``.

    For books that began before stock was valued, or took goods in at no cost. Locks the product's level. Raises
    ``NotFound``, ``Invalid``, ``NothingOnHand``.
    """
    by.require("stock.write")
    by.require("costs.read")
    business = this_business(session)
    product = _kept_in_stock(read_product(session, product_id))
    check_decimals(command.unit_cost, 4, "unit_cost")
    if not command.note.strip():
        raise Invalid("say where the cost is from", field="note")
    [locked] = lock_levels(session, [product_id])
    if locked.level.on_hand <= 0:
        raise NothingOnHand(f"there is no {product.name} on hand to value")
    revalued = revalue(locked.level, command.unit_cost.scaleb(exponent(business.currency)))
    if revalued.level.value_minor > MAX_MINOR:
        raise Invalid("that is more than Munim keeps", field="unit_cost")
    day = business.today(at)
    write_revaluation(session, product_id, revalued, note=command.note, business_date=day, at=at)
    legs = stock_entries([revalued], "stock_adjustments")
    post(session, "stock", product_id, legs, business_date=day, at=at, narration=command.note)
    data = {"unit_cost": str(command.unit_cost), "value_minor": revalued.value_minor, "note": command.note}
    record_event(session, "stock.revalued", "product", product_id, data, by=by, at=at, business_date=day)
    return read_product(session, product_id)


def _kept_in_stock(product: Product) -> Product:
    if not product.tracks_stock:
        raise Invalid("this product keeps no stock", field="quantity")
    return product


def _cost(command: AdjustStock, currency: str) -> int | None:
    """What comes in cost in all, where that was said."""
    if command.unit_cost is None:
        return None
    if command.quantity < 0:
        raise Invalid("what goes out leaves at the average", field="unit_cost")
    check_decimals(command.unit_cost, 4, "unit_cost")
    return minor_from(command.unit_cost * command.quantity, currency)
