"""Registering, signing in and out, switching and inviting, over HTTP (RULES_MESSAGING 5.3)."""

from __future__ import annotations

import asyncio
import email
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher, extract_parameters
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from api.edge import Proxies
from billing.passwords import Passwords, SignInBusy
from billing.sessions import refresh_tokens, sessions
from billing.users import credentials_of, users
from munim.database import Database
from munim.settings import Settings
from tests.api.conftest import PASSWORD, Clock, Person, serve


def sign_in(client: TestClient[Litestar], address: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
    return client.post("/api/auth/login", json={"email": address, "password": password, **more})


def refresh(client: TestClient[Litestar], token: str, **more: Any) -> httpx.Response:
    return client.post("/api/auth/refresh", json={"refresh_token": token, **more})


def letters(settings: Settings, count: int = 1) -> list[EmailMessage]:
    """The letters in the outbox of nobody's business, oldest first, once there are ``count``: they are sent after the answer."""
    deadline = time.monotonic() + 10
    while len(files := sorted((settings.outbox_folder / "0").glob("*.eml"))) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    return [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]  # type: ignore[misc]


def link_in(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return re.findall(r"https?://\S+", body.get_content())[0]


def token_in(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(r"#token=([\w-]+)", body.get_content())
    assert found is not None
    return found.group(1)


class TestRegistering:
    def test_makes_a_user_and_their_business_and_signs_them_in(self, owner: Person) -> None:
        me = owner.get("/api/auth/me").json()

        assert me["role"] == "owner"
        assert me["business_id"] == owner.business_id
        assert "bills.write" in me["permissions"]
        assert [one["name"] for one in me["businesses"]] == ["Sharma Kirana Store"]

    def test_the_same_address_in_other_letters_is_taken(self, owner: Person) -> None:
        again = owner.client.post(
            "/api/auth/register",
            json={"email": owner.email.upper(), "password": PASSWORD, "name": "X", "business": {"name": "Y"}},
        )

        assert (again.status_code, again.json()["code"], again.json()["param"]) == (409, "email_taken", "/email")

    @pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "x" * 257])
    def test_a_weak_password_is_refused(self, client: TestClient[Litestar], password: str) -> None:
        answer = client.post(
            "/api/auth/register",
            json={"email": f"{uuid4().hex}@example.com", "password": password, "name": "A", "business": {"name": "B"}},
        )

        assert (answer.status_code, answer.json()["code"]) == (400, "weak_password")

    def test_a_business_that_cannot_be_leaves_no_user_behind(
        self, client: TestClient[Litestar], database: Database
    ) -> None:
        address = f"{uuid4().hex}@example.com"

        answer = client.post(
            "/api/auth/register",
            json={
                "email": address,
                "password": PASSWORD,
                "name": "A",
                "business": {"name": "B", "timezone": "Mars/Olympus"},
            },
        )

        assert (answer.status_code, answer.json()["param"]) == (400, "/timezone")
        with database.entry() as session:
            assert credentials_of(session, address) is None


class TestPasswords:
    def test_a1_are_hashed_with_argon2id_at_the_floor_or_above(self, owner: Person, database: Database) -> None:
        with database.entry() as session:
            found = credentials_of(session, owner.email)
        assert found is not None

        parameters = extract_parameters(found.password_hash)

        assert found.password_hash.startswith("$argon2id$")
        assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19_456, 2, 1)

    def test_a1_are_hashed_again_at_sign_in_when_the_parameters_have_risen(
        self, owner: Person, database: Database
    ) -> None:
        weaker = PasswordHasher(memory_cost=1024, time_cost=1, parallelism=1).hash(PASSWORD)
        with database.entry() as session:
            session.execute(users.update().where(users.c.email == owner.email).values(password_hash=weaker))

        assert sign_in(owner.client, owner.email).status_code == 200

        with database.entry() as session:
            found = credentials_of(session, owner.email)
        assert found is not None
        assert extract_parameters(found.password_hash).memory_cost == 19_456
        assert refresh(owner.client, owner.session["refresh_token"]).status_code == 200, "a new hash is no new password"

    def test_a2_wait_in_a_bounded_queue_and_beyond_it_are_refused_at_once(self) -> None:
        passwords = Passwords(threads=1, waiting=2, memory_kib=8192, passes=3)
        waiting = [passwords.hash("one two three") for _ in range(3)]

        with pytest.raises(SignInBusy):
            passwords.hash("one two three")

        assert all(future.result() for future in waiting)
        assert passwords.verify("one two three", waiting[0].result()).result().matches
        passwords.close()

    def test_a2_an_unknown_user_costs_a_hash_too(self) -> None:
        passwords = Passwords(threads=1, memory_kib=1024, passes=1)
        dummy = passwords._dummy

        assert not passwords.verify("whatever", None).result().matches
        assert not passwords.verify("nobody has this password", None).result().matches, "not even the dummy's own"
        assert extract_parameters(dummy) == extract_parameters(passwords.hash("whatever").result())
        passwords.close()


