"""Suppliers' bills: their tax, their price, their total. Amounts are worked out by hand, in paise."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from billing.business import BusinessSettings, change_business
from billing.files import NewFile, record_file
from billing.purchases.bill import DuplicateSupplierBill, TotalDiffers, cleared_share, on_hand_share
from billing.purchases.bill_lines import OverBilled, SupplierBillLineInput
from billing.purchases.cancel import SupplierBillNotCancellable
from billing.purchases.reads import PurchaseReceiptLine
from billing.purchases.tables import supplier_bills
from munim.database import Database, violated
from munim.errors import Invalid, NotFound
from munim.ids import new_id
from tests.billing.purchases.buyer import Buyer
from tests.conftest import open_shop
from tests.counter import Counter

OURS, THEIRS, OTHER_STATE = "27AAPFU0939F1ZV", "27AASCS2460H1Z0", "29AABCR1718E1ZL"


@pytest.fixture
def registered(counter: Counter, buyer: Buyer) -> Buyer:
    """The shop is registered under GST in Maharashtra."""
    return under_gst(counter, buyer)


def under_gst(counter: Counter, buyer: Buyer, **settings: Any) -> Buyer:
    details = {"name": "Sharma Kirana Store", "country": "IN", "state_code": "27", "gstin": OURS, **settings}
    with counter.open() as session:
        change_business(session, BusinessSettings(**details), by=counter.by, at=counter.at)
    return buyer


def test_t1_input_tax_of_a_supplier_in_our_state_is_two_equal_halves(counter: Counter, registered: Buyer) -> None:
    """62.51 at 18 %: 5.63 of each (RULES, vector of T1)."""
    bill = registered.spend(registered.supplier(state_code="27"), "62.51", tax_rate=Decimal(18))

    assert (bill.supply, bill.place_of_supply) == ("intra", "27")
    assert registered.accounts() == {"rent": 6251, "input_cgst": 563, "input_sgst": 563, "payable": -7377}
    assert counter.breaches() == []


def test_t8_input_tax_of_a_supplier_in_another_state_is_integrated(registered: Buyer) -> None:
    """62.51 at 18 %: 11.25. The supplier's GSTIN says the state; a place that the bill states goes before our own."""
    registered.spend(registered.supplier(gstin=OTHER_STATE), "62.51", tax_rate=Decimal(18))
    assert registered.accounts() == {"rent": 6251, "input_igst": 1125, "payable": -7376}

    stayed = registered.spend(
        registered.supplier("Hotel", state_code="29"), "100", tax_rate=Decimal(12), account="other_expenses"
    )
    assert stayed.supply == "inter"


def test_cess_and_a_plain_tax_have_accounts_of_their_own(counter: Counter, buyer: Buyer) -> None:
    buyer.spend(buyer.supplier(), "100", tax_rate=Decimal(20))
    assert buyer.accounts() == {"rent": 10000, "input_tax": 2000, "payable": -12000}

    under_gst(counter, buyer).spend(
        buyer.supplier("B", state_code="27"), "100", tax_rate=Decimal(28), cess_rate=Decimal(12)
    )
    assert {name: minor for name, minor in buyer.accounts().items() if name.startswith("input_")} == {
        "input_tax": 2000, "input_cgst": 1400, "input_sgst": 1400, "input_cess": 1200,
    }  # fmt: skip
    assert counter.breaches() == []


def test_tax_that_may_not_be_claimed_is_cost(counter: Counter, registered: Buyer) -> None:
    """10 at 80 with 5 % not claimed: stock is worth 840, and the supplier is owed as much."""
    dal = counter.product(stock="0", tax_rate=Decimal(5))
    receipt = registered.take_in(registered.supplier(), (dal, "10", "80"))

    registered.bill(receipt, {"position": 1, "claim_tax": False})

    assert registered.accounts() == {"inventory": 84000, "payable": -84000}
    assert counter.breaches() == []


