"""The copies of the books that reports and questions read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import rich_click as click

from cli.books import open_books, settings_here
from cli.options import as_json, of_business
from munim.terminal import print_json, print_table, talk

if TYPE_CHECKING:
    from etl.runs import Run


@click.group()
def mirror() -> None:
    """The copies of the books that reports and questions read."""


def _mirror_command(name: str, words: str) -> Callable[[int | None, bool], None]:
    @mirror.command(name, help=words)
    @of_business
    @as_json
    def command(business_id: int | None, as_json: bool) -> None:
        import etl.mirror

        settings = settings_here()
        with open_books(settings) as addresses:
            run = {
                "run": etl.mirror.run_mirror,
                "rebuild": etl.mirror.rebuild_mirror,
                "verify": etl.mirror.verify_mirror,
            }[name]
            _print_runs(
                run(
                    addresses.mirror, settings.mirror_folder, businesses=None if business_id is None else [business_id]
                ),
                as_json,
            )

    return command


mirror_run = _mirror_command("run", "Bring mirrors up to date, or make the ones that are missing.")
mirror_rebuild = _mirror_command("rebuild", "Make mirrors anew, whatever they hold.")
mirror_verify = _mirror_command("verify", "Bring mirrors up to date and compare all of each with the books.")


def _print_runs(runs: Sequence[Run], as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        print_json([asdict(run) for run in runs])
        return
    rows = [
        (str(run.business_id), run.outcome, str(run.version or ""), f"{sum(run.rows.values()):,}", f"{run.seconds:.2f}")
        for run in runs
    ]
    print_table("", ("Business", "Outcome", "Version", "Rows written", "Seconds"), rows)
    if not runs:
        talk().print("nothing has changed")


@mirror.command("status")
@of_business
@as_json
def mirror_status(business_id: int | None, as_json: bool) -> None:
    """Which version each mirror is at, how old it is, and how many rows it holds."""
    from dataclasses import asdict

    from etl.status import mirror_status as read_status

    now = datetime.now(UTC)
    found = read_status(settings_here().mirror_folder, businesses=None if business_id is None else [business_id])
    if as_json:
        print_json([{**asdict(one), "freshness_seconds": one.freshness_seconds(now)} for one in found])
        return
    rows = [
        (
            str(one.business_id),
            str(one.version),
            f"{one.as_of:%Y-%m-%d %H:%M:%S}",
            f"{one.freshness_seconds(now):,.0f} s",
            f"{sum(one.rows.values()):,}",
            f"{one.bytes / 1e6:.1f} MB",
        )
        for one in found
    ]
    print_table("", ("Business", "Version", "Copy of (UTC)", "Checked before", "Rows", "Size"), rows)
