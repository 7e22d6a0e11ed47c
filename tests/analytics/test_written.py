"""A query as it is written and as it is read are one query."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from analytics.query import Among, Filter, Having, MetricQuery, Order
from analytics.reports.written import convert_written, read_written, written_query
from analytics.shop import Shop
from munim.days import Calendar, Period

SHOP = Shop("Sharma Kirana", "INR", 2, "IN", "Pune", Calendar())
TODAY = date(2026, 11, 18)
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
QUERIES = (
    MetricQuery(("net_sales",)),
    MetricQuery(("net_sales", "orders"), by=("month", "category"), period=OCTOBER, compare="previous", shares=True),
    MetricQuery(("net_sales",), ("day",), period=OCTOBER, fill=True, running=True, rolling=7),
    MetricQuery(("collections",), where=(Filter("payment_method", "not_in", ("cash",)),), compare=OCTOBER, period=OCTOBER),
    MetricQuery(
        ("outstanding",), ("customer",), having=(Having("outstanding", "between", (500_000, 1_000_050)),),
        order=(Order("outstanding", descending=False),), limit=7,
    ),
    MetricQuery(
        ("net_sales", "orders"), ("category", "product"), period=OCTOBER, order=(Order("net_sales"),), limit=3, per=("category",), ratio=True,
        shown=(Filter("category", "in", ("Grains",)),),
        among=(
            Among("customer", ("outstanding",), having=(Having("outstanding", "above", (500_000,)),), negated=True),
            Among("product", ("net_sales",), where=(Filter("city", "in", ("Pune",)),), period=OCTOBER, order=(Order("net_sales"),), limit=5),
        ),
    ),
    MetricQuery(("margin",), ("product",), having=(Having("margin", "below", (Decimal("12.5"),)),), period=OCTOBER),
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_that_is_written_down_is_read_back_the_same(query: MetricQuery) -> None:
    through_json = msgspec.json.decode(msgspec.json.encode(written_query(query, SHOP)))

    assert read_written(convert_written(through_json), SHOP, TODAY) == query


def test_every_part_of_a_query_is_among_those_that_are_written_down() -> None:
    """A part that is added to queries has to be added here too, or answers would lose it on the way to a saved report."""
    usual = MetricQuery(metrics=())
    said = {
        name
        for name in MetricQuery.__struct_fields__
        for query in QUERIES
        if getattr(query, name) != getattr(usual, name)
    }

    assert said == set(MetricQuery.__struct_fields__)


def test_money_is_written_in_the_units_of_its_currency() -> None:
    query = MetricQuery(("outstanding",), ("customer",), having=(Having("outstanding", "above", (500_050,)),))

    assert written_query(query, SHOP)["having"] == [
        {"metric": "outstanding", "operator": "above", "values": ["5000.50"]}
    ]
