"""Events: one per operation, gap-free and hash-chained per business; the audit trail and what messages follow from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.orm import Session

from billing.listing import Listing, Page, page
from billing.permissions import Actor
from munim.database import business_of, instant, tenant_table

# -- tables ------------------------------------------------------------------------------------------

events = tenant_table(
    "events",
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False, comment="bill.issued, payment.recorded, …"),
    sa.Column("subject_kind", sa.Text, nullable=False, comment="bill, payment, customer, product, …"),
    sa.Column("subject_id", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Uuid, comment="the user; empty: Munim itself"),
    instant("at"),
    sa.Column("business_date", sa.Date, nullable=False),
    sa.Column("data", JSONB, nullable=False),
    sa.Column("previous_hash", BYTEA, nullable=False),
    sa.Column("hash", BYTEA, nullable=False),
    sa.Index("ix_events_subject", "business_id", "subject_kind", "subject_id"),
    comment="One row per operation, in commit order",
    insert_only=True,
)

event_readers = tenant_table(
    "event_readers",
    sa.Column("reader", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    comment="How far each reader of events has come",
)

# -- operations --------------------------------------------------------------------------------------

# One round trip: the head row is locked (last of all locks in a transaction), the event chained to it, the head moved on.
_APPEND = sa.text("""
WITH head AS (
    SELECT event_sequence + 1 AS sequence, event_hash AS previous
    FROM business_heads WHERE business_id = :business_id FOR UPDATE
), added AS (
    INSERT INTO events (business_id, sequence, kind, subject_kind, subject_id, actor_id, at, business_date, data, previous_hash, hash)
    SELECT :business_id, sequence, :kind, :subject_kind, :subject_id, :actor_id, :at, :business_date, :data, previous,
           event_hash(previous, sequence, :kind, :subject_kind, :subject_id, :actor_id, :at, :business_date, :data)
    FROM head RETURNING sequence, hash
)
UPDATE business_heads SET event_sequence = added.sequence, event_hash = added.hash
FROM added WHERE business_id = :business_id RETURNING added.sequence
""").bindparams(
    sa.bindparam("actor_id", type_=sa.Uuid),
    sa.bindparam("data", type_=JSONB),
    sa.bindparam("at", type_=sa.DateTime(timezone=True)),
    sa.bindparam("business_date", type_=sa.Date),
    sa.bindparam("kind", type_=sa.Text),
    sa.bindparam("subject_kind", type_=sa.Text),
    sa.bindparam("subject_id", type_=sa.Text),
)


def record_event(
    session: Session,
    kind: str,
    subject_kind: str,
    subject_id: object,
    data: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    business_date: date,
) -> int:
    """Append the operation's one event and return its sequence. Called last: it locks the business's head row.

    ``data`` holds ids, amounts in minor units and what was edited (``before``/``after``); never a secret. What a step
    of the operation had to tell (``tell_in_event``) is added to it.
    """
    session.info["changed"] = True
    data = {**data, **session.info.pop("told", {})}
    return int(
        session.execute(
            _APPEND,
            {
                "business_id": business_of(session),
                "kind": kind,
                "subject_kind": subject_kind,
                "subject_id": str(subject_id),
                "actor_id": by.user_id,
                "at": at,
                "business_date": business_date,
                "data": msgspec.to_builtins(data),
            },
        ).scalar_one()
    )


def tell_in_event(session: Session, **facts: list[Any]) -> None:
    """Have the operation's one event say ``facts`` too: for what a step must tell whichever operation it is part of.

    Lists of the same name are joined.
    """
    told = session.info.setdefault("told", {})
    for name, values in facts.items():
        told[name] = [*told.get(name, ()), *values]


def changed(before: msgspec.Struct, after: msgspec.Struct, *, personal: Collection[str] = ()) -> dict[str, Any]:
    """The fields in which two states of a thing differ, as an event keeps them: ``before`` and ``after``.

    Those in ``personal`` by name alone, under ``fields``: a person's data may have to be erased, events never are.
    """
    old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
    names = [name for name in new if name != "version" and old.get(name) != new[name]]
    named = sorted(name for name in names if name in personal)
    shown = [name for name in names if name not in personal]
    return {
        "before": {name: old.get(name) for name in shown},
        "after": {name: new[name] for name in shown},
        **({"fields": named} if named else {}),
    }


_FOLLOW = sa.text("""
INSERT INTO event_readers (business_id, reader, sequence)
SELECT business_id, :reader, event_sequence FROM business_heads WHERE business_id = :business_id
ON CONFLICT (business_id, reader) DO UPDATE SET sequence = excluded.sequence
""")


def follow_from_now(session: Session, reader: str) -> None:
    """Let ``reader`` begin, or begin again, behind the last event there is."""
    session.execute(_FOLLOW, {"business_id": business_of(session), "reader": reader})


# -- reads -------------------------------------------------------------------------------------------


class Event(msgspec.Struct, frozen=True):
    """One line of the activity of a business."""

    sequence: int
    kind: str
    subject_kind: str
    subject_id: str
    actor_id: UUID | None
    at: datetime
    business_date: date
    data: dict[str, Any]


_SHOWN = (
    events.c.sequence,
    events.c.kind,
    events.c.subject_kind,
    events.c.subject_id,
    events.c.actor_id,
    events.c.at,
    events.c.business_date,
    events.c.data,
)


def list_events(session: Session, listing: Listing, *, by: Actor) -> Page[Event]:
    """The business's activity, newest first; filter by kind, subject_kind, subject_id."""
    by.require("activity.read")
    return page(
        session,
        sa.select(*_SHOWN),
        listing,
        sorts={"-sequence": events.c.sequence},
        id_column=events.c.business_id,
        filters={
            "kind": lambda text: events.c.kind == text,
            "subject_kind": lambda text: events.c.subject_kind == text,
            "subject_id": lambda text: events.c.subject_id == text,
        },
        shape=lambda row: Event(*row[: len(_SHOWN)]),
    )


_BREAK = sa.text("""
WITH chain AS (
    SELECT sequence, previous_hash, hash, lag(hash, 1, ''::bytea) OVER (ORDER BY sequence) AS expected_previous,
           row_number() OVER (ORDER BY sequence) AS expected_sequence,
           event_hash(previous_hash, sequence, kind, subject_kind, subject_id, actor_id, at, business_date, data) AS expected_hash
    FROM events WHERE business_id = :business_id
), last AS (SELECT event_sequence, event_hash FROM business_heads WHERE business_id = :business_id)
SELECT min(sequence) FROM (
    SELECT sequence FROM chain
    WHERE sequence <> expected_sequence OR previous_hash <> expected_previous OR hash <> expected_hash
    UNION ALL
    SELECT event_sequence FROM last
    WHERE event_hash <> coalesce((SELECT hash FROM chain ORDER BY sequence DESC LIMIT 1), ''::bytea)
       OR event_sequence <> (SELECT count(*) FROM chain)
) broken
""")


def first_broken_event(session: Session) -> int | None:
    """The sequence of the first event that was edited, deleted, swapped or added behind the chain's back (F-3)."""
    found = session.execute(_BREAK, {"business_id": business_of(session)}).scalar_one()
    return None if found is None else int(found)
