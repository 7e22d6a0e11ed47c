"""/api/series: the series of document numbers a shop opens beside its default ones."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.series import (
    LeaseSeries,
    OpenSeries,
    Series,
    close_series,
    lease_series,
    list_series,
    open_series,
    read_series,
    release_series,
)


class SeriesController(Controller):
    """Series of document numbers, by kind, counter and device."""

    path = "/api/series"
    tags = ["Numbers"]

    @get("/", guards=[may("bills.read")], operation_id="listSeries")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[Series]]:
        """The series the shop opened, by code. Filters: kind, status, device_id."""
        return await desk.page(lambda session, listing: list_series(session, listing, by=desk.actor))

    @post("/", guards=[may("series.write")], status_code=201, operation_id="openSeries")
    async def open(self, desk: NamedDependency[Desk], data: JSONBody[OpenSeries]) -> Response[Series]:
        """Open a series for one kind of document at one counter."""
        return await desk.write(
            lambda session: open_series(session, data, by=desk.actor, at=desk.at), status=201, collection=self.path
        )

    @get("/{series_id:uuid}", guards=[may("bills.read")], operation_id="readSeries")
    async def read(self, desk: NamedDependency[Desk], series_id: FromPath[UUID]) -> Response[Series]:
        """One series."""
        return await desk.read(lambda session: read_series(session, series_id))

    @post("/{series_id:uuid}/lease", guards=[may("series.write")], status_code=200, operation_id="leaseSeries")
    async def lease(
        self, desk: NamedDependency[Desk], series_id: FromPath[UUID], data: JSONBody[LeaseSeries]
    ) -> Response[Series]:
        """Give a series to one device, which alone numbers in it from now on."""
        return await desk.write(lambda session: lease_series(session, series_id, data, by=desk.actor, at=desk.at))

    @post("/{series_id:uuid}/release", guards=[may("series.write")], status_code=200, operation_id="releaseSeries")
    async def release(self, desk: NamedDependency[Desk], series_id: FromPath[UUID]) -> Response[Series]:
        """Take a series back from its device."""
        return await desk.write(lambda session: release_series(session, series_id, by=desk.actor, at=desk.at))

    @post("/{series_id:uuid}/close", guards=[may("series.write")], status_code=200, operation_id="closeSeries")
    async def close(self, desk: NamedDependency[Desk], series_id: FromPath[UUID]) -> Response[Series]:
        """Number nothing more in a series; its code is never used again."""
        return await desk.write(lambda session: close_series(session, series_id, by=desk.actor, at=desk.at))
