"""Generated content: the texts and banners made for a business, kept with what was asked and who made them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import record_event
from billing.listing import Listing, Page, page
from billing.permissions import Actor
from munim.database import belongs_to, business_of, instant, one_of, tenant_table, uuid_id
from munim.ids import new_id

KINDS: Final = ("text", "banner")

# -- tables ------------------------------------------------------------------------------------------

generated_content = tenant_table(
    "generated_content",
    uuid_id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("inputs", JSONB, nullable=False, comment="what was asked for, as asked"),
    sa.Column("prompt", sa.Text, comment="what a model was told; empty: none was asked"),
    sa.Column("maker", sa.Text, nullable=False, comment="the template's name, or the model's"),
    sa.Column("fallback_reason", sa.Text, comment="why a template made it although a model was asked"),
    sa.Column("text", sa.Text, comment="of a text: the words"),
    sa.Column("file_id", sa.Uuid, comment="of a banner: the picture"),
    sa.Column("created_by", sa.Uuid),
    instant("created_at"),
    belongs_to("file_id", "files"),
    one_of("kind", KINDS),
    sa.CheckConstraint("(kind = 'text') = (text IS NOT NULL)", name="text_has_words"),
    sa.CheckConstraint("(kind = 'banner') = (file_id IS NOT NULL)", name="banner_has_file"),
    sa.Index("ix_generated_content_created", "business_id", "created_at", "id"),
    comment="One row per text or banner made for a business",
    insert_only=True,
)

# -- commands ----------------------------------------------------------------------------------------


class NewContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A text (``text``) or banner (``file_id``) that was made, by what (``maker``) and from what."""

    kind: str
    inputs: Mapping[str, Any]
    maker: str
    prompt: str | None = None
    fallback_reason: str | None = None
    text: str | None = None
    file_id: UUID | None = None
    id: UUID | None = None


# -- operations --------------------------------------------------------------------------------------


def record_content(session: Session, command: NewContent, *, by: Actor, at: datetime) -> Content:
    """Keep what was made. A banner's file is recorded first (``billing.files.record_file``)."""
    by.require("content.write")
    content = Content(
        id=command.id or new_id(),
        kind=command.kind,
        inputs=dict(command.inputs),
        prompt=command.prompt,
        maker=command.maker,
        fallback_reason=command.fallback_reason,
        text=command.text,
        file_id=command.file_id,
        created_by=by.user_id,
        created_at=at,
    )
    session.execute(
        sa.insert(generated_content).values(business_id=business_of(session), **msgspec.structs.asdict(content))
    )
    facts = {"kind": content.kind, "maker": content.maker, "fallback_reason": content.fallback_reason}
    record_event(
        session,
        "content.made",
        "content",
        content.id,
        facts,
        by=by,
        at=at,
        business_date=this_business(session).today(at),
    )
    return content


# -- reads -------------------------------------------------------------------------------------------


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A text or banner with its origin."""

    id: UUID
    kind: str
    inputs: dict[str, Any]
    prompt: str | None
    maker: str
    fallback_reason: str | None
    text: str | None
    file_id: UUID | None
    created_by: UUID | None
    created_at: datetime


_COLUMNS = [generated_content.c[name] for name in Content.__struct_fields__]


def list_content(session: Session, listing: Listing, *, by: Actor) -> Page[Content]:
    """What was made, newest first; filter by ``kind``."""
    by.require("content.write")
    return page(
        session,
        sa.select(*_COLUMNS).where(generated_content.c.business_id == business_of(session)),
        listing,
        sorts={"-created_at": generated_content.c.created_at},
        id_column=generated_content.c.id,
        filters={"kind": lambda text: generated_content.c.kind == text},
        shape=lambda row: Content(**{name: row._mapping[name] for name in Content.__struct_fields__}),
    )
