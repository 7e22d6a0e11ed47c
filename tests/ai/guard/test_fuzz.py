"""A hundred thousand statements nobody would write, through the guard; what it lets pass is run beside two canaries.

The oracle knows nothing of the guard: a file and another shop's mirror stand open to the very connection that runs what passed,
nothing locked, and no answer may hold a word of either; and the answer must be that of the statement as it was written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ai.guard import CHECKS, MAX_ROWS, Refused, check, mirror_schema
from etl.statements import definitions
from tests.ai.guard.fuzz import fuzzed, made_up, mutated
from tests.ai.guard.shops import EVERYTHING, opened_shop

MANY = 10_000  # of each seed
CLOCK = re.compile(
    "current_timestamp|localtimestamp|current_localtimestamp|get_current_timestamp|now"
)  # never the same twice
CANARY = "the-yellow-canary"
ENDLESS = ["…"]


class Open:
    """Two shops and a file, open to whatever passes."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.connection, self.folder, self.file = connection, folder, folder / "canary.csv"

    def aimed(self, sql: str) -> str:
        return sql.replace("{canary}", str(self.file)).replace("{folder}", str(self.folder))

    def answer(self, sql: str) -> list[str] | None:
        """The rows as text in their order; None where DuckDB does not run it, ``ENDLESS`` where it does not come to an end."""
        try:
            return [str(row) for row in self.connection.execute(sql).fetchmany(MAX_ROWS + 1)]
        except duckdb.InterruptException:
            return ENDLESS
        except duckdb.Error:
            return None


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    folder = tmp_path_factory.mktemp("canaries")
    (folder / "canary.csv").write_text(f"name\n{CANARY}\n")
    with duckdb.connect(folder / "other.duckdb") as other:
        other.execute(definitions())
        other.execute("INSERT INTO suppliers VALUES (uuid(), ?, ?, ?, true, 1)", [CANARY, CANARY, CANARY])
    with opened_shop(folder) as connection:
        connection.execute("SET max_execution_time = 100")
        connection.execute(f"ATTACH '{folder / 'other.duckdb'}' AS other (READ_ONLY)")
        yield Open(connection, folder)


def test_the_canaries_sing_to_who_asks_without_the_guard(opened: Open) -> None:
    """The oracle would notice: both canaries can be read from here."""
    for sql in (f"SELECT * FROM '{opened.file}'", "SELECT name FROM other.main.suppliers"):
        assert CANARY in str(opened.answer(sql))


@pytest.mark.parametrize("seed", range(1, 11))
def test_nothing_that_passes_reads_beyond_the_shop_or_answers_otherwise(seed: int, opened: Open) -> None:
    before = sorted(path.name for path in opened.folder.iterdir())
    verdicts: Counter[str] = Counter()
    passed: dict[str, str] = {}
    for sql in map(opened.aimed, fuzzed(seed, MANY)):
        try:
            passed[sql] = check(sql, schema=mirror_schema(), permissions=EVERYTHING).sql
            verdicts["passed"] += 1
        except Refused as refusal:
            surprised = refusal.__cause__ is not None  # of which the last assertion knows no kind
            verdicts[f"surprised by {sql}" if surprised else refusal.check] += 1

    answers = {sql: opened.answer(sql) for sql in set(passed.values())}
    for written, regenerated in passed.items():
        answer = answers[regenerated]
        assert CANARY not in str(answer), written
        assert CLOCK.search(regenerated) or _alike(opened.answer(written), answer), (written, regenerated)

    assert sorted(path.name for path in opened.folder.iterdir()) == before
    # the statements are near enough to ordinary ones that every check has its work, and some pass
    assert sum(verdicts.values()) == MANY
    assert verdicts["passed"] > MANY // 100
    assert {"text", "statement", "nodes", "functions", "tables", "columns", "engine"} <= verdicts.keys()
    assert verdicts.keys() <= {"passed", *(step.name for step in CHECKS)}


def _alike(written: list[str] | None, answer: list[str] | None) -> bool:
    """Whether two answers are one: rows of no stated order in any order. Of what was cut off nothing can be told."""
    if ENDLESS in (written, answer):
        return True
    return (written is None) == (answer is None) and Counter(written or ()) == Counter(answer or ())


def test_a_seed_makes_the_same_statements_again() -> None:
    assert list(fuzzed(7, 200)) == list(fuzzed(7, 200)) != list(fuzzed(8, 200))


def test_mutations_and_the_grammar_both_reach_what_passes_and_what_is_refused() -> None:
    import random

    for make in (mutated, made_up):
        verdicts = {_passes(make(random.Random(n))) for n in range(400)}
        assert verdicts == {True, False}, make


def _passes(sql: str) -> Any:
    try:
        return bool(check(sql, schema=mirror_schema(), permissions=EVERYTHING))
    except Refused:
        return False
