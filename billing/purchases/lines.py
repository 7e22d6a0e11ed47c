"""A line of goods or services as it is bought: what was asked, completed from the product. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from uuid import UUID

import msgspec

from billing.products import Product
from billing.units import ONE, in_own_unit
from munim.errors import Invalid
from munim.money import MAX_MINOR, check_decimals, check_percent, minor_from
from munim.text import Line, ShortCode

MAX_LINES: Final = 500
ZERO: Final = Decimal(0)

# -- commands ----------------------------------------------------------------------------------------


class BoughtLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Goods or services to buy: a product, or words. ``unit_price`` before tax, with up to four decimals.

    Left out, price and tax rate are the product's cost and rate. ``unit``: one that the product is sold in, such as a box.
    """

    product_id: UUID | None = None
    description: Line | None = None
    quantity: Decimal = Decimal(1)
    unit: ShortCode | None = None
    unit_price: Decimal | None = None
    tax_rate: Decimal | None = None


# -- rules -------------------------------------------------------------------------------------------


class CompleteLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line with nothing open any more. ``stocked``: its product keeps stock."""

    product_id: UUID | None
    description: str
    quantity: Decimal
    unit: str | None
    unit_factor: Decimal
    unit_price: Decimal
    tax_rate: Decimal
    value_minor: int
    stocked: bool


def product_ids(lines: Collection[BoughtLine]) -> set[UUID]:
    """The products that the lines name."""
    return {line.product_id for line in lines if line.product_id}


def complete_lines(
    lines: Sequence[BoughtLine], products: Mapping[UUID, Product], currency: str, *, field: str = "lines"
) -> list[CompleteLine]:
    """The lines with what their products fill in. Raises ``Invalid`` naming the line and field."""
    if not 1 <= len(lines) <= MAX_LINES:
        raise Invalid(f"there are 1 to {MAX_LINES} lines", field=field)
    return [
        _complete(line, products[line.product_id] if line.product_id else None, currency, f"{field}[{n}]")
        for n, line in enumerate(lines)
    ]


def _complete(line: BoughtLine, product: Product | None, currency: str, at: str) -> CompleteLine:
    if product is None and not (line.description or "").strip():
        raise Invalid("a line without a product needs a description", field=f"{at}.description")
    unit, factor = _unit(line, product, at)
    price = line.unit_price
    if price is None and product is not None and product.cost is not None:
        price = (product.cost * factor).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    if price is None:
        raise Invalid("say the unit_price: no cost of it is known", field=f"{at}.unit_price")
    rate = line.tax_rate if line.tax_rate is not None else product.tax_rate if product else ZERO
    check_decimals(line.quantity, 3, f"{at}.quantity", positive=True)
    in_own_unit(line.quantity, factor, f"{at}.quantity")
    check_decimals(price, 4, f"{at}.unit_price")
    check_percent(rate, f"{at}.tax_rate")
    return CompleteLine(
        product_id=line.product_id,
        description=line.description or (product.name if product else ""),
        # as the columns keep them, so that a document reads the same when it is made and ever after
        quantity=line.quantity.quantize(Decimal("0.001")),
        unit=unit,
        unit_factor=factor,
        unit_price=price.quantize(Decimal("0.0001")),
        tax_rate=rate.quantize(Decimal("0.0001")),
        value_minor=value_of(line.quantity, price, currency, at),
        stocked=product is not None and product.tracks_stock,
    )


def _unit(line: BoughtLine, product: Product | None, at: str) -> tuple[str | None, Decimal]:
    """The line's unit, and how many of the product's own one of it is. Raises ``Invalid`` for one it is not counted in."""
    if product is None or line.unit is None or line.unit.lower() == product.unit.lower():
        return line.unit or (product.unit if product else None), ONE
    for one in product.units:
        if one.unit.lower() == line.unit.lower():
            return one.unit, one.factor
    raise Invalid(f"{product.name} is not counted in {line.unit}", field=f"{at}.unit")


def value_of(quantity: Decimal, unit_price: Decimal, currency: str, at: str) -> int:
    """What a line comes to before tax, rounded half up once. Raises ``Invalid`` past any amount Munim keeps."""
    value = minor_from(quantity * unit_price, currency)
    if value > MAX_MINOR:
        raise Invalid("a line comes to more than any amount Munim keeps", field=f"{at}.quantity")
    return value
