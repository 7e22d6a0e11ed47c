"""How the documents of one customer settle each other, and the payments a map's rule supposes. Pure: no database, no clock."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from uuid import UUID
from zlib import crc32

import msgspec

from billing.imports.maps import SettlementRule


class Document(msgspec.Struct, frozen=True):
    """An invoice, or a credit note when ``is_credit``; ``at`` is the shop's local time."""

    id: UUID
    reference: str
    at: datetime
    total_minor: int
    is_credit: bool


class SupposedPayment(msgspec.Struct, frozen=True):
    """A payment of one invoice in whole or, ``is_refund``, the paying out of one credit note."""

    bill_id: UUID
    at: datetime
    method: str
    amount_minor: int
    is_refund: bool


class Offset(msgspec.Struct, frozen=True):
    """A part of a credit note set against an invoice."""

    bill_id: UUID
    credit_note_id: UUID
    at: datetime
    amount_minor: int


class Settlement(msgspec.Struct, frozen=True):
    """What happened to the documents of one customer, in order of time."""

    payments: list[SupposedPayment]
    offsets: list[Offset]


def settle(
    documents: Iterable[Document], *, customer: str, is_walk_in: bool, rule: SettlementRule | None, until: datetime
) -> Settlement:
    """Set credit notes against the customer's open invoices, oldest first, and pay invoices by ``rule`` up to ``until``.

    What a credit note exceeds the open invoices by waits and is set against the customer's next ones. Without a
    rule nothing is paid. A walk-in is many people: one's credit note pays no other's bill, so under a rule theirs
    is paid out at once, and without one it stays.
    """
    payments: list[SupposedPayment] = []
    offsets: list[Offset] = []
    due: dict[UUID, int] = {}  # of open invoices, oldest first
    credit: deque[tuple[UUID, int]] = deque()  # left of credit notes, oldest first
    for at, document, is_payment in _course(
        documents, customer=customer, is_walk_in=is_walk_in, rule=rule, until=until
    ):
        if is_payment:
            amount = due.pop(document.id, 0)
            if amount:
                assert rule is not None
                method = rule.walk_in if is_walk_in else _method(rule, document.reference)
                payments.append(SupposedPayment(document.id, at, method, amount, is_refund=False))
        elif not document.is_credit:
            due[document.id] = document.total_minor
        elif is_walk_in:
            if rule is not None and document.total_minor:
                payments.append(SupposedPayment(document.id, at, rule.walk_in, document.total_minor, is_refund=True))
        else:
            credit.append((document.id, document.total_minor))
        offsets.extend(_set_off(due, credit, at))
    return Settlement(payments, offsets)


def _course(
    documents: Iterable[Document], *, customer: str, is_walk_in: bool, rule: SettlementRule | None, until: datetime
) -> Iterator[tuple[datetime, Document, bool]]:
    """Documents and the payments of invoices, merged in order of time; at one instant in the order they were added."""
    course: list[tuple[datetime, int, Document, bool]] = []
    stays_open = rule is not None and not is_walk_in and _draw(customer, "open", 100) < rule.open_customers
    for document in documents:
        course.append((document.at, len(course), document, False))
        if rule is None or document.is_credit:
            continue
        paid = document.at if is_walk_in else document.at + timedelta(days=_days(rule, document.reference))
        keeps_waiting = stays_open and document.at > until - timedelta(days=rule.open_days)
        if paid <= until and not keeps_waiting:
            course.append((paid, len(course), document, True))
    heapq.heapify(course)
    while course:
        at, _, document, is_payment = heapq.heappop(course)
        yield at, document, is_payment


def _set_off(due: dict[UUID, int], credit: deque[tuple[UUID, int]], at: datetime) -> Iterator[Offset]:
    """Use up credit on the oldest dues, changing both in place."""
    while credit and due:
        bill_id, owed = next(iter(due.items()))
        note_id, left = credit.popleft()
        amount = min(owed, left)
        if left > amount:
            credit.appendleft((note_id, left - amount))
        if owed > amount:
            due[bill_id] = owed - amount
        else:
            del due[bill_id]
        if amount:
            yield Offset(bill_id, note_id, at, amount)


def _draw(text: str, purpose: str, below: int) -> int:
    """A number from 0 up to ``below`` that depends on ``text`` alone: the same on every machine and run."""
    return crc32(f"{purpose}:{text}".encode()) % below


def _days(rule: SettlementRule, reference: str) -> int:
    first, last = rule.days
    return first + _draw(reference, "days", last - first + 1)


def _method(rule: SettlementRule, reference: str) -> str:
    bounds = list(accumulate(rule.methods.values()))
    drawn = _draw(reference, "method", bounds[-1])
    return next(method for method, bound in zip(rule.methods, bounds, strict=True) if drawn < bound)
