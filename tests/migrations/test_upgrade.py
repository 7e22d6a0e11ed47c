"""Books that were kept before a migration go on after it: nothing is lost, nothing is missing, and they are sound.

``books_at_0001.sql`` holds two small shops as revision 0001 kept them: bills, a credit note, a cancellation, a draft,
a payment, opening balances and stock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from billing.bills.tables import bills
from billing.business import this_business
from billing.customers import customers
from billing.integrity import find_breaches
from billing.ledger import CHART, accounts, trial_balance
from billing.permissions import MUNIM
from billing.products import products
from billing.schedules import schedules
from billing.suppliers import supplier_balances
from munim.database import Database
from munim.ids import new_id
from munim.migrate import migrate
from munim.roles import Addresses, prepare
from tests.conftest import SECRET
from tests.counter import Counter

ROOT = Path(__file__).parents[2]
BOOKS = Path(__file__).with_name("books_at_0001.sql")
SHOPS = (1, 2)


@pytest.fixture(scope="module")
def upgraded(cluster: str, testrun_uid: str) -> Iterator[Addresses]:
    """A database that was filled at revision 0001 and migrated since."""
    name = f"test_{testrun_uid[:8]}_upgraded_{new_id().hex[-6:]}"
    addresses = prepare(cluster, SECRET, database=name)
    url = sa.make_url(addresses.owner).set(drivername="postgresql+psycopg")
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.commit()
    administrator = sa.make_url(cluster).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(administrator) as connection:
        connection.execute(BOOKS.read_text().encode())
    migrate(addresses.owner)

    yield addresses

    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def database(upgraded: Addresses) -> Iterator[Database]:
    database = Database(upgraded.app)
    yield database
    database.close()


@pytest.mark.parametrize("business_id", SHOPS)
def test_the_books_are_sound_and_every_bill_is_what_it_was(database: Database, business_id: int) -> None:
    with database.business(business_id) as session:
        assert find_breaches(session) == []
        kinds = session.execute(
            sa.select(bills.c.document, bills.c.status).order_by(bills.c.created_at, bills.c.number)
        )
        assert sorted(map(tuple, kinds)) == sorted(
            [
                ("invoice", "issued"),
                ("invoice", "issued"),
                ("invoice", "cancelled"),
                ("credit_note", "issued"),
                ("invoice", "draft"),
            ]
        )
        assert sum(account.balance_minor for account in trial_balance(session)) == 0


@pytest.mark.parametrize("business_id", SHOPS)
def test_a_business_has_all_that_a_new_one_is_given(database: Database, business_id: int) -> None:
    with database.business(business_id) as session:
        found = set(session.execute(sa.select(accounts.c.code, accounts.c.name, accounts.c.kind, accounts.c.purpose)))
        jobs = set(session.execute(sa.select(schedules.c.job)).scalars())
        owed = session.execute(sa.select(supplier_balances.c.balance_minor)).scalars().all()

    assert found == set(CHART)
    assert "integrity" in jobs
    assert owed == [75000]


@pytest.mark.parametrize("business_id", SHOPS)
def test_the_shop_goes_on_selling(database: Database, business_id: int) -> None:
    """Three dal at 120.00 and 5 %: number 4 of the series, for three invoices were numbered before."""
    with database.business(business_id) as session:
        business = this_business(session)
        dal = session.execute(sa.select(products.c.id).where(products.c.name == "Toor dal")).scalar_one()
        buyer = session.execute(sa.select(customers.c.id).where(customers.c.name == "Ramesh Traders")).scalar_one()
    shop = SimpleNamespace(business_id=business_id, user_id=None, owner=MUNIM, business=business)
    counter = Counter(database, shop, at=datetime(2026, 11, 20, 6, tzinfo=UTC))

    bill = counter.sell((SimpleNamespace(id=dal), "3"), customer=SimpleNamespace(id=buyer))  # type: ignore[arg-type]

    assert (bill.number, bill.total_minor) == ("INV26-00004", 37800)
    assert bill.lines[0].quantity == Decimal("3.000")
    assert counter.breaches() == []
