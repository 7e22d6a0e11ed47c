"""Products and their categories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import changed, record_event
from billing.ledger import post
from billing.listing import Listing, Page, flag, page
from billing.permissions import Actor
from billing.price_history import Price, keep_earlier_price
from billing.stock import StockMove, move_stock, open_level, stock_entries, stock_levels
from billing.units import BARCODES, SELLING_UNITS, SellingUnit, product_barcodes, unit_named, units
from billing.versions import check_version
from munim.database import (
    belongs_to,
    business_of,
    instant,
    one_of,
    percent,
    quantity,
    rate,
    tenant_table,
    uuid_id,
    violated,
)
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.money import check_decimals, check_percent, minor_from
from munim.text import Code, Line, ShortCode

KINDS: Final = ("goods", "service", "rental")

# -- tables ------------------------------------------------------------------------------------------

categories = tenant_table(
    "categories",
    uuid_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Index("uq_categories_name", "business_id", sa.text("lower(name)"), unique=True),
    comment="One row per product category of a business",
    mirrored=True,
)

products = tenant_table(
    "products",
    uuid_id(),
    sa.Column("sku", sa.Text, nullable=False, comment="stock code, unique ignoring case"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("barcode", sa.Text),
    sa.Column("kind", sa.Text, nullable=False, server_default=sa.text("'goods'")),
    sa.Column("category_id", sa.Uuid),
    sa.Column("unit_id", sa.BigInteger),
    sa.Column("hsn", sa.String(8), comment="HSN or SAC"),
    rate("price", nullable=False),
    sa.Column("price_includes_tax", sa.Boolean, nullable=False, server_default=sa.text("false")),
    rate("cost", comment="last or average cost of one unit, before tax"),
    percent("tax_rate", nullable=False, server_default=sa.text("0")),
    sa.Column("tax_treatment", sa.Text, nullable=False, server_default=sa.text("'taxable'")),
    percent("cess_rate", nullable=False, server_default=sa.text("0"), comment="GST compensation cess, ad valorem"),
    sa.Column("tracks_stock", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("allows_negative_stock", sa.Boolean, nullable=False, server_default=sa.text("false")),
    quantity("reorder_level"),
    rate("daily_rental_rate"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    belongs_to("category_id", "categories"),
    belongs_to("unit_id", "units"),
    one_of("kind", KINDS),
    sa.CheckConstraint("price >= 0", name="price"),
    sa.CheckConstraint("tax_rate BETWEEN 0 AND 100", name="tax_rate"),
    one_of("tax_treatment", ("taxable", "nil", "exempt", "non_gst")),
    sa.Index("uq_products_sku", "business_id", sa.text("lower(sku)"), unique=True),
    # partial for the reason that customers' are
    sa.Index(
        "uq_products_barcode", "business_id", "barcode", unique=True, postgresql_where=sa.text("barcode IS NOT NULL")
    ),
    sa.Index("ix_products_name", "business_id", "name", "id"),
    comment="One row per product, service or rental item of a business",
    mirrored=True,
)

# -- commands ----------------------------------------------------------------------------------------


class ProductDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A product, service or rental item. Prices per unit with up to four decimals, ``tax_rate`` in per cent.

    ``category`` and ``unit`` are named as people name them: a category not known yet is made, a unit must exist.
    """

    sku: Code
    name: Line
    price: Decimal
    kind: Literal["goods", "service", "rental"] = "goods"
    barcode: Code | None = None
    category: Line | None = None
    unit: ShortCode = "pcs"
    hsn: ShortCode | None = None
    price_includes_tax: bool = False
    cost: Decimal | None = None
    tax_rate: Decimal = Decimal(0)
    tax_treatment: Literal["taxable", "nil", "exempt", "non_gst"] = "taxable"
    cess_rate: Decimal = Decimal(0)
    tracks_stock: bool = True
    allows_negative_stock: bool = False
    reorder_level: Decimal | None = None
    daily_rental_rate: Decimal | None = None
    active: bool = True


