"""Accounts of money and categories of expense, and money moved between them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest

from billing.accounts import (
    ChangeAccount,
    OpenAccount,
    SystemAccount,
    account_code,
    change_account,
    list_accounts,
    money_account,
    open_account,
    read_account,
)
from billing.ledger import trial_balance
from billing.listing import Listing
from billing.permissions import actor_for
from billing.transfers import (
    CancelTransfer,
    NotEnoughCash,
    Transfer,
    TransferCancelled,
    TransferMoney,
    cancel_transfer,
    list_transfers,
    read_transfer,
    transfer_money,
)
from billing.versions import StaleVersion
from munim.errors import Conflict, Forbidden, Invalid, NotFound
from munim.ids import new_id
from tests.counter import Counter


def opened(counter: Counter, name: str, purpose: Any = "bank", **details: Any) -> str:
    with counter.open() as session:
        command = OpenAccount(name=name, purpose=purpose, **details)
        return open_account(session, command, by=counter.by, at=counter.at).code


def moved(counter: Counter, amount: str, **details: Any) -> Transfer:
    with counter.open() as session:
        command = TransferMoney(amount=Decimal(amount), **details)
        return transfer_money(session, command, by=counter.by, at=counter.at)


def balances(counter: Counter) -> dict[str, int]:
    with counter.open() as session:
        return {one.account: one.balance_minor for one in trial_balance(session) if one.balance_minor}


def with_cash(counter: Counter, amount: str = "1000") -> None:
    moved(counter, amount, kind="opening", to_account="cash")


# -- accounts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("HDFC Current a/c", "hdfc_current_a_c"),
        ("  Petty  cash ", "petty_cash"),
        ("24x7 Wallet", "x7_wallet"),
        ("Crédit Mutuel", "credit_mutuel"),
        ("नकद", "bank"),
        ("1234", "bank"),
    ],
)
def test_the_code_of_an_account_comes_from_its_name(name: str, code: str) -> None:
    assert account_code(name, "bank") == code


def test_two_accounts_of_one_name_have_two_codes(counter: Counter) -> None:
    assert [opened(counter, "HDFC"), opened(counter, "HDFC"), opened(counter, "hdfc")] == ["hdfc", "hdfc_2", "hdfc_3"]


def test_an_account_never_takes_the_code_of_one_of_the_chart(counter: Counter) -> None:
    assert opened(counter, "Sales") == "sales_2"
    with pytest.raises(Invalid, match="already"):
        opened(counter, "Till two", code="cash")


def test_an_account_begins_with_what_was_in_it(counter: Counter) -> None:
    code = opened(counter, "HDFC", opening_balance=Decimal("2500.50"))

    with counter.open() as session:
        assert read_account(session, code).balance_minor == 250050
    assert balances(counter) == {"hdfc": 250050, "opening": -250050}
    assert counter.breaches() == []


def test_a_category_of_expense_holds_no_money(counter: Counter) -> None:
    with pytest.raises(Invalid, match="begins with nothing"):
        opened(counter, "Tea", "expense", opening_balance=Decimal(1))

    with counter.open() as session:
        account = read_account(session, opened(counter, "Tea", "expense"))
    assert (account.kind, account.purpose, account.balance_minor, account.system) == ("expense", "expense", None, False)


def test_money_goes_to_the_account_of_its_method_or_to_the_one_named(counter: Counter) -> None:
    bank, till = opened(counter, "HDFC"), opened(counter, "Second till", "cash")

    with counter.open() as session:
        assert money_account(session, "upi", None) == "upi"
        assert money_account(session, "deposit", None) == "deposits"
        assert money_account(session, "upi", bank) == bank
        assert money_account(session, "cash", till) == till
        for method, account in (
            ("cash", bank),  # notes are not in the bank until they are taken there
            ("upi", till),
            ("bank", "sales"),
            ("bank", "receivable"),
            ("bank", "nowhere"),
            ("cheque", "card"),
        ):
            with pytest.raises(Invalid) as refused:
                money_account(session, method, account)
            assert refused.value.field == "account"


def test_a_closed_account_takes_no_money_and_one_of_the_chart_stays_open(counter: Counter) -> None:
    code = opened(counter, "HDFC")
    with counter.open() as session:
        closed = change_account(
            session, code, ChangeAccount(name="HDFC (closed)", active=False), by=counter.by, at=counter.at
        )
        assert (closed.name, closed.active, closed.version) == ("HDFC (closed)", False, 2)
        with pytest.raises(Invalid, match="closed"):
            money_account(session, "upi", code)
        with pytest.raises(SystemAccount):
            change_account(session, "cash", ChangeAccount(name="Cash", active=False), by=counter.by, at=counter.at)
        renamed = change_account(session, "cash", ChangeAccount(name="Galla"), by=counter.by, at=counter.at)
        assert renamed.name == "Galla"
        with pytest.raises(StaleVersion):
            change_account(
                session, "cash", ChangeAccount(name="Till"), by=counter.by, at=counter.at, expected_version=1
            )
        with pytest.raises(NotFound):
            change_account(session, "nowhere", ChangeAccount(name="Till"), by=counter.by, at=counter.at)


def test_accounts_are_listed_by_purpose(counter: Counter) -> None:
    opened(counter, "HDFC")
    with counter.open() as session:
        found = list_accounts(session, Listing(filters={"purpose": "bank", "active": "true"}), by=counter.by)
        with pytest.raises(Forbidden):
            list_accounts(session, Listing(), by=actor_for(new_id(), "cashier"))

    assert [one.code for one in found.items] == ["bank", "hdfc"]


# -- transfers ---------------------------------------------------------------------------------------


def test_p1_a_transfer_moves_money_from_one_account_to_another_once(counter: Counter) -> None:
    with_cash(counter)
    done = moved(counter, "400", from_account="cash", to_account="bank", reference="slip 7")

    assert (done.number[-6:], done.from_name, done.to_name, done.amount_minor) == (
        "-00002",
        "Cash in hand",
        "Bank",
        40000,
    )
    assert balances(counter) == {"cash": 60000, "bank": 40000, "opening": -100000}
    assert counter.breaches() == []


def test_the_owner_puts_capital_in_and_takes_drawings_out(counter: Counter) -> None:
    moved(counter, "5000", kind="capital", to_account="bank")
    moved(counter, "1200", kind="drawings", from_account="bank")

    assert balances(counter) == {"capital": -500000, "drawings": 120000, "bank": 380000}
    assert counter.breaches() == []


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"from_account": "cash"}, "to_account"),
        ({"to_account": "bank"}, "from_account"),
        ({"from_account": "bank", "to_account": "bank"}, "to_account"),
        ({"from_account": "bank", "to_account": "sales"}, "to_account"),
        ({"from_account": "receivable", "to_account": "bank"}, "from_account"),
        ({"from_account": "bank", "to_account": "capital"}, "to_account"),
        ({"kind": "capital", "from_account": "bank", "to_account": "cash"}, "from_account"),
        ({"kind": "drawings", "from_account": "bank", "to_account": "cash"}, "to_account"),
        ({"kind": "drawings"}, "from_account"),
        ({"from_account": "bank", "to_account": "nowhere"}, "to_account"),
    ],
)
def test_a_transfer_that_is_none_says_which_end_is_wrong(counter: Counter, details: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        moved(counter, "1", **details)

    assert refused.value.field == field


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_a_transfer_is_above_zero(counter: Counter, amount: str) -> None:
    with pytest.raises(Invalid, match="above zero"):
        moved(counter, amount, from_account="bank", to_account="cash")


def test_cash_in_hand_is_not_taken_below_zero_but_a_bank_may_be_overdrawn(counter: Counter) -> None:
    with_cash(counter, "100")

    with pytest.raises(NotEnoughCash) as refused:
        moved(counter, "100.01", from_account="cash", to_account="bank")
    with pytest.raises(NotEnoughCash):
        moved(counter, "101", kind="drawings", from_account="cash")
    moved(counter, "100", from_account="cash", to_account="bank")
    moved(counter, "250", kind="drawings", from_account="bank")

    assert refused.value.facts["available_minor"] == 10000
    assert balances(counter) == {"bank": -15000, "drawings": 25000, "opening": -10000}


def test_of_many_who_take_the_last_cash_at_once_as_many_succeed_as_it_holds(counter: Counter) -> None:
    with_cash(counter, "300")
    start = Barrier(6)

    def take(_: int) -> bool:
        start.wait()
        try:
            moved(counter, "100", from_account="cash", to_account="bank")
        except NotEnoughCash:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(take, range(6))) == 3
    assert balances(counter) == {"bank": 30000, "opening": -30000}
    assert counter.breaches() == []


def test_p4_a_transfer_is_taken_back_once(counter: Counter) -> None:
    with_cash(counter, "300")
    done = moved(counter, "100", from_account="cash", to_account="bank")
    start = Barrier(4)

    def take_back(_: int) -> bool:
        start.wait()
        try:
            with counter.open() as session:
                cancel_transfer(session, done.id, CancelTransfer(reason="wrong"), by=counter.by, at=counter.at)
        except TransferCancelled:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(take_back, range(4))) == 1
    assert balances(counter) == {"cash": 30000, "opening": -30000}
    with counter.open() as session:
        kept = read_transfer(session, done.id)
        assert (kept.cancelled_date, kept.cancel_reason, kept.version) == (counter.today, "wrong", 2)
    assert counter.breaches() == []


def test_cash_that_is_spent_since_cannot_be_taken_back(counter: Counter) -> None:
    moved(counter, "500", kind="capital", to_account="bank")
    done = moved(counter, "100", from_account="bank", to_account="cash")
    moved(counter, "100", kind="drawings", from_account="cash")

    with counter.open() as session, pytest.raises(NotEnoughCash):
        cancel_transfer(session, done.id, CancelTransfer(reason="wrong"), by=counter.by, at=counter.at)


def test_a_transfer_may_be_dated_before_the_last_one_but_not_tomorrow(counter: Counter) -> None:
    with_cash(counter)
    day = counter.today - timedelta(days=3)

    assert moved(counter, "1", from_account="bank", to_account="cash", business_date=day).business_date == day
    with pytest.raises(Invalid, match="future"):
        moved(counter, "1", from_account="bank", to_account="cash", business_date=counter.today + timedelta(days=1))


def test_the_same_id_is_one_transfer(counter: Counter) -> None:
    done = moved(counter, "1", kind="capital", to_account="bank")

    with pytest.raises(Conflict, match="already a transfer"):
        moved(counter, "1", kind="capital", to_account="bank", id=done.id)


def test_transfers_are_listed_by_account(counter: Counter) -> None:
    with_cash(counter)
    moved(counter, "10", from_account="cash", to_account="bank")
    moved(counter, "20", kind="capital", to_account="upi")

    with counter.open() as session:
        found = list_transfers(session, Listing(filters={"account": "cash"}), by=counter.by)
    assert [one.amount_minor for one in found.items] == [1000, 100000]
