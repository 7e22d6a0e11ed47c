"""A MetricQuery said in words: what was understood, with every date written out, so that the asker can object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from ai.parser.hours import said_hours
from ai.parser.lattice import WEEKDAY_NAMES
from ai.parser.names import Name
from ai.parser.restate_hindi import restate_hindi
from analytics.catalogue import DIMENSIONS, dimension, metric
from analytics.comparisons import period_before
from analytics.compile import CHANGE
from analytics.query import Among, Filter, Having, MetricQuery
from analytics.reports.asked import BESIDE_REPORTS, OF_WHY, ReportQuery
from analytics.tongues import HINGLISH
from analytics.tongues.latin_letters import in_latin
from munim.days import Period, add_months
from munim.money import exponent, group_digits, show

_OF_DAYS: Final = {"days": "{}", "within": "within {}", "cover": "for {}"}  # the options that are a number of days
MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_OPERATORS: Final = {
    "above": "more than",
    "below": "less than",
    "at_least": "at least",
    "at_most": "at most",
    "equals": "exactly",
}
_METHODS: Final = {"upi": "UPI"}
MAX_NAMED: Final = 4  # names written out before "and 7 more"


def restate(
    query: MetricQuery | ReportQuery, *, names: Sequence[Name], today: date, currency: str, language: str = "en"
) -> str:
    """One sentence in ``language``, en, hi or hi-Latn: ``Net sales by category, from 1 to 31 October 2026, without payment method cash, the 5 highest.``"""
    labels = {(name.dimension, name.value): name for name in names}
    if language.startswith("hi"):
        compared = compared_period(query) if isinstance(query, MetricQuery) and query.compare != "none" else None
        said = {key: label_of(name) for key, name in labels.items()}
        told = restate_hindi(query, labels=said, compared=compared, today=today, currency=currency)
        if language == HINGLISH:
            told = in_latin(told, keep=said.values())
        return told[:1].upper() + told[1:]
    if isinstance(query, ReportQuery):
        return _report(query, labels)
    titles = [metric(slug).title for slug in query.metrics]
    metrics = _and([titles[0], *(title.lower() for title in titles[1:])])
    parts = [metrics if not query.shares else f"shares of {metrics.lower()}"]
    if query.by:
        parts[0] += " by " + _and([dimension(slug).title.lower() for slug in query.by])
    parts += [_filter(item, labels) for item in query.where]
    parts += [_having(item, currency) for item in query.having]
    parts += [_among(item, labels, currency, today) for item in query.among]
    parts.append(_time(query, today))
    if query.compare != "none":
        parts.append("compared with " + show_period(compared_period(query)))
    parts += _order(query)
    parts += [_filter(item, labels) + " shown" for item in query.shown]
    if query.running:
        parts.append("each with the sum so far")
    if query.rolling is not None:
        parts.append(f"each with the sum of {query.rolling} days up to it")
    if query.ratio:
        parts.append("the first by the second")
    text = ", ".join(part for part in parts if part)
    return text[0].upper() + text[1:] + "."


def _report(query: ReportQuery, labels: Mapping[tuple[str, str], Name]) -> str:
    from analytics.reports.catalogue import report_kind  # half a second that few questions need

    title = BESIDE_REPORTS.get(query.slug) or report_kind(query.slug).title
    options = dict(query.options)
    if query.slug == "why":
        title = f"Why {_title(str(options.pop('figure', OF_WHY)))} changed"
    parts = [title, *(_filter(item, labels) for item in query.filters)]
    if query.period is not None:
        parts.append(f"{'on' if query.period.days == 1 else 'from'} {show_period(query.period)}")
    if isinstance(query.compare, Period):
        parts.append("compared with " + show_period(query.compare))
    parts += [_option(name, value) for name, value in options.items()]
    return ", ".join(parts) + "."


def _option(name: str, value: object) -> str:
    """A report's option as one would say it: ``orders``, ``by category``, ``30 days``; its own words for a rarer one."""
    if name == "figure":
        return _title(str(value))
    if name == "sort":
        return f"by {_title(str(value))}"
    if name == "by":
        return f"by {dimension(str(value)).title.lower()}"
    if name in _OF_DAYS:
        return _OF_DAYS[name].format("1 day" if value == 1 else f"{value} days")
    return f"{name.replace('_', ' ')} {str(value).replace('_', ' ')}"


def compared_period(query: MetricQuery) -> Period:
    """The period that ``query`` compares its own with."""
    assert query.period is not None  # a comparison has one
    if query.compare == "previous":
        return query.period.before()
    if query.compare == "last_year":
        year = timedelta(days=364)
        return Period(query.period.start - year, query.period.end - year)
    if isinstance(query.compare, Period):
        return query.compare
    return period_before(query.period, query.compare, country="IN")


