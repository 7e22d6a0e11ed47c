"""The catalogue: what can be asked, looked up by slug. Its lists are the tuples themselves.

A slug that is not in the catalogue raises ``Invalid`` naming the nearest one that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from analytics.dimensions import DIMENSIONS, ENTITIES, Dimension, Entity
from analytics.metrics import METRICS, Metric
from analytics.query import MetricQuery
from analytics.sources import SOURCES, Source
from munim.errors import Forbidden, Invalid
from munim.nearest import nearest

__all__ = [
    "DIMENSIONS", "ENTITIES", "METRICS", "MONTHS", "SOURCES", "Dimension", "Entity", "Metric", "Source",
    "can_tell", "dimension", "dimensions_of", "measured_by", "metric", "needs_period", "parts_of", "require_permissions", "source",
]  # fmt: skip

MONTHS: Final = ("month", "quarter", "year", "financial_year")  # the dimensions that are whole months

_METRICS: Final = {item.slug: item for item in METRICS}
_DIMENSIONS: Final = {item.slug: item for item in DIMENSIONS}
_SOURCES: Final = {item.slug: item for item in SOURCES}


def metric(slug: str) -> Metric:
    """The metric ``slug``. Raises ``Invalid`` with the nearest slug."""
    found = _METRICS.get(slug)
    if found is None:
        raise _unknown("metric", slug, METRICS)
    return found


def dimension(slug: str) -> Dimension:
    """The dimension ``slug``. Raises ``Invalid`` with the nearest slug."""
    found = _DIMENSIONS.get(slug)
    if found is None:
        raise _unknown("dimension", slug, DIMENSIONS)
    return found


def source(slug: str) -> Source:
    """The source ``slug``, as metrics name it."""
    return _SOURCES[slug]


def require_permissions(query: MetricQuery, permissions: frozenset[str]) -> None:
    """Raises ``Forbidden`` naming the first metric or dimension of ``query`` these permissions do not reach.

    Conditions count as much as columns: a filter by cost would tell the cost, and so would a set of what costs little.
    """
    for slug in [*query.metrics, *(item.metric for item in query.having)]:
        for part in parts_of(slug):
            _require(part, permissions)
    for slug in [*query.by, *(item.dimension for item in (*query.where, *query.shown))]:
        _require(dimension(slug), permissions)
    for among in query.among:
        require_permissions(among.query, permissions)


@lru_cache(maxsize=1024)
def parts_of(slug: str) -> tuple[Metric, ...]:
    """The metric ``slug`` and all that its formula is made of: who may not see a part could reckon it from the whole."""
    found = metric(slug)
    names = re.findall(r"(?<![$\w])[a-z_]+", found.formula)
    return (found, *dict.fromkeys(part for name in names for part in parts_of(name)))


def measured_by(slug: str) -> tuple[Metric, ...]:
    """The metrics with measures that ``slug`` is made of: itself, or those its formula names."""
    return tuple(part for part in parts_of(slug) if part.measures)


def can_tell(origin: Source, item: Dimension) -> bool:
    """Whether the source knows the dimension: of itself, or by the dates of its rows."""
    if item.slug in origin.readings:
        return True
    dated = origin.known == "dated" and item.kind in ("calendar", "weekday")
    return dated and (not origin.months or item.slug in MONTHS)


@lru_cache(maxsize=1024)
def dimensions_of(slug: str) -> tuple[Dimension, ...]:
    """The dimensions that the metric ``slug`` can be told by, each alone."""
    return tuple(
        item
        for item in DIMENSIONS
        if all(any(can_tell(source(name), item) for name, _ in part.measures) for part in measured_by(slug))
    )


def needs_period(slug: str) -> bool:
    """Whether the metric can be told of a period only: it counts the days of one, or is a mean over it."""
    return any(
        "$days" in part.formula
        or (part.measures and all("$days" in sql or source(name).known == "end" for name, sql in part.measures))
        for part in parts_of(slug)
    )


def _require(item: Metric | Dimension, permissions: frozenset[str]) -> None:
    if item.permission and item.permission not in permissions:
        raise Forbidden(
            f"{item.title} needs the permission {item.permission}", permission=item.permission, slug=item.slug
        )


def _unknown(what: str, slug: str, known: Iterable[Metric | Dimension]) -> Invalid:
    slug_of = {word: item.slug for item in known for word in (*item.synonyms, item.title.lower(), item.slug)}
    word = nearest(slug, slug_of)
    near = slug_of[word] if word else None
    hint = f"; the nearest is {near}" if near else ""
    return Invalid(f"there is no {what} called {slug!r}{hint}", field=what, nearest=near)
