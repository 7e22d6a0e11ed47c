"""Customers, suppliers, products, opening balances and payments from files: what a line becomes, and why one does not."""

from __future__ import annotations

import csv
import io
import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
import xlsxwriter

from billing.customers import customers
from billing.events import events
from billing.imports.masters import FileImport, ImportFile, import_file
from billing.imports.rejects import rejects_csv
from billing.imports.tables import imports
from billing.imports.turns import ImportRunning
from billing.ledger import trial_balance
from billing.payments.tables import payments
from billing.permissions import actor_for
from billing.stock import stock_levels
from munim.database import Database
from munim.errors import Forbidden
from tests.conftest import Shop
from tests.counter import Counter

Import = Callable[..., FileImport]
CUSTOMERS = """Customer Name,Mobile No,GSTIN/UIN,Opening Bal.,Code
Ramesh Traders,98220 12345,27AAPFU0939F1ZV,"₹1,23,456.50",C-1
Sunita Stores,,,(500.00),C-2
"""


def written(*rows: list[Any]) -> bytes:
    """The rows as an XLSX file, dates as dates."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"remove_timezone": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for n, row in enumerate(rows):
            for m, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(n, m, datetime(cell.year, cell.month, cell.day), day)
                else:
                    sheet.write(n, m, cell)
    return out.getvalue()


@pytest.fixture
def bring(counter: Counter) -> Import:
    """Imports a text, or the bytes of a file, into the counter's shop."""

    def bring(kind: Any, content: str | bytes, **options: Any) -> FileImport:
        raw = content.encode() if isinstance(content, str) else content
        by = options.pop("by", counter.by)
        with counter.open() as session:
            command = ImportFile(kind=kind, content=raw, name="file.csv", **options)
            return import_file(session, command, by=by, at=counter.at)

    return bring


def fates(found: FileImport) -> list[tuple[int, str]]:
    return [(one.line, one.fate) for one in found.lines]


def why(found: FileImport) -> list[tuple[int, str | None, str | None]]:
    return [(one.line, one.column, one.reason) for one in found.rejects]


def balances(counter: Counter) -> dict[str, int]:
    with counter.open() as session:
        return {one.account: one.balance_minor for one in trial_balance(session) if one.balance_minor}


def count(counter: Counter, table: sa.Table) -> int:
    with counter.open() as session:
        return int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_customers_come_in_under_the_headings_people_use_with_what_they_owe(counter: Counter, bring: Import) -> None:
    found = bring("customers", CUSTOMERS)

    assert (found.added, found.rejected, found.amount_minor) == (2, 0, 12345650 - 50000)
    assert balances(counter) == {"receivable": 12295650, "opening": -12295650}
    with counter.open() as session:
        rows = session.execute(sa.select(customers.c.name, customers.c.phone, customers.c.gstin, customers.c.state_code)
                               .where(~customers.c.is_walk_in).order_by(customers.c.reference)).all()  # fmt: skip
    assert [tuple(row) for row in rows] == [
        ("Ramesh Traders", "+919822012345", "27AAPFU0939F1ZV", "27"),
        ("Sunita Stores", None, None, None),
    ]
    assert counter.breaches() == []


def test_an_import_is_one_event(counter: Counter, bring: Import) -> None:
    before = count(counter, events)

    found = bring("customers", CUSTOMERS)

    assert count(counter, events) == before + 1
    with counter.open() as session:
        kind, subject, data = session.execute(
            sa.select(events.c.kind, events.c.subject_id, events.c.data).order_by(events.c.sequence.desc()).limit(1)
        ).one()
    assert (kind, subject, data["added"], data["kind"]) == ("import.finished", str(found.id), 2, "customers")
    assert "Ramesh" not in str(data)


# -- who is there already ----------------------------------------------------------------------------


def test_the_same_file_twice_adds_nothing_twice(counter: Counter, bring: Import) -> None:
    bring("customers", CUSTOMERS)
    before = balances(counter)

    again = bring("customers", CUSTOMERS)

    assert (again.id, again.kept, again.skipped) == (None, False, 2)
    assert {one.reason for one in again.lines} == {"this customer is there already"}
    assert balances(counter) == before
    assert count(counter, imports) == 1


@pytest.mark.parametrize(
    "line",
    ["Other,C-1,,", "Other,,+91 98220 12345,", "Other,,,27AAPFU0939F1ZV", "Other,NEW,098220-12345,", "Other,c-1,,"],
)
def test_a_customer_is_known_again_by_reference_phone_or_gstin(bring: Import, line: str) -> None:
    bring("customers", "Name,Reference,Phone,GSTIN\nRamesh,C-1,9822012345,27AAPFU0939F1ZV\n")

    assert fates(bring("customers", f"Name,Reference,Phone,GSTIN\n{line}\n")) == [(2, "skipped")]


