"""Integrity: everything kept for locking or speed, derived again from the rows it came from.

Each check is one statement that returns what is wrong: (subject, what is kept, what it should be).
"""

from __future__ import annotations

from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.deliveries.checks import DELIVERED_UNBILLED, DELIVERY_CHECKS
from billing.events import first_broken_event
from billing.expenses.tables import EXPENSES_ARE_POSTED
from billing.number_gaps import EVERY_NUMBER_IS_ON_A_DOCUMENT
from billing.permissions import Actor
from billing.purchases.checks import PURCHASE_CHECKS
from billing.rentals.checks import RENTAL_CHECKS
from billing.sealed_numbers import SEALED_NUMBERS_ARE_OF_SOMEBODY
from billing.transfers import TRANSFERS_ARE_POSTED
from munim.database import business_of

# -- rules -------------------------------------------------------------------------------------------

CHECKS: Final[tuple[tuple[str, str], ...]] = (
    (
        "every posting balances",
        """SELECT posting_id::text, sum(amount_minor)::text, '0' FROM ledger_entries
           WHERE business_id = :business_id GROUP BY posting_id HAVING sum(amount_minor) <> 0""",
    ),
    (
        "a customer's balance is the sum of their entries",
        """SELECT b.customer_id::text, b.balance_minor::text, coalesce(sum(e.amount_minor), 0)::text
           FROM customer_balances b LEFT JOIN ledger_entries e
             ON e.business_id = b.business_id AND e.customer_id = b.customer_id AND e.account = 'receivable'
           WHERE b.business_id = :business_id GROUP BY b.customer_id, b.balance_minor
           HAVING b.balance_minor <> coalesce(sum(e.amount_minor), 0)""",
    ),
    (
        "a supplier's balance is the sum of their entries",
        """SELECT s.id::text, coalesce(b.balance_minor, 0)::text, (-coalesce(sum(e.amount_minor), 0))::text
           FROM suppliers s
           LEFT JOIN supplier_balances b ON b.business_id = s.business_id AND b.supplier_id = s.id
           LEFT JOIN ledger_entries e ON e.business_id = s.business_id AND e.supplier_id = s.id AND e.account = 'payable'
           WHERE s.business_id = :business_id GROUP BY s.id, b.balance_minor
           HAVING coalesce(b.balance_minor, 0) <> -coalesce(sum(e.amount_minor), 0)""",
    ),
    (
        "every creditor's entry names its supplier",
        """SELECT id::text, amount_minor::text, '0' FROM ledger_entries
           WHERE business_id = :business_id AND account = 'payable' AND supplier_id IS NULL""",
    ),
    (
        "stock on hand is the sum of its moves",
        """SELECT l.product_id::text, l.on_hand::text, coalesce(sum(m.quantity), 0)::text
           FROM stock_levels l LEFT JOIN stock_moves m ON m.business_id = l.business_id AND m.product_id = l.product_id
           WHERE l.business_id = :business_id GROUP BY l.product_id, l.on_hand
           HAVING l.on_hand <> coalesce(sum(m.quantity), 0)""",
    ),
    (
        "the value of stock is the sum of its moves",
        """SELECT l.product_id::text, l.value_minor::text, coalesce(sum(m.value_minor), 0)::text
           FROM stock_levels l LEFT JOIN stock_moves m ON m.business_id = l.business_id AND m.product_id = l.product_id
           WHERE l.business_id = :business_id GROUP BY l.product_id, l.value_minor
           HAVING l.value_minor <> coalesce(sum(m.value_minor), 0)""",
    ),
    (
        "stock in trade is the value of the stock",
        """SELECT 'inventory', ledger.minor::text, stock.minor::text
           FROM (SELECT coalesce(sum(amount_minor), 0) AS minor FROM ledger_entries WHERE business_id = :business_id AND account = 'inventory') ledger,
                (SELECT coalesce(sum(value_minor), 0) AS minor FROM stock_levels WHERE business_id = :business_id) stock
           WHERE ledger.minor <> stock.minor""",
    ),
    (
        "a stock take moved what it found to differ",
        """SELECT product_id::text, concat_ws('/', coalesce(moved.quantity, 0), coalesce(moved.minor, 0)),
                  concat_ws('/', coalesce(found.quantity, 0), coalesce(found.minor, 0))
           FROM (SELECT l.product_id, sum(l.counted - l.expected) AS quantity, sum(l.value_minor) AS minor FROM stock_take_lines l
                 JOIN stock_takes t ON t.business_id = l.business_id AND t.id = l.stock_take_id
                 WHERE l.business_id = :business_id AND t.status = 'posted' GROUP BY l.product_id) found
           FULL JOIN (SELECT product_id, sum(quantity) AS quantity, sum(value_minor) AS minor FROM stock_moves
                      WHERE business_id = :business_id AND reason = 'stock_take' GROUP BY product_id) moved USING (product_id)
           WHERE (coalesce(found.quantity, 0), coalesce(found.minor, 0)) <> (coalesce(moved.quantity, 0), coalesce(moved.minor, 0))""",
    ),
    (
        "what a line cost is what its goods took from stock",
        """SELECT l.id::text, l.cost_minor::text, (-m.value_minor)::text
           FROM stock_moves m JOIN bill_lines l ON l.business_id = m.business_id AND l.bill_id = m.bill_id AND l.id = m.bill_line_id
           WHERE m.business_id = :business_id AND m.reason = 'sale' AND m.value_minor <> 0 AND l.cost_minor IS DISTINCT FROM -m.value_minor""",
    ),
    (
        "the cost of goods of a bill is what they took from stock",
        """SELECT bill_id::text, coalesce(posted.minor, 0)::text, coalesce(moved.minor, 0)::text
           FROM (SELECT p.subject_id AS bill_id, sum(e.amount_minor) AS minor FROM postings p
                 JOIN ledger_entries e ON e.business_id = p.business_id AND e.posting_id = p.id
                 WHERE p.business_id = :business_id AND p.kind = 'bill' AND e.account = 'cost_of_goods' GROUP BY p.subject_id) posted
           FULL JOIN (SELECT bill_id, -sum(value_minor) AS minor FROM stock_moves
                      WHERE business_id = :business_id AND reason = 'sale' AND value_minor <> 0 GROUP BY bill_id) moved USING (bill_id)
           WHERE posted.minor IS DISTINCT FROM moved.minor""",
    ),
    (
        "a bill is the sum of its lines",
        """SELECT b.id::text, concat_ws('/', b.gross_minor, b.discount_minor, b.taxable_minor, b.tax_minor),
                  concat_ws('/', sum(l.gross_minor), sum(l.discount_minor), sum(l.taxable_minor), sum(l.tax_minor))
           FROM bills b JOIN bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
           WHERE b.business_id = :business_id GROUP BY b.business_id, b.id
           HAVING (b.gross_minor, b.discount_minor, b.taxable_minor, b.tax_minor)
               <> (sum(l.gross_minor), sum(l.discount_minor), sum(l.taxable_minor), sum(l.tax_minor))""",
    ),
    (
        "the tax summary is the tax of the bill",
        """SELECT b.id::text, b.tax_minor::text, coalesce(sum(t.tax_minor), 0)::text
           FROM bills b LEFT JOIN bill_taxes t ON t.business_id = b.business_id AND t.bill_id = b.id
           WHERE b.business_id = :business_id GROUP BY b.id, b.tax_minor HAVING b.tax_minor <> coalesce(sum(t.tax_minor), 0)""",
    ),
    (
        "the components of a bill's tax are those of its lines, and CGST is SGST",
        """WITH lines AS (
               SELECT l.bill_id, sum(l.cgst_minor) AS cgst, sum(l.sgst_minor) AS sgst, sum(l.igst_minor) AS igst, sum(l.cess_minor) AS cess
               FROM bill_lines l WHERE l.business_id = :business_id GROUP BY l.bill_id
           ), taxes AS (
               SELECT bill_id, coalesce(sum(tax_minor) FILTER (WHERE component = 'CGST'), 0) AS cgst,
                      coalesce(sum(tax_minor) FILTER (WHERE component = 'SGST'), 0) AS sgst,
                      coalesce(sum(tax_minor) FILTER (WHERE component = 'IGST'), 0) AS igst,
                      coalesce(sum(tax_minor) FILTER (WHERE component = 'CESS'), 0) AS cess
               FROM bill_taxes WHERE business_id = :business_id GROUP BY bill_id
           )
           SELECT l.bill_id::text, concat_ws('/', t.cgst, t.sgst, t.igst, t.cess), concat_ws('/', l.cgst, l.sgst, l.igst, l.cess)
           FROM lines l LEFT JOIN taxes t USING (bill_id)
           WHERE (l.cgst, l.sgst, l.igst, l.cess) <> (coalesce(t.cgst, 0), coalesce(t.sgst, 0), coalesce(t.igst, 0), coalesce(t.cess, 0))
              OR l.cgst <> l.sgst""",
    ),
    (
        "the tax a bill has posted is the tax on it",
        """WITH owed AS (
               SELECT b.id, CASE t.component WHEN 'TAX' THEN 'tax_payable' ELSE 'output_' || lower(t.component) END AS account,
                      sum(CASE b.kind WHEN 'credit_note' THEN t.tax_minor ELSE -t.tax_minor END) AS minor
               FROM bills b JOIN bill_taxes t ON t.business_id = b.business_id AND t.bill_id = b.id
               WHERE b.business_id = :business_id AND b.status <> 'draft' AND b.kind <> 'quotation' GROUP BY 1, 2
           ), posted AS (
               SELECT b.id, e.account, sum(e.amount_minor) AS minor
               FROM bills b
               JOIN postings p ON p.business_id = b.business_id AND p.subject_id = b.id AND p.kind IN ('bill', 'credit_note', 'debit_note')
               JOIN ledger_entries e ON e.business_id = p.business_id AND e.posting_id = p.id
               WHERE b.business_id = :business_id AND e.account IN ('tax_payable', 'output_cgst', 'output_sgst', 'output_igst', 'output_cess')
               GROUP BY 1, 2
           )
           SELECT concat_ws(' ', id, account), coalesce(p.minor, 0)::text, coalesce(o.minor, 0)::text
           FROM owed o FULL JOIN posted p USING (id, account) WHERE coalesce(p.minor, 0) <> coalesce(o.minor, 0)""",
    ),
    (
        "an invoice's receipts and credits are its allocations",
        """SELECT b.id::text, concat_ws('/', b.allocated_minor, b.credited_minor),
                  concat_ws('/', coalesce(sum(a.amount_minor) FILTER (WHERE a.payment_id IS NOT NULL), 0),
                                 coalesce(sum(a.amount_minor) FILTER (WHERE a.credit_note_id IS NOT NULL), 0))
           FROM bills b LEFT JOIN allocations a ON a.business_id = b.business_id AND a.bill_id = b.id
           WHERE b.business_id = :business_id AND b.kind IN ('invoice', 'debit_note') GROUP BY b.id, b.allocated_minor, b.credited_minor
           HAVING b.allocated_minor <> coalesce(sum(a.amount_minor) FILTER (WHERE a.payment_id IS NOT NULL), 0)
               OR b.credited_minor <> coalesce(sum(a.amount_minor) FILTER (WHERE a.credit_note_id IS NOT NULL), 0)""",
    ),
    (
        "what was written off of a bill is its bad debt",
        """SELECT b.id::text, b.written_off_minor::text, coalesce(-sum(e.amount_minor), 0)::text
           FROM bills b LEFT JOIN (
               SELECT p.subject_id, e.amount_minor FROM postings p
               JOIN ledger_entries e ON e.business_id = p.business_id AND e.posting_id = p.id AND e.account = 'receivable'
               WHERE p.business_id = :business_id AND p.kind IN ('write_off', 'write_off_reversal')
           ) e ON e.subject_id = b.id
           WHERE b.business_id = :business_id GROUP BY b.id, b.written_off_minor
           HAVING b.written_off_minor <> coalesce(-sum(e.amount_minor), 0)""",
    ),
    (
        "a credit note's use is its allocations and refunds",
        """SELECT b.id::text, concat_ws('/', b.allocated_minor, b.credited_minor), concat_ws('/', coalesce(a.used, 0), coalesce(r.refunded, 0))
           FROM bills b
           LEFT JOIN (SELECT credit_note_id AS id, sum(amount_minor) AS used FROM allocations WHERE business_id = :business_id GROUP BY 1) a ON a.id = b.id
           LEFT JOIN (SELECT refunds_bill_id AS id, sum(amount_minor) AS refunded FROM payments WHERE business_id = :business_id AND status = 'received' GROUP BY 1) r ON r.id = b.id
           WHERE b.business_id = :business_id AND b.kind = 'credit_note'
             AND (b.allocated_minor <> coalesce(a.used, 0) OR b.credited_minor <> coalesce(r.refunded, 0))""",
    ),
    (
        "a payment's use is its allocations and refunds",
        """SELECT p.id::text, concat_ws('/', p.allocated_minor, p.refunded_minor), concat_ws('/', coalesce(a.used, 0), coalesce(r.refunded, 0))
           FROM payments p
           LEFT JOIN (SELECT payment_id AS id, sum(amount_minor) AS used FROM allocations WHERE business_id = :business_id GROUP BY 1) a ON a.id = p.id
           LEFT JOIN (SELECT refunds_payment_id AS id, sum(amount_minor) AS refunded FROM payments WHERE business_id = :business_id AND status = 'received' GROUP BY 1) r ON r.id = p.id
           WHERE p.business_id = :business_id
             AND (p.allocated_minor <> coalesce(a.used, 0) OR p.refunded_minor <> coalesce(r.refunded, 0))""",
    ),
    (
        "what a payment posted is undone with it",
        """SELECT p.id::text, concat_ws(' ', e.account, sum(e.amount_minor)), '0'
           FROM payments p
           JOIN postings g ON g.business_id = p.business_id AND g.subject_id = p.id AND g.kind IN ('payment', 'refund', 'deposit', 'reversal', 'bounce')
           JOIN ledger_entries e ON e.business_id = g.business_id AND e.posting_id = g.id
           WHERE p.business_id = :business_id AND p.status <> 'received'
           GROUP BY p.id, e.account HAVING sum(e.amount_minor) <> 0""",
    ),
    (
        "the tax of an advance is of what is left of it",
        """SELECT p.id::text, sum(t.taxable_minor + t.cgst_minor + t.sgst_minor + t.igst_minor)::text, coalesce(max(left_minor), 0)::text
           FROM advance_taxes t
           JOIN (SELECT id, CASE status WHEN 'received' THEN amount_minor - allocated_minor - refunded_minor ELSE 0 END AS left_minor
                 FROM payments WHERE business_id = :business_id) p ON p.id = t.payment_id
           WHERE t.business_id = :business_id GROUP BY p.id
           HAVING sum(t.taxable_minor + t.cgst_minor + t.sgst_minor + t.igst_minor) <> max(left_minor)""",
    ),
    (
        "tax on advances is in the ledger as it is in its rows",
        """SELECT t.account, t.minor::text, coalesce(l.minor, 0)::text FROM (
               SELECT 'output_cgst' AS account, -sum(cgst_minor) AS minor FROM advance_taxes WHERE business_id = :business_id
               UNION ALL SELECT 'output_sgst', -sum(sgst_minor) FROM advance_taxes WHERE business_id = :business_id
               UNION ALL SELECT 'output_igst', -sum(igst_minor) FROM advance_taxes WHERE business_id = :business_id) t
           LEFT JOIN (SELECT e.account, sum(e.amount_minor) AS minor FROM ledger_entries e
                      JOIN postings g ON g.business_id = e.business_id AND g.id = e.posting_id
                      WHERE e.business_id = :business_id AND g.kind = 'advance_tax' GROUP BY 1) l ON l.account = t.account
           WHERE t.minor <> coalesce(l.minor, 0)""",
    ),
    (
        "a cheque stands as its receipt does",
        """SELECT p.id::text, c.status, p.status FROM cheques c JOIN payments p ON p.business_id = c.business_id AND p.id = c.payment_id
           WHERE c.business_id = :business_id
             AND CASE WHEN c.status IN ('bounced', 'reversed') THEN c.status ELSE 'received' END <> p.status""",
    ),
    (
        "the difference of a count is in the ledger",
        """SELECT c.id::text, coalesce(sum(e.amount_minor), 0)::text, (CASE c.status WHEN 'counted' THEN c.difference_minor ELSE 0 END)::text
           FROM cash_counts c
           LEFT JOIN postings g ON g.business_id = c.business_id AND g.subject_id = c.id
           LEFT JOIN ledger_entries e ON e.business_id = g.business_id AND e.posting_id = g.id AND e.account = c.account
           WHERE c.business_id = :business_id GROUP BY c.id, c.status, c.difference_minor
           HAVING coalesce(sum(e.amount_minor), 0) <> CASE c.status WHEN 'counted' THEN c.difference_minor ELSE 0 END""",
    ),
    (
        "what a gateway took for the shop is received",
        """SELECT concat_ws(' ', g.gateway, g.gateway_payment_id), coalesce(p.amount_minor, 0)::text, g.amount_minor::text
           FROM gateway_payments g
           LEFT JOIN payments p ON p.business_id = g.business_id AND p.id = g.payment_id
             AND p.gateway = g.gateway AND p.gateway_payment_id = g.gateway_payment_id
           WHERE g.business_id = :business_id AND g.status IN ('captured', 'refunded')
             AND coalesce(g.flag, '') NOT IN ('unasked', 'currency_differs') AND coalesce(p.amount_minor, 0) <> g.amount_minor""",
    ),
    ("every number given is on a document", EVERY_NUMBER_IS_ON_A_DOCUMENT),
    ("an expense has posted what it says, on its day", EXPENSES_ARE_POSTED),
    ("a transfer has posted what it says, and nothing once it is cancelled", TRANSFERS_ARE_POSTED),
    ("a sealed number is somebody's", SEALED_NUMBERS_ARE_OF_SOMEBODY),
    *PURCHASE_CHECKS,
    *RENTAL_CHECKS,
    *DELIVERY_CHECKS,
    (
        "what a customer had without a bill is the sum of what awaits one",
        f"""SELECT b.customer_id::text, b.unbilled_minor::text, coalesce(sum(had.minor), 0)::text
           FROM customer_balances b
           LEFT JOIN (
               SELECT c.customer_id, l.unbilled_minor AS minor FROM challans c
               JOIN challan_lines l ON l.business_id = c.business_id AND l.challan_id = c.id
               WHERE c.business_id = :business_id
               UNION ALL {DELIVERED_UNBILLED}
           ) had ON had.customer_id = b.customer_id
           WHERE b.business_id = :business_id GROUP BY b.customer_id, b.unbilled_minor
           HAVING b.unbilled_minor <> coalesce(sum(had.minor), 0)""",
    ),
)

# -- reads -------------------------------------------------------------------------------------------


class Breach(msgspec.Struct, frozen=True):
    """Something kept that differs from what it is derived from."""

    check: str
    subject: str
    kept: str
    derived: str


class IntegrityReport(msgspec.Struct, frozen=True):
    """What was proved, and what is not as it should be: ``sound`` when there are no breaches."""

    sound: bool
    checks: list[str]
    breaches: list[Breach]


CHAIN: Final = "the chain of events is whole"


def integrity_report(session: Session, *, by: Actor) -> IntegrityReport:
    """Every check, and every breach of the business's books. Raises ``Forbidden``."""
    by.require("integrity.read")
    breaches = find_breaches(session)
    return IntegrityReport(not breaches, [*(name for name, _ in CHECKS), CHAIN], breaches)


def find_breaches(session: Session) -> list[Breach]:
    """Every breach of the business's books, none when they can answer for every rupee."""
    here = {"business_id": business_of(session)}
    found = [Breach(name, *row) for name, statement in CHECKS for row in session.execute(sa.text(statement), here)]
    broken = first_broken_event(session)
    if broken is not None:
        found.append(Breach(CHAIN, str(broken), "changed", "as recorded"))
    return found
