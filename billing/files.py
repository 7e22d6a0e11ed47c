"""Files of a business: what is kept in the file store, under which key, put there by whom.

The bytes are in ``munim.files``; a row here is what gives them a name, a purpose and an owner.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import businesses, this_business
from billing.events import record_event
from billing.listing import Listing, Page, page
from billing.permissions import Actor
from munim.database import business_of, instant, one_of, tenant_table, uuid_id
from munim.errors import Invalid, NotFound, Refused
from munim.files import FileStore
from munim.ids import new_id
from munim.pictures import Picture, kept_picture

# what a file is for, and the permission that adding one needs
PURPOSES: Final = {
    "logo": "business.write",
    "banner": "content.write",
    "document": "bills.write",
    "receipt": "expenses.write",
    "attachment": "files.write",
}
UPLOADED: Final = ("attachment", "receipt")  # what people upload as it is, and may take away again
# What an uploaded file may be the evidence of: table, column, and what its row is called.
EVIDENCE_OF: Final = (
    ("expenses", "receipt_file_id", "an expense"),
    ("supplier_bills", "file_id", "a supplier's bill"),
)

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
    instant("deleted_at", nullable=True),
    sa.Column("deleted_by", sa.Uuid),
    one_of("purpose", tuple(PURPOSES)),
    sa.CheckConstraint("size_bytes >= 0", name="size"),
    sa.Index("uq_files_key", "business_id", "key", unique=True),
    sa.Index("ix_files_created", "business_id", "created_at", "id"),
    comment="One row per file of a business in the file store; of a deleted one the row stays, the bytes go",
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


class OverQuota(Refused):
    """The files of this business would take more room than it has."""

    code = "over_quota"


class NotDeletable(Refused):
    """This file is part of something else."""

    code = "not_deletable"


def record_file(session: Session, command: NewFile, *, by: Actor, at: datetime) -> File:
    """Note a stored file. Raises ``Forbidden`` without the permission its purpose needs (``PURPOSES``)."""
    file = _insert_file(session, command, by=by, at=at)
    _record(session, "file.added", file, by=by, at=at)
    return file


def record_uploads(
    session: Session, commands: Sequence[NewFile], *, by: Actor, at: datetime, quota_bytes: int
) -> list[File]:
    """Note files that a person uploaded together, all or none. One event.

    Locks the business's row, so that uploads at once cannot pass the quota together. Raises ``OverQuota`` with what is
    left, ``Forbidden``, ``Invalid`` for a purpose that is not uploaded.
    """
    by.require("files.write")
    for command in commands:
        if command.purpose not in UPLOADED:
            raise Invalid(f"a file is uploaded as {' or '.join(UPLOADED)}", field="purpose")
    business_id = business_of(session)
    # shared with the key checks of bills, exclusive with other uploads
    here = businesses.c.business_id == business_id
    session.execute(sa.select(businesses.c.business_id).where(here).with_for_update(key_share=True))
    left = quota_bytes - used_bytes(session)
    asked = sum(command.size_bytes for command in commands)
    if asked > left:
        raise OverQuota(
            f"{max(left, 0) / 1e6:.1f} MB are left of {quota_bytes / 1e6:.0f} MB; these files have {asked / 1e6:.1f} MB",
            field="file",
            available_bytes=max(left, 0),
            requested_bytes=asked,
        )
    made = [_insert_file(session, command, by=by, at=at) for command in commands]
    facts = {"files": [{"id": str(one.id), "name": one.name, "size_bytes": one.size_bytes} for one in made]}
    day = this_business(session).today(at)
    record_event(session, "file.uploaded", "file", made[0].id, facts, by=by, at=at, business_date=day)
    return made


def delete_file(session: Session, file_id: UUID, *, by: Actor, at: datetime) -> File:
    """Take an uploaded file away: its row stays and says who did; the caller removes the bytes in the same breath.

    Locks the file, so that nothing comes to name it meanwhile (``hold_file``), then the head. Raises ``NotFound``,
    ``NotDeletable`` for a logo, a banner or a document, which others show, and for what the books name as evidence.
    """
    by.require("files.write")
    here = (files.c.business_id == business_of(session)) & (files.c.id == file_id)
    session.execute(sa.select(files.c.id).where(here).with_for_update())
    file = read_file(session, file_id)
    if file.purpose not in UPLOADED:
        raise NotDeletable(f"this file is a {file.purpose}; it goes when another takes its place")
    by.require(PURPOSES[file.purpose])
    _check_no_evidence(session, file_id)
    gone = sa.update(files).where(here, files.c.deleted_at.is_(None)).values(deleted_at=at, deleted_by=by.user_id)
    if not session.execute(gone.returning(files.c.id)).all():
        raise NotFound("there is no such file")
    _record(session, "file.deleted", file, by=by, at=at)
    return file


def _check_no_evidence(session: Session, file_id: UUID) -> None:
    """That nothing in the books names a file, cancelled or not. The file is locked. Raises ``NotDeletable``."""
    for table, column, what in EVIDENCE_OF:
        named = sa.text(f"SELECT EXISTS (SELECT FROM {table} WHERE business_id = :business_id AND {column} = :file_id)")
        if session.execute(named, {"business_id": business_of(session), "file_id": file_id}).scalar_one():
            raise NotDeletable(f"this file belongs to {what}")


def hold_file(session: Session, file_id: UUID) -> File:
    """One file's facts for whoever is about to name it: until they end it is not deleted. Raises ``NotFound``."""
    here = (files.c.business_id == business_of(session)) & (files.c.id == file_id)
    session.execute(sa.select(files.c.id).where(here).with_for_update(read=True, key_share=True))
    return read_file(session, file_id)


