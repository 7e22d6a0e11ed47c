"""The colours of a chart: the shop's own first, readable on light and on dark."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from munim.errors import Invalid

COLOUR: Final = "#7a1f3d"  # where the shop has chosen none
CONTRAST: Final = 3.0  # of a mark with its background (WCAG 2.2, 1.4.11)
# Okabe and Ito's, told apart by people who see red and green alike; without black and yellow, which one look swallows
_OTHERS: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
_ALIKE: Final = 90.0  # distance in RGB below which two colours are taken for one


class Look(msgspec.Struct, frozen=True):
    """What a chart stands on: a light page or a dark one."""

    name: Literal["light", "dark"]
    background: str
    ink: str
    quiet: str  # axes' words, and what a figure is held against
    grid: str
    axis: str


LIGHT: Final = Look("light", "#ffffff", "#1f2328", "#57606a", "#e6e8eb", "#b8bcc2")
DARK: Final = Look("dark", "#1b1e22", "#e8eaed", "#a9b1ba", "#30353b", "#545b64")


def look_named(name: str) -> Look:
    """The look called ``light`` or ``dark``. Raises ``Invalid``."""
    for look in (LIGHT, DARK):
        if look.name == name:
            return look
    raise Invalid(f"theme is light or dark, not {name!r}", field="theme")


def readable(colour: str, look: Look) -> str:
    """``colour``, moved towards the look's ink until it stands out from the background: a shop's pale yellow on white."""
    for step in range(21):
        mixed = mix(colour, look.ink, step / 20)
        if contrast(mixed, look.background) >= CONTRAST:
            return mixed
    return look.ink


def series(count: int, colour: str, look: Look) -> list[str]:
    """So many colours to tell apart, the shop's own first; when they run out they begin again."""
    first = readable(colour, look)
    others = [readable(each, look) for each in _OTHERS if _distance(each, first) > _ALIKE]
    found = [first, *others]
    return [found[n % len(found)] for n in range(count)]


def mix(colour: str, other: str, part: float) -> str:
    """``colour`` with so much (0 to 1) of ``other`` in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * part):02x}" for one, two in pairs)


def contrast(one: str, two: str) -> float:
    """The ratio of two colours' luminances, 1 to 21 (WCAG 2.2, 'contrast ratio')."""
    low, high = sorted((_luminance(one), _luminance(two)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _distance(one: str, two: str) -> float:
    pairs = zip(_channels(one), _channels(two), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
