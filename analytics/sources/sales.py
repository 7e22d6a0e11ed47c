"""Sources of what was sold: lines, their tax, and the documents they stand on."""

from __future__ import annotations

from typing import Final

from analytics.sources.readings import COUNTER, CUSTOMER, HOUR, STAFF, document
from analytics.sources.source import Reading, Source

# a document of the day it was issued, and its opposite of the day it was cancelled
_ISSUED_AND_CANCELLED: Final = """
SELECT {columns}, business_date, hour, 1 AS counted FROM bills WHERE {kinds}
UNION ALL
SELECT {columns}, cancelled_date, COALESCE(cancelled_hour, hour), -1 FROM bills WHERE {kinds} AND status = 'cancelled'
"""
_HEADER: Final = "bill_id, kind, number, customer_id, customer_name, country, place_of_supply, recipient, staff_id, staff_name, series"
_AMOUNTS: Final = "taxable_minor, charges_minor, round_off_minor, total_minor"

OF_A_BILL: Final = CUSTOMER | {
    "country": Reading(("t.country",)),
    "place_of_supply": Reading(("t.place_of_supply",)),
    "recipient": Reading(("t.recipient",)),
    "staff": STAFF,
    "counter": COUNTER,
    "hour": HOUR,
    "bill": Reading(("t.bill_id",), label="t.number"),
    **document("t.bill_id", "t.number", "t.kind"),
}

OF_A_LINE: Final = CUSTOMER | {
    "hour": HOUR,
    "city": Reading(("t.customer_city",)),
    "country": Reading(("t.country",)),
    "place_of_supply": Reading(("t.place_of_supply",)),
    "recipient": Reading(("bills.recipient",), joins=("bills",)),
    "staff": STAFF,
    "counter": COUNTER,
    "bill": Reading(("t.bill_id",), label="t.bill_number"),
    # a line written by hand has no product: it groups by its words
    "product": Reading(("t.product_id", "CASE WHEN t.product_id IS NULL THEN t.product_name END"), label="t.product_name"),
    "category": Reading(("t.category_name",)),
    "product_kind": Reading(("t.product_kind",)),
    "hsn": Reading(("t.hsn",)),
    "tax_rate": Reading(("t.tax_rate",)),
    "tax_treatment": Reading(("t.tax_treatment",)),
    **document("t.bill_id", "t.bill_number", "bills.kind"),
    "document_kind": Reading(("bills.kind",), joins=("bills",)),
}  # fmt: skip

OF_A_DOCUMENT: Final = {
    **{slug: OF_A_LINE[slug] for slug in ("customer", "hour", "city", "country", "staff", "counter", "bill")},
    **document("t.bill_id", "t.bill_number", "t.kind"),
}

OF_A_PRODUCT: Final = {slug: OF_A_LINE[slug] for slug in ("product", "category", "product_kind")}

_LINE_OF_TAX: Final = """
line_id, entry, business_date, hour, bill_id, bill_number, customer_id, customer_name, customer_city, country, place_of_supply, staff_id,
staff_name, series, product_id, product_name, category_name, product_kind, hsn, tax_rate, tax_treatment
"""

_OF_A_PRODUCTS_LINES: Final = """
line_id, entry, business_date, product_id, product_name, category_name, product_kind, quantity, net_minor, tax_minor, total_minor, cost_minor,
CASE WHEN cost_minor IS NULL THEN 0 ELSE net_minor END AS costed_net_minor,
CASE WHEN entry = 'return' OR (entry = 'cancellation' AND quantity > 0) THEN 0 ELSE quantity END AS sold_quantity,
CASE WHEN entry = 'return' OR (entry = 'cancellation' AND quantity > 0) THEN 0 ELSE gross_minor END AS sold_gross_minor,
CASE WHEN entry = 'return' OR (entry = 'cancellation' AND quantity > 0) THEN 0 ELSE discount_minor END AS sold_discount_minor,
CASE WHEN entry = 'return' OR (entry = 'cancellation' AND quantity > 0) THEN -net_minor ELSE 0 END AS returned_minor
"""
# the days before the whole months of a period, these, and the days after them
_MONTHS_AND_DAYS: Final = f"""
SELECT 0 AS line_id, 'month' AS entry, month, product_id, product_name, category_name, product_kind, quantity, net_minor, tax_minor,
       total_minor, cost_minor, costed_net_minor, sold_quantity, sold_gross_minor, sold_discount_minor, returned_minor
FROM monthly_product_sales WHERE month >= $whole_start AND month < $whole_end
UNION ALL
SELECT {_OF_A_PRODUCTS_LINES} FROM sales WHERE business_date >= $start AND business_date < $whole_start
UNION ALL
SELECT {_OF_A_PRODUCTS_LINES} FROM sales WHERE business_date >= $whole_end AND business_date < $end
"""

