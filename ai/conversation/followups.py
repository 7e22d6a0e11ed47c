"""Reading a follow-up: the words are put beside the figure asked for before and read as a question; what they set is the edit.

So a follow-up understands whatever a question does, in every language, and no word of it is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

import msgspec

from ai.conversation.edits import VIEW, WHERE, Asked, Edit, asked_of, edit_between, settled
from ai.conversation.shorthand import set_by
from ai.conversation.words import (
    ADDING,
    ASKING,
    COMPARING,
    EVERY,
    FRAGMENTS,
    INCLUDING,
    LEADING,
    MARKED_PAIRS,
    MARKS,
    POINTING,
    RESTRICTING,
    SAME,
    SORTED_BY,
    TRAILING,
    view_of,
)
from ai.parser import Parsed
from ai.parser.clauses import Misfit
from ai.parser.normalise import tokenise
from ai.parser.restate import compared_period
from ai.parser.told import tolerance
from analytics.catalogue import dimension, metric
from analytics.query import Filter, MetricQuery, Order
from munim.days import Period, add_months

Read = Callable[[str], Parsed]  # reads a question for this shop, today
LONGEST: Final = 30  # words; a longer text is a question of its own
LONGEST_AGO: Final = 20  # years
_YEARS: Final = (365, 366)


class FollowUp(msgspec.Struct, frozen=True):
    """How a follow-up was read.

    read: ``asked`` is what is asked now, by ``edit``. ask: one of ``options`` is meant. refused: ``parsed`` says why. new: it is
    a question of its own, as ``parsed`` read it.
    """

    status: Literal["read", "ask", "refused", "new"]
    parsed: Parsed | None = None
    asked: Asked | None = None
    edit: Edit = Edit()
    options: tuple[Asked, ...] = ()
    reason: str = ""


def follow_up(question: str, previous: Asked, *, read: Read) -> FollowUp:
    """``question`` as a change of ``previous``, or as a question of its own. Never raises for what a person may type.

    A question that says itself which figure it wants, and does not begin with "and", "same", "only" or the like, is its own.
    """
    previous = settled(previous)
    words = [token.text for token in tokenise(question[:2000])]
    alone = read(question)
    if not words or len(words) > LONGEST:
        return FollowUp("new", alone)
    marked = bool({words[0], words[-1]} & MARKS) or tuple(words[:2]) in MARKED_PAIRS
    adds = words[0] in ADDING or words[-1] in ADDING
    said = words
    view, words = view_of(words)
    words = bare_words(words)
    if view and POINTING.issuperset(words):
        return _made(previous, {VIEW: view})
    viewed = {VIEW: view} if view else {}
    parts = set_by(words, previous, same=not SAME.isdisjoint(said))
    if isinstance(parts, Misfit):
        return FollowUp("refused", reason=parts.reason)
    title = metric(previous.query.metrics[0]).title.lower()
    parts = parts or _beside_others(words, previous, title, read)
    if parts is not None:
        return _made(previous, {**parts, **viewed})
    own = read(" ".join(words))
    if _asks_why(own) or (own.status == "read" and own.query is None):
        return FollowUp("new", _of_that_time(alone, previous.query))  # a report, which no query is changed into
    split = dimension(previous.query.by[0]).title.lower() if len(previous.query.by) == 1 else ""
    if tuple(words[:2]) in SORTED_BY and split and len(words) > 2:
        words = [*words[2:], "by", *split.split()]
    carried = carried_by(words, title, read, split=split)
    other = own.query if own.query is not None and not _is_of(carried, previous) else None
    if not marked and own.query is not None and not _is_bare(own.query):
        named = words[0] in ASKING or (words[0] not in FRAGMENTS and _names(own.query.metrics[0], words))
        if other is not None or named:
            return FollowUp("new", alone)
    if other is not None:
        carried, title = own, metric(other.metrics[0]).title.lower()
    usual = read(title).query
    if carried.status == "refused" or usual is None:
        return FollowUp("refused", carried)
    queries = [carried.query] if carried.query is not None else [choice.query for choice in carried.choices]
    held = bool(words) and not COMPARING.isdisjoint((words[0], words[-1]))
    queries = [query for query in queries if query is not None and query.by == previous.query.by] or queries
    every = bool(words) and not EVERY.isdisjoint(words[:2])
    options = [
        _set(previous, query, usual, adds=adds, held=held, every=every) for query in queries if query is not None
    ]
    if view:
        options = [msgspec.structs.replace(option, view=view) for option in options]
    if not options:
        return FollowUp("new", alone)  # what may be meant are reports
    if carried.status == "ask" and len(options) > 1:
        return FollowUp("ask", carried, options=tuple(dict.fromkeys(options)), reason=carried.reason)
    [asked] = options
    if asked == previous:
        return FollowUp("refused", carried, reason="that changes nothing of the question before")
    return FollowUp("read", carried, asked, edit_between(previous, asked))


def _beside_others(words: Sequence[str], previous: Asked, title: str, read: Read) -> dict[str, Any] | None:
    """``vs september``, ``including cash``: what is held against, or counted in again; None for other words."""
    rest = [word for place, word in enumerate(words) if place > 1 or word not in COMPARING | {"with", "to", "by"}]
    if words and words[0] in COMPARING and rest and (period := previous.query.period) is not None:
        other = read(f"{title} {' '.join(rest)}").query
        if other is None or other.period is None or other.where or other.by or other.compare != "none":
            return None
        days = as_meant(other.period, period)
        if days == period:  # "vs last october", of last October
            days = Period(add_months(days.start, -12), add_months(days.end, -12))
        return {"compare": days}
    if words and words[0] in INCLUDING:
        found = read(f"collections {' '.join(words[1:])}").query or read(f"{title} {' '.join(words[1:])}").query
        again = () if found is None else tuple(item for item in found.where if item.operator == "in")
        if len(again) == 1 and (before := previous.parts.get(WHERE + again[0].dimension)):
            return {WHERE + again[0].dimension: with_again(before, again[0])}
    return None


def _asks_why(parsed: Parsed) -> bool:
    """Whether only the figure is missing of a question why: in a conversation it is that of the question before."""
    return (
        parsed.status == "ask"
        and bool(parsed.choices)
        and all(choice.report is not None and choice.report.slug == "why" for choice in parsed.choices)
    )


def _of_that_time(parsed: Parsed, query: MetricQuery) -> Parsed:
    """ "Why?" is why of the figure, the days and those asked for before."""
    if _asks_why(parsed):
        parsed = msgspec.structs.replace(parsed, status="read", report=parsed.choices[0].report, choices=())
    report = parsed.report
    if report is None or report.slug != "why" or report.period is not None or query.period is None:
        return parsed
    known = tuple(item for item in query.where if item.dimension in tolerance(report.slug).filters)
    options = report.options or (() if query.metrics[0] == "net_sales" else (("figure", query.metrics[0]),))
    report = msgspec.structs.replace(report, period=query.period, filters=report.filters or known, options=options)
    return msgspec.structs.replace(parsed, report=report, reading="")


def _made(previous: Asked, parts: dict[str, Any]) -> FollowUp:
    asked = asked_of({**previous.parts, **parts})
    if asked == previous:
        return FollowUp("refused", reason="that changes nothing of the question before")
    return FollowUp("read", None, asked, edit_between(previous, asked))


def bare_words(words: Sequence[str]) -> list[str]:
    """The words without those that only begin or end a follow-up; never all of them away but one that says nothing."""
    left = list(words[2:] if tuple(words[:2]) in MARKED_PAIRS else words)
    while left and (left[0] in LEADING or left[0] in ADDING):
        left.pop(0)
    while left and (left[-1] in TRAILING or left[-1] in ADDING):
        left.pop()
    return left


def carried_by(words: Sequence[str], title: str, read: Read, *, split: str = "") -> Parsed:
    """The follow-up beside the figure asked for before: the first way to put them together that can be read.

    ``split``: what that figure was told by, which a condition ("more than 10,000") is on.
    """
    said = " ".join(words)
    ways = [f"{title} {said}", f"{said} {title}", f"{title} by {said}", f"{title} for {said}"]
    rest = [word for place, word in enumerate(words) if place > 1 or word not in RESTRICTING | POINTING]
    if rest and len(rest) < len(words):  # "only those over 5000", and names that are not known
        said = " ".join(rest)
        ways = [ways[0], f"{title} {said}", *ways[1:]]
    if split:
        ways.append(f"{title} by {split} {said}")
    found = [read(ways[0])]
    for way in ways[1:]:
        if found[0].status != "refused":
            break
        tried = read(way)
        if tried.status == "read":
            return tried
        found.append(tried)
    asked = next((parsed for parsed in found if parsed.status == "ask"), None)
    return asked or min(found[:2], key=lambda parsed: len(parsed.unused))


def _is_of(parsed: Parsed, previous: Asked) -> bool:
    """Whether the words put beside the figure asked for before name no other."""
    return parsed.query is not None and parsed.query.metrics == previous.query.metrics[:1]


def _is_bare(query: MetricQuery) -> bool:
    """Whether a query says which figure it wants and nothing besides."""
    return edit_between(Asked(MetricQuery(query.metrics)), Asked(query)).parts == frozenset()


def _names(slug: str, words: Sequence[str]) -> bool:
    """Whether the figure is named by its title or a synonym."""
    said = f" {' '.join(words)} "
    found = metric(slug)
    return any(f" {phrase.lower()} " in said for phrase in (found.title, *found.called))


def _set(previous: Asked, query: MetricQuery, usual: MetricQuery, *, adds: bool, held: bool, every: bool) -> Asked:
    """``previous`` with what ``query`` says beyond the bare figure ``usual``.

    ``held``: it asks for a comparison alone; ``every``: for every one of its kind.
    """
    parts, said, bare = previous.parts, Asked(query).parts, Asked(usual).parts
    edit: dict[str, Any] = {name: value for name, value in said.items() if name != VIEW and value != bare.get(name, ())}
    edit = {**edit, **_figures(previous.query, query, edit, adds=adds)}
    for name in edit:
        if name.startswith(WHERE) and adds:
            edit[name] = joined(parts.get(name, ()), edit[name])
    if "having" in edit and "limit" not in edit:
        edit["limit"] = None  # of "the 5 highest" those above a line are asked for, however many they are
    if every and len(query.by) == 1:  # "all products", of one product before
        edit.setdefault(WHERE + query.by[0], ())
    if edit.get("by") == parts["by"]:
        edit.pop("by")
    if "by" in edit:
        edit |= _split(previous.query, edit, adds=adds)
    if held and "compare" in edit and previous.query.period is not None:
        edit.pop("period", None)
        if query.period is not None and query.period.days in _YEARS:
            edit["compare"] = as_meant(compared_period(query), previous.query.period)
    if isinstance(edit.get("period"), Period):
        edit["period"] = as_meant(edit["period"], previous.query.period)
        if "compare" not in edit and isinstance(previous.query.compare, Period):
            edit["compare"] = "none"  # it was held against days of its own
    return asked_of({**parts, **edit, **_fitting({**parts, **edit})})


def _fitting(parts: dict[str, Any]) -> dict[str, Any]:
    """What a limit within groups, a ratio and rows picked out become when what they rest on is not there any more."""
    by = parts["by"]
    return {
        "per": tuple(slug for slug in parts["per"] if slug in by),
        "ratio": parts["ratio"] and len(parts["metrics"]) == 2,
        "shown": tuple(item for item in parts["shown"] if item.dimension in by),
    }


def _figures(before: MetricQuery, query: MetricQuery, edit: dict[str, Any], *, adds: bool) -> dict[str, Any]:
    """The figures asked for now: those named beside the one that was put there, or after "and" all of them."""
    named = tuple(slug for slug in query.metrics if slug != before.metrics[0])
    if named == ("purchases",) and "customer" in (*before.by, *(item.dimension for item in before.where)):
        named = ("net_sales",) if before.metrics != ("net_sales",) else ()  # what customers bought is what was sold
    if not named:
        return {"metrics": before.metrics}
    metrics = tuple(dict.fromkeys((*before.metrics, *named))) if adds else named
    found: dict[str, Any] = {"metrics": metrics}
    if before.order and before.order[0].by not in (*metrics, *before.by) and "order" not in edit:
        found["order"] = tuple(Order(metrics[0], item.descending) for item in before.order)
    if before.having and "having" not in edit and not {item.metric for item in before.having} <= set(metrics):
        found["having"] = ()
    return found


def _split(before: MetricQuery, edit: dict[str, Any], *, adds: bool) -> dict[str, Any]:
    """The dimensions now: added to those there were, time first, or in their place."""
    by = tuple(dict.fromkeys((*before.by, *edit["by"]))) if adds else edit["by"]
    by = tuple(sorted(by, key=lambda slug: not dimension(slug).in_time))
    found: dict[str, Any] = {"by": by}
    if by and dimension(by[0]).in_time and "limit" not in edit:
        found |= {"limit": None, "order": edit.get("order", ())}  # a course in time has an order of its own
    return found


def joined(before: tuple[Filter, ...], added: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """ "And Suresh": the values of a filter of the same kind are joined."""
    joined = list(before)
    for item in added:
        place = next((n for n, one in enumerate(joined) if one.operator == item.operator), None)
        if place is None:
            joined.append(item)
        else:
            values = tuple(dict.fromkeys((*joined[place].values, *item.values)))
            joined[place] = Filter(item.dimension, item.operator, values)
    return tuple(joined)


def with_again(before: tuple[Filter, ...], again: Filter) -> tuple[Filter, ...]:
    """ "Including cash": what was left out is counted again, and what was not among those asked for is."""
    found = []
    for item in before:
        if item.operator == "not_in":
            left = tuple(value for value in item.values if value not in again.values)
            found += [Filter(item.dimension, "not_in", left)] if left else []
        else:
            found.append(joined((item,), (again,))[0])
    return tuple(found)


def as_meant(said: Period, before: Period | None) -> Period:
    """ "Same for last year" after a question of October is October of last year, not the year."""
    if before is None or said.days not in _YEARS or before.days >= said.days:
        return said
    for years in range(1, LONGEST_AGO):
        moved = Period(add_months(before.start, -12 * years), add_months(before.end, -12 * years))
        if said.start <= moved.start and moved.end <= said.end:
            return moved
    return said
