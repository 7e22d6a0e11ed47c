"""From the clauses of a question to a ``MetricQuery``: what they mean together, and whether they fit.

Only a well-typed plan survives: a figure that can be split, filtered and dated as asked. Where the clauses leave
something open (which figure, which month) every sensible completion is a plan of its own with its cost, and the
choice between them is made, or asked for, in readings.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

import msgspec

from ai.parser.chart import Edge
from ai.parser.clauses import Clauses, Draft, Misfit, quantity_slug
from ai.parser.dates import Clock
from ai.parser.figures import figures_of
from ai.parser.fitting import instead_of, unfit
from ai.parser.grammar import Condition, Ranking, Selection
from ai.parser.liberties import DOUBTFUL, OFFERED, UNJOINED
from ai.parser.names import Name
from ai.parser.splits import splits
from ai.parser.times import times
from analytics.catalogue import dimension, metric
from analytics.query import Filter, Having, MetricQuery, Order
from munim.money import exponent


class Plan(NamedTuple):
    """A query the clauses may mean. ``names`` are those its filters carry.

    ``instead_of``: why what was asked cannot be told, when this is the nearest that can.
    """

    query: MetricQuery
    cost: float
    names: tuple[Name, ...] = ()
    instead_of: str = ""


class Planner:
    """Makes plans for one shop on one day."""

    def __init__(self, clock: Clock, currency: str) -> None:
        self._clock = clock
        self._currency = currency

    def plans(self, edges: Sequence[Edge]) -> Iterator[Plan | Misfit]:
        """Every plan of the clauses in ``edges``, or the reasons why there is none."""
        clauses = Clauses(edges)
        if (misfit := _contradiction(clauses)) is not None:
            yield misfit
            return
        for draft in splits(clauses):
            for measured in [draft] if isinstance(draft, Misfit) else figures_of(clauses, draft):
                yield from [measured] if isinstance(measured, Misfit) else self._completed(clauses, measured)

    def _completed(self, clauses: Clauses, draft: Draft) -> Iterator[Plan | Misfit]:
        """Adds time, comparison, filters, conditions, order; checks that all of it fits."""
        selections: list[Selection] = clauses.all("filter")
        crowd = next((selection.chosen for selection in selections if selection.chosen.crowd), None)
        if crowd is not None:
            yield Misfit(f"{crowd.crowd:,} {dimension(crowd.dimension).plural} answer to that name; write more of it")
            return
        where = tuple(
            Filter(chosen.dimension, "not_in" if negated else "in", tuple(_filter_value(name) for name in chosen.names))
            for chosen, negated in selections
        )
        names = tuple(name for selection in selections for name in selection.chosen.names)
        by = _compared_values(clauses, draft.by, selections)
        having = self._having(clauses, draft.metrics)
        for timed in times(clauses, draft, self._clock):
            if isinstance(timed, Misfit):
                yield timed
                continue
            query = MetricQuery(
                metrics=draft.metrics, by=(*timed.by, *(slug for slug in by if slug not in timed.by)), where=(*where, *timed.where),
                having=having, period=timed.period, compare=timed.compare, shares=clauses.has("share"),
            )  # fmt: skip
            query = _arranged(clauses, query, draft.ranking)
            cost = draft.cost + timed.cost + _unlikely_party(clauses, selections)
            if clauses.has("breakdown") and not query.by:
                yield Misfit("a breakdown by what is not said; ask by product, by customer, by day")
                continue
            reason = unfit(query, self._clock.today)
            if not reason:
                yield Plan(query, cost, names)
                continue
            yield Misfit(reason)
            instead = instead_of(query)
            if instead is not None and not unfit(instead, self._clock.today):
                yield Plan(instead, cost + DOUBTFUL, names, reason)

    def _having(self, clauses: Clauses, metrics: tuple[str, ...]) -> tuple[Having, ...]:
        return tuple(self._condition(condition, metrics) for condition in clauses.all("condition"))

    def _condition(self, condition: Condition, metrics: tuple[str, ...]) -> Having:
        slug = quantity_slug(condition.metric) or metrics[0]
        if slug == "items" and metrics == ("items_sold",):
            slug = "items_sold"  # "sold more than 50 pieces" counts what was sold
        scale = Decimal(10) ** exponent(self._currency) if metric(slug).unit == "money" else Decimal(1)
        values = tuple(amount * scale for amount in condition.amounts)
        return Having(slug, condition.operator, tuple(int(value) if value == int(value) else value for value in values))  # type: ignore[arg-type]  # the lexicon's operators are Having's


def _contradiction(clauses: Clauses) -> Misfit | None:
    """What no completion can mend."""
    dimensions = [(selection.chosen.dimension, selection.negated) for selection in clauses.all("filter")]
    if len(set(dimensions)) < len(dimensions):
        slug = next(slug for slug, negated in dimensions if dimensions.count((slug, negated)) > 1)
        return Misfit(
            f"two {dimension(slug).plural} are named without saying how they belong together; join them with “and”"
        )
    left_of = {"stock_on_hand", "stock_value", "outstanding"} & set(clauses.all("metric")) or dimensions
    if clauses.has("left") and (clauses.has("verb") or not left_of):
        return Misfit("what is left of what is not clear")
    if clauses.has("own_act"):
        return Misfit("what the shop itself owes, pays or buys cannot be asked yet")
    if clauses.has("share") and clauses.has("condition"):
        return Misfit("a condition in per cent is not known; give an amount")
    if clauses.has("wh") and not clauses.has("listed", "ranking", "group"):
        return Misfit("which of what is not clear")
    if clauses.has("ranking") and clauses.has("lowest_first"):
        return Misfit("the question asks for two orders at once")
    for kind, what in (("ranking", "two rankings"), ("order_by", "two orders"), ("how_many", "two counts")):
        if len(set(clauses.all(kind))) > 1:
            return Misfit(f"the question asks for {what} at once")
    return None


def _arranged(clauses: Clauses, query: MetricQuery, ranking: Ranking | None) -> MetricQuery:
    """The query with its order, its limit, and its empty days."""
    metrics = query.metrics
    asked = next((quantity_slug(slug) for slug in clauses.all("order_by")), "") or (
        query.having[0].metric if query.having else metrics[0]
    )
    ordering = asked if asked in metrics else metrics[0]
    by = query.by
    lists = clauses.has("list") and metric(metrics[0]).unit == "money"
    if (
        not by
        and metric(query.having[0].metric if query.having else metrics[0]).grain == "customer"
        and (query.having or lists)
    ):
        by = ("customer",)  # what is owed above 5,000, a list of dues: customer by customer
    if ranking is not None:
        return msgspec.structs.replace(query, by=by, order=(Order(ordering, ranking.descending),), limit=ranking.number)
    order: tuple[Order, ...] = ()
    if clauses.has("lowest_first") or clauses.has("highest_first"):
        order = (Order(ordering, clauses.has("highest_first")),)
    elif clauses.has("order_by") and by:
        order = (Order(ordering),)
    if "low_stock" in metrics and "product" in by and not query.having:
        query = msgspec.structs.replace(query, having=(Having("low_stock", "above", (0,)),))
    timed = bool(by) and dimension(by[0]).in_time and not query.having and not order
    fill = (
        timed and query.period is not None and not any(item.dimension == by[0] for item in query.where) and len(by) == 1
    )
    return msgspec.structs.replace(query, by=by, order=order, fill=fill)


def _unlikely_party(clauses: Clauses, selections: Sequence[Selection]) -> float:
    """Staff sell and customers buy; a name of the other kind is less likely meant."""
    dimensions = {selection.chosen.dimension for selection in selections}
    verbs = set(clauses.all("verb"))
    owing = {"outstanding", "overdue", "collections"} & set(clauses.all("metric"))
    if "staff" in dimensions and (verbs & {"buy", "spend", "pay", "owe"} or owing):
        return UNJOINED
    return OFFERED if "customer" in dimensions and "sell" in verbs and not clauses.has("who") else 0.0


def _compared_values(clauses: Clauses, by: tuple[str, ...], selections: Sequence[Selection]) -> tuple[str, ...]:
    """ "Compare rice and dal": several values of one dimension, side by side."""
    if by or not clauses.has("compare"):
        return by
    several = [
        selection.chosen.dimension
        for selection in selections
        if len(selection.chosen.names) > 1 and not selection.negated
    ]
    return tuple(several[:1])


def _filter_value(name: Name) -> str | int:
    return int(name.value) if name.dimension == "weekday" else name.value
