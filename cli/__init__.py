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

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MunimError as error:
            where = f" ({error.field})" if error.field else ""
            click.echo(f"munim: {error.message}{where}", err=True)
            ctx.exit(next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), REFUSED))


@click.group(cls=Munim, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="munim")
def main() -> None:
    """The clerk who keeps a shop's books and can answer for every rupee."""
    # the embedded server's package says so on every machine without a session manager, where it does not matter
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")


for _command in COMMANDS:
    main.add_command(_command)
