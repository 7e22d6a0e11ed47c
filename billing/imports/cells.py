"""Cells as people type them, read as what they mean: amounts with ₹ and lakh commas, days, yes and no, in any script's digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from billing.imports.sheets import Cell
from munim.errors import Invalid

_CURRENCY: Final = re.compile(r"₹|£|\$|€|¥|\b(?:rs|re|inr|usd|gbp|eur|aed|npr)\b\.?|/-$", re.IGNORECASE)
_PLAIN: Final = re.compile(r"\d+(?:\.\d*)?|\.\d+")
# commas where thousands or lakhs stand; elsewhere one may be somebody's decimal sign
_GROUPED: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3})(?:\.\d*)?")
_SIDE: Final = re.compile(r"^(.*?)\s*\(?\b(dr|cr|debit|credit)\b\.?\)?$", re.IGNORECASE)
_YES: Final = frozenset({"yes", "y", "true", "1", "on", "हाँ", "हां", "✓"})
_NO: Final = frozenset({"no", "n", "false", "0", "off", "नहीं", "✗"})
_DAY_FIRST: Final = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y")
_MONTH_FIRST: Final = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y")
_NAMED_MONTH: Final = ("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y", "%d %b %y", "%b %d, %Y", "%B %d, %Y")
_ISO: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")


class Balance(NamedTuple):
    """An amount and the side it is written on, where one is: ``1,200.00 Dr``."""

    amount: Decimal
    side: Literal["dr", "cr"] | None


def text_of(cell: Cell) -> str | None:
    """The cell as text, None when empty: 17850.0 is a sheet's way to write 17850, a date comes as ISO writes it."""
    match cell:
        case None:
            return None
        case bool():
            return "yes" if cell else "no"
        case float():
            # as many digits as a spreadsheet keeps: 0.30000000000000004 was written 0.3
            return f"{cell:.15g}"
        case datetime():
            return cell.replace(microsecond=0).isoformat(" ").removesuffix(" 00:00:00")
        case str():
            return cell.strip().strip("\u200b\ufeff") or None
        case _:
            return str(cell)


def plain_digits(text: str) -> str:
    """Digits of any script as 0 to 9: ``plain_digits("१२३") == "123"``."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def decimal_of(text: str) -> Decimal:
    """``decimal_of("₹ 1,23,456.50") == Decimal("123456.50")``; in brackets or with a minus it is below zero.

    Raises ``Invalid`` for what is no number, and for commas that group neither thousands nor lakhs.
    """
    written = _CURRENCY.sub("", plain_digits(text)).replace("\u00a0", " ").strip()
    bracketed = written.startswith("(") and written.endswith(")")
    bare = written[1:-1].strip() if bracketed else written
    sign = -1 if bracketed else 1
    if bare[:1] in ("-", "−", "+"):
        sign = sign if bare[0] == "+" else -sign
        bare = bare[1:].strip()
    if _PLAIN.fullmatch(bare) or _GROUPED.fullmatch(bare):
        return sign * Decimal(bare.replace(",", ""))
    if re.fullmatch(r"\d+(?:\.\d+)?[eE][+-]?\d{1,2}", bare):
        raise Invalid(
            f"{text!r} was shortened by a spreadsheet: widen its column, or format it as text, and save again"
        )
    raise Invalid(f"{text!r} is no number; write it like 1500.00 or 1,23,456.50")


def percent_of(text: str) -> Decimal:
    """``percent_of("18%") == Decimal(18)``. Raises ``Invalid``."""
    return decimal_of(text.strip().removesuffix("%"))


def balance_of(text: str) -> Balance:
    """``balance_of("1,200 Cr")``: an amount with the side it stands on. Raises ``Invalid``, also for a side and a minus."""
    found = _SIDE.fullmatch(text.strip())
    if found is None:
        return Balance(decimal_of(text), None)
    amount = decimal_of(found.group(1))
    if amount < 0:
        raise Invalid(f"{text!r} has a side and a sign: write one of them")
    return Balance(amount, "dr" if found.group(2).lower().startswith("d") else "cr")


def day_of(cell: Cell, text: str, *, month_first: bool) -> date:
    """A day, as a date of the sheet or as people write one. Raises ``Invalid`` for what is none, such as 31 February."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = plain_digits(text)
    for form in (*_ISO, *(_MONTH_FIRST if month_first else _DAY_FIRST), *_NAMED_MONTH):
        try:
            return datetime.strptime(written, form).date()
        except ValueError:
            continue
    order = "month/day/year" if month_first else "day/month/year"
    raise Invalid(f"{text!r} is no day; write it like 2026-04-30, or {order}")


def flag_of(text: str) -> bool:
    """Yes or no. Raises ``Invalid``."""
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Invalid(f"{text!r} is neither yes nor no")


def whole_of(text: str) -> int:
    """A whole number. Raises ``Invalid``."""
    value = decimal_of(text)
    if value != value.to_integral_value() or abs(value) > 10**9:
        raise Invalid(f"{text!r} is no whole number")
    return int(value)


def choice_of(text: str, choices: Mapping[str, str]) -> str:
    """The value that a word stands for, ignoring case. Raises ``Invalid`` saying which there are."""
    found = choices.get(" ".join(text.casefold().replace("_", " ").split()))
    if found is None:
        raise Invalid(f"{text!r} is none of {', '.join(dict.fromkeys(choices.values()))}")
    return found
