"""Whether the catalogue can answer a query, and the nearest that it can."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import msgspec

from analytics.catalogue import can_tell, dimension, measured_by, metric, needs_period, source
from analytics.query import MetricQuery, Order


def unfit(query: MetricQuery, today: date) -> str:
    """Why the catalogue cannot answer the query; empty if it can."""
    if query.period is not None and query.period.days == 1 and any(item.dimension == "weekday" for item in query.where):
        return "the question names more than one time"  # 7 November, Monday: it is none
    if query.having and not query.by:
        return "a condition on a figure needs to know of what: customers, products, days"
    if (query.limit or query.order) and not query.by:
        return "a ranking needs to know of what: customers, products, days"
    if query.shares and not query.by:
        return "shares need a split: by product, by customer"
    if (
        query.period is not None
        and query.period.start > today
        and not set(query.metrics) <= {"sales_target", "expense_target"}
    ):
        return "that time has not come yet"
    for slug in query.metrics:
        counted = metric(slug).unit == "count" and slug != "low_stock"
        of_a_bill = "bill" in query.by and metric(slug).grain not in ("invoice", "credit note")
        if counted and (metric(slug).grain in query.by or of_a_bill):
            return f"{metric(slug).title.lower()} are counted; each one apart would be one"
    if any(item.dimension in query.by and len(item.values) == 1 and item.operator == "in" for item in query.where):
        return "a split by what is already a single one says nothing"
    wanted = {*query.by, *(item.dimension for item in query.where), *(things.dimension for things in query.among)}
    for slug in (*query.metrics, *(item.metric for item in query.having)):
        reason = _cannot_tell(slug, frozenset(wanted), query.period is not None)
        if reason:
            return reason
        if query.shares and not metric(slug).adds_up_over(query.by):
            return f"{metric(slug).title.lower()} has no shares: its parts do not sum to the whole"
    for among in query.among:
        told = frozenset({among.dimension, *(item.dimension for item in among.where)})
        if reason := _cannot_tell(among.metrics[0], told, among.period is not None):
            return reason
    return ""


def instead_of(query: MetricQuery) -> MetricQuery | None:
    """The nearest that can be told where a sale is asked by payment method: the money that came in by it."""
    wanted = {*query.by, *(item.dimension for item in query.where)}
    if "payment_method" not in wanted or not set(query.metrics) <= {
        "net_sales",
        "revenue",
        "total_sales",
        "gross_sales",
        "orders",
    }:
        return None
    slug = "payment_count" if query.metrics == ("orders",) else "collections"
    order = tuple(Order(slug, item.descending) if item.by in query.metrics else item for item in query.order)
    having = tuple(msgspec.structs.replace(item, metric=slug) for item in query.having)
    return msgspec.structs.replace(query, metrics=(slug,), order=order, having=having)


@lru_cache(maxsize=4096)
def _cannot_tell(slug: str, wanted: frozenset[str], period: bool) -> str:
    """Why the metric cannot be split by ``wanted`` dimensions, empty if it can; ``period``: whether one is asked for."""
    title = metric(slug).title.lower()
    if not period and needs_period(slug):
        return f"{title} needs a period"
    for part in measured_by(slug):
        sources = [source(name) for name, _ in part.measures]
        if part.balance:
            sources = [each for each in sources if not period or each.known in ("end", "either")]
        if not sources:
            return f"{title} is known as of now only, not of a past time"
        told = [{name for name in wanted if can_tell(each, dimension(name))} for each in sources]
        if not any(wanted <= names for names in told):
            missing = next(
                (name for name in sorted(wanted) if not any(name in each for each in told)), sorted(wanted)[0]
            )
            return f"{title} cannot be told by {dimension(missing).title.lower()}"
    return ""
