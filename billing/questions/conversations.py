"""Conversations: the questions somebody asked one after the other, each with what it came to mean.

A conversation is its asker's alone. It is no part of the books: nothing is recorded of it, and its asker may end it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from billing.permissions import Actor
from munim.database import business_of, instant, tenant_table
from munim.errors import Invalid, NotFound

LONGEST_QUESTION: Final = 600
MOST_TURNS: Final = 500

# -- tables ------------------------------------------------------------------------------------------

question_turns = tenant_table(
    "question_turns",
    sa.Column("conversation_id", sa.Uuid, primary_key=True),
    sa.Column("turn", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("asked_by", sa.Uuid, comment="whose conversation it is; empty: Munim itself"),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False, comment="what came of it: answered, empty, ask or refused"),
    sa.Column("reading", sa.Text, nullable=False),
    sa.Column("query", JSONB(none_as_null=True), comment="what it means; empty where it meant nothing"),
    sa.Column("view", sa.Text, nullable=False, server_default=sa.text("''")),
    instant("asked_at"),
    sa.Index("ix_question_turns_asked", "business_id", "asked_by", "asked_at"),
    comment="One row per question of a conversation",
    deletable=True,
)

# -- operations --------------------------------------------------------------------------------------


def add_turn(session: Session, conversation_id: UUID, turn: NewTurn, *, by: Actor, at: datetime) -> Turn:
    """The next question of the conversation. Raises ``NotFound`` for one that is somebody else's, ``Invalid`` for one too long."""
    by.require("reports.read")
    last = session.execute(
        sa.select(question_turns.c.turn, question_turns.c.asked_by)
        .where(_of(session, conversation_id))
        .order_by(question_turns.c.turn.desc())
        .limit(1)
    ).one_or_none()
    if last is not None and last.asked_by != by.user_id:
        raise NotFound("there is no such conversation")
    number = 1 if last is None else last.turn + 1
    if number > MOST_TURNS:
        raise Invalid(f"a conversation has at most {MOST_TURNS} questions; begin another", field="conversation")
    row = {name: getattr(turn, name) for name in turn.__struct_fields__}
    row["question"] = turn.question.replace("\0", "")[:LONGEST_QUESTION]
    keys = {"conversation_id": conversation_id, "turn": number, "asked_by": by.user_id, "asked_at": at}
    session.execute(sa.insert(question_turns).values(business_id=business_of(session), **keys, **row))
    return Turn(turn=number, asked_at=at, **row)


def end_conversation(session: Session, conversation_id: UUID, *, by: Actor) -> None:
    """Forget a conversation of one's own. Raises ``NotFound``."""
    ended = session.execute(sa.delete(question_turns).where(_of(session, conversation_id), _own(by)))
    if not ended.rowcount:  # type: ignore[attr-defined]  # a DELETE counts
        raise NotFound("there is no such conversation")


# -- reads -------------------------------------------------------------------------------------------


class NewTurn(msgspec.Struct, frozen=True, kw_only=True):
    """A question and what came of it."""

    question: str
    status: str
    reading: str = ""
    query: dict[str, Any] | None = None
    view: str = ""


class Turn(NewTurn, frozen=True, kw_only=True):
    """One question of a conversation."""

    turn: int
    asked_at: datetime


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation from its first question to its last."""

    id: UUID
    turns: list[Turn]


def read_conversation(session: Session, conversation_id: UUID, *, by: Actor) -> Conversation:
    """A conversation of one's own. Raises ``NotFound``."""
    rows = session.execute(
        sa.select(*(question_turns.c[name] for name in Turn.__struct_fields__))
        .where(_of(session, conversation_id), _own(by))
        .order_by(question_turns.c.turn)
    )
    turns = [Turn(**row._mapping) for row in rows]
    if not turns:
        raise NotFound("there is no such conversation")
    return Conversation(id=conversation_id, turns=turns)


def last_meant(session: Session, conversation_id: UUID, *, by: Actor) -> Turn | None:
    """The last question of the conversation that was answered, for a follow-up to change; None in one that has none yet.

    One that no query or report tells, answered by SQL, is without a query: what follows it changes nothing older.
    """
    row = session.execute(
        sa.select(*(question_turns.c[name] for name in Turn.__struct_fields__))
        .where(_of(session, conversation_id), _own(by), question_turns.c.status.in_(("answered", "empty")))
        .order_by(question_turns.c.turn.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Turn(**row._mapping)


def _of(session: Session, conversation_id: UUID) -> sa.ColumnElement[bool]:
    here = question_turns.c.business_id == business_of(session)
    return here & (question_turns.c.conversation_id == conversation_id)


def _own(by: Actor) -> sa.ColumnElement[bool]:
    return question_turns.c.asked_by.is_not_distinct_from(by.user_id)
