"""All the ways to read a question, cheapest first, and whether the best may be answered.

A reading is a row of clauses that covers the question, and a plan they make. Its cost is the sum of the liberties
taken: a name given in part, a word put right, a thing left unsaid. A word that no clause used costs more than any
liberty, and a reading with such a word is never answered, only shown as the nearest question that could be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from ai.parser.chart import Chart, Edge
from ai.parser.clauses import Misfit, Plan
from ai.parser.liberties import DOUBTFUL
from ai.parser.names import Name
from ai.parser.normalise import Token
from ai.parser.plans import Planner
from ai.parser.said import CLAUSES
from ai.parser.two_sided import sides_of
from ai.parser.words.missing import Missing
from analytics.query import MetricQuery
from analytics.reports.asked import ReportQuery

MARGIN: Final = 0.25  # two readings nearer than this are put to the asker
OFFERED_WITHIN: Final = 0.7  # readings this near the best are offered beside its answer
DOUBT: Final = 0.7  # liberties beyond this are put to the asker even when there is no second reading
_UNUSED: Final = 3.0
_CLAUSE: Final = 0.03  # each clause: of two ways to cover the same words, the one with fewer, longer clauses
_MISSING_PHRASE: Final = 0.5
_FILLER: Final = 0.01
_ASIDE: Final = 0.5  # a word that may be left aside, and says nothing here
_PARTICLE: Final = 0.06
_SINCE: Final = 0.5  # "se" over nothing: of "April se" it would leave April alone
_UNTIL: Final = 0.5  # "till" over nothing: of "till 10 March" it would leave 10 March alone
_BEAM: Final = 48
_DAYS: Final = 31  # of a month at most
_MAX_ROWS: Final = 60  # rows of clauses made into plans

# Small words that may be left over; "by", "except", "or", "than", "only" over nothing would change the meaning.
_LOOSE: Final = ("of", "in", "for", "to", "from", "with", "verb_end")


class Reading(NamedTuple):
    """One query the question may mean; ``unused`` are the words it does not use."""

    query: MetricQuery | ReportQuery
    cost: float
    liberties: float
    names: tuple[Name, ...] = ()
    instead_of: str = ""
    unused: tuple[str, ...] = ()


class Readings(NamedTuple):
    """``whole``: the readings that use every word; ``partial``: the best that leave some; ``reasons`` why rows failed.

    ``unknown`` are the words that none used, as they were written, and ``left`` their places.
    """

    whole: tuple[Reading, ...]
    partial: tuple[Reading, ...]
    reasons: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: Missing | None = None
    left: tuple[int, ...] = ()


class _Row(NamedTuple):
    """Clauses from the start of the question to some token."""

    crumbs: float
    liberties: float
    clauses: tuple[Edge, ...]
    unused: tuple[int, ...]

    @property
    def cost(self) -> float:
        return self.crumbs + self.liberties


def read(chart: Chart, tokens: Sequence[Token], planner: Planner, left_aside: frozenset[int] = frozenset()) -> Readings:
    """Every reading of the question that ``chart`` holds; the words at ``left_aside`` need not be used."""
    found: dict[MetricQuery | ReportQuery, Reading] = {}
    reasons: dict[str, None] = {}
    rows = _rows(chart, len(tokens), left_aside)
    fewest_unused = len(rows[0].unused) if rows else 0
    best = float("inf")
    for row in rows[:_MAX_ROWS]:
        if row.cost > best + OFFERED_WITHIN:
            break  # nothing dearer is offered
        for plan in _plans(row, tokens, planner):
            if isinstance(plan, Misfit):
                if len(row.unused) == fewest_unused:
                    reasons.setdefault(plan.reason)
                continue
            reading = _reading(row, plan, tokens)
            same = _settled(plan.query)
            known = found.get(same)
            if known is None or reading.cost < known.cost:
                found[same] = reading
                if not reading.unused:
                    best = min(best, reading.cost)
    readings = sorted(found.values(), key=lambda reading: reading.cost)
    whole = tuple(reading for reading in readings if not reading.unused)
    partial = tuple(reading for reading in readings if reading.unused)
    unknown = tuple(tokens[position].raw for position in rows[0].unused) if rows else ()
    missing = _missing(chart, rows[0].unused) if rows and not whole else None
    return Readings(whole, partial, tuple(reasons), unknown, missing, rows[0].unused if rows else ())


def _plans(row: _Row, tokens: Sequence[Token], planner: Planner) -> Iterator[Plan | Misfit]:
    """What the row means; every figure that its word may stand for, as likely as one another, where nothing says which."""
    sides = sides_of(row.clauses, tokens)
    if not sides:
        yield from planner.plans(row.clauses)
    for place, clauses in enumerate(sides):
        for plan in planner.plans(clauses):
            yield plan if isinstance(plan, Misfit) else plan._replace(cost=plan.cost + DOUBTFUL + 0.01 * place)


def _settled(query: MetricQuery | ReportQuery) -> MetricQuery | ReportQuery:
    """Two queries that name the same figures, splits and conditions in another order are one."""
    if isinstance(query, ReportQuery) or query.ratio:
        return query
    if query.limit is None and not query.order:
        query = msgspec.structs.replace(query, by=tuple(sorted(query.by)))
    return msgspec.structs.replace(
        query, metrics=tuple(sorted(query.metrics)), having=tuple(sorted(query.having, key=repr))
    )


def _missing(chart: Chart, unused: tuple[int, ...]) -> Missing | None:
    """What the books do not hold, of which the unused words speak."""
    found = [
        edge
        for start in unused
        for edge in chart.starting[start].get("missing", ())
        if set(range(start, edge.end)) <= set(unused)
    ]
    return max(found, key=lambda edge: edge.end - edge.start).value if found else None


def _reading(row: _Row, plan: Plan, tokens: Sequence[Token]) -> Reading:
    unused = tuple(tokens[position].raw for position in row.unused)
    return Reading(plan.query, row.cost + plan.cost, row.liberties + plan.cost, plan.names, plan.instead_of, unused)


def _rows(chart: Chart, length: int, left_aside: frozenset[int]) -> list[_Row]:
    """The cheapest rows of clauses over the whole question."""
    beams: list[dict[object, _Row]] = [{} for _ in range(length + 1)]
    beams[0][()] = _Row(0.0, 0.0, (), ())
    for position in range(length):
        steps = list(_steps(chart, position))
        if position in left_aside:
            steps.append(_Step(position + 1, _ASIDE, 0.0))
        of_month = bool(chart.starting[position].get("month_name"))
        for row in sorted(beams[position].values(), key=lambda row: row.cost)[:_BEAM]:
            for step in steps:
                if (of_month and _is_of_days(row, step, position)) or _are_of_days(row, step, position):
                    continue
                grown = _Row(
                    row.crumbs + step.crumbs,
                    row.liberties + step.liberties,
                    row.clauses + step.clauses,
                    row.unused + step.unused,
                )
                key = (
                    grown.unused,
                    frozenset((edge.category, edge.value) for edge in grown.clauses),
                    len(grown.clauses),
                )
                known = beams[step.end].get(key)
                if known is None or grown.cost < known.cost:
                    beams[step.end][key] = grown
    return sorted(beams[length].values(), key=lambda row: row.cost)


def _is_of_days(row: _Row, step: _Step, position: int) -> bool:
    """Whether amounts would be days of the month that follows: "between 1 and 15 October" is no range of rupees."""
    if not row.clauses or not step.clauses or row.clauses[-1].end != position:
        return False
    said, when = row.clauses[-1], step.clauses[0]
    if said.category != "condition" or when.category != "when":
        return False
    amounts = said.value.amounts
    return not said.value.percent and all(1 <= amount <= _DAYS and amount == int(amount) for amount in amounts)


def _are_of_days(row: _Row, step: _Step, position: int) -> bool:
    """Whether amounts would be days of the month before them: "october 1 se 15 tak"."""
    if not row.clauses or not step.clauses or row.clauses[-1].end != position:
        return False
    when, said = row.clauses[-1], step.clauses[0]
    if when.category != "when" or said.category != "condition" or when.value.unit != "month":
        return False
    condition = said.value
    few = condition.operator == "between" and not condition.metric and not condition.percent
    return few and all(1 <= amount <= _DAYS and amount == int(amount) for amount in condition.amounts)


class _Step(NamedTuple):
    """One way on from a token: a clause, words that say nothing, or a word left unused."""

    end: int
    crumbs: float
    liberties: float
    clauses: tuple[Edge, ...] = ()
    unused: tuple[int, ...] = ()


def _steps(chart: Chart, position: int) -> Iterator[_Step]:
    starting = chart.starting[position]
    # "which supplier do we owe the most to" leaves its preposition at the end
    asks_whom = any({"wh", "who"} & row.keys() for row in chart.starting[:position])
    for category in CLAUSES:
        for edge in starting.get(category, ()):
            # a likelier way to join words (a cost below nothing) is preferred, but makes nothing else surer
            crumbs = _PARTICLE if category in ("and", "comma") else _CLAUSE
            yield _Step(edge.end, crumbs + min(edge.cost, 0.0), max(edge.cost, 0.0), (edge,))
    for edge in starting.get("filler", ()):
        yield _Step(edge.end, _FILLER * (edge.end - edge.start), 0.0)
    for category in _LOOSE:
        for edge in starting.get(category, ()):
            if category == "to" and "until" in starting:
                yield _Step(edge.end, _UNTIL, 0.0)
                continue
            if edge.end < len(chart.starting) - 1 or asks_whom or category not in ("to", "from", "with"):
                yield _Step(edge.end, _SINCE if category == "from" else _PARTICLE, 0.0)
    for edge in starting.get("missing", ()):
        # what the books do not hold: never left out of the reasons, whatever else its words may mean one by one
        yield _Step(edge.end, _UNUSED - _MISSING_PHRASE, 0.0, (), tuple(range(position, edge.end)))
    yield _Step(position + 1, _UNUSED, 0.0, (), (position,))
