"""Schemathesis over the OpenAPI document: whatever is sent, the API answers with a status, a type and a shape it has said.

Each operation is asked with parameters and bodies drawn from its schema, and with ones that break it; ids are mostly those
of a shop that has one of everything, so that requests reach the books, whose integrity is proved at the end.
``TEST_SCHEMATHESIS_EXAMPLES`` makes a longer run, whose examples are drawn anew every time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from litestar import Litestar
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.documentation import openapi_document
from billing.integrity import find_breaches
from munim.database import Database
from munim.settings import Settings
from tests.api.belongings import fill_shop
from tests.api.conftest import Person
from tests.conftest import GSTIN, SECRET

LONGER = int(os.environ.get("TEST_SCHEMATHESIS_EXAMPLES", "0"))
EXAMPLES = 4
ANYWHERE = "http://testserver.local"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# Operations that would end what the others need.
LEFT_OUT = {
    "logout": "the token would be worth nothing any more",
    "logoutEverywhere": "the token would be worth nothing any more",
    "changePassword": "the token would be worth nothing any more",
    "refresh": "a refresh token that is used twice ends the session",
}
# What an id in a body or filter is an id of, where it is not named as the path parameter is.
ALSO_NAMED = {"staff_id": "user_id", "subject_id": "bill_id"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An API that is asked more often in a minute than a person may."""
    return Settings(
        var=tmp_path / "var", secret_key=SECRET, rate_per_address=10**7, rate_per_user=10**7, log_level="error"
    )


@pytest.mark.timeout(1800 if LONGER else 120)
def test_every_answer_is_one_that_the_document_describes(
    app: Litestar, register: Callable[..., Person], database: Database
) -> None:
    owner = register(gstin=GSTIN, tax_registration="regular")
    ids = {**fill_shop(owner), "business_id": str(owner.business_id)}
    surprises: dict[str, str] = {}

    for operation in operations(app):
        try:
            ask(operation, owner, ids)
        except FailureGroup as group:
            surprises[operation.label] = "\n".join(f"{one.title}: {one.message}" for one in group.exceptions)

    assert surprises == {}, "\n\n".join(f"{label}\n{text}" for label, text in surprises.items())
    with database.business(owner.business_id) as session:
        assert find_breaches(session) == []


def operations(app: Litestar) -> Iterator[APIOperation]:
    document = openapi_document(app)
    schema = schemathesis.openapi.from_dict(document)
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.definition.raw["operationId"] not in LEFT_OUT:
            yield operation


def ask(operation: APIOperation, owner: Person, ids: dict[str, str]) -> None:
    """Send what Schemathesis draws for an operation and compare each answer with the document."""

    @hypothesis.settings(
        max_examples=LONGER or EXAMPLES,
        derandomize=not LONGER,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(operation), at_random=st.integers(0, 4))
    def one(case: Case, at_random: int) -> None:
        if at_random:  # four of five name what there is
            case.path_parameters = {name: ids.get(name, value) for name, value in (case.path_parameters or {}).items()}
            case.query = _known(case.query, ids)
            case.body = _known(case.body, ids)
        case.validate_response(send(case, owner), checks=CHECKS)

    one()


def cases(operation: APIOperation) -> st.SearchStrategy[Case]:
    kinds = [operation.as_strategy(generation_mode=GenerationMode.POSITIVE)]
    if operation.body or operation.query:
        kinds.append(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    return st.one_of(kinds)


def _known(value: Any, ids: dict[str, str]) -> Any:
    """The same with ids of what there is, wherever something is named as an id."""
    if isinstance(value, dict):
        return {
            key: ids[ALSO_NAMED.get(key, key)]
            if ALSO_NAMED.get(key, key) in ids and isinstance(one, str)
            else _known(one, ids)
            for key, one in value.items()
        }
    return [_known(one, ids) for one in value] if isinstance(value, list) else value


def send(case: Case, owner: Person) -> httpx.Response:
    """The case as Schemathesis would send it, by the owner of the shop."""
    prepared = requests.Request(**case.as_transport_kwargs(base_url=ANYWHERE)).prepare()
    body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
    drawn = {
        name: value.encode("latin-1") if isinstance(value, str) else value for name, value in prepared.headers.items()
    }
    key = {"idempotency-key": uuid4().hex.encode()} if case.method.upper() == "POST" else {}
    headers = {**drawn, "authorization": f"Bearer {owner.session['access_token']}".encode(), **key}
    assert prepared.url
    return owner.client.request(case.method, prepared.url.removeprefix(ANYWHERE), content=body, headers=headers)
