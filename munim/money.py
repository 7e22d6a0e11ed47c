"""Amounts of money: integers of minor units, rounded by name, split without loss.

An amount is an ``int`` of the currency's minor unit (paise, pence) and its name ends in ``_minor``.
Rates, prices and quantities are ``Decimal``. An amount is made from them in one place: ``round_half_up``.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from munim.errors import Invalid

# ISO 4217 exponents that are not 2; Babel carries the same table, but importing it costs 30 ms.
EXPONENTS: Final = {
    "BHD": 3, "BIF": 0, "CLF": 4, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0,
    "KMF": 0, "KRW": 0, "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "UYI": 0,
    "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
SYMBOLS: Final = {"INR": "₹", "GBP": "£", "USD": "$", "EUR": "€", "JPY": "¥"}
MAX_MINOR: Final = 10**15  # ten lakh crore rupees: far above any shop, far below 2**63
MAX_RATE: Final = Decimal("9999999999.9999")  # of a price or quantity: what numeric(14, 4) holds


def exponent(currency: str) -> int:
    """How many decimals the currency's minor unit has: 2 for INR, 0 for JPY, 3 for KWD."""
    return EXPONENTS.get(currency, 2)


def round_half_up(value: Decimal) -> int:
    """The nearest whole number, halves away from zero (RULES M2), so a credit mirrors its debit exactly.

    Python's own ``round`` sends halves to the even neighbour.
    """
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))


def minor_from(value: Decimal, currency: str) -> int:
    """The minor units of a computed decimal amount, rounded half up: ``Decimal("12.345")`` INR -> 1235."""
    return round_half_up(value.scaleb(exponent(currency)))


def parse_minor(text: str | int | Decimal, currency: str, *, field: str = "amount") -> int:
    """The minor units of an amount as a person or program wrote it.

    Raises ``Invalid`` for what is no number, has more decimals than the currency, or is absurdly large:
    too many decimals are refused here, never rounded in silence.
    """
    if isinstance(text, (bool, float)):
        raise Invalid('an amount is a decimal string such as "1500.00"', field=field)
    try:
        value = Decimal(text.strip() if isinstance(text, str) else text)
    except InvalidOperation:
        raise Invalid(f"{text!r} is not an amount; write it like 1500.00", field=field) from None
    if not value.is_finite():
        raise Invalid(f"{text!r} is not an amount", field=field)
    places = exponent(currency)
    if value.copy_abs() > MAX_MINOR:
        raise Invalid(f"{text} is larger than any amount Munim keeps", field=field)
    if _decimals(value) > places:
        raise Invalid(f"{text} has more than {places} decimals, which {currency} does not have", field=field)
    minor = int(value.scaleb(places))
    if abs(minor) > MAX_MINOR:
        raise Invalid(f"{text} is larger than any amount Munim keeps", field=field)
    return minor


def check_decimals(value: Decimal, places: int, field: str, *, positive: bool = False) -> Decimal:
    """``value`` if it is finite, not negative (or above zero) and has at most ``places`` decimals; else ``Invalid``."""
    if not value.is_finite() or value > MAX_RATE:
        raise Invalid(f"{field} is too large or no number", field=field)
    if value < 0 or (positive and value == 0):
        raise Invalid(f"{field} must be {'above zero' if positive else 'zero or more'}", field=field)
    if _decimals(value) > places:
        raise Invalid(f"{field} has more than {places} decimals", field=field)
    return value


def check_percent(value: Decimal, field: str) -> Decimal:
    """``value`` if it is 0 to 100 with at most four decimals; else ``Invalid``."""
    if not value.is_finite() or not 0 <= value <= 100:
        raise Invalid(f"{field.rpartition('.')[2]} is 0 to 100", field=field)
    return check_decimals(value, 4, field)


def _decimals(value: Decimal) -> int:
    """How many decimals a finite number has, closing zeros aside."""
    last = value.as_tuple().exponent
    if not isinstance(last, int) or last >= 0 or not value:
        return 0
    digits = value.as_tuple().digits
    zeros = next(n for n, digit in enumerate(reversed(digits)) if digit)
    return max(0, -last - zeros)


def decimal_string(minor: int, currency: str) -> str:
    """The amount as JSON carries it: ``decimal_string(150000, "INR") == "1500.00"``."""
    places = exponent(currency)
    return str(Decimal(minor).scaleb(-places)) if places == 0 else f"{Decimal(minor).scaleb(-places):.{places}f}"


def group_digits(digits: str, *, indian: bool) -> str:
    """``1234567`` as ``12,34,567`` (Indian) or ``1,234,567``."""
    head, tail = digits[:-3], digits[-3:]
    size = 2 if indian else 3
    parts: list[str] = []
    while head:
        parts.append(head[-size:])
        head = head[:-size]
    return ",".join([*reversed(parts), tail])


def show(minor: int, currency: str, *, symbol: bool = True) -> str:
    """The amount as a person reads it: ``₹1,23,456.00``, ``£1,234.50``, ``−₹5.00``.

    Rupees group by lakh and crore, every other currency by thousands; written by hand because Babel
    groups several Indian locales the Western way.
    """
    text = decimal_string(abs(minor), currency)
    whole, dot, decimals = text.partition(".")
    sign = "−" if minor < 0 else ""
    mark = SYMBOLS.get(currency, currency + " ") if symbol else ""
    return f"{sign}{mark}{group_digits(whole, indian=currency == 'INR')}{dot}{decimals}"


def split(total_minor: int, weights: Sequence[int]) -> list[int]:
    """``total_minor`` shared in proportion to ``weights`` by largest remainder; the shares sum to it exactly.

    Ties go to the earlier share, and the order of equal weights does not change the total (RULES M3).
    All-zero weights put everything on the first share. Raises ``ValueError`` for negative weights or none.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("split needs at least one weight, none negative")
    whole = sum(weights)
    if whole == 0:
        return [total_minor, *([0] * (len(weights) - 1))]
    sign, amount = (-1, -total_minor) if total_minor < 0 else (1, total_minor)
    shares = [amount * weight // whole for weight in weights]
    left = amount - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
    for i in by_remainder[:left]:
        shares[i] += 1
    return [sign * share for share in shares]
