"""How many questions are read as they should be: by type, by language, and the rates that matter.

``exact`` is a question that went as its case says: read as one of its readings, asked back or refused where that is right.
What was read otherwise is ``wrong``; what was asked back or refused without need is ``asked`` or ``refused``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from ai.case_rows import Answerer, expected_rows
from ai.cases import Case, CaseShop, ReportAsked, read_shop
from ai.parser import NameIndex, Parsed, parse
from ai.parser.restate import restate
from ai.parser.settling import SAME
from analytics.query import Among, Filter, Having, MetricQuery, Order
from analytics.reports.asked import ReportQuery
from analytics.reports.catalogue import REPORTS
from munim.errors import Invalid
from munim.terminal import Progress

Verdict = Literal["exact", "wrong", "asked", "refused"]
Reader = Callable[[Case, CaseShop, NameIndex], Parsed]
"""What reads the question of a case: the parser, or a model."""


class Outcome(msgspec.Struct, frozen=True):
    """A case and how it went."""

    case: Case
    verdict: Verdict
    parsed: Parsed


class Score(msgspec.Struct):
    """How many cases went how. ``exact``: as they should, which for some is to be asked or refused."""

    cases: int = 0
    exact: int = 0
    wrong: int = 0
    asked: int = 0
    refused: int = 0

    def add(self, verdict: Verdict) -> None:
        self.cases += 1
        setattr(self, verdict, getattr(self, verdict) + 1)


class Rate(msgspec.Struct, frozen=True):
    """So many of so many; ``aim`` is what the share should reach or, where ``most``, not exceed, in per cent."""

    name: str
    count: int
    of: int
    aim: float
    most: bool = False

    @property
    def percent(self) -> float:
        return 100 * self.count / self.of if self.of else 0.0

    @property
    def met(self) -> bool:
        return self.of == 0 or (self.percent <= self.aim if self.most else self.percent >= self.aim)


class Evaluation(msgspec.Struct, frozen=True):
    """The scores over all cases, by question type and by language, and every outcome."""

    total: Score
    types: dict[str, Score]
    languages: dict[str, Score]
    outcomes: tuple[Outcome, ...]

    @property
    def failures(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.verdict != "exact")


def evaluate(
    cases: Sequence[Case],
    folder: Path,
    *,
    reader: Reader | None = None,
    answerer: Answerer | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Reads every question of ``cases`` and counts how it went; their shops stand in ``folder``.

    ``reader`` None: Munim's own parser. ``answerer`` answers the cases that say rows. Raises ``NotFound`` for a shop that
    is not there, ``Invalid`` for a case of rows that nobody answers.
    """
    shops = {name: read_shop(folder, name) for name in dict.fromkeys(case.shop for case in cases if case.rows is None)}
    indexes = {name: shop.index() for name, shop in shops.items()}
    outcomes = []
    for done, case in enumerate(cases, 1):
        if case.rows is None:
            outcomes.append(judge(case, shops[case.shop], indexes[case.shop], reader=reader))
        elif answerer is None:
            raise Invalid(f"{case.question!r} is to come to rows: that needs a shop's own figures", field="business")
        else:
            outcomes.append(judge_rows(case, answerer))
        if progress is not None:
            progress(case.type, done / len(cases))
    return counted(outcomes)


def judge(case: Case, shop: CaseShop, index: NameIndex, *, reader: Reader | None = None) -> Outcome:
    """Reads the question of one case and holds it against what it should come to."""
    parsed = (reader or by_parser)(case, shop, index)
    return Outcome(case, "exact" if _as_expected(case, parsed) else _verdict(parsed), parsed)


def judge_rows(case: Case, answerer: Answerer) -> Outcome:
    """Answers the question of one case and holds the rows against its own."""
    parsed, rows = answerer(case)
    return Outcome(case, "exact" if rows == expected_rows(case) else _verdict(parsed), parsed)


def by_parser(case: Case, shop: CaseShop, index: NameIndex) -> Parsed:
    return parse(case.question, names=index, calendar=shop.calendar, today=case.today, currency=shop.currency)


def counted(outcomes: Iterable[Outcome]) -> Evaluation:
    total, types, languages = Score(), defaultdict[str, Score](Score), defaultdict[str, Score](Score)
    kept = tuple(outcomes)
    for outcome in kept:
        for score in (total, types[outcome.case.type], languages[outcome.case.language]):
            score.add(outcome.verdict)
    return Evaluation(total, dict(types), dict(languages), kept)


def document(evaluation: Evaluation) -> dict[str, Any]:
    """The scores as JSON carries them: ``total``, ``types`` and ``languages``, each with cases, exact, wrong, asked, refused."""
    parts = {"total": evaluation.total, "types": evaluation.types, "languages": evaluation.languages}
    built: dict[str, Any] = msgspec.to_builtins(parts)
    return built


