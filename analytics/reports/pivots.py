"""A table across: the values of one dimension become columns, with what is left over and the totals beside them.

Every figure is asked of the books, never summed from others: an average's total is the average of all, and Others
is one query of what is in no column.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from analytics.catalogue import dimension, metric
from analytics.dimensions import Dimension
from analytics.notation import write
from analytics.query import Column, Filter, MetricQuery, Result
from analytics.report import Table
from analytics.reports.figures import Figures
from munim.days import Period
from munim.errors import Invalid

MOST_COLUMNS: Final = 62  # two months of days
_DAYS_OF: Final = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365, "financial_year": 365}
TOTAL: Final = "total"
_OTHERS: Final = (("others", "Others", None),)


def pivot(
    figures: Figures, query: MetricQuery, across: str, *, columns: int = 12, name: str = "result", title: str
) -> Table:
    """``query`` with its dimension ``across`` as columns: the first ``columns`` values by the query's first metric, then
    ``Others``, then ``Total``. Of a dimension of time all its groups are columns, in order.

    Conditions, order and limit are of the rows' totals. Raises ``Invalid`` for a pivot that cannot be: of no dimension
    of the query, of more days than a table has room for, or of a query that compares.
    """
    of = _checked(query, across, columns)
    by = tuple(slug for slug in query.by if slug != across)
    fill = query.fill and any(dimension(slug).in_time for slug in by)
    rows_query = msgspec.structs.replace(query, by=by, fill=fill)
    rows, heads = figures.of(rows_query), figures.of(_heads_query(query, across))
    if of.in_time and len(heads.rows) > MOST_COLUMNS:
        raise _too_wide(across, len(heads.rows))
    kept = list(heads.rows) if of.in_time else [row for row in heads.rows if row[0] is not None][:columns]
    if of.values:  # they have an order of their own
        kept.sort(key=lambda row: of.values.index(row[0]) if row[0] in of.values else len(of.values))
    others = len(kept) < len(heads.rows)
    labels, width = len(rows.columns) - len(query.metrics), len(heads.columns) - len(query.metrics)
    found = {
        (row[:labels], row[labels : labels + width]): row[labels + width :]
        for row in figures.of(_cells_query(query, across)).rows
    }
    rest = figures.of(_without(rows_query, across, kept)).rows if others else []
    left = {row[:labels]: row[labels:] for row in rest}
    nothing = _nothing(rows, labels)
    lines = []
    for row in rows.rows:
        line = list(row[:labels])
        for head in kept:
            line += found.get((row[:labels], head[:width]), nothing)
        if others:
            line += left.get(row[:labels], nothing)
        lines.append((*line, *row[labels:]))
    heads_as_read = [
        (f"{n}", write(head[0], heads.columns[0], figures.shop), (across, _told_apart(head, width)))
        for n, head in enumerate(kept)
    ]
    across_columns = [
        _column(column, place, text, value, len(query.metrics))
        for place, text, value in [*heads_as_read, *_OTHERS[: int(others)], (TOTAL, "Total", None)]
        for column in rows.columns[labels:]
    ]
    total: list[Any] = [None] * labels
    for head in kept:
        total += head[width:]
    whole = MetricQuery(query.metrics, where=query.where, period=query.period)
    if others:
        total += figures.of(_without(whole, across, kept)).rows[0]
    total += figures.of(whole).rows[0]
    return Table(name, title, (*rows.columns[:labels], *across_columns), lines, tuple(total), query)


def _checked(query: MetricQuery, across: str, columns: int) -> Dimension:
    if across not in query.by:
        raise Invalid(
            f"pivot is one of the dimensions of the query: {', '.join(query.by) or 'it has none'}",
            field="pivot",
            nearest=query.by[0] if query.by else None,
        )
    if not 1 <= columns <= MOST_COLUMNS:
        raise Invalid(f"columns is 1 to {MOST_COLUMNS}", field="columns")
    if query.compare != "none":
        raise Invalid("a pivot compares nothing; leave out one of the two", field="compare")
    if query.shares:
        raise Invalid("a pivot has no shares; leave out one of the two", field="shares")
    if any(item.by == across for item in query.order):
        raise Invalid("the rows of a pivot cannot be in the order of its columns", field="order")
    days = _DAYS_OF.get(across)
    if days and query.period is not None and query.period.days / days > 1.2 * MOST_COLUMNS:
        raise _too_wide(across, query.period.days // days, period=query.period)
    return dimension(across)


def _too_wide(across: str, wanted: int, *, period: Period | None = None) -> Invalid:
    coarser = [slug for slug, days in _DAYS_OF.items() if days > _DAYS_OF.get(across, 0)]
    fitting = [slug for slug in coarser if period is None or period.days / _DAYS_OF[slug] <= MOST_COLUMNS]
    nearest = fitting[0] if fitting else None
    hint = f"; the nearest that fits is {nearest}" if nearest else ""
    return Invalid(
        f"a pivot has room for {MOST_COLUMNS} columns; by {across} there would be about {wanted:,}{hint}",
        field="pivot",
        nearest=nearest,
    )


def _heads_query(query: MetricQuery, across: str) -> MetricQuery:
    """The columns' own figures: of the pivoted dimension alone."""
    fill = query.fill and dimension(across).in_time
    return MetricQuery(query.metrics, by=(across,), where=query.where, period=query.period, fill=fill)


def _cells_query(query: MetricQuery, across: str) -> MetricQuery:
    by = (*(slug for slug in query.by if slug != across), across)
    return MetricQuery(query.metrics, by=by, where=query.where, period=query.period)


def _without(query: MetricQuery, across: str, kept: list[tuple[Any, ...]]) -> MetricQuery:
    """The same rows of what is in no column."""
    width = 2 if dimension(across).kind == "entity" else 1
    values = tuple(str(_told_apart(head, width)) for head in kept)
    rest = Filter(across, "not_in", values)
    return msgspec.structs.replace(query, where=(*query.where, rest), having=(), order=(), limit=None, fill=False)


def _told_apart(head: tuple[Any, ...], width: int) -> Any:
    """What tells a column from another: its id, or its name where that is all there is."""
    return head[0] if width == 1 or head[1] is None else str(head[1])


def _nothing(rows: Result, labels: int) -> tuple[Any, ...]:
    """What stands in a cell of which the books say nothing: zero, or, of a quotient, nothing."""
    return tuple(None if "/" in metric(column.slug).formula else 0 for column in rows.columns[labels:])


def _column(of: Column, place: str, text: str, value: tuple[str, Any] | None, metrics: int) -> Column:
    title = text if metrics == 1 else f"{text}: {of.title}"
    return Column(f"{of.slug}__{place}", title, of.unit, metric=True, of=value)
