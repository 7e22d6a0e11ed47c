"""Kinds of text that people write, with their bounds: a command that is decoded refuses what the books cannot keep.

Postgres keeps no NUL, an index entry fits in a third of a page, and a name with a line break in it can head no letter.
"""

from __future__ import annotations

from typing import Annotated, Final, get_args

import msgspec

_ONE_LINE = r"^[^\x00-\x1f\x7f]*$(?!\n)"  # in Python "$" alone would let one line break follow
_SAID = "one line of text"

Line = Annotated[str, msgspec.Meta(max_length=200, pattern=_ONE_LINE, description=_SAID)]
"""A name, a number, a place: one line."""

Code = Annotated[str, msgspec.Meta(max_length=64, pattern=_ONE_LINE, description=_SAID)]
"""A stock code, barcode or reference: what is scanned and searched for."""

ShortCode = Annotated[str, msgspec.Meta(max_length=8, pattern=_ONE_LINE, description=_SAID)]
"""A unit of quantity, an HSN."""

Prose = Annotated[str, msgspec.Meta(max_length=4000, pattern=r"^[^\x00]*$", description="text without NUL")]
"""A note, a reason, an address: as many lines as it takes."""

SeriesCode = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Z][A-Z0-9]{0,5}$(?!\n)", description="a series of document numbers such as INV")
]
Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$(?!\n)", description="two-letter ISO 3166 code such as IN")]
StateCode = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9]{2}$(?!\n)", description="GST state code such as 27")]
Gstin = Annotated[
    str, msgspec.Meta(pattern=r"^ *[A-Za-z0-9]{15} *$(?!\n)", description="the 15 letters and digits of a GSTIN")
]
Language = Annotated[
    str,
    msgspec.Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$(?!\n)", description="language tag such as en or hi-IN"),
]
Email = Annotated[
    str,
    msgspec.Meta(
        max_length=254,
        pattern=r'^[^@\s<>,;:"()\[\]\\\x00-\x1f\x7f]+@[^@\s<>,;:"()\[\]\\\x00-\x1f\x7f]+$(?!\n)',
        description="an e-mail address",
    ),
]

# What is said of a text that does not match its pattern, by the pattern: a pattern is for machines.
IN_WORDS: Final[dict[str, str]] = {
    meta.pattern: meta.description
    for kind in (Line, Prose, SeriesCode, Country, StateCode, Gstin, Language, Email)
    for meta in get_args(kind)
    if isinstance(meta, msgspec.Meta) and meta.pattern and meta.description
}
