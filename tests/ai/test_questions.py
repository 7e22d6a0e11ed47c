"""What questions are read as: the cases of tests/cases/questions, and laws that hold for any of them."""

from __future__ import annotations

import itertools
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.cases import Case, CaseShop, read_cases, read_shop
from ai.evaluation import evaluate, judge
from ai.parser import Name, NameIndex, Parsed, parse
from munim.days import Calendar

CASES = Path(__file__).parents[1] / "cases" / "questions"
SHOPS: dict[str, CaseShop] = {name: read_shop(CASES, name) for name in ("kirana", "harbour")}
INDEXES: dict[str, NameIndex] = {name: shop.index() for name, shop in SHOPS.items()}
WEDNESDAY = date(2026, 11, 18)


# the numbered cases are held against a floor in test_evaluation.py
READ_WHOLE = [case for case in read_cases(CASES) if not case.type[:2].isdigit()]


@pytest.mark.parametrize("case", READ_WHOLE, ids=lambda case: f"{case.type}: {case.question}")
def test_a_question_is_read_as_its_case_says(case: Case) -> None:
    outcome = judge(case, SHOPS[case.shop], INDEXES[case.shop])

    assert outcome.verdict == "exact", (outcome.verdict, outcome.parsed)


def test_each_shape_has_at_least_twenty_phrasings_and_the_count_is_kept() -> None:
    evaluation = evaluate(READ_WHOLE, CASES)

    shapes = {"total", "split", "ranking", "trend", "comparison", "named", "owing", "refusal", "ambiguous"}
    assert {name for name, score in evaluation.types.items() if score.cases >= 20} >= shapes
    assert (
        evaluation.total.cases == evaluation.total.exact == sum(score.cases for score in evaluation.languages.values())
    )
    assert evaluation.failures == ()


QUESTIONS = (
    "sales last week",
    "top 5 products last month",
    "who owes more than 5000",
    "sales by category in october",
    "compare sales this month with last month",
    "how much did Harpreet Kaur buy last month",
    "daily sales last month",
    "collections except cash last month",
)
BEFORE = ("please", "hi", "munim", "can you tell me", "show me", "i want to know", "kindly give me", "hello sir")
AFTER = ("please", "thanks", "thank you", "?", "!", "sir", "ji")


@given(
    question=st.sampled_from(QUESTIONS),
    before=st.permutations(BEFORE),
    after=st.permutations(AFTER),
    some=st.integers(0, 4),
)
@settings(max_examples=150, deadline=None)
def test_politeness_in_any_order_does_not_change_the_reading(
    question: str, before: list[str], after: list[str], some: int
) -> None:
    polite = " ".join([*before[:some], question, *after[:some]])

    assert _read(polite) == _read(question)


@given(question=st.sampled_from(QUESTIONS), data=st.data())
@settings(max_examples=100, deadline=None)
def test_case_spacing_and_invisible_signs_do_not_change_the_reading(question: str, data: st.DataObject) -> None:
    written = data.draw(
        st.sampled_from(
            [
                question.upper(),
                question.title(),
                question.replace(" ", "   "),
                "\u200b".join(question.split(" ")[:1]) + question[len(question.split(" ")[0]) :],
                f"\t{question}\n",
            ]
        )
    )

    assert _read(written) == _read(question)


@given(
    question=st.sampled_from(QUESTIONS),
    word=st.sampled_from(["quark", "zeppelin", "wxyzzy", "obfuscated", "nebula"]),
    place=st.integers(0, 8),
)
@settings(max_examples=150, deadline=None)
def test_a_word_nobody_knows_is_never_dropped(question: str, word: str, place: int) -> None:
    words = question.split()
    words.insert(min(place, len(words)), word)

    parsed = parse(" ".join(words), names=INDEXES["kirana"], calendar=SHOPS["kirana"].calendar, today=WEDNESDAY)

    assert parsed.status == "refused"
    assert word in parsed.unused


