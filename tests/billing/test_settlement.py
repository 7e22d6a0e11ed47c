"""How imported documents settle each other: pure, so tried on whatever course of trade."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from billing.imports.maps import SettlementRule
from billing.imports.settlement import Document, Settlement, settle

START = datetime(2026, 4, 1, 10)
RULE = SettlementRule(methods={"bank": 3, "card": 1}, days=(2, 9), open_customers=50, open_days=20)


def document(number: int, day: int, total: int, *, credit: bool = False) -> Document:
    return Document(
        UUID(int=number), f"{'C' if credit else ''}{number}", START + timedelta(days=day), total, is_credit=credit
    )


courses = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 100_000), st.booleans()), max_size=30).map(
    lambda drawn: [document(n, day, total, credit=credit) for n, (day, total, credit) in enumerate(drawn, 1)]
)
rules = st.sampled_from([None, RULE, SettlementRule(methods={"cash": 1}, days=(0, 0))])


def run(documents: list[Document], rule: SettlementRule | None, *, is_walk_in: bool = False) -> Settlement:
    return settle(documents, customer="K1", is_walk_in=is_walk_in, rule=rule, until=START + timedelta(days=60))


@given(courses, rules, st.booleans())
def test_nothing_is_settled_beyond_what_it_came_to(
    documents: list[Document], rule: SettlementRule | None, is_walk_in: bool
) -> None:
    settled: Counter[UUID] = Counter()
    used: Counter[UUID] = Counter()
    result = run(documents, rule, is_walk_in=is_walk_in)
    for payment in result.payments:
        (used if payment.is_refund else settled)[payment.bill_id] += payment.amount_minor
    for offset in result.offsets:
        settled[offset.bill_id] += offset.amount_minor
        used[offset.credit_note_id] += offset.amount_minor

    for one in documents:
        assert (used if one.is_credit else settled)[one.id] <= one.total_minor
        assert (settled if one.is_credit else used)[one.id] == 0
    assert all(part.amount_minor > 0 for part in [*result.payments, *result.offsets])


@given(courses, rules)
def test_credit_never_waits_while_something_is_open(documents: list[Document], rule: SettlementRule | None) -> None:
    result = run(documents, rule)
    open_minor = sum(one.total_minor for one in documents if not one.is_credit)
    open_minor -= sum(part.amount_minor for part in [*result.payments, *result.offsets])
    credit_minor = sum(one.total_minor for one in documents if one.is_credit) - sum(
        offset.amount_minor for offset in result.offsets
    )

    assert open_minor == 0 or credit_minor == 0


@given(courses, rules, st.booleans())
def test_two_runs_suppose_the_same(documents: list[Document], rule: SettlementRule | None, is_walk_in: bool) -> None:
    assert run(documents, rule, is_walk_in=is_walk_in) == run(documents, rule, is_walk_in=is_walk_in)


@given(courses, st.booleans())
def test_nothing_happens_before_its_documents_or_after_the_end(documents: list[Document], is_walk_in: bool) -> None:
    made = {one.id: one.at for one in documents}
    result = run(documents, RULE, is_walk_in=is_walk_in)

    assert all(made[payment.bill_id] <= payment.at <= START + timedelta(days=60) for payment in result.payments)
    assert all(offset.at >= max(made[offset.bill_id], made[offset.credit_note_id]) for offset in result.offsets)


def test_without_a_rule_nothing_is_paid() -> None:
    assert run([document(1, 0, 500)], None) == Settlement([], [])


def test_a_credit_note_is_set_against_the_oldest_dues_first() -> None:
    result = run([document(1, 0, 300), document(2, 1, 500), document(3, 2, 400, credit=True)], None)

    assert [(offset.bill_id.int, offset.amount_minor) for offset in result.offsets] == [(1, 300), (2, 100)]


def test_credit_that_is_left_over_is_set_against_the_next_invoice() -> None:
    result = run([document(1, 0, 400, credit=True), document(2, 5, 300)], None)

    assert [(offset.bill_id.int, offset.amount_minor, offset.at) for offset in result.offsets] == [
        (2, 300, START + timedelta(days=5))
    ]


def test_a_walk_in_pays_and_is_paid_back_at_once() -> None:
    result = run([document(1, 0, 400), document(2, 1, 300, credit=True)], RULE, is_walk_in=True)

    assert [
        (payment.bill_id.int, payment.method, payment.amount_minor, payment.is_refund) for payment in result.payments
    ] == [
        (1, "cash", 400, False),
        (2, "cash", 300, True),
    ]
    assert result.offsets == []


def test_the_last_bills_of_some_customers_stay_open() -> None:
    course = [document(n, day, 100) for n, day in enumerate(range(0, 50, 5), 1)]
    late = {
        customer: [
            one.id.int
            for one in course
            if one.id
            not in {
                payment.bill_id
                for payment in settle(
                    course, customer=customer, is_walk_in=False, rule=RULE, until=START + timedelta(days=60)
                ).payments
            }
        ]
        for customer in (f"K{n}" for n in range(40))
    }

    # of the last 20 days of 60, so after day 40: the bill of day 45
    assert {tuple(numbers) for numbers in late.values()} == {(), (10,)}
    assert 10 <= sum(bool(numbers) for numbers in late.values()) <= 30
