"""How many parts an SMS is sent, and paid for, in (N-30; 3GPP TS 23.038 and 23.040)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

MOST_SEGMENTS: Final = 4  # a longer text is refused: it costs more than the debt it reminds of

GSM_7: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_ESCAPED: Final = frozenset("^{}\\[~]|€\f")  # two septets each


class Segments(msgspec.Struct, frozen=True):
    """``units``: septets of GSM-7, or 16-bit units of UCS-2."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int


def count_segments(text: str) -> Segments:
    """160 septets or 70 units fit one part; of several, each carries 153 or 67, and a pair is never torn apart.

    One character outside GSM-7 (any Indic letter, ₹) makes the whole text UCS-2.
    """
    if all(sign in GSM_7 or sign in GSM_7_ESCAPED for sign in text):
        return _count("GSM-7", [2 if sign in GSM_7_ESCAPED else 1 for sign in text], whole=160, part=153)
    return _count("UCS-2", [2 if ord(sign) > 0xFFFF else 1 for sign in text], whole=70, part=67)


def _count(encoding: Literal["GSM-7", "UCS-2"], sizes: Sequence[int], *, whole: int, part: int) -> Segments:
    units = sum(sizes)
    if units <= whole:
        return Segments(encoding, units, 1)
    count, used = 1, 0
    for size in sizes:
        if used + size > part:
            count, used = count + 1, 0
        used += size
    return Segments(encoding, units, count)
