"""The names behind the ids that a query's filters carry, so that a reading says Ramesh and not his id."""

from __future__ import annotations

from collections.abc import Iterable

from ai.parser import Name
from analytics.catalogue import dimension
from analytics.query import MetricQuery
from analytics.reports import Figures
from analytics.reports.asked import ReportQuery


def names_in(queries: Iterable[MetricQuery | ReportQuery], figures: Figures) -> dict[tuple[str, str], Name]:
    """The names that the filters of queries and reports carry, by dimension and value, of those that may be seen."""
    found: dict[tuple[str, str], Name] = {}
    for query in queries:
        if isinstance(query, ReportQuery):
            filters = query.filters
        else:
            filters = (*query.where, *query.shown, *(item for among in query.among for item in among.where))
        for item in filters:
            of = dimension(item.dimension)
            if of.kind != "entity" or (of.permission and of.permission not in figures.permissions):
                continue
            labels = figures.names(item.dimension)
            for value in map(str, item.values):
                if value in labels:
                    found[item.dimension, value] = Name(item.dimension, value, labels[value])
    return found
