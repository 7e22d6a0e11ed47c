"""Behind a figure: the documents, or the things counted, that it is the sum of.

A figure is a cell: one metric, in one row of a query's answer. What lies behind it is the same query told further apart, by
its documents; a count of different things is told by what it counts; of a quotient each part is told, and the parts
are what the catalogue's formula makes the figure of. The rows sum to the figure because they come from the same
sources under the same conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from analytics.catalogue import dimension, measured_by, metric
from analytics.compile import CHANGE, RATIO, SHARE, compile_query
from analytics.metrics import Metric
from analytics.query import Column, Filter, MetricQuery, Result
from analytics.reports.figures import Figures
from analytics.shapes import BEFORE, held_against
from munim.errors import Invalid

DOCUMENT: Final = ("document_kind", "document")
# told beside a document where its source knows them
_BESIDE: Final = ("day", "customer", "supplier")
# what a figure that no document tells is told by instead: the stock of a moment is of products
_THINGS: Final = ("product", "customer", "supplier", "day", "month")
# that one figure is told by: they are read whole, for they have to sum to it
MOST_DOCUMENTS: Final = 200_000


class Listing(msgspec.Struct, frozen=True):
    """Rows that a figure, or a part of it, is the sum of.

    ``by`` is ``document``, the dimension whose things are counted or told instead, or empty where there is one row. Rows are in the order of ``columns``: what each row
    is, then what it adds to each of ``parts``; ``totals`` are the sums of the parts.
    """

    by: str
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    parts: tuple[str, ...]
    totals: tuple[Any, ...]


class Behind(msgspec.Struct, frozen=True):
    """A figure, and what it is made of: one listing, or of a quotient one for each way its parts are told."""

    metric: str
    title: str
    unit: str
    formula: str  # how the parts make the figure; empty where the one part is the figure
    value: Any
    listings: tuple[Listing, ...]


def behind(figures: Figures, query: MetricQuery, slug: str, row: Mapping[str, Any] | None = None) -> Behind:
    """What the figure ``slug`` of ``query`` is made of: in the row with these values of its dimensions, or undivided.

    ``slug`` is a column of the query's answer: a metric, or ``<metric>__before`` of a comparison. ``row`` holds a value for
    each dimension of ``query.by``, an entity's under ``<dimension>_id`` where it has one. Raises ``Invalid`` for a
    column that is no sum of rows (a share, a change), a row that lacks a dimension, a metric that the documents do not
    tell, and a figure of more than ``MOST_DOCUMENTS`` of them; ``Forbidden`` as the query itself does.
    """
    name, period = _column(query, slug, figures.shop.country)
    item = metric(name)
    cell = msgspec.structs.replace(
        query,
        metrics=(name,),
        period=period,
        compare="none",
        having=(),
        order=(),
        limit=None,
        fill=False,
        shares=False,
        per=(),
        ratio=False,
        shown=(),
    )
    if row is None:
        cell = msgspec.structs.replace(cell, by=())
    else:
        row = _typed(cell, row)
        cell = msgspec.structs.replace(cell, where=(*cell.where, *_conditions(cell, row)))
    ways: dict[str, list[Metric]] = {}
    for part in measured_by(name):
        ways.setdefault(_way(figures, cell, part), []).append(part)
    return Behind(
        metric=slug,
        title=item.title,
        unit=item.unit,
        formula=item.formula,
        value=_value(figures.of(cell), row),
        listings=tuple(_listing(figures, cell, by, parts, row) for by, parts in ways.items()),
    )


def _listing(
    figures: Figures, cell: MetricQuery, by: str, parts: Sequence[Metric], row: Mapping[str, Any] | None
) -> Listing:
    """The cell told further apart by its documents, or by the things it counts."""
    slugs = tuple(part.slug for part in parts)
    asked = msgspec.structs.replace(
        cell, metrics=slugs, by=_told_by(figures, cell, by, slugs), limit=MOST_DOCUMENTS + 1
    )
    told = figures.of(asked)
    if len(told.rows) > MOST_DOCUMENTS:
        raise Invalid(
            f"more than {MOST_DOCUMENTS:,} documents are behind it; ask of fewer days, or of a part of it",
            field="period",
        )
    names = [column.slug for column in told.columns]
    alike = {name for slug in cell.by if slug != by for name in (slug, f"{slug}_id")}
    kept = [n for n, name in enumerate(names) if name not in alike or name == "day"]
    places = [names.index(slug) for slug in slugs]
    rows = [
        each
        for each in told.rows
        if any(each[place] for place in places) and _is_of(each, told.columns, row, cell)
    ]  # fmt: skip
    return Listing(
        by=by,
        columns=tuple(told.columns[n] for n in kept),
        rows=[tuple(each[n] for n in kept) for each in rows],
        parts=slugs,
        totals=tuple(
            sum((each[place] for each in rows), _zero(part)) for part, place in zip(parts, places, strict=True)
        ),
    )


def _column(query: MetricQuery, slug: str, country: str) -> tuple[str, Any]:
    """The metric that a column shows, and of which period; the shop's ``country`` tells its festivals."""
    if slug.endswith(BEFORE):
        before = held_against(query, country)
        if before is None:
            raise Invalid(f"{slug} is held against nothing in this query", field="column")
        return slug.removesuffix(BEFORE), before
    for suffix in (CHANGE, SHARE, RATIO):
        if slug.endswith(suffix):
            name = slug.removesuffix(suffix)
            raise Invalid(f"{slug} is worked out of {name}; ask what is behind that", field="column", nearest=name)
    if slug not in query.metrics:
        raise Invalid(
            f"there is no figure {slug[:60]!r}; there is {', '.join(query.metrics)}", field="column", nearest=None
        )
    return slug, query.period


