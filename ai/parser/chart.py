"""A bottom-up chart over typed spans: every constituent that the rules can build, cheapest first.

An ``Edge`` is one reading of one span. A ``Rule`` joins neighbouring edges of given categories into one of another;
its function may decline by returning None, which is how types are checked. Small words such as "the" may stand
between the parts of a rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

MAX_PER_SPAN: Final = 6  # readings kept of one span in one category


class Edge(NamedTuple):
    """Tokens ``start`` to ``end`` read as ``value`` of ``category``; ``cost`` grows with every liberty taken.

    ``how`` is the provenance: exact, synonym, plural, sound, slip, part, or rule for what rules built.
    """

    start: int
    end: int
    category: str
    value: Any
    cost: float = 0.0
    how: str = "exact"


class Rule(NamedTuple):
    """``category`` is made of ``parts`` in this order; ``build`` gets their values and returns the whole's, or None."""

    category: str
    parts: tuple[str, ...]
    build: Callable[..., Any]
    cost: float = 0.0


class _Waiting(NamedTuple):
    """A rule whose first parts have been found, up to where the next must begin."""

    rule: Rule
    start: int
    values: tuple[Any, ...]
    cost: float


class Chart:
    """All edges over a row of tokens, closed under a grammar."""

    def __init__(
        self, length: int, lattice: Iterable[Edge], rules: Sequence[Rule], *, skippable: Sequence[bool]
    ) -> None:
        """``skippable[i]``: token i may stand between the parts of a rule."""
        self._length = length
        self._skippable = skippable
        self._by_first: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            self._by_first[rule.parts[0]].append(rule)
        self.starting: list[defaultdict[str, list[Edge]]] = [defaultdict(list) for _ in range(length + 1)]
        self._in_span: defaultdict[tuple[int, int, str], list[Edge]] = defaultdict(list)
        agenda: list[list[Edge]] = [[] for _ in range(length + 1)]
        for edge in lattice:
            agenda[edge.start].append(edge)
        # From right to left: whatever starts later is complete before it is needed as a second part.
        for start in range(length - 1, -1, -1):
            self._close(start, sorted(agenda[start], key=lambda edge: (edge.cost, edge.end)))

    def _close(self, start: int, found: list[Edge]) -> None:
        """Adds the edges that begin at ``start`` and all that rules build from them."""
        queue = list(found)
        while queue:
            edge = queue.pop(0)
            if not self._keep(edge):
                continue
            for rule in self._by_first.get(edge.category, ()):
                queue.extend(self._complete(_Waiting(rule, start, (edge.value,), edge.cost + rule.cost), edge.end))

    def _complete(self, waiting: _Waiting, at: int) -> list[Edge]:
        """The edges that a waiting rule yields with what starts at ``at``."""
        done = len(waiting.values)
        if done == len(waiting.rule.parts):
            value = waiting.rule.build(*waiting.values)
            return (
                [] if value is None else [Edge(waiting.start, at, waiting.rule.category, value, waiting.cost, "rule")]
            )
        wanted = waiting.rule.parts[done]
        built: list[Edge] = []
        position = at
        while position < self._length:
            for part in self.starting[position].get(wanted, ()):
                grown = waiting._replace(values=(*waiting.values, part.value), cost=waiting.cost + part.cost)
                built.extend(self._complete(grown, part.end))
            if not self._skippable[position]:
                break
            position += 1
        return built

    def _keep(self, edge: Edge) -> bool:
        """Records the edge unless its like is known or its span is full of cheaper ones."""
        known = self._in_span[edge.start, edge.end, edge.category]
        if len(known) >= MAX_PER_SPAN or any(other.value == edge.value and other.cost <= edge.cost for other in known):
            return False
        known.append(edge)
        self.starting[edge.start][edge.category].append(edge)
        return True
