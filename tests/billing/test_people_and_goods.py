"""Businesses, customers, suppliers and products: what may be written, and how edits meet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from billing.business import BusinessSettings, change_business, read_business
from billing.customers import (
    CustomerDetails,
    NewCustomer,
    PhoneTaken,
    ReferenceTaken,
    add_customer,
    change_customer,
    list_customers,
)
from billing.events import list_events
from billing.ledger import trial_balance
from billing.listing import Listing
from billing.permissions import PERMISSIONS, ROLES, actor_for
from billing.products import (
    BarcodeTaken,
    NewProduct,
    ProductDetails,
    SkuTaken,
    add_product,
    change_product,
    list_categories,
    list_products,
)
from billing.registration import register_business
from billing.stock import OutOfStock, list_moves
from billing.stock_adjustments import AdjustStock, adjust_stock
from billing.suppliers import NewSupplier, SupplierDetails, add_supplier, change_supplier, list_suppliers
from billing.versions import StaleVersion
from munim.database import violated
from munim.errors import Forbidden, Invalid, NotFound
from munim.ids import new_id
from tests.counter import Counter

# -- business ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "currency", "timezone", "month", "tax"),
    [
        ("IN", "INR", "Asia/Kolkata", 4, "GST"),
        ("GB", "GBP", "Europe/London", 4, "VAT"),
        ("US", "USD", "America/New_York", 1, "Sales tax"),
    ],
)
def test_a_country_gives_a_business_its_defaults(
    counter: Counter, country: str, currency: str, timezone: str, month: int, tax: str
) -> None:
    with counter.database.entry() as session:
        made = register_business(session, BusinessSettings(name="Shop", country=country), by=counter.by, at=counter.at)

    assert (made.currency, made.timezone, made.year_start_month, made.tax_name) == (currency, timezone, month, tax)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"name": "  "}, "name"),
        ({"country": "India"}, "country"),
        ({"country": "FR"}, "currency"),
        ({"currency": "rupees"}, "currency"),
        ({"timezone": "IST"}, "timezone"),
        ({"week_start": 0}, "week_start"),
        ({"year_start_month": 13}, "year_start_month"),
        ({"day_start_minutes": 1440}, "day_start_minutes"),
        ({"upi_id": "sharma"}, "upi_id"),
        ({"brand_color": "red"}, "brand_color"),
        ({"invoice_prefix": "INV/"}, "invoice_prefix"),
        ({"invoice_prefix": "TOOLONG"}, "invoice_prefix"),
        ({"credit_days": -1}, "credit_days"),
        ({"phone": "call me"}, "phone"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_its_name(
    counter: Counter, settings: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused, counter.open() as session:
        change_business(session, BusinessSettings(**{"name": "Shop", **settings}), by=counter.by, at=counter.at)

    assert refused.value.field == field


def test_the_currency_of_the_books_does_not_change(counter: Counter) -> None:
    with pytest.raises(Invalid, match="INR"), counter.open() as session:
        change_business(session, BusinessSettings(name="Shop", currency="USD"), by=counter.by, at=counter.at)


def test_the_financial_year_begins_when_it_did_once_a_document_is_numbered(counter: Counter) -> None:
    january = BusinessSettings(name="Shop", year_start_month=1)
    with counter.open() as session:
        assert change_business(session, january, by=counter.by, at=counter.at).year_start_month == 1
    counter.pay(counter.customer(), "10")

    with pytest.raises(Invalid) as refused, counter.open() as session:
        change_business(session, BusinessSettings(name="Shop"), by=counter.by, at=counter.at)  # April, as in India
    assert refused.value.field == "year_start_month"
    with counter.open() as session:
        change_business(session, january, by=counter.by, at=counter.at)


def test_a_shops_phone_is_kept_in_e164_and_neither_it_nor_the_mail_address_is_kept_by_events(counter: Counter) -> None:
    details = {"phone": "098220 12345", "email": "asha@example.com"}
    with counter.open() as session:
        settings = BusinessSettings(name="Sharma & Sons", country="IN", state_code="27", **details)
        assert change_business(session, settings, by=counter.by, at=counter.at).phone == "+919822012345"
        data = list_events(session, Listing(filters={"kind": "business.changed"}), by=counter.by).items[0].data

    before, after = {"name": "Sharma Kirana Store"}, {"name": "Sharma & Sons"}
    assert data == {"before": before, "after": after, "fields": ["email", "phone"]}


def test_a2_settings_are_changed_from_the_version_that_was_read(counter: Counter) -> None:
    with counter.open() as session:
        changed = change_business(
            session, BusinessSettings(name="New"), by=counter.by, at=counter.at, expected_version=1
        )
        assert (changed.name, changed.version) == ("New", 2)

    with pytest.raises(StaleVersion), counter.open() as session:
        change_business(session, BusinessSettings(name="Other"), by=counter.by, at=counter.at, expected_version=1)
    with counter.open() as session:
        assert read_business(session).name == "New"


def test_an_owner_may_do_everything_and_every_permission_of_a_role_exists() -> None:
    assert ROLES["owner"] == frozenset(PERMISSIONS)
    assert all(permissions <= frozenset(PERMISSIONS) for permissions in ROLES.values())
    assert not actor_for(new_id(), "cashier").may("costs.read")
    assert actor_for(new_id(), "cashier", frozenset({"costs.read"})).may("costs.read")


# -- customers ---------------------------------------------------------------------------------------


def test_an_opening_balance_is_owed_from_the_first_day(counter: Counter) -> None:
    owing, ahead = (
        counter.customer("Owing", opening_balance=Decimal("250.50")),
        counter.customer("Ahead", opening_balance=Decimal(-10)),
    )

    with counter.open() as session:
        balances = {one.account: one.balance_minor for one in trial_balance(session) if one.balance_minor}
    assert (owing.balance_minor, ahead.balance_minor) == (25050, -1000)
    assert balances == {"receivable": 24050, "opening": -24050}


def test_a_phone_is_kept_in_one_way_and_is_one_customers(counter: Counter) -> None:
    assert counter.customer(phone="098220 12345").phone == "+919822012345"

    with pytest.raises(PhoneTaken):
        counter.customer("Another", phone="+91 98220 12345")


def test_two_shops_may_know_the_same_phone(counter: Counter, british_shop: Any) -> None:
    counter.customer(phone="+919822012345")

    assert Counter(counter.database, british_shop).customer(phone="+919822012345").phone == "+919822012345"


def test_a_reference_is_one_customers(counter: Counter) -> None:
    counter.customer(reference="C-17")

    with pytest.raises(ReferenceTaken):
        counter.customer("Another", reference="C-17")


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"name": " "}, "name"),
        ({"phone": "12"}, "phone"),
        ({"discount_percent": Decimal(101)}, "discount_percent"),
        ({"credit_limit": Decimal(-1)}, "credit_limit"),
        ({"credit_limit": Decimal("1.234")}, "credit_limit"),
        ({"credit_days": -1}, "credit_days"),
        ({"opening_balance": Decimal("0.001")}, "opening_balance"),
    ],
)
def test_a_bad_customer_is_refused_by_the_name_of_the_field(
    counter: Counter, details: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused, counter.open() as session:
        add_customer(session, NewCustomer(**{"name": "Ramesh", **details}), by=counter.by, at=counter.at)

    assert refused.value.field == field


def test_an_edit_of_a_customer_is_recorded_without_their_data(counter: Counter) -> None:
    """Events are never erased; a person's data may have to be."""
    customer = counter.customer(phone="9822012345")

    with counter.open() as session:
        details = CustomerDetails(name="Ramesh", phone="9822099999", city="Pune")
        changed = change_customer(session, customer.id, details, by=counter.by, at=counter.at, expected_version=1)
        event = list_events(session, Listing(limit=1), by=counter.by).items[0]

    assert (changed.city, changed.version) == ("Pune", 2)
    assert event.data == {"fields": ["city", "name", "phone"]}


