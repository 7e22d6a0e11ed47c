"""Speaking to a person at a terminal: data to standard output, talk to standard error.

Colours and moving bars appear only on a terminal, none under NO_COLOR; elsewhere lines are plain and never broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

Progress = Callable[[str, float], None]
"""Told what is being done and the share of the whole that is done, 0 to 1."""

PLAIN_WIDTH: Final = 200  # columns where there is no terminal to ask


def talk() -> Console:
    """A console on standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, emoji=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, emoji=False, width=PLAIN_WIDTH)


def print_lines(lines: Sequence[RenderableType]) -> None:
    """Print to standard output, one under the other."""
    console = _console()
    for line in lines:
        console.print(line)


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; nothing without rows. Cells may carry rich's markup. Numbers stand to the right."""
    from rich import box
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for n, column in enumerate(columns):
        table.add_column(column, justify="right" if all(_is_number(row[n]) for row in rows) else "left")
    for row in rows:
        table.add_row(*row)
    if rows:
        print_lines([table])


def _is_number(cell: str) -> bool:
    return not cell or cell.lstrip("-−£₹$€").replace(",", "").replace(".", "").isdigit()


def print_json(value: Any) -> None:
    """Print anything msgspec encodes, indented."""
    import msgspec

    print(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode())


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere a plain line for each new thing that is being done."""
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = talk()
    if not console.is_terminal:
        said: list[str] = []

        def say(what: str, done: float) -> None:
            if not said or said[-1] != what:
                said.append(what)
                console.print(f"{title}: {done:4.0%} {what}")

        yield say
        return
    with Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda what, done: bar.update(task, description=f"{title}: {what}", completed=done)
