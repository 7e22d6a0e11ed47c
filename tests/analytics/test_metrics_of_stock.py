"""Figures of stock on moves small enough to follow by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from analytics.query import MetricQuery
from analytics.results import ResultCache, run_query
from etl.reader import OpenMirror
from munim.days import Period
from munim.errors import Invalid
from tests.analytics.mirrors import OWNER, Books
from tests.analytics.worked import figure, split

MONDAY = date(2026, 11, 16)
WEEK = Period(MONDAY, MONDAY + timedelta(days=7))
LATER = date(2026, 12, 16)  # the week is over
A_DAY = timedelta(days=1)


def books() -> Books:
    """Rice: 10 worth 10.00 at first, 4 sold on Tuesday for 6.00, 6 bought on Thursday for 7.20, one spoilt on Friday. Soap lies since August."""
    books = Books()
    books.product("Rice", on_hand="11", cost="1.10", category="Grocery")
    books.product("Soap", on_hand="5", cost="1")
    books.product("Tea", on_hand="0", cost="1")
    books.stock_move("Soap", date(2026, 8, 1), 5, reason="opening", value_minor=500)
    books.stock_move("Rice", date(2026, 11, 1), 10, reason="opening", value_minor=1000)
    books.stock_move("Rice", MONDAY + A_DAY, -4, reason="sale", value_minor=-400)
    books.stock_move("Rice", MONDAY + 3 * A_DAY, 6, reason="purchase", value_minor=720)
    books.stock_move("Rice", MONDAY + 4 * A_DAY, -1, reason="damaged", value_minor=-110)
    books.line("A1", MONDAY + A_DAY, "Rice", 4, 600, cost_minor=400)
    return books


@pytest.fixture(scope="module")
def mirror() -> Iterator[OpenMirror]:
    with books().mirror() as mirror:
        yield mirror


OF_THE_WEEK: dict[str, Any] = {
    "stock_on_hand": Decimal("16.000"),  # 10 - 4 + 6 - 1 of rice and 5 of soap
    "stock_value": 1710,  # 10.00 - 4.00 + 7.20 - 1.10, and 5.00
    "average_stock_value": 1521,  # rice ends the days at 10.00, 6.00, 6.00, 13.20, 12.10 three times; soap at 5.00: 106.50 / 7
    "stock_turns": Decimal("13.71"),  # 4.00 x 365 / (15.21 x 7)
    "gmroi": Decimal("6.86"),  # (6.00 - 4.00) x 365 / (15.21 x 7)
    "stock_cover_days": Decimal("28.00"),  # 16 at 4 a week
    "demand_in_stock": Decimal("208.571"),  # 4 x 365 / 7
    "sell_through": Decimal("20.0"),  # 4 of 4 + 16
    "dead_stock": 1,  # soap: 113 days
    "dead_stock_value": 500,
    "stock_taken_in": Decimal("6.000"),
    "stock_taken_out": Decimal("5.000"),
    "stock_losses": 110,
}
OF_NOW: dict[str, Any] = {"out_of_stock": 1, "stock_on_hand": Decimal("16.000"), "stock_value": 1710, "dead_stock": 1}


@pytest.mark.parametrize("slug", OF_THE_WEEK)
def test_stock_figure_of_the_week(mirror: OpenMirror, slug: str) -> None:
    assert figure(mirror, slug, WEEK, LATER) == OF_THE_WEEK[slug]


@pytest.mark.parametrize("slug", OF_NOW)
def test_stock_figure_of_now(mirror: OpenMirror, slug: str) -> None:
    assert figure(mirror, slug, None, MONDAY + 4 * A_DAY) == OF_NOW[slug]


def test_stock_as_of_any_day_is_what_the_moves_up_to_it_left(mirror: OpenMirror) -> None:
    days = [Period(MONDAY, MONDAY + (n + 1) * A_DAY) for n in range(5)]

    on_hand = [figure(mirror, "stock_on_hand", day, LATER) for day in days]
    worth = [figure(mirror, "stock_value", day, LATER) for day in days]

    assert on_hand == [15, 11, 11, 17, 16]
    assert worth == [1500, 1100, 1100, 1820, 1710]


def test_the_mean_of_a_week_that_is_not_over_is_over_its_days_so_far(mirror: OpenMirror) -> None:
    wednesday = MONDAY + 2 * A_DAY

    # 15.00, 11.00, 11.00; what comes on Thursday has not come
    assert figure(mirror, "average_stock_value", Period(MONDAY, wednesday + A_DAY), LATER) == 1233
    assert figure(mirror, "stock_cover_days", WEEK, wednesday) == Decimal("12.00")  # 16 now, at 4 in three days


def test_days_with_nothing_on_the_shelf_do_not_dilute_the_cover() -> None:
    """Tea comes on Monday, is sold out on Tuesday, comes again on Saturday: in stock on four days of seven, of which six are sold."""
    books = Books()
    books.product("Tea", on_hand="14", cost="1")
    books.product("Milk", on_hand="-3", cost="1")
    books.stock_move("Tea", MONDAY, 6, reason="purchase")
    books.stock_move("Tea", MONDAY + A_DAY, -6, reason="sale")
    books.stock_move("Tea", MONDAY + 5 * A_DAY, 14, reason="purchase")
    books.line("A1", MONDAY + A_DAY, "Tea", 6, 600)
    books.stock_move(
        "Milk", MONDAY + A_DAY, -3, reason="sale"
    )  # before it was received: sold on the one day that it moved
    books.line("A2", MONDAY + A_DAY, "Milk", 3, 300)
    with books.mirror() as mirror:
        cover = dict(split(mirror, "stock_cover_days", "product", WEEK, LATER))
        demand = dict(split(mirror, "demand_in_stock", "product", WEEK, LATER))
        together = figure(mirror, "stock_cover_days", WEEK, LATER)

    assert demand == {"Tea": Decimal("547.500"), "Milk": Decimal("1095.000")}  # 6 x 365 / 4, and 3 x 365 / 1
    assert cover["Tea"] == Decimal("9.33")  # 14 x 365 / 547.5
    assert together == Decimal("2.44")  # (14 - 3) x 365 / 1,642.5


def test_moves_by_reason(mirror: OpenMirror) -> None:
    assert split(mirror, "stock_taken_out", "reason", WEEK, LATER) == [("sale", 4), ("damaged", 1), ("purchase", 0)]


def test_soap_is_not_dead_before_its_ninetieth_day(mirror: OpenMirror) -> None:
    ninetieth = date(2026, 8, 1) + 90 * A_DAY

    def dead(day: date) -> Any:
        return figure(mirror, "dead_stock", Period(day, day + A_DAY), LATER)

    assert (dead(ninetieth - A_DAY), dead(ninetieth)) == (0, 1)


def test_a_mean_over_a_period_is_not_told_of_none(mirror: OpenMirror) -> None:
    named = {
        "average_stock_value": "^average stock value needs a period",
        "stock_cover_days": r"^days of cover \(demand in stock\) needs a period",
        "gmroi": r"^return on stock \(average stock value\) needs a period",
    }
    for slug, told in named.items():
        with pytest.raises(Invalid, match=f"(?i){told}"):
            run_query(mirror, MetricQuery((slug,)), permissions=OWNER, today=LATER, cache=ResultCache())
