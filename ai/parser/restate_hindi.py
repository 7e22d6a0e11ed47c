"""A query said in Hindi: the same parts in the same order as ``restate`` says them in English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from ai.parser.hours import said_hours
from analytics.catalogue import DIMENSIONS, dimension, metric
from analytics.compile import CHANGE
from analytics.query import Among, Filter, Having, MetricQuery
from analytics.reports.asked import OF_WHY, ReportQuery
from analytics.tongues import tongue_of
from munim.days import Period, add_months
from munim.money import exponent, group_digits, show

_HINDI: Final = tongue_of("hi")
_BESIDE: Final = {"why": "बदलाव का कारण", "catalogue": "क्या पूछा जा सकता है", "freshness": "आँकड़े कब तक के हैं"}
_OF_DAYS: Final = {"days": "{} दिन", "within": "{} दिनों में", "cover": "{} दिनों के लिए"}
_OPERATORS: Final = {
    "above": "से ज़्यादा",
    "below": "से कम",
    "at_least": "या ज़्यादा",
    "at_most": "या कम",
    "equals": "के बराबर",
}
_MAX_NAMED: Final = 4  # names written out before "and 7 more"


def restate_hindi(
    query: MetricQuery | ReportQuery,
    *,
    labels: Mapping[tuple[str, str], str],
    compared: Period | None,
    today: date,
    currency: str,
) -> str:
    """``शुद्ध बिक्री, श्रेणी के अनुसार, 1 से 31 अक्टूबर 2026, सबसे ज़्यादा 5।`` ``compared`` is the period that ``query`` is held against."""
    if isinstance(query, ReportQuery):
        return _sentence(_report(query, labels))
    titles = _and([_HINDI.title(metric(slug).title, slug=slug) for slug in query.metrics])
    parts = [f"{titles} का हिस्सा" if query.shares else titles]
    if query.by:
        parts.append(_and([_title_of(slug) for slug in query.by]) + " के अनुसार")
    parts += [_filter(item, labels) for item in query.where]
    parts += [_having(item, currency) for item in query.having]
    parts += [_among(item, labels, today, currency) for item in query.among]
    parts.append(_time(query, today))
    if compared is not None:
        parts.append(_period(compared) + " के मुकाबले")
    parts += _order(query)
    parts += [_filter(item, labels) for item in query.shown]
    if query.running:
        parts.append("हर एक के साथ तब तक का जोड़")
    if query.rolling is not None:
        parts.append(f"हर दिन के साथ {query.rolling} दिनों का जोड़")
    if query.ratio:
        parts.append("पहला दूसरे के अनुपात में")
    return _sentence(parts)


def _report(query: ReportQuery, labels: Mapping[tuple[str, str], str]) -> list[str]:
    from analytics.reports.catalogue import report_kind  # half a second that few questions need

    options = dict(query.options)
    if query.slug == "why":
        figure = str(options.pop("figure", OF_WHY))
        title = f"{_HINDI.title(metric(figure).title, slug=figure)} में {_BESIDE['why']}"
    else:
        title = _BESIDE.get(query.slug) or _HINDI.title(report_kind(query.slug).title, slug=query.slug)
    parts = [title, *(_filter(item, labels) for item in query.filters)]
    if query.period is not None:
        parts.append(_period(query.period))
    if isinstance(query.compare, Period):
        parts.append(_period(query.compare) + " के मुकाबले")
    return [*parts, *(_option(name, value) for name, value in options.items())]


def _option(name: str, value: object) -> str:
    """A report's option as one would say it: ``ऑर्डर``, ``श्रेणी के अनुसार``, ``30 दिन``."""
    if name in ("figure", "sort"):
        title = _HINDI.title(metric(str(value)).title, slug=str(value))
        return f"{title} के क्रम में" if name == "sort" else title
    if name == "by":
        return f"{_title_of(str(value))} के अनुसार"
    if name in _OF_DAYS:
        return _OF_DAYS[name].format(value)
    return f"{name} {value}"


def _title_of(slug: str) -> str:
    return _HINDI.title(dimension(slug).title, slug=slug)


def _day(day: date) -> str:
    return f"{day.day} {_HINDI.month(day)} {day.year}"


