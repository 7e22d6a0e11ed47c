"""Sources of money: what came in and went back, and what customers owe."""

from __future__ import annotations

from typing import Final

from analytics.sources.readings import ACCOUNT, AGEING, CUSTOMER, CUSTOMER_BY_ID, HOUR, STAFF, document
from analytics.sources.sales import OF_A_BILL
from analytics.sources.source import Reading, Source

# what bills await, what is owed without a bill, and what settles nothing yet: together the account of debtors, to the paisa.
# No payment can be set against what is owed without a bill, so what settles no bill settles that first, the oldest first.
_DEBTS: Final = """
WITH billed AS (
    SELECT bills.customer_id, bills.bill_id, bills.number, bills.kind, bills.due_date,
           bills.total_minor - COALESCE(settled.amount_minor, 0) - COALESCE(written.amount_minor, 0) AS amount_minor
    FROM bills
    LEFT JOIN (
        SELECT bill_id, SUM(amount_minor) AS amount_minor FROM allocations WHERE business_date < $end GROUP BY bill_id
    ) AS settled ON settled.bill_id = bills.bill_id
    LEFT JOIN (
        SELECT subject_id, -SUM(amount_minor) AS amount_minor
        FROM ledger
        WHERE account = 'receivable' AND posting_kind IN ('write_off', 'write_off_reversal') AND business_date < $end
        GROUP BY subject_id
    ) AS written ON written.subject_id = bills.bill_id
    WHERE bills.kind IN ('invoice', 'debit_note') AND bills.business_date < $end
      AND (bills.cancelled_date IS NULL OR bills.cancelled_date >= $end)
), charged AS (
    SELECT customer_id, entry_id, posting_kind, business_date, amount_minor,
           SUM(amount_minor) OVER (PARTITION BY customer_id ORDER BY business_date, entry_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
               - amount_minor AS before_minor
    FROM ledger
    WHERE account = 'receivable' AND posting_kind IN ('opening', 'bounce_charge') AND amount_minor > 0 AND business_date < $end
), parties AS (
    SELECT customer_id, SUM(billed_minor) + SUM(charged_minor) - SUM(balance_minor) AS loose_minor, SUM(charged_minor) AS charged_minor
    FROM (
        SELECT customer_id, 0 AS billed_minor, 0 AS charged_minor, amount_minor AS balance_minor
        FROM ledger
        WHERE account = 'receivable' AND business_date < $end
        UNION ALL
        SELECT customer_id, amount_minor, 0, 0 FROM billed
        UNION ALL
        SELECT customer_id, 0, amount_minor, 0 FROM charged
    ) AS sums
    GROUP BY customer_id
), rests AS (
    SELECT customer_id, LEAST(GREATEST(loose_minor, 0), charged_minor) - loose_minor AS rest_minor FROM parties
)
SELECT 'bill' AS entry, CAST(bill_id AS VARCHAR) AS debt_id, number, kind, customer_id, due_date, amount_minor
FROM billed
WHERE amount_minor <> 0
UNION ALL
SELECT 'charge', CAST(charged.entry_id AS VARCHAR), charged.posting_kind, charged.posting_kind, charged.customer_id, charged.business_date,
       charged.amount_minor - LEAST(GREATEST(parties.loose_minor - charged.before_minor, 0), charged.amount_minor)
FROM charged
JOIN parties ON parties.customer_id = charged.customer_id
UNION ALL
-- below zero: paid ahead, and due on no day; above: whatever else the account holds against them, due from now on
SELECT 'rest', CAST(customer_id AS VARCHAR), 'on account', 'on account', customer_id, CASE WHEN rest_minor > 0 THEN $asof END, rest_minor
FROM rests
WHERE rest_minor <> 0
"""

