"""The report of why a figure changed: by what tells most, summing to the change, drawn as a waterfall."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.behind import behind
from analytics.charts import report_chart
from analytics.contributions import DIFFERENCE, OTHERS, TELLING, can_be_parted
from analytics.query import Filter
from analytics.reports import Asked, Figures, make_report
from analytics.reports.change import FIGURES
from analytics.results import ResultCache
from analytics.traced import traced
from munim.days import Period
from munim.errors import Forbidden, Invalid
from tests.analytics.conftest import figures_of
from tests.analytics.mirrors import OWNER, Books
from tests.analytics.one_of_everything import one_of_everything
from tests.analytics.test_random_shop import DAYS, START, shops

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


@pytest.fixture
def figures():
    with figures_of(one_of_everything()) as figures:
        yield figures


def test_a_change_is_told_by_what_tells_most_of_it_and_sums_to_it(figures: Figures) -> None:
    """Rice 500.00 in October; 900.00 of it (1,000.00 less the one that came back) and 500.00 of Soap up to 20 November."""
    report = make_report(figures, "why", Asked(NOVEMBER))

    assert [(item.column.slug, item.value) for item in report.headlines] == [
        ("net_sales", 140_000),
        ("net_sales" + DIFFERENCE, 90_000),
    ]
    assert [table.name for table in report.tables] == ["by_weekday", "by_product", "by_category"]
    assert report.table("by_product").rows == [
        ("Soap", 0, 50_000, 50_000, Decimal("55.6")),
        ("Rice", 50_000, 90_000, 40_000, Decimal("44.4")),
    ]
    assert report.sentences == (
        "Net sales over 1–20 Nov 2026 were ₹1,400.00 so far, up 180 % on the month before (₹500.00).",
        "By weekday, most was added by Tuesday (₹500.00), most was lost by Sunday (−₹200.00).",
    )


def test_a_quotient_changes_by_the_rate_and_the_weight_of_its_parts(figures: Figures) -> None:
    """From one bill of 500.00 to two of 1,500.00 together; of the second, Asha's rate rose and the walk-in's weighs in."""
    report = make_report(figures, "why", Asked(NOVEMBER, options={"figure": "average_order_value", "by": "customer"}))

    [table] = report.tables
    assert table.rows == [("Asha", 37_500, -6_250, 31_250), ("Walk-in", 0, -6_250, -6_250)]
    assert table.total == (None, 37_500, -12_500, 25_000)


def test_parts_beyond_those_asked_for_are_one_row_with_the_documents_of_all_of_them(figures: Figures) -> None:
    one, all_ = (
        make_report(figures, "why", Asked(NOVEMBER, options={"by": "product", "most": most})).tables[0]
        for most in (1, 2)
    )

    assert one.rows[-1] == (OTHERS, 50_000, 90_000, 40_000, Decimal("44.4"))
    report = make_report(figures, "why", Asked(NOVEMBER, options={"by": "product", "most": 1}))
    others = traced(report, "by_product", len(one.rows) - 1, "net_sales__difference")
    found = behind(figures, others.query, others.column, others.row, others.beside)
    assert found.formula == "net_sales - net_sales__before"
    assert (found.value, [listing.totals for listing in found.listings]) == (40_000, [(90_000,), (50_000,)])
    assert all_.rows[-1][0] != OTHERS


def test_behind_a_part_of_a_quotients_change_are_the_documents_of_both_its_sides(figures: Figures) -> None:
    """Asha's rate rose from one bill of 500.00 to one of 1,000.00."""
    report = make_report(figures, "why", Asked(NOVEMBER, options={"figure": "average_order_value", "by": "customer"}))

    cell = traced(report, "by_customer", 0, "average_order_value__rate_effect")
    found = behind(figures, cell.query, cell.column, cell.row, cell.beside)

    now, before = found.listings
    assert (cell.value, found.formula) == (37_500, "mean weight * (average_order_value - average_order_value__before)")
    assert dict(zip(now.parts, now.totals, strict=True)) == {"gross_sales": 100_000, "discounts": 0, "orders": 1}
    assert dict(zip(before.parts, before.totals, strict=True)) == {
        "gross_sales__before": 50_000, "discounts__before": 0, "orders__before": 1,
    }  # fmt: skip


def test_a_filter_narrows_both_sides_of_a_change(figures: Figures) -> None:
    asked = Asked(NOVEMBER, filters=(Filter("product", values=("Rice",)),), options={"by": "customer"})
    report = make_report(figures, "why", asked)

    assert report.headline("net_sales" + DIFFERENCE).value == 40_000
    assert sum(report.tables[0].column("net_sales" + DIFFERENCE)) == 40_000


def test_what_there_is_nothing_to_hold_against_is_refused(figures: Figures) -> None:
    with pytest.raises(Invalid) as refused:
        make_report(figures, "why", Asked(NOVEMBER, compare="none"))
    assert refused.value.field == "compare"
    with pytest.raises(Invalid) as refused:
        make_report(figures, "why", Asked(NOVEMBER, options={"figure": "margin", "by": "payment_method"}))
    assert refused.value.field == "by"


def test_who_may_not_see_customers_is_told_by_the_rest(figures: Figures) -> None:
    viewer = Figures(figures.mirror, OWNER - {"customers.read"}, figures.today, ResultCache())

    assert "by_customer" not in [table.name for table in make_report(viewer, "why").tables]
    with pytest.raises(Forbidden):
        make_report(viewer, "why", Asked(options={"by": "customer"}))


def test_the_waterfall_goes_from_what_was_to_what_is_part_by_part(figures: Figures) -> None:
    chart = report_chart(make_report(figures, "why", Asked(NOVEMBER, options={"by": "product"})))

    assert chart is not None
    assert chart.sentence == "Most was added by Soap (₹500.00)."
    assert chart.spec["data"]["values"] == [
        {"place": 1, "figure": 500.0, "start": 500.0, "end": 1000.0, "rose": True},
        {"place": 2, "figure": 400.0, "start": 1000.0, "end": 1400.0, "rose": True},
        {"place": 0, "level": 500.0},
        {"place": 3, "level": 1400.0},
    ]
    assert "<svg" in chart.svg()


PARTED = [(figure, by) for figure in FIGURES for by in TELLING if can_be_parted(figure, by)]


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(shops(), st.sampled_from(PARTED))
def test_the_rows_of_every_dimension_sum_to_the_difference_whatever_was_sold(
    books: Books, pair: tuple[str, str]
) -> None:
    figure, by = pair
    days = Period(date.fromordinal(START.toordinal() + DAYS // 2), date.fromordinal(START.toordinal() + DAYS))
    with books.mirror() as mirror:
        report = make_report(
            Figures(mirror, OWNER, days.last, ResultCache()),
            "why",
            Asked(days, options={"figure": figure, "by": by, "most": 2}),
        )

    if report.tables:
        [table] = report.tables
        difference = report.headline(figure + DIFFERENCE).value
        assert sum(table.column(figure + DIFFERENCE)) == difference
        assert table.total is not None
        assert table.total[[column.slug for column in table.columns].index(figure + DIFFERENCE)] == difference
