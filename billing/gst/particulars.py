"""What the CGST Rules ask a bill to say beside its amounts: its title, its place of supply, its declarations.

Rule 46: tax invoice; 49: bill of supply; 53: credit and debit notes; 5(1)(f): the composition taxpayer's sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from billing.bills.reads import Bill
from billing.business import Business
from billing.gst.place import UNDERTAKEN
from billing.gst.states import state_name

_TITLES: Final = {
    "invoice": "Tax Invoice",
    "bill_of_supply": "Bill of Supply",
    "credit_note": "Credit Note",
    "debit_note": "Debit Note",
    "quotation": "Quotation",
}
COMPOSITION: Final = "Composition taxable person, not eligible to collect tax on supplies."
REVERSE_CHARGE: Final = "The tax on this supply is payable by the recipient on reverse charge."
WITHOUT_TAX: Final = "This credit note takes back no tax (section 34 of the CGST Act)."
# the endorsements of rule 46, third proviso
_ENDORSEMENTS: Final = {
    "export_with_payment": "Supply meant for export on payment of integrated tax.",
    "export_without_payment": "Supply meant for export under bond or letter of undertaking without payment of integrated tax.",
    "sez_with_payment": "Supply to SEZ unit or SEZ developer for authorised operations on payment of integrated tax.",
    "sez_without_payment": "Supply to SEZ unit or SEZ developer for authorised operations under bond or letter of undertaking"
    " without payment of integrated tax.",
}


def title(bill: Bill, business: Business) -> str:
    """What a bill is called. One with a plain tax is a tax invoice where its shop has a GSTIN (section 31), else an invoice."""
    if bill.document == "invoice" and bill.supply is None:
        return "Tax Invoice" if business.gstin and bill.tax_minor else "Invoice"
    return _TITLES[bill.document]


def place_name(code: str) -> str:
    """``place_name("27") == "Maharashtra (27)"``: a state is named with its code (rule 46(e), (n))."""
    return f"{state_name(code)} ({code})"


def components(bill: Bill) -> tuple[str, ...]:
    """The taxes that each line shows a rate and an amount of; none where the bill bears none."""
    bears = any(line.tax_rate or line.cess_rate for line in bill.lines)
    if bill.supply is None or not bears or not bill.tax_effect or bill.recipient in UNDERTAKEN:
        return ()
    main = ("CGST", "SGST") if bill.supply == "intra" else ("IGST",)
    return (*main, "CESS") if any(line.cess_rate for line in bill.lines) else main


def declarations(bill: Bill, business: Business) -> Iterator[str]:
    """The sentences the law asks for on this bill."""
    if bill.supply is None:
        return
    if bill.document == "bill_of_supply":
        # a regular taxpayer's bill of supply has nothing taxable on it
        taxable = any(line.tax_treatment == "taxable" for line in bill.lines)
        if taxable or business.registration_on(bill.business_date) == "composition":
            yield COMPOSITION
        return
    if bill.reverse_charge:
        yield REVERSE_CHARGE
    if bill.recipient in _ENDORSEMENTS:
        yield _ENDORSEMENTS[bill.recipient]
    if not bill.tax_effect:
        yield WITHOUT_TAX
