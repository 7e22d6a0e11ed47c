"""The formulas of the catalogue over figures that were read already: the same values that a statement would give."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from sqlglot import exp

from analytics.catalogue import metric
from analytics.compile.figures import scale_of
from analytics.compile.question import piece
from munim.money import round_half_up

Figure = int | Decimal | None
Reckoning = Callable[[Mapping[str, Any]], Figure]

_ACTS: Final[dict[type[exp.Expr], Callable[[Any, Any], Any]]] = {
    exp.Add: operator.add, exp.Sub: operator.sub, exp.Mul: operator.mul,
}  # fmt: skip


@lru_cache(maxsize=1024)
def reckoning(slug: str) -> Reckoning:
    """How the metric ``slug`` comes of the figures that it is made of, which are given by their slugs.

    Raises ``TypeError`` for one that is more than sums, differences and products of figures and one quotient.
    """
    item = metric(slug)
    if item.measures:
        return operator.itemgetter(slug)
    formula = piece(item.formula)
    if not isinstance(formula, exp.Div):
        return _reckoned(formula)
    above, below = _reckoned(formula.this), _reckoned(formula.expression)
    return lambda figures: quotient_of(above(figures), below(figures), unit=item.unit)


def _reckoned(tree: exp.Expr) -> Reckoning:
    match tree:
        case exp.Paren(this=inner):
            return _reckoned(inner)
        case exp.Column():
            return reckoning(tree.name)
        case exp.Literal():
            number = int(tree.name)
            return lambda _: number
        case exp.Add() | exp.Sub() | exp.Mul():
            act, left, right = _ACTS[type(tree)], _reckoned(tree.this), _reckoned(tree.expression)
            return lambda figures: _acted(act, left(figures), right(figures))
    raise TypeError(f"{tree.sql()} is reckoned by a statement alone")


def _acted(act: Callable[[Any, Any], Any], left: Figure, right: Figure) -> Figure:
    return None if left is None or right is None else act(left, right)


def quotient_of(above: Figure, below: Figure, *, unit: str) -> Figure:
    """``above / below`` as ``figures.quotient`` has it: rounded half away from zero, nothing where there is nothing to divide by."""
    if above is None or not below:
        return None
    places, factor = scale_of(unit)
    rounded = round_half_up(Decimal(factor * above) / below)
    return Decimal(rounded).scaleb(-places) if places else rounded
