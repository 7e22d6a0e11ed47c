"""How the GSTR-1 file writes amounts, dates and the tax of one rate (RULES G1): what all its sections share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from billing.returns.rows import Filed, RateValue
from munim.money import round_half_up


class Shape(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """A shape of the file: what is left out of it has its default."""


# -- amounts and dates ----------------------------------------------------------------------------


def rupees(minor: int) -> Decimal:
    """Paise as the file writes them: 12345 is 123.45."""
    return Decimal(minor).scaleb(-2)


def paise(rupees: Decimal) -> int:
    """And read back; another program may have written more decimals, which are rounded half up."""
    return round_half_up(rupees.scaleb(2))


def written(day: date) -> str:
    """A day as the file writes it: ``03-10-2026``."""
    return f"{day.day:02d}-{day.month:02d}-{day.year}"


def read_day(text: str) -> date:
    """And read back."""
    return date(int(text[6:]), int(text[3:5]), int(text[:2]))


# -- the tax of a document, rate by rate --------------------------------------------------------------


class ItemDetail(Shape, kw_only=True):
    """Rate, taxable value, and the tax by component."""

    rt: Decimal
    txval: Decimal
    iamt: Decimal
    camt: Decimal
    samt: Decimal
    csamt: Decimal


class Item(Shape, kw_only=True):
    num: int
    itm_det: ItemDetail


class IntegratedDetail(Shape, kw_only=True):
    """Of a section that is inter-state throughout."""

    rt: Decimal
    txval: Decimal
    iamt: Decimal
    csamt: Decimal


class IntegratedItem(Shape, kw_only=True):
    num: int
    itm_det: IntegratedDetail


def detail_of(value: RateValue) -> ItemDetail:
    """The value at one rate as the file writes it."""
    return ItemDetail(
        rt=value.rate,
        txval=rupees(value.taxable_minor),
        iamt=rupees(value.igst_minor),
        camt=rupees(value.cgst_minor),
        samt=rupees(value.sgst_minor),
        csamt=rupees(value.cess_minor),
    )


def integrated_of(value: RateValue) -> IntegratedDetail:
    """The same where the supply is inter-state throughout."""
    return IntegratedDetail(
        rt=value.rate,
        txval=rupees(value.taxable_minor),
        iamt=rupees(value.igst_minor),
        csamt=rupees(value.cess_minor),
    )


def items_of(filed: Filed) -> tuple[Item, ...]:
    """A document's rates, numbered."""
    return tuple(Item(num=n, itm_det=detail_of(value)) for n, value in enumerate(filed.rates, 1))


def integrated_items(filed: Filed) -> tuple[IntegratedItem, ...]:
    """The same where the supply is inter-state throughout."""
    return tuple(IntegratedItem(num=n, itm_det=integrated_of(value)) for n, value in enumerate(filed.rates, 1))


def value_of(detail: ItemDetail) -> RateValue:
    """What ``detail_of`` wrote."""
    return RateValue(detail.rt, *map(paise, (detail.txval, detail.iamt, detail.camt, detail.samt, detail.csamt)))


def integrated_value(detail: IntegratedDetail) -> RateValue:
    """What ``integrated_of`` wrote."""
    return RateValue(detail.rt, paise(detail.txval), igst_minor=paise(detail.iamt), cess_minor=paise(detail.csamt))
