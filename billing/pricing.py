"""Pricing a bill: what each line and the whole come to. Pure: values in, values out.

A price is before or including tax; a discount is taken off as written, before the tax is worked out. Every
amount is rounded half up once, where it is made (RULES M2, M3): line value = round(quantity x price - discount).
What a line's tax is made of follows from the supply: one plain tax, or under GST its components (``components_of``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Final, Literal, Protocol

import msgspec

from munim.errors import Invalid
from munim.money import MAX_MINOR, check_percent, exponent, minor_from, parse_minor, round_half_up, split

Supplied = Literal["intra", "inter"] | None
"""How a bill is taxed: intra-state (CGST and SGST), inter-state (IGST), or None: one plain tax."""


class LineInput(msgspec.Struct, frozen=True):
    """One line as asked: quantity, rates, and its discount in per cent of the line or as an amount (not both)."""

    quantity: Decimal
    unit_price: Decimal
    price_includes_tax: bool
    tax_rate: Decimal
    discount_percent: Decimal = Decimal(0)
    discount: Decimal | None = None
    cess_rate: Decimal = Decimal(0)


class Tax(msgspec.Struct, frozen=True):
    """The tax of one line: the whole, and under GST what it is made of; a plain tax has no components."""

    tax_minor: int
    cgst_minor: int = 0
    sgst_minor: int = 0
    igst_minor: int = 0
    cess_minor: int = 0

    @classmethod
    def of_halves(cls, half_minor: int, cess_minor: int = 0) -> Tax:
        """Within a state: CGST = SGST always (RULES T1)."""
        return cls(2 * half_minor + cess_minor, half_minor, half_minor, 0, cess_minor)

    @classmethod
    def of_igst(cls, igst_minor: int, cess_minor: int = 0) -> Tax:
        """Between states."""
        return cls(igst_minor + cess_minor, 0, 0, igst_minor, cess_minor)


class PricedLine(msgspec.Struct, frozen=True):
    """gross - discount = taxable, taxable + tax = total, all before tax but the last; components as in ``Tax``."""

    gross_minor: int
    discount_minor: int
    taxable_minor: int
    tax_minor: int
    total_minor: int
    cgst_minor: int = 0
    sgst_minor: int = 0
    igst_minor: int = 0
    cess_minor: int = 0


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


_WHOLE = 1_000_000  # a hundred per cent, in the ten-thousandths that a rate is kept in
_KEPT_RATE: Final = Decimal("0.0001")  # as the column keeps it: a summary reads the same when it is made and ever after


def scaled(rate: Decimal) -> int:
    """A rate in ten-thousandths of a per cent: ``scaled(Decimal("2.5")) == 25_000``; rates have at most four decimals."""
    return int(rate.scaleb(4))


def components_of(
    value_minor: int, rate: Decimal, cess_rate: Decimal, *, intra: bool, inclusive: bool
) -> tuple[int, Tax]:
    """(taxable, its tax) of a value under GST, before or including tax; inclusive parts sum to the value exactly.

    Before tax, each component is worked out on the taxable value, half up, each half at half the rate (RULES T1).
    """
    if inclusive:
        return inclusive_components(value_minor, scaled(rate), scaled(cess_rate), intra=intra)
    cess = _half_up(value_minor * scaled(cess_rate), _WHOLE)
    if intra:
        return value_minor, Tax.of_halves(_half_up(value_minor * scaled(rate), 2 * _WHOLE), cess)
    return value_minor, Tax.of_igst(_half_up(value_minor * scaled(rate), _WHOLE), cess)


def inclusive_components(gross_minor: int, rate: int, cess_rate: int, *, intra: bool) -> tuple[int, Tax]:
    """(taxable, its tax) of a price that includes tax, rates ``scaled``: the parts sum to the price exactly (RULES T4).

    Each component is the nearest paisa to its exact share of the price, and the taxable value is what they leave; a tie
    goes to the taxable value. For two halves that is the rule of T4: a taxable value at an even distance from the price
    is one whose distance is two equal halves, and the nearest such is where the half is nearest to its exact share,
    price x rate / (200 + 2 rate). For IGST it is the nearest taxable value with the tax as the remainder. A cess is one
    more share beside them, so it never disturbs the halves: on their own they are even whatever it comes to.
    """
    whole = _WHOLE + rate + cess_rate
    cess = _half_down(gross_minor * cess_rate, whole) if cess_rate else 0
    if intra:
        tax = Tax.of_halves(_half_down(gross_minor * rate, 2 * whole), cess)
    else:
        tax = Tax.of_igst(_half_down(gross_minor * rate, whole), cess)
    return gross_minor - tax.tax_minor, tax


def _half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number to a fraction that is not negative, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def _half_down(numerator: int, denominator: int) -> int:
    """The nearest whole number to a fraction that is not negative, halves down."""
    return (2 * numerator + denominator - 1) // (2 * denominator)


def carry_forward(exact: Iterable[Decimal]) -> list[int]:
    """Whole amounts for exact ones, each rounding error carried into the next, so that they sum to the rounded sum.

    For tax that is rounded by document and shown by item (RULES T3, India Compliance's method): what the first so many
    items show is always the rounded sum of their exact taxes.
    """
    upto = [round_half_up(total) for total in accumulate(exact)]
    return [now - before for before, now in zip([0, *upto], upto, strict=False)]


def price_bill(
    lines: Sequence[LineInput],
    *,
    currency: str,
    discount: Decimal | None = None,
    discount_percent: Decimal = Decimal(0),
    rounds_total: bool = False,
    supplied: Supplied = None,
) -> PricedBill:
    """Price every line, spread the bill's own discount over them by largest remainder, sum, and round the total off.

    Raises ``Invalid`` naming the field when a discount is larger than what it is taken off.
    """
    values = [_line_value(line, n, currency) for n, line in enumerate(lines)]
    after = [written - off for written, off in values]
    whole = _bill_discount(sum(after), discount, discount_percent, currency)
    shares = split(whole, after) if whole else [0] * len(after)
    priced = tuple(
        _price(line, written, off + share, supplied)
        for line, (written, off), share in zip(lines, values, shares, strict=True)
    )
    exact = sum(line.total_minor for line in priced)
    total = _whole_units(exact, currency) if rounds_total else exact
    return PricedBill(
        lines=priced,
        taxes=summarise(
            ((line.tax_rate, line.cess_rate, one) for line, one in zip(lines, priced, strict=True)), supplied
        ),
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


def _price(line: LineInput, written: int, off: int, supplied: Supplied) -> PricedLine:
    taxable, tax = _taxed(line, written - off, supplied)
    # of an inclusive price the gross and so the discount too are shown before tax: gross - discount is what is taxed
    # (one paisa more of a price may be two more of tax, so a small discount can leave a taxable value no smaller)
    gross = max(_taxed(line, written, supplied)[0], taxable)
    return PricedLine(
        gross, gross - taxable, taxable, tax.tax_minor, taxable + tax.tax_minor,
        tax.cgst_minor, tax.sgst_minor, tax.igst_minor, tax.cess_minor,
    )  # fmt: skip


def _taxed(line: LineInput, value_minor: int, supplied: Supplied) -> tuple[int, Tax]:
    if supplied is None:
        taxable, tax = tax_of(value_minor, line.tax_rate, inclusive=line.price_includes_tax)
        return taxable, Tax(tax)
    return components_of(
        value_minor, line.tax_rate, line.cess_rate, intra=supplied == "intra", inclusive=line.price_includes_tax
    )


class TaxedLine(Protocol):
    """A line whose tax is worked out: of a bill to be, or of one that stands."""

    @property
    def taxable_minor(self) -> int: ...
    @property
    def tax_minor(self) -> int: ...
    @property
    def cgst_minor(self) -> int: ...
    @property
    def sgst_minor(self) -> int: ...
    @property
    def igst_minor(self) -> int: ...
    @property
    def cess_minor(self) -> int: ...


def summarise(lines: Iterable[tuple[Decimal, Decimal, TaxedLine]], supplied: Supplied) -> tuple[TaxLine, ...]:
    """The tax summary of lines, each with its rate and its rate of cess: one row per component and rate of its own.

    Half the rate for CGST and for SGST; the rows of a component sum to that component of the lines.
    """
    rows: dict[tuple[str, Decimal], list[int]] = {}

    def add(component: str, rate: Decimal, taxable: int, tax: int) -> None:
        if rate:
            sums = rows.setdefault((component, rate.quantize(_KEPT_RATE)), [0, 0])
            sums[0] += taxable
            sums[1] += tax

    for rate, cess_rate, line in lines:
        taxable = line.taxable_minor
        if supplied is None:
            add("TAX", rate, taxable, line.tax_minor)
            continue
        if supplied == "intra":
            add("CGST", rate / 2, taxable, line.cgst_minor)
            add("SGST", rate / 2, taxable, line.sgst_minor)
        else:
            add("IGST", rate, taxable, line.igst_minor)
        add("CESS", cess_rate, taxable, line.cess_minor)
    return tuple(TaxLine(component, rate, *sums) for (component, rate), sums in sorted(rows.items()))


def _whole_units(minor: int, currency: str) -> int:
    one: int = 10 ** exponent(currency)
    return round_half_up(Decimal(minor) / one) * one