def rates(outcomes: Sequence[Outcome]) -> list[Rate]:
    """What an owner feels: right answers, wrong ones, refusals and questions back where they belong and where not."""
    readable = [outcome for outcome in outcomes if outcome.case.expects == "read"]
    indian = [outcome for outcome in readable if outcome.case.language != "en"]
    unanswerable = [outcome for outcome in outcomes if outcome.case.expects == "refused"]
    ambiguous = [outcome for outcome in outcomes if outcome.case.expects == "asked"]
    return [
        Rate("answerable, exact", _count(readable, "exact"), len(readable), aim=97),
        Rate("  of these Hindi and Hinglish", _count(indian, "exact"), len(indian), aim=90),
        Rate("wrong, of all", _count(outcomes, "wrong"), len(outcomes), aim=0.5, most=True),
        Rate("unanswerable, refused", sum(one.parsed.status == "refused" for one in unanswerable), len(unanswerable), aim=95),
        Rate("ambiguous, asked back", _count(ambiguous, "exact"), len(ambiguous), aim=95),
        Rate("answerable, asked without need", _count(readable, "asked"), len(readable), aim=5, most=True),
    ]  # fmt: skip


def expected_in_words(case: Case, *, currency: str = "INR") -> str:
    """What a case is to come to: its usual reading in words, or to be asked back or refused."""
    if case.refuse is not None:
        return " ".join(["refused", *(f"for {word}" for word in case.refuse)])
    if case.rows is not None:
        return "; ".join(" ".join(map(str, row)) for row in case.rows)
    if not case.readings:
        return "asked back"
    usual = case.readings[0]
    if isinstance(usual, ReportAsked):
        period = f", {usual.period.start} to {usual.period.last}" if usual.period else ""
        return f"the report {usual.slug}{period}"
    return restate(usual, names=(), today=case.today, currency=currency)


def same_query(one: MetricQuery, other: MetricQuery) -> bool:
    """Whether two queries ask for the same figures: the order in which they name them, and their other names, aside."""
    return _settled(one) == _settled(other)


def _as_expected(case: Case, parsed: Parsed) -> bool:
    if case.ask and parsed.status == "ask":
        return True
    if case.refuse is not None:
        return parsed.status == "refused" and set(case.refuse) <= set(parsed.unused)
    return parsed.status == "read" and any(_is_read_as(reading, parsed) for reading in case.readings)


def _is_read_as(reading: MetricQuery | ReportAsked, parsed: Parsed) -> bool:
    if isinstance(reading, ReportAsked):
        return _is_report(reading, parsed.report)
    found = parsed.query
    if found is None:
        return False
    if not reading.fill:  # whether days of nothing are shown as such is no other answer, unless a case says so
        found = msgspec.structs.replace(found, fill=False)
    return same_query(reading, found)


def _is_report(reading: ReportAsked, asked: ReportQuery | None) -> bool:
    return (
        asked is not None
        and (asked.slug, asked.period) == (reading.slug, reading.period)
        and _settled_filters(asked.filters) == _settled_filters(reading.filters)
        and _said(asked.slug, dict(asked.options)) == _said(reading.slug, reading.options)
        and reading.compare in (None, asked.compare)
    )  # fmt: skip


def _said(slug: str, options: dict[str, Any]) -> dict[str, str]:
    """The options that are not the report's own defaults."""
    usual = {option.name: str(option.default) for kind in REPORTS if kind.slug == slug for option in kind.options}
    return {name: str(value) for name, value in options.items() if usual.get(name) != str(value)}


def _verdict(parsed: Parsed) -> Verdict:
    match parsed.status:
        case "read":
            return "wrong"
        case "ask":
            return "asked"
        case "refused":
            return "refused"


def _count(outcomes: Sequence[Outcome], verdict: Verdict) -> int:
    return sum(outcome.verdict == verdict for outcome in outcomes)


def _settled(query: MetricQuery) -> MetricQuery:
    """``query`` in one of the many ways to write it. Of a ratio, the order of its two metrics is what it is."""
    metrics = [_first_name(slug) for slug in query.metrics]
    return msgspec.structs.replace(
        query,
        metrics=tuple(metrics if query.ratio else sorted(metrics)),
        among=tuple(sorted(map(_settled_set, query.among), key=repr)),
        shown=_settled_filters(query.shown),
        where=_settled_filters(query.where),
        having=_settled_conditions(query.having),
        order=_settled_order(query.order),
    )


def _settled_set(item: Among) -> Among:
    return msgspec.structs.replace(
        item,
        metrics=tuple(sorted(map(_first_name, item.metrics))),
        where=_settled_filters(item.where),
        having=_settled_conditions(item.having),
        order=_settled_order(item.order),
    )


def _settled_order(order: Iterable[Order]) -> tuple[Order, ...]:
    return tuple(Order(_first_name(item.by), item.descending) for item in order)


def _settled_filters(filters: Iterable[Filter]) -> tuple[Filter, ...]:
    return tuple(sorted(map(_settled_filter, filters), key=repr))


def _settled_filter(item: Filter) -> Filter:
    return item if item.operator == "between" else Filter(item.dimension, item.operator, tuple(sorted(item.values, key=str)))  # fmt: skip


def _settled_conditions(having: Iterable[Having]) -> tuple[Having, ...]:
    return tuple(sorted((Having(_first_name(item.metric), item.operator, item.values) for item in having), key=repr))


def _first_name(slug: str) -> str:
    """The metric, or its column of a comparison, under its first name."""
    name, mark, rest = slug.partition("__")
    return SAME.get(name, name) + mark + rest
