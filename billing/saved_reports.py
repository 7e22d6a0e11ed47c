"""Saved reports: queries that people composed, named and kept, for themselves or for everyone in the business.

What a query means is not known here: it is kept as it was written, and whoever runs it reads it anew, with their own
permissions. A period kept in words (``last-month``) is therefore always the last month.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import changed, record_event
from billing.listing import Listing, Page, flag, page
from billing.memberships import memberships
from billing.permissions import MUNIM, Actor
from billing.versions import check_version
from munim.database import business_of, instant, tenant_table, uuid_id, violated
from munim.errors import Conflict, Forbidden, Invalid, NotFound
from munim.ids import new_id
from munim.text import Line

LARGEST_QUERY_BYTES: Final = 20_000

# -- tables ------------------------------------------------------------------------------------------

saved_reports = tenant_table(
    "saved_reports",
    uuid_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("query", JSONB, nullable=False, comment="as it was written: metrics, by, where, period in words, …"),
    sa.Column("shared", sa.Boolean, nullable=False, comment="with everyone in the business who may read reports"),
    sa.Column("owner_id", sa.Uuid, comment="who keeps it; empty: Munim itself"),
    sa.Column("archived", sa.Boolean, nullable=False, server_default=sa.text("false")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    instant("changed_at"),
    sa.CheckConstraint("jsonb_typeof(query) = 'object'", name="query_is_object"),
    sa.Index("ix_saved_reports_name", "business_id", "name", "id"),
    comment="One row per report that somebody composed and kept",
)

# -- commands ----------------------------------------------------------------------------------------


class SavedReportDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a saved report is: its name, its query as written, and whether everyone here may run it."""

    name: Line
    query: dict[str, Any]
    shared: bool = False


class NewSavedReport(SavedReportDetails, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A report to keep."""

    id: UUID | None = None


class ChangedSavedReport(SavedReportDetails, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The report as it is from now on; ``archived``: out of the list, and back when false again."""

    archived: bool = False


# -- operations --------------------------------------------------------------------------------------


def save_report(session: Session, command: NewSavedReport, *, by: Actor, at: datetime) -> SavedReport:
    """Keep a report. Raises ``Invalid``, ``Conflict`` for an id that is taken."""
    by.require("reports.read")
    report_id = command.id or new_id()
    row = {"id": report_id, "owner_id": by.user_id, "created_at": at, "changed_at": at, **_stored(command)}
    try:
        session.execute(sa.insert(saved_reports).values(business_id=business_of(session), **row))
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_saved_reports":
            raise Conflict("this id is already a saved report", field="id") from None
        raise
    _record(session, "saved_report.kept", report_id, {"name": command.name, "shared": command.shared}, by=by, at=at)
    return read_saved_report(session, report_id)


def change_saved_report(
    session: Session,
    report_id: UUID,
    command: ChangedSavedReport,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> SavedReport:
    """Replace what a saved report is; its owner may, and who may change members. Locks its row.

    Raises ``NotFound``, ``Forbidden``, ``StaleVersion``, ``Invalid``.
    """
    by.require("reports.read")
    here = (saved_reports.c.business_id == business_of(session)) & (saved_reports.c.id == report_id)
    session.execute(sa.select(saved_reports.c.id).where(here).with_for_update())
    before = read_saved_report(session, report_id, by=by)
    if by.user_id != before.owner_id and not by.may("members.write"):
        raise Forbidden("only who saved a report may change it", permission="members.write")
    check_version(before.version, expected_version)
    values = {**_stored(command), "archived": command.archived, "version": before.version + 1, "changed_at": at}
    session.execute(sa.update(saved_reports).where(here).values(**values))
    after = read_saved_report(session, report_id)
    _record(session, "saved_report.changed", report_id, changed(before, after, personal=("changed_at",)), by=by, at=at)
    return after


def _record(session: Session, kind: str, report_id: UUID, data: dict[str, Any], *, by: Actor, at: datetime) -> None:
    today = this_business(session).today(at)
    record_event(session, kind, "saved_report", report_id, data, by=by, at=at, business_date=today)


def _stored(details: SavedReportDetails) -> dict[str, Any]:
    if not details.name.strip():
        raise Invalid("a saved report has a name", field="name")
    text = msgspec.json.encode(details.query)
    if len(text) > LARGEST_QUERY_BYTES:
        raise Invalid(f"a query is at most {LARGEST_QUERY_BYTES:,} bytes", field="query")
    if b"\\u0000" in text:
        raise Invalid("a query holds no NUL", field="query")
    return {"name": details.name, "query": details.query, "shared": details.shared}


# -- reads -------------------------------------------------------------------------------------------


class SavedReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report somebody kept."""

    id: UUID
    name: str
    query: dict[str, Any]
    shared: bool
    owner_id: UUID | None
    archived: bool
    version: int
    created_at: datetime
    changed_at: datetime


_FROM: Final = sa.select(*(saved_reports.c[name] for name in SavedReport.__struct_fields__))


def _shape(row: sa.Row[Any]) -> SavedReport:
    return SavedReport(**{name: row._mapping[name] for name in SavedReport.__struct_fields__})


def _seen_by(by: Actor) -> sa.ColumnElement[bool]:
    """Shared ones and one's own; what somebody kept to themselves who has left, for who may change members."""
    if by.user_id is None:
        return sa.true()
    seen = saved_reports.c.shared | (saved_reports.c.owner_id == by.user_id)
    if not by.may("members.write"):
        return seen
    works_here = sa.exists().where(
        memberships.c.business_id == saved_reports.c.business_id,
        memberships.c.user_id == saved_reports.c.owner_id,
        memberships.c.active,
    )
    return seen | ~works_here


def read_saved_report(session: Session, report_id: UUID, *, by: Actor = MUNIM) -> SavedReport:
    """One saved report, archived or not, if ``by`` may see it. Raises ``NotFound``."""
    row = session.execute(
        _FROM.where(saved_reports.c.business_id == business_of(session), saved_reports.c.id == report_id, _seen_by(by))
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such saved report")
    return _shape(row)


def list_saved_reports(session: Session, listing: Listing, *, by: Actor) -> Page[SavedReport]:
    """Saved reports by name; filters ``q`` (part of the name), ``shared``, ``mine`` and ``archived`` (else left out)."""
    by.require("reports.read")
    filters = {"archived": "false", **listing.filters}
    return page(
        session,
        _FROM.where(saved_reports.c.business_id == business_of(session), _seen_by(by)),
        msgspec.structs.replace(listing, filters=filters),
        sorts={"name": saved_reports.c.name, "created_at": saved_reports.c.created_at},
        id_column=saved_reports.c.id,
        filters={
            "q": lambda text: saved_reports.c.name.icontains(text, autoescape=True),
            "shared": lambda text: saved_reports.c.shared == flag(text),
            "mine": lambda text: (saved_reports.c.owner_id.is_not_distinct_from(by.user_id)) == flag(text),
            "archived": lambda text: saved_reports.c.archived == flag(text),
        },
        shape=_shape,
    )
