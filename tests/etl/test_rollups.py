"""The rollups are what they sum up, on every day and after every change, and only what changed is summed up again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import duckdb
import pytest
import sqlalchemy as sa

import etl.reconcile
import etl.rollups
import etl.workbench
from billing.bills.convert import ConvertQuotation, convert_quotation
from billing.products import products
from etl.reconcile import MirrorMismatch
from etl.statements import rollup_statement
from tests.billing.purchases.buyer import Buyer
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored


@pytest.fixture(params=[0, 100])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many cells and keys are given as values; more of them are joined."""
    number: int = request.param
    monkeypatch.setattr(etl.workbench, "FEW", number)
    return number


def test_the_stock_of_any_day_is_the_row_that_holds_on_it(counter: Counter, mirrored: Mirrored, few: int) -> None:
    dal = counter.product("Toor dal", stock="10", cost=Decimal(6))  # counted in today
    monday = counter.today - timedelta(days=9)
    counter.sell((dal, "4"), business_date=monday, backdate_reason="kept on paper")
    mirrored.run()

    counter.sell((dal, "3"), business_date=monday + timedelta(days=2), backdate_reason="kept on paper")
    mirrored.run()

    days = "SELECT business_date, until_date, in_quantity, out_quantity, closing_quantity FROM daily_stock ORDER BY 1"
    assert mirrored.ask(days) == [
        (monday, monday + timedelta(days=2), 0, 4, -4),
        (monday + timedelta(days=2), counter.today, 0, 3, -7),
        (counter.today, None, 10, 0, 3),
    ]

    def stock_on(day: object) -> list[tuple[object, ...]]:
        return mirrored.ask(
            f"SELECT closing_quantity FROM daily_stock WHERE business_date <= DATE '{day}'"
            f" AND (until_date IS NULL OR DATE '{day}' < until_date)"
        )

    assert stock_on(monday - timedelta(days=1)) == []
    assert stock_on(monday + timedelta(days=1)) == [(-4,)]
    assert stock_on(counter.today + timedelta(days=30)) == [(3,)] == mirrored.ask("SELECT on_hand FROM products")
    assert mirrored.ask("SELECT closing_value_minor FROM daily_stock WHERE until_date IS NULL") == mirrored.ask(
        "SELECT stock_value_minor FROM products"
    )


def test_a_loaded_mirrors_days_of_stock_lie_in_the_order_of_dates(counter: Counter, mirrored: Mirrored) -> None:
    """What is asked of them is asked by date: the rest of a large file is passed over unread."""
    monday = counter.today - timedelta(days=9)
    counted_in = [counter.product(name, stock="10") for name in ("Toor dal", "Rice")]
    counter.sell(*((product, "4") for product in counted_in), business_date=monday, backdate_reason="kept on paper")

    mirrored.run()

    lying = mirrored.ask("SELECT business_date FROM daily_stock ORDER BY rowid")
    assert lying == [(monday,), (monday,), (counter.today,), (counter.today,)]


def test_a_cancelled_first_order_is_no_first_order(counter: Counter, mirrored: Mirrored) -> None:
    dal, customer = counter.product("Toor dal", "100"), counter.customer()
    earlier = counter.today - timedelta(days=40)
    first = counter.sell((dal, "1"), customer=customer, business_date=earlier, backdate_reason="kept on paper")
    counter.sell((dal, "2"), customer=customer)
    mirrored.run()
    asked = "SELECT first_order_date, last_order_date, orders, net_minor FROM customer_sales"
    assert mirrored.ask(asked) == [(earlier, counter.today, 2, 300_00)]

    counter.cancel(first)
    mirrored.run()

    assert mirrored.ask(asked) == [(counter.today, counter.today, 1, 200_00)]
    assert mirrored.ask("SELECT entry, stands, orders, net_minor FROM sales_documents ORDER BY net_minor") == [
        ("cancellation", False, -1, -100_00),
        ("sale", False, 1, 100_00),
        ("sale", True, 1, 200_00),
    ]


def test_words_written_by_hand_are_summed_up_by_their_wording(counter: Counter, mirrored: Mirrored) -> None:
    dal = counter.product("Toor dal", "100", tax_rate=Decimal(5))
    counter.sell((dal, "1"))
    for price in ("40", "60"):
        counter.sell(words={"Repair": price})
    mirrored.run()

    counter.sell((dal, "2"))
    counter.sell(words={"Repair": "1", "Delivery": "9"})
    mirrored.run()

    assert mirrored.ask(
        "SELECT product_name, product_id IS NULL, lines, net_minor FROM monthly_product_sales ORDER BY product_name"
    ) == [("Delivery", True, 1, 9_00), ("Repair", True, 3, 101_00), ("Toor dal", False, 2, 300_00)]


def test_margins_count_the_lines_whose_cost_is_known_alone(counter: Counter, mirrored: Mirrored) -> None:
    known = counter.product("Known", "100", cost=Decimal(60))
    unknown = counter.product("Unknown", "100", stock="0", allows_negative_stock=True)
    counter.sell((known, "1"), (unknown, "3"))

    mirrored.run()

    for rollup in ("sales_documents", "daily_sales", "monthly_customer_sales", "daily_staff_sales"):
        assert mirrored.ask(f"SELECT net_minor, costed_net_minor, cost_minor FROM {rollup}") == [
            (400_00, 100_00, 60_00)
        ]


