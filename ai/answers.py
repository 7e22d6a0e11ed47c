"""Answers: a question in words, read, run on the shop's mirror, and told in a sentence with its figures.

Nothing is answered that was not asked: the answer says how it read the question, with its dates, and carries the query
and the SQL behind every figure. What cannot be read is refused, naming the words; what is open is asked back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from ai.parser import Choice, Parsed, parse
from ai.parser.lexicon import Correction
from ai.parser.restate import restate, show_day, show_period
from ai.shop_names import SHARED_NAMES, ShopNames
from analytics.catalogue import dimension, metric
from analytics.charts import result_chart
from analytics.compile import CHANGE
from analytics.freshness import notice
from analytics.notation import write
from analytics.query import Column, MetricQuery, Result
from analytics.report import plain
from analytics.results import run_query, shop_of
from analytics.shapes import BEFORE
from analytics.shop import Shop
from etl.reader import Mirror
from munim.days import Calendar, Period
from munim.errors import Forbidden, Invalid

LISTED: Final = 3  # rows that the sentence tells; the table has them all


class Answer(msgspec.Struct, frozen=True):
    """What came of a question.

    ``status`` answered: ``rows`` under ``columns`` answer it. empty: they would, but nothing is recorded. ask: one of
    ``choices`` is meant; running its query answers. refused: ``sentence`` says why, naming ``unused`` words, and
    ``choices`` holds the nearest question that can be answered. Money in ``rows`` is in minor units of ``currency``;
    ``chart`` is a Vega-Lite specification, None where the sentence says it all.
    """

    question: str
    status: Literal["answered", "ask", "refused", "empty"]
    language: str
    reading: str
    sentence: str
    currency: str
    version: int
    as_of: datetime
    notice: str = ""  # that the figures are old, in words to be shown beside them
    columns: tuple[Column, ...] = ()
    rows: Sequence[tuple[Any, ...]] = ()
    row_count: int = 0
    chart: dict[str, Any] | None = None
    query: MetricQuery | None = None
    sql: str = ""
    unused: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    choices: tuple[Choice, ...] = ()


def ask(
    question: str,
    *,
    mirror: Mirror,
    calendar: Calendar,
    today: date,
    permissions: frozenset[str],
    language: str = "en",
    names: ShopNames = SHARED_NAMES,
    at: datetime | None = None,
) -> Answer:
    """The answer to ``question``, asked on the shop's day ``today`` by someone with ``permissions``.

    ``at``, the moment of asking, has old figures called old. ``language`` is that of the asker; questions are understood in English and Hinglish, sentences are in English.
    Never raises for what a person may type: what they may not see, or what cannot be told, is a refusal.
    """
    shop = shop_of(mirror)
    parsed = parse(
        question, names=names.of(mirror, permissions), calendar=calendar, today=today, currency=shop.currency
    )
    if parsed.query is None:
        return _unanswered(parsed, mirror, shop, language)
    return answer_query(
        parsed.query, question=question, reading=parsed.reading, mirror=mirror, today=today, permissions=permissions, language=language,
        corrections=parsed.corrections, choices=parsed.choices, at=at,
    )  # fmt: skip


def answer_query(
    query: MetricQuery,
    *,
    question: str,
    mirror: Mirror,
    today: date,
    permissions: frozenset[str],
    reading: str = "",
    language: str = "en",
    corrections: tuple[Correction, ...] = (),
    choices: tuple[Choice, ...] = (),
    at: datetime | None = None,
) -> Answer:
    """The answer that ``query`` gives: of a question read, or of a choice that the asker made."""
    shop = shop_of(mirror)
    reading = reading or restate(query, names=(), today=today, currency=shop.currency)
    try:
        result = run_query(mirror, _up_to(today, query), permissions=permissions, today=today)
    except (Forbidden, Invalid) as error:
        return Answer(
            question,
            "refused",
            language,
            reading,
            _sentence(error.message),
            shop.currency,
            mirror.version,
            mirror.as_of,
            query=query,
        )
    empty = _is_empty(result)
    sentence = _nothing(query, mirror) if empty else tell(result, shop)
    chart = None if empty else result_chart(result, shop, sentence=sentence)
    return Answer(
        question, "empty" if empty else "answered", language, reading, _corrected(corrections) + sentence, shop.currency, result.version, mirror.fresh_at,
        notice=notice(mirror.fresh_at, at, shop), columns=result.columns, rows=result.rows, row_count=len(result.rows), chart=chart.spec if chart else None,
        query=query, sql=result.sql, corrections=corrections, choices=choices,
    )  # fmt: skip


def _up_to(today: date, query: MetricQuery) -> MetricQuery:
    """``query`` without the rows of days to come: "by month this year" would end in zeros that say nothing."""
    period, tomorrow = query.period, today + timedelta(days=1)
    if not query.fill or query.compare != "none" or period is None or not period.start <= today < period.last:
        return query
    return msgspec.structs.replace(query, period=Period(period.start, tomorrow))


def document(answer: Answer, shop: Shop) -> dict[str, Any]:
    """The answer as JSON carries it, the same for page, API and command line: rows as objects, money as decimal strings."""
    rows = [
        {column.slug: plain(value, column, shop) for column, value in zip(answer.columns, row, strict=True)}
        for row in answer.rows
    ]
    fields = {name: getattr(answer, name) for name in answer.__struct_fields__ if name != "rows"}
    built: dict[str, Any] = msgspec.to_builtins(fields)
    return {**built, "rows": rows}


def tell(result: Result, shop: Shop) -> str:
    """The sentence that answers: one figure, or the rows that matter most of many."""
    first = next(column for column in result.columns if column.metric)
    if not result.query.by:
        return _sentence("; ".join(_one_figure(result, slug, shop) for slug in result.query.metrics))
    if not result.rows:
        return "None."
    label = next(position for position, column in enumerate(result.columns) if column.slug == result.query.by[0])
    if dimension(result.query.by[0]).in_time and result.query.limit is None:
        return _over_time(result, label, first, shop)
    said = [_row(result, row, label, first, shop) for row in result.rows[:LISTED]]
    more = len(result.rows) - len(said)
    counted = (
        ", " + _count(len(result.rows), result.query.by[0])
        if len(result.rows) > 1 and result.query.limit is None
        else ""
    )
    return _sentence(f"{first.title}{counted}: " + ", ".join(said) + (f" and {more} more" if more else ""))


def _one_figure(result: Result, slug: str, shop: Shop) -> str:
    columns = {column.slug: (column, value) for column, value in zip(result.columns, result.rows[0], strict=True)}
    column, value = columns[slug]
    said = f"{column.title}: {write(value, column, shop)}"
    if slug + BEFORE not in columns:
        return said
    before_column, before = columns[slug + BEFORE]
    change = columns[slug + CHANGE][1]
    if change is None:
        return f"{said}, against {write(before, before_column, shop)} before"
    points = " points" if column.unit == "percent" else "%"
    moved = f"{abs(change).normalize():f}{points} {'more' if change > 0 else 'less'} than" if change else "the same as"
    return f"{said}, {moved} the {write(before, before_column, shop)} before"


def _over_time(result: Result, label: int, first: Column, shop: Shop) -> str:
    """The sum where there is one, and the highest and lowest of the row."""
    position = result.columns.index(first)
    rows = [row for row in result.rows if row[position] is not None]
    if not rows:
        return _sentence(f"{first.title}: nothing is known")
    highest, lowest = max(rows, key=lambda row: row[position]), min(rows, key=lambda row: row[position])
    parts = []
    if metric(first.slug).adds_up_over(result.query.by) and len(result.query.by) == 1:
        parts.append(f"{write(sum(row[position] for row in rows), first, shop)} in all")
    parts.append(f"highest {_row(result, highest, label, first, shop)}")
    if len(rows) > 1:
        parts.append(f"lowest {_row(result, lowest, label, first, shop)}")
    return _sentence(f"{first.title}: " + ", ".join(parts))


def _row(result: Result, row: tuple[Any, ...], label: int, first: Column, shop: Shop) -> str:
    return f"{write(row[label], result.columns[label], shop)} {write(row[result.columns.index(first)], first, shop)}"


def _count(count: int, slug: str) -> str:
    return f"{count:,} {dimension(slug).plural}"


def _is_empty(result: Result) -> bool:
    """No row, or no row that says anything: nothing was recorded."""
    figures = [
        position for position, column in enumerate(result.columns) if column.metric and not column.slug.endswith(CHANGE)
    ]
    return all(not row[position] for row in result.rows for position in figures)


def _nothing(query: MetricQuery, mirror: Mirror) -> str:
    """That nothing is recorded, and, for a time outside them, which days the books hold."""
    titles = ", ".join(metric(slug).title.lower() for slug in query.metrics)
    if query.having:
        return _sentence(f"there are no {dimension(query.by[0]).plural} of which that is true")
    if query.period is None or all(metric(slug).balance for slug in query.metrics):
        return _sentence(f"nothing is recorded: {titles} come to zero")
    said = f"nothing is recorded for {titles} {'on' if query.period.days == 1 else 'from'} {show_period(query.period)}"
    [(first, last)] = mirror.rows("SELECT MIN(business_date), MAX(business_date) FROM daily_sales")
    if first is None:
        return _sentence(f"{said}; the books hold no sales yet")
    if query.period.end <= first or query.period.start > last:
        return _sentence(f"{said}; the books hold sales from {show_day(first)} to {show_day(last)}")
    return _sentence(said)


def _unanswered(parsed: Parsed, mirror: Mirror, shop: Shop, language: str) -> Answer:
    """A question back, or a refusal with the nearest question that can be answered."""
    sentence = _corrected(parsed.corrections) + _sentence(parsed.reason)
    if parsed.status == "refused" and parsed.choices:
        sentence += f" I could answer: {parsed.choices[0].reading}"
    return Answer(
        parsed.question, "ask" if parsed.status == "ask" else "refused", language, parsed.reading, sentence, shop.currency, mirror.version, mirror.as_of,
        unused=parsed.unused, corrections=parsed.corrections, choices=parsed.choices,
    )  # fmt: skip


def _corrected(corrections: Sequence[Correction]) -> str:
    return "".join(f"I read “{written}” as “{read}”. " for written, read in corrections)


def _sentence(text: str) -> str:
    """With a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".?!" else ".")
