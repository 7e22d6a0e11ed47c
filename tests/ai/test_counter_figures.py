"""What a figure means beside how it is asked: dead stock, targets, dues, new customers, costs, and the counter's idioms."""

from __future__ import annotations

from datetime import date

import pytest

from ai.parser import Name, NameIndex, Parsed, parse
from ai.parser.paraphrase import _idioms
from munim.days import Calendar, Period, month_of

TODAY = date(2026, 12, 9)
NAMES = NameIndex(
    [Name("customer", "r1", "Ramesh Traders"), Name("product", "p1", "Brass Lamp"), Name("category", "Lamps", "Lamps"), Name("category", "Bikes", "Bikes"), Name("category", "E-bikes", "E-bikes")]
)  # fmt: skip
NOVEMBER, OCTOBER = month_of(date(2026, 11, 1)), month_of(date(2026, 10, 1))


def _read(question: str) -> Parsed:
    found = parse(question, names=NAMES, calendar=Calendar(), today=TODAY)
    assert found.status == "read", (found.reason, [choice.reading for choice in found.choices])
    return found


@pytest.mark.parametrize(
    "question",
    ["how much money is sitting in dead stock of Lamps", "Lamps में कितने रुपये का डेड स्टॉक है?", "Lamps me kitne rupaye ka dead stock pada hai"],
)  # fmt: skip
def test_money_in_dead_stock_is_its_value(question: str) -> None:
    query = _read(question).query
    assert query is not None
    assert (query.metrics, query.by, query.among) == (("dead_stock_value",), (), ())


def test_dead_stock_without_money_is_a_list() -> None:
    found = _read("dead stock of Lamps")
    assert found.report is not None or (found.query is not None and found.query.metrics != ("dead_stock_value",))


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("how much of the november sales target did we reach", "target_achieved"),
        ("november ke target ka kitna ho gaya", "target_achieved"),
        ("november: did we reach the sales target, in percent", "target_achieved"),
        ("how much of the expense budget did we use in November?", "budget_used"),
        ("what is the sales target for November", "sales_target"),
        ("november ka target kitna hai", "sales_target"),
    ],
)
def test_what_was_reached_of_a_target_is_no_target(question: str, metric: str) -> None:
    query = _read(question).query
    assert query is not None
    assert (query.metrics, query.period) == ((metric,), NOVEMBER)


@pytest.mark.parametrize("question", ["How much did the customers with overdue bills buy in November?", "sales in November to customers with overdue bills"])  # fmt: skip
def test_what_late_payers_bought_is_no_due(question: str) -> None:
    query = _read(question).query
    assert query is not None
    assert (query.metrics, query.period) == (("net_sales",), NOVEMBER)
    assert [one.metrics for one in query.among] == [("overdue",)]


def test_how_we_do_against_a_target_is_how_much_of_it_is_reached() -> None:
    query = _read("How are we doing against this month's sales target?").query
    assert query is not None
    assert (query.metrics, query.period) == (("target_achieved",), month_of(TODAY))


def test_one_time_said_of_new_customers_and_of_buying_is_one() -> None:
    query = _read("How much did the new customers of November buy in November?").query
    assert query is not None
    assert (query.metrics, query.period, [one.metrics for one in query.among]) == (("net_sales",), NOVEMBER, [("new_customers",)])  # fmt: skip


def test_years_of_two_financial_years_are_the_shops() -> None:
    query = _read("Purchases of FY 2024-25 and FY 2025-26, year wise").query
    assert query is not None
    assert (query.metrics, query.by, query.period) == (("purchases",), ("financial_year",), Period(date(2024, 4, 1), date(2026, 4, 1)))  # fmt: skip
    calendar_years = _read("purchases of 2024 and 2025, year wise").query
    assert calendar_years is not None
    assert calendar_years.by == ("year",)


def test_what_the_goods_sold_cost_is_one_figure() -> None:
    query = _read("What did the goods we sold in November cost us?").query
    assert query is not None
    assert (query.metrics, query.by) == (("cost_of_goods",), ())
    each = _read("cost of goods sold by product in November").query
    assert each is not None
    assert each.by == ("product",)


def test_customers_who_returned_most_by_value_brought_goods_back() -> None:
    query = _read("Which customers returned the most by value in November?").query
    assert query is not None
    assert (query.metrics, query.by, query.period) == (("returns",), ("customer",), NOVEMBER)


@pytest.mark.parametrize("question", ["products not sold in october and november", "october aur november me ek bhi na bikne wale item"])  # fmt: skip
def test_unsold_in_two_months_on_end_is_unsold_in_both(question: str) -> None:
    report = _read(question).report
    assert report is not None
    assert (report.slug, report.period) == ("slow-products", Period(OCTOBER.start, NOVEMBER.end))


