"""A query's shape with its slugs looked up, and the words its statement is written in: names of columns, types, pieces of SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import sqlglot
from sqlglot import exp

from analytics.catalogue import dimension, measured_by, metric
from analytics.dimensions import Dimension
from analytics.metrics import Metric
from analytics.shapes import Shape

DIALECT: Final = "duckdb"
CHANGE: Final = "__change"
SHARE: Final = "__share"
RUNNING: Final = "__running"
ROLLING: Final = "__rolling"
ROLLING_MEAN: Final = "__rolling_mean"
RATIO: Final = "__ratio"

STORED: Final = {"money": "BIGINT", "count": "BIGINT", "quantity": "DECIMAL(18, 3)"}
UNITS: Final = {
    "calendar": "date",
    "month": "date",
    "weekday": "weekday",
    "hour": "hour",
    "entity": "text",
    "text": "text",
}


class Question:
    """A shape with its slugs looked up; ``sets``: the trees of the queries that its sets of things come from."""

    def __init__(self, shape: Shape, sets: Sequence[exp.Query] = ()) -> None:
        self.shape = shape
        self.sets = sets
        self.metrics = tuple(metric(slug) for slug in shape.metrics)
        self.dimensions = tuple(dimension(slug) for slug in shape.by)
        self.asked = tuple(dict.fromkeys([*self.metrics, *(metric(item.slug) for item in shape.having)]))
        # the metrics with measures that the asked ones are made of, and those made of others
        self.measured = tuple(dict.fromkeys(each for item in self.asked for each in measured_by(item.slug)))
        self.formulas = tuple(item for item in self.asked if item.formula)

    @property
    def keys(self) -> list[str]:
        """The columns that tell one group from another."""
        return [name for item in self.dimensions for name in key_columns(item)]

    @property
    def spined(self) -> bool:
        """Whether the groups are known before any fact is: they are the days, weeks or months of the period."""
        return self.shape.fill and all(item.kind == "calendar" for item in self.dimensions)

    @property
    def undivided(self) -> bool:
        """Whether each source has one row to tell."""
        return not self.dimensions

    @property
    def labels(self) -> list[str]:
        """The columns that name a group without telling it apart."""
        return [item.slug for item in self.dimensions if item.slug not in key_columns(item)]

    @property
    def figures(self) -> list[tuple[str, Metric]]:
        """Each measured metric in each moment, under the name its column has."""
        return [(item.slug + moment.suffix, item) for moment in self.shape.moments for item in self.measured]


def key_columns(item: Dimension) -> tuple[str, ...]:
    """The columns that tell the groups of a dimension apart: its id, or itself where the name is all there is."""
    if item.kind != "entity":
        return (item.slug,)
    return (f"{item.slug}_id", f"{item.slug}_words") if item.may_be_words else (f"{item.slug}_id",)


@lru_cache(maxsize=1024)
def piece(sql: str) -> exp.Expr:
    """The tree of a piece of the catalogue. Copy it before putting it anywhere."""
    return sqlglot.parse_one(sql, read=DIALECT)


def nothing(item: Metric) -> exp.Expr:
    """No figure, in the figure's own type: not every engine sums up what has none."""
    return exp.cast(exp.null(), STORED[item.unit], dialect=DIALECT)


def settled(figure: exp.Expr, item: Metric) -> exp.Expr:
    """A figure as it leaves the statement: zero rather than nothing, in its own type."""
    return exp.cast(exp.func("COALESCE", figure, exp.Literal.number(0)), STORED[item.unit], dialect=DIALECT)


def literal(value: Any) -> exp.Expr:
    """A value as a node of the tree."""
    match value:
        case None:
            return exp.null()
        case bool():
            return exp.true() if value else exp.false()
        case int() | Decimal():
            return exp.Literal.number(str(value)) if value >= 0 else exp.Neg(this=exp.Literal.number(str(-value)))
        case datetime():
            raise TypeError("figures are of business dates, not of instants")
        case date():
            return exp.cast(exp.Literal.string(value.isoformat()), "date")
        case _:
            return exp.Literal.string(str(value))
