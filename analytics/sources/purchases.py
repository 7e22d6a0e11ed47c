"""Sources of what was bought and spent: suppliers' bills, goods sent back, payments to suppliers, expenses, the ledger."""

from __future__ import annotations

from typing import Final

from analytics.sources.readings import ACCOUNT, AGEING, PRODUCT, STAFF, SUPPLIER, document
from analytics.sources.source import Reading, Source

_OF_A_LINE: Final = {
    **PRODUCT,
    # an expense or service has no product: it groups by its words
    "product": Reading(
        ("t.product_id", "CASE WHEN t.product_id IS NULL THEN t.description END"),
        label="COALESCE(products.name, t.description)",
        joins=("products",),
    ),
    **SUPPLIER,
}
_BILL: Final = document("t.supplier_bill_id", "t.reference", "'supplier_bill'")
_LINE: Final = """
lines.line_id, lines.supplier_bill_id, bills.reference, bills.supplier_id, lines.product_id, lines.description, lines.tax_rate, lines.tax_claimed
"""

# what each bill of a supplier awaits at the end of a day
_BILLED: Final = """
    SELECT bills.supplier_id, bills.supplier_bill_id, bills.reference, bills.due_date,
           bills.total_minor - COALESCE(settled.amount_minor, 0) AS amount_minor
    FROM supplier_bills AS bills
    LEFT JOIN (
        SELECT supplier_bill_id, SUM(amount_minor) AS amount_minor
        FROM supplier_allocations
        WHERE business_date < $end
        GROUP BY supplier_bill_id
    ) AS settled ON settled.supplier_bill_id = bills.supplier_bill_id
    WHERE bills.business_date < $end AND (bills.cancelled_date IS NULL OR bills.cancelled_date >= $end)
"""
# what suppliers' bills await, what is owed without a bill, and what settles nothing yet: together the account of creditors, to the
# paisa. No payment can be set against what is owed without a bill, so what settles no bill settles that first, the oldest first.
_CREDITS: Final = f"""
WITH billed AS (
{_BILLED}), charged AS (
    SELECT supplier_id, entry_id, posting_kind, business_date, -amount_minor AS amount_minor,
           SUM(-amount_minor) OVER (PARTITION BY supplier_id ORDER BY business_date, entry_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
               + amount_minor AS before_minor
    FROM ledger
    WHERE account = 'payable' AND posting_kind = 'opening' AND amount_minor < 0 AND business_date < $end
), parties AS (
    SELECT supplier_id, SUM(billed_minor) + SUM(charged_minor) - SUM(balance_minor) AS loose_minor, SUM(charged_minor) AS charged_minor
    FROM (
        SELECT supplier_id, 0 AS billed_minor, 0 AS charged_minor, -amount_minor AS balance_minor
        FROM ledger
        WHERE account = 'payable' AND business_date < $end
        UNION ALL
        SELECT supplier_id, amount_minor, 0, 0 FROM billed
        UNION ALL
        SELECT supplier_id, 0, amount_minor, 0 FROM charged
    ) AS sums
    GROUP BY supplier_id
), rests AS (
    SELECT supplier_id, LEAST(GREATEST(loose_minor, 0), charged_minor) - loose_minor AS rest_minor FROM parties
)
SELECT 'supplier_bill' AS entry, CAST(supplier_bill_id AS VARCHAR) AS debt_id, reference AS number, supplier_id, due_date, amount_minor
FROM billed
WHERE amount_minor <> 0
UNION ALL
SELECT 'opening', CAST(charged.entry_id AS VARCHAR), charged.posting_kind, charged.supplier_id, charged.business_date,
       charged.amount_minor - LEAST(GREATEST(parties.loose_minor - charged.before_minor, 0), charged.amount_minor)
FROM charged
JOIN parties ON parties.supplier_id = charged.supplier_id
UNION ALL
-- below zero: paid ahead, and due on no day; above: whatever else the account holds for them, due from now on
SELECT 'on account', CAST(supplier_id AS VARCHAR), 'on account', supplier_id, CASE WHEN rest_minor > 0 THEN $asof END, rest_minor
FROM rests
WHERE rest_minor <> 0
"""

