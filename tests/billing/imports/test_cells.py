"""What people type into cells, and what it means: amounts, days, yes and no, in any script's digits."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.imports.cells import Balance, balance_of, day_of, decimal_of, flag_of, percent_of, text_of, whole_of
from munim.errors import Invalid
from munim.money import show


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1500", "1500"),
        ("₹ 1,23,456.50", "123456.50"),
        ("₹1,23,45,678", "12345678"),
        ("Rs. 1,234/-", "1234"),
        ("INR 99", "99"),
        ("1,234,567.89", "1234567.89"),
        ("£1,234", "1234"),
        ("(500.00)", "-500.00"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("+5", "5"),
        ("₹ -5", "-5"),
        ("१,२३,४५६.५०", "123456.50"),
        ("৫০", "50"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1\u00a0", "1"),
    ],
)
def test_an_amount_is_read_as_it_is_written(text: str, value: str) -> None:
    assert decimal_of(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1,5",
        "12,34",
        "1,2345",
        "1,23,4567.0",
        "1.2.3",
        "1 500",
        "--5",
        "(-5",
        "5-",
        "NaN",
        "Infinity",
        "1e5",
        "1_000",
        "0x10",
        "=1+1",
        "½",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        decimal_of(text)


def test_a_number_that_a_spreadsheet_shortened_says_so() -> None:
    with pytest.raises(Invalid, match="shortened by a spreadsheet"):
        decimal_of("8.90103E+12")


@given(st.integers(-(10**15), 10**15), st.sampled_from(["INR", "GBP", "USD"]))
def test_every_amount_is_read_back_as_it_is_shown(minor: int, currency: str) -> None:
    assert decimal_of(show(minor, currency)) == Decimal(minor).scaleb(-2)


@given(st.text())
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with contextlib.suppress(Invalid):
        assert decimal_of(text).is_finite()


@pytest.mark.parametrize(
    ("text", "amount", "side"),
    [
        ("1,200.00 Dr", "1200", "dr"),
        ("1,200.00 CR.", "1200", "cr"),
        ("₹500 (Cr)", "500", "cr"),
        ("-5", "-5", None),
        ("7 credit", "7", "cr"),
    ],
)
def test_a_balance_keeps_its_side(text: str, amount: str, side: Any) -> None:
    assert balance_of(text) == Balance(Decimal(amount), side)


@pytest.mark.parametrize(
    ("written", "month_first", "day"),
    [
        ("2026-04-30", False, date(2026, 4, 30)),
        ("04/05/2026", False, date(2026, 5, 4)),
        ("04/05/2026", True, date(2026, 4, 5)),
        ("4.5.26", False, date(2026, 5, 4)),
        ("30-Apr-2026", False, date(2026, 4, 30)),
        ("30 April 2026", False, date(2026, 4, 30)),
        ("Apr 30, 2026", True, date(2026, 4, 30)),
        ("३०/०४/२०२६", False, date(2026, 4, 30)),
        (datetime(2026, 4, 30, 18, 5), False, date(2026, 4, 30)),
        (date(2026, 4, 30), True, date(2026, 4, 30)),
    ],
)
def test_a_day_is_read_as_the_country_writes_it(written: Any, month_first: bool, day: date) -> None:
    assert day_of(written, str(written), month_first=month_first) == day


@pytest.mark.parametrize("text", ["31/02/2026", "30/04", "tomorrow", "46142", "13/13/2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is no day"):
        day_of(text, text, month_first=False)


def test_a_sheet_s_own_values_become_what_they_show() -> None:
    assert [text_of(cell) for cell in (17850.0, 0.1 + 0.2, " x ", "", None, True, datetime(2026, 4, 30))] == [
        "17850", "0.3", "x", None, None, "yes", "2026-04-30",
    ]  # fmt: skip
    assert text_of(9876543210.0) == "9876543210"


def test_words_and_whole_numbers() -> None:
    assert [flag_of(word) for word in ("Yes", "NO", "1", "हाँ")] == [True, False, True, True]
    assert (percent_of("18 %"), whole_of("15.0")) == (Decimal(18), 15)
    for reads, text in ((flag_of, "maybe"), (whole_of, "1.5"), (percent_of, "much")):
        with pytest.raises(Invalid):
            reads(text)