SOURCES_OF_SALES: Final = (
    Source("daily_sales", "daily_sales", {"hour": HOUR}, key=("business_date", "hour")),
    # what a document's lines come to: a twentieth of their rows, for every split that is not of a line's own
    Source("sales_documents", "sales_documents", OF_A_DOCUMENT, key=("bill_id", "entry")),
    # what a product's lines of a month come to, for periods of whole months
    Source("monthly_product_sales", "SELECT *, month AS business_date FROM monthly_product_sales", OF_A_PRODUCT, key=("month", "product_id", "product_name"), months=True, whole=True),
    # the same for other periods that hold a month: the days of their ends are read line by line
    Source("product_sales", _MONTHS_AND_DAYS, OF_A_PRODUCT, key=("line_id", "entry", "month", "product_id", "product_name"), known="within", split=True),
    # bills are few beside their lines: counting them here spares telling a million line's bills apart
    Source(
        "invoices",
        _ISSUED_AND_CANCELLED.format(columns=f"{_HEADER}, status, discount_minor", kinds="kind = 'invoice'"),
        OF_A_BILL,
        key=("bill_id", "counted"),
    ),
    Source(
        "credit_notes",
        _ISSUED_AND_CANCELLED.format(columns=_HEADER, kinds="kind = 'credit_note'"),
        OF_A_BILL,
        key=("bill_id", "counted"),
    ),
    Source(
        "quotations",
        """
        SELECT bills.*, NOT made.quotation_id IS NULL AS converted
        FROM bills
        LEFT JOIN (SELECT DISTINCT quotation_id FROM bills WHERE kind = 'invoice' AND status = 'issued') AS made ON made.quotation_id = bills.bill_id
        WHERE bills.kind = 'quotation' AND bills.status = 'issued'
        """,
        OF_A_BILL,
        key=("bill_id",),
    ),
    # invoices and debit notes less credit notes, with what a bill has besides its lines
    Source(
        "documents",
        f"""
        SELECT signed.*, counted * CASE WHEN kind = 'credit_note' THEN -1 ELSE 1 END AS sign
        FROM ({_ISSUED_AND_CANCELLED.format(columns=f"{_HEADER}, {_AMOUNTS}", kinds="kind IN ('invoice', 'debit_note', 'credit_note')")}) AS signed
        """,
        OF_A_BILL,
        key=("bill_id", "counted"),
    ),
    Source(
        "cancellations",
        f"SELECT {_HEADER}, {_AMOUNTS}, COALESCE(cancelled_hour, hour) AS hour, cancelled_date AS business_date FROM bills WHERE kind = 'invoice' AND status = 'cancelled'",
        {slug: reading for slug, reading in OF_A_BILL.items() if slug != "staff"},  # who issued it need not be who cancelled it
        key=("bill_id",),
    ),
    Source("sales", "sales", OF_A_LINE, key=("line_id", "entry")),
    # one row for each component of a line's tax, so that tax can be split by component
    Source(
        "sales_taxes",
        "\nUNION ALL\n".join(
            f"SELECT {_LINE_OF_TAX}, '{component}' AS component, {amount} AS tax_minor FROM sales WHERE {amount} <> 0"
            for component, amount in (
                ("CGST", "cgst_minor"),
                ("SGST", "sgst_minor"),
                ("IGST", "igst_minor"),
                ("CESS", "cess_minor"),
                ("TAX", "tax_minor - cgst_minor - sgst_minor - igst_minor - cess_minor"),
            )
        ),
        OF_A_LINE | {"tax_component": Reading(("t.component",))},
        key=("line_id", "entry", "component"),
    ),
)  # fmt: skip
