"""/api/deliveries: routes, standing orders, the day's list, what was delivered, and the bills of it."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.orm import Session

from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.bills.reads import Bill, without_costs
from billing.business import this_business
from billing.deliveries.adjust import PutRight, put_right
from billing.deliveries.bill import BillDeliveries, BilledDeliveries, BillRoute, bill_deliveries, bill_route
from billing.deliveries.day import ConfirmDay, DayLine, DayList, confirm_day, read_day
from billing.deliveries.entries import RecordDeliveries, record_deliveries
from billing.deliveries.reads import DeliveryEntry, list_entries, read_entry
from billing.deliveries.reads import without_costs as entry_without_costs
from billing.deliveries.routes import NewRoute, Route, RouteDetails, add_route, change_route, list_routes, read_route
from billing.deliveries.standing_orders import (
    ChangeTerms,
    NewStandingOrder,
    Schedule,
    StandingOrder,
    change_schedule,
    change_terms,
    list_standing_orders,
    read_standing_order,
    take_standing_order,
)
from billing.listing import Listing, Page


class RecordedDeliveries(msgspec.Struct, frozen=True):
    """The deliveries as they stand now, in the order they were sent."""

    entries: list[DeliveryEntry]


class BilledRoute(msgspec.Struct, frozen=True):
    """What came of billing each customer of a route, in the order they are visited."""

    results: list[BilledDeliveries]


class DeliveryController(Controller):
    """Daily delivery: what is brought, was brought, and is billed."""

    path = "/api/deliveries"
    tags = ["Deliveries"]

    @get("/", guards=[may("deliveries.read")], operation_id="listDeliveries")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[DeliveryEntry]]:
        """What was delivered, latest day first.

        Filters: customer_id, product_id, route_id, slot, bill_id, from, to, billed, skipped.
        """

        def operation(session: Session, listing: Listing) -> Page[DeliveryEntry]:
            found = list_entries(session, listing, by=desk.actor)
            return Page([entry_without_costs(one, desk.actor) for one in found.items], found.next)

        return await desk.page(operation)

    @post("/", guards=[may("deliveries.write")], status_code=200, operation_id="recordDeliveries")
    async def record(
        self, desk: NamedDependency[Desk], data: JSONBody[RecordDeliveries]
    ) -> Response[RecordedDeliveries]:
        """Write down what was delivered, as a phone sends it: sent again with the same ids it changes nothing."""

        def operation(session: Session) -> RecordedDeliveries:
            entries = record_deliveries(session, data, by=desk.actor, at=desk.at)
            return RecordedDeliveries([entry_without_costs(one, desk.actor) for one in entries])

        return await desk.write(operation, moves_money=True)

    @get("/{delivery_id:uuid}", guards=[may("deliveries.read")], operation_id="readDelivery")
    async def read(self, desk: NamedDependency[Desk], delivery_id: FromPath[UUID]) -> Response[DeliveryEntry]:
        """One delivery."""
        return await desk.read(lambda session: entry_without_costs(read_entry(session, delivery_id), desk.actor))

    @put("/{delivery_id:uuid}", guards=[may("deliveries.write")], operation_id="putDeliveryRight")
    async def put_right(
        self, desk: NamedDependency[Desk], delivery_id: FromPath[UUID], data: JSONBody[PutRight]
    ) -> Response[DeliveryEntry]:
        """Say what was delivered after all: once billed, more goes on the next bill and less on a credit note."""
        version = desk.expected_version

        def operation(session: Session) -> DeliveryEntry:
            entry = put_right(session, delivery_id, data, by=desk.actor, at=desk.at, expected_version=version)
            return entry_without_costs(entry, desk.actor)

        return await desk.write(operation)

    @post("/bills", guards=[may("deliveries.write")], status_code=201, operation_id="billDeliveries")
    async def bill(self, desk: NamedDependency[Desk], data: JSONBody[BillDeliveries]) -> Response[Bill]:
        """Bill a customer for what they were delivered and not billed for."""
        return await desk.write(
            lambda session: without_costs(bill_deliveries(session, data, by=desk.actor, at=desk.at), desk.actor),
            status=201,
            collection="/api/billing",
            moves_money=True,
        )


class RouteController(Controller):
    """Delivery routes and their days."""

    path = "/api/deliveries/routes"
    tags = ["Deliveries"]

    @get("/", guards=[may("deliveries.read")], operation_id="listRoutes")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[Route]]:
        """Routes by name. Filters: q, active, staff_id."""
        return await desk.page(lambda session, listing: list_routes(session, listing, by=desk.actor))

    @post("/", guards=[may("deliveries.write")], status_code=201, operation_id="addRoute")
    async def add(self, desk: NamedDependency[Desk], data: JSONBody[NewRoute]) -> Response[Route]:
        """Add a route with its customers in the order they are visited."""
        return await desk.write(
            lambda session: add_route(session, data, by=desk.actor, at=desk.at), status=201, collection=self.path
        )

    @get("/{route_id:uuid}", guards=[may("deliveries.read")], operation_id="readRoute")
    async def read(self, desk: NamedDependency[Desk], route_id: FromPath[UUID]) -> Response[Route]:
        """One route."""
        return await desk.read(lambda session: read_route(session, route_id))

    @put("/{route_id:uuid}", guards=[may("deliveries.write")], operation_id="changeRoute")
    async def change(
        self, desk: NamedDependency[Desk], route_id: FromPath[UUID], data: JSONBody[RouteDetails]
    ) -> Response[Route]:
        """Replace a route: its name, who goes it, the order of its customers."""
        version = desk.expected_version
        return await desk.write(
            lambda session: change_route(session, route_id, data, by=desk.actor, at=desk.at, expected_version=version)
        )

    @get("/{route_id:uuid}/day", guards=[may("deliveries.read")], operation_id="readRouteDay")
    async def day(
        self, desk: NamedDependency[Desk], route_id: FromPath[UUID], on: FromQuery[date | None] = None
    ) -> Response[DayList]:
        """What is to be delivered on the route on a day (default: today), and what was."""

        def operation(session: Session) -> DayList:
            listed = read_day(session, route_id, on or this_business(session).today(desk.at), by=desk.actor)
            return _without_costs(listed, desk)

        return await desk.read(operation)

    @post("/{route_id:uuid}/day", guards=[may("deliveries.write")], status_code=200, operation_id="confirmRouteDay")
    async def confirm(
        self, desk: NamedDependency[Desk], route_id: FromPath[UUID], data: JSONBody[ConfirmDay]
    ) -> Response[DayList]:
        """Write down the route's day: everything as listed, but for the changes named."""
        return await desk.write(
            lambda session: _without_costs(confirm_day(session, route_id, data, by=desk.actor, at=desk.at), desk),
            moves_money=True,
        )

    @post("/{route_id:uuid}/bills", guards=[may("deliveries.write")], status_code=200, operation_id="billRoute")
    async def bill(
        self, desk: NamedDependency[Desk], route_id: FromPath[UUID], data: JSONBody[BillRoute]
    ) -> Response[BilledRoute]:
        """Bill every customer of the route in one go; who cannot be billed is told, and stops no other."""
        return await desk.write(
            lambda session: BilledRoute(bill_route(session, route_id, data, by=desk.actor, at=desk.at)),
            moves_money=True,
        )


