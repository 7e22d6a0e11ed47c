"""Who is asking: the access token, checked against the session it belongs to, and the permissions that follow."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from api.tokens import Claims
from billing.business import read_business
from billing.memberships import actor_of
from billing.permissions import Actor
from billing.sessions import SessionEnded, stands
from munim.database import Database
from munim.errors import Forbidden, MunimError

STANDING_SECONDS: Final = (
    4.0  # how long a checked session is believed: a logout or change of role is felt within five
)
_KEPT: Final = 10_000


class Caller(msgspec.Struct, frozen=True):
    """The person behind a request. Without a business (or membership in it) ``actor`` is None."""

    user_id: UUID
    session_id: UUID
    sign_in_version: int
    business_id: int | None
    actor: Actor | None
    currency: str = ""


class Callers:
    """Looks callers up, and believes what it found for a few seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[Claims, tuple[float, Caller | MunimError]] = OrderedDict()
        self._lock = threading.Lock()  # looked up in worker threads, read on the event loop

    def known(self, claims: Claims) -> Caller | None:
        """The caller if looked up within the last seconds; None to look again. Raises what was found then."""
        with self._lock:
            found = self._known.get(claims)
        if found is None or time.monotonic() - found[0] > STANDING_SECONDS:
            return None
        if isinstance(found[1], MunimError):
            raise found[1]
        return found[1]

    def look_up(self, claims: Claims, *, at: datetime) -> Caller:
        """The caller as the books know them now; one transaction. Raises ``SessionEnded``."""
        started = time.monotonic()
        answer: Caller | MunimError
        try:
            answer = self._read(claims, at)
        except SessionEnded as error:
            answer = error
        with self._lock:
            self._known[claims] = (started, answer)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        if isinstance(answer, MunimError):
            raise answer
        return answer

    def forget(self, user_id: UUID) -> None:
        """Look this user up anew at their next request: called where a sign-in or membership was just changed."""
        with self._lock:
            for claims in [claims for claims in self._known if claims.user_id == user_id]:
                del self._known[claims]

    def _read(self, claims: Claims, at: datetime) -> Caller:
        if claims.business_id is None:
            with self._database.entry(user_id=claims.user_id) as session:
                self._check(session, claims, at)
            return Caller(claims.user_id, claims.session_id, claims.sign_in_version, None, None)
        with self._database.business(claims.business_id, user_id=claims.user_id) as session:
            self._check(session, claims, at)
            try:
                actor = actor_of(session, claims.user_id)
            except Forbidden:  # no longer works there; may still sign out or go to another business
                return Caller(claims.user_id, claims.session_id, claims.sign_in_version, claims.business_id, None)
            return Caller(
                claims.user_id,
                claims.session_id,
                claims.sign_in_version,
                claims.business_id,
                actor,
                read_business(session).currency,
            )

    @staticmethod
    def _check(session: Session, claims: Claims, at: datetime) -> None:
        if not stands(session, claims.session_id, claims.sign_in_version, at=at):
            raise SessionEnded()
