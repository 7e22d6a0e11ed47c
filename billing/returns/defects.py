"""What stands against filing: every defect of a period's documents, found before the portal finds it.

Each names the document, the field and what to do. A blocking one the portal would refuse, or the return would not be
the books'; the rest are for the eye of the person who files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.business import Business
from billing.gst.gstin import is_gstin, state_of
from billing.gst.law import hsn_digits, last_day_to_take_tax_back, rates_in_force
from billing.gst.place import EXPORTS, SEZ
from billing.gst.states import ABROAD, STATES
from billing.number_gaps import number_gaps
from billing.numbering import WrongNumber, check_number
from billing.permissions import Actor
from billing.returns.periods import ReturnPeriod
from billing.returns.quantities import is_service, quantity_code
from billing.returns.rows import Document, HsnGroup, LineOf, RateValue, read_lines
from munim.days import show_day

# -- what is told ------------------------------------------------------------------------------------


class Defect(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to put right: of which document, in which field, and how."""

    code: str
    blocking: bool
    field: str
    message: str
    remedy: str
    bill_id: UUID | None = None
    number: str | None = None
    position: int | None = None  # of the line, as printed


MOST_LISTED: Final = 500  # of lines with one kind of defect; more say no more

# -- document by document ----------------------------------------------------------------------------

_gstin_is_valid = lru_cache(maxsize=10_000)(is_gstin)
_rates_on = lru_cache(maxsize=400)(rates_in_force)


class DocumentCheck:
    """Looks at each document as it goes by and keeps what is wrong with it."""

    def __init__(self, business: Business, *, ends: date) -> None:
        """``ends``: the day after the period; what is cancelled by then is filed nowhere and needs no mending."""
        self._ends = ends
        self._home = state_of(business.gstin) if business.gstin else business.state_code
        self.found: list[Defect] = []

    def __call__(self, document: Document) -> None:
        if document.cancelled_on is None or document.cancelled_on >= self._ends:
            self.found.extend(_defects_of(document, self._home))


def _defects_of(document: Document, home: str | None) -> Iterator[Defect]:
    filed = document.filed

    def defect(code: str, field: str, message: str, remedy: str, *, blocking: bool = True) -> Defect:
        return Defect(
            code=code,
            blocking=blocking,
            field=field,
            message=f"{filed.number}: {message}",
            remedy=remedy,
            bill_id=document.bill_id,
            number=filed.number,
        )

    if not _is_number(filed.number):
        yield defect(
            "wrong_number",
            "number",
            "the portal takes at most 16 letters, digits, - and /, not beginning with 0",
            "cancel it and issue it anew from a series the law allows",
        )
    if document.supply is None or not document.has_components:
        yield defect(
            "no_components",
            "supply",
            "it was made before the registration: its tax is not told apart as CGST, SGST or IGST",
            "cancel it and issue it anew if it is a supply under the registration",
        )
        return
    if filed.place != ABROAD and filed.place not in STATES:
        yield defect(
            "wrong_place",
            "place_of_supply",
            f"{filed.place or 'nothing'} is no place of supply",
            "cancel it, put the customer's state right, and issue it anew",
        )
    elif document.supply != _supply(document, home):
        yield defect(
            "wrong_supply",
            "supply",
            f"it is {document.supply}-state, but from {home} to {filed.place} the supply is {_supply(document, home)}-state",
            "cancel it and issue it anew with the tax the place asks for",
        )
    if document.registered and not _gstin_is_valid(filed.gstin or ""):
        yield defect(
            "wrong_gstin",
            "bill_to.gstin",
            f"{filed.gstin or 'no GSTIN'} is not the buyer's GSTIN: it is missing or its check digit does not fit",
            "cancel it, put the customer's GSTIN right, and issue it anew",
        )
    if filed.note is None:
        # a note bears the rate of the invoice it corrects, whatever is in force on its own day; between two rates the day
        # of supply may decide (section 14)
        for value in filed.rates:
            if not any(value.rate in _rates_on(day) for day in (filed.day, document.supply_date or filed.day)):
                yield defect(
                    "rate_not_in_force",
                    "lines.tax_rate",
                    f"{value.rate} per cent is no rate of GST on {show_day(filed.day)}",
                    "credit it and bill it again at the rate in force",
                )
    if filed.note == "C" and document.original is not None and _bears_tax(filed.rates):
        last = last_day_to_take_tax_back(document.original.day, noted_on=filed.day)
        if last is not None and filed.day > last:
            yield defect(
                "too_late_to_take_tax_back",
                "business_date",
                f"tax of {document.original.number} could be taken back until {show_day(last)}",
                "only a credit note without tax is allowed after that day",
            )


def _is_number(number: str) -> bool:
    try:
        check_number(number)
    except WrongNumber:
        return False
    return True


def _supply(document: Document, home: str | None) -> str:
    outside = document.filed.recipient in (*SEZ, *EXPORTS)
    return "intra" if document.filed.place == home and not outside else "inter"