class NewProduct(ProductDetails, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A product to add, with the stock there is when the books begin."""

    id: UUID | None = None
    opening_stock: Decimal = Decimal(0)


# -- rules -------------------------------------------------------------------------------------------


class SkuTaken(Conflict):
    """Another product of this business has this stock code."""

    code = "sku_taken"


class BarcodeTaken(Conflict):
    """This barcode is on another product or unit of this business."""

    code = "barcode_taken"


def _check(details: ProductDetails) -> None:
    if not details.name.strip():
        raise Invalid("a product has a name", field="name")
    if not details.sku.strip():
        raise Invalid("a product has a stock code", field="sku")
    for name in ("price", "cost", "daily_rental_rate"):
        value = getattr(details, name)
        if value is not None:
            check_decimals(value, 4, name)
    if details.reorder_level is not None:
        check_decimals(details.reorder_level, 3, "reorder_level")
    check_percent(details.tax_rate, "tax_rate")
    check_percent(details.cess_rate, "cess_rate")


# -- operations --------------------------------------------------------------------------------------


def _stored(session: Session, details: ProductDetails) -> dict[str, Any]:
    _check(details)
    values = {
        name: getattr(details, name) for name in ProductDetails.__struct_fields__ if name not in ("category", "unit")
    }
    unit_id = unit_named(session, details.unit, field="unit")
    category_id = _category(session, details.category) if details.category else None
    # a service is never in stock
    tracks = details.tracks_stock and details.kind != "service"
    return {**values, "unit_id": unit_id, "category_id": category_id, "tracks_stock": tracks}


def _category(session: Session, name: str) -> UUID:
    """The category of that name, ignoring case, made if there is none. Two at once settle on one by the unique index."""
    business_id = business_of(session)
    named = sa.select(categories.c.id).where(
        categories.c.business_id == business_id, sa.func.lower(categories.c.name) == name.strip().lower()
    )
    known: UUID | None = session.execute(named).scalar_one_or_none()
    if known is not None:
        return known
    session.execute(
        pg_insert(categories).values(business_id=business_id, id=new_id(), name=name.strip()).on_conflict_do_nothing()
    )
    made: UUID = session.execute(named).scalar_one()
    return made


def add_product(session: Session, command: NewProduct, *, by: Actor, at: datetime) -> Product:
    """Add a product with its opening stock. Raises ``SkuTaken``, ``BarcodeTaken``, ``Invalid``."""
    by.require("products.write")
    product_id = enter_product(session, command, at=at)
    record_event(
        session,
        "product.added",
        "product",
        product_id,
        {"sku": command.sku, "name": command.name},
        by=by,
        at=at,
        business_date=this_business(session).today(at),
    )
    return read_product(session, product_id)


def enter_product(session: Session, command: NewProduct, *, at: datetime) -> UUID:
    """All of ``add_product`` but its event: an import of many products is one event."""
    business_id, product_id = business_of(session), command.id or new_id()
    today, currency = this_business(session).today(at), this_business(session).currency
    values = _stored(session, command)
    if command.opening_stock and not values["tracks_stock"]:
        raise Invalid("this product keeps no stock", field="opening_stock")
    check_decimals(command.opening_stock, 3, "opening_stock")
    if command.barcode:
        claim_barcodes(session, [command.barcode], field="barcode")
    with _named_conflicts():
        session.execute(sa.insert(products).values(business_id=business_id, id=product_id, created_at=at, **values))
    if values["tracks_stock"]:
        open_level(session, product_id, allows_negative=command.allows_negative_stock)
        if command.opening_stock:
            cost = None if command.cost is None else minor_from(command.cost * command.opening_stock, currency)
            move = StockMove(product_id, command.opening_stock, cost)
            moved = move_stock(session, "opening", [move], business_date=today, at=at)
            post(session, "opening", product_id, stock_entries(moved, "opening"), business_date=today, at=at)
    return product_id


def change_product(
    session: Session,
    product_id: UUID,
    command: ProductDetails,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Product:
    """Replace a product's details. Raises ``NotFound``, ``StaleVersion``, ``SkuTaken``, ``BarcodeTaken``, ``Invalid``."""
    by.require("products.write")
    before, after = rewrite_product(session, product_id, command, at=at, expected_version=expected_version)
    today = this_business(session).today(at)
    record_event(
        session, "product.changed", "product", product_id, changed(before, after), by=by, at=at, business_date=today
    )
    return after


def rewrite_product(
    session: Session,
    product_id: UUID,
    command: ProductDetails,
    *,
    at: datetime,
    expected_version: int | None = None,
) -> tuple[Product, Product]:
    """All of ``change_product`` but its event: the product as it was, and as it is."""
    here = (products.c.business_id == business_of(session)) & (products.c.id == product_id)
    session.execute(sa.select(products.c.id).where(here).with_for_update(key_share=True))
    before = read_product(session, product_id)
    check_version(before.version, expected_version)
    if before.units and command.unit.lower() != (before.unit or "").lower():
        raise Invalid("what it is sold in is counted in its own unit: take those units off it first", field="unit")
    values = _stored(session, command)
    if values["tracks_stock"] and not before.tracks_stock:
        open_level(session, product_id, allows_negative=command.allows_negative_stock)
    if command.barcode and command.barcode != before.barcode:
        claim_barcodes(session, [command.barcode], field="barcode")
    with _named_conflicts():
        session.execute(sa.update(products).where(here).values(**values, version=before.version + 1))
    after = read_product(session, product_id)
    was = Price(before.price, before.price_includes_tax)
    if was != Price(after.price, after.price_includes_tax):
        keep_earlier_price(session, product_id, was, until=this_business(session).today(at))
    return before, after


_TAKEN = sa.text("""
SELECT code FROM product_barcodes WHERE business_id = :business_id AND code = ANY(:codes) AND active AND product_id IS DISTINCT FROM :of
UNION ALL
SELECT barcode FROM products WHERE business_id = :business_id AND barcode = ANY(:codes) LIMIT 1
""").bindparams(sa.bindparam("codes", type_=ARRAY(sa.Text)), sa.bindparam("of", type_=sa.Uuid))


def claim_barcodes(session: Session, codes: Collection[str], *, field: str, of: UUID | None = None) -> None:
    """Make sure that no product and no other unit has these barcodes; what ``of`` has besides its own may be given anew.

    They stand in two tables, so a lock named by each code, in their order, makes two who claim one wait for each other.
    Raises ``BarcodeTaken``.
    """
    here = business_of(session)
    for code in sorted(codes):
        session.execute(
            sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"munim barcode {here} {code}"}
        )
    taken = session.execute(_TAKEN, {"business_id": here, "codes": list(codes), "of": of}).scalar()
    if taken is not None:
        raise BarcodeTaken(f"{taken} is on another product or unit", field=field)


