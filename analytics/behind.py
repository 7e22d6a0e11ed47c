"""Behind a figure: the documents, or the things counted, that it is the sum of.

A figure is a cell: one metric, in one row of a query's answer. What lies behind it is the same query told further apart, by
its documents; a count of different things is told by what it counts; of a quotient each part is told, and the parts
are what the catalogue's formula makes the figure of. The rows sum to the figure because they come from the same
sources under the same conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from analytics.catalogue import dimension, measured_by, metric
from analytics.compile import CHANGE, RATIO, SHARE, compile_query
from analytics.contributions import DIFFERENCE, MIX, RATE, SHARE_OF_CHANGE
from analytics.metrics import Metric
from analytics.query import Column, Filter, MetricQuery, Result
from analytics.reports.figures import Figures
from analytics.shapes import BEFORE, held_against, shift_between
from munim.days import Period, add_months
from munim.errors import Invalid

DOCUMENT: Final = ("document_kind", "document")
# told beside a document where its source knows them
_BESIDE: Final = ("day", "customer", "supplier")
# what a figure that no document tells is told by instead: the stock of a moment is of products
_THINGS: Final = ("product", "customer", "supplier", "day", "month")
# that one figure is told by: they are read whole, for they have to sum to it
MOST_DOCUMENTS: Final = 200_000
# how a part's effect on a change is made of the figures now and before; of a quotient see ``contributions``
_EFFECTS: Final = {
    DIFFERENCE: "{name} - {name}__before",
    RATE: "mean weight * ({name} - {name}__before)",
    MIX: "(mean {name} - mean {name} of all) * (weight - weight__before)",
}
_TITLES: Final = {DIFFERENCE: "difference", RATE: "by its own rate", MIX: "by its weight"}
MOST_FILTERED: Final = 200  # things that are asked for by name; more are told apart when all have been read
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12, "financial_year": 12}


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


def behind(
    figures: Figures,
    query: MetricQuery,
    slug: str,
    row: Mapping[str, Any] | None = None,
    beside: Sequence[Mapping[str, Any]] = (),
    together: Sequence[Mapping[str, Any]] | None = None,
) -> Behind:
    """What the figure ``slug`` of ``query`` is made of: in the row with these values of its dimensions, or undivided.

    ``slug`` is a column of the query's answer: a metric, ``<metric>__before`` of a comparison, or what a part did to the
    change (``<metric>__difference``, ``__rate_effect``, ``__mix_effect``). ``row`` holds a value for each dimension of
    ``query.by``, an entity's under ``<dimension>_id`` where it has one; with ``beside`` instead, the figure is of every
    row that is none of those, with ``together`` the sum of those rows. Raises ``Invalid`` for a
    column that is no sum of rows (a share, a change), a row that lacks a dimension, a metric that the documents do not
    tell, and a figure of more than ``MOST_DOCUMENTS`` of them; ``Forbidden`` as the query itself does.
    """
    for suffix, formula in _EFFECTS.items():
        if slug.endswith(suffix):
            return _of_a_change(figures, query, slug.removesuffix(suffix), suffix, formula, row, beside)
    chosen = _Chosen(row, tuple(beside), together)
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
    if row is not None:
        row = _typed(cell, row)
        if slug.endswith(BEFORE):
            cell, row = _days_before(cell, row, query, figures)
        cell = msgspec.structs.replace(cell, where=(*cell.where, *_conditions(cell, row)))
        chosen = _Chosen(row)
    elif together is not None:
        cell = msgspec.structs.replace(cell, where=(*cell.where, *_any_of(cell, together)))
    elif not beside:
        cell = msgspec.structs.replace(cell, by=())
    if together is not None and not together:
        return _of_nothing(slug, item)
    ways: dict[str, list[Metric]] = {}
    for part in measured_by(name):
        ways.setdefault(_way(figures, cell, part), []).append(part)
    return Behind(
        metric=slug,
        title=item.title,
        unit=item.unit,
        formula=item.formula,
        value=_value(figures.of(cell), chosen),
        listings=tuple(_listing(figures, cell, by, parts, chosen) for by, parts in ways.items()),
    )


def _of_nothing(slug: str, item: Metric) -> Behind:
    """A figure that no row makes."""
    column = Column(item.slug, item.title, item.unit, metric=True)
    return Behind(slug, item.title, item.unit, "", _zero(item), (listed("", (column,), [], (item.slug,)),))


def _of_a_change(
    figures: Figures,
    query: MetricQuery,
    name: str,
    effect: str,
    formula: str,
    row: Mapping[str, Any] | None,
    beside: Sequence[Mapping[str, Any]],
) -> Behind:
    """What a change, or a part's effect on it, is made of: the documents of now, and those of before."""
    now, was = (behind(figures, query, each, row, beside) for each in (name, name + BEFORE))
    whole = effect == DIFFERENCE and (metric(name).additive or (row is None and not beside))
    known = whole and now.value is not None and was.value is not None
    return Behind(
        metric=name + effect,
        title=f"{now.title}: {_TITLES[effect]}",
        unit=now.unit,
        formula=(_EFFECTS[DIFFERENCE] if whole else formula).format(name=name),
        value=now.value - was.value if known else None,
        listings=(*now.listings, *(_of_before(each) for each in was.listings)),
    )


