"""The sentence that answers: one figure, or the rows that matter most of many, in the language of the shop it is told for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from ai.parser.lexicon import Correction
from ai.parser.restate import show_day, show_period
from ai.wording import say
from analytics.catalogue import dimension, metric
from analytics.compile import CHANGE
from analytics.notation import write, write_day, write_period
from analytics.query import Column, MetricQuery, Result
from analytics.shapes import BEFORE
from analytics.shop import Shop
from analytics.tongues import tongue_of
from etl.reader import Mirror

LISTED: Final = 3  # rows that the sentence tells; the table has them all


def tell(result: Result, shop: Shop) -> str:
    """The sentence that ``result`` comes to, in the shop's language."""
    first = next(column for column in result.columns if column.metric)
    if not result.query.by:
        return sentence("; ".join(_one_figure(result, slug, shop) for slug in result.query.metrics), shop.language)
    if not result.rows:
        return say(shop.language, "none")
    label = next(position for position, column in enumerate(result.columns) if column.slug == result.query.by[0])
    if dimension(result.query.by[0]).in_time and result.query.limit is None:
        return _over_time(result, label, first, shop)
    said = [_row(result, row, label, first, shop) for row in result.rows[:LISTED]]
    more = len(result.rows) - len(said)
    title = _title(first, shop)
    if len(result.rows) > 1 and result.query.limit is None:
        counted = f"{len(result.rows):,}"
        title = say(
            shop.language, "counted", title=title, count=counted, things=_things(result.query.by[0], shop.language)
        )
    rows = ", ".join(said)
    if more:
        rows = say(shop.language, "and more", rows=rows, count=str(more))
    return sentence(say(shop.language, "listed", title=title, rows=rows), shop.language)


def titled(columns: tuple[Column, ...], told: Shop) -> tuple[Column, ...]:
    """The columns under titles in the language of the answer."""
    tongue = tongue_of(told.language)
    return tuple(
        msgspec.structs.replace(column, title=tongue.title(column.title, slug=column.slug)) for column in columns
    )


def is_empty(result: Result) -> bool:
    """No row, or no row that says anything: nothing was recorded."""
    figures = [
        position for position, column in enumerate(result.columns) if column.metric and not column.slug.endswith(CHANGE)
    ]
    return all(not row[position] for row in result.rows for position in figures)


def tell_nothing(query: MetricQuery, mirror: Mirror, shop: Shop) -> str:
    """That nothing is recorded, and, for a time outside them, which days the books hold."""
    language = shop.language
    tongue = tongue_of(language)
    titles = ", ".join(
        metric(slug).title.lower() if tongue.code == "en" else tongue.title(metric(slug).title, slug=slug)
        for slug in query.metrics
    )
    if query.having and query.by:
        return sentence(say(language, "no such thing", things=_things(query.by[0], language)), language)
    if query.period is None or all(metric(slug).balance for slug in query.metrics):
        return sentence(say(language, "comes to zero", titles=titles), language)
    days = show_period(query.period) if tongue.code == "en" else write_period(query.period, tongue.code)
    said = say(language, "nothing on" if query.period.days == 1 else "nothing from", titles=titles, days=days)
    [(first, last)] = mirror.rows("SELECT MIN(business_date), MAX(business_date) FROM daily_sales")
    if first is None:
        said = say(language, "no sales yet", said=said)
    elif query.period.end <= first or query.period.start > last:
        days_of = show_day if tongue.code == "en" else lambda day: write_day(day, tongue.code)
        said = say(language, "sales between", said=said, first=days_of(first), last=days_of(last))
    return sentence(said, language)


def tell_corrections(corrections: Sequence[Correction], language: str) -> str:
    """Which words were put right and which clauses left aside, before the sentence; empty where none was."""
    return "".join(
        say(language, "read as" if read else "left aside", written=written, read=read) for written, read in corrections
    )


def sentence(text: str, language: str = "en") -> str:
    """With a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".?!।" else say(language, "stop"))


def _one_figure(result: Result, slug: str, shop: Shop) -> str:
    language = shop.language
    columns = {column.slug: (column, value) for column, value in zip(result.columns, result.rows[0], strict=True)}
    column, value = columns[slug]
    said = say(language, "figure", title=_title(column, shop), value=write(value, column, shop))
    if slug + BEFORE not in columns:
        return said
    before_column, before_value = columns[slug + BEFORE]
    before, change = write(before_value, before_column, shop), columns[slug + CHANGE][1]
    if change is None:
        return say(language, "against", said=said, before=before)
    if not change:
        return say(language, "same", said=said, before=before)
    amount = say(language, "points" if column.unit == "percent" else "per cent", change=f"{abs(change).normalize():f}")
    return say(language, "more" if change > 0 else "less", said=said, change=amount, before=before)


def _over_time(result: Result, label: int, first: Column, shop: Shop) -> str:
    """The sum where there is one, and the highest and lowest of the row."""
    language, title = shop.language, _title(first, shop)
    position = result.columns.index(first)
    rows = [row for row in result.rows if row[position] is not None]
    if not rows:
        return sentence(say(language, "nothing known", title=title), language)
    highest, lowest = max(rows, key=lambda row: row[position]), min(rows, key=lambda row: row[position])
    parts = []
    if metric(first.slug).adds_up_over(result.query.by) and len(result.query.by) == 1:
        parts.append(say(language, "in all", value=write(sum(row[position] for row in rows), first, shop)))
    parts.append(say(language, "highest", row=_row(result, highest, label, first, shop)))
    if len(rows) > 1:
        parts.append(say(language, "lowest", row=_row(result, lowest, label, first, shop)))
    return sentence(say(language, "course", title=title, parts=", ".join(parts)), language)


def _row(result: Result, row: tuple[Any, ...], label: int, first: Column, shop: Shop) -> str:
    slugs = [column.slug for column in result.columns]
    places = [label, *(slugs.index(slug) for slug in result.query.by[1:])]
    names = " / ".join(write(row[place], result.columns[place], shop) for place in places)
    return f"{names} {write(row[result.columns.index(first)], first, shop)}"


def _title(column: Column, shop: Shop) -> str:
    return tongue_of(shop.language).title(column.title, slug=column.slug)


def _things(slug: str, language: str) -> str:
    tongue = tongue_of(language)
    return dimension(slug).plural if tongue.code == "en" else tongue.title(dimension(slug).title, slug=slug)
