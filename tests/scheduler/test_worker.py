from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from billing.business import BusinessSettings
from munim.changes import ChangeTeller
from munim.database import Database
from munim.roles import Addresses
from munim.settings import Settings
from notifications.delivery import deliver_due
from notifications.queue import reap_messages
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


PROGRAM = """
import sys
from pathlib import Path
from munim.database import Database
from munim.settings import Settings
from scheduler.worker import Worker, open_house

app, mirror, var = sys.argv[1:]
settings = Settings(var=Path(var), secret_key="x" * 40)
Worker(open_house(settings, Database(app), mirror_url=mirror)).run()
"""


def test_sigterm_ends_a_worker_in_order(own_books: Addresses, own_database: Database, tmp_path: Path) -> None:
    shop = open_shop(own_database, BusinessSettings(name="Sharma Kirana Store", country="IN"))
    message_id = queued(own_database, shop.business_id)
    with subprocess.Popen([sys.executable, "-c", PROGRAM, own_books.app, own_books.mirror, str(tmp_path)]) as worker:
        assert until((tmp_path / "outbox" / str(shop.business_id) / f"{message_id}.sms.txt").exists)

        worker.send_signal(signal.SIGTERM)

        assert worker.wait(20) == 0


def test_what_a_killed_worker_held_is_neither_lost_nor_sent_twice(
    own_books: Addresses, own_database: Database, tmp_path: Path
) -> None:
    shop = open_shop(own_database, BusinessSettings(name="Sharma Kirana Store", country="IN"))
    made = {queued(own_database, shop.business_id, recipient=f"+9198220{n:05d}") for n in range(300)}
    outbox = tmp_path / "outbox" / str(shop.business_id)
    with subprocess.Popen([sys.executable, "-c", PROGRAM, own_books.app, own_books.mirror, str(tmp_path)]) as worker:
        assert until(lambda: outbox.exists() and len(list(outbox.iterdir())) > 20)
        worker.kill()
        worker.wait()

    with own_database.business(shop.business_id) as session:  # half a minute passes
        session.execute(
            sa.text("UPDATE messages SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL")
        )
    settings = Settings(var=tmp_path, secret_key="x" * 40)
    post = open_house(settings, own_database, mirror_url=own_books.mirror).post
    with own_database.entry() as session:
        reap_messages(session)
    while deliver_due(post):
        pass
    with own_database.business(shop.business_id) as session:
        states = dict(
            tuple(row) for row in session.execute(sa.text("SELECT state, count(*) FROM messages GROUP BY state"))
        )

    assert states.pop("sent") + states.pop("unknown", 0) == 300 and states == {}
    assert {path.name.split(".")[0] for path in outbox.iterdir() if not path.name.startswith(".")} <= {
        str(message_id) for message_id in made
    }
