"""The command ``munim``: each command parses its options, calls one function, and prints what it returns.

Data goes to standard output, talk to standard error. What a command needs is imported inside it, so that help is
there at once. This is an entry point: it alone, with ``migrations/env.py``, reads the environment.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from munim.errors import Invalid, Misconfigured, MunimError, NotFound, Unavailable
from munim.terminal import print_json, print_lines, print_table, progress_bar, talk

if TYPE_CHECKING:
    from litestar import Litestar
    from sqlalchemy.orm import Session

    from ai.answers import Answer
    from analytics.report import Report
    from analytics.reports import Figures
    from analytics.shop import Shop
    from billing.imports.maps import SalesMap
    from etl.runs import Run
    from munim.database import Database
    from munim.roles import Addresses
    from munim.settings import Settings

# What a script may tell apart: wrong input or setting, a part that does not answer, any other refusal.
EXIT_CODES: Final[Mapping[type[MunimError], int]] = {Invalid: 2, NotFound: 2, Misconfigured: 2, Unavailable: 3}
REFUSED: Final = 1


class Munim(click.RichGroup):
    """The group of commands; what Munim refuses on purpose becomes a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MunimError as error:
            where = f" ({error.field})" if error.field else ""
            click.echo(f"munim: {error.message}{where}", err=True)
            ctx.exit(next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), REFUSED))


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
of_business = click.option(
    "--business", "business_id", type=int, help="Id of the business; not needed when there is one."
)


@click.group(cls=Munim, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="munim")
def main() -> None:
    """The clerk who keeps a shop's books and can answer for every rupee."""
    # the embedded server's package says so on every machine without a session manager, where it does not matter
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")


# -- running it --------------------------------------------------------------------------------------


@main.command()
@click.option("--once", is_flag=True, help="Do everything but serve, and exit.")
def demo(once: bool) -> None:
    """Two shops with data, their reports, answers, bill, letters and banner; then serve them."""
    from demo.tour import run_demo

    settings = _settings()
    with _books(settings) as addresses:
        served = run_demo(settings, addresses, once=once)
        if served is not None:
            _serve(served, addresses, with_worker=True)


@main.command()
@click.option("--reload", is_flag=True, help="Start anew when the code changes.")
@click.option("--worker/--no-worker", "with_worker", default=True, help="Run the worker and scheduler beside it.")
def serve(reload: bool, with_worker: bool) -> None:
    """Serve the API with its documentation, the worker and scheduler beside it."""
    settings = _settings()
    with _books(settings) as addresses:
        talk().print(f"Munim on {settings.origin} · documentation {settings.origin}/api-docs · stop with Ctrl-C")
        _serve(settings, addresses, with_worker=with_worker, reload=reload)


@main.command()
def worker() -> None:
    """Deliver messages, keep mirrors fresh and run schedules until told to stop."""
    from scheduler.worker import Worker, open_house

    settings = _settings()
    with _books(settings) as addresses, _database(settings, addresses) as database:
        Worker(open_house(settings, database, mirror_url=addresses.mirror)).run()


@main.command()
def migrate() -> None:
    """Bring the books to the newest schema."""
    from munim.migrate import migrate as run_migrations
    from munim.postgres import open_cluster
    from munim.roles import prepare

    settings = _settings()
    with open_cluster(settings) as administrator:
        revision = run_migrations(prepare(administrator, settings.secret()).owner)
    talk().print(f"the books are at revision {revision}")


@main.command()
@as_json
def doctor(as_json: bool) -> None:
    """Check every part, and say how to mend what is not well. Exits with 1 when something is wrong."""
    from dataclasses import asdict

    from munim.doctor import examine

    findings = examine(_settings())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        marks = {"well": "[green]●[/]", "warning": "[yellow]●[/]", "wrong": "[red]●[/]"}
        print_table(
            "",
            ("", "Part", "Finding"),
            [(marks[one.state], one.part, one.said + (f"\n{one.remedy}" if one.remedy else "")) for one in findings],
        )
    sys.exit(1 if any(finding.state == "wrong" for finding in findings) else 0)


@main.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from api.app import create_app
    from api.documentation import openapi_document
    from munim.database import Database

    print_json(openapi_document(create_app(_settings(), Database("postgresql://localhost/munim"))))


