"""Hindi and Hinglish of every day: the commonest words of the language, as owners use them in questions, in both scripts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Parsed, parse
from ai.parser.hindi import key

CASES = Path(__file__).parents[1] / "cases" / "questions"
TODAY = date(2026, 11, 18)
SHOP = read_shop(CASES, "maidan")
INDEX = SHOP.index()


def _asked(question: str) -> Parsed:
    return parse(question, names=INDEX, calendar=SHOP.calendar, today=TODAY, currency=SHOP.currency, language="en")


def _reading(question: str) -> str:
    parsed = _asked(question)
    assert parsed.status == "read", (question, parsed.reason, [one.reading for one in parsed.choices])
    return parsed.reading


@pytest.mark.parametrize(
    "word",
    "धन मौत पल पुल सम्मान समान सत्य साहित्य ग्रहण युग हल शर्म शक जंग स्थित भाग्य शौक सास ब्याज".split(),
)
def test_an_ordinary_word_of_hindi_is_no_name_for_its_sound(word: str) -> None:
    assert _asked(f"अक्टूबर में {word} कितनी बिक्री हुई").status == "refused"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("कविता की", "staff Kavita"),
        ("इमरान की", "staff Imran"),
        ("देहरादून की", "city Dehradun"),
        ("योगा मैट की", "product Yoga Mat"),
        ("ट्रेकिंग पोल की", "product Trekking Pole"),
        ("गंगा ट्रेकर्स की", "customer Ganga Trekkers"),
    ],
)
def test_a_name_that_is_written_so_is_still_the_name(said: str, name: str) -> None:
    assert _reading(f"अक्टूबर में {said} बिक्री") == f"Net sales, only {name}, from 1 to 31 October 2026."


@pytest.mark.parametrize("word", ["sundar", "hriday", "khan", "satish", "khana", "dahi"])
def test_an_ordinary_word_is_no_slip_for_a_word_of_trade(word: str) -> None:
    parsed = _asked(f"october me {word} ki bikri")

    assert parsed.status == "refused"
    assert word in parsed.unused
    assert not parsed.corrections


def test_two_like_consonants_are_two_where_the_vowel_between_is_said() -> None:
    assert key("मदद") == key("madad") != key("मद")
    assert key("सस्ता") == key("sasta") != key("सात")
    assert key("उससे") == key("usse")
    assert key("आनंद") == key("anand")


@pytest.mark.parametrize("question", ["bahar ke grahak kitne hai", "बाहर के ग्राहकों की बिक्री अक्टूबर में"])
def test_outside_is_not_dropped(question: str) -> None:
    assert _asked(question).status == "refused"


@pytest.mark.parametrize("question", ["देहरादून के बाहर कितना बिका अक्टूबर में", "dehradun ke bahar kitna bika oct me"])
def test_outside_of_a_town_leaves_it_out(question: str) -> None:
    assert _reading(question) == "Net sales, without city Dehradun, from 1 to 31 October 2026."


@pytest.mark.parametrize("question", ["मदद चाहिए", "madad chahiye"])
def test_help_is_no_head_of_expense(question: str) -> None:
    assert _reading(question) == "What can be asked."


@pytest.mark.parametrize("question", ["सबसे सस्ता सामान कौन सा है", "sabse sasta item kaun sa hai"])
def test_cheap_goods_are_found_in_both_scripts(question: str) -> None:
    assert _reading(question) == "Average selling price by product, of all time, the lowest."
