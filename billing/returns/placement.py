"""Where a document is filed: exactly one section of GSTR-1, and why, in a sentence (RULES G2)."""

from __future__ import annotations

from datetime import date
from typing import Final

from billing.gst.law import B2CL_LIMITS, limit_on
from billing.gst.place import EXPORTS, SEZ
from billing.returns.rows import Document
from munim.days import show_day
from munim.money import show

# Sections that list documents, those that sum them up, and what is no section: a cancelled document is counted among the
# documents issued alone, one outside is no part of the return.
LISTED: Final = ("b2b", "b2cl", "exp", "cdnr", "cdnur")
SUMMED: Final = ("b2cs", "nil")
UNFILED: Final = ("cancelled", "outside")
PLACEMENTS: Final = (*LISTED, *SUMMED, *UNFILED)


def section_of(document: Document, *, ends: date) -> str:
    """One of ``PLACEMENTS``. ``ends``: the day after the return's period, for who was cancelled later still stands in it."""
    filed = document.filed
    if document.cancelled_on is not None and document.cancelled_on < ends:
        return "cancelled"
    if _why_outside(document):
        return "outside"
    if filed.recipient in EXPORTS:
        return "cdnur" if filed.note else "exp"
    if not filed.rates:
        return "nil"
    if document.registered:
        return "cdnr" if filed.note else "b2b"
    if is_large(document):
        return "cdnur" if filed.note else "b2cl"
    return "b2cs"


def _why_outside(document: Document) -> str | None:
    """Why a document is no part of the return; None when it is."""
    if document.supply is None or not document.has_components:
        return "without CGST, SGST or IGST told apart, from before the registration"
    if (
        document.document == "bill_of_supply"
        and document.filed.rates
        and document.filed.recipient not in (*SEZ, *EXPORTS)
    ):
        return "of taxable goods without tax, from a time under composition"
    if not document.tax_effect:
        return "that takes no tax back, being too late for it"
    return None


def is_large(document: Document) -> bool:
    """Whether an unregistered buyer's document is inter-state and over the limit of its day (b2cl).

    A note is large when it or the invoice it corrects is: it follows the larger of the two (RULES G2).
    """
    if document.supply != "inter":
        return False
    values = [(document.filed.value_minor, document.filed.day)]
    if document.filed.note and document.original is not None:
        values.append((document.original.value_minor, document.original.day))
    return any(value > b2cl_limit(day) for value, day in values)


def b2cl_limit(day: date) -> int:
    """In paise, the value over which an inter-state invoice to an unregistered buyer is listed by itself."""
    return 100 * (limit_on(B2CL_LIMITS, day) or 0)


_TABLES: Final = {
    "b2b": "table 4A", "sez_with_payment": "table 6B", "sez_without_payment": "table 6B", "deemed_export": "table 6C",
}  # fmt: skip
_BUYERS: Final = {
    "b2b": "a registered buyer",
    "sez_with_payment": "a unit in a special economic zone, with payment of tax",
    "sez_without_payment": "a unit in a special economic zone, without payment of tax",
    "deemed_export": "a buyer of deemed exports",
    "export_with_payment": "a buyer abroad, with payment of tax",
    "export_without_payment": "a buyer abroad, without payment of tax",
    "b2c": "an unregistered buyer",
}
_NAMES: Final = {"C": "Credit note", "D": "Debit note", None: "Invoice"}


def explain(document: Document, *, ends: date) -> str:
    """Why the document is filed where it is, for the person who answers for the return."""
    filed, section = document.filed, section_of(document, ends=ends)
    name = "Bill of supply" if document.document == "bill_of_supply" else _NAMES[filed.note]
    buyer = _BUYERS.get(filed.recipient, "nobody known to the tax")
    if section == "cancelled" and document.cancelled_on is not None:
        return f"{name} cancelled on {show_day(document.cancelled_on)}: counted among the documents issued (table 13) and in no other section."
    if section == "outside":
        return f"{name} {_why_outside(document)}: in no section."
    if section == "nil":
        return f"{name} to {buyer} with nothing taxable on it: its value is in nil (table 8)."
    apart = _apart(document)
    match section:
        case "exp":
            return f"{name} to {buyer}: listed in exp (table 6A)."
        case "b2b" if filed.reverse_charge:
            return f"{name} to {buyer}, {filed.gstin}, who pays the tax on reverse charge: listed in b2b (table 4B){apart}."
        case "b2b":
            return f"{name} to {buyer}, {filed.gstin}: listed in b2b ({_TABLES[filed.recipient]}){apart}."
        case "cdnr":
            return f"{name} to {buyer}, {filed.gstin}: listed in cdnr (table 9B){apart}."
        case "cdnur" if filed.recipient in EXPORTS:
            return f"{name} to {buyer}: listed in cdnur (table 9B)."
        case "cdnur":
            return f"{name} to {buyer} in another state, {filed.place}, and {_larger(document)}: listed in cdnur (table 9B){apart}."
        case "b2cl":
            return f"{name} to {buyer} in another state, {filed.place}, and {_larger(document)}: listed in b2cl (table 5A){apart}."
        case _:
            return (
                f"{name} to {buyer} {_small(document)}: {_summed(document)} b2cs (table 7), by place and rate{apart}."
            )


def _larger(document: Document) -> str:
    """Which value is over which limit, the document's own first."""
    filed, original = document.filed, document.original
    if filed.value_minor > b2cl_limit(filed.day) or original is None:
        return f"{_rupees(filed.value_minor)} is over {_rupees(b2cl_limit(filed.day))}"
    return (
        f"its invoice {original.number} of {_rupees(original.value_minor)} is over {_rupees(b2cl_limit(original.day))}"
    )


def _small(document: Document) -> str:
    filed = document.filed
    if document.supply == "intra":
        return f"in the seller's own state, {filed.place}"
    return f"in another state, {filed.place}, not over {_rupees(b2cl_limit(filed.day))}"


def _summed(document: Document) -> str:
    return {"C": "taken off", "D": "added to", None: "summed up in"}[document.filed.note]


def _apart(document: Document) -> str:
    """That its untaxed lines are reported apart (RULES T9)."""
    untaxed = document.nil_minor + document.exempt_minor + document.non_gst_minor
    return f"; {_rupees(untaxed)} of it is untaxed and in nil (table 8)" if untaxed else ""


def _rupees(minor: int) -> str:
    return show(minor, "INR")
