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


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("please prepare the november sales by category", "november sales by category"),
        ("kindly furnish the output gst for november", "output gst for november"),
        ("I require the profit and loss of FY 2025-26 for the bank", "profit and loss of FY 2025-26"),
        ("as part of the audit I need the control report for november", "control report for november"),
        ("november sales, needed for the bank loan", "november sales"),
        ("ऑडिट के लिए नवंबर की बिक्री बताइए", "नवंबर की बिक्री बताइए"),
        ("november ki bikri bank ke liye chahiye", "november ki bikri"),
        ("share november sales with me", "november sales"),
    ],
)
def test_what_a_request_is_opened_with_and_for_asks_nothing_else(said: str, plain: str) -> None:
    assert reading(said) == reading(plain)


@pytest.mark.parametrize("said", ["bank payments in november", "how much came by bank in november"])
def test_the_bank_as_a_way_of_paying_stays(said: str) -> None:
    assert "only payment method bank" in reading(said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("rank the categories by november sales, highest first", "Net sales by category, from 1 to 30 November 2026, highest net sales first."),
        ("month by month sales this financial year", "Net sales by month, from 1 April 2026 to 31 March 2027 (so far: today is 9 December 2026)."),
        ("how fast did sales grow in november over october", "Net sales, from 1 to 30 November 2026, compared with 1 to 31 October 2026."),
        ("november card takings", "Collections, only payment method card, from 1 to 30 November 2026."),
        ("नवंबर में कार्ड से कितने भुगतान हुए", "Number of payments, only payment method card, from 1 to 30 November 2026."),
        ("how many cheque payments did customers make in november", "Number of payments, only payment method cheque, from 1 to 30 November 2026."),
        ("bank transfers from Sunil Wankhede in november", "Collections, only payment method bank, only customer Sunil Wankhede, from 1 to 30 November 2026."),
        ("नवंबर में रिफंड घटाकर कितनी वसूली बची", "Net collections, from 1 to 30 November 2026."),
        ("छूट और वापसी घटाने से पहले नवंबर की बिक्री", "Gross sales, from 1 to 30 November 2026."),
        ("roughly how much do we sell a day, november average", "Average daily sales, from 1 to 30 November 2026."),
        ("नवंबर में एक दिन में औसतन कितने सामान बिकते थे", "Average daily items, from 1 to 30 November 2026."),
        ("did we buy more stock in november than in october", "Purchases, from 1 to 30 November 2026, compared with 1 to 31 October 2026."),
        ("how much of our dues is 61 days or more past due", "Overdue, only days overdue 61-90 and over 90, as of now."),
        ("7 din se kam ka stock kiska hai", "Days of cover by product, where days of cover is less than 7, from 10 November to 9 December 2026."),
        ("अक्टूबर-नवंबर में किस-किस ग्राहक ने Chandelier Crystal 6 Arm लिया", "Net sales by customer, only product Chandelier Crystal 6 Arm, from 1 October to 30 November 2026."),
        ("which items will run out before 31 December", "When stock runs out, within 22 days."),
        ("anything going to run out in the next fortnight", "When stock runs out, within 14 days."),
        ("नवंबर का परिचालन लाभ", "Operating profit, from 1 to 30 November 2026."),
        ("customers who bought two or more times in november, how many", "Repeat customers, from 1 to 30 November 2026."),
        ("kya november me target se upar gaye", "Target attainment, from 1 to 30 November 2026."),
        ("net profit for november after all expenses", "Net profit, from 1 to 30 November 2026."),
        ("solar street light 40w november me kitne bike aur kitne ka", "Items sold and net sales, only product Solar Street Light 40W, from 1 to 30 November 2026."),
        ("नवंबर का खर्चा इतना ऊपर क्यों चला गया", "Why expenses changed, from 1 to 30 November 2026."),
    ],
)  # fmt: skip
def test_questions_of_owners_by_their_rule(said: str, meant: str) -> None:
    assert reading(said) == meant


def test_those_not_paid_since_a_time_are_no_payables_of_now() -> None:
    assert asked("which suppliers have we not paid since october").status == "refused"


def test_nobody_is_owed_by_who_came_late() -> None:
    assert asked("Did Farhan come in late today?").status == "refused"
