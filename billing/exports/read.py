"""Making a fresh business from an export, and proving that it is the same to the paisa.

Everything a client may name keeps its UUID, and rows that are counted keep their number: both are unique within a
business alone, so they collide with nobody's. The hashes of events hold no business's number, so their chain stays whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.exports.archive import Archive, DamagedExport, Manifest, NewerExport, TableMember
from billing.exports.tables import LEFT_OUT, UNDER_WAY, ExportedTable, exported_tables, read_totals
from billing.exports.write import copied_out, fix_notation, highest_id
from billing.imports.staging import copying_cursor
from billing.integrity import find_breaches
from billing.memberships import add_member
from billing.sealed_numbers import move_sealed
from munim.database import business_of, enter_business
from munim.errors import MunimError
from munim.files import FileStore
from munim.migrate import newest_revision
from munim.sealing import SealingKeys
from munim.terminal import Progress

HIGHEST_ID: Final = 10**15  # nobody counted so far; a forged one must not use up what everybody draws from
# Not compared byte by byte: what is sealed is sealed anew, for its new place.
_SEALED_ANEW: Final = "sealed_numbers"


class NotProved(MunimError):
    """The business that was made is not the one that was exported, so nothing of it was kept."""

    code = "not_proved"


# -- operations --------------------------------------------------------------------------------------


def count_beyond(owner_url: str, manifest: Manifest) -> None:
    """Let the counters of rows go on behind the highest number of the export. To be done before ``import_business``.

    Only the owner of the books may move a counter, and moving one on harms nobody, whatever becomes of the import.
    Each is held while it is moved (ALTER SEQUENCE keeps others from drawing), so that it never goes back.
    Raises ``DamagedExport`` for a number that nobody ever reached.
    """
    numbered = {table.name: table.highest_id for table in manifest.tables if table.highest_id}
    if max(numbered.values(), default=0) > HIGHEST_ID:
        raise DamagedExport("a row of this export is numbered beyond all that books count to")
    with psycopg.connect(owner_url) as connection:
        known = connection.execute(
            """SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
               WHERE c.relnamespace = 'public'::regnamespace AND a.attidentity <> '' ORDER BY c.relname"""
        ).fetchall()
        for name, column in known:
            if name not in numbered:
                continue
            (sequence,) = connection.execute(
                "SELECT pg_get_serial_sequence(%s, %s)::regclass::text", [name, column]
            ).fetchone() or (None,)
            of = sql.SQL(sequence or "")  # as the catalogue writes it
            connection.execute(sql.SQL("ALTER SEQUENCE {} NO CYCLE").format(of))
            connection.execute(
                sql.SQL("SELECT setval({}, %s) FROM {} WHERE last_value <= %s").format(sql.Literal(sequence), of),
                [numbered[name], numbered[name]],
            )


def import_business(
    session: Session,
    archive: Archive,
    *,
    owner_id: UUID,
    store: FileStore,
    keys: SealingKeys | None,
    at: datetime,
    stored: list[str],
    progress: Progress = lambda what, done: None,
) -> Business:
    """Make the business of an export anew, owned by ``owner_id``; from here the session is in it.

    The session comes from ``Database.entry()``. All of it or, at the first thing that is not right, nothing. The keys of the files put in the
    store are added to ``stored`` as they are, for the caller to take away should the transaction not be committed.
    ``keys`` open the sealed numbers, which are sealed anew for their new place; None: they are left behind.
    What was under way in the old books (messages to be sent, gateways to be asked) is not done from here (``UNDER_WAY``).

    Raises ``NewerExport``, ``DamagedExport``, ``WrongSealingKey``, ``NotProved`` naming what differs.
    """
    manifest = archive.manifest
    if manifest.schema != newest_revision():
        raise NewerExport(
            f"this export is of books at revision {manifest.schema}, these are at {newest_revision()}: "
            "bring the older of the two Munims to the other's version, and export again where it was the older",
        )
    business_id = session.execute(
        sa.text("SELECT nextval(pg_get_serial_sequence('businesses', 'business_id'))")
    ).scalar_one()
    enter_business(session, business_id)
    fix_notation(session)
    tables = exported_tables(session)
    given = archive.tables
    if set(given) != {table.name for table in tables} or set(given) & set(LEFT_OUT):
        raise DamagedExport("the tables of this export are not those of its revision")
    try:
        for n, table in enumerate(tables):
            progress(f"table {table.name}", n / (2 * len(tables)))
            _fill(session, archive, table, given[table.name], store=store, keys=keys, stored=stored)
        changed = _leave_what_was_under_way(session)
    except (psycopg.DataError, psycopg.IntegrityError, sa.exc.DataError, sa.exc.IntegrityError) as error:
        raise DamagedExport(f"the rows of this export are not rows of books: {_first_line(error)}") from None
    add_member(session, owner_id, "owner", at=at)
    _prove(session, manifest, tables, but=changed | {_SEALED_ANEW}, progress=progress)
    session.info["changed"] = True  # a mirror is to be made of it
    progress("done", 1.0)
    return this_business(session)


def _fill(
    session: Session,
    archive: Archive,
    table: ExportedTable,
    member: TableMember,
    *,
    store: FileStore,
    keys: SealingKeys | None,
    stored: list[str],
) -> None:
    """Copy a table's rows beside it and add them in one statement, as row security and the ledger's own rule want it."""
    if member.columns != table.columns:
        raise DamagedExport(f"the columns of {table.name} are not those of its revision")
    columns, name = sql.SQL(", ").join(map(sql.Identifier, table.columns)), sql.Identifier(table.name)
    with copying_cursor(session) as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE brought ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                columns, name
            )
        )
        copied = sql.SQL("COPY brought ({}) FROM STDIN (FORMAT csv, HEADER match, ENCODING 'UTF8')").format(columns)
        with cursor.copy(copied) as copy:
            for piece in archive.read(member):
                copy.write(piece)
        if cursor.rowcount != member.rows:
            raise DamagedExport(f"{member.file} has {cursor.rowcount} rows, not {member.rows}")
        here = sql.Literal(business_of(session))
        if table.name == "files":
            _fill_files(session, archive, cursor, columns, store=store, stored=stored)
        else:
            if table.name == _SEALED_ANEW:
                _seal_anew(session, cursor, archive.manifest, keys)
            order = (
                sql.SQL(" ORDER BY ") + sql.SQL(", ").join(map(sql.Identifier, table.order))
                if table.order
                else sql.SQL("")
            )
            cursor.execute(
                sql.SQL(
                    "INSERT INTO {name} (business_id, {columns}) SELECT {here}, {columns} FROM brought{order}"
                ).format(name=name, columns=columns, here=here, order=order)
            )
        cursor.execute("DROP TABLE brought")


def _fill_files(
    session: Session,
    archive: Archive,
    cursor: psycopg.Cursor[Any],
    columns: sql.Composed,
    *,
    store: FileStore,
    stored: list[str],
) -> None:
    """Put the bytes of each file in the store and add its row with the key it got; of one without bytes the row alone."""
    business_id = business_of(session)
    rows = cursor.execute("SELECT id::text, sha256, deleted_at IS NOT NULL FROM brought ORDER BY id").fetchall()
    members = {member.id: member for member in archive.manifest.files}
    gone = set(archive.manifest.missing_files)
    if set(members) - {row[0] for row in rows}:
        raise DamagedExport("this export has files that no row names")
    found: dict[str, str] = {}
    for file_id, sha256, deleted in rows:
        if deleted or file_id in gone:
            found[file_id] = f"{business_id}/gone/{file_id}"
            continue
        if file_id not in members:
            raise DamagedExport(f"this export lacks the file {file_id}")
        content = b"".join(archive.read(members[file_id]))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise DamagedExport(f"the file {file_id} is not the one its row names")
        found[file_id] = store.put(business_id, content).key
        stored.append(found[file_id])
    cursor.execute(
        sql.SQL(
            """INSERT INTO files (business_id, key, {columns}) SELECT {here}, made.key, {columns} FROM brought
               JOIN unnest(%s::uuid[], %s::text[]) AS made(file_id, key) ON made.file_id = brought.id ORDER BY brought.id"""
        ).format(columns=columns, here=sql.Literal(business_id)),
        [list(found), list(found.values())],
    )


def _seal_anew(session: Session, cursor: psycopg.Cursor[Any], manifest: Manifest, keys: SealingKeys | None) -> None:
    """Bind what is sealed to its new business; without keys it is left behind, and what was shown of it with it."""
    old, new = manifest.business.business_id, business_of(session)
    if keys is None:
        cursor.execute("DELETE FROM brought WHERE sealed IS NOT NULL")
    rows = cursor.execute("SELECT subject_kind, subject_id, name, sealed FROM brought").fetchall()
    for kind, subject_id, name, sealed in rows:
        moved_to = str(new) if kind == "business" else subject_id
        again = (
            None
            if sealed is None or keys is None
            else move_sealed(keys, sealed, kind, (old, subject_id), (new, moved_to), name)
        )
        cursor.execute(
            "UPDATE brought SET subject_id = %s, sealed = %s WHERE subject_kind = %s AND subject_id = %s AND name = %s",
            [moved_to, again, kind, subject_id, name],
        )


def _leave_what_was_under_way(session: Session) -> set[str]:
    """Settle what the old books were about to do; the names of the tables in which that changed a row."""
    here = {"business_id": business_of(session)}
    return {
        name for name, statement in UNDER_WAY.items() if session.connection().execute(sa.text(statement), here).rowcount
    }


def _prove(
    session: Session, manifest: Manifest, tables: list[ExportedTable], *, but: set[str], progress: Progress
) -> None:
    """Raises ``NotProved`` unless every table reads as it was exported, the books come to the same, and nothing is broken."""
    wrong: list[str] = []
    for n, (table, member) in enumerate(zip(tables, manifest.tables, strict=True)):
        progress(f"proving {table.name}", 0.5 + n / (2 * len(tables)))
        if table.name not in but and _sha256(copied_out(session, table.copied(business_of(session)))) != member.sha256:
            wrong.append(f"table {table.name}")
        if highest_id(session, table) != member.highest_id:
            wrong.append(f"the numbers of rows of {table.name}")
    totals = read_totals(session)
    wrong += [name for name in totals.__struct_fields__ if getattr(totals, name) != getattr(manifest.totals, name)]
    wrong += [f"{breach.check}: {breach.subject}" for breach in find_breaches(session)]
    if wrong:
        raise NotProved(f"{len(wrong)} things differ from the export: {'; '.join(wrong[:5])}", differs=wrong[:100])


def _sha256(pieces: Iterator[memoryview]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _first_line(error: Exception) -> str:
    """What the server said, without the values it said it of."""
    said = getattr(error, "orig", error)
    diagnostic = getattr(said, "diag", None)
    return str(getattr(diagnostic, "message_primary", None) or type(said).__name__)
