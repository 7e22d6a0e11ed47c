"""The reports: one list, ``REPORTS``; each a handful of ``MetricQuery``s put into one ``Report``.

``figures`` what one person may see, ``asked`` what is asked of a report, ``kinds`` how the list declares one,
``parts`` what they are put together from, ``catalogue`` the list; the other files hold a group of reports each.
"""

from analytics.reports.asked import AS_USUAL, Asked, Option
from analytics.reports.catalogue import REPORTS, make_report, report_kind, settled
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.overview import (
    daily_report,
    dashboard,
    metrics_report,
    monthly_report,
    trends_report,
    weekly_report,
)

__all__ = [
    "AS_USUAL",
    "REPORTS",
    "Asked",
    "Figures",
    "Option",
    "ReportKind",
    "daily_report",
    "dashboard",
    "make_report",
    "metrics_report",
    "monthly_report",
    "report_kind",
    "settled",
    "trends_report",
    "weekly_report",
]