SOURCES_OF_MONEY: Final = (
    Source("daily_payments", "daily_payments", {"payment_method": Reading(("t.method",)), "account": ACCOUNT}, key=("business_date", "method", "account")),
    Source(
        "payments",
        "payments",
        CUSTOMER
        | {
            "staff": STAFF,
            "hour": HOUR,
            "payment_method": Reading(("t.method",)),
            "account": ACCOUNT,
            **document("t.payment_id", "t.number", "CASE WHEN t.direction = 'in' THEN 'receipt' ELSE 'refund' END"),
        },
        key=("payment_id", "entry"),
    ),
    Source(
        "credit",
        """
        SELECT bills.*, bills.total_minor - COALESCE(paid.amount_minor, 0) AS credit_minor
        FROM bills
        LEFT JOIN (
            SELECT allocations.bill_id, SUM(allocations.amount_minor) AS amount_minor
            FROM allocations
            JOIN bills ON bills.bill_id = allocations.bill_id AND bills.business_date = allocations.business_date
            WHERE NOT allocations.payment_id IS NULL
            GROUP BY allocations.bill_id
        ) AS paid ON paid.bill_id = bills.bill_id
        WHERE bills.kind = 'invoice' AND bills.cancelled_date IS NULL
        """,
        OF_A_BILL,
        key=("bill_id",),
    ),
    Source(
        "write_offs",
        """
        SELECT ledger.entry_id, ledger.subject_id, ledger.posting_kind, ledger.customer_id, ledger.business_date, bills.number,
               -ledger.amount_minor AS amount_minor
        FROM ledger
        LEFT JOIN bills ON bills.bill_id = ledger.subject_id
        WHERE ledger.account = 'receivable' AND ledger.posting_kind IN ('write_off', 'write_off_reversal', 'bad_debt')
        """,
        CUSTOMER_BY_ID | document("t.subject_id", "COALESCE(t.number, t.posting_kind)", "t.posting_kind"),
        key=("entry_id",),
    ),
    Source(
        "cheques",
        "cheques",
        CUSTOMER_BY_ID | document("t.payment_id", "t.payment_number", "'cheque'"),
        key=("payment_id",),
        known="now",
    ),
    Source(
        "bounced_cheques",
        """
        SELECT payment_id, payment_number, customer_id, reversed_date AS business_date, amount_minor
        FROM cheques
        WHERE status = 'bounced'
        """,
        CUSTOMER_BY_ID | document("t.payment_id", "t.payment_number", "'cheque'"),
        key=("payment_id",),
    ),
    Source(
        "cash_counts",
        "SELECT * FROM cash_counts WHERE reversed_date IS NULL",
        {
            "account": ACCOUNT,
            "staff": Reading(("t.staff_id",), label="staff.name", joins=("staff",)),
            **document("t.count_id", "accounts.name", "'cash_count'"),
            "document": Reading(("CAST(t.count_id AS VARCHAR)",), label="accounts.name", joins=("accounts",)),
        },
        key=("count_id",),
    ),
    # only an issued invoice waits for anything
    Source("dues", "SELECT * FROM bills WHERE due_minor > 0", OF_A_BILL | {"ageing_bucket": AGEING}, key=("bill_id",), known="now"),
    Source("debts", _DEBTS, CUSTOMER_BY_ID | {"ageing_bucket": AGEING, **document("t.debt_id", "t.number", "t.kind")}, key=("entry", "debt_id"), known="either"),
    Source("balances", "customers", {
        **CUSTOMER_BY_ID,
        "customer": Reading(("t.customer_id",), label="t.name"),
        "city": Reading(("t.city",)),
        "country": Reading(("t.country",)),
        "customer_state": Reading(("t.state_code",)),
    }, key=("customer_id",), known="now"),
    Source(
        "receivable",
        """
        SELECT customer_id, SUM(amount_minor) AS balance_minor
        FROM ledger
        WHERE account = 'receivable' AND business_date < $end
        GROUP BY customer_id
        """,
        CUSTOMER_BY_ID,
        key=("customer_id",),
        known="end",
    ),
    Source(
        "receivable_moves",
        "SELECT * FROM ledger WHERE account = 'receivable'",
        CUSTOMER_BY_ID | document("COALESCE(t.subject_id, t.customer_id)", "t.posting_kind", "t.posting_kind"),
        key=("entry_id",),
    ),
    Source(
        "gateway_payments",
        "gateway_payments",
        {"gateway": Reading(("t.gateway",)), **document("t.gateway_payment_id", "t.paid_by", "'gateway_payment'")},
        key=("gateway_payment_id",),
    ),
    # what a balance is made of, entry by entry
    Source(
        "receivable_entries",
        """
        SELECT ledger.entry_id, ledger.subject_id, ledger.posting_kind, ledger.customer_id, ledger.amount_minor,
               SUM(ledger.amount_minor) OVER (PARTITION BY ledger.customer_id) AS balance_minor,
               COALESCE(bills.number, numbers.number, ledger.posting_kind) AS number
        FROM ledger
        LEFT JOIN bills ON bills.bill_id = ledger.subject_id
        LEFT JOIN (SELECT DISTINCT payment_id, number FROM payments) AS numbers ON numbers.payment_id = ledger.subject_id
        WHERE ledger.account = 'receivable' AND ledger.business_date < $end
        """,
        CUSTOMER_BY_ID | document("COALESCE(t.subject_id, t.customer_id)", "t.number", "t.posting_kind"),
        key=("entry_id",),
        known="either",
    ),
)  # fmt: skip
