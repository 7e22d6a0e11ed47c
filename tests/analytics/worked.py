"""Asking a mirror for one figure, as the tests of worked figures do."""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics.query import Filter, MetricQuery
from analytics.results import ResultCache, run_query
from etl.reader import OpenMirror
from munim.days import Period
from tests.analytics.mirrors import OWNER


def figure(mirror: OpenMirror, slug: str, period: Period | None, today: date, *where: Filter) -> Any:
    """The one value of a metric."""
    query = MetricQuery((slug,), period=period, where=where)
    [(value,)] = run_query(mirror, query, permissions=OWNER, today=today, cache=ResultCache()).rows
    return value


def split(
    mirror: OpenMirror, slug: str, by: str, period: Period | None, today: date, *where: Filter
) -> list[tuple[Any, Any]]:
    """Each group's name and value, in the order of the answer."""
    query = MetricQuery((slug,), by=(by,), period=period, where=where)
    result = run_query(mirror, query, permissions=OWNER, today=today, cache=ResultCache())
    return [(row[0], row[-1]) for row in result.rows]
