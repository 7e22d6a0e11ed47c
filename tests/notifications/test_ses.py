from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3
import pytest
from moto.server import ThreadedMotoServer

from notifications.channels import OutcomeUnknown, Rejected, Sent, TryLater
from notifications.channels import ses as ses_channel
from notifications.channels.ses import Ses
from tests.notifications.making import outgoing

SENDER = "Munim <munim@shop.example>"


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a local SES."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    _point_at(monkeypatch, f"http://{host}:{port}")
    yield f"http://{host}:{port}"
    server.stop()


def _point_at(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    values = {"AWS_ENDPOINT_URL_SESV2": url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_a_letter_is_handed_over_whole(ses: str) -> None:
    boto3.client("sesv2", region_name="ap-south-1").create_email_identity(EmailIdentity="munim@shop.example")

    sent = Ses("ap-south-1", sender=SENDER).send(outgoing(subject="बिल"))

    assert isinstance(sent, Sent)
    assert sent.provider_id and sent.final


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("MessageRejected", 400, Rejected),
        ("TooManyRequestsException", 429, TryLater),
        ("InternalFailure", 500, TryLater),
    ],
)
def test_a_refusal_is_for_good_and_a_busy_or_broken_ses_for_later(
    monkeypatch: pytest.MonkeyPatch, code: str, status: int, error: type[Exception]
) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("x-amzn-ErrorType", code)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _point_at(monkeypatch, f"http://127.0.0.1:{server.server_address[1]}")

        with pytest.raises(error, match=code):
            Ses("ap-south-1", sender=SENDER).send(outgoing())

        server.shutdown()


def test_an_ses_that_cannot_be_reached_is_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        _point_at(monkeypatch, f"http://127.0.0.1:{closed.getsockname()[1]}")

    with pytest.raises(TryLater):
        Ses("ap-south-1", sender=SENDER).send(outgoing())


def test_an_ses_that_falls_silent_leaves_the_outcome_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ses_channel, "READ_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        _point_at(monkeypatch, f"http://127.0.0.1:{silent.getsockname()[1]}")

        with pytest.raises(OutcomeUnknown):
            Ses("ap-south-1", sender=SENDER).send(outgoing())
