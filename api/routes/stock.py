"""/api/stock and /api/stock-takes: what is on hand, what it is worth, and counting it."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.stock_list import StockOnHand, StockTotals, list_stock, read_stock_totals
from billing.stock_take import (
    CountStock,
    OpenStockTake,
    StockTake,
    StockTakeSummary,
    abandon_stock_take,
    count_stock,
    list_stock_takes,
    open_stock_take,
    post_stock_take,
    read_stock_take,
)


class StockController(Controller):
    """Goods on hand."""

    path = "/api/stock"
    tags = ["Stock"]

    @get("/", guards=[may("products.read")], operation_id="listStock")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[StockOnHand]]:
        """Stock by product. Filters: q, category, low, negative, unvalued; sort: name, on_hand, value."""
        return await desk.page(lambda session, listing: list_stock(session, listing, by=desk.actor))

    @get("/value", guards=[may("products.read"), may("costs.read")], operation_id="readStockTotals")
    async def totals(self, desk: NamedDependency[Desk]) -> Response[StockTotals]:
        """What all stock is worth, by the products and by the ledger."""
        return await desk.read(lambda session: read_stock_totals(session, by=desk.actor))


class StockTakeController(Controller):
    """Counting the stock."""

    path = "/api/stock-takes"
    tags = ["Stock"]

    @get("/", guards=[may("products.read")], operation_id="listStockTakes")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[StockTakeSummary]]:
        """Stock takes, newest first. Filter: status."""
        return await desk.page(lambda session, listing: list_stock_takes(session, listing, by=desk.actor))

    @post("/", guards=[may("stock.write")], status_code=201, operation_id="openStockTake")
    async def open(self, desk: NamedDependency[Desk], data: JSONBody[OpenStockTake]) -> Response[StockTake]:
        """Begin to count; the shop goes on selling."""
        return await desk.write(
            lambda session: open_stock_take(session, data, by=desk.actor, at=desk.at),
            status=201,
            collection=self.path,
        )

    @get("/{stock_take_id:uuid}", guards=[may("products.read")], operation_id="readStockTake")
    async def read(self, desk: NamedDependency[Desk], stock_take_id: FromPath[UUID]) -> Response[StockTake]:
        """What was counted, where it differs from the books, and what the differences are worth."""
        return await desk.read(lambda session: read_stock_take(session, stock_take_id, by=desk.actor))

    @post("/{stock_take_id:uuid}/counts", guards=[may("stock.write")], status_code=200, operation_id="countStock")
    async def count(
        self, desk: NamedDependency[Desk], stock_take_id: FromPath[UUID], data: JSONBody[CountStock]
    ) -> Response[StockTake]:
        """Enter counts; a product counted again takes the place of its earlier count."""
        return await desk.write(lambda session: count_stock(session, stock_take_id, data, by=desk.actor, at=desk.at))

    @post("/{stock_take_id:uuid}/post", guards=[may("stock.write")], status_code=200, operation_id="postStockTake")
    async def post_differences(self, desk: NamedDependency[Desk], stock_take_id: FromPath[UUID]) -> Response[StockTake]:
        """Correct the stock by every difference: once."""
        return await desk.write(
            lambda session: post_stock_take(session, stock_take_id, by=desk.actor, at=desk.at), moves_money=True
        )

    @post(
        "/{stock_take_id:uuid}/abandon", guards=[may("stock.write")], status_code=200, operation_id="abandonStockTake"
    )
    async def abandon(self, desk: NamedDependency[Desk], stock_take_id: FromPath[UUID]) -> Response[StockTake]:
        """Close the stock take without correcting anything."""
        return await desk.write(lambda session: abandon_stock_take(session, stock_take_id, by=desk.actor, at=desk.at))
