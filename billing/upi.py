"""The UPI link that asks a payer for the balance of a bill (RULES P8; NPCI's linking specification 1.6).

A link or its QR code is a request: nothing comes back through it, so it never proves a payment.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from munim.money import decimal_string

REFERENCE_LENGTH: Final = 35  # of tr, in the specification
NOTE_LENGTH: Final = 50  # of tn


def payment_link(*, payee_address: str, payee_name: str, amount_minor: int, reference: str, note: str) -> str:
    """``upi://pay?…`` for ``amount_minor`` paise.

    ``payee_address`` is the business's UPI id, checked when it was set; ``payee_name`` should be the name the bank
    registered, or the payer's app warns. ``reference`` is the bill's number: what is not a letter, digit, dot or
    hyphen becomes a hyphen. ``note`` is shown to the payer; it must hold nothing about the customer.
    """
    fields = {
        "pa": payee_address,
        "pn": payee_name,
        "am": decimal_string(amount_minor, "INR"),
        "cu": "INR",
        "tr": re.sub(r"[^A-Za-z0-9.-]", "-", reference)[:REFERENCE_LENGTH],
        "tn": note[:NOTE_LENGTH],
    }
    # '@' may stand as it is in a query, and some payment apps do not decode it
    return "upi://pay?" + "&".join(f"{name}={quote(value, safe='@')}" for name, value in fields.items())
