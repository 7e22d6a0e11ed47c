"""A business's own words: what it calls a figure, a dimension or a thing, beside what Munim and the books call it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import record_event
from billing.permissions import Actor
from munim.database import business_of, instant, tenant_table, uuid_id, violated
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.text import Code, Line

MOST_WORDS: Final = 1_000

# -- tables ------------------------------------------------------------------------------------------

synonyms = tenant_table(
    "synonyms",
    uuid_id(),
    sa.Column("phrase", sa.Text, nullable=False, comment="the shop's own words, in lower case"),
    sa.Column(
        "means", sa.Text, nullable=False, comment="words that are understood: of a figure, or a name of the books"
    ),
    sa.Column("made_by", sa.Uuid, comment="who accepted it; empty: Munim itself"),
    sa.Column("removed", sa.Boolean, nullable=False, server_default=sa.text("false")),
    instant("created_at"),
    sa.Index("uq_synonyms_phrase", "business_id", "phrase", unique=True, postgresql_where=sa.text("NOT removed")),
    comment="One row per word of the shop's own that its questions may use",
)

# -- commands ----------------------------------------------------------------------------------------


class NewSynonym(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words of the shop, and the words they stand for."""

    phrase: Code
    means: Line
    id: UUID | None = None


# -- operations --------------------------------------------------------------------------------------


def add_synonym(session: Session, command: NewSynonym, *, by: Actor, at: datetime) -> Synonym:
    """From now on ``phrase`` is read as ``means``. Raises ``Invalid``, and ``Conflict`` for a phrase that has a meaning already."""
    by.require("reports.read")
    phrase, means = " ".join(command.phrase.casefold().split()), " ".join(command.means.split())
    if not phrase or not means:
        raise Invalid("a word and what it means are not empty", field="phrase" if not phrase else "means")
    if phrase == means.casefold():
        raise Invalid("a word that means itself needs not be told", field="means")
    if len(synonyms_of(session)) >= MOST_WORDS:
        raise Invalid(f"a business has at most {MOST_WORDS:,} words of its own; remove some", field="phrase")
    synonym_id = command.id or new_id()
    row = {"id": synonym_id, "phrase": phrase, "means": means, "made_by": by.user_id, "created_at": at}
    try:
        session.execute(sa.insert(synonyms).values(business_id=business_of(session), **row))
    except sa.exc.IntegrityError as error:
        match violated(error):
            case "uq_synonyms_phrase":
                raise Conflict(f"“{phrase}” has a meaning already; remove it first", field="phrase") from None
            case "pk_synonyms":
                raise Conflict("this id is already a word", field="id") from None
        raise
    _record(session, "synonym.added", synonym_id, {"phrase": phrase, "means": means}, by=by, at=at)
    return read_synonym(session, synonym_id)


def remove_synonym(session: Session, synonym_id: UUID, *, by: Actor, at: datetime) -> None:
    """Forget what a word of the shop means. Locks its row. Raises ``NotFound``."""
    by.require("reports.read")
    here = (synonyms.c.business_id == business_of(session)) & (synonyms.c.id == synonym_id)
    session.execute(sa.select(synonyms.c.id).where(here).with_for_update())
    found = read_synonym(session, synonym_id)
    session.execute(sa.update(synonyms).where(here).values(removed=True))
    _record(session, "synonym.removed", synonym_id, {"phrase": found.phrase, "means": found.means}, by=by, at=at)


def _record(session: Session, kind: str, synonym_id: UUID, data: dict[str, Any], *, by: Actor, at: datetime) -> None:
    today = this_business(session).today(at)
    record_event(session, kind, "synonym", synonym_id, data, by=by, at=at, business_date=today)


# -- reads -------------------------------------------------------------------------------------------


class Synonym(msgspec.Struct, frozen=True, kw_only=True):
    """A word of the shop's own."""

    id: UUID
    phrase: str
    means: str
    made_by: UUID | None
    created_at: datetime


_FROM: Final = sa.select(*(synonyms.c[name] for name in Synonym.__struct_fields__)).where(~synonyms.c.removed)


def _shape(row: sa.Row[Any]) -> Synonym:
    return Synonym(**{name: row._mapping[name] for name in Synonym.__struct_fields__})


def read_synonym(session: Session, synonym_id: UUID) -> Synonym:
    """One word of the shop. Raises ``NotFound``."""
    row = session.execute(
        _FROM.where(synonyms.c.business_id == business_of(session), synonyms.c.id == synonym_id)
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such word")
    return _shape(row)


def synonyms_of(session: Session) -> list[Synonym]:
    """Every word of the shop's own, in their order."""
    here = synonyms.c.business_id == business_of(session)
    return [_shape(row) for row in session.execute(_FROM.where(here).order_by(synonyms.c.phrase))]
