"""The command ``munim``: each command parses its options, calls one function, and prints what it returns.

Data goes to standard output, talk to standard error. What a command needs is imported inside it, so that help is
there at once. This is an entry point: it alone, with ``migrations/env.py``, reads the environment.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any, Final

import rich_click as click

from cli.businesses import business, owner, rotate_keys, verify
from cli.evaluating import evaluate
from cli.figures import metrics, query, report
from cli.importing import import_
from cli.lake import lake
from cli.mirrors import mirror
from cli.questions import ask, questions, synonym
from cli.returns import gst
from cli.running import demo, doctor, migrate, openapi, serve, worker
from cli.schedules import schedule
from cli.sql import sql
from munim.errors import Invalid, Misconfigured, MunimError, NotFound, Unavailable

# What a script may tell apart: wrong input or setting, a part that does not answer, any other refusal.
EXIT_CODES: Final[Mapping[type[MunimError], int]] = {Invalid: 2, NotFound: 2, Misconfigured: 2, Unavailable: 3}
REFUSED: Final = 1
_WORDS: Final = "munim.words"  # what was typed, for a message that names an option

COMMANDS: Final[tuple[click.Command, ...]] = (
    demo, serve, worker, migrate, doctor, openapi,
    owner, business, verify, rotate_keys,
    gst,
    import_,
    mirror, lake,
    report, query, ask, questions, synonym, sql, metrics, evaluate,
    schedule,
)  # fmt: skip


class Munim(click.RichGroup):
    """The group of commands; what Munim refuses on purpose becomes a sentence and an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_WORDS] = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MunimError as error:
            where = f" ({_option_of(error, ctx)})" if _field_of(error) else ""
            click.echo(f"munim: {error.message}{where}", err=True)
            ctx.exit(next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), REFUSED))


def _field_of(error: MunimError) -> str | None:
    return "business" if isinstance(error, NotFound) and "business_id" in error.facts else error.field


def _option_of(error: MunimError, ctx: click.Context) -> str:
    """What is at fault, by the option that was typed: ``--period``, ``--set limit``; else by its own name (a setting, a part of a query)."""
    field = str(_field_of(error))
    command: click.Command = ctx.command
    for word in ctx.meta[_WORDS]:
        found = command.get_command(ctx, word) if isinstance(command, click.Group) else None
        command = found or command
    options = {name for one in command.params if isinstance(one, click.Option) for name in one.opts}
    if f"--{field}" in options:
        return f"--{field}"
    is_one_of_many = "--set" in options and any(word.startswith(f"{field}=") for word in ctx.meta[_WORDS])
    return f"--set {field}" if is_one_of_many else field


@click.group(cls=Munim, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="munim")
def main() -> None:
    """The clerk who keeps a shop's books and can answer for every rupee."""
    # the embedded server's package says so on every machine without a session manager, where it does not matter
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")


for _command in COMMANDS:
    main.add_command(_command)
