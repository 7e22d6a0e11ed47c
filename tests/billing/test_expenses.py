"""Expenses: recorded, changed and taken back, each posted once; the category suggested from past ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from billing.accounts import ChangeAccount, OpenAccount, change_account, open_account
from billing.business import businesses
from billing.expenses.change import CancelExpense, ExpenseCancelled, cancel_expense, change_expense
from billing.expenses.reads import Expense, list_expenses, read_expense
from billing.expenses.record import ExpenseDetails, RecordExpense, record_expense
from billing.expenses.suggestion import PastExpense, Suggestion, suggest_category, suggested_category, words_of
from billing.expenses.tables import expenses
from billing.files import NewFile, record_file
from billing.ledger import trial_balance
from billing.listing import Listing
from billing.permissions import actor_for
from billing.versions import StaleVersion
from munim.errors import Conflict, Forbidden, Invalid, NotFound
from munim.ids import new_id
from tests.counter import Counter

PAYEE_GSTIN = "27AAPFU0939F1ZV"  # RULES 3


def spent(counter: Counter, amount: str = "500", **details: Any) -> Expense:
    with counter.open() as session:
        command = RecordExpense(amount=Decimal(amount), **{"category": "rent", "method": "cash", **details})
        return record_expense(session, command, by=counter.by, at=counter.at)


def changed_to(counter: Counter, expense: Expense, amount: str = "500", **details: Any) -> Expense:
    version = details.pop("expected_version", None)
    with counter.open() as session:
        command = ExpenseDetails(amount=Decimal(amount), **{"category": "rent", "method": "cash", **details})
        return change_expense(session, expense.id, command, by=counter.by, at=counter.at, expected_version=version)


def cancelled(counter: Counter, expense: Expense) -> Expense:
    with counter.open() as session:
        return cancel_expense(session, expense.id, CancelExpense(reason="twice"), by=counter.by, at=counter.at)


def balances(counter: Counter) -> dict[str, int]:
    with counter.open() as session:
        return {one.account: one.balance_minor for one in trial_balance(session) if one.balance_minor}


# -- recording ---------------------------------------------------------------------------------------


def test_p1_an_expense_is_numbered_and_posted(counter: Counter) -> None:
    expense = spent(counter, "500.50", payee="Mr. Rao", note="rent of the shop")

    assert expense.number.startswith("INVEX")
    assert (expense.category_name, expense.account, expense.net_minor) == ("Rent", "cash", 50050)
    assert balances(counter) == {"rent": 50050, "cash": -50050}
    assert counter.breaches() == []


def test_input_tax_under_gst_is_set_apart_from_what_it_cost(gst_counter: Counter) -> None:
    counter = gst_counter
    spent(counter, "1180", category="office", method="upi", cgst=Decimal(90), sgst=Decimal(90), payee_gstin=PAYEE_GSTIN)
    spent(counter, "118", category="office", method="upi", igst=Decimal(18), payee_gstin=PAYEE_GSTIN.lower())

    assert balances(counter) == {
        "office": 110000, "input_cgst": 9000, "input_sgst": 9000, "input_igst": 1800, "upi": -129800,
    }  # fmt: skip
    assert counter.breaches() == []


def test_elsewhere_input_tax_is_of_one_kind(database: Any, british_shop: Any) -> None:
    counter = Counter(database, british_shop)
    spent(counter, "120", category="office", method="card", tax=Decimal(20))

    assert balances(counter) == {"office": 10000, "input_tax": 2000, "card": -12000}
    with pytest.raises(Invalid, match="not under GST"):
        spent(counter, "120", cgst=Decimal(10), sgst=Decimal(10))


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"tax": "18"}, "tax"),
        ({"cgst": "9", "sgst": "9"}, "payee_gstin"),
        ({"cgst": "9", "sgst": "8", "payee_gstin": PAYEE_GSTIN}, "sgst"),
        ({"cgst": "9", "sgst": "9", "igst": "18", "payee_gstin": PAYEE_GSTIN}, "igst"),
        ({"igst": "18", "payee_gstin": "27AAPFU0939F1ZO"}, "payee_gstin"),
        ({"igst": "-18", "payee_gstin": PAYEE_GSTIN}, "igst"),
        ({"igst": "118", "payee_gstin": PAYEE_GSTIN}, "amount"),
    ],
)
def test_a_tax_that_cannot_be_claimed_is_refused(gst_counter: Counter, details: dict[str, str], field: str) -> None:
    taxes = {name: text if name == "payee_gstin" else Decimal(text) for name, text in details.items()}
    with pytest.raises(Invalid) as refused:
        spent(gst_counter, "118", **taxes)

    assert refused.value.field == field


@pytest.mark.parametrize("registration", ["composition", "unregistered"])
def test_a_shop_that_charges_no_gst_claims_none(gst_counter: Counter, registration: str) -> None:
    with gst_counter.open() as session:
        session.execute(sa.update(businesses).values(tax_registration=registration))
    with pytest.raises(Invalid, match="regular GST"):
        spent(gst_counter, "118", igst=Decimal(18), payee_gstin=PAYEE_GSTIN)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"category": "sales"}, "category"),
        ({"category": "cost_of_goods"}, "category"),
        ({"category": "nothing"}, "category"),
        ({"account": "receivable"}, "account"),
        ({"account": "bank"}, "account"),
        ({"receipt_file_id": new_id()}, "receipt_file_id"),
        ({"business_date": date(2999, 1, 1)}, "business_date"),
    ],
)
def test_what_is_no_expense_says_why(counter: Counter, details: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        spent(counter, **details)

    assert refused.value.field == field


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_an_expense_is_above_zero(counter: Counter, amount: str) -> None:
    with pytest.raises(Invalid):
        spent(counter, amount)


def test_a_receipt_is_kept_with_its_expense_and_no_other_file_is(counter: Counter) -> None:
    def kept(purpose: str) -> Any:
        with counter.open() as session:
            command = NewFile(
                purpose=purpose,
                key=new_id().hex,
                name="bill.png",
                content_type="image/png",
                size_bytes=1,
                sha256="0" * 64,
            )
            return record_file(session, command, by=counter.by, at=counter.at).id

    receipt = kept("receipt")

    assert spent(counter, receipt_file_id=receipt).receipt_file_id == receipt
    with pytest.raises(Invalid, match="no receipt"):
        spent(counter, receipt_file_id=kept("banner"))


def test_a_closed_category_takes_no_new_expense_but_keeps_its_old_ones(counter: Counter) -> None:
    with counter.open() as session:
        tea = open_account(session, OpenAccount(name="Tea", purpose="expense"), by=counter.by, at=counter.at).code
    old = spent(counter, category=tea)
    with counter.open() as session:
        change_account(session, tea, ChangeAccount(name="Tea", active=False), by=counter.by, at=counter.at)

    with pytest.raises(Invalid, match="closed"):
        spent(counter, category=tea)
    assert changed_to(counter, old, "400", category=tea).amount_minor == 40000


def test_who_may_not_spend_may_not_record_it(counter: Counter) -> None:
    with counter.open() as session, pytest.raises(Forbidden):
        record_expense(
            session,
            RecordExpense(amount=Decimal(1), category="rent", method="cash"),
            by=actor_for(new_id(), "cashier"),
            at=counter.at,
        )


def test_the_same_id_is_one_expense(counter: Counter) -> None:
    with pytest.raises(Conflict, match="already an expense"):
        spent(counter, id=spent(counter).id)


# -- changing ----------------------------------------------------------------------------------------


def test_a_changed_expense_is_reversed_on_its_own_day_and_posted_anew(counter: Counter) -> None:
    earlier = counter.today - timedelta(days=2)
    expense = spent(counter, "5000", business_date=earlier)

    after = changed_to(counter, expense, "500", category="electricity", method="bank", business_date=counter.today)

    assert (after.number, after.version, after.amount_minor) == (expense.number, 2, 50000)
    assert balances(counter) == {"electricity": 50000, "bank": -50000}
    assert counter.breaches() == []
    changed_to(counter, after, "700", business_date=earlier)
    assert balances(counter) == {"rent": 70000, "cash": -70000}
    assert counter.breaches() == []


def test_a_change_of_words_posts_nothing(counter: Counter) -> None:
    expense = spent(counter)
    after = changed_to(counter, expense, note="for October")

    with counter.open() as session:
        posted = session.execute(
            sa.text("SELECT count(*) FROM postings WHERE subject_id = :id"), {"id": expense.id}
        ).scalar_one()
    assert (after.note, posted) == ("for October", 1)


def test_a_change_stays_within_the_year_of_its_number(counter: Counter) -> None:
    year = counter.shop.calendar.financial_year_of(counter.today)

    with pytest.raises(Invalid, match="cancel it") as refused:
        changed_to(counter, spent(counter), business_date=year.start - timedelta(days=1))
    assert refused.value.field == "business_date"


def test_a2_a_stale_edit_of_an_expense_is_refused(counter: Counter) -> None:
    expense = spent(counter)
    changed_to(counter, expense, "600", expected_version=1)

    with pytest.raises(StaleVersion):
        changed_to(counter, expense, "700", expected_version=1)
    assert balances(counter) == {"rent": 60000, "cash": -60000}


def test_p4_an_expense_is_taken_back_once_however_many_try(counter: Counter) -> None:
    expense = spent(counter, business_date=counter.today - timedelta(days=1))
    start = Barrier(5)

    def take_back(_: int) -> bool:
        start.wait()
        try:
            cancelled(counter, expense)
        except ExpenseCancelled:
            return False
        return True

    with ThreadPoolExecutor(5) as threads:
        assert sum(threads.map(take_back, range(5))) == 1
    assert balances(counter) == {}
    with pytest.raises(ExpenseCancelled):
        changed_to(counter, expense, "1")
    with counter.open() as session:
        assert read_expense(session, expense.id).cancelled_date == counter.today
        assert list_expenses(session, Listing(filters={"cancelled": "false"}), by=counter.by).items == []
    assert counter.breaches() == []


def test_two_who_change_one_expense_at_once_leave_one_posting_standing(counter: Counter) -> None:
    expense = spent(counter)
    start = Barrier(4)

    def change(n: int) -> None:
        start.wait()
        changed_to(counter, expense, str(100 + n))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(change, range(4)))
    with counter.open() as session:
        after = read_expense(session, expense.id)
    assert balances(counter) == {"rent": after.amount_minor, "cash": -after.amount_minor}
    assert after.version == 5
    assert counter.breaches() == []


def test_integrity_names_an_expense_that_says_something_else_than_it_posted(counter: Counter) -> None:
    expense = spent(counter)
    with counter.open() as session:
        session.execute(
            sa.update(expenses).where(expenses.c.id == expense.id).values(amount_minor=60000, net_minor=60000)
        )

    found = [breach for breach in counter.breaches() if breach.check.startswith("an expense")]

    assert {(breach.kept, breach.derived) for breach in found} == {("60000", "50000"), ("-60000", "-50000")}


def test_expenses_are_found_by_category_payee_and_day(counter: Counter) -> None:
    yesterday = counter.today - timedelta(days=1)
    spent(counter, "1", payee="Airtel", category="communication", business_date=yesterday)
    spent(counter, "2", note="tea for all", category="office")

    def found(**filters: str) -> list[int]:
        with counter.open() as session:
            return [one.amount_minor for one in list_expenses(session, Listing(filters=filters), by=counter.by).items]

    assert found() == [200, 100]
    assert found(q="airt") == [100]
    assert found(q="TEA") == [200]
    assert found(category="office") == [200]
    assert found(to=yesterday.isoformat()) == [100]
    assert found(method="upi") == []
    with counter.open() as session, pytest.raises(NotFound):
        read_expense(session, new_id())


# -- the category suggested --------------------------------------------------------------------------

NAMES = [
    ("rent", "Rent"),
    ("communication", "Telephone and internet"),
    ("office", "Office and packing"),
    ("tea", "चाय"),
]


def suggested(past: list[tuple[str, str, str]], payee: str = "", note: str = "") -> tuple[str, str] | None:
    return suggested_category([PastExpense(*one) for one in past], NAMES, payee=payee, note=note)


def test_the_same_payee_has_the_category_they_mostly_had() -> None:
    past = [("office", "Airtel", ""), ("communication", "Airtel", ""), ("communication", "AIRTEL ", "")]

    assert suggested(past, "airtel") == ("communication", "payee")


def test_among_equals_the_latest_wins() -> None:
    assert suggested([("office", "Airtel", ""), ("communication", "Airtel", "")], "Airtel") == ("office", "payee")


def test_a_payee_spelled_a_little_otherwise_is_the_same() -> None:
    past = [("communication", "Bharti Airtel Limited", "")]

    assert suggested(past, "Bharti Airtel Limted") == ("communication", "payee")
    assert suggested(past, "Rao") is None


def test_words_of_the_note_decide_where_the_payee_is_new() -> None:
    past = [("office", "Shah", "packing tape"), ("rent", "Rao", "godown rent"), ("office", "Mehta", "boxes and tape")]

    assert suggested(past, "Kumar", "tape") == ("office", "words")
    assert suggested(past, "Kumar", "rent for the godown") == ("rent", "words")


def test_a_word_used_everywhere_tells_less_than_one_used_in_one_place() -> None:
    past = [("office", "", "monthly boxes"), ("office", "", "monthly tape"), ("communication", "", "monthly recharge")]

    assert suggested(past, "", "monthly recharge") == ("communication", "words")


def test_with_nothing_past_the_names_of_categories_tell() -> None:
    assert suggested([], "", "internet bill") == ("communication", "name")
    assert suggested([], "", "चाय और नाश्ता") == ("tea", "name")
    assert suggested([], "Ravi", "miscellaneous") is None
    assert suggested([]) is None


def test_a_closed_category_is_not_suggested() -> None:
    assert suggested([("closed", "Airtel", "recharge")], "Airtel", "recharge") is None


def test_words_keep_the_signs_of_their_script() -> None:
    assert words_of("Paid ₹500 to श्री. किराना, 2 kg of चाय") == ["paid", "श्री", "किराना", "चाय"]


def test_a_suggestion_follows_what_the_shop_recorded_and_not_what_it_took_back(counter: Counter) -> None:
    cancelled(counter, spent(counter, category="office", payee="Jio"))
    spent(counter, category="communication", payee="Jio", note="recharge")

    with counter.open() as session:
        assert suggest_category(session, payee="jio", note="", by=counter.by) == Suggestion(
            category="communication", name="Telephone and internet", because="payee"
        )
        assert suggest_category(session, payee="", note="zzz", by=counter.by).category is None
