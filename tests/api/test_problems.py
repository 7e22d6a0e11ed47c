"""Problems: one shape, stable codes, pointers to the field at fault, nothing that leaks (RULES A4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from api.problems import STATUS, as_munim_error, every_problem, pointer, problem, status_of
from billing.idempotency import KeyRunning
from munim.database import Database
from munim.errors import MunimError, Unavailable
from munim.settings import Settings
from tests.api.conftest import Person, serve


def test_every_problem_has_its_shape_and_its_request_id(owner: Person) -> None:
    answer = owner.get(f"/api/customers/{uuid4()}", headers={"x-request-id": "counter-3-0042"})

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == "counter-3-0042"
    assert answer.json() == {
        "type": "/api-docs/problems#not_found",
        "title": "There is no such thing here",
        "status": 404,
        "code": "not_found",
        "detail": "there is no such customer",
        "request_id": "counter-3-0042",
    }


def test_a_request_id_we_cannot_vouch_for_is_replaced(client: TestClient[Litestar]) -> None:
    answer = client.get("/health", headers={"x-request-id": "a b\t<script>"})

    assert len(answer.headers["x-request-id"]) == 32


def test_codes_are_unique_and_each_has_words_a_status_and_a_place_on_the_page(client: TestClient[Litestar]) -> None:
    kinds = every_problem()
    answer = client.get("/api-docs/problems")
    page = answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert client.get("/metrics").headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"

    assert len({kind.code for kind in kinds}) == len(kinds) > 40
    for kind in kinds:
        assert kind.title(), kind
        assert f'id="{kind.code}"' in page
        assert 400 <= status_of(kind) < 600


def test_every_array_of_the_documentation_says_what_is_in_it(client: TestClient[Litestar]) -> None:
    """At one that does not the page of ``/api-docs`` stops with an error of its viewer."""

    def silent(node: Any, path: str) -> list[str]:
        match node:
            case dict():
                own = [path] if node.get("type") == "array" and "items" not in node else []
                return own + [one for name, each in node.items() for one in silent(each, f"{path}/{name}")]
            case list():
                return [one for n, each in enumerate(node) for one in silent(each, f"{path}/{n}")]
        return []

    assert silent(client.get("/api-docs.json").json(), "") == []


def test_no_two_errors_share_a_code() -> None:
    def below(kind: type[MunimError]) -> Iterator[type[MunimError]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    own = [kind.code for kind in below(MunimError) if "code" in vars(kind)]
    assert sorted(own) == sorted(set(own))


@pytest.mark.parametrize("kind", every_problem(), ids=lambda kind: kind.code)
def test_each_code_is_answered_with_the_status_of_its_kind(kind: type[MunimError]) -> None:
    status, headers, body = problem(_made(kind), request_id="r", currency="INR")

    assert (body["code"], body["status"]) == (kind.code, status)
    assert body["type"].endswith(f"#{kind.code}")
    assert status == next(STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS)
    assert ("retry-after" in headers) == (status == 429 or issubclass(kind, Unavailable | KeyRunning))


def _made(kind: type[MunimError]) -> MunimError:
    """The error as raised with a sentence and no facts."""
    error = kind.__new__(kind)
    MunimError.__init__(error, "a sentence")
    error.__dict__.setdefault("retry_after_seconds", 1)
    return error


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"lines": [{"quantity": "x", "description": "A", "unit_price": 1}]}, "/lines/0/quantity"),
        (
            {"lines": [{"description": "A", "unit_price": 1}, {"description": "A", "unit_price": True}]},
            "/lines/1/unit_price",
        ),
        ({"lines": [{"description": "A", "unit_price": 1, "colour": "red"}]}, "/lines/0/colour"),
        ({"lines": []}, "/lines"),
        ({}, "/lines"),
        ({"lines": [{"description": "A"}]}, "/lines/0/unit_price"),
        ({"lines": [{"description": "A", "unit_price": 1, "quantity": -1}]}, "/lines/0/quantity"),
        ({"lines": [{"description": "A", "unit_price": "1.23456"}]}, "/lines/0/unit_price"),
        ({"lines": [{"description": "A", "unit_price": "NaN"}]}, "/lines/0/unit_price"),
        ({"lines": [{"description": "A", "unit_price": "Infinity"}]}, "/lines/0/unit_price"),
        ({"lines": [{"description": "A", "unit_price": 1}], "kind": "receipt"}, "/kind"),
        ({"lines": [{"description": "A", "unit_price": 1}], "business_date": "2999-01-01"}, "/business_date"),
        ({"lines": [{"description": "A", "unit_price": 1}], "customer_id": "42"}, "/customer_id"),
    ],
    ids=str,
)
def test_bad_input_names_the_field(owner: Person, body: dict[str, Any], param: str) -> None:
    answer = owner.post("/api/billing", body)

    assert (answer.status_code, answer.json()["param"]) == (400, param), answer.text
    assert owner.get("/api/billing").json()["items"] == []


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b'{"name": "\xff"}', b"[" * 5000, b'"name"'])
def test_a_damaged_body_is_the_clients_fault(owner: Person, text: bytes) -> None:
    answer = owner.request("POST", "/api/customers", content=text, headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), answer.text


def test_m1_an_amount_as_a_number_is_read_as_written_and_too_many_decimals_are_refused(owner: Person) -> None:
    fine = owner.request("POST", "/api/customers", content=b'{"name": "A", "credit_limit": 1234.10}')
    lossy = owner.request("POST", "/api/customers", content=b'{"name": "B", "credit_limit": 1234.1000000000000001}')

    assert fine.json()["credit_limit"] == "1234.10"
    assert (lossy.status_code, lossy.json()["param"]) == (400, "/credit_limit")


def test_facts_that_are_amounts_are_shown_as_amounts(owner: Person) -> None:
    customer = owner.post("/api/customers", {"name": "Ravi", "credit_limit": "100"}).json()
    line = {"description": "Rice", "unit_price": "250"}

    answer = owner.post("/api/billing?issue=true", {"customer_id": customer["id"], "lines": [line]})

    assert (answer.status_code, answer.json()["code"]) == (422, "over_credit_limit")
    assert (answer.json()["available"], answer.json()["requested"]) == ("100.00", "250.00")


def test_unknown_addresses_and_methods_are_problems_too(client: TestClient[Litestar]) -> None:
    assert client.get("/api/nothing").json()["code"] == "not_found"
    assert client.put("/api/auth/login").json()["code"] == "method_not_allowed"
    assert client.get("/api/customers").json()["code"] == "unauthorized"
    assert client.get("/api/customers").headers["www-authenticate"] == "Bearer"


def test_a_body_beyond_the_limit_is_refused_unread(settings: Settings, database: Database, address: str) -> None:
    with serve(create_app(replace(settings, body_limit_bytes=1000), database), address) as client:
        answer = client.post("/api/auth/login", content=b'{"email": "' + b"x" * 2000 + b'"}')

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_surprise_says_nothing_but_the_request_id(
    settings: Settings, database: Database, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr("api.routes.sign_in.credentials_of", broken)
    with serve(create_app(settings, database), address) as client:
        answer = client.post("/api/auth/login", json={"email": "a@example.com", "password": "x" * 12})

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


class TestDatabaseErrors:
    @pytest.mark.parametrize(
        ("statement", "code", "status"),
        [
            (
                "INSERT INTO users (id, email, name, password_hash, created_at) SELECT id, email, name, password_hash, created_at FROM users LIMIT 1",
                "already_exists",
                409,
            ),
            ("INSERT INTO password_resets VALUES ('a', gen_random_uuid(), 1, now(), now())", "unknown_reference", 400),
            (
                "INSERT INTO invitations VALUES ('b', 1, 'e', 'king', '{}', gen_random_uuid(), now(), now())",
                "rule_broken",
                422,
            ),
            ("SELECT 1 / 0", "invalid", 400),
            ("SELECT 10000000000000000000000::bigint", "invalid", 400),
            ("SELECT set_config('lock_timeout', '1', true), pg_sleep(0) FROM nothing_there", "internal_error", 500),
        ],
    )
    def test_are_told_by_their_constraint_or_code(
        self, database: Database, shop: Any, statement: str, code: str, status: int
    ) -> None:
        with pytest.raises(sa.exc.DBAPIError) as caught, database.entry() as session:
            session.execute(sa.text(statement))

        error = as_munim_error(caught.value)

        assert (error.code, status_of(type(error))) == (code, status)

    @pytest.mark.parametrize(
        "kind", [psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable]
    )
    def test_two_changes_that_met_may_be_tried_again(self, kind: type[psycopg.Error]) -> None:
        error = as_munim_error(sa.exc.OperationalError("UPDATE", {}, kind()))

        assert problem(error, request_id="r")[:2] == (
            503,
            {"content-type": "application/problem+json", "cache-control": "no-store", "retry-after": "1"},
        )
        assert error.code == "try_again"

    def test_a_database_that_is_gone_is_unavailable(self, settings: Settings, address: str) -> None:
        gone = Database("postgresql://nobody@127.0.0.1:1/nothing")
        error = as_munim_error(sa.exc.OperationalError("SELECT", {}, psycopg.OperationalError("connection refused")))

        assert (error.code, status_of(type(error))) == ("database_unavailable", 503)
        app = create_app(settings, gone)
        client = TestClient(app, raise_server_exceptions=False)
        health = client.get("/health")
        assert (health.status_code, health.json()["database"]) == (503, "down")
        assert (
            client.post("/api/auth/login", json={"email": "a@b.example", "password": "x"}).json()["code"]
            == "database_unavailable"
        )


def test_pointers_are_json_pointers() -> None:
    assert pointer("lines[0].quantity") == pointer("lines.0.quantity") == "/lines/0/quantity"
    assert pointer("$.a[2][3]".removeprefix("$")) == "/a/2/3"


def test_decoding_errors_keep_their_path() -> None:
    class Thing(msgspec.Struct, forbid_unknown_fields=True):
        numbers: list[int]

    for text, field in (
        (b'{"numbers": [1, "x"]}', "/numbers/1"),
        (b'{"nubmers": []}', "/nubmers"),
        (b"{}", "/numbers"),
    ):
        with pytest.raises(msgspec.ValidationError) as caught:
            msgspec.json.decode(text, type=Thing)
        found = as_munim_error(caught.value)
        assert found.field is not None
        assert pointer(found.field) == field


@pytest.mark.parametrize(
    ("path", "body", "param", "words"),
    [
        (
            "/api/customers",
            {"name": "Firm", "gstin": "24AANFA2641L1Z"},
            "/gstin",
            "the 15 letters and digits of a GSTIN",
        ),
        ("/api/customers", {"name": "two\nlines"}, "/name", "one line of text"),
        ("/api/customers", {"name": "Asha", "email": "asha"}, "/email", "an e-mail address"),
        ("/api/billing", {"lines": [], "business_date": "31-12-2026"}, "/business_date", "a date such as 2026-05-01"),
    ],
)
def test_what_does_not_fit_its_form_is_told_in_words(
    owner: Person, path: str, body: dict[str, Any], param: str, words: str
) -> None:
    answer = owner.post(path, body)

    assert (answer.status_code, answer.json()["param"]) == (400, param)
    assert answer.json()["detail"] == f"expected {words}"
