"""The copies of the books that reports and questions read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import rich_click as click

from cli.books import chosen_business, list_businesses, open_books, settings_here
from cli.options import as_json, of_business
from munim.terminal import print_json, print_table, progress_bar, talk

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
        from etl.mirror import MirrorRunner
        from etl.place import mirror_bucket

        settings = settings_here()
        with (
            open_books(settings) as addresses,
            progress_bar(f"mirror {name}") as progress,
            MirrorRunner(
                addresses.mirror, settings.mirror_folder, bucket=mirror_bucket(settings), progress=progress
            ) as runner,
        ):
            chosen = None if business_id is None else [chosen_business(business_id, list_businesses(addresses))]
            run = {"run": runner.run, "rebuild": runner.rebuild, "verify": runner.verify}[name]
            runs = run(chosen)
        _print_runs(runs, as_json)

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
        (
            str(run.business_id),
            run.outcome if run.published else f"{run.outcome}, to be published later",
            str(run.version or ""),
            f"{sum(run.rows.values()):,}",
            f"{run.seconds:.2f}",
        )
        for run in runs
    ]
    print_table("", ("Business", "Outcome", "Version", "Rows written", "Seconds"), rows)
    if not runs:
        talk().print("nothing has changed")


@mirror.command("status")
@of_business
@as_json
def mirror_status(business_id: int | None, as_json: bool) -> None:
    """Which version each mirror is at, how fresh it is, how many rows it holds, and what holds up the reading of changes.

    Exits with 2 for a business that has no mirror.
    """
    from dataclasses import asdict

    from etl.place import mirror_standing
    from etl.versions import NoMirror

    now = datetime.now(UTC)
    sweep, found = mirror_standing(settings_here(), businesses=None if business_id is None else [business_id])
    if business_id is not None and not found:
        raise NoMirror(f"business {business_id} has not been mirrored yet", field="--business")
    age = None if sweep is None else sweep.watermark_age_seconds(now)
    if as_json:
        print_json(
            [
                {**asdict(one), "freshness_seconds": one.freshness_seconds(now), "watermark_age_seconds": age}
                for one in found
            ]
        )
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
    if sweep is None:
        talk().print("no sweep has been through all of them yet")
        return
    said = f"last sweep {(now - sweep.as_of).total_seconds():,.0f} s ago: {sweep.businesses:,} businesses"
    said += f", {len(sweep.behind):,} left behind" if sweep.behind else ""
    talk().print(f"{said}; {sweep.rows_read:,} rows read for {sweep.rows_changed:,} changed")
    if age:
        talk().print(f"a transaction open for {age:,.0f} s or more has what follows it read again by every run")
