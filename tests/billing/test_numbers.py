"""Document numbers as RULES N1 to N7 have them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.numbering import (
    MAX_LENGTH,
    SUFFIXES,
    SeriesFull,
    WrongNumber,
    WrongSeries,
    capacity,
    check_number,
    check_prefix,
    check_series,
    default_series,
    format_number,
)

PREFIXES = st.from_regex(r"[A-Z][A-Z0-9]{0,5}", fullmatch=True)


@pytest.mark.parametrize("number", ["SI/2020/0001", "SI/2020-0001", "2020-PI-0001", "PI2020-0001", "INV26-00042"])
def test_n1_a_number_of_letters_digits_dashes_and_slashes_is_taken(number: str) -> None:
    assert check_number(number) == number


@pytest.mark.parametrize(
    "number",
    [
        "SI$1231",
        "012345678901234567",
        "SI 2020 05",
        "SI.2020.0001",
        "PI2021 - 001",
        "",
        "-1",
        "/1",
        "01",
        "ÄB1",
        "A1\n",
        "A" * 17,
    ],
)
def test_n1_any_other_is_refused(number: str) -> None:
    with pytest.raises(WrongNumber) as refused:
        check_number(number, field="reference")
    assert refused.value.field == "reference"


@given(PREFIXES, st.integers(2000, 2099), st.integers(1, 9_999_999))
def test_n1_every_number_given_here_is_lawful(series: str, year: int, number: int) -> None:
    check_number(format_number(series, f"{year}-00", number))


def test_n4_no_two_kinds_share_a_suffix() -> None:
    for (one, suffix), (other, another) in combinations(SUFFIXES.items(), 2):
        assert suffix != another, (one, other)


@given(PREFIXES)
def test_n4_every_kind_of_document_has_a_series_of_its_own(prefix: str) -> None:
    series = [default_series(kind, prefix) for kind in SUFFIXES]

    if len(set(series)) == len(series):
        assert check_prefix(prefix) == prefix
        assert [check_series(one) for one in series] == series
    else:
        with pytest.raises(WrongSeries):
            check_prefix(prefix)


def test_n4_a_prefix_that_ends_like_a_kind_of_document_is_refused() -> None:
    with pytest.raises(WrongSeries, match="SHOPC would number invoices and credit notes alike"):
        check_prefix("SHOPC")


def test_n6_the_largest_number_of_a_series_is_known_before_it_is_reached() -> None:
    counter = 2**31 - 1  # what a counter row holds, long before a short series has used up its letters
    assert [capacity(series) for series in ("A", "INV", "INVO", "INVOI", "INVOIC")] == [
        *[counter] * 2, 999_999_999, 99_999_999, 9_999_999
    ]  # fmt: skip
    assert format_number("INVOIC", "2026-27", 9_999_999) == "INVOIC26-9999999"
    for series in ("INVO", "INVOI", "INVOIC"):
        assert len(format_number(series, "2026-27", capacity(series))) == MAX_LENGTH
        with pytest.raises(SeriesFull):
            format_number(series, "2026-27", capacity(series) + 1)