# -- businesses --------------------------------------------------------------------------------------


@main.group()
def owner() -> None:
    """People who own a business."""


@owner.command("create")
@click.option("--email", required=True, help="Their e-mail address, which signs them in.")
@click.option("--name", required=True, help="Their name.")
@click.option("--business", "business_name", required=True, help="Name of their business.")
@click.option(
    "--country", default="IN", show_default=True, help="ISO code; gives currency, zone and year their defaults."
)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when not given.")
def owner_create(email: str, name: str, business_name: str, country: str, password: str) -> None:
    """Make a user and the business they own."""
    from billing.business import BusinessSettings
    from billing.memberships import register_owned_business
    from billing.passwords import Passwords, check_password
    from billing.users import add_user, parse_email

    settings, at = _settings(), datetime.now(UTC)
    check_password(password, email=parse_email(email))
    with _books(settings) as addresses, _database(settings, addresses) as database, database.entry() as session:
        user_id = add_user(session, email=email, name=name, password_hash=Passwords().hash(password).result(), at=at)
        business = register_owned_business(
            session, BusinessSettings(name=business_name, country=country), user_id, at=at
        )
    talk().print(f"{business.name} is business {business.business_id}; {email} owns it")


@main.group()
def business() -> None:
    """The businesses whose books these are."""


@business.command("list")
@as_json
def business_list(as_json: bool) -> None:
    """Id, name, country and currency of every business."""
    with _books(_settings()) as addresses:
        found = _businesses(addresses)
    if as_json:
        print_json(found)
    else:
        print_table("", ("Id", "Name", "Country", "Currency"), [tuple(map(str, one.values())) for one in found])


@business.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@of_business
def business_export(file: Path, business_id: int | None) -> None:
    """Write a business whole into FILE, a zip of CSV and JSON that a fresh business can be made from."""
    from billing.exports.write import export_business, note_export
    from billing.permissions import MUNIM
    from munim.files import open_file_store

    settings, at = _settings(), datetime.now(UTC)
    store, unfinished = open_file_store(settings), file.with_name(f".{file.name}.unfinished")
    with _books(settings) as addresses, _database(settings, addresses) as database:
        chosen = _chosen(business_id, _businesses(addresses))
        with database.business(chosen) as session:
            note_export(session, by=MUNIM, at=at)
        try:
            with (
                progress_bar(f"export {file.name}") as progress,
                unfinished.open("wb") as out,
                database.business(chosen, snapshot=True) as session,
            ):
                made = export_business(session, out, store=store, by=MUNIM, at=at, progress=progress)
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)
    rows = sum(table.rows for table in made.tables)
    talk().print(
        f"{made.business.name}: {rows:,} rows of {len(made.tables)} tables and {len(made.files)} files are in {file}"
    )
    if made.missing_files:
        talk().print(f"the file store has lost {len(made.missing_files)} files; manifest.json names them")
    if made.sealed.values:
        talk().print(f"{made.sealed.values} sealed numbers open with the keys {', '.join(made.sealed.key_ids)} alone")


@business.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--owner", "owner_email", required=True, help="E-mail address of who is to own it: somebody who signs in here."
)
@click.option("--without-sealed-numbers", is_flag=True, help="Leave sealed bank and identity numbers behind.")
def business_import(file: Path, owner_email: str, without_sealed_numbers: bool) -> None:
    """Make a fresh business of an export, prove it equal to the paisa, and give it to its owner. All of it, or nothing."""
    from billing.exports.archive import open_archive
    from billing.exports.read import count_beyond, import_business
    from billing.users import credentials_of
    from munim.files import open_file_store
    from munim.sealing import sealing_keys
    from munim.statistics import refresh_statistics

    settings, stored = _settings(), list[str]()
    if not file.is_file():
        raise Invalid(f"there is no file {file}", field="FILE")
    store, keys = open_file_store(settings), None if without_sealed_numbers else sealing_keys(settings)
    with (
        _books(settings) as addresses,
        _database(settings, addresses) as database,
        file.open("rb") as source,
        progress_bar(f"import {file.name}") as progress,
        open_archive(source) as archive,
    ):
        with database.entry() as session:
            person = credentials_of(session, owner_email)
        if person is None:
            raise NotFound(f"nobody signs in as {owner_email}: munim owner create makes an owner", field="--owner")
        count_beyond(addresses.owner, archive.manifest)
        try:
            with database.entry(user_id=person.user_id) as session:
                made = import_business(
                    session,
                    archive,
                    owner_id=person.user_id,
                    store=store,
                    keys=keys,
                    at=datetime.now(UTC),
                    stored=stored,
                    progress=progress,
                )
        except BaseException:
            for key in stored:
                store.delete(key)
            raise
        refresh_statistics(addresses.owner)
    talk().print(f"{made.name} is business {made.business_id}; {owner_email} owns it, and invites who else works there")
    talk().print("its reminders and reports go out as they did: switch them off in the books that are not to be used")