def _of_before(listing: Listing) -> Listing:
    """A listing of the period before, its parts named so."""
    columns = tuple(
        msgspec.structs.replace(one, slug=one.slug + BEFORE, title=f"{one.title} before") if one.slug in listing.parts else one
        for one in listing.columns
    )  # fmt: skip
    return msgspec.structs.replace(listing, columns=columns, parts=tuple(each + BEFORE for each in listing.parts))


def _listing(
    figures: Figures,
    cell: MetricQuery,
    by: str,
    parts: Sequence[Metric],
    chosen: _Chosen,
) -> Listing:
    """The cell told further apart by its documents, or by the things it counts."""
    slugs = tuple(part.slug for part in parts)
    asked = msgspec.structs.replace(
        cell, metrics=slugs, by=_told_by(figures, cell, by, slugs), limit=MOST_DOCUMENTS + 1
    )
    told = figures.of(asked)
    names = [column.slug for column in told.columns]
    alike = {name for slug in cell.by if slug != by for name in (slug, f"{slug}_id")}
    if chosen.together is not None:  # its rows are of many of these
        alike = set()
    kept = [n for n, name in enumerate(names) if name not in alike or name == "day"]
    places = [names.index(slug) for slug in slugs]
    keeps = chosen.keeps(told.columns, cell)
    rows = [each for each in _whole(told.rows) if any(each[place] for place in places) and keeps(each)]
    columns = tuple(told.columns[n] for n in kept)
    return listed(by, columns, [tuple(each[n] for n in kept) for each in rows], slugs)


def listed(by: str, columns: Sequence[Column], rows: list[tuple[Any, ...]], parts: Sequence[str]) -> Listing:
    """The listing of ``rows``; its totals are the sums of its ``parts``. Raises ``Invalid`` for more rows than are read at once."""
    slugs = [column.slug for column in columns]
    places = [slugs.index(part) for part in parts]
    zeros = [Decimal("0.000") if columns[place].unit == "quantity" else 0 for place in places]
    totals = (sum((each[place] for each in rows), zero) for place, zero in zip(places, zeros, strict=True))
    return Listing(by, tuple(columns), _whole(rows), tuple(parts), tuple(totals))


