"""Letters to a person about signing in: a reset, an invitation, a sign-in that was ended.

They carry secrets, so they are sent at once and stored nowhere.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from urllib.parse import urlencode

import structlog

from billing.memberships import INVITATION_LIFE, InvitationLetter
from billing.users import RESET_LIFE, ResetLetter, User
from munim.errors import MunimError
from munim.ids import new_id
from notifications.channels import Channel, Outgoing
from notifications.words import write_words

log = structlog.get_logger("api")
NOBODYS: Final = 0  # the outbox folder of letters that belong to no business


class Letters:
    """Writes and sends these letters; the links in them begin with the configured origin, never with a Host header (A-9)."""

    def __init__(self, channel: Channel, *, origin: str) -> None:
        """``channel`` carries e-mail."""
        self._channel = channel
        self._origin = origin
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="letter")

    def close(self) -> None:
        """Wait for the letters under way."""
        self._pool.shutdown(wait=True)

    def reset(self, letter: ResetLetter) -> None:
        """How to set a new password."""
        link = self._link("/reset-password", letter.token)
        self._send(
            "password_reset", letter.email, name=letter.name, link=link, minutes=int(RESET_LIFE.total_seconds()) // 60
        )

    def invitation(self, letter: InvitationLetter) -> None:
        """How to join a business."""
        link = self._link("/accept-invitation", letter.token)
        self._send(
            "invitation",
            letter.email,
            shop=letter.business_name,
            role=letter.role,
            link=link,
            days=INVITATION_LIFE.days,
        )

    def sign_in_ended(self, user: User) -> None:
        """That a refresh token was used twice, so the sign-in was ended everywhere (A-4)."""
        self._send("sign_in_ended", user.email, name=user.name, link=f"{self._origin}/reset-password")

    def _link(self, path: str, token: str) -> str:
        # in the fragment, so that the token is in no server's log and in no Referer
        return f"{self._origin}{path}#{urlencode({'token': token})}"

    def _send(self, event: str, recipient: str, **facts: Any) -> None:
        """Returns at once: whoever asks must not see by the time it takes whether there was a letter to send (A-9).

        A failure is logged, and the person asks again.
        """
        self._pool.submit(self._write_and_send, event, recipient, facts)

    def _write_and_send(self, event: str, recipient: str, facts: dict[str, Any]) -> None:
        words = write_words(event, "email", "en", facts)
        message = Outgoing(
            id=new_id(),
            business_id=NOBODYS,
            channel="email",
            template=event,
            category="security",
            recipient=recipient,
            language="en",
            subject=words.subject,
            text=words.text,
            html=words.html,
        )
        try:
            self._channel.send(message)
        except MunimError as error:
            log.error("letter not sent", template=event, reason=error.code)
        except Exception:  # nobody awaits this thread: what is not said here is said nowhere
            log.exception("letter not sent", template=event)
