"""The gap report: every number of every series, and which are on no document (RULES N2, N3, N7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from billing.bills.draft import draft_bill
from billing.bills.issue import IssueBill, issue_bill
from billing.bills.sell import sell
from billing.number_gaps import NumberRange, SeriesNumbers, number_gaps, number_ranges
from billing.numbering import BackDated
from billing.permissions import actor_for
from munim.days import month_of
from munim.errors import Forbidden, MunimError
from tests.billing.test_series import opened
from tests.counter import Counter

YEAR = "2026-27"


def gaps(counter: Counter) -> list[SeriesNumbers]:
    with counter.open() as session:
        return number_gaps(session, counter.shop.calendar.financial_year_name(counter.today), by=counter.by)


def ranges(counter: Counter, day: date) -> list[NumberRange]:
    with counter.open() as session:
        return number_ranges(session, month_of(day), by=counter.by)


def test_n7_every_kind_and_series_with_what_was_cancelled(counter: Counter) -> None:
    dal, customer = counter.product(), counter.customer()
    opened(counter)
    opened(counter, code="UNUSED")
    bills = [counter.sell((dal, "1"), customer=customer) for _ in range(3)]
    counter.sell((dal, "1"), customer=customer, series="FD")
    counter.draft((dal, "1"))
    counter.cancel(bills[1])
    counter.credit(bills[2])
    counter.sell((dal, "1"), customer=customer, kind="quotation")
    counter.pay(customer, "5")

    assert [(one.kind, one.first, one.last, one.total, one.cancelled, one.net, one.missing) for one in gaps(counter)] == [
        ("credit_note", "INVC26-00001", "INVC26-00001", 1, 0, 1, []),
        ("invoice", "FD26-00001", "FD26-00001", 1, 0, 1, []),
        ("invoice", "INV26-00001", "INV26-00003", 3, 1, 2, []),
        ("quotation", "INVQ26-00001", "INVQ26-00001", 1, 0, 1, []),
        ("receipt", "INVR26-00001", "INVR26-00001", 1, 0, 1, []),
    ]  # fmt: skip
    assert counter.breaches() == []


def test_n7_a_number_that_is_on_no_document_is_named(counter: Counter, owner_url: str) -> None:
    """Behind the application's back, as the owner of the tables: nothing the application may do loses a number."""
    dal = counter.product()
    for _ in range(4):
        counter.sell((dal, "1"))
    with psycopg.connect(owner_url) as connection:
        here = f"business_id = {counter.shop.business_id}"
        connection.execute("ALTER TABLE number_series NO FORCE ROW LEVEL SECURITY")
        connection.execute(f"UPDATE number_series SET last_number = 6 WHERE {here} AND kind = 'invoice'")
        connection.execute("ALTER TABLE number_series FORCE ROW LEVEL SECURITY")

    (invoices,) = gaps(counter)

    assert (invoices.last, invoices.total, invoices.missing) == ("INV26-00006", 4, ["INV26-00005", "INV26-00006"])
    assert [(one.check, one.subject, one.kept, one.derived) for one in counter.breaches()] == [
        ("every number given is on a document", "invoice INV 2026-27", "6", "4 to 4")
    ]


def test_n7_a_bill_dated_back_breaks_the_runs_of_both_months(counter: Counter) -> None:
    counter.at = counter.at.replace(month=7, day=15)
    dal, july = counter.product(), counter.today
    june = july - timedelta(days=30)

    def sold(day: date, reason: str | None = None) -> None:
        with counter.open() as session:
            draft = counter._bill(((dal, "1"),), None, {"business_date": day})
            sell(session, draft, IssueBill(backdate_reason=reason), by=counter.by, at=counter.at)

    for day, reason in ((june, None), (june, None), (july, None), (june, "found in the till"), (july, None)):
        sold(day, reason)

    assert [(one.first, one.last, one.total) for one in ranges(counter, june)] == [
        ("INV26-00001", "INV26-00002", 2),
        ("INV26-00004", "INV26-00004", 1),
    ]
    assert [(one.first, one.last, one.total) for one in ranges(counter, july)] == [
        ("INV26-00003", "INV26-00003", 1),
        ("INV26-00005", "INV26-00005", 1),
    ]


def test_n2_numbers_differ_ignoring_case(counter: Counter) -> None:
    """What the portal would fold together the database refuses, whoever writes it."""
    from sqlalchemy import exc, text

    bill = counter.sell((counter.product(), "1"))
    with pytest.raises(exc.IntegrityError, match="uq_bills_number"), counter.open() as session:
        session.execute(
            text(
                "INSERT INTO bills (business_id, id, kind, status, number, financial_year, customer_id, business_date, due_date,"
                " gross_minor, discount_minor, taxable_minor, tax_minor, total_minor, created_at)"
                " SELECT business_id, gen_random_uuid(), kind, status, lower(number), financial_year, customer_id, business_date,"
                " due_date, 0, 0, 0, 0, 0, created_at FROM bills WHERE id = :id"
            ),
            {"id": bill.id},
        )


