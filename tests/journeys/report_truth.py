"""Reports held against SQL written by hand: ``tests/cases/reports/<slug>.sql`` says what each of a report's tables holds.

A statement stands under a line ``-- [table] columns``: the names first, then the figures, as the report calls them. ``[figures]``
are the report's headlines; ``[table across month]`` is a table that has a column for each month, told here row by row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from analytics.report import Headline, Report, Table
from munim.days import Period
from tests.journeys.truth import Truth

FOLDER: Final = Path(__file__).parents[1] / "cases" / "reports"
_HEAD: Final = re.compile(r"^-- \[(?P<table>\w+)(?: across (?P<across>\w+))?\] (?P<columns>.+)$", re.MULTILINE)
_TENTH: Final = Decimal("0.1")

Rows = Counter[
    tuple[Any, ...]
]  # names and figures: rows that hold nothing are left out, for whom nothing happened may stand there


@dataclass(frozen=True)
class Statement:
    """What one table of a report holds, by the books."""

    table: str
    across: str | None
    columns: tuple[str, ...]
    sql: str

    def rows(self, truth: Truth, period: Period, names: int, **values: Any) -> Rows:
        found = truth.ask((FOLDER / "books.sql").read_text() + self.sql, period, **values)
        return _counted(found, names)

    def figures(self, truth: Truth, period: Period, **values: Any) -> tuple[Any, ...]:
        """The one row of a statement that has no names."""
        [row] = truth.ask((FOLDER / "books.sql").read_text() + self.sql, period, **values)
        return tuple(map(_plain, row))


def statements(slug: str) -> list[Statement]:
    """The statements of a report, none if nobody wrote any."""
    path = FOLDER / f"{slug}.sql"
    if not path.exists():
        return []
    text = path.read_text()
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return [
        Statement(head["table"], head["across"], tuple(head["columns"].split(", ")), text[head.end() : end])
        for head, end in zip(heads, ends, strict=True)
    ]


def assert_headlines(report: Report, statement: Statement, truth: Truth, period: Period, **values: Any) -> None:
    """Each headline is what the books say of the report's days, and each comparison of its own, with the change between them."""
    assert [item.column.slug for item in report.headlines] == _in_order(report, statement), report.kind
    now = statement.figures(truth, period, **values)
    for item, value in zip(statement.columns, now, strict=True):
        assert _plain(report.headline(item).value) == value, (report.kind, item)
    for item in report.headlines:
        place = statement.columns.index(item.column.slug)
        for each in item.comparisons:
            before = statement.figures(truth, each.period, **values)[place]
            assert _plain(each.value) == before, (report.kind, item.column.slug, each.than)
            assert each.change == _change(item, before), (report.kind, item.column.slug, each.than)


def assert_table(report: Report, statement: Statement, truth: Truth, period: Period, **values: Any) -> None:
    """The rows are those of the books, none more and none fewer but those that hold nothing; shares and changes follow."""
    table = report.table(statement.table)
    names = [column.slug for column in table.columns if not column.metric and column.unit != "id"]
    if statement.across is not None:
        names.append(statement.across)
    assert statement.columns[: len(names)] == tuple(names), (report.kind, table.name)
    figures = statement.columns[len(names) :]
    expected = statement.rows(truth, period, len(names), **values)
    if statement.across is not None:
        assert _long(table, names[:-1]) == expected, (report.kind, table.name)
        return
    found = list(zip(*(table.column(slug) for slug in (*names, *figures)), strict=True))
    assert _counted(found, len(names)) == expected, (report.kind, table.name)
    told = {column.slug for column in table.columns if column.metric and "__" not in column.slug}
    assert told == set(figures), (report.kind, table.name, "a column that the books are not asked for")
    _assert_shares(report, table)


def _assert_shares(report: Report, table: Table) -> None:
    whole = {item.column.slug: item.value for item in report.headlines}
    for column in table.columns:
        slug, _, of = column.slug.partition("__")
        if of == "share" and whole.get(slug):
            for share, part in zip(table.column(column.slug), table.column(slug), strict=True):
                assert share == _half_up(Decimal(100) * part / whole[slug]), (report.kind, table.name, column.slug)
    for value, column in zip(table.total or (), table.columns, strict=bool(table.total)):
        if value is not None and column.slug in whole:
            assert value == whole[column.slug], (report.kind, table.name, column.slug)


def _in_order(report: Report, statement: Statement) -> list[str]:
    """The statement's figures in the report's order: each once, none left out."""
    order = [item.column.slug for item in report.headlines]
    return sorted(statement.columns, key=lambda slug: order.index(slug) if slug in order else len(order))


def _counted(found: list[tuple[Any, ...]], names: int) -> Rows:
    return Counter((*row[:names], *map(_plain, row[names:])) for row in found if any(row[names:]))


def _long(table: Table, names: list[str]) -> Rows:
    """A table with a column for each month as one row a month."""
    keys = list(zip(*(table.column(name) for name in names), strict=True))
    return _counted(
        [(*key, of, value) for of, cells in _crossed(table) for key, value in zip(keys, cells, strict=True)],
        len(names) + 1,
    )


def _crossed(table: Table) -> Iterator[tuple[Any, list[Any]]]:
    for column in table.columns:
        if column.of is not None:
            yield column.of[1], table.column(column.slug)


def _plain(value: Any) -> Any:
    """A figure as it is compared: what is not there is nothing."""
    if value is None:
        return 0
    return value.normalize() if isinstance(value, Decimal) else value


def _change(item: Headline, before: Any) -> Decimal | None:
    if item.column.unit == "percent":
        return None if item.value is None or item.comparisons[0].value is None else Decimal(item.value - before)
    if item.value is None or not before:
        return None
    return _half_up(Decimal(100) * (item.value - before) / abs(before))


def _half_up(value: Decimal) -> Decimal:
    return value.quantize(_TENTH, "ROUND_HALF_UP")
