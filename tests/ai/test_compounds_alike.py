"""Compounds in every word of their kind: conditions, exceptions, lists, ratios, sets and comparisons that differ in a word are read alike."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from ai.parser import Name, NameIndex, Parsed, parse
from analytics.query import Among, Filter, MetricQuery
from munim.days import Calendar, Period

NAMES = NameIndex(
    [
        Name("category", "Dairy", "Dairy"), Name("category", "Sweets", "Sweets"), Name("category", "Staples", "Staples"), Name("category", "Dog food", "Dog food"),
        Name("category", "Cat food", "Cat food"), Name("product", "Sugar", "Sugar"), Name("product", "d2", "Godrej Almirah 2 Door"), Name("product", "d3", "Godrej Almirah 3 Door"),
        Name("product", "pc", "Pedigree Chicken 3kg"), Name("product", "pb", "Pedigree Beef 10kg"), Name("customer", "r1", "Ramesh Traders"), Name("customer", "h1", "Hotel Annapurna"),
        Name("staff", "s1", "Rekha Sharma"), Name("city", "Pune", "Pune"), Name("recipient", "b2b", "b2b"), Name("recipient", "b2c", "b2c"),
    ]
)  # fmt: skip
TODAY = date(2026, 11, 18)
OCTOBER, SEPTEMBER = Period(date(2026, 10, 1), date(2026, 11, 1)), Period(date(2026, 9, 1), date(2026, 10, 1))
READ = partial(parse, names=NAMES, calendar=Calendar(), today=TODAY)
FIGURES = (("sales", "net_sales"), ("gross profit", "gross_profit"), ("returns", "returns"), ("tax", "tax"), ("items sold", "items_sold"), ("margin", "margin"))  # fmt: skip


def asked(question: str) -> MetricQuery:
    found: Parsed = READ(question)
    assert found.status == "read" and found.query is not None, (found.reason, [one.reading for one in found.choices])
    return found.query


@pytest.mark.parametrize(
    ("said", "operator"),
    [("above", "above"), ("more than", "above"), ("exceeding", "above"), ("below", "below"), ("under", "below"), ("at least", "at_least"), ("of at least", "at_least"), ("not more than", "at_most"), ("not less than", "at_least"), ("equal to", "equals"), ("exactly", "equals")],
)  # fmt: skip
@pytest.mark.parametrize("things", ["products", "customers", "categories"])
def test_a_condition_is_one_on_the_figure_that_is_named(said: str, operator: str, things: str) -> None:
    slug = {"products": "product", "customers": "customer", "categories": "category"}[things]
    for figure, metric in (("sales", "net_sales"), ("gross profit", "gross_profit"), ("items sold", "items_sold")):
        scale = 1 if metric == "items_sold" else 100
        for question in ("{} with {} {} 5000 in october", "which {} had {} {} 5000 in october", "list all {} whose {} was {} 5000 in october"):  # fmt: skip
            found = asked(question.format(things, figure, said))

            assert (found.metrics, found.by, found.period) == ((metric,), (slug,), OCTOBER)
            assert [(one.metric, one.operator, one.values) for one in found.having] == [(metric, operator, (5000 * scale,))]  # fmt: skip


def test_things_described_by_the_figure_that_is_asked_are_listed() -> None:
    assert asked("payment methods with collections above 5000 in october").by == ("payment_method",)
    assert asked("expense heads with expenses above 5000 in october").by == ("expense_category",)
    assert asked("how many products had stock above 50").by == ("product",)


@pytest.mark.parametrize(("value", "slug"), [("dairy", "category"), ("sugar", "product"), ("ramesh traders", "customer"), ("rekha", "staff")])  # fmt: skip
@pytest.mark.parametrize(
    "said", ["excluding {}", "except {}", "other than {}", "not counting {}", "but not {}", "apart from {}", "but {}", "from everyone but {}", "ignoring {}"]
)  # fmt: skip
def test_what_is_left_out_is_left_out(said: str, value: str, slug: str) -> None:
    """Above all "but": the sales of all but dairy are not those of dairy."""
    for figure, metric in FIGURES:
        found = asked(f"all {figure} in october {said.format(value)}")

        assert (found.metrics, found.period) == ((metric,), OCTOBER)
        assert [(one.dimension, one.operator) for one in found.where] == [(slug, "not_in")]


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("godrej almirah 2 door and 3 door", ("d2", "d3")), ("godrej almirahs, 2 door and 3 door", ("d2", "d3")), ("pedigree chicken and pedigree beef", ("pc", "pb")),
        ("pedigree chicken and beef", ("pc", "pb")), ("pedigree beef or chicken", ("pb", "pc")), ("pedigree chicken, pedigree beef", ("pc", "pb")),
        ("either dairy or sweets", ("Dairy", "Sweets")), ("dairy, sweets, and staples", ("Dairy", "Sweets", "Staples")), ("dog and cat food", ("Dog food", "Cat food")),
    ],
)  # fmt: skip
def test_names_said_together_share_their_words(said: str, values: tuple[str, ...]) -> None:
    found = asked(f"sales of {said} in october")

    assert [set(one.values) for one in found.where] == [set(values)]


@pytest.mark.parametrize(
    "said", ["{} as a percentage of {}", "{} relative to {}", "{} divided by {}", "ratio of {} to {}", "{} to {} ratio", "what percent of {1} was {0}", "how much {} per rupee of {}"]
)  # fmt: skip
def test_one_figure_by_another_is_a_ratio(said: str) -> None:
    for first, second in (("returns", "sales"), ("purchases", "sales"), ("discounts", "gross profit")):
        found = asked(f"{said.format(first, second)} in october")

        assert found.ratio or found.metrics in (("return_rate",), ("discount_rate",))
    assert asked(f"{said.format('expenses', 'sales')} in october").metrics == ("expense_ratio",)


def test_a_ratio_may_be_split() -> None:
    found = asked("returns by category as a percentage of gross profit in october")

    assert (found.metrics, found.by, found.ratio) == (("returns", "gross_profit"), ("category",), True)


@pytest.mark.parametrize(
    "said",
    ["but not {}", "but no {}", "but never {}", "but nothing from {}", "but did not buy {}", "and did not buy {}", "but haven't bought {}", "and not {}", "but have not ordered any {}"],
)  # fmt: skip
def test_who_bought_one_thing_and_not_another(said: str) -> None:
    for first, second in (("dairy", "sweets"), ("dairy", "sugar"), ("sugar", "dairy")):
        found = asked(f"customers who bought {first} in october {said.format(second)}")

        assert (found.by, found.period) == (("customer",), OCTOBER)
        assert [one.values[0].lower() for one in found.where] == [first]  # type: ignore[union-attr]  # names
        assert [(one.negated, one.period, one.where[0].values[0].lower()) for one in found.among] == [(True, OCTOBER, second)]  # type: ignore[union-attr]  # fmt: skip


@pytest.mark.parametrize("said", ["both {} and {}", "{} and also {}", "{} as well as {}", "{} and {} both", "{} and also bought {}"])  # fmt: skip
def test_who_bought_both_bought_both_in_that_time(said: str) -> None:
    for first, second in (("dairy", "sweets"), ("dairy", "sugar")):
        found = asked(f"customers who bought {said.format(first, second)} in october")
        other = ("category", "Sweets") if second == "sweets" else ("product", "Sugar")

        assert found.where == (Filter("category", "in", ("Dairy",)),)
        assert found.among == (Among("customer", ("net_sales",), where=(Filter(other[0], "in", (other[1],)),), period=OCTOBER),)  # fmt: skip


@pytest.mark.parametrize("said", ["without a single purchase", "with no orders", "who did not place a single order", "who made no purchase", "without any purchase", "who did not buy anything"])  # fmt: skip
def test_not_a_single_one_is_none(said: str) -> None:
    found = asked(f"customers {said} in october")

    assert found.among == (Among("customer", ("net_sales",), period=OCTOBER, negated=True),)


@pytest.mark.parametrize(
    "said",
    [
        "{0} sales this year vs {0} last year", "sales in {0} this year against {0} last year", "{0} sales this year versus {0} of last year", "sales in {0} over the same period last year",
        "{0} sales against the same period of last year", "{0} sales compared with last year",
    ],
)  # fmt: skip
@pytest.mark.parametrize("time", ["q2", "october"])
def test_a_part_of_this_year_against_that_of_the_last(said: str, time: str) -> None:
    found = asked(said.format(time))
    start = date(2026, 7, 1) if time == "q2" else date(2026, 10, 1)

    assert found.period is not None and found.period.start == start
    before = Period(start.replace(year=2025), found.period.end.replace(year=2025))
    assert found.compare in ("last_year", "same_dates", before)


def test_ranges_as_long_are_held_against_each_other() -> None:
    found = asked("five customers who grew most, july to september over april to june")

    assert (found.period, found.compare) == (Period(date(2026, 7, 1), date(2026, 10, 1)), "previous")
    assert asked("sales april to september against the same six months of last year").compare == Period(
        date(2025, 4, 1), date(2025, 10, 1)
    )
    assert asked("compare sales in october to sales in september").compare in ("previous", SEPTEMBER)


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("before october", Period(date(2026, 4, 1), date(2026, 10, 1))), ("before 10 october", Period(date(2026, 10, 1), date(2026, 10, 10))),
        ("till the end of september", Period(date(2026, 4, 1), date(2026, 10, 1))), ("till september end", Period(date(2026, 4, 1), date(2026, 10, 1))),
    ],
)  # fmt: skip
def test_up_to_a_time_begins_with_what_it_is_in(said: str, period: Period) -> None:
    for question in ("sales {}", "orders {}", "gross profit by category {}", "top 5 customers {}"):
        assert asked(question.format(said)).period == period


def test_all_of_a_kind_named_are_told_apart() -> None:
    found = asked("b2b and b2c sales in october")

    assert (found.by, found.where) == (("recipient",), ())


def test_who_is_given_discounts_takes_in_no_money() -> None:
    for said in ("five customers who received the largest discounts", "the 5 customers who got the most discounts"):
        found = asked(f"{said} in october")

        assert (found.metrics, found.by, found.limit) == (("discounts",), ("customer",), 5)


def test_reports_and_figures_that_share_a_word() -> None:
    for question, slug in (("ageing analysis of supplier payables", "payables-ageing"), ("why did discounts go up in october", "why"), ("why did the margin slip in october", "why")):  # fmt: skip
        found = READ(question)

        assert found.report is not None, found.reason
        assert found.report.slug == slug


def test_what_new_customers_bought_is_told_of_them() -> None:
    found = asked("sales to customers who were new in october, by customer")

    assert (found.by, found.among) == (("customer",), (Among("customer", ("new_customers",), period=OCTOBER),))


@pytest.mark.parametrize(
    ("said", "operator", "times"),
    [
        ("with exactly one purchase", "equals", 1), ("who made at least two purchases", "at_least", 2), ("with more than 3 purchases", "above", 3), ("with more than 3 orders", "above", 3),
        ("who bought more than twice", "above", 2), ("who ordered at least twice", "at_least", 2), ("who bought only once", "equals", 1), ("with fewer than 3 purchases", "below", 3),
    ],
)  # fmt: skip
def test_so_many_purchases_are_times_and_no_money(said: str, operator: str, times: int) -> None:
    found = asked(f"customers {said} in october")

    assert (found.by, found.period) == (("customer",), OCTOBER)
    assert [(one.metric, one.operator, one.values) for one in found.having] == [("orders", operator, (times,))]


def test_so_much_of_purchases_is_money() -> None:
    found = asked("customers with purchases above 5000 in october")

    assert [(one.metric, one.values) for one in found.having] == [("net_sales", (500_000,))]


@pytest.mark.parametrize("said", ["we bought nothing from", "we did not buy from", "with no purchases", "we have not purchased anything from"])  # fmt: skip
def test_suppliers_from_whom_nothing_came(said: str) -> None:
    without = Among("supplier", ("purchases",), period=OCTOBER, negated=True)

    assert asked(f"suppliers {said} in october") == MetricQuery(("purchases",), by=("supplier",), among=(without,))
    owed = asked("suppliers we owe money to but bought nothing from in october")
    assert (owed.metrics, owed.by, owed.among) == (("payables",), ("supplier",), (without,))


@pytest.mark.parametrize("said", ["and bought nothing", "but did not buy", "but bought nothing", "and have not bought"])
def test_who_owes_so_much_and_stayed_away(said: str) -> None:
    found = asked(f"customers who owe more than 5000 {said} in october")

    assert (found.metrics, found.by, [one.values for one in found.having]) == (("outstanding",), ("customer",), [(500_000,)])  # fmt: skip
    assert found.among == (Among("customer", ("net_sales",), period=OCTOBER, negated=True),)


@pytest.mark.parametrize("said", ["but not since", "but have not bought since", "but haven't come back since then", "but never since", "but not after that"])  # fmt: skip
def test_who_has_not_bought_since(said: str) -> None:
    found = asked(f"customers who bought in september {said}")

    assert found.period == SEPTEMBER
    assert found.among == (Among("customer", ("net_sales",), period=Period(date(2026, 10, 1), date(2026, 11, 19)), negated=True),)  # fmt: skip


@pytest.mark.parametrize("said", ["compared with last month", "compared to last month", "versus last month", "against last month"])  # fmt: skip
@pytest.mark.parametrize("figure", ["purchases by supplier", "sales by category", "profit by product", "orders"])
def test_a_split_is_held_against_a_time_as_the_whole_is(figure: str, said: str) -> None:
    found = asked(f"{figure} {said}")

    assert found.period is not None and found.period.start == date(2026, 11, 1)
    assert found.compare in ("previous", OCTOBER)


def test_a_rise_in_each_of_several_times_is_not_told() -> None:
    assert READ("products whose sales rose in each of the last 3 months").status == "refused"


@pytest.mark.parametrize("said", ["ratio of dairy to sweets sales", "dairy to sweets ratio of sales", "dairy vs sweets sales"])  # fmt: skip
def test_a_ratio_of_two_of_a_kind_is_told_by_both(said: str) -> None:
    assert asked(f"{said} in october").by == ("category",)


@pytest.mark.parametrize("figures", ["orders, items and sales", "sales, orders and items", "items, orders and sales"])
def test_items_in_a_row_of_figures_are_counted(figures: str) -> None:
    found = asked(f"{figures} by staff in october")

    assert (set(found.metrics), found.by) == ({"orders", "items", "net_sales"}, ("staff",))


def test_things_in_stock_that_did_not_sell() -> None:
    found = asked("products with stock but no sales in october")

    assert (found.metrics, found.by) == (("stock_on_hand",), ("product",))
    assert found.among == (Among("product", ("net_sales",), period=OCTOBER, negated=True),)


@pytest.mark.parametrize("said", ["orders with more than 5 items", "bills with more than 5 items", "invoices with over 5 items"])  # fmt: skip
def test_bills_of_more_than_so_many_items(said: str) -> None:
    found = asked(f"{said} in october")

    assert (found.by, [(one.metric, one.values) for one in found.having]) == (("bill",), [("items", (5,))])


@pytest.mark.parametrize(
    "said", ["biggest increase in {} by category from september to october", "categories with the biggest increase in {} from september to october", "which categories had the biggest rise in {} in october over september"]
)  # fmt: skip
def test_the_biggest_increase_is_a_rank_of_changes(said: str) -> None:
    for figure, metric in (("sales", "net_sales"), ("profit", "gross_profit"), ("orders", "orders")):
        found = asked(said.format(figure))

        assert (found.metrics, found.by, found.period) == ((metric,), ("category",), OCTOBER)
        assert found.order and found.order[0].by != metric


def test_a_target_against_actual_is_told_by_both() -> None:
    assert asked("sales target for october vs actual").metrics == ("sales_target", "net_sales")


def test_a_weekday_against_the_one_before() -> None:
    found = asked("sales last saturday vs the saturday before")

    assert found.period == Period(date(2026, 11, 14), date(2026, 11, 15))
    assert found.compare == Period(date(2026, 11, 7), date(2026, 11, 8))


def test_what_was_done_is_no_figure_behind_a_name_or_a_number() -> None:
    assert asked("which five products sold the least last month").limit == 5
    assert asked("which five items sold the least last month").limit == 5
    assert asked("what did ramesh traders purchase in october").by == ("product",)


def test_two_weekdays_of_a_month_are_told_side_by_side() -> None:
    """And Saturdays of October are held against no single Sunday."""
    found = asked("are sales higher on saturday than sunday in october")

    assert (found.by, found.period, found.compare) == (("weekday",), OCTOBER, "none")


def test_who_did_more_of_two_is_told_by_both() -> None:
    found = asked("who bought more in october, ramesh traders or hotel annapurna")

    assert (found.by, found.compare) == (("customer",), "none")