def test_customers_are_found_by_part_of_a_name_and_by_what_they_owe(counter: Counter) -> None:
    counter.customer("Ramesh Patil", opening_balance=Decimal(5))
    counter.customer("Suresh 100% Cotton")

    def names(**filters: str) -> list[str]:
        with counter.open() as session:
            return [one.name for one in list_customers(session, Listing(filters=filters), by=counter.by).items]

    assert names(q="esh") == ["Ramesh Patil", "Suresh 100% Cotton"]
    assert names(q="100%") == ["Suresh 100% Cotton"]
    assert names(owing="true") == ["Ramesh Patil"]
    with pytest.raises(Invalid):
        names(owing="perhaps")


# -- suppliers ---------------------------------------------------------------------------------------


def test_what_a_shop_owes_its_supplier_from_before_is_posted(counter: Counter) -> None:
    with counter.open() as session:
        made = add_supplier(
            session, NewSupplier(name="Gupta Mills", opening_balance=Decimal(500)), by=counter.by, at=counter.at
        )
        details = SupplierDetails(name="Gupta Flour Mills")
        changed = change_supplier(session, made.id, details, by=counter.by, at=counter.at, expected_version=1)
        listed = list_suppliers(session, Listing(filters={"q": "flour"}), by=counter.by)
        balances = {one.account: one.balance_minor for one in trial_balance(session) if one.balance_minor}

    assert (changed.version, [one.name for one in listed.items]) == (2, ["Gupta Flour Mills"])
    assert balances == {"opening": 50000, "payable": -50000}


# -- products ----------------------------------------------------------------------------------------


def test_stock_codes_are_one_ignoring_case(counter: Counter) -> None:
    counter.product(sku="DAL-1")

    with pytest.raises(SkuTaken):
        counter.product(sku="dal-1")


