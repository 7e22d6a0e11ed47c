"""The catalogue: what can be asked, looked up by slug. Its lists are the tuples themselves.

A slug that is not in the catalogue raises ``Invalid`` naming the nearest one that is.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

from analytics.dimensions import DIMENSIONS, ENTITIES, Dimension, Entity
from analytics.metrics import METRICS, Metric
from analytics.query import MetricQuery
from analytics.sources import SOURCES, Source
from munim.errors import Forbidden, Invalid

__all__ = [
    "DIMENSIONS", "ENTITIES", "METRICS", "SOURCES", "Dimension", "Entity", "Metric", "Source",
    "dimension", "metric", "require_permissions", "source",
]  # fmt: skip

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

    Conditions count as much as columns: a filter by cost would tell the cost.
    """
    for slug in [*query.metrics, *(item.metric for item in query.having)]:
        _require(metric(slug), permissions)
    for slug in [*query.by, *(item.dimension for item in query.where)]:
        _require(dimension(slug), permissions)


def _require(item: Metric | Dimension, permissions: frozenset[str]) -> None:
    if item.permission and item.permission not in permissions:
        raise Forbidden(
            f"{item.title} needs the permission {item.permission}", permission=item.permission, slug=item.slug
        )


def _unknown(what: str, slug: str, known: Iterable[Metric | Dimension]) -> Invalid:
    slug_of = {word: item.slug for item in known for word in (*item.synonyms, item.title.lower(), item.slug)}
    near = difflib.get_close_matches(slug.lower(), slug_of, n=1, cutoff=0.5)
    nearest = slug_of[near[0]] if near else None
    hint = f"; the nearest is {nearest}" if nearest else ""
    return Invalid(f"there is no {what} called {slug!r}{hint}", field=what, nearest=nearest)
