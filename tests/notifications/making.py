"""Messages for tests: each states only what matters to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from munim.database import Database
from munim.ids import new_id
from notifications.channels import Outgoing
from notifications.messages import NewMessage, queue_message
from notifications.words import Words


def outgoing(**facts: Any) -> Outgoing:
    """A message on its way out."""
    told: dict[str, Any] = {
        "id": new_id(),
        "business_id": 7,
        "channel": "email",
        "template": "bill_sent",
        "category": "transactional",
        "recipient": "asha@example.com",
        "language": "en",
        "subject": "Bill INV26-00001",
        "text": "Thank you.\n",
        "sender_name": "Sharma Kirana Store",
    }
    return Outgoing(**{**told, **facts})


def queued(database: Database, business_id: int, **facts: Any) -> UUID:
    """A message in the queue of a business, due now by the database's clock."""
    from datetime import UTC, datetime, timedelta

    told: dict[str, Any] = {
        "event": "bill_sent",
        "channel": "sms",
        "about": str(new_id()),
        "recipient": "+919822012345",
        "language": "en",
        "words": Words(text="Your bill is ready."),
    }
    with database.business(business_id) as session:
        return queue_message(session, NewMessage(**{**told, **facts}), at=datetime.now(UTC) - timedelta(seconds=1)).id
