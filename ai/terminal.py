"""An answer in the terminal: how the question was read, the sentence, the figures, and the SQL behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai.answers import Answer
from analytics.shop import Shop
from analytics.terminal import result_grid

if TYPE_CHECKING:
    from rich.console import RenderableType


def answer_lines(answer: Answer, shop: Shop) -> list[RenderableType]:
    """What to print, top to bottom, with ``rich``."""
    from rich.text import Text

    lines: list[RenderableType] = [Text(answer.question, style="bold")]
    if answer.reading:
        lines.append(Text(f"read as: {answer.reading}", style="cyan"))
    lines.append(Text(answer.sentence))
    if answer.notice:
        lines.append(Text(answer.notice, style="yellow"))
    if len(answer.rows) > 1:
        lines.append(result_grid(answer.columns, answer.rows, shop))
    if answer.status in ("ask", "refused"):
        lines += [Text(f"  · {choice.reading}") for choice in answer.choices]
    if answer.sql:
        lines.append(Text(answer.sql, style="dim"))
    return lines
