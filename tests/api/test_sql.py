"""SQL of one's own over HTTP: checked, refused with its place, and only for who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from billing.memberships import add_member
from etl.mirror import run_mirror
from munim.database import Database
from munim.settings import Settings
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


def test_sql_that_passes_is_run_on_the_shops_own_mirror(owner: Person, mirror_url: str, settings: Settings) -> None:
    owner.post("/api/billing?issue=true", {"lines": [{"description": "Tea", "unit_price": "10.00", "quantity": 3}]})
    owner.post("/api/billing?issue=true", {"lines": [{"description": "Oil", "unit_price": "20.50", "quantity": 2}]})
    run_mirror(mirror_url, settings.mirror_folder, businesses=[owner.business_id])

    answer = owner.post(
        "/api/ai/sql/execute",
        {"sql": "SELECT product_name, sum(quantity) AS q, sum(net_minor) AS net FROM sales GROUP BY 1 ORDER BY 1"},
    )

    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["columns"] == [
        {"name": "product_name", "type": "VARCHAR"},
        {"name": "q", "type": "DECIMAL(38,3)"},
        {"name": "net", "type": "HUGEINT"},
    ]
    assert [[row[0], row[1], int(row[2])] for row in told["rows"]] == [["Oil", "2.000", 4100], ["Tea", "3.000", 3000]]
    assert (told["truncated"], told["row_count"], told["version"] > 0) == (False, 2, True)
    assert told["tables"] == ["sales"]
    assert datetime.fromisoformat(answer.headers["munim-as-of"]) == datetime.fromisoformat(told["as_of"])
    refused = owner.post("/api/ai/sql/execute", {"sql": "SELECT * FROM read_text('/etc/passwd')"})
    assert (refused.status_code, refused.json()["check"]) == (422, "functions")
    failed = owner.post("/api/ai/sql/execute", {"sql": "SELECT product_name::INT FROM sales"})
    assert (failed.status_code, failed.json()["code"]) == (422, "statement_failed")
    many = owner.post("/api/ai/sql/execute", {"sql": "SELECT n FROM range(6000) r(n)"}).json()
    assert (many["truncated"], many["row_count"]) == (True, 5000)
