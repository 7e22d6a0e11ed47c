"""What questions come to, held against SQL written by hand over the mirror's own tables, in the kirana of the demo.

The statements stand beside the cases of tests/cases/questions; they read bills, sales, payments and the like, never the
rollups that figures are read from, and were written from the definitions of the metrics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ai.answers import ask
from ai.case_rows import Rows, answerer_of, counted, told_rows
from ai.cases import Case, read_cases
from ai.evaluation import evaluate, same_query
from analytics.query import Among, Column, Filter, MetricQuery
from analytics.reports import Figures
from analytics.results import run_query, shop_of
from etl.mirror import run_mirror
from etl.reader import open_mirror
from munim.database import Database
from munim.errors import Invalid
from tests.journeys.shops import kirana

CASES = Path(__file__).parents[1] / "cases" / "questions"
BY_HAND = [case for case in read_cases(CASES, "all") if case.sql is not None]
STATEMENTS = list({(case.sql, repr(case.readings[0])): case for case in BY_HAND}.values())
NAMED = (("customer_id", "customers"), ("product_id", "products"), ("supplier_id", "suppliers"))


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

    assert told_rows(result.columns, result.rows) == _by_hand(case, result.columns, figures)


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
        assert told_rows(answer.columns, answer.rows) == _by_hand(case, answer.columns, figures), case.question
        answered += 1

    assert answered >= ANSWERED_AT_LEAST


def test_cases_that_say_rows_are_answered_from_a_shops_own_figures(figures: Figures) -> None:
    def case(question: str, *rows: tuple[Any, ...]) -> Case:
        return Case(question, "own", "en", "none", figures.today, rows=rows)

    cases = [
        case("sales in october", (117_882.81,)),
        case("sales in october", (117_882.82,)),
        case("top 2 categories in october", ("Sweets", 32_190.36), ("Dairy", 33_188.88)),
        case("top 2 categories in october", ("Dairy", 33_188.88)),
        case("best day in october", (date(2026, 10, 8), 16_461.08)),
        case("sales of unobtainium", (5,)),
    ]
    evaluation = evaluate(cases, CASES, answerer=answerer_of(figures.mirror, figures.permissions))

    assert [one.verdict for one in evaluation.outcomes] == ["exact", "wrong", "exact", "wrong", "exact", "refused"]
    with pytest.raises(Invalid, match="a shop's own figures"):
        evaluate(cases, CASES)


ANSWERED_AT_LEAST = 350  # to be raised when the parser gets better, never lowered


def _query_of(case: Case) -> MetricQuery:
    reading = case.readings[0]
    assert isinstance(reading, MetricQuery), case.question
    return reading


def _by_hand(case: Case, columns: Sequence[Column], figures: Figures) -> Rows:
    """What the statement of a case says, which names its groups first as the columns do."""
    return counted(
        figures.mirror.rows(case.sql or ""), sum(not column.metric and column.unit != "id" for column in columns)
    )


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
