"""Cases of questions and what they should be read as, and how many the parser gets right.

A file of cases is TOML::

    type = "total"            # the question type, for the count
    shop = "kirana"           # shops/kirana.toml beside the file: names, calendar, currency
    today = 2026-11-18

    [[case]]
    questions = ["net sales last week", "what did we sell last week"]
    language = "en"           # the default
    query = { metrics = ["net_sales"], period = [2026-11-09, 2026-11-16] }

``query`` holds the fields of a MetricQuery, names in place of ids. Instead of it, ``ask = true`` says that the
question must be asked back, ``refuse = ["word"]`` that it must be refused naming these words (``[]``: none in particular).
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec

from ai.parser import Name, NameIndex, Parsed, parse
from analytics.query import MetricQuery
from munim.days import Calendar


class CaseShop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shop that the questions of a file are asked in; a name stands for its own id."""

    currency: str
    year_start_month: int
    week_start: int
    names: dict[str, tuple[str, ...]]

    @property
    def calendar(self) -> Calendar:
        return Calendar(week_start=self.week_start, year_start_month=self.year_start_month)

    def index(self) -> NameIndex:
        return NameIndex(Name(dimension, label, label) for dimension, labels in self.names.items() for label in labels)


class Case(msgspec.Struct, frozen=True):
    """One question and what it should come to: a query, or to be asked back, or to be refused naming words."""

    question: str
    type: str
    language: str
    shop: str
    today: date
    query: MetricQuery | None = None
    ask: bool = False
    refuse: tuple[str, ...] | None = None


class Outcome(msgspec.Struct, frozen=True):
    """A case and how it went."""

    case: Case
    verdict: Literal["exact", "wrong", "asked", "refused"]
    parsed: Parsed


class Score(msgspec.Struct):
    """How many cases went how. ``exact``: as they should, which for some is to be asked or refused."""

    cases: int = 0
    exact: int = 0
    wrong: int = 0
    asked: int = 0
    refused: int = 0

    def add(self, verdict: str) -> None:
        self.cases += 1
        setattr(self, verdict, getattr(self, verdict) + 1)


class Evaluation(msgspec.Struct, frozen=True):
    """The scores over all cases, by question type and by language, and the cases that did not go as they should."""

    total: Score
    types: dict[str, Score]
    languages: dict[str, Score]
    failures: tuple[Outcome, ...]


class _CaseTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    questions: tuple[str, ...]
    language: str = "en"
    query: dict[str, Any] | None = None
    ask: bool = False
    refuse: tuple[str, ...] | None = None


class _CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: str
    shop: str
    today: date
    case: tuple[_CaseTable, ...]


def read_cases(folder: Path) -> list[Case]:
    """Every case of the files in ``folder``. Raises ``msgspec.ValidationError`` for a file that is no case file."""
    cases: list[Case] = []
    for path in sorted(folder.glob("*.toml")):
        file = msgspec.convert(tomllib.loads(path.read_text()), _CaseFile)
        for table in file.case:
            query = _query(table.query) if table.query is not None else None
            cases += [
                Case(question, file.type, table.language, file.shop, file.today, query, table.ask, table.refuse)
                for question in table.questions
            ]
    return cases


def read_shop(folder: Path, name: str) -> CaseShop:
    """The shop ``name`` that cases in ``folder`` speak of."""
    return msgspec.convert(tomllib.loads((folder / "shops" / f"{name}.toml").read_text()), CaseShop)


def evaluate(folder: Path) -> Evaluation:
    """Reads every question of the cases in ``folder`` and counts how it went."""
    cases = read_cases(folder)
    shops = {name: read_shop(folder, name) for name in {case.shop for case in cases}}
    indexes = {name: shop.index() for name, shop in shops.items()}
    outcomes = [judge(case, shops[case.shop], indexes[case.shop]) for case in cases]
    return _counted(outcomes)


def judge(case: Case, shop: CaseShop, index: NameIndex) -> Outcome:
    """Reads the question of one case and holds it against what it should come to."""
    parsed = parse(case.question, names=index, calendar=shop.calendar, today=case.today, currency=shop.currency)
    return Outcome(case, "exact" if _as_expected(case, parsed) else _verdict(parsed), parsed)


def _as_expected(case: Case, parsed: Parsed) -> bool:
    if case.ask:
        return parsed.status == "ask"
    if case.refuse is not None:
        return parsed.status == "refused" and set(case.refuse) <= set(parsed.unused)
    return parsed.status == "read" and parsed.query == case.query


def _verdict(parsed: Parsed) -> Literal["wrong", "asked", "refused"]:
    match parsed.status:
        case "read":
            return "wrong"
        case "ask":
            return "asked"
        case "refused":
            return "refused"


def _counted(outcomes: Iterable[Outcome]) -> Evaluation:
    total, types, languages = Score(), defaultdict[str, Score](Score), defaultdict[str, Score](Score)
    failures: list[Outcome] = []
    for outcome in outcomes:
        for score in (total, types[outcome.case.type], languages[outcome.case.language]):
            score.add(outcome.verdict)
        if outcome.verdict != "exact":
            failures.append(outcome)
    return Evaluation(total, dict(types), dict(languages), tuple(failures))


def _query(fields: dict[str, Any]) -> MetricQuery:
    """The query as a case writes it: a period is its first day and the first day after it."""
    prepared = dict(fields)
    for key in ("period", "compare"):
        if isinstance(prepared.get(key), list):
            prepared[key] = dict(zip(("start", "end"), prepared[key], strict=True))
    return msgspec.convert(prepared, MetricQuery)
