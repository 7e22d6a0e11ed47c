"""An application on the worker's books, and people who use it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import randrange
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from litestar.types import Receive, Scope, Send

from api.app import create_app
from munim.database import Database
from munim.settings import Settings
from tests.conftest import SECRET

PASSWORD = "correct horse battery"
KOLKATA = ZoneInfo("Asia/Kolkata")


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    @property
    def today(self) -> date:
        """The day in the shop, which in India begins at 18:30 of the one before in UTC."""
        return self.now.astimezone(KOLKATA).date()

    def pass_time(self, **units: float) -> None:
        self.now += timedelta(**units)


@dataclass
class Person:
    """Somebody signed in: their requests carry their token, and each write its own Idempotency-Key."""

    client: TestClient[Litestar]
    email: str
    session: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def business_id(self) -> int:
        return int(self.session["business_id"])

    def request(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        sent = {"authorization": f"Bearer {self.session['access_token']}", **self.headers, **(headers or {})}
        if method == "POST":
            sent.setdefault("idempotency-key", uuid4().hex)
        return self.client.request(
            method, path, headers={name: value for name, value in sent.items() if value}, **options
        )

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return self.request("POST", path, json=json, **options)

    def put(self, path: str, json: Any, *, version: int, **options: Any) -> httpx.Response:
        return self.request("PUT", path, json=json, headers={"if-match": f'"{version}"'}, **options)


@dataclass
class Served:
    """An application that serves for as long as the worker runs: making one takes longer than most tests."""

    app: Litestar
    client: TestClient[Litestar]
    caller: list[str]  # the address that requests come from


@pytest.fixture(scope="session")
def shared_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(var=tmp_path_factory.mktemp("api") / "var", secret_key=SECRET)


@pytest.fixture
def settings(shared_settings: Settings) -> Settings:
    """The shared application's settings; a module whose tests need others has a fixture of this name, and an application each."""
    return shared_settings


@pytest.fixture(scope="session")
def shared_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def served(shared_settings: Settings, database: Database, shared_clock: Clock) -> Iterator[Served]:
    """The application that all tests share."""
    app, caller = create_app(shared_settings, database, clock=shared_clock), [""]
    with serve(app, caller) as client:
        yield Served(app, client, caller)


@pytest.fixture
def clock(shared_clock: Clock) -> Clock:
    """The application's clock, at the present moment."""
    shared_clock.now = datetime.now(UTC)
    return shared_clock


@pytest.fixture
def address() -> str:
    """The client's address, one of its own a test: the counters of rate limits are shared by all."""
    return f"10.{randrange(256)}.{randrange(256)}.{randrange(1, 255)}"


@contextmanager
def serve(app: Litestar, address: str | list[str]) -> Iterator[TestClient[Litestar]]:
    """A client of ``app`` whose requests come from ``address`` (a list's one, which may change), or from ``x-test-address``."""
    handler = app.asgi_handler
    caller = [address] if isinstance(address, str) else address

    async def from_address(scope: Scope, receive: Receive, send: Send) -> None:
        given = dict(scope["headers"]).get(b"x-test-address")
        scope["client"] = (given.decode() if given else caller[0], 40_000)  # type: ignore[typeddict-item]
        await handler(scope, receive, send)

    app.asgi_handler = from_address
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def own(
    request: pytest.FixtureRequest, settings: Settings, shared_settings: Settings, database: Database, clock: Clock
) -> Iterator[Served]:
    """The application under the test's settings."""
    if settings is shared_settings:
        shared: Served = request.getfixturevalue("served")
        shared.client.cookies.clear()
        # letters of nobody's business: those of earlier tests
        shutil.rmtree(settings.outbox_folder / "0", ignore_errors=True)
        yield shared
    else:
        app, caller = create_app(settings, database, clock=clock), [""]
        with serve(app, caller) as client:
            yield Served(app, client, caller)


@pytest.fixture
def app(own: Served) -> Litestar:
    return own.app


@pytest.fixture
def client(own: Served, address: str) -> TestClient[Litestar]:
    own.caller[0] = address
    return own.client


@pytest.fixture
def register(client: TestClient[Litestar]) -> Callable[..., Person]:
    """Registers somebody with a business; ``business`` overrides its settings."""

    def register(**business: Any) -> Person:
        email = f"{uuid4().hex}@example.com"
        shop = {"name": "Sharma Kirana Store", "state_code": "27", **business}
        answer = client.post(
            "/api/auth/register", json={"email": email, "password": PASSWORD, "name": "Asha Sharma", "business": shop}
        )
        assert answer.status_code == 201, answer.text
        return Person(client, email, answer.json())

    return register


@pytest.fixture
def owner(register: Callable[..., Person]) -> Person:
    """The owner of a fresh Indian business."""
    return register()
