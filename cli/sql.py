"""SQL of one's own, over a business's mirror."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import rich_click as click

from cli.books import fields_of
from cli.options import as_json
from munim.terminal import print_json

if TYPE_CHECKING:
    from ai.guard import Refused


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
        checked = check_sql(_written(text), permissions=MUNIM.permissions)
    except Refused as refusal:
        if as_json:
            print_json({**refusal.facts, "message": refusal.message})
        click.echo(f"munim: {_told(refusal)}", err=True)
        raise SystemExit(1) from None
    if as_json:
        print_json({"accepted": True, **fields_of(checked)})
    else:
        click.echo(checked.sql)


def _written(text: str) -> str:
    return sys.stdin.read() if text == "-" else text


def _told(refusal: Refused) -> str:
    return f"line {refusal.line}, column {refusal.column} ({refusal.check}): {refusal.message}"
