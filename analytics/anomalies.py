"""The report ``unusual-days``: days far from what their weekday usually is, and the lines that explain each.

A day is unusual when its figure is far out by a robust measure (median and MAD of the same weekday over eight weeks,
festivals taken out; for a count the tail of a negative binomial), is more than any or less than any of those weeks, and
matters: it is off by two per cent of a week's net sales. Of a quiet shop that is less than one day in a fortnight.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import numpy as np

from analytics.catalogue import dimension
from analytics.forecasts.festivals import EVERYWHERE, MAJOR, festival_days
from analytics.forecasts.history import read_series
from analytics.forecasts.season import learn_season
from analytics.forecasts.series import Series, Values
from analytics.notation import write, write_day
from analytics.query import Column, Filter, MetricQuery
from analytics.report import Headline, Report, Table, share
from analytics.reports.asked import Asked
from analytics.reports.figures import Figures
from analytics.reports.parts import report_of
from munim.days import Period

WEEKS: Final = 8
FAR: Final = 3.5  # robust standard deviations (Iglewicz and Hoaglin, 1993)
RARE: Final = 0.001  # chance of a count so far out
MATERIAL: Final = 0.02  # of a week's net sales
MAD_TO_DEVIATION: Final = 1.4826  # of a normal distribution
NOTHING: Final = 0.01  # of the usual: a day that sold less counts as this
LEAST_WEEKDAYS: Final = 4  # of the eight on which the shop traded
EXPLAINED: Final = 10  # days whose lines are looked for, the furthest out
LINES: Final = 3  # of each dimension
SPLITS: Final = ("product", "category", "hour", "customer", "staff")


@dataclass(frozen=True)
class Usual:
    """One figure of a day beside the same weekday of eight weeks, festivals taken out."""

    value: float
    usual: float  # their median
    least: float
    most: float
    mean: float
    deviation: float  # of one such day, by medians

    @property
    def off(self) -> float:
        return self.value - self.usual

    @property
    def unseen(self) -> bool:
        """Whether none of the eight weeks had so much, or so little."""
        return not self.least <= self.value <= self.most

    @property
    def far(self) -> float:
        """How many deviations it is off; of a day below the usual by its ratio, for a day cannot lose more than all."""
        if not self.deviation:
            return 0.0
        if self.usual > 0 and self.value < self.usual:
            return math.log(max(self.value / self.usual, NOTHING)) * self.usual / self.deviation
        return self.off / self.deviation


@dataclass(frozen=True)
class UnusualDay:
    """A day whose net sales are far out, whose orders are rarely so many or few, or both."""

    day: date
    sales: Usual
    orders: Usual | None


def unusual_days(figures: Figures, asked: Asked) -> Report:
    """The unusual days of the period, the furthest out first. The first eight weeks of the books cannot be told."""
    sales, orders = read_series(figures, "net_sales"), read_series(figures, "orders")
    found = find_unusual(sales, orders, asked.days)
    feasts = _feasts(figures, asked.days)
    rows = [_row(each) for each in found]
    tables = [Table("days", "Unusual days", COLUMNS, sorted(rows))]
    lines = [line for each in found[:EXPLAINED] for line in _lines(figures, each.day)]
    if lines:
        tables.append(Table("lines", "What was different", LINE_COLUMNS, lines))
    known = [(each.day, feasts[each.day]) for each in found if each.day in feasts]
    if known:
        columns = (Column("day", "Day", "date"), Column("festival", "Festival", "text"))
        tables.append(Table("festivals", "Festivals", columns, sorted(known)))
    headlines = [
        Headline(Column("unusual", "Unusual days", "count", metric=True), len(rows), ""),
        Headline(
            Column("looked_at", "Days looked at", "count", metric=True), len(days_looked_at(figures, asked.days)), ""
        ),
    ]
    return report_of(
        figures,
        "unusual-days",
        "Unusual days",
        asked.days,
        headlines,
        tables,
        empty=not rows,
        sentences=_sentences(figures, rows, lines, feasts, sales),
    )


def most_unusual(figures: Figures, period: Period, most: int) -> list[tuple[date, int, int, int, str | None]]:
    """The ``most`` unusual days of ``period`` in their order: net sales, the usual, the difference, and the line most of it is."""
    found = find_unusual(read_series(figures, "net_sales"), read_series(figures, "orders"), period)[:most]
    rows = []
    for each in sorted(found, key=lambda one: one.day):
        lines = _lines(figures, each.day)
        day, value, usual, off, *_ = _row(each)
        rows.append((day, value, usual, off, max(lines, key=lambda line: abs(line[5]))[2] if lines else None))
    return rows


def find_unusual(sales: Series, orders: Series, period: Period) -> list[UnusualDay]:
    """The unusual days of ``period``, those furthest off in money first."""
    found = []
    for place in range(7 * WEEKS, len(sales.values)):
        day = sales.days.start + timedelta(days=place)
        money = usual_of(sales, place) if day in period else None
        if money is None:
            continue
        count = usual_of(orders, place) if len(orders.values) == len(sales.values) else None
        matters = _material(sales.values[:place])
        far_out = money.unseen and abs(money.far) >= FAR and abs(money.off) >= matters
        if far_out or (count is not None and _rare(count) and abs(money.off) >= matters and money.off * count.off > 0):
            found.append(UnusualDay(day, money, count))
    return sorted(found, key=lambda each: (-abs(each.sales.off), each.day))


def usual_of(series: Series, place: int) -> Usual | None:
    """The figure of the day at ``place`` beside what is usual, by the days before it alone; None where too few are known."""
    season = learn_season(series.until(place))
    factor = float(season.ahead[0])
    before = np.arange(place - 7 * WEEKS, place)
    known = before[season.counted[before]]
    same = known[(place - known) % 7 == 0]
    if not factor or len(same) < LEAST_WEEKDAYS:
        return None
    values = series.values[same] / season.past[same] * factor
    usual = float(np.median(values))
    # eight days tell little of how much a weekday varies: all days of the eight weeks tell it too
    every = series.values[known] / season.past[known] * factor
    varies = float(np.median(np.abs(every - np.median(every))))
    deviation = MAD_TO_DEVIATION * max(float(np.median(np.abs(values - usual))), varies)
    return Usual(
        float(series.values[place]), usual, float(values.min()), float(values.max()), float(values.mean()), deviation
    )


def _rare(count: Usual) -> bool:
    """Whether a count is in the tail of the negative binomial that the same weekdays suggest."""
    if not count.unseen or count.mean <= 0:
        return False
    return tail_of_count(round(count.value), count.mean, count.deviation**2) < RARE


def tail_of_count(count: int, mean: float, variance: float) -> float:
    """The chance of a count at least so far from its mean, to its side: negative binomial, Poisson where it varies no more."""
    size = mean * mean / (variance - mean) if variance > mean * 1.0001 else math.inf

    def chance(n: int) -> float:
        if math.isinf(size):
            return math.exp(n * math.log(mean) - mean - math.lgamma(n + 1))
        log = math.lgamma(n + size) - math.lgamma(size) - math.lgamma(n + 1)
        return math.exp(log + size * math.log(size / (size + mean)) + n * math.log(mean / (size + mean)))

    if count <= mean:
        return min(sum(chance(n) for n in range(count + 1)), 1.0)
    return max(1 - sum(chance(n) for n in range(count)), 0.0)


def _material(values: Values) -> float:
    """What matters of a week: of the median week of eight."""
    weeks = values[-7 * WEEKS :].reshape(-1, 7).sum(axis=1)
    return MATERIAL * abs(float(np.median(weeks)))


def days_looked_at(figures: Figures, period: Period) -> list[date]:
    """The days of ``period`` that can be told of: the first eight weeks of the books cannot, nor days to come."""
    series = read_series(figures, "net_sales")
    first = max(series.days.start + timedelta(days=7 * WEEKS), period.start)
    return [first + timedelta(days=n) for n in range(max((min(series.first_ahead, period.end) - first).days, 0))]


COLUMNS: Final = (
    Column("day", "Day", "date"),
    Column("net_sales", "Net sales", "money", metric=True),
    Column("usual", "Usual for the weekday", "money", metric=True),
    Column("off", "Off by", "money", metric=True),
    Column("far", "Deviations", "ratio", metric=True),
    Column("orders", "Orders", "count", metric=True),
    Column("usual_orders", "Usual orders", "count", metric=True),
)

# --- what explains a day ---

LINE_COLUMNS: Final = (
    Column("day", "Day", "date"),
    Column("split", "By", "text"),
    Column("name", "What", "text"),
    Column("net_sales", "Net sales", "money", metric=True),
    Column("usual", "Usual", "money", metric=True),
    Column("off", "Off by", "money", metric=True),
    Column("part", "Of what is off", "percent", metric=True),
)


def _lines(figures: Figures, day: date) -> list[tuple[Any, ...]]:
    """For each way to split a day the lines that are furthest from their mean of the same weekday, to the side the day is off."""
    same = Period(day - timedelta(weeks=WEEKS), day)
    weekday = Filter("weekday", values=(day.isoweekday(),))
    whole = MetricQuery(("net_sales",), period=Period(day, day + timedelta(days=1)))
    past = MetricQuery(("net_sales",), period=same, where=(weekday,))
    now, before = (figures.of(query).rows[0][0] or 0 for query in (whole, past))
    off = now - _mean(before)
    lines = []
    for split in SPLITS:
        of_day = MetricQuery(("net_sales",), by=(split,), period=whole.period)
        if not figures.tell(of_day):
            continue
        here = _by_name(figures, of_day, split)
        there = _by_name(figures, MetricQuery(("net_sales",), by=(split,), period=same, where=(weekday,)), split)
        moved = [(here.get(name, 0) - _mean(there.get(name, 0)), name) for name in here.keys() | there.keys()]
        if len(moved) < 2:
            continue  # all of the shop is one of these: that tells nothing
        for change, name in sorted(moved, key=lambda one: (-one[0] if off > 0 else one[0], one[1]))[:LINES]:
            if change and (change > 0) == (off > 0):
                title = dimension(split).title
                lines.append(
                    (day, title, name, here.get(name, 0), _mean(there.get(name, 0)), change, share(change, off))
                )
    return lines


def rows_of_line(figures: Figures, day: date, title: str, name: str) -> tuple[MetricQuery, list[dict[str, Any]]]:
    """The query that splits ``day`` by the dimension of this title, and those of its rows that are written ``name``."""
    split = next(slug for slug in SPLITS if dimension(slug).title == title)
    query = MetricQuery(("net_sales",), by=(split,), period=Period(day, day + timedelta(days=1)))
    result = figures.of(query)
    slugs = [column.slug for column in result.columns]
    column = result.columns[slugs.index(split)]
    rows = (dict(zip(slugs, row, strict=True)) for row in result.rows)
    return query, [row for row in rows if write(row[split], column, figures.shop) == name]


def _by_name(figures: Figures, query: MetricQuery, split: str) -> dict[str, int]:
    result = figures.of(query)
    slugs = [column.slug for column in result.columns]
    name_at, value_at = slugs.index(split), slugs.index("net_sales")
    column, sums = result.columns[name_at], dict[str, int]()
    for row in result.rows:
        name = write(row[name_at], column, figures.shop)
        sums[name] = sums.get(name, 0) + (row[value_at] or 0)
    return sums


def _mean(minor: int) -> int:
    return int((Decimal(minor) / WEEKS).to_integral_value(rounding=ROUND_HALF_UP))


# --- words ---


def _row(each: UnusualDay) -> tuple[Any, ...]:
    value, usual = round(each.sales.value), round(each.sales.usual)
    far = Decimal(str(each.sales.far)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    orders = (None, None) if each.orders is None else (round(each.orders.value), round(each.orders.usual))
    return (each.day, value, usual, value - usual, far, *orders)


def _feasts(figures: Figures, period: Period) -> dict[date, str]:
    country, years = figures.shop.country, range(period.start.year, period.end.year + 1)
    named = MAJOR.get(country, EVERYWHERE)
    return {day: name for name in named for day in festival_days(country, name, years)}


def _sentences(
    figures: Figures,
    rows: list[tuple[Any, ...]],
    lines: list[tuple[Any, ...]],
    feasts: dict[date, str],
    sales: Series,
) -> list[str]:
    shop = figures.shop
    if len(sales.values) <= 7 * WEEKS:
        return [f"The books hold {len(sales.values)} days of sales; what is usual takes {7 * WEEKS} to be known."]
    if not rows:
        return ["No day was unusual: each was about what its weekday usually is."]
    sentences = [f"{len(rows)} {'day was' if len(rows) == 1 else 'days were'} unusual."]
    for row in rows[:3]:
        day, value, usual, off = (
            write_day(row[0]), write(row[1], COLUMNS[1], shop), write(row[2], COLUMNS[2], shop), row[3] or 0,
        )  # fmt: skip
        more = "more" if off > 0 else "less"
        sentence = f"{day} came to {value}, {write(abs(off), COLUMNS[3], shop)} {more} than is usual ({usual})"
        first = next((line for line in lines if line[0] == row[0]), None)
        because = f", most of all {first[2]}: {write(first[3], LINE_COLUMNS[3], shop)} instead of {write(first[4], LINE_COLUMNS[4], shop)}" if first else ""  # fmt: skip
        feast = f"; it was {feasts[row[0]]}" if row[0] in feasts else ""
        sentences.append(sentence + because + feast + ".")
    return sentences