def _typed(query: MetricQuery, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row's values as a result has them, where JSON had to write days and ids as text. Raises ``Invalid``."""
    typed = dict(row)
    for slug in query.by:
        of = dimension(slug)
        kinds: dict[str, Callable[[str], Any]] = {}
        if of.kind in ("calendar", "month"):
            kinds[slug] = date.fromisoformat
        elif of.kind == "entity" and of.id_type == "uuid":
            kinds[f"{slug}_id"] = UUID
        for name, read in kinds.items():
            if isinstance(value := typed.get(name), str):
                try:
                    typed[name] = read(value)
                except ValueError:
                    raise Invalid(f"{value[:60]!r} is no {of.title.lower()}", field=name) from None
    return typed


def _conditions(query: MetricQuery, row: Mapping[str, Any]) -> Iterable[Filter]:
    """The row's values as filters, so that only its own rows are read. Where it has no value it is told apart afterwards."""
    for slug in query.by:
        of = dimension(slug)
        key = f"{slug}_id" if of.kind == "entity" else slug
        if key not in row and slug not in row:
            raise Invalid(f"the row says nothing of {of.title.lower()}", field=slug)
        value = row.get(key)
        if isinstance(value, UUID | date):
            yield Filter(slug, "in", (str(value),))
        elif isinstance(value, str | int) and not isinstance(value, bool):
            yield Filter(slug, "in", (value,))


def _told_by(figures: Figures, cell: MetricQuery, by: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """What tells the rows apart: the cell's own dimensions, then what is counted, or the documents and what is known of them."""
    if by == "document":
        told = tuple(dict.fromkeys((*cell.by, *DOCUMENT)))
        beside: tuple[str, ...] = ()
        for slug in _BESIDE:
            further = msgspec.structs.replace(cell, metrics=parts, by=(*beside, slug, *told))
            if slug not in told and _can_answer(figures, further):
                beside = (*beside, slug)
        return (*beside, *told)
    return tuple(dict.fromkeys((*cell.by, by))) if by else cell.by


def _way(figures: Figures, cell: MetricQuery, part: Metric) -> str:
    """How a part is told: by what it counts, by documents, or else by the first thing it can be told by; empty: not at all."""
    if part.counted_by:
        return part.counted_by
    for slug, by in (("document", DOCUMENT), *((each, (each,)) for each in _THINGS)):
        asked = msgspec.structs.replace(cell, metrics=(part.slug,), by=tuple(dict.fromkeys((*cell.by, *by))))
        if _can_answer(figures, asked):
            return slug
    return ""


def _can_answer(figures: Figures, query: MetricQuery) -> bool:
    if not figures.reach(query):
        return False
    try:
        compile_query(figures.narrow(query), figures.shop, today=figures.today)
    except Invalid:
        return False
    return True


def _is_of(
    each: tuple[Any, ...], columns: tuple[Column, ...], row: Mapping[str, Any] | None, cell: MetricQuery
) -> bool:
    """Whether a row told apart further belongs to the cell: by its ids, or its names where it has none."""
    if row is None:
        return True
    found = {column.slug: value for column, value in zip(columns, each, strict=True)}
    for slug in cell.by:
        key = f"{slug}_id" if f"{slug}_id" in found and row.get(f"{slug}_id") is not None else slug
        if f"{slug}_id" in row and row[f"{slug}_id"] is None and found.get(f"{slug}_id") is not None:
            return False
        if found[key] != row.get(key):
            return False
    return True


def _value(result: Result, row: Mapping[str, Any] | None) -> Any:
    """The figure itself: of the one row, or nothing where the row is not there."""
    place = next(n for n, column in enumerate(result.columns) if column.metric)
    rows = [each for each in result.rows if _is_of(each, result.columns, row, result.query)]
    if rows:
        return rows[0][place]
    return None if metric(result.query.metrics[0]).formula else _zero(metric(result.query.metrics[0]))


def _zero(item: Metric) -> int | Decimal:
    return Decimal("0.000") if item.unit == "quantity" else 0
