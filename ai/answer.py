"""An answer: one shape for page, API and command line, whoever read the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from ai.parser import Choice
from ai.parser.lexicon import Correction
from ai.pictures import Picture, View
from analytics.query import Column, MetricQuery
from analytics.reports.asked import ReportQuery
from munim.days import Period

# who says what the question means: the reader, an answer marked as right, the question before, a choice, the model
Source = Literal["read", "verified", "follow-up", "chosen", "model"]


class ModelNote(msgspec.Struct, frozen=True):
    """What the language model had to do with an answer.

    ``agrees``: with the reader, None where the reader had no reading. ``said``: its own words, of no weight. ``failure``: why it
    could not help.
    """

    name: str
    reading: str = ""
    agrees: bool | None = None
    said: str = ""
    repairs: int = 0
    tokens: int = 0
    failure: str = ""


class ReportNote(msgspec.Struct, frozen=True):
    """The report that answers a question, and where all of it is read."""

    slug: str
    title: str
    period: Period
    address: str


class Answer(msgspec.Struct, frozen=True):
    """What came of a question.

    ``status`` answered: ``rows`` under ``columns`` answer it. empty: they would, but nothing is recorded. ask: one of
    ``choices`` is meant; running its query answers. refused: ``sentence`` says why, naming ``unused`` words, and
    ``choices`` holds the nearest question that can be answered. ``sentences`` tells the same in every language. Money in
    ``rows`` is in minor units of ``currency``; ``chart`` says how the rows are best seen, None where there are none.
    """

    question: str
    status: Literal["answered", "ask", "refused", "empty"]
    language: str
    reading: str
    sentence: str
    currency: str
    version: int
    as_of: datetime
    sentences: Mapping[str, str] = {}
    notice: str = ""  # that the figures are old, in words to be shown beside them
    columns: tuple[Column, ...] = ()
    rows: Sequence[tuple[Any, ...]] = ()
    row_count: int = 0
    chart: Picture | None = None
    view: View = ""  # how the asker wished to see it
    query: MetricQuery | None = None
    sql: str = ""
    unused: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    choices: tuple[Choice, ...] = ()
    source: Source = "read"
    kept: tuple[str, ...] = ()  # of a follow-up: what stays of the question before, in words
    report: ReportNote | None = None  # where a report answers
    asked_report: ReportQuery | None = None  # and what was asked of it, its days said
    links: tuple[Mapping[str, str], ...] = ()  # of a report: for each row what is behind each of its figures
    model: ModelNote | None = None  # None: it was not asked
    changed: tuple[str, ...] = ()  # and what it changed, from what to what
