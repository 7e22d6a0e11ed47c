"""Expenses, goals and accounts reach the mirror as they stand."""

from __future__ import annotations

from decimal import Decimal

from billing.accounts import ChangeAccount, OpenAccount, change_account, open_account
from billing.expenses.change import CancelExpense, cancel_expense
from billing.expenses.record import RecordExpense, record_expense
from billing.goals import ChangeGoal, SetGoal, change_goal, set_goal
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored


def test_expenses_and_goals_are_mirrored_whole_and_by_what_changed(counter: Counter, mirrored: Mirrored) -> None:
    month = f"{counter.today:%Y-%m}"
    with counter.open() as session:
        tea = open_account(session, OpenAccount(name="Tea", purpose="expense"), by=counter.by, at=counter.at).code
        kept, gone = (
            record_expense(
                session,
                RecordExpense(amount=Decimal(amount), category=tea, method="cash", payee="Ravi"),
                by=counter.by,
                at=counter.at,
            )
            for amount in ("100", "40")
        )
        goal = set_goal(
            session,
            SetGoal(month=month, measure="expense", category=tea, amount=Decimal(90)),
            by=counter.by,
            at=counter.at,
        )
    mirrored.run()
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))

    with counter.open() as session:
        cancel_expense(session, gone.id, CancelExpense(reason="twice"), by=counter.by, at=counter.at)
        change_goal(session, goal.id, ChangeGoal(amount=Decimal(120)), by=counter.by, at=counter.at)
        change_account(session, tea, ChangeAccount(name="Tea and snacks", active=False), by=counter.by, at=counter.at)
    run = mirrored.run()

    assert (run.outcome, run.rows["expenses"], run.rows["goals"]) == ("updated", 1, 1)
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))
    assert mirrored.ask("SELECT category_name, sum(net_minor), count(*) FROM expenses GROUP BY ALL") == [
        ("Tea and snacks", kept.amount_minor, 2)
    ]
