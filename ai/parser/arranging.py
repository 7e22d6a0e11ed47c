"""The order, the limit and the empty days of a query, and what it is told of where a condition alone says so."""

from __future__ import annotations

from typing import Final

import msgspec

from ai.parser.clauses import Clauses, quantity_slug
from ai.parser.said import Ranking
from analytics.catalogue import dimension, metric
from analytics.compile import CHANGE
from analytics.query import Having, MetricQuery, Order


def arranged(clauses: Clauses, query: MetricQuery, ranking: Ranking | None) -> MetricQuery:
    """The query with its order, its limit, and its empty days."""
    metrics = query.metrics
    asked = next((quantity_slug(slug) for slug in clauses.all("order_by")), "") or (
        query.having[0].metric if query.having else metrics[0]
    )
    ordering = asked if asked in metrics else metrics[0]
    by = query.by
    if clauses.has("rise"):
        return msgspec.structs.replace(
            query,
            order=(Order(ordering + CHANGE, all(up for up, _ in clauses.all("rise"))),),
            limit=ranking.number if ranking else None,
        )
    if clauses.has("last_bills"):
        return msgspec.structs.replace(query, order=(Order("bill"),), limit=clauses.all("last_bills")[0])
    lists = clauses.has("list") and metric(metrics[0]).unit == "money"
    if (
        not by
        and ranking is None
        and clauses.has("list")
        and not clauses.has("how_many")
        and metrics
        in (
            ("orders",),
            ("cancelled_bills",),
            ("unpaid_bills",),
            ("overdue_bills",),
            ("discounted_bills",),
            ("supplier_bills",),
            ("credit_notes",),
        )
        and metrics != ("supplier_bills",)
    ):
        by = ("bill",)
    if not by and clauses.has("list") and metrics == ("stock_on_hand",) and not query.where and ranking is None:
        by = ("product",)  # a stock list
    if not by and lists and set(metrics) <= {"payables", "overdue_payables", "payables_unpaid"} and ranking is None:
        by = ("supplier",)  # a list of creditors
    if (
        not by
        and query.having
        and query.having[0].metric in ("stock_on_hand", "stock_value", "stock_cover_days")
        and not query.where
        and not clauses.has("how_many")
    ):
        by = ("product",)  # those whose stock is below 10
    if (
        not by
        and (query.having or metric(metrics[0]).unit != "count")
        and metric(query.having[0].metric if query.having else metrics[0]).grain == "customer"
        and (query.having or lists or any(item.dimension == "customer" for item in query.among))
        and not clauses.has("how_many")
    ):
        by = ("customer",)  # what is owed above 5,000, a list of dues: customer by customer
    if not by and query.having and ranking is None and not clauses.has("how_many"):
        by = _met_by(clauses, query)
    if ranking is not None:
        return msgspec.structs.replace(query, by=by, order=(Order(ordering, ranking.descending),), limit=ranking.number)
    order: tuple[Order, ...] = ()
    if clauses.has("lowest_first") or clauses.has("highest_first"):
        order = (Order(ordering, clauses.has("highest_first")),)
    elif clauses.has("order_by") and by:
        order = (Order(ordering),)
    if "low_stock" in metrics and "product" in by and not query.having:
        query = msgspec.structs.replace(query, having=(Having("low_stock", "above", (0,)),))
    if clauses.has("running", "rolling_days") and query.period is not None:
        rolling = next(iter(clauses.all("rolling_days")), None)
        return msgspec.structs.replace(query, by=by, fill=True, running=rolling is None, rolling=rolling)
    timed = bool(by) and dimension(by[0]).in_time and not query.having and not order
    fill = (
        timed and query.period is not None and not any(item.dimension == by[0] for item in query.where) and len(by) == 1
    )
    return msgspec.structs.replace(query, by=by, order=order, fill=fill)


# what a condition on money that moved is on where nothing else is said: payments above 5,000, one by one
_BY_DOCUMENT: Final = {("collections",): "document", ("supplier_payments",): "document", ("refunds",): "document", ("expenses",): "document", ("expense_payments",): "document", ("discounts",): "bill"}  # fmt: skip


def _met_by(clauses: Clauses, query: MetricQuery) -> tuple[str, ...]:
    """What a condition is on where no noun says it: the goods of a kind that is named, those who buy."""
    verbs = {*clauses.all("verb"), *(condition.verb for condition in clauses.all("condition"))}
    if query.metrics in _BY_DOCUMENT and {one.metric for one in query.having} == set(query.metrics):
        return (_BY_DOCUMENT[query.metrics],)
    if any(item.dimension == "category" and item.operator == "in" for item in query.where) and not verbs & {"buy"}:
        return ("product",)
    goods = {"product", "customer"} & {item.dimension for item in query.where}
    return ("customer",) if verbs & {"buy", "spend"} and not goods else ()