@main.command()
@of_business
@as_json
def verify(business_id: int | None, as_json: bool) -> None:
    """Prove that balances, stock, totals and numbers are what their rows sum to. Exits with 1 when one is not."""
    from billing.integrity import find_breaches

    settings, found = _settings(), []
    with _books(settings) as addresses, _database(settings, addresses) as database:
        for one in [business_id] if business_id else [each["business_id"] for each in _businesses(addresses)]:
            with database.business(one) as session:
                found += [(one, breach) for breach in find_breaches(session)]
    if as_json:
        print_json([{"business_id": one, **_fields(breach)} for one, breach in found])
    else:
        print_table(
            "",
            ("Business", "Check", "Subject", "Kept", "Derived"),
            [tuple(map(str, (one, *_fields(breach).values()))) for one, breach in found],
        )
        talk().print(f"{len(found)} breaches" if found else "the books are sound")
    sys.exit(1 if found else 0)


@main.command("rotate-keys")
@of_business
@as_json
def rotate_keys(business_id: int | None, as_json: bool) -> None:
    """Seal every bank and identity number with the first of MUNIM_SEALING_KEYS.

    Whatever stops it, each number opens with the old keys or the new; run it again, and it goes on where it stopped.
    """
    from billing.sealed_numbers import reseal_all
    from munim.sealing import sealing_keys

    settings = _settings()
    keys, found = sealing_keys(settings), []
    with _books(settings) as addresses, _database(settings, addresses) as database:
        for one in [business_id] if business_id else [each["business_id"] for each in _businesses(addresses)]:
            found.append({"business_id": one, "resealed": reseal_all(database, one, keys)})
    if as_json:
        print_json(found)
    else:
        print_table("", ("Business", "Resealed"), [tuple(map(str, one.values())) for one in found])


# -- returns -----------------------------------------------------------------------------------------


@main.group()
def gst() -> None:
    """Returns under India's GST, made of the books."""


@gst.command("gstr1")
@click.argument("period")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the file here instead of printing it."
)
@click.option("--force", is_flag=True, help="Make the file although defects stand against it.")
@of_business
def gst_gstr1(period: str, out: Path | None, force: bool, business_id: int | None) -> None:
    """Make the GSTR-1 file of PERIOD, a month such as 2026-10 or a quarter such as 2026-Q4."""
    from billing.permissions import MUNIM
    from billing.returns.gstr1 import export_gstr1
    from billing.returns.periods import parse_period

    asked = parse_period(period, field="PERIOD")
    with _inside(business_id) as session:
        content = export_gstr1(session, asked, by=MUNIM, force=force)
    if out is None:
        click.echo(content.decode())
    else:
        out.write_bytes(content)
        talk().print(f"GSTR-1 of {asked.label} is in {out}")


@gst.command("gstr3b")
@click.argument("period")
@of_business
@as_json
def gst_gstr3b(period: str, business_id: int | None, as_json: bool) -> None:
    """The tables of GSTR-3B of PERIOD, equal to the ledger."""
    from api.shapes import shape
    from billing.permissions import MUNIM
    from billing.returns.gstr3b import FORM_COLUMNS, form_rows, read_gstr3b
    from billing.returns.periods import parse_period

    asked = parse_period(period, field="PERIOD")
    with _inside(business_id) as session:
        found = read_gstr3b(session, asked, by=MUNIM)
    if as_json:
        print_json(shape(found, "INR"))
        return
    print_table("", FORM_COLUMNS, form_rows(found))


