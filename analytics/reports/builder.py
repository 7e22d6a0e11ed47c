"""The report builder: any query of the catalogue as a report, across if asked for, and in pages.

A long result is computed once and remembered whole, so that its pages are of one version of the mirror even where that
has moved on meanwhile; where it is no longer remembered, asking for the next page says so.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from analytics.catalogue import dimension, metric
from analytics.compile import compile_query
from analytics.notation import write_period
from analytics.query import MetricQuery
from analytics.report import Headline, Report, Table
from analytics.reports.figures import Figures
from analytics.reports.filter_values import unknown_values
from analytics.reports.parts import as_table, headlines_of, only, report_of
from analytics.reports.pivots import pivot
from analytics.reports.words import now, told, when
from analytics.reports.written import WrittenQuery, naming_parts, read_written
from analytics.shapes import held_against
from analytics.shop import Shop
from munim.days import Period
from munim.errors import Conflict, Invalid

MOST_ROWS: Final = 100_000  # of one result; beyond, it is exported or narrowed
PAGE: Final = 1_000
LARGEST_PAGE: Final = 10_000
RESULT: Final = "result"  # the table's name
# what a period is held against, in words
_THAN: Final = {
    "previous": "the period before",
    "last_year": "the same days a year before",
    "same_dates": "the same dates a year before",
    "festival": "the same days of the festival before",
}


class FiguresMovedOn(Conflict):
    """The figures have changed since the first page; ask for it again."""

    code = "figures_moved_on"


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where the pages of a result have come to: the version of the mirror they are of, its day, and the next row."""

    version: int
    as_of: datetime
    today: date
    row: int


class PageOf(msgspec.Struct, frozen=True):
    """One page: the report with some of its rows, how many there are in all, and where the next page begins."""

    report: Report
    rows: int
    first: int  # the position of the page's first row, 0 for the first page
    next: Place | None


def check_written(written: WrittenQuery, shop: Shop, today: date) -> None:
    """Raises ``Invalid`` for a query that cannot be answered, without reading any figures."""
    query = read_written(written, shop, today)
    with naming_parts(written):
        compile_query(query, shop, today=today)
    if written.pivot is not None and written.pivot not in query.by:
        raise Invalid("pivot is one of the dimensions of the query", field="pivot")


def query_report(figures: Figures, written: WrittenQuery, *, title: str = "") -> Report:
    """The report of ``written`` for these permissions, its one table named ``result``; kept for its further pages.

    Raises ``Forbidden`` for what they do not reach, ``Invalid`` for what cannot be answered.
    """
    key = _key(figures, written, title, Place(figures.mirror.version, figures.mirror.as_of, figures.today, 0))
    with naming_parts(written):
        return figures.cache.get(key, lambda: _made(figures, written, title), size=_cells)


def query_page(
    figures: Figures, written: WrittenQuery, *, title: str = "", size: int = PAGE, place: Place | None = None
) -> PageOf:
    """One page of the report of ``written``: its first, or the one at ``place``.

    Raises ``FiguresMovedOn`` where ``place`` is of another version and its result is no longer remembered, else as
    ``query_report``.
    """
    if not 1 <= size <= LARGEST_PAGE:
        raise Invalid(f"size is 1 to {LARGEST_PAGE:,}", field="size")
    at = place or Place(figures.mirror.version, figures.mirror.as_of, figures.today, 0)
    report = figures.cache.kept(_key(figures, written, title, at))
    if report is None:
        if (at.version, at.as_of, at.today) != (figures.mirror.version, figures.mirror.as_of, figures.today):
            raise FiguresMovedOn(
                "the figures have changed since the first page; ask for it again",
                field="cursor",
                version=at.version,
                current_version=figures.mirror.version,
            )
        report = query_report(figures, written, title=title)
    table = report.tables[0]
    part = table.rows[at.row : at.row + size]
    after = at.row + len(part)
    paged = msgspec.structs.replace(report, tables=(msgspec.structs.replace(table, rows=part),))
    following = msgspec.structs.replace(at, row=after) if after < len(table.rows) else None
    return PageOf(paged, len(table.rows), at.row, following)


