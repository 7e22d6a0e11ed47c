"""Questions in plain words, read into ``MetricQuery`` without a model: deterministic, offline, in milliseconds.

The way of a question::

    normalise   the text as tokens
    lattice     every first reading of every span: words (lexicon, from the catalogue), names of the shop, numbers
    chart       what the rules (grammar, dates) build from them
    readings    rows of clauses that cover the question, cheapest first
    plans       what each row means together (splits, figures, times): a MetricQuery that fits the catalogue, or why none does
    restate     the query said in words, with its dates

A word of content that no reading used is never dropped: the question is refused, naming it. Two readings that are
close are put to the asker.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

import msgspec

from ai.parser.chart import Chart
from ai.parser.dates import Clock, date_rules
from ai.parser.grammar import clause_rules
from ai.parser.lattice import build_lattice
from ai.parser.lexicon import Correction, lexicon
from ai.parser.names import Name, NameIndex
from ai.parser.normalise import MAX_CHARACTERS, MAX_TOKENS, tokenise
from ai.parser.plans import Planner
from ai.parser.readings import DOUBT, MARGIN, OFFERED_WITHIN, Reading, Readings, read
from ai.parser.restate import restate
from analytics.query import MetricQuery
from munim.days import Calendar

__all__ = ["Choice", "Name", "NameIndex", "Parsed", "parse"]

MAX_CHOICES: Final = 4
_ARTICLES: Final = frozenset({"the", "a", "an", "my", "our", "we", "did", "i", "all"})  # may stand inside a phrase


class Choice(msgspec.Struct, frozen=True):
    """A query that may have been meant, and how it reads in words."""

    reading: str
    query: MetricQuery


class Parsed(msgspec.Struct, frozen=True):
    """How a question was read.

    ``status`` read: ``query`` is what was asked, ``choices`` hold other readings, if any is likely. ask: ``choices``
    are what may be meant, the likeliest first. refused: ``reason`` says why, ``unused`` names the words that were not
    understood, ``choices`` holds the nearest question that can be answered.
    """

    question: str
    status: Literal["read", "ask", "refused"]
    reading: str = ""
    query: MetricQuery | None = None
    choices: tuple[Choice, ...] = ()
    unused: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    reason: str = ""


def parse(question: str, *, names: NameIndex, calendar: Calendar, today: date, currency: str = "INR") -> Parsed:
    """Reads ``question`` as asked on ``today`` in the shop whose ``names`` and ``calendar`` these are. Never raises."""
    tokens = tokenise(question[: MAX_CHARACTERS + 1])
    if len(question) > MAX_CHARACTERS or len(tokens) > MAX_TOKENS:
        return Parsed(
            question[:MAX_CHARACTERS], "refused", reason="that is too long for a question; ask one thing in a sentence"
        )
    if not tokens:
        return Parsed(question, "refused", reason="there is no question; ask, for example, “net sales last week”")
    clock = Clock(today, calendar)
    lattice = build_lattice(tokens, lexicon(), names)
    skippable = [token.text in _ARTICLES for token in tokens]
    chart = Chart(len(tokens), lattice.edges, (*clause_rules(currency), *date_rules(clock)), skippable=skippable)
    readings = read(chart, tokens, Planner(clock, currency))
    return _judged(question, readings, lattice.corrections, today, currency)


def _judged(
    question: str, readings: Readings, corrections: tuple[Correction, ...], today: date, currency: str
) -> Parsed:
    """Answer, ask or refuse."""

    def choice(reading: Reading) -> Choice:
        return Choice(restate(reading.query, names=reading.names, today=today, currency=currency), reading.query)

    if not readings.whole:
        nearest = tuple(choice(reading) for reading in readings.partial[:1])
        return Parsed(
            question,
            "refused",
            choices=nearest,
            unused=readings.unknown,
            corrections=corrections,
            reason=_reason(readings),
        )
    best = readings.whole[0]
    near = [reading for reading in readings.whole[1:] if reading.cost - best.cost < MARGIN]
    if near or best.liberties > DOUBT:
        choices = tuple(choice(reading) for reading in [best, *near][:MAX_CHOICES])
        return Parsed(question, "ask", choices=choices, corrections=corrections, reason=_question_back(best, near))
    offered = [reading for reading in readings.whole[1:] if reading.cost - best.cost <= OFFERED_WITHIN][
        : MAX_CHOICES - 1
    ]
    return Parsed(
        question, "read", choice(best).reading, best.query, tuple(map(choice, offered)), corrections=corrections
    )


def _reason(readings: Readings) -> str:
    if readings.unknown:
        words = ", ".join(f"“{word}”" for word in readings.unknown)
        return f"I do not know {words}: no figure, date or name of this shop"
    return readings.reasons[0] if readings.reasons else "no figure is named"


def _question_back(best: Reading, near: list[Reading]) -> str:
    """What the choices differ in, asked in a few words."""
    if best.instead_of:
        return f"{best.instead_of[0].upper()}{best.instead_of[1:]}. Is this what you mean?"
    if not near:
        return "Is this what you mean?"
    queries = [best.query, *(reading.query for reading in near)]
    for field, what in (
        ("where", "Whom or what do you mean?"),
        ("metrics", "Which figure do you mean?"),
        ("period", "Which time do you mean?"),
    ):
        if len({getattr(query, field) for query in queries}) > 1:
            return what
    return "Which of these do you mean?"
