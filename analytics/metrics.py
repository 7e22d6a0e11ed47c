"""The metrics: every figure Munim can tell, declared once.

Money is in minor units and excludes tax unless the definition says otherwise. A cancelled bill undoes
its own sale on the day it was cancelled, so it leaves no trace in gross sales, orders or items once both
days are in the period; goods taken back by a credit note are *returns*, dated on the day of the note.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """One figure.

    ``measures`` are (source, aggregate) pairs that mean the same, cheapest first: the compiler takes the first
    whose source knows every dimension asked for. A metric without measures has a ``formula`` over other metrics
    instead; a quotient is written ``numerator / denominator``, is exact and rounded half up, and is empty where
    the denominator is zero.
    """

    slug: str
    title: str
    definition: str
    unit: Literal["money", "count", "quantity", "percent", "ratio"]
    grain: str  # what one counted thing is
    measures: tuple[tuple[str, str], ...] = ()
    formula: str = ""
    additive: bool = True  # the parts of a split sum to the whole
    overlaps: tuple[str, ...] = ()  # dimensions over which an otherwise additive metric counts the same thing twice
    balance: bool = False  # the state at a moment, not the sum of a period
    good: Literal["up", "down", ""] = "up"  # which way is welcome; empty: neither
    permission: str = ""
    synonyms: tuple[str, ...] = ()

    def adds_up_over(self, dimensions: tuple[str, ...]) -> bool:
        """Whether the rows of a split by ``dimensions`` sum to the undivided figure."""
        return self.additive and not set(dimensions) & set(self.overlaps)


# of invoices and credit notes the rows have opposite signs, so a cancellation is told by its sign
_OF_INVOICES: Final = "t.entry IN ('sale', 'debit') OR (t.entry = 'cancellation' AND t.quantity <= 0)"
_LINES_OF_A_BILL: Final = ("product", "category", "product_kind")

METRICS: Final = (
    Metric(
        slug="gross_sales",
        title="Gross sales",
        definition="Price times quantity of the goods and services sold, before discounts and returns, without tax.",
        unit="money",
        grain="bill line",
        measures=(
            ("daily_sales", "SUM(t.sold_gross_minor)"),
            ("sales", f"SUM(t.gross_minor) FILTER (WHERE {_OF_INVOICES})"),
        ),
        synonyms=("gross", "gross revenue", "sales before discount", "kul bikri", "कुल बिक्री"),
    ),
    Metric(
        slug="discounts",
        title="Discounts",
        definition="What was let off on lines and whole bills, without tax, dated on the day of the sale.",
        unit="money",
        grain="bill line",
        measures=(
            ("daily_sales", "SUM(t.sold_discount_minor)"),
            ("sales", f"SUM(t.discount_minor) FILTER (WHERE {_OF_INVOICES})"),
        ),
        good="",
        synonyms=("discount", "discounts given", "concession", "chhoot", "chhut", "छूट"),
    ),
    Metric(
        slug="returns",
        title="Returns",
        definition="The value without tax of goods taken back, dated on the day of the credit note; a positive figure.",
        unit="money",
        grain="bill line",
        measures=(
            ("daily_sales", "SUM(t.returned_minor)"),
            ("sales", f"-SUM(t.net_minor) FILTER (WHERE NOT ({_OF_INVOICES}))"),
        ),
        good="down",
        synonyms=("return", "sales returns", "returned", "goods returned", "returned goods", "taken back", "wapsi", "waapsi", "वापसी"),
    ),
    Metric(
        slug="net_sales",
        title="Net sales",
        definition="Gross sales less discounts and returns, without tax.",
        unit="money",
        grain="bill line",
        measures=(("daily_sales", "SUM(t.net_minor)"), ("sales", "SUM(t.net_minor)")),
        synonyms=("sales", "sale", "net", "sold for", "bikri", "bikree", "bechaan", "बिक्री"),
    ),
    Metric(
        slug="revenue",
        title="Revenue",
        definition="Net sales under its other name: gross sales less discounts and returns, without tax.",
        unit="money",
        grain="bill line",
        formula="net_sales",
        synonyms=("turnover", "net revenue", "net turnover", "income", "business done", "takings", "earning", "kamai", "kamaai", "आमदनी", "कमाई"),
    ),
    Metric(
        slug="tax",
        title="Tax",
        definition="Tax charged on sales less tax given back on returns.",
        unit="money",
        grain="bill line",
        measures=(("daily_sales", "SUM(t.tax_minor)"), ("sales", "SUM(t.tax_minor)")),
        good="",
        synonyms=("tax collected", "gst", "gst collected", "vat", "kar", "कर", "जीएसटी"),
    ),
    Metric(
        slug="total_sales",
        title="Total sales",
        definition="Net sales and their tax together: what the lines of the bills come to, before a bill is rounded off.",
        unit="money",
        grain="bill line",
        measures=(("daily_sales", "SUM(t.total_minor)"), ("sales", "SUM(t.total_minor)")),
        synonyms=("sales with tax", "sales including tax", "billed amount", "total billed", "billing", "billed", "amount billed", "total billing"),
    ),
    Metric(
        slug="orders",
        title="Orders",
        definition="Invoices issued, less those cancelled.",
        unit="count",
        grain="invoice",
        measures=(
            ("daily_sales", "SUM(t.orders)"),
            ("invoices", "SUM(t.counted)"),
            (
                "sales",
                "COUNT(DISTINCT t.bill_id) FILTER (WHERE t.entry = 'sale')"
                " - COUNT(DISTINCT t.bill_id) FILTER (WHERE t.entry = 'cancellation' AND t.quantity < 0)",
            ),
        ),
        overlaps=_LINES_OF_A_BILL,
        synonyms=("order", "bills", "number of bills", "invoices", "transactions", "sales count", "order count", "kitne bill", "बिल"),
    ),
    Metric(
        slug="items",
        title="Items",
        definition="Units sold less units taken back.",
        unit="quantity",
        grain="unit",
        measures=(("daily_sales", "SUM(t.quantity)"), ("sales", "SUM(t.quantity)")),
        synonyms=("units", "net items", "net units", "quantity", "pieces", "qty", "nag", "maal", "नग"),
    ),
    Metric(
        slug="items_sold",
        title="Items sold",
        definition="Units sold, before returns.",
        unit="quantity",
        grain="unit",
        measures=(
            ("daily_sales", "SUM(t.sold_quantity)"),
            ("sales", f"SUM(t.quantity) FILTER (WHERE {_OF_INVOICES})"),
        ),
        synonyms=("units sold", "quantity sold", "pieces sold", "kitne beche"),
    ),
    Metric(
        slug="average_order_value",
        title="Average order value",
        definition="Gross sales less discounts, divided by orders; without tax, returns left out.",
        unit="money",
        grain="invoice",
        formula="(gross_sales - discounts) / orders",
        additive=False,
        synonyms=("aov", "average bill", "average bill value", "average sale", "basket size", "basket value", "average order", "ausat bill", "average basket",
            "average basket value", "average bill amount", "average bill size", "average invoice value", "average invoice", "average ticket", "average ticket size", "average sale value",
            "average transaction value", "average transaction", "bill average", "average purchase value",),
    ),
    Metric(
        slug="items_per_order",
        title="Items per order",
        definition="Units sold less units taken back, divided by orders.",
        unit="ratio",
        grain="invoice",
        formula="items / orders",
        additive=False,
        synonyms=("units per order", "units per transaction", "upt", "items per bill", "units per bill", "items per invoice"),
    ),
    Metric(
        slug="customers",
        title="Customers",
        definition="Different customers who bought; sales to no named customer are left out.",
        unit="count",
        grain="customer",
        measures=(("sales", "COUNT(DISTINCT t.customer_id) FILTER (WHERE t.entry = 'sale' AND NOT t.is_walk_in)"),),
        additive=False,
        synonyms=("buyers", "customer count", "number of customers", "unique customers", "grahak", "graahak", "ग्राहक"),
    ),
    Metric(
        slug="products_sold",
        title="Products sold",
        definition="Different products that were sold.",
        unit="count",
        grain="product",
        measures=(("sales", "COUNT(DISTINCT t.product_id) FILTER (WHERE t.entry = 'sale')"),),
        additive=False,
        synonyms=("different products", "number of products sold"),
    ),
    Metric(
        slug="return_rate",
        title="Return rate",
        definition="Returns as a share of gross sales less discounts.",
        unit="percent",
        grain="bill line",
        formula="returns / (gross_sales - discounts)",
        additive=False,
        good="down",
        synonyms=("returns percentage", "share of returns"),
    ),
    Metric(
        slug="discount_rate",
        title="Discount rate",
        definition="Discounts as a share of gross sales.",
        unit="percent",
        grain="bill line",
        formula="discounts / gross_sales",
        additive=False,
        good="",
        synonyms=("discount percentage", "share of discounts"),
    ),
    Metric(
        slug="cost_of_goods",
        title="Cost of goods sold",
        definition="What the sold goods cost on the day of sale, less the cost of goods taken back; lines of unknown cost are left out.",
        unit="money",
        grain="bill line",
        measures=(("sales", "SUM(t.cost_minor)"),),
        good="",
        permission="costs.read",
        synonyms=("cogs", "cost", "cost of sales", "lagat", "laagat", "लागत"),
    ),
    Metric(
        slug="costed_sales",
        title="Sales of known cost",
        definition="Net sales of the lines whose cost is known.",
        unit="money",
        grain="bill line",
        measures=(("sales", "SUM(t.net_minor) FILTER (WHERE NOT t.cost_minor IS NULL)"),),
        permission="costs.read",
        synonyms=("sales with known cost",),
    ),
    Metric(
        slug="gross_profit",
        title="Gross profit",
        definition="Net sales less cost of goods sold, of the lines whose cost is known.",
        unit="money",
        grain="bill line",
        formula="costed_sales - cost_of_goods",
        permission="costs.read",
        synonyms=("profit", "profitable", "munafa", "munaafa", "fayda", "faida", "मुनाफा", "फायदा"),
    ),
    Metric(
        slug="margin",
        title="Margin",
        definition="Gross profit as a share of the net sales whose cost is known.",
        unit="percent",
        grain="bill line",
        formula="(costed_sales - cost_of_goods) / costed_sales",
        additive=False,
        permission="costs.read",
        synonyms=("gross margin", "profit margin", "margin percentage", "profit percentage"),
    ),
    Metric(
        slug="cost_coverage",
        title="Cost known",
        definition="The share of net sales whose cost is known.",
        unit="percent",
        grain="bill line",
        formula="costed_sales / net_sales",
        additive=False,
        permission="costs.read",
        synonyms=("share of sales with cost",),
    ),
    Metric(
        slug="collections",
        title="Collections",
        definition="Money received from customers, dated on the day it came; what is undone is taken off on the day it was undone.",
        unit="money",
        grain="payment",
        measures=(("payments", "SUM(t.amount_minor) FILTER (WHERE t.direction = 'in')"),),
        synonyms=("collected", "collection", "payment", "payments", "payments received", "receipts", "received", "vasooli", "vasuli", "jama", "वसूली"),
    ),
    Metric(
        slug="refunds",
        title="Refunds",
        definition="Money given back to customers, dated on the day it went; a positive figure.",
        unit="money",
        grain="payment",
        measures=(("payments", "-SUM(t.amount_minor) FILTER (WHERE t.direction = 'out')"),),
        good="down",
        synonyms=("refund", "refunded", "money given back", "paise wapas"),
    ),
    Metric(
        slug="net_collections",
        title="Net collections",
        definition="Collections less refunds.",
        unit="money",
        grain="payment",
        formula="collections - refunds",
        synonyms=("net receipts", "net payments"),
    ),
    Metric(
        slug="payment_count",
        title="Number of payments",
        definition="How many payments customers made, less those undone.",
        unit="count",
        grain="payment",
        measures=(
            ("payments", "COUNT(*) FILTER (WHERE t.entry = 'receipt') - COUNT(*) FILTER (WHERE t.entry = 'reversal' AND t.direction = 'in')"),
        ),
        synonyms=("number of receipts", "payment count"),
    ),
    Metric(
        slug="credit_given",
        title="Credit given",
        definition="The part of the period's bills, tax included, that was not paid on the day of the bill.",
        unit="money",
        grain="invoice",
        measures=(("credit", "SUM(t.credit_minor)"),),
        good="",
        synonyms=("sold on credit", "credit sales", "udhaar diya", "udhar diya", "उधार दिया"),
    ),
    Metric(
        slug="outstanding",
        title="Outstanding",
        definition="What customers owe, tax included: at the period's end, or now; advances of other customers are not taken off.",
        unit="money",
        grain="customer",
        measures=(("balances", "SUM(GREATEST(t.balance_minor, 0))"), ("receivable", "SUM(GREATEST(t.balance_minor, 0))")),
        balance=True,
        good="down",
        synonyms=(
            "receivable", "receivables", "dues", "due", "owes", "owe", "owed", "balance", "debt", "pending", "credit outstanding", "amount due", "money due",
            "payment due", "payments due", "payment is pending", "payment pending", "payments pending", "pending payment", "pending payments",
            "udhaar", "udhar", "udhari", "baki", "baaki", "bakaya", "उधार", "बाकी", "बकाया",
        ),
    ),
    Metric(
        slug="advances",
        title="Advances",
        definition="What customers have paid ahead: at the period's end, or now.",
        unit="money",
        grain="customer",
        measures=(("balances", "-SUM(LEAST(t.balance_minor, 0))"), ("receivable", "-SUM(LEAST(t.balance_minor, 0))")),
        balance=True,
        good="",
        synonyms=("advance", "customer advances", "paid ahead", "agaau", "peshgi"),
    ),
    Metric(
        slug="debtors",
        title="Customers who owe",
        definition="How many customers owe something: at the period's end, or now.",
        unit="count",
        grain="customer",
        measures=(("balances", "COUNT(*) FILTER (WHERE t.balance_minor > 0)"), ("receivable", "COUNT(*) FILTER (WHERE t.balance_minor > 0)")),
        balance=True,
        good="down",
        synonyms=("customers owing", "number of debtors", "how many owe", "udhaar wale"),
    ),
    Metric(
        slug="overdue",
        title="Overdue",
        definition="What is still unpaid today on invoices whose due date has passed, tax included.",
        unit="money",
        grain="invoice",
        measures=(("dues", "SUM(t.due_minor) FILTER (WHERE t.due_date < $today)"),),
        balance=True,
        good="down",
        synonyms=("overdue amount", "past due", "late payments", "overdue payments", "overdue payment", "overdues", "der se", "बकाया तारीख"),
    ),
    Metric(
        slug="overdue_bills",
        title="Overdue bills",
        definition="How many invoices are past their due date and not fully paid today.",
        unit="count",
        grain="invoice",
        measures=(("dues", "COUNT(*) FILTER (WHERE t.due_date < $today)"),),
        balance=True,
        good="down",
        synonyms=("overdue invoices", "number of overdue bills"),
    ),
    Metric(
        slug="unpaid_bills",
        title="Unpaid bills",
        definition="How many invoices are not fully paid today.",
        unit="count",
        grain="invoice",
        measures=(("dues", "COUNT(*)"),),
        balance=True,
        good="down",
        synonyms=("unpaid invoices", "open bills", "open invoices", "pending bills"),
    ),
    Metric(
        slug="stock_on_hand",
        title="Stock on hand",
        definition="Units in stock now; what was sold before it was received counts below zero.",
        unit="quantity",
        grain="product",
        measures=(("stock", "SUM(t.on_hand)"),),
        balance=True,
        good="",
        synonyms=("stock", "inventory", "in stock", "stock left", "on hand", "maal kitna", "स्टॉक", "माल"),
    ),
    Metric(
        slug="stock_value",
        title="Stock value",
        definition="What the stock on hand is worth now at moving average cost, as the ledger has it; goods of unknown cost are worth nothing.",
        unit="money",
        grain="product",
        measures=(("stock", "SUM(t.stock_value_minor)"),),
        balance=True,
        good="",
        permission="costs.read",
        synonyms=("inventory value", "value of stock", "stock valuation", "value of inventory", "inventory worth", "stock worth", "worth of stock"),
    ),
    Metric(
        slug="low_stock",
        title="Products to reorder",
        definition="Active products whose stock is at or below their reorder level now.",
        unit="count",
        grain="product",
        measures=(("stock", "COUNT(*) FILTER (WHERE t.active AND t.on_hand <= t.reorder_level)"),),
        balance=True,
        good="down",
        synonyms=("low stock", "below reorder level", "to reorder", "running low", "out of stock soon", "low on stock", "low in stock", "running out of stock", "running out"),
    ),
    Metric(
        slug="pending_deliveries",
        title="Pending deliveries",
        definition="Challans of goods on hire that are made and not yet on their way, now.",
        unit="count",
        grain="challan",
        measures=(("challans", "COUNT(*) FILTER (WHERE t.status = 'pending')"),),
        balance=True,
        good="",
        permission="rentals.read",
        synonyms=("pending challans", "undelivered challans", "deliveries to make", "deliveries pending", "challans to deliver", "bhejna baki"),
    ),
)  # fmt: skip
