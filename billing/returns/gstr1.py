"""GSTR-1: the outward supplies of a period, section by section, equal to the ledger to the paisa (RULES G1 to G3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.gst.states import OTHER_TERRITORY
from billing.ledger import ledger_entries, postings
from billing.number_gaps import NumberRange, number_ranges
from billing.payments.advance_tax import advance_tax_rows
from billing.permissions import Actor
from billing.returns.defects import Defect, DocumentCheck, books_defects
from billing.returns.gstr1_file import Sections, encode, to_file
from billing.returns.periods import ReturnPeriod
from billing.returns.placement import LISTED, PLACEMENTS, UNFILED, explain, section_of
from billing.returns.registration import require_regular
from billing.returns.rows import (
    AdvanceValue,
    Document,
    Filed,
    IssuedRange,
    NilValue,
    RateValue,
    StateValue,
    Supply,
    hsn_values,
    read_documents,
    read_hsn,
    read_late_cancellations,
)
from munim.database import business_of
from munim.days import Period
from munim.errors import Refused

# -- rules -------------------------------------------------------------------------------------------

# Table 12 tells buyers apart from this day (GSTN advisory of 1 May 2025).
HSN_SPLIT_FROM: Final = date(2025, 5, 1)
# Table 13's natures of document, by kind of number; what is not here is no document of the return.
NATURES: Final = {
    "invoice": 1, "bill_of_supply": 1, "self_invoice": 2, "debit_note": 4, "credit_note": 5, "receipt_voucher": 6,
    "payment_voucher": 7, "refund_voucher": 8, "challan": 12,
}  # fmt: skip
COMPONENTS: Final = ("igst", "cgst", "sgst", "cess")
_ACCOUNTS: Final = {component: f"output_{component}" for component in COMPONENTS}
_NOTHING: Final = RateValue(Decimal(0), 0)


class HasDefects(Refused):
    """The books have defects that the portal would refuse; put them right, or export all the same with ``force``."""

    code = "return_has_defects"


# -- reads -------------------------------------------------------------------------------------------


class PlacedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document of the period, the section it is in, and why in a sentence."""

    bill_id: UUID
    document: str
    number: str
    business_date: date
    customer_name: str
    customer_gstin: str | None
    total_minor: int
    section: str
    explanation: str


class SectionTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What a section comes to, notes netted; of documents on reverse charge the tax is not the seller's and not in it."""

    section: str
    documents: int
    taxable_minor: int = 0
    untaxed_minor: int = 0
    igst_minor: int = 0
    cgst_minor: int = 0
    sgst_minor: int = 0
    cess_minor: int = 0


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """One component of tax: what the sections come to, less what was cancelled too late for its own return, and the ledger.

    ``difference`` = sections - cancelled_late - ledger: nothing, or the return is not of these books (RULES G3).
    """

    component: str
    sections_minor: int
    cancelled_late_minor: int
    ledger_minor: int
    difference_minor: int


class Gstr1(msgspec.Struct, frozen=True, kw_only=True):
    """The return of a period: its sections' totals, every document with its section, and whether the ledger agrees."""

    period: str
    gstin: str
    from_date: date
    to_date: date
    sections: list[SectionTotal]
    documents: list[PlacedDocument]
    cancelled_late: list[PlacedDocument]
    reconciliation: list[Reconciliation]
    defects: list[Defect]


class PreparedReturn(msgspec.Struct, frozen=True, kw_only=True):
    """The period's rows, put into sections: what the file, the answer and GSTR-3B are made from."""

    period: ReturnPeriod
    business: Business
    sections: Sections
    totals: dict[str, SectionTotal]
    documents: list[Document]  # empty unless asked for
    cancelled_late: list[Document]
    reconciliation: list[Reconciliation]
    defects: list[Defect]


