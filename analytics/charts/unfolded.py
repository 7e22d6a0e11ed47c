"""A pivot laid out as rows again, so that it is drawn whole: a heat map or a stack, not its first column alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.catalogue import dimension
from analytics.compile import UNITS
from analytics.query import Column
from analytics.tongues import tongue_of


def unfolded(
    columns: Sequence[Column], rows: Sequence[Sequence[Any]], language: str
) -> tuple[Sequence[Column], Sequence[Sequence[Any]]]:
    """One row for each cell of the first figure of a pivot, its totals left out; anything else as it is."""
    crossed = [column for column in columns if column.of is not None]
    if not crossed:
        return columns, rows
    tongue = tongue_of(language)
    figure, _, _ = crossed[0].slug.rpartition("__")
    cells = [n for n, column in enumerate(columns) if column.slug.rpartition("__")[0] == figure and _is_cell(column)]
    labels = [n for n, column in enumerate(columns) if not column.metric]
    assert crossed[0].of is not None  # they were chosen by it
    across = dimension(crossed[0].of[0])
    unit = across.unit or UNITS[across.kind]
    several = len({column.slug.rpartition("__")[0] for column in crossed}) > 1
    first = columns[cells[0]]
    title = (
        first.title.rpartition(": ")[2] if several else tongue.title(figure.replace("_", " ").capitalize(), slug=figure)
    )
    laid_out = (*(columns[n] for n in labels), Column(across.slug, tongue.title(across.title, slug=across.slug), unit), Column(figure, title, first.unit, metric=True))  # fmt: skip
    return laid_out, [
        (*(row[n] for n in labels), _value(columns[n], unit, several=several), row[n]) for row in rows for n in cells
    ]


def _is_cell(column: Column) -> bool:
    return column.of is not None or column.slug.endswith("__others")


def _value(column: Column, unit: str, *, several: bool) -> Any:
    """What the column is of: a day, an hour, or a name as it is read."""
    if unit != "text":
        return None if column.of is None else column.of[1]
    return column.title.rpartition(": ")[0] if several else column.title
