"""Who was paid, what rose most, what came back: questions of dealings by their rules, in every language and order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Parsed, parse

CASES = Path(__file__).parents[1] / "cases" / "questions"
SHOP = read_shop(CASES, "prakash")
INDEX = SHOP.index()
GARDEN = read_shop(CASES, "mossgrove")
GARDEN_INDEX = GARDEN.index()
TODAY = date(2026, 12, 9)


def asked(question: str) -> Parsed:
    return parse(question, names=INDEX, calendar=SHOP.calendar, today=TODAY, currency=SHOP.currency, language="en")


def in_the_garden(question: str) -> Parsed:
    return parse(
        question,
        names=GARDEN_INDEX,
        calendar=GARDEN.calendar,
        today=date(2026, 7, 16),
        currency=GARDEN.currency,
        language="en",
    )


def reading(question: str, ask: object = asked) -> str:
    parsed = ask(question)  # type: ignore[operator]
    assert parsed.status == "read", (question, parsed.reason, [one.reading for one in parsed.choices])
    return str(parsed.reading)


@pytest.mark.parametrize(
    "said",
    [
        "how much was paid to Shree Balaji Electricals in november",
        "what did Shree Balaji Electricals get paid in november",
        "how much has been paid to Shree Balaji Electricals in november",
        "how much did Shree Balaji Electricals receive from us in november",
        "नवंबर में Shree Balaji Electricals को कितना भुगतान हुआ",
        "श्री बालाजी इलेक्ट्रिकल्स को नवंबर में कितना भुगतान हुआ",
        "november me Shree Balaji Electricals ko kitna bhugtan hua",
        "november me Shree Balaji Electricals ko kitna paisa gaya",
    ],
)
def test_what_was_paid_to_a_supplier_is_no_purchase(said: str) -> None:
    assert reading(said) == "Paid to suppliers, only supplier Shree Balaji Electricals, from 1 to 30 November 2026."


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("how much was paid by Sunil Wankhede in november", "Collections, only customer Sunil Wankhede"),
        ("what was received from Shree Balaji Electricals in november", "Purchases by product, only supplier Shree Balaji Electricals"),
    ],
)  # fmt: skip
def test_a_customer_pays_and_goods_come_from_a_supplier(said: str, meant: str) -> None:
    assert reading(said) == f"{meant}, from 1 to 30 November 2026."


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("what we bought from Shree Balaji Electricals in november compared to october", "Purchases, only supplier Shree Balaji Electricals"),
        ("what did we sell in november against october", "Net sales"),
        ("what did Sunil Wankhede buy in november compared to october", "Net sales, only customer Sunil Wankhede"),
    ],
)  # fmt: skip
def test_what_is_held_against_another_time_is_one_sum(said: str, meant: str) -> None:
    assert reading(said) == f"{meant}, from 1 to 30 November 2026, compared with 1 to 31 October 2026."


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("whose sales rose the most among staff in november", "what rose most."),
        ("whose sales fell the most among customers in november", "what fell most."),
        ("staff whose sales rose the most in november", "the 10 that rose most."),
        ("customers whose sales fell the most in november", "the 10 that fell most."),
    ],
)
def test_whose_asks_for_one_where_nobody_is_named_before(said: str, ends: str) -> None:
    assert reading(said).endswith(ends)


@pytest.mark.parametrize(
    "said",
    [
        "bought in September but not in October or November - names please",
        "customers who bought in September but not in October, November",
        "september me jinhone kharida par october november me nahi, kaun hain",
    ],
)
def test_times_of_which_none_is_to_be_are_one(said: str) -> None:
    assert (
        reading(said)
        == "Net sales by customer, of other customers but those told by net sales, from 1 October to 30 November 2026, from 1 to 30 September 2026."
    )


@pytest.mark.parametrize(
    "said", ["what should I reorder this week", "what to order today", "is mahine kya mangana hai"]
)
def test_the_time_of_ordering_is_not_what_the_goods_are_to_last(said: str) -> None:
    assert reading(said) == "What to order."


@pytest.mark.parametrize(
    "said",
    ["november ke naye customers ke naam", "list of new customers in november", "नवंबर के नए ग्राहकों के नाम"],
)
def test_the_names_of_the_new_are_those_who_were_new(said: str) -> None:
    assert reading(said).startswith("Net sales by customer, of customers told by new customers, from 1 to 30 November")


def test_a_verb_and_its_back_are_one_though_they_stand_apart() -> None:
    assert in_the_garden("why did people bring the Hose Pipe 30m back").status == "refused"
    assert reading("what did Priya Mistry give back in June", in_the_garden).startswith("Returns")
    assert reading("who took the most goods back in June", in_the_garden).startswith("Returns by customer")


def test_rose_before_a_figure_is_what_is_sold_and_behind_it_what_it_did() -> None:
    assert "Rose" in " ".join(one.reading for one in in_the_garden("rose sales in May").choices)
    assert reading("sales rose in May", in_the_garden).startswith("Net sales, from 1 to 31 May 2026, compared with")