def _whole(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows, where they are all there: a part of them would not sum to the figure."""
    if len(rows) > MOST_DOCUMENTS:
        raise Invalid(
            f"more than {MOST_DOCUMENTS:,} documents are behind it; ask of fewer days, or of a part of it",
            field="period",
        )
    return rows


def _column(query: MetricQuery, slug: str, country: str) -> tuple[str, Any]:
    """The metric that a column shows, and of which period; the shop's ``country`` tells its festivals."""
    if slug.endswith(BEFORE):
        before = held_against(query, country)
        if before is None:
            raise Invalid(f"{slug} is held against nothing in this query", field="column")
        return slug.removesuffix(BEFORE), before
    for suffix in (SHARE_OF_CHANGE, CHANGE, SHARE, RATIO):
        if slug.endswith(suffix):
            name = slug.removesuffix(suffix) + (DIFFERENCE if suffix == SHARE_OF_CHANGE else "")
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


def _any_of(query: MetricQuery, rows: Sequence[Mapping[str, Any]]) -> Iterable[Filter]:
    """A filter that leaves the rows of a few things alone; of many it would be longer than reading them all takes."""
    if len(query.by) != 1 or len(rows) > MOST_FILTERED:
        return
    [slug] = query.by
    ids = tuple(str(each[f"{slug}_id"]) for each in rows if each.get(f"{slug}_id") is not None)
    if ids and len(ids) == len(rows):
        yield Filter(slug, "in", ids)


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


class _Chosen(msgspec.Struct, frozen=True):
    """Which rows of a query a figure is of: one of them, several ``together``, all but those ``beside``, or all."""

    row: Mapping[str, Any] | None = None
    beside: Sequence[Mapping[str, Any]] = ()
    together: Sequence[Mapping[str, Any]] | None = None

    def keeps(self, columns: Sequence[Column], cell: MetricQuery) -> Callable[[tuple[Any, ...]], bool]:
        """Whether a row, maybe told further apart, belongs to the figure: by its ids, or its names where it has none."""
        names = [column.slug for column in columns]

        def of(each: tuple[Any, ...]) -> dict[str, Any]:
            return dict(zip(names, each, strict=True))

        if self.row is not None:
            row = self.row
            return lambda each: _is_of(of(each), row, cell)
        if self.together is not None:
            wanted = {_key(each, cell) for each in self.together}
            return lambda each: _key(of(each), cell) in wanted
        return lambda each: not any(_is_of(of(each), other, cell) for other in self.beside)


def _key(found: Mapping[str, Any], cell: MetricQuery) -> tuple[str, ...]:
    """What tells a row of the query from its others, of an id in whichever form."""
    return tuple(str(found.get(f"{slug}_id") or found.get(slug)) for slug in cell.by)


def _is_of(found: Mapping[str, Any], row: Mapping[str, Any], cell: MetricQuery) -> bool:
    for slug in cell.by:
        key = f"{slug}_id" if f"{slug}_id" in found and row.get(f"{slug}_id") is not None else slug
        if f"{slug}_id" in row and row[f"{slug}_id"] is None and found.get(f"{slug}_id") is not None:
            return False
        if found[key] != row.get(key):
            return False
    return True


def _value(result: Result, chosen: _Chosen) -> Any:
    """The figure itself: of the one row, nothing where the row is not there, or the sum of all rows that it is of."""
    place = next(n for n, column in enumerate(result.columns) if column.metric)
    item = metric(result.query.metrics[0])
    rows = list(filter(chosen.keeps(result.columns, result.query), result.rows))
    if chosen.beside or chosen.together is not None:
        return sum((each[place] for each in rows), _zero(item)) if item.additive else None
    if rows:
        return rows[0][place]
    return None if "/" in item.formula else _zero(item)


def _days_before(
    cell: MetricQuery, row: Mapping[str, Any], query: MetricQuery, figures: Figures
) -> tuple[MetricQuery, Mapping[str, Any]]:
    """The cell of the days that a comparison holds a row's days against: a Tuesday against the Tuesday before it."""
    kinds = {slug: dimension(slug).kind for slug in cell.by}
    timed = [slug for slug in cell.by if kinds[slug] == "calendar" and row.get(slug) is not None]
    if not timed or query.period is None or cell.period is None:
        return cell, row
    shift = shift_between(cell.period, query.period)
    start, end = cell.period.start, cell.period.end
    for slug in timed:
        first = row[slug]
        after = (
            add_months(first, _MONTHS[slug]) if slug in _MONTHS else first + timedelta(days=7 if slug == "week" else 1)
        )
        if shift.months and slug in _MONTHS:
            first, after = add_months(first, -shift.months), add_months(after, -shift.months)
        else:
            first, after = first - timedelta(days=shift.days), after - timedelta(days=shift.days)
        start, end = max(start, first), min(end, after)
    by = tuple(slug for slug in cell.by if slug not in timed)
    there = Period(start, end) if start < end else Period(start, start)
    return msgspec.structs.replace(cell, by=by, period=there), {name: each for name, each in row.items() if name not in timed}  # fmt: skip


def _zero(item: Metric) -> int | Decimal:
    return Decimal("0.000") if item.unit == "quantity" else 0
