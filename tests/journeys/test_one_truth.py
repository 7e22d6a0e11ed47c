"""One truth: of each shop the mirror, every report and every answer say what the books say, to the minor unit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ai.answer import Answer
from ai.answers import ask
from analytics.report import Report
from analytics.reports import (
    Figures,
    daily_report,
    dashboard,
    metrics_report,
    monthly_report,
    trends_report,
    weekly_report,
)
from analytics.reports.parts import SALES
from billing.business import BusinessSettings
from etl.mirror import run_mirror
from etl.reader import OpenMirror, open_mirror
from munim.database import Database
from munim.days import Period, month_of
from munim.money import decimal_string
from tests.conftest import open_shop
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.journeys.shops import Told, any_shop, kirana, wholesaler
from tests.journeys.truth import Sold, Truth, change_percent, truth_of

SEED = int(os.environ.get("SHOP_SEED", "1869"))  # another shop: SHOP_SEED=7 pytest tests/journeys
CHANCE = f"any shop, SHOP_SEED={SEED}"
SHOPS = {"wholesaler": wholesaler, "kirana": kirana, CHANCE: any_shop(SEED)}
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Journey:
    """A shop, its mirror, and the truth about it."""

    told: Told
    counter: Counter
    mirror: OpenMirror
    figures: Figures
    truth: Truth

    @property
    def weeks(self) -> list[Period]:
        """The shop's weeks in which anything was billed, and the one it is in."""
        calendar = self.told.shop.calendar
        return sorted({calendar.week_of(day) for (day,) in self.truth.ask(_DAYS)} | {calendar.week_of(self.told.today)})

    def last_days(self, days: int) -> Period:
        return Period(self.told.today - (days - 1) * A_DAY, self.told.today + A_DAY)

    def answer(self, question: str) -> Answer:
        calendar, permissions = self.told.shop.calendar, self.told.shop.owner.permissions
        answer = ask(question, mirror=self.mirror, calendar=calendar, today=self.told.today, permissions=permissions)
        assert answer.status == "answered", (question, answer.sentence)
        return answer


_DAYS = "SELECT DISTINCT business_date FROM bills WHERE business_id = %(business_id)s AND status <> 'draft'"


@pytest.fixture(scope="module", params=SHOPS.values(), ids=SHOPS.keys())
def journey(
    request: pytest.FixtureRequest, database: Database, mirror_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Journey]:
    folder: Path = tmp_path_factory.mktemp("journey")
    told: Told = request.param(database, folder)
    business_id = told.shop.business_id
    run_mirror(mirror_url, folder, businesses=[business_id])
    with open_mirror(folder, business_id) as mirror, truth_of(mirror_url, told.shop.business) as truth:
        figures = Figures(mirror, told.shop.owner.permissions, told.today)
        yield Journey(told, Counter(database, told.shop), mirror, figures, truth)


# -- the books and their mirror ----------------------------------------------------------------------


def test_the_books_can_answer_for_every_amount(journey: Journey) -> None:
    assert journey.counter.breaches() == []
    assert journey.truth.ask("SELECT sum(amount_minor) FROM ledger_entries WHERE business_id = %(business_id)s") == [
        (0,)
    ]


def test_the_ledger_says_of_sales_what_the_bills_say(journey: Journey) -> None:
    [(booked,)] = journey.truth.ask(
        "SELECT -sum(amount_minor) FROM ledger_entries WHERE business_id = %(business_id)s AND account IN ('sales', 'sales_returns')"
    )

    assert booked == journey.truth.sold().revenue_minor != 0


def test_the_mirror_is_the_books_row_for_row(journey: Journey) -> None:
    assert_same(journey.mirror.cursor, books_as_mirrored(journey.counter))


def test_a_mirror_brought_up_to_date_again_and_again_is_that_mirror(
    journey: Journey, mirror_url: str, tmp_path: Path
) -> None:
    business_id = journey.told.shop.business_id
    run_mirror(mirror_url, tmp_path, businesses=[business_id])
    for _ in range(2):
        journey.counter.customer("Somebody new")
        run_mirror(mirror_url, tmp_path, businesses=[business_id])

    with open_mirror(tmp_path, business_id) as updated:
        assert_same(updated.cursor, books_as_mirrored(journey.counter))


