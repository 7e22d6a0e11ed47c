"""The lake: mirrors as Parquet, for engines that run on many machines."""

from __future__ import annotations

from dataclasses import asdict

import rich_click as click

from cli.books import settings_here
from cli.options import as_json
from munim.terminal import print_json, print_table, progress_bar, talk


@click.group()
def lake() -> None:
    """The mirrors as Parquet files, partitioned by business, for Spark and its like."""


@lake.command("export")
@click.option("--business", "business_id", type=int, help="Id of the business; all that are mirrored if not said.")
@as_json
def lake_export(business_id: int | None, as_json: bool) -> None:
    """Bring the lake to the current version of every mirror; what did not change is not written again."""
    from etl.lake import lake_at
    from etl.versions import mirrored_businesses

    settings = settings_here()
    businesses = mirrored_businesses(settings.mirror_folder) if business_id is None else [business_id]
    target = lake_at(settings)
    found = []
    with progress_bar("lake") as progress:
        for one in target.export(settings.mirror_folder, businesses):
            found.append(one)
            progress(f"business {one.business_id}", len(found) / len(businesses))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    rows = [tuple(map(str, (one.business_id, one.version, one.written, one.kept, f"{one.bytes:,}"))) for one in found]
    print_table("", ("Business", "Version", "Tables written", "As they were", "Bytes written"), rows)
    if not found:
        talk().print("no business is mirrored yet; munim mirror run makes mirrors")
