"""What a statement of the model's came to, as an answer: its rows, what it is said to tell, and that it is no figure of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from ai.answer import Answer, ModelNote
from ai.model_statements import Stated
from ai.pictures import Picture
from ai.telling import sentence
from ai.wording import LANGUAGES, say
from analytics.charts.chart import chart_of
from analytics.freshness import notice
from analytics.notation import write
from analytics.query import Column
from analytics.reports import Figures
from analytics.tongues import tongue_of

_MINOR: Final = "_minor"
_WHOLE: Final = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER")
_DECIMALS: Final = 6  # of a number that is no amount: more are noise of a division


def answer_statement(stated: Stated, note: ModelNote, answer: Answer, figures: Figures) -> Answer:
    """The answer that the statement gives to the question of ``answer``."""
    ran, language = stated.ran, answer.language
    columns = tuple(_column(column.name, column.type) for column in ran.columns)
    rows = [tuple(map(_value, row)) for row in ran.rows]
    told = msgspec.structs.replace(figures.shop, language=tongue_of(language).code)
    empty = not any(value is not None for row in rows for value in row)
    sentences = {}
    for code in LANGUAGES:
        shop = msgspec.structs.replace(figures.shop, language=code)
        said = _told(columns, rows, code, shop) if not empty else say(code, "none")
        sentences[code] = f"{said} {sentence(say(code, 'sql by model'), code)}"
    chart = chart_of(columns, rows, told) if any(column.metric for column in columns) else None
    picture = Picture("number" if len(rows) == len(columns) == 1 else "table")
    return Answer(
        answer.question, "empty" if empty else "answered", language, stated.explanation, sentences[told.language], figures.shop.currency,
        figures.mirror.version, figures.mirror.fresh_at, sentences=sentences, notice=notice(figures.mirror.fresh_at, figures.at, told),
        columns=columns, rows=rows, row_count=len(rows), chart=None if empty else picture if chart is None else Picture(chart.kind, chart.spec),
        sql=ran.sql, choices=answer.choices, source="model", model=note,
    )  # fmt: skip


def _told(columns: tuple[Column, ...], rows: Sequence[tuple[Any, ...]], language: str, shop: Any) -> str:
    """The one figure, or how many rows there are."""
    if len(rows) == len(columns) == 1:
        said = say(language, "figure", title=columns[0].title, value=write(rows[0][0], columns[0], shop))
        return sentence(said, language)
    return sentence(say(language, "rows", count=f"{len(rows):,}"), language)


def _column(name: str, kind: str) -> Column:
    """How a column is read: amounts by their name, the rest by what DuckDB says of it."""
    title = name.removesuffix(_MINOR).replace("_", " ").capitalize()
    if kind in _WHOLE:
        return Column(name, title, "money" if name.endswith(_MINOR) else "count", metric=True)
    if kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")):
        return Column(name, title, "quantity", metric=True)
    return Column(name, title, "date" if kind == "DATE" else "id" if kind == "UUID" else "text")


def _value(value: Any) -> Any:
    """A value as answers have them: no float, and nothing that JSON does not have."""
    if isinstance(value, float):
        return Decimal(str(round(value, _DECIMALS))) if value == value and abs(value) != float("inf") else None
    if value is None or isinstance(value, int | str | Decimal | bool):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return str(value)