@pytest.mark.parametrize("registration", ["composition", "unregistered"])
def test_a_shop_under_composition_or_unregistered_claims_nothing(
    counter: Counter, buyer: Buyer, registration: Any
) -> None:
    gstin = OURS if registration == "composition" else None
    under_gst(counter, buyer, tax_registration=registration, gstin=gstin)

    buyer.spend(buyer.supplier(state_code="27"), "100", tax_rate=Decimal(18), account="transport")

    assert buyer.accounts() == {"transport": 11800, "payable": -11800}


def test_under_reverse_charge_the_tax_is_owed_to_the_government(counter: Counter, registered: Buyer) -> None:
    """Freight of 1,000 at 5 %: the carrier is owed 1,000, the government 50, and the same 50 are input tax."""
    supplier = registered.supplier("Goods carrier", state_code="27")
    line = SupplierBillLineInput(
        account="transport", description="Freight", unit_price=Decimal(1000), tax_rate=Decimal(5)
    )

    bill = registered.enter(supplier.id, line, reverse_charge=True)

    assert (bill.tax_minor, bill.total_minor) == (5000, 100000)
    freight = {"transport": 100000, "input_cgst": 2500, "input_sgst": 2500, "reverse_charge": -5000, "payable": -100000}
    assert registered.accounts() == freight
    registered.send_back(bill)
    assert registered.accounts() == {}
    assert counter.breaches() == []


def test_a_higher_price_goes_to_stock_as_far_as_it_is_here_and_to_the_cost_of_goods_sold(
    counter: Counter, buyer: Buyer
) -> None:
    """10 at 80 come; 6 are sold; billed at 85: of the 50 more, 4 tenths are stock and 6 tenths a cost of what was sold."""
    dal = counter.product(price="100", stock="0")
    receipt = buyer.take_in(buyer.supplier(), (dal, "10", "80"))
    counter.sell((dal, "6"))

    bill = buyer.bill(receipt, {"position": 1, "unit_price": Decimal(85)})

    line = bill.lines[0]
    assert (line.cleared_minor, line.revalued_minor, line.expensed_minor) == (80000, 2000, 3000)
    found = buyer.accounts()
    assert (found["inventory"], found["cost_of_goods"], found["payable"]) == (34000, 51000, -85000)
    assert "goods_received" not in found
    assert counter.breaches() == []


def test_a_lower_price_never_makes_stock_worth_less_than_nothing(counter: Counter, buyer: Buyer) -> None:
    """1 at 1 comes besides 10 at 80, and the ten turn out to be free: 801 of stock can give 801, no more."""
    dal = counter.product(stock="0")
    receipt = buyer.take_in(buyer.supplier(), (dal, "10", "80"))
    counter.sell((dal, "9.5"))
    buyer.take_in(buyer.supplier("B"), (dal, "9.5", "0.01"))

    bill = buyer.bill(receipt, {"position": 1, "unit_price": Decimal(0)})

    # half of ten at 80 was left, worth 40, and 9.5 paise came in: 40.10 is all that stock can give up
    assert (bill.lines[0].revalued_minor, bill.lines[0].expensed_minor) == (-4010, -75990)
    assert buyer.accounts().get("inventory", 0) == 0
    assert counter.breaches() == []


def test_bills_of_parts_clear_exactly_what_came_in(counter: Counter, buyer: Buyer) -> None:
    """Three at 0.3333 come to 1.00; billed one by one they clear 0.33, 0.34 and 0.33."""
    dal = counter.product(stock="0")
    receipt = buyer.take_in(buyer.supplier(), (dal, "3", "0.3333"))

    cleared = [buyer.bill(receipt, {"position": 1, "quantity": Decimal(1)}).lines[0].cleared_minor for _ in range(3)]

    assert cleared == [33, 34, 33]
    assert "goods_received" not in buyer.accounts()
    assert counter.breaches() == []


