"""The sections of GSTR-1 that list documents: b2b, b2cl, exp, cdnr and cdnur, as the file has them and back (RULES G1, G3).

Each is a shape of the file and two pure functions, ``…_json`` and ``…_rows``; reading back what was written gives the
same rows. Rows are sorted as they are written, so the file does not depend on the order they come in.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from billing.gst.states import ABROAD
from billing.returns.gstr1_amounts import (
    IntegratedDetail,
    IntegratedItem,
    Item,
    Shape,
    integrated_items,
    integrated_of,
    integrated_value,
    items_of,
    paise,
    read_day,
    rupees,
    value_of,
    written,
)
from billing.returns.rows import Filed

_INVOICE_TYPES: Final = {
    "b2b": "R",
    "sez_with_payment": "SEWP",
    "sez_without_payment": "SEWOP",
    "deemed_export": "DE",
}
_EXPORT_TYPES: Final = {"export_with_payment": "WPAY", "export_without_payment": "WOPAY"}
_UNREGISTERED_TYPES: Final = {"b2c": "B2CL", "export_with_payment": "EXPWP", "export_without_payment": "EXPWOP"}


def _key_of(codes: dict[str, str], code: str) -> str:
    return next(key for key, value in codes.items() if value == code)


def _flag(yes: bool) -> str:
    return "Y" if yes else "N"


def _by_number(filed: Filed) -> tuple[str, str]:
    return filed.number.upper(), filed.number


# -- b2b: registered buyers (tables 4A, 4B, 6B, 6C) ---------------------------------------------------


class RegisteredInvoice(Shape, kw_only=True):
    inum: str
    idt: str
    val: Decimal
    pos: str
    rchrg: str
    inv_typ: str
    itms: tuple[Item, ...]


class RegisteredBuyer(Shape, kw_only=True):
    ctin: str
    inv: tuple[RegisteredInvoice, ...]


def _by_buyer(filed: Filed) -> tuple[str, str, str]:
    return filed.gstin or "", *_by_number(filed)


def b2b_json(rows: Iterable[Filed]) -> tuple[RegisteredBuyer, ...]:
    """Invoices to registered buyers, buyer by buyer."""
    return tuple(
        RegisteredBuyer(
            ctin=gstin,
            inv=tuple(
                RegisteredInvoice(
                    inum=filed.number,
                    idt=written(filed.day),
                    val=rupees(filed.value_minor),
                    pos=filed.place,
                    rchrg=_flag(filed.reverse_charge),
                    inv_typ=_INVOICE_TYPES[filed.recipient],
                    itms=items_of(filed),
                )
                for filed in theirs
            ),
        )
        for gstin, theirs in itertools.groupby(sorted(rows, key=_by_buyer), key=lambda filed: filed.gstin or "")
    )


def b2b_rows(section: Iterable[RegisteredBuyer]) -> list[Filed]:
    return [
        Filed(
            number=invoice.inum,
            day=read_day(invoice.idt),
            value_minor=paise(invoice.val),
            place=invoice.pos,
            recipient=_key_of(_INVOICE_TYPES, invoice.inv_typ),
            gstin=buyer.ctin,
            reverse_charge=invoice.rchrg == "Y",
            rates=tuple(value_of(item.itm_det) for item in invoice.itms),
        )
        for buyer in section
        for invoice in buyer.inv
    ]


# -- b2cl: large inter-state invoices to unregistered buyers (table 5) --------------------------------


class LargeInvoice(Shape, kw_only=True):
    inum: str
    idt: str
    val: Decimal
    itms: tuple[IntegratedItem, ...]


class LargePlace(Shape, kw_only=True):
    pos: str
    inv: tuple[LargeInvoice, ...]


def _by_place(filed: Filed) -> tuple[str, str, str]:
    return filed.place, *_by_number(filed)


def b2cl_json(rows: Iterable[Filed]) -> tuple[LargePlace, ...]:
    """Large invoices to unregistered buyers, place by place."""
    return tuple(
        LargePlace(
            pos=place,
            inv=tuple(
                LargeInvoice(
                    inum=filed.number,
                    idt=written(filed.day),
                    val=rupees(filed.value_minor),
                    itms=integrated_items(filed),
                )
                for filed in there
            ),
        )
        for place, there in itertools.groupby(sorted(rows, key=_by_place), key=lambda filed: filed.place)
    )


def b2cl_rows(section: Iterable[LargePlace]) -> list[Filed]:
    return [
        Filed(
            number=invoice.inum,
            day=read_day(invoice.idt),
            value_minor=paise(invoice.val),
            place=place.pos,
            recipient="b2c",
            rates=tuple(integrated_value(item.itm_det) for item in invoice.itms),
        )
        for place in section
        for invoice in place.inv
    ]


# -- exp: exports (table 6A) --------------------------------------------------------------------------


class ExportInvoice(Shape, kw_only=True):
    """Shipping bill and port are added at the portal once customs has given them."""

    inum: str
    idt: str
    val: Decimal
    itms: tuple[IntegratedDetail, ...]


class Exports(Shape, kw_only=True):
    exp_typ: str
    inv: tuple[ExportInvoice, ...]


def _by_export(filed: Filed) -> tuple[str, str, str]:
    return _EXPORT_TYPES[filed.recipient], *_by_number(filed)


def exp_json(rows: Iterable[Filed]) -> tuple[Exports, ...]:
    """Exports, those without payment of tax first."""
    return tuple(
        Exports(
            exp_typ=kind,
            inv=tuple(
                ExportInvoice(
                    inum=filed.number,
                    idt=written(filed.day),
                    val=rupees(filed.value_minor),
                    itms=tuple(map(integrated_of, filed.rates)),
                )
                for filed in theirs
            ),
        )
        for kind, theirs in itertools.groupby(
            sorted(rows, key=_by_export), key=lambda filed: _EXPORT_TYPES[filed.recipient]
        )
    )


def exp_rows(section: Iterable[Exports]) -> list[Filed]:
    return [
        Filed(
            number=invoice.inum,
            day=read_day(invoice.idt),
            value_minor=paise(invoice.val),
            place=ABROAD,
            recipient=_key_of(_EXPORT_TYPES, exports.exp_typ),
            rates=tuple(map(integrated_value, invoice.itms)),
        )
        for exports in section
        for invoice in exports.inv
    ]


# -- cdnr: notes to registered buyers (table 9B) ------------------------------------------------------


class RegisteredNote(Shape, kw_only=True):
    ntty: str
    nt_num: str
    nt_dt: str
    val: Decimal
    pos: str
    rchrg: str
    inv_typ: str
    itms: tuple[Item, ...]


class NotedBuyer(Shape, kw_only=True):
    ctin: str
    nt: tuple[RegisteredNote, ...]


def cdnr_json(rows: Iterable[Filed]) -> tuple[NotedBuyer, ...]:
    """Credit and debit notes to registered buyers, buyer by buyer; amounts unsigned, ``ntty`` says which way they go."""
    return tuple(
        NotedBuyer(
            ctin=gstin,
            nt=tuple(
                RegisteredNote(
                    ntty=filed.note or "",
                    nt_num=filed.number,
                    nt_dt=written(filed.day),
                    val=rupees(filed.value_minor),
                    pos=filed.place,
                    rchrg=_flag(filed.reverse_charge),
                    inv_typ=_INVOICE_TYPES[filed.recipient],
                    itms=items_of(filed),
                )
                for filed in theirs
            ),
        )
        for gstin, theirs in itertools.groupby(sorted(rows, key=_by_buyer), key=lambda filed: filed.gstin or "")
    )


def cdnr_rows(section: Iterable[NotedBuyer]) -> list[Filed]:
    return [
        Filed(
            number=note.nt_num,
            day=read_day(note.nt_dt),
            value_minor=paise(note.val),
            place=note.pos,
            recipient=_key_of(_INVOICE_TYPES, note.inv_typ),
            note="C" if note.ntty == "C" else "D",
            gstin=buyer.ctin,
            reverse_charge=note.rchrg == "Y",
            rates=tuple(value_of(item.itm_det) for item in note.itms),
        )
        for buyer in section
        for note in buyer.nt
    ]


# -- cdnur: notes to large unregistered buyers and on exports (table 9B) ------------------------------


class UnregisteredNote(Shape, kw_only=True):
    typ: str
    ntty: str
    nt_num: str
    nt_dt: str
    val: Decimal
    itms: tuple[IntegratedItem, ...]
    pos: str = ""  # left out of a note on an export


def cdnur_json(rows: Iterable[Filed]) -> tuple[UnregisteredNote, ...]:
    """Credit and debit notes to unregistered buyers that are listed one by one."""
    return tuple(
        UnregisteredNote(
            typ=_UNREGISTERED_TYPES[filed.recipient],
            ntty=filed.note or "",
            nt_num=filed.number,
            nt_dt=written(filed.day),
            val=rupees(filed.value_minor),
            pos=filed.place if filed.recipient == "b2c" else "",
            itms=integrated_items(filed),
        )
        for filed in sorted(rows, key=lambda filed: (_UNREGISTERED_TYPES[filed.recipient], *_by_number(filed)))
    )


def cdnur_rows(section: Iterable[UnregisteredNote]) -> list[Filed]:
    return [
        Filed(
            number=note.nt_num,
            day=read_day(note.nt_dt),
            value_minor=paise(note.val),
            place=note.pos or ABROAD,
            recipient=_key_of(_UNREGISTERED_TYPES, note.typ),
            note="C" if note.ntty == "C" else "D",
            rates=tuple(integrated_value(item.itm_det) for item in note.itms),
        )
        for note in section
    ]
