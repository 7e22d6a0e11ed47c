"""What a product is sold in: units besides its own, each with a factor, a price and barcodes, and finding it by a scan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import changed, record_event
from billing.permissions import Actor
from billing.products import BarcodeTaken, Product, claim_barcodes, products, read_product, without_cost
from billing.units import ONE, product_barcodes, product_units, unit_named, units
from billing.versions import check_version
from munim.database import business_of
from munim.errors import Invalid, NotFound
from munim.money import check_decimals
from munim.text import Code, ShortCode

# -- commands ----------------------------------------------------------------------------------------


class SoldIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One unit: so many (``factor``, up to six decimals) of the product's own unit. Without a price it costs as they do."""

    unit: ShortCode
    factor: Decimal
    price: Decimal | None = None
    barcodes: list[Code] = []


class SellingUnits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every unit a product is sold in besides its own, and the barcodes on its own unit besides the first."""

    units: list[SoldIn] = []
    barcodes: list[Code] = []


# -- rules -------------------------------------------------------------------------------------------

MAX_FACTOR = Decimal("99999999.999999")  # what numeric(14, 6) holds


def _check(command: SellingUnits, product: Product) -> None:
    named: set[str] = set()
    for n, one in enumerate(command.units):
        code = one.unit.lower()
        if code == (product.unit or "").lower() or code in named:
            raise Invalid(f"{one.unit} is named already", field=f"units[{n}].unit")
        named.add(code)
        if not one.factor.is_finite() or not 0 < one.factor <= MAX_FACTOR:
            raise Invalid("a factor is above zero", field=f"units[{n}].factor")
        check_decimals(one.factor, 6, f"units[{n}].factor")
        if one.price is not None:
            check_decimals(one.price, 4, f"units[{n}].price")
    seen: set[str] = {product.barcode} if product.barcode else set()
    for code, field in _codes(command):
        if not code.strip():
            raise Invalid("a barcode is not blank", field=field)
        if code in seen:
            raise BarcodeTaken(f"{code} is named twice", field=field)
        seen.add(code)


def _codes(command: SellingUnits) -> Iterable[tuple[str, str]]:
    """Each barcode with the field it stands in."""
    for n, code in enumerate(command.barcodes):
        yield code, f"barcodes[{n}]"
    for k, one in enumerate(command.units):
        for n, code in enumerate(one.barcodes):
            yield code, f"units[{k}].barcodes[{n}]"


# -- operations --------------------------------------------------------------------------------------


def change_selling_units(
    session: Session,
    product_id: UUID,
    command: SellingUnits,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Product:
    """Replace the units a product is sold in and its further barcodes. One event, ``product.changed``.

    Bills keep the factor they were made with. Locks the product, then its barcodes by name. Raises ``NotFound``,
    ``StaleVersion``, ``BarcodeTaken``, ``Invalid``.
    """
    by.require("products.write")
    business_id = business_of(session)
    here = (products.c.business_id == business_id) & (products.c.id == product_id)
    session.execute(sa.select(products.c.id).where(here).with_for_update(key_share=True))
    before = read_product(session, product_id)
    check_version(before.version, expected_version)
    _check(command, before)
    claim_barcodes(session, [code for code, _ in _codes(command)], field="barcodes", of=product_id)
    for table in (product_units, product_barcodes):
        session.execute(
            sa.update(table)
            .where(table.c.business_id == business_id, table.c.product_id == product_id, table.c.active)
            .values(active=False)
        )
    _keep_codes(session, product_id, None, command.barcodes)
    for n, one in enumerate(command.units):
        unit_id = unit_named(session, one.unit, field=f"units[{n}].unit")
        insert = pg_insert(product_units).values(
            business_id=business_id, product_id=product_id, unit_id=unit_id, factor=one.factor, price=one.price
        )
        now = {"factor": insert.excluded.factor, "price": insert.excluded.price, "active": True}
        session.execute(insert.on_conflict_do_update(index_elements=["business_id", "product_id", "unit_id"], set_=now))
        _keep_codes(session, product_id, unit_id, one.barcodes)
    session.execute(sa.update(products).where(here).values(version=before.version + 1))
    after = read_product(session, product_id)
    today = this_business(session).today(at)
    record_event(
        session, "product.changed", "product", product_id, changed(before, after), by=by, at=at, business_date=today
    )
    return after


def _keep_codes(session: Session, product_id: UUID, unit_id: int | None, codes: list[str]) -> None:
    """Write barcodes, which are claimed; one that another product gave up is taken over."""
    if not codes:
        return
    here = business_of(session)
    insert = pg_insert(product_barcodes).values(
        [{"business_id": here, "code": code, "product_id": product_id, "unit_id": unit_id} for code in codes]
    )
    now = {"product_id": insert.excluded.product_id, "unit_id": insert.excluded.unit_id, "active": True}
    session.execute(insert.on_conflict_do_update(index_elements=["business_id", "code"], set_=now))


# -- reads -------------------------------------------------------------------------------------------


class Scanned(msgspec.Struct, frozen=True):
    """What a barcode is on: a product, the unit, how many of the product's own that is, and its price."""

    product: Product
    unit: str
    factor: Decimal
    price: Decimal


def find_by_barcode(session: Session, code: str, *, by: Actor) -> Scanned:
    """The product and unit a barcode is on. Raises ``NotFound``."""
    by.require("products.read")
    further = sa.select(product_barcodes.c.product_id, units.c.code).outerjoin(
        units, (units.c.business_id == product_barcodes.c.business_id) & (units.c.id == product_barcodes.c.unit_id)
    )
    first = sa.select(products.c.id, sa.null())
    here = business_of(session)
    found = session.execute(
        sa.union_all(
            first.where(products.c.business_id == here, products.c.barcode == code),
            further.where(
                product_barcodes.c.business_id == here, product_barcodes.c.code == code, product_barcodes.c.active
            ),
        )
    ).first()
    if found is None:
        raise NotFound("nothing here has this barcode")
    product = read_product(session, found[0])
    shown = without_cost(product, by)
    for sold_in in product.units:
        if sold_in.unit == found[1]:
            return Scanned(shown, sold_in.unit, sold_in.factor, sold_in.price_at(product.price))
    return Scanned(shown, product.unit, ONE, product.price)
