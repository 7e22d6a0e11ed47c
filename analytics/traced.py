"""Which query, and which row of it, a figure of a report is: what its documents are asked by.

A headline or a table keeps the query it was read by. A cell of a table across is of the value its column stands for; a week of
a month is of those of its days that lie in it; "All others" is whatever has no row of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from munim.nearest import nearest


class Traced(msgspec.Struct, frozen=True):
    """A figure as a cell of a query: in the ``row`` of these values, undivided, of several rows ``together``, or of all but those ``beside``."""

    query: MetricQuery
    column: str
    value: Any
    row: Mapping[str, Any] | None = None
    beside: tuple[Mapping[str, Any], ...] = ()
    together: tuple[Mapping[str, Any], ...] | None = None


class Figure(msgspec.Struct, frozen=True):
    """A figure where it stands: in a ``row`` of a table, in its total where there is no row, or, without a table, a headline."""

    column: Column
    value: Any
    query: MetricQuery | None  # what it was read by, where it was read by one
    table: Table | None = None
    row: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        """What the figure's row says, by its columns; nothing where it is of no row."""
        if self.table is None or self.row is None:
            return {}
        names = (column.slug for column in self.table.columns)
        return dict(zip(names, self.table.rows[self.row], strict=True))


def figure_at(report: Report, table: str | None, row: int | None, column: str) -> Figure:
    """The figure in ``column`` of a ``row`` of ``table``, or of its total; without a table, a headline.

    Raises ``NotFound`` for what the report does not have, and ``Invalid``, naming the nearest that it has.
    """
    if table is None:
        found = next((one for one in report.headlines if one.column.slug == column), None)
        if found is None:
            slugs = [one.column.slug for one in report.headlines]
            raise _no_such("this report has no headline", column, slugs, field="column")
        return Figure(found.column, found.value, found.query)
    named = next((one for one in report.tables if one.name == table), None)
    if named is None:
        raise _no_such("this report has no table", table, [one.name for one in report.tables], field="table")
    place = next((n for n, one in enumerate(named.columns) if one.slug == column and one.metric), None)
    if place is None:
        slugs = [one.slug for one in named.columns if one.metric]
        no_such = _no_such(f"{named.title} has no figure", column, slugs, field="column")
        raise Invalid(no_such.message, field="column", **no_such.facts)
    if row is not None and not 0 <= row < len(named.rows):
        raise Invalid(f"{named.title} has {len(named.rows)} rows, the first of them 0", field="row")
    total = (None,) * len(named.columns) if named.total is None else named.total
    value = total[place] if row is None else named.rows[row][place]
    return Figure(named.columns[place], value, named.query, named, row)


def traced(report: Report, table: str | None, row: int | None, column: str) -> Traced:
    """The same figure as a cell of the query it was read by. Raises so too, and ``Invalid`` for one that no query tells."""
    return cell_of(figure_at(report, table, row, column))


def cell_of(figure: Figure) -> Traced:
    """The figure as a cell of the query it was read by. Raises ``Invalid`` for one that no query tells."""
    slug = figure.column.slug
    if figure.query is None:
        raise Invalid(f"{slug[:60]} is worked out of many figures; ask what is behind those", field="column")
    if figure.table is None:
        return Traced(figure.query, slug, figure.value)
    if figure.value is None and slug.endswith(BEFORE):
        raise Invalid(
            f"{figure.column.title} is not told here: there is nothing before it, or the day is to come",
            field="column",
        )
    return _cell(figure.table, figure.query, figure.row, figure.column, figure.value)


def _no_such(what: str, text: str, known: Sequence[str], *, field: str) -> NotFound:
    near = nearest(text, known)
    hint = f"; the nearest is {near}" if near else ""
    return NotFound(
        f"{what} {text[:60]!r}; it has {', '.join(known) or 'none'}{hint}",
        field=field,
        nearest=near,
    )


def _cell(table: Table, query: MetricQuery, row: int | None, column: Column, value: Any) -> Traced:
    across = _is_across(table, query)
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


def _is_across(table: Table, query: MetricQuery) -> str | None:
    """The dimension whose values are columns: named by any of these, and where nothing was found the one that is no column itself."""
    named = next((one.of[0] for one in table.columns if one.of is not None), None)
    if named is not None or not any(one.slug.endswith("__total") for one in table.columns):
        return named
    told = {one.slug for one in table.columns}
    return next((slug for slug in query.by if slug not in told), None)


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
