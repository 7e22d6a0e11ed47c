"""When items run out and what to order, worked out by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from analytics.forecasts.stock import ON_ORDER
from analytics.query import Filter
from analytics.report import Report
from analytics.reports import Asked, Figures, make_report
from analytics.results import ResultCache
from munim.errors import Forbidden
from tests.analytics.forecasts.conftest import TODAY
from tests.analytics.mirrors import OWNER, Books, named

BUYER = OWNER


def insert(mirror: Any, table: str, **row: Any) -> None:
    """A row of the mirror; what a test does not say is nothing where that may be, and an empty value elsewhere."""
    columns = mirror.rows(
        "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = $table",
        {"table": table},
    )
    empty = {"VARCHAR": "", "BOOLEAN": False, "DATE": TODAY, "UUID": named("nothing")}
    values = {
        name: row.get(name, None if nullable == "YES" else empty.get(kind, 0)) for name, kind, nullable in columns
    }
    marks = ", ".join(f"${name}" for name in values)
    mirror.cursor.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", values)


def shop() -> Books:
    """Ten weeks: rice sells 5 a day, tea 2 a day, and nobody wants the soap."""
    books = Books()
    for n in range(70):
        day = TODAY - timedelta(days=70 - n)
        books.line(f"B{n}", day, "Rice", 5, 5_000)
        books.line(f"B{n}", day, "Tea", 2, 4_000)
    books.product("Rice", on_hand="20", cost="8")
    books.product("Tea", on_hand="100", cost="15.5")
    books.product("Soap", on_hand="3", cost="1")
    return books


def ordered(mirror: Any, number: str, product: str, quantity: int, day: date, *, received: date | None = None, unit: str = "pcs", came: int = 0) -> None:  # fmt: skip
    """An order of one line to Gupta, and the goods that came of it."""
    line = sum(map(ord, number))
    status = "received" if received and not came else "partly_received" if came else "open"
    insert(
        mirror,
        "purchase_orders",
        order_id=named(number),
        number=number,
        status=status,
        supplier_id=named("Gupta"),
        business_date=day,
    )
    insert(
        mirror, "purchase_order_lines", line_id=line, order_id=named(number), product_id=named(product), quantity=quantity, unit=unit,
        received_quantity=came or (quantity if received else 0),
    )  # fmt: skip
    if received:
        insert(
            mirror,
            "purchase_receipts",
            receipt_id=named("G" + number),
            supplier_id=named("Gupta"),
            order_id=named(number),
            business_date=received,
        )
        insert(
            mirror,
            "purchase_receipt_lines",
            line_id=line,
            receipt_id=named("G" + number),
            order_line_id=line,
            product_id=named(product),
            quantity=came or quantity,
            unit=unit,
            unit_factor=1,
        )


@contextmanager
def figures_of(books: Books, *, permissions: frozenset[str] = BUYER) -> Iterator[Figures]:
    with books.mirror() as mirror:
        insert(mirror, "suppliers", supplier_id=named("Gupta"), name="Gupta", active=True)
        yield Figures(mirror, permissions, TODAY, ResultCache())


def rows_of(report: Report) -> dict[str, dict[str, Any]]:
    [table] = report.tables
    slugs = [column.slug for column in table.columns]
    return {row[0]: dict(zip(slugs, row, strict=True)) for row in table.rows}


def test_an_item_runs_out_when_its_demand_has_used_it_up() -> None:
    with figures_of(shop()) as figures:
        report = make_report(figures, "stock-out", Asked(options={"within": 60}))

    rows = rows_of(report)
    assert list(rows) == ["Rice", "Tea"]  # the soap does not sell
    # 20 at 5 a day last 4 days, 100 at 2 a day 50
    assert (rows["Rice"]["days_left"], rows["Rice"]["out_date"]) == (4, TODAY + timedelta(days=4))
    assert rows["Tea"]["days_left"] == 50
    assert rows["Rice"]["per_day"] == 5
    assert report.sentences[0] == "2 items run out within 60 days if none is ordered."


def test_what_lasts_longer_than_asked_about_is_left_out() -> None:
    with figures_of(shop()) as figures:
        assert list(rows_of(make_report(figures, "stock-out"))) == ["Rice"]


def test_an_item_out_already_comes_first() -> None:
    books = shop()
    books.products[1]["on_hand"] = Decimal(0)
    with figures_of(books) as figures:
        report = make_report(figures, "stock-out")

    assert list(rows_of(report)) == ["Tea", "Rice"]
    assert rows_of(report)["Tea"]["days_left"] == 0
    assert report.headline("out_now").value == 1


def test_the_soonest_day_is_not_after_the_expected_nor_the_latest_before() -> None:
    books, chance = Books(), random.Random(4)
    for n in range(84):
        books.line(f"B{n}", TODAY - timedelta(days=84 - n), "Rice", chance.randint(1, 11), 5_000)
    books.product("Rice", on_hand="80")
    with figures_of(books) as figures:
        row = rows_of(make_report(figures, "stock-out"))["Rice"]

    assert row["days_left__low"] <= row["days_left"] <= row["days_left__high"]
    assert row["days_left__low"] < row["days_left__high"]


def test_under_eight_weeks_it_supposes_the_last_four_and_says_so() -> None:
    books = Books()
    for n in range(40):
        books.line(f"B{n}", TODAY - timedelta(days=40 - n), "Rice", 5, 5_000)
    books.product("Rice", on_hand="20")
    with figures_of(books) as figures:
        report = make_report(figures, "stock-out")

    row = rows_of(report)["Rice"]
    assert (row["days_left"], row["days_left__low"], row["way"]) == (4, None, "mean of four weeks")
    assert "40 days of sales, too few to try a forecast on (56)" in report.notes[0]


def test_an_order_is_for_the_lead_time_and_the_cover_less_what_there_is() -> None:
    with figures_of(shop()) as figures:
        report = make_report(figures, "restock")

    # no order tells a lead time: 7 days supposed and 7 of cover; 14 x 5 = 70, none to be safe of a demand that never
    # misses, 20 on hand: 50. Of the tea 28 are needed and 100 there.
    rows = rows_of(report)
    assert list(rows) == ["Rice"]
    assert rows["Rice"]["suggested"] == 50
    assert rows["Rice"]["cost"] == 400_00
    assert report.headline("cost").value == 400_00
    assert rows["Rice"]["why"] == (
        "Sells 5 a day; an order takes 7 days as supposed and is to last 7 more: 70 sold by then, 0 to be safe; there is 20 on hand."
    )


def test_the_lead_time_is_the_median_of_the_items_own_deliveries() -> None:
    with figures_of(shop()) as figures:
        for n, days in enumerate((3, 10, 4)):
            day = TODAY - timedelta(days=60 - 10 * n)
            ordered(figures.mirror, f"P{n}", "Rice", 50, day, received=day + timedelta(days=days))
        rows = rows_of(make_report(figures, "restock"))

    assert rows["Rice"]["lead_days"] == 4
    assert rows["Rice"]["suggested"] == 11 * 5 - 20
    assert rows["Rice"]["supplier"] == "Gupta"
    assert "an order takes 4 days by 3 deliveries of it" in rows["Rice"]["why"]


def test_what_is_on_order_counts_in_the_items_own_unit() -> None:
    with figures_of(shop()) as figures:
        insert(figures.mirror, "product_units", product_id=named("Rice"), unit="box", factor=12, active=True)
        # 4 boxes ordered, 1 came: 36 on order; nothing of it is a lead time of two deliveries
        ordered(
            figures.mirror,
            "P1",
            "Rice",
            4,
            TODAY - timedelta(days=9),
            received=TODAY - timedelta(days=2),
            unit="box",
            came=1,
        )
        rows = rows_of(make_report(figures, "restock", Asked(options={"cover": 9})))

    assert rows["Rice"]["on_order"] == 36
    # 16 x 5 - 20 - 36 = 24: two boxes
    assert (rows["Rice"]["suggested"], rows["Rice"]["purchase_units"]) == (24, "2 box")


def test_orders_are_rounded_up_to_whole_units_of_purchase() -> None:
    with figures_of(shop()) as figures:
        insert(figures.mirror, "product_units", product_id=named("Rice"), unit="Box", factor=12, active=True)
        day = TODAY - timedelta(days=20)
        ordered(figures.mirror, "P1", "Rice", 4, day, received=day + timedelta(days=7), unit="box")
        rows = rows_of(make_report(figures, "restock"))

    assert (rows["Rice"]["suggested"], rows["Rice"]["purchase_units"]) == (60, "5 Box")  # 50 is four boxes and a bit


def test_the_shops_own_reorder_level_is_kept() -> None:
    books = shop()
    books.products[2]["reorder_level"] = Decimal(10)
    with figures_of(books) as figures:
        rows = rows_of(make_report(figures, "restock"))

    assert rows["Soap"]["suggested"] == 7
    assert rows["Soap"]["why"] == "The reorder level is 10; there is 3 on hand."


def test_what_misses_more_is_ordered_more_of() -> None:
    books = Books()
    for n in range(84):
        books.line(f"B{n}", TODAY - timedelta(days=84 - n), "Rice", 1 + n * 7 % 11, 5_000)
    books.product("Rice", on_hand="0")
    with figures_of(books) as figures:
        usual, surer = (
            rows_of(make_report(figures, "restock", Asked(options={"service": each})))["Rice"] for each in (90, 99)
        )

    # z of 99 and of 90 per cent: 2.326 and 1.282
    assert surer["needed"] == usual["needed"]
    assert float(surer["safety"] / usual["safety"]) == pytest.approx(2.326 / 1.282, rel=0.01)


def test_costs_are_shown_to_those_who_may_see_them() -> None:
    with figures_of(shop(), permissions=BUYER - {"costs.read"}) as figures:
        report = make_report(figures, "restock")

    assert all(column.slug != "cost" for column in report.tables[0].columns)
    assert "8" not in [str(cell) for row in report.tables[0].rows for cell in row]


def test_orders_need_the_permission_to_see_purchases() -> None:
    with figures_of(shop(), permissions=OWNER - {"purchases.read"}) as figures, pytest.raises(Forbidden):
        make_report(figures, "restock")


def test_what_is_on_order_is_shown_to_those_who_may_see_purchases() -> None:
    asked = Asked(options={"within": 60})
    with figures_of(shop()) as figures:
        whole = make_report(figures, "stock-out", asked)
    with figures_of(shop(), permissions=OWNER - {"purchases.read"}) as figures:
        report = make_report(figures, "stock-out", asked)

    assert [column for column in whole.tables[0].columns if column not in report.tables[0].columns] == [ON_ORDER]
    assert report.sentences == whole.sentences and report.headlines == whole.headlines
    assert [row[0] for row in report.tables[0].rows] == [row[0] for row in whole.tables[0].rows] == ["Rice", "Tea"]


def test_a_filter_leaves_the_items_it_names() -> None:
    with figures_of(shop()) as figures:
        report = make_report(
            figures, "stock-out", Asked(filters=(Filter("product", values=("Tea",)),), options={"within": 60})
        )

    assert list(rows_of(report)) == ["Tea"]
