"""A follow-up of a report: "same for last year", "only Ramesh", "as a table" change what was asked of it; what it does not do is said.

The words are read beside a figure that takes anything, as those of other follow-ups are; what they set besides that
figure is carried over to the report where the reader would let it be said of the report itself.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

import msgspec

from ai.conversation.edits import WHERE, Asked
from ai.conversation.followups import LONGEST, Read, as_meant, bare_words, carried_by, joined
from ai.conversation.shorthand import is_unfiltered
from ai.conversation.words import ADDING, MARKED_PAIRS, MARKS, POINTING, view_of
from ai.parser import Choice, Parsed
from ai.parser.clauses import Misfit
from ai.parser.normalise import tokenise
from ai.parser.told import tolerance
from ai.pictures import View
from analytics.query import MetricQuery
from analytics.reports.asked import ReportQuery
from munim.days import Period

_CARRIER: Final = "net sales"  # which is told of any days, of whomever
_HELD_AGAINST: Final = frozenset({"why"})


class ReportFollowUp(msgspec.Struct, frozen=True):
    """How a follow-up of a report was read.

    read: ``report`` is what is asked now, seen as ``view``. ask: one of ``choices`` is meant. refused: ``reason`` says why, or
    ``parsed``. new: it is a question of its own, as ``parsed`` read it.
    """

    status: Literal["read", "ask", "refused", "new"]
    parsed: Parsed | None = None
    report: ReportQuery | None = None
    view: View = ""
    choices: tuple[Choice, ...] = ()
    reason: str = ""


def follow_up_report(question: str, previous: ReportQuery, *, read: Read, today: date) -> ReportFollowUp:
    """``question`` as a change of the report asked for before, or as a question of its own. Never raises for what a person may type."""
    words = [token.text for token in tokenise(question[:2000])]
    alone = read(question)
    if not words or len(words) > LONGEST:
        return ReportFollowUp("new", alone)
    marked = bool({words[0], words[-1]} & MARKS) or tuple(words[:2]) in MARKED_PAIRS
    adds = words[0] in ADDING or words[-1] in ADDING
    view, words = view_of(words)
    words = bare_words(words)
    if view and POINTING.issuperset(words):
        return ReportFollowUp("read", report=previous, view=view)
    own = alone if alone.status == "read" else read(" ".join(words))
    if own.status == "read":
        return ReportFollowUp("new", own)
    if previous.filters and is_unfiltered(words):
        return ReportFollowUp("read", report=msgspec.structs.replace(previous, filters=()), view=view)
    carried, usual = carried_by(words, _CARRIER, read), read(_CARRIER).query
    queries = [carried.query] if carried.query is not None else [choice.query for choice in carried.choices]
    asked = [one for one in queries if one is not None and usual is not None and one.metrics == usual.metrics]
    if carried.status == "refused" or usual is None or not asked or len(asked) < len(queries):
        if not marked:
            return ReportFollowUp("new", alone)
        return ReportFollowUp("refused", carried, reason=carried.reason)
    made = [_changed(previous, one, usual, today=today, adds=adds) for one in asked]
    for one in made:
        if isinstance(one, Misfit):
            return ReportFollowUp("refused", reason=one.reason)
    reports = [one for one in made if isinstance(one, ReportQuery)]
    if carried.status == "ask":
        choices = zip(carried.choices, reports, strict=True)
        offered = tuple(Choice(choice.reading, report=report) for choice, report in choices)
        return ReportFollowUp("ask", carried, choices=offered, reason=carried.reason)
    if reports[0] == previous:
        return ReportFollowUp("refused", reason="that changes nothing of the question before")
    return ReportFollowUp("read", carried, reports[0], view)


def _changed(
    previous: ReportQuery, query: MetricQuery, usual: MetricQuery, *, today: date, adds: bool
) -> ReportQuery | Misfit:
    """The report with what ``query`` says beyond the bare figure ``usual``; or what it does not do."""
    said, bare = Asked(query).parts, Asked(usual).parts
    set_now = {name for name, value in said.items() if value != bare.get(name, ())}
    tells, filters, period, compare = tolerance(previous.slug), previous.filters, previous.period, previous.compare
    if {name for name in set_now if not name.startswith(WHERE)} - {"period", "compare"}:
        return Misfit("a report is not split or ranked otherwise; ask for the figure by its name")
    if query.where:
        if any(one.dimension not in tells.filters or one.operator not in ("in", "not_in") for one in query.where):
            return Misfit("that report is of the whole shop")
        anew = {one.dimension for one in query.where}
        filters = (
            joined(filters, query.where)
            if adds
            else (*(one for one in filters if one.dimension not in anew), *query.where)
        )
    if "compare" in set_now and query.compare != "none":
        held = query.compare
        if previous.slug not in _HELD_AGAINST or held == "same_dates" or held == "festival":
            return Misfit("that report is not held against other days")
        compare = held
    elif "period" in set_now and query.period is not None:
        days = as_meant(query.period, previous.period)
        if tells.time not in ("any", "end") and today not in days:
            return Misfit("that is known of now alone")
        if days.start > today:
            return Misfit("that time has not come yet")
        if tells.time == "any":
            period = days
        elif tells.time == "end":  # what stands at the end of a day; of days that are not over, today
            period = None if today in days else Period(days.last, days.end)
        compare = "usual" if isinstance(compare, Period) else compare
    return ReportQuery(previous.slug, period, filters, compare, previous.options)