def test_the_shares_are_as_the_rule_says() -> None:
    line = PurchaseReceiptLine(
        1, 1, None, None, "Dal", Decimal(10), "kg", Decimal(1), Decimal(80), Decimal(0), 80000, True, Decimal(0),
        Decimal(0), 0,
    )  # fmt: skip
    assert cleared_share(line, Decimal("2.5")) == 20000
    assert on_hand_share(5000, Decimal(10), Decimal(4)) == 2000
    assert on_hand_share(5000, Decimal(10), Decimal(400)) == 5000
    assert on_hand_share(-5000, Decimal(10), Decimal(-3)) == 0


def test_goods_that_keep_no_stock_are_a_cost_once_they_are_billed(counter: Counter, buyer: Buyer) -> None:
    bags = counter.product("Carrier bags", tracks_stock=False, stock="0")
    receipt = buyer.take_in(buyer.supplier(), (bags, "100", "2"))
    assert buyer.accounts() == {}

    buyer.bill(receipt, {"position": 1, "quantity": Decimal(60)})
    buyer.bill(receipt, {"position": 1, "account": "office"})

    assert buyer.accounts() == {"cost_of_goods": 12000, "office": 8000, "payable": -20000}
    assert counter.breaches() == []


def test_the_suppliers_own_rounding_is_round_off_and_no_more(counter: Counter, buyer: Buyer) -> None:
    supplier = buyer.supplier()
    bill = buyer.spend(supplier, "99.60", total=Decimal(100))

    assert (bill.round_off_minor, bill.total_minor) == (40, 10000)
    assert buyer.accounts() == {"rent": 9960, "round_off": 40, "payable": -10000}
    with pytest.raises(TotalDiffers):
        buyer.spend(supplier, "99.60", total=Decimal("100.61"))
    assert counter.breaches() == []


def test_a_cancelled_bill_leaves_every_account_as_it_was(counter: Counter, buyer: Buyer) -> None:
    dal = counter.product(stock="0", tax_rate=Decimal(18))
    supplier = buyer.supplier()
    receipt = buyer.take_in(supplier, (dal, "10", "80"))
    before = buyer.accounts()
    bill = buyer.bill(receipt, {"position": 1, "unit_price": Decimal(85)}, reference="GW/1", total=Decimal(1003))
    payment = buyer.pay(supplier, "500")

    cancelled = buyer.cancel(bill)

    assert (cancelled.status, cancelled.due_minor, cancelled.paid_minor) == ("cancelled", 0, 0)
    assert buyer.accounts() == {**before, "payable": 50000, "bank": -50000}
    assert counter.breaches() == []
    again = buyer.bill(receipt, reference="GW/1")
    assert again.total_minor == 94400
    assert buyer.read(supplier).balance_minor == 44400
    assert payment.allocated_minor == 50000
    with pytest.raises(SupplierBillNotCancellable):
        buyer.cancel(bill)


def test_of_a_cancelled_bill_whose_goods_were_sold_the_difference_comes_off_their_cost(
    counter: Counter, buyer: Buyer
) -> None:
    dal = counter.product(price="100", stock="0")
    receipt = buyer.take_in(buyer.supplier(), (dal, "10", "80"))
    bill = buyer.bill(receipt, {"position": 1, "unit_price": Decimal(85)})
    counter.sell((dal, "10"))
    assert buyer.accounts()["cost_of_goods"] == 85000

    buyer.cancel(bill)

    found = buyer.accounts()
    assert (found.get("inventory", 0), found["cost_of_goods"], found["goods_received"]) == (0, 80000, -80000)
    assert counter.breaches() == []


def test_a_bill_does_not_change_behind_munims_back(counter: Counter, buyer: Buyer) -> None:
    bill = buyer.spend(buyer.supplier(), "100")

    with pytest.raises(sa.exc.IntegrityError) as refused, counter.open() as session:
        session.execute(sa.update(supplier_bills).where(supplier_bills.c.id == bill.id).values(reference="other"))

    assert violated(refused.value) == "supplier_bills_stand"


