"""Charts: what is drawn, in which shape, what is said of it, and that it can be drawn."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from analytics.charts import (
    COLOUR,
    DARK,
    LETTER_COLOURS,
    LETTER_WIDTH,
    LIGHT,
    MOST_BARS,
    MOST_NAMES,
    MOST_SERIES,
    Chart,
    Look,
    chart_of,
    report_chart,
    result_chart,
)
from analytics.charts.chart import quantised
from analytics.charts.colours import CONTRAST, contrast, readable, series
from analytics.charts.pictures import taken_apart
from analytics.charts.plot import Plot, cut
from analytics.query import Column, MetricQuery
from analytics.reports import Asked, Figures, make_report, metrics_report, weekly_report
from analytics.shop import Shop
from analytics.terminal import spark_line
from munim.days import Calendar, Period
from munim.errors import Invalid
from munim.money import show
from tests.analytics.conftest import MONDAY, figures_of
from tests.analytics.one_of_everything import one_of_everything
from tests.golden import assert_golden, assert_looks_like

SHOP = Shop("Sharma Stores", "INR", 2, "IN", "Pune", Calendar())
ABROAD = Shop("Leeds Tea", "GBP", 2, "GB", "Leeds", Calendar())
GOLDEN = Path(__file__).parent / "golden" / "charts"
DAY = Column("day", "Day", "date")
MONTH = Column("month", "Month", "date")
NAME = Column("customer", "Customer", "text")
METHOD = Column("payment_method", "Method", "text")
HOUR = Column("hour", "Hour", "hour")
WEEKDAY = Column("weekday", "Weekday", "weekday")
REVENUE = Column("revenue", "Revenue", "money", metric=True)
BEFORE = Column("revenue__before", "A week before", "money", metric=True)
MARGIN = Column("margin", "Margin", "percent", metric=True)
LONG = "बासमती चावल प्रीमियम क्वालिटी १० किलो की बोरी"


def days(count: int) -> list[tuple[date, int]]:
    return [(date(2025, 1, 1) + timedelta(days=n), 100 * n) for n in range(count)]


def drawn(columns: tuple[Column, ...], rows: list[tuple[Any, ...]], shop: Shop = SHOP, **more: Any) -> Chart:
    chart = chart_of(columns, rows, shop, **more)
    assert chart is not None
    return chart


def words(chart: Chart) -> list[str]:
    return [word.text for word in taken_apart(chart.svg()).words]


class TestKind:
    def test_days_become_bars_of_whole_currency_units_and_many_days_a_line(self) -> None:
        few, many = drawn((DAY, REVENUE), days(7)), drawn((DAY, REVENUE), days(MOST_BARS + 1))

        assert few.spec["mark"]["type"] == "bar"
        assert [value["figure"] for value in few.spec["data"]["values"]] == [0, 1, 2, 3, 4, 5, 6]
        assert many.spec["mark"]["type"] == "line"

    def test_a_rate_over_time_is_a_line_since_rates_do_not_pile_up(self) -> None:
        chart = drawn((DAY, MARGIN), [(date(2026, 1, n), Decimal(n)) for n in (1, 2, 3)])

        assert chart.spec["mark"]["type"] == "line"

    def test_what_was_before_is_drawn_beside_and_named(self) -> None:
        rows = [(day, amount, amount + 50) for day, amount in days(7)]

        chart = drawn((DAY, REVENUE, BEFORE), rows)

        assert [layer["mark"]["type"] for layer in chart.spec["layer"]] == ["bar", "tick"]
        assert {"Revenue", "A week before"} <= set(words(chart))

    def test_two_of_one_name_stay_two_bars_and_a_long_list_is_cut_and_says_so(self) -> None:
        rows = [("Asha", 200), ("Asha", 100)] + [(f"Customer {n}", 1) for n in range(30)]

        chart = drawn((NAME, REVENUE), rows)

        assert len({value["place"] for value in chart.spec["data"]["values"]}) == MOST_NAMES
        assert len(chart.rows) == MOST_NAMES
        assert chart.sentence.endswith("The rest is in the table.")

    def test_hours_by_weekdays_are_a_heat_map_that_begins_with_the_shops_week(self) -> None:
        sunday = Shop("S", "INR", 2, "IN", "Pune", Calendar(week_start=7))
        rows = [(weekday, hour, weekday * hour) for weekday in range(1, 8) for hour in range(9, 18)]

        chart = drawn((WEEKDAY, HOUR, REVENUE), rows, sunday)

        assert chart.spec["mark"]["type"] == "rect"
        assert [text for text in words(chart) if text in ("Sun", "Mon", "Sat")] == ["Sun", "Mon", "Sat"]
        assert chart.sentence == "Revenue was highest on Sunday at 17:00 (₹1.19)."

    def test_names_over_months_are_stacked_and_the_smallest_become_others(self) -> None:
        rows = [(date(2026, month, 1), f"Name {n}", 100 * (n + 1)) for month in (1, 2) for n in range(9)]

        chart = drawn((MONTH, NAME, REVENUE), rows)

        parts = {value["part"] for value in chart.spec["data"]["values"]}
        assert len(parts) == MOST_SERIES + 1
        january = [value for value in chart.spec["data"]["values"] if value["place"] == 0]
        assert sum(value["figure"] for value in january) == 45  # nothing is lost among the others
        assert next(value["figure"] for value in january if value["part"] == MOST_SERIES) == 10
        assert "Others" in words(chart)

    def test_parts_below_zero_stand_side_by_side(self) -> None:
        chart = drawn((NAME, METHOD, REVENUE), [("A", "cash", 5), ("A", "upi", -5), ("B", "cash", 1)])

        assert "yOffset" in chart.spec["encoding"]

    def test_a_forecast_is_a_line_in_its_band_after_what_is_known(self) -> None:
        columns = (DAY, REVENUE, *(Column(f"forecast{end}", f"Expected{end}", "money", metric=True) for end in ("", "__low", "__high")))  # fmt: skip
        known = [(date(2026, 11, n), 100 * n, None, None, None) for n in range(1, 8)]
        rows = known + [(date(2026, 11, n), None, 900, 500 + n, 1300) for n in range(8, 12)]

        chart = drawn(columns, rows)

        assert [layer["mark"]["type"] for layer in chart.spec["layer"]] == ["area", "line", "line"]
        assert chart.sentence == "Expected is highest on Sun 8 Nov 2026: ₹9.00, between ₹5.08 and ₹13.00."

    def test_one_row_needs_no_chart_and_neither_do_figures_alone_nor_unknown_ones(self, figures: Figures) -> None:
        assert chart_of((DAY, REVENUE), days(1), SHOP) is None
        assert chart_of((DAY, REVENUE), [], SHOP) is None
        assert chart_of((REVENUE,), [(1,), (2,)], SHOP) is None
        assert chart_of((NAME, REVENUE), [("A", None), ("B", None), ("C", 1)], SHOP) is None
        assert report_chart(metrics_report(figures, 7)) is None


class TestFinding:
    def test_the_day_that_is_not_over_is_not_the_lowest(self) -> None:
        rows = [(date(2026, 11, 18), 500), (date(2026, 11, 19), 300), (date(2026, 11, 20), 10), (date(2026, 11, 21), 0)]

        chart = drawn((DAY, REVENUE), rows, today=date(2026, 11, 20))

        assert chart.sentence == "Revenue was highest on Wed 18 Nov 2026 (₹5.00) and lowest on Thu 19 Nov 2026 (₹3.00)."

    def test_names_that_share_the_lead_share_it_in_words(self) -> None:
        assert drawn((NAME, REVENUE), [("A", 5), ("B", 5)]).sentence == "Revenue: A and B lead with ₹0.05 each."

    def test_equal_days_have_neither_best_nor_worst(self) -> None:
        assert drawn((DAY, REVENUE), [(date(2026, 1, 1), 5), (date(2026, 1, 2), 5)]).sentence == "Revenue was ₹0.05 throughout."  # fmt: skip

    def test_a_report_is_told_by_its_days(self, figures: Figures) -> None:
        chart = report_chart(weekly_report(figures, MONDAY))

        assert chart is not None
        assert chart.sentence == "Revenue was highest on Sun 15 Nov 2026 (₹700.00) and lowest on Mon 9 Nov 2026 (₹100.00)."  # fmt: skip
        assert chart.rows[0] == ["Mon 9 Nov 2026", "₹100.00", "₹50.00"]

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.tuples(st.text(max_size=40), st.none() | st.integers(-(10**15), 10**15)), max_size=40),
        st.sampled_from([SHOP, ABROAD]),
    )
    def test_whatever_the_rows_every_figure_said_is_a_figure_drawn(self, rows: list[Any], shop: Shop) -> None:
        chart = chart_of((NAME, REVENUE), rows, shop)

        assert (chart is None) == (sum(amount is not None for _, amount in rows) < 2)
        if chart is not None:
            known = [row for row in rows if row[1] is not None][:MOST_NAMES]
            first, second = sorted((row[1] for row in known), reverse=True)[:2]
            assert show(first, shop.currency) in chart.sentence
            assert show(second, shop.currency) in chart.sentence
            assert [row[1] for row in chart.rows] == [show(row[1], shop.currency) for row in known]
            lengths = [value["figure"] for value in chart.spec["data"]["values"]]
            assert lengths == [row[1] / 100 for row in known]


class TestPicture:
    def test_svg_tells_its_finding_and_its_figures_to_who_cannot_see_it(self) -> None:
        chart = drawn((NAME, REVENUE), [('O\'Hara "and" <sons> & \\', 200), ("Binod", 100)])

        root = Tree.fromstring(chart.svg())

        assert root.get("role") == "img"
        assert root.get("aria-label") == chart.sentence
        assert root[0].tag.endswith("title")
        assert root[0].text == chart.sentence
        assert root[1].text == 'O\'Hara "and" <sons> & \\: ₹2.00; Binod: ₹1.00'

    @pytest.mark.parametrize("name", ["datum.value]", "\x00\x1b\n\t", "</text><script>", "𝒜😀", "\u202eabc"])
    def test_any_name_can_be_a_label(self, name: str) -> None:
        assert "Binod" in words(drawn((NAME, REVENUE), [(name, 200), ("Binod", 100)], sentence=name))

    def test_axis_of_rupees_counts_in_lakh_and_crore_and_of_pounds_in_thousands_and_millions(self) -> None:
        def axis(shop: Shop, most_minor: int) -> list[str]:
            rows = [(date(2026, 1, 1), most_minor), (date(2026, 1, 2), -most_minor // 2)]
            return [text for text in words(drawn((DAY, REVENUE), rows, shop)) if text[-1:] in "0123456789LrkM"]

        assert {"₹2 Cr", "₹1 Cr", "₹0", "−₹1 Cr"} <= set(axis(SHOP, 2_00_00_000_00))
        assert {"₹2 L", "−₹1 L"} <= set(axis(SHOP, 2_00_000_00))
        assert {"₹20,000", "−₹10,000"} <= set(axis(SHOP, 20_000_00))
        assert {"£20M", "−£10M"} <= set(axis(ABROAD, 20_000_000_00))
        assert {"£40k", "−£20k"} <= set(axis(ABROAD, 40_000_00))

    def test_a_bar_carries_its_exact_figure_grouped_as_the_shop_does(self) -> None:
        rows = [("Asha", 1_23_45_678_90), ("Binod", -1_234_56)]

        assert {"₹1,23,45,678.90", "−₹1,234.56"} <= set(words(drawn((NAME, REVENUE), rows)))
        assert {"£12,345,678.90", "−£1,234.56"} <= set(words(drawn((NAME, REVENUE), rows, ABROAD)))

    def test_a_long_name_is_cut_with_an_ellipsis_between_letters(self) -> None:
        assert cut("Rice", 10) == "Rice"
        assert cut("Basmati rice", 8) == "Basmati…"
        assert cut("चावलकि", 6) == "चावलकि"
        assert cut("चावलकिनारा", 7) == "चावल…" or cut("चावलकिनारा", 7) == "चावलकि…"
        assert not cut("क" + "्क" * 20, 10).rstrip("…").endswith("्")  # a joined letter is not left in half

    def test_picture_is_as_wide_as_asked_and_few_colours_make_it_small(self) -> None:
        chart = drawn((DAY, REVENUE), days(7), width=LETTER_WIDTH)

        large, small = chart.png(), chart.png(colours=LETTER_COLOURS)

        with Image.open(io.BytesIO(large)) as picture:
            assert picture.width == 2 * LETTER_WIDTH
        assert len(small) < len(large) / 2
        assert len(small) < 20_000

    def test_areas_keep_their_colours_whatever_shades_lie_between_them(self) -> None:
        picture = Image.new("RGB", (100, 100), "#ffffff")
        picture.paste("#7a1f3d", (0, 0, 100, 30))
        picture.paste("#57606a", (0, 30, 100, 40))
        for n in range(90):
            picture.putpixel((n, 60), (255 - n, 255 - n, 255 - n))  # some all but white
        out = io.BytesIO()
        picture.save(out, "PNG")

        with Image.open(io.BytesIO(quantised(out.getvalue(), 8))) as reduced:
            colours = reduced.convert("RGB")

        assert [colours.getpixel((5, y)) for y in (10, 35, 90)] == [(122, 31, 61), (87, 96, 106), (255, 255, 255)]
        assert len(colours.getcolors() or []) <= 8

    @pytest.mark.parametrize("look", [LIGHT, DARK])
    @pytest.mark.parametrize("colour", [COLOUR, "#ffe082", "#000000", "#ffffff", "#0b3d0b"])
    def test_the_shops_colour_and_all_others_can_be_seen_on_either_page(self, look: Look, colour: str) -> None:
        assert all(contrast(each, look.background) >= CONTRAST for each in series(6, colour, look))
        assert contrast(look.quiet, look.background) >= 4.5

    def test_a_colour_that_can_be_seen_is_left_alone(self) -> None:
        assert readable(COLOUR, LIGHT) == COLOUR


def test_rows_are_gone_through_once_however_often_they_are_asked_what_tells_them_apart() -> None:
    class Counted(tuple[Any, ...]):
        looked_at = 0

        def __getitem__(self, n: Any) -> Any:
            Counted.looked_at += 1
            return super().__getitem__(n)

    rows = [Counted((f"Customer {n}", n)) for n in range(100)]
    plot = Plot((NAME, REVENUE), list(rows), SHOP, LIGHT, COLOUR, 560)

    told = [(plot.along, plot.measured) for _ in range(20)]

    assert told == [([0], [1])] * 20
    assert Counted.looked_at <= 2 * len(rows)


class TestWhatIsDrawn:
    """Which of a table's columns a chart is of."""

    ITEM, ITEM_ID, WHY = (
        Column("product", "Product", "text"),
        Column("product_id", "Product", "id"),
        Column("why", "Why", "text"),
    )
    COUNT, WORTH = Column("invoices", "Invoices", "count", metric=True), Column("worth", "Worth a year", "money", metric=True)  # fmt: skip

    def test_of_two_things_with_one_name_what_is_said_of_each_is_no_part_of_it(self) -> None:
        rows = [
            ("Rice", "a", "sells 4 a day", 40),
            ("Rice", "b", "sells 9 a day", 90),
            ("Soap", "c", "sells 1 a day", 10),
        ]

        chart = drawn((self.ITEM, self.ITEM_ID, self.WHY, self.COUNT), rows)

        assert chart.kind == "bar"
        assert [row[1] for row in chart.rows] == ["40", "90", "10"]

    def test_a_list_is_drawn_by_the_figure_in_whose_order_it_stands(self) -> None:
        rows = [(f"Customer {n}", (3, 8, 2, 9, 5)[n], 1000 - n) for n in range(5)]

        assert drawn((NAME, self.COUNT, self.WORTH), rows).rows[0] == ["Customer 0", "₹10.00"]
        assert drawn((NAME, self.COUNT, self.WORTH), sorted(rows, key=lambda row: row[1])).heads[1] == "Invoices"

    def test_what_is_nothing_throughout_is_not_drawn(self) -> None:
        assert chart_of((NAME, self.WORTH), [("Asha", 0), ("Binod", 0)], SHOP) is None
        assert drawn((NAME, self.WORTH, self.COUNT), [("Asha", 0, 3), ("Binod", 0, 2)]).heads[1] == "Invoices"

    def test_parts_with_an_order_of_their_own_stand_in_it_whatever_their_size(self) -> None:
        columns = (NAME, Column("ageing_bucket", "Days overdue", "text"), REVENUE)
        rows = [("Asha", "31-60", 900), ("Asha", "1-30", 5_000), ("Binod", "not due", 100), ("Binod", "1-30", 300)]

        chart = drawn(columns, rows)

        labels = chart.spec["encoding"]["color"]["legend"]["labelExpr"]
        assert labels == '["not due", "1-30", "31-60"][datum.value]'

    def test_an_axis_of_counts_has_no_halves(self) -> None:
        rows = [(date(2026, month, 1), int(month == 3)) for month in (1, 2, 3)]

        assert "0.5" not in words(drawn((MONTH, self.COUNT), rows))

    def test_names_of_a_legend_end_before_the_picture_does(self) -> None:
        names = [f"CHOCOLATE HOT WATER BOTTLE {n}" for n in range(5)]
        rows = [(month, name, 100) for month in ("A", "B") for name in names]

        legend = drawn((NAME, METHOD, REVENUE), rows, width=LETTER_WIDTH).spec["encoding"]["color"]["legend"]

        assert legend["columns"] * (legend["labelLimit"] + 34) <= LETTER_WIDTH