def test_n3_numbers_are_consecutive_and_a_rollback_returns_its_own(counter: Counter) -> None:
    dal = counter.product()

    class ChangedTheirMind(MunimError):
        """The customer walked away."""

    def sold(*, stays: bool) -> str | None:
        with counter.open() as session:
            bill = sell(session, counter._bill(((dal, "1"),), None, {}), IssueBill(), by=counter.by, at=counter.at)
            if not stays:
                raise ChangedTheirMind
            return bill.number

    first = sold(stays=True)
    with pytest.raises(ChangedTheirMind):
        sold(stays=False)

    assert (first, sold(stays=True)) == ("INV26-00001", "INV26-00002")
    assert counter.draft((dal, "1")).number is None


def test_n3_a_cancelled_bill_keeps_its_number_which_is_never_given_again(counter: Counter) -> None:
    dal = counter.product()
    bill = counter.sell((dal, "1"))

    counter.cancel(bill)

    assert counter.bill(bill.id).number == "INV26-00001"
    assert counter.sell((dal, "1")).number == "INV26-00002"
    assert [one.cancelled for one in gaps(counter)] == [1]


def test_n3_an_earlier_date_needs_the_right_and_a_reason(counter: Counter) -> None:
    dal = counter.product()
    counter.sell((dal, "1"))
    earlier = counter.today - timedelta(days=1)

    def sold(by: Any, reason: str | None, series: str | None = None) -> str | None:
        with counter.open() as session:
            draft = counter._bill(((dal, "1"),), None, {"business_date": earlier, "series": series})
            return sell(session, draft, IssueBill(backdate_reason=reason), by=by, at=counter.at).number

    for reason in (None, "  "):
        with pytest.raises(BackDated):
            sold(counter.by, reason)
    with pytest.raises(Forbidden):
        sold(actor_for(counter.shop.user_id, "cashier"), "the till was offline")
    assert sold(counter.by, "the till was offline") == "INV26-00002"
    opened(counter)
    assert sold(counter.by, None, "FD") == "FD26-00001"  # another series has its own days
    assert counter.breaches() == []


def test_n3_a_credit_note_is_dated_back_by_the_same_right_and_in_a_series_of_its_own(counter: Counter) -> None:
    dal, earlier = counter.product(), counter.today - timedelta(days=1)
    first, second, third = (counter.sell((dal, "1"), business_date=earlier) for _ in range(3))
    opened(counter, code="FC", kind="credit_note")
    counter.credit(first)

    with pytest.raises(BackDated):
        counter.credit(second, business_date=earlier)
    assert counter.credit(second, business_date=earlier, backdate_reason="it came in at night").number == "INVC26-00002"
    assert counter.credit(third, series="FC").number == "FC26-00001"
    assert counter.breaches() == []


@pytest.mark.parametrize("drafted", [False, True])
def test_n3_what_is_dated_back_does_not_open_the_days_between(counter: Counter, drafted: bool) -> None:
    """Numbered today, then by leave three days back: two days back still needs leave."""
    dal, today = counter.product(), counter.today
    counter.sell((dal, "1"))

    def numbered(ago: int, reason: str | None = None) -> None:
        command, day = IssueBill(backdate_reason=reason), today - timedelta(days=ago)
        with counter.open() as session:
            asked = counter._bill(((dal, "1"),), None, {"business_date": day})
            if drafted:
                made = draft_bill(session, asked, by=counter.by, at=counter.at)
                issue_bill(session, made.id, command, by=counter.by, at=counter.at)
            else:
                sell(session, asked, command, by=counter.by, at=counter.at)

    numbered(3, "sold at the fair")
    with pytest.raises(BackDated):
        numbered(2)
    assert counter.breaches() == []


def test_n7_a_period_counts_what_was_cancelled_by_its_last_day_and_no_later(counter: Counter) -> None:
    """Both of September; one cancelled on 30 September, the other on 1 October."""
    september = date(2026, 9, 30)
    counter.at = datetime(2026, 9, 30, 12, tzinfo=UTC)
    dal = counter.product()
    first, second = counter.sell((dal, "1")), counter.sell((dal, "1"))
    counter.cancel(first)
    counter.at = datetime(2026, 10, 1, 12, tzinfo=UTC)
    counter.cancel(second)

    [found] = ranges(counter, september)

    assert (found.first, found.last, found.total, found.cancelled, found.net) == ("INV26-00001", "INV26-00002", 2, 1, 1)
