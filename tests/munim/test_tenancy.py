"""One business never sees, touches or names another's rows, whatever a query forgets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from billing.bills.reads import list_bills
from billing.business import BusinessSettings
from billing.customers import customers, list_customers
from billing.events import list_events
from billing.ledger import trial_balance
from billing.listing import Listing
from billing.payments.reads import list_payments
from billing.products import list_products
from billing.suppliers import NewSupplier, add_supplier, list_suppliers
from migrations.tables import metadata
from munim.database import Database
from munim.ids import new_id
from tests.conftest import Shop, open_shop
from tests.counter import Counter

TENANT_TABLES = [table for table in metadata.sorted_tables if table.info.get("tenant")]


@pytest.fixture(scope="module")
def both(database: Database) -> tuple[Counter, Counter]:
    """Two shops that have sold, taken money, given credit and cancelled."""
    counters = []
    for name in ("Sharma Kirana Store", "Verma Kirana Store"):
        counter = Counter(database, open_shop(database, BusinessSettings(name=name)))
        # the same reference, phone and SKU in both: what is unique is unique to a shop
        buyer = counter.customer(reference="C-1", phone="+919820012345")
        rice = counter.product("Basmati rice", sku="RICE", price="95.50", tax_rate=Decimal(5))
        bill = counter.sell((rice, "3"), customer=buyer)
        counter.sell((rice, "1"))
        counter.draft((rice, "2"), customer=buyer)
        counter.pay(buyer, "100")
        counter.credit(bill)
        with counter.open() as session:
            add_supplier(session, NewSupplier(name="Mill"), by=counter.by, at=counter.at)
        counters.append(counter)
    return counters[0], counters[1]


# -- what a transaction sees -------------------------------------------------------------------------


def rows_without_predicate(session: Session) -> dict[str, set[int]]:
    """The businesses whose rows a query of every table finds when it names no business."""
    return {table.name: set(session.execute(sa.select(table.c.business_id))) for table in TENANT_TABLES}


def test_a_transaction_of_nobody_sees_no_row_of_any_table(database: Database, both: tuple[Counter, Counter]) -> None:
    with database.entry() as session:
        assert {name: found for name, found in rows_without_predicate(session).items() if found} == {}


def test_a_query_without_a_predicate_sees_its_own_business_alone(
    database: Database, both: tuple[Counter, Counter]
) -> None:
    for counter in both:
        with counter.open() as session:
            seen = rows_without_predicate(session)

        own = {(counter.shop.business_id,)}
        assert all(found <= own for found in seen.values())
        assert {"businesses", "bills", "bill_lines", "payments", "ledger_entries", "events", "memberships"} <= {
            n for n, found in seen.items() if found
        }


READS: dict[str, Callable[[Session, Counter], Any]] = {
    "customers": lambda session, counter: list_customers(session, Listing(), by=counter.by),
    "suppliers": lambda session, counter: list_suppliers(session, Listing(), by=counter.by),
    "products": lambda session, counter: list_products(session, Listing(), by=counter.by),
    "bills": lambda session, counter: list_bills(session, Listing(), by=counter.by),
    "payments": lambda session, counter: list_payments(session, Listing(), by=counter.by),
    "events": lambda session, counter: list_events(session, Listing(), by=counter.by),
    "trial balance": lambda session, counter: trial_balance(session),
}


@contextmanager
def every_business_predicate_deleted(engine: sa.Engine) -> Iterator[list[str]]:
    """Sends each statement with ``business_id = <value>`` replaced by ``true``; yields those it changed."""
    changed: list[str] = []

    def forget(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        mutated = re.sub(r"(?:\w+\.)?business_id = %\(\w+\)s(?:::\w+)?", "true", statement)
        if mutated != statement:
            changed.append(statement)
        return mutated, parameters

    event.listen(engine, "before_cursor_execute", forget, retval=True)
    try:
        yield changed
    finally:
        event.remove(engine, "before_cursor_execute", forget)


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_reads_that_forget_every_business_predicate_still_answer_the_same(
    database: Database, both: tuple[Counter, Counter], read: Callable[[Session, Counter], Any]
) -> None:
    """Mutation: row-level security alone holds what the predicates also say."""
    for counter in both:
        with counter.open() as session:
            expected = read(session, counter)
        with every_business_predicate_deleted(database.engine), counter.open() as session:
            found = read(session, counter)

        assert found == expected
        assert expected


def test_the_mutation_does_delete_predicates(database: Database, both: tuple[Counter, Counter]) -> None:
    with every_business_predicate_deleted(database.engine) as changed, both[0].open() as session:
        session.execute(sa.select(customers).where(customers.c.business_id == both[1].shop.business_id))

    assert len(changed) == 1


# -- what a transaction may write --------------------------------------------------------------------


def test_a_row_cannot_be_written_for_another_business(database: Database, shop: Shop, british_shop: Shop) -> None:
    values = {"business_id": british_shop.business_id, "name": "Smuggled", "created_at": sa.func.now()}

    with pytest.raises(ProgrammingError, match="row-level security"), database.business(shop.business_id) as session:
        session.execute(sa.insert(customers).values(**values))


def test_a_row_cannot_be_moved_to_another_business(database: Database, shop: Shop, british_shop: Shop) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), database.business(shop.business_id) as session:
        session.execute(sa.update(metadata.tables["units"]).values(business_id=british_shop.business_id))


def test_updating_everything_touches_only_the_own_business(database: Database, both: tuple[Counter, Counter]) -> None:
    here, there = both
    with here.open() as session:
        session.execute(sa.update(customers).values(notes="touched"))

    with there.open() as session:
        assert set(session.execute(sa.select(customers.c.notes)).scalars()) == {None}


def test_a_foreign_key_cannot_point_into_another_business(database: Database, both: tuple[Counter, Counter]) -> None:
    """Checks of foreign keys bypass row security; only their being composite refuses this."""
    here, there = both
    with there.open() as session:
        theirs: UUID = session.execute(sa.select(customers.c.id).where(customers.c.reference == "C-1")).scalar_one()
    balances = metadata.tables["customer_balances"]

    with pytest.raises(IntegrityError) as caught, here.open() as session:
        session.execute(sa.insert(balances).values(business_id=here.shop.business_id, customer_id=theirs))

    assert isinstance(caught.value.orig, psycopg.errors.ForeignKeyViolation)


def test_a_transaction_of_nobody_cannot_make_a_business(database: Database) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), database.entry() as session:
        session.execute(
            sa.insert(metadata.tables["businesses"]).values(
                name="Nobody's",
                country="IN",
                currency="INR",
                timezone="Asia/Kolkata",
                tax_name="GST",
                created_at=sa.func.now(),
            )
        )


# -- how long it is named ----------------------------------------------------------------------------


def current_setting(session: Session) -> str | None:
    return session.execute(sa.text("SELECT current_setting('app.business_id', true)")).scalar_one()


def test_the_next_borrower_of_a_connection_inherits_no_business(owner_url: str, books: Any, shop: Shop) -> None:
    database = Database(books.app, pool_size=1)
    with database.business(shop.business_id, user_id=shop.user_id) as session:
        first = session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        assert current_setting(session) == str(shop.business_id)

    with database.entry() as session:
        assert session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one() == first
        # an empty string and not NULL once it was set in this connection: the policies cope with both
        assert not current_setting(session)
        assert session.execute(sa.select(customers)).all() == []
    database.close()


def test_a_failed_transaction_leaves_no_business_behind(books: Any, shop: Shop) -> None:
    database = Database(books.app, pool_size=1)
    with pytest.raises(DataError), database.business(shop.business_id) as session:
        session.execute(sa.text("SELECT 1 / 0"))

    with database.entry() as session:
        assert not current_setting(session)
    database.close()


def test_the_business_outlives_a_savepoint_that_is_rolled_back(database: Database, shop: Shop) -> None:
    with database.business(shop.business_id) as session:
        savepoint = session.begin_nested()
        session.execute(sa.update(customers).values(notes="gone"))
        savepoint.rollback()

        assert current_setting(session) == str(shop.business_id)
        assert len(session.execute(sa.select(customers)).all()) == 1


def test_a_user_outside_any_business_sees_their_own_memberships_alone(
    database: Database, shop: Shop, british_shop: Shop
) -> None:
    memberships = metadata.tables["memberships"]

    with database.entry(user_id=shop.user_id) as session:
        assert session.execute(sa.select(memberships.c.business_id)).scalars().all() == [shop.business_id]
    with database.entry(user_id=new_id()) as session:
        assert session.execute(sa.select(memberships)).all() == []


# -- the other logins --------------------------------------------------------------------------------


def test_the_mirror_reads_every_business_and_writes_nothing(mirror_url: str, both: tuple[Counter, Counter]) -> None:
    with psycopg.connect(mirror_url) as connection:
        seen = {row[0] for row in connection.execute("SELECT business_id FROM bills")}

        assert {counter.shop.business_id for counter in both} <= seen
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE bills SET note = 'x'")


def test_the_owner_sees_nothing_under_forced_security(owner_url: str, both: tuple[Counter, Counter]) -> None:
    with psycopg.connect(owner_url) as connection:
        assert connection.execute("SELECT count(*) FROM bills").fetchone() == (0,)


def test_the_application_makes_no_tables_and_truncates_none(books: Any) -> None:
    for statement in (
        "CREATE TABLE mine (a int)",
        "CREATE TABLE jobs.mine (a int)",
        "TRUNCATE bills",
        "DROP TABLE bills",
    ):
        with psycopg.connect(books.app) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