def prepare_return(
    session: Session, period: ReturnPeriod, *, by: Actor, keep_documents: bool = False
) -> PreparedReturn:
    """Read the period once and divide it into sections. ``keep_documents`` for who wants each by itself.

    Raises ``NoGstReturn``, ``Forbidden``.
    """
    by.require("returns.read")
    business = this_business(session)
    require_regular(business, "GSTR-1", on=period.days.last)
    check = DocumentCheck(business, ends=period.days.end)
    folding = _Folding(ends=period.days.end)
    kept: list[Document] = []
    for document in read_documents(session, period.days):
        check(document)
        folding.take(document)
        if keep_documents:
            kept.append(document)
    sections = folding.sections()
    groups = read_hsn(session, period.days)
    sections.hsn = hsn_values(groups, split=period.days.start >= HSN_SPLIT_FROM)
    sections.at, sections.txpd, placeless = _advances(session, period.days)
    issued = number_ranges(session, period.days, by=by)
    sections.doc_issue = _issued(issued)
    late = read_late_cancellations(session, period.days)
    reconciliation = _reconcile(session, period.days, sections, late)
    defects = [
        *check.found,
        *books_defects(session, business, period, groups=groups, late=late, advances_without_place=placeless, by=by),
        *_disagreements(reconciliation),
    ]
    return PreparedReturn(
        period=period,
        business=business,
        sections=sections,
        totals=folding.totals(sections),
        documents=kept,
        cancelled_late=late,
        reconciliation=reconciliation,
        defects=defects,
    )


def read_gstr1(session: Session, period: ReturnPeriod, *, by: Actor, section: str | None = None) -> Gstr1:
    """The return with its documents, each with its section and why; ``section``: of that one alone.

    Raises ``NoGstReturn``, ``Forbidden``.
    """
    prepared = prepare_return(session, period, by=by, keep_documents=True)
    ends = period.days.end
    placed = [_placed(document, section_of(document, ends=ends), ends) for document in prepared.documents]
    order = {name: n for n, name in enumerate(PLACEMENTS)}
    return Gstr1(
        period=period.label,
        gstin=prepared.business.gstin or "",
        from_date=period.days.start,
        to_date=period.days.last,
        sections=list(prepared.totals.values()),
        documents=sorted(
            (one for one in placed if section in (None, one.section)),
            key=lambda one: (order[one.section], one.business_date, one.number),
        ),
        cancelled_late=[
            _placed(document, "cancelled", ends) for document in sorted(prepared.cancelled_late, key=_number_of)
        ],
        reconciliation=prepared.reconciliation,
        defects=prepared.defects,
    )


def export_gstr1(session: Session, period: ReturnPeriod, *, by: Actor, force: bool = False) -> bytes:
    """The file for the portal: the same books make the same bytes. Raises ``HasDefects`` unless ``force``, ``NoGstReturn``."""
    prepared = prepare_return(session, period, by=by)
    blocking = [defect for defect in prepared.defects if defect.blocking]
    if blocking and not force:
        raise HasDefects(
            f"{len(blocking)} defects stand against filing {period.label}, the first: {blocking[0].message}",
            defects=len(blocking),
        )
    return encode(to_file(prepared.sections, gstin=prepared.business.gstin or "", period_code=period.code))


# -- dividing ----------------------------------------------------------------------------------------


def divide(documents: Iterable[Document], *, ends: date) -> Sections:
    """The sections that documents make, those that are not made of documents left empty. ``ends``: as in ``section_of``."""
    folding = _Folding(ends=ends)
    for document in documents:
        folding.take(document)
    return folding.sections()


class _Sums:
    """Values by key, each added with its sign."""

    def __init__(self) -> None:
        self._of: dict[tuple[Supply, str, Decimal], RateValue] = {}

    def add(self, supply: Supply, place: str, value: RateValue, sign: int) -> None:
        key = (supply, place, value.rate)
        before = self._of.get(key) or RateValue(value.rate, 0)
        self._of[key] = before.plus(value, sign)

    def rows(self) -> list[tuple[Supply, str, RateValue]]:
        """Those that come to anything."""
        return [
            (supply, place, value) for (supply, place, rate), value in self._of.items() if value != RateValue(rate, 0)
        ]


