"""The financial statements agree with each other to the paisa, whatever happened; ages sum to the account of debtors."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from billing.ageing import BUCKETS, Ages, Debt, ages_of, bucket, customer_ages, receivable_ageing
from billing.bills.write_off import WriteOff, write_off
from billing.business import BusinessSettings
from billing.expenses.change import CancelExpense, cancel_expense
from billing.expenses.reads import Expense
from billing.expenses.record import RecordExpense, record_expense
from billing.financial_statements import (
    Section,
    account_ledger,
    balance_sheet,
    profit_and_loss,
    trial_balance_of,
    until,
)
from billing.goals import ChangeGoal, Goal, GoalSet, SetGoal, change_goal, list_goals, percent_of, set_goal
from billing.ledger import trial_balance
from billing.listing import Listing
from billing.payments.refund import RefundMoney, refund_money
from billing.permissions import actor_for
from billing.stock_adjustments import AdjustStock, adjust_stock
from billing.suppliers import NewSupplier, add_supplier
from billing.transfers import TransferMoney, transfer_money
from billing.versions import StaleVersion
from munim.days import Period, month_of
from munim.errors import Forbidden, Invalid, NotFound
from munim.ids import new_id
from tests.billing.test_history import History
from tests.conftest import open_shop
from tests.counter import Counter


def spent(counter: Counter, amount: str, category: str = "rent", **details: Any) -> Expense:
    with counter.open() as session:
        command = RecordExpense(amount=Decimal(amount), category=category, method="cash", **details)
        return record_expense(session, command, by=counter.by, at=counter.at)


def moved(counter: Counter, amount: str, **details: Any) -> None:
    with counter.open() as session:
        transfer_money(session, TransferMoney(amount=Decimal(amount), **details), by=counter.by, at=counter.at)


def rows(section: Section) -> dict[str, int]:
    return {row.account: row.amount_minor for row in section.rows}


def days(counter: Counter, count: int = 1) -> Period:
    return Period(counter.today - timedelta(days=count - 1), counter.today + timedelta(days=1))


def a_days_trade(counter: Counter) -> None:
    """10,000 of capital, goods for 6,000 at 60 a piece, two sold at 100, one paid for, rent of 50 in cash."""
    dal, customer = counter.product("Dal", "100", "100", cost=Decimal(60)), counter.customer()
    moved(counter, "10000", kind="capital", to_account="bank")
    counter.sell((dal, "2"), customer=customer)
    counter.pay(customer, "100")
    spent(counter, "50")


# -- statements --------------------------------------------------------------------------------------


def test_profit_and_loss_worked_out_by_hand(counter: Counter) -> None:
    a_days_trade(counter)
    with counter.open() as session:
        found = profit_and_loss(session, days(counter), by=counter.by)

    assert (rows(found.income), rows(found.cost_of_goods)) == ({"sales": 20000}, {"cost_of_goods": 12000})
    assert (found.gross_profit_minor, rows(found.expenses), found.net_profit_minor) == (8000, {"rent": 5000}, 3000)
    assert rows(found.other_income) == {}


def test_a_balance_sheet_worked_out_by_hand(counter: Counter) -> None:
    a_days_trade(counter)
    with counter.open() as session:
        found = balance_sheet(session, counter.today, by=counter.by)

    # stock 6,000 − 120; the till 100 − 50; the customer still owes 100
    assert rows(found.assets) == {"bank": 1000000, "cash": 5000, "inventory": 588000, "receivable": 10000}
    assert rows(found.equity) == {"capital": 1000000, "opening": 600000}
    assert (found.earlier_profit_minor, found.profit_minor) == (0, 3000)
    assert found.assets.total_minor == found.liabilities_and_equity_minor == 1603000


def test_profit_of_earlier_years_stands_apart_from_this_year_s(counter: Counter) -> None:
    year = counter.shop.calendar.financial_year_of(counter.today)
    spent(counter, "30", business_date=year.start - timedelta(days=1))
    spent(counter, "7", business_date=year.start)

    with counter.open() as session:
        before = balance_sheet(session, year.start - timedelta(days=1), by=counter.by)
        after = balance_sheet(session, year.start, by=counter.by)
    assert (before.earlier_profit_minor, before.profit_minor) == (0, -3000)
    assert (after.earlier_profit_minor, after.profit_minor) == (-3000, -700)
    assert after.assets.total_minor == after.liabilities_and_equity_minor == -3700


def test_what_was_paid_ahead_stands_on_the_other_side_of_the_balance_sheet(counter: Counter) -> None:
    counter.customer("Owes", opening_balance=Decimal(100))
    counter.customer("Paid ahead", opening_balance=Decimal(-30))
    with counter.open() as session:
        for name, owed in (("Mills", Decimal(50)), ("Farm", Decimal(-20))):
            add_supplier(session, NewSupplier(name=name, opening_balance=owed), by=counter.by, at=counter.at)
        found = balance_sheet(session, counter.today, by=counter.by)

    assert [(row.name, row.amount_minor) for row in found.assets.rows] == [
        ("Debtors", 10000), ("Paid ahead to suppliers", 2000),
    ]  # fmt: skip
    assert [(row.name, row.amount_minor) for row in found.liabilities.rows] == [
        ("Creditors", 5000), ("Advances from customers", 3000),
    ]  # fmt: skip
    assert found.assets.total_minor == found.liabilities_and_equity_minor == 12000


def test_what_goes_missing_of_the_stock_lessens_the_gross_profit(counter: Counter) -> None:
    """Two of ten that cost 60.00 each, and no expense of keeping the shop."""
    dal = counter.product(cost=Decimal(60), stock="10")
    with counter.open() as session:
        stolen = AdjustStock(quantity=Decimal(-2), note="shelf by the door", reason="theft")
        adjust_stock(session, dal.id, stolen, by=counter.by, at=counter.at)
        found = profit_and_loss(session, days(counter), by=counter.by)

    assert (rows(found.cost_of_goods), rows(found.expenses)) == ({"stock_adjustments": 12000}, {})
    assert (found.gross_profit_minor, found.net_profit_minor) == (-12000, -12000)


def test_what_was_paid_ahead_since_is_not_in_a_balance_sheet_of_before(counter: Counter) -> None:
    counter.pay(counter.customer(), "500")

    with counter.open() as session:
        before = balance_sheet(session, counter.today - timedelta(days=1), by=counter.by)

    assert (rows(before.assets), rows(before.liabilities)) == ({}, {})


def test_a_trial_balance_opens_where_the_period_before_closed(counter: Counter) -> None:
    yesterday = counter.today - timedelta(days=1)
    spent(counter, "30", business_date=yesterday)
    gone = spent(counter, "12")
    with counter.open() as session:
        cancel_expense(session, gone.id, CancelExpense(reason="twice"), by=counter.by, at=counter.at)
        first = trial_balance_of(session, until(yesterday), by=counter.by)
        second = trial_balance_of(session, days(counter), by=counter.by)

    assert {row.account: row.closing_minor for row in first.rows} == {"cash": -3000, "rent": 3000}
    assert {
        row.account: (row.opening_minor, row.debit_minor, row.credit_minor, row.closing_minor) for row in second.rows
    } == {"cash": (-3000, 1200, 1200, -3000), "rent": (3000, 1200, 1200, 3000)}
    assert (second.debit_minor, second.credit_minor) == (2400, 2400)
    assert (second.closing_debit_minor, second.closing_credit_minor) == (3000, 3000)


def test_a_day_without_anything_has_empty_statements(counter: Counter) -> None:
    with counter.open() as session:
        assert trial_balance_of(session, days(counter), by=counter.by).rows == []
        assert profit_and_loss(session, days(counter), by=counter.by).net_profit_minor == 0
        assert balance_sheet(session, counter.today, by=counter.by).assets.total_minor == 0


def test_a_ledger_runs_from_balance_to_balance_over_its_pages_both_ways(counter: Counter) -> None:
    for n in range(5):
        moved(counter, str(n + 1), kind="capital", to_account="cash")
    spent(counter, "4", business_date=counter.today - timedelta(days=1))

    def walk(**listing: Any) -> list[tuple[int, int]]:
        out, after = [], None
        while True:
            with counter.open() as session:
                page = account_ledger(session, "cash", Listing(limit=2, after=after, **listing), by=counter.by)
            out += [(line.amount_minor, line.balance_minor) for line in page.items]
            if page.next is None:
                return out
            after = page.next

    forward = [(-400, -400), (100, -300), (200, -100), (300, 200), (400, 600), (500, 1100)]
    assert walk() == forward
    assert walk(sort="-business_date") == forward[::-1]
    # what a filter leaves out still counts in the balance
    assert walk(filters={"from": counter.today.isoformat()}) == forward[1:]
    with counter.open() as session, pytest.raises(NotFound):
        account_ledger(session, "nowhere", Listing(), by=counter.by)


def test_a_ledger_names_whose_money_it_was(counter: Counter) -> None:
    customer = counter.customer("Ramesh Traders", opening_balance=Decimal(25))
    with counter.open() as session:
        [line] = account_ledger(session, "receivable", Listing(), by=counter.by).items

    assert (line.party, line.kind, line.subject_id, line.amount_minor) == (
        "Ramesh Traders", "opening", customer.id, 2500,
    )  # fmt: skip


def test_who_may_not_see_accounts_sees_no_statement(counter: Counter) -> None:
    cashier = actor_for(new_id(), "cashier")
    with counter.open() as session:
        for read in (
            lambda: trial_balance_of(session, days(counter), by=cashier),
            lambda: profit_and_loss(session, days(counter), by=cashier),
            lambda: balance_sheet(session, counter.today, by=cashier),
            lambda: account_ledger(session, "cash", Listing(), by=cashier),
        ):
            with pytest.raises(Forbidden):
                read()


# -- ageing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "name"),
    [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (4000, 4)],
)
def test_the_buckets_begin_the_day_after_the_due_date(late: int, name: int) -> None:
    as_of = date(2026, 11, 20)

    assert bucket(as_of - timedelta(days=late), as_of) == BUCKETS[name]


amounts = st.integers(1, 10**9)
debts = st.lists(st.builds(Debt, st.dates(date(2026, 1, 1), date(2026, 12, 31)), amounts), max_size=6)


@given(debts, debts, st.integers(-(10**10), 10**10))
def test_ages_sum_to_the_account_whatever_it_holds(billed: list[Debt], charged: list[Debt], balance: int) -> None:
    ages = ages_of(billed, charged, balance, date(2026, 11, 20))

    parts = [getattr(ages, name) for name in BUCKETS]
    assert sum(parts) + ages.unallocated_minor == ages.total_minor == balance
    assert ages.unallocated_minor <= 0
    assert min(parts) >= 0


def test_debts_are_told_apart_by_how_late_they_are_on_any_day(counter: Counter) -> None:
    dal, customer = counter.product("Dal", "100", "100"), counter.customer("Ramesh", credit_days=10)
    day = counter.today - timedelta(days=45)
    bill = counter.sell((dal, "3"), customer=customer, business_date=day)  # due 35 days ago
    counter.sell((dal, "1"), customer=customer)  # due in 10 days
    counter.pay(customer, "120", business_date=counter.today - timedelta(days=20))

    def ages(back: int) -> Ages:
        with counter.open() as session:
            return customer_ages(session, customer.id, counter.today - timedelta(days=back))

    assert ages(46) == Ages()
    assert ages(45) == Ages(current_minor=30000, total_minor=30000)
    assert ages(34) == Ages(days_1_30_minor=30000, total_minor=30000)
    assert ages(20) == Ages(days_1_30_minor=18000, total_minor=18000)
    assert ages(0) == Ages(current_minor=10000, days_31_60_minor=18000, total_minor=28000)
    counter.cancel(bill)
    assert ages(20) == Ages(days_1_30_minor=18000, total_minor=18000)  # that day it still stood
    assert ages(0) == Ages(current_minor=10000, unallocated_minor=-12000, total_minor=-2000)


def test_an_opening_balance_ages_from_the_day_it_was_entered_and_money_of_no_bill_settles_it_first(
    counter: Counter,
) -> None:
    customer = counter.customer("Ramesh", opening_balance=Decimal(500))
    with counter.open() as session:
        assert customer_ages(session, customer.id, counter.today + timedelta(days=40)).days_31_60_minor == 50000
    counter.pay(customer, "600")
    with counter.open() as session:
        assert customer_ages(session, customer.id, counter.today) == Ages(unallocated_minor=-10000, total_minor=-10000)


def test_what_is_written_off_is_not_owed(counter: Counter) -> None:
    dal, customer = counter.product("Dal", "100", "100"), counter.customer()
    bill = counter.sell((dal, "1"), customer=customer)
    counter.pay(customer, "95")
    with counter.open() as session:
        write_off(session, bill.id, WriteOff(reason="small change"), by=counter.by, at=counter.at)
        assert receivable_ageing(session, counter.today, by=counter.by).customers == []


def test_the_ages_of_all_customers_sum_to_the_account_of_debtors(counter: Counter) -> None:
    dal = counter.product("Dal", "100", "100")
    first, second = counter.customer("A", opening_balance=Decimal(7)), counter.customer("B")
    counter.sell((dal, "2"), customer=first)
    counter.credit(counter.sell((dal, "2"), customer=second), lines=None)
    counter.pay(second, "31")
    with counter.open() as session:
        found = receivable_ageing(session, counter.today, by=counter.by)
        owed = {one.account: one.balance_minor for one in trial_balance(session)}["receivable"]

    assert [(one.customer_name, one.owed.total_minor) for one in found.customers] == [("A", 20700), ("B", -3100)]
    assert found.all.total_minor == owed == 17600
    assert found.all.unallocated_minor == -3100


# -- any history -------------------------------------------------------------------------------------


class Accounted(History):
    """A shop's history with expenses, money moved and refunds, whose statements are compared after every step."""

    @rule(paise=st.integers(1, 90_000), category=st.sampled_from(["rent", "office"]))
    def spend(self, paise: int, category: str) -> None:
        self.spent = spent(self.counter, str(Decimal(paise).scaleb(-2)), category)

    @rule()
    def take_back(self) -> None:
        if getattr(self, "spent", None) is not None:
            with self.counter.open() as session:
                cancel_expense(
                    session, self.spent.id, CancelExpense(reason="twice"), by=self.counter.by, at=self.counter.at
                )
            self.spent = None  # type: ignore[assignment]  # there is none to take back any more

    @rule(paise=st.integers(1, 90_000), kind=st.sampled_from(["capital", "opening"]))
    def put_in(self, paise: int, kind: Any) -> None:
        moved(self.counter, str(Decimal(paise).scaleb(-2)), kind=kind, to_account="bank")

    @invariant()
    def the_statements_agree(self) -> None:
        if not hasattr(self, "counter"):
            return
        today, by = self.counter.today, self.counter.by
        with self.counter.open() as session:
            trial = trial_balance_of(session, days(self.counter), by=by)
            profit = profit_and_loss(session, until(today), by=by)
            sheet = balance_sheet(session, today, by=by)
            ages = receivable_ageing(session, today, by=by)
            balances = {one.account: one.balance_minor for one in trial_balance(session)}
        assert trial.debit_minor == trial.credit_minor
        assert trial.closing_debit_minor == trial.closing_credit_minor
        assert all(row.opening_minor + row.debit_minor - row.credit_minor == row.closing_minor for row in trial.rows)
        assert {row.account: row.closing_minor for row in trial.rows if row.closing_minor} == {
            account: minor for account, minor in balances.items() if minor
        }
        assert sheet.assets.total_minor == sheet.liabilities_and_equity_minor
        assert sheet.earlier_profit_minor + sheet.profit_minor == profit.net_profit_minor
        assert ages.all.total_minor == balances["receivable"]
        assert {one.customer_id: one.owed.total_minor for one in ages.customers if one.owed.total_minor} == {
            customer_id: owed for customer_id, owed in self.owed.items() if owed
        }


