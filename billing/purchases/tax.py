"""Input tax: which taxes a supplier's bill bears, whether they may be claimed, and where they are posted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

import msgspec

from billing.business import Business
from billing.gst.gstin import state_of
from billing.gst.states import check_place, present_code
from billing.ledger import Entry
from billing.pricing import Supplied
from billing.suppliers import Supplier

# -- rules -------------------------------------------------------------------------------------------


class InputSupply(msgspec.Struct, frozen=True):
    """How a purchase is taxed. ``kind`` None: one plain tax. ``claimable``: the shop may set its tax off at all."""

    kind: Supplied
    place: str | None
    claimable: bool


class Taxed(Protocol):
    """A line whose tax is worked out."""

    @property
    def tax_minor(self) -> int: ...
    @property
    def cgst_minor(self) -> int: ...
    @property
    def sgst_minor(self) -> int: ...
    @property
    def igst_minor(self) -> int: ...
    @property
    def cess_minor(self) -> int: ...


def supply_from(supplier: Supplier, business: Business, day: date, *, stated_place: str | None) -> InputSupply:
    """What taxes a bill of ``supplier`` bears that is dated ``day``.

    Under GST it is intra-state when the supplier's state is the place of supply, which is ours unless the bill says
    otherwise (T7, T8); a supplier of no known state is taken to be of ours. A shop under composition and one that is not
    registered may claim nothing (CGST Act, section 10(4) and section 16(1)). Raises ``Invalid`` for a place that is none.
    """
    registration = business.registration_on(day)
    if registration is None:
        return InputSupply(None, None, claimable=True)
    home = state_of(business.gstin) if business.gstin else business.state_code and present_code(business.state_code)
    place = check_place(stated_place) if stated_place else home
    if supplier.gstin:
        origin: str | None = state_of(supplier.gstin)
    else:
        origin = present_code(supplier.state_code) if supplier.state_code else home
    return InputSupply("intra" if origin == place else "inter", place, claimable=registration == "regular")


def input_entries(lines: Iterable[Taxed], kind: Supplied) -> list[Entry]:
    """Debits of the input tax of ``lines``, one account a component; a plain tax has its own."""
    taxed = list(lines)
    if kind is None:
        return [Entry("input_tax", sum(line.tax_minor for line in taxed))]
    return [
        Entry("input_cgst", sum(line.cgst_minor for line in taxed)),
        Entry("input_sgst", sum(line.sgst_minor for line in taxed)),
        Entry("input_igst", sum(line.igst_minor for line in taxed)),
        Entry("input_cess", sum(line.cess_minor for line in taxed)),
    ]
