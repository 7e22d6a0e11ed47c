"""Files of a business: what is kept in the file store, under which key, put there by whom.

The bytes are in ``munim.files``; a row here is what gives them a name, a purpose and an owner.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import record_event
from billing.permissions import Actor
from munim.database import business_of, instant, one_of, tenant_table, uuid_id
from munim.errors import NotFound
from munim.ids import new_id

# what a file is for, and the permission that adding one needs
PURPOSES: Final = {"logo": "business.write", "banner": "content.write", "document": "bills.write"}

# -- tables ------------------------------------------------------------------------------------------

files = tenant_table(
    "files",
    uuid_id(),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False, comment="in the file store; random, under the business's own prefix"),
    sa.Column("name", sa.Text, nullable=False, comment="as a person sees it when downloading"),
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False, comment="hexadecimal, of the bytes stored"),
    sa.Column("created_by", sa.Uuid),
    instant("created_at"),
    one_of("purpose", tuple(PURPOSES)),
    sa.CheckConstraint("size_bytes >= 0", name="size"),
    sa.Index("uq_files_key", "business_id", "key", unique=True),
    sa.Index("ix_files_created", "business_id", "created_at", "id"),
    comment="One row per file of a business in the file store",
    insert_only=True,
)

# -- commands ----------------------------------------------------------------------------------------


class NewFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file that the store already holds under ``key`` (``munim.files.StoredFile`` has these facts)."""

    purpose: str
    key: str
    name: str
    content_type: str
    size_bytes: int
    sha256: str
    id: UUID | None = None


# -- operations --------------------------------------------------------------------------------------


def record_file(session: Session, command: NewFile, *, by: Actor, at: datetime) -> File:
    """Note a stored file. Raises ``Forbidden`` without the permission its purpose needs (``PURPOSES``)."""
    by.require(PURPOSES[command.purpose])
    file = File(
        id=command.id or new_id(),
        purpose=command.purpose,
        key=command.key,
        name=command.name,
        content_type=command.content_type,
        size_bytes=command.size_bytes,
        sha256=command.sha256,
        created_by=by.user_id,
        created_at=at,
    )
    session.execute(sa.insert(files).values(business_id=business_of(session), **msgspec.structs.asdict(file)))
    facts = {"purpose": file.purpose, "name": file.name, "size_bytes": file.size_bytes, "sha256": file.sha256}
    record_event(session, "file.added", "file", file.id, facts, by=by, at=at, business_date=this_business(session).today(at))
    return file


# -- reads -------------------------------------------------------------------------------------------


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the business."""

    id: UUID
    purpose: str
    key: str
    name: str
    content_type: str
    size_bytes: int
    sha256: str
    created_by: UUID | None
    created_at: datetime


def read_file(session: Session, file_id: UUID) -> File:
    """One file's facts. Raises ``NotFound``."""
    columns = [files.c[name] for name in File.__struct_fields__]
    row = session.execute(sa.select(*columns).where(files.c.business_id == business_of(session), files.c.id == file_id)).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such file")
    return File(**row)
