"""Drafting a bill: priced and checked, but without a number, a posting or a move of stock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.reads import Bill, BillTo, read_bill
from billing.bills.tables import bill_lines, bill_taxes, bills
from billing.bills.taxation import NOTHING, Taxation, TaxedAs, Treatment, check_hsn, taxation_of, taxed_as
from billing.business import Business, check_day, this_business
from billing.customers import Customer, read_customer, read_walk_in
from billing.events import record_event
from billing.permissions import Actor
from billing.pricing import LineInput, PricedBill, price_bill
from billing.products import Product, read_products
from billing.units import ONE, SellingUnit, in_own_unit
from billing.versions import check_version
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound, Refused
from munim.ids import new_id
from munim.money import MAX_MINOR, check_decimals, check_percent, minor_from
from munim.text import Line, Prose, SeriesCode, ShortCode, StateCode

MAX_LINES = 1000  # what an e-invoice can carry

# -- commands ----------------------------------------------------------------------------------------


class DraftLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A product, or words of your own with a price. What is left out comes from the product.

    ``unit``: the product's own or another it is sold in, which sets price and quantity in stock by its factor.
    """

    quantity: Decimal = Decimal(1)
    product_id: UUID | None = None
    description: Prose | None = None
    unit_price: Decimal | None = None
    price_includes_tax: bool | None = None
    tax_rate: Decimal | None = None
    hsn: ShortCode | None = None
    unit: ShortCode | None = None
    discount_percent: Decimal | None = None
    discount: Decimal | None = None
    tax_treatment: Treatment | None = None
    cess_rate: Decimal | None = None


