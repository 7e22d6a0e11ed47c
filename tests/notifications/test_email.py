from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st

from notifications.channels import OutcomeUnknown, Part, Rejected, Sent, TryLater
from notifications.channels.letter import letter
from notifications.channels.smtp import Smtp
from tests.notifications.making import outgoing

SENDER = "Munim <munim@shop.example>"


def parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


class Mailbox:
    """A mail server's handler that keeps what it is given, or answers as it is told to."""

    def __init__(self) -> None:
        self.kept: list[Envelope] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.kept.append(envelope)
        return "250 OK"


class AnyPort(Controller):
    """A controller that asks after the port the system chose, not after port 0."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    handler = Mailbox()
    controller = AnyPort(handler, hostname="127.0.0.1", port=0)
    controller.start()
    yield handler, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def test_a_letter_arrives_with_its_text_page_picture_and_paper(mailbox: tuple[Mailbox, str]) -> None:
    handler, url = mailbox
    message = outgoing(
        subject="बिल INV26-00001: ₹1,500.00",
        text="प्रिय आशा,\n.\nधन्यवाद।\n",
        html='<p>प्रिय आशा</p><img src="cid:chart">',
        parts=(
            Part("chart.png", "image/png", b"\x89PNG", content_id="chart"),
            Part("बिल.pdf", "application/pdf", b"%PDF-1.7"),
        ),
        reply_to="shop@example.com",
    )

    sent = Smtp(url, sender=SENDER).send(message)

    assert isinstance(sent, Sent) and sent.provider_id == f"<{message.id}@shop.example>"
    (envelope,) = handler.kept
    mail = parsed(bytes(envelope.content))
    assert (envelope.mail_from, envelope.rcpt_tos) == ("munim@shop.example", ["asha@example.com"])
    assert str(mail["From"]) == "Sharma Kirana Store <munim@shop.example>"
    assert (mail["Subject"], mail["Reply-To"]) == ("बिल INV26-00001: ₹1,500.00", "shop@example.com")
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None and text.get_content().replace("\r\n", "\n") == "प्रिय आशा,\n.\nधन्यवाद।\n"
    assert page is not None and "cid:chart" in page.get_content()
    assert [
        (part.get_content_type(), part["Content-ID"]) for part in mail.walk() if part.get_content_type() == "image/png"
    ] == [("image/png", "<chart>")]
    assert [(part.get_filename(), part.get_content()) for part in mail.iter_attachments()] == [("बिल.pdf", b"%PDF-1.7")]


def test_the_same_message_sent_again_threads_as_one(mailbox: tuple[Mailbox, str]) -> None:
    handler, url = mailbox
    message = outgoing()

    for _ in range(2):
        Smtp(url, sender=SENDER).send(message)

    assert len({parsed(bytes(envelope.content))["Message-ID"] for envelope in handler.kept}) == 1


def test_report_mail_can_be_stopped_with_one_click() -> None:
    mail = letter(outgoing(unsubscribe_url="https://munim.example/unsubscribe/7/x?signature=y"), sender=SENDER)

    assert mail["List-Unsubscribe"] == "<https://munim.example/unsubscribe/7/x?signature=y>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_link_that_stops_reaches_mail_programs_as_it_is_written() -> None:
    """None of them decodes an encoded word in this header, and a real link is longer than a line."""
    link = f"https://munim.example/unsubscribe/7/{'0' * 36}/{'c' * 27}?expires=1830640091&signature={'e' * 64}"

    raw = letter(outgoing(unsubscribe_url=link), sender=SENDER).as_bytes()

    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert parsed(raw)["List-Unsubscribe"] == f"<{link}>"


def test_a_letter_says_when_it_was_written_the_same_each_time_it_is_sent() -> None:
    message = outgoing(id=UUID("01a22ebc-a8f4-70dc-9f4d-438341f40734"))  # 30 Nov 2026, 23:14:05.620 UTC

    mail = letter(message, sender=SENDER)

    assert mail["Date"] == "Mon, 30 Nov 2026 23:14:05 +0000"


@pytest.mark.parametrize(("answer", "error"), [("451 try tomorrow", TryLater), ("550 no such user", Rejected)])
@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_a_server_that_says_later_is_not_one_that_says_no(
    mailbox: tuple[Mailbox, str], stage: str, answer: str, error: type[Exception]
) -> None:
    handler, url = mailbox
    handler.answers[stage] = answer

    with pytest.raises(error) as refused:
        Smtp(url, sender=SENDER).send(outgoing())

    if error is Rejected:
        assert refused.value.because == ("recipient" if stage == "RCPT" else "message")  # type: ignore[attr-defined]


def test_no_server_means_later() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    with pytest.raises(TryLater):
        Smtp(f"smtp://127.0.0.1:{port}", sender=SENDER).send(outgoing())


def test_a_server_that_hangs_up_after_the_text_leaves_the_outcome_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_hang_up_after_the_text, args=[server], daemon=True).start()

        with pytest.raises(OutcomeUnknown):
            Smtp(f"smtp://127.0.0.1:{server.getsockname()[1]}", sender=SENDER).send(outgoing())


def _hang_up_after_the_text(server: socket.socket) -> None:
    peer, _ = server.accept()
    with peer, peer.makefile("rb") as lines:
        peer.sendall(b"220 here\r\n")
        in_text = False
        for line in lines:
            if in_text:
                if line == b".\r\n":
                    return
            elif line.upper().startswith(b"DATA"):
                in_text = True
                peer.sendall(b"354 go on\r\n")
            else:
                peer.sendall(b"250 fine\r\n")


def test_a_password_is_not_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """Off the machine itself, that is; the server here offers no TLS."""
    monkeypatch.setattr("notifications.channels.smtp._LOOPBACK", ())
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_hang_up_after_the_text, args=[server], daemon=True).start()

        with pytest.raises(TryLater, match="SMTPNotSupportedError"):
            Smtp(f"smtp://shop:secret@127.0.0.1:{server.getsockname()[1]}", sender=SENDER).send(outgoing())


@pytest.mark.parametrize("field", ["subject", "sender_name", "recipient", "reply_to", "unsubscribe_url", "language"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00"])
def test_no_header_can_be_smuggled_in(field: str, ending: str) -> None:
    hostile = f"asha@example.com{ending}Bcc: everybody@example.com"

    with pytest.raises(Rejected):
        letter(outgoing(**{field: hostile}), sender=SENDER)


def test_nor_by_the_name_of_a_file() -> None:
    with pytest.raises(Rejected):
        letter(outgoing(parts=(Part("a.pdf\r\nBcc: x@example.com", "application/pdf", b""),)), sender=SENDER)


@given(subject=st.text(max_size=80), name=st.text(max_size=40))
def test_whatever_a_shop_is_called_its_letters_have_only_our_headers(subject: str, name: str) -> None:
    try:
        mail = letter(outgoing(subject=subject, sender_name=name), sender=SENDER)
        raw = mail.as_bytes()
    except Rejected:
        return

    again = parsed(raw)
    assert set(again.keys()) == set(mail.keys())
    assert [address.addr_spec for address in again["To"].addresses] == ["asha@example.com"]


def test_what_is_no_address_is_refused_as_the_recipients_fault() -> None:
    for address in ("asha", "a@b, c@d", "<a@b>", "a b@c", ""):
        with pytest.raises(Rejected) as refused:
            letter(outgoing(recipient=address), sender=SENDER)
        assert refused.value.because == "recipient"


def test_smtp_cannot_be_asked_what_became_of_a_letter() -> None:
    assert Smtp("smtp://localhost", sender=SENDER).find(outgoing(), provider_id=None, since=datetime.now(UTC)) is None
