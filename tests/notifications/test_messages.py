from __future__ import annotations

from datetime import UTC, datetime

from munim.database import Database
from notifications.messages import NewMessage, queue_message, read_message
from notifications.words import Words
from tests.conftest import Shop

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def test_a_second_message_about_the_same_thing_is_the_first(database: Database, shop: Shop) -> None:
    message = NewMessage(
        event="bill_sent",
        channel="sms",
        about="bill/1",
        recipient="+919822012345",
        language="en",
        words=Words(text="hello"),
    )

    with database.business(shop.business_id) as session:
        first = queue_message(session, message, at=NOW)
    with database.business(shop.business_id) as session:
        second = queue_message(session, message, at=NOW)
        stored = read_message(session, first.id)

    assert (first.new, second.new) == (True, False)
    assert second.id == first.id
    assert (stored.state, stored.segments) == ("queued", 1)
