"""The report ``sales-forecast``: net sales of the next 28 days, of the business and by category, with what they may miss by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np

from analytics.forecasts.candidates import FULL, LIGHT, Candidate
from analytics.forecasts.festivals import festival_days
from analytics.forecasts.forecast import Forecast, forecast, last_weekdays
from analytics.forecasts.history import read_parts, read_series
from analytics.forecasts.series import HORIZON, LEAST_DAYS, Series, Values
from analytics.notation import write, write_day, write_number
from analytics.query import Column
from analytics.report import Comparison, Headline, Report, Table, change
from analytics.reports.asked import Asked
from analytics.reports.figures import Figures
from analytics.reports.parts import report_of
from munim.days import Period
from munim.money import split

METRIC: Final = "net_sales"
FAR_APART: Final = Decimal(
    5
)  # per cent: from here the sum of the categories' forecasts is said to differ from the whole's
EXPECTED: Final = Column("expected", "Expected net sales", "money", metric=True)
LOW: Final = Column("expected__low", "At least", "money", metric=True)
HIGH: Final = Column("expected__high", "At most", "money", metric=True)
ERROR: Final = Column("error", "Missed by", "percent", metric=True)
NAIVE_ERROR: Final = Column("naive_error", "A week before misses by", "percent", metric=True)
NAIVE_WAY: Final = "as a week before"


def sales_forecast(figures: Figures, asked: Asked) -> Report:
    """Net sales of the 28 days from today. Under eight weeks of history, or where trade has ended, it says why there is none."""
    series = read_series(figures, METRIC)
    if not series.traded[-HORIZON:].any():
        return _nothing(figures, series)
    if len(series.values) < LEAST_DAYS:
        return _too_young(figures, series)
    whole = forecast_of(figures, series, FULL)
    days = round_days(whole.days, whole.low, whole.high, step=_step(figures))
    weeks = _weeks(series, whole, days, _step(figures))
    expected = sum(day for day, _, _ in days)
    headlines = [
        _headline(EXPECTED, expected, _held(series, expected)),
        Headline(LOW, sum(row[3] for row in weeks), ""),
        Headline(HIGH, sum(row[4] for row in weeks), ""),
        Headline(ERROR, _percent(whole.error), "down"),
        Headline(NAIVE_ERROR, _percent(whole.naive_error), ""),
    ]
    categories, apart = _categories(figures, series, expected)
    tables = [_days_table(series, days), _weeks_table(weeks, expected), *categories, *_festivals_table(figures, series)]
    return report_of(
        figures,
        "sales-forecast",
        "Forecast of sales",
        Period(series.first_ahead, series.first_ahead + timedelta(days=HORIZON)),
        headlines,
        tables,
        empty=False,
        sentences=_sentences(figures, series, whole, headlines, apart),
        notes=_notes(whole),
    )


def forecast_of(figures: Figures, series: Series, candidates: Sequence[Candidate]) -> Forecast:
    """The forecast of a series, remembered for as long as its history is the same: of a day, all day."""
    key = (
        "forecast", figures.shop.country, series.days.start, series.values.tobytes(), series.traded.tobytes(),
        tuple(each.name for each in candidates),
    )  # fmt: skip
    return figures.cache.get(key, lambda: forecast(series, candidates), size=lambda _: 3 * len(series.values))


def round_days(days: Values, low: Values, high: Values, *, step: int) -> list[tuple[int, int, int]]:
    """Each day's figure and the ends of its interval as whole multiples of ``step``: to the paisa nobody knows."""
    return [
        (_multiple(day, step), _multiple(least, step), _multiple(most, step))
        for day, least, most in zip(days, low, high, strict=True)
    ]


def _multiple(value: float, step: int) -> int:
    return round(value / step) * step


def _step(figures: Figures) -> int:
    """One unit of the currency."""
    return int(10**figures.shop.exponent)


