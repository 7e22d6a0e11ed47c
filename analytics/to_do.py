"""What a shop has to do this week, as tables: who is overdue, what is to be ordered again, which days to look into."""

from __future__ import annotations

from typing import Final

from analytics.query import Column, Having, MetricQuery, Order
from analytics.report import Table
from analytics.reports import Figures
from analytics.reports.parts import as_table
from munim.days import Period

MOST: Final = 5


def to_do(figures: Figures, period: Period) -> list[Table]:
    """The tables that have rows, as of now, and the unusual days of ``period``.

    Without what this person may not see, or what the filters cannot tell.
    """
    overdue = MetricQuery(
        ("overdue",), by=("customer",), having=(Having("overdue", "above", (0,)),), limit=MOST,
        order=(Order("overdue"),),
    )  # fmt: skip
    low = MetricQuery(
        ("stock_on_hand",), by=("product",), having=(Having("low_stock", "above", (0,)),), limit=MOST,
        order=(Order("stock_on_hand", descending=False),),
    )  # fmt: skip
    asked = ((overdue, "to_do_overdue", "To do: overdue debtors"), (low, "to_do_reorder", "To do: order again"))
    tables = [as_table(figures.of(query), name, title) for query, name, title in asked if figures.tell(query)]
    return [table for table in (*tables, _unusual(figures, period)) if table.rows]


def _unusual(figures: Figures, period: Period) -> Table:
    """The days to look into, in their order: what they sold, what is usual, and what most of the difference is."""
    from analytics.anomalies import COLUMNS, most_unusual  # numpy, which a shop without letters does without

    columns = (*COLUMNS[:4], Column("name", "Most of it", "text"))
    return Table("to_do_unusual", "To do: look into these days", columns, most_unusual(figures, period, MOST))
