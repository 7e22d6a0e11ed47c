"""The reports ``stock-out`` (when each item runs out) and ``restock`` (what to order, how much and why)."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from analytics.forecasts.items import FAR, ItemDemand, Stock, Supply, read_demand, read_stock, read_supply
from analytics.forecasts.series import LEAST_DAYS, Values
from analytics.notation import write_number
from analytics.query import Column
from analytics.report import Headline, Report, Table
from analytics.reports.asked import Asked
from analytics.reports.figures import Figures
from analytics.reports.parts import report_of
from analytics.shop import Shop
from munim.days import Period
from munim.money import round_half_up

PRODUCT: Final = (Column("product", "Product", "text"), Column("product_id", "Product", "id"))
UNIT: Final = Column("unit", "Unit", "text")
ON_HAND: Final = Column("on_hand", "On hand", "quantity", metric=True)
ON_ORDER: Final = Column("on_order", "On order", "quantity", metric=True)
A_DAY: Final = Column("per_day", "Sells a day", "quantity", metric=True)
WAY: Final = Column("way", "Forecast as", "text")
AS_A_WEEK_BEFORE: Final = "as a week before"
BY_LEVEL: Final = "level and season"
BY_RECENT: Final = "mean of four weeks"


def stock_out(figures: Figures, asked: Asked) -> Report:
    """The items that will have sold out within so many days if none is ordered, the most urgent first."""
    demand, within = read_demand(figures), int(asked.option("within"))
    bought = "purchases.read" in figures.permissions
    supply, unknown = read_supply(figures)
    rows = []
    for item in read_stock(figures):
        if item.product_id not in demand.row or item.on_hand is None:
            continue
        expected, least, most = demand.course(demand.row[item.product_id])
        days = _days_until(expected, item.on_hand)
        if days is None or days > within:
            continue
        known = demand.forecast is not None
        soonest, latest = (_days_until(each, item.on_hand) if known else None for each in (most, least))
        on_order = (supply.get(item.product_id, unknown).on_order,) if bought else ()
        out = demand.first_ahead + timedelta(days=days)
        rows.append((item.name, item.product_id, item.unit, item.on_hand, *on_order, _per_day(demand, item), days, soonest, latest, out, _way(demand, item)))  # fmt: skip
    per_day, left = (5, 6) if bought else (4, 5)
    rows.sort(key=lambda row: (row[left], -row[per_day], row[0]))
    columns = (
        *PRODUCT, UNIT, ON_HAND, *((ON_ORDER,) if bought else ()), A_DAY,
        Column("days_left", "Days until out", "count", metric=True),
        Column("days_left__low", "At the soonest", "count", metric=True),
        Column("days_left__high", "At the latest", "count", metric=True),
        Column("out_date", "Sold out on", "date"), WAY,
    )  # fmt: skip
    out_now = sum(1 for row in rows if not row[left])
    headlines = [
        Headline(Column("running_out", "Items running out", "count", metric=True), len(rows), "down"),
        Headline(Column("out_now", "Items out now", "count", metric=True), out_now, "down"),
        Headline(Column("within", "Within days", "count", metric=True), within, ""),
    ]
    return _report(
        figures,
        demand,
        "stock-out",
        "When stock runs out",
        headlines,
        Table("items", "By urgency", columns, rows),
        _stock_out_words([(row[0], row[left]) for row in rows], out_now, within, figures.shop),
        within,
    )


def restock(figures: Figures, asked: Asked) -> Report:
    """What to order now so that it lasts until the order after it has come, by each item's demand and lead time.

    Ordered is the demand of the lead time and of ``cover`` days more, and z x spread x root of those days to be safe,
    less what is on hand and on order; in whole units of purchase. At least the reorder level, where the shop set one.
    """
    demand, cover = read_demand(figures), int(asked.option("cover"))
    z = NormalDist().inv_cdf(int(asked.option("service")) / 100)
    costs = "costs.read" in figures.permissions
    supply, unknown = read_supply(figures)
    rows: list[tuple[Any, ...]] = []
    for item in read_stock(figures):
        comes = supply.get(item.product_id, unknown)
        needed, safety = _needed(demand, item, comes.lead.days + cover, z)
        target = max(needed + safety, item.reorder_level or Decimal(0))
        short = target - item.on_hand - comes.on_order
        if short <= 0 or (not needed and not item.reorder_level):
            continue
        quantity = _in_purchase_units(short, comes)
        cost = None if item.cost is None else round_half_up(quantity * item.cost * 10**figures.shop.exponent)
        row = (
            item.name, item.product_id, item.unit, quantity, _boxes(quantity, comes), item.on_hand, comes.on_order,
            _per_day(demand, item), comes.lead.days, needed, safety, item.reorder_level, comes.supplier,
            _why(item, comes, cover, needed, safety, demand, figures),
        )  # fmt: skip
        rows.append((*row[:5], cost, *row[5:]) if costs else row)
    rows.sort(key=lambda row: _urgency(row, costs))
    columns = (
        *PRODUCT,
        UNIT,
        Column("suggested", "To order", "quantity", metric=True),
        Column("purchase_units", "Ordered as", "text"),
        *([Column("cost", "Cost", "money", metric=True)] if costs else []),
        ON_HAND,
        ON_ORDER,
        A_DAY,
        Column("lead_days", "Days to come", "count", metric=True),
        Column("needed", "Demand till then", "quantity", metric=True),
        Column("safety", "To be safe", "quantity", metric=True),
        Column("reorder_level", "Reorder level", "quantity", metric=True),
        Column("supplier", "Supplier", "text"),
        Column("why", "Why", "text"),
    )
    headlines = [Headline(Column("to_order", "Items to order", "count", metric=True), len(rows), "")]
    total = None
    if costs:
        whole = sum(row[5] or 0 for row in rows)
        headlines.append(Headline(Column("cost", "Cost", "money", metric=True), whole, ""))
        total = tuple(whole if column.slug == "cost" else None for column in columns)
    table = Table("items", "To order", columns, rows, total if rows else None)
    words = (
        [f"{write_number(len(rows), figures.shop)} {'item is' if len(rows) == 1 else 'items are'} to be ordered, the most urgent of them {rows[0][0]}."]
        if rows
        else ["Nothing needs to be ordered: what is on hand and on order lasts until the next order has come."]
    )  # fmt: skip
    return _report(figures, demand, "restock", "What to order", headlines, table, words, cover)


# --- figures of an item ---


def _days_until(sold: Values, on_hand: Decimal) -> int | None:
    """After how many whole days the stock is gone; 0 where it is gone already, None where it lasts longer than is told."""
    if on_hand <= 0:
        return 0
    gone = sold >= float(on_hand) - 1e-9
    return int(gone.argmax()) + 1 if gone.any() else None


def _per_day(demand: ItemDemand, item: Stock) -> Decimal:
    """Units of a mean day of the next four weeks."""
    row = demand.row.get(item.product_id)
    if row is None:
        return Decimal(0)
    mean = demand.recent[row] if demand.forecast is None else demand.forecast.ahead[row].mean()
    return Decimal(str(mean)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _needed(demand: ItemDemand, item: Stock, days: int, z: float) -> tuple[Decimal, Decimal]:
    """What sells in so many days, and how much more is safe, to one decimal."""
    row = demand.row.get(item.product_id)
    if row is None:
        return Decimal(0), Decimal(0)
    expected, _, _ = demand.course(row)
    spread = 0.0 if demand.forecast is None else demand.forecast.spread[row]
    return _tenths(float(expected[min(days, FAR) - 1])), _tenths(z * float(spread) * float(np.sqrt(days)))


def _tenths(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _in_purchase_units(quantity: Decimal, comes: Supply) -> Decimal:
    """Rounded up to whole units of purchase, in the item's own unit."""
    return (quantity / comes.factor).to_integral_value(rounding=ROUND_CEILING) * comes.factor


