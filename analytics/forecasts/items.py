"""The items of a shop: their demand, and what is on hand, on order and how long an order takes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Final
from uuid import UUID

import msgspec
import numpy as np

from analytics.forecasts.demand import ITEM_DAYS, Demand, forecast_demand
from analytics.forecasts.history import read_series
from analytics.forecasts.series import HORIZON, LEAST_DAYS, Flags, Series, Values
from analytics.query import MetricQuery
from analytics.reports.figures import Figures
from analytics.results import ResultCache
from munim.days import Period

METRIC: Final = "items_sold"
FAR: Final = 180  # days: as far as it is said when an item runs out
USUAL_LEAD: Final = 7  # days from order to goods where the shop's own orders do not tell
FEWEST_DELIVERIES: Final = 2  # of an item, else of its supplier, else of the shop, that tell a lead time


class Stock(msgspec.Struct, frozen=True):
    """One item whose stock is counted."""

    product_id: UUID
    name: str
    on_hand: Decimal
    unit: str | None
    reorder_level: Decimal | None
    cost: Decimal | None  # of one unit, in currency units


class Lead(msgspec.Struct, frozen=True):
    """Days from order to goods, and by what: ``3 deliveries of it``."""

    days: int
    known_by: str


class Supply(msgspec.Struct, frozen=True):
    """How an item comes: what is on order, who brought it last and in which unit, and how long that takes."""

    on_order: Decimal
    supplier: str | None
    unit: str | None  # that it is bought in, where that is another than its own
    factor: Decimal  # how many of its own unit one of it is
    lead: Lead


@dataclass(frozen=True)
class ItemDemand:
    """The demand of the items that sold in half a year, by their row; ``forecast`` None under eight weeks of history."""

    row: dict[UUID, int]
    recent: Values  # units a day over the last four weeks
    forecast: Demand | None
    known_days: int
    first_ahead: date

    def course(self, row: int) -> tuple[Values, Values, Values]:
        """Units sold after 1, 2, … ``FAR`` days: expected, and the least and the most in four cases of five.

        Beyond four weeks a day is as the mean day of those.
        """
        days = np.arange(1, FAR + 1)
        if self.forecast is None:
            expected = self.recent[row] * days
            return expected, expected, expected
        ahead = self.forecast.ahead[row]
        daily = np.concatenate([ahead, np.full(FAR - HORIZON, ahead.mean())])
        expected = np.cumsum(daily)
        below, above = (each * self.forecast.spread[row] for each in self.forecast.reach(days))
        return expected, np.maximum(expected - below, 0), expected + above


def read_demand(figures: Figures) -> ItemDemand:
    """The demand of every item, remembered for as long as the shop's history is the same: of a day, all day."""
    whole = replace(figures, filters=())
    shop = read_series(whole, METRIC)
    key = ("demand", figures.mirror.business_id, shop.first_ahead, shop.values.tobytes(), shop.traded.tobytes())
    return figures.cache.get(key, lambda: _demand(whole, shop), size=lambda made: 40 * len(made.row))


def _demand(figures: Figures, shop: Series) -> ItemDemand:
    known = len(shop.values)
    days = min(known, ITEM_DAYS)
    row, units = _units(figures, Period(shop.first_ahead - timedelta(days=days), shop.first_ahead))
    recent: Values = units[:, -HORIZON:].mean(axis=1) if units.size else np.zeros(0)
    if known < LEAST_DAYS or not row:
        return ItemDemand(row, recent, None, known, shop.first_ahead)
    # the days before the half year stand empty: the season is learnt from all of them, the items' levels are not
    units = np.concatenate([np.zeros((len(row), known - days)), units], axis=1)
    return ItemDemand(
        row, recent, forecast_demand(units, _in_stock(figures, row, units, shop), shop), known, shop.first_ahead
    )


def _units(figures: Figures, period: Period) -> tuple[dict[UUID, int], Values]:
    """Units sold by item and day; lines written by hand are of no item."""
    row: dict[UUID, int] = {}
    if not period.days:
        return row, np.zeros((0, 0))
    # a row an item and day is too much for the memory that figures share
    apart = replace(figures, cache=ResultCache(0))
    result = apart.of(MetricQuery((METRIC,), by=("day", "product"), period=period))
    slugs = [column.slug for column in result.columns]
    day_at, id_at, units_at = slugs.index("day"), slugs.index("product_id"), slugs.index(METRIC)
    sold = [each for each in result.rows if each[id_at] is not None and each[units_at]]
    for each in sold:
        row.setdefault(each[id_at], len(row))
    units = np.zeros((len(row), period.days))
    for each in sold:
        units[row[each[id_at]], (each[day_at] - period.start).days] += float(each[units_at])
    return row, np.maximum(units, 0)


