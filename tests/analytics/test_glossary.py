"""The catalogue as a page and as JSON."""

from __future__ import annotations

from pathlib import Path

from analytics.catalogue import METRICS
from analytics.glossary import catalogue_document, metrics_page
from analytics.metrics.metric import spelled_out
from tests.analytics.mirrors import OWNER

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


def test_the_committed_page_is_what_the_catalogue_says() -> None:
    assert PAGE.read_text() == metrics_page(), "write it again: munim metrics --markdown > docs/metrics.md"


def test_the_owner_is_told_every_metric_with_the_dimensions_that_go_with_it() -> None:
    told = {one["slug"]: one for one in catalogue_document(OWNER)["metrics"]}

    assert told.keys() == {metric.slug for metric in METRICS}
    assert {"day", "supplier", "tax_rate"} <= set(told["purchases_billed"]["dimensions"])
    assert "product" not in told["collections"]["dimensions"]


def test_who_may_not_see_costs_or_customers_is_told_of_neither() -> None:
    told = catalogue_document(frozenset({"reports.read"}))
    slugs = {one["slug"] for one in told["metrics"]}

    assert not {"margin", "gmroi", "expenses", "operating_profit", "purchases"} & slugs
    assert "net_sales" in slugs
    assert "customer" not in {one["slug"] for one in told["dimensions"]}
    assert all("customer" not in one["dimensions"] for one in told["metrics"])


def test_every_metric_says_what_it_is_and_by_what_words_it_is_known() -> None:
    for metric in METRICS:
        assert metric.definition.endswith("."), metric.slug
        assert metric.synonyms, metric.slug


def test_words_in_brackets_stand_for_one_another_and_an_empty_one_for_none() -> None:
    assert spelled_out(("(net|) sales (a|per) day", "takings")) == (
        "net sales a day",
        "net sales per day",
        "sales a day",
        "sales per day",
        "takings",
    )


def test_the_words_of_a_metric_are_spelled_out_to_programs_and_each_is_there_once() -> None:
    told = {one["slug"]: one["synonyms"] for one in catalogue_document(OWNER)["metrics"]}

    assert {"average sale per invoice", "mean purchase a bill", "aov"} <= set(told["average_order_value"])
    for slug, synonyms in told.items():
        assert len(set(synonyms)) == len(synonyms), slug
        assert not any(mark in word for word in synonyms for mark in "()|"), slug
