"""Suppliers from a file: known again by their GSTIN, or by their name."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from billing.imports.cells import Balance
from billing.imports.columns import Column, Line
from billing.imports.customers import PARTY_COLUMNS
from billing.imports.kinds import Kept, Kind, Work, command_of, details_with
from billing.suppliers import (
    NewSupplier,
    SupplierDetails,
    enter_supplier,
    read_supplier,
    rewrite_supplier,
    suppliers,
)
from munim.database import business_of
from munim.money import parse_minor

COLUMNS: Final = (
    Column(field="name", heading="Name", also=("Supplier Name", "Supplier", "Vendor Name", "Vendor", "Party Name", "Party", "Ledger Name", "Company Name", "नाम"), required=True, help="the supplier's name", example="Gupta Wholesale"),
    *PARTY_COLUMNS,
    Column(field="opening_balance", heading="Opening balance", type="balance", also=("Opening Bal.", "Opening Bal", "Opening", "Balance", "Payable", "Outstanding", "Closing Balance"), help="what the shop owes them today; with a minus or Dr: what it paid ahead. Of new suppliers alone", example="12,000.00 Cr"),
)  # fmt: skip


class SupplierImport:
    """Adds suppliers, and changes those that are there."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._by_gstin: dict[str, UUID] = {}
        self._by_name: dict[str, UUID] = {}
        self._lines: dict[UUID, int] = {}

    def prepare(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Read what suppliers there are."""
        session = self._work.session
        here = suppliers.c.business_id == business_of(session)
        columns = (suppliers.c.id, suppliers.c.gstin, suppliers.c.name)
        for row in session.execute(sa.select(*columns).where(here).order_by(suppliers.c.id)):
            self._learn(row.id, row._mapping)
        return lines

    def keep(self, line: Line) -> Kept:
        """Add a supplier, or change or skip the one that is there."""
        work, values = self._work, _commanded(line.values)
        found = self._find(values)
        if found is not None and found in self._lines:
            return Kept("skipped", values["name"], f"line {self._lines[found]} is the same supplier")
        if found is None:
            found = enter_supplier(work.session, command_of(values, NewSupplier), at=work.at)
            self._lines[found] = line.number
            self._learn(found, values)
            minor = parse_minor(values.get("opening_balance", Decimal(0)), work.business.currency)
            return Kept("added", values["name"], amount_minor=minor)
        self._lines[found] = line.number
        if not work.updates:
            return Kept("skipped", values["name"], "this supplier is there already")
        before = read_supplier(work.session, found)
        details = details_with(before, values, SupplierDetails)
        rewritten = rewrite_supplier(work.session, found, details)
        if details_with(rewritten[1], {}, SupplierDetails) == details_with(before, {}, SupplierDetails):
            return Kept("skipped", values["name"], "nothing of this supplier differs")
        self._learn(found, values)
        return Kept("changed", values["name"])

    def _find(self, values: dict[str, Any]) -> UUID | None:
        """By GSTIN; by name among those whose GSTIN is not another."""
        gstin = values.get("gstin")
        if gstin and gstin in self._by_gstin:
            return self._by_gstin[gstin]
        found = self._by_name.get(values["name"].casefold())
        other = gstin and found in self._by_gstin.values()
        return None if other else found

    def _learn(self, supplier_id: UUID, values: Any) -> None:
        self._by_name.setdefault(values["name"].casefold(), supplier_id)
        if values.get("gstin"):
            self._by_gstin.setdefault(values["gstin"], supplier_id)


def _commanded(values: dict[str, Any]) -> dict[str, Any]:
    """The values as the command takes them: a credit is what the shop owes, a debit was paid ahead."""
    out = dict(values)
    balance: Balance | None = out.get("opening_balance")
    if balance is not None:
        out["opening_balance"] = -balance.amount if balance.side == "dr" else balance.amount
    for name in ("gstin", "state_code"):
        if name in out:
            out[name] = out[name].replace(" ", "").upper()
    if out.get("state_code", "").isdigit():
        out["state_code"] = out["state_code"].zfill(2)
    return out


SUPPLIERS: Final = Kind(name="suppliers", title="Suppliers", columns=COLUMNS, begin=SupplierImport)
