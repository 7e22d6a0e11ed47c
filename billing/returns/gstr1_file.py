"""The GSTR-1 file: what the portal takes, made of a return's rows and read back into them (RULES G1, G3).

Field names are the portal's. Amounts are decimals of rupees, dates ``dd-mm-yyyy``, states two digits.
"""

from __future__ import annotations

from typing import Final

import msgspec

from billing.returns.gstr1_amounts import Shape
from billing.returns.gstr1_listed import (
    Exports,
    LargePlace,
    NotedBuyer,
    RegisteredBuyer,
    UnregisteredNote,
    b2b_json,
    b2b_rows,
    b2cl_json,
    b2cl_rows,
    cdnr_json,
    cdnr_rows,
    cdnur_json,
    cdnur_rows,
    exp_json,
    exp_rows,
)
from billing.returns.gstr1_summed import (
    AdvancePlace,
    Hsn,
    Issued,
    Nil,
    Operators,
    SmallRow,
    advances_json,
    advances_rows,
    b2cs_json,
    b2cs_rows,
    doc_issue_json,
    doc_issue_rows,
    hsn_json,
    hsn_rows,
    nil_json,
    nil_rows,
    supeco_json,
    supeco_rows,
)
from billing.returns.rows import (
    AdvanceValue,
    Filed,
    HsnValue,
    IssuedRange,
    NilValue,
    OperatorValue,
    StateValue,
)


class Sections(msgspec.Struct, kw_only=True):
    """The rows of every section. ``supeco`` stays empty as long as no bill of the books names an e-commerce operator."""

    b2b: list[Filed] = []
    b2cl: list[Filed] = []
    b2cs: list[StateValue] = []
    exp: list[Filed] = []
    cdnr: list[Filed] = []
    cdnur: list[Filed] = []
    nil: list[NilValue] = []
    at: list[AdvanceValue] = []
    txpd: list[AdvanceValue] = []
    hsn: list[HsnValue] = []
    doc_issue: list[IssuedRange] = []
    supeco: list[OperatorValue] = []


class Gstr1File(Shape, kw_only=True):
    """The file as the portal takes it; sections with nothing in them are left out."""

    gstin: str
    fp: str
    b2b: tuple[RegisteredBuyer, ...] = ()
    b2cl: tuple[LargePlace, ...] = ()
    b2cs: tuple[SmallRow, ...] = ()
    exp: tuple[Exports, ...] = ()
    cdnr: tuple[NotedBuyer, ...] = ()
    cdnur: tuple[UnregisteredNote, ...] = ()
    nil: Nil | None = None
    at: tuple[AdvancePlace, ...] = ()
    txpd: tuple[AdvancePlace, ...] = ()
    hsn: Hsn | None = None
    doc_issue: Issued | None = None
    supeco: Operators | None = None


def to_file(sections: Sections, *, gstin: str, period_code: str) -> Gstr1File:
    """The file of ``sections``: the same rows, in whatever order, make the same file."""
    return Gstr1File(
        gstin=gstin,
        fp=period_code,
        b2b=b2b_json(sections.b2b),
        b2cl=b2cl_json(sections.b2cl),
        b2cs=b2cs_json(sections.b2cs),
        exp=exp_json(sections.exp),
        cdnr=cdnr_json(sections.cdnr),
        cdnur=cdnur_json(sections.cdnur),
        nil=nil_json(sections.nil),
        at=advances_json(sections.at),
        txpd=advances_json(sections.txpd),
        hsn=hsn_json(sections.hsn),
        doc_issue=doc_issue_json(sections.doc_issue),
        supeco=supeco_json(sections.supeco),
    )


def from_file(file: Gstr1File) -> Sections:
    """The rows a file was made of, in the file's order."""
    return Sections(
        b2b=b2b_rows(file.b2b),
        b2cl=b2cl_rows(file.b2cl),
        b2cs=b2cs_rows(file.b2cs),
        exp=exp_rows(file.exp),
        cdnr=cdnr_rows(file.cdnr),
        cdnur=cdnur_rows(file.cdnur),
        nil=nil_rows(file.nil),
        at=advances_rows(file.at),
        txpd=advances_rows(file.txpd),
        hsn=hsn_rows(file.hsn),
        doc_issue=doc_issue_rows(file.doc_issue),
        supeco=supeco_rows(file.supeco),
    )


_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_DECODER: Final = msgspec.json.Decoder(Gstr1File)


def encode(file: Gstr1File) -> bytes:
    """The file's bytes: the same file is always the same bytes (RULES G3)."""
    return _ENCODER.encode(file)


def decode(content: bytes) -> Gstr1File:
    """A file read back. Raises ``msgspec.ValidationError`` for what is no GSTR-1 file of these sections."""
    return _DECODER.decode(content)