class TestSigningIn:
    def test_gives_a_session_of_its_own(self, owner: Person) -> None:
        answer = sign_in(owner.client, owner.email.upper())

        assert answer.status_code == 200, answer.text
        assert answer.json()["business_id"] == owner.business_id
        assert answer.json()["refresh_token"] != owner.session["refresh_token"]

    def test_a_wrong_password_and_an_unknown_address_are_told_in_the_same_words(self, owner: Person) -> None:
        wrong = sign_in(owner.client, owner.email, "not the password")
        unknown = sign_in(owner.client, f"{uuid4().hex}@example.com")

        assert wrong.status_code == unknown.status_code == 401
        assert {**wrong.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}

    def test_into_a_business_that_is_not_ones_own_is_not_found(
        self, owner: Person, register: Callable[..., Person]
    ) -> None:
        other = register()

        answer = sign_in(owner.client, owner.email, business_id=other.business_id)

        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

    def test_a_disabled_user_cannot_and_their_session_ends(
        self, owner: Person, database: Database, clock: Clock
    ) -> None:
        with database.entry() as session:
            session.execute(users.update().where(users.c.email == owner.email).values(disabled_at=clock()))

        assert sign_in(owner.client, owner.email).status_code == 401
        assert refresh(owner.client, owner.session["refresh_token"]).json()["code"] == "invalid_refresh_token"