@given(text=st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_gets_a_plain_answer(text: str) -> None:
    parsed = parse(text, names=INDEXES["kirana"], calendar=SHOPS["kirana"].calendar, today=WEDNESDAY)

    assert parsed.reading or parsed.reason


@given(
    words=st.lists(
        st.sampled_from(
            sorted(
                {word for question in QUESTIONS for word in question.split()}
                | {"by", "vs", "not", "except", "and", "5", "or"}
            )
        ),
        max_size=9,
    )
)
@settings(max_examples=200, deadline=None)
def test_words_in_any_order_are_read_or_refused_but_never_fail(words: list[str]) -> None:
    parsed = parse(" ".join(words), names=INDEXES["kirana"], calendar=SHOPS["kirana"].calendar, today=WEDNESDAY)

    assert (parsed.status == "read") == (parsed.query is not None or parsed.report is not None)
    assert len(parsed.choices) <= 4


def test_ten_thousand_words_are_too_long_for_a_question() -> None:
    parsed = parse("sales " * 10_000, names=INDEXES["kirana"], calendar=SHOPS["kirana"].calendar, today=WEDNESDAY)

    assert parsed.status == "refused"
    assert "too long" in parsed.reason


@pytest.mark.parametrize("seed", range(5))
def test_names_of_any_random_shop_are_found_where_questions_name_them(seed: int) -> None:
    """Names made of random syllables, in questions of several shapes: each is found, and no other."""
    rng = random.Random(seed)
    syllables = ["zan", "fer", "vok", "dril", "mip", "gral", "tov", "hesk", "bramp", "ulf", "quin", "sorv"]
    words = sorted({"".join(pair) for pair in itertools.permutations(syllables, 2)})
    rng.shuffle(words)
    customers = [f"{words[2 * n].title()} {words[2 * n + 1].title()}" for n in range(20)]
    products = [f"{words[60 + n].title()} {rng.choice(['500g', '1kg', '5L'])}" for n in range(20)]
    index = NameIndex(
        [*(Name("customer", name, name) for name in customers), *(Name("product", name, name) for name in products)]
    )
    shapes = [
        ("customer", customers, "how much did {} buy last month"),
        ("customer", customers, "{} outstanding"),
        ("customer", customers, "sales to {} in october by week"),
        ("product", products, "sales of {} last month"),
        ("product", products, "who bought {} this year"),
    ]
    for dimension, names, shape in shapes:
        for name in names:
            parsed = parse(shape.format(name.lower()), names=index, calendar=Calendar(), today=WEDNESDAY)
            assert parsed.query is not None, parsed
            assert [(item.dimension, item.values) for item in parsed.query.where] == [(dimension, (name,))]


def test_three_namesakes_are_asked_about_with_the_default_first() -> None:
    names = NameIndex(
        [Name("customer", str(n), f"Ramesh {last}") for n, last in enumerate(["Bhatia", "Chopra", "Dhillon"])]
    )

    parsed = parse("how much does ramesh owe", names=names, calendar=Calendar(), today=WEDNESDAY)

    assert parsed.status == "ask"
    assert [choice.query.where[0].values for choice in parsed.choices] == [("0",), ("1",), ("2",)]
    assert "Ramesh Bhatia" in parsed.choices[0].reading


def test_two_customers_of_one_name_are_told_apart_by_their_hints() -> None:
    names = NameIndex(
        [Name("customer", "a", "Ramesh Kumar", hint="Pune"), Name("customer", "b", "Ramesh Kumar", hint="Nashik")]
    )

    parsed = parse("sales to ramesh kumar", names=names, calendar=Calendar(), today=WEDNESDAY)

    assert parsed.status == "ask"
    assert ["Pune" in choice.reading or "Nashik" in choice.reading for choice in parsed.choices] == [True, True]


def test_a_name_that_a_crowd_answers_to_asks_for_more_of_it() -> None:
    names = NameIndex([Name("customer", str(n), f"Person{n} Sharma") for n in range(500)])

    parsed = parse("how much does sharma owe", names=names, calendar=Calendar(), today=WEDNESDAY)

    assert parsed.status == "refused"
    assert "500 customers" in parsed.reason


@pytest.mark.parametrize(
    "question", ["khan ki bikri pichhle mahine", "sales of shree last month", "पिछले महीने soap की बिक्री"]
)
def test_a_word_of_a_name_that_sounds_like_a_small_one_is_not_passed_over(question: str) -> None:
    names = NameIndex(
        [
            Name("customer", "1", "Rajesh Khan"),
            Name("customer", "2", "Shree Sai Sweets"),
            Name("product", "3", "Sandal soap"),
        ]
    )

    parsed = parse(question, names=names, calendar=Calendar(), today=WEDNESDAY)

    assert parsed.query is not None
    assert len(parsed.query.where) == 1


def test_a_misspelt_word_is_put_right_and_said_to_be() -> None:
    parsed = _parse("slaes yesterday")

    assert [(one.written, one.read) for one in parsed.corrections] == [("slaes", "sales")]


def test_a_dropped_filter_is_never_an_answer() -> None:
    """Each asks for something the figure cannot be told by; none may come back as the plain total."""
    for question in (
        "cash sales last month",
        "outstanding of jaggery",
        "stock of harpreet kaur",
        "overdue of jaggery",
        "collections of spices last month",
    ):
        assert _parse(question).status != "read", question


def test_the_reading_says_the_dates() -> None:
    assert _parse("sales last week").reading == "Net sales, from 9 to 15 November 2026."
    assert _parse("sales this month vs last month").reading == (
        "Net sales, from 1 to 30 November 2026 (so far: today is 18 November 2026), compared with 1 to 31 October 2026."
    )
    assert (
        _parse("who owes more than 1.5 lakh").reading
        == "Outstanding by customer, where outstanding is more than ₹1,50,000, as of now."
    )
    assert (
        _parse("top 3 products in karad last month").reading
        == "Net sales by product, only city Karad, from 1 to 31 October 2026, the 3 highest."
    )


def _parse(question: str) -> Parsed:
    return parse(question, names=INDEXES["kirana"], calendar=SHOPS["kirana"].calendar, today=WEDNESDAY)


def _read(question: str) -> object:
    parsed = _parse(question)
    assert parsed.status == "read", (question, parsed)
    return parsed.query