def _in_stock(figures: Figures, row: dict[UUID, int], units: Values, shop: Series) -> Flags:
    """Whether each item could sell on each day: a day without stock and without a sale tells nothing of demand."""
    out = figures.mirror.rows(
        "SELECT product_id, business_date, until_date FROM daily_stock WHERE closing_quantity <= 0 AND (until_date IS NULL OR until_date >= $start)",
        {"start": shop.days.start},
    )
    in_stock = np.ones(units.shape, dtype=bool)
    for product_id, since, until in out:
        if product_id in row:
            first = max((since - shop.days.start).days + 1, 0)
            last = units.shape[1] if until is None else max((until - shop.days.start).days, 0)
            in_stock[row[product_id], first:last] = False
    known: Flags = in_stock | (units > 0)
    return known


# --- stock and supply ---


def read_stock(figures: Figures) -> list[Stock]:
    """The items on sale whose stock is counted, as far as the filters leave them."""
    result = figures.of(MetricQuery(("stock_on_hand",), by=("product",)))
    slugs = [column.slug for column in result.columns]
    id_at, name_at, on_hand_at = slugs.index("product_id"), slugs.index("product"), slugs.index("stock_on_hand")
    more = {
        product_id: rest
        for product_id, *rest in figures.mirror.rows(
            "SELECT product_id, unit, reorder_level, cost FROM products WHERE active AND tracks_stock"
        )
    }
    return [
        Stock(each[id_at], each[name_at], each[on_hand_at] or Decimal(0), *more[each[id_at]])
        for each in result.rows
        if each[id_at] in more
    ]


# counted in the item's own unit, whatever it was ordered in
_OWN: Final = """
    LEFT JOIN products ON products.product_id = line.product_id
    LEFT JOIN product_units ON product_units.product_id = line.product_id
        AND LOWER(product_units.unit) = LOWER(line.unit) AND LOWER(line.unit) <> LOWER(products.unit)
"""
_ORDERED: Final = f"""
SELECT line.product_id, purchase_orders.business_date, purchase_orders.number, purchase_orders.order_id,
       (line.quantity - line.received_quantity) * COALESCE(product_units.factor, 1) AS on_order
FROM purchase_order_lines AS line
JOIN purchase_orders ON purchase_orders.order_id = line.order_id
{_OWN}
WHERE purchase_orders.status IN ('open', 'partly_received') AND line.quantity > line.received_quantity
  AND NOT line.product_id IS NULL
"""
_ON_ORDER: Final = f"SELECT product_id, SUM(on_order) AS on_order FROM ({_ORDERED}) AS ordered GROUP BY product_id"
_RECEIVED: Final = f"""
SELECT line.product_id, receipt.supplier_id, suppliers.name, product_units.unit, product_units.factor,
       ordered.business_date AS ordered_date, receipt.business_date AS received_date
FROM purchase_receipt_lines AS line
JOIN purchase_receipts AS receipt ON receipt.receipt_id = line.receipt_id
JOIN suppliers ON suppliers.supplier_id = receipt.supplier_id
LEFT JOIN purchase_orders AS ordered ON ordered.order_id = receipt.order_id
{_OWN}
WHERE NOT line.product_id IS NULL
ORDER BY received_date, line.line_id
"""


def read_supply(figures: Figures) -> tuple[dict[UUID, Supply], Supply]:
    """How each item comes that was ever ordered or received, and how others are supposed to."""
    on_order = dict(figures.mirror.rows(_ON_ORDER))
    last: dict[UUID, tuple[UUID, str, str | None, Decimal | None]] = {}
    of_item: dict[UUID, list[int]] = defaultdict(list)
    of_supplier: dict[UUID, list[int]] = defaultdict(list)
    of_shop: list[int] = []
    for product_id, supplier_id, supplier, unit, factor, ordered, received in figures.mirror.rows(_RECEIVED):
        last[product_id] = (supplier_id, supplier, unit, factor)
        if ordered is not None:
            for leads in (of_item[product_id], of_supplier[supplier_id], of_shop):
                leads.append(max((received - ordered).days, 1))
    usual = _lead((of_shop, "deliveries of the shop"))
    supply = {}
    for product_id in on_order.keys() | last.keys():
        supplier_id, supplier, unit, factor = last.get(product_id, (None, None, None, None))
        lead = _lead(
            (of_item[product_id], "deliveries of it"),
            (of_supplier[supplier_id] if supplier_id else [], f"deliveries of {supplier}"),
            (of_shop, "deliveries of the shop"),
        )
        supply[product_id] = Supply(
            on_order.get(product_id, Decimal(0)), supplier, unit, factor if factor is not None else Decimal(1), lead
        )
    return supply, Supply(Decimal(0), None, None, Decimal(1), usual)


def orders_of(figures: Figures, product_id: UUID) -> list[tuple[date, str, UUID, Decimal]]:
    """What is on order of one item, order by order: the day, the order's number and id, and how much is to come."""
    rows = figures.mirror.rows(_ORDERED)
    return [(day, number, order_id, quantity) for key, day, number, order_id, quantity in rows if key == product_id]


def _lead(*told: tuple[list[int], str]) -> Lead:
    """The median of the first that tells enough: half of the orders are slower, which the safety stock is for."""
    for days, whose in told:
        if len(days) >= FEWEST_DELIVERIES:
            return Lead(round(median(days)), f"{len(days)} {whose}")
    return Lead(USUAL_LEAD, "supposed")