class TestRefreshing:
    def test_a4_spends_the_token_and_gives_the_next(self, owner: Person, clock: Clock) -> None:
        first = refresh(owner.client, owner.session["refresh_token"]).json()
        clock.pass_time(minutes=14)
        second = refresh(owner.client, first["refresh_token"])

        assert second.status_code == 200
        assert len({owner.session["refresh_token"], first["refresh_token"], second.json()["refresh_token"]}) == 3

    def test_a4_the_token_is_256_bits_and_kept_only_as_a_hash(self, owner: Person, database: Database) -> None:
        token = owner.session["refresh_token"]

        assert len(token) >= 43  # base64 of 32 bytes
        with database.entry() as session:
            kept = (
                session.connection()
                .exec_driver_sql("SELECT hash::text || coalesce(salt::text, '') FROM refresh_tokens")
                .scalars()
                .all()
            )
        assert not any(token.encode().hex() in text for text in kept)

    def test_a4_a_spent_token_that_comes_back_ends_the_whole_family(
        self, owner: Person, clock: Clock, settings: Settings
    ) -> None:
        stolen = owner.session["refresh_token"]
        child = refresh(owner.client, stolen).json()
        clock.pass_time(seconds=11)

        reused = refresh(owner.client, stolen)

        assert (reused.status_code, reused.json()["code"]) == (401, "refresh_token_reused")
        assert refresh(owner.client, child["refresh_token"]).json()["code"] == "invalid_refresh_token"
        assert (
            owner.client.get("/api/auth/me", headers={"authorization": f"Bearer {child['access_token']}"}).status_code
            == 401
        )
        assert [letter["To"] for letter in letters(settings)] == [owner.email], "and the person is told"

    def test_a4_a_thousand_uses_at_once_make_one_child(
        self, owner: Person, settings: Settings, database: Database, address: str
    ) -> None:
        app = create_app(replace(settings, rate_per_address=100_000), database)
        body = {"refresh_token": owner.session["refresh_token"]}

        async def storm() -> list[httpx.Response]:
            transport = httpx.ASGITransport(app=app, client=(address, 40_000))  # type: ignore[arg-type]
            async with httpx.AsyncClient(
                transport=transport, base_url="http://test", headers={"user-agent": "testclient"}, timeout=60
            ) as client:
                return list(await asyncio.gather(*(client.post("/api/auth/refresh", json=body) for _ in range(1000))))

        with serve(app, address) as client:
            answers = client.blocking_portal.call(storm)

        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.json()["refresh_token"] for answer in answers}) == 1
        with database.entry() as session:
            made = (
                sa.select(sa.func.count())
                .select_from(refresh_tokens.join(sessions))
                .where(sessions.c.user_id == UUID(owner.session["user"]["user_id"]))
            )
            assert session.execute(made).scalar_one() == 2, "the first and its one child"

    def test_a5_a_lost_answer_may_be_asked_for_again_within_ten_seconds(self, owner: Person, clock: Clock) -> None:
        first = refresh(owner.client, owner.session["refresh_token"]).json()
        clock.pass_time(seconds=9)

        again = refresh(owner.client, owner.session["refresh_token"])

        assert again.status_code == 200
        assert again.json()["refresh_token"] == first["refresh_token"]

    def test_a5_but_not_once_the_child_was_used(self, owner: Person) -> None:
        child = refresh(owner.client, owner.session["refresh_token"]).json()
        refresh(owner.client, child["refresh_token"])

        assert refresh(owner.client, owner.session["refresh_token"]).json()["code"] == "refresh_token_reused"

    def test_a5_nor_by_another_device(self, owner: Person) -> None:
        refresh(owner.client, owner.session["refresh_token"])

        assert (
            refresh(owner.client, owner.session["refresh_token"], device="another").json()["code"]
            == "refresh_token_reused"
        )

    def test_a5_a_family_lives_thirty_days_however_often_it_is_renewed(self, owner: Person, clock: Clock) -> None:
        token = owner.session["refresh_token"]
        for _ in range(5):
            clock.pass_time(days=5, hours=23)
            answer = refresh(owner.client, token)
            assert answer.status_code == 200, answer.text
            token = answer.json()["refresh_token"]

        clock.pass_time(days=1)

        assert refresh(owner.client, token).json()["code"] == "invalid_refresh_token"

    def test_a4_a_token_left_unused_for_seven_days_is_void(self, owner: Person, clock: Clock) -> None:
        clock.pass_time(days=7, seconds=1)

        assert refresh(owner.client, owner.session["refresh_token"]).json()["code"] == "invalid_refresh_token"


