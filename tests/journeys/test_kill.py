"""kill -9, of the API and of Postgres, in the middle of a load of bills and payments: nothing that was acknowledged is
lost, nothing is doubled, and the books answer for every rupee.

Clients do what a till does over a bad line: they send a write again, under the same Idempotency-Key, until it is answered.
The moments are random; ``TEST_KILL_SEED`` repeats those of an earlier run.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest
from sqlalchemy import make_url

from munim.migrate import migrate
from munim.postgres import EmbeddedPostgres
from munim.roles import Addresses, prepare

ROOT = Path(__file__).parents[2]
SECRET = "a secret that only the killed are signed with"
SHOPS, TILLS = 2, 3
GIVE_UP_AFTER_SECONDS = 40.0
SERVER = """
import os, uvicorn
from pathlib import Path
from api.app import create_app
from munim.database import Database
from munim.log import configure
from munim.settings import Settings
settings = Settings(var=Path(os.environ["KILLED_VAR"]), secret_key=os.environ["KILLED_SECRET"], pool_size=8,
                    rate_per_address=10**7, rate_per_user=10**7, log_level="error")
configure(settings)
uvicorn.run(create_app(settings, Database(os.environ["KILLED_URL"], pool_size=8)), fd=int(os.environ["KILLED_FD"]),
            log_level="critical", access_log=False)
"""


@dataclass
class Api:
    """An API process on a socket that outlives it: who calls while it is dead waits for the next one."""

    books: Addresses
    var: Path
    listener: socket.socket
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def start(self) -> None:
        killed = {
            "KILLED_URL": self.books.app,
            "KILLED_VAR": str(self.var),
            "KILLED_SECRET": SECRET,
            "KILLED_FD": str(self.listener.fileno()),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER],
            env={**os.environ, **killed},
            cwd=ROOT,
            pass_fds=[self.listener.fileno()],
            stderr=subprocess.DEVNULL,  # it is told of every connection it lost
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def kill_postgres(folder: Path) -> None:
    """As a power cut would: no process of it is left. Its commits are durable, as a shop's are and a test's otherwise are not."""
    postmaster = psutil.Process(int((folder / "data" / "postmaster.pid").read_text().splitlines()[0]))
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        process.kill()
    psutil.wait_procs(processes, timeout=20)


@dataclass
class Till:
    """One client of a shop: bills and is paid, again and again, until it is told to stop."""

    url: str
    headers: dict[str, str]
    product_id: str
    customer_id: str
    stop: threading.Event
    abandoned: threading.Event
    bills: dict[str, dict[str, Any]] = field(default_factory=dict)
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: Tally[str] = field(default_factory=Tally)

    def run(self) -> None:
        with httpx.Client(base_url=self.url, headers=self.headers, timeout=15) as client:
            while not self.stop.is_set():
                key = uuid4().hex
                line = {"product_id": self.product_id, "quantity": 1}
                body = {"customer_id": self.customer_id, "lines": [line], "note": key}
                bill = self._send(client, "/api/billing?issue=true", key, body)
                self.bills[key] = bill
                paid = uuid4().hex
                money = {"amount": "40", "method": "cash", "reference": paid}
                self.payments[paid] = self._send(client, f"/api/billing/{bill['id']}/payments", paid, money)

    def _send(self, client: httpx.Client, path: str, key: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send it until it is answered. The same bytes under the same key, whatever went wrong in between."""
        until = time.monotonic() + GIVE_UP_AFTER_SECONDS
        while time.monotonic() < until and not self.abandoned.is_set():
            try:
                answer = client.post(path, json=body, headers={"idempotency-key": key})
            except httpx.TransportError:
                self.answers["no answer"] += 1
            else:
                if answer.status_code == 201:
                    self.answers["replayed" if "idempotency-replayed" in answer.headers else "made"] += 1
                    made: dict[str, Any] = answer.json()
                    return made
                self.answers[str(answer.status_code)] += 1
                # 503: the database is away; 409: the first one under this key is still at it
                assert answer.status_code in (409, 503), answer.text
            time.sleep(0.05)
        pytest.fail(f"no answer to {path} in {GIVE_UP_AFTER_SECONDS} s: {self.answers}")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the server of this test lives; nothing of it is left afterwards."""
    folder = tmp_path / "postgres"
    yield folder
    with EmbeddedPostgres(folder, temporary=True).lease():
        pass  # whose end deletes the cluster


def open_tills(api: Api, stop: threading.Event, abandoned: threading.Event) -> list[Till]:
    """The tills of two shops, with goods to sell and customers to owe."""
    tills = []
    with httpx.Client(base_url=api.url, timeout=30, transport=httpx.HTTPTransport(retries=5)) as client:
        for n in range(SHOPS):
            owner = {"email": f"owner{n}@example.com", "password": "correct horse battery", "name": "Owner"}
            shop = {"name": f"Shop {n}", "country": "IN", "state_code": "27"}
            signed_in = client.post("/api/auth/register", json={**owner, "business": shop}).json()
            headers = {"authorization": f"Bearer {signed_in['access_token']}"}
            goods = {"sku": "D", "name": "Toor dal", "price": 100, "cost": 60, "opening_stock": 100_000}
            product = client.post("/api/products", json=goods, headers=headers).json()["id"]
            for k in range(TILLS):
                customer = client.post("/api/customers", json={"name": f"Customer {k}"}, headers=headers).json()["id"]
                tills.append(Till(api.url, headers, product, customer, stop, abandoned))
    return tills


def every(api: Api, till: Till, path: str) -> list[dict[str, Any]]:
    """A whole list of a shop, over all its pages."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    with httpx.Client(base_url=api.url, headers=till.headers, timeout=30) as client:
        while cursor is not None:
            page = client.get(path, params={"limit": 100, **({"cursor": cursor} if cursor else {})}).json()
            found += page["items"]
            cursor = page["next_cursor"]
    return found


