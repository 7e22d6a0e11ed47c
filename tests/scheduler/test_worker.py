from __future__ import annotations

import time
from collections.abc import Callable

from billing.business import BusinessSettings
from munim.changes import ChangeTeller
from munim.database import Database
from munim.roles import Addresses
from munim.settings import Settings
from scheduler.worker import Worker, open_house
from tests.conftest import open_shop
from tests.counter import Counter
from tests.notifications.making import queued


def until(condition: Callable[[], object], *, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(condition())


def test_a_worker_delivers_and_mirrors_until_it_is_told_to_stop(own_books: Addresses, settings: Settings) -> None:
    with ChangeTeller(own_books.app) as teller:
        database = Database(own_books.app, on_change=teller)
        worker = Worker(open_house(settings, database, mirror_url=own_books.mirror))
        worker.start()
        counter = Counter(database, open_shop(database, BusinessSettings(name="Sharma Kirana Store", country="IN")))
        business_id = counter.shop.business_id

        message_id = queued(database, business_id)
        assert until(lambda: (settings.outbox_folder / str(business_id) / f"{message_id}.sms.txt").exists())
        current = settings.mirror_folder / str(business_id) / "current"
        assert until(current.exists)
        version = current.read_text()
        counter.sell((counter.product(), "1"))
        assert until(lambda: current.read_text() != version)

        begun = time.monotonic()
        worker.stop()
        assert time.monotonic() - begun < 20
        late = queued(database, business_id)
        time.sleep(2)
        assert not (settings.outbox_folder / str(business_id) / f"{late}.sms.txt").exists()
        database.close()


def test_without_hints_messages_leave_within_five_seconds(own_books: Addresses, settings: Settings) -> None:
    """A transaction that records no event tells nobody; the queue is looked at anyhow."""
    database = Database(own_books.app)
    shop = open_shop(database, BusinessSettings(name="Sharma Kirana Store", country="IN"))
    worker = Worker(open_house(settings, database, mirror_url=own_books.mirror))
    worker.start()
    try:
        for _ in range(3):
            message_id = queued(database, shop.business_id, recipient=f"+91982201{time.monotonic_ns() % 10000:04d}")
            path = settings.outbox_folder / str(shop.business_id) / f"{message_id}.sms.txt"
            assert until(path.exists, seconds=5)
    finally:
        worker.stop()
        database.close()
