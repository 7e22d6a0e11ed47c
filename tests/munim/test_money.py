"""Money: exact, rounded by name, split without loss."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from munim.errors import Invalid
from munim.money import (
    MAX_MINOR,
    check_decimals,
    check_percent,
    decimal_string,
    exponent,
    group_digits,
    minor_from,
    parse_minor,
    round_half_up,
    show,
    split,
)

CURRENCIES = ("INR", "GBP", "JPY", "KWD")
minors = st.integers(-MAX_MINOR, MAX_MINOR)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


# -- rounding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("0.4", 0),
        ("0.5", 1),
        ("1.5", 2),
        ("2.5", 3),
        ("2.4999", 2),
        ("-0.5", -1),
        ("-2.5", -3),
        ("-2.4", -2),
        ("1e15", 10**15),
    ],
)
def test_halves_go_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_up(Decimal(value)) == rounded


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_rounding_a_credit_mirrors_its_debit(value: Decimal) -> None:
    assert round_half_up(-value) == -round_half_up(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_rounding_moves_a_value_by_half_at_most(value: Decimal) -> None:
    assert abs(Decimal(round_half_up(value)) - value) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [("12.345", "INR", 1235), ("12.345", "KWD", 12345), ("12.5", "JPY", 13), ("-0.005", "GBP", -1)],
)
def test_a_computed_amount_is_rounded_to_the_currency_s_own_minor_unit(value: str, currency: str, minor: int) -> None:
    assert minor_from(Decimal(value), currency) == minor


# -- as written --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1500.00", "INR", 150000),
        ("1500", "INR", 150000),
        (" 0.01 ", "INR", 1),
        ("-5.5", "GBP", -550),
        (1500, "INR", 150000),
        (Decimal("1.10"), "INR", 110),
        ("1.100", "INR", 110),  # three decimals, none lost
        ("7", "JPY", 7),
        ("0.125", "KWD", 125),
        ("1e3", "INR", 100000),
        ("१५", "INR", 1500),  # Decimal reads the digits of every script
    ],
)
def test_an_amount_is_read_as_it_was_written(text: str | int | Decimal, currency: str, minor: int) -> None:
    assert parse_minor(text, currency) == minor


@pytest.mark.parametrize("text", ["0.001", "1.999", "0.5e-2", Decimal("0.005")])
def test_too_many_decimals_are_refused_and_not_rounded(text: str | Decimal) -> None:
    with pytest.raises(Invalid, match="more than 2 decimals, which INR does not have") as caught:
        parse_minor(text, "INR", field="lines[0].amount")

    assert caught.value.field == "lines[0].amount"


def test_a_currency_without_decimals_has_none() -> None:
    with pytest.raises(Invalid, match="more than 0 decimals"):
        parse_minor("7.5", "JPY")


@pytest.mark.parametrize("text", ["", "abc", "1,500.00", "₹5", "1.2.3", "NaN", "Infinity", "-inf", "--5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is not an amount"):
        parse_minor(text, "INR")


@pytest.mark.parametrize("value", [1.5, 0.1 + 0.2, True])
def test_floats_and_booleans_are_no_amounts(value: object) -> None:
    with pytest.raises(Invalid, match="decimal string"):
        parse_minor(value, "INR")  # type: ignore[arg-type]  # what a careless program hands in


@pytest.mark.parametrize("text", ["10000000000000.01", "-99999999999999", "1e30"])
def test_absurd_amounts_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="larger than any amount"):
        parse_minor(text, "INR")


@given(minors, st.sampled_from(CURRENCIES))
def test_what_is_written_out_is_read_back(minor: int, currency: str) -> None:
    text = decimal_string(minor, currency)

    assert parse_minor(text, currency) == minor
    assert len(text.partition(".")[2]) == exponent(currency)


# -- as shown ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (0, "INR", "₹0.00"),
        (99999, "INR", "₹999.99"),
        (12345600, "INR", "₹1,23,456.00"),
        (123456789012, "INR", "₹1,23,45,67,890.12"),
        (123450, "GBP", "£1,234.50"),
        (123456789, "USD", "$1,234,567.89"),
        (1234567, "JPY", "¥1,234,567"),
        (1234567, "KWD", "KWD 1,234.567"),
        (-500, "INR", "−₹5.00"),
    ],
)
def test_people_see_their_own_grouping(minor: int, currency: str, shown: str) -> None:
    assert show(minor, currency) == shown


@given(st.integers(0, 10**18), st.booleans())
def test_grouping_loses_no_digit(number: int, indian: bool) -> None:
    grouped = group_digits(str(number), indian=indian)

    assert grouped.replace(",", "") == str(number)
    assert len(grouped.rpartition(",")[2]) <= 3


# -- splitting ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (100, [1, 2], [33, 67]),
        (2, [1, 1, 1], [1, 1, 0]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (0, [3, 4], [0, 0]),
        (5, [0, 1], [0, 5]),
        (7, [0, 0], [7, 0]),
        (10, [1], [10]),
    ],
)
def test_a_total_is_shared_by_largest_remainder(total: int, weights: list[int], shares: list[int]) -> None:
    assert split(total, weights) == shares


@given(minors, weights)
def test_shares_sum_to_what_was_split(total: int, weights: list[int]) -> None:
    assert sum(split(total, weights)) == total


@given(minors, weights.filter(any))
def test_no_share_is_a_whole_unit_off_its_proportion(total: int, weights: list[int]) -> None:
    whole = sum(weights)

    for share, weight in zip(split(total, weights), weights, strict=True):
        assert abs(share * whole - total * weight) < whole


@given(minors, weights.filter(any), st.randoms())
def test_the_order_of_the_parts_does_not_change_what_equal_weights_share(
    total: int, weights: list[int], random: object
) -> None:
    """The multiset of shares is the same however the parts are ordered."""
    order = list(range(len(weights)))
    random.shuffle(order)  # type: ignore[attr-defined]  # hypothesis's stand-in for random.Random

    assert sorted(split(total, [weights[i] for i in order])) == sorted(split(total, weights))


@given(minors, weights)
def test_a_negative_total_is_split_as_its_mirror(total: int, weights: list[int]) -> None:
    assert split(-total, weights) == [-share for share in split(total, weights)]


@given(minors, weights.filter(any))
def test_a_part_of_no_weight_gets_nothing(total: int, weights: list[int]) -> None:
    assert [share for share, weight in zip(split(total, weights), weights, strict=True) if weight == 0 and share] == []


@pytest.mark.parametrize("weights", [[], [-1], [3, -1]])
def test_there_must_be_parts_and_none_negative(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="at least one weight, none negative"):
        split(10, weights)


@pytest.mark.parametrize(
    "text", ["1e999999", "-1e999999", "9e15", "1500.00" + "0" * 40 + "1", "NaN", "sNaN", "-Infinity", "1e-999999"]
)
def test_an_amount_no_shop_can_mean_is_refused_whatever_its_length(text: str) -> None:
    for value in (text, Decimal(text)):
        with pytest.raises(Invalid):
            parse_minor(value, "INR")


def test_closing_zeros_are_no_decimals() -> None:
    assert parse_minor("1500." + "0" * 50, "INR") == 150000
    assert parse_minor("0E-999999", "INR") == 0


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-1", "1e999999", "1.00001", "1." + "0" * 40 + "1"])
def test_a_rate_is_finite_not_negative_and_has_few_decimals(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_decimals(Decimal(text), 4, "price")

    assert refused.value.field == "price"


@pytest.mark.parametrize("text", ["NaN", "sNaN", "-0.1", "100.0001", "1.00001"])
def test_a_percentage_is_0_to_100(text: str) -> None:
    with pytest.raises(Invalid):
        check_percent(Decimal(text), "discount_percent")
    assert check_percent(Decimal(100), "discount_percent") == 100