def test_after_any_history_assets_are_liabilities_and_equity_with_the_profit_to_date(database: Any) -> None:
    class Here(Accounted):
        @staticmethod
        def make_counter() -> Counter:
            return Counter(database, open_shop(database, BusinessSettings(name="Random Traders")))

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


# -- goals -------------------------------------------------------------------------------------------


def goal(counter: Counter, measure: Any = "sales", amount: str = "1000", **details: Any) -> Goal:
    with counter.open() as session:
        command = SetGoal(measure=measure, amount=Decimal(amount), **{"month": f"{counter.today:%Y-%m}", **details})
        return set_goal(session, command, by=counter.by, at=counter.at)


def test_a_goal_of_sales_counts_invoices_less_credits_without_tax(counter: Counter) -> None:
    goal(counter)
    dal, customer = counter.product("Dal", "100", "100", tax_rate=Decimal(18)), counter.customer()
    bill = counter.sell((dal, "4"), customer=customer)
    counter.credit(counter.sell((dal, "1"), customer=customer))
    counter.cancel(counter.sell((dal, "2"), customer=customer))
    with counter.open() as session:
        refund_money(
            session,
            RefundMoney(payment_id=counter.pay(customer, "900").id, amount=Decimal(1), method="cash"),
            by=counter.by,
            at=counter.at,
        )
        [found] = list_goals(session, None, by=counter.by, at=counter.at)

    assert bill.total_minor == 47200
    assert (found.actual_minor, found.remaining_minor, found.percent) == (40000, 60000, Decimal("40.0"))


