"""Integrity: everything kept for locking or speed, derived again from the rows it came from.

Each check is one statement that returns what is wrong: (subject, what is kept, what it should be).
"""

from __future__ import annotations

from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.events import first_broken_event
from billing.permissions import Actor
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
        "an invoice's receipts and credits are its allocations",
        """SELECT b.id::text, concat_ws('/', b.allocated_minor, b.credited_minor),
                  concat_ws('/', coalesce(sum(a.amount_minor) FILTER (WHERE a.payment_id IS NOT NULL), 0),
                                 coalesce(sum(a.amount_minor) FILTER (WHERE a.credit_note_id IS NOT NULL), 0))
           FROM bills b LEFT JOIN allocations a ON a.business_id = b.business_id AND a.bill_id = b.id
           WHERE b.business_id = :business_id AND b.kind = 'invoice' GROUP BY b.id, b.allocated_minor, b.credited_minor
           HAVING b.allocated_minor <> coalesce(sum(a.amount_minor) FILTER (WHERE a.payment_id IS NOT NULL), 0)
               OR b.credited_minor <> coalesce(sum(a.amount_minor) FILTER (WHERE a.credit_note_id IS NOT NULL), 0)""",
    ),
    (
        "a credit note's use is its allocations and refunds",
        """SELECT b.id::text, concat_ws('/', b.allocated_minor, b.credited_minor), concat_ws('/', coalesce(a.used, 0), coalesce(r.refunded, 0))
           FROM bills b
           LEFT JOIN (SELECT credit_note_id AS id, sum(amount_minor) AS used FROM allocations WHERE business_id = :business_id GROUP BY 1) a ON a.id = b.id
           LEFT JOIN (SELECT refunds_bill_id AS id, sum(amount_minor) AS refunded FROM payments WHERE business_id = :business_id GROUP BY 1) r ON r.id = b.id
           WHERE b.business_id = :business_id AND b.kind = 'credit_note'
             AND (b.allocated_minor <> coalesce(a.used, 0) OR b.credited_minor <> coalesce(r.refunded, 0))""",
    ),
    (
        "a payment's use is its allocations and refunds",
        """SELECT p.id::text, concat_ws('/', p.allocated_minor, p.refunded_minor), concat_ws('/', coalesce(a.used, 0), coalesce(r.refunded, 0))
           FROM payments p
           LEFT JOIN (SELECT payment_id AS id, sum(amount_minor) AS used FROM allocations WHERE business_id = :business_id GROUP BY 1) a ON a.id = p.id
           LEFT JOIN (SELECT refunds_payment_id AS id, sum(amount_minor) AS refunded FROM payments WHERE business_id = :business_id GROUP BY 1) r ON r.id = p.id
           WHERE p.business_id = :business_id
             AND (p.allocated_minor <> coalesce(a.used, 0) OR p.refunded_minor <> coalesce(r.refunded, 0))""",
    ),
    (
        "bill numbers have no gaps",
        """SELECT concat_ws(' ', s.kind, s.series, s.financial_year), count(b.id)::text, s.last_number::text
           FROM number_series s LEFT JOIN bills b ON b.business_id = s.business_id AND b.kind = s.kind
             AND b.series = s.series AND b.financial_year = s.financial_year
           WHERE s.business_id = :business_id AND s.kind IN ('invoice', 'credit_note', 'quotation')
           GROUP BY s.kind, s.series, s.financial_year, s.last_number HAVING count(b.id) <> s.last_number""",
    ),
    (
        "receipt and refund numbers have no gaps",
        """SELECT concat_ws(' ', s.kind, s.series, s.financial_year), count(p.id)::text, s.last_number::text
           FROM number_series s LEFT JOIN payments p ON p.business_id = s.business_id
             AND p.financial_year = s.financial_year AND p.number LIKE s.series || substr(s.financial_year, 3, 2) || '-%'
             AND p.direction = CASE s.kind WHEN 'receipt' THEN 'in' ELSE 'out' END
           WHERE s.business_id = :business_id AND s.kind IN ('receipt', 'refund')
           GROUP BY s.kind, s.series, s.financial_year, s.last_number HAVING count(p.id) <> s.last_number""",
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
