"""/api/exports: the whole business as one file, for its owner to keep or to take elsewhere."""

import tempfile
from collections.abc import Iterator
from typing import IO, Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Stream

from api.desk import Desk
from api.guards import may
from billing.exports.write import export_business, note_export
from munim.files import content_disposition

_AT_ONCE = 1_000_000  # bytes


class ExportController(Controller):
    """A whole business as one file, of which a fresh one can be made."""

    path = "/api/exports"
    tags = ["Exports"]

    @get(
        "/business.zip",
        guards=[may("exports.write")],
        operation_id="exportBusiness",
        opt={"packed_already": True},
    )
    async def business(self, desk: NamedDependency[Desk]) -> Stream:
        """Every table, file and figure of the business at one moment, as a zip of CSV and JSON. The activity tells who took it."""
        await desk.inside(lambda session: note_export(session, by=desk.actor, at=desk.at))

        def make() -> IO[bytes]:
            # on disk, without a name: gone when it is closed, whoever closes it
            out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it when it has been sent
            try:
                with desk.parts.database.business(
                    desk.business_id, user_id=desk.caller.user_id, snapshot=True
                ) as session:
                    export_business(session, out, store=desk.parts.files, by=desk.actor, at=desk.at)
            except BaseException:
                out.close()
                raise
            return out

        made = await desk.slowly(make)
        size = made.tell()
        made.seek(0)
        headers = {
            "content-disposition": content_disposition(f"business-{desk.business_id}-{desk.at.date()}.zip"),
            "content-length": str(size),
            "cache-control": "private, no-store",
        }
        return Stream(_pieces(made), media_type="application/zip", headers=headers)


def _pieces(made: IO[Any]) -> Iterator[bytes]:
    with made:
        while piece := made.read(_AT_ONCE):
            yield piece