def show_day(day: date) -> str:
    """``5 November 2026``."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def show_period(period: Period) -> str:
    """``on 5 November 2026``, ``from 1 to 31 October 2026``, ``from 20 December 2025 to 5 January 2026``."""
    first, last = period.start, period.last
    if first == last:
        return f"{show_day(first)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {show_day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTH_NAMES[first.month - 1]} to {show_day(last)}"
    return f"{show_day(first)} to {show_day(last)}"


def label_of(name: Name) -> str:
    """The name, told apart from its namesakes where it has a hint."""
    label = _METHODS.get(name.value, name.label) if name.dimension == "payment_method" else name.label
    return f"{label} ({name.hint})" if name.hint else label


def _among(item: Among, labels: Mapping[tuple[str, str], Name], currency: str, today: date) -> str:
    """ "of customers where outstanding is more than ₹5,000, as of now"."""
    inner = restate(item.query, names=tuple(labels.values()), today=today, currency=currency).removesuffix(".")
    _, _, described = inner.partition(", ")
    balance = metric(item.metrics[0]).title.lower()
    told = described if item.having else f"by {balance}, {described}"
    return f"of {'other ' if item.negated and not item.where else ''}{dimension(item.dimension).plural}{' but those' if item.negated else ''} told {told}"


def _time(query: MetricQuery, today: date) -> str:
    balance = all(metric(slug).balance for slug in query.metrics)
    if query.period is None:
        return "as of now" if balance else "of all time"
    if balance:
        return f"as of the end of {show_day(query.period.last)}"
    said = show_period(query.period)
    so_far = f" (so far: today is {show_day(today)})" if today in query.period and query.period.last > today else ""
    return f"{'on' if query.period.days == 1 else 'from'} {said}{so_far}"


def _filter(item: Filter, labels: Mapping[tuple[str, str], Name]) -> str:
    title = dimension(item.dimension).title.lower()
    if item.dimension == "hour" and (item.operator != "in" or len(item.values) == 1) and item.operator != "not_in":
        first, end = said_hours(item)
        return (
            f"only from {first} to {end}"
            if first and end
            else f"only from {first} on"
            if first
            else f"only before {end}"
        )
    if item.dimension == "weekday":
        values = [WEEKDAY_NAMES[int(value) - 1] + "s" for value in item.values]
        title = ""
    elif dimension(item.dimension).kind == "calendar":
        values = [_calendar_value(item.dimension, str(value)) for value in item.values]
        title = ""
    else:
        values = [
            label_of(labels[item.dimension, str(value)]) if (item.dimension, str(value)) in labels else str(value)
            for value in item.values
        ]
    if len(values) > MAX_NAMED and item.dimension != "weekday":
        values = [*values[:MAX_NAMED], f"{len(values) - MAX_NAMED} more"]
        title = dimension(item.dimension).plural
    if all(value.casefold().startswith(title) for value in values):
        title = ""  # Customer 17850
    said = f"{title} {_and(values)}".strip()
    return f"without {said}" if item.operator == "not_in" else f"only {said}"


def _calendar_value(slug: str, value: str) -> str:
    day = date.fromisoformat(value)
    if slug == "month":
        return f"{MONTH_NAMES[day.month - 1]} {day.year}"
    if slug == "year":
        return str(day.year)
    if slug == "day":
        return show_day(day)
    end = day + timedelta(days=7) if slug == "week" else add_months(day, 3 if slug == "quarter" else 12)
    return show_period(Period(day, end))


def _having(item: Having, currency: str) -> str:
    figure = metric(item.metric)
    values = [_amount(value, figure.unit, currency) for value in item.values]
    said = (
        f"between {values[0]} and {values[1]}"
        if item.operator == "between"
        else f"{_OPERATORS[item.operator]} {values[0]}"
    )
    return f"where {figure.title.lower()} is {said}"


def _amount(value: int | Decimal, unit: str, currency: str) -> str:
    """A limit in a condition: ``₹5,000``, ``1.5``, ``20%``."""
    if unit == "money":
        return show(int(value), currency).removesuffix("." + "0" * exponent(currency))
    whole, dot, decimals = str(value).partition(".")
    return group_digits(whole, indian=currency == "INR") + dot + decimals + ("%" if unit == "percent" else "")


def _order(query: MetricQuery) -> list[str]:
    if not query.order:
        return []
    order = query.order[0]
    if query.limit is None:
        if order.by.endswith(CHANGE):
            return [f"what {'rose' if order.descending else 'fell'} most first"]
        return [f"{'highest' if order.descending else 'lowest'} {_title(order.by)} first"]
    which = "highest" if order.descending else "lowest"
    if _is_dimension(order.by):
        return [f"the {'last' if order.descending else 'first'}" + (f" {query.limit}" if query.limit > 1 else "")]
    if query.per:
        of = _and([dimension(slug).title.lower() for slug in query.per])
        return [f"the {which} of each {of}" if query.limit == 1 else f"the {query.limit} {which} of each {of}"]
    if order.by.endswith(CHANGE):
        rose = "rose" if order.descending else "fell"
        return [f"what {rose} most" if query.limit == 1 else f"the {query.limit} that {rose} most"]
    return (
        [f"the {which}" if query.limit == 1 else f"the {query.limit} {which}"]
        if len(query.metrics) == 1
        else [f"the {query.limit} {which} by {_title(order.by)}"]
    )


def _is_dimension(slug: str) -> bool:
    return any(item.slug == slug for item in DIMENSIONS)


def _title(slug: str) -> str:
    return metric(slug).title.lower()


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
