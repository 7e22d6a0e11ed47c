"""What is to be drawn, before it is known how: columns told apart, values as lengths, labels that fit."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

import msgspec

from analytics.charts.colours import Look, readable
from analytics.compile import CHANGE, SHARE
from analytics.notation import write, write_days, write_period
from analytics.query import Column
from analytics.shapes import BEFORE
from analytics.shop import Shop
from analytics.tongues import tongue_of
from munim.days import Period, add_months
from munim.money import SYMBOLS

WIDTH: Final = 560  # CSS pixels of a page's or document's chart, labels included
LETTER_WIDTH: Final = 420  # of a letter's, which a phone shows at four fifths and has to be read there
HEIGHT: Final = 240
BAR: Final = 24  # height of a bar that lies
MOST_BARS: Final = 62  # days; more become a line
MOST_NAMES: Final = 15
_LONG_LIST: Final = 5  # rows; fewer may stand in the order of a figure by chance
MOST_SERIES: Final = 5  # told apart by colour; the rest are one more
LONGEST_NAME: Final = 26  # characters of a label
SUMMABLE: Final = ("money", "count", "quantity")
IN_TIME: Final = ("date", "weekday", "hour")
_HEAD: Final = 100  # rows that are looked at for their order
_NO_LETTERS: Final = ("Cc", "Cs", "Zl", "Zp")
_LATIN: Final = "\u02ff"
_CHARACTER: Final = 6.6  # pixels of Mukta at 12, on the wide side
_STEPS: Final = {"month": 1, "quarter": 3, "year": 12, "financial_year": 12}  # months

# 1.2 Cr and 60 L in India, 1.2 M and 60 k elsewhere
_INDIAN: Final = (("1e5", "1e5", " L"), ("1e7", "1e7", " Cr"))  # from which on, of what, its name
_WESTERN: Final = (("1e4", "1e3", "k"), ("1e6", "1e6", "M"), ("1e9", "1e9", "B"))


class Plot(msgspec.Struct, frozen=True, dict=True):
    """Rows under columns, and how they are to look. The rows may be all of a hundred thousand customers: they are gone through once."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    shop: Shop
    look: Look
    colour: str  # the shop's own
    width: int
    today: date | None = None  # what has not ended by then is neither best nor worst
    course: Literal["fitting", "line", "bar"] = "fitting"  # how time is drawn; fitting: bars where they are few

    @cached_property
    def along(self) -> list[int]:
        """The columns that tell the rows apart; of a stretch of days its first day alone, of one day's names the names."""
        found = [n for n, column in enumerate(self.columns) if not column.metric and column.unit != "id"]
        slugs = [self.columns[n].slug for n in found]
        found = [n for n in found if not (self.columns[n].slug == "to" and "from" in slugs)]
        telling = [n for n in found if any(row[n] != self.rows[0][n] for row in self.rows)]
        if not telling or len(found) == 1:
            return found
        # what follows from the first column is said of it, a reason or a category, and tells no row from another
        first, *others = telling
        return [first, *(n for n in others if not self._follows(n, first))]

    def _follows(self, n: int, first: int) -> bool:
        """Whether each of the first column's things, which may share a name but no id, has one value in column ``n``."""
        thing = self.place_of(f"{self.columns[first].slug}_id")
        told = dict[Any, Any]()
        return all(told.setdefault(row[first if thing is None else thing], row[n]) == row[n] for row in self.rows)

    @cached_property
    def measured(self) -> list[int]:
        """The figures, without what is added to them (what they were before, their change and share) and without what is nothing throughout.

        The first is drawn: of a long list of names that one in whose order they stand, if that is not the first anyhow.
        """
        added = (BEFORE, CHANGE, SHARE)
        listed = len(self.along) == 1 and self.columns[self.along[0]].unit not in IN_TIME
        drawn = self.rows[:MOST_NAMES] if listed else self.rows
        found = [
            n
            for n, column in enumerate(self.columns)
            if column.metric and not column.slug.endswith(added) and any(row[n] for row in drawn)
        ]
        if not listed or len(self.rows) < _LONG_LIST or len(found) < 2 or self._ordered(found[0], up=True):
            return found
        return sorted(found, key=lambda n: not self._ordered(n))

    def _ordered(self, n: int, *, up: bool = False) -> bool:
        """Whether the rows stand in the order of column ``n``, the greatest first; ``up``: or the least. All alike is no order."""
        known = [row[n] for row in self.rows[:_HEAD] if row[n] is not None]
        return len(set(known)) > 1 and any(
            known == sorted(known, reverse=down) for down in ((True, False) if up else (True,))
        )

    @property
    def mark(self) -> str:
        """The shop's colour as it can be seen on this look."""
        return readable(self.colour, self.look)

    def place_of(self, slug: str) -> int | None:
        """Where the column of that slug is."""
        return next((n for n, column in enumerate(self.columns) if column.slug == slug), None)

    def length(self, value: Any, n: int) -> float | None:
        """A figure as a length: amounts in whole currency units. For drawing alone; what is read is written by ``notation``."""
        if value is None:
            return None
        if self.columns[n].unit == "money":
            return float(Decimal(value).scaleb(-self.shop.exponent))
        return float(value)

    def written(self, value: Any, n: int) -> str:
        """A cell as a person reads it, on one line."""
        return one_line(write(value, self.columns[n], self.shop))

    def stretch(self, row: Sequence[Any], n: int) -> str:
        """What a row is of, whole: ``Fri 20 Nov 2026``, ``16–22 Nov 2026``, ``Saturday``, ``Rice``."""
        last = self.place_of("to")
        if self.columns[n].slug == "from" and last is not None:
            return write_period(Period(row[n], row[last] + timedelta(days=1)))
        return self.written(row[n], n)

    def label(self, value: Any, n: int, place: int) -> str:
        """What stands under or beside a bar: of days the first alone tells the year."""
        column = self.columns[n]
        if column.unit == "date" and column.slug in ("day", "from", "week"):
            month = tongue_of(self.shop.language).short_month(value)
            return f"{value.day} {month}" if place else f"{value.day} {month} {value.year}"
        if column.unit == "date":
            return write_days(value, column.slug, self.shop)
        if column.unit == "weekday":
            return str(tongue_of(self.shop.language).short_weekdays[value - 1])
        return cut(self.written(value, n), LONGEST_NAME)

    def over(self, value: Any, n: int) -> bool:
        """Whether a stretch of days has ended, so that its figure can be compared with others'."""
        column = self.columns[n]
        if self.today is None or column.unit != "date" or value is None:
            return True
        if column.slug in _STEPS:
            return add_months(value, _STEPS[column.slug]) <= self.today
        return bool(value + timedelta(days=7 if column.slug == "week" else 1) <= self.today)


