"""What the e-invoice and the e-way bill both ask of a document: texts the portals take, addresses, PIN codes (RULES E3)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec

from billing.bills.reads import BillTo
from billing.business import Business
from billing.gst.gstin import state_of
from billing.gst.states import ABROAD
from munim.errors import Refused

ABROAD_PIN: Final = 999_999  # what the portals take for an address outside India
UNREGISTERED: Final = "URP"  # and for a party without a GSTIN
MAX_PART: Final = 100  # characters of a line of an address, or of a name
_FORBIDDEN: Final = re.compile(r'["\\\x00-\x1f\x7f\s]+')
_PIN: Final = re.compile(r"(?<!\d)([1-9]\d{2})\s?(\d{3})(?!\d)")
ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


class Incomplete(Refused):
    """The portal would refuse this document: something it asks for is missing or wrong."""

    code = "e_document_incomplete"


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One end of a supply as the portals name it. ``gstin`` None: not registered, or abroad."""

    gstin: str | None
    name: str
    address: str
    city: str
    postcode: int | None
    state: str | None


def clean(text: str | None, *, most: int = MAX_PART, least: int = 1) -> str:
    """The text on one line, without double quotes and backslashes, cut to ``most``; nothing when shorter than ``least``."""
    short = _FORBIDDEN.sub(" ", text or "").strip()[:most].rstrip()
    return short if len(short) >= least else ""


def split_address(address: str) -> tuple[str, str]:
    """An address as the portals' two lines, parted between words; what is over both is cut."""
    whole = clean(address, most=2 * MAX_PART)
    if len(whole) <= MAX_PART:
        return whole, ""
    part = whole.rfind(" ", 0, MAX_PART + 1)
    part = part if part > 0 else MAX_PART
    rest = whole[part:].strip()[:MAX_PART].rstrip()
    return whole[:part].rstrip(" ,"), rest if len(rest) >= 3 else ""


def pin_in(text: str | None) -> int | None:
    """The last PIN code in an address as people write them: ``Pune 411 030``; None without one."""
    found = _PIN.findall(text or "")
    return int("".join(found[-1])) if found else None


def day_of(day: date) -> str:
    """A day as the e-invoice and e-way bill portals write it: ``03/10/2026``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def rupees(minor: int) -> Decimal:
    """Paise as the portals write them: 12345 is 123.45."""
    return Decimal(minor).scaleb(-2)


def seller_of(business: Business) -> Party:
    """The shop itself."""
    return Party(
        gstin=business.gstin,
        name=clean(business.legal_name or business.name, least=3),
        address=business.address or "",
        city=clean(business.city, most=50, least=3),
        postcode=pin_in(business.postcode) or pin_in(business.address),
        state=state_of(business.gstin) if business.gstin else business.state_code,
    )


def party_of(to: BillTo, *, is_abroad: bool) -> Party:
    """A buyer, or who receives the goods, as the bill names them."""
    return Party(
        gstin=None if is_abroad else to.gstin,
        name=clean(to.name, least=3),
        address=to.address or "",
        city=clean(to.city, least=3),
        postcode=ABROAD_PIN if is_abroad else pin_in(to.address),
        state=ABROAD if is_abroad else state_of(to.gstin) if to.gstin else to.state_code,
    )


def check_party(party: Party, whose: str, *, missing: list[str]) -> None:
    """Add to ``missing`` what the portal asks of a party and is not there; ``whose``: business, bill_to or ship_to."""
    for field in ("name", "address", "city", "postcode", "state"):
        if not getattr(party, field):
            missing.append(f"{whose}.{field}")


def require_nothing_missing(missing: list[str], *, number: str | None) -> None:
    """Raises ``Incomplete`` naming everything that is missing, the first as its field."""
    if missing:
        raise Incomplete(f"{number}: the portal asks for {', '.join(missing)}", field=missing[0], missing=missing)


def without_empty(block: dict[str, Any]) -> dict[str, Any]:
    """A block of a document without what is not there: the portals take no empty texts."""
    return {name: value for name, value in block.items() if value not in (None, "")}
