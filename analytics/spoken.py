"""A report in another language: its titles and sentences; every figure stays the one it was."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import msgspec

from analytics.findings import with_sentences
from analytics.notation import write_days, write_period
from analytics.query import Column
from analytics.report import Comparison, Headline, Report, Table
from analytics.shop import Shop
from analytics.tongues import Tongue, tongue_of

# the columns whose words are Munim's own and nobody's name
OURS: Final = (
    "document", "times", "segment", "meaning", "reason", "slot", "step", "account", "expense_category", "split", "way", "seen"
)  # fmt: skip


def spoken(report: Report, language: str) -> Report:
    """``report`` as it is told in ``language``; in English it is as it was made.

    A title without words in that language stays in English, a name that somebody gave stays as it is.
    """
    tongue = tongue_of(language)
    if tongue.code == report.shop.language:
        return report
    shop = msgspec.structs.replace(report.shop, language=tongue.code)
    told = msgspec.structs.replace(
        report,
        shop=shop,
        title=_title(report, tongue),
        headlines=tuple(_headline(item, shop, tongue) for item in report.headlines),
        tables=tuple(_table(table, shop, tongue) for table in report.tables),
        notes=tuple(tongue.title(note) for note in report.notes),
    )
    return with_sentences(told)


def _title(report: Report, tongue: Tongue) -> str:
    """The title, its period in this language too where it has one."""
    written = write_period(report.period, report.shop.language)
    if report.kind not in tongue.titles and not report.title.endswith(written):
        return tongue.title(report.title)
    title = tongue.title(report.title.removesuffix(written).rstrip(", "), slug=report.kind)
    return tongue.say("title with period", title=title, period=write_period(report.period, tongue.code))


def _headline(item: Headline, shop: Shop, tongue: Tongue) -> Headline:
    held = tuple(_comparison(each, tongue) for each in item.comparisons)
    return msgspec.structs.replace(item, column=_column(item.column, shop, tongue), comparisons=held)


def _comparison(held: Comparison, tongue: Tongue) -> Comparison:
    return msgspec.structs.replace(held, than=tongue.within(held.than))


def _table(table: Table, shop: Shop, tongue: Tongue) -> Table:
    columns = tuple(_column(column, shop, tongue) for column in table.columns)
    ours = {n for n, column in enumerate(table.columns) if column.slug in OURS}
    rows = [tuple(_word(value, tongue) if n in ours else value for n, value in enumerate(row)) for row in table.rows]
    title = tongue.title(table.title, slug=table.name)
    return msgspec.structs.replace(table, title=title, columns=columns, rows=rows if ours else table.rows)


def _word(value: Any, tongue: Tongue) -> Any:
    """A word of Munim's own; what is none of them stays as it is."""
    return tongue.words.get(value, value) if isinstance(value, str) else value


def _column(column: Column, shop: Shop, tongue: Tongue) -> Column:
    """The column under its title in this language; of a pivot's, the month or day it is of."""
    of = None if column.of is None else column.of[1]
    if column.of is not None and isinstance(of, date):
        title = write_days(of, column.of[0], shop)
        figure = column.title.rpartition(": ")[2] if ": " in column.title else ""
        return msgspec.structs.replace(column, title=f"{title}: {tongue.title(figure)}" if figure else title)
    return msgspec.structs.replace(column, title=tongue.title(column.title, slug=column.slug))