@gst.command("defects")
@click.argument("period")
@of_business
@as_json
def gst_defects(period: str, business_id: int | None, as_json: bool) -> None:
    """What to put right before PERIOD is filed. Exits with 1 when something stands against the file."""
    from billing.permissions import MUNIM
    from billing.returns.gstr1 import prepare_return
    from billing.returns.periods import parse_period

    asked = parse_period(period, field="PERIOD")
    with _inside(business_id) as session:
        found = prepare_return(session, asked, by=MUNIM).defects
    if as_json:
        print_json([_fields(one) for one in found])
    else:
        marks = {True: "[red]●[/]", False: "[yellow]●[/]"}
        print_table("", ("", "Defect", "Remedy"), [(marks[one.blocking], one.message, one.remedy) for one in found])
        talk().print(f"{len(found)} defects" if found else "nothing stands against filing")
    sys.exit(1 if any(one.blocking for one in found) else 0)


# -- importing ---------------------------------------------------------------------------------------


@main.group("import")
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

    settings, sales_map = _settings(), read_map(map_file)
    if not file.is_file():
        raise Invalid(f"there is no file {file}", field="FILE")
    with _books(settings) as addresses, _database(settings, addresses) as database:
        business_id = _import_into(database, addresses, sales_map, business_id, owner_email)
        with progress_bar(f"import {file.name}") as progress, database.business(business_id) as session:
            result = run_import(
                session, ImportSales(file, sales_map), by=MUNIM, at=datetime.now(UTC), progress=progress
            )
        refresh_statistics(addresses.owner)
    if result.rejects:
        rejects = rejects or Path(f"{file.name}.rejects.csv")
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
        asked = ImportFile(
            kind=kind,  # type: ignore[arg-type]  # one of the literals: the loop below names them
            content=file.read_bytes(),
            name=file.name,
            encoding=encoding,
            update=update,
            all_or_nothing=all_or_nothing,
            dry_run=dry_run,
        )
        with _inside(business_id) as session, progress_bar(f"import {file.name}") as progress:
            found = import_file(session, asked, by=MUNIM, at=datetime.now(UTC), progress=progress)
        if found.rejects:
            rejects = rejects or Path(f"{file.name}.rejects.csv")
            rejects.write_bytes(rejects_csv(found))
            talk().print(f"{len(found.rejects)} lines were rejected: {rejects}")
        if found.ignored_columns:
            talk().print(f"columns passed over: {', '.join(found.ignored_columns)}")
        if not found.kept:
            talk().print("nothing was kept" if dry_run or found.rejected else "nothing in this file is new")
        if as_json:
            print_json(_fields(found))
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
        return _chosen(business_id, _businesses(addresses))
    described = sales_map.business
    there = [one["business_id"] for one in _businesses(addresses) if one["name"] == described.name]
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
            session, BusinessSettings(**_fields(described)), person.user_id, at=datetime.now(UTC)
        )
    return made.business_id


# -- the mirror --------------------------------------------------------------------------------------


@main.group()
def mirror() -> None:
    """The copies of the books that reports and questions read."""


def _mirror_command(name: str, words: str) -> Callable[[int | None, bool], None]:
    @mirror.command(name, help=words)
    @of_business
    @as_json
    def command(business_id: int | None, as_json: bool) -> None:
        import etl.mirror

        settings = _settings()
        with _books(settings) as addresses:
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
    found = read_status(_settings().mirror_folder, businesses=None if business_id is None else [business_id])
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


# -- figures -----------------------------------------------------------------------------------------


@main.group()
def report() -> None:
    """The standard reports."""


@report.command("daily")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day; today if not said.")
@of_business
@as_json
def report_daily(day: datetime | None, business_id: int | None, as_json: bool) -> None:
    """One day: its figures, best products and hours."""
    from analytics.reports import daily_report

    _print_report(lambda figures: daily_report(figures, _day(day, figures)), business_id, as_json)


@report.command("weekly")
@click.option(
    "--start-date", "day", type=click.DateTime(["%Y-%m-%d"]), help="A day of the week; this week if not said."
)
@of_business
@as_json
def report_weekly(day: datetime | None, business_id: int | None, as_json: bool) -> None:
    """A week, day by day, beside the week before."""
    from analytics.reports import weekly_report

    _print_report(lambda figures: weekly_report(figures, _day(day, figures)), business_id, as_json)


