"""The ways a message leaves the house: a small protocol, and one file per way.

A channel is handed a whole message and either hands it on, or says why not by one of these::

    NotDelivered
    ├── TryLater            nothing was sent; another try may work (``retry_after_seconds`` when the provider says so)
    ├── OutcomeUnknown      it may have been sent: never send it again blindly (RULES_MESSAGING 1.2)
    └── Rejected            it will never be sent as it is: ``because`` says what is at fault

Choosing not to send is no error: ``send`` returns ``Declined`` with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from munim.errors import MunimError


class Part(msgspec.Struct, frozen=True):
    """A file that travels with a message; one with a ``content_id`` is shown inside its HTML as ``cid:…``."""

    name: str
    media_type: str
    content: bytes
    content_id: str | None = None


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A message as a channel needs it: words ready, recipient checked, consent asked."""

    id: UUID
    business_id: int
    channel: str
    template: str
    category: str
    recipient: str  # an e-mail address, or a phone number in E.164
    language: str
    subject: str = ""
    text: str
    html: str | None = None
    parts: tuple[Part, ...] = ()
    variables: Mapping[
        str, str
    ] = {}  # what was filled into the template, for providers that hold the template themselves
    sender_name: str = ""
    reply_to: str | None = None
    unsubscribe_url: str | None = None


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """The provider has it. ``status`` in the provider's words; ``price`` in ``currency`` units, when it says one."""

    provider_id: str | None
    status: str
    price: Decimal | None = None
    currency: str | None = None
    final: bool = False  # no better news will come: nobody need ask again
    because: Literal["message", "recipient", "opted_out", "template", "held_back"] | None = (
        None  # it failed for, as in ``Rejected``
    )


class Declined(msgspec.Struct, frozen=True):
    """The channel chose not to send."""

    reason: str


class Channel(Protocol):
    """One way out. ``repeatable``: the same message handed over twice arrives once, so an unknown outcome may be retried."""

    repeatable: bool

    def send(self, message: Outgoing) -> Sent | Declined:
        """Hand the message on. Raises ``NotDelivered``; blocks until the provider answers, 20 seconds at most."""

    def find(self, message: Outgoing, *, provider_id: str | None, since: datetime) -> Sent | None:
        """What became of a message handed over, or perhaps handed over, after ``since``; None when it cannot be told."""


class NotDelivered(MunimError):
    """The message was not delivered."""

    code = "not_delivered"


class TryLater(NotDelivered):
    """The message was not sent; trying again may help."""

    code = "try_later"

    def __init__(self, message: str, *, retry_after_seconds: int | None = None) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(message)


class OutcomeUnknown(NotDelivered):
    """Nobody can say whether the message was sent."""

    code = "outcome_unknown"


class Rejected(NotDelivered):
    """The message cannot be sent as it is."""

    code = "rejected"

    def __init__(
        self,
        message: str,
        *,
        because: Literal["message", "recipient", "opted_out", "template", "held_back"] = "message",
    ) -> None:
        """``because``: recipient (no such number), opted_out (does not want it on this channel), template (stopped by
        the provider), held_back (a marketing message withheld: not again within 24 hours), else the message itself."""
        self.because = because
        super().__init__(message)