SOURCES_OF_PURCHASES: Final = (
    # a line of the day its bill was entered, and its opposite of the day the bill was cancelled
    Source(
        "purchases",
        f"""
        SELECT 'bill' AS entry, {_LINE}, bills.business_date, lines.quantity * lines.unit_factor AS quantity, lines.taxable_minor, lines.tax_minor
        FROM supplier_bill_lines AS lines
        JOIN supplier_bills AS bills ON bills.supplier_bill_id = lines.supplier_bill_id
        UNION ALL
        SELECT 'cancellation', {_LINE}, bills.cancelled_date, -lines.quantity * lines.unit_factor, -lines.taxable_minor, -lines.tax_minor
        FROM supplier_bill_lines AS lines
        JOIN supplier_bills AS bills ON bills.supplier_bill_id = lines.supplier_bill_id
        WHERE NOT bills.cancelled_date IS NULL
        """,
        _OF_A_LINE | {"tax_rate": Reading(("t.tax_rate",)), **_BILL},
        key=("line_id", "entry"),
    ),
    Source(
        "supplier_bills",
        """
        SELECT supplier_bill_id, reference, supplier_id, business_date, 1 AS counted, total_minor FROM supplier_bills
        UNION ALL
        SELECT supplier_bill_id, reference, supplier_id, cancelled_date, -1, -total_minor FROM supplier_bills WHERE NOT cancelled_date IS NULL
        """,
        SUPPLIER | _BILL,
        key=("supplier_bill_id", "counted"),
    ),
    Source(
        "purchase_returns",
        """
        SELECT lines.line_id, lines.return_id, notes.number, notes.supplier_id, notes.business_date, lines.product_id, lines.description,
               lines.quantity * lines.unit_factor AS quantity, lines.taxable_minor, lines.tax_minor
        FROM purchase_return_lines AS lines
        JOIN purchase_returns AS notes ON notes.return_id = lines.return_id
        """,
        _OF_A_LINE | document("t.return_id", "t.number", "'purchase_return'"),
        key=("line_id",),
    ),
    Source(
        "goods_received",
        """
        SELECT lines.line_id, lines.receipt_id, receipts.number, receipts.supplier_id, receipts.business_date, lines.product_id, lines.description,
               lines.quantity * lines.unit_factor AS quantity, lines.value_minor
        FROM purchase_receipt_lines AS lines
        JOIN purchase_receipts AS receipts ON receipts.receipt_id = lines.receipt_id
        """,
        _OF_A_LINE | document("t.receipt_id", "t.number", "'goods_receipt'"),
        key=("line_id",),
    ),
    Source(
        "supplier_payments",
        """
        SELECT supplier_payment_id, number, supplier_id, method, account, business_date, 1 AS counted, amount_minor FROM supplier_payments
        UNION ALL
        SELECT supplier_payment_id, number, supplier_id, method, account, reversed_date, -1, -amount_minor
        FROM supplier_payments
        WHERE NOT reversed_date IS NULL
        """,
        SUPPLIER
        | {
            "payment_method": Reading(("t.method",)),
            "account": ACCOUNT,
            **document("t.supplier_payment_id", "t.number", "'supplier_payment'"),
        },
        key=("supplier_payment_id", "counted"),
    ),
    Source(
        "supplier_dues",
        _BILLED,
        SUPPLIER | {"ageing_bucket": AGEING, **_BILL},
        key=("supplier_bill_id",),
        known="either",
    ),
    Source(
        "supplier_debts",
        _CREDITS,
        SUPPLIER | {"ageing_bucket": AGEING, **document("t.debt_id", "t.number", "t.entry")},
        key=("entry", "debt_id"),
        known="either",
    ),
    Source(
        "supplier_balances",
        "suppliers",
        {"supplier": Reading(("t.supplier_id",), label="t.name")},
        key=("supplier_id",),
        known="now",
    ),
    Source(
        "payable",
        """
        SELECT supplier_id, -SUM(amount_minor) AS balance_minor
        FROM ledger
        WHERE account = 'payable' AND business_date < $end
        GROUP BY supplier_id
        """,
        SUPPLIER,
        key=("supplier_id",),
        known="end",
    ),
    # what a supplier's balance is made of, entry by entry
    Source(
        "payable_entries",
        """
        SELECT ledger.entry_id, ledger.subject_id, ledger.posting_kind, ledger.supplier_id, ledger.business_date, -ledger.amount_minor AS amount_minor,
               -SUM(ledger.amount_minor) OVER (PARTITION BY ledger.supplier_id) AS balance_minor,
               COALESCE(bills.reference, paid.number, notes.number, ledger.posting_kind) AS number
        FROM ledger
        LEFT JOIN supplier_bills AS bills ON bills.supplier_bill_id = ledger.subject_id
        LEFT JOIN supplier_payments AS paid ON paid.supplier_payment_id = ledger.subject_id
        LEFT JOIN purchase_returns AS notes ON notes.return_id = ledger.subject_id
        WHERE ledger.account = 'payable' AND ledger.business_date < $end
        """,
        SUPPLIER | document("COALESCE(t.subject_id, t.supplier_id)", "t.number", "t.posting_kind"),
        key=("entry_id",),
        known="either",
    ),
    # as the profit and loss account has it: what goods sold cost is told apart
    Source(
        "expenses",
        "SELECT * FROM ledger WHERE account_kind = 'expense' AND NOT account IN ('cost_of_goods', 'stock_adjustments')",
        {
            "expense_category": Reading(("t.account",), label="t.account_name"),
            **document("COALESCE(CAST(t.subject_id AS VARCHAR), CAST(t.posting_id AS VARCHAR))", "t.posting_kind", "t.posting_kind"),
        },
        key=("entry_id",),
    ),
    Source(
        "expense_vouchers",
        "expenses",
        {
            "expense_category": Reading(("t.category",), label="t.category_name"),
            "payment_method": Reading(("t.method",)),
            "account": ACCOUNT,
            "staff": STAFF,
            **document("t.expense_id", "t.number", "'expense'"),
        },
        key=("expense_id",),
    ),
    Source(
        "profit_and_loss",
        "SELECT * FROM ledger WHERE account_kind IN ('income', 'expense')",
        {
            "account": Reading(("t.account",), label="t.account_name"),
            **document("COALESCE(CAST(t.subject_id AS VARCHAR), CAST(t.posting_id AS VARCHAR))", "t.posting_kind", "t.posting_kind"),
        },
        key=("entry_id",),
    ),
    # a goal stands for its month
    Source("goals", "SELECT *, month AS business_date FROM goals", document("t.goal_id", "t.measure", "'goal'"), key=("goal_id",), months=True),
    Source(
        "category_goals",
        "SELECT *, month AS business_date FROM goals WHERE measure = 'expense' AND NOT category IS NULL",
        {
            "expense_category": Reading(("t.category",), label="categories.name", joins=("categories",)),
            **document("t.goal_id", "t.measure", "'goal'"),
        },
        key=("goal_id",),
        months=True,
    ),
)  # fmt: skip