def _period(period: Period) -> str:
    """``5 नवंबर 2026``, ``1 से 31 अक्टूबर 2026``, ``20 दिसंबर 2025 से 5 जनवरी 2026``."""
    first, last = period.start, period.last
    if first == last:
        return _day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} से {_day(last)}"
    return f"{_day(first)} से {_day(last)}"


def _time(query: MetricQuery, today: date) -> str:
    balance = all(metric(slug).balance for slug in query.metrics)
    if query.period is None:
        return "इस समय" if balance else "अब तक का सारा समय"
    if balance:
        return f"{_day(query.period.last)} के अंत में"
    so_far = f" (अब तक: आज {_day(today)} है)" if today in query.period and query.period.last > today else ""
    return _period(query.period) + so_far


def _filter(item: Filter, labels: Mapping[tuple[str, str], str]) -> str:
    of = dimension(item.dimension)
    if of.kind == "hour" and (item.operator != "in" or len(item.values) == 1) and item.operator != "not_in":
        first, end = said_hours(item)
        return f"केवल {first} से {end} तक" if first and end else f"केवल {first} से" if first else f"केवल {end} से पहले"
    if of.kind == "weekday":
        said = _and([_HINDI.weekdays[int(value) - 1] for value in item.values])
    elif of.kind == "calendar":
        said = _and([_calendar_value(of.slug, str(value)) for value in item.values])
    else:
        values = [labels.get((item.dimension, str(value)), str(value)) for value in item.values]
        if len(values) > _MAX_NAMED:
            values = [*values[:_MAX_NAMED], f"{len(values) - _MAX_NAMED} और"]
        said = f"{_title_of(of.slug)} {_and(values)}"
    return f"{said} के बिना" if item.operator == "not_in" else f"केवल {said}"


def _calendar_value(slug: str, value: str) -> str:
    day = date.fromisoformat(value)
    if slug == "month":
        return f"{_HINDI.month(day)} {day.year}"
    if slug in ("year", "day"):
        return str(day.year) if slug == "year" else _day(day)
    end = day + timedelta(days=7) if slug == "week" else add_months(day, 3 if slug == "quarter" else 12)
    return _period(Period(day, end))


def _having(item: Having, currency: str) -> str:
    figure = metric(item.metric)
    values = [_amount(value, figure.unit, currency) for value in item.values]
    title = _HINDI.title(figure.title, slug=item.metric)
    if item.operator == "between":
        return f"जहाँ {title} {values[0]} और {values[1]} के बीच है"
    return f"जहाँ {title} {values[0]} {_OPERATORS[item.operator]} है"


def _amount(value: int | Decimal, unit: str, currency: str) -> str:
    if unit == "money":
        return show(int(value), currency).removesuffix("." + "0" * exponent(currency))
    whole, dot, decimals = str(value).partition(".")
    return group_digits(whole, indian=currency == "INR") + dot + decimals + ("%" if unit == "percent" else "")


def _among(item: Among, labels: Mapping[tuple[str, str], str], today: date, currency: str) -> str:
    inner = restate_hindi(item.query, labels=labels, compared=None, today=today, currency=currency).removesuffix("।")
    return f"{'उनके बिना' if item.negated else 'केवल उनमें'} जो इसमें हैं: {inner}"


def _order(query: MetricQuery) -> list[str]:
    if not query.order:
        return []
    order = query.order[0]
    if any(item.slug == order.by for item in DIMENSIONS):
        return ["आखिरी" if order.descending else "पहला"]
    most = "सबसे ज़्यादा" if order.descending else "सबसे कम"
    if order.by.endswith(CHANGE):
        most = "सबसे ज़्यादा बढ़े" if order.descending else "सबसे ज़्यादा घटे"
    if query.limit is None:
        return [f"{most} पहले"]
    each = f"हर {_and([_title_of(slug) for slug in query.per])} में " if query.per else ""
    return [f"{each}{most} {query.limit}" if query.limit > 1 else each + most]


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " और " + words[-1]


def _sentence(parts: Sequence[str]) -> str:
    return ", ".join(part for part in parts if part) + "।"
