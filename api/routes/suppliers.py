"""/api/suppliers: whom the shop buys from."""

from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.suppliers import (
    NewSupplier,
    Supplier,
    SupplierDetails,
    add_supplier,
    change_supplier,
    list_suppliers,
    read_supplier,
)


class SupplierController(Controller):
    """From whom the shop buys, and what they are owed."""

    path = "/api/suppliers"
    tags = ["Suppliers"]

    @get("/", guards=[may("suppliers.read")], operation_id="listSuppliers")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[Supplier]]:
        """Suppliers by name. Filters: q, active, owed; sort: name, created_at, balance."""
        return await desk.page(lambda session, listing: list_suppliers(session, listing, by=desk.actor))

    @post("/", guards=[may("suppliers.write")], status_code=201, operation_id="addSupplier")
    async def add(self, desk: NamedDependency[Desk], data: JSONBody[NewSupplier]) -> Response[Supplier]:
        """Add a supplier, with what the shop owed them when the books began."""
        return await desk.write(
            lambda session: add_supplier(session, data, by=desk.actor, at=desk.at), status=201, collection=self.path
        )

    @get("/{supplier_id:uuid}", guards=[may("suppliers.read")], operation_id="readSupplier")
    async def read(self, desk: NamedDependency[Desk], supplier_id: FromPath[UUID]) -> Response[Supplier]:
        """One supplier and what they are owed."""
        return await desk.read(lambda session: read_supplier(session, supplier_id))

    @put("/{supplier_id:uuid}", guards=[may("suppliers.write")], operation_id="changeSupplier")
    async def change(
        self, desk: NamedDependency[Desk], supplier_id: FromPath[UUID], data: JSONBody[SupplierDetails]
    ) -> Response[Supplier]:
        """Replace what is known of a supplier."""
        version = desk.expected_version
        return await desk.write(
            lambda session: change_supplier(
                session, supplier_id, data, by=desk.actor, at=desk.at, expected_version=version
            )
        )
