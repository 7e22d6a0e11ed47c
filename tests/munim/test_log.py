"""No secret, phone number, e-mail address or message text reaches a log, by whatever way it came."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from munim.database import Database
from munim.log import configure, request_context
from munim.settings import Settings

SECRET_KEY = "canary-secret-key-0123456789abcdefghij"
CANARIES = {
    "phone": "+91 98200 12345",
    "bare phone": "9820012345",
    "British phone": "+447700900123",
    "e-mail": "asha.sharma@example.co.in",
    "secret key": SECRET_KEY,
    "database password": "postgresql://postgres:hunter2hunter2@db.example/munim",
    "bearer token": "Authorization: Bearer abc.def-123",
    "JSON web token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "token in a link": "GET /bills/1?token=Zm9vYmFy",
    "API key": "sk-proj-abcdefghijkl",
}
LEAKS = (
    "98200",
    "7700900",
    "asha.sharma",
    SECRET_KEY,
    "hunter2",
    "abc.def",
    "c2lnbmF0dXJl",
    "Zm9vYmFy",
    "proj-abcdefgh",
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure(Settings(log_format="json", secret_key=SECRET_KEY), stream=stream)
    yield stream
    structlog.reset_defaults()
    logging.basicConfig(handlers=[], force=True)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.parametrize("canary", CANARIES.values(), ids=CANARIES)
def test_what_must_not_be_seen_is_hidden_wherever_it_stands(log: io.StringIO, canary: str) -> None:
    logger = structlog.get_logger()

    logger.info(f"event with {canary} inside", note=canary, nested={"deep": [{"note": canary}]})
    logging.getLogger("a.library").warning("its message: %s", canary)
    try:
        raise RuntimeError(canary)
    except RuntimeError:
        logger.exception("failed")

    assert len(lines(log)) == 3
    assert not [leak for leak in LEAKS if leak in log.getvalue()]


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "refresh_token",
        "Authorization",
        "customer_phone",
        "to",
        "body",
        "text",
        "twilio_auth_token",
        "set_cookie",
    ],
)
def test_values_are_hidden_by_the_name_of_their_key(log: io.StringIO, key: str) -> None:
    structlog.get_logger().info("sent", **{key: "plain words", "headers": {key: "plain words"}})

    assert "plain words" not in log.getvalue()
    assert lines(log)[0][key] == "[hidden]"


def test_ids_amounts_and_times_stay_readable(log: io.StringIO) -> None:
    structlog.get_logger().info(
        "bill.issued",
        bill_id="0193a5c2-7e1a-7b3c-8d4e-9876543210ab",
        total_minor=9876543210,
        number="INV-2026-000042",
        at="2026-03-31T23:59:59Z",
    )

    line = lines(log)[0]
    assert line["bill_id"] == "0193a5c2-7e1a-7b3c-8d4e-9876543210ab"
    assert line["total_minor"] == 9876543210
    assert line["number"] == "INV-2026-000042"
    assert line["at"] == "2026-03-31T23:59:59Z"


def test_a_database_error_does_not_quote_the_row_that_failed(log: io.StringIO, database: Database) -> None:
    """PostgreSQL's DETAIL and SQLAlchemy's parameters both would."""
    try:
        with database.entry() as session:
            session.connection().exec_driver_sql(
                "INSERT INTO users (id, email, name, password_hash, created_at) VALUES (gen_random_uuid(), %s, %s, NULL, now())",
                ("canary-row", "first line\nsecond line"),
            )
    except Exception:
        structlog.get_logger().exception("failed")

    assert "password_hash" in log.getvalue()
    assert "canary-row" not in log.getvalue()
    assert "second line" not in log.getvalue()


def test_every_line_of_a_request_carries_its_id(log: io.StringIO) -> None:
    with request_context("r-42", business_id=7):
        structlog.get_logger().info("one")
        logging.getLogger("a.library").warning("two")
    structlog.get_logger().info("three")

    assert [(line.get("request_id"), line.get("business_id")) for line in lines(log)] == [
        ("r-42", 7),
        ("r-42", 7),
        (None, None),
    ]


def test_libraries_that_tell_what_they_send_are_silenced(log: io.StringIO) -> None:
    logging.getLogger("twilio.http_client").info("Body: your bill is ready")
    logging.getLogger("httpx").info("POST https://…")

    assert log.getvalue() == ""


def test_console_lines_are_for_people_and_hide_the_same() -> None:
    stream = io.StringIO()
    configure(Settings(), stream=stream)

    structlog.get_logger().warning("message.failed", message_id="m-1", phone="+919820012345")

    assert "message.failed" in stream.getvalue()
    assert "m-1" in stream.getvalue()
    assert "9820012345" not in stream.getvalue()


def test_lines_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    configure(Settings(log_level="warning"), stream=stream)

    structlog.get_logger().info("quiet")

    assert stream.getvalue() == ""
