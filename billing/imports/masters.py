"""Importing what other books hold: customers, suppliers, products, opening balances and payments, a line at a time.

Each line is put in the books by the operation that the counter uses, under a savepoint of its own, so that a line is
there whole or not at all and says why. A dry run does all of it and takes it back: it cannot disagree with the run.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import record_event
from billing.imports.balances import BALANCES
from billing.imports.columns import Header, Line, Rejected, as_text, data_rows, read_line
from billing.imports.customers import CUSTOMERS
from billing.imports.kinds import Keeper, Kept, Kind, work_on
from billing.imports.payments import PAYMENTS
from billing.imports.products import PRODUCTS
from billing.imports.sheets import Encoding, read_sheet
from billing.imports.suppliers import SUPPLIERS
from billing.imports.tables import imported_documents, imports
from billing.imports.turns import take_turn
from billing.permissions import Actor
from munim.database import business_of
from munim.errors import Forbidden, MunimError
from munim.ids import new_id
from munim.terminal import Progress

KINDS: Final = {kind.name: kind for kind in (CUSTOMERS, SUPPLIERS, PRODUCTS, BALANCES, PAYMENTS)}
ImportKind = Literal["customers", "suppliers", "products", "balances", "payments"]
_MONTH_FIRST: Final = ("US",)  # countries that write the month in front of the day

# -- commands ----------------------------------------------------------------------------------------


class ImportFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of lines of one kind, and how to take it.

    ``update``: what is there already is changed to what the file says, where it says something; else it is skipped.
    ``all_or_nothing``: one rejected line keeps the others out. ``dry_run``: nothing is kept, whatever becomes of the lines.
    """

    kind: ImportKind
    content: bytes
    name: str
    encoding: Encoding = "utf-8"
    update: bool = False
    all_or_nothing: bool = False
    dry_run: bool = False


# -- operations --------------------------------------------------------------------------------------


def import_file(
    session: Session, command: ImportFile, *, by: Actor, at: datetime, progress: Progress = lambda what, done: None
) -> FileImport:
    """Put the good lines of a file in the books; one event, and none when nothing was added or changed.

    Imports into a business take turns. Locks what its kind says (``Keeper.prepare``), the number series, the head.
    Raises ``ImportRunning``, ``UnreadableFile``, ``WrongColumns``; what is wrong with a line is told with the line.
    """
    by.require("imports.write")
    take_turn(session)
    kind, business = KINDS[command.kind], this_business(session)
    progress("reading the file", 0.0)
    month_first = business.country in _MONTH_FIRST
    header, rows = data_rows(
        read_sheet(command.content, command.name, encoding=command.encoding), kind.columns, name=command.name
    )
    lines: list[Line] = []
    fates: dict[int, ImportedLine] = {}
    for row in rows:
        try:
            lines.append(read_line(row, header, kind.columns, month_first=month_first))
        except Rejected as error:
            fates[row.number] = _rejected(row.number, as_text(row.cells), error, header, kind)
    import_id = new_id()
    work = work_on(session, import_id, command.name, updates=command.update, by=by, at=at)
    with _taken_back_unless_kept(session) as whole:
        amount_minor, known = _keep_lines(session, kind.begin(work), lines, fates, header, kind, progress)
        counts = Counter(one.fate for one in fates.values())
        writes = bool(counts["added"] or counts["changed"])
        whole.kept = writes and not command.dry_run and not (command.all_or_nothing and counts["rejected"])
    result = FileImport(
        id=import_id if whole.kept else None,
        kind=command.kind,
        source=command.name,
        dry_run=command.dry_run,
        kept=whole.kept,
        added=counts["added"],
        changed=counts["changed"],
        skipped=counts["skipped"],
        rejected=counts["rejected"],
        amount_minor=amount_minor,
        ignored_columns=header.unknown,
        headings=header.headings,
        lines=[fates[number] for number in sorted(fates)],
    )
    if whole.kept:
        _record(session, result, import_id, command, known, by=by, at=at)
    progress("done", 1.0)
    return result