class _Folding:
    """Documents put into sections one by one: listed ones are kept, the others only added up."""

    def __init__(self, *, ends: date) -> None:
        self._ends = ends
        self._listed: dict[str, list[Filed]] = {name: [] for name in LISTED}
        self._small = _Sums()
        self._untaxed: dict[tuple[Supply, bool], list[int]] = {}
        self._documents = dict.fromkeys(PLACEMENTS, 0)

    def take(self, document: Document) -> None:
        section = section_of(document, ends=self._ends)
        self._documents[section] += 1
        if section in UNFILED or document.supply is None:
            return
        if section == "b2cs":
            for value in document.filed.rates:
                self._small.add(document.supply, document.filed.place, value, document.sign)
        elif section != "nil":
            self._listed[section].append(document.filed)
        if document.nil_minor or document.exempt_minor or document.non_gst_minor:
            sums = self._untaxed.setdefault((document.supply, document.registered), [0, 0, 0])
            sums[0] += document.sign * document.nil_minor
            sums[1] += document.sign * document.exempt_minor
            sums[2] += document.sign * document.non_gst_minor

    def sections(self) -> Sections:
        return Sections(
            b2b=self._listed["b2b"],
            b2cl=self._listed["b2cl"],
            exp=self._listed["exp"],
            cdnr=self._listed["cdnr"],
            cdnur=self._listed["cdnur"],
            b2cs=[StateValue(*row) for row in self._small.rows()],
            nil=[NilValue(*kind, *sums) for kind, sums in self._untaxed.items() if any(sums)],
        )

    def totals(self, sections: Sections) -> dict[str, SectionTotal]:
        """Of every section with anything in it, in the return's order."""
        values = {name: _own_tax(getattr(sections, name)) for name in LISTED}
        values["b2cs"] = _added(row.value for row in sections.b2cs)
        values["at"] = _added(row.value for row in sections.at)
        values["txpd"] = _added(row.value for row in sections.txpd)
        untaxed = sum(row.nil_minor + row.exempt_minor + row.non_gst_minor for row in sections.nil)
        found = [
            SectionTotal(
                section=name,
                documents=self._documents.get(name, 0),
                untaxed_minor=untaxed if name == "nil" else 0,
                **{field: getattr(value, field) for field in _AMOUNTS},
            )
            for name in (*PLACEMENTS, "at", "txpd")
            for value in (values.get(name, _NOTHING),)
        ]
        return {one.section: one for one in found if one.documents or one.taxable_minor or one.untaxed_minor}


_AMOUNTS: Final = ("taxable_minor", "igst_minor", "cgst_minor", "sgst_minor", "cess_minor")


def _added(values: Iterable[RateValue]) -> RateValue:
    total = _NOTHING
    for value in values:
        total = total.plus(value)
    return total


def _own_tax(listed: Iterable[Filed]) -> RateValue:
    """What listed documents come to, credit notes taken off; on reverse charge the value counts, the tax is the buyer's."""
    taxable = igst = cgst = sgst = cess = 0
    for filed in listed:
        sign = -1 if filed.note == "C" else 1
        for value in filed.rates:
            taxable += sign * value.taxable_minor
            if not filed.reverse_charge:
                igst += sign * value.igst_minor
                cgst += sign * value.cgst_minor
                sgst += sign * value.sgst_minor
                cess += sign * value.cess_minor
    return RateValue(Decimal(0), taxable, igst, cgst, sgst, cess)


