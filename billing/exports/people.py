"""The part of an export for people: customers, suppliers, products, bills and payments with names and amounts in currency."""

from __future__ import annotations

from typing import Final

from psycopg import sql

# A spreadsheet takes text that begins like this for a formula: a leading quote disarms it.
_SAFE: Final = "CASE WHEN left({0}, 1) IN ('=', '+', '-', '@') THEN '''' || {0} ELSE {0} END"


def _safe(column: str) -> str:
    return _SAFE.format(column)


# {amount} divides minor units by the currency's; each is one SELECT, in an order of its own.
_SHEETS: Final = {
    "customers": f"""SELECT {_safe("c.name")} AS name, {_safe("c.reference")} AS reference, c.phone, c.email, c.gstin, {_safe("c.city")} AS city,
        round(b.balance_minor {{by}}) AS owes
        FROM customers c JOIN customer_balances b ON b.business_id = c.business_id AND b.customer_id = c.id
        WHERE c.business_id = {{here}} ORDER BY c.name COLLATE "C", c.id""",
    "suppliers": f"""SELECT {_safe("s.name")} AS name, s.phone, s.email, s.gstin, {_safe("s.city")} AS city, round(b.balance_minor {{by}}) AS is_owed
        FROM suppliers s JOIN supplier_balances b ON b.business_id = s.business_id AND b.supplier_id = s.id
        WHERE s.business_id = {{here}} ORDER BY s.name COLLATE "C", s.id""",
    "products": f"""SELECT {_safe("p.sku")} AS sku, {_safe("p.name")} AS name, p.barcode, p.kind, u.code AS unit, p.hsn, p.price, p.cost, p.tax_rate, l.on_hand,
        round(l.value_minor {{by}}) AS stock_value
        FROM products p LEFT JOIN units u ON u.business_id = p.business_id AND u.id = p.unit_id
        LEFT JOIN stock_levels l ON l.business_id = p.business_id AND l.product_id = p.id
        WHERE p.business_id = {{here}} ORDER BY p.name COLLATE "C", p.id""",
    "bills": f"""SELECT b.number, b.document, b.status, b.business_date, b.due_date, {_safe("c.name")} AS customer, round(b.taxable_minor {{by}}) AS taxable,
        round(b.tax_minor {{by}}) AS tax, round(b.total_minor {{by}}) AS total, round((b.allocated_minor + b.credited_minor) {{by}}) AS settled
        FROM bills b JOIN customers c ON c.business_id = b.business_id AND c.id = b.customer_id
        WHERE b.business_id = {{here}} AND b.number IS NOT NULL ORDER BY b.business_date, b.number COLLATE "C", b.id""",
    "payments": f"""SELECT p.number, p.direction, p.status, p.business_date, {_safe("c.name")} AS customer, p.method, {_safe("p.reference")} AS reference,
        round(p.amount_minor {{by}}) AS amount, round((p.amount_minor - p.allocated_minor - p.refunded_minor) {{by}}) AS unused
        FROM payments p JOIN customers c ON c.business_id = p.business_id AND c.id = p.customer_id
        WHERE p.business_id = {{here}} ORDER BY p.business_date, p.number COLLATE "C", p.id""",
}  # fmt: skip


def sheets(business_id: int, places: int) -> dict[str, sql.Composed]:
    """The queries of the sheets, by name. ``places``: decimals of the currency."""
    by = sql.SQL("/ 10::numeric ^ {places}, {places}").format(places=sql.Literal(places))
    return {name: sql.SQL(query).format(here=sql.Literal(business_id), by=by) for name, query in _SHEETS.items()}


def readme(name: str, made_on: str, revision: str) -> str:
    """What is in the archive, in words."""
    return f"""The books of {name}, whole, as they stood on {made_on}.

for-people/   Customers, suppliers, products, bills and payments as sheets, with names and amounts in currency.
              Open them in any spreadsheet. Nothing is ever read back from them.
tables/       Every table of the books as CSV (UTF-8; an empty cell is no value, "" is empty text). Amounts end in _minor
              and are whole paise or pence; instants are in UTC; bytes are hexadecimal behind \\x.
files/        Papers and pictures, each named by its id in tables/files.csv, which has their own names.
manifest.json What each part holds: rows, bytes, SHA-256; what the books come to; what was left out, and why.

A fresh business is made from this file by:   munim business import FILE.zip --owner EMAIL
It needs a Munim whose books are at revision {revision}, and proves to the paisa that it brought what is here.

Bank and identity numbers are in tables/sealed_numbers.csv only sealed: they open with the key they were sealed with
(MUNIM_SEALING_KEYS or MUNIM_SECRET_KEY of the Munim this comes from; manifest.json has the ids of the keys). Passwords,
sessions and keys to payment gateways are not in this file.

Keep it as you would keep the books: it names your customers and what they owe.
"""
