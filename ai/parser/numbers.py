"""What a word of the question with digits in it may be: a number, an amount on the sign of its money, a date, a year."""

from __future__ import annotations

from decimal import Decimal

from ai.parser.chart import Edge
from ai.parser.clock import read_date, read_year_span, year_number
from ai.parser.normalise import Token
from ai.parser.words import SCALES
from ai.parser.words.amounts import CURRENCIES


def number_edges(position: int, token: Token) -> list[Edge]:
    """What a token with digits may be: 5, 5k, 5th, 2025, 18:00, 5/11/2025, 2024-25, R500. Nobody writes a year with a comma."""
    word = token.text
    if not word[0].isdigit():
        return _glued_money(position, word)

    def edge(category: str, value: object) -> Edge:
        return Edge(position, position + 1, category, value)

    if (day := read_date(word)) is not None:
        return [edge("date", day)]
    if (starting := read_year_span(word)) is not None:
        return [edge("year_span", starting)]
    hour, colon, minute = word.partition(":")
    if colon:
        return [edge("clock_time", int(hour))] if minute == "00" else []
    of_month, slash, month = word.partition("/")
    if slash and of_month.isdecimal() and month.isdecimal():
        return [edge("day_of_month", (int(of_month), int(month)))]
    digits = word.rstrip("".join(set("".join(SCALES) + "thndrs")))
    suffix = word[len(digits) :]
    if not digits.replace(".", "", 1).isdecimal() or digits.endswith("."):
        return []
    number = Decimal(digits)
    if suffix in ("st", "nd", "rd", "th"):
        return [edge("ordinal_day", int(number))] if 1 <= number <= 31 and "." not in digits else []
    if suffix:
        return [edge("number", number * SCALES[suffix])] if suffix in SCALES else []
    edges = [edge("number", number)]
    if "." not in digits:
        if 1 <= number <= 3660:
            edges.append(edge("count", int(number)))
        if 1 <= number <= 31:
            edges.append(edge("day_number", int(number)))
        if len(digits) == 2:
            edges.append(edge("short_year", 2000 + int(number)))
        if len(digits) == 4 and "," not in token.raw and (year := year_number(number)) is not None:
            edges.append(edge("year", year))
    return edges


def _glued_money(position: int, word: str) -> list[Edge]:
    """An amount behind the letters of its currency, Rs500, RM20, Sh5000: which currencies these may be, and the number."""
    sign = word.rstrip("0123456789.k")
    amount = word[len(sign) :]
    digits = amount.removesuffix("k")
    # "r" apart is "are"
    codes = ("ZAR",) if sign == "r" else tuple(code for code, said in CURRENCIES.items() if sign in said)
    if not codes or not digits.replace(".", "", 1).isdecimal() or digits[-1] == ".":
        return []
    return [Edge(position, position + 1, "glued_money", (codes, Decimal(digits) * (1000 if amount != digits else 1)))]
