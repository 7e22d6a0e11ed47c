"""Stripe, by its own SDK: Checkout sessions, refunds, and the signatures it makes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import stripe
from stripe import StripeClient, StripeError

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
from munim.money import exponent

SESSION_HOURS: Final = 23  # Stripe allows 24 from when it hears of it
TOLERANCE_SECONDS: Final = 300  # of a webhook's age
_NOTE: Final = "munim_request"  # under which a payment's metadata carry our id
_REFUND_NOTE: Final = "munim_refund"
_FEE: Final = "latest_charge.balance_transaction"
# https://docs.stripe.com/currencies: written with two decimals though they have none
_WITH_DECIMALS: Final = frozenset({"ISK", "UGX"})
_STATUSES: Final = {"succeeded": "captured", "requires_capture": "authorized", "canceled": "failed"}
_REFUND_STATUSES: Final = {"succeeded": "done", "failed": "failed", "canceled": "failed"}  # any other is under way
_TIME: Final = re.compile(r"(?:^|,)t=(\d{1,12})(?:,|$)")


class Stripe:
    """One shop's account with Stripe."""

    def __init__(self, credentials: Credentials, *, base_url: str = "") -> None:
        """``base_url``: instead of Stripe's own."""
        self._webhook_secrets = credentials.webhook_secrets
        # no retries inside the SDK: an unknown outcome must stay visible as one
        self._client = StripeClient(
            credentials.key_secret,
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
            base_addresses={"api": base_url.rstrip("/")} if base_url else None,
        )

    def ask(self, request: PaymentRequest, *, again: bool, return_url: str) -> Made:
        """Make a Checkout session, once: our id is the idempotency key, so asked again Stripe gives the same one."""
        unit = {
            "currency": request.currency.lower(),
            "unit_amount": _theirs(request.amount_minor, request.currency),
            "product_data": {"name": f"Bill {request.bill_number}"},
        }
        session: dict[str, Any] = {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": unit}],
            "client_reference_id": str(request.id),
            "metadata": {_NOTE: str(request.id)},
            "payment_intent_data": {"metadata": {_NOTE: str(request.id)}},
            "expires_at": int((request.created_at + timedelta(hours=SESSION_HOURS)).timestamp()),
            "success_url": return_url,
        }
        with _told():
            made = self._client.v1.checkout.sessions.create(
                session,  # type: ignore[arg-type]  # a plain dict where the SDK has a TypedDict
                {"idempotency_key": f"ask-{request.id}"},
            )
            return Made(
                gateway_request_id=made.id, url=made.url, expires_at=datetime.fromtimestamp(made.expires_at, UTC)
            )

    def look(self, request: PaymentRequest) -> Standing:
        """The session, with its payment."""
        with _told():
            session = self._client.v1.checkout.sessions.retrieve(request.gateway_request_id or "")
            is_over, intent = session.status == "expired", session.payment_intent
        if not isinstance(intent, str):
            return Standing(is_over=is_over, payments=())
        return Standing(is_over=is_over, payments=(self._fetch(intent, (session.id,)),))

    def verify(self, callback: Mapping[str, str]) -> str:
        """The payment of a session: Stripe signs nothing for the browser, so it is asked itself."""
        session_id = callback.get("session_id", "")
        if not re.fullmatch(r"cs_[A-Za-z0-9_]{1,200}", session_id):
            raise SignatureRefused(field="callback.session_id")
        with _told():
            intent = self._client.v1.checkout.sessions.retrieve(session_id).payment_intent
        if not isinstance(intent, str):
            raise GatewayRefused("nothing was paid yet")
        return intent

    def fetch(self, gateway_payment_id: str) -> SeenPayment:
        return self._fetch(gateway_payment_id, ())

    def read_webhook(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Told:
        """Signed over its time and the raw body; any of its signatures may fit any of the secrets, within five minutes."""
        header = headers.get("stripe-signature", "")
        signed_at = _TIME.search(header.replace(" ", ""))
        if signed_at is None or int(signed_at[1]) < at.timestamp() - TOLERANCE_SECONDS:
            raise SignatureRefused()
        if not any(_signed(body, header, secret) for secret in self._webhook_secrets):
            raise SignatureRefused()
        return _told_by(json.loads(body))

    def refund(self, refund: GatewayRefund, *, again: bool) -> SeenRefund:
        """Refund a payment, once: found among its refunds, or asked for with our id as idempotency key."""
        with _told():
            if again:
                listed = self._client.v1.refunds.list({"payment_intent": refund.gateway_payment_id, "limit": 100})
                made = [_seen_refund(one.to_dict()) for one in listed.data]
                ours = [one for one in made if one.ours == refund.id]
                if ours:
                    return ours[0]
            asked = self._client.v1.refunds.create(
                {
                    "payment_intent": refund.gateway_payment_id,
                    "amount": _theirs(refund.amount_minor, refund.currency),
                    "metadata": {_REFUND_NOTE: str(refund.id)},
                },
                {"idempotency_key": f"refund-{refund.id}"},
            )
            return _seen_refund(asked.to_dict())

    def _fetch(self, gateway_payment_id: str, theirs: tuple[str, ...]) -> SeenPayment:
        with _told():
            intent = self._client.v1.payment_intents.retrieve(gateway_payment_id, {"expand": [_FEE]})
            return _seen_intent(intent.to_dict(), theirs, fetched=True)


@contextmanager
def _told() -> Iterator[None]:
    """Turns what the SDK raises into what the door promises."""
    try:
        yield
    except stripe.APIConnectionError as error:
        if never_connected(error.__cause__):
            raise GatewayBusy("Stripe cannot be reached") from error
        raise OutcomeUnknown("Stripe fell silent") from error
    except (stripe.RateLimitError, stripe.IdempotencyError) as error:
        raise GatewayBusy("Stripe asks us to wait") from error
    except StripeError as error:
        status = error.http_status or 500
        if status == 409:
            raise GatewayBusy("Stripe asks us to wait") from error
        if status < 500:
            raise GatewayRefused(
                f"Stripe refused: {error.user_message or error.code or type(error).__name__}"
            ) from error
        raise OutcomeUnknown(f"Stripe answered HTTP {status}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OutcomeUnknown("Stripe's answer cannot be read") from error


def _signed(body: bytes, header: str, secret: str) -> bool:
    """Whether the SDK finds the body signed; the age is looked at by the caller's clock, not the SDK's."""
    try:
        return bool(stripe.WebhookSignature.verify_header(body, header, secret, tolerance=None))
    except (stripe.SignatureVerificationError, UnicodeDecodeError, TypeError):
        return False


def _told_by(event: Mapping[str, Any]) -> Told:
    thing = event.get("data", {}).get("object", {})
    payment, refund, over = None, None, None
    match thing.get("object"):
        case "checkout.session" if isinstance(thing.get("payment_intent"), str):
            payment = _seen_session(thing)
        case "checkout.session" if thing.get("status") == "expired":
            over = thing["id"]
        case "payment_intent":
            payment = _seen_intent(thing, (), fetched=False)
        case "charge" if isinstance(thing.get("payment_intent"), str):
            payment = _seen_charge(thing)
        case "refund":
            refund = _seen_refund(thing)
    return Told(
        event_id=str(event["id"])[:200], kind=str(event.get("type", "")), payment=payment, refund=refund, over=over
    )


def _seen_session(session: Mapping[str, Any]) -> SeenPayment:
    currency = session["currency"].upper()
    return SeenPayment(
        gateway="stripe", gateway_payment_id=session["payment_intent"], currency=currency,
        status="captured" if session.get("payment_status") == "paid" else "created",
        amount_minor=_ours(session["amount_total"], currency), theirs=(session["id"],),
        ours=our_id(session.get("client_reference_id")),
    )  # fmt: skip


def _seen_intent(intent: Mapping[str, Any], theirs: tuple[str, ...], *, fetched: bool) -> SeenPayment:
    currency, charge = intent["currency"].upper(), intent.get("latest_charge")
    charge = charge if isinstance(charge, Mapping) else {}
    status = _STATUSES.get(intent["status"], "failed" if intent.get("last_payment_error") else "created")
    taken = status == "captured"
    return SeenPayment(
        gateway="stripe", gateway_payment_id=intent["id"], status="refunded" if taken and charge.get("refunded") else status,
        amount_minor=_ours(intent["amount_received"] if taken else intent["amount"], currency), currency=currency,
        theirs=theirs, ours=our_id((intent.get("metadata") or {}).get(_NOTE)), paid_by=_paid_by(charge),
        fee_minor=_fee(charge, currency), refunded_minor=_ours(charge.get("amount_refunded") or 0, currency), fetched=fetched,
    )  # fmt: skip


def _seen_charge(charge: Mapping[str, Any]) -> SeenPayment:
    currency = charge["currency"].upper()
    taken = "captured" if charge.get("captured") else "authorized"
    return SeenPayment(
        gateway="stripe", gateway_payment_id=charge["payment_intent"], currency=currency,
        status="failed" if charge.get("status") == "failed" else "refunded" if charge.get("refunded") else taken,
        amount_minor=_ours(charge["amount"], currency), ours=our_id((charge.get("metadata") or {}).get(_NOTE)),
        paid_by=_paid_by(charge), refunded_minor=_ours(charge.get("amount_refunded") or 0, currency),
    )  # fmt: skip


def _seen_refund(refund: Mapping[str, Any]) -> SeenRefund:
    return SeenRefund(
        gateway="stripe", gateway_refund_id=refund["id"], status=_REFUND_STATUSES.get(str(refund.get("status")), "requested"),
        ours=our_id((refund.get("metadata") or {}).get(_REFUND_NOTE)), why=refund.get("failure_reason"),
    )  # fmt: skip


def _paid_by(charge: Mapping[str, Any]) -> str | None:
    return (charge.get("payment_method_details") or {}).get("type")


def _fee(charge: Mapping[str, Any], currency: str) -> int | None:
    """What Stripe keeps, where it is known and of the payment's own currency."""
    balance = charge.get("balance_transaction")
    if not isinstance(balance, Mapping) or str(balance.get("currency", "")).upper() != currency:
        return None
    return _ours(int(balance["fee"]), currency)


def _theirs(amount_minor: int, currency: str) -> int:
    return amount_minor * (100 if currency in _WITH_DECIMALS and exponent(currency) == 0 else 1)


def _ours(amount: int, currency: str) -> int:
    return amount // 100 if currency in _WITH_DECIMALS and exponent(currency) == 0 else amount