@report.command("monthly")
@click.option("--year", type=int, help="This year if not said.")
@click.option("--month", type=int, help="1 to 12; this month if not said.")
@of_business
@as_json
def report_monthly(year: int | None, month: int | None, business_id: int | None, as_json: bool) -> None:
    """A calendar month, week by week and day by day."""
    from analytics.reports import monthly_report

    _print_report(
        lambda figures: monthly_report(figures, year or figures.today.year, month or figures.today.month),
        business_id,
        as_json,
    )


@report.command("metrics")
@click.option("--days", default=30, show_default=True, help="How many days, today included.")
@of_business
@as_json
def report_metrics(days: int, business_id: int | None, as_json: bool) -> None:
    """The figures of the last days beside those of as many before."""
    from analytics.reports import metrics_report

    _print_report(lambda figures: metrics_report(figures, days), business_id, as_json)


@report.command("trends")
@click.option("--days", default=30, show_default=True, help="How many days, today included.")
@of_business
@as_json
def report_trends(days: int, business_id: int | None, as_json: bool) -> None:
    """Each of the last days."""
    from analytics.reports import trends_report

    _print_report(lambda figures: trends_report(figures, days), business_id, as_json)


@main.command()
@click.argument("question")
@of_business
@as_json
def ask(question: str, business_id: int | None, as_json: bool) -> None:
    """Answer a question in words from the shop's figures. Exits with 1 when it cannot be answered."""
    import ai.answers
    from ai.terminal import answer_lines

    def answered(figures: Figures) -> tuple[Answer, Shop]:
        asked = ai.answers.ask(
            question,
            mirror=figures.mirror,
            calendar=figures.shop.calendar,
            today=figures.today,
            permissions=figures.permissions,
        )
        return asked, figures.shop

    answer, shop = _with_figures(answered, business_id)
    if as_json:
        print_json(ai.answers.document(answer, shop))
    else:
        print_lines(answer_lines(answer, shop))
    sys.exit(0 if answer.status in ("answered", "empty") else 1)


@main.command()
@as_json
def metrics(as_json: bool) -> None:
    """The figures that reports and questions speak of, each with its definition."""
    from analytics.catalogue import METRICS

    if as_json:
        print_json([_fields(metric) for metric in METRICS])
    else:
        print_table(
            "",
            ("Metric", "Title", "Unit", "Definition"),
            [(one.slug, one.title, one.unit, one.definition) for one in METRICS],
        )


def _print_report(make: Callable[[Figures], Report], business_id: int | None, as_json: bool) -> None:
    from analytics.report import document
    from analytics.terminal import report_lines

    made = _with_figures(make, business_id)
    if as_json:
        print_json(document(made))
    else:
        print_lines(report_lines(made))


def _with_figures(work: Callable[[Figures], Any], business_id: int | None) -> Any:
    """What ``work`` makes of a business's figures as its owner sees them, from the mirror as it is."""
    from analytics.reports import Figures
    from analytics.results import shop_of
    from billing.permissions import MUNIM
    from etl.reader import open_mirror

    folder = _settings().mirror_folder
    if business_id is None:
        business_id = _chosen(None, _mirrored(folder))
    with open_mirror(folder, business_id) as opened:
        today = shop_of(opened).calendar.business_date(datetime.now(UTC))
        return work(Figures(opened, MUNIM.permissions, today))


def _mirrored(folder: Path) -> list[dict[str, Any]]:
    """The businesses that have a mirror, by the names their mirrors give."""
    from analytics.results import shop_of
    from etl.reader import open_mirror
    from etl.status import mirror_status as read_status

    found = []
    for one in read_status(folder):
        with open_mirror(folder, one.business_id) as opened:
            found.append({"business_id": one.business_id, "name": shop_of(opened).name})
    return found


def _day(given: datetime | None, figures: Figures) -> date:
    return figures.today if given is None else given.date()


# -- what commands share -----------------------------------------------------------------------------


def _settings() -> Settings:
    """The settings of this environment and folder; logs go where they say."""
    from munim.settings import load_settings

    return load_settings(os.environ, file=Path("munim.toml"))


