"""Money that came and went: collections, expenses, the profit and loss month by month, targets against what came of them."""

from __future__ import annotations

from typing import Final

from analytics.notation import write_period
from analytics.query import MetricQuery
from analytics.report import Report
from analytics.reports.asked import Asked
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import headlines_of, report_of
from analytics.reports.periods import before, elapsed, held_against
from analytics.reports.pivots import pivot
from analytics.reports.splits import Split, split_kind
from analytics.reports.words import told, when

_RECEIVED: Final = ("collections", "refunds", "net_collections", "payment_count")


def profit_and_loss(figures: Figures, asked: Asked) -> Report:
    """What each account of income brought and each of expense cost, month by month; the last line is the profit."""
    so_far = elapsed(asked.days, figures.today)
    held = held_against(asked, so_far, before(asked.days, so_far))
    headlines = headlines_of(figures, ("net_profit",), so_far, held)
    query = MetricQuery(("net_profit",), by=("account", "month"), period=so_far)
    table = pivot(figures, query, "month", name="accounts", title="Income and expense by account")
    empty = not table.rows
    nothing = f"Nothing was earned or spent {when(so_far)}. Bills, purchases and expenses are posted to these accounts."
    return report_of(
        figures,
        "profit-and-loss",
        f"Profit and loss, {write_period(asked.days)}",
        asked.days,
        headlines,
        [table],
        empty=empty,
        sentences=[nothing] if empty else [told(headlines[0], so_far, figures.shop, so_far=so_far != asked.days)],
        notes=["Income is positive, expense negative; the total is the profit by the ledger."],
    )


MONEY: Final = (
    split_kind(
        slug="sales-by-payment-method",
        title="Money received by payment method",
        group="Money",
        description="What customers paid in cash, by UPI, card, cheque and transfer, and what went back to them.",
        metrics=_RECEIVED,
        splits=(
            Split(name="payment_methods", title="By payment method", by=("payment_method",), metrics=_RECEIVED),
            Split(name="accounts", title="By account", by=("account",), metrics=_RECEIVED),
        ),
        nothing="Record a payment on a bill to see it here.",
    ),
    split_kind(
        slug="collections",
        title="Collections",
        group="Money",
        description="What customers paid and what went back to them, day by day, by customer and by who took it.",
        metrics=_RECEIVED,
        splits=(
            Split(name="days", title="Day by day", by=("day",), metrics=_RECEIVED),
            Split(name="payment_methods", title="By payment method", by=("payment_method",), metrics=_RECEIVED),
            Split(name="customers", title="By customer", by=("customer",), metrics=_RECEIVED),
            Split(name="staff", title="By staff", by=("staff",), metrics=_RECEIVED),
        ),
        nothing="Record a payment on a bill to see it here.",
    ),
    split_kind(
        slug="expenses",
        title="Expenses",
        group="Money",
        description="What keeping the shop cost, by category and month, and what was paid at once, by method and staff.",
        metrics=("expenses", "expense_payments"),
        splits=(
            Split(name="categories", title="By category", by=("expense_category",), metrics=("expenses",)),
            Split(name="months", title="Month by month", by=("month",), metrics=("expenses",)),
            Split(name="payment_methods", title="Paid at once, by method", by=("payment_method",), metrics=("expense_payments",)),
            Split(name="staff", title="Paid at once, by who recorded it", by=("staff",), metrics=("expense_payments",)),
        ),
        nothing="Record what the shop spends under expenses to see it here.",
        permissions=("expenses.read",),
    ),
    ReportKind(
        slug="profit-and-loss",
        title="Profit and loss",
        group="Money",
        description="Income and expense by account, month by month, down to the profit.",
        make=profit_and_loss,
        default_period="this-financial-year",
        permissions=("accounts.read",),
    ),
    split_kind(
        slug="targets",
        title="Targets",
        group="Money",
        description="What each month was to sell and might spend, and what came of it.",
        metrics=("sales_target", "net_sales", "target_achieved", "expense_target", "expenses", "budget_used"),
        about=("sales_target", "expense_target"),
        splits=(
            Split(name="sales", title="Sales, month by month", by=("month",), metrics=("sales_target", "net_sales", "target_achieved")),
            Split(name="expense", title="Expense, month by month", by=("month",), metrics=("expense_target", "expenses", "budget_used")),
            Split(name="categories", title="Expense by category", by=("expense_category",), metrics=("expense_target", "expenses", "budget_used"), total=False),
        ),
        nothing="Set a goal for a month (goals) to hold it against what was sold and spent.",
        default_period="this-financial-year",
        permissions=("expenses.read",),
    ),
)  # fmt: skip
