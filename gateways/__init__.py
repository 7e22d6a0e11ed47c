"""Payment gateways: the small door each provider stands behind, and what it may answer.

Only this room knows the providers' SDKs. It asks outside any transaction; what it learns goes to ``billing.gateway``,
which decides what the books make of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

import msgspec

from billing.gateway.payments import SeenPayment
from billing.gateway.refunds import GatewayRefund, SeenRefund
from billing.gateway.requests import PaymentRequest
from munim.errors import Forbidden, Refused, Unavailable

TIMEOUT_SECONDS: Final = 15

# -- what passes through the door --------------------------------------------------------------------


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What a gateway made of a request: its own id, and the page the customer opens (an order has none)."""

    gateway_request_id: str
    url: str | None
    expires_at: datetime | None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a request stands: whether its time is over, and the payments made for it."""

    is_over: bool
    payments: tuple[SeenPayment, ...]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook says, once its signature is found genuine. An event that says nothing of money is empty.

    What tells of a refund tells of its payment too; ``billing.gateway`` heeds one of them.
    """

    event_id: str
    kind: str
    payment: SeenPayment | None = None
    refund: SeenRefund | None = None
    over: str | None = None  # the gateway's id of a request whose time is over


class Gateway(Protocol):
    """A payment gateway, signed in to one shop's account."""

    def ask(self, request: PaymentRequest, *, again: bool, return_url: str) -> Made:
        """Make the link or order. ``again``: it may have been made before, and is then found, not made twice.

        Raises ``GatewayBusy``, ``OutcomeUnknown``, ``GatewayRefused``.
        """

    def look(self, request: PaymentRequest) -> Standing:
        """How the request stands now. Raises as ``ask``."""

    def verify(self, callback: Mapping[str, str]) -> str:
        """The payment a customer's browser says was made, when the gateway signed that or is asked itself.

        Raises ``SignatureRefused``, and as ``ask``.
        """

    def fetch(self, gateway_payment_id: str) -> SeenPayment:
        """A payment as it is now. Raises as ``ask``."""

    def read_webhook(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Told:
        """What a webhook says, after its signature over the raw ``body`` was found genuine (W-1, W-5). No network.

        Raises ``SignatureRefused``.
        """

    def refund(self, refund: GatewayRefund, *, again: bool) -> SeenRefund:
        """Give money back under the refund's own id. ``again``: it may have been done, and is then found. Raises as ``ask``."""


# -- what it may raise -------------------------------------------------------------------------------


class GatewayBusy(Unavailable):
    """The payment gateway cannot be reached; nothing came of this."""

    code = "gateway_busy"


class OutcomeUnknown(Unavailable):
    """The payment gateway fell silent; what came of this is being found out."""

    code = "gateway_outcome_unknown"


class GatewayRefused(Refused):
    """The payment gateway refused."""

    code = "gateway_refused"


class SignatureRefused(Forbidden):
    """This was not signed by the payment gateway."""

    code = "signature_refused"


def our_id(text: object) -> UUID | None:
    """An id of ours that a gateway carried along; None for whatever else stands there."""
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
