"""SQL of one's own over HTTP: checked, refused with its place, and only for who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from billing.memberships import add_member
from munim.database import Database
from tests.api.conftest import Person


def hire(owner: Person, register: Callable[..., Person], database: Database, role: str) -> Person:
    """Somebody who works in the owner's shop in a role."""
    other = register(name="A Shop of Their Own")
    with database.business(owner.business_id) as session:
        who = UUID(other.session["user"]["user_id"])
        add_member(session, who, role, permissions=frozenset(), at=datetime.now(UTC))
    switched = other.post("/api/auth/business", {"business_id": owner.business_id})
    return Person(other.client, other.email, switched.json())


def test_sql_that_passes_comes_back_written_anew(owner: Person) -> None:
    answer = owner.post("/api/ai/sql", {"sql": "select name, balance_minor from customers order by 2 desc limit 3"})

    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "accepted": True,
        "sql": 'SELECT "name", "balance_minor" FROM "mirror"."main"."customers" ORDER BY 2 DESC LIMIT 3',
        "tables": ["customers"],
        "columns": ["customers.balance_minor", "customers.name"],
        "limit": 3,
    }


def test_a_refusal_says_which_check_where_and_the_nearest_name(owner: Person) -> None:
    answer = owner.post("/api/ai/sql", {"sql": "SELECT name\nFROM custmers"})

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    problem = answer.json()
    assert {name: problem[name] for name in ("code", "accepted", "check", "line", "column", "nearest", "param")} == {
        "code": "sql_refused",
        "accepted": False,
        "check": "tables",
        "line": 2,
        "column": 6,
        "nearest": "customers",
        "param": "/sql",
    }
    assert problem["detail"] == "there is no table called custmers: did you mean customers?"


def test_sql_is_for_who_may_run_it(owner: Person, register: Callable[..., Person], database: Database) -> None:
    for role, status in (("manager", 200), ("accountant", 200), ("cashier", 403), ("viewer", 403)):
        answer = hire(owner, register, database, role).post("/api/ai/sql", {"sql": "SELECT count(*) FROM sales"})
        assert answer.status_code == status, (role, answer.text)


def test_a_body_of_nonsense_gets_a_plain_answer(owner: Person) -> None:
    for sql in (
        "",
        "\x00",
        "'",
        "🦆" * 3000,
        "(" * 10_000,
        "select " * 2000,
        "\ud800".encode("utf-8", "replace").decode(),
    ):
        answer = owner.post("/api/ai/sql", {"sql": sql})
        assert answer.status_code == 422, (sql[:20], answer.text)
        assert answer.json()["check"] in ("text", "statement")
    assert owner.post("/api/ai/sql", {"sql": 3}).status_code == 400
    assert owner.post("/api/ai/sql", {}).status_code == 400