def _advances(session: Session, period: Period) -> tuple[list[AdvanceValue], list[AdvanceValue], list[str]]:
    """Sections at and txpd, and the numbers of vouchers whose place is not known.

    What an advance received in the period lost in it again is taken off at; what earlier ones lost is txpd.
    """
    received, adjusted = _Sums(), _Sums()
    placeless: list[str] = []
    for row in advance_tax_rows(session, period):
        supply: Supply = "intra" if row.supply == "intra" else "inter"
        value = RateValue(row.tax_rate.normalize(), row.taxable_minor, row.igst_minor, row.cgst_minor, row.sgst_minor)
        place = row.place_of_supply or OTHER_TERRITORY
        if row.received_date in period:
            received.add(supply, place, value, 1)
        else:
            adjusted.add(supply, place, value, -1)
        if row.place_of_supply is None and row.kind == "received":
            placeless.append(row.number)
    return (
        [AdvanceValue(*row) for row in received.rows()],
        [AdvanceValue(*row) for row in adjusted.rows()],
        placeless,
    )


def _issued(ranges: Iterable[NumberRange]) -> list[IssuedRange]:
    return [
        IssuedRange(nature=NATURES[one.kind], first=one.first, last=one.last, total=one.total, cancelled=one.cancelled)
        for one in ranges
        if one.kind in NATURES
    ]


# -- agreeing with the ledger ------------------------------------------------------------------------


def _reconcile(session: Session, period: Period, sections: Sections, late: Iterable[Document]) -> list[Reconciliation]:
    listed = _added(_own_tax(getattr(sections, name)) for name in LISTED)
    small, received = _added(row.value for row in sections.b2cs), _added(row.value for row in sections.at)
    owed = listed.plus(small).plus(received).plus(_added(row.value for row in sections.txpd), -1)
    undone = _own_tax(document.filed for document in late if section_of(document, ends=period.start) not in UNFILED)
    ledger = output_tax(session, period)
    found = []
    for component in COMPONENTS:
        ours, cancelled = getattr(owed, f"{component}_minor"), getattr(undone, f"{component}_minor")
        found.append(
            Reconciliation(
                component=component,
                sections_minor=ours,
                cancelled_late_minor=cancelled,
                ledger_minor=ledger[component],
                difference_minor=ours - cancelled - ledger[component],
            )
        )
    return found


def output_tax(session: Session, period: Period) -> dict[str, int]:
    """What the period's documents put into the output-tax accounts, by component: owed is positive.

    Paying the government what is owed (postings of kind ``tax_payment``) is no supply and not counted.
    """
    found = session.execute(
        sa.select(ledger_entries.c.account, -sa.func.sum(ledger_entries.c.amount_minor))
        .join(
            postings,
            (postings.c.business_id == ledger_entries.c.business_id) & (postings.c.id == ledger_entries.c.posting_id),
        )
        .where(
            ledger_entries.c.business_id == business_of(session),
            ledger_entries.c.account.in_(_ACCOUNTS.values()),
            ledger_entries.c.business_date >= period.start,
            ledger_entries.c.business_date < period.end,
            postings.c.kind != "tax_payment",
        )
        .group_by(ledger_entries.c.account)
    )
    owed = {account: int(amount) for account, amount in found}
    return {component: owed.get(account, 0) for component, account in _ACCOUNTS.items()}


def _disagreements(reconciliation: Iterable[Reconciliation]) -> list[Defect]:
    return [
        Defect(
            code="not_the_ledger",
            blocking=True,
            field=one.component,
            message=f"the sections' {one.component.upper()} is {one.difference_minor} paise more than the ledger's",
            remedy="run munim verify: an entry of an output-tax account has no document of the return behind it",
        )
        for one in reconciliation
        if one.difference_minor
    ]


def _placed(document: Document, section: str, ends: date) -> PlacedDocument:
    filed = document.filed
    return PlacedDocument(
        bill_id=document.bill_id,
        document=document.document,
        number=filed.number,
        business_date=filed.day,
        customer_name=document.name,
        customer_gstin=filed.gstin or None,
        total_minor=filed.value_minor,
        section=section,
        explanation=explain(document, ends=ends),
    )


def _number_of(document: Document) -> tuple[date, str]:
    return document.filed.day, document.filed.number