class TestGolden:
    """Specifications whole, and a few as pictures."""

    CASES: dict[str, tuple[tuple[Column, ...], list[tuple[Any, ...]], Shop]] = {
        "week": ((DAY, REVENUE, BEFORE), [(date(2026, 11, 9) + timedelta(days=n), (n + 1) * 10_00_000, (7 - n) * 9_00_000 if n < 5 else None) for n in range(7)], SHOP),
        "names": ((NAME, REVENUE), [(LONG, 3_00_00_12_345), ("Rice & <co>", 30_00_12_345), ("आशा तेल", -5_00_00_000)], SHOP),
        "hours": ((WEEKDAY, HOUR, REVENUE), [(w, h, w * h * 1000) for w in range(1, 8) for h in range(9, 21)], SHOP),
        "parts": ((MONTH, METHOD, REVENUE), [(date(2026, m, 1), method, m * 7_000_00 + len(method) * 1_000_00) for m in range(1, 7) for method in ("cash", "upi", "card")], ABROAD),
    }  # fmt: skip

    @pytest.mark.parametrize("name", CASES)
    @pytest.mark.parametrize("look", [LIGHT, DARK])
    def test_specification(self, name: str, look: Look) -> None:
        chart = drawn(*self.CASES[name], look=look)

        assert_golden(
            GOLDEN / f"{name}-{look.name}.json", json.dumps(chart.spec, ensure_ascii=False, indent=1, sort_keys=True)
        )

    @pytest.mark.parametrize(("name", "look"), [("week", LIGHT), ("names", DARK), ("hours", LIGHT), ("parts", DARK)])
    def test_picture(self, name: str, look: Look) -> None:
        chart = drawn(*self.CASES[name], look=look, width=LETTER_WIDTH)

        assert_looks_like(GOLDEN / f"{name}-{look.name}.png", chart.png(scale=1, colours=64))


