"""``MetricQuery``: the one type every figure goes through, and the result it yields."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

from munim.days import Period

Value = str | int | Decimal | date | bool


class Filter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``dimension`` (a slug of the catalogue) compared with values; several filters are joined by AND.

    ``in``/``not_in`` take one or more values; for an entity (customer, product, category, staff) a value is its
    id or exact name. ``above``/``below``/``at_least``/``at_most``/``between`` compare numbers.
    """

    dimension: str
    operator: Literal["in", "not_in", "above", "below", "at_least", "at_most", "between"] = "in"
    values: tuple[str | int | float | bool, ...] = ()


class Having(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition on a metric's value per group: "who owes more than 5,000". Money is in minor units."""

    metric: str
    operator: Literal["above", "below", "at_least", "at_most", "between", "equals"]
    values: tuple[int | Decimal, ...]


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sort by a metric or dimension slug of the query."""

    by: str
    descending: bool = True


class Among(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Things of ``dimension`` that are rows of a query of their own, or with ``negated`` are not.

    The query is of ``metrics`` by the dimension, with its own conditions, period and limit: the customers who owe more than
    5,000, the five best products of last month. Each row of the outer query's sources belongs to one of these things.
    """

    dimension: str
    metrics: tuple[str, ...]
    where: tuple[Filter, ...] = ()
    having: tuple[Having, ...] = ()
    period: Period | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    negated: bool = False

    @property
    def query(self) -> MetricQuery:
        """The query whose rows are meant."""
        return MetricQuery(
            self.metrics, (self.dimension,), self.where, self.having, self.period, order=self.order, limit=self.limit
        )


class MetricQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which metrics, by which dimensions, of which period, compared with what.

    ``metrics`` and ``by`` hold slugs of the catalogue. ``period`` is of business dates, end excluded; None is all
    time (or, for a balance, as of now). ``compare`` adds ``<metric>__before`` and ``<metric>__change`` (per cent; for
    a metric that is itself a percentage, points) columns of the period before, the same days a year (364 days)
    earlier, the same dates, the same distance from a festival, or a period stated. ``shares`` adds ``<metric>__share``, per cent of the sum over all groups. ``running``
    adds ``<metric>__running``, the sum of the rows up to each in time. ``rolling`` adds to a split by day ``<metric>__rolling``, the
    sum over as many days up to each, days before the period among them, and ``<metric>__rolling_mean``, that by day. A date
    dimension with ``fill`` yields a row for every day, week or month of the period, zero where nothing was sold.

    ``among`` keeps what belongs to things that another query finds. With ``per``, some of the dimensions of ``by``, the
    ``limit`` counts anew within each group of these: the three best products of each category. ``ratio`` adds ``<first>__ratio``, the first of two
    metrics by the second: per cent where their units are equal. ``shown`` leaves of a split only the rows it names, their shares still of the whole.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    having: tuple[Having, ...] = ()
    period: Period | None = None
    compare: Literal["none", "previous", "last_year", "same_dates", "festival"] | Period = "none"
    order: tuple[Order, ...] = ()
    limit: int | None = None
    fill: bool = False
    shares: bool = False
    running: bool = False
    rolling: int | None = None
    among: tuple[Among, ...] = ()
    per: tuple[str, ...] = ()
    ratio: bool = False
    shown: tuple[Filter, ...] = ()


class Column(msgspec.Struct, frozen=True):
    """One column of a result: ``unit`` is money (minor units), count, quantity, percent, ratio, date, weekday (ISO), hour, text or id.

    ``of``: of a pivot's column, the (dimension, value) its figures are of.
    """

    slug: str
    title: str
    unit: str
    metric: bool = False
    of: tuple[str, Any] | None = None


class Result(msgspec.Struct, frozen=True):
    """What a MetricQuery yields: rows in the order of ``columns``, and where they came from."""

    query: MetricQuery
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    currency: str
    version: int
    as_of: datetime
