"""SMS and WhatsApp through Twilio, by its own SDK."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from munim.connections import never_connected
from notifications.channels import Declined, OutcomeUnknown, Outgoing, Rejected, Sent, TryLater

TIMEOUT_SECONDS: Final = 15
MOST_CHARACTERS: Final = 1600  # of a text body (N-2)

# Twilio's error codes by what to do about them (RULES_MESSAGING 1.2); any other 4xx is the message's own fault.
RETRY: Final = frozenset({20429, 63018, 63012})
BAD_RECIPIENT: Final = frozenset({21211, 21614, 63003, 63024})
OPTED_OUT: Final = frozenset({21610, 63014})
STOPPED_TEMPLATE: Final = frozenset({63016, 63040, 63041, 63042})
HELD_BACK: Final = frozenset({63049})

# The SDK logs query strings, and ours carry phone numbers.
_QUIET: Final = logging.getLogger("notifications.twilio")
_QUIET.setLevel(logging.WARNING)


class Twilio:
    """One channel of a Twilio account: ``sms`` or ``whatsapp``."""

    repeatable = False

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        channel: str,
        sender: str,
        base_url: str = "",
        contents: Mapping[str, str] | None = None,
        needs_template: bool = False,
    ) -> None:
        """``sender``: a number, an alphanumeric name or a messaging service (MG…); ``base_url``: instead of Twilio's own;
        ``contents``: the ContentSid (HX…) of approved WhatsApp templates by ``<template>/<language>``; ``needs_template``: what has none is
        declined, since words of our own reach only who wrote to the shop within 24 hours (N-1)."""
        # environment: a mapping that is not empty, or the SDK reads the process's own
        self._client = Client(
            account_sid, auth_token, http_client=_Http(), environment={"TWILIO_ACCOUNT_SID": account_sid}
        )
        if base_url:
            self._client.api.base_url = base_url.rstrip("/")
        self._prefix = "whatsapp:" if channel == "whatsapp" else ""
        self._sender = (
            {"messaging_service_sid": sender} if sender.startswith("MG") else {"from_": self._prefix + sender}
        )
        self._contents = contents or {}
        self._needs_template = needs_template

    def send(self, message: Outgoing) -> Sent | Declined:
        """Create the message at Twilio. Raises ``TryLater``, ``Rejected``, ``OutcomeUnknown``."""
        name = f"{message.template}/{message.language}"
        content = self._contents.get(name)
        if content:
            words: dict[str, Any] = {
                "content_sid": content,
                "content_variables": json.dumps(dict(message.variables), ensure_ascii=False),
            }
        elif self._needs_template:
            return Declined(f"there is no approved template for {name}")
        elif len(message.text) > MOST_CHARACTERS:
            return Declined(f"the text has {len(message.text)} characters, {MOST_CHARACTERS} at most are sent")
        else:
            words = {"body": message.text}
        with _told():
            created = self._client.messages.create(to=self._prefix + message.recipient, **self._sender, **words)
        return _sent(created)

    def find(self, message: Outgoing, *, provider_id: str | None, since: datetime) -> Sent | None:
        """The message by Twilio's id or, when that is not known, by recipient, time and text."""
        with _told():
            if provider_id:
                return _sent(self._client.messages(provider_id).fetch())
            sent = self._client.messages.list(to=self._prefix + message.recipient, date_sent_after=since, limit=50)
        ours = [found for found in sent if found.body is not None and found.body.strip() == message.text.strip()]
        return _sent(ours[0]) if ours else None


class _Http(TwilioHttpClient):  # type: ignore[misc]  # the SDK ships no types
    """Twilio's HTTP client, which also says when a busy server wants to be asked again.

    No pooled connections: one that the server has closed meanwhile would leave the outcome of a send unknown.
    """

    def __init__(self) -> None:
        super().__init__(pool_connections=False, timeout=TIMEOUT_SECONDS, logger=_QUIET)

    def request(self, *arguments: Any, **named: Any) -> Response:
        response = super().request(*arguments, **named)
        if response.status_code == 429 or response.status_code >= 500:
            wait = (response.headers or {}).get("Retry-After", "")
            raise TryLater(
                f"Twilio answered HTTP {response.status_code}",
                retry_after_seconds=int(wait) if wait.isdigit() else None,
            )
        return response


class _told:
    """Turns what the SDK raises into what a delivery understands."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        match error:
            case TwilioRestException():
                raise _refusal(error.code, f"Twilio said {error.code} (HTTP {error.status})") from error
            case RequestException() if never_connected(error):
                raise TryLater("Twilio cannot be reached") from error
            case RequestException():
                raise OutcomeUnknown(
                    f"Twilio fell silent after the request was written: {type(error).__name__}"
                ) from error
            case ValueError():
                raise OutcomeUnknown("Twilio's answer cannot be read") from error


def _refusal(code: int | None, told: str) -> TryLater | Rejected:
    if code in RETRY:
        return TryLater(told)
    if code in OPTED_OUT:
        return Rejected(told, because="opted_out")
    if code in BAD_RECIPIENT:
        return Rejected(told, because="recipient")
    if code in STOPPED_TEMPLATE:
        return Rejected(told, because="template")
    return Rejected(told, because="held_back" if code in HELD_BACK else "message")


def _sent(found: MessageInstance) -> Sent:
    price = abs(Decimal(found.price)) if found.price else None  # charges are negative in Twilio's books
    refusal = _refusal(found.error_code, "") if found.error_code else None
    return Sent(
        provider_id=found.sid,
        status=str(found.status),
        price=price,
        currency=found.price_unit.upper() if price is not None and found.price_unit else None,
        final=str(found.status) in ("delivered", "read", "undelivered", "failed", "canceled"),
        because=refusal.because if isinstance(refusal, Rejected) else None,
    )
