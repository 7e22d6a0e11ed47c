"""Two thousand statements nobody would write, in the sandbox: what the guard passes as it wrote it anew, the rest as it came."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

from ai.guard import Refused, check, mirror_schema
from ai.sandbox.errors import SandboxError
from ai.sandbox.limits import Limits
from ai.sandbox.pool import Sandbox
from tests.ai.guard.fuzz import fuzzed
from tests.ai.guard.shops import EVERYTHING
from tests.ai.sandbox.conftest import ENVIRONMENT, OTHER_SHOP, OUTSIDE, Shops

MANY: Final = 500  # of each seed
BRIEF: Final = Limits(seconds=0.5, rows=100)


@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_no_canary_sings_whatever_is_sent(seed: int, sandbox: Sandbox, shops: Shops) -> None:
    before = shops.state()
    statements = [
        sql.replace("{canary}", str(shops.outside)).replace("{folder}", str(shops.folder)) for sql in fuzzed(seed, MANY)
    ]

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda sql: _answer(sandbox, shops, sql), statements))

    assert [sql for sql, (_, said) in zip(statements, answers, strict=True) if _canary_in(said.replace(sql, ""))] == []
    assert shops.state() == before
    assert sandbox.run(shops.own, "SELECT sum(net_minor) FROM sales").rows == [(3000,)]
    verdicts = Counter(verdict for verdict, _ in answers)
    assert {"passed and run", "refused and run", "refused and not run"} <= verdicts.keys()


def _answer(sandbox: Sandbox, shops: Shops, sql: str) -> tuple[str, str]:
    try:
        verdict, sql = "passed", check(sql, schema=mirror_schema(), permissions=EVERYTHING).sql
    except Refused:
        verdict = "refused"
    try:
        return f"{verdict} and run", repr(sandbox.run(shops.own, sql, limits=BRIEF))
    except SandboxError as error:
        return f"{verdict} and not run", error.message


def _canary_in(said: str) -> bool:
    return any(canary in said for canary in (OUTSIDE, OTHER_SHOP, ENVIRONMENT))
