"""What surrounds every answer: compression, CORS, security headers, counts, health, documentation."""

from __future__ import annotations

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient
from openapi_spec_validator import validate

from api.app import create_app
from api.documentation import openapi_document
from etl.mirror import run_mirror
from munim.database import Database
from munim.errors import Misconfigured
from munim.money import decimal_string
from munim.settings import Settings
from tests.api.conftest import PASSWORD, Person, serve


def test_every_answer_carries_the_security_headers(client: TestClient[Litestar]) -> None:
    for path in ("/health", "/api/customers", "/api/nothing", "/api-docs"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "strict-transport-security" not in headers, "plain http has no transport to secure"


def test_over_https_the_transport_is_pinned(settings: Settings, database: Database, address: str) -> None:
    with serve(create_app(replace(settings, public_url="https://shop.example"), database), address) as client:
        assert client.get("/health").headers["strict-transport-security"] == "max-age=31536000"


def test_long_answers_are_compressed_for_those_who_can_read_it(owner: Person) -> None:
    with owner.client.stream("GET", "/api-docs.json", headers={"accept-encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"

    assert len(gzip.decompress(packed)) > 3 * len(packed)
    assert "content-encoding" not in owner.client.get("/api-docs.json", headers={"accept-encoding": "identity"}).headers


class TestOrigins:
    @pytest.fixture
    def browser(self, settings: Settings, database: Database, address: str) -> Any:
        with serve(create_app(replace(settings, cors_origins=("https://shop.example",)), database), address) as client:
            yield client

    def ask(self, browser: TestClient[Litestar], origin: str) -> httpx.Response:
        headers = {
            "origin": origin,
            "access-control-request-method": "PUT",
            "access-control-request-headers": "if-match, authorization",
        }
        return browser.options("/api/customers", headers=headers)

    def test_named_in_the_settings_may_call_and_read_what_they_need(self, browser: TestClient[Litestar]) -> None:
        asked = self.ask(browser, "https://shop.example")
        refused = browser.get("/api/customers", headers={"origin": "https://shop.example"})

        assert asked.status_code == 204
        assert asked.headers["access-control-allow-origin"] == "https://shop.example"
        assert "if-match" in asked.headers["access-control-allow-headers"].lower()
        assert refused.headers["access-control-allow-origin"] == "https://shop.example", (
            "a browser may read problems too"
        )
        assert "etag" in refused.headers["access-control-expose-headers"].lower()

    def test_any_other_may_not(self, browser: TestClient[Litestar]) -> None:
        assert "access-control-allow-origin" not in self.ask(browser, "https://evil.example").headers

    def test_none_named_allows_none(self, client: TestClient[Litestar]) -> None:
        assert (
            "access-control-allow-origin"
            not in client.get("/health", headers={"origin": "https://shop.example"}).headers
        )


class TestCounts:
    @pytest.fixture
    def settings(self, settings: Settings, tmp_path: Path) -> Settings:
        """An application whose counts are those of the test alone."""
        return replace(settings, var=tmp_path / "var")

    def test_health_counts_connections_and_mirrors(self, owner: Person, mirror_url: str, settings: Settings) -> None:
        run_mirror(mirror_url, settings.mirror_folder, businesses=[owner.business_id])

        health = owner.client.get("/health").json()

        assert (health["status"], health["database"]) == ("ok", "ok")
        assert health["connections"]["allowed"] == 16
        assert health["connections"]["in_use"] == 0
        assert health["mirrors"]["businesses"] == 1
        assert 0 <= health["mirrors"]["oldest_seconds"] < 3600

    def test_metrics_count_requests_by_route_and_never_by_path(self, owner: Person) -> None:
        customer = owner.post("/api/customers", {"name": "Ravi"}).json()["id"]
        owner.get(f"/api/customers/{customer}")

        text = owner.client.get("/metrics").text

        assert 'munim_requests_total{method="GET",route="/api/customers/{customer_id}",status="200"} 1.0' in text
        assert 'munim_database_connections{state="allowed"} 16.0' in text
        assert customer not in text
        assert owner.email not in text


def test_t4_the_application_refuses_to_run_as_one_who_could_see_past_row_security(
    settings: Settings, owner_url: str, address: str
) -> None:
    refusal = pytest.RaisesExc(Misconfigured, match="row-level security")
    with pytest.RaisesGroup(refusal), serve(create_app(settings, Database(owner_url)), address):
        pass


def test_a_proxy_that_is_no_address_is_named_at_start(settings: Settings, database: Database) -> None:
    with pytest.raises(Misconfigured, match="MUNIM_TRUSTED_PROXIES"):
        create_app(replace(settings, trusted_proxies=("the-proxy",)), database)


def test_while_every_connection_is_busy_requests_wait_and_all_are_answered(owner: Person, database: Database) -> None:
    with ThreadPoolExecutor(40) as people:
        answers = list(people.map(lambda _: owner.get("/api/customers").status_code, range(120)))

    assert set(answers) == {200}
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("src", "href", "spec-url")]


class TestDocumentation:
    def test_the_viewer_and_all_it_loads_come_from_here(self, client: TestClient[Litestar]) -> None:
        page = client.get("/api-docs")
        links = _Links()
        links.feed(page.text)

        assert all(link.startswith(("/api-docs", "data:,")) for link in links.found)
        for link in links.found:
            if link.startswith("/"):
                assert client.get(link).status_code == 200, link
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "unsafe-inline" not in re.findall(r"script-src[^;]*", page.headers["content-security-policy"])[0]

    def test_each_script_of_the_page_is_served_beside_it(self, client: TestClient[Litestar]) -> None:
        scripts = re.findall(r'<script[^>]*src="([^"]+)"', client.get("/api-docs").text)

        assert len(scripts) == 2  # the viewer, and what dresses it light or dark
        for path in scripts:
            assert client.get(path).headers["content-type"].startswith("text/javascript"), path

    def test_the_document_is_valid_openapi(self, app: Litestar) -> None:
        validate(openapi_document(app))

    def test_every_group_of_a_controllers_routes_is_described(self, app: Litestar) -> None:
        tags = openapi_document(app)["tags"]

        names = [tag["name"] for tag in tags]
        assert names == sorted(set(names))
        assert {"Billing", "Purchases", "Rentals", "Returns"} <= set(names)
        assert all(tag["description"].endswith(".") for tag in tags)

    def test_every_operation_is_described_named_and_says_what_it_needs(self, app: Litestar) -> None:
        operations = [
            (path, method, found)
            for path, methods in openapi_document(app)["paths"].items()
            for method, found in methods.items()
        ]

        assert len({found["operationId"] for *_, found in operations}) == len(operations) > 50
        for path, method, found in operations:
            assert found["description"], (path, method)
            problems = [status for status in found["responses"] if status >= "4"]
            assert {"404", "503"} <= set(problems)
            assert all(
                found["responses"][status] == {"$ref": f"#/components/responses/{status}"} for status in problems
            )
            names = {parameter["name"] for parameter in found.get("parameters", [])}
            if method == "put":
                assert "If-Match" in names, path
            if method == "post" and "security" in found:
                assert "Idempotency-Key" in names, path

    def test_amounts_are_described_as_they_are_sent(self, app: Litestar, owner: Person) -> None:
        described = openapi_document(app)["components"]["schemas"]["Bill"]["properties"]
        sent = owner.post("/api/billing", {"lines": [{"description": "Tea", "unit_price": "10"}]}).json()

        assert sent.keys() == described.keys()
        assert described["total"]["type"] == "string"
        assert isinstance(sent["total"], str)

    def test_no_schema_speaks_of_minor_units(self, app: Litestar) -> None:
        described = msgspec.json.encode(openapi_document(app)["components"]["schemas"]).decode()

        assert not re.findall(r'"\w+_minor"', described)


@pytest.mark.parametrize(("currency", "shown"), [("INR", "1500.00"), ("JPY", "150000"), ("KWD", "150.000")])
def test_an_amount_has_the_decimals_of_its_currency(register: Any, currency: str, shown: str) -> None:
    person = register(
        country="XX", currency=currency, timezone="Asia/Tokyo", year_start_month=1, tax_name="Tax", state_code=None
    )
    customer = person.post("/api/customers", {"name": "A", "credit_limit": decimal_string(150_000, currency)})

    assert customer.json()["credit_limit"] == shown, customer.text


def test_no_secret_is_kept_in_the_open(owner: Person, database: Database) -> None:
    """Passwords and tokens are in no column of the tables of sign-in."""
    with database.entry() as session:
        for table in (
            "users",
            "sessions",
            "refresh_tokens",
            "password_resets",
            "invitations",
            "rate_limits",
            "sign_in_delays",
        ):
            for row in session.execute(sa.text(f"SELECT t::text FROM {table} t")).scalars():
                assert PASSWORD not in row
                assert owner.session["refresh_token"] not in row
                assert table in ("users", "invitations") or owner.email not in row


def test_whoever_opens_the_server_is_led_to_what_it_offers(owner: Person) -> None:
    answer = owner.client.get("/", follow_redirects=False)

    assert answer.status_code == 302 and answer.headers["location"] == "/api-docs"