class Drawing(msgspec.Struct, frozen=True):
    """What a kind of chart makes of a plot: the kind's part of the specification, its finding, and the rows it shows."""

    figure: Column  # what the lengths or colours are
    spec: dict[str, Any]
    values: list[dict[str, Any]]
    sentence: str
    heads: list[str]
    rows: list[list[str]]


# --- words ---


def one_line(text: str) -> str:
    """``text`` without what no line of a picture can hold: breaks, tabs, control characters, halves of letters."""
    if text.isprintable():  # as nearly every text is: none of these can be printed
        return text.strip()
    kept = (" " if unicodedata.category(each) in _NO_LETTERS or each in "\ufffe\uffff" else each for each in text)
    return "".join(kept).strip()


def cut(text: str, longest: int) -> str:
    """``text`` if it fits, else its beginning and an ellipsis, between letters: no vowel sign loses its consonant."""
    if len(text) <= longest:
        return text
    end = longest - 1
    while end > 1 and continues(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def continues(text: str, at: int) -> bool:
    """Whether the letter at ``at`` belongs to the one before it: a sign above or below, a joined half."""
    return unicodedata.category(text[at])[0] == "M" or text[at] == "\u200d" or text[at - 1] in ("\u200d", "\u094d")


def heading(column: Column, shop: Shop) -> str:
    """The column's title with its unit: ``Revenue (INR)``."""
    unit = {"money": f" ({shop.currency})", "percent": " (%)"}.get(column.unit, "")
    return column.title + unit


# --- axes ---


def looked_up(labels: Sequence[str], field: str = "datum.value") -> str:
    """The label of each place, as a list of string literals that Vega looks the place up in."""
    return f"{json.dumps(list(labels))}[{field}]"


def amount_labels(column: Column, shop: Shop) -> str:
    """The expression that writes an axis's amounts as the shop writes money: ``₹1.2 Cr``, ``−£60k``."""
    size = "abs(datum.value)"
    mark = json.dumps(SYMBOLS.get(shop.currency, shop.currency + " ")) if column.unit == "money" else "''"
    number = f"format({size}, ',.3~f')"
    if column.unit in SUMMABLE:
        for least, unit, name in _INDIAN if shop.currency == "INR" else _WESTERN:
            number = f"{size} >= {least} ? format({size} / {unit}, ',.2~f') + '{name}' : ({number})"
    end = " + ' %'" if column.unit == "percent" else ""
    if column.unit == "count":  # there is no half of an order
        return f"datum.value % 1 ? '' : ((datum.value < 0 ? '−' : '') + ({number}))"
    return f"(datum.value < 0 ? '−' : '') + {mark} + ({number}){end}"


def amount_axis(plot: Plot, n: int, field: str = "figure") -> dict[str, Any]:
    """The axis along which the figures of column ``n`` are lengths; the chart's title says what they are."""
    axis = {"title": None, "labelExpr": amount_labels(plot.columns[n], plot.shop), "tickCount": 5}
    return {"field": field, "type": "quantitative", "axis": axis}


def place_axis(labels: Sequence[str], room: int) -> dict[str, Any]:
    """The axis of a course: its places in order, as many of their labels as ``room`` pixels hold side by side."""
    widest = (
        max(map(len, labels[1:] or labels)) * _CHARACTER + 8
    )  # the first, which tells the year, has room to its left
    step = max(1, -(-len(labels) * int(widest) // room))
    axis = {
        "title": None,
        "labelExpr": looked_up(labels),
        "labelAngle": 0,
        "labelOverlap": False,
        "values": list(range(0, len(labels), step)),
    }
    return {"field": "place", "type": "ordinal", "axis": axis}


def name_axis(labels: Sequence[str]) -> dict[str, Any]:
    """The axis of names, one under another."""
    axis = {
        "title": None,
        "labelExpr": looked_up(labels),
        "labelLimit": 200,
        "ticks": False,
        "domain": False,
        # Vega's measure of other scripts than Latin falls short, and their beginnings would be cut off
        "minExtent": min(200, text_width([label for label in labels if max(label, default="") > _LATIN])),
    }
    return {"field": "place", "type": "ordinal", "axis": axis}


def text_width(words: Sequence[str]) -> float:
    """Pixels that the longest of ``words`` takes, on the wide side."""
    return max((_letters(each) for each in words), default=0) * _CHARACTER


def _letters(text: str) -> int:
    """Letters that take room: signs above and below take none."""
    return sum(unicodedata.category(each) not in ("Mn", "Me", "Cf") for each in text)
