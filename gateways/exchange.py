"""Dealings with a shop's gateways: each is a transaction before, the gateway asked, a transaction after.

Whatever ends between them, the poll takes it up: what was asked for is looked up under our own id, what was paid is
posted once, and what was refunded is found or asked for again under the same key (RULES P6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Final, Literal
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from billing.gateway.accounts import credentials_of
from billing.gateway.payments import SeenPayment, forget_events, heed_event, settle_payment
from billing.gateway.refunds import GatewayRefund, SeenRefund, claim_refunds, find_refund, settle_refund
from billing.gateway.requests import (
    AskPayment,
    PaymentRequest,
    begin_request,
    change_request,
    claim_requests,
    end_request,
    find_request,
    finish_request,
    lock_request,
)
from billing.permissions import MUNIM, Actor
from gateways import Gateway, GatewayRefused, Told
from gateways.chosen import open_gateway
from munim.database import JOBS, Database
from munim.errors import MunimError
from munim.sealing import SealingKeys, sealing_keys
from munim.settings import Settings

KEEP_EVENTS: Final = timedelta(days=120)  # W-7 asks for ninety days at least
# How long what was asked for is asked after when nothing comes of it: a link's week, and a day for what comes late.
ASK_AFTER: Final = timedelta(days=8)
# A gateway that did not answer when it was asked to make something has not made it, or nobody was told: after a day it is over.
MAKE_WITHIN: Final = timedelta(days=1)

ReturnUrl = Callable[[PaymentRequest], str]

_log = structlog.get_logger("gateways.exchange")


@dataclass(frozen=True)
class Exchange:
    """What dealings with gateways need: the books, and the keys to the shops' accounts."""

    database: Database
    settings: Settings

    @cached_property
    def keys(self) -> SealingKeys:
        """What seals and opens the shops' keys."""
        return sealing_keys(self.settings)

    def gateway(self, business_id: int, name: str) -> Gateway:
        """The shop's gateway. Raises ``NotConnected``."""
        with self.database.business(business_id) as session:
            credentials = credentials_of(session, name, keys=self.keys)
        return open_gateway(credentials, self.settings)

    def ask(
        self, business_id: int, bill_id: UUID, command: AskPayment, *, return_url: ReturnUrl, by: Actor, at: datetime
    ) -> PaymentRequest:
        """Ask for a bill's balance: the link or order, as it was made now or stands already.

        Raises what ``begin_request`` raises, ``GatewayRefused``, ``GatewayBusy``, and ``OutcomeUnknown`` when the poll has
        to find out; asking again then finds it too.
        """
        with self.database.business(business_id, user_id=by.user_id) as session:
            request = begin_request(session, bill_id, command, by=by, at=at)
        return self._make(business_id, request, return_url=return_url, at=at) if request.status == "asking" else request

    def _make(
        self, business_id: int, request: PaymentRequest, *, return_url: ReturnUrl, at: datetime
    ) -> PaymentRequest:
        again = self._attempt(business_id, request.id)
        try:
            made = self.gateway(business_id, request.gateway).ask(request, again=again, return_url=return_url(request))
        except GatewayRefused as refused:
            with self.database.business(business_id) as session:
                end_request(session, request.id, "failed", why=refused.message)
            raise
        with self.database.business(business_id) as session:
            return finish_request(
                session,
                request.id,
                gateway_request_id=made.gateway_request_id,
                url=made.url,
                expires_at=made.expires_at,
                at=at,
            )

    def _attempt(self, business_id: int, request_id: UUID) -> bool:
        """Count an attempt before it is made; whether there was one before."""
        with self.database.business(business_id) as session:
            before = lock_request(session, request_id).attempts
            change_request(session, request_id, attempts=before + 1)
        return before > 0

    def verify(self, business_id: int, name: str, callback: Mapping[str, str], *, by: Actor) -> SeenPayment:
        """What a customer's browser brought back, found genuine, and the payment fetched: a signature tells no amount.

        The caller settles it. Raises ``SignatureRefused``, ``GatewayRefused``, ``GatewayBusy``, ``OutcomeUnknown``.
        """
        by.require("payments.write")
        gateway = self.gateway(business_id, name)
        return gateway.fetch(gateway.verify(callback))

    def heed(self, business_id: int, name: str, body: bytes, headers: Mapping[str, str], *, at: datetime) -> None:
        """Take note of a webhook: verified over its raw bytes, heeded once, with all it says in one transaction.

        Raises ``SignatureRefused``, ``NotConnected``; a webhook that fails is sent again.
        """
        told = self.gateway(business_id, name).read_webhook(body, headers, at=at)
        with self.database.business(business_id) as session:
            if heed_event(session, name, told.event_id, told.kind, at=at):
                forget_events(session, before=at - KEEP_EVENTS)
                _take_note(session, name, told, at=at)

    def refund(self, business_id: int, refund_id: UUID, *, at: datetime) -> GatewayRefund | None:
        """Ask the gateway for a refund that is booked; None when it is being asked elsewhere, or is done.

        What the gateway refuses is taken back in the books; when it falls silent the refund stays unknown.
        """
        with self.database.business(business_id) as session:
            claimed = claim_refunds(session, at=at, only=refund_id)
        return self._refund(business_id, claimed[0], at=at) if claimed else None

    def _refund(self, business_id: int, refund: GatewayRefund, *, at: datetime) -> GatewayRefund:
        try:
            seen = self.gateway(business_id, refund.gateway).refund(refund, again=refund.attempts > 1)
        except GatewayRefused as refused:
            seen = SeenRefund(gateway=refund.gateway, gateway_refund_id="", status="failed", why=refused.message)
        with self.database.business(business_id) as session:
            return settle_refund(session, refund.id, seen, by=MUNIM, at=at)

    def poll(self, *, return_url: Callable[[int, PaymentRequest], str], stopping: Callable[[], bool]) -> int:
        """Ask after everything whose fate is open and whose turn has come, in every business; how many were asked after."""
        with self.database.entry() as session:
            found = list(session.execute(sa.text(f"SELECT of_business FROM {JOBS}.businesses_to_poll()")).scalars())
            now: datetime = session.execute(sa.select(sa.func.now())).scalar_one()
        asked = 0
        for business_id in found:
            if not stopping():
                asked += self.poll_business(business_id, return_url=partial(return_url, business_id), at=now)
        return asked

    def poll_business(self, business_id: int, *, return_url: ReturnUrl, at: datetime) -> int:
        """Ask after one business's requests and refunds that are due; one that goes wrong does not keep the others."""
        with self.database.business(business_id) as session:
            requests, refunds = claim_requests(session, at=at), claim_refunds(session, at=at)
        for request in requests:
            with _spared(business_id, request.id):
                self._settle_request(business_id, request, return_url, at)
        for refund in refunds:
            with _spared(business_id, refund.id):
                self._refund(business_id, refund, at=at)
        return len(requests) + len(refunds)

    def _settle_request(self, business_id: int, request: PaymentRequest, return_url: ReturnUrl, at: datetime) -> None:
        age = at - request.created_at
        if request.status == "asking":
            if age > MAKE_WITHIN:
                self._end(business_id, request, "failed")
            else:
                self._make(business_id, request, return_url=return_url, at=at)
            return
        standing = self.gateway(business_id, request.gateway).look(request)
        for seen in standing.payments:
            with self.database.business(business_id) as session:
                settle_payment(session, seen, by=MUNIM, at=at)
        if standing.is_over or age > ASK_AFTER:
            self._end(business_id, request, "expired")

    def _end(self, business_id: int, request: PaymentRequest, status: Literal["failed", "expired"]) -> None:
        with self.database.business(business_id) as session:
            end_request(session, request.id, status)


@contextmanager
def _spared(business_id: int, subject: UUID) -> Iterator[None]:
    """What goes wrong with one is told, and comes up again in ten minutes; the others go on."""
    try:
        yield
    except MunimError as error:
        _log.warning("gateway not settled", business_id=business_id, subject=str(subject), why=error.code)


def _take_note(session: Session, gateway: str, told: Told, *, at: datetime) -> None:
    """The one thing a webhook tells: of a refund of ours, else of a payment, else that a request's time is over."""
    refund = told.refund
    refund_id = find_refund(session, gateway, theirs=refund.gateway_refund_id, ours=refund.ours) if refund else None
    if refund and refund_id:
        settle_refund(session, refund_id, refund, by=MUNIM, at=at)
    elif told.payment:
        settle_payment(session, told.payment, by=MUNIM, at=at)
    elif told.over:
        request_id = find_request(session, gateway, theirs=(told.over,), ours=None)
        if request_id is not None:
            end_request(session, request_id, "expired")
