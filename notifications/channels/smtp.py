"""E-mail through an SMTP server (stdlib smtplib)."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from notifications.channels import Declined, OutcomeUnknown, Outgoing, Rejected, Sent, TryLater
from notifications.channels.letter import letter

TIMEOUT_SECONDS: Final = 20
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


class Smtp:
    """A connection per message: shops send few, and a connection kept is one more thing that may be dead."""

    # A second copy carries the same Message-ID, but a server is free to deliver both.
    repeatable = False

    def __init__(self, url: str, *, sender: str) -> None:
        """``url``: smtp://user:password@host:port (STARTTLS where offered) or smtps://…; ``sender``: the From."""
        parts = urlsplit(url)
        self.sender = sender
        self._host = parts.hostname or "localhost"
        self._implicit_tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._implicit_tls else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, message: Outgoing) -> Sent | Declined:
        """Hand the e-mail to the server. Raises ``TryLater``, ``Rejected``, ``OutcomeUnknown``."""
        mail = letter(message, sender=self.sender)
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater(f"the mail server cannot be reached: {type(error).__name__}") from error
        try:
            return self._hand_over(connection, mail)
        finally:
            connection.close()

    def find(self, message: Outgoing, *, provider_id: str | None, since: datetime) -> Sent | None:
        """SMTP keeps no record that could be asked."""
        return None

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._implicit_tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        try:
            connection.ehlo()
            encrypted = self._implicit_tls
            if not encrypted and connection.has_extn("starttls"):
                connection.starttls(context=context)
                connection.ehlo()
                encrypted = True
            if self._user:
                if not encrypted and self._host not in _LOOPBACK:
                    raise smtplib.SMTPNotSupportedError("no TLS: the password is not sent in the clear")
                connection.login(self._user, self._password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _hand_over(self, connection: smtplib.SMTP, mail: EmailMessage) -> Sent:
        try:
            _accepted(*connection.mail(mail["From"].addresses[0].addr_spec), because="message")
            _accepted(*connection.rcpt(mail["To"].addresses[0].addr_spec), because="recipient")
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise TryLater(f"the mail server hung up: {type(error).__name__}") from error
        try:
            # EmailMessage.as_bytes with the SMTP policy already ends lines in CRLF; data() stuffs leading dots
            code, answer = connection.data(mail.as_bytes())
        except smtplib.SMTPDataError as error:  # the answer to DATA was not 354: the text was not sent
            raise _refusal(error.smtp_code, error.smtp_error, because="message") from error
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise OutcomeUnknown(
                f"the mail server fell silent after the text was sent: {type(error).__name__}"
            ) from error
        _accepted(code, answer, because="message")
        return Sent(provider_id=mail["Message-ID"], status="sent", final=True)


def _accepted(code: int, answer: bytes, *, because: Literal["message", "recipient"]) -> None:
    if not 200 <= code < 300:
        raise _refusal(code, answer, because=because)


def _refusal(code: int, answer: bytes | str, *, because: Literal["message", "recipient"]) -> TryLater | Rejected:
    """5xx is for good, anything else for later."""
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    told = f"the mail server said {code}: {words[:200]}"
    return Rejected(told, because=because) if 500 <= code < 600 else TryLater(told)
