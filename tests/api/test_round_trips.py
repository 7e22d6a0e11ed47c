"""A bill over the counter waits for Postgres at most eight times, whatever it has to check and write."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from munim.database import Database
from munim.roles import Addresses
from munim.settings import Settings
from tests.api.conftest import Clock, Person, serve
from tests.round_trips import Relay, relayed

MOST = 8
WARMING_UP = 7  # psycopg prepares a statement when it has met it five times; preparing it is a round trip of its own


@pytest.fixture
def relay(books: Addresses) -> Iterator[Relay]:
    # not under tmp_path: the address of a socket has at most 107 characters
    with tempfile.TemporaryDirectory(prefix="munim-relay-") as folder, relayed(books.app, Path(folder)) as relay:
        yield relay


@pytest.fixture
def behind_the_relay(relay: Relay, settings: Settings, owner: Person, address: str, clock: Clock) -> Iterator[Person]:
    """The owner of a shop at an API whose one connection to the books goes through the relay.

    Time stands still, so that who they are is looked up once.
    """
    database = Database(relay.url, pool_size=1)
    with serve(create_app(settings, database, clock=clock), address) as client:
        yield Person(client, owner.email, owner.session)
    database.close()


def test_a_five_line_gst_bill_takes_at_most_eight_round_trips(
    owner: Person, behind_the_relay: Person, relay: Relay
) -> None:
    """Number, tax, stock, cost, ledger, event, idempotency and credit check, to and from Postgres."""
    products = [
        owner.post(
            "/api/products",
            {
                "sku": f"S{n}", "name": f"Product {n}", "price": "100.00", "cost": "60.00", "tax_rate": 18,
                "hsn": "190531", "opening_stock": 100,
            },
        ).json()["id"]
        for n in range(5)
    ]  # fmt: skip
    customer = owner.post("/api/customers", {"name": "Ramesh Traders", "credit_limit": "100000.00"}).json()["id"]
    body = {"customer_id": customer, "lines": [{"product_id": product, "quantity": 1} for product in products]}
    for _ in range(WARMING_UP):
        assert behind_the_relay.post("/api/billing?issue=true", body).status_code == 201

    before = relay.count
    bill = behind_the_relay.post("/api/billing?issue=true", body)
    taken = relay.count - before

    assert bill.status_code == 201 and len(bill.json()["lines"]) == 5
    assert 1 <= taken <= MOST, taken
