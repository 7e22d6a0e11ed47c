"""What became of every line of an import, reconciled with its input to the minor unit."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from billing.imports.reading import Reject
from munim.errors import MunimError
from munim.money import show

FATES: Final = ("sale", "return", "bad_debt", "adjustment", "repeated", "rejected")


class Unreconciled(MunimError):
    """The import does not add up to its file, so nothing of it was kept."""

    code = "unreconciled"


class Part(msgspec.Struct, frozen=True):
    """Some lines of the file: ``quantity`` and ``amount`` (quantity x price, exact, in currency units) as the file signs them.

    ``documents`` counts each document once, as a bill if it became one. ``booked_minor`` is what stands in the books.
    """

    lines: int = 0
    documents: int = 0
    quantity: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    booked_minor: int = 0


class RoundedLine(msgspec.Struct, frozen=True):
    """A line whose value has more decimals than the currency."""

    line: int
    reference: str
    exact: Decimal
    booked_minor: int


class Made(msgspec.Struct, frozen=True):
    """What the import added to the books."""

    invoices: int = 0
    credit_notes: int = 0
    bad_debts: int = 0
    customers: int = 0
    products: int = 0
    receipts: int = 0
    refunds: int = 0
    opened_products: int = 0


class Summary(msgspec.Struct, frozen=True):
    """The bridge from the file to the books.

    input = sales + returns + bad debts + adjustments + repeated + rejected, in lines, documents, quantity and amount;
    booked = (sales + returns + bad debts) + rounding. Lines that cannot be read (``unreadable``) have no quantity
    and no amount, and are among ``rejects``.
    """

    source: str
    currency: str
    shift_days: int
    input: Part
    parts: dict[str, Part]  # by fate: sale, return, bad_debt, adjustment, repeated, rejected
    unreadable: int
    rounding: Decimal
    rounded: list[RoundedLine]
    made: Made

    @property
    def booked_minor(self) -> int:
        """Sales less returns and bad debts, as the books have them."""
        return sum(part.booked_minor for part in self.parts.values())


class SalesImport(msgspec.Struct, frozen=True):
    """An import that is done. ``id`` is None when the file brought nothing new, and nothing was written."""

    id: UUID | None
    summary: Summary
    rejects: list[Reject]


def reconcile(summary: Summary, *, minor_units: int, bills_minor: int, bad_debts_minor: int) -> None:
    """Raises ``Unreconciled`` unless input = its parts and the books hold what the parts say, to the minor unit."""
    parts = summary.parts.values()
    for name in ("lines", "documents", "quantity", "amount"):
        whole, found = getattr(summary.input, name), sum(getattr(part, name) for part in parts)
        if whole != found:
            raise Unreconciled(f"{name} of the file: {whole}; of what became of them: {found}")
    booked_from = sum(summary.parts[fate].amount for fate in ("sale", "return", "bad_debt"))
    if (booked_from + summary.rounding) * minor_units != summary.booked_minor:
        raise Unreconciled(
            f"amounts of {booked_from} and rounding of {summary.rounding} make no {summary.booked_minor}"
        )
    if bills_minor + bad_debts_minor != summary.booked_minor:
        raise Unreconciled(f"the books hold {bills_minor + bad_debts_minor}, the lines come to {summary.booked_minor}")


def summary_rows(summary: Summary) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The bridge as a table for people: its heading and its rows, the file first, the books last."""
    titles = {
        "sale": "sold",
        "return": "credited",
        "bad_debt": "bad debts",
        "adjustment": "stock adjustments",
        "repeated": "imported before",
        "rejected": "rejected",
    }
    rows: list[tuple[str, ...]] = [("in the file", *_cells(summary.input))]
    rows += [(titles[fate], *_cells(part)) for fate, part in summary.parts.items() if part.lines]
    if summary.unreadable:
        rows.append(("unreadable, rejected", f"{summary.unreadable:,}", "", "", ""))
    if summary.rounded:
        rows.append((f"rounding of {len(summary.rounded)} lines", "", "", "", f"{summary.rounding.normalize():,f}"))
    rows.append(("in the books", "", "", "", show(summary.booked_minor, summary.currency)))
    return ("", "Lines", "Documents", "Quantity", "Amount"), rows


def _cells(part: Part) -> tuple[str, str, str, str]:
    return f"{part.lines:,}", f"{part.documents:,}", f"{part.quantity.normalize():,f}", f"{part.amount.normalize():,f}"


def write_rejects(path: Path, rejects: Sequence[Reject]) -> None:
    """The rejected lines as CSV: line, reason, and what the file says in each field."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(Reject.__struct_fields__)
        out.writerows(msgspec.structs.astuple(reject) for reject in rejects)
