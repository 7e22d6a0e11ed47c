"""Questions that somebody kept, and those whose answer an owner or accountant marked as right.

What a question means is not known here: its query is kept as it was written, and ``slots`` say which of its words stand for
a time, a name or a number, so that the same question with others can be told. Whoever asks sees what they may.
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
from billing.permissions import MUNIM, Actor
from billing.versions import check_version
from munim.database import business_of, instant, tenant_table, uuid_id, violated
from munim.errors import Conflict, Forbidden, Invalid, NotFound
from munim.ids import new_id
from munim.text import Line

LARGEST_QUERY_BYTES: Final = 20_000
MOST_KNOWN: Final = 2_000  # marked as right, that a question is held against

# -- tables ------------------------------------------------------------------------------------------

kept_questions = tenant_table(
    "kept_questions",
    uuid_id(),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("query", JSONB, nullable=False, comment="what it means, as a query is written"),
    sa.Column(
        "view", sa.Text, nullable=False, server_default=sa.text("''"), comment="how it is seen: line, bar, table"
    ),
    sa.Column("slots", JSONB, nullable=False, comment="words of it that stand for a time, a name or a number"),
    sa.Column("shared", sa.Boolean, nullable=False, comment="with everyone in the business who may ask"),
    sa.Column("owner_id", sa.Uuid, comment="who keeps it; empty: Munim itself"),
    sa.Column("verified_by", sa.Uuid, comment="who marked its answer as right; empty: nobody yet"),
    instant("verified_at", nullable=True),
    sa.Column("archived", sa.Boolean, nullable=False, server_default=sa.text("false")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    instant("changed_at"),
    sa.CheckConstraint("jsonb_typeof(query) = 'object'", name="query_is_object"),
    sa.CheckConstraint("jsonb_typeof(slots) = 'array'", name="slots_are_a_list"),
    sa.CheckConstraint("verified_at IS NOT NULL OR verified_by IS NULL", name="verified_at_a_moment"),
    sa.Index("ix_kept_questions_question", "business_id", "question", "id"),
    comment="One row per question that somebody kept",
)

# -- commands ----------------------------------------------------------------------------------------


class NewKeptQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question to keep, with what it means. ``verified``: its answer is right, and answers it from now on."""

    question: Line
    query: dict[str, Any]
    view: Line = ""
    shared: bool = True
    verified: bool = False
    id: UUID | None = None


class ChangedKeptQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The question as it is from now on; ``archived``: out of the list, and back when false again."""

    question: Line
    query: dict[str, Any]
    view: Line = ""
    shared: bool = True
    verified: bool = False
    archived: bool = False


# -- operations --------------------------------------------------------------------------------------


def keep_question(
    session: Session, command: NewKeptQuestion, *, slots: list[dict[str, str]], by: Actor, at: datetime
) -> KeptQuestion:
    """Keep a question. Raises ``Invalid``, ``Forbidden`` where it is to be marked as right, ``Conflict`` for an id taken."""
    by.require("reports.read")
    question_id = command.id or new_id()
    row = {
        "id": question_id,
        "owner_id": by.user_id,
        "created_at": at,
        "changed_at": at,
        **_stored(command, slots),
        **_marked(command.verified, by=by, at=at),
    }
    try:
        session.execute(sa.insert(kept_questions).values(business_id=business_of(session), **row))
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_kept_questions":
            raise Conflict("this id is already a kept question", field="id") from None
        raise
    facts = {"question": command.question, "shared": command.shared, "verified": command.verified}
    _record(session, "question.kept", question_id, facts, by=by, at=at)
    return read_kept_question(session, question_id)


def change_kept_question(
    session: Session,
    question_id: UUID,
    command: ChangedKeptQuestion,
    *,
    slots: list[dict[str, str]],
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> KeptQuestion:
    """Replace what a kept question is. Its owner may, and who may mark answers as right. Locks its row.

    An answer that was marked as right stays so for who may mark, and loses the mark when somebody else changes what it means.
    Raises ``NotFound``, ``Forbidden``, ``StaleVersion``, ``Invalid``.
    """
    by.require("reports.read")
    here = (kept_questions.c.business_id == business_of(session)) & (kept_questions.c.id == question_id)
    session.execute(sa.select(kept_questions.c.id).where(here).with_for_update())
    before = read_kept_question(session, question_id, by=by)
    if by.user_id != before.owner_id and not by.may("questions.verify"):
        raise Forbidden("only who kept a question may change it", permission="questions.verify")
    check_version(before.version, expected_version)
    stored = _stored(command, slots)
    same = (before.question, before.query) == (stored["question"], stored["query"])
    marked = {} if same and command.verified == before.verified else _marked(command.verified, by=by, at=at)
    values = {**stored, **marked, "archived": command.archived, "version": before.version + 1, "changed_at": at}
    session.execute(sa.update(kept_questions).where(here).values(**values))
    after = read_kept_question(session, question_id)
    _record(session, "question.changed", question_id, changed(before, after, personal=("changed_at",)), by=by, at=at)
    return after


def _marked(verified: bool, *, by: Actor, at: datetime) -> dict[str, Any]:
    if verified:
        by.require("questions.verify")
    return {"verified_by": by.user_id if verified else None, "verified_at": at if verified else None}


def _record(session: Session, kind: str, question_id: UUID, data: dict[str, Any], *, by: Actor, at: datetime) -> None:
    today = this_business(session).today(at)
    record_event(session, kind, "question", question_id, data, by=by, at=at, business_date=today)


def _stored(details: NewKeptQuestion | ChangedKeptQuestion, slots: list[dict[str, str]]) -> dict[str, Any]:
    if not details.question.strip():
        raise Invalid("there is no question to keep", field="question")
    text = msgspec.json.encode(details.query)
    if len(text) > LARGEST_QUERY_BYTES:
        raise Invalid(f"a query is at most {LARGEST_QUERY_BYTES:,} bytes", field="query")
    if b"\\u0000" in text:
        raise Invalid("a query holds no NUL", field="query")
    question = " ".join(details.question.split())
    return {
        "question": question,
        "query": details.query,
        "view": details.view,
        "slots": slots,
        "shared": details.shared,
    }


# -- reads -------------------------------------------------------------------------------------------


class KeptQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question somebody kept, and who marked its answer as right."""

    id: UUID
    question: str
    query: dict[str, Any]
    view: str
    slots: list[dict[str, str]]
    shared: bool
    owner_id: UUID | None
    verified_by: UUID | None
    verified_at: datetime | None
    archived: bool
    version: int
    created_at: datetime
    changed_at: datetime

    @property
    def verified(self) -> bool:
        return self.verified_at is not None


