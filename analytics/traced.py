"""Which query, and which row of it, a figure of a report is: what its documents are asked by.

A headline or a table keeps the query it was read by. A cell of a table across is of the value its column stands for; a week of
a month is of those of its days that lie in it; "All others" is whatever has no row of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec

from analytics.catalogue import dimension
from analytics.contributions import EFFECTS
from analytics.query import Column, Filter, MetricQuery
from analytics.report import Report, Table
from analytics.shapes import BEFORE
from munim.days import Period
from munim.errors import Invalid, NotFound


class Traced(msgspec.Struct, frozen=True):
    """A figure as a cell of a query: in the ``row`` of these values, or undivided; ``beside`` are rows it is none of."""

    query: MetricQuery
    column: str
    value: Any
    row: Mapping[str, Any] | None = None
    beside: tuple[Mapping[str, Any], ...] = ()


def traced(report: Report, table: str | None, row: int | None, column: str) -> Traced:
    """The figure in ``column`` of a ``row`` of ``table``, or of its total; without a table, a headline.

    Raises ``NotFound`` for what the report does not have, ``Invalid`` for a figure that is worked out of many.
    """
    if table is None:
        found = next((one for one in report.headlines if one.column.slug == column), None)
        if found is None:
            names = ", ".join(one.column.slug for one in report.headlines)
            raise NotFound(f"this report has no headline {column[:60]!r}; it has {names or 'none'}", field="column")
        if found.query is None:
            raise _untraced(column)
        return Traced(found.query, column, found.value)
    named = next((one for one in report.tables if one.name == table), None)
    if named is None:
        names = ", ".join(one.name for one in report.tables)
        raise NotFound(f"this report has no table {table[:60]!r}; it has {names or 'none'}", field="table")
    place = next((n for n, one in enumerate(named.columns) if one.slug == column and one.metric), None)
    if place is None:
        names = ", ".join(one.slug for one in named.columns if one.metric)
        raise Invalid(f"{named.title} has no figure {column[:60]!r}; it has {names}", field="column")
    if named.query is None:
        raise _untraced(column)
    if row is not None and not 0 <= row < len(named.rows):
        raise Invalid(f"{named.title} has {len(named.rows)} rows, the first of them 0", field="row")
    total = (None,) * len(named.columns) if named.total is None else named.total
    value = total[place] if row is None else named.rows[row][place]
    if value is None and column.endswith(BEFORE):
        raise Invalid(
            f"{named.columns[place].title} is not told here: there is nothing before it, or the day is to come",
            field="column",
        )
    return _cell(named, named.query, row, named.columns[place], value)


def _cell(table: Table, query: MetricQuery, row: int | None, column: Column, value: Any) -> Traced:
    across = next((one.of[0] for one in table.columns if one.of is not None), None)
    if row is None:
        values: dict[str, Any] | None = None
    elif table.cells is not None:
        values = table.cells[row]
    else:
        values = {one.slug: cell for one, cell in zip(table.columns, table.rows[row], strict=True) if not one.metric}
    if across is not None:
        return _across(table, query, across, values, column, value)
    for suffix in EFFECTS:  # of a quotient the table's query asks for the parts
        if column.slug.endswith(suffix):
            query = msgspec.structs.replace(query, metrics=(column.slug.removesuffix(suffix),))
    if values == {}:
        return Traced(query, column.slug, value, beside=tuple(each for each in table.cells or () if each))
    if values is not None and query.by == ("week",) and "week" not in values:
        days = Period(values["from"], values["to"] + timedelta(days=1))
        return Traced(msgspec.structs.replace(query, by=(), period=days, fill=False), column.slug, value)
    return Traced(query, column.slug, value, values)


def _across(
    table: Table, query: MetricQuery, across: str, values: dict[str, Any] | None, column: Column, value: Any
) -> Traced:
    """A cell of a table whose columns are the values of the dimension ``across``."""
    slug = column.slug.rpartition("__")[0]
    by = tuple(one for one in query.by if one != across) if values is not None else ()
    plain = msgspec.structs.replace(query, by=by, having=(), order=(), limit=None, fill=False)
    if column.of is None and column.slug.endswith("__others"):
        named = tuple(dict.fromkeys(str(one.of[1]) for one in table.columns if one.of is not None))
        plain = msgspec.structs.replace(plain, where=(*plain.where, Filter(across, "not_in", named)))
    if column.of is None:
        return Traced(plain, slug, value, values)
    is_id = dimension(across).kind == "entity"
    here = {across: column.of[1]} | ({f"{across}_id": column.of[1]} if is_id else {})
    return Traced(msgspec.structs.replace(plain, by=(*by, across)), slug, value, {**(values or {}), **here})


def _untraced(column: str) -> Invalid:
    return Invalid(f"{column[:60]} is worked out of many figures; ask what is behind those", field="column")
