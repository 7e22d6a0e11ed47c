"""What became of messages is mirrored; to whom they went and what they said is not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from munim.ids import new_id
from notifications.messages import NewMessage, messages, queue_message
from notifications.words import Words
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored

ADDRESS, SECRET = "asha.private@example.com", "wordsthatstayinthebooks"


def queue(counter: Counter, about: str, event: str = "payment_receipt", **facts: Any) -> Any:
    with counter.open() as session:
        told = NewMessage(
            event=event, channel="email", about=about, recipient=ADDRESS, language="hi",
            words=Words(SECRET, subject=SECRET, html=SECRET, variables={"secret": SECRET}), **facts,
        )  # fmt: skip
        return queue_message(session, told, at=counter.at).id


def change(counter: Counter, message_id: Any, **values: Any) -> None:
    with counter.open() as session:
        session.execute(sa.update(messages).where(messages.c.id == message_id).values(**values))


def test_a_message_is_mirrored_with_its_fate_and_its_subject(counter: Counter, mirrored: Mirrored) -> None:
    customer = counter.customer(email=ADDRESS)
    bill, payment = counter.sell((counter.product(), "1"), customer=customer), counter.pay(customer, "10")
    receipt = queue(counter, f"receipt/{payment.id}", customer_id=customer.id)
    reminder = queue(counter, f"reminder/{bill.id}/+7/2026-12-01", customer_id=customer.id)
    letter = queue(counter, f"low_stock/{counter.today}/{ADDRESS}")
    mirrored.run()

    sent = counter.at + timedelta(days=1)
    change(counter, receipt, state="delivered", provider_status="read", sent_at=counter.at, settled_at=sent,
           price=Decimal("0.11500"), price_currency="INR")  # fmt: skip
    run = mirrored.run()

    assert (run.outcome, run.rows["messages"]) == ("updated", 1)
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))
    asked = "SELECT subject_kind, subject_id, status, provider_status, price FROM messages WHERE message_id = "
    assert mirrored.ask(f"{asked}'{receipt}'") == [("payment", payment.id, "delivered", "read", Decimal("0.11500"))]
    assert mirrored.ask(f"{asked}'{reminder}'") == [("bill", bill.id, "queued", None, None)]
    assert mirrored.ask(f"{asked}'{letter}'") == [(None, None, "queued", None, None)]


def test_no_address_and_no_word_of_a_message_is_in_the_file(counter: Counter, mirrored: Mirrored) -> None:
    queue(counter, f"receipt/{new_id()}")
    queue(counter, f"low_stock/{counter.today}/{ADDRESS}")

    mirrored.run()

    with mirrored.open() as mirror:
        texts = mirror.rows(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE data_type = 'VARCHAR' AND NOT internal"
        )
        for table, column in texts:
            found = mirror.rows(
                f"SELECT {column} FROM {table} WHERE {column} LIKE '%{ADDRESS}%' OR {column} LIKE '%{SECRET}%'"
            )
            assert found == [], (table, column)
    assert mirrored.ask("SELECT count(*) FROM messages") == [(2,)]


def test_the_mirror_may_not_even_read_them(mirror_url: str) -> None:
    with psycopg.connect(mirror_url, autocommit=True) as connection:
        connection.execute("SELECT channel, state FROM messages LIMIT 1")
        for column in ("recipient", "subject", "body", "html", "variables"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT {column} FROM messages LIMIT 1".encode())


def test_a_claim_of_a_message_is_no_change_of_the_mirror(counter: Counter, mirrored: Mirrored) -> None:
    message = queue(counter, f"receipt/{new_id()}")
    mirrored.run()

    change(counter, message, owner=new_id(), lease_until=counter.at, attempts=1)

    assert mirrored.run().outcome == "unchanged"
