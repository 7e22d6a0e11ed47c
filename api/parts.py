"""The parts an application is made of, built once by ``create_app`` and closed with it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from ai.model import Model
from ai.sandbox.pool import Sandbox
from api.callers import Callers
from api.cursors import Cursors
from api.letters import Letters
from api.metrics import Metrics
from api.tokens import Tokens
from billing.passwords import Passwords
from etl.reader import MirrorReader, Mirrors
from gateways.exchange import Exchange
from munim.database import Database
from munim.files import FileStore
from munim.sealing import SealingKeys
from munim.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What routes reach through their desk."""

    settings: Settings
    database: Database
    threads: ThreadPoolExecutor  # as many as database connections, so a thread never waits for one
    passwords: Passwords
    tokens: Tokens
    callers: Callers
    cursors: Cursors
    letters: Letters
    exchange: Exchange
    metrics: Metrics
    files: FileStore
    fingerprint_key: bytes  # of what a write said, kept beside its Idempotency-Key
    sealing: SealingKeys  # of bank and identity numbers
    mirrors: MirrorReader  # of questions
    reports: Mirrors  # of reports: the same, unless they are read on a cluster
    readers: ThreadPoolExecutor  # figures: as many as cores; more queries at once only make each other wait
    makers: ThreadPoolExecutor  # texts and pictures, which wait for a model or draw for seconds
    sandbox: Sandbox  # of statements that nobody vouches for; starts its processes with the first
    statements: ThreadPoolExecutor  # which wait for the sandbox: as many as it lets run or wait
    model: Model | None
    clock: Callable[[], datetime]

    def close(self) -> None:
        """Stop the threads; the database belongs to whoever made it."""
        for pool in (self.threads, self.readers, self.makers, self.statements):
            pool.shutdown(wait=True, cancel_futures=True)
        self.passwords.close()
        self.sandbox.close()
        self.letters.close()
        self.reports.close()
        self.mirrors.close()
