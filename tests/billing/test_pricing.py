"""Pricing a bill: vectors worked out by hand or published, and the laws that hold for every bill."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.pricing import LineInput, price_bill, tax_of
from munim.errors import Invalid

rates = st.sampled_from([Decimal(r) for r in ("0", "0.25", "3", "5", "12", "18", "28", "40")])
lines = st.builds(
    LineInput,
    quantity=st.decimals("0.001", "999.999", places=3),
    unit_price=st.decimals("0", "9999.9999", places=4),
    price_includes_tax=st.booleans(),
    tax_rate=rates,
    discount_percent=st.decimals("0", "100", places=2),
)


def line(quantity: str, price: str, rate: str = "0", **discount: Decimal) -> LineInput:
    return LineInput(Decimal(quantity), Decimal(price), False, Decimal(rate), **discount)


@pytest.mark.parametrize(
    ("value", "rate", "tax"),
    # RULES 2: the IGST column of India Compliance's own fixtures
    [(6251, "18", 1125), (3333, "5", 167), (1010, "5", 51), (5, "18", 1), (6, "18", 1)],
)
def test_tax_is_rounded_half_up_on_the_lines_taxable_value(value: int, rate: str, tax: int) -> None:
    assert tax_of(value, Decimal(rate), inclusive=False) == (value, tax)


def test_an_inclusive_price_splits_into_parts_that_sum_to_it() -> None:
    assert tax_of(10000, Decimal(18), inclusive=True) == (8475, 1525)


def test_m3_a_percent_discount_is_taken_before_the_line_is_rounded() -> None:
    """Odoo#37896: 348.35 x 16 less 4 % at 22 % is 6,527.81 by the line."""
    bill = price_bill([line("16", "348.35", "22", discount_percent=Decimal(4))], currency="EUR")

    assert (bill.taxable_minor, bill.tax_minor, bill.total_minor) == (535066, 117715, 652781)


def test_m3_a_bills_discount_is_spread_by_largest_remainder() -> None:
    """10.00 off lines of 10.00, 10.00 and 10.00: 3.34, 3.33 and 3.33."""
    bill = price_bill([line("1", "10"), line("1", "10"), line("1", "10")], currency="INR", discount=Decimal(10))

    assert [one.discount_minor for one in bill.lines] == [334, 333, 333]
    assert bill.total_minor == 2000


@pytest.mark.parametrize(
    ("price", "total", "round_off"),
    # RULES T2
    [("1234.49", 123400, -49), ("1234.50", 123500, 50)],
)
def test_t2_a_rounded_total_carries_its_round_off(price: str, total: int, round_off: int) -> None:
    bill = price_bill([line("1", price)], currency="INR", rounds_total=True)

    assert (bill.total_minor, bill.round_off_minor) == (total, round_off)


def test_a_currency_without_decimals_is_priced_in_whole_units() -> None:
    bill = price_bill([line("3", "33.5", "10")], currency="JPY")

    assert (bill.taxable_minor, bill.tax_minor, bill.total_minor) == (101, 10, 111)  # 100.5 -> 101, 10.1 -> 10


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"discount": Decimal("10.01")}, "lines[0].discount"),
        ({"discount": Decimal("0.001")}, "lines[0].discount"),
        ({"discount": Decimal(1), "discount_percent": Decimal(1)}, "lines[0].discount"),
        ({"discount_percent": Decimal(101)}, "lines[0].discount_percent"),
    ],
)
def test_a_discount_that_cannot_be_is_refused_by_the_name_of_its_field(asked: dict[str, Decimal], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        price_bill([line("1", "10", **asked)], currency="INR")

    assert refused.value.field == field


def test_a_bills_discount_is_not_larger_than_the_bill() -> None:
    with pytest.raises(Invalid) as refused:
        price_bill([line("1", "10")], currency="INR", discount=Decimal("10.01"))

    assert refused.value.field == "discount"


@given(st.lists(lines, min_size=1, max_size=12), st.decimals("0", "100", places=2), st.booleans())
def test_m4_lines_and_tax_and_round_off_sum_to_the_total(
    asked: list[LineInput], percent: Decimal, rounds: bool
) -> None:
    bill = price_bill(asked, currency="INR", discount_percent=percent, rounds_total=rounds)

    assert bill.taxable_minor + bill.tax_minor + bill.round_off_minor == bill.total_minor
    assert sum(one.total_minor for one in bill.lines) + bill.round_off_minor == bill.total_minor
    assert sum(tax.tax_minor for tax in bill.taxes) == bill.tax_minor
    assert abs(bill.round_off_minor) <= 50
    for one in bill.lines:
        assert one.gross_minor - one.discount_minor == one.taxable_minor
        assert one.taxable_minor + one.tax_minor == one.total_minor
        assert min(one.gross_minor, one.discount_minor, one.taxable_minor, one.tax_minor) >= 0


@given(st.lists(lines, min_size=1, max_size=8), st.decimals("0", "100", places=2), st.randoms())
def test_m3_the_order_of_lines_does_not_change_what_is_discounted(
    asked: list[LineInput], percent: Decimal, random: object
) -> None:
    shuffled = list(asked)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    exclusive = [LineInput(one.quantity, one.unit_price, False, Decimal(0), one.discount_percent) for one in asked]
    reordered = [LineInput(one.quantity, one.unit_price, False, Decimal(0), one.discount_percent) for one in shuffled]

    assert (
        price_bill(exclusive, currency="INR", discount_percent=percent).total_minor
        == price_bill(reordered, currency="INR", discount_percent=percent).total_minor
    )
