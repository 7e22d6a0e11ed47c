"""The new documents of an import, one by one: their day, their number, and how they settle each other.

Lines are handled by the set in SQL; documents, some twenty times fewer, come here, because days, numbers and
settlement have their rules in Python and are written once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.issue import series_of
from billing.business import Business
from billing.imports.maps import SettlementRule
from billing.imports.settlement import Document, Settlement, settle
from billing.imports.staging import analyze, copy_rows
from billing.numbering import take_numbers
from billing.payments.record import money_series
from munim.ids import new_id


class NewDocument(msgspec.Struct, frozen=True):
    """A document to import; ``at`` is the shop's local time, ``billed`` how many of its lines stand on a bill."""

    document: int
    reference: str
    kind: str
    at: datetime
    customer: str | None
    customer_id: UUID | None
    country: str | None
    credit_days: int | None
    billed: int
    taxable_minor: int
    tax_minor: int


class Counts(msgspec.Struct, frozen=True):
    """How many papers were made."""

    invoices: int
    credit_notes: int
    receipts: int
    refunds: int


_NEW = sa.text("""
SELECT d.document, d.reference, d.kind, d.at, d.customer, customers.id AS customer_id, d.country, customers.credit_days,
       totals.billed, totals.taxable_minor, totals.tax_minor
FROM (
    SELECT document, count(*) FILTER (WHERE is_billed) AS billed, coalesce(sum(taxable_minor) FILTER (WHERE is_billed), 0)::bigint AS taxable_minor,
           coalesce(sum(tax_minor) FILTER (WHERE is_billed), 0)::bigint AS tax_minor
    FROM import_entries GROUP BY document
) totals JOIN import_documents d USING (document)
LEFT JOIN customers ON customers.business_id = :business_id AND customers.reference = d.customer
ORDER BY d.at, d.document
""")


def new_documents(session: Session, business: Business) -> list[NewDocument]:
    """The documents to import, in order of time."""
    return [NewDocument(*row) for row in session.execute(_NEW, {"business_id": business.business_id})]


def make_papers(
    session: Session,
    found: list[NewDocument],
    *,
    business: Business,
    walk_in: UUID,
    countries: Mapping[str, str | None],
    rule: SettlementRule | None,
) -> Counts:
    """Stage dates, bills, supposed payments and offsets, numbered in order of business date.

    Locks the counters of the series it takes numbers of.
    """
    zone, calendar = ZoneInfo(business.timezone), business.calendar
    instants = {one.document: one.at.replace(tzinfo=zone) for one in found}
    days = {one.document: calendar.business_date(instants[one.document]) for one in found}
    copy_rows(session, "import_dates", ((one.document, days[one.document], instants[one.document]) for one in found))

    billed = [one for one in found if one.billed]
    ids = {one.document: new_id() for one in billed}
    settlement = _settle(billed, ids, rule)
    allocated: Counter[UUID] = Counter()
    paid_out: Counter[UUID] = Counter()
    for payment in settlement.payments:
        (paid_out if payment.is_refund else allocated)[payment.bill_id] += payment.amount_minor
    credited: Counter[UUID] = Counter()
    for offset in settlement.offsets:
        credited[offset.bill_id] += offset.amount_minor
        allocated[offset.credit_note_id] += offset.amount_minor

    numbers = _numbers(
        session, [(one.kind, series_of(one.kind, business), days[one.document]) for one in billed], business
    )
    owner = {ids[one.document]: one.customer_id or walk_in for one in billed}
    copy_rows(
        session,
        "import_bills",
        (
            (
                one.document, ids[one.document], one.kind, series_of(one.kind, business), calendar.financial_year_name(days[one.document]), number,
                owner[ids[one.document]], countries.get(one.country or ""), days[one.document], _due(one, days[one.document], business),
                instants[one.document], one.taxable_minor, one.tax_minor, allocated[ids[one.document]],
                credited[ids[one.document]] + paid_out[ids[one.document]],
            )
            for one, number in zip(billed, numbers, strict=True)
        ),
    )  # fmt: skip
    _stage_settlement(session, settlement, owner, business)
    analyze(session, "import_dates", "import_bills", "import_payments")
    kinds = Counter(one.kind for one in billed)
    refunds = sum(payment.is_refund for payment in settlement.payments)
    return Counts(kinds["invoice"], kinds["credit_note"], len(settlement.payments) - refunds, refunds)


def _due(one: NewDocument, day: date, business: Business) -> date:
    """A credit note is not waited for; an invoice is due by the customer's terms or the shop's. Walk-ins pay at once."""
    if one.kind != "invoice" or one.customer is None:
        return day
    return day + timedelta(days=business.credit_days if one.credit_days is None else one.credit_days)


def _settle(billed: Iterable[NewDocument], ids: Mapping[int, UUID], rule: SettlementRule | None) -> Settlement:
    by_customer: dict[str | None, list[Document]] = defaultdict(list)
    until = datetime.min
    for one in billed:
        until = max(until, one.at)
        total = one.taxable_minor + one.tax_minor
        by_customer[one.customer].append(
            Document(ids[one.document], one.reference, one.at, total, is_credit=one.kind == "credit_note")
        )
    parts = [
        settle(documents, customer=customer or "", is_walk_in=customer is None, rule=rule, until=until)
        for customer, documents in by_customer.items()
    ]
    payments = sorted(
        (payment for part in parts for payment in part.payments), key=lambda payment: (payment.at, payment.bill_id)
    )
    return Settlement(payments, [offset for part in parts for offset in part.offsets])


def _stage_settlement(session: Session, settlement: Settlement, owner: Mapping[UUID, UUID], business: Business) -> None:
    zone, calendar = ZoneInfo(business.timezone), business.calendar
    instants = [payment.at.replace(tzinfo=zone) for payment in settlement.payments]
    days = [calendar.business_date(at) for at in instants]
    kinds = ["refund" if payment.is_refund else "receipt" for payment in settlement.payments]
    numbers = _numbers(
        session, [(kind, money_series(kind, business), day) for kind, day in zip(kinds, days, strict=True)], business
    )
    copy_rows(
        session,
        "import_payments",
        (
            (
                new_id(), "out" if payment.is_refund else "in", number, calendar.financial_year_name(day), owner[payment.bill_id], payment.method,
                payment.amount_minor, payment.bill_id, day, at,
            )
            for payment, number, day, at in zip(settlement.payments, numbers, days, instants, strict=True)
        ),
    )  # fmt: skip
    offsets = ((offset, offset.at.replace(tzinfo=zone)) for offset in settlement.offsets)
    copy_rows(
        session,
        "import_offsets",
        (
            (offset.bill_id, offset.credit_note_id, offset.amount_minor, calendar.business_date(at), at)
            for offset, at in offsets
        ),
    )


def _numbers(session: Session, papers: list[tuple[str, str, date]], business: Business) -> list[str]:
    """A number for each (kind, series, day), consecutive by day and, within one, in the order given."""
    year_of = business.calendar.financial_year_name
    blocks: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, (kind, series, day) in enumerate(papers):
        blocks[kind, series, year_of(day)].append(index)
    out = [""] * len(papers)
    for kind, series, year in sorted(blocks):
        indexes = sorted(blocks[kind, series, year], key=lambda index: papers[index][2])
        numbers = take_numbers(
            session, kind, series, financial_year=year, count=len(indexes), last_date=papers[indexes[-1]][2]
        )
        for index, number in zip(indexes, numbers, strict=True):
            out[index] = number
    return out
