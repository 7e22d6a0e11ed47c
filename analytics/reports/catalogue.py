"""The list of reports, and the one way to make any of them."""

from __future__ import annotations

from typing import Final

import msgspec

from analytics.report import Report
from analytics.reports.asked import AS_USUAL, COMPARISONS, Asked, settled_options
from analytics.reports.balances import BALANCES
from analytics.reports.bridge import BRIDGE
from analytics.reports.change import CHANGE
from analytics.reports.control import CONTROL
from analytics.reports.customers import CUSTOMER_REPORTS
from analytics.reports.day_book import DAY_BOOK
from analytics.reports.figures import Figures
from analytics.reports.hire import HIRE
from analytics.reports.kinds import ReportKind
from analytics.reports.money import MONEY
from analytics.reports.outlook import OUTLOOK
from analytics.reports.overview import OVERVIEW
from analytics.reports.prices import PRICE_CHANGES
from analytics.reports.products import PRODUCT_REPORTS
from analytics.reports.purchases import PURCHASES
from analytics.reports.sales import SALES
from analytics.reports.stock import STOCK
from analytics.reports.tax import TAX
from munim.days import Period, month_of
from munim.errors import Forbidden, Invalid, NotFound
from munim.nearest import nearest
from munim.period_words import period_in_words

# one file of this folder a line, in the order the list is read
REPORTS: Final[tuple[ReportKind, ...]] = (
    *OVERVIEW,
    *CHANGE,
    *SALES,
    *MONEY,
    *BALANCES,
    *DAY_BOOK,
    *BRIDGE,
    *TAX,
    *STOCK,
    *PURCHASES,
    *HIRE,
    *CONTROL,
    *PRODUCT_REPORTS,
    *PRICE_CHANGES,
    *CUSTOMER_REPORTS,
    *OUTLOOK,
)

_KINDS: Final = {kind.slug: kind for kind in REPORTS}


def report_kind(slug: str) -> ReportKind:
    """The report ``slug``. Raises ``NotFound`` with the nearest slug."""
    found = _KINDS.get(slug)
    if found is None:
        near = nearest(slug, _KINDS)
        hint = f"; the nearest is {near}" if near else ""
        raise NotFound(f"there is no report {slug[:60]!r}{hint}", field="report", nearest=near)
    return found


def make_report(figures: Figures, slug: str, asked: Asked = AS_USUAL) -> Report:
    """The report ``slug`` as asked for; what is not said is the report's own default.

    Raises ``NotFound`` for no such report, ``Forbidden`` for one these permissions do not reach, ``Invalid`` naming the
    option, filter or period that cannot be, and the nearest that can.
    """
    kind = report_kind(slug)
    if not kind.allowed(figures.permissions):
        lacking = next(one for one in kind.permissions if one not in figures.permissions)
        raise Forbidden(f"{kind.title} needs the permission {lacking}", permission=lacking, slug=slug)
    asked = settled(kind, asked, figures)
    return kind.make(figures.narrowed(asked.filters), asked)


def settled(kind: ReportKind, asked: Asked, figures: Figures) -> Asked:
    """``asked`` with its period and every option said. Raises ``Invalid``."""
    calendar, today = figures.shop.calendar, figures.today
    period = asked.period or period_in_words(kind.default_period, calendar=calendar, today=today)
    if period.days < 1:
        raise Invalid("the period ends before it starts", field="period")
    if isinstance(asked.compare, str) and asked.compare not in COMPARISONS:
        raise Invalid(
            f"compare is one of {', '.join(COMPARISONS)}", field="compare", nearest=nearest(asked.compare, COMPARISONS)
        )
    whole: Period | None
    match kind.spans:
        case "day":
            whole = period_in_words(period.start.isoformat(), calendar=calendar, today=today)
        case "week":
            whole = calendar.week_of(period.start)
        case "month":
            whole = month_of(period.start)
        case "now":
            whole = period_in_words("today", calendar=calendar, today=today)
        case _:
            whole = None
    if whole is not None and not (whole.start <= period.start and period.end <= whole.end):
        what = "known of today alone" if kind.spans == "now" else f"of one {kind.spans}"
        raise Invalid(f"{kind.title.lower()} is {what}; the period asked for is not", field="period")
    return msgspec.structs.replace(asked, period=period, options=settled_options(kind.options, asked.options))
