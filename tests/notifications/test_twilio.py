from __future__ import annotations

import base64
import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from munim.settings import Settings
from notifications.channels import Declined, OutcomeUnknown, Rejected, Sent, TryLater
from notifications.channels import twilio as twilio_channel
from notifications.channels.chosen import chosen_channels
from notifications.channels.twilio import Twilio
from tests.notifications.making import outgoing

SID = "AC" + "0" * 32
HINDI = "प्रिय आशा, बिल INV26-00001 के ₹1,500.00 देय हैं।"


class FakeTwilio(ThreadingHTTPServer):
    """Twilio's messages resource: keeps what was created, or answers as it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.created: list[dict[str, str]] = []
        self.authorizations: set[str] = set()
        self.answer: tuple[int, dict[str, Any], dict[str, str]] | None = None
        self.silent = False
        self.garbled = False
        self.statuses: dict[str, dict[str, Any]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    server: FakeTwilio

    def do_POST(self) -> None:
        self.server.authorizations.add(self.headers["Authorization"])
        form = {
            name: values[0]
            for name, values in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()
        }
        if self.server.answer is not None:
            self._reply(*self.server.answer)
            return
        self.server.created.append(form)
        if self.server.silent:
            time.sleep(1.5)
            return
        sid = f"SM{len(self.server.created):032d}"
        self.server.statuses[sid] = {
            "sid": sid,
            "status": "queued",
            "to": form["To"],
            "body": form.get("Body", ""),
            "price": None,
            "price_unit": "USD",
        }
        if self.server.garbled:
            self.send_response(201)
            self.end_headers()
            self.wfile.write(b"<html>")
            return
        self._reply(201, self.server.statuses[sid], {})

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        sid = place.path.rsplit("/", 1)[-1].removesuffix(".json")
        if sid in self.server.statuses:
            self._reply(200, self.server.statuses[sid], {})
            return
        to = parse_qs(place.query)["To"][0]
        found = [one for one in self.server.statuses.values() if one["to"] == to]
        self._reply(200, {"messages": found, "uri": place.path, "page_size": 50, "page": 0, "next_page_uri": None}, {})

    def _reply(self, status: int, body: dict[str, Any], headers: dict[str, str]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def fake() -> Iterator[FakeTwilio]:
    server = FakeTwilio()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def twilio(fake: FakeTwilio, *, channel: str = "sms", sender: str = "+14155550100", **more: Any) -> Twilio:
    return Twilio(SID, "token", channel=channel, sender=sender, base_url=fake.url, **more)


def text(**facts: Any) -> Any:
    return outgoing(
        **{
            "channel": "sms",
            "recipient": "+919822012345",
            "text": HINDI,
            "template": "overdue_reminder",
            "language": "hi",
            **facts,
        }
    )


def test_an_sms_is_created_at_the_address_that_was_set(fake: FakeTwilio) -> None:
    sent = twilio(fake).send(text())

    assert fake.created == [{"To": "+919822012345", "From": "+14155550100", "Body": HINDI}]
    assert fake.authorizations == {"Basic " + base64.b64encode(f"{SID}:token".encode()).decode()}
    assert sent == Sent(provider_id=f"SM{1:032d}", status="queued")


def test_a_messaging_service_takes_the_place_of_a_number(fake: FakeTwilio) -> None:
    twilio(fake, sender="MG" + "1" * 32).send(text())

    assert fake.created[0]["MessagingServiceSid"] == "MG" + "1" * 32
    assert "From" not in fake.created[0]


def test_whatsapp_says_so_in_both_numbers(fake: FakeTwilio) -> None:
    twilio(fake, channel="whatsapp").send(text(channel="whatsapp"))

    assert (fake.created[0]["To"], fake.created[0]["From"]) == ("whatsapp:+919822012345", "whatsapp:+14155550100")


def test_an_approved_template_is_sent_by_its_id_and_variables_and_without_a_body(fake: FakeTwilio) -> None:
    content = "HX" + "a" * 32

    twilio(fake, channel="whatsapp", contents={"overdue_reminder/hi": content}).send(
        text(channel="whatsapp", variables={"customer": "आशा", "due_minor": "₹1,500.00"})
    )

    assert fake.created[0]["ContentSid"] == content
    assert json.loads(fake.created[0]["ContentVariables"]) == {"customer": "आशा", "due_minor": "₹1,500.00"}
    assert "Body" not in fake.created[0]


def test_whatsapp_without_an_approved_template_is_declined_unless_the_settings_let_it_go(
    fake: FakeTwilio, settings: Settings
) -> None:
    strict = replace(
        settings,
        twilio_account_sid=SID,
        twilio_auth_token="token",
        twilio_url=fake.url,
        whatsapp_from="+14155550100",
        whatsapp_templates=("overdue_reminder/en=HX" + "a" * 32,),
    )
    message = text(channel="whatsapp")

    declined = chosen_channels(strict)["whatsapp"].send(message)
    assert declined == Declined("there is no approved template for overdue_reminder/hi")
    assert fake.created == []

    chosen_channels(replace(strict, whatsapp_without_template="send"))["whatsapp"].send(message)
    assert fake.created[0]["Body"] == HINDI


def test_a_text_longer_than_twilio_takes_is_declined_with_the_reason(fake: FakeTwilio) -> None:
    declined = twilio(fake).send(text(text="x" * 1601))

    assert declined == Declined("the text has 1601 characters, 1600 at most are sent")
    assert fake.created == []


def test_a_busy_twilio_says_when_to_come_back(fake: FakeTwilio) -> None:
    fake.answer = (429, {"code": 20429, "message": "Too Many Requests", "status": 429}, {"Retry-After": "17"})

    with pytest.raises(TryLater) as later:
        twilio(fake).send(text())

    assert later.value.retry_after_seconds == 17


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_broken_twilio_is_tried_later(fake: FakeTwilio, status: int) -> None:
    fake.answer = (status, {}, {})

    with pytest.raises(TryLater):
        twilio(fake).send(text())


@pytest.mark.parametrize(
    ("code", "because"),
    [
        (21610, "opted_out"),
        (63014, "opted_out"),
        (21614, "recipient"),
        (63003, "recipient"),
        (63024, "recipient"),
        (63013, "message"),
        (92007, "message"),
        (63016, "template"),
        (63040, "template"),
        (63049, "held_back"),
        (99999, "message"),
    ],
)
def test_what_twilio_refuses_says_what_is_at_fault(fake: FakeTwilio, code: int, because: str) -> None:
    fake.answer = (400, {"code": code, "message": "no", "status": 400}, {})

    with pytest.raises(Rejected) as refused:
        twilio(fake).send(text())

    assert refused.value.because == because


@pytest.mark.parametrize("code", [63018, 63012])
def test_some_refusals_are_only_for_now(fake: FakeTwilio, code: int) -> None:
    fake.answer = (400, {"code": code, "message": "no", "status": 400}, {})

    with pytest.raises(TryLater):
        twilio(fake).send(text())


def test_silence_after_the_request_was_written_leaves_the_outcome_unknown(
    fake: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio_channel, "TIMEOUT_SECONDS", 0.5)
    fake.silent = True

    with pytest.raises(OutcomeUnknown):
        twilio(fake).send(text())

    assert len(fake.created) == 1  # and it was not tried again


def test_an_answer_that_cannot_be_read_leaves_the_outcome_unknown(fake: FakeTwilio) -> None:
    fake.garbled = True

    with pytest.raises(OutcomeUnknown):
        twilio(fake).send(text())


def test_a_twilio_that_cannot_be_reached_is_tried_later(fake: FakeTwilio) -> None:
    fake.shutdown()
    fake.server_close()

    with pytest.raises(TryLater):
        twilio(fake).send(text())


def test_a_message_of_unknown_outcome_is_found_by_recipient_and_text(fake: FakeTwilio) -> None:
    channel, message = twilio(fake), text()
    channel.send(text(text="another"))
    channel.send(message)
    since = datetime.now(UTC) - timedelta(minutes=1)

    assert channel.find(message, provider_id=None, since=since) == Sent(provider_id=f"SM{2:032d}", status="queued")
    assert channel.find(text(text="never sent"), provider_id=None, since=since) is None


def test_a_delivered_message_brings_its_price(fake: FakeTwilio) -> None:
    channel = twilio(fake)
    channel.send(text())
    fake.statuses[f"SM{1:032d}"] |= {"status": "delivered", "price": "-0.00750", "price_unit": "usd"}

    found = channel.find(text(), provider_id=f"SM{1:032d}", since=datetime.now(UTC))

    assert found == Sent(
        provider_id=f"SM{1:032d}", status="delivered", price=Decimal("0.00750"), currency="USD", final=True
    )


def test_no_phone_number_or_text_is_logged(fake: FakeTwilio, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        channel = twilio(fake)
        channel.send(text())
        channel.find(text(), provider_id=None, since=datetime.now(UTC))

    assert "9822012345" not in caplog.text
    assert "INV26" not in caplog.text
