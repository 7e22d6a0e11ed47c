"""Signatures of the gateways: the vectors of RULES 7, and whatever is no signature."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
import stripe

from billing.gateway.accounts import Credentials
from gateways import SignatureRefused
from gateways.razorpay import Razorpay
from gateways.stripe import Stripe
from tests.gateways.provider import razorpay_event, stripe_event

NOW = datetime.fromtimestamp(1_700_000_000, UTC)
LINK_SECRET = "EnLs21M47BllR3X8PSFtjtbd"


def credentials(gateway: str, *, key: str = LINK_SECRET, webhooks: tuple[str, ...] = ()) -> Credentials:
    return Credentials(gateway=gateway, key_id="rzp_test", key_secret=key, webhook_secrets=webhooks, account=None)


ORDER = {
    "razorpay_order_id": "fake_order_id",
    "razorpay_payment_id": "fake_payment_id",
    "razorpay_signature": "b2335e3b0801106b84a7faff035df56ecffde06918c9ddd1f0fafbb37a51cc89",
}
LINK = {
    "razorpay_payment_link_id": "plink_IH3cNucfVEgV68",
    "razorpay_payment_link_reference_id": "TSsd1989",
    "razorpay_payment_link_status": "paid",
    "razorpay_payment_id": "pay_IH3d0ara9bSsjQ",
    "razorpay_signature": "07ae18789e35093e51d0a491eb9922646f3f82773547e5b0f67ee3f2d3bf7d5b",
}


def test_p7_razorpays_vector_of_an_order() -> None:
    assert Razorpay(credentials("razorpay", key="key_secret")).verify(ORDER) == "fake_payment_id"


def test_p7_razorpays_vector_of_a_payment_link() -> None:
    assert Razorpay(credentials("razorpay")).verify(LINK) == "pay_IH3d0ara9bSsjQ"


def test_p7_razorpays_vector_of_a_subscription_is_what_its_sdk_computes() -> None:
    import razorpay

    client = razorpay.Client(auth=("key", LINK_SECRET))
    assert client.utility.verify_subscription_payment_signature(
        {
            "razorpay_subscription_id": "sub_ID6MOhgkcoHj9I",
            "razorpay_payment_id": "pay_IDZNwZZFtnjyym",
            "razorpay_signature": "601f383334975c714c91a7d97dd723eb56520318355863dcf3821c0d07a17693",
        }
    )


@pytest.mark.parametrize("name", list(LINK))
def test_p7_a_callback_with_any_part_changed_is_refused(name: str) -> None:
    with pytest.raises(SignatureRefused):
        Razorpay(credentials("razorpay")).verify({**LINK, name: LINK[name][:-1] + "x"})


@pytest.mark.parametrize("signature", ["", "é" * 64, "0" * 64, "B" * 10_000])
def test_p7_what_is_no_signature_is_refused_in_the_same_words(signature: str) -> None:
    gateway = Razorpay(credentials("razorpay", webhooks=("whsec_present",)))
    with pytest.raises(SignatureRefused):
        gateway.verify({**LINK, "razorpay_signature": signature})
    with pytest.raises(SignatureRefused):
        gateway.read_webhook(b"{}", {"x-razorpay-signature": signature}, at=NOW)


def test_p7_a_callback_without_its_parts_is_refused() -> None:
    with pytest.raises(SignatureRefused):
        Razorpay(credentials("razorpay")).verify({"razorpay_payment_id": "pay_x"})


def test_w1_raw_bytes_matter_to_the_last_newline() -> None:
    body, headers = razorpay_event("payment.captured", "whsec_present")
    gateway = Razorpay(credentials("razorpay", webhooks=("whsec_present",)))

    assert gateway.read_webhook(body, headers, at=NOW).kind == "payment.captured"
    for changed in (body[:-1], body + b" ", body.replace(b" ", b"", 1), b"\xff" + body):
        with pytest.raises(SignatureRefused):
            gateway.read_webhook(changed, headers, at=NOW)


def test_w5_two_secrets_are_accepted_while_one_is_exchanged() -> None:
    gateway = Razorpay(credentials("razorpay", webhooks=("whsec_new_one", "whsec_old_one")))
    for secret in ("whsec_new_one", "whsec_old_one"):
        body, headers = razorpay_event("payment.captured", secret)
        gateway.read_webhook(body, headers, at=NOW)
    body, headers = razorpay_event("payment.captured", "whsec_older_one")
    with pytest.raises(SignatureRefused):
        gateway.read_webhook(body, headers, at=NOW)


def test_w1_nothing_is_genuine_for_a_shop_without_webhook_secrets() -> None:
    body, headers = razorpay_event("payment.captured", "")
    with pytest.raises(SignatureRefused):
        Razorpay(credentials("razorpay")).read_webhook(body, headers, at=NOW)


STRIPE_BODY = b"""{
  "id": "evt_1",
  "object": "event",
  "type": "ping",
  "data": {"object": {}}
}"""


def stripe_header(moment: int, body: bytes = STRIPE_BODY, secret: str = "whsec_test_secret") -> str:
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def test_p7_stripes_scheme_is_what_its_sdk_signs() -> None:
    header = stripe.WebhookSignature.generate_signature_header(STRIPE_BODY.decode(), "whsec_test_secret", 1_700_000_000)

    assert header == stripe_header(1_700_000_000)
    told = Stripe(credentials("stripe", webhooks=("whsec_test_secret",))).read_webhook(
        STRIPE_BODY, {"stripe-signature": header}, at=NOW
    )
    assert (told.event_id, told.kind) == ("evt_1", "ping")


# the body whose signature RULES 7 gives
TERMINAL_READER = b"""{
  "id": "evt_test_webhook",
  "object": "event",
  "data": { "object": { "id": "rdr_123", "object": "terminal.reader" } }
}"""
TERMINAL_READER_SIGNATURE = "3bfab77baf5f7b6991a46c9b53b6547d7afc56148b10468fcad9f35c1992ffbd"


def test_p7_stripes_vector_of_a_terminal_reader() -> None:
    assert len(TERMINAL_READER) == 125
    gateway = Stripe(credentials("stripe", webhooks=("whsec_test_secret",)))
    headers = {"stripe-signature": f"t=1700000000,v1={TERMINAL_READER_SIGNATURE}"}

    assert gateway.read_webhook(TERMINAL_READER, headers, at=NOW).payment is None
    with pytest.raises(SignatureRefused):
        gateway.read_webhook(TERMINAL_READER + b"\n", headers, at=NOW)


@pytest.mark.parametrize(("age", "genuine"), [(0, True), (300, True), (301, False), (86_400, False)])
def test_p7_a_stripe_event_older_than_five_minutes_is_refused(age: int, genuine: bool) -> None:
    gateway = Stripe(credentials("stripe", webhooks=("whsec_test_secret",)))
    headers = {"stripe-signature": stripe_header(int(NOW.timestamp()))}

    if genuine:
        gateway.read_webhook(STRIPE_BODY, headers, at=NOW + timedelta(seconds=age))
    else:
        with pytest.raises(SignatureRefused):
            gateway.read_webhook(STRIPE_BODY, headers, at=NOW + timedelta(seconds=age))


def test_p7_any_one_of_several_v1_signatures_is_enough() -> None:
    body, headers = stripe_event("ping", {}, "whsec_present", at=NOW.timestamp())
    assert headers["stripe-signature"].count("v1=") == 2
    gateway = Stripe(credentials("stripe", webhooks=("whsec_other_one", "whsec_present")))
    assert gateway.read_webhook(body, headers, at=NOW).kind == "ping"
    with pytest.raises(SignatureRefused):
        Stripe(credentials("stripe", webhooks=("whsec_other_one",))).read_webhook(body, headers, at=NOW)


@pytest.mark.parametrize(
    "header", ["", "t=1700000000", "v1=00", "t=x,v1=00", "t=1700000000,v0=00", "t=1700000000,v1=é"]
)
def test_p7_what_is_no_stripe_signature_is_refused(header: str) -> None:
    gateway = Stripe(credentials("stripe", webhooks=("whsec_test_secret",)))
    with pytest.raises(SignatureRefused):
        gateway.read_webhook(STRIPE_BODY, {"stripe-signature": header}, at=NOW)


def test_credentials_never_show_themselves() -> None:
    assert LINK_SECRET not in repr(credentials("razorpay"))
