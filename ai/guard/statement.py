"""A statement while it is checked: its text, its tree, and what the checks have found out so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, NoReturn, TypeVar

from sqlglot import exp

from ai.guard.names import Names
from ai.guard.refusal import Refused, place_in, place_of
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
    kinds: dict[type[exp.Expr], list[Any]] = field(default_factory=dict)  # the nodes by their class
    names: Names = field(init=False)
    limit: int = MAX_ROWS + 1
    limit_is_ours: bool = True
    sql: str = ""

    def of(self, *kinds: type[E]) -> Iterator[E]:
        """The nodes of these classes, a subclass included."""
        return chain.from_iterable(found for kind, found in self.kinds.items() if issubclass(kind, kinds))

    def refuse(self, message: str, at: exp.Expr | int | None = None) -> NoReturn:
        """Raises ``Refused`` of the check under way; ``at``: the part at fault, or its offset in the text."""
        if isinstance(at, exp.Expr):
            place = place_in(self.text, at)
        else:
            place = place_of(self.text, at) if at is not None else (1, 1)
        raise Refused(message, check=self.check, place=place)
