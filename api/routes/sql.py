"""/api/ai/sql: SQL of one's own, over the shop's mirror."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from ai.sql_answers import SqlAnswer, answer_sql, check_sql
from api.desk import AS_OF, Desk
from api.guards import may


class Sql(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One SELECT over the tables of the mirror, in DuckDB's dialect."""

    sql: Annotated[str, msgspec.Meta(examples=["SELECT category_name, sum(net_minor) FROM sales GROUP BY 1"])]


class AcceptedSql(msgspec.Struct, frozen=True, kw_only=True):
    """SQL that may be run: ``sql`` is what would be, ``columns`` what it reads, as table.column, ``limit`` the rows it yields at most."""

    accepted: bool
    sql: str
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    limit: int


class SqlController(Controller):
    """SQL that passes the guard: one SELECT over the shop's own tables, and nothing else."""

    path = "/api/ai/sql"
    tags = ["Assistant"]

    @post("", guards=[may("sql.run")], status_code=200, operation_id="checkSql")
    async def check(self, desk: NamedDependency[Desk], data: JSONBody[Sql]) -> Response[AcceptedSql]:
        """Check SQL without running it. Accepted, it is written anew, with full names and a limit. Refused (422), the problem says which check refused it, at which line and column, and the nearest name of an unknown one."""

        def work() -> Response[AcceptedSql]:
            checked = check_sql(data.sql, permissions=desk.actor.permissions, business_id=desk.business_id)
            return desk.plain({"accepted": True, **msgspec.structs.asdict(checked)})

        return await desk.in_thread(work)

    @post("/execute", guards=[may("sql.run")], status_code=200, operation_id="executeSql")
    async def execute(self, desk: NamedDependency[Desk], data: JSONBody[Sql]) -> Response[SqlAnswer]:
        """Check SQL and run it, in a process of its own that sees the shop's mirror and nothing else, within limits of time, memory and rows. ``truncated`` says that there were more rows; amounts are in minor units, as the mirror has them."""

        def work() -> Response[SqlAnswer]:
            with desk.parts.mirrors.open(desk.business_id) as mirror:
                answer = answer_sql(
                    data.sql, mirror=mirror, permissions=desk.actor.permissions, sandbox=desk.parts.sandbox
                )
            return desk.plain(msgspec.structs.asdict(answer), headers={AS_OF: answer.as_of.isoformat()})

        return await desk.beside_a_sandbox(work)