def _bears_tax(rates: Iterable[RateValue]) -> bool:
    return any(value.igst_minor or value.cgst_minor or value.cess_minor for value in rates)


# -- the books as a whole ----------------------------------------------------------------------------


def books_defects(
    session: Session,
    business: Business,
    period: ReturnPeriod,
    *,
    groups: list[HsnGroup],
    late: list[Document],
    advances_without_place: list[str],
    by: Actor,
) -> list[Defect]:
    """What is wrong beyond single documents: the seller, goods' codes and units, numbers, late cancellations."""
    return [
        *_of_business(business),
        *_of_goods(session, business, period, groups),
        *_of_numbers(session, business, period, by=by),
        *map(_of_late_cancellation, late),
        *map(_of_advance, advances_without_place),
    ]


def _of_business(business: Business) -> Iterator[Defect]:
    if not business.gstin or not is_gstin(business.gstin):
        yield Defect(
            code="no_gstin",
            blocking=True,
            field="gstin",
            message="the business has no GSTIN, or its check digit does not fit",
            remedy="enter the GSTIN in the business's settings",
        )


def _of_goods(session: Session, business: Business, period: ReturnPeriod, groups: list[HsnGroup]) -> Iterator[Defect]:
    """Missing and short HSN by turnover (RULES T10), and units no portal knows.

    Sums by HSN and unit are looked at first: the lines themselves are read only where a sum shows that some are wrong.
    """
    wrong_hsn = {
        (group.registered, group.hsn): reason
        for group in groups
        if (reason := hsn_defect(group.hsn, registered=group.registered, day=period.days.last, business=business))
    }
    wrong_units = {group.unit for group in groups if not is_service(group.hsn) and quantity_code(group.unit) is None}
    if wrong_hsn:
        hsns = {hsn for _, hsn in wrong_hsn}
        for line in read_lines(session, period.days, hsns=hsns, most=MOST_LISTED):
            reason = wrong_hsn.get((line.registered, line.hsn))
            if reason is not None:
                yield _of_line(
                    line, "wrong_hsn", "hsn", reason, "give the product its HSN and bill it anew; " + _AT_PORTAL
                )
    if wrong_units:
        for line in read_lines(session, period.days, units=wrong_units, most=MOST_LISTED):
            if is_service(line.hsn):
                continue
            message = f"{line.unit or 'no unit'} is no unit the portal knows; the return says OTH"
            yield _of_line(line, "unknown_unit", "unit", message, "choose a unit such as pcs, kg or l", blocking=False)


_AT_PORTAL: Final = "for this return, export with force and correct table 12 at the portal"


def hsn_defect(hsn: str, *, registered: bool, day: date, business: Business) -> str | None:
    """What is wrong with the HSN of a line to such a buyer on that day; None when nothing is."""
    law = hsn_digits(day, turnover_rupees=business.annual_turnover)
    if law is None:
        return None
    asked = law.digits if registered or law.to_consumers else 0
    if not hsn:
        return f"the HSN is missing; {asked} digits are asked for" if asked else None
    if not hsn.isdecimal() or len(hsn) not in (2, 4, 6, 8):
        return f"{hsn} is no HSN: two, four, six or eight digits"
    return f"{hsn} has fewer than {asked} digits" if len(hsn) < asked else None


def _of_line(line: LineOf, code: str, field: str, message: str, remedy: str, *, blocking: bool = True) -> Defect:
    return Defect(
        code=code,
        blocking=blocking,
        field=f"lines[{line.position - 1}].{field}",
        message=f"{line.number}, line {line.position} ({line.description}): {message}",
        remedy=remedy,
        bill_id=line.bill_id,
        number=line.number,
        position=line.position,
    )


def _of_numbers(session: Session, business: Business, period: ReturnPeriod, *, by: Actor) -> Iterator[Defect]:
    """Numbers that are on no document (RULES N7)."""
    year = business.calendar.financial_year_name(period.days.last)
    for series in number_gaps(session, year, by=by):
        for number in series.missing:
            yield Defect(
                code="number_missing",
                blocking=False,
                field="number",
                message=f"{number} is on no document",
                remedy="say in the return's table 13 what became of it",
                number=number,
            )


def _of_late_cancellation(document: Document) -> Defect:
    filed = document.filed
    return Defect(
        code="cancelled_late",
        blocking=False,
        field="cancelled_date",
        message=f"{filed.number} of {show_day(filed.day)} was cancelled in this period, after its own return's",
        remedy="amend it to nothing in table 9A or 10 at the portal: this file has no amendments",
        bill_id=document.bill_id,
        number=filed.number,
    )


def _of_advance(number: str) -> Defect:
    return Defect(
        code="advance_without_place",
        blocking=False,
        field="place_of_supply",
        message=f"{number}: the place of supply of the advance is not known; the return says 97, other territory",
        remedy="name the place of supply when taking an advance for services",
        number=number,
    )
