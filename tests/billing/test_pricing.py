"""Pricing a bill: vectors worked out by hand or published, and the laws that hold for every bill."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.pricing import (
    LineInput,
    carry_forward,
    components_of,
    inclusive_components,
    price_bill,
    scaled,
    tax_of,
)
from munim.errors import Invalid
from munim.money import round_half_up

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


# -- under GST ---------------------------------------------------------------------------------------

GST_RATES = ("0.1", "0.25", "1", "1.5", "3", "5", "7.5", "12", "18", "28", "40")


def gst_line(quantity: str, price: str, rate: str, cess: str = "0", *, inclusive: bool = False) -> LineInput:
    return LineInput(Decimal(quantity), Decimal(price), inclusive, Decimal(rate), cess_rate=Decimal(cess))


@pytest.mark.parametrize(
    ("value", "rate", "half", "igst"),
    [(6251, "18", 563, 1125), (3333, "5", 83, 167), (1010, "5", 25, 51), (5, "18", 0, 1), (6, "18", 1, 1)],
)
def test_t1_each_half_is_worked_out_on_the_taxable_value_at_half_the_rate(
    value: int, rate: str, half: int, igst: int
) -> None:
    _, within = components_of(value, Decimal(rate), Decimal(0), intra=True, inclusive=False)
    _, between = components_of(value, Decimal(rate), Decimal(0), intra=False, inclusive=False)

    assert (within.cgst_minor, within.sgst_minor, within.tax_minor) == (half, half, 2 * half)
    assert (between.igst_minor, between.tax_minor) == (igst, igst)


def test_t1_cess_stands_beside_the_halves() -> None:
    """1,000.00 at 28 % and 12 % cess: 140.00 + 140.00 + 120.00."""
    bill = price_bill([gst_line("1", "1000", "28", "12")], currency="INR", supplied="intra")

    assert [(tax.component, tax.rate, tax.tax_minor) for tax in bill.taxes] == [
        ("CESS", 12, 12000), ("CGST", 14, 14000), ("SGST", 14, 14000)
    ]  # fmt: skip
    assert bill.total_minor == 140000


@pytest.mark.parametrize(("count", "halves"), [(2, [46, 45]), (3, [46, 45, 46])])
def test_t3_tax_rounded_by_document_is_carried_forward_over_its_items(count: int, halves: list[int]) -> None:
    """Lines of 7.60 at 12 %: 0.456 each, India Compliance's own fixture."""
    assert carry_forward([Decimal("45.6")] * count) == halves


@given(st.lists(st.decimals("0", "99999", places=4), max_size=40))
def test_t3_carried_amounts_sum_to_the_rounded_sum_and_stray_by_less_than_one(exact: list[Decimal]) -> None:
    carried = carry_forward(exact)

    assert sum(carried) == round_half_up(sum(exact, Decimal(0)))
    assert all(abs(one - true) < 1 for one, true in zip(carried, exact, strict=True))


def test_t4_an_inclusive_hundred_at_eighteen_per_cent() -> None:
    bill = price_bill([gst_line("1", "100", "18", inclusive=True)], currency="INR", supplied="intra")

    assert (bill.taxable_minor, bill.lines[0].cgst_minor, bill.lines[0].sgst_minor) == (8474, 763, 763)
    assert bill.total_minor == 10000


