"""What questions come to, held against SQL written by hand over the mirror's own tables, in both shops of the demo.

The statements stand beside the cases of tests/cases/questions; they read bills, sales, payments and the like, never the
rollups that figures are read from, and were written from the definitions of the metrics.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ai.answers import ask
from ai.case_rows import Rows, answerer_of, counted, told_rows
from ai.cases import Case, CaseShop, read_cases
from ai.evaluation import by_parser, evaluate, same_query
from ai.shop_names import SHARED_NAMES
from analytics.query import Among, Column, Filter, MetricQuery
from analytics.reports import Figures
from analytics.results import run_query, shop_of
from etl.mirror import run_mirror
from etl.reader import open_mirror
from munim.database import Database
from munim.errors import Invalid
from tests.journeys.shops import kirana, wholesaler

CASES = Path(__file__).parents[1] / "cases" / "questions"
BY_HAND = [case for case in read_cases(CASES, "all") if case.sql is not None]
STATEMENTS = list({(case.shop, case.sql, repr(case.readings[0])): case for case in BY_HAND}.values())
SHOPS = {"sharma": kirana, "wholesaler": wholesaler}  # as the cases name them
NAMED = (("customer_id", "customers"), ("product_id", "products"), ("supplier_id", "suppliers"))


@pytest.fixture(scope="module")
def figures_of(
    database: Database, mirror_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Figures]]:
    """The figures of a shop of the cases, which is made when a case first speaks of it."""
    with ExitStack() as opened:

        @cache
        def figures(name: str) -> Figures:
            folder = tmp_path_factory.mktemp(name)
            told = SHOPS[name](database, folder)
            run_mirror(mirror_url, folder, businesses=[told.shop.business_id])
            mirror = opened.enter_context(open_mirror(folder, told.shop.business_id))
            return Figures(mirror, told.shop.owner.permissions, told.today)

        yield figures


def test_there_are_three_hundred_of_them_over_the_tables_alone_in_both_shops() -> None:
    rollups = {path.stem for path in (Path(__file__).parents[2] / "etl" / "sql" / "rollups").glob("*.sql")}

    assert len(BY_HAND) >= 800
    assert len(STATEMENTS) >= 300
    assert {case.shop for case in STATEMENTS} == set(SHOPS)
    assert not any(rollups & set(re.findall(r"\w+", case.sql or "")) for case in BY_HAND)


@pytest.mark.parametrize("case", STATEMENTS, ids=lambda case: f"{case.type}: {case.question}")
def test_the_figures_a_case_expects_are_those_of_its_statement(
    case: Case, figures_of: Callable[[str], Figures]
) -> None:
    query, figures = _query_of(case), figures_of(case.shop)

    result = run_query(figures.mirror, query, permissions=figures.permissions, today=figures.today)

    assert told_rows(result.columns, result.rows) == _by_hand(case, result.columns, figures)


def test_what_is_asked_in_words_comes_to_what_the_statement_says(figures_of: Callable[[str], Figures]) -> None:
    """Every question is read in its shop; of those that ask one thing in other words, one is answered."""
    answered: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in BY_HAND:
        figures = figures_of(case.shop)
        parsed = by_parser(case, _case_shop(figures), SHARED_NAMES.of(figures.mirror, figures.permissions))
        if parsed.query is not None and same_query(_query_of(case), _by_name(parsed.query, _names(figures))):
            answered[case.shop, repr(parsed.query)].append(case)  # test_evaluation.py counts how many are read right

    for case, *_ in answered.values():
        figures = figures_of(case.shop)
        answer = ask(
            case.question,
            mirror=figures.mirror,
            calendar=shop_of(figures.mirror).calendar,
            today=figures.today,
            permissions=figures.permissions,
        )
        assert told_rows(answer.columns, answer.rows) == _by_hand(case, answer.columns, figures), case.question
    assert sum(map(len, answered.values())) >= ANSWERED_AT_LEAST


def _case_shop(figures: Figures) -> CaseShop:
    shop = shop_of(figures.mirror)
    return CaseShop(shop.currency, shop.calendar.year_start_month, shop.calendar.week_start, {})


def test_cases_that_say_rows_are_answered_from_a_shops_own_figures(figures_of: Callable[[str], Figures]) -> None:
    figures = figures_of("sharma")

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


ANSWERED_AT_LEAST = 1_100  # to be raised when the parser gets better, never lowered


def _query_of(case: Case) -> MetricQuery:
    reading = case.readings[0]
    assert isinstance(reading, MetricQuery), case.question
    return reading


@cache
def _names(figures: Figures) -> dict[str, str]:
    return {
        str(key): name
        for column, table in NAMED
        for key, name in figures.mirror.rows(f"SELECT {column}, name FROM {table}")
    }


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
