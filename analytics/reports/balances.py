"""What customers owe and what is owed to suppliers, by how long it has been due, at the end of a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from analytics.notation import write, write_day
from analytics.query import MetricQuery
from analytics.report import Report
from analytics.reports.asked import Asked
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import at_the_moment, report_of
from analytics.reports.pivots import pivot
from analytics.reports.splits import LIMIT
from analytics.reports.words import leader, listed, now
from munim.days import Period


def receivables_ageing(figures: Figures, asked: Asked) -> Report:
    """What each customer owes at the end of the day, by days overdue; the columns sum to the balance of customers."""
    return _ageing(
        figures,
        asked,
        slug="receivables-ageing",
        title="What customers owe",
        metrics=("debtors_balance", "overdue", "overdue_bills", "unpaid_bills"),
        of="debtors_balance",
        by="customer",
        nothing="No customer owes anything: there is nothing to collect.",
    )


def payables_ageing(figures: Figures, asked: Asked) -> Report:
    """What each supplier is owed at the end of the day, by days overdue; the columns sum to the balance of suppliers."""
    return _ageing(
        figures,
        asked,
        slug="payables-ageing",
        title="What suppliers are owed",
        metrics=("creditors_balance", "overdue_payables", "payables_unpaid"),
        of="creditors_balance",
        by="supplier",
        nothing="No supplier waits for money: there is nothing to pay.",
    )


def _ageing(
    figures: Figures,
    asked: Asked,
    *,
    slug: str,
    title: str,
    metrics: tuple[str, ...],
    of: str,
    by: str,
    nothing: str,
) -> Report:
    day = asked.days.last
    moment = Period(day, day + timedelta(days=1))
    headlines = at_the_moment(figures, moment, *metrics)
    limit = asked.option("limit")
    query = MetricQuery((of,), by=(by, "ageing_bucket"), period=moment, limit=limit)
    table = pivot(figures, query, "ageing_bucket", name=f"{by}s", title=f"{title}, by days overdue")
    shop = figures.shop
    empty = not table.rows
    total = f"{of}__total"
    said = [now(headlines[0], shop), *leader(table, total, shop, word="is the largest")]
    late = next(
        (item for item in headlines if item.column.slug.startswith("overdue") and item.column.unit == "money"), None
    )
    if late is not None:
        said.append(
            f"{write(late.value, late.column, shop)} of it is overdue." if late.value else "Nothing of it is overdue."
        )
    return report_of(
        figures,
        slug,
        f"{title}, {write_day(day)}",
        asked.days,
        headlines,
        [table],
        empty=empty,
        sentences=[nothing] if empty else said,
        notes=listed(limit, [table]),
    )


BALANCES: Final = (
    ReportKind(
        slug="receivables-ageing",
        title="What customers owe",
        group="Money",
        description="What each customer owes at the end of a day, by how long it has been due.",
        make=receivables_ageing,
        default_period="today",
        spans="moment",
        options=(LIMIT,),
        permissions=("customers.read",),
    ),
    ReportKind(
        slug="payables-ageing",
        title="What suppliers are owed",
        group="Money",
        description="What each supplier is owed at the end of a day, by how long it has been due.",
        make=payables_ageing,
        default_period="today",
        spans="moment",
        options=(LIMIT,),
        permissions=("purchases.read", "suppliers.read"),
    ),
)
