"""Pricing a bill: what each line and the whole come to. Pure: values in, values out.

A price is before or including tax; a discount is taken off as written, before the tax is worked out. Every
amount is rounded half up once, where it is made (RULES M2, M3): line value = round(quantity x price - discount).
Later kinds of tax (components, parity of halves) take the place of ``tax_of``; the rest stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from munim.errors import Invalid
from munim.money import MAX_MINOR, check_percent, exponent, minor_from, parse_minor, round_half_up, split


class LineInput(msgspec.Struct, frozen=True):
    """One line as asked: quantity, rate, and its discount in per cent of the line or as an amount (not both)."""

    quantity: Decimal
    unit_price: Decimal
    price_includes_tax: bool
    tax_rate: Decimal
    discount_percent: Decimal = Decimal(0)
    discount: Decimal | None = None


class PricedLine(msgspec.Struct, frozen=True):
    """gross - discount = taxable, taxable + tax = total, all before tax but the last."""

    gross_minor: int
    discount_minor: int
    taxable_minor: int
    tax_minor: int
    total_minor: int


class TaxLine(msgspec.Struct, frozen=True):
    """The tax of one component and rate over a whole bill."""

    component: str
    rate: Decimal
    taxable_minor: int
    tax_minor: int


class PricedBill(msgspec.Struct, frozen=True):
    """The lines, the tax summary and the sums; taxable + tax + round_off = total (M4)."""

    lines: tuple[PricedLine, ...]
    taxes: tuple[TaxLine, ...]
    gross_minor: int
    discount_minor: int
    taxable_minor: int
    tax_minor: int
    round_off_minor: int
    total_minor: int


def tax_of(value_minor: int, rate: Decimal, *, inclusive: bool) -> tuple[int, int]:
    """(taxable, tax) of a value before or including tax at ``rate`` per cent, half up; inclusive parts sum to the value."""
    if inclusive:
        taxable = round_half_up(Decimal(value_minor) * 100 / (100 + rate))
        return taxable, value_minor - taxable
    return value_minor, round_half_up(Decimal(value_minor) * rate / 100)


def price_bill(
    lines: Sequence[LineInput],
    *,
    currency: str,
    discount: Decimal | None = None,
    discount_percent: Decimal = Decimal(0),
    rounds_total: bool = False,
) -> PricedBill:
    """Price every line, spread the bill's own discount over them by largest remainder, sum, and round the total off.

    Raises ``Invalid`` naming the field when a discount is larger than what it is taken off.
    """
    values = [_line_value(line, n, currency) for n, line in enumerate(lines)]
    after = [written - off for written, off in values]
    whole = _bill_discount(sum(after), discount, discount_percent, currency)
    shares = split(whole, after) if whole else [0] * len(after)
    priced = tuple(
        _price(line, written, off + share) for line, (written, off), share in zip(lines, values, shares, strict=True)
    )
    exact = sum(line.total_minor for line in priced)
    total = _whole_units(exact, currency) if rounds_total else exact
    return PricedBill(
        lines=priced,
        taxes=_summary(lines, priced),
        gross_minor=sum(line.gross_minor for line in priced),
        discount_minor=sum(line.discount_minor for line in priced),
        taxable_minor=sum(line.taxable_minor for line in priced),
        tax_minor=sum(line.tax_minor for line in priced),
        round_off_minor=total - exact,
        total_minor=total,
    )


def _line_value(line: LineInput, index: int, currency: str) -> tuple[int, int]:
    """(value, discount) of a line in the terms its price is written in, with or without tax."""
    written = minor_from(line.quantity * line.unit_price, currency)
    field = f"lines[{index}].discount"
    check_percent(line.discount_percent, f"{field}_percent")
    if line.discount is not None and line.discount_percent:
        raise Invalid("give a discount as an amount or in per cent, not both", field=field)
    if written > MAX_MINOR:
        raise Invalid("a line comes to more than any amount Munim keeps", field=f"lines[{index}].quantity")
    if line.discount is None:
        # taken from the unrounded value: the line is rounded once
        kept = minor_from(line.quantity * line.unit_price * (100 - line.discount_percent) / 100, currency)
        return written, written - kept
    off = parse_minor(line.discount, currency, field=field)
    if not 0 <= off <= written:
        raise Invalid("a discount is between zero and the line's value", field=field)
    return written, off


def _bill_discount(value_minor: int, discount: Decimal | None, percent: Decimal, currency: str) -> int:
    check_percent(percent, "discount_percent")
    if discount is not None and percent:
        raise Invalid("give a discount as an amount or in per cent, not both", field="discount")
    off = (
        round_half_up(value_minor * percent / 100)
        if discount is None
        else parse_minor(discount, currency, field="discount")
    )
    if not 0 <= off <= value_minor:
        raise Invalid("a discount is between zero and the bill's value", field="discount")
    return off


def _price(line: LineInput, written: int, off: int) -> PricedLine:
    taxable, tax = tax_of(written - off, line.tax_rate, inclusive=line.price_includes_tax)
    # of an inclusive price the gross and so the discount too are shown before tax: gross - discount is what is taxed
    gross, _ = tax_of(written, line.tax_rate, inclusive=line.price_includes_tax)
    return PricedLine(gross, gross - taxable, taxable, tax, taxable + tax)


def _summary(lines: Sequence[LineInput], priced: Sequence[PricedLine]) -> tuple[TaxLine, ...]:
    taxable: dict[Decimal, int] = {}
    tax: dict[Decimal, int] = {}
    for line, result in zip(lines, priced, strict=True):
        rate = line.tax_rate.normalize()
        taxable[rate] = taxable.get(rate, 0) + result.taxable_minor
        tax[rate] = tax.get(rate, 0) + result.tax_minor
    return tuple(TaxLine("TAX", rate, taxable[rate], tax[rate]) for rate in sorted(taxable) if rate)


def _whole_units(minor: int, currency: str) -> int:
    one: int = 10 ** exponent(currency)
    return round_half_up(Decimal(minor) / one) * one
