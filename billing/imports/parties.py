"""Whose a line is: a customer or supplier named by reference, phone, GSTIN or name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.customers import customers
from billing.imports.columns import Column, Rejected
from billing.suppliers import suppliers
from munim.database import business_of
from munim.errors import Invalid
from munim.phones import normal_phone

# How a line says whose it is; the first that it gives decides.
KEYS: Final = ("reference", "phone", "gstin", "name")

REFERENCE: Final = Column(field="reference", heading="Reference", type="digits", also=("Customer Code", "Customer ID", "Customer No", "Party Code", "Code", "Customer Reference"), help="your own number of the customer", example="C-101")  # fmt: skip
PHONE: Final = Column(field="phone", heading="Phone", type="digits", also=("Mobile No", "Mobile", "Mobile Number", "Phone No", "Phone Number", "Contact"), help="who has no reference is found by phone, GSTIN or name")  # fmt: skip
TAX_NUMBER: Final = Column(field="gstin", heading="GSTIN", also=("GSTIN/UIN", "GST No", "GST Number"), help="")
NAME: Final = Column(field="name", heading="Name", also=("Customer Name", "Customer", "Party Name", "Party", "Ledger Name", "Supplier Name", "Supplier", "Account Name", "Account", "Particulars"), help="", example="Ramesh Traders")  # fmt: skip


class Parties:
    """The customers or the suppliers of a business, by what names them."""

    def __init__(self, session: Session, table: sa.Table, *, country: str) -> None:
        self._noun = "customer" if table is customers else "supplier"
        self._country = country
        self._known: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        names = [key for key in KEYS if key in table.c]
        query = sa.select(table.c.id, *(table.c[name] for name in names)).where(
            table.c.business_id == business_of(session)
        )
        for row in session.execute(query):
            for name in names:
                if value := row._mapping[name]:
                    self._known[name, value.casefold()].add(row.id)

    def find(self, values: Mapping[str, Any]) -> UUID:
        """Whom a line names. Raises ``Rejected`` with the column, for nobody and for several of one name."""
        for key in KEYS:
            if key not in values:
                continue
            value = self._normal(key, values[key])
            found = self._known.get((key, value.casefold()), set())
            if len(found) > 1:
                raise Rejected(f"{len(found)} {self._noun}s have it: name one of them by reference or phone", field=key)
            if not found:
                raise Rejected(f"there is no {self._noun} {values[key]!r}", field=key)
            return next(iter(found))
        raise Rejected(f"nothing says which {self._noun} it is", field="name")

    def _normal(self, key: str, value: str) -> str:
        if key == "phone":
            return normal_phone(value, self._country)
        return value.replace(" ", "") if key == "gstin" else value


def customers_of(session: Session, country: str) -> Parties:
    """Every customer of the business."""
    return Parties(session, customers, country=country)


def suppliers_of(session: Session, country: str) -> Parties:
    """Every supplier of the business."""
    return Parties(session, suppliers, country=country)


def found_by_line(parties: Parties, values: Mapping[str, Any]) -> UUID | None:
    """Whom a line names, None when it will be rejected for naming nobody."""
    try:
        return parties.find(values)
    except Invalid:
        return None