def _boxes(quantity: Decimal, comes: Supply) -> str | None:
    return f"{(quantity / comes.factor).normalize():f} {comes.unit}" if comes.unit else None


def _way(demand: ItemDemand, item: Stock) -> str:
    if demand.forecast is None:
        return BY_RECENT
    return AS_A_WEEK_BEFORE if demand.forecast.naive[demand.row[item.product_id]] else BY_LEVEL


def _urgency(row: tuple[Any, ...], costs: bool) -> tuple[float, Decimal, str]:
    """Days that what is on hand and on order lasts; of equals what sells most a day comes first."""
    on_hand, on_order, per_day = row[5 + costs], row[6 + costs], row[7 + costs]
    return (float((on_hand + on_order) / per_day) if per_day else float(FAR), -per_day, row[0])


# --- words ---


def _why(
    item: Stock, comes: Supply, cover: int, needed: Decimal, safety: Decimal, demand: ItemDemand, figures: Figures
) -> str:
    def said(value: Decimal | int) -> str:
        return write_number(value, figures.shop)

    known = f"by {comes.lead.known_by}" if comes.lead.known_by != "supposed" else "as supposed"
    have = f"{said(item.on_hand)} on hand" + (f" and {said(comes.on_order)} on order" if comes.on_order else "")
    if item.reorder_level is not None and item.reorder_level > needed + safety:
        return f"The reorder level is {said(item.reorder_level)}; there is {have}."
    return (
        f"Sells {said(_per_day(demand, item))} a day; an order takes {comes.lead.days} days {known} and is to last {cover} more: "
        f"{said(needed)} sold by then, {said(safety)} to be safe; there is {have}."
    )


def _stock_out_words(rows: list[tuple[str, int]], out_now: int, within: int, shop: Shop) -> list[str]:
    if not rows:
        return [f"Nothing that sells runs out within {within} days."]
    said = write_number(len(rows), shop)
    words = [f"{said} {'item runs' if len(rows) == 1 else 'items run'} out within {within} days if none is ordered."]
    if out_now:
        words.append(f"{write_number(out_now, shop)} of them {'is' if out_now == 1 else 'are'} out now.")
    soonest = next(((name, days) for name, days in rows if days), None)
    if soonest is not None:
        words.append(f"{soonest[0]} is next, in {soonest[1]} {'day' if soonest[1] == 1 else 'days'}.")
    return words


def _report(
    figures: Figures,
    demand: ItemDemand,
    kind: str,
    title: str,
    headlines: list[Headline],
    table: Table,
    words: list[str],
    days: int,
) -> Report:
    notes = []
    if demand.forecast is None and demand.known_days:
        notes.append(
            f"The books hold {demand.known_days} days of sales, too few to try a forecast on ({LEAST_DAYS}): "
            "each item is supposed to sell as in its last four weeks, and no interval is given."
        )
    period = Period(demand.first_ahead, demand.first_ahead + timedelta(days=days))
    if not demand.row and not table.rows:
        words = ["Nothing was sold in half a year, so nothing is known to run out."]
    return report_of(
        figures, kind, title, period, headlines, [table], empty=not table.rows, sentences=words, notes=notes
    )