@pytest.mark.parametrize(
    ("table", "instant"),
    [("bills", "issued_at"), ("payments", "received_at")],
)
def test_a_business_date_is_the_shops_own_day(journey: Journey, table: str, instant: str) -> None:
    """The local date of the instant, its hours before the day's start counted to the day before."""
    elsewhere = journey.truth.ask(
        f"""SELECT id, business_date, {instant} FROM {table} WHERE business_id = %(business_id)s AND {instant} IS NOT NULL
        AND business_date <> ({instant} AT TIME ZONE %(timezone)s - %(day_start)s * interval '1 minute')::date"""
    )

    assert elsewhere == []


# local time of a sale, and the shop's day it belongs to
NIGHTS = [
    ("Asia/Kolkata", 240, datetime(2026, 11, 18, 3, 59), date(2026, 11, 17)),
    ("Asia/Kolkata", 240, datetime(2026, 11, 18, 4, 0), date(2026, 11, 18)),
    ("Asia/Kolkata", 0, datetime(2026, 11, 18, 0, 0), date(2026, 11, 18)),
    ("Europe/London", 0, datetime(2026, 7, 1, 0, 30), date(2026, 7, 1)),  # 23:30 of 30 June in UTC
    ("America/St_Johns", 0, datetime(2026, 3, 31, 23, 45), date(2026, 3, 31)),  # 02:15 of 1 April in UTC
    ("Pacific/Auckland", 300, datetime(2026, 4, 5, 2, 30, fold=1), date(2026, 4, 4)),  # the hour that comes twice
]


@pytest.mark.parametrize(("zone", "day_start", "local", "day"), NIGHTS, ids=str)
def test_a_sale_at_night_is_told_on_the_shops_own_day(
    database: Database, mirror_url: str, tmp_path: Path, zone: str, day_start: int, local: datetime, day: date
) -> None:
    settings = BusinessSettings(name="Night Owl", country="IN", timezone=zone, day_start_minutes=day_start)
    counter = Counter(database, open_shop(database, settings), at=local.replace(tzinfo=ZoneInfo(zone)))

    counter.sell((counter.product(price="75"), "1"))

    business_id = counter.shop.business_id
    run_mirror(mirror_url, tmp_path, businesses=[business_id])
    with open_mirror(tmp_path, business_id) as mirror:
        figures = Figures(mirror, counter.by.permissions, counter.today)
        assert counter.today == day
        assert daily_report(figures, day).headline("revenue").value == 7500
        assert daily_report(figures, day).table("hours").rows == [(local.hour, 7500, 1)]
        assert trends_report(figures, 3).table("days").column("revenue") == [0, 0, 7500]


@pytest.mark.parametrize("journey", [SHOPS[CHANCE]], ids=[CHANCE], indirect=True)
def test_chance_leaves_no_kind_of_act_out(journey: Journey) -> None:
    """A shop that chance made is worth asking only if everything happens there."""
    acts = journey.truth.ask(
        """SELECT DISTINCT kind || ' ' || status FROM bills WHERE business_id = %(business_id)s
        UNION SELECT DISTINCT 'money ' || direction FROM payments WHERE business_id = %(business_id)s
        UNION SELECT DISTINCT 'goods by ' || reason FROM stock_moves WHERE business_id = %(business_id)s"""
    )

    assert {
        "invoice draft", "invoice issued", "invoice cancelled", "credit_note issued", "quotation issued",
        "money in", "money out", "goods by opening", "goods by sale", "goods by return", "goods by correction", "goods by cancellation",
    } == {act for (act,) in acts}  # fmt: skip


# -- reports -----------------------------------------------------------------------------------------


def row_of(sold: Sold, figures: tuple[str, ...] = SALES) -> tuple[Any, ...]:
    return sold.figures[: len(figures)]


def headlines(report: Report) -> tuple[Any, ...]:
    return tuple(report.headline(slug).value for slug in SALES)