def _percent(share: float) -> Decimal | None:
    return Decimal(str(round(100 * share, 1))) if np.isfinite(share) else None


# --- tables ---


def _days_table(series: Series, days: list[tuple[int, int, int]]) -> Table:
    columns = (Column("day", "Day", "date"), EXPECTED, LOW, HIGH)
    rows: list[tuple[Any, ...]] = [(series.first_ahead + timedelta(days=n), *each) for n, each in enumerate(days)]
    return Table("days", "Day by day", columns, rows, (None, sum(day for day, _, _ in days), None, None))


def _festivals_table(figures: Figures, series: Series) -> list[Table]:
    """The festivals of the days ahead, and whether the books hold an earlier one."""
    columns = (
        Column("day", "Day", "date"),
        Column("festival", "Festival", "text"),
        Column("seen", "Seen before", "text"),
    )
    rows: list[tuple[Any, ...]] = [
        (day, name, "yes" if _seen(series, name) else "no")
        for day, names in sorted(_feasts(figures, series).items())
        for name in names
    ]
    return [Table("festivals", "Festivals", columns, rows)] if rows else []


def _weeks(
    series: Series, whole: Forecast, days: list[tuple[int, int, int]], step: int
) -> list[tuple[date, date, int, int, int]]:
    """Each seven days from the first ahead: what their days sum to, within the interval of weeks."""
    rows = []
    for n in range(HORIZON // 7):
        first = series.first_ahead + timedelta(days=7 * n)
        expected = sum(day for day, _, _ in days[7 * n : 7 * n + 7])
        low = min(_multiple(whole.weeks_low[n], step), expected)
        high = max(_multiple(whole.weeks_high[n], step), expected)
        rows.append((first, first + timedelta(days=6), expected, low, high))
    return rows


def _weeks_table(weeks: list[tuple[date, date, int, int, int]], expected: int) -> Table:
    columns = (Column("from", "From", "date"), Column("to", "To", "date"), EXPECTED, LOW, HIGH)
    return Table("weeks", "Week by week", columns, list(weeks), (None, None, expected, None, None))


def _categories(figures: Figures, whole: Series, expected: int) -> tuple[list[Table], Decimal | None]:
    """Each category's share of what is expected of the whole, by its own forecast, and by how much those were apart from it."""
    parts = read_parts(figures, whole, METRIC, "category")
    if len(parts) < 2:
        return [], None
    made = [(name, series, forecast_of(figures, series, LIGHT)) for name, series in parts]
    sums = [_multiple(float(each.days.sum()), 1) for _, _, each in made]
    apart = change(sum(sums), expected, "money")
    reconciled = split(expected, sums)
    rows = []
    for (name, series, each), own, figure in zip(made, sums, reconciled, strict=True):
        scale = figure / own if own else 1.0
        low, high = (float(weeks.sum()) * scale for weeks in (each.weeks_low, each.weeks_high))
        before = _multiple(float(series.values[-HORIZON:].sum()), 1)
        way = NAIVE_WAY if each.naive_shown else each.ways[0]
        rows.append(
            (name, figure, min(round(low), figure), max(round(high), figure), before, change(figure, before, "money"),
             _percent(each.error), _percent(each.naive_error), way)
        )  # fmt: skip
    columns = (
        Column("category", "Category", "text"),
        EXPECTED,
        LOW,
        HIGH,
        Column("before", "Last 28 days", "money", metric=True),
        Column("expected__change", "Change", "percent", metric=True),
        ERROR,
        NAIVE_ERROR,
        Column("way", "Forecast as", "text"),
    )
    rows.sort(key=lambda row: -row[1])
    total = (None, expected, None, None, sum(row[4] for row in rows), None, None, None, None)
    return [Table("categories", "By category", columns, rows, total)], apart


def _feasts(figures: Figures, series: Series) -> dict[date, list[str]]:
    """The festivals of the days ahead."""
    ahead = Period(series.first_ahead, series.first_ahead + timedelta(days=HORIZON))
    feasts: dict[date, list[str]] = {}
    for name in series.days.festivals:
        for day in festival_days(figures.shop.country, name, range(ahead.start.year, ahead.end.year + 1)):
            if day in ahead:
                feasts.setdefault(day, []).append(name)
    return feasts


# --- words ---


def _headline(column: Column, value: int, held: Comparison) -> Headline:
    return Headline(column, value, "", (held,))


def _held(series: Series, expected: int) -> Comparison:
    period = Period(series.first_ahead - timedelta(days=HORIZON), series.first_ahead)
    before = _multiple(float(series.values[-HORIZON:].sum()), 1)
    return Comparison("the last 28 days", period, before, change(expected, before, "money"))


def _sentences(
    figures: Figures, series: Series, whole: Forecast, headlines: list[Headline], apart: Decimal | None
) -> list[str]:
    shop = figures.shop
    said = {item.column.slug: write(item.value, item.column, shop) for item in headlines}
    sentences = [
        f"Net sales of the next {HORIZON} days are expected to be {said['expected']}, "
        f"between {said['expected__low']} and {said['expected__high']} in four cases of five."
    ]
    if whole.naive_shown:
        sentences.append(
            f"No way of forecasting did better than supposing each day to be as a week before, which missed by {said['naive_error']}: "
            "these figures suppose just that."
        )
    else:
        sentences.append(
            f"Forecasts made so missed a day by {said['error']} of sales; supposing each day to be as a week before, by {said['naive_error']}."
        )
    for day, names in _feasts(figures, series).items():
        unseen = [name for name in names if not _seen(series, name)]
        if unseen:
            sentences.append(
                f"{' and '.join(unseen)} falls on {write_day(day)}, and the books hold no earlier one to learn from."
            )
    if apart is not None and abs(apart) >= FAR_APART:
        sentences.append(
            f"The categories' own forecasts came to {write_number(abs(apart), shop)} % "
            f"{'more' if apart > 0 else 'less'} than the whole's; they are drawn to it."
        )
    return sentences


def _seen(series: Series, name: str) -> bool:
    return series.days.seen(series.days.festivals.index(name), len(series.values))


def _notes(whole: Forecast) -> list[str]:
    ways = NAIVE_WAY if whole.naive_shown else f"the mean of {', '.join(whole.ways)}"
    return [f"Forecast as {ways}; intervals hold four cases of five, by what such forecasts missed by."]


# --- no forecast ---


def _nothing(figures: Figures, series: Series) -> Report:
    why = (
        "No sales are in the books, so there is nothing to forecast from."
        if not len(series.values)
        else f"Nothing was sold in the last {HORIZON} days, so there is nothing to forecast from."
    )
    return report_of(
        figures, "sales-forecast", "Forecast of sales", _ahead(series), [], [], empty=True, sentences=[why]
    )


def _too_young(figures: Figures, series: Series) -> Report:
    """A range from the last four same weekdays, and why it is no forecast."""
    known = len(series.values)
    why = f"There is no forecast yet: the books hold {known} days of sales, and it takes {LEAST_DAYS} to try one against what came."
    sentences, tables, headlines = [why], [], []
    if known >= 7:
        days = round_days(*last_weekdays(series.values), step=_step(figures))
        table = _days_table(series, days)
        tables.append(table)
        headlines.append(Headline(EXPECTED, sum(day for day, _, _ in days), ""))
        sentences.append("Until then each day is given as the mean, the least and the most of its last four weekdays.")
    return report_of(
        figures, "sales-forecast", "Forecast of sales", _ahead(series), headlines, tables, empty=not tables, sentences=sentences
    )  # fmt: skip


def _ahead(series: Series) -> Period:
    return Period(series.first_ahead, series.first_ahead + timedelta(days=HORIZON))
