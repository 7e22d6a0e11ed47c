"""The rules of rankings and orders: the top five, the best sellers, by profit."""

from __future__ import annotations

from typing import Final

from ai.parser.chart import Rule
from ai.parser.said import Ranking


def _worst(metric: str, count: int | None) -> tuple[str, int | None] | None:
    """Of what is bad the worst is the most."""
    return (metric, count) if metric in _BAD else None


_COUNTS: Final = frozenset(
    {"customers", "orders", "items", "items_sold", "products_sold"}
)  # their words name things too
_BAD: Final = frozenset(
    {"outstanding", "overdue", "unpaid", "returns", "returned_items", "return_rate", "stock_losses", "discounts", "expenses", "payables", "overdue_payables", "cancelled_bills", "dead_stock_value"}
)  # fmt: skip
RANKINGS: Final = (
    Rule("ranking", ("rank",), Ranking),
    Rule("most_from", ("own_act", "rank", "from"), lambda act, rank, _: (act, rank), -0.3),
    Rule("rank", ("superlative", "quality"), lambda _, up: up),  # sabse tez, the most costly
    Rule("rank", ("superlative",), lambda _: True, 0.3),  # sabse munafe wale
    Rule("rank", ("rank", "rank"), lambda first, second: first if first == second else None, 0.01),  # top best
    Rule(
        "ranking", ("rank", "count", "rank"), lambda rank, count, again: Ranking(rank, count) if rank == again else None
    ),
    Rule(
        "ranking", ("count", "rank", "rank"), lambda count, rank, again: Ranking(rank, count) if rank == again else None
    ),
    Rule("ranking", ("rank", "count", "seller_noun"), lambda rank, count, _: Ranking(rank, count, selling=True)),
    Rule("ranking", ("count", "rank", "seller_noun"), lambda count, rank, _: Ranking(rank, count, selling=True)),
    Rule("ranking", ("rank", "seller_noun"), lambda rank, _: Ranking(rank, selling=True)),
    Rule("ranking", ("seller",), lambda rank: Ranking(rank, 1, selling=True)),
    Rule("ranking", ("count", "seller"), lambda count, rank: Ranking(rank, count, selling=True)),
    Rule("ranking", ("seller", "count"), lambda rank, count: Ranking(rank, count, selling=True)),
    Rule("ranking", ("sellers",), lambda rank: Ranking(rank, selling=True)),
    Rule("ranking", ("sellers", "count"), lambda rank, count: Ranking(rank, count, selling=True)),
    Rule("ranking", ("count", "sellers"), lambda count, rank: Ranking(rank, count, selling=True)),
    Rule("ranking", ("rank", "count", "sellers"), lambda rank, count, _: Ranking(rank, count, selling=True)),
    Rule("ranking", ("rank", "sellers"), lambda rank, _: Ranking(rank, selling=True)),
    Rule("ranking", ("rank", "count"), Ranking),
    Rule("ranking", ("count", "rank"), lambda count, rank: Ranking(rank, count)),
    Rule("ranking", ("ranking", "ones"), lambda ranking, _: ranking),  # the five worst ones
    Rule("order_by", ("by", "metric"), lambda _, metric: metric),
    Rule(
        "order_by",
        ("metric", "wise"),
        lambda metric, _: metric if metric in ("net_sales", "revenue", "gross_profit", "margin") else None,
        0.3,
    ),
    Rule(
        "by_part",
        ("by", "filter", "metric"),
        lambda _, one, metric: (metric, one) if one.chosen.dimension == "payment_method" and not one.said else None,
    ),
    Rule("order_by", ("by", "verb"), lambda _, verb: "net_sales" if verb == "spend" else None),
    Rule("order_by", ("metric", "by_after"), lambda metric, _: metric),
    Rule(
        "order_by", ("metric", "wise"), lambda metric, _: metric if metric not in _COUNTS else None, 0.3
    ),  # the best three, profit wise
    Rule("order_by", ("quantity", "wise"), lambda *_: "quantity"),
    Rule("order_by", ("by", "quantity"), lambda *_: "quantity"),
    Rule(
        "rows_asked", ("count",), lambda count: count if count <= 100 else None, 0.3
    ),  # the number after the ranking: who owes most, five
    Rule("rows_asked", ("comma", "count"), lambda _, count: count if count <= 100 else None, 0.3),
    # which category fell most: by its change
    Rule("rise_of", ("rank", "wh", "dimension", "rise_verb"), lambda rank, _, noun, up: (up, noun) if rank else None),
    Rule("rise_of", ("rank", "dimension", "rise_verb"), lambda rank, noun, up: (up, noun) if rank else None),
    Rule("rise_of", ("wh", "dimension", "rank", "rise_verb"), lambda _, noun, rank, up: (up, noun) if rank else None),
    Rule("last_bills", ("last", "count", "metric"), lambda _, count, metric: count if metric == "orders" else None),
    Rule(
        "last_bills",
        ("bare_time", "count", "metric"),
        lambda end, count, metric: count if end == "last" and metric == "orders" else None,
    ),
    Rule(
        "last_bills", ("last", "count", "dimension"), lambda _, count, noun: count if noun.dimension == "bill" else None
    ),
    # the worst debt is the greatest
    Rule("worst_of", ("worst", "metric"), lambda _, metric: _worst(metric, None), -0.3),
    Rule("worst_of", ("count", "worst", "metric"), lambda count, _, metric: _worst(metric, count), -0.3),
    Rule("worst_of", ("worst", "count", "metric"), lambda _, count, metric: _worst(metric, count), -0.3),
    # highest revenue first
    *(
        Rule(
            "sorted_by",
            ("rank", "metric", first),
            lambda rank, metric, one: (metric, rank) if one in (1, "first") else None,
        )
        for first in ("ordinal", "bare_time")
    ),
    Rule("order_by", ("in", "quantity"), lambda *_: "quantity", 0.05),
    Rule("order_by", ("going_by", "metric"), lambda _, metric: metric),
    Rule("order_by", ("going_by", "quantity"), lambda *_: "quantity"),
    Rule("order_by", ("by", "total", "metric"), lambda _, __, metric: metric),
    Rule("order_by", ("by", "how_many", "metric"), lambda _, __, metric: "orders" if metric == "net_sales" else metric),
    Rule("order_by", ("by", "rank", "metric"), lambda _, rank, metric: metric if rank else None),
)
