"""Behind a figure: rows that sum to it, whatever it is and wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest

from analytics.behind import behind
from analytics.catalogue import DIMENSIONS, METRICS
from analytics.query import Filter, MetricQuery, Result
from analytics.reports import Figures
from munim.days import Period
from munim.errors import Forbidden, Invalid
from tests.analytics.conftest import MONDAY, TODAY, figures_of, fortnight
from tests.analytics.mirrors import named

WEEK = Period(MONDAY, date(2026, 11, 16))
ALL = Period(date(2026, 10, 1), date(2026, 12, 1))


@pytest.fixture(scope="module")
def figures() -> Iterator[Figures]:
    """The figures of ``fortnight``, with the entries and moves that its balances and its stock come of."""
    books = fortnight()
    books.receivable("Asha", MONDAY, 190_000)
    books.receivable("Asha", TODAY, -50_000)
    books.receivable("Binod", TODAY, 12_345)
    books.stock_move("Rice", date(2026, 10, 1), 10, reason="opening", value_minor=10_000)
    books.stock_move("Rice", MONDAY, -7, reason="sale", value_minor=-7_000)
    books.stock_move("Soap", date(2026, 10, 1), 30, reason="opening")
    with figures_of(books) as figures:
        yield figures


def cells(figures: Figures, query: MetricQuery) -> list[tuple[dict[str, Any], Any]]:
    """Each row of a query of one metric: its values by column, and the figure."""
    result = figures.of(query)
    names = [column.slug for column in result.columns]
    return [
        (dict(zip(names, row, strict=True)), row[names.index(query.metrics[0])]) for row in result.rows
    ]  # fmt: skip


def test_a_days_sales_are_the_bills_of_that_day(figures: Figures) -> None:
    query = MetricQuery(("net_sales",), by=("day",), period=WEEK)

    found = behind(figures, query, "net_sales", {"day": date(2026, 11, 11)})

    [listing] = found.listings
    assert (found.value, listing.by, listing.totals) == (25_000, "document", (25_000,))
    names = [column.slug for column in listing.columns]
    rows = [dict(zip(names, row, strict=True)) for row in listing.rows]
    assert [(row["document_kind"], row["document"], row["customer"], row["net_sales"]) for row in rows] == [
        ("invoice", "N2", "Asha", 30_000),
        ("credit_note", "C1", "Asha", -5_000),
    ]
    assert {row["day"] for row in rows} == {date(2026, 11, 11)}


def test_an_average_is_told_by_the_documents_of_both_its_parts(figures: Figures) -> None:
    query = MetricQuery(("average_order_value",), period=WEEK)

    found = behind(figures, query, "average_order_value")

    [listing] = found.listings
    assert found.formula == "(gross_sales - discounts) / orders"
    assert dict(zip(listing.parts, listing.totals, strict=True)) == {
        "gross_sales": 280_000,
        "discounts": 0,
        "orders": 7,
    }
    assert found.value == 280_000 // 7


def test_a_count_of_customers_lists_the_customers(figures: Figures) -> None:
    found = behind(figures, MetricQuery(("customers",), period=ALL), "customers")

    [listing] = found.listings
    assert (found.value, listing.by, listing.totals) == (2, "customer", (2,))
    names = [column.slug for column in listing.columns]
    assert sorted(row[names.index("customer")] for row in listing.rows) == ["Asha", "Binod"]


def test_what_is_owed_is_told_by_what_made_it_owed() -> None:
    books = fortnight()
    books.customer("Chitra", balance_minor=-2_000)  # paid ahead: no debtor
    books.receivable("Asha", MONDAY, 200_000)
    books.receivable("Asha", TODAY, -60_000)
    books.receivable("Binod", TODAY, 12_345)
    books.receivable("Chitra", TODAY, -2_000)
    with figures_of(books) as figures:
        found = behind(figures, MetricQuery(("outstanding",)), "outstanding")

    assert (found.value, sum(listing.totals[0] for listing in found.listings)) == (152_345, 152_345)


def test_the_figure_before_is_told_by_the_documents_of_the_period_before(figures: Figures) -> None:
    query = MetricQuery(("net_sales",), period=WEEK, compare="previous")

    found = behind(figures, query, "net_sales__before")

    assert (found.value, found.listings[0].totals) == (140_000, (140_000,))
    with pytest.raises(Invalid, match="net_sales__change is worked out of net_sales"):
        behind(figures, query, "net_sales__change")


def test_a_row_without_a_name_is_told_apart_from_those_that_have_one(figures: Figures) -> None:
    query = MetricQuery(("net_sales",), by=("category",), period=ALL)

    found = behind(figures, query, "net_sales", {"category": None})

    named_too = behind(figures, query, "net_sales", {"category": "Grocery"})
    assert (found.value, found.listings[0].totals[0]) == (77_345, 77_345)
    assert (named_too.value, named_too.listings[0].totals[0]) == (350_000, 350_000)


def test_conditions_of_the_query_hold_behind_it_too(figures: Figures) -> None:
    query = MetricQuery(("net_sales",), where=(Filter("product", "in", ("Soap",)),), period=WEEK)

    found = behind(figures, query, "net_sales")

    assert (found.value, found.listings[0].totals[0]) == (65_000, 65_000)


def test_a_figure_of_more_documents_than_are_read_at_once_is_refused_and_a_part_of_it_is_not(
    figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = MetricQuery(("net_sales",), period=ALL)
    count = len(behind(figures, whole, "net_sales").listings[0].rows)
    monkeypatch.setattr("analytics.behind.MOST_DOCUMENTS", count)
    assert len(behind(figures, whole, "net_sales").listings[0].rows) == count
    monkeypatch.setattr("analytics.behind.MOST_DOCUMENTS", count - 1)

    with pytest.raises(Invalid, match="fewer days"):
        behind(figures, whole, "net_sales")
    assert behind(figures, msgspec.structs.replace(whole, period=WEEK), "net_sales").listings


def test_what_cannot_be_told_is_refused_by_name(figures: Figures) -> None:
    query = MetricQuery(("net_sales",), by=("day",), period=WEEK)

    with pytest.raises(Invalid, match="no figure 'net_sale'"):
        behind(figures, query, "net_sale")
    with pytest.raises(Invalid, match="says nothing of day"):
        behind(figures, query, "net_sales", {"week": "2026-11-09"})
    blind = Figures(figures.mirror, figures.permissions - {"costs.read"}, figures.today, figures.cache)
    with pytest.raises(Forbidden):
        behind(blind, MetricQuery(("gross_profit",), period=WEEK), "gross_profit")


def splits(slug: str) -> list[str | None]:
    """Undivided, and four dimensions that tell the metric: other ones for each metric, so that all have their turn."""
    known = [item.slug for item in DIMENSIONS if item.slug not in ("document", "document_kind")]
    turn = [item.slug for item in METRICS].index(slug) * 5 % len(known)
    return [None, *(known[turn:] + known[:turn])]


@pytest.mark.parametrize("slug", [item.slug for item in METRICS])
def test_the_rows_behind_every_figure_sum_to_it(slug: str, figures: Figures) -> None:
    """Every metric, undivided and split, in a period and as of now."""
    for period in (ALL, None):
        told = 0
        for split in splits(slug):
            query = MetricQuery((slug,), by=(split,) if split else (), period=period)
            try:
                rows = cells(figures, query)
            except Invalid:
                continue
            for row, value in rows[:2]:
                found = behind(figures, query, slug, row if split else None)
                assert found.value == value, (query, row)
                for listing in found.listings:
                    parts = msgspec.structs.replace(query, metrics=listing.parts)
                    told_so = figures.of(parts)
                    found_there = [each for each in told_so.rows if not split or _is(each, row, told_so)]
                    expected = found_there[0][-len(listing.parts) :] if found_there else (0,) * len(listing.parts)
                    assert expected == listing.totals, (query, row)
            told += 1
            if told == 5:
                break


def _is(each: tuple[Any, ...], row: dict[str, Any], result: Result) -> bool:
    names = [column.slug for column in result.columns if not column.metric]
    return all(value == row[name] for name, value in zip(names, each, strict=False))


def test_two_products_of_one_name_are_two() -> None:
    books = fortnight()
    books.product("Twin", on_hand="1")
    books.line("X1", MONDAY, "Twin", 1, 700)
    with figures_of(books) as figures:
        query = MetricQuery(("net_sales",), by=("product",), period=WEEK)
        found = behind(figures, query, "net_sales", {"product": "Twin", "product_id": named("Twin")})

    assert found.listings[0].totals == (700,)
