"""Dealings with gateways, their SDKs driven against a server on this machine: each payment is posted once, whatever happens."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from billing.events import list_events
from billing.gateway.accounts import NotConnected
from billing.gateway.payments import GatewayPayment, SeenPayment, next_status, read_gateway_payment, settle_payment
from billing.gateway.refunds import read_refund
from billing.gateway.requests import read_request
from billing.gateway.tables import gateway_events
from billing.ledger import trial_balance
from billing.listing import Listing
from billing.payments.pay_bill import NothingDue
from billing.payments.reads import Payment, list_payments, read_payment
from billing.payments.record import allocate_advance
from billing.payments.refund import RefundMoney, refund_money
from billing.payments.reverse import NotReversible, ReversePayment, reverse_payment
from gateways import GatewayBusy, GatewayRefused, OutcomeUnknown, SignatureRefused
from gateways.exchange import Exchange
from munim.errors import Invalid
from tests.billing.test_races import race
from tests.gateways.conftest import Till
from tests.gateways.provider import OLD_SECRET, razorpay_event, stripe_event


def receipts(till: Till) -> list[Payment]:
    with till.counter.open() as session:
        return list_payments(session, Listing(filters={"method": "gateway"}), by=till.counter.by).items


def balances(till: Till) -> dict[str, int]:
    with till.counter.open() as session:
        return {one.account: one.balance_minor for one in trial_balance(session)}


def known(till: Till, gateway: str, payment: dict[str, Any]) -> GatewayPayment:
    with till.counter.open() as session:
        return read_gateway_payment(session, gateway, payment["id"])


def verify(till: Till, gateway: str, callback: dict[str, str]) -> GatewayPayment:
    seen = till.exchange.verify(till.business_id, gateway, callback, by=till.counter.by)
    with till.counter.open() as session:
        return settle_payment(session, seen, by=till.counter.by, at=till.counter.at)


def order_callback(till: Till, order_id: str, payment_id: str) -> dict[str, str]:
    import hashlib
    import hmac

    from tests.gateways.provider import KEY_SECRET

    signature = hmac.new(KEY_SECRET.encode(), f"{order_id}|{payment_id}".encode(), hashlib.sha256).hexdigest()
    return {"razorpay_order_id": order_id, "razorpay_payment_id": payment_id, "razorpay_signature": signature}


def later(till: Till) -> None:
    till.counter.at += timedelta(minutes=11)


def test_a_razorpay_link_is_made_and_paid_by_webhook(till: Till) -> None:
    bill = till.bill()
    request = till.ask(bill)
    link = till.provider.links[str(request.gateway_request_id)]
    assert (request.status, request.url, link["amount"], link["reference_id"]) == (
        "open",
        "https://rzp.io/i/x",
        50000,
        request.id.hex,
    )
    payment = till.provider.pay_link(link["id"])

    till.heed("razorpay", razorpay_event("payment_link.paid", payment=payment, payment_link=link))

    (receipt,) = receipts(till)
    assert (receipt.amount_minor, receipt.gateway, receipt.gateway_payment_id) == (50000, "razorpay", payment["id"])
    assert till.counter.bill(bill.id).due_minor == 0
    assert (balances(till)["gateway"], balances(till)["gateway_fees"]) == (49764, 236)
    with till.counter.open() as session:
        assert read_request(session, request.id).status == "paid"
    assert till.counter.breaches() == []


def test_a_stripe_session_is_made_and_paid_by_webhook_and_its_fee_comes_with_the_poll(till: Till) -> None:
    bill = till.bill()
    request = till.ask(bill, "stripe")
    assert request.url == "https://checkout.stripe.com/c/x"
    session_id = str(request.gateway_request_id)
    till.provider.pay_session(session_id)

    event = stripe_event(
        "checkout.session.completed", till.provider.sessions[session_id], at=till.counter.at.timestamp()
    )
    till.heed("stripe", event)
    assert [one.amount_minor for one in receipts(till)] == [50000]
    assert balances(till)["gateway_fees"] == 0

    later(till)
    assert till.poll() == 1
    assert (balances(till)["gateway"], balances(till)["gateway_fees"]) == (49941, 59)
    later(till)
    assert till.poll() == 0, "nothing is open any more"
    assert till.counter.bill(bill.id).due_minor == 0
    assert till.counter.breaches() == []


@pytest.mark.parametrize("heard_of", [True, False])
def test_p6_verify_webhook_and_poll_of_one_payment_post_it_once(till: Till, heard_of: bool) -> None:
    bill = till.bill()
    request = till.ask(bill, form="order")
    order_id = str(request.gateway_request_id)
    payment = till.provider.pay_order(order_id)
    event = razorpay_event("payment.captured", payment=payment)
    callback = order_callback(till, order_id, payment["id"])
    if heard_of:
        till.heed(
            "razorpay", razorpay_event("payment.authorized", payment={**payment, "status": "authorized", "fee": None})
        )
    later(till)

    def act(n: int) -> Any:
        match n % 3:
            case 0:
                return verify(till, "razorpay", callback)
            case 1:
                return till.heed("razorpay", event)
        return till.poll()

    results = race(9, act)

    assert not any(isinstance(one, Exception) for one in results), results
    assert [one.amount_minor for one in receipts(till)] == [50000]
    assert balances(till)["gateway_fees"] == 236
    assert till.counter.bill(bill.id).due_minor == 0
    assert till.counter.breaches() == []


def test_w2_the_same_event_is_heeded_once_and_forgotten_after_ninety_days(till: Till) -> None:
    request = till.ask(till.bill(), form="order")
    event = razorpay_event("payment.captured", payment=till.provider.pay_order(str(request.gateway_request_id)))

    assert not any(isinstance(one, Exception) for one in race(6, lambda n: till.heed("razorpay", event)))
    assert len(receipts(till)) == 1

    def kept() -> int:
        with till.counter.open() as session:
            here = gateway_events.c.business_id == till.business_id
            return int(session.execute(sa.select(sa.func.count()).where(here)).scalar_one())

    till.counter.at += timedelta(days=91)
    till.heed("razorpay", razorpay_event("something.else"))
    assert kept() == 2, "ninety days and more"
    till.counter.at += timedelta(days=30)
    till.heed("razorpay", razorpay_event("something.else"))
    assert kept() == 2


def test_w5_an_event_signed_with_the_secret_before_is_heeded(till: Till) -> None:
    request = till.ask(till.bill(), form="order")
    payment = till.provider.pay_order(str(request.gateway_request_id))

    till.heed("razorpay", razorpay_event("payment.captured", OLD_SECRET, payment=payment))

    assert len(receipts(till)) == 1


def test_w1_a_forged_event_changes_nothing(till: Till) -> None:
    request = till.ask(till.bill(), form="order")
    payment = till.provider.pay_order(str(request.gateway_request_id))

    with pytest.raises(SignatureRefused):
        till.heed("razorpay", razorpay_event("payment.captured", "whsec_a_guess", payment=payment))
    with pytest.raises(NotConnected):
        till.exchange.heed(999_999_999, "razorpay", b"{}", {}, at=till.counter.at)

    assert receipts(till) == []


STATES = ("created", "authorized", "failed", "captured", "refunded")


@pytest.mark.parametrize(
    "told",
    [("created", "authorized", "captured"), ("failed", "authorized", "captured", "created"), ("authorized", "failed")],
)
def test_w4_events_in_any_order_end_alike(told: tuple[str, ...]) -> None:
    ends = set()
    for order in itertools.permutations(told):
        now = "created"
        for seen in order:
            now = next_status(now, seen, fetched=False)
        ends.add(now)

    assert len(ends) == 1


def test_w4_a_late_authorization_after_a_failure_is_legal_and_only_a_fetch_lets_one_lapse() -> None:
    assert next_status("failed", "authorized", fetched=False) == "authorized"
    assert next_status("authorized", "failed", fetched=False) == "authorized"
    assert next_status("authorized", "failed", fetched=True) == "failed"
    assert next_status("captured", "failed", fetched=True) == "captured"
    assert all(next_status("refunded", seen, fetched=True) == "refunded" for seen in STATES)


def test_w4_a_payment_that_failed_first_is_received_when_it_is_captured_after_all(till: Till) -> None:
    request = till.ask(till.bill(), form="order")
    payment = till.provider.pay_order(str(request.gateway_request_id), status="failed")

    till.heed("razorpay", razorpay_event("payment.failed", payment=payment))
    assert (known(till, "razorpay", payment).status, receipts(till)) == ("failed", [])
    for status in ("captured", "authorized"):  # the later one late
        till.heed("razorpay", razorpay_event(f"payment.{status}", payment={**payment, "status": status}))

    assert known(till, "razorpay", payment).status == "captured"
    assert len(receipts(till)) == 1
    with till.counter.open() as session:
        events = list_events(session, Listing(filters={"subject_kind": "gateway_payment"}), by=till.counter.by).items
    assert [event.data["status"] for event in events] == ["failed"]


def test_another_amount_than_was_asked_is_received_flagged_and_set_against_nothing(till: Till) -> None:
    bill = till.bill()
    request = till.ask(bill, form="order")
    payment = till.provider.pay_order(str(request.gateway_request_id))
    payment["amount"] = 45000

    till.heed("razorpay", razorpay_event("payment.captured", payment=payment))

    (receipt,) = receipts(till)
    assert (receipt.amount_minor, receipt.unallocated_minor) == (45000, 45000)
    assert till.counter.bill(bill.id).due_minor == 50000
    assert known(till, "razorpay", payment).flag == "amount_differs"
    with till.counter.open() as session:
        allocate_advance(session, receipt.id, None, by=till.counter.by, at=till.counter.at)
    assert till.counter.bill(bill.id).due_minor == 5000
    assert till.counter.breaches() == []


def test_another_currency_is_flagged_and_not_posted(till: Till) -> None:
    request = till.ask(till.bill(), form="order")
    payment = till.provider.pay_order(str(request.gateway_request_id))
    payment["currency"] = "USD"

    till.heed("razorpay", razorpay_event("payment.captured", payment=payment))

    assert (known(till, "razorpay", payment).flag, receipts(till)) == ("currency_differs", [])


def test_money_nobody_asked_for_is_flagged_until_it_is_known_what_it_answers(till: Till) -> None:
    request = till.ask(till.bill())
    link = till.provider.links[str(request.gateway_request_id)]
    payment = till.provider.pay_link(link["id"])
    payment["description"] = "of no link that we know"

    till.heed("razorpay", razorpay_event("payment.captured", payment=payment))
    assert (known(till, "razorpay", payment).flag, receipts(till)) == ("unasked", [])
    till.heed("razorpay", razorpay_event("payment_link.paid", payment=payment, payment_link=link))

    assert known(till, "razorpay", payment).flag is None
    assert len(receipts(till)) == 1


def test_a_bill_paid_or_cancelled_meanwhile_leaves_the_gateways_money_as_an_advance(till: Till) -> None:
    customer = till.counter.customer()
    paid, cancelled = till.bill(customer=customer), till.bill(customer=customer)
    requests = [till.ask(bill, form="order") for bill in (paid, cancelled)]
    till.counter.pay(customer, "400")
    till.counter.cancel(cancelled)

    for request in requests:
        payment = till.provider.pay_order(str(request.gateway_request_id))
        till.heed("razorpay", razorpay_event("payment.captured", payment=payment))

    assert [one.unallocated_minor for one in reversed(receipts(till))] == [40000, 50000]
    assert till.counter.balance(customer) == -90000
    assert till.counter.breaches() == []


def test_asked_twice_at_once_a_bill_has_one_link(till: Till) -> None:
    bill = till.bill()

    results = race(5, lambda n: till.ask(bill))

    assert not any(isinstance(one, Exception) for one in results), results
    assert len({one.id for one in results}) == 1
    assert {one.gateway_request_id for one in results} == set(till.provider.links)


def test_what_cannot_be_asked(till: Till) -> None:
    customer = till.counter.customer()
    bill = till.bill(customer=customer)
    with pytest.raises(Invalid, match="is due"):
        till.ask(bill, amount="500.01")
    with pytest.raises(Invalid, match="say which gateway"):
        till.ask(bill, None)
    assert till.ask(bill, amount="200").amount_minor == 20000
    till.counter.pay(customer, "500")
    with pytest.raises(NothingDue):
        till.ask(bill)


def test_a_refusal_of_the_gateway_is_told_and_ends_the_request(till: Till) -> None:
    bill = till.bill()
    refusal = {"error": {"code": "BAD_REQUEST_ERROR", "description": "amount exceeds maximum"}}
    till.provider.refuse["POST /v1/payment_links"] = (400, refusal)

    with pytest.raises(GatewayRefused, match="amount exceeds maximum"):
        till.ask(bill)

    till.provider.refuse.clear()
    assert till.ask(bill).status == "open", "and it can be asked anew"


@pytest.mark.parametrize(
    ("gateway", "path", "made"),
    [("razorpay", "/v1/payment_links", "links"), ("stripe", "/v1/checkout/sessions", "sessions")],
)
@pytest.mark.parametrize("settled_by", ["poll", "asking again"])
def test_a_link_that_was_made_but_never_answered_is_found_and_not_made_twice(
    till: Till, gateway: str, path: str, made: str, settled_by: str
) -> None:
    bill = till.bill()
    till.provider.silent_after.add(f"POST {path}")
    with pytest.raises(OutcomeUnknown):
        till.ask(bill, gateway)
    till.provider.silent_after.clear()
    later(till)

    if settled_by == "poll":
        assert till.poll() == 1
    request = till.ask(bill, gateway)

    assert len(getattr(till.provider, made)) == 1
    assert request.status == "open"
    assert request.gateway_request_id in getattr(till.provider, made)


def test_what_is_killed_between_the_gateway_and_the_commit_is_settled_by_the_poll(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    bill = till.bill()
    with monkeypatch.context() as patched:
        patched.setattr("gateways.exchange.finish_request", killed)
        with pytest.raises(Killed):
            till.ask(bill)
    assert len(till.provider.links) == 1
    till.provider.pay_link(next(iter(till.provider.links)))

    later(till)
    till.poll()
    later(till)
    till.poll()

    assert len(till.provider.links) == 1
    assert [one.amount_minor for one in receipts(till)] == [50000]
    assert till.counter.bill(bill.id).due_minor == 0
    assert till.counter.breaches() == []


def test_w6_a_payment_no_webhook_told_of_is_found_by_the_poll(till: Till) -> None:
    bills = [till.bill(), till.bill(), till.bill()]
    link, order, session = till.ask(bills[0]), till.ask(bills[1], form="order"), till.ask(bills[2], "stripe")
    till.provider.pay_link(str(link.gateway_request_id))
    till.provider.pay_order(str(order.gateway_request_id))
    till.provider.pay_session(str(session.gateway_request_id))
    assert till.poll() == 0, "not before ten minutes"
    later(till)

    results = race(4, lambda n: till.poll())

    assert sum(results) == 3, "two workers never ask after the same"
    assert [till.counter.bill(bill.id).due_minor for bill in bills] == [0, 0, 0]
    assert till.counter.breaches() == []


def test_a_gateway_that_is_away_keeps_nobody_else_waiting_and_is_asked_again(till: Till) -> None:
    request = till.ask(till.bill(), form="order")
    stripe = till.ask(till.bill(), "stripe")
    till.provider.pay_session(str(stripe.gateway_request_id))
    till.provider.pay_order(str(request.gateway_request_id))
    till.provider.refuse[f"GET /v1/orders/{request.gateway_request_id}/payments"] = (503, {})
    later(till)

    till.poll()
    assert [one.gateway for one in receipts(till)] == ["stripe"]
    till.provider.refuse.clear()
    later(till)
    till.poll()
    assert len(receipts(till)) == 2


def test_a_link_whose_time_is_over_is_asked_after_no_more(till: Till) -> None:
    request = till.ask(till.bill())
    till.provider.links[str(request.gateway_request_id)]["status"] = "expired"
    later(till)

    assert till.poll() == 1
    later(till)
    assert till.poll() == 0
    with till.counter.open() as session:
        assert read_request(session, request.id).status == "expired"


def paid(till: Till, gateway: str = "razorpay") -> Payment:
    """A payment through a gateway, whose bill was then cancelled, so that all of it can be given back."""
    bill = till.bill()
    request = till.ask(bill, gateway, "order" if gateway == "razorpay" else "link")
    if gateway == "razorpay":
        till.provider.pay_order(str(request.gateway_request_id))
    else:
        till.provider.pay_session(str(request.gateway_request_id))
    later(till)
    till.poll()
    till.counter.cancel(bill)
    return receipts(till)[0]


def refund(till: Till, payment: Payment, amount: str = "500") -> Payment:
    with till.counter.open() as session:
        command = RefundMoney(payment_id=payment.id, amount=Decimal(amount), method="gateway")
        return refund_money(session, command, by=till.counter.by, at=till.counter.at)


@pytest.mark.parametrize("gateway", ["razorpay", "stripe"])
def test_money_goes_back_by_the_gateway_it_came_through(till: Till, gateway: str) -> None:
    payment = paid(till, gateway)
    given = refund(till, payment, "200")

    done = till.exchange.refund(till.business_id, given.id, at=till.counter.at)

    assert done is not None and done.status == "done"
    assert till.exchange.refund(till.business_id, given.id, at=till.counter.at) is None, "once"
    (made,) = till.provider.refunds.values()
    assert (made["payment_id"], int(made["amount"])) == (payment.gateway_payment_id, 20000)
    with till.counter.open() as session, pytest.raises(NotReversible):
        reverse_payment(session, given.id, ReversePayment(reason="no"), by=till.counter.by, at=till.counter.at)
    assert till.counter.breaches() == []


@pytest.mark.parametrize(("gateway", "path"), [("razorpay", "/v1/payments/{}/refund"), ("stripe", "/v1/refunds")])
def test_a_refund_whose_answer_never_came_is_unknown_until_it_is_found(till: Till, gateway: str, path: str) -> None:
    payment = paid(till, gateway)
    given = refund(till, payment)
    till.provider.silent_after.add(f"POST {path.format(payment.gateway_payment_id)}")

    with pytest.raises(OutcomeUnknown):
        till.exchange.refund(till.business_id, given.id, at=till.counter.at)
    with till.counter.open() as session:
        assert read_refund(session, given.id).status == "unknown"
    till.provider.silent_after.clear()
    later(till)
    till.poll()

    with till.counter.open() as session:
        assert read_refund(session, given.id).status == "done"
    assert len(till.provider.refunds) == 1
    assert till.counter.breaches() == []


def test_a_refund_that_the_gateway_refuses_is_taken_back_in_the_books(till: Till) -> None:
    payment = paid(till)
    before = balances(till)
    given = refund(till, payment)
    path = f"POST /v1/payments/{payment.gateway_payment_id}/refund"
    till.provider.refuse[path] = (400, {"error": {"code": "BAD_REQUEST_ERROR", "description": "insufficient balance"}})

    failed = till.exchange.refund(till.business_id, given.id, at=till.counter.at)

    assert failed is not None and failed.status == "failed"
    with till.counter.open() as session:
        undone, source = read_payment(session, given.id), read_payment(session, payment.id)
    assert (undone.status, source.refunded_minor) == ("reversed", 0)
    assert "insufficient balance" in str(undone.reversal_reason)
    assert balances(till) == before
    assert till.counter.breaches() == []


def test_a_refund_is_asked_for_once_however_many_ask(till: Till) -> None:
    given = refund(till, paid(till))

    results = race(6, lambda n: till.exchange.refund(till.business_id, given.id, at=till.counter.at))

    assert sum(one is not None for one in results) == 1
    assert len(till.provider.refunds) == 1
    assert till.counter.breaches() == []


def test_a_refund_told_by_webhook_while_its_fate_is_open_is_done_once(till: Till) -> None:
    payment = paid(till)
    given = refund(till, payment)
    entity = {
        "id": "rfnd_1",
        "status": "processed",
        "payment_id": payment.gateway_payment_id,
        "notes": {"munim_refund": str(given.id)},
    }

    race(4, lambda n: till.heed("razorpay", razorpay_event("refund.processed", refund=entity)))

    with till.counter.open() as session:
        assert read_refund(session, given.id).status == "done"
        events = list_events(session, Listing(filters={"kind": "gateway_refund.done"}), by=till.counter.by).items
    assert len(events) == 1
    assert till.counter.breaches() == []


def test_a_refund_made_at_the_gateways_own_desk_is_flagged(till: Till) -> None:
    payment = paid(till)
    entity = {**till.provider.payments[str(payment.gateway_payment_id)], "amount_refunded": 50000, "status": "refunded"}

    till.heed("razorpay", razorpay_event("payment.refunded", payment=entity))

    found = known(till, "razorpay", entity)
    assert (found.status, found.flag, found.refunded_minor) == ("refunded", "refunded_elsewhere", 50000)


def test_a_gateway_that_cannot_be_reached_says_so(till: Till) -> None:
    import dataclasses

    nowhere = "http://127.0.0.1:9"
    settings = dataclasses.replace(till.exchange.settings, razorpay_url=nowhere, stripe_url=nowhere)
    away = dataclasses.replace(till, exchange=Exchange(till.exchange.database, settings))

    for gateway in ("razorpay", "stripe"):
        with pytest.raises(GatewayBusy):
            away.ask(till.bill(), gateway)


def test_a_callback_for_money_that_is_not_captured_posts_nothing_yet(till: Till) -> None:
    request = till.ask(till.bill(), form="order")
    order_id = str(request.gateway_request_id)
    payment = till.provider.pay_order(order_id, status="authorized")

    assert verify(till, "razorpay", order_callback(till, order_id, payment["id"])).status == "authorized"
    assert receipts(till) == []


def test_a_stripe_session_is_verified_by_asking_stripe(till: Till) -> None:
    request = till.ask(till.bill(), "stripe")
    session_id = str(request.gateway_request_id)
    with pytest.raises(GatewayRefused):
        verify(till, "stripe", {"session_id": session_id})
    with pytest.raises(SignatureRefused):
        verify(till, "stripe", {"session_id": "../secrets"})
    till.provider.pay_session(session_id)

    assert verify(till, "stripe", {"session_id": session_id}).status == "captured"
    assert len(receipts(till)) == 1


def test_a_receipt_reversed_by_hand_is_not_posted_again(till: Till) -> None:
    request = till.ask(till.bill(), form="order")
    payment = till.provider.pay_order(str(request.gateway_request_id))
    event = razorpay_event("payment.captured", payment=payment)
    till.heed("razorpay", event)
    with till.counter.open() as session:
        reverse_payment(
            session,
            receipts(till)[0].id,
            ReversePayment(reason="disputed, lost"),
            by=till.counter.by,
            at=till.counter.at,
        )

    till.heed("razorpay", razorpay_event("order.paid", payment=payment))

    assert [one.status for one in receipts(till)] == ["reversed"]
    assert till.counter.breaches() == []


def test_seen_payments_are_compared_by_what_was_asked_not_by_what_they_say(till: Till) -> None:
    """A payment whose notes name another shop's request is no answer to it."""
    request = till.ask(till.bill(), form="order")
    seen = SeenPayment(
        gateway="stripe",
        gateway_payment_id="pi_x",
        status="captured",
        amount_minor=50000,
        currency="INR",
        ours=request.id,
    )

    with till.counter.open() as session:
        found = settle_payment(session, seen, by=till.counter.by, at=till.counter.at)

    assert (found.flag, found.payment_id) == ("unasked", None)
