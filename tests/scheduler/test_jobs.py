from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import psycopg
import pytest
import sqlalchemy as sa

from billing.bills.tables import bills
from billing.business import BusinessSettings
from billing.products import Product
from billing.schedules import ScheduleSettings, add_schedule, firings
from billing.stock_adjustments import AdjustStock, adjust_stock
from etl.lake import Lake
from munim.database import Database
from munim.days import Calendar, Period
from munim.roles import Addresses
from munim.settings import Settings
from notifications.errands import closing
from notifications.messages import messages
from scheduler.firings import fire_due
from scheduler.jobs import House, export_lake, sweep_mirror
from scheduler.worker import open_house
from tests.conftest import open_shop
from tests.counter import Counter


@pytest.fixture
def counter(own_database: Database) -> Counter:
    shop = open_shop(own_database, BusinessSettings(name="Sharma Kirana Store", country="IN", email="shop@example.com"))
    with own_database.business(shop.business_id) as session:
        session.execute(sa.delete(firings))  # what a new business starts with is not in these tests' way
    return Counter(own_database, shop)


@pytest.fixture
def house(own_database: Database, own_books: Addresses, settings: Settings) -> House:
    return open_house(settings, own_database, mirror_url=own_books.mirror)


def fire(house: House, counter: Counter, job: str, **settings: object) -> list[sa.Row[tuple[object, ...]]]:
    """Let a schedule of ``job`` fire now; every message there is then."""
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=1)
    command = ScheduleSettings(job=job, local_time=at.astimezone(ZoneInfo("Asia/Kolkata")).time(), **settings)  # type: ignore[arg-type]
    with counter.open() as session:
        add_schedule(session, command, by=counter.by, at=at - timedelta(seconds=1))
    fire_due(house.database, house.jobs(), tell=house.tell)
    return sent(counter)


def sent(counter: Counter) -> list[sa.Row[tuple[object, ...]]]:
    with counter.open() as session:
        return list(session.execute(sa.select(messages).order_by(messages.c.id)))


def test_reminders_of_the_day_are_queued(house: House, counter: Counter) -> None:
    made = counter.sell((counter.product(price="1500"), "1"), customer=counter.customer(phone="9822012345"))
    with counter.open() as session:
        session.execute(
            sa.update(bills).where(bills.c.id == made.id).values(due_date=counter.today - timedelta(days=7))
        )

    (message,) = fire(house, counter, "reminders", catch_up="skip")

    assert (message.template, message.recipient) == ("overdue_reminder", "+919822012345")


# -- low stock ---------------------------------------------------------------------------------------


def move(counter: Counter, product: Product, quantity: str) -> None:
    with counter.open() as session:
        adjust_stock(
            session, product.id, AdjustStock(quantity=Decimal(quantity), note="counted"), by=counter.by, at=counter.at
        )


def test_a_product_is_named_once_a_crossing(house: House, counter: Counter) -> None:
    dal = counter.product("Toor dal", stock="12", reorder_level=Decimal(10))
    counter.product("Rice", stock="50", reorder_level=Decimal(10))
    assert fire(house, counter, "low_stock") == []

    move(counter, dal, "-4")
    (notice,) = fire(house, counter, "low_stock")
    assert fire(house, counter, "low_stock") == [notice]

    assert notice.recipient == "shop@example.com"
    assert "Toor dal" in notice.body and "8 left, reorder at 10" in notice.body and "Rice" not in notice.body


def test_a_product_that_rose_and_fell_again_is_named_again_on_another_day(counter: Counter) -> None:
    from billing.low_stock import name_low_stock

    dal = counter.product("Toor dal", stock="8", reorder_level=Decimal(10))
    day = date(2026, 11, 20)

    def named(on: date) -> list[str]:
        with counter.open() as session:
            return [product.name for product in name_low_stock(session, day=on)]

    assert named(day) == ["Toor dal"]
    move(counter, dal, "5")
    assert named(day) == []
    move(counter, dal, "-5")
    assert named(day) == []  # once a day
    assert named(day + timedelta(days=1)) == ["Toor dal"]
    assert named(day + timedelta(days=2)) == []


# -- periods -----------------------------------------------------------------------------------------


def test_a_shops_day_ends_in_its_own_small_hours() -> None:
    calendar = Calendar("Asia/Kolkata", day_start_minutes=180)

    assert closing(Period(date(2026, 11, 16), date(2026, 11, 23)), calendar) == datetime(
        2026, 11, 22, 21, 30, tzinfo=UTC
    )


def test_a_night_that_finds_the_books_sound_writes_to_nobody(house: House, counter: Counter) -> None:
    counter.sell((counter.product(), "1"))

    assert fire(house, counter, "integrity", recipients=("owner@example.com",)) == []


def test_a_night_that_finds_a_breach_names_it_to_the_owner(
    house: House, counter: Counter, own_books: Addresses
) -> None:
    """Somebody with the database's own keys changes what a customer owes."""
    customer = counter.customer("Ramesh Traders")
    counter.sell((counter.product(price="100"), "1"), customer=customer)
    with psycopg.connect(own_books.owner) as owner:
        owner.execute("ALTER TABLE customer_balances NO FORCE ROW LEVEL SECURITY")
        owner.execute("UPDATE customer_balances SET balance_minor = 9900 WHERE customer_id = %s", [customer.id])

    (message,) = fire(house, counter, "integrity", recipients=("owner@example.com",))

    assert message.recipient == "owner@example.com"
    assert "do not agree in 1 place" in message.subject
    assert f"{customer.id} is kept as 9900, its rows come to 10000" in message.body


# -- the lake ----------------------------------------------------------------------------------------


def test_the_lake_follows_the_mirrors_where_reports_are_read_from_it(house: House, counter: Counter) -> None:
    counter.sell((counter.product(), "1"))
    sweep_mirror(house, lambda: False)
    lake = Lake(house.settings.lake_folder)

    export_lake(house, lambda: False)
    assert lake.businesses() == []  # reports are read from the mirror itself

    elsewhere = replace(house, settings=replace(house.settings, analytics="sc://spark.example:15002"))
    export_lake(elsewhere, lambda: False)
    assert lake.manifest(counter.shop.business_id).tables["bills"].rows == 1
