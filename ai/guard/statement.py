"""A statement while it is checked: its text, its tree, and what the checks have found out so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NoReturn, TypeVar

from sqlglot import exp

from ai.guard.names import Names
from ai.guard.refusal import Refused, parts_of, place_in, place_of
from ai.guard.schema import Schema

E = TypeVar("E", bound=exp.Expr)

MAX_ROWS: Final = (
    5_000  # that an answer may have, as the sandbox lets through; one more is asked for, to know that there were more
)


@dataclass
class Statement:
    """One text on its way through the checks; each check reads what those before it have filled in."""

    text: str
    schema: Schema
    permissions: frozenset[str]
    check: str = ""  # the name of the check under way
    tree: exp.Expr = field(init=False)
    nodes: list[exp.Expr] = field(default_factory=list)
    names: Names = field(init=False)
    limit: int = MAX_ROWS + 1
    limit_is_ours: bool = True
    sql: str = ""

    def of(self, *kinds: type[E]) -> Iterator[E]:
        """The nodes of these classes, a subclass included."""
        return (node for node in self.nodes if isinstance(node, kinds))

    def refuse(self, message: str, at: exp.Expr | int | None = None) -> NoReturn:
        """Raises ``Refused`` of the check under way; ``at``: the part at fault, or its offset in the text."""
        if isinstance(at, exp.Expr):
            place = place_in(self.text, at)
        else:
            place = place_of(self.text, at) if at is not None else (1, 1)
        raise Refused(message, check=self.check, place=place)


def walk(tree: exp.Expr) -> Iterator[tuple[exp.Expr, int]]:
    """Every node of a tree and how deep it is, a node before its parts."""
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((part, depth + 1) for part in parts_of(node))
