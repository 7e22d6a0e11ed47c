"""The source of messages: one row for each, on one channel, to one recipient."""

from __future__ import annotations

from typing import Final

from analytics.sources.readings import CUSTOMER_BY_ID, document
from analytics.sources.source import Reading, Source

SOURCES_OF_MESSAGES: Final = (
    Source(
        "messages",
        """
        SELECT messages.*, COALESCE(messages.sent_date, messages.queued_date) AS business_date, business.currency
        FROM messages
        CROSS JOIN business
        """,
        CUSTOMER_BY_ID
        | {
            "channel": Reading(("t.channel",)),
            "message_kind": Reading(("t.category",)),
            **document("t.message_id", "t.template", "t.channel"),
        },
        key=("message_id",),
    ),
)
