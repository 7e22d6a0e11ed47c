"""What is asked of a report as a query string or a command line says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from analytics.query import Filter
from analytics.reports.asked import COMPARISONS, Asked
from analytics.reports.figures import Figures
from analytics.shapes import typed_filter
from munim.days import Period
from munim.errors import Invalid
from munim.period_words import period_in_words


def asked_in_words(
    figures: Figures,
    *,
    period: str | None = None,
    first: date | None = None,
    last: date | None = None,
    filters: Iterable[str] = (),
    compare: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> Asked:
    """What is asked, by the shop's own calendar: a period in words or by its days (both included, ``last`` today if not
    said), filters as ``dimension:value``, and a comparison by its name or as other days in words.

    Raises ``Invalid`` naming ``period``, ``from``, ``to``, ``filter``, ``compare`` or the dimension.
    """
    return Asked(
        _period(figures, period, first, last), read_filters(filters), _compare(figures, compare), dict(options or {})
    )


def _period(figures: Figures, words: str | None, first: date | None, last: date | None) -> Period | None:
    if words is not None:
        if first or last:
            raise Invalid("say the period in words or by its days, not both", field="period")
        return period_in_words(words, calendar=figures.shop.calendar, today=figures.today)
    if first is None:
        if last is not None:
            raise Invalid("say from which day", field="from")
        return None
    last = last or figures.today
    if last < first or last == date.max:
        raise Invalid("the last day is before the first, or none that books have", field="to")
    return Period(first, last + timedelta(days=1))


def _compare(figures: Figures, words: str | None) -> Any:
    if words is None:
        return "usual"
    if words in COMPARISONS:
        return words
    return period_in_words(words, calendar=figures.shop.calendar, today=figures.today, field="compare")


def read_filters(texts: Iterable[str]) -> tuple[Filter, ...]:
    """One filter for each dimension of ``category:Grocery``, its values alternatives; ``!`` in front leaves them out.

    Raises ``Invalid`` naming ``filter``, with the nearest dimension or value.
    """
    values: dict[tuple[str, bool], list[str]] = {}
    for text in texts:
        slug, colon, value = text.removeprefix("!").partition(":")
        if not colon or not value:
            raise Invalid(f"a filter is dimension:value, not {text[:60]!r}", field="filter")
        try:
            typed_filter(Filter(slug, "in", (value,)))
        except Invalid as error:
            raise Invalid(error.message, field="filter", **error.facts) from None
        values.setdefault((slug, text.startswith("!")), []).append(value)
    return tuple(Filter(slug, "not_in" if without else "in", tuple(found)) for (slug, without), found in values.items())
