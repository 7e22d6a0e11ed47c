"""Bad input: a clear problem that names the field or the line, and nothing half done."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import openpyxl
import polars as pl
import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from billing.imports.maps import WrongMap, read_map
from billing.imports.reading import UnreadableFile
from billing.imports.sales import ImportSales, import_sales
from billing.imports.summary import SalesImport
from billing.integrity import find_breaches
from billing.permissions import actor_for
from etl.mirror import run_mirror
from etl.workshop import MirrorUnwritable
from munim.database import Database, metadata
from munim.errors import Misconfigured
from munim.settings import Settings, load_settings
from tests.api.conftest import PASSWORD, Person, serve
from tests.conftest import SECRET

ROOT: Final = Path(__file__).parents[2]
EVERYTHING: Final = [table for table in metadata.tables.values() if "business_id" in table.c and table.schema is None]


_CONTENTS: Final = " UNION ALL ".join(
    f"SELECT '{table.name}', count(*), md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM {table.name} t WHERE business_id = :business_id"
    for table in EVERYTHING
)


@dataclass(frozen=True)
class Stall:
    """A small shop with one of each thing, and what its books hold."""

    owner: Person
    database: Database
    ids: dict[str, str]

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """A request whose path and body name the shop's own things in braces: ``{customer}``."""
        return self.owner.request(method, self._named(path), json=self._named(body), headers=headers)

    def _named(self, written: Any) -> Any:
        match written:
            case str():
                return self.ids.get(written[1:-1], written) if written.startswith("{") else written.format(**self.ids)
            case dict():
                return {name: self._named(value) for name, value in written.items()}
            case list():
                return [self._named(value) for value in written]
        return written

    def rows(self) -> dict[str, tuple[int, str]]:
        """Of each table, how many rows of this shop there are and what is in them."""
        with self.database.business(self.owner.business_id) as session:
            found = session.execute(sa.text(_CONTENTS), {"business_id": self.owner.business_id})
            return {table: (count, content) for table, count, content in found}

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """Whatever is done inside leaves every row of the shop as it was, and its books whole."""
        before = self.rows()
        yield
        after = self.rows()
        assert {name for name in after if after[name] != before[name]} == set()
        self.assert_whole()

    def assert_whole(self) -> None:
        with self.database.business(self.owner.business_id) as session:
            assert find_breaches(session) == []


