"""Statements that want all the time and memory there is: each is stopped, and none grows beyond its bounds."""

from __future__ import annotations

from typing import Final

import pytest

from ai.sandbox.errors import SandboxError, StatementTooLarge, StatementTooSlow
from ai.sandbox.limits import Limits
from ai.sandbox.pool import Sandbox
from tests.ai.sandbox.attacks import BOMBS
from tests.ai.sandbox.conftest import Shops, buried

TIGHT: Final = Limits(seconds=0.3, statement_bytes=10_000_000)
GIGABYTE: Final = 1_000_000_000


@pytest.mark.parametrize(("name", "sql"), BOMBS, ids=[name for name, _ in BOMBS])
def test_a_bomb_is_stopped_within_its_bounds(name: str, sql: str, sandbox: Sandbox, shops: Shops) -> None:
    """Stopped, or at its end before its time was over; its process takes neither more time nor more memory."""
    before = shops.state()

    with buried(sandbox, 1) as ended:
        _run(sandbox, shops, sql)

    assert ended[0].resident_bytes < GIGABYTE
    # the processor's own seconds: the wall's are also those of whoever else is busy here
    assert ended[0].cpu_seconds <= TIGHT.threads * (TIGHT.seconds + 0.5)
    assert shops.state() == before
    assert sandbox.run(shops.own, "SELECT 1").rows == [(1,)]


def test_a_sleeping_statement_is_killed_in_its_time(sandbox: Sandbox, shops: Shops) -> None:
    with pytest.raises(StatementTooSlow) as stopped:
        sandbox.run(shops.own, "SELECT pg_sleep(3600)", limits=TIGHT)

    assert stopped.value.facts == {"limit_seconds": 0.3}


def test_a_text_that_grows_is_refused_for_its_memory(sandbox: Sandbox, shops: Shops) -> None:
    with pytest.raises(StatementTooLarge):
        sandbox.run(shops.own, "SELECT length(repeat('x', 4000000000))", limits=Limits(seconds=20))


def test_memory_that_duckdb_does_not_count_is_bounded_too(sandbox: Sandbox, shops: Shops) -> None:
    """200 texts of 5 million characters at once are below no limit of DuckDB's own, were it not for the process's."""
    with buried(sandbox, 1) as ended, pytest.raises(SandboxError):
        sandbox.run(
            shops.own,
            "SELECT list(repeat(x::VARCHAR, 5000000)) FROM range(10, 210) t (x)",
            limits=Limits(seconds=20, memory_bytes=10 * GIGABYTE),
        )

    assert ended[0].resident_bytes < GIGABYTE


def test_a_statement_too_long_to_look_at_is_not_looked_at(sandbox: Sandbox, shops: Shops) -> None:
    with buried(sandbox, 0), pytest.raises(StatementTooLarge, match="longer than 100000 bytes"):
        sandbox.run(shops.own, f"SELECT '{'ऋ' * 40_000}'")


def _run(sandbox: Sandbox, shops: Shops, sql: str) -> None:
    try:
        sandbox.run(shops.own, sql, limits=TIGHT)
    except SandboxError:
        return
