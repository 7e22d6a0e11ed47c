"""A report: one object holding every figure, table and sentence, from which each form of it is drawn.

JSON, CSV, XLSX, letter, chart and terminal all read this object and compute nothing, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec

from analytics.notation import write
from analytics.query import Column, MetricQuery
from analytics.shop import Shop
from analytics.tongues import tongue_of
from munim.days import Period
from munim.money import decimal_string


class Comparison(msgspec.Struct, frozen=True):
    """What a headline is held against: ``than`` reads after "more": "the week before"."""

    than: str
    period: Period
    value: Any
    change: Decimal | None  # per cent; of a percentage, points; None where there was nothing before


class Headline(msgspec.Struct, frozen=True):
    """One figure of the report's whole period, or, of a balance, of the moment the report speaks from."""

    column: Column
    value: Any
    good: Literal["up", "down", ""]  # which way is welcome
    comparisons: tuple[Comparison, ...] = ()
    query: MetricQuery | None = None  # what it was read by, where it was read by one


class Table(msgspec.Struct, frozen=True):
    """Rows of the report. ``total`` holds the undivided figures under their columns, None where there is none.

    ``query`` is the one its figures were asked by, filters included, so that a cell can be traced to its documents;
    None where they are more than one query tells. ``cells`` holds of each row the values of its dimensions, where the
    columns do not tell them all; an empty one is of whatever has no row of its own.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    total: tuple[Any, ...] | None = None
    query: MetricQuery | None = None
    cells: list[dict[str, Any]] | None = None

    def column(self, slug: str) -> list[Any]:
        """The values of one column, top to bottom."""
        index = [column.slug for column in self.columns].index(slug)
        return [row[index] for row in self.rows]

    def adds_up(self, index: int) -> bool:
        """Whether the rows of a column sum to its total: they do not where an average or a distinct count is split."""
        total = None if self.total is None else self.total[index]
        summable = self.columns[index].unit in ("money", "count", "quantity")
        return total is not None and summable and sum(row[index] or 0 for row in self.rows) == total

    @property
    def shown(self) -> list[int]:
        """The positions of the columns people read: ids are for programs."""
        return [index for index, column in enumerate(self.columns) if column.unit != "id"]


class Report(msgspec.Struct, frozen=True):
    """Every figure of one report, read from one version of one mirror."""

    kind: str  # its slug: daily-sales, dashboard, …
    title: str
    period: Period
    shop: Shop
    version: int
    as_of: datetime
    today: date  # the shop's day on which it was asked
    headlines: tuple[Headline, ...]
    tables: tuple[Table, ...]
    sentences: tuple[str, ...]
    empty: bool  # there is nothing in the period to tell of; the first sentence says so
    notes: tuple[str, ...] = ()  # that the figures are old, what they are narrowed to, and what could not be told

    @property
    def complete(self) -> bool:
        """Whether the period is over: no more of it is to come."""
        return self.period.end <= self.today

    def headline(self, slug: str) -> Headline:
        return next(item for item in self.headlines if item.column.slug == slug)

    def table(self, name: str) -> Table:
        return next(item for item in self.tables if item.name == name)


def change(now: Any, before: Any, unit: str) -> Decimal | None:
    """The same figure as a query's ``<metric>__change``: per cent to one decimal, half away from zero; of a percentage, points."""
    if now is None or before is None or (not before and unit != "percent"):
        return None
    if unit == "percent":
        return Decimal(now - before)
    moved: Decimal = Decimal(100) * (now - before) / abs(before)
    return moved.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def share(part: int, whole: int) -> Decimal | None:
    """The same figure as a query's ``<metric>__share``: per cent to one decimal, half away from zero."""
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) if whole else None


def document(report: Report) -> dict[str, Any]:
    """The report as JSON carries it: amounts and quantities as decimal strings, dates as ISO 8601, ids as text.

    ``figures`` is flat (``{"revenue": "84310.00", "orders": 12}``); ``comparisons`` and ``tables`` use the same
    slugs. ``end`` of a period is excluded, ``to`` is its last day.
    """
    money = report.shop
    return {
        "report": report.kind,
        "title": report.title,
        "business": report.shop.name,
        "currency": report.shop.currency,
        **_period(report.period),
        "complete": report.complete,
        "empty": report.empty,
        "version": report.version,
        "as_of": report.as_of.isoformat(),
        "figures": {item.column.slug: plain(item.value, item.column, money) for item in report.headlines},
        "comparisons": {
            item.column.slug: [_comparison(each, item, money) for each in item.comparisons]
            for item in report.headlines
            if item.comparisons
        },
        "tables": {table.name: _table(table, money) for table in report.tables},
        "sentences": list(report.sentences),
        "notes": list(report.notes),
    }


def plain(value: Any, column: Column, shop: Shop) -> Any:
    """One value as JSON carries it."""
    if value is None or isinstance(value, bool | str):
        return value
    if column.unit == "money":
        return decimal_string(value, shop.currency)
    if column.unit in ("percent", "ratio"):
        return float(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def written_row(row: Sequence[Any], table: Table, shop: Shop) -> list[str]:
    """The cells people read, as people read them."""
    return [write(row[n], table.columns[n], shop) for n in table.shown]


def written_total(table: Table, shop: Shop) -> list[str]:
    """``Total`` in the shop's language, then the totals; nothing under further names and dates."""
    assert table.total is not None  # asked of tables that have one
    return [
        tongue_of(shop.language).say("total"),
        *(write(table.total[n], table.columns[n], shop) if table.columns[n].metric else "" for n in table.shown[1:]),
    ]


def _comparison(item: Comparison, headline: Headline, shop: Shop) -> dict[str, Any]:
    return {
        "than": item.than,
        **_period(item.period),
        "value": plain(item.value, headline.column, shop),
        "change_percent": None if item.change is None else float(item.change),
    }


def _period(period: Period) -> dict[str, str]:
    return {"from": period.start.isoformat(), "to": period.last.isoformat()}


def _table(table: Table, shop: Shop) -> dict[str, Any]:
    def row_document(row: tuple[Any, ...]) -> Mapping[str, Any]:
        return {column.slug: plain(value, column, shop) for column, value in zip(table.columns, row, strict=True)}

    return {
        "title": table.title,
        "columns": [{"slug": column.slug, "title": column.title, "unit": column.unit} for column in table.columns],
        "rows": [row_document(row) for row in table.rows],
        "total": None if table.total is None else row_document(table.total),
    }
