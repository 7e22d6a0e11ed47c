"""/api/products: what the shop sells, its stock, and what is bought with it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.orm import Session

from analytics.baskets import bought_with, companions_document, find_product
from analytics.reports import Figures
from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.listing import Listing, Page
from billing.products import (
    Category,
    NewProduct,
    Product,
    ProductDetails,
    add_product,
    change_product,
    list_categories,
    list_products,
    read_product,
    without_cost,
)
from billing.selling_units import Scanned, SellingUnits, change_selling_units, find_by_barcode
from billing.stock import Move, list_moves
from billing.stock_adjustments import AdjustedProduct, AdjustStock, RevalueStock, adjust_stock, revalue_stock
from munim.errors import Invalid, NotFound
from munim.period_words import last_days


class ProductController(Controller):
    """Products, services and rental items."""

    path = "/api/products"
    tags = ["Products"]

    @get("/", guards=[may("products.read")], operation_id="listProducts")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[Product]]:
        """Products by name. Filters: q, category, kind, active, low_stock; sort: name, sku, price, created_at."""
        return await desk.page(lambda session, listing: list_products(session, listing, by=desk.actor))

    @post("/", guards=[may("products.write")], status_code=201, operation_id="addProduct")
    async def add(self, desk: NamedDependency[Desk], data: JSONBody[NewProduct]) -> Response[Product]:
        """Add a product with its opening stock."""
        return await desk.write(
            lambda session: without_cost(add_product(session, data, by=desk.actor, at=desk.at), desk.actor),
            status=201,
            collection=self.path,
        )

    @get("/categories", guards=[may("products.read")], operation_id="listCategories")
    async def categories(self, desk: NamedDependency[Desk]) -> Response[list[Category]]:
        """Every category, and how many products it has."""
        return await desk.read(lambda session: list_categories(session, by=desk.actor))

    @get("/by-barcode/{code:str}", guards=[may("products.read")], operation_id="findByBarcode")
    async def by_barcode(self, desk: NamedDependency[Desk], code: FromPath[str]) -> Response[Scanned]:
        """The product a barcode is on, the unit, how many of the product's own unit that is, and its price."""
        return await desk.read(lambda session: find_by_barcode(session, code, by=desk.actor))

    @get("/{product_id:uuid}", guards=[may("products.read")], operation_id="readProduct")
    async def read(self, desk: NamedDependency[Desk], product_id: FromPath[UUID]) -> Response[Product]:
        """One product; its cost only for those who may see costs."""
        return await desk.read(lambda session: without_cost(read_product(session, product_id), desk.actor))

    @put("/{product_id:uuid}", guards=[may("products.write")], operation_id="changeProduct")
    async def change(
        self, desk: NamedDependency[Desk], product_id: FromPath[UUID], data: JSONBody[ProductDetails]
    ) -> Response[Product]:
        """Replace a product's details."""
        version = desk.expected_version

        def operation(session: Session) -> Product:
            product = change_product(session, product_id, data, by=desk.actor, at=desk.at, expected_version=version)
            return without_cost(product, desk.actor)

        return await desk.write(operation)

    @put("/{product_id:uuid}/units", guards=[may("products.write")], operation_id="changeSellingUnits")
    async def change_units(
        self, desk: NamedDependency[Desk], product_id: FromPath[UUID], data: JSONBody[SellingUnits]
    ) -> Response[Product]:
        """Replace the units it is sold in besides its own (a box of twelve), and its further barcodes."""
        version = desk.expected_version

        def operation(session: Session) -> Product:
            product = change_selling_units(
                session, product_id, data, by=desk.actor, at=desk.at, expected_version=version
            )
            return without_cost(product, desk.actor)

        return await desk.write(operation)

    @get("/{product_id:uuid}/stock", guards=[may("products.read")], operation_id="listStockMoves")
    async def moves(self, desk: NamedDependency[Desk], product_id: FromPath[UUID]) -> Response[Slice[Move]]:
        """Every movement of a product's stock, newest first."""

        def operation(session: Session, listing: Listing) -> Page[Move]:
            product = read_product(session, product_id)
            return list_moves(session, product.id, listing, by=desk.actor)

        return await desk.page(operation)

    @get("/{product_id:uuid}/bought-together", guards=[may("products.read")], operation_id="boughtTogether")
    async def bought_together(
        self,
        desk: NamedDependency[Desk],
        product_id: FromPath[UUID],
        days: FromQuery[int] = 90,
        limit: FromQuery[int] = 5,
    ) -> Response[dict[str, Any]]:
        """What to offer with it: products still sold that were on five invoices with it or more in the last ``days`` days, and
        more often than by chance, the most likely first."""

        def work(figures: Figures) -> Response[dict[str, Any]]:
            if not 1 <= limit <= 50:
                raise Invalid(f"limit is 1 to 50, not {limit}", field="limit")
            period = last_days(days, figures.today)
            product = find_product(figures, str(product_id))
            if product is None:
                raise NotFound("there is no such product in the figures yet", field="product_id")
            found = [one for one in bought_with(figures, product_id, period, limit=1_000) if one.active][:limit]
            return desk.plain(
                {
                    "product_id": str(product_id),
                    "name": product[0],
                    "from": period.start.isoformat(),
                    "to": period.last.isoformat(),
                    "version": figures.mirror.version,
                    "as_of": figures.mirror.as_of.isoformat(),
                    "bought_together": companions_document(found),
                }
            )

        return await desk.figures(work, form="")

    @post("/{product_id:uuid}/stock", guards=[may("stock.write")], status_code=200, operation_id="adjustStock")
    async def adjust(
        self, desk: NamedDependency[Desk], product_id: FromPath[UUID], data: JSONBody[AdjustStock]
    ) -> Response[AdjustedProduct]:
        """Correct the stock, and say why: damaged, expired, theft, found, own_use, sample or a plain correction."""
        return await desk.write(lambda session: adjust_stock(session, product_id, data, by=desk.actor, at=desk.at))

    @post(
        "/{product_id:uuid}/stock/value",
        guards=[may("stock.write"), may("costs.read")],
        status_code=200,
        operation_id="revalueStock",
    )
    async def revalue(
        self, desk: NamedDependency[Desk], product_id: FromPath[UUID], data: JSONBody[RevalueStock]
    ) -> Response[Product]:
        """Set what a unit on hand is worth, for stock that was counted before it was valued."""
        return await desk.write(lambda session: revalue_stock(session, product_id, data, by=desk.actor, at=desk.at))
