"""Razorpay, by its own SDK: payment links and orders, refunds, and the signatures it makes."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
import razorpay
import requests
from razorpay.errors import BadRequestError, GatewayError, ServerError, SignatureVerificationError
from requests.exceptions import RequestException

from billing.gateway.accounts import Credentials
from billing.gateway.payments import SeenPayment
from billing.gateway.refunds import GatewayRefund, SeenRefund
from billing.gateway.requests import PaymentRequest
from gateways import (
    TIMEOUT_SECONDS,
    GatewayBusy,
    GatewayRefused,
    Made,
    OutcomeUnknown,
    SignatureRefused,
    Standing,
    Told,
    our_id,
)
from munim.connections import never_connected

LINK_DAYS: Final = 7
_NOTE: Final = "munim_request"  # under which a payment's notes carry our id
_REFUND_NOTE: Final = "munim_refund"
_OVER: Final = frozenset({"expired", "cancelled"})  # of a payment link
_REFUND_STATUSES: Final = {"processed": "done", "failed": "failed"}  # any other is under way

# The SDK's HTTP library logs addresses, and ours carry ids of payments.
logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)


class Razorpay:
    """One shop's account with Razorpay."""

    def __init__(self, credentials: Credentials, *, base_url: str = "") -> None:
        """``base_url``: instead of Razorpay's own."""
        self._webhook_secrets = credentials.webhook_secrets
        options = {"base_url": base_url.rstrip("/")} if base_url else {}
        self._client = razorpay.Client(session=_Session(), auth=(credentials.key_id, credentials.key_secret), **options)

    def ask(self, request: PaymentRequest, *, again: bool, return_url: str) -> Made:
        """Make a payment link, which Razorpay refuses to make twice for one reference, or an order."""
        made = self._find(request) if again else None
        if made is None:
            try:
                with _told():
                    made = self._make_link(request, return_url) if request.form == "link" else self._make_order(request)
            except GatewayRefused:
                # somebody who asked at the same time may have been before us
                made = self._find(request)
                if made is None:
                    raise
        return Made(
            gateway_request_id=made["id"], url=made.get("short_url"), expires_at=_instant(made.get("expire_by"))
        )

    def look(self, request: PaymentRequest) -> Standing:
        """The link or order with its payments, each fetched."""
        theirs = request.gateway_request_id or ""
        with _told():
            if request.form == "order":
                listed = self._client.order.payments(theirs)["items"]
                return Standing(is_over=False, payments=tuple(_seen(one, (theirs,), fetched=True) for one in listed))
            link = self._client.payment_link.fetch(theirs)
            paid = [one["payment_id"] for one in link.get("payments") or []]
        payments = tuple(msgspec.structs.replace(self.fetch(one), ours=request.id) for one in paid)
        return Standing(is_over=link["status"] in _OVER, payments=payments)

    def verify(self, callback: Mapping[str, str]) -> str:
        """The payment id of a checkout's answer, or of a link's, signed with the key secret."""
        try:
            if "razorpay_payment_link_id" in callback:
                self._client.utility.verify_payment_link_signature(
                    {
                        "payment_link_id": callback["razorpay_payment_link_id"],
                        "payment_link_reference_id": callback["razorpay_payment_link_reference_id"],
                        "payment_link_status": callback["razorpay_payment_link_status"],
                        "razorpay_payment_id": callback["razorpay_payment_id"],
                        "razorpay_signature": _ascii(callback["razorpay_signature"]),
                    }
                )
            else:
                signed = {name: callback[name] for name in ("razorpay_order_id", "razorpay_payment_id")}
                signature = _ascii(callback["razorpay_signature"])
                self._client.utility.verify_payment_signature({**signed, "razorpay_signature": signature})
        except (SignatureVerificationError, KeyError) as error:
            raise SignatureRefused() from error
        return callback["razorpay_payment_id"]

    def fetch(self, gateway_payment_id: str) -> SeenPayment:
        with _told():
            return _seen(self._client.payment.fetch(gateway_payment_id), (), fetched=True)

    def read_webhook(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Told:
        """Signed over the raw body with one of the secrets; without a time, so that old events are told by their ids."""
        signature = headers.get("x-razorpay-signature", "")
        if not any(self._signed(body, signature, secret) for secret in self._webhook_secrets):
            raise SignatureRefused()
        # the id is not signed: an event sent again under another one is heeded again, and finds everything done
        event_id = headers.get("x-razorpay-event-id") or hashlib.sha256(body).hexdigest()
        return _told_by(event_id[:200], json.loads(body))

    def refund(self, refund: GatewayRefund, *, again: bool) -> SeenRefund:
        """Refund a payment under our id: found among its refunds, or asked for with that id as idempotency key."""
        with _told():
            if again:
                made = self._client.payment.fetch_multiple_refund(refund.gateway_payment_id)["items"]
                ours = [one for one in map(_seen_refund, made) if one.ours == refund.id]
                if ours:
                    return ours[0]
            data = {"amount": refund.amount_minor, "speed": "normal", "notes": {_REFUND_NOTE: str(refund.id)}}
            made = self._client.payment.refund(
                refund.gateway_payment_id, data, headers={"X-Refund-Idempotency": str(refund.id)}
            )
            return _seen_refund(made)

    def _find(self, request: PaymentRequest) -> dict[str, Any] | None:
        with _told():
            if request.form == "order":
                found = self._client.order.all({"receipt": request.id.hex}).get("items", [])
            else:
                found = self._client.payment_link.all({"reference_id": request.id.hex}).get("payment_links", [])
        return found[0] if found else None

    def _make_link(self, request: PaymentRequest, return_url: str) -> dict[str, Any]:
        made: dict[str, Any] = self._client.payment_link.create(
            {
                "amount": request.amount_minor, "currency": request.currency, "accept_partial": False,
                "reference_id": request.id.hex, "description": f"Bill {request.bill_number}",
                "customer": {"name": request.customer_name}, "notify": {"sms": False, "email": False},
                "reminder_enable": False, "notes": {_NOTE: str(request.id)},
                "expire_by": int((request.created_at + timedelta(days=LINK_DAYS)).timestamp()),
                **({"callback_url": return_url, "callback_method": "get"} if return_url else {}),
            }
        )  # fmt: skip
        return made

    def _make_order(self, request: PaymentRequest) -> dict[str, Any]:
        made: dict[str, Any] = self._client.order.create(
            {
                "amount": request.amount_minor, "currency": request.currency, "receipt": request.id.hex,
                "notes": {_NOTE: str(request.id)}, "payment": {"capture": "automatic"},
            }
        )  # fmt: skip
        return made

    def _signed(self, body: bytes, signature: str, secret: str) -> bool:
        try:
            return bool(self._client.utility.verify_webhook_signature(body.decode(), _ascii(signature), secret))
        except (SignatureVerificationError, UnicodeDecodeError):
            return False


def _ascii(signature: str) -> str:
    """A signature as the SDK can compare it: in constant time, which refuses other letters with an error of its own."""
    return signature if signature.isascii() else ""


class _Session(requests.Session):
    """The SDK's HTTP session, with a time limit, which says what is known when no answer comes.

    Its errors are ours, which the SDK lets pass: it prints those of its library.
    """

    def request(self, method: str, *arguments: Any, **named: Any) -> requests.Response:
        named.setdefault("timeout", TIMEOUT_SECONDS)
        try:
            response = super().request(method, *arguments, **named)
        except RequestException as error:
            if never_connected(error):
                raise GatewayBusy("Razorpay cannot be reached") from error
            raise OutcomeUnknown("Razorpay fell silent") from error
        if response.status_code in (409, 429):
            raise GatewayBusy("Razorpay asks us to wait")
        if response.status_code >= 500:
            raise OutcomeUnknown(f"Razorpay answered HTTP {response.status_code}")
        return response


@contextmanager
def _told() -> Iterator[None]:
    """Turns what the SDK raises into what the door promises."""
    try:
        yield
    except BadRequestError as error:
        raise GatewayRefused(f"Razorpay refused: {error}") from error
    except (GatewayError, ServerError) as error:
        raise OutcomeUnknown("Razorpay had an error of its own") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OutcomeUnknown("Razorpay's answer cannot be read") from error


def _told_by(event_id: str, event: Mapping[str, Any]) -> Told:
    entities = {name: part["entity"] for name, part in event.get("payload", {}).items() if "entity" in part}
    link, order, payment, refund = (entities.get(name) for name in ("payment_link", "order", "payment", "refund"))
    theirs = tuple(one["id"] for one in (link, order) if one)
    kind = str(event.get("event", ""))
    reference = our_id(link.get("reference_id")) if link else None
    seen = _seen(payment, theirs, fetched=False) if payment else None
    if seen and reference and seen.ours is None:
        seen = msgspec.structs.replace(seen, ours=reference)
    return Told(
        event_id=event_id,
        kind=kind,
        payment=seen,
        refund=_seen_refund(refund) if refund else None,
        over=link["id"] if link and link["status"] in _OVER else None,
    )


def _seen(payment: Mapping[str, Any], theirs: tuple[str, ...], *, fetched: bool) -> SeenPayment:
    ids = [*theirs, payment.get("order_id")]
    # what a link's payment says of the link: its id without its beginning, behind a '#'
    description = str(payment.get("description") or "")
    if description.startswith("#"):
        ids.append(f"plink_{description[1:]}")
    return SeenPayment(
        gateway="razorpay", gateway_payment_id=payment["id"], status=payment["status"], amount_minor=payment["amount"],
        currency=payment["currency"], theirs=tuple(one for one in ids if one), ours=our_id(_notes(payment).get(_NOTE)),
        paid_by=payment.get("method"), fee_minor=payment.get("fee"), refunded_minor=payment.get("amount_refunded") or 0,
        fetched=fetched,
    )  # fmt: skip


def _seen_refund(refund: Mapping[str, Any]) -> SeenRefund:
    return SeenRefund(
        gateway="razorpay", gateway_refund_id=refund["id"], status=_REFUND_STATUSES.get(refund["status"], "requested"),
        ours=our_id(_notes(refund).get(_REFUND_NOTE)),
    )  # fmt: skip


def _notes(entity: Mapping[str, Any]) -> Mapping[str, Any]:
    """An entity's notes; Razorpay writes none as an empty list."""
    notes = entity.get("notes")
    return notes if isinstance(notes, dict) else {}


def _instant(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
