"""Importing other systems' records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click

from cli.books import chosen_business, fields_of, inside, list_businesses, open_books, open_database, settings_here
from cli.options import as_json, of_business, writable
from munim.errors import Invalid
from munim.terminal import print_json, print_table, progress_bar, talk

if TYPE_CHECKING:
    from billing.imports.maps import SalesMap
    from munim.database import Database
    from munim.roles import Addresses


@click.group("import")
def import_() -> None:
    """Bring other systems' records into the books."""


@import_.command("sales")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--map", "map_file", required=True, type=click.Path(path_type=Path), help="What the file's columns are (TOML)."
)
@of_business
@click.option(
    "--owner", "owner_email", help="Who is to own the business that the map describes, when it is to be made."
)
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    help="Where rejected lines go; FILE.rejects.csv in this folder if not said.",
)
@as_json
def import_sales(
    file: Path, map_file: Path, business_id: int | None, owner_email: str | None, rejects: Path | None, as_json: bool
) -> None:
    """Import a CSV, XLSX or Parquet file of invoice lines into issued bills.

    Every line ends up in the books or in the rejects file with its reason. What was imported before is left as it is.
    """
    import msgspec

    from billing.imports.maps import read_map
    from billing.imports.sales import ImportSales
    from billing.imports.sales import import_sales as run_import
    from billing.imports.summary import summary_rows, write_rejects
    from billing.permissions import MUNIM
    from munim.statistics import refresh_statistics

    settings, sales_map = settings_here(), read_map(map_file)
    if not file.is_file():
        raise Invalid(f"there is no file {file}", field="FILE")
    rejects = writable(rejects or Path(f"{file.name}.rejects.csv"), field="rejects")
    with open_books(settings) as addresses, open_database(settings, addresses) as database:
        business_id = _import_into(database, addresses, sales_map, business_id, owner_email)
        with progress_bar(f"import {file.name}") as progress, database.business(business_id) as session:
            result = run_import(
                session, ImportSales(file, sales_map), by=MUNIM, at=datetime.now(UTC), progress=progress
            )
        refresh_statistics(addresses.owner)
    if result.rejects:
        write_rejects(rejects, result.rejects)
        talk().print(f"{len(result.rejects)} lines were rejected: {rejects}")
    if result.id is None:
        talk().print("nothing in this file is new")
    if as_json:
        print_json({"import_id": result.id, "business_id": business_id, **msgspec.to_builtins(result.summary)})
    else:
        print_table(f"{result.summary.source} → business {business_id}", *summary_rows(result.summary))


def _import_command(kind: str, words: str) -> Callable[..., None]:
    @import_.command(kind, help=words)
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Say what would become of each line, and keep nothing.")
    @click.option(
        "--update", is_flag=True, help="Change what is there already to what the file says; else it is skipped."
    )
    @click.option("--all-or-nothing", is_flag=True, help="Keep nothing when a line is rejected.")
    @click.option(
        "--encoding", type=click.Choice(["utf-8", "cp1252"]), default="utf-8", show_default=True, help="Of a CSV file."
    )
    @of_business
    @click.option(
        "--rejects",
        type=click.Path(path_type=Path),
        help="Where rejected lines go; FILE.rejects.csv in this folder if not said.",
    )
    @as_json
    def command(
        file: Path,
        dry_run: bool,
        update: bool,
        all_or_nothing: bool,
        encoding: Any,
        business_id: int | None,
        rejects: Path | None,
        as_json: bool,
    ) -> None:
        from billing.imports.masters import ImportFile, import_file
        from billing.imports.rejects import rejects_csv
        from billing.permissions import MUNIM

        if not file.is_file():
            raise Invalid(f"there is no file {file}", field="FILE")
        rejects = writable(rejects or Path(f"{file.name}.rejects.csv"), field="rejects")
        asked = ImportFile(
            kind=kind,  # type: ignore[arg-type]  # one of the literals: the loop below names them
            content=file.read_bytes(),
            name=file.name,
            encoding=encoding,
            update=update,
            all_or_nothing=all_or_nothing,
            dry_run=dry_run,
        )
        with inside(business_id) as session, progress_bar(f"import {file.name}") as progress:
            found = import_file(session, asked, by=MUNIM, at=datetime.now(UTC), progress=progress)
        if found.rejects:
            rejects.write_bytes(rejects_csv(found))
            talk().print(f"{len(found.rejects)} lines were rejected: {rejects}")
        if found.ignored_columns:
            talk().print(f"columns passed over: {', '.join(found.ignored_columns)}")
        if not found.kept:
            talk().print("nothing was kept" if dry_run or found.rejected else "nothing in this file is new")
        if as_json:
            print_json(fields_of(found))
            return
        counts = [(name, str(getattr(found, name))) for name in ("added", "changed", "skipped", "rejected")]
        print_table(file.name, ("Lines", ""), counts)
        told = [one for one in found.lines if dry_run or one.fate == "rejected"]
        if told:
            rows = [(str(one.line), one.fate, one.what or one.column or "", one.reason or "") for one in told[:200]]
            print_table("", ("Line", "Becomes", "What", "Why"), rows)

    return command


import_customers = _import_command("customers", "Import customers from a CSV or XLSX file, with what they owe.")
import_suppliers = _import_command("suppliers", "Import suppliers from a CSV or XLSX file, with what they are owed.")
import_products = _import_command("products", "Import products from a CSV or XLSX file, with the stock there is.")
import_balances = _import_command("balances", "Import opening balances of customers, suppliers and accounts of money.")
import_payments = _import_command("payments", "Import customers' payments as receipts, set against what they owe.")


def _import_into(
    database: Database, addresses: Addresses, sales_map: SalesMap, business_id: int | None, owner_email: str | None
) -> int:
    """The business named, or the one the map describes: there already by that name, or made now."""
    from billing.business import BusinessSettings
    from billing.memberships import register_owned_business
    from billing.users import credentials_of

    if business_id is not None or sales_map.business is None:
        return chosen_business(business_id, list_businesses(addresses))
    described = sales_map.business
    there = [one["business_id"] for one in list_businesses(addresses) if one["name"] == described.name]
    if there:
        return int(there[0])
    with database.entry() as session:
        person = credentials_of(session, owner_email or "")
        if person is None:
            raise Invalid(
                f"{described.name} is not here yet: say who is to own it (munim owner create), or import into another with --business",
                field="--owner",
            )
        made = register_owned_business(
            session, BusinessSettings(**fields_of(described)), person.user_id, at=datetime.now(UTC)
        )
    return made.business_id