def test_the_same_number_is_another_bill_in_another_year(counter: Counter, buyer: Buyer) -> None:
    supplier = buyer.supplier()
    last_year = counter.today - timedelta(days=366)
    buyer.spend(supplier, "100", reference="7", bill_date=last_year)
    buyer.spend(supplier, "100", reference="7")

    with pytest.raises(DuplicateSupplierBill):
        buyer.spend(supplier, "100", reference=" 7 ", bill_date=last_year)


def test_what_a_bill_may_not_be(counter: Counter, buyer: Buyer) -> None:
    supplier, other, dal = buyer.supplier(), buyer.supplier("Other"), counter.product(stock="0")
    receipt = buyer.take_in(supplier, (dal, "10", "80"))
    goods = SupplierBillLineInput(receipt_id=receipt.id, position=1)

    for line, message in (
        (SupplierBillLineInput(description="Rent", unit_price=Decimal(1)), "the account of an expense"),
        (SupplierBillLineInput(account="rent", unit_price=Decimal(1)), "what the expense is for"),
        (SupplierBillLineInput(account="rent", description="Rent"), "say the unit_price"),
        (SupplierBillLineInput(account="sales", description="X", unit_price=Decimal(1)), "nothing is bought on"),
        (SupplierBillLineInput(account="nothing", description="X", unit_price=Decimal(1)), "there is no account"),
        (SupplierBillLineInput(receipt_id=receipt.id, quantity=Decimal(1)), "which line of the receipt"),
        (SupplierBillLineInput(receipt_id=receipt.id, position=1, account="rent"), "have no account"),
        (SupplierBillLineInput(receipt_id=receipt.id, position=1, unit="box"), "is counted in"),
    ):
        with pytest.raises(Invalid, match=message):
            buyer.enter(supplier.id, line)
    with pytest.raises(Invalid, match="on the bill twice"):
        buyer.enter(supplier.id, goods, goods)
    with pytest.raises(NotFound, match="no such receipt of this supplier"):
        buyer.enter(other.id, goods)
    with pytest.raises(NotFound, match="no line 2"):
        buyer.enter(supplier.id, SupplierBillLineInput(receipt_id=receipt.id, position=2))
    with pytest.raises(Invalid, match="in the future"):
        buyer.enter(supplier.id, goods, bill_date=counter.today + timedelta(days=1))
    with pytest.raises(Invalid, match="1970-01-01 to today"):
        buyer.enter(supplier.id, goods, bill_date=date(1, 1, 1))
    with pytest.raises(Invalid, match="the number they gave it"):
        buyer.enter(supplier.id, goods, reference=" ")
    with pytest.raises(NotFound):
        buyer.enter(supplier.id, goods, file_id=new_id())
    buyer.bill(receipt)
    with pytest.raises(OverBilled, match="everything of this receipt is billed"):
        buyer.bill(receipt)


def test_a_picture_of_the_bill_is_kept_with_it(counter: Counter, buyer: Buyer) -> None:
    with counter.open() as session:
        command = NewFile(
            purpose="document",
            key="x/1",
            name="bill.pdf",
            content_type="application/pdf",
            size_bytes=1,
            sha256="0" * 64,
        )
        file = record_file(session, command, by=counter.by, at=counter.at)
    line = SupplierBillLineInput(account="rent", description="Rent", unit_price=Decimal(1))

    assert buyer.enter(buyer.supplier().id, line, file_id=file.id).file_id == file.id


def test_a_shop_elsewhere_knows_one_plain_tax(database: Database) -> None:
    counter = Counter(database, open_shop(database, BusinessSettings(name="Corner Shop Ltd", country="GB")))
    buyer = Buyer(counter)

    bill = buyer.spend(buyer.supplier("Cash & Carry Ltd"), "100", tax_rate=Decimal(20))

    assert (bill.supply, bill.place_of_supply) == (None, None)
    assert buyer.accounts() == {"rent": 10000, "input_tax": 2000, "payable": -12000}
    assert counter.breaches() == []