def test_branches_of_one_gstin_are_told_apart_by_their_references(bring: Import) -> None:
    file = "Name,Reference,GSTIN\nPune,P,27AAPFU0939F1ZV\nNashik,N,27AAPFU0939F1ZV\n"

    assert fates(bring("customers", file)) == [(2, "added"), (3, "added")]
    assert fates(bring("customers", file)) == [(2, "skipped"), (3, "skipped")]


def test_a_percentage_that_a_sheet_may_have_divided_is_asked_about(bring: Import) -> None:
    found = bring(
        "products",
        written(
            ["SKU", "Name", "Price", "GST %"], ["A", "Tea", 10, 0.18], ["B", "Salt", 1, "0.25%"], ["C", "Oil", 1, 18]
        ),
    )

    assert why(found) == [(2, "GST %", "0.18 may be 18.00% or 0.18%: write it as text")]
    assert found.added == 2


def test_a_customer_who_has_only_a_name_is_known_by_it(bring: Import) -> None:
    file = "Name\nSunita\nsunita\nOther\n"

    assert fates(bring("customers", file)) == [(2, "added"), (3, "skipped"), (4, "added")]
    assert fates(bring("customers", file)) == [(2, "skipped"), (3, "skipped"), (4, "skipped")]
    assert fates(bring("customers", "Name,Phone\nSunita,9822012345\n")) == [(2, "added")]


def test_an_update_changes_what_the_file_says_and_leaves_the_rest(counter: Counter, bring: Import) -> None:
    bring("customers", "Name,Reference,City,Credit limit,Opening balance\nRamesh,C-1,Pune,500,10\nSunita,C-2,Pune,,\n")

    found = bring(
        "customers", "Name,Reference,City,Credit limit,Opening balance\nRamesh K,C-1,,,99\nSunita,C-2,,,\n", update=True
    )

    assert [(one.fate, one.reason) for one in found.lines] == [
        ("changed", None),
        ("skipped", "nothing of this customer differs"),
    ]
    with counter.open() as session:
        kept = session.execute(
            sa.select(customers.c.name, customers.c.city, customers.c.credit_limit_minor).where(
                customers.c.reference == "C-1"
            )
        ).one()
    assert tuple(kept) == ("Ramesh K", "Pune", 50000)
    assert balances(counter)["receivable"] == 1000  # an opening balance is a new customer's alone
    assert counter.breaches() == []


def test_a_second_line_of_the_same_customer_is_passed_over_and_says_which(bring: Import) -> None:
    found = bring("customers", "Name,Phone\nRamesh,9822012345\nR. Kumar,+919822012345\n")

    assert [one.reason for one in found.lines] == [None, "line 2 is the same customer"]


def test_suppliers_are_owed_what_the_file_says_and_known_by_gstin_or_name(counter: Counter, bring: Import) -> None:
    file = 'Vendor Name,GST No,Balance\nGupta Wholesale,27AAPFU0939F1ZV,"12,000.00 Cr"\nMehta,,500 Dr\n'

    assert fates(bring("suppliers", file)) == [(2, "added"), (3, "added")]
    assert fates(bring("suppliers", file)) == [(2, "skipped"), (3, "skipped")]
    assert fates(bring("suppliers", "Name,GSTIN\nGupta & Sons,27AAPFU0939F1ZV\nMEHTA,\n")) == [
        (2, "skipped"),
        (3, "skipped"),
    ]
    changed = bring("suppliers", "Name,City\nMehta,Nashik\nGupta Wholesale,\n", update=True)
    assert fates(changed) == [(2, "changed"), (3, "skipped")]
    assert balances(counter) == {"payable": -1150000, "opening": 1150000}
    assert counter.breaches() == []


def test_products_come_with_their_stock_at_its_cost(counter: Counter, bring: Import) -> None:
    file = "Item Code,Item Name,MRP,Purchase Price,Qty,GST %,UOM,HSN\nTEA,Assam tea,145.50,110.25,40,5%,NOS,0902\nHAIR,Haircut,200,,,18,,\n"

    found = bring("products", file)

    assert (found.added, found.amount_minor) == (2, 441000)
    assert balances(counter) == {"inventory": 441000, "opening": -441000}
    with counter.open() as session:
        levels = session.execute(
            sa.select(stock_levels.c.on_hand, stock_levels.c.value_minor).order_by(stock_levels.c.on_hand)
        ).all()
    assert [tuple(row) for row in levels] == [(Decimal(0), 0), (Decimal(40), 441000)]
    assert fates(bring("products", file)) == [(2, "skipped"), (3, "skipped")]
    more = bring("products", file.replace("145.50", "150"), update=True)
    assert fates(more) == [(2, "changed"), (3, "skipped")]
    assert balances(counter)["inventory"] == 441000
    assert counter.breaches() == []