_FROM: Final = sa.select(*(kept_questions.c[name] for name in KeptQuestion.__struct_fields__))


def _shape(row: sa.Row[Any]) -> KeptQuestion:
    return KeptQuestion(**{name: row._mapping[name] for name in KeptQuestion.__struct_fields__})


def _seen_by(by: Actor) -> sa.ColumnElement[bool]:
    """Shared ones, those marked as right, and one's own; all of them for who may mark."""
    if by.user_id is None or by.may("questions.verify"):
        return sa.true()
    return (
        kept_questions.c.shared | kept_questions.c.verified_at.is_not(None) | (kept_questions.c.owner_id == by.user_id)
    )


def read_kept_question(session: Session, question_id: UUID, *, by: Actor = MUNIM) -> KeptQuestion:
    """One kept question, archived or not, if ``by`` may see it. Raises ``NotFound``."""
    row = session.execute(
        _FROM.where(
            kept_questions.c.business_id == business_of(session), kept_questions.c.id == question_id, _seen_by(by)
        )
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such kept question")
    return _shape(row)


def list_kept_questions(session: Session, listing: Listing, *, by: Actor) -> Page[KeptQuestion]:
    """Kept questions by their words; filters ``q`` (part of them), ``verified``, ``mine`` and ``archived`` (else left out)."""
    by.require("reports.read")
    filters = {"archived": "false", **listing.filters}
    return page(
        session,
        _FROM.where(kept_questions.c.business_id == business_of(session), _seen_by(by)),
        msgspec.structs.replace(listing, filters=filters),
        sorts={"question": kept_questions.c.question, "created_at": kept_questions.c.created_at},
        id_column=kept_questions.c.id,
        filters={
            "q": lambda text: kept_questions.c.question.icontains(text, autoescape=True),
            "verified": lambda text: kept_questions.c.verified_at.is_not(None) == flag(text),
            "mine": lambda text: (kept_questions.c.owner_id.is_not_distinct_from(by.user_id)) == flag(text),
            "archived": lambda text: kept_questions.c.archived == flag(text),
        },
        shape=_shape,
    )


def verified_questions(session: Session) -> list[KeptQuestion]:
    """Every question of the business whose answer is marked as right, the latest mark first."""
    rows = session.execute(
        _FROM.where(
            kept_questions.c.business_id == business_of(session),
            kept_questions.c.verified_at.is_not(None),
            ~kept_questions.c.archived,
        )
        .order_by(kept_questions.c.verified_at.desc(), kept_questions.c.id)
        .limit(MOST_KNOWN)
    )
    return [_shape(row) for row in rows]
