"""The whole export over HTTP: who may take it, what it holds, and that the activity tells of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from billing.exports.archive import Manifest, open_archive
from billing.memberships import add_member
from munim.database import Database
from tests.api.conftest import Person


def test_the_owner_takes_the_books_as_one_file_and_the_activity_says_so(owner: Person) -> None:
    owner.post("/api/customers", {"name": "रमेश", "opening_balance": "12.50"})

    answer = owner.get("/api/exports/business.zip")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.content)
    with open_archive(io.BytesIO(answer.content)) as archive:
        manifest: Manifest = archive.manifest
    assert manifest.totals.customers_owe_minor == 1250
    assert manifest.business.business_id == owner.business_id
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        assert "रमेश" in parts.read("for-people/customers.csv").decode()
        assert msgspec.json.decode(parts.read("manifest.json"))["format"] == 1
    last = owner.get("/api/activity").json()["items"][0]
    assert (last["kind"], last["actor_id"]) == ("business.exported", owner.session["user"]["user_id"])


def test_an_export_holds_one_business_alone(owner: Person, register: Callable[..., Person]) -> None:
    other = register(name="The Other Shop")
    other.post("/api/customers", {"name": "Secret Customer"})

    content = owner.get("/api/exports/business.zip").content

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any(b"Secret Customer" in parts.read(name) for name in parts.namelist())


def test_a_manager_may_not_take_the_books_away(
    owner: Person, register: Callable[..., Person], database: Database
) -> None:
    colleague = register(name="A Shop of Their Own")
    with database.business(owner.business_id) as session:
        add_member(session, UUID(colleague.session["user"]["user_id"]), "manager", at=datetime.now(UTC))
    switched = colleague.post("/api/auth/business", {"business_id": owner.business_id})
    assert switched.status_code in (200, 201), switched.text
    manager = Person(colleague.client, colleague.email, switched.json())

    assert manager.get("/api/exports/business.zip").status_code == 403
    kinds = [one["kind"] for one in owner.get("/api/activity").json()["items"]]
    assert "business.exported" not in kinds
