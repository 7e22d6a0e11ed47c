"""Exporting a business: every table, file and figure of one moment, in one archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import IO

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import record_event
from billing.exports.archive import (
    FORMAT,
    README,
    ArchiveWriter,
    ExportedBusiness,
    FileMember,
    Manifest,
    Member,
    Sealed,
    TableMember,
)
from billing.exports.people import readme, sheets
from billing.exports.tables import LEFT_OUT, LEFT_OUT_COLUMNS, ExportedTable, exported_tables, read_totals
from billing.files import files
from billing.imports.staging import copying_cursor
from billing.permissions import Actor
from billing.sealed_numbers import sealed_key_ids
from munim.database import business_of
from munim.errors import NotFound
from munim.files import FileStore
from munim.migrate import newest_revision
from munim.money import exponent
from munim.terminal import Progress

# -- operations --------------------------------------------------------------------------------------


def note_export(session: Session, *, by: Actor, at: datetime) -> None:
    """Record who takes the whole books away, in a transaction of its own before the export, which then tells of itself."""
    by.require("exports.write")
    here, today = business_of(session), this_business(session).today(at)
    record_event(session, "business.exported", "business", here, {}, by=by, at=at, business_date=today)


# -- reads -------------------------------------------------------------------------------------------


def export_business(
    session: Session,
    out: IO[bytes],
    *,
    store: FileStore,
    by: Actor,
    at: datetime,
    progress: Progress = lambda what, done: None,
) -> Manifest:
    """Write the business the session is in; the session is a snapshot (``Database.business(..., snapshot=True)``).

    The same books give the same bytes, but for ``at`` and for what is sealed. A file whose bytes the store has lost is
    named in the manifest. Raises ``Forbidden``, ``Unavailable`` when the store does not answer.
    """
    by.require("exports.write")
    fix_notation(session)
    business, archive = this_business(session), ArchiveWriter(out)
    tables = exported_tables(session)
    written: list[TableMember] = []
    for n, table in enumerate(tables):
        progress(f"table {table.name}", n / (len(tables) + 1))
        written.append(_write_table(session, archive, table))
    progress("files", len(tables) / (len(tables) + 1))
    kept, missing = _write_files(session, archive, store)
    text = readme(business.name, at.date().isoformat(), newest_revision())
    for_people = [
        archive.add(f"for-people/{name}.csv", copied_out(session, query))
        for name, query in sheets(business.business_id, exponent(business.currency)).items()
    ]
    for_people.append(archive.add(README, [text.encode()]))
    values, key_ids = sealed_key_ids(session)
    manifest = Manifest(
        format=FORMAT,
        schema=newest_revision(),
        business=ExportedBusiness(business.business_id, business.name, business.country, business.currency),
        made_at=at,
        tables=written,
        files=kept,
        missing_files=missing,
        for_people=for_people,
        sealed=Sealed(values, key_ids),
        left_out={**LEFT_OUT, **LEFT_OUT_COLUMNS},
        totals=read_totals(session),
    )
    archive.finish(manifest)
    progress("done", 1.0)
    return manifest


def fix_notation(session: Session) -> None:
    """Have the server write instants, days and bytes one way, whatever the login or the server was set to."""
    for setting, value in (("TimeZone", "UTC"), ("DateStyle", "ISO, YMD"), ("bytea_output", "hex"), ("IntervalStyle", "iso_8601")):  # fmt: skip
        session.execute(sa.select(sa.func.set_config(setting, value, True)))


def copied_out(session: Session, query: sql.Composed, *, counted: list[int] | None = None) -> Iterator[memoryview]:
    """The rows of ``query`` as CSV with a heading, piece by piece; how many they were is added to ``counted``."""
    with copying_cursor(session) as cursor:
        copied = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER true, ENCODING 'UTF8')").format(query)
        with cursor.copy(copied) as copy:
            for piece in copy:
                yield memoryview(piece)
        if counted is not None:
            counted.append(cursor.rowcount)


def _write_table(session: Session, archive: ArchiveWriter, table: ExportedTable) -> TableMember:
    counted: list[int] = []
    rows = table.copied(business_of(session))
    member = archive.add(f"tables/{table.name}.csv", copied_out(session, rows, counted=counted))
    return TableMember(
        member.file,
        member.bytes,
        member.sha256,
        name=table.name,
        columns=table.columns,
        rows=counted[0],
        highest_id=highest_id(session, table),
    )


def highest_id(session: Session, table: ExportedTable) -> int | None:
    """The largest of the numbers that a table's rows are counted by, 0 when it has none."""
    if table.identity is None:
        return None
    column: sa.ColumnClause[int] = sa.column(table.identity, sa.BigInteger)
    here = sa.column("business_id") == business_of(session)
    found = session.execute(
        sa.select(sa.func.coalesce(sa.func.max(column), 0)).select_from(sa.table(table.name)).where(here)
    )
    return int(found.scalar_one())


def _write_files(session: Session, archive: ArchiveWriter, store: FileStore) -> tuple[list[FileMember], list[str]]:
    here = (files.c.business_id == business_of(session)) & files.c.deleted_at.is_(None)
    kept: list[FileMember] = []
    missing: list[str] = []
    for row in session.execute(sa.select(files.c.id, files.c.key).where(here).order_by(files.c.id)).all():
        try:
            content = store.get(row.key)
        except NotFound:
            missing.append(str(row.id))
            continue
        member: Member = archive.add(f"files/{row.id}", [content])
        kept.append(FileMember(member.file, member.bytes, member.sha256, id=str(row.id)))
    return kept, missing
