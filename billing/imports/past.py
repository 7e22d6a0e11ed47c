"""The imports there have been."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.imports.tables import imports
from billing.listing import Listing, Page, page
from billing.permissions import Actor
from munim.database import business_of


class PastImport(msgspec.Struct, frozen=True, kw_only=True):
    """An import that brought something: of how many lines, how many of them were rejected, by whom."""

    id: UUID
    kind: str
    source: str
    sha256: str
    lines: int
    rejected: int
    actor_id: UUID | None
    started_at: datetime
    finished_at: datetime


# sales say their lines by fate, the others as counts
_LINES = sa.func.coalesce(imports.c.summary["lines"].as_integer(), imports.c.summary["input"]["lines"].as_integer())
_REJECTED = sa.func.coalesce(
    imports.c.summary["rejected"].as_integer(),
    imports.c.summary["unreadable"].as_integer() + imports.c.summary["parts"]["rejected"]["lines"].as_integer(),
    0,
)


def list_imports(session: Session, listing: Listing, *, by: Actor) -> Page[PastImport]:
    """Past imports, newest first; filter by ``kind``."""
    by.require("imports.write")
    computed = {
        "sha256": sa.func.encode(imports.c.sha256, "hex").label("sha256"),
        "lines": _LINES.label("lines"),
        "rejected": _REJECTED.label("rejected"),
    }
    columns = [computed[name] if name in computed else imports.c[name] for name in PastImport.__struct_fields__]
    return page(
        session,
        sa.select(*columns).where(imports.c.business_id == business_of(session)),
        listing,
        sorts={"-started_at": imports.c.started_at},
        id_column=imports.c.id,
        filters={"kind": lambda text: imports.c.kind == text},
        shape=lambda row: PastImport(**{name: getattr(row, name) for name in PastImport.__struct_fields__}),
    )
