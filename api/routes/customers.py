"""/api/customers: who buys, what they paid, what they owe."""

from decimal import Decimal
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.orm import Session

from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.customers import (
    Customer,
    CustomerDetails,
    NewCustomer,
    add_customer,
    change_customer,
    list_customers,
    read_customer,
)
from billing.listing import Listing, Page
from billing.payments.advance_tax import ServiceAdvance
from billing.payments.reads import Payment, list_payments
from billing.payments.record import AllocationInput, MoneyReceived, RecordPayment, record_payment


class CustomerPayment(MoneyReceived, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money received from the customer named in the path. ``allocations`` null: the oldest due first; empty: an advance."""

    amount: Decimal
    allocations: list[AllocationInput] | None = None
    services: ServiceAdvance | None = None


class CustomerController(Controller):
    """Who buys, on what terms, and what they owe."""

    path = "/api/customers"
    tags = ["Customers"]

    @get("/", guards=[may("customers.read")], operation_id="listCustomers")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[Customer]]:
        """Customers by name. Filters: q, city, active, owing; sort: name, created_at, balance."""
        return await desk.page(lambda session, listing: list_customers(session, listing, by=desk.actor))

    @post("/", guards=[may("customers.write")], status_code=201, operation_id="addCustomer")
    async def add(self, desk: NamedDependency[Desk], data: JSONBody[NewCustomer]) -> Response[Customer]:
        """Add a customer, with what they owed when the books began."""
        return await desk.write(
            lambda session: add_customer(session, data, by=desk.actor, at=desk.at), status=201, collection=self.path
        )

    @get("/{customer_id:uuid}", guards=[may("customers.read")], operation_id="readCustomer")
    async def read(self, desk: NamedDependency[Desk], customer_id: FromPath[UUID]) -> Response[Customer]:
        """One customer and what they owe."""
        return await desk.read(lambda session: read_customer(session, customer_id))

    @put("/{customer_id:uuid}", guards=[may("customers.write")], operation_id="changeCustomer")
    async def change(
        self, desk: NamedDependency[Desk], customer_id: FromPath[UUID], data: JSONBody[CustomerDetails]
    ) -> Response[Customer]:
        """Replace what is known of a customer."""
        version = desk.expected_version
        return await desk.write(
            lambda session: change_customer(
                session, customer_id, data, by=desk.actor, at=desk.at, expected_version=version
            )
        )

    @get("/{customer_id:uuid}/payments", guards=[may("payments.read")], operation_id="listCustomerPayments")
    async def payments(self, desk: NamedDependency[Desk], customer_id: FromPath[UUID]) -> Response[Slice[Payment]]:
        """What the customer paid and was given back, newest first."""

        def operation(session: Session, listing: Listing) -> Page[Payment]:
            customer = read_customer(session, customer_id)
            theirs = msgspec.structs.replace(listing, filters={**listing.filters, "customer_id": str(customer.id)})
            return list_payments(session, theirs, by=desk.actor)

        return await desk.page(operation)

    @post(
        "/{customer_id:uuid}/payments",
        guards=[may("payments.write")],
        status_code=201,
        operation_id="takeCustomerPayment",
    )
    async def take_payment(
        self, desk: NamedDependency[Desk], customer_id: FromPath[UUID], data: JSONBody[CustomerPayment]
    ) -> Response[Payment]:
        """Take money: against the bills named, or the oldest due; what is left over is kept as an advance."""
        command = RecordPayment(customer_id=customer_id, **msgspec.structs.asdict(data))
        return await desk.write(
            lambda session: record_payment(session, command, by=desk.actor, at=desk.at),
            status=201,
            collection="/api/payments",
            moves_money=True,
        )
