"""A shop with one of everything in it, small enough to be worked out by hand. Today is Friday 20 November 2026.

In October Rice was sold for 500.00. In November: ten Rice on a bill of 1,000.00 and its tax, five Soap of 550.00 less 50.00,
one Rice that came back, and a bill of 200.00 that was cancelled the next day.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.analytics.mirrors import Books, named

ACCOUNTS = {
    "cash": ("Cash in hand", "asset", "cash"), "upi": ("UPI", "asset", "upi"), "receivable": ("Debtors", "asset", "books"),
    "sales": ("Sales", "income", "books"), "sales_returns": ("Sales returns", "income", "books"), "rent": ("Rent", "expense", "expense"),
    "output_cgst": ("Output CGST", "liability", "books"), "output_sgst": ("Output SGST", "liability", "books"), "opening": ("Opening balances", "equity", "books"),
    "payable": ("Creditors", "liability", "books"), "inventory": ("Inventory", "asset", "books"),
    "input_cgst": ("Input CGST", "asset", "books"), "input_sgst": ("Input SGST", "asset", "books"),
}  # fmt: skip


def november(day: int) -> date:
    return date(2026, 11, day)


def one_of_everything() -> Books:
    books = Books()
    _sold(books)
    _posted(books)
    _bought(books)
    _in_stock(books)
    _on_hire(books)
    _delivered(books)
    books.row("goals", goal_id=named("G1"), month=november(1), measure="sales", amount_minor=280_000)
    books.row("goals", goal_id=named("G2"), month=november(1), measure="expense", category="rent", amount_minor=4_000)
    return books


def _sold(books: Books) -> None:
    asha = {"customer": "Asha", "city": "Pune"}
    rice = {"category": "Grocery", "staff": "Meena"}
    taxed = {"tax_rate": Decimal(18), "hsn": "1006"}
    books.customer("Walk-in", balance_minor=5_000)
    books.customer("Asha", balance_minor=105_200, city="Pune")
    books.line("B0", date(2026, 10, 20), "Rice", 5, 50_000, tax_minor=9_000, cost_minor=30_000, **asha, **rice)
    books.sales[-1] |= {**taxed, "cgst_minor": 4_500, "sgst_minor": 4_500}
    books.line("B1", november(10), "Rice", 10, 100_000, tax_minor=18_000, cost_minor=60_000, hour=11, **asha, **rice)
    books.sales[-1] |= {**taxed, "cgst_minor": 9_000, "sgst_minor": 9_000}
    books.line("B2", november(12), "Soap", 5, 50_000, discount_minor=5_000, staff="Ravi", hour=17)
    books.line(
        "C1", november(13), "Rice", -1, -10_000, entry="return", tax_minor=-1_800, cost_minor=-6_000, **asha, **rice
    )
    books.sales[-1] |= {**taxed, "cgst_minor": -900, "sgst_minor": -900}
    books.line("B3", november(14), "Rice", 2, 20_000, cost_minor=12_000, staff="Ravi", category="Grocery")
    books.line(
        "B3",
        november(15),
        "Rice",
        -2,
        -20_000,
        entry="cancellation",
        cost_minor=-12_000,
        staff="Ravi",
        category="Grocery",
    )
    for line in books.sales:
        line.setdefault("hsn", None)
    of = {"customer": "Asha"}
    books.bill("B0", date(2026, 10, 20), 59_000, due=date(2026, 10, 20), due_minor=59_000, **of)
    books.bill("B1", november(10), 118_000, due=november(17), due_minor=46_200, **of)
    books.bill("B2", november(12), 50_000, due=november(12))
    books.bill("C1", november(13), 11_800, due=november(13), **of)
    books.bills[-1] |= {"kind": "credit_note", "document": "credit_note", "original_id": named("B1")}
    books.bill("B3", november(14), 20_000, due=november(14), cancelled=november(15))
    for number in ("Q1", "Q2"):
        books.bill(number, november(9), 118_000, due=november(9), **of)
        books.bills[-1] |= {"kind": "quotation", "document": "quotation"}
    for bill in books.bills:
        who = {"B2": "Ravi", "B3": "Ravi"}.get(bill["number"], "Meena")
        made_of = named("Q1") if bill["number"] == "B1" else None
        bill |= {"quotation_id": made_of, "staff_id": named(who), "staff_name": who}
    books.allocation("B1", "R1", november(10), 60_000)
    books.allocation("B2", "R2", november(12), 50_000)
    books.allocation("B1", "C1", november(13), 11_800)
    for allocation in books.allocations:
        of_credit = allocation["payment_id"] == named("C1")
        allocation |= {"payment_id": None, "credit_note_id": named("C1")} if of_credit else {}
    books.payment("R1", november(10), 60_000, customer="Asha", method="upi")
    books.payment("R2", november(12), 50_000)
    books.payment("F1", november(13), -5_000)


def _posted(books: Books) -> None:
    for account, (name, kind, purpose) in ACCOUNTS.items():
        books.row("accounts", account=account, name=name, kind=kind, purpose=purpose, active=True)
    tax = {"output_cgst": -9_000, "output_sgst": -9_000}
    postings = [
        (date(2026, 10, 20), "bill", "B0", "Asha", {"receivable": 59_000, "sales": -50_000, "output_cgst": -4_500, "output_sgst": -4_500}),
        (november(1), "opening", None, None, {"cash": 10_000, "opening": -10_000}),
        (november(5), "supplier_bill", "S1", None, {"payable": -70_800, "inventory": 60_000, "input_cgst": 5_400, "input_sgst": 5_400}),
        (november(10), "bill", "B1", "Asha", {"receivable": 118_000, "sales": -100_000, **tax}),
        (november(10), "payment", "R1", "Asha", {"upi": 60_000, "receivable": -60_000}),
        (november(12), "bill", "B2", "Walk-in", {"receivable": 50_000, "sales": -50_000}),
        (november(12), "payment", "R2", "Walk-in", {"cash": 50_000, "receivable": -50_000}),
        (november(12), "expense", "E1", None, {"rent": 2_000, "cash": -2_000}),
        (november(13), "credit_note", "C1", "Asha", {"receivable": -11_800, "sales_returns": 10_000, "output_cgst": 900, "output_sgst": 900}),
        (november(13), "refund", "F1", "Walk-in", {"cash": -5_000, "receivable": 5_000}),
        (november(14), "bill", "B3", "Walk-in", {"receivable": 20_000, "sales": -20_000}),
        (november(15), "cancellation", "B3", "Walk-in", {"receivable": -20_000, "sales": 20_000}),
    ]  # fmt: skip
    for number, (day, kind, subject, customer, entries) in enumerate(postings, start=1):
        for account, amount in entries.items():
            books.row(
                "ledger", entry_id=100 * number + len(books.others["ledger"]), posting_id=number, posting_kind=kind,
                subject_id=named(subject) if subject else None, account=account, account_name=ACCOUNTS[account][0], account_kind=ACCOUNTS[account][1],
                customer_id=named(customer) if customer and account == "receivable" else None, business_date=day, amount_minor=amount,
                supplier_id=named("Gupta") if account == "payable" else None,
            )  # fmt: skip
    books.row(
        "expenses", expense_id=named("E1"), number="E1", business_date=november(12), category="rent", category_name="Rent", method="cash",
        account="cash", payee="Landlord", amount_minor=2_000, net_minor=2_000, staff_id=named("Meena"), staff_name="Meena",
    )  # fmt: skip


def _bought(books: Books) -> None:
    gupta = named("Gupta")
    books.row("suppliers", supplier_id=gupta, name="Gupta", active=True, balance_minor=70_800)
    books.row(
        "supplier_bills", supplier_bill_id=named("S1"), status="recorded", supplier_id=gupta, reference="S/1", bill_date=november(5), business_date=november(5),
        due_date=november(15), taxable_minor=60_000, tax_minor=10_800, total_minor=70_800, due_minor=70_800,
    )  # fmt: skip
    books.row(
        "supplier_bill_lines", line_id=1, supplier_bill_id=named("S1"), product_id=named("Rice"), account="inventory", description="Rice", quantity=Decimal(10), unit_factor=1,
        tax_rate=Decimal(18), tax_claimed=True, taxable_minor=60_000, tax_minor=10_800, cgst_minor=5_400, sgst_minor=5_400,
    )  # fmt: skip
    books.row("purchase_receipts", receipt_id=named("GR1"), number="GR1", supplier_id=gupta, business_date=november(5))
    books.row("purchase_receipt_lines", receipt_id=named("GR1"), product_id=named("Rice"), quantity=Decimal(10), unit_factor=1, value_minor=60_000)  # fmt: skip


def _in_stock(books: Books) -> None:
    """Twenty Rice at 60.00, below its level; no Soap left; four Brushes that nobody has bought since May."""
    books.product("Rice", on_hand="20", cost="60", reorder="25", category="Grocery")
    books.product("Soap", on_hand="0", reorder="5")
    books.product("Brush", on_hand="4", cost="20")
    books.stock_move("Rice", date(2026, 4, 1), 30, value_minor=180_000, reason="opening")
    books.stock_move("Rice", november(10), -10, value_minor=-60_000, reason="sale")
    books.stock_move("Soap", date(2026, 4, 1), 5, value_minor=0, reason="opening")
    books.stock_move("Soap", november(12), -5, value_minor=0, reason="sale")
    books.stock_move("Brush", date(2026, 5, 1), 5, value_minor=10_000, reason="opening")
    books.stock_move("Brush", november(3), -1, value_minor=-2_000, reason="damaged")


def _on_hire(books: Books) -> None:
    """Four tents, two of them with Asha since the 16th and due on the 18th."""
    books.product("Tent", on_hand="4", cost="100")
    books.products[-1] |= {"kind": "rental"}
    books.stock_move("Tent", date(2026, 4, 1), 4, value_minor=40_000, reason="opening")
    books.challan("D1", november(16), "delivered", customer="Asha")
    books.challans[-1] |= {"starts_on": november(16), "due_on": november(18), "out_date": november(16)}
    books.row(
        "challan_lines", challan_line_id=1, challan_id=named("D1"), position=1, product_id=named("Tent"), quantity=Decimal(2), daily_rate=Decimal(50),
        unit_value=Decimal(100), booked_days=3, unbilled_minor=30_000,
    )  # fmt: skip


def _delivered(books: Books) -> None:
    """Two of three litres on the 11th, and none on the 12th, when nobody was at home."""
    books.row("delivery_routes", route_id=named("Station road"), name="Station road", customers=1, active=True)
    brought = {
        "customer_id": named("Asha"),
        "product_id": named("Milk"),
        "slot": "morning",
        "route_id": named("Station road"),
        "expected": Decimal(3),
    }
    books.product("Milk")
    books.row(
        "deliveries",
        delivery_id=named("M1"),
        business_date=november(11),
        quantity=Decimal(2),
        unit_price=Decimal(60),
        amount_minor=12_000,
        **brought,
    )
    books.row(
        "deliveries",
        delivery_id=named("M2"),
        business_date=november(12),
        quantity=Decimal(0),
        skip_reason="not at home",
        **brought,
    )
