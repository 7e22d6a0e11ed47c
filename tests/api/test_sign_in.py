"""Registering, signing in and out, switching and inviting, over HTTP."""

from __future__ import annotations

from tests.api.conftest import PASSWORD, Person


def test_a_new_owner_is_signed_in_to_their_business(owner: Person) -> None:
    me = owner.get("/api/auth/me")

    assert me.status_code == 200, me.text
    assert me.json()["role"] == "owner"
    assert me.json()["business_id"] == owner.business_id


def test_signing_in_again_gives_another_session(owner: Person) -> None:
    answer = owner.client.post("/api/auth/login", json={"email": owner.email.upper(), "password": PASSWORD})

    assert answer.status_code == 200, answer.text
    assert answer.json()["business_id"] == owner.business_id
    assert answer.json()["refresh_token"] != owner.session["refresh_token"]