@contextlib.contextmanager
def _books(settings: Settings) -> Iterator[Addresses]:
    """The addresses of the books, their server running meanwhile.

    The embedded server's books are migrated here, since nobody else looks after them; those of another server are
    migrated by ``munim migrate`` alone.
    """
    from munim.log import configure
    from munim.migrate import migrate as run_migrations
    from munim.migrate import newest_revision, revision_of
    from munim.postgres import open_cluster
    from munim.roles import prepare

    configure(settings)
    with open_cluster(settings) as administrator:
        addresses = prepare(administrator, settings.secret())
        if not settings.database_url:
            run_migrations(addresses.owner)
        elif (found := revision_of(addresses.owner)) != (needed := newest_revision()):
            raise Misconfigured(
                f"the books are at revision {found}, Munim needs {needed}: munim migrate brings them there",
                field="database_url",
            )
        yield addresses


@contextlib.contextmanager
def _database(settings: Settings, addresses: Addresses) -> Iterator[Database]:
    from munim.changes import ChangeTeller
    from munim.database import Database
    from munim.roles import refuse_bypass

    with ChangeTeller(addresses.app) as teller:
        database = Database(addresses.app, pool_size=settings.pool_size, on_change=teller)
        try:
            refuse_bypass(database.engine)
            yield database
        finally:
            database.close()


@contextlib.contextmanager
def _inside(business_id: int | None) -> Iterator[Session]:
    """One transaction in the business named, or in the only one."""
    settings = _settings()
    with (
        _books(settings) as addresses,
        _database(settings, addresses) as database,
        database.business(_chosen(business_id, _businesses(addresses))) as session,
    ):
        yield session


def _businesses(addresses: Addresses) -> list[dict[str, Any]]:
    """Every business, read as the mirror, which alone sees them all."""
    import psycopg
    from psycopg.rows import dict_row

    with psycopg.connect(addresses.mirror, row_factory=dict_row) as connection:
        return connection.execute(
            "SELECT business_id, name, country, currency FROM businesses ORDER BY business_id"
        ).fetchall()


def _chosen(business_id: int | None, businesses: Sequence[Mapping[str, Any]]) -> int:
    """The business named, or the only one. Raises ``NotFound``, ``Invalid`` where one must be named."""
    ids = [int(one["business_id"]) for one in businesses]
    if business_id is not None:
        if business_id not in ids:
            raise NotFound(f"there is no business {business_id}", field="--business")
        return business_id
    if not ids:
        raise NotFound("there is no business yet; munim demo or munim owner create makes one")
    if len(ids) > 1:
        names = ", ".join(f"{one['business_id']} {one['name']}".strip() for one in businesses)
        raise Invalid(f"say which business: {names}", field="--business")
    return ids[0]


# -- serving -----------------------------------------------------------------------------------------


def _serve(settings: Settings, addresses: Addresses, *, with_worker: bool, reload: bool = False) -> None:
    """Serve until told to stop, the worker in a process of its own beside."""
    import subprocess

    import uvicorn

    from api.app import create_app

    # uvicorn raises the signal that stopped it once more when it is done: as an exit, so that what follows still happens
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    environment = {**os.environ, "MUNIM_PORT": str(settings.port)}
    beside = subprocess.Popen([sys.executable, "-m", "cli", "worker"], env=environment) if with_worker else None
    # X-Forwarded-For is read by api/edge.py, from the proxies the settings name and no others
    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
    }
    try:
        if reload:
            uvicorn.run("cli:reloaded", factory=True, reload=True, **options)
        else:
            with _database(settings, addresses) as database:
                uvicorn.run(create_app(settings, database), **options)
    finally:
        if beside is not None:
            beside.terminate()
            beside.wait()


def reloaded() -> Litestar:
    """The application, made anew by ``munim serve --reload`` in each process it starts, which holds server and pool to its end."""
    import atexit

    from api.app import create_app

    settings, held = _settings(), contextlib.ExitStack()
    addresses = held.enter_context(_books(settings))
    app = create_app(settings, held.enter_context(_database(settings, addresses)))
    atexit.register(held.close)
    return app


def _fields(struct: Any) -> dict[str, Any]:
    import msgspec

    return msgspec.structs.asdict(struct)


if __name__ == "__main__":
    main()
