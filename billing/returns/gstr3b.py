"""GSTR-3B: the period's tax in one page, outward from the rows of GSTR-1, credit and reverse charge from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.gst.place import EXPORTS, SEZ
from billing.permissions import Actor
from billing.returns.gstr1 import COMPONENTS, PreparedReturn, Reconciliation, output_tax, prepare_return
from billing.returns.periods import ReturnPeriod
from billing.returns.placement import LISTED, UNFILED, section_of
from billing.returns.rows import Document, Filed, RateValue
from munim.database import business_of
from munim.days import Period
from munim.money import decimal_string

# -- what the return says ----------------------------------------------------------------------------


class Supplies(msgspec.Struct, frozen=True, kw_only=True):
    """A row of table 3.1: value and tax by component."""

    taxable_minor: int = 0
    igst_minor: int = 0
    cgst_minor: int = 0
    sgst_minor: int = 0
    cess_minor: int = 0


class PlaceSupplies(msgspec.Struct, frozen=True, kw_only=True):
    """A row of table 3.2: what unregistered buyers of one other state were supplied with."""

    place_of_supply: str
    taxable_minor: int
    igst_minor: int


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """A row of table 4: input tax by component."""

    igst_minor: int = 0
    cgst_minor: int = 0
    sgst_minor: int = 0
    cess_minor: int = 0


class Gstr3b(msgspec.Struct, frozen=True, kw_only=True):
    """The summary return of a period; the comment on each field is its table.

    Credit notes and what was cancelled are taken off, as the form asks, so a value may be negative. Outward supplies on
    which the buyer pays the tax are in no row of the form; their value is told for the eye.
    """

    period: str
    gstin: str
    from_date: date
    to_date: date
    outward_taxable: Supplies  # 3.1(a)
    outward_zero_rated: Supplies  # 3.1(b)
    outward_nil_exempt_minor: int  # 3.1(c)
    inward_reverse_charge: Supplies  # 3.1(d)
    outward_non_gst_minor: int  # 3.1(e)
    outward_reverse_charge_minor: int
    interstate_unregistered: list[PlaceSupplies]  # 3.2
    credit_reverse_charge: Credit  # 4(A)(3)
    credit_other: Credit  # 4(A)(5), goods sent back taken off
    credit_net: Credit  # 4(C)
    reconciliation: list[Reconciliation]


FORM_COLUMNS: Final = ("Table", "Value", "IGST", "CGST", "SGST", "Cess")


def form_rows(found: Gstr3b) -> list[tuple[str, ...]]:
    """The form as a person reads it, row by row under ``FORM_COLUMNS``; a column that a table has not is empty."""
    rows: list[tuple[str, Supplies | Credit | int]] = [
        ("3.1(a) outward, taxable", found.outward_taxable),
        ("3.1(b) outward, zero-rated", found.outward_zero_rated),
        ("3.1(c) outward, nil-rated and exempt", found.outward_nil_exempt_minor),
        ("3.1(d) inward, reverse charge", found.inward_reverse_charge),
        ("3.1(e) outward, non-GST", found.outward_non_gst_minor),
        ("4(A)(3) credit, reverse charge", found.credit_reverse_charge),
        ("4(A)(5) credit, all other", found.credit_other),
        ("4(C) net credit", found.credit_net),
    ]
    return [(name, *_printed(row)) for name, row in rows]


def _printed(row: Supplies | Credit | int) -> list[str]:
    amounts = {"taxable_minor": row} if isinstance(row, int) else msgspec.structs.asdict(row)
    return [
        decimal_string(amounts[name], "INR") if name in amounts else ""
        for name in ("taxable_minor", *(f"{component}_minor" for component in COMPONENTS))
    ]


# -- reads -------------------------------------------------------------------------------------------


def read_gstr3b(session: Session, period: ReturnPeriod, *, by: Actor) -> Gstr3b:
    """The summary return, equal to the ledger. Raises ``NoGstReturn``, ``Forbidden``."""
    prepared = prepare_return(session, period, by=by)
    late = [
        document for document in prepared.cancelled_late if section_of(document, ends=period.days.start) not in UNFILED
    ]
    taxable, zero_rated, reverse = _outward(prepared, late)
    inward = _inward_reverse_charge(session, period.days)
    on_reverse_charge, other = _credit(session, period.days)
    nil_exempt = sum(row.nil_minor + row.exempt_minor for row in prepared.sections.nil)
    non_gst = sum(row.non_gst_minor for row in prepared.sections.nil)
    return Gstr3b(
        period=period.label,
        gstin=prepared.business.gstin or "",
        from_date=period.days.start,
        to_date=period.days.last,
        outward_taxable=_supplies(taxable),
        outward_zero_rated=_supplies(zero_rated),
        outward_nil_exempt_minor=nil_exempt - sum(one.sign * (one.nil_minor + one.exempt_minor) for one in late),
        inward_reverse_charge=inward,
        outward_non_gst_minor=non_gst - sum(one.sign * one.non_gst_minor for one in late),
        outward_reverse_charge_minor=reverse.taxable_minor,
        interstate_unregistered=_interstate(prepared, late),
        credit_reverse_charge=on_reverse_charge,
        credit_other=other,
        credit_net=Credit(
            **{
                f"{name}_minor": getattr(on_reverse_charge, f"{name}_minor") + getattr(other, f"{name}_minor")
                for name in COMPONENTS
            }
        ),
        reconciliation=_reconcile(session, period.days, taxable.plus(zero_rated), inward),
    )


# -- outward -----------------------------------------------------------------------------------------

_NOTHING: Final = RateValue(Decimal(0), 0)


def _outward(prepared: PreparedReturn, late: Iterable[Document]) -> tuple[RateValue, RateValue, RateValue]:
    """What is taxable, what is zero-rated, and what the buyer pays the tax on."""
    taxable, zero_rated, reverse = _NOTHING, _NOTHING, _NOTHING
    for filed, sign in _signed(prepared, late):
        for value in filed.rates:
            if filed.reverse_charge:
                reverse = reverse.plus(value, sign)
            elif filed.recipient in (*SEZ, *EXPORTS):
                zero_rated = zero_rated.plus(value, sign)
            else:
                taxable = taxable.plus(value, sign)
    for small in prepared.sections.b2cs:
        taxable = taxable.plus(small.value)
    for received in prepared.sections.at:
        taxable = taxable.plus(received.value)
    for adjusted in prepared.sections.txpd:
        taxable = taxable.plus(adjusted.value, -1)
    return taxable, zero_rated, reverse


def _signed(prepared: PreparedReturn, late: Iterable[Document]) -> Iterator[tuple[Filed, int]]:
    """Every listed document with its sign, then what was cancelled too late for its own return, turned round."""
    for name in LISTED:
        for filed in getattr(prepared.sections, name):
            yield filed, -1 if filed.note == "C" else 1
    for document in late:
        yield document.filed, -document.sign


def _supplies(value: RateValue) -> Supplies:
    return Supplies(**{name: getattr(value, name) for name in Supplies.__struct_fields__})


def _interstate(prepared: PreparedReturn, late: Iterable[Document]) -> list[PlaceSupplies]:
    """Table 3.2, of what is in 3.1(a): by place, ascending."""
    places: dict[str, RateValue] = {}

    def add(place: str, value: RateValue, sign: int) -> None:
        places[place] = places.get(place, _NOTHING).plus(value, sign)

    for name in ("b2cl", "cdnur"):
        for filed in getattr(prepared.sections, name):
            if filed.recipient == "b2c":
                for value in filed.rates:
                    add(filed.place, value, -1 if filed.note == "C" else 1)
    for row in prepared.sections.b2cs:
        if row.supply == "inter":
            add(row.place, row.value, 1)
    for document in late:
        if document.supply == "inter" and document.filed.recipient == "b2c":
            for value in document.filed.rates:
                add(document.filed.place, value, -document.sign)
    return [
        PlaceSupplies(place_of_supply=place, taxable_minor=value.taxable_minor, igst_minor=value.igst_minor)
        for place, value in sorted(places.items())
        if value != _NOTHING
    ]


# -- inward ------------------------------------------------------------------------------------------

# Suppliers' bills on reverse charge entered in the period, less those cancelled and what was sent back in it.
_INWARD: Final = """
WITH line AS (
    SELECT l.taxable_minor, l.igst_minor, l.cgst_minor, l.sgst_minor, l.cess_minor, 1 AS sign
    FROM supplier_bills b JOIN supplier_bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
    WHERE b.business_id = :business_id AND b.reverse_charge AND b.business_date >= :start AND b.business_date < :end
    UNION ALL
    SELECT l.taxable_minor, l.igst_minor, l.cgst_minor, l.sgst_minor, l.cess_minor, -1
    FROM supplier_bills b JOIN supplier_bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
    WHERE b.business_id = :business_id AND b.reverse_charge AND b.cancelled_date >= :start AND b.cancelled_date < :end
    UNION ALL
    SELECT l.taxable_minor, l.igst_minor, l.cgst_minor, l.sgst_minor, l.cess_minor, -1
    FROM supplier_bills b
    JOIN purchase_returns r ON r.business_id = b.business_id AND r.bill_id = b.id
    JOIN purchase_return_lines l ON l.business_id = r.business_id AND l.return_id = r.id
    WHERE b.business_id = :business_id AND b.reverse_charge AND r.business_date >= :start AND r.business_date < :end
)
SELECT {sums} FROM line
"""


def _inward_reverse_charge(session: Session, period: Period) -> Supplies:
    names = Supplies.__struct_fields__
    sums = ", ".join(f"coalesce(sum(sign * {name}), 0)::bigint" for name in names)
    row = session.execute(sa.text(_INWARD.format(sums=sums)), _bounds(session, period)).one()
    return Supplies(**dict(zip(names, row, strict=True)))


# Input tax as the ledger took it in, told apart by whether the same voucher owes it on reverse charge.
_CREDIT: Final = """
SELECT owing.posting_id IS NOT NULL AS on_reverse_charge, e.account, sum(e.amount_minor)::bigint
FROM ledger_entries e
JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
LEFT JOIN (
    SELECT DISTINCT posting_id FROM ledger_entries
    WHERE business_id = :business_id AND account = 'reverse_charge' AND business_date >= :start AND business_date < :end
) owing ON owing.posting_id = e.posting_id
WHERE e.business_id = :business_id AND e.account IN ('input_igst', 'input_cgst', 'input_sgst', 'input_cess')
  AND e.business_date >= :start AND e.business_date < :end AND p.kind <> 'tax_payment'
