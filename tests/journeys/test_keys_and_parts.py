"""On mirrors loaded from Postgres: the keys that joins are declared by are keys, and what is declared to add up adds up.

Each shop traded through the operations of the books: days of a wholesaler's real documents, a kirana with purchases, hire, deliveries and
expenses, and a shop that chance made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.catalogue import DIMENSIONS, METRICS, dimensions_of, metric
from analytics.query import MetricQuery
from analytics.reports import Figures
from analytics.sources import JOINS, SOURCES
from etl.mirror import run_mirror
from etl.reader import open_mirror
from munim.database import Database
from munim.days import Period
from tests.analytics.test_additivity import repeated
from tests.journeys.shops import any_shop, kirana, wholesaler

SHOPS = {"wholesaler": wholesaler, "kirana": kirana, "chance": any_shop(1869)}
ADDITIVE = [item.slug for item in METRICS if item.additive]
DECLARED = {
    (slug, item.slug) for slug in ADDITIVE for item in dimensions_of(slug) if metric(slug).adds_up_over((item.slug,))
}
# of the declared pairs of a metric and a dimension, those of a figure that the shop has: known exactly, so that none is passed over in silence
PAIRS = {"wholesaler": 593, "kirana": 1246, "chance": 848}
# additive metrics that none of the three has a figure of: tests/analytics/test_additivity.py has one of each
UNSEEN = frozenset(
    """
    cess charges dead_stock dead_stock_value deposits_held gateway_fees hires_overdue messages_delivered messages_failed
    messages_held_back messages_sent overdue_payables paid_ahead pending_deliveries purchase_returns rounding unbilled_hire units_out
    units_overdue units_sent_back write_offs
    """.split()
)


@pytest.fixture(scope="module")
def shops(
    database: Database, mirror_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Figures]]:
    folder: Path = tmp_path_factory.mktemp("keys")
    told = {name: make(database, folder) for name, make in SHOPS.items()}
    run_mirror(mirror_url, folder, businesses=[one.shop.business_id for one in told.values()])
    with ExitStack() as opened:
        yield {
            name: Figures(
                opened.enter_context(open_mirror(folder, one.shop.business_id)),
                one.shop.owner.permissions,
                one.today,
            )
            for name, one in told.items()
        }


@pytest.fixture(scope="module")
def wholes(shops: Mapping[str, Figures]) -> dict[str, dict[str, Any]]:
    """Of each shop the additive figures of its last 400 days that are not nothing."""
    found = {}
    for name, figures in shops.items():
        [row] = figures.of(MetricQuery(tuple(ADDITIVE), period=days_of(figures))).rows
        found[name] = {slug: value for slug, value in zip(ADDITIVE, row, strict=True) if value}
    return found


def days_of(figures: Figures) -> Period:
    return Period(figures.today - timedelta(days=400), figures.today + timedelta(days=1))


@pytest.mark.parametrize("name", SHOPS)
def test_the_keys_of_sources_and_joins_tell_their_rows_apart(shops: Mapping[str, Figures], name: str) -> None:
    keys = [(origin.slug, origin.relation, origin.key) for origin in SOURCES]
    keys += [(f"join {join}", found.relation, found.unique) for join, found in JOINS.items()]

    assert {of: repeated(shops[name].mirror, relation, key)[:3] for of, relation, key in keys} == {
        of: [] for of, _, _ in keys
    }


@pytest.mark.parametrize("dimension", [item.slug for item in DIMENSIONS])
def test_the_parts_of_what_adds_up_are_the_whole(
    shops: Mapping[str, Figures], wholes: dict[str, dict[str, Any]], dimension: str
) -> None:
    for name, figures in shops.items():
        slugs = tuple(slug for slug in wholes[name] if (slug, dimension) in DECLARED)
        if slugs:
            rows = figures.of(MetricQuery(slugs, by=(dimension,), period=days_of(figures))).rows
            parts = [sum(row[len(row) - len(slugs) + n] for row in rows) for n in range(len(slugs))]
            assert dict(zip(slugs, parts, strict=True)) == {slug: wholes[name][slug] for slug in slugs}, name


def test_as_many_pairs_are_proved_as_there_are_figures_for(wholes: dict[str, dict[str, Any]]) -> None:
    assert {name: sum(slug in told for slug, _ in DECLARED) for name, told in wholes.items()} == PAIRS
    assert {slug for slug in ADDITIVE if not any(slug in told for told in wholes.values())} == UNSEEN
