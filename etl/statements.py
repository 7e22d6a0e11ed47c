"""The SQL beside this package: each file is named after the table it yields, each statement after what it tells.

A file of ``sql/books`` holds statements for Postgres under headings: ``[changed]`` yields the keys of rows that changed,
``[rows]`` the rows, ``[totals]`` what they come to, counted without the joins that shape them. As written they speak of
everything; the lines marked ``--+`` narrow them to what changed and are taken in for an increment alone. Three words
stand for values, all of them numbers or made by Postgres itself: ``:businesses``, ``:since(column)`` and
``:changed(table)``.

A file of ``sql/rollups`` holds statements for the mirror itself: ``[changed]`` yields the cells that staged rows touch,
unless they are those of another rollup, ``[stale]`` tells which rows of the rollup are those cells, ``[rows]`` sums them up
and ``[totals]`` says what they must come to. Where one needs it, ``[before]`` runs before anything is thrown away, and
``[renewed]`` tells which rows come to the totals. ``:cells(rollup.column)`` stands for what a column of ``[changed]``
holds, ``:first(rollup.column)`` for the least of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

_ROOT: Final = files("etl") / "sql"
_HEADING: Final = re.compile(r"^-- \[(\w+)\]$", re.MULTILINE)
_NARROWING: Final = re.compile(r"^--\+.*$", re.MULTILINE)
_NAMED: Final = re.compile(r"\bAS (\w+)")
_SINCE: Final = re.compile(r":since\(([\w.]+)\)")
_CHANGED: Final = re.compile(r":changed\((\w+)\)")
_OF_BUSINESSES: Final = re.compile(r"(?:\w+\.)?business_id = ANY\(:businesses\)")
_SNAPSHOT: Final = re.compile(r"\d+:\d+:[\d,]*")


@dataclass(frozen=True)
class Since:
    """How far the last run had read: rows of transactions its snapshot did not see are new."""

    watermark: int  # the snapshot's oldest open transaction: an index finds what is not older
    snapshot: str  # as Postgres writes a pg_snapshot
    seen_too: bool = False  # also what the snapshot did see: all that has to be read to find what is new

    def __post_init__(self) -> None:
        if not _SNAPSHOT.fullmatch(self.snapshot):
            raise ValueError(f"{self.snapshot!r} is no snapshot")

    @property
    def held(self) -> bool:
        """Whether a transaction was open, so that what ended after it began lies beyond the watermark though it was seen."""
        oldest, following, _ = self.snapshot.split(":")
        return oldest != following

    def predicate(self, column: str) -> str:
        if self.seen_too:
            return f"{column} >= '{self.watermark:d}'::xid8"
        return _not_seen(column, f"'{self.watermark:d}'::xid8", f"'{self.snapshot}'")


def _not_seen(column: str, watermark: str, snapshot: str) -> str:
    return f"({column} >= {watermark} AND NOT pg_visible_in_snapshot({column}, {snapshot}))"


def books_statement(table: str, name: str, businesses: Sequence[int] | None, since: Since | None = None) -> str:
    """A statement of ``sql/books`` for these businesses, or for all of them: of everything, or of what changed ``since``."""
    text = _narrowed(_sections(f"books/{table}.sql")[name], since is not None)
    if since is not None:
        text = _CHANGED.sub(lambda found: _sections(f"books/{found[1]}.sql")["changed"], text)
        text = _SINCE.sub(lambda found: since.predicate(found[1]), text)
    if businesses is None:  # ten thousand of them, named forty times, would take longer to plan than all else
        return _OF_BUSINESSES.sub("true", text)
    return text.replace(":businesses", f"'{{{','.join(f'{one:d}' for one in businesses)}}}'::bigint[]")


def changed_statement(table: str) -> str:
    """The statement ``[changed]`` of a table, to be prepared: ``given_statement`` says how."""
    return given_statement(table, "changed", changed=True)


@cache
def given_statement(table: str, name: str, *, changed: bool) -> str:
    """A statement of ``sql/books`` to be prepared: of the businesses ``$1``, all or what changed since the watermark ``$2`` and the snapshot ``$3``."""
    text = _narrowed(_sections(f"books/{table}.sql")[name], changed)
    text = _CHANGED.sub(lambda found: _sections(f"books/{found[1]}.sql")["changed"], text)
    return _SINCE.sub(lambda found: _not_seen(found[1], "$2", "$3"), text).replace(":businesses", "$1")


def given(business_id: int, since: Since) -> str:
    """The values that a ``given_statement`` is executed with."""
    return f"'{{{business_id:d}}}', '{since.watermark:d}', '{since.snapshot}'"


@cache
def shape(table: str) -> str:
    """The query that yields a mirror table's rows: a file of ``sql/shape``, or else the staged rows as they are."""
    file = _ROOT / "shape" / f"{table}.sql"
    return file.read_text() if file.is_file() else f"SELECT * EXCLUDE (business_id) FROM staged_{table}"


@cache
def rollup_statement(rollup: str, name: str, *, of_changed: bool = False) -> str:
    """A statement of ``sql/rollups``: of everything, or of the cells that changed."""
    return _narrowed(_sections(f"rollups/{rollup}.sql")[name], of_changed)


@cache
def has_statement(rollup: str, name: str) -> bool:
    """Whether a rollup has a statement that not every rollup needs."""
    return name in _sections(f"rollups/{rollup}.sql")


@cache
def rollup_measures(rollup: str) -> list[str]:
    """The columns that its statement ``[totals]`` yields, in order."""
    return _NAMED.findall(rollup_statement(rollup, "totals"))


@cache
def definitions() -> str:
    """The mirror's tables: those that are filled from the books, and what they come to."""
    return (_ROOT / "mirror.sql").read_text() + (_ROOT / "rollups.sql").read_text()


def renames(table: str) -> str:
    """The statements that take a changed name of ``table`` to the rows that repeat it."""
    return _sections("renames.sql")[table]


@cache
def fingerprint() -> str:
    """Tells one shape of the mirror from another: a version made by other SQL cannot be carried on."""
    digest = hashlib.sha256()
    for path in sorted(_sql_files(_ROOT), key=lambda file: (file.name, file.read_text())):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _narrowed(text: str, narrow: bool) -> str:
    """The statement with its narrowing lines taken in or left out."""
    return text.replace("--+", "") if narrow else _NARROWING.sub("", text)


def _sql_files(folder: Traversable) -> list[Traversable]:
    return [file for entry in folder.iterdir() for file in (_sql_files(entry) if entry.is_dir() else [entry])]


@cache
def _sections(file: str) -> dict[str, str]:
    _, *parts = _HEADING.split((_ROOT / file).read_text())
    return {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}
