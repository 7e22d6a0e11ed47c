"""Tables of a business and sessions that can see only it.

A table made by ``tenant_table`` carries ``business_id`` first, has composite keys with it, and is put
under forced row-level security by ``security_statements``: the application's role sees the rows of the
business its transaction names, and nothing at all when it names none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

import psycopg
import sqlalchemy as sa
from psycopg import RawCursor
from psycopg.rows import namedtuple_row
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import psycopg as postgresql_by_psycopg
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.types import UserDefinedType

from munim.ids import new_id

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=NAMING)

# The four roles; nobody has BYPASSRLS. Their logins are made by ``munim migrate``.
OWNER: Final = "munim_owner"
APP: Final = "munim_app"
MIRROR: Final = "munim_mirror"
QUEUE: Final = "munim_queue"

_DIALECT: Final = postgresql_by_psycopg.dialect()  # type: ignore[no-untyped-call]
JOBS: Final = "jobs"  # the schema of work that waits: ids alone, no row security

# In a scalar subselect so that it is evaluated once a statement, not once a row (381 ms against 88 ms over a
# million rows); nullif because the setting is '' rather than NULL once a transaction that set it has ended.
CURRENT_BUSINESS: Final = "(SELECT nullif(current_setting('app.business_id', true), '')::bigint)"
CURRENT_USER: Final = "(SELECT nullif(current_setting('app.user_id', true), '')::uuid)"


class XID8(UserDefinedType[int]):
    """Postgres's 64-bit transaction id: never wraps, is indexable, survives freezing."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


def tenant_table(
    name: str,
    *parts: Any,
    comment: str,
    mirrored: bool | tuple[str, ...] = False,
    insert_only: bool = False,
    deletable: bool = False,
    rooted: bool = True,
) -> sa.Table:
    """A table whose rows belong to a business.

    ``parts`` name the primary key by ``uuid_id()``, ``row_id()`` or ``primary_key=True`` columns; ``business_id``
    is put in front of it. ``mirrored`` adds the indexed ``row_version`` that the mirror reads by; where it names columns,
    the mirror may read no other, and a change of others does not concern it. ``insert_only`` withholds UPDATE from the
    application, ``deletable`` grants DELETE (drafts and working tables only).
    Not ``rooted``: each row names a parent of the same business in a key that is never null, so a key of its own
    to ``businesses`` would only check again what the parent's did, at a third of the cost of a bulk insert.
    """
    business = [sa.ForeignKey("businesses.business_id")] if rooted else []
    extra: list[Any] = []
    if mirrored:
        extra = [
            sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
            sa.Index(f"ix_{name}_row_version", "row_version"),
        ]
    return sa.Table(
        name,
        metadata,
        sa.Column("business_id", sa.BigInteger, *business, primary_key=True, autoincrement=False),
        *parts,
        *extra,
        comment=comment,
        info={"tenant": True, "mirrored": mirrored, "insert_only": insert_only, "deletable": deletable},
    )


def global_table(name: str, *parts: Any, comment: str, deletable: bool = False) -> sa.Table:
    """A table that belongs to no business: named in the catalogue test, granted to the application whole."""
    return sa.Table(name, metadata, *parts, comment=comment, info={"tenant": False, "deletable": deletable})


def job_table(name: str, *parts: Any, comment: str) -> sa.Table:
    """A table of the schema ``jobs``: work that waits, in ids alone, under no row security (DESIGN section 3).

    Whoever does the work enters its business first; the rows may be deleted once it is done.
    """
    return sa.Table(name, metadata, *parts, comment=comment, schema=JOBS, info={"tenant": False, "deletable": True})


def uuid_id() -> sa.Column[UUID]:
    """Key of what a client may make or name: a UUIDv7, the client's own or made here."""
    return sa.Column("id", sa.Uuid, primary_key=True, default=new_id)


def row_id() -> sa.Column[int]:
    """Key of rows nobody names from outside: lines, entries, moves."""
    return sa.Column("id", sa.BigInteger, sa.Identity(always=False), primary_key=True)


