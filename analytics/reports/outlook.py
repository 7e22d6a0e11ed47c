"""What is to come: forecasts, what runs out, what to order, and the days that were not as usual.

Their modules load numpy and a library of models; a process that makes no forecast does without, so they are
imported when the first one is asked for.
"""

from __future__ import annotations

from typing import Final

from analytics.report import Report
from analytics.reports.asked import Asked
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind


def _sales_forecast(figures: Figures, asked: Asked) -> Report:
    from analytics.forecasts.sales import sales_forecast

    return sales_forecast(figures, asked)


OUTLOOK: Final = (
    ReportKind(
        slug="sales-forecast",
        title="Forecast of sales",
        group="Outlook",
        description="Net sales of the next 28 days, day by day, week by week and by category, each with the interval "
        "it lies in in four cases of five, and what such forecasts missed by beside the simplest one.",
        make=_sales_forecast,
        default_period="today",
        spans="now",
        laborious=True,
    ),
)