@contextmanager
def _named_conflicts() -> Iterator[None]:
    try:
        yield
    except sa.exc.IntegrityError as error:
        match violated(error):
            case "uq_products_sku":
                raise SkuTaken("another product has this stock code", field="sku") from None
            case "uq_products_barcode":
                raise BarcodeTaken("another product has this barcode", field="barcode") from None
            case "pk_products":
                raise Conflict("this id is already a product", field="id") from None
        raise


# -- reads -------------------------------------------------------------------------------------------


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A product as stored; ``on_hand`` is None for what keeps no stock.

    ``units`` are what it is sold in besides its own, ``barcodes`` those on its own unit besides ``barcode``.
    """

    id: UUID
    sku: str
    name: str
    barcode: str | None
    kind: str
    category: str | None
    unit: str
    hsn: str | None
    price: Decimal
    price_includes_tax: bool
    cost: Decimal | None
    tax_rate: Decimal
    tax_treatment: Literal["taxable", "nil", "exempt", "non_gst"]
    cess_rate: Decimal
    tracks_stock: bool
    allows_negative_stock: bool
    reorder_level: Decimal | None
    daily_rental_rate: Decimal | None
    active: bool
    version: int
    created_at: datetime
    on_hand: Decimal | None
    units: list[SellingUnit]
    barcodes: list[str]


_OWN = [products.c[name] for name in Product.__struct_fields__ if name in products.c]
_KEPT = [*_OWN, categories.c.name.label("category"), units.c.code.label("unit"), stock_levels.c.on_hand]
_FROM: sa.Select[Any] = (
    sa.select(*_KEPT, SELLING_UNITS, BARCODES)
    .outerjoin(
        categories, (categories.c.business_id == products.c.business_id) & (categories.c.id == products.c.category_id)
    )
    .outerjoin(units, (units.c.business_id == products.c.business_id) & (units.c.id == products.c.unit_id))
    .outerjoin(
        stock_levels,
        (stock_levels.c.business_id == products.c.business_id) & (stock_levels.c.product_id == products.c.id),
    )
)


# an array, not IN: one text for any number of products, so that it is prepared once
PRODUCTS: Final = _FROM.where(
    products.c.business_id == sa.bindparam("business_id"),
    products.c.id == sa.any_(sa.bindparam("products", type_=ARRAY(sa.Uuid))),
)
# the same for a sale in the products' own units, which has no use for others and for barcodes
GOODS: Final = PRODUCTS.with_only_columns(
    *_KEPT, sa.null().label("units"), sa.null().label("barcodes"), maintain_column_froms=True
)


def product_from(row: Any) -> Product:
    """A row of ``PRODUCTS`` or ``GOODS`` as what it stands for."""
    values = {name: getattr(row, name) for name in Product.__struct_fields__}
    return Product(
        **values | {"units": msgspec.convert(row.units or [], list[SellingUnit]), "barcodes": row.barcodes or []}
    )


def products_from(rows: Iterable[Any], ids: Iterable[UUID]) -> dict[UUID, Product]:
    """Products by id. Raises ``NotFound`` naming the first that is not there."""
    by_id = {row.id: product_from(row) for row in rows}
    for product_id in ids:
        if product_id not in by_id:
            raise NotFound("there is no such product", product_id=str(product_id))
    return by_id


def without_cost(product: Product, by: Actor) -> Product:
    """The product as ``by`` may see it: what it cost is for those allowed to know."""
    return product if by.may("costs.read") else msgspec.structs.replace(product, cost=None)


def read_product(session: Session, product_id: UUID) -> Product:
    """One product. Raises ``NotFound``."""
    return read_products(session, [product_id])[product_id]


def read_products(session: Session, ids: Collection[UUID]) -> dict[UUID, Product]:
    """Products by id, in one query. Raises ``NotFound`` naming the first that is not here."""
    return products_from(session.execute(PRODUCTS, {"business_id": business_of(session), "products": list(ids)}), ids)


def list_products(session: Session, listing: Listing, *, by: Actor) -> Page[Product]:
    """Products by name; filters ``q`` (part of name or code, or the barcode), ``category``, ``kind``, ``active``, ``low_stock``."""
    by.require("products.read")

    def matching(text: str) -> sa.ColumnElement[bool]:
        return sa.or_(
            products.c.name.icontains(text, autoescape=True),
            products.c.sku.icontains(text, autoescape=True),
            products.c.barcode == text,
            sa.exists().where(
                product_barcodes.c.business_id == products.c.business_id,
                product_barcodes.c.product_id == products.c.id,
                product_barcodes.c.code == text,
                product_barcodes.c.active,
            ),
        )

    return page(
        session,
        _FROM.where(products.c.business_id == business_of(session)),
        listing,
        sorts={
            "name": products.c.name,
            "sku": products.c.sku,
            "price": products.c.price,
            "created_at": products.c.created_at,
        },
        id_column=products.c.id,
        filters={
            "q": matching,
            "category": lambda text: sa.func.lower(categories.c.name) == text.lower(),
            "kind": lambda text: products.c.kind == text,
            "active": lambda text: products.c.active == flag(text),
            "low_stock": lambda text: (stock_levels.c.on_hand <= products.c.reorder_level) == flag(text),
        },
        shape=lambda row: without_cost(product_from(row), by),
    )


class Category(msgspec.Struct, frozen=True):
    """A category and how many products it has."""

    id: UUID
    name: str
    products: int


def list_categories(session: Session, *, by: Actor) -> list[Category]:
    """Every category of the business, by name."""
    by.require("products.read")
    found = session.execute(
        sa.select(categories.c.id, categories.c.name, sa.func.count(products.c.id))
        .outerjoin(
            products, (products.c.business_id == categories.c.business_id) & (products.c.category_id == categories.c.id)
        )
        .where(categories.c.business_id == business_of(session))
        .group_by(categories.c.id, categories.c.name)
        .order_by(categories.c.name)
    )
    return [Category(*row) for row in found]