def assert_compared(journey: Journey, report: Report) -> None:
    """Each headline's comparisons are the truth of their periods, and the changes follow from it."""
    for place, slug in enumerate(SALES):
        for held in report.headline(slug).comparisons:
            before = row_of(journey.truth.sold(held.period))[place]
            assert held.value == before, (report.kind, slug, held.than)
            assert held.change == change_percent(report.headline(slug).value, before), (report.kind, slug, held.than)


def assert_best_products(journey: Journey, report: Report, period: Period, *, table: str = "top_products") -> None:
    """The ten with the most revenue; of products with equal revenue any may be named."""
    truth = journey.truth.goods_by("coalesce(p.name, l.description)", period)
    best = report.table(table)
    named = dict(
        zip(best.column("product"), zip(best.column("revenue"), best.column("items"), strict=True), strict=True)
    )

    assert (
        sorted((revenue for revenue, _ in named.values()), reverse=True)
        == sorted((revenue for revenue, _ in truth.values()), reverse=True)[:10]
    )
    assert named == {name: truth[name] for name in named}


def test_every_day_of_the_trend_is_the_truth_and_days_without_sales_are_zero(journey: Journey) -> None:
    period = journey.last_days(75)

    report = trends_report(journey.figures, 75)

    truth = journey.truth.sold_by("d.day", period)
    assert report.table("days").rows == [(day, *row_of(truth.get(day, Sold()))) for day in period]
    assert headlines(report) == row_of(journey.truth.sold(period))
    assert_compared(journey, report)


def test_each_day_is_the_truth(journey: Journey) -> None:
    for day in [*journey.last_days(9), journey.weeks[0].start]:
        period = Period(day, day + A_DAY)

        report = daily_report(journey.figures, day)

        assert headlines(report) == row_of(journey.truth.sold(period))
        hours = journey.truth.sold_by("d.hour", period)
        assert report.table("hours").rows == [
            (hour, sold.revenue_minor, sold.orders) for hour, sold in sorted(hours.items())
        ]
        received = report.table("payment_methods")
        found = dict(zip(received.column("payment_method"), received.column("collections"), strict=True))
        # a method by which money was only given back stands there with nothing
        assert {method: minor for method, minor in found.items() if minor} == journey.truth.collected_by(
            "method", period
        )
        assert_best_products(journey, report, period)
        assert_compared(journey, report)


def test_each_week_is_the_truth(journey: Journey) -> None:
    for week in journey.weeks:
        report = weekly_report(journey.figures, week.start + 3 * A_DAY)

        elapsed = Period(week.start, min(week.end, journey.told.today + A_DAY))
        assert report.period == week
        assert headlines(report) == row_of(journey.truth.sold(elapsed))
        assert report.headline("collections").value == journey.truth.collected(elapsed)
        assert report.headline("outstanding").value == sum(journey.truth.owed().values())
        assert report.headline("overdue").value == journey.truth.overdue(journey.told.today)
        truth = journey.truth.sold_by("d.day", Period(week.start - 7 * A_DAY, week.end))
        days = report.table("days")
        for day, revenue, before, change, *rest in days.rows:
            now = truth.get(day, Sold())
            was = truth.get(day - 7 * A_DAY, Sold()).revenue_minor
            held = (None, None) if day > journey.told.today else (was, change_percent(now.revenue_minor, was))
            assert (revenue, *rest) == row_of(now), day
            assert (before, change) == held, day
        assert days.column("day") == list(week)
        assert_best_products(journey, report, week)
        assert_compared(journey, report)


def test_each_month_is_the_truth(journey: Journey) -> None:
    for month in sorted({month_of(week.start) for week in journey.weeks}):
        report = monthly_report(journey.figures, month.start.year, month.start.month)

        elapsed = Period(month.start, min(month.end, journey.told.today + A_DAY))
        assert headlines(report) == row_of(journey.truth.sold(elapsed))
        assert report.headline("collections").value == journey.truth.collected(elapsed)
        truth = journey.truth.sold_by("d.day", month)
        assert report.table("days").rows == [(day, *row_of(truth.get(day, Sold()))) for day in month]
        for first, last, *figures in report.table("weeks").rows:
            assert tuple(figures) == row_of(journey.truth.sold(Period(first, last + A_DAY))), first
        assert sum(report.table("weeks").column("revenue")) == journey.truth.sold(month).revenue_minor
        assert_best_products(journey, report, month)
        assert_compared(journey, report)


