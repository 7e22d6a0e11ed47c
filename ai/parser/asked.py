"""What came of reading a question."""

from __future__ import annotations

from typing import Literal

import msgspec

from ai.parser.lexicon import Correction
from analytics.query import MetricQuery
from analytics.reports.asked import ReportQuery


class Choice(msgspec.Struct, frozen=True):
    """A query, or a report, that may have been meant, and how it reads in words.

    ``key`` is what to remember under ``Parsed.open_point`` when it is chosen.
    """

    reading: str
    query: MetricQuery | None = None
    report: ReportQuery | None = None
    key: str = ""


class Parsed(msgspec.Struct, frozen=True):
    """How a question was read.

    ``status`` read: ``query`` or ``report`` is what was asked, ``choices`` hold other readings, if any is likely. ask: ``choices``
    are what may be meant, the likeliest first; ``open_point`` names what was open, under which a business remembers the choice (empty: nothing to
    remember). refused: ``reason`` says why, ``unused`` names the words that were not understood, ``choices`` holds the nearest question that can be
    answered. ``language`` is the question's: en, hi, or hi-Latn for Hindi in Latin letters.
    """

    question: str
    status: Literal["read", "ask", "refused"]
    reading: str = ""
    query: MetricQuery | None = None
    choices: tuple[Choice, ...] = ()
    unused: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    reason: str = ""
    report: ReportQuery | None = None
    open_point: str = ""
    language: str = "en"
