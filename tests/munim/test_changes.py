from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import make_url

from billing.business import BusinessSettings
from billing.customers import NewCustomer, add_customer
from munim.changes import ChangeTeller, heard_changes
from munim.database import Database
from munim.roles import Addresses
from tests.conftest import open_shop


@contextmanager
def listening(url: str) -> Iterator[list[int]]:
    """What is heard on ``url`` meanwhile."""
    heard: list[int] = []
    stopping, ready = threading.Event(), threading.Event()

    def listen() -> None:
        for business_id in heard_changes(url, stopping=stopping.is_set):
            if business_id == 0:
                ready.set()
            elif business_id is not None:
                heard.append(business_id)

    thread = threading.Thread(target=listen)
    thread.start()
    while not ready.wait(0.05):  # until the listener has heard that it listens
        with ChangeTeller(url) as teller:
            teller(0)
    yield heard
    stopping.set()
    with ChangeTeller(url) as teller:
        teller(0)
    thread.join()


def until(condition, *, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(condition())


def test_a_commit_that_changed_the_books_is_heard_and_one_that_did_not_is_not(own_books: Addresses) -> None:
    with listening(own_books.app) as heard, ChangeTeller(own_books.app) as teller:
        database = Database(own_books.app, on_change=teller)
        shop = open_shop(database, BusinessSettings(name="Sharma Kirana Store", country="IN"))
        assert until(lambda: heard == [shop.business_id])
        heard.clear()

        with database.business(shop.business_id):
            pass
        try:
            with database.business(shop.business_id) as session:
                add_customer(session, NewCustomer(name="Asha"), by=shop.owner, at=datetime.now(UTC))
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            pass
        teller(99)
        assert until(lambda: heard == [99])
        database.close()


def test_a_business_that_changes_often_is_spoken_of_once_a_second_and_not_forgotten(own_books: Addresses) -> None:
    with listening(own_books.app) as heard, ChangeTeller(own_books.app) as teller:
        begun = time.monotonic()
        for _ in range(50):
            teller(7)
            time.sleep(0.01)
        assert until(lambda: len(heard) >= 2)

        assert heard == [7, 7]
        assert time.monotonic() - begun >= 1.0


def test_what_waits_is_told_before_the_end(own_books: Addresses) -> None:
    with listening(own_books.app) as heard:
        with ChangeTeller(own_books.app) as teller:
            for _ in range(2):
                for business_id in (1, 2):
                    teller(business_id)

        assert until(lambda: set(heard) == {1, 2})


def test_a_listener_whose_connection_dies_hears_again(own_books: Addresses, owner_url: str, cluster: str) -> None:
    import psycopg

    with listening(own_books.app) as heard:
        with psycopg.connect(cluster, autocommit=True) as administrator:
            administrator.execute(  # of this database alone: other tests listen on theirs
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'munim changes' AND datname = %s",
                [make_url(own_books.app).database],
            )
        with ChangeTeller(own_books.app) as teller:
            assert until(lambda: teller(5) or 5 in heard, seconds=20)
