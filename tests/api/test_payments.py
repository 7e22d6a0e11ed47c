"""Payments over HTTP: methods as they are written, reversal, cheques, the day's cash, papers, gateways and their webhooks."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from munim.settings import Settings
from tests.api.conftest import Clock, Person
from tests.gateways.provider import KEY_ID, KEY_SECRET, WEBHOOK_SECRET, Provider, razorpay_event, served, stripe_event

LINE = {"description": "Consulting", "unit_price": "100.00"}


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Iterator[Settings]:
    """Settings whose gateways are a server on this machine."""
    with served(provider) as url:
        yield dataclasses.replace(settings, razorpay_url=url, stripe_url=url)


def bill_of(owner: Person, price: str = "100.00") -> dict[str, Any]:
    customer = owner.post("/api/customers", {"name": "Ramesh Traders"}).json()
    lines = [{**LINE, "unit_price": price}]
    answer = owner.post("/api/billing?issue=true", {"customer_id": customer["id"], "lines": lines})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def connect(owner: Person, gateway: str = "razorpay", **changes: Any) -> Any:
    body = {
        "gateway": gateway, "key_id": KEY_ID, "key_secret": KEY_SECRET, "webhook_secrets": [WEBHOOK_SECRET], **changes,
    }  # fmt: skip
    return owner.put("/api/gateways", body, version=0)


def hook(client: TestClient[Litestar], owner: Person, gateway: str, event: tuple[bytes, dict[str, str]]) -> Any:
    body, headers = event
    return client.post(f"/api/webhooks/{gateway}/{owner.business_id}", content=body, headers=headers)


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(("written", "kept"), [("MOBILE", "upi"), ("Mobile", "upi"), ("CASH", "cash"), ("Upi", "upi")])
def test_a_method_is_taken_however_it_is_written(owner: Person, written: str, kept: str) -> None:
    bill = bill_of(owner)

    paid = owner.post(f"/api/billing/{bill['id']}/payments", {"amount": "10", "method": written})
    other = owner.post("/api/payments", {"customer_id": bill["customer_id"], "amount": "10", "method": written})
    third = owner.post(f"/api/customers/{bill['customer_id']}/payments", {"amount": "10", "method": written})

    assert [one.status_code for one in (paid, other, third)] == [201, 201, 201], paid.text
    assert {one.json()["method"] for one in (paid, other, third)} == {kept}
    refused = owner.post(f"/api/billing/{bill['id']}/payments", {"amount": "10", "method": "barter"})
    assert (refused.status_code, refused.json()["param"]) == (400, "/method")


def test_a_payment_is_reversed_once(owner: Person) -> None:
    bill = bill_of(owner)
    payment = owner.post(f"/api/billing/{bill['id']}/payments", {"method": "cash"}).json()
    path = f"/api/payments/{payment['id']}/reverse"

    undone = owner.post(path, {"reason": "entered twice"})
    again = owner.post(path, {"reason": "entered twice"})

    assert (undone.status_code, undone.json()["status"]) == (200, "reversed")
    assert (again.status_code, again.json()["code"]) == (409, "already_reversed")
    assert owner.get(f"/api/billing/{bill['id']}").json()["due"] == "100.00"
    assert owner.get("/api/payments?status=reversed").json()["items"][0]["number"] == payment["number"]


def test_a_cheque_is_deposited_and_bounces(owner: Person) -> None:
    bill = bill_of(owner)
    cheque = {"number": "000042", "bank": "State Bank"}
    payment = owner.post(f"/api/billing/{bill['id']}/payments", {"method": "cheque", "cheque": cheque}).json()
    path = f"/api/payments/{payment['id']}/cheque"

    assert owner.get(path).json()["number"] == "000042"
    assert owner.post(f"{path}/deposit", {}).json()["status"] == "deposited"
    bounced = owner.post(f"{path}/bounce", {"reason": "no funds", "charge": "50.00"})
    assert (bounced.json()["status"], bounced.json()["bounce_charge"]) == ("bounced", "50.00")
    assert owner.post(f"{path}/clear", {}).json()["code"] == "cheque_moved"
    assert owner.get(f"/api/customers/{bill['customer_id']}").json()["balance"] == "150.00"
    assert [one["status"] for one in owner.get("/api/cheques?status=bounced").json()["items"]] == ["bounced"]


def test_the_day_is_closed(owner: Person) -> None:
    bill = bill_of(owner)
    owner.post(f"/api/billing/{bill['id']}/payments", {"method": "cash"})

    differs = owner.post("/api/cash-counts", {"counted": "90.00"})
    assert (differs.status_code, differs.json()["code"], differs.json()["difference"]) == (
        400,
        "count_differs",
        "-10.00",
    )
    count = owner.post("/api/cash-counts", {"denominations": {"50": 1, "20": 2}, "reason": "change given wrong"})
    assert (count.status_code, count.json()["difference"]) == (201, "-10.00")
    day = owner.get("/api/cash-counts/day").json()
    assert (day["expected"], day["by_method"][0]["net"], day["count"]["counted"]) == ("100.00", "100.00", "90.00")
    paper = owner.get(f"/api/cash-counts/{count.json()['id']}/pdf")
    assert "change given wrong" in text_of(paper.content)
    assert (
        owner.post(f"/api/cash-counts/{count.json()['id']}/reverse", {"reason": "found"}).json()["status"] == "reversed"
    )
    assert owner.get("/api/cash-counts").json()["items"][0]["status"] == "reversed"


def test_a_receipt_is_printed_and_shared_by_a_signed_link(owner: Person, client: TestClient[Litestar]) -> None:
    bill = bill_of(owner)
    payment = owner.post(f"/api/billing/{bill['id']}/payments", {"amount": "150", "method": "upi"}).json()

    printed = text_of(owner.get(f"/api/payments/{payment['id']}/pdf").content)
    url = owner.post(f"/api/payments/{payment['id']}/link", {}).json()["url"]
    path = url[url.index("/share") :]

    assert all(words in printed for words in ("Receipt", payment["number"], bill["number"], "Advance with us", "UPI"))
    assert text_of(client.get(path).content) == printed
    assert client.get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 403


def test_an_advance_for_services_is_a_receipt_voucher(register: Any) -> None:
    owner = register(gstin="27AAPFU0939F1ZV")
    customer = owner.post("/api/customers", {"name": "Ramesh Traders"}).json()

    payment = owner.post(
        "/api/payments", {"customer_id": customer["id"], "amount": "1180", "method": "bank", "services": {}}
    ).json()
    refund = owner.post(
        "/api/payments/refunds", {"payment_id": payment["id"], "amount": "1180", "method": "bank"}
    ).json()

    assert (payment["number"][:5], refund["number"][:5]) == ("INVRV", "INVFV")
    printed = text_of(owner.get(f"/api/payments/{payment['id']}/pdf").content)
    assert all(words in printed for words in ("Receipt Voucher", "IGST 18%", "180.00", "Place of supply"))
    given = text_of(owner.get(f"/api/payments/{refund['id']}/pdf").content)
    assert "Refund Voucher" in given
    assert payment["number"] in given


def test_gateway_secrets_are_kept_and_never_shown(owner: Person) -> None:
    connected = connect(owner)
    listed = owner.get("/api/gateways")
    events = owner.get("/api/activity")

    assert connected.status_code == 200, connected.text
    for answer in (connected, listed, events):
        assert KEY_SECRET not in answer.text
        assert WEBHOOK_SECRET not in answer.text
    (razorpay, stripe) = listed.json()
    assert (razorpay["connected"], razorpay["webhook_secrets"], stripe["connected"]) == (True, 1, False)
    assert razorpay["webhook_path"] == f"/api/webhooks/razorpay/{owner.business_id}"
    assert connect(owner).status_code == 412, "somebody has changed it since"
    both = {"gateway": "razorpay", "key_id": KEY_ID, "webhook_secrets": ["whsec_another_one", WEBHOOK_SECRET]}
    assert owner.put("/api/gateways", both, version=1).json()["webhook_secrets"] == 2


def test_a_link_is_asked_for_paid_and_told_by_webhook(
    owner: Person, client: TestClient[Litestar], provider: Provider
) -> None:
    connect(owner)
    bill = bill_of(owner)

    asked = owner.post(f"/api/billing/{bill['id']}/payment-link", {})
    again = owner.post(f"/api/billing/{bill['id']}/payment-link", {"gateway": "razorpay"})
    assert (asked.status_code, asked.json()["amount"], again.json()["id"]) == (200, "100.00", asked.json()["id"])
    (link,) = provider.links.values()
    payment = provider.pay_link(link["id"])
    event = razorpay_event("payment_link.paid", payment=payment, payment_link=link)

    answers = [hook(client, owner, "razorpay", event).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert owner.get(f"/api/billing/{bill['id']}").json()["due"] == "0.00"
    (receipt,) = owner.get("/api/payments?method=gateway").json()["items"]
    assert receipt["gateway_payment_id"] == payment["id"]
    (seen,) = owner.get("/api/gateways/payments").json()["items"]
    assert (seen["status"], seen["fee"], seen["payment_id"]) == ("captured", "2.36", receipt["id"])


def test_what_a_browser_brings_back_is_verified(owner: Person, provider: Provider) -> None:
    connect(owner, "stripe")
    bill = bill_of(owner)
    session_id = owner.post(f"/api/billing/{bill['id']}/payment-link", {}).json()["gateway_request_id"]
    provider.pay_session(session_id)
    body = {"gateway": "stripe", "callback": {"session_id": session_id}}

    settled = owner.post("/api/payments/verify", body)

    assert (settled.status_code, settled.json()["status"]) == (200, "captured"), settled.text
    assert owner.get(f"/api/billing/{bill['id']}").json()["due"] == "0.00"
    forged = {"gateway": "razorpay", "callback": {"razorpay_payment_id": "pay_x"}}
    assert owner.post("/api/payments/verify", forged).json()["code"] == "gateway_not_connected"


def test_a_refund_goes_back_through_the_gateway(
    owner: Person, provider: Provider, client: TestClient[Litestar]
) -> None:
    connect(owner)
    bill = bill_of(owner)
    owner.post(f"/api/billing/{bill['id']}/payment-link", {})
    (link,) = provider.links.values()
    payment = provider.pay_link(link["id"])
    hook(client, owner, "razorpay", razorpay_event("payment_link.paid", payment=payment, payment_link=link))
    owner.post(f"/api/billing/{bill['id']}/cancel", {"reason": "ordered twice"})
    (receipt,) = owner.get("/api/payments?method=gateway&direction=in").json()["items"]

    refund = owner.post("/api/payments/refunds", {"payment_id": receipt["id"], "amount": "100", "method": "gateway"})

    assert refund.status_code == 201, refund.text
    assert [made["amount"] for made in provider.refunds.values()] == [10000]


@pytest.mark.parametrize("gateway", ["razorpay", "stripe", "paypal"])
def test_w1_a_webhook_is_refused_alike_whatever_is_wrong_with_it(
    owner: Person, client: TestClient[Litestar], gateway: str, clock: Clock
) -> None:
    answers = []
    if gateway != "paypal":
        connect(owner, gateway)
    for business_id in (owner.business_id, 999_999_999):
        answer = client.post(
            f"/api/webhooks/{gateway}/{business_id}",
            content=b'{"event": "payment.captured"}',
            headers={
                "x-razorpay-signature": "0" * 64,
                "stripe-signature": "t=1,v1=00",
                "x-request-id": "the-same-for-all",
            },
        )
        answers.append((answer.status_code, answer.content))

    assert answers[0] == answers[1]
    assert answers[0][0] == 403
    body, headers = stripe_event("ping", {}, at=(clock.now - timedelta(minutes=6)).timestamp())
    assert hook(client, owner, gateway, (body, headers)).status_code == 403


def test_w1_a_webhook_has_a_limit_of_its_own(owner: Person, client: TestClient[Litestar]) -> None:
    assert hook(client, owner, "razorpay", (b" " * 300_000, {})).status_code == 413


def test_who_may_not_reverse_or_count_is_told_so(owner: Person, client: TestClient[Litestar]) -> None:
    bill = bill_of(owner)
    payment = owner.post(f"/api/billing/{bill['id']}/payments", {"method": "cash"}).json()

    anonymous = client.post(f"/api/payments/{payment['id']}/reverse", json={"reason": "x"})

    assert anonymous.status_code == 401