def _keep_lines(
    session: Session,
    keeper: Keeper,
    lines: list[Line],
    fates: dict[int, ImportedLine],
    header: Header,
    kind: Kind,
    progress: Progress,
) -> tuple[int, list[str]]:
    """Put each line in the books or among the rejects; what those that were kept come to, and are known as."""
    amount_minor, known = 0, list[str]()
    for done, line in enumerate(keeper.prepare(lines)):
        if done % 100 == 0:
            progress("putting the lines in the books", done / len(lines))
        try:
            with _taken_back_unless_kept(session) as own:
                kept = keeper.keep(line)
                own.kept = kept.fate != "skipped"
        except Forbidden:
            raise
        except MunimError as error:
            fates[line.number] = _rejected(line.number, line.cells, error, header, kind)
        else:
            amount_minor += kept.amount_minor
            known += [kept.known_as] if kept.known_as else []
            fates[line.number] = _fate(line, kept)
    return amount_minor, known


class _Part:
    """Part of a transaction: it stays when ``kept`` is true at its end."""

    kept = False


@contextmanager
def _taken_back_unless_kept(session: Session) -> Iterator[_Part]:
    """A savepoint that the transaction goes back to, in its rows and in what its event would say, unless told otherwise."""
    part, told = _Part(), session.info.get("told", {})
    savepoint = session.begin_nested()
    try:
        yield part
    except BaseException:
        part.kept = False
        raise
    finally:
        if part.kept:
            savepoint.commit()
        else:
            savepoint.rollback()
            session.info["told"] = told


def _fate(line: Line, kept: Kept) -> ImportedLine:
    return ImportedLine(line=line.number, fate=kept.fate, what=kept.what, reason=kept.why)


def _rejected(number: int, cells: list[str], error: MunimError, header: Header, kind: Kind) -> ImportedLine:
    column = header.heading_of(error.field, kind.columns)
    return ImportedLine(line=number, fate="rejected", column=column, reason=error.message, cells=cells)


def _record(
    session: Session,
    result: FileImport,
    import_id: UUID,
    command: ImportFile,
    known: list[str],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Note the import and its one event: counts alone, for what was brought says the rest itself."""
    summary = {
        "lines": len(result.lines),
        **{name: getattr(result, name) for name in ("added", "changed", "skipped", "rejected", "amount_minor")},
    }
    session.execute(
        sa.insert(imports).values(
            business_id=business_of(session),
            id=import_id,
            kind=command.kind,
            source=command.name,
            sha256=hashlib.sha256(command.content).digest(),
            summary=summary,
            actor_id=by.user_id,
            started_at=at,
            finished_at=sa.func.clock_timestamp(),
        )
    )
    if known:
        row = {"business_id": business_of(session), "import_id": import_id, "kind": command.kind.removesuffix("s")}
        session.execute(
            sa.insert(imported_documents), [{**row, "reference": one, "lines": 1, "fingerprint": 0} for one in known]
        )
    data: dict[str, Any] = {"kind": command.kind, "source": command.name, **summary}
    today = this_business(session).today(at)
    record_event(session, "import.finished", "import", import_id, data, by=by, at=at, business_date=today)


# -- reads -------------------------------------------------------------------------------------------


class ImportedLine(msgspec.Struct, frozen=True, kw_only=True):
    """What became, or would become, of a line: ``line`` is its row in the file, the first being 1.

    ``column`` and ``reason`` say why it was rejected or skipped; a rejected one comes with its ``cells``.
    """

    line: int
    fate: Literal["added", "changed", "skipped", "rejected"]
    what: str | None = None
    column: str | None = None
    reason: str | None = None
    cells: list[str] | None = None


class FileImport(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did, or would do: ``kept`` is false for a dry run, for nothing new, and for all or nothing with rejects.

    ``amount_minor``: what the lines added and changed come to: opening balances, the worth of opening stock, payments.
    """

    id: UUID | None
    kind: str
    source: str
    dry_run: bool
    kept: bool
    added: int
    changed: int
    skipped: int
    rejected: int
    amount_minor: int
    ignored_columns: list[str]
    headings: list[str]
    lines: list[ImportedLine]

    @property
    def rejects(self) -> list[ImportedLine]:
        """The rejected lines."""
        return [one for one in self.lines if one.fate == "rejected"]
