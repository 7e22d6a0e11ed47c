"""Values of filters that the shop does not know: of a report that found nothing, the nearest names that it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from analytics.catalogue import dimension
from analytics.query import Filter
from analytics.reports.figures import Figures

_LIKE_ENOUGH: Final = 70  # of 100


def unknown_values(figures: Figures, filters: Sequence[Filter]) -> Iterator[str]:
    """For each value that is no id and no name of its kind, that it is unknown, and the nearest name.

    Only for who may see the names. A product written by hand has no row of its own, so the report must have found nothing.
    """
    for item in filters:
        needed = dimension(item.dimension).permission
        if item.operator != "in" or (needed and needed not in figures.permissions):
            continue
        names = figures.names(item.dimension)
        known = {*names, *names.values()}
        for value in map(str, item.values if names else ()):
            if value not in known:
                yield _unknown(dimension(item.dimension).title.lower(), value, tuple(names.values()))


def _unknown(title: str, value: str, names: Sequence[str]) -> str:
    near = process.extractOne(value, names, scorer=fuzz.WRatio, processor=default_process, score_cutoff=_LIKE_ENOUGH)
    return f"There is no {title} {value[:60]!r}" + ("." if near is None else f"; the nearest is {near[0]}.")
