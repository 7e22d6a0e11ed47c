"""/api/integrity: whether the books can answer for every rupee, and where they cannot."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from api.desk import Desk
from api.guards import may
from billing.integrity import IntegrityReport, integrity_report


class IntegrityController(Controller):
    """The proof of the books."""

    path = "/api/integrity"
    tags = ["Integrity"]

    @get("/", guards=[may("integrity.read")], operation_id="readIntegrity")
    async def read(self, desk: NamedDependency[Desk]) -> Response[IntegrityReport]:
        """Derive balances, stock, allocations, numbers, tax and the chain of events again; list every breach."""
        return await desk.read(lambda session: integrity_report(session, by=desk.actor))
