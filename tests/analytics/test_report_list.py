"""What holds for every report of the list, whatever it tells."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from analytics.catalogue import dimension, parts_of
from analytics.query import Filter
from analytics.report import Table, document
from analytics.reports import (
    REPORTS,
    Asked,
    Figures,
    ReportKind,
    daily_report,
    dashboard,
    make_report,
    metrics_report,
    monthly_report,
    report_kind,
    trends_report,
    weekly_report,
)
from munim.days import Period
from munim.errors import Forbidden, Invalid, NotFound
from munim.period_words import period_in_words
from tests.analytics.conftest import MONDAY, TODAY, figures_of
from tests.analytics.mirrors import OWNER, Books, named

each_kind = pytest.mark.parametrize("kind", REPORTS, ids=lambda kind: kind.slug)


def test_every_slug_is_once_in_the_list() -> None:
    slugs = [kind.slug for kind in REPORTS]

    assert len(set(slugs)) == len(slugs)


@each_kind
def test_a_report_is_made_by_its_slug_alone(kind: ReportKind, figures: Figures) -> None:
    report = make_report(figures, kind.slug)

    assert report.kind == kind.slug
    assert report.sentences
    assert document(report)["report"] == kind.slug


@each_kind
def test_a_report_of_an_empty_shop_says_so_in_words(kind: ReportKind) -> None:
    with figures_of(Books()) as figures:
        report = make_report(figures, kind.slug)

    assert report.empty
    assert report.sentences
    assert report.sentences[0].endswith(".")


@each_kind
def test_every_table_names_its_query_and_holds_what_that_query_yields(kind: ReportKind, figures: Figures) -> None:
    for table in make_report(figures, kind.slug).tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
        if table.query is not None:
            assert_told_by_its_query(table, figures)


def assert_told_by_its_query(table: Table, figures: Figures) -> None:
    """Every row of the table that its query has too carries the query's own figures; of a pivot, the rows' totals."""
    assert table.query is not None
    crossed = {column.of[0] for column in table.columns if column.of}
    query = msgspec.structs.replace(table.query, by=tuple(slug for slug in table.query.by if slug not in crossed))
    result = figures.of(query)
    slugs = [column.slug.removesuffix("__total") for column in table.columns]
    kept = [column.slug for column in result.columns if column.slug in slugs]
    told = [tuple(row[n] for n, column in enumerate(result.columns) if column.slug in kept) for row in result.rows]
    places = [slugs.index(slug) for slug in kept]
    assert any(metric_slug in kept for metric_slug in query.metrics)
    for row in table.rows:
        figures_of_row = tuple(row[place] for place in places)
        assert any(_same(figures_of_row, each) for each in told)


def _same(row: tuple[Any, ...], told: tuple[Any, ...]) -> bool:
    """Of a week of a month the table has less to say of what it is held against: that may be empty."""
    return all(mine is None or mine == theirs for mine, theirs in zip(row, told, strict=True))


@each_kind
def test_the_default_period_is_one_of_the_reports_own(kind: ReportKind) -> None:
    with figures_of(Books()) as figures:
        period = period_in_words(kind.default_period, calendar=figures.shop.calendar, today=TODAY)
        make_report(figures, kind.slug, Asked(period))


@each_kind
def test_an_option_that_is_none_of_its_own_is_refused_by_name(kind: ReportKind, figures: Figures) -> None:
    with pytest.raises(Invalid) as refused:
        make_report(figures, kind.slug, Asked(options={"daze": "3"}))

    assert refused.value.field == "daze"


@each_kind
def test_permissions_are_asked_for_before_anything_is_made(kind: ReportKind, figures: Figures) -> None:
    for lacking in kind.permissions:
        with pytest.raises(Forbidden) as refused:
            make_report(replace(figures, permissions=OWNER - {lacking}), kind.slug)
        assert refused.value.facts["permission"] == lacking


# what a permission guards, by name: the fixture's own things
NAMES = {
    "customers.read": {"Asha"},
    "products.read": {"Rice", "Soap", "Brush", "Tent", "Milk"},
    "suppliers.read": {"Gupta"},
}
# columns of the reports' own, which the catalogue does not know, and what seeing them takes
OF_THEIR_OWN = {
    "companion": "products.read",
    "sku": "products.read",
    "last_sold": "products.read",
    "arrived": "products.read",
    "lapsed_customers": "customers.read",
    "year_net_sales": "customers.read",
    "party": "customers.read",
    "supplier_prices_raised": "purchases.read",
    "supplier_prices_lowered": "purchases.read",
    "lead_time": "purchases.read",
    "on_order": "purchases.read",
}


@each_kind
def test_no_report_shows_what_its_reader_may_not_see(kind: ReportKind, figures: Figures) -> None:
    """Whoever lacks one permission, or has the fewest that the report asks for, sees no column and no name that it guards."""
    fewest = frozenset({"reports.read", *kind.permissions})
    for permissions in (fewest, *(OWNER - {each} for each in OWNER - fewest)):
        report = make_report(replace(figures, permissions=permissions), kind.slug)

        columns = [item.column for item in report.headlines]
        columns += [column for table in report.tables for column in table.columns]
        assert all(_permissions_of(column.slug) <= permissions for column in columns)
        said = json.dumps(document(report))
        for permission, names in NAMES.items():
            if permission not in permissions:
                assert not [name for name in names if name in said], permission


def _permissions_of(slug: str) -> set[str]:
    """What seeing a column takes: of a figure, all that it could be reckoned from."""
    known = slug.split("__")[0].removesuffix("_id")
    with suppress(Invalid):
        return {part.permission for part in parts_of(known)} - {""}
    with suppress(Invalid):
        return {dimension(known).permission} - {""}
    return {OF_THEIR_OWN.get(slug, "")} - {""}


def test_the_first_six_are_what_they_were_by_name(figures: Figures) -> None:
    """Their addresses and the functions behind them give one and the same report."""
    day = Period(MONDAY, MONDAY + timedelta(days=1))

    assert make_report(figures, "daily-sales", Asked(day)) == daily_report(figures, MONDAY)
    assert make_report(figures, "weekly-sales", Asked(day)) == weekly_report(figures, MONDAY)
    assert make_report(figures, "monthly-sales", Asked(day)) == monthly_report(figures, 2026, 11)
    assert make_report(figures, "metrics") == metrics_report(figures, 30)
    assert make_report(figures, "metrics", Asked(options={"days": "14"})) == metrics_report(figures, 14)
    assert make_report(figures, "trends", Asked(options={"days": 7})) == trends_report(figures, 7)
    assert make_report(figures, "dashboard") == dashboard(figures)


def test_a_report_that_is_not_in_the_list_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotFound) as refused:
        report_kind("weekly-sale")

    assert refused.value.facts["nearest"] == "weekly-sales"


def test_filters_narrow_every_figure_and_leave_out_what_cannot_be_told(figures: Figures) -> None:
    rice = (Filter("product", "in", (str(named("Rice")),)),)
    report = make_report(figures, "weekly-sales", Asked(Period(MONDAY, MONDAY + timedelta(days=7)), rice))

    # three quarters of 2,800, half of which in the week before; nothing received or owed is of a product
    assert {item.column.slug: item.value for item in report.headlines} == {
        "revenue": 210_000,
        "orders": 7,
        "items": Decimal(14),
        "average_order_value": 30_000,
    }
    assert report.headline("revenue").comparisons[0].value == 140_000
    assert report.table("top_products").column("product") == ["Rice"]
    assert report.notes == ("Only product: Rice.",)
    assert report.table("days").query is not None
    assert report.table("days").query.where == rice


def test_a_filter_the_reports_first_figure_does_not_know_is_refused(figures: Figures) -> None:
    with pytest.raises(Invalid) as refused:
        make_report(figures, "weekly-sales", Asked(filters=(Filter("payment_method", "in", ("cash",)),)))

    assert refused.value.facts["dimension"] == "payment_method"


def test_a_filter_by_a_customer_needs_the_permission_to_see_customers(figures: Figures) -> None:
    """A report of one customer would tell who buys what, whatever columns it shows."""
    viewer = replace(figures, permissions=frozenset({"reports.read"}))

    with pytest.raises(Forbidden):
        make_report(viewer, "weekly-sales", Asked(filters=(Filter("customer", "in", ("Asha",)),)))


@pytest.mark.parametrize(
    ("compare", "held"),
    [
        ("none", []),
        ("previous", [("the 7 days before", 140_000)]),
        ("last_year", [("the same days a year before", 0)]),
        (Period(date(2026, 11, 2), date(2026, 11, 4)), [("2–3 Nov 2026", 15_000)]),
    ],
)
def test_a_report_is_held_against_what_is_asked(compare: Any, held: list[tuple[str, int]], figures: Figures) -> None:
    report = make_report(
        figures, "weekly-sales", Asked(period=Period(MONDAY, MONDAY + timedelta(days=7)), compare=compare)
    )

    assert [(each.than, each.value) for each in report.headline("revenue").comparisons] == held
    assert report.sentences


@pytest.mark.parametrize(
    ("slug", "period"),
    [
        ("daily-sales", Period(MONDAY, MONDAY + timedelta(days=2))),
        ("weekly-sales", Period(MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))),
        ("monthly-sales", Period(date(2026, 10, 31), date(2026, 11, 2))),
        ("dashboard", Period(MONDAY, MONDAY + timedelta(days=1))),
        ("metrics", Period(MONDAY, MONDAY)),
    ],
)
def test_a_period_the_report_is_not_of_is_refused(slug: str, period: Period, figures: Figures) -> None:
    with pytest.raises(Invalid) as refused:
        make_report(figures, slug, Asked(period))

    assert refused.value.field == "period"


@pytest.mark.parametrize("days", ["0", "3661", "ten", "1e3", True])
def test_an_option_that_cannot_be_is_refused_by_name(days: Any, figures: Figures) -> None:
    with pytest.raises(Invalid) as refused:
        make_report(figures, "metrics", Asked(options={"days": days}))

    assert refused.value.field == "days"
