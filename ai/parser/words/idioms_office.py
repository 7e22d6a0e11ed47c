"""The English of offices and reports, and the plain words it stands for: rows like those of ``idioms``."""

from __future__ import annotations

from typing import Final

IDIOMS_OFFICE: Final[tuple[tuple[str, str], ...]] = (
    # what is owed and late
    ("overdue", "past_due|late|delayed|overdue balance|balances|receivable|receivables|amount|amounts|dues|debts|payments"),
    ("unpaid", "not|never yet|? paid|settled|cleared; not been paid|settled|cleared; is|are|were|remain|remains|remaining unsettled|uncleared"),
    ("payables", "dues|outstanding|balance|balances|amount_owed|amounts_owed|amount_due|money_owed to suppliers|vendors|creditors"),
    ("unpaid amount", "unpaid balance|balances|sum|total"),
    ("for more than", "by more_than|over"),
    ("how much is overdue", "what|which amount|balance|money|sum is|was overdue|past_due; what is overdue"),
    ("how much is due", "what|which amount|money|sum is due|outstanding; what is due"),
    # which of them
    *((f"which {many}", f"what {many}") for many in ("products", "items", "articles", "goods", "customers", "clients", "buyers", "bills", "invoices", "suppliers", "vendors", "categories", "cities", "employees", "expenses")),
    # customers
    ("repeat rate", "customer repeat|repeat_purchase|retention rate; customer retention; rate of repeat customers|purchases|business"),
    ("items bought by", "goods|articles|merchandise bought|purchased|taken by"),
    ("items ordered by", "goods|articles|merchandise ordered by"),
)  # fmt: skip
