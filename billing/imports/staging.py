"""The staging of an import: temporary tables filled by COPY, and the named statements that work on them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import psycopg
import pyarrow as pa
import pyarrow.csv
import sqlalchemy as sa
from sqlalchemy.orm import Session

_END: Final = re.compile(r";\s*$", re.MULTILINE)


@cache
def statements(name: str) -> tuple[str, ...]:
    """The statements of ``sql/<name>.sql``, each ended by a semicolon at the end of a line."""
    text = files("billing.imports").joinpath("sql", f"{name}.sql").read_text()
    return tuple(part for part in _END.split(text) if part.strip())


def run(session: Session, name: str, /, **values: Any) -> None:
    """Run ``sql/<name>.sql``; each statement takes the values it names."""
    for statement in statements(name):
        clause = sa.text(statement)
        session.execute(clause, {key: values[key] for key in clause._bindparams})


def rows(session: Session, name: str, /, **values: Any) -> Sequence[sa.Row[Any]]:
    """The rows that ``sql/<name>.sql``, a single statement, yields."""
    (statement,) = statements(name)
    clause = sa.text(statement)
    return session.execute(clause, {key: values[key] for key in clause._bindparams}).all()


def copy_tables(session: Session, table: str, batches: Iterable[pa.Table]) -> None:
    """Append Arrow tables, their columns in the order of the temporary table's.

    One COPY for all, so that the server takes one in while the next is made.
    """
    with copying_cursor(session) as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)".encode()) as copy:
        for batch in batches:
            text = io.BytesIO()
            pyarrow.csv.write_csv(batch, text, pyarrow.csv.WriteOptions(include_header=False))
            copy.write(text.getbuffer())


def copy_rows(session: Session, table: str, found: Iterable[Sequence[Any]]) -> None:
    """Append rows of Python values, in the order of the temporary table's columns."""
    with copying_cursor(session) as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for row in found:
            copy.write_row(row)


def analyze(session: Session, *tables: str) -> None:
    """Let the planner know what temporary tables hold: autovacuum does not see them, and guesses cost seconds."""
    session.execute(sa.text(f"ANALYZE {', '.join(tables)}"))


def set_ids(session: Session, table: str, key: str, ids: Mapping[Any, Any]) -> None:
    """Give the rows of a temporary table named by ``key`` their ids."""
    session.execute(
        sa.text(
            f"UPDATE {table} SET id = made.id FROM unnest(:keys, :ids) AS made(key, id) WHERE {table}.{key} = made.key"
        ).bindparams(
            sa.bindparam("keys", list(ids), type_=sa.ARRAY(sa.Text if key == "reference" else sa.Integer)),
            sa.bindparam("ids", list(ids.values()), type_=sa.ARRAY(sa.Uuid)),
        )
    )


def copying_cursor(session: Session) -> psycopg.Cursor[Any]:
    """The driver's own cursor in the session's transaction, for COPY. Close it when done."""
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    return connection.cursor()
