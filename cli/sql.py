"""SQL of one's own, over a business's mirror."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

import rich_click as click

from cli.books import fields_of
from cli.figures import with_figures
from cli.options import as_json, of_business
from munim.terminal import print_json, print_table

if TYPE_CHECKING:
    from ai.guard import Refused
    from analytics.reports import Figures
    from etl.reader import OpenMirror


@click.group()
def sql() -> None:
    """SQL of your own: one SELECT over the mirror's tables, checked before it is run."""


@sql.command("check")
@click.argument("text", metavar="SQL")
@as_json
def sql_check(text: str, as_json: bool) -> None:
    """Say whether SQL may be run, and how it would be; - reads it from standard input. Exits with 1 when it is refused."""
    from ai.guard import Refused
    from ai.sql_answers import check_sql
    from billing.permissions import MUNIM

    try:
        checked = check_sql(_written(text), permissions=MUNIM.permissions, business_id=0)
    except Refused as refusal:
        if as_json:
            print_json({**refusal.facts, "message": refusal.message})
        click.echo(f"munim: {_told(refusal)}", err=True)
        raise SystemExit(1) from None
    if as_json:
        print_json({"accepted": True, **fields_of(checked)})
    else:
        click.echo(checked.sql)


@sql.command("run")
@click.argument("text", metavar="SQL")
@of_business
@as_json
def sql_run(text: str, business_id: int | None, as_json: bool) -> None:
    """Check SQL and run it on a business's mirror, in a process of its own; - reads it from standard input."""
    from rich.markup import escape

    from ai.guard import Refused
    from ai.sandbox.pool import Sandbox
    from ai.sql_answers import SqlAnswer, answer_sql

    with Sandbox(workers=1) as sandbox:

        def answered(figures: Figures) -> SqlAnswer:
            mirror = cast("OpenMirror", figures.mirror)  # read from files, which are open ones
            return answer_sql(_written(text), mirror=mirror, permissions=figures.permissions, sandbox=sandbox)

        try:
            answer = with_figures(answered, business_id, from_files=True)
        except Refused as refusal:
            click.echo(f"munim: {_told(refusal)}", err=True)
            raise SystemExit(1) from None
    if as_json:
        print_json(fields_of(answer))
    else:
        cells = [["" if value is None else escape(str(value)) for value in row] for row in answer.rows]
        print_table("", [escape(column.name) for column in answer.columns], cells)
    if answer.truncated:
        click.echo(f"munim: there are more than these {answer.row_count} rows", err=True)


def _written(text: str) -> str:
    return sys.stdin.read() if text == "-" else text


def _told(refusal: Refused) -> str:
    return f"line {refusal.line}, column {refusal.column} ({refusal.check}): {refusal.message}"
