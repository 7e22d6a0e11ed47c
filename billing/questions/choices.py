"""Choices that people of a business made where a question was open: which of two figures, which of three Rameshes.

What was open, and what was chosen, are keys of the reader of questions; here they are words to be given back to it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import record_event
from billing.permissions import Actor
from munim.database import business_of, instant, tenant_table, uuid_id
from munim.errors import Invalid, NotFound
from munim.ids import new_id

LONGEST_KEY: Final = 1_000
MOST_CHOICES: Final = 5_000

# -- tables ------------------------------------------------------------------------------------------

question_choices = tenant_table(
    "question_choices",
    uuid_id(),
    sa.Column("point", sa.Text, nullable=False, comment="what was open"),
    sa.Column("chosen", sa.Text, nullable=False, comment="which of the readings was meant"),
    sa.Column("reading", sa.Text, nullable=False, comment="the same in words, for people"),
    sa.Column("chosen_by", sa.Uuid, comment="who chose last; empty: Munim itself"),
    sa.Column("forgotten", sa.Boolean, nullable=False, server_default=sa.text("false")),
    instant("chosen_at"),
    sa.Index("uq_question_choices_point", "business_id", "point", unique=True),
    comment="One row per open point of questions that somebody of the business settled",
)

# -- operations --------------------------------------------------------------------------------------


def remember_choice(session: Session, point: str, chosen: str, *, reading: str, by: Actor, at: datetime) -> Choice:
    """From now on ``point`` is settled by ``chosen``; what was chosen before is replaced. Raises ``Invalid``."""
    by.require("reports.read")
    if not point or max(len(point), len(chosen)) > LONGEST_KEY or "\0" in point + chosen + reading:
        raise Invalid("this is no choice that was offered", field="point")
    here = business_of(session)
    values = {
        "chosen": chosen,
        "reading": reading[:LONGEST_KEY],
        "chosen_by": by.user_id,
        "chosen_at": at,
        "forgotten": False,
    }
    choice_id = session.execute(
        insert(question_choices)
        .values(business_id=here, id=new_id(), point=point, **values)
        .on_conflict_do_update(index_elements=["business_id", "point"], set_=values)
        .returning(question_choices.c.id)
    ).scalar_one()
    _record(session, "question.settled", choice_id, {"point": point, "chosen": chosen}, by=by, at=at)
    return read_choice(session, choice_id)


def forget_choice(session: Session, choice_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ask again where this choice settled it. Locks its row. Raises ``NotFound``."""
    by.require("reports.read")
    here = (question_choices.c.business_id == business_of(session)) & (question_choices.c.id == choice_id)
    session.execute(sa.select(question_choices.c.id).where(here).with_for_update())
    found = read_choice(session, choice_id)
    session.execute(sa.update(question_choices).where(here).values(forgotten=True))
    _record(session, "question.opened_again", choice_id, {"point": found.point}, by=by, at=at)


def _record(session: Session, kind: str, choice_id: UUID, data: dict[str, Any], *, by: Actor, at: datetime) -> None:
    today = this_business(session).today(at)
    record_event(session, kind, "question_choice", choice_id, data, by=by, at=at, business_date=today)


# -- reads -------------------------------------------------------------------------------------------


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A choice that was made and is remembered."""

    id: UUID
    point: str
    chosen: str
    reading: str
    chosen_by: UUID | None
    chosen_at: datetime


_FROM: Final = sa.select(*(question_choices.c[name] for name in Choice.__struct_fields__)).where(
    ~question_choices.c.forgotten
)


def _shape(row: sa.Row[Any]) -> Choice:
    return Choice(**{name: row._mapping[name] for name in Choice.__struct_fields__})


def read_choice(session: Session, choice_id: UUID) -> Choice:
    """One choice. Raises ``NotFound``."""
    row = session.execute(
        _FROM.where(question_choices.c.business_id == business_of(session), question_choices.c.id == choice_id)
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such choice")
    return _shape(row)


def choices_of(session: Session) -> list[Choice]:
    """Every choice that is remembered, the latest first."""
    here = question_choices.c.business_id == business_of(session)
    statement = _FROM.where(here).order_by(question_choices.c.chosen_at.desc(), question_choices.c.id)
    return [_shape(row) for row in session.execute(statement.limit(MOST_CHOICES))]
