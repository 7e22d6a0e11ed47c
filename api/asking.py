"""What a query string asks of a report: its days, what it is narrowed to, what it is held against, its own options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Final

import msgspec
from litestar import Request
from litestar.params import QueryParameter

from analytics.reports import Asked, Figures, report_kind
from analytics.reports.asked import no_such
from analytics.reports.in_words import asked_in_words
from munim.days import Period
from munim.errors import Invalid
from munim.period_words import PERIOD_WORDS

# what every report's query string may say besides the options of that report
SAID: Final = ("from", "to", "period", "compare", "filter", "format", "table", "theme")

From = Annotated[date | None, QueryParameter(name="from", description="first day of the period")]
To = Annotated[date | None, QueryParameter(name="to", description="last day of the period; today if not said")]
PeriodWords = Annotated[
    str | None,
    QueryParameter(
        name="period",
        description=f"the period in words instead: {', '.join(PERIOD_WORDS)}, last-<number>-days, or a day, month or year such as 2026-11",
    ),
]
CompareWith = Annotated[
    str | None,
    QueryParameter(
        name="compare",
        description="usual (what the report is held against by itself), none, previous, last_year, or other days in words",
    ),
]
Filters = Annotated[
    list[str] | None,
    QueryParameter(
        name="filter",
        description="dimension:value, such as category:Grocery, any number of times; values of one dimension are alternatives, and !category:Grocery leaves them out",
    ),
]


class Asking(msgspec.Struct, frozen=True):
    """The part of a query string that every report understands, and what is left of it."""

    first: date | None
    last: date | None
    words: str | None
    compare: str | None
    filters: tuple[str, ...]
    others: Mapping[str, str]

    def asked(self, figures: Figures, slug: str, *, apart: Iterable[str] = (), period: Period | None = None) -> Asked:
        """What is asked of the report ``slug``, by the shop's own calendar. ``apart``: parameters that the route reads itself.

        ``period`` is what those of the route say. Raises ``Invalid``: for a parameter that is none, with the nearest.
        """
        options = {name: value for name, value in self.others.items() if name not in apart}
        own = [option.name for option in report_kind(slug).options]
        for name in options:
            if name not in own:
                raise no_such("parameter", name, (*own, *apart, *SAID), field=name)
        asked = asked_in_words(
            figures,
            period=self.words,
            first=self.first,
            last=self.last,
            filters=self.filters,
            compare=self.compare,
            options=options,
        )
        if period is None:
            return asked
        if asked.period is not None:
            raise Invalid("say the days once", field="period")
        return msgspec.structs.replace(asked, period=period)


def read_asking(
    request: Request[Any, Any, Any],
    from_: From = None,
    to_: To = None,
    period_: PeriodWords = None,
    compare_: CompareWith = None,
    filter_: Filters = None,
) -> Asking:
    """A dependency: the parameters of every report, described once."""
    others = {name: value for name, value in request.query_params.items() if name not in SAID}
    return Asking(from_, to_, period_, compare_, tuple(filter_ or ()), others)