def belongs_to(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A foreign key that cannot point into another business (a plain one can: checks bypass row security)."""
    return sa.ForeignKeyConstraint(["business_id", column], [f"{table}.business_id", f"{table}.id"])


def amount(name: str, *, nullable: bool = False, default: int | None = None) -> sa.Column[int]:
    """A column of minor units of the business's currency."""
    server_default = None if default is None else sa.text(str(default))
    return sa.Column(name, sa.BigInteger, nullable=nullable, server_default=server_default)


def rate(name: str, **options: Any) -> sa.Column[Any]:
    """A price or rate: four decimals, ``Decimal`` in Python."""
    return sa.Column(name, sa.Numeric(14, 4), **options)


def quantity(name: str, **options: Any) -> sa.Column[Any]:
    """A quantity: three decimals."""
    return sa.Column(name, sa.Numeric(14, 3), **options)


def percent(name: str, **options: Any) -> sa.Column[Any]:
    """A percentage: 18 is eighteen percent."""
    return sa.Column(name, sa.Numeric(7, 4), **options)


def instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A point in time with a zone."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def one_of(column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    """The column holds one of ``values``."""
    return sa.CheckConstraint(f"{column} IN ({', '.join(repr(v) for v in values)})", name=f"{column}_known")


def security_statements(table: sa.Table) -> list[str]:
    """The SQL that puts ``table`` under its owner's grants and, for a business's table, row-level security."""
    name, info = table.fullname, table.info
    verbs = ["SELECT", "INSERT"]
    if not info.get("insert_only"):
        verbs.append("UPDATE")
    if info.get("deletable"):
        verbs.append("DELETE")
    out = [f"GRANT {', '.join(verbs)} ON {name} TO {APP}"]
    if not info["tenant"]:
        return out
    own = f"business_id = {CURRENT_BUSINESS}"
    out += [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY own_business ON {name} TO {APP} USING ({own}) WITH CHECK ({own})",
    ]
    if columns := info["mirrored"]:
        seen, when = "", ""
        if columns is not True:
            key = [column.name for column in table.primary_key]
            seen = f" ({', '.join((*key, *columns, 'row_version'))})"
            old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
            when = f" WHEN (({old}) IS DISTINCT FROM ({new}))"
        out += [
            f"GRANT SELECT{seen} ON {name} TO {MIRROR}",
            f"CREATE POLICY mirror_reads ON {name} FOR SELECT TO {MIRROR} USING (true)",
            # the default serves inserts at no cost; only updates need the trigger
            f"CREATE TRIGGER stamp_row_version BEFORE UPDATE ON {name} FOR EACH ROW{when} EXECUTE FUNCTION stamp_row_version()",
        ]
    return out


def owned_function(definition: str, signature: str) -> list[str]:
    """The SQL that makes a SECURITY DEFINER function of the schema ``jobs`` the queue's own, for the application to call.

    ``signature`` names it with its argument types. The queue sees every business; its functions return ids alone.
    """
    name = f"{JOBS}.{signature}"
    return [
        definition,
        f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {name} TO {APP}",
        # a function can be given only to who might have made it
        f"GRANT CREATE ON SCHEMA {JOBS} TO {QUEUE}",
        f"ALTER FUNCTION {name} OWNER TO {QUEUE}",
        f"REVOKE CREATE ON SCHEMA {JOBS} FROM {QUEUE}",
    ]


STAMP_ROW_VERSION: Final = """
CREATE OR REPLACE FUNCTION stamp_row_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.row_version := pg_current_xact_id(); RETURN NEW; END $$
"""


class Database:
    """Sessions on the books as one role. Each ``with`` is one transaction: committed at its end, or nothing."""

    def __init__(self, url: str, *, pool_size: int = 16, on_change: Callable[[int], None] | None = None) -> None:
        """``url``: postgresql:// of a login that is neither owner nor superuser. Opens no connection yet.

        ``on_change`` is called with a business's id after each commit that recorded an event.
        """
        self.url = url
        self.on_change = on_change
        self.engine = sa.create_engine(
            sa.make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=False,
            isolation_level="AUTOCOMMIT",  # sessions begin for themselves: see _open_transaction
            hide_parameters=True,  # an error's text ends in logs; what was being written does not belong there
            connect_args={"application_name": "munim"},
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def business(
        self,
        business_id: int,
        *,
        user_id: UUID | None = None,
        first: Statement | None = None,
        snapshot: bool = False,
    ) -> Iterator[Session]:
        """One transaction that sees the rows of ``business_id`` alone.

        ``first`` is sent along with its opening, in the same round trip; ``first_row`` has its answer. ``snapshot``: it
        reads alone, and all of it at one moment, however long it takes.
        """
        info = {"business_id": business_id, "user_id": user_id, "first": first, "snapshot": snapshot}
        with self._sessions(info=info) as session:
            with session.begin():
                yield session
                _send_last(session)
            self._tell(session)

    @contextmanager
    def entry(self, *, user_id: UUID | None = None) -> Iterator[Session]:
        """One transaction of nobody's: global tables only, and the memberships of ``user_id`` when given."""
        with self._sessions(info={"user_id": user_id}) as session:
            with session.begin():
                yield session
                _send_last(session)
            self._tell(session)

    def _tell(self, session: Session) -> None:
        if self.on_change is not None and session.info.get("changed"):
            self.on_change(business_of(session))

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


Fixed = sa.Select[Any] | sa.TextClause


class Statement(NamedTuple):
    """SQL in psycopg's own terms, for the round trips that a transaction shares: its opening and its end."""

    sql: str
    parameters: Mapping[str, Any] | Sequence[Any]


_ENTER: Final = "SELECT set_config('app.business_id', %s, true), set_config('app.user_id', %s, true)"


@event.listens_for(Session, "after_begin")
def _open_transaction(session: Session, _transaction: Any, connection: sa.Connection) -> None:
    """BEGIN, and first thing after it, before any savepoint, whose rows may be seen (rules T-3, 5.1).

    The driver is in autocommit mode, so that BEGIN, this and the transaction's first statement travel together: a bill
    over the counter waits for the network as often as for anything else. What begins here SQLAlchemy commits or rolls back.
    """
    info = session.info
    statements = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if info.get("snapshot") else "BEGIN"]
    if info.get("business_id") is not None:
        statements.append(_written(connection, Statement(_ENTER, _place(session, info["business_id"]))))
    elif info.get("user_id") is not None:
        user = Statement("SELECT set_config('app.user_id', %s, true)", (str(info["user_id"]),))
        statements.append(_written(connection, user))
    first: Statement | None = info.pop("first", None)
    if first is not None:
        statements.append(_written(connection, first))
    cursor = _send(connection, statements)
    if first is not None:
        while cursor.nextset():
            pass
        info["first_row"] = cursor.fetchone()


