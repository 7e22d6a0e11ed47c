"""What a query string asks of a report: its days, what it is narrowed to, what it is held against, its own options."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final

import msgspec
from litestar import Request
from litestar.params import QueryParameter

from analytics.catalogue import dimension
from analytics.query import Filter
from analytics.reports import Asked, Figures
from analytics.reports.asked import COMPARISONS
from munim.days import Period
from munim.errors import Invalid
from munim.period_words import PERIOD_WORDS, period_in_words

# what every report's query string may say besides the options of that report
SAID: Final = frozenset({"from", "to", "period", "compare", "filter", "format", "table"})

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

    def asked(self, figures: Figures, *, apart: frozenset[str] = frozenset(), period: Period | None = None) -> Asked:
        """What is asked of a report, by the shop's own calendar. ``apart``: parameters that the route reads itself.

        ``period`` is what those of the route say. Raises ``Invalid``.
        """
        stated = self._period(figures)
        if period is not None and stated is not None:
            raise Invalid("say the days once", field="period")
        options = {name: value for name, value in self.others.items() if name not in apart}
        return Asked(stated or period, _filters(self.filters), self._compare(figures), options)

    def _period(self, figures: Figures) -> Period | None:
        if self.words is not None:
            if self.first or self.last:
                raise Invalid("say the period in words or by its days, not both", field="period")
            return period_in_words(self.words, calendar=figures.shop.calendar, today=figures.today)
        if self.first is None and self.last is None:
            return None
        if self.first is None:
            raise Invalid("say from which day", field="from")
        last = self.last or figures.today
        if last < self.first or last == date.max:
            raise Invalid("the last day is before the first, or none that books have", field="to")
        return Period(self.first, last + timedelta(days=1))

    def _compare(self, figures: Figures) -> Any:
        if self.compare is None:
            return "usual"
        if self.compare in COMPARISONS:
            return self.compare
        return period_in_words(self.compare, calendar=figures.shop.calendar, today=figures.today, field="compare")


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


def _filters(texts: tuple[str, ...]) -> tuple[Filter, ...]:
    """One filter for each dimension named, its values alternatives; ``!`` in front leaves them out."""
    values: dict[tuple[str, bool], list[str]] = {}
    for text in texts:
        slug, colon, value = text.removeprefix("!").partition(":")
        if not colon or not value:
            raise Invalid(f"a filter is dimension:value, not {text[:60]!r}", field="filter")
        dimension(slug)
        values.setdefault((slug, text.startswith("!")), []).append(value)
    return tuple(Filter(slug, "not_in" if without else "in", tuple(found)) for (slug, without), found in values.items())
