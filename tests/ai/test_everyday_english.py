"""Everyday English: quarters named by months, days named beside their dates, words that are no slips, and what is left unsaid."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import product

import pytest

from ai.parser import Name, NameIndex, parse
from ai.parser.lexicon import lexicon
from ai.parser.words.ordinary import ORDINARY
from munim.days import Calendar, Period

NAMES = NameIndex([
    Name("product", "paneer", "Paneer 200 g"), Name("category", "Dairy", "Dairy"), Name("customer", "r1", "Ramesh Traders"),
    Name("supplier", "s1", "Anand Dairy Products"), Name("expense_category", "rent", "Rent"), Name("city", "d", "Dehradun"),
])  # fmt: skip
READ = partial(
    parse, names=NAMES, calendar=Calendar(), today=date(2026, 11, 18)
)  # a Wednesday; the year begins in April


def period_of(question: str) -> Period | None:
    read = READ(question)
    assert read.status == "read", (question, read.reason, [choice.reading for choice in read.choices])
    assert read.query is not None
    return read.query.period


@pytest.mark.parametrize(
    ("said", "first", "end"),
    [
        ("the March quarter", date(2026, 1, 1), date(2026, 4, 1)),
        ("the September quarter", date(2026, 7, 1), date(2026, 10, 1)),
        ("the December quarter", date(2026, 10, 1), date(2027, 1, 1)),  # the one we are in
        ("last year's March quarter", date(2025, 1, 1), date(2025, 4, 1)),
        ("the Jul-Sep quarter", date(2026, 7, 1), date(2026, 10, 1)),
        ("the quarter January to March", date(2026, 1, 1), date(2026, 4, 1)),
        ("the half year April to September", date(2026, 4, 1), date(2026, 10, 1)),
        ("FY 2024-25, April to March", date(2024, 4, 1), date(2025, 4, 1)),
        ("FY 2024-25 (April to March)", date(2024, 4, 1), date(2025, 4, 1)),
        ("the week of 27 April to 3 May", date(2026, 4, 27), date(2026, 5, 4)),
        ("Dhanteras, 6 November 2026", date(2026, 11, 6), date(2026, 11, 7)),
        ("Christmas, 25 December 2025", date(2025, 12, 25), date(2025, 12, 26)),
        ("ANZAC Day, 25 April 2026", date(2026, 4, 25), date(2026, 4, 26)),
        ("Mashujaa Day, 20 October", date(2026, 10, 20), date(2026, 10, 21)),
        ("the week before Diwali, 1 to 7 November 2026", date(2026, 11, 1), date(2026, 11, 8)),
        ("early October", date(2026, 10, 1), date(2026, 10, 11)),
        ("mid October", date(2026, 10, 11), date(2026, 10, 21)),
        ("late October", date(2026, 10, 21), date(2026, 11, 1)),
        ("October only", date(2026, 10, 1), date(2026, 11, 1)),
        ("the whole of October", date(2026, 10, 1), date(2026, 11, 1)),
    ],
)  # fmt: skip
def test_a_time_told_by_its_months_or_by_a_name_and_its_days(said: str, first: date, end: date) -> None:
    assert period_of(f"net sales in {said}") == Period(first, end)


def test_a_quarter_is_a_split_where_it_is_no_time() -> None:
    read = READ("sales in October, quarter wise")

    assert read.query is not None
    assert (read.query.by, read.query.period) == (("quarter",), Period(date(2026, 10, 1), date(2026, 11, 1)))


def test_a_day_without_its_date_is_not_left_out() -> None:
    assert READ("takings on ANZAC Day").status == "refused"


@pytest.mark.parametrize(
    ("plain", "families"),
    [
        ("sales this month compared with september", (("sales compared with", "compare sales with", "sales against"), ("september",))),
        ("top customers in october", (("big customers in october", "our large customers in october", "important clients in october"),)),
        ("bills below 200 in october", (("small", "tiny", "petty"), ("bills below 200 in october", "bills under 200 in october"))),
        ("stock of paneer", (("do we have enough", "is there enough stock of", "have we got sufficient"), ("paneer",))),
        ("stock value", (("how much money is", "how much cash is"), ("tied up in stock", "locked in our stock", "stuck in inventory"))),
        ("net profit in october", (("profit including expenses in", "profit counting overheads in"), ("october",))),
        ("average selling price of paneer in october", (("what price did we sell paneer at in october", "at what price did we sell paneer in october"),)),
        ("shares of sales by category, only dairy, in october", (("what role does", "what part does"), ("dairy play in our sales in october",))),
        ("orders by staff in october", (("how many bills did each of the staff make in october", "how many bills did every one of our staff make in october"),)),
        ("average bill in october", (("how big is a bill in october", "how large are our bills in october"),)),
        ("which category had the highest sales in october", (("which category",), ("was first in october", "stood first in october", "ranked number one in october"))),
        ("discounts in october", (("how much did we save our customers in october", "how much did customers save through discounts in october"),)),
        ("expenses on rent in october", (("money paid towards rent in october", "payments towards rent in october"),)),
    ],
)  # fmt: skip
def test_a_family_of_ways_to_say_it_is_read_alike(plain: str, families: tuple[tuple[str, ...], ...]) -> None:
    wanted = READ(plain)
    if wanted.status != "read":
        wanted = READ(" ".join(next(product(*families))))
    assert wanted.status == "read", wanted.reason

    for words in product(*families):
        said = " ".join(words)
        found = READ(said)
        assert (said, found.status, found.query, found.report) == (said, "read", wanted.query, wanted.report)


@pytest.mark.parametrize("word", ["early", "chat", "letter", "unsettled", "saving", "warning", "kettle", "dividend"])
def test_a_word_that_is_spelt_right_is_no_slip_for_a_word_of_trade(word: str) -> None:
    assert word in ORDINARY
    assert lexicon().correction(word) is None


@pytest.mark.parametrize(("slip", "word"), [("custmer", "customer"), ("octobr", "october"), ("cstmr", "customer")])
def test_a_slip_is_still_forgiven(slip: str, word: str) -> None:
    assert slip not in ORDINARY
    assert lexicon().correction(slip) == word


@pytest.mark.parametrize(
    "question",
    ["10000", "more than 5000", "5000 in october", "compare with september", "show me the list", "मुझे सूची चाहिए", "how much more than last month", "how much for dehradun"],
)  # fmt: skip
def test_a_question_that_leaves_only_its_figure_unsaid_is_put_to_the_asker(question: str) -> None:
    read = READ(question)

    assert read.status == "ask"
    assert 2 <= len(read.choices) <= 4
    assert not read.unused


@pytest.mark.parametrize("question", ["hello", "thanks", "the weather", "blorp 10000 in october", "10000 blorps"])
def test_what_says_nothing_of_the_books_is_not_asked_about(question: str) -> None:
    assert READ(question).status == "refused"


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ("products that grew the most in october", ("gainers in october", "biggest gainers in october", "top risers in october")),
        ("customers whose sales fell the most in october", ("customers who are the biggest fallers in october", "customers who were the biggest losers in october")),
        ("collections yesterday", ("what did customers pay us yesterday in all", "what did our customers pay us yesterday")),
        ("returns in october", ("value of goods returned by customers in october", "worth of items given back by our customers in october")),
        ("payables on 31 october 2026", ("what did we owe our suppliers on 31 october 2026", "what did we owe the vendors on 31 october 2026")),
        ("charges in october", ("charges on our bills in october",)),
        ("cheques in hand", ("cheques in hand that are not yet cleared",)),
        ("why did sales change in october by customer", ("which customers explain the change in sales in october",)),
        ("net sales in november 2025", ("net sales in nov 25",)),
        ("customers who bought more than 5000 in october", ("customers who bought goods worth more than 5000 in october",)),
        ("overdue by customer", ("kis kis ka payment due date nikal chuka hai, party wise",)),
        ("expenses in october", ("how much did it cost to run the shop in october",)),
        ("sales from july to september 2026 compared with the same period last year", ("sales wise, how far ahead of last year was the jul-sep quarter",)),
        ("net sales on 25 november 2025", ("net sales on nov 25",)),
        ("net sales from december 2025 to february 2026", ("net sales dec 25 to feb 26", "net sales from dec 25 till feb 26")),
        ("net sales from 24 october 2026 to 5 november 2026", ("net sales oct 24 to nov 5",)),
        ("returns in october compared with september", ("customer returns in october compared with september",)),
        ("net sales by tax rate in october", ("sales by gst rate in october", "sales per tax slab in october")),
        ("top 10 products by stock on hand", ("ten products we hold the most units of",)),
        ("average spend in october", ("october me ek customer ne average kitna kharch kiya", "अक्टूबर में एक ग्राहक ने औसतन कितना खर्च किया")),
    ],
)  # fmt: skip
def test_words_that_only_say_whose_or_where_a_figure_is(plain: str, said: tuple[str, ...]) -> None:
    wanted = READ(plain)
    assert wanted.status == "read", (plain, wanted.reason)

    for question in said:
        found = READ(question)
        assert (question, found.status, found.query, found.report) == (question, "read", wanted.query, wanted.report)


def test_what_new_customers_bought_is_of_those_who_were_new_then() -> None:
    october = Period(date(2026, 10, 1), date(2026, 11, 1))
    for question, by in (
        ("how much did october's new customers buy for", ()),
        ("category wise sales to the new customers of october", ("category",)),
    ):
        query = READ(question).query
        assert query is not None
        [new] = query.among
        assert (query.metrics, query.by, query.period) == (("net_sales",), by, october)
        assert (new.dimension, new.metrics, new.period) == ("customer", ("new_customers",), october)


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("cash and upi receipts last week, separately", ("payment_method",)),
        ("cash aur upi alag alag pichle hafte kitna aaya", ("payment_method",)),
        ("upi and cash receipts per day for last week, separately", ("day", "payment_method")),
        ("sales and average bill of asha and ravi in october", ("staff",)),
    ],
)  # fmt: skip
def test_several_named_things_are_told_apart_and_no_others(question: str, by: tuple[str, ...]) -> None:
    names = NameIndex([*(Name("staff", name, name) for name in ("Asha", "Ravi", "Meena"))])
    query = parse(question, names=names, calendar=Calendar(), today=date(2026, 11, 18)).query

    assert query is not None
    assert query.by == by
    assert [(item.operator, len(item.values)) for item in query.where] == [("in", 2)]


def test_a_name_of_the_shop_before_a_day_is_not_left_out() -> None:
    read = READ("sales to Ramesh day 25 October")

    assert read.status != "read" or read.query is None or read.query.where


def test_a_range_of_days_is_not_one_of_years() -> None:
    assert period_of("net sales from apr 24 to jun 28") == Period(date(2026, 4, 24), date(2026, 6, 29))


@pytest.mark.parametrize(
    ("question", "figures", "by"),
    [
        ("which products did customers buy worth over 5000 in october", ("net_sales",), {"product", "customer"}),
        ("charges and orders in october", ("charges", "orders"), set()),
    ],
)
def test_what_is_asked_for_itself_is_kept(question: str, figures: tuple[str, ...], by: set[str]) -> None:
    query = READ(question).query

    assert query is not None
    assert (query.metrics, set(query.by)) == (figures, by)


def test_no_more_than_an_amount_takes_the_amount_in() -> None:
    read = READ("customers who owe no more than 5000")

    assert read.query is None or read.query.having[0].operator == "at_most"