def test_goals_of_expense_count_one_category_or_all_but_the_cost_of_goods(counter: Counter) -> None:
    goal(counter, "expense", "100")
    goal(counter, "expense", "40", category="rent")
    dal = counter.product("Dal", "100", "100", cost=Decimal(60))
    counter.sell((dal, "4"))
    spent(counter, "50")
    spent(counter, "30", "office")
    with counter.open() as session:
        found = list_goals(session, f"{counter.today:%Y-%m}", by=counter.by, at=counter.at)

    assert [(one.category_name, one.actual_minor, one.remaining_minor) for one in found] == [
        (None, 8000, 2000), ("Rent", 5000, -1000),
    ]  # fmt: skip


def test_a_goal_knows_where_an_even_month_would_be_today(counter: Counter) -> None:
    this = month_of(counter.today)
    found = goal(counter, amount="1000")
    earlier = goal(counter, amount="1000", month=f"{this.before().start:%Y-%m}")
    later = goal(counter, amount="1000", month=f"{this.end:%Y-%m}")

    assert found.pace_minor == 100000 * counter.today.day // this.days
    assert (earlier.pace_minor, later.pace_minor) == (100000, 0)


def test_a_month_has_one_goal_of_a_kind_which_is_changed_or_given_up(counter: Counter) -> None:
    found = goal(counter)
    with pytest.raises(GoalSet):
        goal(counter)
    with counter.open() as session:
        after = change_goal(
            session, found.id, ChangeGoal(amount=Decimal(50)), by=counter.by, at=counter.at, expected_version=1
        )
        assert (after.amount_minor, after.version) == (5000, 2)
        with pytest.raises(StaleVersion):
            change_goal(
                session, found.id, ChangeGoal(amount=Decimal(60)), by=counter.by, at=counter.at, expected_version=1
            )
        gone = change_goal(session, found.id, ChangeGoal(amount=Decimal(0)), by=counter.by, at=counter.at)
        assert gone.percent is None
        assert list_goals(session, None, by=counter.by, at=counter.at) == []


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"month": "2026-13"}, "month"),
        ({"month": "26-1"}, "month"),
        ({"month": "२०२६-११"}, "month"),
        ({"amount": "-1"}, "amount"),
        ({"category": "rent"}, "category"),
        ({"measure": "expense", "category": "sales"}, "category"),
    ],
)
def test_a_goal_that_is_none_says_why(counter: Counter, details: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        goal(counter, **details)

    assert refused.value.field == field


def test_progress_is_told_in_per_cent_to_one_decimal() -> None:
    assert [percent_of(1, 3), percent_of(-1, 3), percent_of(300, 100)] == [
        Decimal("33.3"), Decimal("-33.3"), Decimal("300.0"),
    ]  # fmt: skip
