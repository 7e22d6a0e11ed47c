"""How money is paid, as people and other programs write it."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

# What is written, in any case, and the method it is; MOBILE is what programs before UPI called a payment by phone.
_WRITTEN: Final = {
    "cash": "cash",
    "upi": "upi",
    "mobile": "upi",
    "bank": "bank",
    "card": "card",
    "cheque": "cheque",
    "gateway": "gateway",
}


def _any_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter}]" for letter in word)


Method = Annotated[
    str,
    msgspec.Meta(
        pattern=f"^({'|'.join(map(_any_case, _WRITTEN))})$(?!\\n)",
        description="cash, upi, bank, card, cheque or gateway, in any case; MOBILE is upi",
        examples=["cash", "upi"],
    ),
]


def method_of(written: str) -> str:
    """``method_of("MOBILE") == "upi"``: the method as the books keep it. Raises ``KeyError`` for what is none."""
    return _WRITTEN[written.lower()]