def test_cells_that_did_not_change_are_not_summed_up_again(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """A wrong figure on another day stays what it is until the mirror is next compared whole."""
    monkeypatch.setattr(etl.reconcile, "SMALL", 0)  # as where rows are many
    dal, rice = counter.product("Toor dal", "100"), counter.product("Rice", "100")
    old, today = counter.customer("Old"), counter.customer("Of today")
    long_ago = counter.today - timedelta(days=100)
    counter.sell((rice, "1"), customer=old, business_date=long_ago, backdate_reason="kept on paper")
    counter.pay(old, "1", business_date=long_ago)
    run = mirrored.run()
    tampered = {
        "sales_documents": "net_minor = 7",
        "daily_sales": "net_minor = 7",
        "monthly_customer_sales": "net_minor = 7",
        "daily_staff_sales": "net_minor = 7",
        "monthly_product_sales": "net_minor = 7",
        "customer_sales": "net_minor = 7",
        "daily_payments": "receipts = 7",
        "daily_stock": "in_quantity = 7",
    }
    with duckdb.connect(mirrored.versions.path(run.version or 0)) as doctored:
        for rollup, wrong in tampered.items():
            if rollup != "daily_stock":
                doctored.execute(f"UPDATE {rollup} SET {wrong}")
        doctored.execute("UPDATE daily_stock SET in_quantity = 7 WHERE product_id = $1", [rice.id])

    counter.sell((dal, "1"), customer=today)
    counter.pay(today, "1")
    assert mirrored.run().outcome == "updated"

    for rollup, wrong in tampered.items():
        assert mirrored.ask(f"SELECT count(*) FROM {rollup} WHERE {wrong}")[0][0] >= 1, rollup
    with mirrored.open() as mirror, pytest.raises(AssertionError):
        assert_same(mirror.cursor, books_as_mirrored(counter))


@pytest.mark.parametrize(
    ("rollup", "wrong"),
    [
        ("sales_documents", "tax_minor = tax_minor + 1"),
        ("daily_sales", "sold_quantity = sold_quantity + 1"),
        ("monthly_customer_sales", "orders = orders + 1"),
        ("daily_staff_sales", "cost_minor = cost_minor + 1"),
        ("monthly_product_sales", "discount_minor = discount_minor + 1"),
        ("customer_sales", "orders = orders + 1"),
        ("daily_payments", "amount_minor = amount_minor + 1"),
        ("daily_stock", "closing_quantity = closing_quantity + 1"),
    ],
)
def test_a_rollup_that_is_not_what_it_sums_up_is_not_published(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch, rollup: str, wrong: str
) -> None:
    dal, customer = counter.product("Toor dal", "100", cost=Decimal(6)), counter.customer()
    counter.sell((dal, "1"), customer=customer)
    counter.pay(customer, "1")
    mirrored.run()
    column = wrong.partition(" ")[0]

    def spoiled(name: str, statement: str, *, of_changed: bool = False) -> str:
        text = rollup_statement(name, statement, of_changed=of_changed)
        return (
            f"SELECT * REPLACE ({column} + 1 AS {column}) FROM ({text})"
            if (name, statement) == (rollup, "rows")
            else text
        )

    monkeypatch.setattr(etl.rollups, "rollup_statement", spoiled)
    counter.sell((dal, "2"), customer=customer)
    counter.pay(customer, "2")

    with pytest.raises(MirrorMismatch, match=rf"{rollup}\.(last_)?{column} is"):
        mirrored.run()


def test_a_new_name_reaches_the_rollups(counter: Counter, mirrored: Mirrored) -> None:
    dal, customer = counter.product("Toor dal"), counter.customer("Ramesh Traders")
    counter.sell((dal, "2"), customer=customer)
    mirrored.run()

    with counter.open() as session:
        session.execute(sa.update(products).where(products.c.id == dal.id).values(name="Tur dal"))
    mirrored.run()

    assert mirrored.ask("SELECT product_name FROM monthly_product_sales") == [("Tur dal",)]


def test_a_bill_names_the_quotation_it_was_made_from(counter: Counter, mirrored: Mirrored) -> None:
    dal = counter.product("Toor dal", "100")
    quotation = counter.sell((dal, "7"), kind="quotation")
    counter.sell((dal, "1"), kind="quotation")
    mirrored.run()

    with counter.open() as session:
        bill = convert_quotation(session, quotation.id, ConvertQuotation(), by=counter.by, at=counter.at)
    mirrored.run()

    converted = (
        "SELECT q.number, b.number FROM bills q LEFT JOIN bills b ON b.quotation_id = q.bill_id AND b.status = 'issued'"
        " WHERE q.kind = 'quotation' ORDER BY q.number"
    )
    assert [made for _, made in mirrored.ask(converted)] == [bill.number, None]


def test_lead_times_follow_from_orders_and_receipts(counter: Counter, mirrored: Mirrored) -> None:
    buyer, dal = Buyer(counter), counter.product("Toor dal", stock="0")
    ordered = counter.today - timedelta(days=6)
    order = buyer.order(buyer.supplier(), (dal, "10", "50"), business_date=ordered)
    buyer.receive(order, (1, "4"), business_date=counter.today - timedelta(days=2))
    buyer.receive(order, (1, "6"))
    mirrored.run()

    assert mirrored.ask(
        "SELECT l.product_id, o.supplier_id IS NOT NULL, l.quantity, r.business_date - o.business_date"
        " FROM purchase_receipt_lines l JOIN purchase_receipts r ON r.receipt_id = l.receipt_id"
        " JOIN purchase_orders o ON o.order_id = r.order_id ORDER BY r.business_date"
    ) == [(dal.id, True, 4, 4), (dal.id, True, 6, 6)]
