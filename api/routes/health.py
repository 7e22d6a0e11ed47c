"""/health for whoever watches, /metrics for Prometheus."""

from datetime import datetime
from typing import Literal

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException

from api.desk import Desk
from api.gate import UNLIMITED
from api.guards import FOR_EVERYBODY
from api.metrics import CONTENT_TYPE, connections
from etl.reader import MirrorReader
from etl.status import checks
from munim.errors import MunimError

OPEN = {**FOR_EVERYBODY, UNLIMITED: True}


class Connections(msgspec.Struct, frozen=True):
    """Connections of this process's pool."""

    in_use: int
    idle: int
    allowed: int


class Mirrors(msgspec.Struct, frozen=True):
    """How many businesses have a mirror, and how long ago the one left longest was last compared with the books."""

    businesses: int
    oldest_seconds: int | None


class Health(msgspec.Struct, frozen=True):
    """Whether Munim can serve: ``ok`` with the database, ``down`` (and status 503) without."""

    status: Literal["ok", "down"]
    database: Literal["ok", "down"]
    connections: Connections
    mirrors: Mirrors


@get("/health", opt=OPEN, operation_id="health", tags=["Operation"])
async def health(desk: NamedDependency[Desk]) -> Response[Health]:
    """Whether the database answers, how many connections are used, how many businesses have a mirror."""
    try:
        await desk.entry(lambda session: session.execute(sa.text("SELECT 1")).scalar_one())
        database: Literal["ok", "down"] = "ok"
    except (sa.exc.SQLAlchemyError, MunimError, HTTPException):
        database = "down"
    mirrors = await desk.in_thread(lambda: known_mirrors(desk.parts.mirrors, at=desk.at))
    found = Health(database, database, Connections(**connections(desk.parts.database)), mirrors)
    return desk.shaped(found, status=200 if database == "ok" else 503)


def known_mirrors(mirrors: MirrorReader, *, at: datetime) -> Mirrors:
    """The mirrors that are here at the moment ``at``."""
    checked = checks(mirrors)
    return Mirrors(len(checked), max(0, int((at - min(checked.values())).total_seconds())) if checked else None)


@get("/metrics", opt=OPEN, operation_id="metrics", tags=["Operation"], media_type="text/plain")
async def metrics(desk: NamedDependency[Desk]) -> Response[bytes]:
    """Counts and times in Prometheus's text format."""
    return Response(await desk.in_thread(desk.parts.metrics.text), media_type=CONTENT_TYPE)