class ShipTo(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where goods are delivered, when that is not the customer's own address. ``name``: who receives them there."""

    name: Line | None = None
    address: Prose | None = None
    city: Line | None = None
    state_code: StateCode | None = None


class DraftBill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A bill to be. Without ``customer_id`` it is the walk-in customer's; dates default to today and the terms.

    ``series`` is one the shop opened, ``device_id`` the device it is leased to (RULES N5); None: the shop's default.
    Under GST ``place_of_supply`` is said only where the kind of service decides it and not the buyer's state, and
    ``supply_date`` and ``payment_date`` where rates changed between supply, bill and payment (section 14).
    ``valid_until``: the last day on which a quotation becomes a bill; None: it stays open.
    """

    lines: list[DraftLine]
    id: UUID | None = None
    kind: Literal["invoice", "quotation"] = "invoice"
    customer_id: UUID | None = None
    business_date: date | None = None
    due_date: date | None = None
    discount: Decimal | None = None
    discount_percent: Decimal = Decimal(0)
    note: Prose | None = None
    series: SeriesCode | None = None
    device_id: UUID | None = None
    ship_to: ShipTo | None = None
    place_of_supply: StateCode | None = None
    reverse_charge: bool = False
    supply_date: date | None = None
    payment_date: date | None = None
    valid_until: date | None = None


# -- rules -------------------------------------------------------------------------------------------


class NotADraft(Refused):
    """An issued bill does not change: cancel or credit it."""

    code = "not_a_draft"


class BillIdTaken(Conflict):
    """This id is already a bill."""

    code = "bill_id_taken"


class NotOnSale(Refused):
    """This product is no longer sold."""

    code = "not_on_sale"


def check_on_sale(products: Iterable[Product | None]) -> None:
    """Refuse a bill of an inactive product; ``products`` line by line. Raises ``NotOnSale`` naming the first such line."""
    for n, product in enumerate(products):
        if product is not None and not product.active:
            raise NotOnSale(f"{product.name} is no longer sold", field=f"lines[{n}].product_id")


def due_on(business_date: date, customer: Customer, business: Business) -> date:
    """When a bill of that date falls due: the customer's terms, else the business's."""
    days = business.credit_days if customer.credit_days is None else customer.credit_days
    return business_date + timedelta(days=days)


def check_due(due: date, day: date) -> None:
    """That what is dated ``day`` falls due on that day or after it. Raises ``Invalid``."""
    check_day(due, "due_date")
    if due < day:
        raise Invalid("a bill does not fall due before its date", field="due_date")


def _check_days(command: DraftBill, day: date) -> None:
    check_day(command.supply_date, "supply_date")
    check_day(command.payment_date, "payment_date")
    check_day(command.valid_until, "valid_until")
    if command.valid_until is not None:
        if command.kind != "quotation":
            raise Invalid("only a quotation is valid until a day", field="valid_until")
        if command.valid_until < day:
            raise Invalid("a quotation is valid on its own day at least", field="valid_until")


def unit_sold_in(line: DraftLine, product: Product | None, index: int) -> SellingUnit | None:
    """The unit a line names, None for the product's own. Raises ``Invalid`` for one the product is not sold in."""
    if product is None or line.unit is None or line.unit.lower() == (product.unit or "").lower():
        return None
    if product.kind == "rental" and line.unit.lower() == "day":
        return SellingUnit("day", ONE, None, [])  # of hire, whatever the item itself is counted in
    for sold_in in product.units:
        if sold_in.unit.lower() == line.unit.lower():
            return sold_in
    raise Invalid(f"{product.name} is not sold by the {line.unit}", field=f"lines[{index}].unit")


def _line_input(
    line: DraftLine,
    product: Product | None,
    sold_in: SellingUnit | None,
    customer: Customer,
    index: int,
    taxation: Taxation,
    *,
    inclusive: bool,
) -> tuple[LineInput, TaxedAs]:
    """What is priced, and how the line is taxed: the same rates, but where this bill charges no tax."""
    price = line.unit_price
    if price is None and product is not None:
        price = sold_in.price_at(product.price) if sold_in else product.price
    if price is None:
        raise Invalid("a line without a product needs a unit_price", field=f"lines[{index}].unit_price")
    if product is None and not (line.description or "").strip():
        raise Invalid("a line without a product needs a description", field=f"lines[{index}].description")
    check_decimals(line.quantity, 3, f"lines[{index}].quantity", positive=True)
    if sold_in is not None:
        in_own_unit(line.quantity, sold_in.factor, f"lines[{index}].quantity")
    check_decimals(price, 4, f"lines[{index}].unit_price")
    rate = line.tax_rate if line.tax_rate is not None else product.tax_rate if product else Decimal(0)
    check_percent(rate, f"lines[{index}].tax_rate")
    cess = line.cess_rate if line.cess_rate is not None else product.cess_rate if product else Decimal(0)
    check_percent(cess, f"lines[{index}].cess_rate")
    if line.price_includes_tax is not None:
        inclusive = line.price_includes_tax
    elif product is not None:
        inclusive = product.price_includes_tax
    percent = line.discount_percent
    if percent is None:
        percent = Decimal(0) if line.discount is not None else customer.discount_percent
    # as the columns keep them, so that a bill reads the same when it is made and ever after
    taxed = taxed_as(
        taxation,
        customer,
        product,
        treatment=line.tax_treatment,
        rate=rate.quantize(NOTHING),
        cess_rate=cess.quantize(NOTHING),
        field=f"lines[{index}]",
        name=line.description or (product.name if product else ""),
    )
    priced = LineInput(
        quantity=line.quantity.quantize(Decimal("0.001")),
        unit_price=price.quantize(Decimal("0.0001")),
        price_includes_tax=inclusive,
        tax_rate=taxed.rate if taxation.charges_tax else NOTHING,
        discount_percent=percent,
        discount=line.discount,
        cess_rate=taxed.cess_rate if taxation.charges_tax else NOTHING,
    )
    return priced, taxed


class MadeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it will be stored: what was asked, completed from the product, and priced."""

    position: int
    product_id: UUID | None
    description: str
    hsn: str | None
    quantity: Decimal
    unit: str | None
    unit_factor: Decimal
    unit_price: Decimal
    price_includes_tax: bool
    tax_rate: Decimal
    cess_rate: Decimal
    tax_treatment: str
    gross_minor: int
    discount_minor: int
    taxable_minor: int
    tax_minor: int
    total_minor: int
    cgst_minor: int
    sgst_minor: int
    igst_minor: int
    cess_minor: int
    cost_minor: int | None


class MadeBill(msgspec.Struct, frozen=True, kw_only=True):
    """A bill worked out but not yet written."""

    business_date: date
    due_date: date
    lines: list[MadeLine]
    priced: PricedBill
    document: str
    taxation: Taxation
    supply_date: date | None
    valid_until: date | None
    ship_to: BillTo | None

    def values(self) -> dict[str, Any]:
        """Its columns, but for ``ship_to``, which is stored as JSON."""
        supply = self.taxation.supply
        sums = ("gross_minor", "discount_minor", "taxable_minor", "tax_minor", "round_off_minor", "total_minor")
        return {
            "business_date": self.business_date,
            "due_date": self.due_date,
            "document": self.document,
            "place_of_supply": supply.place if supply else None,
            "supply": supply.kind if supply else None,
            "recipient": supply.recipient if supply else None,
            "reverse_charge": self.taxation.reverse_charge,
            "supply_date": self.supply_date,
            "valid_until": self.valid_until,
            **{name: getattr(self.priced, name) for name in sums},
        }


def product_ids(command: DraftBill) -> set[UUID]:
    """The products a bill names."""
    return {line.product_id for line in command.lines if line.product_id}


def make_bill(
    command: DraftBill,
    *,
    business: Business,
    customer: Customer,
    products: Mapping[UUID, Product],
    at: datetime,
    supplied: bool = False,
) -> MadeBill:
    """Complete, check, tax and price a bill. ``supplied``: of what was delivered or hired out before it was taken off sale.

    Raises ``Invalid``, ``NotOnSale``, ``RateNotInForce`` and ``WrongHsn`` naming the line and field, ``SameGstin``.
    """
    if not 1 <= len(command.lines) <= MAX_LINES:
        raise Invalid(f"a bill has 1 to {MAX_LINES} lines", field="lines")
    day = business.day_of(command.business_date, at)
    due = command.due_date or due_on(day, customer, business)
    check_due(due, day)
    _check_days(command, day)
    chosen = [products[line.product_id] if line.product_id else None for line in command.lines]
    if not supplied:
        check_on_sale(chosen)
    taxation = taxation_of(
        business,
        customer,
        day,
        ship_to_state=command.ship_to.state_code if command.ship_to else None,
        place_of_supply=command.place_of_supply,
        reverse_charge=command.reverse_charge,
        supplied_on=command.supply_date,
        paid_on=command.payment_date,
    )
    sold_in = [
        unit_sold_in(line, product, n) for n, (line, product) in enumerate(zip(command.lines, chosen, strict=True))
    ]
    inputs = [
        _line_input(line, product, unit, customer, n, taxation, inclusive=business.prices_include_tax)
        for n, (line, product, unit) in enumerate(zip(command.lines, chosen, sold_in, strict=True))
    ]
    priced = price_bill(
        [given for given, _ in inputs],
        currency=business.currency,
        discount=command.discount,
        discount_percent=command.discount_percent,
        rounds_total=business.rounds_total,
        supplied=taxation.supplied,
    )
    lines = [
        MadeLine(
            position=n,
            product_id=line.product_id,
            description=line.description or (product.name if product else ""),
            hsn=line.hsn or (product.hsn if product else None),
            unit=unit.unit if unit else product.unit if product else line.unit,
            unit_factor=unit.factor if unit else ONE,
            quantity=given.quantity,
            unit_price=given.unit_price,
            price_includes_tax=given.price_includes_tax,
            tax_rate=taxed.rate,
            cess_rate=taxed.cess_rate,
            tax_treatment=taxed.treatment,
            cost_minor=_cost(product, given.quantity * (unit.factor if unit else ONE), business.currency),
            **msgspec.structs.asdict(result),
        )
        for n, (line, product, unit, (given, taxed), result) in enumerate(
            zip(command.lines, chosen, sold_in, inputs, priced.lines, strict=True), start=1
        )
    ]
    document = taxation.document_of(command.kind, (line.tax_treatment for line in lines))
    if document == "invoice":
        _check_codes(lines, chosen, taxation, day, business)
    return MadeBill(
        business_date=day,
        due_date=due,
        lines=lines,
        priced=priced,
        document=document,
        taxation=taxation,
        supply_date=command.supply_date,
        valid_until=command.valid_until,
        ship_to=ship_to(command.ship_to, customer),
    )


def _cost(product: Product | None, quantity: Decimal, currency: str) -> int | None:
    """What so much cost by the product's own figure; a hire uses nothing up."""
    if product is None or product.cost is None or product.kind == "rental":
        return None
    cost = minor_from(product.cost * quantity, currency)
    if cost > MAX_MINOR:
        raise Invalid(f"so much {product.name} costs more than Munim keeps", field="lines")
    return cost


def _check_codes(
    lines: Iterable[MadeLine], products: Iterable[Product | None], taxation: Taxation, day: date, business: Business
) -> None:
    for line, product in zip(lines, products, strict=True):
        check_hsn(
            taxation,
            line.hsn,
            day=day,
            turnover_rupees=business.annual_turnover,
            is_service=product is not None and product.kind == "service",
            field=f"lines[{line.position - 1}]",
            name=line.description,
        )


def bill_to(customer: Customer, business: Business) -> BillTo:
    """The customer as the bill will name them for ever; whoever names no country is of the shop's own."""
    return BillTo(
        customer.name,
        customer.address,
        customer.city,
        customer.state_code,
        customer.gstin,
        customer.phone,
        customer.country or business.country,
    )


def ship_to(given: ShipTo | None, customer: Customer) -> BillTo | None:
    """Where the bill says its goods go; whoever is not named there is the customer."""
    if given is None:
        return None
    return BillTo(given.name or customer.name, given.address, given.city, given.state_code)


# -- operations --------------------------------------------------------------------------------------


def draft_bill(session: Session, command: DraftBill, *, by: Actor, at: datetime) -> Bill:
    """Make a draft. Raises ``NotFound`` for customer or product, ``Invalid`` or ``NotOnSale`` naming the line and field."""
    by.require("bills.write")
    bill_id = command.id or new_id()
    try:
        _write(session, bill_id, command, at=at, version=None)
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_bills":
            raise BillIdTaken(field="id") from None
        raise
    bill = read_bill(session, bill_id)
    data = {"kind": bill.kind, "customer_id": str(bill.customer_id), "total_minor": bill.total_minor}
    record_event(session, "bill.drafted", "bill", bill_id, data, by=by, at=at, business_date=bill.business_date)
    return bill


def change_draft(
    session: Session, bill_id: UUID, command: DraftBill, *, by: Actor, at: datetime, expected_version: int | None = None
) -> Bill:
    """Write a draft anew. Raises ``NotFound``, ``NotADraft``, ``StaleVersion`` and what ``draft_bill`` raises."""
    by.require("bills.write")
    version = lock_draft(session, bill_id, expected_version)
    here = bill_lines.c.business_id == business_of(session)
    session.execute(sa.delete(bill_lines).where(here, bill_lines.c.bill_id == bill_id))
    session.execute(
        sa.delete(bill_taxes).where(bill_taxes.c.business_id == business_of(session), bill_taxes.c.bill_id == bill_id)
    )
    _write(session, bill_id, command, at=at, version=version + 1)
    bill = read_bill(session, bill_id)
    record_event(
        session,
        "bill.redrafted",
        "bill",
        bill_id,
        {"total_minor": bill.total_minor},
        by=by,
        at=at,
        business_date=bill.business_date,
    )
    return bill


def discard_draft(
    session: Session, bill_id: UUID, *, by: Actor, at: datetime, expected_version: int | None = None
) -> None:
    """Throw a draft away: the only deletion the books know. Raises ``NotFound``, ``NotADraft``, ``StaleVersion``."""
    by.require("bills.write")
    lock_draft(session, bill_id, expected_version)
    business_id = business_of(session)
    for table in (bill_lines, bill_taxes):
        session.execute(sa.delete(table).where(table.c.business_id == business_id, table.c.bill_id == bill_id))
    session.execute(sa.delete(bills).where(bills.c.business_id == business_id, bills.c.id == bill_id))
    record_event(
        session, "bill.discarded", "bill", bill_id, {}, by=by, at=at, business_date=this_business(session).today(at)
    )


def lock_draft(session: Session, bill_id: UUID, expected_version: int | None) -> int:
    """Lock a draft, first of all locks, and return its version. Raises ``NotFound``, ``NotADraft``, ``StaleVersion``."""
    row = session.execute(
        sa.select(bills.c.status, bills.c.version)
        .where(bills.c.business_id == business_of(session), bills.c.id == bill_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such bill")
    check_version(row.version, expected_version)
    if row.status != "draft":
        raise NotADraft()
    return int(row.version)


def _write(session: Session, bill_id: UUID, command: DraftBill, *, at: datetime, version: int | None) -> None:
    business = this_business(session)
    customer = read_customer(session, command.customer_id) if command.customer_id else read_walk_in(session)
    products = read_products(session, product_ids(command))
    made = make_bill(command, business=business, customer=customer, products=products, at=at)
    values = {
        "customer_id": customer.id,
        "kind": command.kind,
        "note": command.note,
        "series": command.series,
        "bill_to": msgspec.to_builtins(bill_to(customer, business)),
        "ship_to": msgspec.to_builtins(made.ship_to),
        **made.values(),
    }
    here = (bills.c.business_id == business_of(session)) & (bills.c.id == bill_id)
    if version is None:
        row = {"business_id": business_of(session), "id": bill_id, "status": "draft", "created_at": at, **values}
        session.execute(sa.insert(bills).values(row))
    else:
        session.execute(sa.update(bills).where(here).values(**values, version=version))
    rows = [
        {"business_id": business_of(session), "bill_id": bill_id, **msgspec.structs.asdict(line)} for line in made.lines
    ]
    session.execute(sa.insert(bill_lines), rows)
    write_taxes(session, bill_id, made.priced)


def write_taxes(session: Session, bill_id: UUID, priced: PricedBill) -> None:
    """Store the tax summary of a bill."""
    if priced.taxes:
        rows = [
            {"business_id": business_of(session), "bill_id": bill_id, **msgspec.structs.asdict(tax)}
            for tax in priced.taxes
        ]
        session.execute(sa.insert(bill_taxes), rows)