@pytest.mark.parametrize("rate", GST_RATES)
def test_t4_every_price_to_two_thousand_is_hit_exactly(rate: str) -> None:
    """All 200,000 prices: total exact, halves equal, taxable value within a paisa of the nearest, each half within 0.64.

    Distances from gross x 100 / (100 + rate) are compared as whole numbers, multiplied by 100 + rate.
    """
    scale = scaled(Decimal(rate))
    whole = 1_000_000 + scale
    for price in range(1, 200_001):
        taxable, tax = inclusive_components(price, scale, 0, intra=True)
        half, exact = tax.cgst_minor, price * 1_000_000
        away = taxable * whole - exact
        if not (
            half == tax.sgst_minor
            and taxable + 2 * half == price
            and -whole <= away <= whole  # no other taxable value at an even distance is nearer
            and abs(taxable - (2 * exact + whole) // (2 * whole)) <= 1
            and -1_280_000 <= 2_000_000 * half - taxable * scale <= 1_280_000
        ):
            pytest.fail(f"{price} paise at {rate} %: {taxable} and twice {half}")


@pytest.mark.parametrize("rate", GST_RATES)
def test_t4_between_states_the_nearest_taxable_value_leaves_the_tax(rate: str) -> None:
    """The tax is at most 0.70 paisa from the unrounded."""
    scale = scaled(Decimal(rate))
    whole = 1_000_000 + scale
    for price in range(1, 200_001):
        taxable, tax = inclusive_components(price, scale, 0, intra=False)
        if not (
            taxable == (2_000_000 * price + whole) // (2 * whole)
            and taxable + tax.igst_minor == price
            and -700_000 <= tax.igst_minor * 1_000_000 - taxable * scale <= 700_000
        ):
            pytest.fail(f"{price} paise at {rate} %: {taxable} and {tax.igst_minor}")


@pytest.mark.parametrize(
    ("rate", "cess"), [("28", "1"), ("28", "3"), ("28", "12"), ("28", "17"), ("28", "22"), ("28", "60"), ("40", "100")]
)
@pytest.mark.parametrize("intra", [True, False])
def test_t4_with_cess_the_price_is_hit_and_every_component_is_nearest_its_share(
    rate: str, cess: str, intra: bool
) -> None:
    """Each component is at most half a paisa from its exact share of the price, whatever the cess comes to."""
    scale, cess_scale = scaled(Decimal(rate)), scaled(Decimal(cess))
    whole = 1_000_000 + scale + cess_scale
    for price in range(1, 200_001, 7):
        taxable, tax = inclusive_components(price, scale, cess_scale, intra=intra)
        main, parts = (tax.cgst_minor, 2) if intra else (tax.igst_minor, 1)
        assert taxable + parts * main + tax.cess_minor == price
        assert tax.cgst_minor == tax.sgst_minor
        assert abs(2 * main * parts * whole - 2 * price * scale) <= parts * whole
        assert abs(2 * tax.cess_minor * whole - 2 * price * cess_scale) <= whole


@given(
    st.lists(lines, min_size=1, max_size=12),
    st.decimals("0", "100", places=2),
    st.booleans(),
    st.sampled_from(["intra", "inter"]),
)
def test_m4_components_sum_to_lines_and_lines_to_the_bill(
    asked: list[LineInput], percent: Decimal, rounds: bool, supplied: Any
) -> None:
    bill = price_bill(asked, currency="INR", discount_percent=percent, rounds_total=rounds, supplied=supplied)

    assert bill.taxable_minor + bill.tax_minor + bill.round_off_minor == bill.total_minor
    assert sum(tax.tax_minor for tax in bill.taxes) == bill.tax_minor
    assert abs(bill.round_off_minor) <= 50
    for one in bill.lines:
        assert one.gross_minor - one.discount_minor == one.taxable_minor
        assert one.cgst_minor + one.sgst_minor + one.igst_minor + one.cess_minor == one.tax_minor
        assert one.cgst_minor == one.sgst_minor and (supplied == "intra" or one.cgst_minor == 0)
        assert min(one.gross_minor, one.discount_minor, one.taxable_minor, one.tax_minor) >= 0
    for component in ("cgst", "sgst", "igst", "cess"):
        summed = sum(tax.tax_minor for tax in bill.taxes if tax.component == component.upper())
        assert summed == sum(getattr(one, f"{component}_minor") for one in bill.lines)


@given(st.lists(lines, min_size=1, max_size=8), st.decimals("0", "100", places=2))
def test_a_plain_tax_has_no_components(asked: list[LineInput], percent: Decimal) -> None:
    bill = price_bill(asked, currency="GBP", discount_percent=percent)

    assert {tax.component for tax in bill.taxes} <= {"TAX"}
    assert all(one.cgst_minor == one.igst_minor == one.cess_minor == 0 for one in bill.lines)