def test_a_result_becomes_a_chart_of_its_first_metric(figures: Figures) -> None:
    result = figures.of(MetricQuery(("net_sales", "orders"), by=("product",)))

    chart = result_chart(result, figures.shop, sentence="Rice sold best.")

    assert chart is not None
    assert chart.spec["title"]["text"] == "Net sales (INR)"
    assert chart.spec["description"] == "Rice sold best."


def test_a_look_is_light_or_dark() -> None:
    from analytics.charts import look_named

    assert look_named("dark") is DARK
    with pytest.raises(Invalid, match="theme is light or dark"):
        look_named("blue")


@pytest.mark.parametrize(
    ("values", "line"),
    [([], ""), ([5], "█"), ([0, 0], "▁▁"), ([0, 1, 2, 4], "▁▂▄█"), ([-4, 0, 4], "▁▄█"), ([7, 7], "██")],
)
def test_spark_line_stands_on_zero(values: list[int], line: str) -> None:
    assert spark_line(values) == line


# -- pivots and columns that only describe -----------------------------------------------------------


def test_a_pivot_of_weekdays_and_hours_is_a_heat_map_of_all_its_hours(figures: Figures) -> None:
    report = make_report(figures, "busy-hours", Asked(period=Period(MONDAY, MONDAY + timedelta(days=7))))
    chart = report_chart(report)

    # seven days, an hour each from ten o'clock on: 100.00 on Monday to 700.00 on Sunday, 50.00 back on Wednesday
    assert chart is not None and chart.spec["mark"]["type"] == "rect"
    drawn = chart.spec["data"]["values"]
    assert sum(each["figure"] for each in drawn) == 2_750
    assert len({each["place"] for each in drawn}) == 7
    assert len({each["down"] for each in drawn}) == 7


def test_what_is_owed_is_stacked_by_its_age() -> None:
    with figures_of(one_of_everything()) as figures:
        report = make_report(figures, "receivables-ageing")
    chart = report_chart(report)

    assert chart is not None
    assert chart.heads[:2] == ["Customer", "Days overdue"]
    assert (
        sum(each["figure"] for each in chart.spec["data"]["values"])
        == sum(row[-1] for row in report.tables[0].rows) / 100
    )


def test_a_column_that_follows_from_the_names_is_no_second_one() -> None:
    columns = (Column("product", "Product", "text"), Column("why", "Why", "text"), Column("order", "To order", "count", metric=True))  # fmt: skip
    chart = chart_of(columns, [("Rice", "20 on hand", 5), ("Soap", "0 on hand", 7)], SHOP)

    assert chart is not None
    assert chart.heads == ["Product", "To order"]
