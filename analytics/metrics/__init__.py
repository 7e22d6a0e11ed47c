"""The metrics: every figure Munim can tell, declared once, in one file for each part of the trade.

Money is in minor units. What a metric means is in its definition; ``docs/metrics.md`` is written from here.
"""

from __future__ import annotations

from typing import Final

from analytics.metrics.customers import CUSTOMERS
from analytics.metrics.daily import DAILY
from analytics.metrics.deliveries import DELIVERIES
from analytics.metrics.expenses import EXPENSES
from analytics.metrics.messages import MESSAGES
from analytics.metrics.metric import Metric
from analytics.metrics.money import MONEY
from analytics.metrics.profit import PROFIT
from analytics.metrics.purchases import PURCHASES
from analytics.metrics.quotations import QUOTATIONS
from analytics.metrics.receivables import RECEIVABLES
from analytics.metrics.rentals import RENTALS
from analytics.metrics.sales import SALES
from analytics.metrics.stock import STOCK
from analytics.metrics.tax import TAX

METRICS: Final = (
    *SALES,
    *QUOTATIONS,
    *TAX,
    *CUSTOMERS,
    *DAILY,
    *PROFIT,
    *MONEY,
    *RECEIVABLES,
    *STOCK,
    *PURCHASES,
    *EXPENSES,
    *RENTALS,
    *DELIVERIES,
    *MESSAGES,
)

__all__ = ["METRICS", "Metric"]
