"""Words that move no figure are set aside where nothing else is left over, and the answer tells which; all others are not."""

from __future__ import annotations

from datetime import date

import pytest

from ai.parser import Name, NameIndex, Parsed, parse
from ai.parser.words.light import LIGHT, OF_A_COMPARISON
from munim.days import Calendar, month_of

TODAY = date(2026, 12, 9)
NAMES = NameIndex(
    [
        Name("customer", "Ramesh Traders", "Ramesh Traders"),
        Name("product", "Brass Lamp", "Brass Lamp"),
        Name("category", "Lamps", "Lamps"),
    ]
)
NOVEMBER = month_of(date(2026, 11, 1))


def _read(question: str) -> Parsed:
    return parse(question, names=NAMES, calendar=Calendar(), today=TODAY)


@pytest.mark.parametrize(
    ("question", "metric", "aside"),
    [
        ("retrieve November tax", "tax", "retrieve"),
        ("November sales quantum", "net_sales", "quantum"),
        ("how much tax transpired in November", "tax", "transpired"),
        ("नवंबर में कितना जीएसटी दर्ज हुआ?", "tax", "दर्ज"),
    ],
)
def test_a_word_that_moves_no_figure_is_set_aside_and_told(question: str, metric: str, aside: str) -> None:
    found = _read(question)

    assert found.query is not None, found.reason
    assert (found.query.metrics, found.query.period) == ((metric,), NOVEMBER)
    assert aside in [one.written for one in found.corrections if not one.read]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("November sales of unicorns", "unicorns"),  # no goods of the shop
        ("November sales before tax before lunch", "lunch"),
        ("customers in November without a phone", "phone"),
        ("draft a greeting for November's customers", "greeting"),
        ("which size sold most in November", "size"),  # sizes are not in the books
        ("November sales garner quantum transpire retrieve", "garner"),  # too much of it
    ],
)
def test_a_word_that_may_restrict_is_never_set_aside(question: str, left: str) -> None:
    found = _read(question)

    assert found.status == "refused"
    assert left in found.unused or left in found.reason


def test_a_number_is_never_parted_from_the_word_beside_it() -> None:
    assert _read("November sales by 20").status != "read"
    assert _read("quantum 20 november sales").status == "refused"  # no sales of the twentieth
    found = _read("products of Lamps with November sales over 500")
    assert found.query is not None
    assert [(one.metric, one.operator, one.values) for one in found.query.having] == [("net_sales", "above", (50_000,))]


def test_a_word_of_comparison_is_set_aside_only_where_two_are_compared() -> None:
    compared = _read("november ka munafa october se accha tha ya kam")
    assert compared.query is not None, compared.reason
    assert compared.query.compare != "none"
    assert _read("nicely bigger november sales").status == "refused"
    assert _read("november sales bigger").status == "refused"


def test_what_restricts_denies_or_orders_is_not_among_the_words_set_aside() -> None:
    restricting = "not no never without before after only just new old than except but few several each other first last nahi bina pehle sirf his their these uska नहीं बिना पहले सिर्फ"
    assert not (LIGHT | OF_A_COMPARISON) & set(restricting.split())
    assert not LIGHT & OF_A_COMPARISON