GROUP BY 1, 2
"""


def _credit(session: Session, period: Period) -> tuple[Credit, Credit]:
    """Credit of tax on reverse charge, and all other."""
    found: dict[bool, dict[str, int]] = {True: {}, False: {}}
    for reverse, account, amount in session.execute(sa.text(_CREDIT), _bounds(session, period)):
        found[reverse][f"{account.removeprefix('input_')}_minor"] = amount
    return Credit(**found[True]), Credit(**found[False])


_OWED_ON_REVERSE_CHARGE: Final = """
SELECT coalesce(-sum(e.amount_minor), 0)::bigint FROM ledger_entries e
JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
WHERE e.business_id = :business_id AND e.account = 'reverse_charge' AND e.business_date >= :start AND e.business_date < :end
  AND p.kind <> 'tax_payment'
"""


def _reconcile(session: Session, period: Period, outward: RateValue, inward: Supplies) -> list[Reconciliation]:
    """Each output component, and what is owed on reverse charge, against its account."""
    ledger = output_tax(session, period)
    owed = session.execute(sa.text(_OWED_ON_REVERSE_CHARGE), _bounds(session, period)).scalar_one()
    said = sum(getattr(inward, f"{component}_minor") for component in COMPONENTS)
    pairs = [(name, getattr(outward, f"{name}_minor"), ledger[name]) for name in COMPONENTS]
    return [
        Reconciliation(
            component=name,
            sections_minor=ours,
            cancelled_late_minor=0,
            ledger_minor=theirs,
            difference_minor=ours - theirs,
        )
        for name, ours, theirs in (*pairs, ("reverse_charge", said, owed))
    ]


def _bounds(session: Session, period: Period) -> dict[str, object]:
    return {"business_id": business_of(session), "start": period.start, "end": period.end}