class TestSigningOut:
    def test_ends_this_sign_in_alone(self, owner: Person) -> None:
        other = sign_in(owner.client, owner.email).json()

        assert owner.post("/api/auth/logout").status_code == 204

        assert owner.get("/api/auth/me").json()["code"] == "session_ended"
        assert refresh(owner.client, owner.session["refresh_token"]).status_code == 401
        assert refresh(owner.client, other["refresh_token"]).status_code == 200

    def test_a6_everywhere_is_felt_by_every_device_within_five_seconds(
        self, owner: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = sign_in(owner.client, owner.email).json()
        theirs = {"authorization": f"Bearer {other['access_token']}"}
        assert owner.client.get("/api/auth/me", headers=theirs).status_code == 200

        owner.post("/api/auth/logout-all")
        # another process, which was not told, has believed the session for at most four seconds
        later = time.monotonic() + 4.1
        monkeypatch.setattr("api.callers.time.monotonic", lambda: later)

        assert owner.client.get("/api/auth/me", headers=theirs).json()["code"] == "session_ended"
        assert refresh(owner.client, other["refresh_token"]).status_code == 401


class TestThrottling:
    def test_a7_a_guesser_waits_ever_longer(self, owner: Person, clock: Clock) -> None:
        waits = []
        for _ in range(8):
            answer = sign_in(owner.client, owner.email, "a wrong password")
            if answer.status_code == 429:
                waits.append(int(answer.headers["retry-after"]))
                clock.pass_time(seconds=waits[-1])
                sign_in(owner.client, owner.email, "a wrong password")

        assert waits == [1, 2, 4]

    def test_a7_nobody_can_lock_the_owner_out_from_elsewhere(self, owner: Person) -> None:
        guesses = [guess_from(owner.client, f"203.0.{n}.7", owner.email) for n in range(1, 110)]

        assert guesses[-1].status_code == 429, "a hundred guesses an hour from strange addresses are enough"
        assert sign_in(owner.client, owner.email).status_code == 200

    def test_a7_a_reset_is_never_locked(self, owner: Person) -> None:
        for _ in range(7):
            sign_in(owner.client, owner.email, "a wrong password")

        assert owner.client.post("/api/auth/password-reset", json={"email": owner.email}).status_code == 202

    def test_a10_the_counters_are_shared_by_every_process(
        self, owner: Person, settings: Settings, database: Database, clock: Clock, address: str
    ) -> None:
        for _ in range(5):
            sign_in(owner.client, owner.email, "a wrong password")

        with serve(create_app(settings, database, clock=clock), address) as other_process:
            answer = sign_in(other_process, owner.email)

        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_sign_ins")

    def test_a10_requests_of_an_address_are_counted_and_the_headers_say_so(
        self, settings: Settings, database: Database, clock: Clock, address: str
    ) -> None:
        few = replace(settings, rate_per_address=3)
        with (
            serve(create_app(few, database, clock=clock), address) as one,
            serve(create_app(few, database, clock=clock), address) as two,
        ):
            answers = [client.get("/api/auth/me") for client in (one, two, one, two)]

        assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
        assert answers[0].headers["ratelimit-policy"] == '"address";q=3;w=60'
        assert answers[0].headers["ratelimit"].startswith('"address";r=2;t=')
        assert 1 <= int(answers[3].headers["retry-after"]) <= 60

    def test_a10_requests_of_a_user_are_counted_wherever_they_come_from(
        self, settings: Settings, owner: Person, database: Database, clock: Clock, address: str
    ) -> None:
        with serve(create_app(replace(settings, rate_per_user=2), database, clock=clock), address) as client:
            headers = {"authorization": f"Bearer {owner.session['access_token']}"}
            answers = [
                client.get("/api/auth/me", headers={**headers, "x-test-address": f"198.51.100.{n}"}) for n in range(3)
            ]

        assert [answer.status_code for answer in answers] == [200, 200, 429]


class TestAddresses:
    def test_a8_two_hundred_forged_headers_are_one_client(
        self, settings: Settings, database: Database, clock: Clock, address: str
    ) -> None:
        with serve(create_app(replace(settings, rate_per_address=150), database, clock=clock), address) as client:
            forged = [
                {"x-forwarded-for": f"198.18.0.{n}", "x-real-ip": f"198.18.1.{n}", "forwarded": f"for=198.18.2.{n}"}
                for n in range(200)
            ]
            answers = [client.get("/api/auth/me", headers=headers).status_code for headers in forged]

        assert answers.count(401) == 150
        assert answers.count(429) == 50

    @pytest.mark.parametrize(
        ("peer", "forwarded", "client"),
        [
            ("198.51.100.9", ["203.0.113.5"], "198.51.100.9"),  # nobody trusts this peer
            ("10.0.0.1", ["203.0.113.5"], "203.0.113.5"),
            ("10.0.0.1", ["1.1.1.1, 203.0.113.5"], "203.0.113.5"),  # what the client wrote itself stands further left
            ("10.0.0.1", ["1.1.1.1, 203.0.113.5, 10.0.0.7"], "203.0.113.5"),
            ("10.0.0.1", ["1.1.1.1", "203.0.113.5"], "203.0.113.5"),  # two header lines are one list
            ("10.0.0.1", ["nonsense"], "10.0.0.1"),
            ("10.0.0.1", [], "10.0.0.1"),
        ],
    )
    def test_a8_the_client_is_the_rightmost_address_no_trusted_proxy_vouches_for(
        self, peer: str, forwarded: list[str], client: str
    ) -> None:
        assert Proxies(["10.0.0.0/8"]).client_of(peer, forwarded) == client


class TestResetting:
    def test_a9_sets_a_new_password_by_a_link_that_is_mailed(self, owner: Person, settings: Settings) -> None:
        owner.client.post("/api/auth/password-reset", json={"email": owner.email}, headers={"host": "evil.example"})
        (letter,) = letters(settings)
        token = token_in(letter)

        done = owner.client.post(
            "/api/auth/password-reset/confirm", json={"token": token, "password": "a new long password"}
        )

        assert done.status_code == 204, done.text
        assert letter["To"] == owner.email
        assert "evil.example" not in letter.as_string(), "the link's host comes from the settings"
        assert len(token) >= 43
        assert sign_in(owner.client, owner.email, "a new long password").status_code == 200
        assert sign_in(owner.client, owner.email).status_code == 401

    def test_a9_answers_alike_for_an_unknown_address(self, owner: Person, settings: Settings) -> None:
        known = owner.client.post("/api/auth/password-reset", json={"email": owner.email})
        unknown = owner.client.post("/api/auth/password-reset", json={"email": f"{uuid4().hex}@example.com"})

        assert known.status_code == unknown.status_code == 202
        assert known.content == unknown.content
        assert len(letters(settings)) == 1
        assert known.headers["referrer-policy"] == "no-referrer"

    def test_a9_the_link_works_once_and_ends_every_session(self, owner: Person, settings: Settings) -> None:
        owner.client.post("/api/auth/password-reset", json={"email": owner.email})
        body = {"token": token_in(letters(settings)[0]), "password": "a new long password"}
        owner.client.post("/api/auth/password-reset/confirm", json=body)

        again = owner.client.post("/api/auth/password-reset/confirm", json=body)

        assert (again.status_code, again.json()["code"]) == (401, "invalid_reset_token")
        assert owner.get("/api/auth/me").status_code == 401
        assert refresh(owner.client, owner.session["refresh_token"]).status_code == 401

    def test_a9_the_link_is_too_old_after_half_an_hour(self, owner: Person, settings: Settings, clock: Clock) -> None:
        owner.client.post("/api/auth/password-reset", json={"email": owner.email})
        body = {"token": token_in(letters(settings)[0]), "password": "a new long password"}
        clock.pass_time(minutes=30, seconds=1)

        assert owner.client.post("/api/auth/password-reset/confirm", json=body).json()["code"] == "invalid_reset_token"

    def test_a9_a_password_changed_meanwhile_voids_the_link(self, owner: Person, settings: Settings) -> None:
        owner.client.post("/api/auth/password-reset", json={"email": owner.email})
        changed = owner.post("/api/auth/password", {"current_password": PASSWORD, "password": "changed by hand"})
        assert changed.status_code == 204, changed.text

        body = {"token": token_in(letters(settings)[0]), "password": "a new long password"}

        assert owner.client.post("/api/auth/password-reset/confirm", json=body).json()["code"] == "invalid_reset_token"

    def test_a9_asking_often_mails_five_an_hour_and_answers_alike(self, owner: Person, settings: Settings) -> None:
        answers = [owner.client.post("/api/auth/password-reset", json={"email": owner.email}) for _ in range(7)]

        assert {answer.status_code for answer in answers} == {202}
        assert len(letters(settings, 5)) == 5

    def test_changing_it_asks_for_the_present_one(self, owner: Person) -> None:
        answer = owner.post("/api/auth/password", {"current_password": "not this one", "password": "changed by hand"})

        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_password")


class TestInviting:
    def invited(self, owner: Person, settings: Settings, role: str = "cashier", **more: Any) -> tuple[str, str]:
        """Invite somebody; their address, and the token in the letter they get."""
        address = f"{uuid4().hex}@example.com"
        answer = owner.post(f"/api/business/{owner.business_id}/members", {"email": address, "role": role, **more})
        assert answer.status_code == 202, answer.text
        return address, token_in(letters(settings)[-1])

    def accepted(self, owner: Person, settings: Settings, role: str = "cashier", **more: Any) -> Person:
        address, token = self.invited(owner, settings, role, **more)
        answer = owner.client.post(
            "/api/auth/accept-invitation", json={"token": token, "name": "Meena", "password": PASSWORD}
        )
        assert answer.status_code == 200, answer.text
        return Person(owner.client, address, answer.json())

    def test_a_cashier_may_bill_and_not_cancel(self, owner: Person, settings: Settings) -> None:
        cashier = self.accepted(owner, settings)

        billed = cashier.post("/api/billing", {"lines": [{"description": "Tea", "unit_price": "10"}]})
        cancelled = cashier.post(f"/api/billing/{billed.json()['id']}/cancel", {"reason": "no"})

        assert billed.status_code == 201
        assert (cancelled.status_code, cancelled.json()["permission"]) == (403, "bills.cancel")

    def test_a_permission_granted_by_itself_adds_to_the_role(self, owner: Person, settings: Settings) -> None:
        cashier = self.accepted(owner, settings, permissions=["reports.read"])

        assert "reports.read" in cashier.get("/api/auth/me").json()["permissions"]

    def test_nobody_grants_what_they_may_not_do(self, owner: Person, settings: Settings) -> None:
        manager = self.accepted(owner, settings, "manager", permissions=["members.write"])

        answer = manager.post(f"/api/business/{owner.business_id}/members", {"email": "x@example.com", "role": "owner"})

        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")

    def test_an_invitation_is_used_once(self, owner: Person, settings: Settings) -> None:
        _, token = self.invited(owner, settings)
        body = {"token": token, "name": "Meena", "password": PASSWORD}
        owner.client.post("/api/auth/accept-invitation", json=body)

        assert owner.client.post("/api/auth/accept-invitation", json=body).json()["code"] == "invalid_invitation"

    def test_an_invitation_is_too_old_after_a_week(self, owner: Person, settings: Settings, clock: Clock) -> None:
        _, token = self.invited(owner, settings)
        clock.pass_time(days=7, seconds=1)

        answer = owner.client.post(
            "/api/auth/accept-invitation", json={"token": token, "name": "M", "password": PASSWORD}
        )

        assert answer.json()["code"] == "invalid_invitation"

    def test_somebody_with_an_account_joins_with_its_password(
        self, owner: Person, settings: Settings, register: Callable[..., Person], clock: Clock
    ) -> None:
        other = register(name="Other Shop")
        clock.pass_time(seconds=1)
        owner.post(f"/api/business/{owner.business_id}/members", {"email": other.email, "role": "accountant"})
        token = token_in(letters(settings)[-1])

        wrong = owner.client.post("/api/auth/accept-invitation", json={"token": token, "password": "not theirs at all"})
        joined = owner.client.post("/api/auth/accept-invitation", json={"token": token, "password": PASSWORD})

        assert wrong.status_code == 401
        assert joined.json()["business_id"] == owner.business_id
        me = Person(owner.client, other.email, joined.json()).get("/api/auth/me").json()
        assert [(one["name"], one["role"]) for one in me["businesses"]] == [
            ("Other Shop", "owner"),
            ("Sharma Kirana Store", "accountant"),
        ]

    def test_a6_a_change_of_role_is_felt_within_five_seconds(
        self, owner: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cashier = self.accepted(owner, settings)
        assert cashier.post("/api/customers", {"name": "A"}).status_code == 201
        path = f"/api/business/{owner.business_id}/members/{cashier.session['user']['user_id']}"

        assert owner.put(path, {"role": "viewer"}, version=1).status_code == 200
        later = time.monotonic() + 4.1
        monkeypatch.setattr("api.callers.time.monotonic", lambda: later)

        assert cashier.post("/api/customers", {"name": "B"}).status_code == 403

    def test_a_member_who_left_may_still_sign_out(self, owner: Person, settings: Settings) -> None:
        cashier = self.accepted(owner, settings)
        path = f"/api/business/{owner.business_id}/members/{cashier.session['user']['user_id']}"
        owner.put(path, {"role": "cashier", "active": False}, version=1)

        assert cashier.get("/api/customers").json()["code"] == "forbidden"
        assert cashier.get("/api/auth/me").json()["businesses"] == []
        assert cashier.post("/api/auth/logout").status_code == 204

    def test_the_last_owner_stays(self, owner: Person) -> None:
        path = f"/api/business/{owner.business_id}/members/{owner.session['user']['user_id']}"

        answer = owner.put(path, {"role": "manager"}, version=1)

        assert (answer.status_code, answer.json()["code"]) == (422, "last_owner")

    def test_two_owners_who_remove_each_other_leave_one(self, owner: Person, settings: Settings) -> None:
        other = self.accepted(owner, settings, "owner")
        members = f"/api/business/{owner.business_id}/members"

        def remove(by: Person, whom: Person) -> int:
            return by.put(f"{members}/{whom.session['user']['user_id']}", {"role": "cashier"}, version=1).status_code

        with ThreadPoolExecutor(2) as both:
            answers = [both.submit(remove, owner, other), both.submit(remove, other, owner)]

        # the second finds itself a cashier, or the last owner
        assert sorted(answer.result() for answer in answers)[0] == 200
        assert sorted(answer.result() for answer in answers)[1] in (403, 422)


def guess_from(client: TestClient[Litestar], address: str, person: str) -> httpx.Response:
    """A wrong guess at the person's password from another address."""
    return client.post(
        "/api/auth/login", json={"email": person, "password": "a wrong password"}, headers={"x-test-address": address}
    )


class TestPagesOfLetters:
    """What the letters about signing in lead to: without these a person who was invited could not join."""

    def test_each_letters_link_opens_a_page_that_asks_the_api_what_it_needs(
        self, owner: Person, settings: Settings, client: TestClient[Litestar]
    ) -> None:
        client.post("/api/auth/password-reset", json={"email": owner.email})
        owner.post(
            f"/api/business/{owner.business_id}/members", {"email": f"{uuid4().hex}@example.com", "role": "viewer"}
        )
        paths = {urlsplit(link_in(letter)).path for letter in letters(settings, 2)}
        described = client.get("/api-docs.json").json()["paths"]

        assert paths == {"/reset-password", "/accept-invitation"}
        for path in paths:
            page = client.get(path, headers={"accept": "text/html"})
            assert page.status_code == 200
            assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
            actions = re.findall(r'data-action="([^"]+)" data-secret="yes"', page.text)
            assert len(actions) == 1 and "post" in described[actions[0]]

    def test_their_script_is_served_beside_them_and_is_the_only_one(self, client: TestClient[Litestar]) -> None:
        page = client.get("/reset-password").text
        scripts = re.findall(r"<script[^>]*src=\"([^\"]+)\"", page)

        assert scripts == ["/pages/account.js"] and page.count("<script") == 1
        assert client.get(scripts[0]).headers["content-type"].startswith("text/javascript")


class TestLinksThatAreRefused:
    PATH = "/unsubscribe/1/01a22eb6-6c7f-7c3f-b85e-b91d7c50496e/YUBiLmM?expires=1&signature=no"

    def test_somebody_who_opens_one_reads_a_page_not_json(self, client: TestClient[Litestar]) -> None:
        answer = client.get(self.PATH, headers={"accept": "text/html,*/*;q=0.8"})

        assert answer.status_code == 403
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "<p>This link has expired or is not whole; ask for a new one.</p>" in answer.text

    def test_in_hindi_where_their_browser_speaks_it(self, client: TestClient[Litestar]) -> None:
        answer = client.get(self.PATH, headers={"accept": "text/html", "accept-language": "hi-IN,hi;q=0.9"})

        assert 'lang="hi"' in answer.text and "दुकान से नया लिंक माँगें।" in answer.text

    def test_programs_and_the_api_get_the_problem(self, client: TestClient[Litestar]) -> None:
        assert client.get(self.PATH).json()["code"] == "link_refused"
        assert client.get("/api/nothing", headers={"accept": "text/html"}).json()["code"] == "not_found"
