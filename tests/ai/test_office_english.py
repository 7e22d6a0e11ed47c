"""The English of offices: what is said in a family of ways is read as the plainest of them."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import product

import pytest

from ai.parser import Name, NameIndex, parse
from munim.days import Calendar

NAMES = NameIndex([
    Name("product", "paneer", "Paneer 200 g"), Name("category", "Dairy", "Dairy"), Name("customer", "r1", "Ramesh Traders"),
    Name("supplier", "s1", "Anand Dairy Products"),
])  # fmt: skip
READ = partial(parse, names=NAMES, calendar=Calendar(), today=date(2026, 11, 18))  # a Wednesday


@pytest.mark.parametrize(
    ("plain", "families"),
    [
        ("margin in october", (("gross profit margin", "gp margin", "gross profit percentage", "gross profit margin %"), ("in october", "for october 2026"))),
        ("overdue by customer", (("past due", "late", "overdue"), ("amount", "balance", "receivables"), ("by customer", "for each customer"))),
        ("stock value", (("inventory", "stock"), ("valuation", "value"), ("", "today"))),
        ("expenses by expense category in october", (("expenses", "costs", "overheads", "spending"), ("by type", "by expense head", "by head", "by expense category"), ("in october",))),
        ("how many days will paneer last", (("for how many days", "for how long"), ("will", "would"), ("paneer",), ("last", "be enough"))),
        ("which products will run out soon", (("which products will",), ("run out soon", "sell out soon"))),
        ("which bills are overdue", (("which", "what"), ("bills", "invoices"), ("are",), ("overdue", "past due"))),
        ("top 10 products by purchases in october", (("which", "what"), ("items", "products", "goods"), ("did we",), ("buy", "purchase"), ("most in october",))),
        ("discounts in october", (("how much discount", "what discount"), ("did we",), ("give", "offer", "allow"), ("in october",))),
        ("top category by sales in october", (("which category",), ("came first in", "ranked first by", "topped the list in"), ("sales in october",))),
        ("shares of sales by category in october", (("what share of sales did each category",), ("represent", "make up", "account for", "constitute"), ("in october",))),
        ("sales by month this year", (("how have our sales",), ("changed", "trended", "varied", "developed", "evolved"), ("month by month", "by month"), ("this year", "in the current year"))),
        ("items sold in october", (("how many did we sell",), ("in october", "for october", "for the month of october"))),
        ("sales of ramesh traders by product from july to september", (("what did ramesh traders",), ("buy", "purchase"), ("from july to september",))),
        ("purchases from anand dairy products from july to september", (("how much did we",), ("buy", "purchase"), ("from anand dairy products from july to september",))),
        ("which customers bought paneer but not dairy in october", (("which", "what"), ("customers", "clients"), ("bought", "purchased"), ("paneer but not dairy in october",))),
        ("running total of sales in october", (("running total", "cumulative total", "cumulative sales"), ("", "by day"), ("in october",))),
        ("what will sales be by the end of the month", (("how much will", "what will"), ("our sales", "the sales", "sales"), ("be", "come to", "reach"), ("by the end of the month", "at the end of the month"))),
        ("how far are we from our target this month", (("how far", "how close", "how near"), ("are we", "am i"), ("from", "to"), ("our target this month",))),
        ("products bought by customers who owe more than 5000", (("products", "goods"), ("bought", "ordered", "purchased"), ("by customers who owe more than 5000",))),
        ("items per bill in october", (("how many",), ("items", "units", "pieces"), ("are there in", "in", "on"), ("an average bill", "the average bill"), ("in october",))),
        ("sales by staff in october", (("how did",), ("each", "every"), ("employee", "salesperson"), ("do", "perform", "fare"), ("in october",))),
        ("biggest expense in october", (("what was our", "what was the"), ("biggest cost", "main cost", "highest cost", "largest expense"), ("in october",))),
        ("gross profit in october", (("did we make", "are we making", "have we made"), ("a loss", "any profit", "a profit"), ("in october",))),
        ("sales this year compared with last year", (("sales growth", "growth in sales", "change in sales"), ("year on year", "year over year", "yoy"))),
        ("gross sales in october", (("kindly state", "please state", "state"), ("the gross sales in october",))),
        ("average bill in october", (("average",), ("invoice", "order", "bill", "ticket"), ("size in october",))),
        ("discounts in october compared with september", (("how do the discounts of october",), ("compare with", "compare to"), ("those of september",))),
        ("sales and average bill by counter in october", (("for every counter", "for each counter"), ("sales and average bill in october",))),
        ("which products had sales below 1000 in october", (("which products",), ("sold for less than 1000", "sold for under 1000"), ("in october",))),
    ],
)  # fmt: skip
def test_a_family_of_ways_to_say_it_is_read_alike(plain: str, families: tuple[tuple[str, ...], ...]) -> None:
    wanted = READ(plain)
    assert wanted.status == "read", wanted.reason

    for words in product(*families):
        question = " ".join(word for word in words if word)
        found = READ(question)
        assert (found.status, found.query, found.report) == ("read", wanted.query, wanted.report), (question, found.reason, found.reading)  # fmt: skip


@pytest.mark.parametrize("unit", ["daily", "week by week", "day by day"])
def test_the_month_of_october_is_one_time(unit: str) -> None:
    found = READ(f"{unit} sales for the month of october")

    assert found.query is not None, [choice.reading for choice in found.choices]
    assert found.query.by == ("week" if "week" in unit else "day",)


def test_parts_of_two_peoples_names_side_by_side_are_nobody() -> None:
    names = NameIndex([Name("staff", "rekha", "Rekha Sharma"), Name("customer", "r1", "Ramesh Traders")])
    asked = partial(parse, names=names, calendar=Calendar(), today=date(2026, 11, 18))

    assert asked("sales to sharma traders").status == "refused"
    both = asked("sales by rekha to ramesh").query
    assert both is not None
    assert {one.dimension for one in both.where} == {"staff", "customer"}


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("main cost of goods in october", "expenses"),
        ("top cost items in october", "expenses"),
        ("which customers came first in october", "net_sales"),
        ("how long does it take customers to pay", ""),
    ],
)
def test_a_family_takes_no_words_of_other_questions(question: str, wrong: str) -> None:
    found = READ(question)

    assert found.query is None or found.query.metrics != (wrong,)
    assert found.status != "refused" or "at once" not in found.reason


def test_to_state_something_is_not_what_states_are_split_by() -> None:
    asked, split = READ("please state the sales of october").query, READ("state wise sales in october").query
    assert asked is not None
    assert split is not None
    assert (asked.by, split.by) == ((), ("place_of_supply",))


def test_how_long_customers_take_to_pay_is_no_cover_of_stock() -> None:
    found = READ("how long does it take customers to pay")

    assert found.query is not None, found.reason
    assert found.query.metrics == ("dso",)