class StandingOrderController(Controller):
    """What customers are brought without asking again."""

    path = "/api/deliveries/standing-orders"
    tags = ["Deliveries"]

    @get("/", guards=[may("deliveries.read")], operation_id="listStandingOrders")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[StandingOrder]]:
        """Standing orders, newest first. Filters: route_id, customer_id, product_id, slot, on."""
        return await desk.page(lambda session, listing: list_standing_orders(session, listing, by=desk.actor))

    @post("/", guards=[may("deliveries.write")], status_code=201, operation_id="takeStandingOrder")
    async def take(self, desk: NamedDependency[Desk], data: JSONBody[NewStandingOrder]) -> Response[StandingOrder]:
        """Take a standing order: what, for whom, on which days, how much and at what price."""
        return await desk.write(
            lambda session: take_standing_order(session, data, by=desk.actor, at=desk.at),
            status=201,
            collection=self.path,
        )

    @get("/{standing_order_id:uuid}", guards=[may("deliveries.read")], operation_id="readStandingOrder")
    async def read(self, desk: NamedDependency[Desk], standing_order_id: FromPath[UUID]) -> Response[StandingOrder]:
        """One standing order with all its terms."""
        return await desk.read(lambda session: read_standing_order(session, standing_order_id))

    @put("/{standing_order_id:uuid}", guards=[may("deliveries.write")], operation_id="changeSchedule")
    async def reschedule(
        self, desk: NamedDependency[Desk], standing_order_id: FromPath[UUID], data: JSONBody[Schedule]
    ) -> Response[StandingOrder]:
        """Replace when and on which route it is brought: pause it, end it, go on."""
        version = desk.expected_version
        return await desk.write(
            lambda session: change_schedule(
                session, standing_order_id, data, by=desk.actor, at=desk.at, expected_version=version
            )
        )

    @put("/{standing_order_id:uuid}/terms", guards=[may("deliveries.write")], operation_id="changeTerms")
    async def reprice(
        self, desk: NamedDependency[Desk], standing_order_id: FromPath[UUID], data: JSONBody[ChangeTerms]
    ) -> Response[StandingOrder]:
        """Another quantity or price from a day on; days before keep theirs."""
        version = desk.expected_version
        return await desk.write(
            lambda session: change_terms(
                session, standing_order_id, data, by=desk.actor, at=desk.at, expected_version=version
            )
        )


def _without_costs(listed: DayList, desk: Desk) -> DayList:
    def shown(line: DayLine) -> DayLine:
        if line.entry is None:
            return line
        return msgspec.structs.replace(line, entry=entry_without_costs(line.entry, desk.actor))

    return msgspec.structs.replace(listed, lines=[shown(line) for line in listed.lines])
