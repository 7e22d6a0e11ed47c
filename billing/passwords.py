"""Passwords: hashed with Argon2id in a pool of their own, so that sign-ins cannot starve the rest."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Final, TypeVar

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from munim.errors import Invalid, Unavailable

T = TypeVar("T")

# OWASP Password Storage Cheat Sheet: Argon2id, m = 19 MiB, t = 2, p = 1 as the floor; about 20 ms of one core.
MEMORY_KIB: Final = 19_456
PASSES: Final = 2
LANES: Final = 1
WAITING: Final = 32

SHORTEST: Final = 10
LONGEST: Final = 256  # characters; longer ones only cost hashing time


class WeakPassword(Invalid):
    """This password is too easy to guess or too long."""

    code = "weak_password"


class SignInBusy(Unavailable):
    """Too many people are signing in at once; try again in a moment."""

    code = "sign_in_busy"


class Verdict(msgspec.Struct, frozen=True):
    """Whether a password matched; ``new_hash`` when it should be stored anew because the parameters have risen."""

    matches: bool
    new_hash: str | None = None


def check_password(password: str, *, email: str, field: str = "password") -> None:
    """Raises ``WeakPassword`` for one too short, too long, made of one character or the e-mail address itself."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"a password has {SHORTEST} to {LONGEST} characters", field=field)
    if len(set(password)) < 4 or password.casefold() == email.casefold():
        raise WeakPassword("this password is too easy to guess", field=field)


class Passwords:
    """Hashes and verifies in ``threads`` workers (one a core); at most ``waiting`` callers queue."""

    def __init__(
        self, *, threads: int | None = None, waiting: int = WAITING, memory_kib: int = MEMORY_KIB, passes: int = PASSES
    ) -> None:
        """``memory_kib`` and ``passes`` may only be lowered by tests; raising them rehashes at each next sign-in."""
        workers = threads or os.cpu_count() or 1
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=LANES)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="password")
        self._places = BoundedSemaphore(workers + waiting)
        # an unknown user is checked against this, so that the answer takes as long as for a known one
        self._dummy = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> Future[str]:
        """The hash to store. Raises ``SignInBusy`` at once when the queue is full."""
        return self._submit(lambda: self._hasher.hash(password))

    def verify(self, password: str, stored: str | None) -> Future[Verdict]:
        """Whether ``password`` made ``stored``; None (an unknown user) never matches and takes as long.

        Raises ``SignInBusy`` at once when the queue is full.
        """
        return self._submit(lambda: self._verdict(password, stored))

    def close(self) -> None:
        """Let the running ones finish and stop the workers."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _verdict(self, password: str, stored: str | None) -> Verdict:
        try:
            self._hasher.verify(stored or self._dummy, password)
        except (VerificationError, InvalidHashError):
            return Verdict(matches=False)
        if stored is None:
            return Verdict(matches=False)
        return Verdict(
            matches=True, new_hash=self._hasher.hash(password) if self._hasher.check_needs_rehash(stored) else None
        )

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        if not self._places.acquire(blocking=False):
            raise SignInBusy()
        try:
            future = self._pool.submit(work)
        except RuntimeError:  # the pool is shutting down
            self._places.release()
            raise SignInBusy() from None
        future.add_done_callback(lambda _: self._places.release())
        return future
