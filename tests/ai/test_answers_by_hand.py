"""What questions come to, held against SQL written by hand over the mirror's own tables, in the kirana of the demo.

The statements stand beside the cases of tests/cases/questions; they read bills, sales, payments and the like, never the
rollups that figures are read from, and were written from the definitions of the metrics.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ai.answers import ask
from ai.cases import Case, read_cases
from ai.evaluation import same_query
from analytics.query import Among, Column, Filter, MetricQuery
from analytics.reports import Figures
from analytics.results import run_query, shop_of
from etl.mirror import run_mirror
from etl.reader import open_mirror
from munim.database import Database
from tests.journeys.shops import kirana

CASES = Path(__file__).parents[1] / "cases" / "questions"
BY_HAND = [case for case in read_cases(CASES, held=True) if case.sql is not None]
STATEMENTS = list({(case.sql, repr(case.readings[0])): case for case in BY_HAND}.values())
NAMED = (("customer_id", "customers"), ("product_id", "products"), ("supplier_id", "suppliers"))

Rows = Counter[tuple[Any, ...]]


@pytest.fixture(scope="module")
def figures(database: Database, mirror_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Figures]:
    folder = tmp_path_factory.mktemp("kirana")
    told = kirana(database, folder)
    run_mirror(mirror_url, folder, businesses=[told.shop.business_id])
    with open_mirror(folder, told.shop.business_id) as mirror:
        yield Figures(mirror, told.shop.owner.permissions, told.today)


def test_there_are_two_hundred_of_them_over_the_tables_alone() -> None:
    rollups = {path.stem for path in (Path(__file__).parents[2] / "etl" / "sql" / "rollups").glob("*.sql")}

    assert len(BY_HAND) >= 600
    assert len(STATEMENTS) >= 200
    assert not any(rollups & set(re.findall(r"\w+", case.sql or "")) for case in BY_HAND)


@pytest.mark.parametrize("case", STATEMENTS, ids=lambda case: f"{case.type}: {case.question}")
def test_the_figures_a_case_expects_are_those_of_its_statement(case: Case, figures: Figures) -> None:
    query = _query_of(case)

    result = run_query(figures.mirror, query, permissions=figures.permissions, today=figures.today)

    told, names = _told(result.columns, result.rows)
    assert _counted(told, names) == _by_hand(case, names, figures)


def test_what_is_asked_in_words_comes_to_what_the_statement_says(figures: Figures) -> None:
    names = {
        str(key): name for column, table in NAMED for key, name in figures.mirror.rows(f"SELECT {column}, name FROM {table}")
    }  # fmt: skip
    answered = 0
    for case in BY_HAND:
        answer = ask(
            case.question,
            mirror=figures.mirror,
            calendar=shop_of(figures.mirror).calendar,
            today=figures.today,
            permissions=figures.permissions,
        )
        if answer.query is None or not same_query(_query_of(case), _by_name(answer.query, names)):
            continue  # how many are read as they should be is counted in test_evaluation.py
        told, labels = _told(answer.columns, answer.rows)
        assert _counted(told, labels) == _by_hand(case, labels, figures), case.question
        answered += 1

    assert answered >= ANSWERED_AT_LEAST


ANSWERED_AT_LEAST = 350  # to be raised when the parser gets better, never lowered


def _query_of(case: Case) -> MetricQuery:
    reading = case.readings[0]
    assert isinstance(reading, MetricQuery), case.question
    return reading


def _told(columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> tuple[list[list[Any]], int]:
    """The rows without ids and without what follows from other columns, and how many names lead them."""
    kept = [
        place for place, column in enumerate(columns) if column.unit != "id" and not column.slug.endswith(("__change", "__ratio"))
    ]  # fmt: skip
    return [[row[place] for place in kept] for row in rows], sum(not columns[place].metric for place in kept)


def _by_hand(case: Case, names: int, figures: Figures) -> Rows:
    return _counted(figures.mirror.rows(case.sql or ""), names)


def _counted(rows: Sequence[Sequence[Any]], names: int) -> Rows:
    """Rows that hold nothing are left out: days without a sale may stand there or not."""
    plain = [tuple(map(_plain, row)) for row in rows]
    return Counter(row for row in plain if any(row[names:]))


def _plain(value: Any) -> Any:
    match value:
        case None:
            return Decimal(0)
        case datetime():
            return value.date()
        case int() | float() | Decimal():
            return Decimal(str(value)).normalize()
    return value


def _by_name(query: MetricQuery, names: dict[str, str]) -> MetricQuery:
    """``query`` with names where a shop's own query has ids; whether days of nothing are filled in is no other question."""

    def named(filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
        return tuple(
            msgspec.structs.replace(item, values=tuple(names.get(str(value), value) for value in item.values))
            for item in filters
        )

    def named_set(item: Among) -> Among:
        return msgspec.structs.replace(item, where=named(item.where))

    return msgspec.structs.replace(
        query, where=named(query.where), among=tuple(map(named_set, query.among)), shown=named(query.shown), fill=False
    )  # fmt: skip