@pytest.mark.timeout(300)
def test_nothing_acknowledged_is_lost_or_doubled_when_the_api_and_postgres_are_killed(
    folder: Path, tmp_path: Path
) -> None:
    seed = os.environ.get("TEST_KILL_SEED") or str(random.randrange(10**6))
    print(f"TEST_KILL_SEED={seed}")  # shown when it fails
    moments = random.Random(seed)
    stop, abandoned = threading.Event(), threading.Event()
    with (
        EmbeddedPostgres(folder).lease() as administrator,
        socket.create_server(("127.0.0.1", 0), backlog=128) as listener,
        ThreadPoolExecutor(SHOPS * TILLS) as threads,
    ):
        books = prepare(administrator, SECRET, database="killed")
        migrate(books.owner)
        api = Api(books, tmp_path / "var", listener)
        try:
            tills = open_tills(api, stop, abandoned)
            ends = [threads.submit(till.run) for till in tills]
            for killed in (("api",), ("postgres",), ("api", "postgres")):
                time.sleep(moments.uniform(0.3, 1.3))
                if "api" in killed:
                    api.kill()
                if "postgres" in killed:
                    kill_postgres(folder)
                    with EmbeddedPostgres(folder).lease():  # starts it again, for the lease around it to go on with
                        pass
                if "api" in killed:
                    api.start()
                wait_for_more(tills, ends)
            stop.set()
            for end in ends:
                end.result(GIVE_UP_AFTER_SECONDS)

            answers = sum((till.answers for till in tills), Tally())
            assert answers["no answer"] and answers["503"], f"the kills met no request: {answers}"
            for shop in (tills[:TILLS], tills[TILLS:]):
                proved(shop, every(api, shop[0], "/api/billing"), lambda till: till.bills, "note")
                proved(shop, every(api, shop[0], "/api/payments"), lambda till: till.payments, "reference")
            verify(administrator)
        finally:
            stop.set()
            abandoned.set()
            api.kill()


def wait_for_more(tills: list[Till], ends: list[Future[None]]) -> None:
    """Until every till was answered once more: the load has found its feet again. Raises what a till met instead."""
    before = [len(till.payments) for till in tills]
    until = time.monotonic() + GIVE_UP_AFTER_SECONDS
    while not all(len(till.payments) > count for till, count in zip(tills, before, strict=True)):
        for end in ends:
            if end.done():
                end.result()
        assert time.monotonic() < until, [till.answers for till in tills]
        time.sleep(0.05)


def proved(
    tills: list[Till], kept: list[dict[str, Any]], sent: Callable[[Till], dict[str, dict[str, Any]]], mark: str
) -> None:
    """Each write that was acknowledged is there once, as it was answered, and nothing else is there."""
    acknowledged = {key: made for till in tills for key, made in sent(till).items()}
    assert Tally(one[mark] for one in kept) == Tally(dict.fromkeys(acknowledged, 1))
    for one in kept:
        made = acknowledged[one[mark]]
        assert (one["id"], one["number"]) == (made["id"], made["number"])


def verify(administrator: str) -> None:
    """``munim verify`` of every business, as an owner would run it after a power cut."""
    url = make_url(administrator).set(database="killed").render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", "cli", "verify"],
        env={**os.environ, "MUNIM_DATABASE_URL": url, "MUNIM_SECRET_KEY": SECRET},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
