"""Four months of a shop that has a week of its own, pairs that go together, an order on its way and prices that changed.

Today is Friday 20 November 2026. Each day a bill holds Rice and Oil, another Soap; Saturdays sell twice as much, Sundays nothing,
and Tuesday the 17th sold ten times as much Rice. Two of the three named customers come once a fortnight.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.analytics.mirrors import Books, named

TODAY = date(2026, 11, 20)
DAYS = 126
SHOCK = date(2026, 11, 17)


def season() -> Books:
    books = Books()
    for name in ("Asha", "Binod", "Chitra", "Walk-in"):
        books.customer(name, city="Pune")
    for n in range(DAYS):
        day = TODAY - timedelta(days=DAYS - n)
        if day.isoweekday() == 7:
            continue
        times = (2 if day.isoweekday() == 6 else 1) * (10 if day == SHOCK else 1)
        who = {0: "Asha", 7: "Binod"}.get(n % 14, "Chitra" if n in (3, 4) else "Walk-in")
        more = {"customer": who, "staff": "Meena" if n % 2 else "Ravi"}
        wobble = n * 37 % 11 * 100  # days of one weekday are not all alike
        books.line(f"R{n}", day, "Rice", times * 5, times * 10_000 + wobble, category="Grocery", hour=11, **more)
        books.line(f"R{n}", day, "Oil", times, times * 4_000, category="Grocery", hour=11, **more)
        books.line(f"S{n}", day, "Soap", 2, 3_000, category="Care", hour=17)
    for name, on_hand, price in (("Rice", "40", "20"), ("Oil", "3", "40"), ("Soap", "90", "15")):
        books.product(name, on_hand=on_hand, cost="10", reorder="5", category="Care" if name == "Soap" else "Grocery")
        books.products[-1] |= {"price": Decimal(price)}
        books.stock_move(
            name, TODAY - timedelta(days=DAYS), on_hand, reason="opening", value_minor=1_000 * int(on_hand)
        )
    _bought(books)
    return books


def _bought(books: Books) -> None:
    """Oil is on order; Gupta asks more for Rice than in October, and Rice and Soap are sold at other prices."""
    gupta = named("Gupta")
    books.row("suppliers", supplier_id=gupta, name="Gupta", active=True)
    books.row("purchase_orders", order_id=named("PO1"), number="PO1", status="open", supplier_id=gupta, business_date=date(2026, 11, 18),
              taxable_minor=10_000, tax_minor=0, total_minor=10_000)  # fmt: skip
    books.row("purchase_order_lines", line_id=1, order_id=named("PO1"), product_id=named("Oil"), quantity=Decimal(10), received_quantity=Decimal(4), unit="pcs")  # fmt: skip
    for number, (day, price) in enumerate(((date(2026, 10, 5), "9"), (date(2026, 11, 5), "10")), start=1):
        books.row("supplier_bills", supplier_bill_id=named(f"S{number}"), status="recorded", supplier_id=gupta, reference=f"S/{number}",
                  bill_date=day, business_date=day, due_date=day)  # fmt: skip
        books.row("supplier_bill_lines", line_id=number, supplier_bill_id=named(f"S{number}"), product_id=named("Rice"), account="inventory",
                  description="Rice", quantity=Decimal(1), unit_price=Decimal(price), unit_factor=Decimal(1))  # fmt: skip
    for product, price in (("Rice", "18"), ("Soap", "16")):
        books.row("earlier_prices", product_id=named(product), until_date=date(2026, 11, 2), price=Decimal(price), price_includes_tax=False)  # fmt: skip
