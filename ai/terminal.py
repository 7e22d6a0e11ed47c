"""An answer in the terminal: how the question was read, the sentence, the figures, and the SQL behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from ai.answer import Answer
from analytics.shop import Shop
from analytics.terminal import result_grid, spark_line
from analytics.tongues import tongue_of

if TYPE_CHECKING:
    from rich.console import RenderableType

PRINTED: Final = 40  # rows; all of them are in the JSON


def answer_lines(answer: Answer, shop: Shop) -> list[RenderableType]:
    """What to print, top to bottom, with ``rich``."""
    from rich.text import Text

    told = msgspec.structs.replace(shop, language=tongue_of(answer.language).code)
    lines: list[RenderableType] = [Text(answer.question, style="bold")]
    if answer.reading:
        lines.append(Text(f"read as: {answer.reading}", style="cyan"))
    if answer.kept:
        lines.append(Text(f"kept: {'; '.join(answer.kept)}", style="dim"))
    if answer.changed:
        lines.append(Text(f"changed: {'; '.join(answer.changed)}", style="cyan"))
    if answer.source == "verified":
        lines.append(Text("marked as right in this business", style="green"))
    lines.append(Text(answer.sentence))
    if answer.notice:
        lines.append(Text(answer.notice, style="yellow"))
    if answer.chart is not None and answer.chart.kind == "line":
        figure = next(place for place, column in enumerate(answer.columns) if column.metric)
        lines.append(Text(spark_line([row[figure] or 0 for row in answer.rows]), style="cyan"))
    if len(answer.rows) > 1:
        lines.append(result_grid(answer.columns, answer.rows[:PRINTED], told))
    if len(answer.rows) > PRINTED:
        lines.append(Text(f"and {len(answer.rows) - PRINTED:,} more rows; --json has them all", style="dim"))
    if answer.choices and answer.status in ("answered", "empty"):
        lines.append(Text("it may also have been meant as:", style="dim"))
    lines += [Text(f"  {place}. {choice.reading}") for place, choice in enumerate(answer.choices, start=1)]
    if answer.sql:
        lines.append(Text(answer.sql, style="dim"))
    return lines
