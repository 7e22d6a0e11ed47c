"""A server on this machine that speaks enough of Razorpay's and Stripe's APIs for their own SDKs to be driven against it.

It remembers what it was asked and makes nothing twice for one idempotency key, as both do. A test may let it fall silent
after it has done what it was asked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

KEY_ID, KEY_SECRET = "rzp_test_key", "EnLs21M47BllR3X8PSFtjtbd"
WEBHOOK_SECRET, OLD_SECRET = "whsec_the_present_one", "whsec_the_one_before"


class Provider:
    """Both gateways, and what has happened at them."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.links: dict[str, dict[str, Any]] = {}
        self.orders: dict[str, dict[str, Any]] = {}
        self.payments: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.sessions: dict[str, dict[str, Any]] = {}
        self.intents: dict[str, dict[str, Any]] = {}
        self.by_key: dict[str, dict[str, Any]] = {}
        self.silent_after: set[str] = set()  # "POST /v1/refunds": done, but never answered
        self.refuse: dict[str, tuple[int, dict[str, Any]]] = {}
        self.lock = threading.Lock()

    # -- what customers do -----------------------------------------------------------------------

    def pay_link(self, link_id: str, *, status: str = "captured", **changes: Any) -> dict[str, Any]:
        """The customer pays a Razorpay link."""
        link = self.links[link_id]
        payment = self._payment(link["amount"], link["currency"], status, description=f"#{link_id[6:]}", **changes)
        link["status"] = "paid" if status == "captured" else link["status"]
        link["payments"] = [*(link.get("payments") or []), {"payment_id": payment["id"], "status": status}]
        return payment

    def pay_order(self, order_id: str, *, status: str = "captured", **changes: Any) -> dict[str, Any]:
        """The customer pays a Razorpay order."""
        order = self.orders[order_id]
        return self._payment(
            order["amount"], order["currency"], status, order_id=order_id, notes=order["notes"], **changes
        )

    def _payment(self, amount: int, currency: str, status: str, **changes: Any) -> dict[str, Any]:
        payment = {
            "id": f"pay_{uuid4().hex[:14]}", "entity": "payment", "amount": amount, "currency": currency, "status": status,
            "method": "upi", "fee": 236 if status == "captured" else None, "tax": 36, "amount_refunded": 0, "notes": [],
            **changes,
        }  # fmt: skip
        self.payments[payment["id"]] = payment
        return payment

    def pay_session(self, session_id: str) -> dict[str, Any]:
        """The customer pays a Stripe Checkout session."""
        session = self.sessions[session_id]
        charge = {
            "object": "charge", "captured": True, "refunded": False, "amount_refunded": 0, "payment_method_details": {"type": "card"},
            "balance_transaction": {"fee": 59, "currency": session["currency"]},
        }  # fmt: skip
        intent = {
            "id": f"pi_{uuid4().hex[:14]}", "object": "payment_intent", "amount": session["amount_total"],
            "amount_received": session["amount_total"], "currency": session["currency"], "status": "succeeded",
            "metadata": session["metadata"], "latest_charge": charge, "last_payment_error": None,
        }  # fmt: skip
        self.intents[intent["id"]] = intent
        session.update(payment_intent=intent["id"], status="complete", payment_status="paid")
        return intent

    # -- what they answer ------------------------------------------------------------------------

    def answer(
        self, method: str, path: str, query: dict[str, str], body: bytes, headers: Any
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON of one request."""
        key = headers.get("Idempotency-Key") or headers.get("X-Refund-Idempotency")
        if f"{method} {path}" in self.refuse:
            return self.refuse[f"{method} {path}"]
        if key and key in self.by_key:
            return 200, self.by_key[key]
        parts = path.strip("/").split("/")[1:]
        form = "json" in (headers.get("Content-Type") or headers.get("Content-type") or "")
        data = (json.loads(body) if form else _nested(body)) if body else {}
        made = self._route(method, parts, query, data)
        if made is None:
            return 404, {"error": {"code": "BAD_REQUEST_ERROR", "description": f"no {path}", "message": f"no {path}"}}
        if "error" in made:
            return 400, made
        if key:
            self.by_key[key] = made
        return 200, made

    def _route(
        self, method: str, parts: list[str], query: dict[str, str], data: dict[str, Any]
    ) -> dict[str, Any] | None:
        match method, parts:
            case "POST", ["payment_links"]:
                if any(one["reference_id"] == data["reference_id"] for one in self.links.values()):
                    return {"error": {"code": "BAD_REQUEST_ERROR", "description": "reference_id already exists"}}
                made = {
                    **data, "id": f"plink_{uuid4().hex[:14]}", "status": "created", "short_url": "https://rzp.io/i/x", "payments": None,
                }  # fmt: skip
                self.links[made["id"]] = made
                return made
            case "GET", ["payment_links"]:
                found = [one for one in self.links.values() if one["reference_id"] == query["reference_id"]]
                return {"payment_links": found}
            case "GET", ["payment_links", one]:
                return self.links.get(one)
            case "POST", ["orders"]:
                made = {**data, "id": f"order_{uuid4().hex[:14]}", "status": "created"}
                self.orders[made["id"]] = made
                return made
            case "GET", ["orders"]:
                return {"items": [one for one in self.orders.values() if one["receipt"] == query["receipt"]]}
            case "GET", ["orders", one, "payments"]:
                return {"items": [paid for paid in self.payments.values() if paid.get("order_id") == one]}
            case "GET", ["payments", one]:
                return self.payments.get(one)
            case "POST", ["payments", one, "refund"]:
                return self._refund({"payment_id": one, **data}, "processed")
            case "GET", ["payments", one, "refunds"]:
                return {"items": [made for made in self.refunds.values() if made["payment_id"] == one]}
            case "POST", ["checkout", "sessions"]:
                unit = data["line_items"]["0"]["price_data"]
                made = {
                    "id": f"cs_{uuid4().hex[:14]}", "object": "checkout.session", "url": "https://checkout.stripe.com/c/x", "status": "open",
                    "payment_status": "unpaid", "payment_intent": None, "amount_total": int(unit["unit_amount"]),
                    "currency": unit["currency"], "expires_at": int(data["expires_at"]), "metadata": data["metadata"],
                    "client_reference_id": data["client_reference_id"],
                }  # fmt: skip
                self.sessions[made["id"]] = made
                return made
            case "GET", ["checkout", "sessions", one]:
                return self.sessions.get(one)
            case "GET", ["payment_intents", one]:
                return self.intents.get(one)
            case "POST", ["refunds"]:
                return self._refund(
                    {**data, "payment_id": data["payment_intent"], "notes": data["metadata"]}, "succeeded"
                )
            case "GET", ["refunds"]:
                found = [one for one in self.refunds.values() if one["payment_id"] == query["payment_intent"]]
                return {"object": "list", "data": found}
        return None

    def _refund(self, data: dict[str, Any], status: str) -> dict[str, Any]:
        made = {**data, "id": f"rfnd_{uuid4().hex[:14]}", "object": "refund", "status": status}
        self.refunds[made["id"]] = made
        return made


def _nested(body: bytes) -> dict[str, Any]:
    """A form's ``a[b][c]=d`` as dicts, as Stripe reads it."""
    out: dict[str, Any] = {}
    for name, values in parse_qs(body.decode(), keep_blank_values=True).items():
        path = name.replace("]", "").split("[")
        here = out
        for step in path[:-1]:
            here = here.setdefault(step, {})
        here[path[-1]] = values[0]
    return out


@contextmanager
def served(provider: Provider) -> Iterator[str]:
    """The address ``provider`` answers at."""

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            place = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {name: values[0] for name, values in parse_qs(place.query).items()}
            with provider.lock:
                provider.calls.append((self.command, place.path))
                status, made = provider.answer(self.command, place.path, query, body, self.headers)
                silent = f"{self.command} {place.path}" in provider.silent_after
            if silent:
                self.close_connection = True
                return
            content = json.dumps(made).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _serve

        def log_message(self, *_: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def razorpay_event(kind: str, secret: str = WEBHOOK_SECRET, **entities: Any) -> tuple[bytes, dict[str, str]]:
    """A webhook of Razorpay's, signed: its raw body and headers."""
    payload = {name: {"entity": entity} for name, entity in entities.items()}
    body = json.dumps({"entity": "event", "event": kind, "payload": payload}, indent=1).encode() + b"\n"
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return body, {"x-razorpay-signature": signature, "x-razorpay-event-id": uuid4().hex}


def stripe_event(
    kind: str, thing: dict[str, Any], secret: str = WEBHOOK_SECRET, *, at: float | None = None
) -> tuple[bytes, dict[str, str]]:
    """A webhook of Stripe's, signed."""
    event = {"id": f"evt_{uuid4().hex}", "object": "event", "type": kind, "data": {"object": thing}}
    body, moment = json.dumps(event).encode(), int(at or time.time())
    signature = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return body, {"stripe-signature": f"t={moment},v1={'0' * 64},v1={signature}"}
