"""Businesses and their owners: made, exported, imported, proved, sealed anew."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import rich_click as click

from cli.books import chosen_business, fields_of, list_businesses, open_books, open_database, settings_here
from cli.options import as_json, of_business, writable
from munim.errors import Invalid, NotFound
from munim.terminal import print_json, print_table, progress_bar, talk


@click.group()
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

    settings, at = settings_here(), datetime.now(UTC)
    check_password(password, email=parse_email(email))
    with open_books(settings) as addresses, open_database(settings, addresses) as database, database.entry() as session:
        user_id = add_user(session, email=email, name=name, password_hash=Passwords().hash(password).result(), at=at)
        business = register_owned_business(
            session, BusinessSettings(name=business_name, country=country), user_id, at=at
        )
    talk().print(f"{business.name} is business {business.business_id}; {email} owns it")


@click.group()
def business() -> None:
    """The businesses whose books these are."""


@business.command("list")
@as_json
def business_list(as_json: bool) -> None:
    """Id, name, country and currency of every business."""
    with open_books(settings_here()) as addresses:
        found = list_businesses(addresses)
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

    settings, at = settings_here(), datetime.now(UTC)
    store, unfinished = open_file_store(settings), writable(file, field="FILE").with_name(f".{file.name}.unfinished")
    with open_books(settings) as addresses, open_database(settings, addresses) as database:
        chosen = chosen_business(business_id, list_businesses(addresses))
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

    settings, stored = settings_here(), list[str]()
    if not file.is_file():
        raise Invalid(f"there is no file {file}", field="FILE")
    store, keys = open_file_store(settings), None if without_sealed_numbers else sealing_keys(settings)
    with (
        open_books(settings) as addresses,
        open_database(settings, addresses) as database,
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


@click.command()
@of_business
@as_json
def verify(business_id: int | None, as_json: bool) -> None:
    """Prove that balances, stock, totals and numbers are what their rows sum to. Exits with 1 when one is not."""
    from billing.integrity import find_breaches

    settings, found = settings_here(), []
    with open_books(settings) as addresses, open_database(settings, addresses) as database:
        for one in [business_id] if business_id else [each["business_id"] for each in list_businesses(addresses)]:
            with database.business(one) as session:
                found += [(one, breach) for breach in find_breaches(session)]
    if as_json:
        print_json([{"business_id": one, **fields_of(breach)} for one, breach in found])
    else:
        print_table(
            "",
            ("Business", "Check", "Subject", "Kept", "Derived"),
            [tuple(map(str, (one, *fields_of(breach).values()))) for one, breach in found],
        )
        talk().print(f"{len(found)} breaches" if found else "the books are sound")
    sys.exit(1 if found else 0)


@click.command("rotate-keys")
@of_business
@as_json
def rotate_keys(business_id: int | None, as_json: bool) -> None:
    """Seal every bank and identity number with the first of MUNIM_SEALING_KEYS.

    Whatever stops it, each number opens with the old keys or the new; run it again, and it goes on where it stopped.
    """
    from billing.sealed_numbers import reseal_all
    from munim.sealing import sealing_keys

    settings = settings_here()
    keys, found = sealing_keys(settings), []
    with open_books(settings) as addresses, open_database(settings, addresses) as database:
        for one in [business_id] if business_id else [each["business_id"] for each in list_businesses(addresses)]:
            found.append({"business_id": one, "resealed": reseal_all(database, one, keys)})
    if as_json:
        print_json(found)
    else:
        print_table("", ("Business", "Resealed"), [tuple(map(str, one.values())) for one in found])