def test_a_barcode_is_one_products(counter: Counter) -> None:
    counter.product(barcode="8901030865237")

    with pytest.raises(BarcodeTaken):
        counter.product("Another", barcode="8901030865237")


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"name": ""}, "name"),
        ({"sku": " "}, "sku"),
        ({"price": Decimal("1.00001")}, "price"),
        ({"price": Decimal(-1)}, "price"),
        ({"price": Decimal("1e12")}, "price"),
        ({"cost": Decimal(-1)}, "cost"),
        ({"tax_rate": Decimal(101)}, "tax_rate"),
        ({"unit": "bushel"}, "unit"),
        ({"opening_stock": Decimal("1.0001")}, "opening_stock"),
        ({"kind": "service", "opening_stock": Decimal(1)}, "opening_stock"),
        ({"reorder_level": Decimal(-1)}, "reorder_level"),
    ],
)
def test_a_bad_product_is_refused_by_the_name_of_the_field(
    counter: Counter, details: dict[str, Any], field: str
) -> None:
    command = NewProduct(**{"sku": "A", "name": "Dal", "price": Decimal(1), **details})

    with pytest.raises(Invalid) as refused, counter.open() as session:
        add_product(session, command, by=counter.by, at=counter.at)

    assert refused.value.field == field


def test_a_category_is_made_once_whatever_its_case(counter: Counter) -> None:
    counter.product(category="Pulses")
    counter.product("Chana", category="pulses")

    with counter.open() as session:
        assert [(one.name, one.products) for one in list_categories(session, by=counter.by)] == [("Pulses", 2)]


def test_stock_is_corrected_with_a_reason_and_not_below_zero(counter: Counter) -> None:
    dal = counter.product(stock="10")

    with counter.open() as session:
        after = adjust_stock(
            session, dal.id, AdjustStock(quantity=Decimal(-4), note="rats"), by=counter.by, at=counter.at
        )
        moves = list_moves(session, dal.id, Listing(), by=counter.by).items
    assert after.on_hand == Decimal(6)
    assert [(one.reason, one.quantity, one.note) for one in moves] == [
        ("correction", Decimal(-4), "rats"),
        ("opening", Decimal(10), None),
    ]

    with pytest.raises(OutOfStock), counter.open() as session:
        adjust_stock(session, dal.id, AdjustStock(quantity=Decimal(-7), note="more rats"), by=counter.by, at=counter.at)
    with pytest.raises(Invalid, match="say why"), counter.open() as session:
        adjust_stock(session, dal.id, AdjustStock(quantity=Decimal(1), note=""), by=counter.by, at=counter.at)


def test_a_product_that_begins_to_allow_negative_stock_may_be_oversold(counter: Counter) -> None:
    dal = counter.product(stock="0", sku="D")
    with counter.open() as session:
        details = ProductDetails(sku="D", name="Dal", price=Decimal(100), allows_negative_stock=True)
        change_product(session, dal.id, details, by=counter.by, at=counter.at, expected_version=1)

    counter.sell((dal, "1"))

    assert counter.on_hand(dal) == -1


def test_what_a_product_costs_is_not_for_the_counter(counter: Counter) -> None:
    counter.product(cost=Decimal(40))

    with counter.open() as session:
        mine = list_products(session, Listing(), by=counter.by).items[0]
        theirs = list_products(session, Listing(), by=actor_for(counter.shop.user_id, "cashier")).items[0]
    assert (mine.cost, theirs.cost) == (Decimal("40.0000"), None)


def test_a_product_of_another_shop_does_not_exist(counter: Counter, british_shop: Any) -> None:
    dal = counter.product()

    with pytest.raises(NotFound):
        Counter(counter.database, british_shop).sell((dal, "1"))


def test_a_viewer_changes_nothing(counter: Counter) -> None:
    viewer = actor_for(counter.shop.user_id, "viewer")

    with pytest.raises(Forbidden), counter.open() as session:
        add_customer(session, NewCustomer(name="x"), by=viewer, at=counter.at)
    with pytest.raises(Forbidden), counter.open() as session:
        add_product(session, NewProduct(sku="x", name="x", price=Decimal(1)), by=viewer, at=counter.at)
    with pytest.raises(Forbidden), counter.open() as session:
        change_business(session, BusinessSettings(name="x"), by=viewer, at=counter.at)


def test_s1_the_database_itself_keeps_stock_from_falling_below_zero(counter: Counter) -> None:
    dal = counter.product(stock="1")

    with pytest.raises(sa.exc.IntegrityError) as refused, counter.open() as session:
        session.execute(sa.text("UPDATE stock_levels SET on_hand = -1 WHERE product_id = :id"), {"id": dal.id})

    assert violated(refused.value) == "ck_stock_levels_not_negative"