def _key(figures: Figures, written: WrittenQuery, title: str, place: Place) -> tuple[Any, ...]:
    whose = (figures.mirror.business_id, figures.permissions, figures.filters)
    return ("query_report", *whose, place.version, place.as_of, place.today, written, title)


def _cells(report: Report) -> int:
    return 1 + sum(len(table.rows) * len(table.columns) for table in report.tables)


def _made(figures: Figures, written: WrittenQuery, title: str) -> Report:
    asked = read_written(written, figures.shop, figures.today)
    query = asked if asked.limit is not None else msgspec.structs.replace(asked, limit=MOST_ROWS)
    headlines = _headlines(figures, asked)
    name = title or title_of(asked)
    if written.pivot is not None:
        table = pivot(figures, query, written.pivot, columns=written.columns, title=name)
    else:
        table = as_table(figures.of(query), RESULT, name, headlines if asked.by else ())
    period = asked.period or _all_time(figures)
    empty = not table.rows or not any(headline.value for headline in headlines)
    return report_of(
        figures,
        "query",
        name,
        period,
        headlines,
        [table],
        empty=empty,
        sentences=[_nothing(asked)] if empty else _sentences(figures, asked, headlines),
        notes=[
            *(only(figures, item) for item in asked.where),
            *(unknown_values(figures, asked.where) if empty else ()),
            *_notes(asked, table, query.limit or MOST_ROWS),
        ],
    )


def _headlines(figures: Figures, query: MetricQuery) -> list[Headline]:
    """The metrics undivided, beside the same of the period they are compared with."""
    narrowed = figures.narrowed(query.where)
    period = query.period
    if period is None:
        result = narrowed.of(MetricQuery(query.metrics))
        return [
            Headline(column, value, metric(column.slug).good)
            for column, value in zip(result.columns, result.rows[0], strict=True)
        ]
    before = held_against(query, figures.shop.country)
    if before is None:
        return headlines_of(narrowed, query.metrics, period)
    than = _THAN[query.compare] if isinstance(query.compare, str) else write_period(before)
    return headlines_of(narrowed, query.metrics, period, ((than, before),))


def title_of(query: MetricQuery) -> str:
    """``Net sales and orders by category and month, November 2026``."""
    metrics = _and([metric(slug).title for slug in query.metrics])
    by = f" by {_and([dimension(slug).title.lower() for slug in query.by])}" if query.by else ""
    period = f", {write_period(query.period)}" if query.period else ""
    return f"{metrics}{by}{period}"


def _and(words: list[str]) -> str:
    words = [words[0], *(word[0].lower() + word[1:] for word in words[1:])]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _sentences(figures: Figures, query: MetricQuery, headlines: list[Headline]) -> list[str]:
    shop = figures.shop
    known = [headline for headline in headlines if headline.value is not None]
    if query.period is None:
        return [now(headline, shop) for headline in known]
    return [told(headline, query.period, shop) for headline in known]


def _nothing(query: MetricQuery) -> str:
    of = f" {when(query.period)}" if query.period else ""
    narrower = "fewer filters or another period" if query.where or query.having else "another period"
    return f"Nothing was found{of}. Try {narrower}."


def _notes(query: MetricQuery, table: Table, limit: int) -> list[str]:
    notes = []
    if query.having or (query.limit is not None and len(table.rows) >= query.limit):
        notes.append("The totals are of everything, not of the rows listed alone.")
    if len(table.rows) >= limit == MOST_ROWS and query.limit is None:
        notes.append(f"The list ends after {MOST_ROWS:,} rows; narrow it to see the rest.")
    return notes


def _all_time(figures: Figures) -> Period:
    """From the first day the books know to today."""
    key = (figures.mirror.business_id, figures.mirror.version, figures.mirror.as_of, "first_day")
    [(first,)] = figures.cache.get(
        key, lambda: figures.mirror.rows("SELECT MIN(business_date) FROM ledger"), size=lambda _: 1
    )
    return Period(min(first or figures.today, figures.today), figures.today + timedelta(days=1))