def test_a_product_is_known_by_its_barcode_and_two_may_not_share_one(bring: Import) -> None:
    bring("products", "SKU,Name,Price,Barcode\nA,Tea,1,8901030865237\n")

    assert fates(bring("products", "SKU,Name,Price,EAN\nB,Tea,1,8901030865237\n")) == [(2, "skipped")]
    bring("products", "SKU,Name,Price\nC,Coffee,1\n")
    found = bring("products", "SKU,Name,Price,Barcode\nC,Coffee,1,8901030865237\n", update=True)
    assert why(found) == [(2, "Barcode", "8901030865237 is on another product or unit")]


# -- opening balances --------------------------------------------------------------------------------

BALANCES = 'Type,Ledger Name,Opening Bal.\ncustomer,Ramesh Traders,"1,000.00 Dr"\ncustomer,Sunita,50 Cr\nsupplier,Gupta,700\naccount,Cash in hand,250\naccount,bank,"₹1,00,000"\n'


@pytest.fixture
def people(bring: Import) -> None:
    bring("customers", "Name,Reference\nRamesh Traders,C-1\nSunita,C-2\n")
    bring("suppliers", "Name\nGupta\n")


@pytest.mark.usefixtures("people")
def test_opening_balances_stand_on_their_sides_and_are_posted_once(counter: Counter, bring: Import) -> None:
    assert bring("balances", BALANCES).added == 5

    opened = {"receivable": 95000, "payable": -70000, "cash": 25000, "bank": 10000000, "opening": -10050000}
    assert balances(counter) == opened
    again = bring("balances", BALANCES)
    assert (again.skipped, again.kept) == (5, False)
    assert balances(counter) == opened
    assert counter.breaches() == []


@pytest.mark.usefixtures("people")
def test_another_opening_balance_is_refused_unless_the_import_updates(counter: Counter, bring: Import) -> None:
    bring("balances", "Name,Opening balance\nRamesh Traders,100\n")

    assert why(bring("balances", "Name,Opening balance\nRamesh Traders,130\n")) == [
        (2, "Opening balance", "the books opened with ₹100.00; to change it, let the import update")
    ]
    changed = bring("balances", "Name,Opening balance\nRamesh Traders,130\n", update=True)
    assert (changed.changed, changed.amount_minor) == (1, 3000)
    assert balances(counter) == {"receivable": 13000, "opening": -13000}
    assert counter.breaches() == []


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (",Nobody,5,", "Name", "there is no customer 'Nobody'"),
        (",,5,", "Name", "nothing says which customer it is"),
        ("supplier,Ramesh Traders,5,", "Name", "there is no supplier 'Ramesh Traders'"),
        ("account,Sales,5,", "Name", "there is no account of money called 'Sales'"),
        ("friend,Gupta,5,", "Of", "'friend' is none of customer, supplier, account"),
        (",Ramesh Traders,-5 Dr,", "Opening balance", "'-5 Dr' has a side and a sign: write one of them"),
        (",Ramesh Traders,1.005,", "Opening balance", "1.005 has more than 2 decimals, which INR does not have"),
        (
            ",Ramesh Traders,5,31/02/2026",
            "As on",
            "'31/02/2026' is no day; write it like 2026-04-30, or day/month/year",
        ),
        (",Ramesh Traders,5,2099-01-01", "As on", "business_date is 1970-01-01 to today, not in the future"),
    ],
)
def test_a_balance_that_cannot_stand_says_why(
    counter: Counter, bring: Import, line: str, column: str, reason: str
) -> None:
    found = bring("balances", f"Of,Name,Opening balance,As on\n{line}\n")

    assert why(found) == [(2, column, reason)]
    assert balances(counter) == {}


# -- payments ----------------------------------------------------------------------------------------


def paid(counter: Counter) -> list[tuple[Any, ...]]:
    with counter.open() as session:
        columns = (
            payments.c.number,
            payments.c.business_date,
            payments.c.amount_minor,
            payments.c.allocated_minor,
            payments.c.method,
        )
        return [tuple(row) for row in session.execute(sa.select(*columns).order_by(payments.c.number))]