def open_stall(owner: Person, database: Database) -> Stall:
    def made(path: str, body: Any) -> str:
        answer = owner.post(path, body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    customer = made("/api/customers", {"name": "Ravi Traders", "phone": "98200 12345"})
    product = made("/api/products", {"sku": "RICE", "name": "Rice", "price": "100.00", "opening_stock": 20})
    line = {"product_id": product, "quantity": 2}
    ids = {
        "business": str(owner.business_id),
        "customer": customer,
        "product": product,
        "supplier": made("/api/suppliers", {"name": "Grain Wholesale"}),
        "draft": made("/api/billing", {"customer_id": customer, "lines": [line]}),
        "bill": made("/api/billing?issue=true", {"customer_id": customer, "lines": [line]}),
        "payment": made(f"/api/customers/{customer}/payments", {"amount": "50", "method": "cash", "allocations": []}),
    }
    return Stall(owner, database, ids)


@pytest.fixture(scope="module")
def settings_of_all(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        var=tmp_path_factory.mktemp("bad-input"), secret_key=SECRET, rate_per_address=10**6, rate_per_user=10**6
    )


@pytest.fixture(scope="module")
def client(settings_of_all: Settings, database: Database) -> Iterator[TestClient[Litestar]]:
    with serve(create_app(settings_of_all, database), "10.20.30.41") as client:
        yield client


@pytest.fixture(scope="module")
def stall(client: TestClient[Litestar], database: Database) -> Stall:
    """A stall for every test that leaves it as it was, which each of them proves."""
    return open_stall(registered(client), database)


@pytest.fixture(scope="module")
def other_stall(client: TestClient[Litestar], database: Database) -> Stall:
    """Somebody else's."""
    return open_stall(registered(client), database)


@pytest.fixture
def own_stall(client: TestClient[Litestar], database: Database) -> Stall:
    """A stall that a test may change."""
    return open_stall(registered(client), database)


def registered(client: TestClient[Litestar]) -> Person:
    email = f"{uuid4().hex}@example.com"
    shop = {"name": "Sharma Kirana Store", "state_code": "27"}
    body = {"email": email, "password": PASSWORD, "name": "Asha Sharma", "business": shop}
    return Person(client, email, client.post("/api/auth/register", json=body).json())


def assert_problem(answer: httpx.Response, status: int, param: str | None) -> None:
    """A problem of that status, in words, that points at the field."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert (answer.status_code, problem.get("param")) == (status, param), answer.text
    assert problem["detail"]
    assert problem["code"] != "internal_error"


# -- fields ------------------------------------------------------------------------------------------

LINE: Final = {"description": "Repair", "unit_price": "50"}

FIELDS: Final = [
    # unknown fields
    ("POST", "/api/customers", {"name": "Meera", "colour": "red"}, "/colour"),
    ("POST", "/api/suppliers", {"name": "Mill", "colour": "red"}, "/colour"),
    ("POST", "/api/products", {"sku": "T", "name": "Tea", "price": 1, "colour": "red"}, "/colour"),
    ("POST", "/api/billing", {"lines": [{**LINE, "colour": "red"}]}, "/lines/0/colour"),
    ("POST", "/api/billing/{bill}/payments", {"method": "cash", "colour": "red"}, "/colour"),
    ("POST", "/api/billing/{bill}/cancel", {"reason": "twice", "colour": "red"}, "/colour"),
    ("POST", "/api/billing/{bill}/credit", {"reason": "torn", "lines": [{"position": 1, "quantity": 1, "colour": "red"}]}, "/lines/0/colour"),
    ("POST", "/api/products/{product}/stock", {"quantity": 1, "note": "found", "colour": "red"}, "/colour"),
    ("POST", "/api/ai/ask", {"question": "sales today", "colour": "red"}, "/colour"),
    ("GET", "/api/customers?colour=red", None, "colour"),
    # wrong types
    ("POST", "/api/customers", {"name": 5}, "/name"),
    ("POST", "/api/customers", {"name": "Meera", "credit_limit": "much"}, "/credit_limit"),
    ("POST", "/api/customers", {"name": "Meera", "credit_limit": True}, "/credit_limit"),
    ("POST", "/api/customers", {"name": "Meera", "credit_days": 1.5}, "/credit_days"),
    ("POST", "/api/products", {"sku": "T", "name": "Tea", "price": {}}, "/price"),
    ("POST", "/api/products", {"sku": "T", "name": "Tea", "price": "NaN"}, "/price"),
    ("POST", "/api/billing", {"lines": "none"}, "/lines"),
    ("POST", "/api/billing", {"lines": [LINE, {**LINE, "quantity": "two"}]}, "/lines/1/quantity"),
    ("POST", "/api/billing", {"lines": [LINE], "business_date": "yesterday"}, "/business_date"),
    ("POST", "/api/billing", {"lines": [LINE], "customer_id": 42}, "/customer_id"),
    ("POST", "/api/billing/{bill}/payments", {"method": "barter"}, "/method"),
    ("POST", "/api/billing/{bill}/payments", {"method": "cash", "amount": "Infinity"}, "/amount"),
    ("GET", "/api/reports/daily-sales?date=yesterday", None, "date"),
    ("GET", "/api/reports/trends?days=many", None, "days"),
    # too many decimals
    ("POST", "/api/customers", {"name": "Meera", "credit_limit": "1.234"}, "/credit_limit"),
    ("POST", "/api/customers", {"name": "Meera", "opening_balance": "0.001"}, "/opening_balance"),
    ("POST", "/api/products", {"sku": "T", "name": "Tea", "price": "1.23456"}, "/price"),
    ("POST", "/api/products", {"sku": "T", "name": "Tea", "price": 1, "opening_stock": "1.2345"}, "/opening_stock"),
    ("POST", "/api/billing", {"lines": [{**LINE, "quantity": "1.2345"}]}, "/lines/0/quantity"),
    ("POST", "/api/billing", {"lines": [{**LINE, "discount": "0.001"}]}, "/lines/0/discount"),
    ("POST", "/api/billing", {"lines": [LINE], "discount": "0.001"}, "/discount"),
    ("POST", "/api/billing/{bill}/payments", {"method": "cash", "amount": "10.001"}, "/amount"),
    ("POST", "/api/payments/refunds", {"payment_id": "{payment}", "method": "cash", "amount": "0.001"}, "/amount"),
    # below zero, and nothing at all
    ("POST", "/api/customers", {"name": "Meera", "credit_limit": "-1"}, "/credit_limit"),
    ("POST", "/api/customers", {"name": "Meera", "credit_days": -1}, "/credit_days"),
    ("POST", "/api/products", {"sku": "T", "name": "Tea", "price": "-1"}, "/price"),
    ("POST", "/api/products", {"sku": "T", "name": "Tea", "price": 1, "cost": "-1"}, "/cost"),
    ("POST", "/api/products", {"sku": "T", "name": "Tea", "price": 1, "opening_stock": -1}, "/opening_stock"),
    ("POST", "/api/products", {"sku": "T", "name": "Tea", "price": 1, "tax_rate": -5}, "/tax_rate"),
    ("POST", "/api/billing", {"lines": [{**LINE, "quantity": -2}]}, "/lines/0/quantity"),
    ("POST", "/api/billing", {"lines": [{**LINE, "quantity": 0}]}, "/lines/0/quantity"),
    ("POST", "/api/billing", {"lines": [{**LINE, "unit_price": -2}]}, "/lines/0/unit_price"),
    ("POST", "/api/billing", {"lines": [{**LINE, "discount": -2}]}, "/lines/0/discount"),
    ("POST", "/api/billing", {"lines": [{**LINE, "discount_percent": 101}]}, "/lines/0/discount_percent"),
    ("POST", "/api/billing", {"lines": [LINE], "discount_percent": -1}, "/discount_percent"),
    ("POST", "/api/billing/{bill}/credit", {"reason": "torn", "lines": [{"position": 1, "quantity": -1}]}, "/lines/0/quantity"),
    ("POST", "/api/billing/{bill}/payments", {"method": "cash", "amount": "-5"}, "/amount"),
    ("POST", "/api/billing/{bill}/payments", {"method": "cash", "amount": 0}, "/amount"),
    ("POST", "/api/billing/{bill}/cancel", {"reason": " "}, "/reason"),
    ("POST", "/api/products/{product}/stock", {"quantity": 0, "note": "?"}, "/quantity"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "param"), FIELDS, ids=lambda part: str(part)[:70])
def test_a_field_that_is_wrong_is_named(stall: Stall, method: str, path: str, body: Any, param: str) -> None:
    with stall.untouched():
        answers = [stall.send(method, path, body)]
        if path == "/api/billing":
            answers.append(stall.send(method, path + "?issue=true", body))

    for answer in answers:
        assert_problem(answer, 400, param)


def test_a_credit_note_takes_back_lines_that_there_are(stall: Stall) -> None:
    with stall.untouched():
        answer = stall.send(
            "POST", "/api/billing/{bill}/credit", {"reason": "torn", "lines": [{"position": 9, "quantity": 1}]}
        )

    assert_problem(answer, 404, "/lines/0/position")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"name": "\xff"}', b"[" * 5000])
def test_a_damaged_body_is_refused(stall: Stall, content: bytes) -> None:
    with stall.untouched():
        answer = stall.owner.request("POST", "/api/billing?issue=true", content=content)

    assert_problem(answer, 400, answer.json().get("param"))


def test_the_thousandth_line_at_fault_leaves_no_line_of_the_bill(stall: Stall) -> None:
    lines = [LINE] * 999 + [{**LINE, "quantity": "-1"}]

    with stall.untouched():
        answer = stall.send("POST", "/api/billing?issue=true", {"lines": lines})

    assert_problem(answer, 400, "/lines/999/quantity")


def test_more_than_there_is_in_stock_is_refused_with_what_there_is(stall: Stall) -> None:
    """The second line fails after the first took its goods: both are as before."""
    lines = [{"product_id": "{product}", "quantity": 3}, {"product_id": "{product}", "quantity": 100}]

    with stall.untouched():
        answer = stall.send("POST", "/api/billing?issue=true", {"lines": lines})

    assert (answer.status_code, answer.json()["code"]) == (422, "out_of_stock")
    assert "18" in str(answer.json()), "20 less the 2 that were sold"


BOUGHT: Final = {"product_id": "{product}", "quantity": 1, "unit_price": 1}
# Bodies that would be accepted, so that each field below is the only thing wrong.
BODIES: Final[dict[str, dict[str, Any]]] = {
    "/api/customers": {"name": "Meera"},
    "/api/suppliers": {"name": "Mill"},
    "/api/products": {"sku": "T", "name": "Tea", "price": 1},
    "/api/purchases/orders": {"supplier_id": "{supplier}", "lines": [BOUGHT]},
    "/api/purchases/receipts": {"supplier_id": "{supplier}", "lines": [BOUGHT]},
    "/api/purchases/bills": {
        "supplier_id": "{supplier}",
        "reference": "M/1",
        "bill_date": "2026-01-02",
        "lines": [{"account": "rent", "description": "Rent", "unit_price": 1}],
    },
    "/api/purchases/payments": {"supplier_id": "{supplier}", "amount": 1, "method": "cash"},
    "/api/billing": {"lines": [LINE]},
    "/api/billing/{bill_id}/payments": {"method": "cash"},
    "/api/billing/{bill_id}/credit": {"reason": "torn"},
    "/api/customers/{customer_id}/payments": {"amount": 1, "method": "cash"},
    "/api/products/{product_id}/stock": {"quantity": 1, "note": "found"},
}
ODD: Final = (None, [], -1, 10**30, "a\u0000b", "9999-12-31", "1e400", "x" * 20_000)


def test_nothing_odd_in_any_field_makes_the_server_fail(own_stall: Stall) -> None:
    """Every field that the documentation names, of the routes that write: an answer or a problem, never a surprise."""
    document = own_stall.owner.client.get("/api-docs.json").json()
    tried = 0
    for path, body in BODIES.items():
        [content] = document["paths"][path]["post"]["requestBody"]["content"].values()
        schema = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
        for field in schema["properties"]:
            for odd in ODD:
                answer = own_stall.send("POST", path.replace("_id}", "}"), {**body, field: odd})
                assert answer.status_code in (200, 201, 400, 404, 409, 422), (path, field, odd, answer.text)
                tried += 1

    assert tried > 300
    own_stall.assert_whole()


# -- foreign ids, versions, keys ---------------------------------------------------------------------

FOREIGN: Final = [
    ("GET", "/api/customers/{customer}", None),
    ("GET", "/api/customers/{customer}/statement", None),
    ("GET", "/api/products/{product}", None),
    ("GET", "/api/suppliers/{supplier}", None),
    ("GET", "/api/billing/{bill}", None),
    ("GET", "/api/billing/{bill}/pdf", None),
    ("PUT", "/api/customers/{customer}", {"name": "Mine now"}),
    ("PUT", "/api/business/{business}", {"name": "Mine now"}),
    ("PUT", "/api/billing/{draft}", {"lines": [LINE]}),
    ("POST", "/api/billing/{draft}/issue", None),
    ("POST", "/api/billing/{bill}/cancel", {"reason": "not mine"}),
    ("POST", "/api/billing/{bill}/credit", {"reason": "not mine"}),
    ("POST", "/api/billing/{bill}/payments", {"method": "cash"}),
    ("POST", "/api/customers/{customer}/payments", {"amount": 5, "method": "cash"}),
    ("POST", "/api/products/{product}/stock", {"quantity": 5, "note": "found"}),
    ("POST", "/api/billing", {"lines": [LINE], "customer_id": "{customer}"}),
    ("POST", "/api/billing?issue=true", {"lines": [{"product_id": "{product}"}]}),
    ("POST", "/api/payments/refunds", {"payment_id": "{payment}", "amount": 5, "method": "cash"}),
    ("POST", "/api/payments/{payment}/allocations", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), FOREIGN, ids=lambda part: str(part)[:70])
def test_what_belongs_to_another_shop_is_not_there(
    stall: Stall, other_stall: Stall, method: str, path: str, body: Any
) -> None:
    thief = replace(other_stall, owner=stall.owner)

    with stall.untouched(), other_stall.untouched():
        answer = thief.send(method, path, body, **{"if-match": '"1"'})

    assert answer.status_code in (400, 403, 404), answer.text
    assert "Ravi" not in answer.text and "Rice" not in answer.text


def test_a_payment_cannot_be_set_against_another_shops_bill(stall: Stall, other_stall: Stall) -> None:
    theirs = {"bill_id": other_stall.ids["bill"], "amount": 5}

    with stall.untouched(), other_stall.untouched():
        answer = stall.send(
            "POST", "/api/customers/{customer}/payments", {"amount": 5, "method": "cash", "allocations": [theirs]}
        )

    assert answer.status_code in (400, 404), answer.text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/customers/{customer}", {"name": "Ravi & Sons"}),
        ("/api/suppliers/{supplier}", {"name": "Grain & Pulses"}),
        ("/api/products/{product}", {"sku": "RICE", "name": "Rice 5 kg", "price": 110}),
        ("/api/billing/{draft}", {"lines": [LINE]}),
        ("/api/business/{business}", {"name": "Sharma & Daughters", "state_code": "27"}),
    ],
)
def test_a_change_made_from_a_stale_version_changes_nothing(own_stall: Stall, path: str, body: Any) -> None:
    assert own_stall.send("PUT", path, body, **{"if-match": '"1"'}).status_code == 200

    with own_stall.untouched():
        stale = own_stall.send("PUT", path, body, **{"if-match": '"1"'})
        unsaid = own_stall.send("PUT", path, body)

    assert (stale.status_code, stale.json()["code"], stale.json()["current_version"]) == (412, "stale_version", 2)
    assert (unsaid.status_code, unsaid.json()["code"]) == (428, "version_required")


def test_a_key_used_again_with_another_body_does_nothing(own_stall: Stall) -> None:
    first = own_stall.send(
        "POST", "/api/billing/{bill}/payments", {"method": "cash", "amount": 10}, **{"idempotency-key": "till-1"}
    )
    assert first.status_code == 201

    with own_stall.untouched():
        other = own_stall.send(
            "POST", "/api/billing/{bill}/payments", {"method": "cash", "amount": 11}, **{"idempotency-key": "till-1"}
        )
        replayed = own_stall.send(
            "POST", "/api/billing/{bill}/payments", {"method": "cash", "amount": 10}, **{"idempotency-key": "till-1"}
        )
        unkeyed = own_stall.send(
            "POST", "/api/billing/{bill}/payments", {"method": "cash", "amount": 10}, **{"idempotency-key": ""}
        )

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (replayed.status_code, replayed.content) == (201, first.content)
    assert (unkeyed.status_code, unkeyed.json()["code"]) == (400, "idempotency_key_missing")


# -- damaged files -----------------------------------------------------------------------------------

MAP: Final = """
[columns]
reference = "number"
code = "code"
quantity = "quantity"
price = "price"
at = "at"
"""
HEADER: Final = "number,code,quantity,price,at"
GOOD: Final = "S1,TEA,2,10.50,2026-10-01 10:00"


def bring(stall: Stall, path: Path, text: str = MAP) -> SalesImport:
    described = path.with_suffix(".toml")
    described.write_text(text)
    with stall.database.business(stall.owner.business_id) as session:
        return import_sales(
            session, ImportSales(path, read_map(described)), by=actor_for(None, "owner"), at=datetime.now(UTC)
        )


def csv_file(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return path


def cut_parquet(path: Path) -> None:
    pl.DataFrame({name: ["1"] * 500 for name in HEADER.split(",")}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-200])


def scrambled_parquet(path: Path) -> None:
    """Its footer is whole, its pages are not."""
    pl.DataFrame({name: [f"{name} {n}" for n in range(5000)] for name in HEADER.split(",")}).write_parquet(path)
    content = bytearray(path.read_bytes())
    content[50:2000] = b"\xff" * 1950
    path.write_bytes(content)


def cut_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))  # type: ignore[union-attr]
    book.save(path)
    path.write_bytes(path.read_bytes()[:-300])


DAMAGED: Final[dict[str, Callable[[Path], object]]] = {
    "cut.parquet": cut_parquet,
    "scrambled.parquet": scrambled_parquet,
    "cut.xlsx": cut_xlsx,
    "text.xlsx": lambda path: path.write_text("number,code"),
    "binary.csv": lambda path: path.write_bytes(bytes(range(256)) * 20),
    "empty.csv": lambda path: path.write_bytes(b""),
    "picture.png": lambda path: path.write_bytes(b"\x89PNG"),
    "missing.csv": lambda _path: None,
    "words.csv": lambda path: csv_file(path, "S1,TEA,two,10.50,2026-10-01 10:00"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_by_name_and_nothing_of_it_is_kept(stall: Stall, tmp_path: Path, name: str) -> None:
    DAMAGED[name](tmp_path / name)

    with stall.untouched(), pytest.raises((UnreadableFile, WrongMap)) as refused:
        bring(stall, tmp_path / name)

    assert name in str(refused.value)
    if name == "words.csv":
        assert "line 2" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (MAP.replace('"price"', '"cost"'), "'cost'"),
        (MAP + "[colours]\n", "colours"),
        (MAP + "[tax]\nrate_percent = 200\n", "tax"),
        (MAP + "[settlement]\nmethods = { barter = 1 }\n", "barter"),
        ("[columns", "sales.toml"),
    ],
)
def test_a_wrong_map_is_refused_by_its_place(stall: Stall, tmp_path: Path, text: str, named: str) -> None:
    with stall.untouched(), pytest.raises(WrongMap) as refused:
        bring(stall, csv_file(tmp_path / "sales.csv", GOOD), text)

    assert named in str(refused.value)


@pytest.mark.parametrize(
    "line",
    [
        "S2,TEA,two,10.50,2026-10-01 10:00",
        "S2,TEA,1,10.50123,2026-10-01 10:00",
        "S2,TEA,1,10.50,the first of May",
        "S2,TEA,1",
        "S2,TEA,1,10.50,2026-10-01 10:00,and,more",
        ",TEA,1,10.50,2026-10-01 10:00",
        "S2,TEA,0,10.50,2026-10-01 10:00",
        "S2,TEA,10000001,1000000,2026-10-01 10:00",  # more money than any amount may be
        "S2,TEA,99999999999,9999999999,2026-10-01 10:00",  # more than fits its column
    ],
)
def test_a_line_that_cannot_be_read_is_rejected_by_its_number_and_the_rest_is_whole(
    own_stall: Stall, tmp_path: Path, line: str
) -> None:
    done = bring(own_stall, csv_file(tmp_path / "sales.csv", GOOD, line, "S3,TEA,1,10.50,2026-10-02 10:00"))

    assert [(reject.line, bool(reject.reason)) for reject in done.rejects] == [(3, True)]
    assert (done.summary.booked_minor, done.summary.made.invoices) == (3150, 2)
    own_stall.assert_whole()


# -- a full disk -------------------------------------------------------------------------------------


@contextmanager
def little_disk(limit: int) -> Iterator[None]:
    """No file of this process may grow beyond ``limit`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("limit", [0, 300_000])
def test_a_full_disk_leaves_readers_the_copy_before_and_says_whose(
    own_stall: Stall, mirror_url: str, settings_of_all: Settings, limit: int
) -> None:
    owner, folder = own_stall.owner, settings_of_all.mirror_folder
    run_mirror(mirror_url, folder, businesses=[owner.business_id])
    own_stall.send("POST", "/api/billing?issue=true", {"lines": [LINE]})

    with own_stall.untouched(), little_disk(limit), pytest.raises(MirrorUnwritable) as refused:
        run_mirror(mirror_url, folder, businesses=[owner.business_id])
    before = owner.get("/api/reports/daily-sales").json()
    run_mirror(mirror_url, folder, businesses=[owner.business_id])
    after = owner.get("/api/reports/daily-sales").json()

    assert f"the mirror of business {owner.business_id}" in str(refused.value)
    assert (before["figures"]["revenue"], after["figures"]["revenue"]) == ("200.00", "250.00")


# -- settings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"MUNIM_PORT": "eighty"}, "MUNIM_PORT"),
        ({"MUNIM_PORT": "70000"}, "MUNIM_PORT"),
        ({"MUNIM_PROT": "80"}, "MUNIM_PORT"),  # the nearest
        ({"MUNIM_SECRET_KEY": "short"}, "MUNIM_SECRET_KEY"),
        ({"MUNIM_DATABASE_URL": "mysql://localhost/shop"}, "MUNIM_DATABASE_URL"),
        ({"MUNIM_MAIL": "pigeon://roof"}, "MUNIM_MAIL"),
        ({"MUNIM_TWILIO_ACCOUNT_SID": "AC1"}, "MUNIM_TWILIO_AUTH_TOKEN"),
    ],
    ids=str,
)
def test_a_wrong_setting_is_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        load_settings(environment)

    assert named in str(refused.value)


def test_nothing_is_begun_under_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "munim.toml").write_text('port = "eighty"\n')
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}

    started = subprocess.run(
        [sys.executable, "-m", "cli", "serve"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert started.returncode != 0
    assert "MUNIM_PORT" in started.stderr and "eighty" in started.stderr
    assert "Traceback" not in started.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["munim.toml"]