@pytest.mark.parametrize("days", [1, 7, 30, 365])
def test_the_metrics_of_any_number_of_days_are_the_truth(journey: Journey, days: int) -> None:
    report = metrics_report(journey.figures, days)

    truth = journey.truth.sold(journey.last_days(days))
    assert headlines(report) == row_of(truth)
    assert report.headline("items_per_order").value == truth.items_per_order
    assert_compared(journey, report)


def test_the_dashboard_is_the_truth_of_today(journey: Journey) -> None:
    report = dashboard(journey.figures)

    fortnight = journey.last_days(14)
    truth = journey.truth.sold_by("d.day", fortnight)
    assert headlines(report) == row_of(truth.get(journey.told.today, Sold()))
    assert report.table("days").rows == [(day, *row_of(truth.get(day, Sold()), SALES[:2])) for day in fortnight]
    assert report.table("debtors").column("outstanding") == sorted(journey.truth.owed().values(), reverse=True)[:5]
    assert_best_products(journey, report, journey.last_days(7), table="top_products")
    low = journey.truth.ask(
        """SELECT p.name, s.on_hand FROM products p JOIN stock_levels s ON s.business_id = p.business_id AND s.product_id = p.id
        WHERE p.business_id = %(business_id)s AND p.active AND p.tracks_stock AND s.on_hand <= p.reorder_level ORDER BY s.on_hand LIMIT 5"""
    )
    table = report.table("low_stock")
    assert list(zip(table.column("product"), table.column("stock_on_hand"), strict=True)) == low


# -- questions ---------------------------------------------------------------------------------------


def columns(answer: Answer, *slugs: str) -> list[tuple[Any, ...]]:
    """These columns of every row."""
    places = [[column.slug for column in answer.columns].index(slug) for slug in slugs]
    return [tuple(row[place] for place in places) for row in answer.rows]


def misspelt(name: str) -> str:
    """The name as a hurried finger writes it: two letters of its longest word have changed places.

    >>> misspelt("Ramesh Traders")
    'Ramesh Tradres'
    """
    longest = max(name.split(), key=len)
    slip = longest[:-3] + longest[-2] + longest[-3] + longest[-1]
    return name.replace(longest, slip)


def test_a_total_is_the_truth(journey: Journey) -> None:
    sales = journey.answer("how much did we sell in the last 30 days")
    orders = journey.answer("how many orders were there this month")
    collected = journey.answer("collections in the last 45 days")

    assert columns(sales, "net_sales") == [(journey.truth.sold(journey.last_days(30)).revenue_minor,)]
    assert columns(orders, "orders") == [(journey.truth.sold(month_of(journey.told.today)).orders,)]
    assert columns(collected, "collections") == [(journey.truth.collected(journey.last_days(45)),)]


def test_a_split_is_the_truth(journey: Journey) -> None:
    by_customer = journey.answer("sales by customer in the last 30 days")
    by_method = journey.answer("collections by payment method in the last 60 days")
    by_category = journey.answer("quantity by category in the last 60 days")
    by_weekday = journey.answer("sales by weekday in the last 60 days")

    revenue = {
        name: (sold.revenue_minor,) for name, sold in journey.truth.sold_by("c.name", journey.last_days(30)).items()
    }
    assert {name: (minor,) for name, minor in columns(by_customer, "customer", "net_sales")} == revenue
    assert dict(columns(by_method, "payment_method", "collections")) == journey.truth.collected_by(
        "method", journey.last_days(60)
    )
    units = {name: items for name, (_, items) in journey.truth.goods_by("g.name", journey.last_days(60)).items()}
    assert dict(columns(by_category, "category", "items")) == units
    weekdays = journey.truth.sold_by("EXTRACT(isodow FROM d.day)::int", journey.last_days(60))
    assert {day: minor for day, minor in columns(by_weekday, "weekday", "net_sales") if minor} == {
        day: sold.revenue_minor for day, sold in weekdays.items() if sold.revenue_minor
    }