def test_p3_payments_settle_the_oldest_dues_or_the_bill_named_and_are_numbered_by_day(
    counter: Counter, bring: Import
) -> None:
    tea = counter.product("Tea", "100")
    ramesh = counter.customer("Ramesh", reference="C-1")
    first, second = counter.sell((tea, "1"), customer=ramesh), counter.sell((tea, "2"), customer=ramesh)
    today, earlier = counter.today, counter.today - timedelta(days=2)
    file = (
        "Customer Code,Date,Amount Received,Mode,Invoice No\n"
        f"C-1,{today:%d/%m/%Y},₹30.00,GPay,\n"
        f"C-1,{earlier:%d/%m/%Y},250,NEFT,{second.number}\n"
    )

    found = bring("payments", file)

    year = f"{counter.shop.business.calendar.financial_year_name(earlier)[2:4]}"
    assert [(one.line, one.what) for one in found.lines] == [(2, f"INVR{year}-00002"), (3, f"INVR{year}-00001")]
    assert paid(counter) == [
        (f"INVR{year}-00001", earlier, 25000, 20000, "bank"),  # the bill takes 200; 50 stay an advance
        (f"INVR{year}-00002", today, 3000, 3000, "upi"),
    ]
    assert (counter.bill(first.id).due_minor, counter.bill(second.id).due_minor) == (7000, 0)
    assert counter.balance(ramesh) == 30000 - 28000
    assert counter.breaches() == []


def test_a_payment_is_imported_once_whatever_file_it_is_in_again(counter: Counter, bring: Import) -> None:
    counter.customer("Ramesh", reference="C-1")
    day = f"{counter.today:%Y-%m-%d}"
    twice = f"Reference,Date,Amount,Mode\nC-1,{day},10,cash\nC-1,{day},10,cash\nC-9,{day},5,cash\n"

    first = bring("payments", twice)
    assert [one.fate for one in first.lines] == ["added", "added", "rejected"]
    counter.customer("Sunita", reference="C-9")
    again = bring("payments", twice)

    assert [one.fate for one in again.lines] == ["skipped", "skipped", "added"]
    assert [row[2] for row in paid(counter)] == [1000, 1000, 500]
    assert counter.breaches() == []


def test_n3_who_may_not_date_back_has_such_lines_rejected(counter: Counter, bring: Import) -> None:
    ramesh = counter.customer("Ramesh", reference="C-1")
    counter.pay(ramesh, "1")
    clerk = actor_for(counter.shop.user_id, "cashier", frozenset({"imports.write"}))
    file = f"Reference,Date,Amount\nC-1,{counter.today - timedelta(days=1):%Y-%m-%d},10\n"

    assert [one.column for one in bring("payments", file, by=clerk).rejects] == ["Date"]
    assert bring("payments", file).added == 1
    assert counter.breaches() == []


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("C-9,2026-01-01,1,cash,", "Reference", "there is no customer 'C-9'"),
        ("C-1,,1,cash,", "Date", "it is empty"),
        ("C-1,2026-01-01,0,cash,", "Amount", "an amount of money is above zero"),
        ("C-1,2026-01-01,-5,cash,", "Amount", "an amount of money is above zero"),
        ("C-1,2026-01-01,1,shells,", "Method", "'shells' is none of cash, upi, bank, card, cheque, gateway"),
        ("C-1,2026-01-01,1,cash,INV26-99999", "Bill number", "this customer has no bill INV26-99999"),
        ("C-1,2099-01-01,1,cash,", "Date", "business_date is 1970-01-01 to today, not in the future"),
    ],
)
def test_a_payment_that_cannot_be_taken_says_why(
    counter: Counter, bring: Import, line: str, column: str, reason: str
) -> None:
    counter.customer("Ramesh", reference="C-1")

    found = bring("payments", f"Reference,Date,Amount,Method,Bill number\n{line}\n")

    assert why(found) == [(2, column, reason)]
    assert paid(counter) == []


# -- what becomes of a file --------------------------------------------------------------------------


