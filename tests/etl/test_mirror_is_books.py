"""The mirror holds what the books hold, whatever happened and however often it was run in between."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from billing.bills.issue import IssueBill, issue_bill
from billing.business import BusinessSettings, businesses
from billing.customers import customers
from billing.ledger import accounts
from billing.memberships import memberships
from billing.products import categories, products
from billing.suppliers import suppliers
from billing.users import users
from etl.mirror import rebuild_mirror, run_mirror
from munim.database import Database
from munim.ids import new_id
from tests.billing.test_history import History
from tests.conftest import open_shop
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored


def test_a_first_run_copies_everything(counter: Counter, mirrored: Mirrored) -> None:
    dal, customer = counter.product("Toor dal", "100", tax_rate=Decimal(5)), counter.customer(city="Pune")
    bill = counter.sell((dal, "2"), customer=customer)
    counter.credit(bill)
    counter.pay(customer, "30")
    counter.cancel(counter.sell((dal, "3")))
    counter.draft((dal, "9"))
    counter.sell((dal, "7"), kind="quotation")

    run = mirrored.run()

    assert (run.outcome, run.rows["bills"]) == ("loaded", 4)
    with mirrored.open() as mirror:
        assert mirror.version == run.version
        assert_same(mirror.cursor, books_as_mirrored(counter))


def test_an_increment_brings_what_changed(counter: Counter, mirrored: Mirrored) -> None:
    dal, customer = counter.product(), counter.customer()
    bill = counter.sell((dal, "2"), customer=customer)
    draft = counter.draft((dal, "5"), customer=customer)
    first = mirrored.run()

    with counter.open() as session:
        issue_bill(session, draft.id, IssueBill(), by=counter.by, at=counter.at)
    counter.cancel(bill)
    counter.pay(customer, "120")
    second = mirrored.run()

    assert second.outcome == "updated"
    assert second.version is not None
    assert first.version is not None
    assert second.version > first.version
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


def test_returns_and_cancellations_are_negative_and_dated_when_they_happened(
    counter: Counter, mirrored: Mirrored
) -> None:
    dal = counter.product("Toor dal", "100")
    counter.credit(counter.sell((dal, "2")))
    counter.cancel(counter.sell((dal, "3")))
    mirrored.run()

    found = mirrored.ask("SELECT entry, quantity, net_minor FROM sales ORDER BY line_id, entry DESC")

    assert found == [("sale", 2, 20000), ("return", -2, -20000), ("sale", 3, 30000), ("cancellation", -3, -30000)]


def test_lines_of_drafts_and_quotations_are_no_sales(counter: Counter, mirrored: Mirrored) -> None:
    dal = counter.product()
    counter.draft((dal, "9"))
    counter.sell((dal, "7"), kind="quotation")
    mirrored.run()

    assert mirrored.ask("SELECT count(*) FROM sales") == [(0,)]
    assert mirrored.ask("SELECT kind FROM bills") == [("quotation",)]


def test_a_draft_alone_publishes_nothing(counter: Counter, mirrored: Mirrored) -> None:
    dal = counter.product()
    first = mirrored.run()

    counter.draft((dal, "1"))
    second = mirrored.run()

    assert (second.outcome, second.version) == ("unchanged", first.version)


def test_a_changed_name_reaches_every_row_that_repeats_it(counter: Counter, mirrored: Mirrored) -> None:
    dal, customer = counter.product(), counter.customer("Ramesh Traders", city="Pune")
    counter.sell((dal, "2"), customer=customer)
    counter.pay(customer, "10")
    mirrored.run()

    business_id, category, person = counter.shop.business_id, new_id(), counter.shop.user_id
    with counter.open() as session:
        session.execute(
            sa.update(customers).where(customers.c.id == customer.id).values(name="Ramesh & Sons", city="Nashik")
        )
        session.execute(sa.insert(categories).values(business_id=business_id, id=category, name="Pulses"))
        session.execute(sa.update(products).where(products.c.id == dal.id).values(name="Tur dal", category_id=category))
        session.execute(sa.update(accounts).where(accounts.c.code == "receivable").values(name="Customers"))
        if not session.execute(sa.select(users.c.id).where(users.c.id == person)).first():
            session.execute(
                sa.insert(users).values(
                    id=person, email=f"{person}@localhost", name="Asha", password_hash="-", created_at=counter.at
                )
            )
        if not session.execute(sa.select(memberships.c.user_id).where(memberships.c.user_id == person)).first():
            session.execute(
                sa.insert(memberships).values(
                    business_id=business_id, user_id=person, role="owner", created_at=counter.at
                )
            )
    mirrored.run()
    with counter.open() as session:
        session.execute(sa.update(categories).where(categories.c.id == category).values(name="Lentils"))
        session.execute(sa.update(users).where(users.c.id == person).values(name="Asha Sharma"))
    run = mirrored.run()

    assert run.outcome == "updated"
    assert mirrored.ask("SELECT customer_name, customer_city, product_name, category_name, staff_name FROM sales") == [
        ("Ramesh & Sons", "Nashik", "Tur dal", "Lentils", "Asha Sharma")
    ]
    assert mirrored.ask("SELECT DISTINCT account_name FROM ledger WHERE account = 'receivable'") == [("Customers",)]
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


def test_another_time_zone_tells_every_hour_anew(counter: Counter, mirrored: Mirrored) -> None:
    counter.sell((counter.product(), "1"))
    mirrored.run()

    with counter.open() as session:
        session.execute(sa.update(businesses).values(timezone="America/New_York"))
    run = mirrored.run()

    assert run.outcome == "loaded"
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


def test_a_change_recomputes_its_own_days_alone(counter: Counter, mirrored: Mirrored) -> None:
    dal = counter.product("Toor dal", "100")
    today = counter.today
    yesterday = today - timedelta(days=1)
    counter.sell((dal, "1"), business_date=yesterday)
    counter.sell((dal, "2"))
    mirrored.run()

    counter.sell((dal, "4"))
    mirrored.run()

    assert mirrored.ask(
        "SELECT business_date, sum(orders), sum(net_minor) FROM daily_sales GROUP BY ALL ORDER BY ALL"
    ) == [
        (yesterday, 1, 10000),
        (today, 2, 60000),
    ]


def test_many_businesses_loaded_together_each_get_their_own_rows(
    database: Database, mirror_url: str, tmp_path: Path
) -> None:
    counters = [
        Counter(database, open_shop(database, BusinessSettings(name=f"Shop {n}", country="IN"))) for n in range(3)
    ]
    for n, counter in enumerate(counters, 1):
        dal, customer = counter.product(f"Dal {n}", str(100 * n)), counter.customer(f"Customer of {n}")
        counter.sell((dal, str(n)), customer=customer)

    runs = run_mirror(mirror_url, tmp_path, businesses=[counter.shop.business_id for counter in counters])

    assert [run.outcome for run in runs] == ["loaded"] * 3
    for counter in counters:
        with Mirrored(mirror_url, tmp_path, counter.shop.business_id).open() as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter))


class Died(Exception):
    """A run ended in the middle."""


class MirroredHistory(History):
    """Any history, run into a mirror now and then, with drafts and new names in between."""

    mirrored_in: Any = None

    @initialize()
    def open(self) -> None:
        super().open()
        self.mirrored: Mirrored = self.mirrored_in(self.counter)
        self.late: Any = None
        # sold once, and left alone by every other rule, so that a transaction on them keeps none waiting
        self.rarely, self.quiet = self.counter.product("Rarely sold"), self.counter.customer("Quiet")
        self.counter.sell((self.rarely, "1"), customer=self.quiet)
        self.invoices += 1

    @rule()
    def mirror(self) -> None:
        self.mirrored.run()

    @rule(step=st.integers(0, 9))
    def die_at_a_step_of_a_run(self, step: int) -> None:
        """What is left half done is nobody's; the next run begins from what was published."""
        done = iter(range(100))

        def die(_name: str) -> None:
            if next(done) == step:
                raise Died

        with suppress(Died):
            self.mirrored.run(step=die)

    @rule(product=st.booleans())
    def begin_what_commits_late(self, product: bool) -> None:
        """A transaction that stays open while others commit and the mirror runs."""
        if self.late is not None:
            return
        self.late = self.counter.open()
        session = self.late.__enter__()
        names = products if product else customers
        session.execute(
            sa.update(names).where(names.c.id == (self.rarely if product else self.quiet).id).values(name="Told late")
        )

    @precondition(lambda self: self.late is not None)
    @rule()
    def commit_late(self) -> None:
        self.late.__exit__(None, None, None)
        self.late = None

    @rule(who=st.integers(0, 1), what=st.integers(0, 1), kind=st.sampled_from(["invoice", "quotation"]))
    def draft(self, who: int, what: int, kind: str) -> None:
        self.counter.draft((self.products[what], "1"), customer=self.customers[who], kind=kind)

    @rule(
        who=st.integers(0, 1),
        name=st.text("नमस्ते Rao'\"%", min_size=1, max_size=8).filter(str.strip),
        city=st.sampled_from([None, "Pune"]),
    )
    def rename_a_customer(self, who: int, name: str, city: str | None) -> None:
        with self.counter.open() as session:
            session.execute(
                sa.update(customers).where(customers.c.id == self.customers[who].id).values(name=name, city=city)
            )

    @rule(what=st.integers(0, 1), name=st.sampled_from(["Dal", "Chana dal", "Oil"]))
    def rename_a_product(self, what: int, name: str) -> None:
        with self.counter.open() as session:
            session.execute(sa.update(products).where(products.c.id == self.products[what].id).values(name=name))

    @rule()
    def add_a_supplier(self) -> None:
        with self.counter.open() as session:
            session.execute(
                sa.insert(suppliers).values(
                    business_id=self.counter.shop.business_id, id=new_id(), name="Mandi", created_at=self.counter.at
                )
            )

    def teardown(self) -> None:
        if not hasattr(self, "mirrored"):
            return
        if self.late is not None:
            self.commit_late()
        self.mirrored.run()
        expected = books_as_mirrored(self.counter)
        with self.mirrored.open() as mirror:
            assert_same(mirror.cursor, expected)
        rebuild_mirror(self.mirrored.url, self.mirrored.folder, businesses=[self.mirrored.business_id])
        with self.mirrored.open() as mirror:
            assert_same(mirror.cursor, expected)


def test_any_history_leaves_mirror_and_books_the_same(database: Database, mirror_url: str, tmp_path: Path) -> None:
    class Here(MirroredHistory):
        @staticmethod
        def make_counter() -> Counter:
            return Counter(database, open_shop(database, BusinessSettings(name="Random Traders", country="IN")))

        @staticmethod
        def mirrored_in(counter: Counter) -> Mirrored:
            return Mirrored(mirror_url, tmp_path, counter.shop.business_id)

    run_state_machine_as_test(
        Here, settings=settings(max_examples=4, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    )  # fmt: skip
