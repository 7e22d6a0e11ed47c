"""A report in the terminal: its findings, a spark line, and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from analytics.notation import write, write_change
from analytics.query import Column
from analytics.report import Report, Table, written_row, written_total
from analytics.shop import Shop

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table as Grid

_BARS: Final = "▁▂▃▄▅▆▇█"
_NUMBERS: Final = ("money", "count", "quantity", "percent", "ratio")


def spark_line(values: Sequence[int | float]) -> str:
    """``▁▄█``: each value's height between the lowest, or zero if that is lower, and the highest."""
    if not values:
        return ""
    low = min([0, *values])
    span = max(values) - low
    return "".join(_BARS[0] if not span else _BARS[int((value - low) * (len(_BARS) - 1) / span)] for value in values)


def report_lines(report: Report) -> list[RenderableType]:
    """What to print, top to bottom, with ``rich``."""
    from rich.text import Text

    lines: list[RenderableType] = [Text(report.title, style="bold"), Text(f"{report.shop.name}\n", style="dim")]
    lines += [Text(note, style="yellow") for note in report.notes]
    lines += [Text(sentence) for sentence in report.sentences]
    days = next((table for table in report.tables if table.name == "days"), None)
    if days is not None and days.rows:
        figure = next(column.slug for column in days.columns if column.metric)
        lines.append(Text(spark_line([value or 0 for value in days.column(figure)]), style="cyan"))
    lines.append(_headlines(report))
    lines += [_grid(table, report.shop) for table in report.tables if table.rows]
    return lines


def result_grid(columns: Sequence[Column], rows: Sequence[Sequence[Any]], shop: Shop) -> Grid:
    """The rows of a result or an answer as a table."""
    return _grid(Table("", "", tuple(columns), [tuple(row) for row in rows]), shop)


def _headlines(report: Report) -> Grid:
    thans = list(dict.fromkeys(each.than for item in report.headlines for each in item.comparisons))
    grid = _empty_grid("")
    grid.add_column("Figure")
    grid.add_column("", justify="right")
    for than in thans:
        grid.add_column(than.capitalize(), justify="right")
        grid.add_column("Change", justify="right")
    for item in report.headlines:
        cells = [item.column.title, write(item.value, item.column, report.shop)]
        for than in thans:
            held = next((each for each in item.comparisons if each.than == than), None)
            cells += (
                ["", ""]
                if held is None
                else [write(held.value, item.column, report.shop), write_change(held.change, report.shop)]
            )
        grid.add_row(*cells)
    return grid


def _grid(table: Table, shop: Shop) -> Grid:
    from rich.markup import escape

    grid = _empty_grid(table.title)
    for n in table.shown:
        number = table.columns[n].unit in _NUMBERS
        grid.add_column(table.columns[n].title, justify="right" if number else "left")
    for row in table.rows:
        grid.add_row(*map(escape, written_row(row, table, shop)))
    if table.total is not None:
        grid.add_section()
        grid.add_row(*written_total(table, shop), style="bold")
    return grid


def _empty_grid(title: str) -> Grid:
    from rich import box
    from rich.table import Table as Grid

    return Grid(title=title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