@pytest.mark.parametrize("question", ["products not sold in july and september", "january to june, that quarter, net sales"])  # fmt: skip
def test_months_apart_and_a_range_that_is_no_quarter_are_refused(question: str) -> None:
    assert parse(question, names=NAMES, calendar=Calendar(), today=TODAY).status == "refused"


def test_the_quarter_that_a_range_is_called_is_no_split() -> None:
    query = _read("july-september 2026 ki timahi me kitni vasooli hui").query
    assert query is not None
    assert (query.metrics, query.by, query.period) == (("collections",), (), Period(date(2026, 7, 1), date(2026, 10, 1)))  # fmt: skip


def test_a_month_and_a_short_year_beside_another_is_no_day() -> None:
    query = _read("nov 26 vs nov 25 sales").query
    assert query is not None
    assert (query.period, query.compare) == (NOVEMBER, month_of(date(2025, 11, 1)))
    days = _read("sales of 26 nov").query
    assert days is not None
    assert days.period == Period(date(2026, 11, 26), date(2026, 11, 27))


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("is mahine kitne ka maal udhaar gaya", "credit_given"), ("कितने बिलों का पूरा पैसा अभी नहीं आया?", "unpaid_bills"), ("did we write off bad debt in november", "write_offs"),
        ("november me kul dukandari", "net_sales"), ("नवंबर की दुकानदारी", "net_sales"), ("tax charged on sales in november", "tax"),
    ],
)  # fmt: skip
def test_idioms_of_the_counter_are_put_into_plain_words(question: str, metric: str) -> None:
    query = _read(question).query
    assert query is not None
    assert query.metrics == (metric,)


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("who all have stayed away for 60 days", "lapsed-customers"), ("most common pair of products on a bill", "bought-together"),
        ("brass lamp lene wale usi bill me aur kya lete hain", "bought-together"), ("100 days without a sale, list those products", "dusty-stock"),
    ],
)  # fmt: skip
def test_idioms_of_the_counter_lead_to_their_report(question: str, slug: str) -> None:
    report = _read(question).report
    assert report is not None
    assert report.slug == slug


@pytest.mark.parametrize("question", ["customers who bought in october, not in november", "customers who bought in october but not in november"])  # fmt: skip
def test_not_then_behind_a_comma_is_but_not(question: str) -> None:
    query = _read(question).query
    assert query is not None
    assert (query.period, [(one.negated, one.period) for one in query.among]) == (OCTOBER, [(True, NOVEMBER)])


@pytest.mark.parametrize(
    ("question", "metric", "by"),
    [
        ("avg sale value per invoice, november", "average_order_value", ()), ("Units per sale for each category in November", "items_per_order", ("category",)),
        ("What did we take in cash over November?", "collections", ()), ("cash over and short in november", "cash_difference", ()), ("customer money received in november", "collections", ()),
        ("Which category turned its stock the slowest in November?", "stock_turns", ("category",)),
    ],
)  # fmt: skip
def test_more_idioms_of_the_counter(question: str, metric: str, by: tuple[str, ...]) -> None:
    query = _read(question).query
    assert query is not None
    assert (query.metrics, query.by, query.period) == ((metric,), by, NOVEMBER)


def test_since_until_is_a_range_and_the_past_financial_year_the_last() -> None:
    since = _read("new customers each month since July, up to October").query
    assert since is not None
    assert (since.period, since.compare) == (Period(date(2026, 7, 1), date(2026, 11, 1)), "none")
    past = _read("sales of the past financial year").query
    assert past is not None
    assert past.period == Period(date(2025, 4, 1), date(2026, 4, 1))


def test_what_all_sold_best_is_a_list() -> None:
    query = _read("november me sabse zyada kya kya bika").query
    assert query is not None
    assert query.by == ("product",)
    assert query.limit != 1


def test_a_word_that_only_sounds_hindi_is_the_name_the_shop_has() -> None:
    names = NameIndex([Name("product", "m1", "Milton Thermos 1L"), Name("product", "s1", "Steel Glass")])
    found = parse("milton ka maal kitna pada hai", names=names, calendar=Calendar(), today=TODAY)
    readings = [found.query, *(choice.query for choice in found.choices)]
    first = next(query for query in readings if query is not None)
    assert [(one.dimension, one.values) for one in first.where] == [("product", ("m1",))]


def test_idioms_are_few_enough_to_be_spelt_out_at_the_first_question() -> None:
    assert sum(len(rows) for lengths in _idioms().values() for _, rows in lengths) < 600_000
