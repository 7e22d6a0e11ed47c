"""Safe writes: idempotency keys (RULES A1), versions (A2), and lists that are walked (A3)."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.customers import NewCustomer, add_customer, customers
from billing.idempotency import Answer, Write, claim, find_answer, idempotency_keys, keep_answer, kept_twice
from munim.database import Database
from tests.api.conftest import Person
from tests.conftest import Shop

LINE = {"description": "Tea", "unit_price": "10.00", "quantity": 2}


def keyed(person: Person, path: str, body: Any, key: str) -> httpx.Response:
    return person.post(path, body, headers={"idempotency-key": key})


class TestIdempotency:
    def test_a1_a_replay_is_byte_for_byte_the_first_answer_and_says_so(self, owner: Person) -> None:
        first = keyed(owner, "/api/billing?issue=true", {"lines": [LINE]}, "counter-1")
        again = keyed(owner, "/api/billing?issue=true", {"lines": [LINE]}, "counter-1")

        assert (again.status_code, again.content, again.headers["location"]) == (
            201,
            first.content,
            first.headers["location"],
        )
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true"
        assert len(owner.get("/api/billing").json()["items"]) == 1

    def test_a1_the_same_key_with_another_body_is_refused(self, owner: Person) -> None:
        keyed(owner, "/api/customers", {"name": "Ravi"}, "k")

        answer = keyed(owner, "/api/customers", {"name": "Meena"}, "k")

        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")

    def test_a1_the_same_key_with_another_query_is_refused(self, owner: Person) -> None:
        keyed(owner, "/api/billing", {"lines": [LINE]}, "k")

        answer = keyed(owner, "/api/billing?issue=true", {"lines": [LINE]}, "k")

        assert answer.json()["code"] == "idempotency_key_reused"

    def test_what_is_made_says_where_it_is_found(self, owner: Person) -> None:
        bill = owner.post("/api/billing?issue=true", {"lines": [LINE]})
        payment = owner.post(f"/api/billing/{bill.json()['id']}/payments", {"amount": 5, "method": "cash"})
        note = owner.post(f"/api/billing/{bill.json()['id']}/credit", {"reason": "torn"})

        for made in (bill, payment, note):
            assert owner.get(made.headers["location"]).json()["id"] == made.json()["id"]

    def test_a1_the_same_key_on_another_bill_is_refused(self, owner: Person) -> None:
        bills = [owner.post("/api/billing?issue=true", {"lines": [LINE]}).json()["id"] for _ in range(2)]
        keyed(owner, f"/api/billing/{bills[0]}/payments", {"method": "cash"}, "k")

        answer = keyed(owner, f"/api/billing/{bills[1]}/payments", {"method": "cash"}, "k")

        assert answer.json()["code"] == "idempotency_key_reused"

    def test_a1_a_key_belongs_to_its_route_user_and_business(self, owner: Person, register: Any) -> None:
        other = register()
        answers = [
            keyed(owner, "/api/customers", {"name": "Ravi"}, "k"),
            keyed(owner, "/api/suppliers", {"name": "Ravi"}, "k"),
            keyed(other, "/api/customers", {"name": "Ravi"}, "k"),
        ]

        assert [answer.status_code for answer in answers] == [201, 201, 201]
        assert len({answer.json()["id"] for answer in answers}) == 3

    def test_a1_a_request_that_moves_money_needs_a_key(self, owner: Person) -> None:
        answer = owner.post("/api/billing?issue=true", {"lines": [LINE]}, headers={"idempotency-key": ""})

        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
        assert owner.get("/api/billing").json()["items"] == []

    @pytest.mark.parametrize("key", ["a b", "x" * 256, "ключ".encode()])
    def test_a1_a_key_is_visible_ascii_of_at_most_255(self, owner: Person, key: Any) -> None:
        assert keyed(owner, "/api/customers", {"name": "Ravi"}, key).json()["code"] == "idempotency_key_invalid"

    def test_a1_a_refusal_is_not_stored(self, owner: Person, database: Database) -> None:
        refused = keyed(owner, "/api/customers", {"name": " "}, "k")
        accepted = keyed(owner, "/api/customers", {"name": "Ravi"}, "k")

        assert (refused.status_code, accepted.status_code) == (400, 201)

    def test_a1_sixteen_at_once_make_one_bill(self, owner: Person) -> None:
        with ThreadPoolExecutor(16) as counters:
            answers = list(
                counters.map(lambda _: keyed(owner, "/api/billing?issue=true", {"lines": [LINE]}, "same"), range(16))
            )

        assert {answer.status_code for answer in answers} <= {201, 409}
        assert all(answer.headers["retry-after"] == "1" for answer in answers if answer.status_code == 409)
        assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
        assert len(owner.get("/api/billing").json()["items"]) == 1

    def test_a1_a_key_whose_first_request_still_runs_is_refused_with_when_to_come_back(
        self, owner: Person, database: Database
    ) -> None:
        name = f"{owner.business_id} {owner.session['user']['user_id']} POST /api/customers busy"
        lock = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        with database.business(owner.business_id) as session:
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
            answer = keyed(owner, "/api/customers", {"name": "Ravi"}, "busy")

        assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (
            409,
            "idempotency_key_running",
            "1",
        )

    def test_a1_the_answer_is_stored_with_its_effects_or_not_at_all(self, owner: Person, database: Database) -> None:
        keyed(owner, "/api/customers", {"name": "Ravi"}, "kept")

        with database.business(owner.business_id) as session:
            rows = session.execute(sa.select(idempotency_keys.c.key, idempotency_keys.c.status)).all()

        assert [tuple(row) for row in rows] == [("kept", 201)]

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(order=st.lists(st.integers(0, 3), min_size=1, max_size=8))
    def test_a1_however_often_each_is_sent_the_books_are_as_if_once(self, owner: Person, order: list[int]) -> None:
        batch = uuid4().hex
        customer = owner.post("/api/customers", {"name": f"Ravi {batch}"}).json()["id"]

        for which in order:
            body = {"amount": f"{10**which}", "method": "cash"}
            assert keyed(owner, f"/api/customers/{customer}/payments", body, f"{batch}-{which}").status_code == 201

        owed = -sum(10**which for which in set(order))
        assert owner.get(f"/api/customers/{customer}").json()["balance"] == f"{owed}.00"


class TestVersions:
    def test_a2_an_edit_names_the_version_it_was_made_from(self, owner: Person) -> None:
        customer = owner.post("/api/customers", {"name": "Ravi"}).json()

        answer = owner.request("PUT", f"/api/customers/{customer['id']}", json={"name": "Ravi Kumar"})

        assert (answer.status_code, answer.json()["code"]) == (428, "version_required")

    def test_a2_a_stale_edit_is_refused_with_the_current_version(self, owner: Person) -> None:
        customer = owner.post("/api/customers", {"name": "Ravi"}).json()
        owner.put(f"/api/customers/{customer['id']}", {"name": "Ravi Kumar"}, version=1)

        answer = owner.put(f"/api/customers/{customer['id']}", {"name": "Ravi Traders"}, version=1)

        assert (answer.status_code, answer.json()["code"], answer.json()["current_version"]) == (
            412,
            "stale_version",
            2,
        )

    def test_a2_the_etag_of_a_read_is_what_an_edit_sends_back(self, owner: Person) -> None:
        path = f"/api/customers/{owner.post('/api/customers', {'name': 'Ravi'}).json()['id']}"
        tag = owner.get(path).headers["etag"]

        answer = owner.request("PUT", path, json={"name": "Ravi Kumar"}, headers={"if-match": tag})

        assert answer.status_code == 200
        assert answer.headers["etag"] != tag

    def test_a2_a_tag_we_never_gave_is_no_version(self, owner: Person) -> None:
        path = f"/api/customers/{owner.post('/api/customers', {'name': 'Ravi'}).json()['id']}"

        answers = [
            owner.request("PUT", path, json={"name": "R"}, headers={"if-match": tag})
            for tag in ("*", '"x"', 'W/"1"', "1")
        ]

        assert {(answer.status_code, answer.json()["param"]) for answer in answers} == {(400, "If-Match")}

    @pytest.mark.parametrize("resource", ["customers", "suppliers", "products", "billing", "business"])
    def test_a2_of_two_editors_exactly_one_wins(self, owner: Person, resource: str) -> None:
        new = {
            "customers": {"name": "A"},
            "suppliers": {"name": "A"},
            "products": {"sku": "A", "name": "A", "price": 1},
            "billing": {"lines": [LINE]},
        }
        if resource == "business":
            path, body = f"/api/business/{owner.business_id}", {"name": "A"}
        else:
            path, body = f"/api/{resource}/{owner.post(f'/api/{resource}', new[resource]).json()['id']}", new[resource]

        with ThreadPoolExecutor(2) as editors:
            answers = list(editors.map(lambda _: owner.put(path, body, version=1).status_code, range(2)))

        assert sorted(answers) == [200, 412]

    def test_a_read_that_has_not_changed_is_not_sent_again(self, owner: Person) -> None:
        customer = owner.post("/api/customers", {"name": "Ravi"}).json()["id"]
        path = f"/api/customers/{customer}"
        tag = owner.get(path).headers["etag"]

        unchanged = owner.get(path, headers={"if-none-match": tag})
        owner.post(f"{path}/payments", {"amount": "5", "method": "cash"})
        paid = owner.get(path, headers={"if-none-match": tag})

        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert (paid.status_code, paid.json()["balance"]) == (200, "-5.00"), "a balance is part of what was read"


class TestLists:
    @pytest.fixture
    def customers(self, owner: Person) -> list[str]:
        return [owner.post("/api/customers", {"name": f"Customer {n:02}"}).json()["id"] for n in range(12)]

    def walk(self, person: Person, path: str, between: Any = lambda: None) -> list[str]:
        seen: list[str] = []
        cursor = ""
        while True:
            answer = person.get(path + (f"&cursor={cursor}" if cursor else "")).json()
            seen += [item["name"] for item in answer["items"]]
            if answer["next_cursor"] is None:
                return seen
            cursor = answer["next_cursor"]
            between()

    @pytest.mark.parametrize("sort", ["name", "-name", "created_at", "-created_at", "balance", "-balance"])
    def test_a3_a_walk_under_inserts_sees_each_row_that_was_there_once(
        self, owner: Person, customers: list[str], sort: str
    ) -> None:
        def add() -> None:
            owner.post("/api/customers", {"name": f"A new {uuid4().hex}"})
            owner.post("/api/customers", {"name": f"Z new {uuid4().hex}"})

        seen = self.walk(owner, f"/api/customers?sort={sort}&limit=5", add)

        assert sorted(name for name in seen if name.startswith("Customer")) == [f"Customer {n:02}" for n in range(12)]
        assert len(seen) == len(set(seen))

    def test_a3_filters_hold_over_every_page(self, owner: Person, customers: list[str]) -> None:
        assert self.walk(owner, "/api/customers?q=customer+0&limit=3") == [f"Customer {n:02}" for n in range(10)]

    def test_a3_a_cursor_fits_its_own_list_alone(self, owner: Person, customers: list[str], register: Any) -> None:
        cursor = owner.get("/api/customers?limit=5").json()["next_cursor"]
        other = register()
        tampered = cursor[:-2] + ("A" if cursor[-2] != "A" else "B") + cursor[-1]

        answers = [
            owner.get(f"/api/suppliers?cursor={cursor}"),
            owner.get(f"/api/customers?sort=-name&cursor={cursor}"),
            owner.get(f"/api/customers?q=x&cursor={cursor}"),
            other.get(f"/api/customers?cursor={cursor}"),
            owner.get(f"/api/customers?cursor={tampered}"),
            owner.get("/api/customers?cursor=nonsense"),
            owner.get("/api/customers?cursor="),
        ]

        assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(400, "invalid_cursor")}

    @pytest.mark.parametrize(
        ("query", "param"),
        [
            ("limit=0", "limit"),
            ("limit=101", "limit"),
            ("limit=x", "limit"),
            ("sort=phone", "sort"),
            ("colour=red", "colour"),
            ("owing=maybe", "owing"),
        ],
    )
    def test_a3_what_a_list_does_not_offer_is_refused_by_name(self, owner: Person, query: str, param: str) -> None:
        answer = owner.get(f"/api/customers?{query}")

        assert (answer.status_code, answer.json()["param"]) == (400, param)


def test_a1_a_key_that_was_answered_since_we_looked_is_met_at_the_commit(database: Database, shop: Shop) -> None:
    """The look and the claim are one statement: it may see the books of before the first request's commit."""
    write = Write(shop.user_id, "POST /api/billing/", "the-same", b"fingerprint")
    answer = Answer(201, {}, b"{}")
    at = datetime.now(UTC)

    def first() -> None:
        with database.business(shop.business_id, user_id=shop.user_id) as session:
            keep_answer(session, write, answer, at=at)

    def second() -> None:
        opening = claim(shop.business_id, write)
        with database.business(shop.business_id, user_id=shop.user_id, first=opening) as session:
            assert find_answer(session, write) is None
            add_customer(session, NewCustomer(name="Twice"), by=shop.owner, at=at)
            first()
            keep_answer(session, write, answer, at=at)

    with pytest.raises(sa.exc.IntegrityError) as met:
        second()

    assert kept_twice(met.value)
    with database.business(shop.business_id, first=claim(shop.business_id, write)) as session:
        assert find_answer(session, write) == answer
        named = session.execute(sa.select(customers.c.name).where(customers.c.name == "Twice"))
        assert named.all() == []