@pytest.mark.parametrize(("words", "first"), [("top", True), ("bottom", False)])
def test_the_best_and_the_worst_are_the_truth(journey: Journey, words: str, first: bool) -> None:
    answer = journey.answer(f"{words} 5 products in the last 40 days")

    truth = journey.truth.goods_by("coalesce(p.name, l.description)", journey.last_days(40))
    assert [minor for (minor,) in columns(answer, "net_sales")] == sorted(
        (minor for minor, _ in truth.values()), reverse=first
    )[:5]
    assert all(truth[name][0] == minor for name, minor in columns(answer, "product", "net_sales"))


def test_a_trend_is_the_truth(journey: Journey) -> None:
    by_day = journey.answer("sales by day in the last 14 days")
    by_week = journey.answer("orders by week in the last 60 days")
    by_month = journey.answer("sales by month in the last 60 days")

    days = journey.truth.sold_by("d.day", journey.last_days(14))
    assert columns(by_day, "day", "net_sales") == [
        (day, days.get(day, Sold()).revenue_minor) for day in journey.last_days(14)
    ]
    shift = journey.told.shop.calendar.week_start - 1
    weeks = journey.truth.sold_by(f"date_trunc('week', d.day - {shift})::date + {shift}", journey.last_days(60))
    assert {week: orders for week, orders in columns(by_week, "week", "orders") if orders} == {
        week: sold.orders for week, sold in weeks.items() if sold.orders
    }
    months = journey.truth.sold_by("date_trunc('month', d.day)::date", journey.last_days(60))
    assert {month: minor for month, minor in columns(by_month, "month", "net_sales") if minor} == {
        month: sold.revenue_minor for month, sold in months.items()
    }


def test_a_comparison_is_the_truth(journey: Journey) -> None:
    answer = journey.answer("sales in the last 30 days compared with the 30 days before")

    period = journey.last_days(30)
    now, before = (journey.truth.sold(each).revenue_minor for each in (period, period.before()))
    assert columns(answer, "net_sales", "net_sales__before", "net_sales__change") == [
        (now, before, change_percent(now, before))
    ]


def test_a_customer_and_a_product_are_known_by_a_misspelt_name(journey: Journey) -> None:
    period = journey.last_days(60)
    bought = {
        name: sold
        for name, sold in journey.truth.sold_by("CASE WHEN NOT c.is_walk_in THEN c.name END", period).items()
        if name
    }
    goods = journey.truth.goods_by("p.name", period)
    product = max(
        (name for name in goods if name and goods[name][0] > 0), key=lambda name: len(max(name.split(), key=len))
    )

    sold = journey.answer(f"sales of {misspelt(product)} in the last 60 days")

    assert columns(sold, "net_sales") == [(goods[product][0],)], product
    customer = max(bought, key=lambda name: bought[name].revenue_minor)
    # customers that have numbers for names are called by them: a slip would make it another's
    called = customer if any(letter.isdigit() for letter in customer) else misspelt(customer)
    spent = journey.answer(f"how much did {called} buy in the last 60 days")
    assert columns(spent, "net_sales") == [(bought[customer].revenue_minor,)], customer


def test_who_owes_more_than_so_much_is_the_truth(journey: Journey) -> None:
    owed = journey.truth.owed()
    middle = sorted(owed.values())[len(owed) // 2]
    amount = decimal_string(middle, journey.told.shop.business.currency)

    answer = journey.answer(f"who owes more than {amount}")

    assert dict(columns(answer, "customer", "outstanding")) == {
        name: minor for name, minor in owed.items() if minor > middle
    }


def test_an_answer_tells_the_figure_in_the_shops_currency(journey: Journey) -> None:
    total = journey.truth.sold(journey.last_days(30)).revenue_minor

    answer = journey.answer("net sales in the last 30 days")

    told = "".join(character for character in answer.sentence.replace("−", "-") if character in "-.0123456789").rstrip(
        "."
    )
    assert told == decimal_string(total, journey.told.shop.business.currency)