def first_row(session: Session) -> tuple[Any, ...] | None:
    """The row that the transaction's ``first`` statement returned."""
    session.connection()  # opens the transaction, if nothing has yet
    row: tuple[Any, ...] | None = session.info.get("first_row")
    return row


def send_last(session: Session, statement: Statement) -> None:
    """Let ``statement`` be the last of the transaction, sent together with its COMMIT.

    What it violates is raised by the ``with`` of the transaction; then nothing is committed.
    """
    session.info["last"] = statement


def _send_last(session: Session) -> None:
    last: Statement | None = session.info.pop("last", None)
    if last is not None:
        connection = session.connection()
        _send(connection, [_written(connection, last), "COMMIT"])


def run(session: Session, statement: Fixed, parameters: Mapping[str, Any]) -> list[Any]:
    """The rows of a statement that is a constant of its module; a column is an attribute of its row.

    What ``session.execute`` does, without building and reading the text anew each time: for the few statements that a
    busy counter sends all day. JSON is given as psycopg's ``Jsonb``. Raises SQLAlchemy's errors.
    """
    cursor = RawCursor(_driver(session.connection()), row_factory=namedtuple_row)
    with _as_sqlalchemy():
        cursor.execute(*_sent(statement, parameters))
    return cursor.fetchall()


def read_together(session: Session, *reads: tuple[Fixed, Mapping[str, Any]]) -> list[list[Any]]:
    """The rows of several such statements, each with its parameters, in one round trip."""
    driver = _driver(session.connection())
    cursors = [RawCursor(driver, row_factory=namedtuple_row) for _ in reads]
    with _as_sqlalchemy(), driver.pipeline():
        for cursor, (statement, parameters) in zip(cursors, reads, strict=True):
            cursor.execute(*_sent(statement, parameters))
    return [cursor.fetchall() for cursor in cursors]


def _sent(statement: Fixed, parameters: Mapping[str, Any]) -> tuple[bytes, list[Any]]:
    text, names, defaults = _compiled(statement)
    values = [parameters[name] if name in parameters else defaults[name] for name in names]
    return text, [list(value) if isinstance(value, tuple) else value for value in values]  # a tuple would be a row


@cache
def _compiled(statement: Fixed) -> tuple[bytes, list[str], Mapping[str, Any]]:
    """The text with the server's own $1, $2 …, the names in that order, and the values that the statement itself has."""
    compiled = statement.compile(dialect=_DIALECT)
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        if found[1] not in names:
            names.append(found[1])
        return f"${names.index(found[1]) + 1}"

    text = re.sub(r"%\((\w+)\)s", numbered, compiled.string).replace("%%", "%")
    return text.encode(), names, compiled.params


@contextmanager
def _as_sqlalchemy() -> Iterator[None]:
    """Errors of the driver as SQLAlchemy's, by which they are known everywhere else."""
    try:
        yield
    except psycopg.Error as error:
        raise sa.exc.DBAPIError.instance(
            None, None, error, psycopg.Error, hide_parameters=True, dialect=_DIALECT
        ) from error


def _driver(connection: sa.Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


def _written(connection: sa.Connection, statement: Statement) -> str:
    """The statement with its values written in, as several in one message must have them."""
    return psycopg.ClientCursor(_driver(connection)).mogrify(statement.sql, statement.parameters)


def _send(connection: sa.Connection, statements: Sequence[str]) -> psycopg.Cursor[Any]:
    """Send statements as one message. Several in one cannot be prepared."""
    with _as_sqlalchemy():
        return _driver(connection).execute("; ".join(statements), prepare=False)  # the texts are our own


def enter_business(session: Session, business_id: int) -> None:
    """From here to its end the transaction sees ``business_id`` (where a business is made in mid-transaction)."""
    session.info["business_id"] = business_id
    session.connection().exec_driver_sql(_ENTER, _place(session, business_id))


def _place(session: Session, business_id: int) -> tuple[str, str]:
    return str(business_id), str(session.info.get("user_id") or "")


def business_of(session: Session) -> int:
    """The business this transaction is in. Raises ``LookupError`` outside one."""
    found = session.info.get("business_id")
    if found is None:
        raise LookupError("this session names no business")
    return int(found)


def violated(error: sa.exc.IntegrityError) -> str:
    """The name of the constraint that refused: what a database error is recognised by (its text is for people)."""
    diagnosis = getattr(error.orig, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")
