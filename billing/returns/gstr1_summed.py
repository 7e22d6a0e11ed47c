"""The sections of GSTR-1 that sum up: b2cs, nil, at, txpd, hsn, doc_issue and supeco, as the file has them and back (RULES G1, G3).

Each is a shape of the file and two pure functions, ``…_json`` and ``…_rows``; reading back what was written gives the
same rows. Rows are sorted as they are written, so the file does not depend on the order they come in.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from billing.returns.gstr1_amounts import ItemDetail, Shape, detail_of, paise, rupees, value_of
from billing.returns.rows import (
    AdvanceValue,
    HsnValue,
    IssuedRange,
    NilValue,
    OperatorValue,
    RateValue,
    StateValue,
    Supply,
)

_SUPPLY_TYPES: Final[dict[Supply, str]] = {"intra": "INTRA", "inter": "INTER"}
_SUPPLIES: Final[dict[str, Supply]] = {"INTRA": "intra", "INTER": "inter"}


# -- b2cs: other supplies to unregistered buyers (table 7) --------------------------------------------


class SmallRow(ItemDetail, kw_only=True):
    sply_ty: str
    typ: str
    pos: str


def b2cs_json(rows: Iterable[StateValue]) -> tuple[SmallRow, ...]:
    """By place and rate; ``typ`` OE: through no e-commerce operator."""
    return tuple(
        SmallRow(
            sply_ty=_SUPPLY_TYPES[row.supply],
            typ="OE",
            pos=row.place,
            **msgspec.structs.asdict(detail_of(row.value)),
        )
        for row in sorted(rows, key=lambda row: (row.supply, row.place, row.value.rate))
    )


def b2cs_rows(section: Iterable[SmallRow]) -> list[StateValue]:
    return [StateValue(_SUPPLIES[row.sply_ty], row.pos, value_of(row)) for row in section]


# -- nil: nil-rated, exempt and non-GST supplies (table 8) --------------------------------------------


class NilRow(Shape, kw_only=True):
    sply_ty: str
    nil_amt: Decimal
    expt_amt: Decimal
    ngsup_amt: Decimal


class Nil(Shape, kw_only=True):
    inv: tuple[NilRow, ...]


_NIL_TYPES: Final[dict[tuple[Supply, bool], str]] = {
    ("inter", True): "INTRB2B",
    ("inter", False): "INTRB2C",
    ("intra", True): "INTRAB2B",
    ("intra", False): "INTRAB2C",
}


def nil_json(rows: Sequence[NilValue]) -> Nil | None:
    """Values without tax, by kind of supply and buyer; None when there are none."""
    if not rows:
        return None
    return Nil(
        inv=tuple(
            NilRow(
                sply_ty=_NIL_TYPES[row.supply, row.registered],
                nil_amt=rupees(row.nil_minor),
                expt_amt=rupees(row.exempt_minor),
                ngsup_amt=rupees(row.non_gst_minor),
            )
            for row in sorted(rows, key=lambda row: _NIL_TYPES[row.supply, row.registered])
        )
    )


def nil_rows(section: Nil | None) -> list[NilValue]:
    kinds = {code: kind for kind, code in _NIL_TYPES.items()}
    return [
        NilValue(*kinds[row.sply_ty], paise(row.nil_amt), paise(row.expt_amt), paise(row.ngsup_amt))
        for row in (section.inv if section else ())
    ]


# -- at, txpd: advances received and adjusted (tables 11A, 11B) ---------------------------------------


class AdvanceItem(Shape, kw_only=True):
    rt: Decimal
    ad_amt: Decimal
    iamt: Decimal
    camt: Decimal
    samt: Decimal
    csamt: Decimal


class AdvancePlace(Shape, kw_only=True):
    pos: str
    sply_ty: str
    itms: tuple[AdvanceItem, ...]


def advances_json(rows: Iterable[AdvanceValue]) -> tuple[AdvancePlace, ...]:
    """Advances by place, then rate: what ``at`` and ``txpd`` both look like."""
    ordered = sorted(rows, key=lambda row: (row.place, row.supply, row.value.rate))
    return tuple(
        AdvancePlace(
            pos=place,
            sply_ty=_SUPPLY_TYPES[supply],
            itms=tuple(
                AdvanceItem(
                    rt=row.value.rate,
                    ad_amt=rupees(row.value.taxable_minor),
                    iamt=rupees(row.value.igst_minor),
                    camt=rupees(row.value.cgst_minor),
                    samt=rupees(row.value.sgst_minor),
                    csamt=rupees(row.value.cess_minor),
                )
                for row in there
            ),
        )
        for (place, supply), there in itertools.groupby(ordered, key=lambda row: (row.place, row.supply))
    )


def advances_rows(section: Iterable[AdvancePlace]) -> list[AdvanceValue]:
    return [
        AdvanceValue(
            _SUPPLIES[place.sply_ty],
            place.pos,
            RateValue(item.rt, *map(paise, (item.ad_amt, item.iamt, item.camt, item.samt, item.csamt))),
        )
        for place in section
        for item in place.itms
    ]


# -- hsn: what was supplied, by HSN (table 12) --------------------------------------------------------


class HsnRow(ItemDetail, kw_only=True):
    num: int
    hsn_sc: str
    desc: str
    uqc: str
    qty: Decimal


class Hsn(Shape, kw_only=True):
    """Under ``data`` for periods before May 2025, told apart by buyer since."""

    hsn_b2b: tuple[HsnRow, ...] = ()
    hsn_b2c: tuple[HsnRow, ...] = ()
    data: tuple[HsnRow, ...] = ()


_HSN_TABS: Final[dict[str, bool | None]] = {"hsn_b2b": True, "hsn_b2c": False, "data": None}


def hsn_json(rows: Iterable[HsnValue]) -> Hsn | None:
    """By HSN, unit and rate, each tab numbered from one; None when there are none."""
    ordered = sorted(rows, key=lambda row: (row.hsn, row.unit, row.value.rate))
    tabs = {
        tab: tuple(
            HsnRow(
                num=n,
                hsn_sc=row.hsn,
                desc=row.description,
                uqc=row.unit,
                qty=row.quantity,
                **msgspec.structs.asdict(detail_of(row.value)),
            )
            for n, row in enumerate((row for row in ordered if row.registered is registered), 1)
        )
        for tab, registered in _HSN_TABS.items()
    }
    return Hsn(**tabs) if ordered else None


def hsn_rows(section: Hsn | None) -> list[HsnValue]:
    return [
        HsnValue(
            registered=registered,
            hsn=row.hsn_sc,
            description=row.desc,
            unit=row.uqc,
            quantity=row.qty,
            value=value_of(row),
        )
        for tab, registered in _HSN_TABS.items()
        for row in (getattr(section, tab) if section else ())
    ]


# -- doc_issue: the documents issued (table 13) -------------------------------------------------------


class RangeRow(Shape, kw_only=True):
    num: int
    first: str = msgspec.field(name="from")
    to: str
    totnum: int
    cancel: int
    net_issue: int


class Nature(Shape, kw_only=True):
    doc_num: int
    docs: tuple[RangeRow, ...]


class Issued(Shape, kw_only=True):
    doc_det: tuple[Nature, ...]


def doc_issue_json(rows: Sequence[IssuedRange]) -> Issued | None:
    """Ranges of numbers by nature of document; None when nothing was issued."""
    if not rows:
        return None
    ordered = sorted(rows, key=lambda row: (row.nature, row.first))
    return Issued(
        doc_det=tuple(
            Nature(
                doc_num=nature,
                docs=tuple(
                    RangeRow(
                        num=n,
                        first=row.first,
                        to=row.last,
                        totnum=row.total,
                        cancel=row.cancelled,
                        net_issue=row.total - row.cancelled,
                    )
                    for n, row in enumerate(theirs, 1)
                ),
            )
            for nature, theirs in itertools.groupby(ordered, key=lambda row: row.nature)
        )
    )


def doc_issue_rows(section: Issued | None) -> list[IssuedRange]:
    return [
        IssuedRange(nature=nature.doc_num, first=row.first, last=row.to, total=row.totnum, cancelled=row.cancel)
        for nature in (section.doc_det if section else ())
        for row in nature.docs
    ]


# -- supeco: through e-commerce operators (table 14) --------------------------------------------------


class OperatorRow(Shape, kw_only=True):
    etin: str
    suppval: Decimal
    igst: Decimal
    cgst: Decimal
    sgst: Decimal
    cess: Decimal


class Operators(Shape, kw_only=True):
    clttx: tuple[OperatorRow, ...] = ()
    paytx: tuple[OperatorRow, ...] = ()


def supeco_json(rows: Sequence[OperatorValue]) -> Operators | None:
    """By operator, told apart by who pays the tax; None when nothing was sold through one."""

    def tab(pays: bool) -> tuple[OperatorRow, ...]:
        return tuple(
            OperatorRow(
                etin=row.operator_gstin,
                suppval=rupees(row.value.taxable_minor),
                igst=rupees(row.value.igst_minor),
                cgst=rupees(row.value.cgst_minor),
                sgst=rupees(row.value.sgst_minor),
                cess=rupees(row.value.cess_minor),
            )
            for row in sorted(rows, key=lambda row: row.operator_gstin)
            if row.pays is pays
        )

    return Operators(clttx=tab(False), paytx=tab(True)) if rows else None


def supeco_rows(section: Operators | None) -> list[OperatorValue]:
    if section is None:
        return []
    return [
        OperatorValue(
            row.etin,
            pays,
            RateValue(Decimal(0), *map(paise, (row.suppval, row.igst, row.cgst, row.sgst, row.cess))),
        )
        for pays, rows in ((False, section.clttx), (True, section.paytx))
        for row in rows
    ]
