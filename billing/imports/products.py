"""Products from a file, with the stock there is of them: known again by their stock code or barcode."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from billing.imports.columns import Column, Line
from billing.imports.kinds import Kept, Kind, Work, command_of, details_with
from billing.products import NewProduct, ProductDetails, enter_product, products, read_product, rewrite_product
from munim.database import business_of
from munim.money import minor_from

_KINDS: Final = {"goods": "goods", "product": "goods", "item": "goods", "service": "service", "services": "service", "rental": "rental", "hire": "rental"}  # fmt: skip
_TREATMENTS: Final = {"taxable": "taxable", "nil": "nil", "nil rated": "nil", "exempt": "exempt", "exempted": "exempt", "non gst": "non_gst", "non-gst": "non_gst"}  # fmt: skip
# units as other programs write them (the UQC of the GST portal among them), and as the books name them
_UNITS: Final = {
    "pieces": "pcs", "piece": "pcs", "pc": "pcs", "nos": "pcs", "no": "pcs", "numbers": "pcs", "unit": "pcs", "units": "pcs", "unt": "pcs",
    "kgs": "kg", "kilogram": "kg", "kilograms": "kg", "gms": "g", "gm": "g", "gram": "g", "grams": "g",
    "ltr": "l", "ltrs": "l", "litre": "l", "litres": "l", "liter": "l", "mtr": "m", "mtrs": "m", "metre": "m", "metres": "m",
    "boxes": "box", "bxs": "box",
}  # fmt: skip

COLUMNS: Final = (
    Column(field="sku", heading="SKU", type="digits", also=("Item Code", "Product Code", "Stock Code", "Code", "Item No", "Part No", "Article"), required=True, help="the stock code: what a second import knows it by", example="TEA-500"),
    Column(field="name", heading="Name", also=("Item Name", "Product Name", "Product", "Item", "Stock Item", "Description", "Particulars", "नाम"), required=True, help="as bills print it", example="Assam tea 500 g"),
    Column(field="price", heading="Price", type="number", also=("Selling Price", "Sale Price", "Sales Price", "Rate", "Unit Price", "MRP", "दर", "कीमत"), required=True, help="of one unit, at most 4 decimals", example="145.50"),
    Column(field="kind", heading="Kind", type="choice", also=("Type", "Item Type", "Product Type"), choices=_KINDS, help="goods, service or rental; empty: goods"),
    Column(field="barcode", heading="Barcode", type="digits", also=("EAN", "UPC", "Bar Code", "GTIN"), help="", example="8901030865237"),
    Column(field="category", heading="Category", also=("Group", "Stock Group", "Item Group", "Product Category"), help="made when it is new", example="Beverages"),
    Column(field="unit", heading="Unit", also=("UOM", "UQC", "Units", "Unit of Measure", "Base Unit"), help="a unit the shop has, such as pcs or kg; empty: pcs", example="pcs"),
    Column(field="hsn", heading="HSN/SAC", type="digits", also=("HSN", "SAC", "HSN Code", "HSN/SAC Code"), help="4, 6 or 8 digits", example="0902"),
    Column(field="price_includes_tax", heading="Price includes tax", type="flag", also=("Tax Inclusive", "Inclusive of Tax", "Inclusive"), help="yes or no; empty: no"),
    Column(field="cost", heading="Cost", type="number", also=("Purchase Price", "Cost Price", "Buying Price", "Purchase Rate", "Opening Rate"), help="of one unit before tax: opening stock is valued at it", example="110.00"),
    Column(field="tax_rate", heading="Tax %", type="percent", also=("GST %", "GST Rate", "Tax Rate", "GST", "Tax", "VAT %", "IGST %"), help="18 or 18%", example="5"),
    Column(field="tax_treatment", heading="Tax treatment", type="choice", also=("Taxability",), choices=_TREATMENTS, help="taxable, nil, exempt or non-GST; empty: taxable"),
    Column(field="cess_rate", heading="Cess %", type="percent", also=("Cess", "Cess Rate"), help=""),
    Column(field="tracks_stock", heading="Keeps stock", type="flag", also=("Track Stock", "Track Inventory", "Maintain Stock"), help="yes or no; empty: yes"),
    Column(field="allows_negative_stock", heading="May go below zero", type="flag", also=("Allow Negative Stock",), help="yes or no; empty: no"),
    Column(field="reorder_level", heading="Reorder level", type="number", also=("Low Stock", "Minimum Stock", "Min Stock", "Low Stock Alert", "Reorder Point"), help="", example="10"),
    Column(field="daily_rental_rate", heading="Daily rental rate", type="number", also=("Rent per Day", "Daily Rent"), help="of what is hired out"),
    Column(field="opening_stock", heading="Opening stock", type="number", also=("Opening Qty", "Opening Quantity", "Stock", "Quantity", "Qty", "Current Stock", "Closing Stock", "On Hand", "स्टॉक"), help="what there is today. Of new products alone", example="40"),
    Column(field="active", heading="Active", type="flag", help="yes or no; empty: yes"),
)  # fmt: skip


class ProductImport:
    """Adds products with their opening stock, and changes those that are there; their stock it leaves as it is."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._by_sku: dict[str, UUID] = {}
        self._by_barcode: dict[str, UUID] = {}
        self._lines: dict[UUID, int] = {}

    def prepare(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Read what products there are."""
        session = self._work.session
        here = products.c.business_id == business_of(session)
        for row in session.execute(sa.select(products.c.id, products.c.sku, products.c.barcode).where(here)):
            self._learn(row.id, row.sku, row.barcode)
        return lines

    def keep(self, line: Line) -> Kept:
        """Add a product, or change or skip the one that is there."""
        work, values = self._work, _commanded(line.values)
        name = f"{values['sku']} {values['name']}"
        found = self._by_sku.get(values["sku"].lower()) or self._by_barcode.get(values.get("barcode", ""))
        if found is not None and found in self._lines:
            return Kept("skipped", name, f"line {self._lines[found]} is the same product")
        if found is None:
            command = command_of(values, NewProduct)
            found = enter_product(work.session, command, at=work.at)
            self._lines[found] = line.number
            self._learn(found, command.sku, command.barcode)
            worth = command.opening_stock * (command.cost or 0)
            return Kept("added", name, amount_minor=minor_from(worth, work.business.currency))
        self._lines[found] = line.number
        if not work.updates:
            return Kept("skipped", name, "this product is there already")
        before = read_product(work.session, found)
        _, after = rewrite_product(work.session, found, details_with(before, values, ProductDetails), at=work.at)
        if details_with(after, {}, ProductDetails) == details_with(before, {}, ProductDetails):
            return Kept("skipped", name, "nothing of this product differs")
        self._learn(found, after.sku, after.barcode)
        return Kept("changed", name)

    def _learn(self, product_id: UUID, sku: str, barcode: str | None) -> None:
        self._by_sku[sku.lower()] = product_id
        if barcode:
            self._by_barcode[barcode] = product_id


def _commanded(values: dict[str, Any]) -> dict[str, Any]:
    out = dict(values)
    if "unit" in out:
        out["unit"] = _UNITS.get(out["unit"].casefold().rstrip("."), out["unit"])
    if not out.get("cost", Decimal(1)):
        del out["cost"]  # nought in a column of costs is how other programs write that nobody knows
    return out


PRODUCTS: Final = Kind(name="products", title="Products and opening stock", columns=COLUMNS, begin=ProductImport)
