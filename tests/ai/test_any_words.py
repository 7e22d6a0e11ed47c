"""Whatever words follow one another, a question is answered, asked back or refused: reading it never fails."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from ai.cases import CaseShop, read_cases, read_shop
from ai.parser import parse
from ai.parser.lexicon import lexicon

CASES = Path(__file__).parents[1] / "cases" / "questions"
TODAY = date(2026, 11, 18)
TIMES = ("october", "last month", "yesterday", "1 to 5 october", "diwali", "2025", "last 30 days", "q2")
AMOUNTS = ("5", "10", "5000", "20%", "2 lakh", "more than 5", "above 5000", "more than 50 pieces", "between 10 and 20")


@pytest.fixture(scope="module")
def shop() -> CaseShop:
    return read_shop(CASES, "sharma")


def phrases() -> dict[str, list[str]]:
    """The phrases of the language by category; a category of many is so no likelier than one of few."""
    found: dict[str, list[str]] = {}
    for rows in lexicon()._by_first.values():
        for row in rows:
            if not any(word.startswith("~") for word in row.words):
                found.setdefault(row.category, []).append(" ".join(row.words))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_any_row_of_phrases_names_times_and_amounts_is_read_or_refused(shop: CaseShop, seed: int) -> None:
    chance = random.Random(seed)
    index, told = shop.index(), phrases()
    names = [name if isinstance(name, str) else name.name for things in shop.names.values() for name in things]
    for _ in range(150):
        row = [
            chance.choice(
                chance.choice(
                    [told[chance.choice(sorted(told))], told[chance.choice(sorted(told))], names, TIMES, AMOUNTS]
                )
            )
            for _ in range(chance.randint(2, 6))
        ]
        found = parse(" ".join(row), names=index, calendar=shop.calendar, today=TODAY)

        assert found.status in ("read", "ask", "refused"), row


@pytest.mark.parametrize("seed", range(4))
def test_the_beginning_of_one_question_and_the_end_of_another_is_read_or_refused(shop: CaseShop, seed: int) -> None:
    chance = random.Random(seed)
    index = shop.index()
    questions = [case.question.split() for case in read_cases(CASES, "kept") if case.rows is None]
    for _ in range(150):
        first, second = chance.choice(questions), chance.choice(questions)
        words = first[: chance.randint(0, len(first))] + second[chance.randint(0, len(second)) :]
        found = parse(" ".join(words), names=index, calendar=shop.calendar, today=TODAY)

        assert found.status in ("read", "ask", "refused"), words


@pytest.mark.parametrize(
    "question", ["outstanding of customers with more than 50 pieces", "sales to customers with more than 50 pieces"]
)
def test_a_set_may_be_told_by_a_number_of_pieces(shop: CaseShop, question: str) -> None:
    found = parse(question, names=shop.index(), calendar=shop.calendar, today=TODAY)

    told = [found.query, *(choice.query for choice in found.choices)]
    sets = [query.among[0].having[0] for query in told if query is not None and query.among]
    assert ("items", "above", (50,)) in [(one.metric, one.operator, one.values) for one in sets]