@pytest.mark.parametrize("all_or_nothing", [False, True])
def test_good_lines_come_in_beside_bad_ones_unless_it_is_all_or_nothing(
    counter: Counter, bring: Import, all_or_nothing: bool
) -> None:
    file = "Name,Phone,GSTIN,Credit days\nGood,,,\nBad phone,12,,\nBad GSTIN,,27AAPFU0939F1ZX,\n,,,\nBad days,,,ten\n,9822012345,,\n"

    found = bring("customers", file, all_or_nothing=all_or_nothing)

    assert [(line, column) for line, column, _ in why(found)] == [
        (3, "Phone"),
        (4, "GSTIN"),
        (6, "Credit days"),
        (7, "Name"),
    ]
    assert found.kept is not all_or_nothing
    assert count(counter, customers) == 1 + (0 if all_or_nothing else 1)  # and the walk-in customer


def test_a_dry_run_says_what_the_run_then_does(counter: Counter, bring: Import) -> None:
    before = count(counter, events)
    tried = bring(
        "products",
        "SKU,Name,Price,Qty,Cost,Unit\nA,Tea,1,5,2,pcs\nA,Tea,1,5,2,\nB,Milk,x,,,\nC,Salt,1,,,barrel\n",
        dry_run=True,
    )

    assert (tried.kept, tried.id, count(counter, events), balances(counter)) == (False, None, before, {})
    done = bring(
        "products", "SKU,Name,Price,Qty,Cost,Unit\nA,Tea,1,5,2,pcs\nA,Tea,1,5,2,\nB,Milk,x,,,\nC,Salt,1,,,barrel\n"
    )
    assert done.lines == tried.lines
    assert [one.fate for one in done.lines] == ["added", "skipped", "rejected", "rejected"]
    assert balances(counter) == {"inventory": 1000, "opening": -1000}


def test_the_file_of_rejects_put_right_is_imported_as_it_is(counter: Counter, bring: Import) -> None:
    found = bring("customers", "Name,Mobile\nGood,9822012345\nBad,12\n")

    text = rejects_csv(found).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["Line", "Column", "Reason", "Name", "Mobile"],
        ["3", "Mobile", "'12' is no valid phone number", "Bad", "12"],
    ]
    again = bring("customers", text.replace(",12\r", ",9822054321\r"))
    assert (again.added, again.rejected, again.ignored_columns) == (1, 0, [])


def test_who_may_not_import_does_not(bring: Import, counter: Counter) -> None:
    with pytest.raises(Forbidden):
        bring("customers", CUSTOMERS, by=actor_for(counter.shop.user_id, "cashier"))


def test_the_same_file_at_once_is_imported_once(counter: Counter) -> None:
    """Names alone: no unique index would keep the second import of them out."""
    command = ImportFile(kind="customers", content=b"Name\nRamesh\nSunita\n", name="c.csv")
    done: list[int | str] = []
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        try:
            with counter.open() as session:
                done.append(import_file(session, command, by=counter.by, at=counter.at).added)
                time.sleep(0.2)  # the others come before it ends
        except ImportRunning as error:
            done.append(error.code)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert done.count(2) == 1
    assert set(done) <= {2, 0, "import_running"}
    assert count(counter, customers) == 3
    assert counter.breaches() == []


def test_payments_and_the_counter_do_not_lock_each_other_out(counter: Counter) -> None:
    """Who imports holds what they concern before they take numbers: else the counter and they would wait for each other."""
    people = [counter.customer(f"Customer {n}", reference=f"C-{n}") for n in range(6)]
    tea = counter.product("Tea", "10")
    for one in people:
        counter.sell((tea, "1"), customer=one)
    file = "Reference,Date,Amount\n" + "".join(f"C-{n},{counter.today},1\n" for n in range(6))
    failed: list[BaseException] = []

    def work(act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:
            failed.append(error)

    def bring_all() -> None:
        with counter.open() as session:
            import_file(
                session, ImportFile(kind="payments", content=file.encode(), name="p.csv"), by=counter.by, at=counter.at
            )

    acts: list[Callable[[], object]] = [bring_all, *(lambda one=one: counter.pay(one, "2") for one in reversed(people))]
    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert len(paid(counter)) == 12
    assert counter.breaches() == []


def test_an_import_that_is_killed_leaves_nothing(counter: Counter, database: Database, shop: Shop) -> None:
    before = (count(counter, customers), count(counter, events))

    def kill(what: str, done: float) -> None:
        if done > 0.4:
            with psycopg.connect(database.url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [pid])

    file = "Name\n" + "".join(f"Customer {n}\n" for n in range(300))
    command = ImportFile(kind="customers", content=file.encode(), name="c.csv")
    with pytest.raises(sa.exc.OperationalError), counter.open() as session:  # noqa: PT012  its own end is part of it
        pid = session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        import_file(session, command, by=counter.by, at=counter.at, progress=kill)

    assert (count(counter, customers), count(counter, events)) == before
