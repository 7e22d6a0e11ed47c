"""Amounts in words, checked against a table written by hand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from munim.amount_in_words import HINDI_ONES, INDIAN, WESTERN, amount_in_words, english_number, hindi_number

RUPEES = [
    (0, "Rupees Zero Only"),
    (1, "One Paisa Only"),
    (50, "Fifty Paise Only"),
    (1_00, "Rupee One Only"),
    (1_01, "Rupee One and One Paisa Only"),
    (10_00, "Rupees Ten Only"),
    (19_99, "Rupees Nineteen and Ninety-Nine Paise Only"),
    (20_00, "Rupees Twenty Only"),
    (21_05, "Rupees Twenty-One and Five Paise Only"),
    (100_00, "Rupees One Hundred Only"),
    (101_00, "Rupees One Hundred One Only"),
    (999_00, "Rupees Nine Hundred Ninety-Nine Only"),
    (1_000_00, "Rupees One Thousand Only"),
    (1_00_000_00, "Rupees One Lakh Only"),
    (1_12_450_00, "Rupees One Lakh Twelve Thousand Four Hundred Fifty Only"),
    (1_00_00_000_00, "Rupees One Crore Only"),
    (1_00_00_001_00, "Rupees One Crore One Only"),
    (
        12_34_56_789_10,
        "Rupees Twelve Crore Thirty-Four Lakh Fifty-Six Thousand Seven Hundred Eighty-Nine and Ten Paise Only",
    ),
    (100_00_00_000_00, "Rupees One Hundred Crore Only"),
    (1_00_000_00_00_000_00, "Rupees One Lakh Crore Only"),
    (-5_50, "Minus Rupees Five and Fifty Paise Only"),
    (
        99_99_99_99_999_99,
        "Rupees Nine Thousand Nine Hundred Ninety-Nine Crore Ninety-Nine Lakh Ninety-Nine Thousand Nine Hundred Ninety-Nine "
        "and Ninety-Nine Paise Only",
    ),
]


@pytest.mark.parametrize(("minor", "words"), RUPEES)
def test_rupees_are_spelled_by_lakh_and_crore(minor: int, words: str) -> None:
    assert amount_in_words(minor, "INR") == words


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (1_00, "GBP", "One Pound Only"),
        (1_50, "GBP", "One Pound and Fifty Pence Only"),
        (
            1_234_567_01,
            "GBP",
            "One Million Two Hundred Thirty-Four Thousand Five Hundred Sixty-Seven Pounds and One Penny Only",
        ),
        (1_000_000_000_00, "USD", "One Billion Dollars Only"),
        (99, "EUR", "Zero Euros and Ninety-Nine Cents Only"),
        (1500, "JPY", "JPY One Thousand Five Hundred Only"),
        (1_500, "KWD", "KWD One and 500/1000 Only"),
    ],
)
def test_other_currencies_are_spelled_by_thousand_and_million(minor: int, currency: str, words: str) -> None:
    assert amount_in_words(minor, currency) == words


@pytest.mark.parametrize(
    ("minor", "words"),
    [
        (0, "शून्य रुपये मात्र"),
        (1_00, "एक रुपया मात्र"),
        (50, "पचास पैसे मात्र"),
        (1_12_450_75, "एक लाख बारह हज़ार चार सौ पचास रुपये पचहत्तर पैसे मात्र"),
        (99_99_99_999_00, "निन्यानबे करोड़ निन्यानबे लाख निन्यानबे हज़ार नौ सौ निन्यानबे रुपये मात्र"),
        (-1_00, "ऋण एक रुपया मात्र"),
    ],
)
def test_rupees_are_spelled_in_hindi(minor: int, words: str) -> None:
    assert amount_in_words(minor, "INR", language="hi") == words


def test_hindi_has_a_word_for_each_number_below_a_hundred() -> None:
    assert len(HINDI_ONES) == len(set(HINDI_ONES)) == 100
    assert [
        HINDI_ONES[n] for n in (29, 39, 49, 59, 69, 79, 89, 99)
    ] == "उनतीस उनतालीस उनचास उनसठ उनहत्तर उनासी नवासी निन्यानबे".split()


VALUES = {
    word: n
    for n, word in enumerate(
        "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen".split()
    )
}
VALUES |= {"Twenty": 20, "Thirty": 30, "Forty": 40, "Fifty": 50, "Sixty": 60, "Seventy": 70, "Eighty": 80, "Ninety": 90}
SCALES = {
    "Hundred": 100,
    "Thousand": 10**3,
    "Lakh": 10**5,
    "Million": 10**6,
    "Crore": 10**7,
    "Billion": 10**9,
    "Trillion": 10**12,
}


def read_back(words: str) -> int:
    """The number that English words say, by the rule of speech: a scale multiplies all smaller said since the last larger one."""
    parts: list[int] = []
    for word in re.split(r"[ -]", words):
        if word in VALUES:
            parts.append(VALUES[word])
            continue
        scale, below = SCALES[word], 0
        while parts and parts[-1] < scale:
            below += parts.pop()
        parts.append(below * scale)
    return sum(parts)


@given(st.integers(0, 10**13), st.sampled_from([INDIAN, WESTERN]))
def test_english_words_say_the_number_they_spell(number: int, groups: tuple[tuple[int, str], ...]) -> None:
    assert read_back(english_number(number, groups)) == number


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_no_two_numbers_are_spelled_alike_in_hindi(one: int, other: int) -> None:
    assert (hindi_number(one) == hindi_number(other)) == (one == other)
