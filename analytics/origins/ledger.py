"""What is behind the figures of the ledger's own reports: the documents that were posted, in their order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, Final

from analytics.behind import Behind
from analytics.origins.spots import DAY, DOCUMENT, EVER, Spot, counted, documents
from analytics.query import MetricQuery
from analytics.reports.bridge import CAUSES, SOLD, cause_of, postings_of_account
from analytics.reports.day_book import Posting, posting_name, postings
from analytics.reports.periods import elapsed
from analytics.traced import Traced
from munim.days import Period

# the kind of document that a posting is of, where it is called something else
_KINDS: Final = {
    "bill": "invoice",
    "cancellation": "invoice",
    "payment": "receipt",
    "reversal": "receipt",
    "bounce": "receipt",
    "bounce_charge": "receipt",
    "expense_reversal": "expense",
    "purchase_receipt": "goods_receipt",
    "supplier_bill_cancelled": "supplier_bill",
    "supplier_payment_reversed": "supplier_payment",
}


def day_book_origin(spot: Spot) -> Behind:
    """Of the day book: a line of it is one document, the cash in hand all that ever moved cash."""
    period = spot.asked.days
    if spot.slug in ("cash_before", "cash_in_hand"):
        earlier = postings(spot.figures, Period(EVER, period.start))
        if spot.slug == "cash_before":
            return _documents(spot, ((one, one.moved_minor) for one in earlier))
        now = postings(spot.figures, period)
        until = len(now) if spot.row is None else spot.row + 1
        return _documents(spot, ((one, one.moved_minor) for one in [*earlier, *now[:until]]))
    found = postings(spot.figures, period)
    if spot.slug == "documents":
        return spot.made_of(counted("document", (DAY, *DOCUMENT), map(_told, found), spot.figure.column))
    if spot.row is not None:
        found = [found[spot.row]]
    match spot.slug:
        case "cash_in":
            return _documents(spot, ((one, max(one.moved_minor, 0)) for one in found))
        case "cash_out":
            return _documents(spot, ((one, max(-one.moved_minor, 0)) for one in found))
    return _documents(spot, ((one, one.amount_minor) for one in found))


def bridge_origin(spot: Spot) -> Traced | Behind:
    """Of the ladders from sales to the bank: of what was sold and billed by the catalogue, of the ledger by its postings."""
    period = elapsed(spot.asked.days, spot.figures.today)
    if spot.table == "billed" or spot.slug in ("net_sales", "billed"):
        slug = SOLD[spot.row] if spot.row is not None else "net_sales" if spot.slug == "net_sales" else "bill_totals"
        return Traced(MetricQuery((slug,), period=period), slug, spot.figure.value)
    before, ever = Period(EVER, period.start), Period(EVER, period.end)
    match spot.table, spot.slug:
        case "owed", _ if spot.row is not None and spot.row > 0:
            step = spot.value_of("step")
            return _postings(spot, ("receivable",), period, of=lambda kind: posting_name(kind) == step)
        case "owed", _:
            return _postings(spot, ("receivable",), ever if spot.row is None else before)
        case "", "received":
            return _postings(spot, _accounts(spot), period, of=CAUSES["from_customers"][1].__contains__)
        case "", slug:
            return _postings(spot, ("receivable",), before if slug == "owed_before" else ever)
    accounts = _accounts(spot) if spot.row is None else (spot.value_of("account_id"),)
    match spot.slug:
        case "before":
            return _postings(spot, accounts, before)
        case "after":
            return _postings(spot, accounts, ever)
    return _postings(spot, accounts, period, of=lambda kind: cause_of(kind) == spot.slug)


def _accounts(spot: Spot) -> tuple[str, ...]:
    """Every account of money that the report tells of."""
    return tuple(spot.report.table("accounts").column("account_id"))


def _postings(spot: Spot, accounts: Collection[str], period: Period, *, of: Callable[[str], bool] = bool) -> Behind:
    """What the postings of the kinds ``of`` moved in these accounts."""
    found = [one for account in accounts for one in postings_of_account(spot.figures, account, period) if of(one.kind)]
    found.sort(key=lambda one: (one.day, one.posting_id))
    return _documents(spot, ((one, one.moved_minor) for one in found))


def _documents(spot: Spot, told: Iterable[tuple[Posting, int]]) -> Behind:
    return spot.made_of(documents(((*_told(one), amount) for one, amount in told), spot.figure.column))


def _told(posting: Posting) -> tuple[Any, ...]:
    """The day, and the document that was posted: of an opening balance its name alone."""
    kind = _KINDS.get(posting.kind, posting.kind)
    return (posting.day, kind, posting.number or posting_name(posting.kind), posting.subject_id)
