"""SQL that somebody else wrote, an owner or a model: checked by the guard, run by the sandbox, never as it came."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import msgspec
import structlog

from ai.guard import Checked, Refused, check, mirror_schema
from ai.sandbox.errors import SandboxUnavailable
from ai.sandbox.pool import Sandbox
from etl.reader import OpenMirror

REMEMBERED: Final = 256  # statements that passed: what is checked is mostly run next, and asked again on another day

log = structlog.get_logger("sql")


class SqlColumn(msgspec.Struct, frozen=True):
    """A column of the answer; ``type`` as DuckDB writes it: BIGINT, DECIMAL(18,2), VARCHAR[]."""

    name: str
    type: str


class SqlAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What SQL came to. ``sql`` is what was run, ``tables`` and ``reads`` (table.column) what it read.

    Values are as the mirror has them, amounts in minor units. ``truncated``: there were more rows than are let through.
    ``version`` and ``as_of`` are those of the mirror: the figures are the books' at that moment.
    """

    sql: str
    tables: tuple[str, ...]
    reads: tuple[str, ...]
    columns: tuple[SqlColumn, ...]
    rows: list[tuple[Any, ...]]
    row_count: int
    truncated: bool
    version: int
    as_of: datetime


@lru_cache(maxsize=REMEMBERED)
def check_sql(sql: str, *, permissions: frozenset[str], business_id: int) -> Checked:
    """``sql`` as it may be run on a mirror by someone with exactly ``permissions``. Raises ``ai.guard.Refused``.

    What passed is remembered for each business apart: how soon the answer comes must not tell what another shop asked.
    """
    return check(sql, schema=mirror_schema(), permissions=permissions)


def answer_sql(sql: str, *, mirror: OpenMirror, permissions: frozenset[str], sandbox: Sandbox) -> SqlAnswer:
    """The rows of ``sql`` on this version of a mirror, for someone with ``permissions``.

    Raises ``ai.guard.Refused`` for what does not pass, the kinds of ``ai.sandbox.errors`` for what passed and was not run to
    its end. Each statement leaves a line in the log, by what it read and the hash of its text: a text may hold names.
    """
    record = {
        "business_id": mirror.business_id,
        "version": mirror.version,
        "sha256": hashlib.sha256(sql.encode(errors="replace")).hexdigest(),
    }
    try:
        checked = check_sql(sql, permissions=permissions, business_id=mirror.business_id)
    except Refused as refusal:
        log.info("sql refused", **record, check=refusal.check)
        raise
    if mirror.path is None:
        raise SandboxUnavailable("statements are run on the mirror's own file")
    answer = sandbox.run(mirror.path, checked.sql)
    log.info("sql run", **record, columns=checked.columns, rows=len(answer.rows), truncated=answer.truncated)
    return SqlAnswer(
        sql=checked.sql,
        tables=checked.tables,
        reads=checked.columns,
        columns=tuple(SqlColumn(column.name, column.type) for column in answer.columns),
        rows=answer.rows,
        row_count=len(answer.rows),
        truncated=answer.truncated,
        version=mirror.version,
        as_of=mirror.fresh_at,
    )
