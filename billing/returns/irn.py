"""The invoice reference number: what the e-invoice portal will call a document, computed before it is sent (RULES E1)."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Final, Literal

from munim.days import Calendar

DocumentType = Literal["INV", "CRN", "DBN"]

# From this day the portal takes numbers ignoring case and hashes them in capitals (GSTN advisory, 1 June 2025).
FOLDED_FROM: Final = date(2025, 6, 1)
_INDIA: Final = Calendar()  # the tax year begins in April, whatever the shop's own


def compute_irn(gstin: str, day: date, kind: DocumentType, number: str) -> str:
    """SHA-256 in hexadecimal of the seller's GSTIN, the tax year ``2026-27``, the type and the number, unseparated."""
    text = f"{gstin}{_INDIA.financial_year_name(day)}{kind}{number}"
    return hashlib.sha256((text.upper() if day >= FOLDED_FROM else text).encode()).hexdigest()