def change_logo(session: Session, command: NewFile, *, by: Actor, at: datetime) -> File:
    """Note a stored picture and make it the logo of the business. Raises ``Invalid`` for a file of another purpose."""
    if command.purpose != "logo":
        raise Invalid("a logo is a file with the purpose logo", field="purpose")
    file = _insert_file(session, command, by=by, at=at)
    here = businesses.c.business_id == business_of(session)
    session.execute(sa.update(businesses).where(here).values(logo_file_id=file.id, version=businesses.c.version + 1))
    session.info.pop("business", None)  # what this transaction has read of it is stale
    _record(session, "business.logo_changed", file, by=by, at=at)
    return file


def _insert_file(session: Session, command: NewFile, *, by: Actor, at: datetime) -> File:
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
    return file


def _record(session: Session, kind: str, file: File, *, by: Actor, at: datetime) -> None:
    facts = {"purpose": file.purpose, "name": file.name, "size_bytes": file.size_bytes, "sha256": file.sha256}
    record_event(session, kind, "file", file.id, facts, by=by, at=at, business_date=this_business(session).today(at))


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


_COLUMNS = [files.c[name] for name in File.__struct_fields__]


def read_file(session: Session, file_id: UUID) -> File:
    """One file's facts. Raises ``NotFound``, also for a deleted one."""
    here = (files.c.business_id == business_of(session)) & (files.c.id == file_id) & files.c.deleted_at.is_(None)
    row = session.execute(sa.select(*_COLUMNS).where(here)).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such file")
    return File(**row)


def list_files(session: Session, listing: Listing, *, by: Actor) -> Page[File]:
    """The business's files, newest first; filter by ``purpose``."""
    by.require("files.read")
    return page(
        session,
        sa.select(*_COLUMNS).where(files.c.business_id == business_of(session), files.c.deleted_at.is_(None)),
        listing,
        sorts={"-created_at": files.c.created_at},
        id_column=files.c.id,
        filters={"purpose": lambda text: files.c.purpose == text},
        shape=lambda row: File(**{name: getattr(row, name) for name in File.__struct_fields__}),
    )


def used_bytes(session: Session) -> int:
    """What the business's files take together."""
    total = sa.select(sa.func.coalesce(sa.func.sum(files.c.size_bytes), 0))
    here = (files.c.business_id == business_of(session)) & files.c.deleted_at.is_(None)
    return int(session.execute(total.where(here)).scalar_one())


def read_logo(session: Session, store: FileStore) -> Picture | None:
    """The logo of the business, None when it has none. Raises ``Unavailable`` when the store does not answer."""
    logo_file_id = this_business(session).logo_file_id
    return None if logo_file_id is None else _kept(store, read_file(session, logo_file_id).key)


@functools.lru_cache(maxsize=64)  # what a key stands for never changes
def _kept(store: FileStore, key: str) -> Picture:
    return kept_picture(store.get(key))
