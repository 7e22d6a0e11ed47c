"""What the guard says when it refuses: which check, where, and why."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process
from sqlglot import exp

from munim import errors

Place = tuple[int, int]  # line and column, from 1


class Refused(errors.Refused):
    """This SQL may not be run."""

    code = "sql_refused"

    def __init__(self, message: str, *, check: str, place: Place = (1, 1), nearest: str = "") -> None:
        """``check``: the name of the check of ``ai.guard.CHECKS`` that refused; ``nearest``: the name that was meant, perhaps."""
        line, column = place
        facts = {"nearest": nearest} if nearest else {}
        super().__init__(message, field="sql", accepted=False, check=check, line=line, column=column, **facts)
        self.check = check
        self.line = line
        self.column = column


def place_of(text: str, offset: int) -> Place:
    """The line and column of a character of ``text``."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def place_in(text: str, node: exp.Expr) -> Place:
    """Where ``node`` stands in ``text``: its own first word, or that of the first part that has one."""
    waiting, first = [node], len(text)
    while waiting:
        one = waiting.pop()
        start = one.meta_get("start")
        if start is not None:
            first = min(first, start)
        waiting.extend(parts_of(one))
    return place_of(text, first) if first < len(text) else (1, 1)


def parts_of(node: exp.Expr) -> list[exp.Expr]:
    """The expressions that ``node`` is made of, in no particular order."""
    parts = []
    for value in node.args.values():
        if isinstance(value, exp.Expr):
            parts.append(value)
        elif isinstance(value, list):
            parts.extend(one for one in value if isinstance(one, exp.Expr))
    return parts


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that ``name`` is most like; empty where none is."""
    found = process.extractOne(name.lower(), list(known), scorer=fuzz.ratio, score_cutoff=75)
    return found[0] if found else ""
