"""The standard reports, with figures worked out by hand from ``conftest.fortnight``."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from analytics.notation import write
from analytics.query import MetricQuery
from analytics.report import Report, document, written_row, written_total
from analytics.reports import (
    Asked,
    Figures,
    daily_report,
    dashboard,
    make_report,
    metrics_report,
    monthly_report,
    trends_report,
    weekly_report,
)
from munim.days import Period
from munim.errors import Forbidden, Invalid
from tests.analytics.conftest import MONDAY, TODAY, figures_of, fortnight
from tests.analytics.mirrors import OWNER, Books


def values(report: Report) -> dict[str, Any]:
    return {item.column.slug: item.value for item in report.headlines}


def held(report: Report, slug: str) -> list[tuple[str, Any, Decimal | None]]:
    return [(each.than, each.value, each.change) for each in report.headline(slug).comparisons]


def every_report(figures: Figures) -> list[Report]:
    return [
        daily_report(figures, MONDAY),
        weekly_report(figures, MONDAY),
        weekly_report(figures, TODAY),
        monthly_report(figures, 2026, 11),
        metrics_report(figures, 30),
        trends_report(figures, 14),
        dashboard(figures),
        daily_report(figures, date(2020, 1, 1)),
    ]


def test_daily_report_tells_the_day_beside_the_day_before_and_the_same_weekday(figures: Figures) -> None:
    report = daily_report(figures, MONDAY)

    assert values(report) == {"revenue": 10_000, "orders": 1, "items": Decimal(3), "average_order_value": 10_000}
    assert held(report, "revenue") == [
        ("the day before", 35_000, Decimal("-71.4")),
        ("Monday a week before", 5_000, Decimal("100.0")),
    ]
    assert [row[0] for row in report.table("top_products").rows] == ["Rice", "Soap"]
    assert report.table("hours").rows == [(10, 10_000, 1)]
    assert report.table("payment_methods").rows == [("cash", 5_000)]


def test_daily_report_lists_ten_products_at_most() -> None:
    books = Books()
    for n in range(12):
        books.line("B1", MONDAY, f"Product {n:02}", 1, 1_000 + n)
    with figures_of(books) as figures:
        report = daily_report(figures, MONDAY)

    assert report.table("top_products").column("product") == [f"Product {n:02}" for n in range(11, 1, -1)]


def test_weekly_report_has_seven_days_that_sum_to_its_total(figures: Figures) -> None:
    report = weekly_report(figures, MONDAY + timedelta(days=3))
    days = report.table("days")

    assert values(report) == {
        "revenue": 275_000,  # 100 + 200 + … + 700, less the return
        "orders": 7,
        "items": Decimal(20),
        "average_order_value": 40_000,  # returns are left out: 2,800 over 7
        "collections": 140_000,
        "outstanding": 152_345,
        "overdue": 5_000,
    }
    assert held(report, "revenue") == [("the week before", 140_000, Decimal("96.4"))]
    assert days.column("day") == [MONDAY + timedelta(days=n) for n in range(7)]
    assert days.column("revenue") == [10_000, 20_000, 25_000, 40_000, 50_000, 60_000, 70_000]
    assert days.column("revenue__before") == [5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000]
    assert days.column("revenue__change")[:3] == [Decimal("100.0"), Decimal("100.0"), Decimal("66.7")]
    assert days.total is not None
    assert sum(days.column("revenue")) == days.total[1] == 275_000
    assert report.complete


def test_a_week_under_way_is_held_against_as_many_days_of_the_week_before(figures: Figures) -> None:
    report = weekly_report(figures, TODAY)

    assert held(report, "revenue") == [("the week before", 145_000, Decimal("-91.5"))]  # Monday to Friday
    assert report.table("days").column("revenue__before")[4:] == [50_000, None, None]
    assert "so far" in report.sentences[0]
    assert not report.complete


def test_monthly_report_has_weeks_that_lie_within_the_month_and_sum_to_it(figures: Figures) -> None:
    report = monthly_report(figures, 2026, 11)
    weeks = report.table("weeks")

    assert [row[:3] for row in weeks.rows] == [
        (date(2026, 11, 1), date(2026, 11, 1), 0),
        (date(2026, 11, 2), date(2026, 11, 8), 140_000),
        (date(2026, 11, 9), date(2026, 11, 15), 275_000),
        (date(2026, 11, 16), date(2026, 11, 22), 12_345),
        (date(2026, 11, 23), date(2026, 11, 29), 0),
        (date(2026, 11, 30), date(2026, 11, 30), 0),
    ]
    assert weeks.total is not None
    assert weeks.total[2] == 427_345
    assert len(report.table("days").rows) == 30
    assert [each.period.days for each in report.headline("revenue").comparisons] == [20, 20]


def test_metrics_report_tells_items_per_order_and_the_change_on_the_days_before(figures: Figures) -> None:
    report = metrics_report(figures, 14)  # 7 to 20 November, after 24 October to 6 November

    assert values(report) == {
        "revenue": 352_345,  # 600 + 700 of the week before's Saturday and Sunday halves, last week, and Wednesday's tea
        "orders": 10,
        "items": Decimal(26),
        "average_order_value": 35_735,  # 3,573.45 of sales before returns, over 10, half up
        "items_per_order": Decimal("2.6"),
    }
    assert held(report, "revenue") == [("the 14 days before", 75_000, Decimal("369.8"))]


def test_trends_report_has_every_day_even_those_without_sales(figures: Figures) -> None:
    days = trends_report(figures, 6).table("days")

    assert days.column("day") == [date(2026, 11, n) for n in range(15, 21)]
    assert days.column("revenue") == [70_000, 0, 0, 12_345, 0, 0]
    assert days.column("average_order_value") == [70_000, None, None, 12_345, None, None]


def test_dashboard_shows_who_owes_and_what_runs_out(figures: Figures) -> None:
    report = dashboard(figures)

    assert report.empty  # nothing was sold today, yet there is something to see
    assert [(row[0], row[-1]) for row in report.table("debtors").rows] == [("Asha", 140_000), ("Binod", 12_345)]
    assert [(row[0], row[-1]) for row in report.table("low_stock").rows] == [("Rice", Decimal(3))]
    assert len(report.table("days").rows) == 14
    assert [one.column.slug for one in report.headlines[-2:]] == [
        "outstanding",
        "overdue",
    ]  # nothing is to be delivered


def test_dashboard_leaves_out_what_the_asker_may_not_see(figures: Figures) -> None:
    report = dashboard(replace(figures, permissions=frozenset({"reports.read"})))

    assert "debtors" not in {table.name for table in report.tables}


def test_reports_need_no_permission_for_costs(figures: Figures) -> None:
    for report in every_report(replace(figures, permissions=frozenset({"reports.read", "customers.read"}))):
        assert report.sentences


def test_a_period_without_sales_says_so(figures: Figures) -> None:
    report = weekly_report(figures, date(2026, 1, 7))

    assert report.empty
    assert report.sentences[0] == "No sales were recorded in the week 5–11 Jan 2026."
    assert [row[1] for row in report.table("days").rows] == [0] * 7


@pytest.mark.parametrize("days", [0, -1, 100_000])
def test_a_number_of_days_beyond_reason_is_refused(figures: Figures, days: int) -> None:
    with pytest.raises(Invalid, match="days is 1 to"):
        trends_report(figures, days)


def test_a_month_that_does_not_exist_is_refused(figures: Figures) -> None:
    with pytest.raises(Invalid, match="no month 13"):
        monthly_report(figures, 2026, 13)


def test_findings_lead_with_the_answer(figures: Figures) -> None:
    assert weekly_report(figures, MONDAY).sentences == (
        "Revenue in the week 9–15 Nov 2026 was ₹2,750.00 from 7 orders, up 96.4 % on the week before (₹1,400.00).",
        "The best day was Sun 15 Nov 2026 with ₹700.00; the quietest was Mon 9 Nov 2026 with ₹100.00.",
        "Rice sold best: ₹2,100.00, 76.4 % of the revenue.",
        "Customers owe ₹1,523.45; ₹50.00 of bills is overdue.",
    )


def test_every_number_in_a_sentence_stands_in_the_reports_own_figures(figures: Figures) -> None:
    def numbers(text: str) -> set[str]:
        return set(re.findall(r"\d[\d,.:]*\d|\d", text))

    for report in every_report(figures):
        shown = [report.title]
        for item in report.headlines:
            shown.append(write(item.value, item.column, report.shop))
            for each in item.comparisons:
                shown += [
                    each.than,
                    write(each.value, item.column, report.shop),
                    str(each.change).rstrip("0").rstrip("."),
                ]
        for table in report.tables:
            shown += [cell for row in table.rows for cell in written_row(row, table, report.shop)]
            shown += [] if table.total is None else written_total(table, report.shop)
        shown += [str(part) for day in (report.period.start, report.period.last) for part in (day.day, day.year)]
        for sentence in report.sentences:
            assert numbers(sentence) <= set().union(*map(numbers, shown)), sentence


def test_totals_of_every_table_are_the_headlines_of_the_report(figures: Figures) -> None:
    for report in every_report(figures):
        for table in report.tables:
            for column, total in zip(table.columns, table.total or [None] * len(table.columns), strict=True):
                if total is not None and not column.slug.endswith(("__before", "__change")):
                    assert total == report.headline(column.slug).value


def test_json_carries_amounts_as_decimal_strings_and_dates_as_iso(figures: Figures) -> None:
    found = json.loads(json.dumps(document(weekly_report(figures, MONDAY))))

    assert found["figures"]["revenue"] == "2750.00"
    assert found["figures"]["orders"] == 7
    assert found["figures"]["items"] == "20.000"
    assert (found["from"], found["to"], found["currency"]) == ("2026-11-09", "2026-11-15", "INR")
    assert found["comparisons"]["revenue"] == [
        {
            "than": "the week before",
            "from": "2026-11-02",
            "to": "2026-11-08",
            "value": "1400.00",
            "change_percent": 96.4,
        }
    ]
    first = found["tables"]["days"]["rows"][0]
    assert (first["day"], first["revenue"], first["revenue__change"]) == ("2026-11-09", "100.00", 100.0)
    assert found["tables"]["top_products"]["rows"][0]["product_id"]


def test_figures_of_several_permissions_share_a_cache_but_not_a_refusal(figures: Figures) -> None:
    query = MetricQuery(("margin",))
    figures.of(query)

    with pytest.raises(Forbidden):
        replace(figures, permissions=frozenset({"reports.read"})).of(query)


def test_challans_that_await_their_delivery_are_counted_for_who_may_see_them() -> None:
    """A shop that has none, and who may not see hires, is shown no such figure."""
    books = Books()
    books.customer("Asha")
    books.challan("D1", TODAY, "pending", customer="Asha")
    books.challan("D2", TODAY, "delivered", customer="Asha")

    def shown(permissions: frozenset[str]) -> list[dict[str, Any]]:
        with books.mirror() as mirror:
            figures = Figures(mirror, permissions, TODAY)
            reports = (metrics_report(figures, 7), dashboard(figures))
            return [{one.column.slug: one.value for one in report.headlines} for report in reports]

    assert [one["pending_deliveries"] for one in shown(OWNER)] == [1, 1]
    assert not any("pending_deliveries" in one for one in shown(OWNER - {"rentals.read"}))


def test_a_week_held_against_a_year_before_has_a_week_before_under_its_days_alone() -> None:
    """Beside the days stands the week before, and so it does beside their sum, whatever the week as a whole is held against."""
    books = fortnight()  # last week 100.00 on Monday to 700.00 on Sunday less 50.00, half of each the week before
    books.line("Y1", MONDAY - timedelta(days=364), "Rice", 1, 99_900)
    with figures_of(books) as figures:
        report = make_report(
            figures, "weekly-sales", Asked(Period(MONDAY, MONDAY + timedelta(days=7)), compare="last_year")
        )

    assert report.headline("revenue").comparisons[0].value == 99_900
    days = report.table("days")
    before = days.column("revenue__before")
    assert before == [5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000]
    assert days.total is not None
    assert days.total[:4] == (None, 275_000, 140_000, Decimal("96.4"))
