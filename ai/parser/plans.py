"""From the clauses of a question to a ``MetricQuery``: what they mean together, and whether they fit.

Only a well-typed plan survives: a figure that can be split, filtered and dated as asked. Where the clauses leave
something open (which figure, which month) every sensible completion is a plan of its own with its cost, and the
choice between them is made, or asked for, in readings.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

import msgspec
import sqlglot
from sqlglot import exp

from ai.parser.chart import Edge
from ai.parser.dates import Clock, When
from ai.parser.grammar import Against, Condition, Listed, Ranking, Selection
from ai.parser.names import Name
from analytics.catalogue import dimension, metric, source
from analytics.query import Filter, Having, MetricQuery, Order
from munim.days import Period, add_months
from munim.money import exponent

TOP: Final = 10  # how many "top products" are, as in the daily report
ASSUMED: Final = 0.1  # a small thing left unsaid was completed
OFFERED: Final = 0.4  # a meaning less likely than another, offered beside it
UNJOINED: Final = 0.61  # two figures side by side without a word that joins them
DOUBTFUL: Final = 0.61  # far enough from the words to be asked about


class Plan(NamedTuple):
    """A query the clauses may mean. ``names`` are those its filters carry.

    ``instead_of``: why what was asked cannot be told, when this is the nearest that can.
    """

    query: MetricQuery
    cost: float
    names: tuple[Name, ...] = ()
    instead_of: str = ""


class Misfit(NamedTuple):
    """Why clauses do not make a query, in words for the asker."""

    reason: str


class _Clauses:
    """The clauses of one row, by category."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._values: dict[str, list[Any]] = {}
        for edge in edges:
            self._values.setdefault(edge.category, []).append(edge.value)

    def all(self, category: str) -> list[Any]:
        return self._values.get(category, [])

    def has(self, *categories: str) -> bool:
        return any(category in self._values for category in categories)


class _Draft(msgspec.Struct, frozen=True):
    """A query in the making."""

    cost: float = 0.0
    metrics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    ranking: Ranking | None = None

    def with_cost(self, cost: float, **changes: Any) -> _Draft:
        return msgspec.structs.replace(self, cost=self.cost + cost, **changes)


class Planner:
    """Makes plans for one shop on one day."""

    def __init__(self, clock: Clock, currency: str) -> None:
        self._clock = clock
        self._currency = currency

    def plans(self, edges: Sequence[Edge]) -> Iterator[Plan | Misfit]:
        """Every plan of the clauses in ``edges``, or the reasons why there is none."""
        clauses = _Clauses(part for edge in edges for part in _parts(edge))
        if (misfit := _contradiction(clauses)) is not None:
            yield misfit
            return
        for draft in _splits(clauses):
            for measured in [draft] if isinstance(draft, Misfit) else _figures(clauses, draft):
                yield from [measured] if isinstance(measured, Misfit) else self._completed(clauses, measured)

    def _completed(self, clauses: _Clauses, draft: _Draft) -> Iterator[Plan | Misfit]:
        """Adds time, comparison, filters, conditions, order; checks that all of it fits."""
        selections: list[Selection] = clauses.all("filter")
        crowd = next((selection.chosen for selection in selections if selection.chosen.crowd), None)
        if crowd is not None:
            yield Misfit(f"{crowd.crowd:,} {dimension(crowd.dimension).plural} answer to that name; write more of it")
            return
        where = tuple(
            Filter(chosen.dimension, "not_in" if negated else "in", tuple(_filter_value(name) for name in chosen.names)) for chosen, negated in selections
        )
        names = tuple(name for selection in selections for name in selection.chosen.names)
        by = _compared_values(clauses, draft.by, selections)
        having = self._having(clauses, draft.metrics)
        for timed in self._times(clauses, draft):
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
            reason = _unfit(query, self._clock.today)
            if not reason:
                yield Plan(query, cost, names)
                continue
            yield Misfit(reason)
            instead = _instead(query)
            if instead is not None and not _unfit(instead, self._clock.today):
                yield Plan(instead, cost + DOUBTFUL, names, reason)

    def _having(self, clauses: _Clauses, metrics: tuple[str, ...]) -> tuple[Having, ...]:
        return tuple(self._condition(condition, metrics) for condition in clauses.all("condition"))

    def _condition(self, condition: Condition, metrics: tuple[str, ...]) -> Having:
        slug = _quantity_slug(condition.metric) or metrics[0]
        if slug == "items" and metrics == ("items_sold",):
            slug = "items_sold"  # "sold more than 50 pieces" counts what was sold
        scale = Decimal(10) ** exponent(self._currency) if metric(slug).unit == "money" else Decimal(1)
        values = tuple(amount * scale for amount in condition.amounts)
        return Having(slug, condition.operator, tuple(int(value) if value == int(value) else value for value in values))  # type: ignore[arg-type]  # the lexicon's operators are Having's

    # --- time ---

    def _times(self, clauses: _Clauses, draft: _Draft) -> Iterator[_Time | Misfit]:
        whens: list[When] = clauses.all("when")
        times = len(whens) + len(clauses.all("whens")) + len(clauses.all("when_pair"))
        if times > 1 or len(clauses.all("against")) > 1 or (clauses.has("when_pair") and not clauses.has("compare", "change")):
            yield Misfit("the question names more than one time")
            return
        against: Against | None = next(iter(clauses.all("against")), None)
        if against is not None and against.weak and not (clauses.has("compare", "change") and all(when.unit for when in whens)):
            yield Misfit("the question names more than one time")
            return
        when = whens[0] if whens else None
        if all(metric(slug).balance for slug in draft.metrics):
            yield from self._moment(clauses, draft, when, against)
        elif when is not None and when.at_end:
            yield Misfit(f"{metric(draft.metrics[0]).title.lower()} is of a time, not as of a day")
        elif clauses.has("whens", "when_pair"):
            yield from self._several(clauses, draft)
        elif against is not None and against.kind == "period_on_period" and when is not None and when.unit != against.unit:
            months = draft.with_cost(0.0, by=(against.unit, *draft.by))  # "month on month sales this year" is the row of its months
            yield from self._grained(clauses, months, when, "none", 0.0)
        elif against is not None or clauses.has("change") or (clauses.has("compare") and not draft.by and not _lists_values(clauses)):
            for base, comparison, cost in self._comparisons(clauses, when, against):
                yield from self._grained(clauses, draft, base, comparison, cost)
        else:
            if when is not None and clauses.has("now"):
                if self._clock.today not in when.period:
                    yield Misfit("the question names more than one time")
                    return
                when = When(Period(when.period.start, self._clock.today + timedelta(days=1)))
            yield from self._grained(clauses, draft, when, "none", 0.0)

    def _moment(self, clauses: _Clauses, draft: _Draft, when: When | None, against: Against | None) -> Iterator[_Time | Misfit]:
        """The time of a balance: now, or the end of a period that is over."""
        title = metric(draft.metrics[0]).title.lower()
        if against is not None or clauses.has("change", "compare", "trend", "whens"):
            yield Misfit(f"how {title} has moved is not known; it can be told as of one day")
        elif when is None or when.period.end > self._clock.today:
            started = when is None or when.period.start <= self._clock.today
            yield _Time() if started else Misfit(f"{title} of a day to come is not known")
        else:
            yield _Time(Period(when.period.last, when.period.end))

    def _several(self, clauses: _Clauses, draft: _Draft) -> Iterator[_Time | Misfit]:
        """ "In September and October": both, side by side; with a word of comparison the second against the first."""
        whens = sorted([*clauses.all("whens"), *clauses.all("when_pair")][0], key=lambda when: when.period.start)
        units = {when.unit for when in whens}
        unit = units.pop() if len(units) == 1 else ""
        if clauses.has("compare", "change") and len(whens) == 2 and not clauses.has("against"):
            yield from self._grained(clauses, draft, whens[1], _stated(whens[1].period, whens[0].period), 0.0)
        elif unit not in ("day", "week", "month", "quarter", "year", "financial_year") or clauses.has("against", "trend"):
            yield Misfit("the question names more than one time")
        else:
            hull = Period(whens[0].period.start, whens[-1].period.end)
            touching = all(first.period.end == second.period.start for first, second in pairwise(whens))
            where = () if touching else (Filter(unit, "in", tuple(when.period.start.isoformat() for when in whens)),)
            yield _Time(hull, by=(unit,), where=where)

    def _comparisons(self, clauses: _Clauses, when: When | None, against: Against | None) -> Iterator[tuple[When, Any, float]]:
        """(time, compared with, cost) for a question that compares two times."""
        units: tuple[Literal["month", "week", "year"], ...] = ("month", "week", "year")
        clock = self._clock
        if when is None and against is not None and against.when is not None:
            # "compare sales with last month": the month we are in, against it
            unit: Any = against.when.unit or "day"
            this = clock.neighbour(unit, 0)
            if not against.when.rolling and against.when.period == this.period.before():
                yield this, _stated(this.period, against.when.period), ASSUMED
            return
        if when is None and against is not None and against.unit:
            yield clock.neighbour(against.unit, 0), "previous", ASSUMED  # type: ignore[arg-type]  # words.py names units
            return
        if when is None:
            for place, unit in enumerate(units):
                this = clock.neighbour(unit, 0)
                yield this, _last_year(this) if against and against.kind == "last_year" else "previous", ASSUMED + 0.01 * place
            return
        if against is None:
            # "sales growth this month"; a mere "compare", or a range of days, seldom means the period before
            likely = clauses.has("change") and (when.unit or when.rolling)
            yield when, "previous", ASSUMED / 2 if likely else OFFERED
        elif against.kind in ("previous", "period_on_period"):
            if against.number is None or when.rolling == (against.number, against.unit):
                yield when, "previous", 0.0
        elif against.kind == "last_year":
            yield when, _last_year(when), 0.0
        elif against.when is not None:
            other = against.when
            if other.unit == "year" and when.unit not in ("year", "financial_year") and other.period.end <= when.period.start:
                yield when, _last_year(when), 0.0  # this month vs last year
            elif when.period.start < other.period.start and (against.weak or not clauses.has("change")):
                yield other, _stated(other.period, when.period), 0.02  # compare last month with this month
            elif when.period != other.period:
                yield when, _stated(when.period, other.period), 0.0
            elif when.unit:
                yield when, "previous", ASSUMED  # "October against the previous month" said in November

    def _grained(
        self, clauses: _Clauses, draft: _Draft, when: When | None, comparison: Any, cost: float
    ) -> Iterator[_Time | Misfit]:
        """Adds the day, week or month of a trend, and begins "last 6 months, by month" with a whole month."""
        grains = [slug for slug in draft.by if dimension(slug).kind == "calendar"]
        if clauses.has("trend") and not any(dimension(slug).in_time for slug in draft.by):
            grains = [_grain(when.period if when else None)]
        period = when.period if when else None
        if when is not None and when.rolling and grains and grains[0] == when.rolling[1] != "day" and comparison == "none":
            count, unit = when.rolling
            first = self._clock.unit_of(unit, self._clock.move(self._clock.today, unit, 1 - count))  # type: ignore[arg-type]  # rolling carries units
            period = Period(first.start, when.period.end)
        if comparison != "none" and grains and clauses.has("change") and not clauses.has("against"):
            comparison, cost = "none", cost + DOUBTFUL  # how each month differs from the one before is not told; their row is the nearest
        yield _Time(period, comparison, tuple(grains), (), cost)


def _parts(edge: Edge) -> tuple[Edge, ...]:
    """A clause as its parts: debtors are customers who owe, "out of stock" says that of products whose stock is none."""
    if edge.category == "debtors":
        return (edge._replace(category="listed", value=Listed("customer", edge.value)), edge._replace(category="verb", value="owe"))
    if edge.category == "out_of_stock":
        condition = Condition("at_most", (Decimal(0),), "stock_on_hand")
        return (edge._replace(category="listed", value=Listed("product", True)), edge._replace(category="condition", value=condition))
    return (edge,)


class _Time(NamedTuple):
    """The part of a query that speaks of time."""

    period: Period | None = None
    compare: Any = "none"
    by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    cost: float = 0.0


def _contradiction(clauses: _Clauses) -> Misfit | None:
    """What no completion can mend."""
    dimensions = [(selection.chosen.dimension, selection.negated) for selection in clauses.all("filter")]
    if len(set(dimensions)) < len(dimensions):
        slug = next(slug for slug, negated in dimensions if dimensions.count((slug, negated)) > 1)
        return Misfit(f"two {dimension(slug).plural} are named without saying how they belong together; join them with “and”")
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


# --- splits: what the rows of the answer are ---


def _splits(clauses: _Clauses) -> Iterator[_Draft | Misfit]:
    """The dimensions asked for, with the ranking that the nouns carry."""
    group = tuple(dict.fromkeys(slug for slugs in clauses.all("group") for slug in slugs))
    listed: list[Listed] = list(dict.fromkeys(clauses.all("listed")))
    ranking: Ranking | None = next(iter(clauses.all("ranking")), None)
    counts = {noun.number for noun in listed if noun.number is not None} | ({ranking.number} if ranking and ranking.number else set())
    if len(counts) > 1:
        yield Misfit("the question gives two numbers of rows")
        return
    count = next(iter(counts), None)
    if count is not None and ranking is None and not clauses.has("order_by", "highest_first", "lowest_first"):
        yield Misfit(f"which {count} is not said; ask for the top {count}")
        return
    nouns = tuple(dict.fromkeys(noun.dimension for noun in listed))
    nouns = tuple(slug for slug in nouns if slug not in group)
    if clauses.has("who") and not {"customer", "staff"} & {*nouns, *group}:
        yield from _whose(clauses, group + nouns, ranking and ranking._replace(number=count))
        return
    draft = _Draft(by=group)
    if ranking is not None and len(nouns) > 1:
        yield Misfit(f"a ranking of {dimension(nouns[0]).plural} and {dimension(nouns[1]).plural} at once is not known")
    elif ranking is not None:
        singular = count is None and bool(listed) and not any(noun.plural for noun in listed)
        draft = draft.with_cost(0.0, ranking=ranking._replace(number=count or (1 if singular else TOP)))
        if group and {noun.dimension for noun in listed} & set(group):
            yield draft.with_cost(OFFERED, by=group)  # "top products by items sold" does not say "by product" twice
        elif nouns and group:
            yield Misfit("a ranking within each group is not known yet; ask for one ranking")
        elif nouns or group:
            yield draft.with_cost(0.0, by=nouns + group)
        else:
            yield from _ranked_things(clauses, draft, count)
    elif not nouns:
        yield draft
    elif clauses.has("how_many") and not clauses.has("metric", "condition"):
        yield draft.with_cost(0.0)
    elif clauses.has("total", "how_much", "how_many") and not clauses.has("wh", "condition") and set(nouns) <= _taken_whole(clauses):
        yield draft.with_cost(ASSUMED)
    elif all(dimension(slug).in_time or slug == "bill" for slug in nouns) and not clauses.has("wh", "what", "condition", "trend", "breakdown"):
        yield Misfit(f"which {nouns[0]} is not said; ask by {nouns[0]}, or name one")
    else:
        yield draft.with_cost(0.0 if clauses.has("wh", "what", "condition", "share") or not clauses.has("metric") else ASSUMED / 2, by=group + nouns)


def _taken_whole(clauses: _Clauses) -> set[str]:
    """Nouns that a total may pass over: "how much do customers owe" asks for no list of them."""
    counted = set(_COUNTED) if clauses.has("how_many") else set()
    return {"customer", "product", *counted, *(("staff",) if "sell" in clauses.all("verb") else ())}


def _whose(clauses: _Clauses, by: tuple[str, ...], ranking: Ranking | None) -> Iterator[_Draft]:
    """ "Who": the customer who buys, owes or pays, the member of staff who sells."""
    verbs = set(clauses.all("verb"))
    figures = {*clauses.all("metric"), *(condition.metric for condition in clauses.all("condition"))}
    ranking = ranking._replace(number=ranking.number or 1) if ranking else None
    if verbs & {"buy", "spend", "owe", "pay"} or figures & {"outstanding", "overdue", "advances", "overdue_bills", "unpaid_bills", "credit_given"}:
        persons = ["customer"]
    elif "sell" in verbs:
        persons = ["staff"]
    else:
        persons = ["customer", "staff"]
    chosen = {selection.chosen.dimension for selection in clauses.all("filter")}
    for person in persons:
        if person not in chosen or len(persons) == 1:
            yield _Draft(by=(person, *by), ranking=ranking)


def _ranked_things(clauses: _Clauses, draft: _Draft, count: int | None) -> Iterator[_Draft | Misfit]:
    """A ranking of what is not said: debtors or goods by the verb, otherwise the likely things, to be asked about."""
    verbs = set(clauses.all("verb"))
    if verbs & {"owe", "pay"}:
        yield draft.with_cost(0.0, by=("customer",))
    elif verbs & {"sell", "buy"} or (draft.ranking and draft.ranking.selling):
        yield draft.with_cost(0.0, by=("product",))
    elif not clauses.has("metric"):
        yield Misfit("the top of what is not said: products, customers, days")
    else:
        for place, slug in enumerate(("product", "customer", "day")):
            rows = count or (1 if slug == "day" else TOP)
            yield draft.with_cost(OFFERED + 0.01 * place, by=(slug,), ranking=draft.ranking and draft.ranking._replace(number=rows))


# --- figures: what is measured ---


def _figures(clauses: _Clauses, draft: _Draft) -> Iterator[_Draft | Misfit]:
    """The draft with its metrics: those named, those the verbs stand for, or the ones most likely meant."""
    stated = [_quantity_slug(slug) for slug in clauses.all("metric")]
    ordering = [_quantity_slug(slug) for slug in clauses.all("order_by")]
    conditions = [_quantity_slug(condition.metric) for condition in clauses.all("condition") if condition.metric]
    figures = tuple(dict.fromkeys([*stated, *conditions, *ordering]))
    verbs = set(clauses.all("verb"))
    parties = {selection.chosen.dimension for selection in clauses.all("filter")} | {*draft.by, *(noun.dimension for noun in clauses.all("listed"))}
    customers = parties & {"customer", "city", "country"} or (parties & {"product", "category"} and draft.ranking)
    if verbs & {"buy", "spend"} and not customers and not set(figures) & {"orders", "customers", "items", "items_sold"}:
        yield Misfit("what the shop itself buys from suppliers cannot be asked yet")
        return
    if clauses.has("how_many"):
        yield from _counted(clauses, draft, figures, verbs)
    elif figures:
        yield from _named_figures(clauses, draft, figures, verbs)
    elif verbs:
        yield from _acted(clauses, draft, verbs, parties)
    elif clauses.has("left") and "product" in parties:
        yield draft.with_cost(0.0, metrics=("stock_on_hand",))
    elif clauses.has("quantity"):
        yield draft.with_cost(OFFERED if clauses.has("listed") else 0.0, metrics=("items",))
    else:
        yield from _likely_figures(clauses, draft, parties)


def _named_figures(clauses: _Clauses, draft: _Draft, figures: tuple[str, ...], verbs: set[str]) -> Iterator[_Draft | Misfit]:
    if clauses.has("amount") and any(metric(slug).unit != "money" for slug in figures):
        if figures == ("stock_on_hand",):
            yield draft.with_cost(0.0, metrics=("stock_value",))
        elif figures == ("orders",):
            yield draft.with_cost(DOUBTFUL, metrics=("total_sales",))
            yield draft.with_cost(DOUBTFUL, metrics=("average_order_value",))
        else:
            yield Misfit(f"{metric(figures[0]).title.lower()} is no amount of money")
        return
    if figures == ("items",) and "sell" in verbs:
        yield draft.with_cost(0.0, metrics=("items_sold",))
        return
    if clauses.has("how_much") and verbs and set(figures) <= _ALSO_NOUNS:
        draft = draft.with_cost(OFFERED)  # "how much did customers buy" does not count them
    if figures == ("debtors",):
        draft = draft.with_cost(OFFERED)  # a list of debtors, before their number
    if clauses.has("quantity") and figures in (("net_sales",), ("gross_sales",)):
        yield draft.with_cost(0.0, metrics=("items",))
        return
    if clauses.has("quantity") and not all(metric(slug).unit == "quantity" for slug in figures):
        yield Misfit(f"{metric(figures[0]).title.lower()} is no quantity of goods")
        return
    if "owe" in verbs and "outstanding" not in figures and not set(figures) & {"overdue", "overdue_bills", "unpaid_bills"}:
        yield Misfit(f"{metric(figures[0]).title.lower()} and what is owed are asked at once")
        return
    if "collect" in verbs and not set(figures) & {"collections", "net_collections", "payment_count", "tax"}:
        yield Misfit(f"{metric(figures[0]).title.lower()} and money received are asked at once")
        return
    if "pay" in verbs and not set(figures) & {"collections", "net_collections", "payment_count", "refunds"}:
        yield Misfit(f"{metric(figures[0]).title.lower()} and payments are asked at once")
        return
    if draft.ranking and len(figures) == 1 and figures[0] in _ALSO_NOUNS and not clauses.has("order_by"):
        if clauses.all("ranking")[0].number and not clauses.has("listed"):
            yield Misfit("a ranking within each group is not known yet; ask for one ranking")
            return
        draft = draft.with_cost(OFFERED)  # "the top customers" ranks customers, it does not count them
    stated = set(clauses.all("metric"))
    joined = len(clauses.all("and")) + len(clauses.all("comma")) >= len(stated) - 1
    if not joined and stated == {"tax", "collections"}:
        yield draft.with_cost(0.0, metrics=("tax",))  # how much tax have we collected
        return
    if stated & _ALSO_NOUNS and clauses.has("order_by", "condition") and set(figures) - stated:
        draft = draft.with_cost(OFFERED)  # "customers by sales" lists customers
    if not joined and len({metric(slug).balance for slug in figures}) > 1:
        yield Misfit(" and ".join(metric(slug).title.lower() for slug in figures) + " are asked at once; join them with “and”")
        return
    yield draft.with_cost(0.0 if joined else UNJOINED, metrics=figures)
    if figures in (("net_sales",), ("orders",)) and clauses.has("total") and clauses.has("metric"):
        yield draft.with_cost(OFFERED, metrics=("total_sales",))


def _counted(clauses: _Clauses, draft: _Draft, figures: tuple[str, ...], verbs: set[str]) -> Iterator[_Draft | Misfit]:
    """ "How many": the count that the words stand for."""
    nouns = {noun.dimension for noun in clauses.all("listed")}
    absorbed = tuple(slug for slug in draft.by if slug not in nouns or clauses.has("group"))
    draft = draft.with_cost(0.0, by=absorbed) if not draft.ranking else draft
    owing = "owe" in verbs or "outstanding" in figures
    if "customer" in nouns and (owing or figures == ("debtors",)) and not clauses.has("condition"):
        yield draft.with_cost(0.0, metrics=("debtors",))
    elif "bill" in nouns and owing:
        yield draft.with_cost(0.0, metrics=("unpaid_bills",))
    elif any(dimension(slug).in_time for slug in nouns) and not draft.ranking:
        yield Misfit("days, weeks or months are not counted")
    elif figures and nouns & _COUNTED.keys():
        counted = tuple(_COUNTED[slug] for slug in _COUNTED if slug in nouns)
        joined = clauses.has("and", "comma")
        yield draft.with_cost(0.0, metrics=tuple(dict.fromkeys(figures + counted))) if joined else Misfit("two figures are asked at once; join them with “and”")
    elif figures in (("net_sales",), ("gross_sales",), ("total_sales",)):
        yield draft.with_cost(0.0, metrics=("orders",))
    elif figures == ("collections",):
        yield draft.with_cost(0.0, metrics=("payment_count",))
    elif figures == ("items",) and "sell" in verbs:
        yield draft.with_cost(0.0, metrics=("items_sold",))
    elif figures and all(metric(slug).unit in ("count", "quantity") for slug in figures):
        yield draft.with_cost(0.0, metrics=figures)
    elif figures:
        yield Misfit(f"{metric(figures[0]).title.lower()} is not counted")
    elif "customer" in nouns and not owing:
        yield draft.with_cost(0.0, metrics=("customers",))
    elif "bill" in nouns:
        yield draft.with_cost(0.0, metrics=("orders",))
    elif "product" in nouns or (not nouns and (verbs & {"sell", "buy"} or clauses.has("quantity"))):
        selling = verbs & {"sell", "buy"} or clauses.has("quantity")
        yield draft.with_cost(0.0 if selling else DOUBTFUL, metrics=("items_sold",))
        if "product" in nouns:
            yield draft.with_cost(OFFERED if selling else DOUBTFUL, metrics=("products_sold",))
    else:
        yield Misfit("how many of what is not clear")


def _acted(clauses: _Clauses, draft: _Draft, verbs: set[str], parties: set[str]) -> Iterator[_Draft | Misfit]:
    """The figure that the verbs stand for."""
    if verbs <= {"sell", "buy", "spend"}:
        if clauses.has("quantity"):
            yield draft.with_cost(0.0, metrics=("items_sold",))
            return
        things = draft
        if clauses.has("listed") and not clauses.has("ranking", "wh", "how_much", "total", "condition", "trend"):
            things = draft.with_cost(OFFERED)  # "items sold" is a figure before it is a list of items
        if not draft.by and clauses.has("what") and "spend" not in verbs and not clauses.has("how_much", "total", "amount", "ranking"):
            things = draft.with_cost(0.0, by=("product",))  # what did we sell: which goods
        yield things.with_cost(0.0, metrics=("net_sales",))
        if draft.ranking or {"product"} & parties:
            yield things.with_cost(OFFERED, metrics=("items_sold",))
    elif clauses.has("quantity"):
        yield Misfit("goods are counted, not what is owed or paid")
    elif verbs == {"owe"}:
        yield draft.with_cost(0.0, metrics=("outstanding",))
    elif verbs <= {"pay", "collect"}:
        if "collect" in verbs or parties & {"customer", "payment_method", "city", "country"}:
            yield draft.with_cost(0.0, metrics=("collections",))
        else:
            yield Misfit("what the shop itself pays cannot be asked yet")
    elif verbs == {"earn"}:
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))
        yield draft.with_cost(ASSUMED + 0.01, metrics=("gross_profit",))
    else:
        yield Misfit("the question speaks of two things at once")


def _likely_figures(clauses: _Clauses, draft: _Draft, parties: set[str]) -> Iterator[_Draft | Misfit]:
    """No figure is named: a ranking is by net sales, of payment methods by collections; anything else is asked about."""
    if not clauses.has("ranking", "group", "listed", "filter", "when", "whens", "condition", "trend", "against", "compare", "change", "how_much", "total"):
        yield Misfit("no figure is named")
    elif parties == {"payment_method"}:
        yield draft.with_cost(ASSUMED, metrics=("collections",))
    elif draft.ranking and not clauses.has("condition"):
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))
        if set(draft.by) & {"product", "category"}:
            yield draft.with_cost(OFFERED, metrics=("items_sold",))
    else:
        likely: tuple[str, ...] = ("net_sales", "orders", "items_sold")
        if "bill" in parties:
            likely = ("total_sales", "net_sales")
        elif "customer" in parties:
            likely = ("outstanding", "net_sales", "collections") if clauses.has("condition") else ("net_sales", "outstanding", "collections")
        for place, slug in enumerate(likely):
            yield draft.with_cost(DOUBTFUL + 0.01 * place, metrics=(slug,))


_COUNTED: Final = {"bill": "orders", "customer": "customers", "product": "items_sold"}  # what "number of" these counts
_ALSO_NOUNS: Final = frozenset({"customers", "items", "orders", "products_sold", "debtors"})  # figures whose words also name things


def _quantity_slug(slug: str) -> str:
    """ "By quantity" without a figure named: items, returned ones taken off."""
    return "items" if slug == "quantity" else slug


# --- arranging and checking ---


def _arranged(clauses: _Clauses, query: MetricQuery, ranking: Ranking | None) -> MetricQuery:
    """The query with its order, its limit, and its empty days."""
    metrics = query.metrics
    asked = next((_quantity_slug(slug) for slug in clauses.all("order_by")), "") or (query.having[0].metric if query.having else metrics[0])
    ordering = asked if asked in metrics else metrics[0]
    by = query.by
    if query.having and not by and metric(query.having[0].metric).grain == "customer":
        by = ("customer",)
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
    fill = timed and query.period is not None and not any(item.dimension == by[0] for item in query.where) and len(by) == 1
    return msgspec.structs.replace(query, by=by, order=order, fill=fill)


def _unfit(query: MetricQuery, today: date) -> str:
    """Why the catalogue cannot answer the query; empty if it can."""
    if query.having and not query.by:
        return "a condition on a figure needs to know of what: customers, products, days"
    if (query.limit or query.order) and not query.by:
        return "a ranking needs to know of what: customers, products, days"
    if query.shares and not query.by:
        return "shares need a split: by product, by customer"
    if query.period is not None and query.period.start > today:
        return "that time has not come yet"
    for slug in query.metrics:
        if metric(slug).unit == "count" and {metric(slug).grain, "bill"} & set(query.by) and slug != "low_stock":
            return f"{metric(slug).title.lower()} are counted; each one apart would be one"
    if any(item.dimension in query.by and len(item.values) == 1 and item.operator == "in" for item in query.where):
        return "a split by what is already a single one says nothing"
    wanted = {*query.by, *(item.dimension for item in query.where)}
    for slug in (*query.metrics, *(item.metric for item in query.having)):
        reason = _cannot_tell(slug, frozenset(wanted), query.period is not None)
        if reason:
            return reason
        if query.shares and not metric(slug).adds_up_over(query.by):
            return f"{metric(slug).title.lower()} has no shares: its parts do not sum to the whole"
    return ""


def _instead(query: MetricQuery) -> MetricQuery | None:
    """The nearest that can be told where a sale is asked by payment method: the money that came in by it."""
    wanted = {*query.by, *(item.dimension for item in query.where)}
    if "payment_method" not in wanted or not set(query.metrics) <= {"net_sales", "revenue", "total_sales", "gross_sales", "orders"}:
        return None
    slug = "payment_count" if query.metrics == ("orders",) else "collections"
    order = tuple(Order(slug, item.descending) if item.by in query.metrics else item for item in query.order)
    having = tuple(msgspec.structs.replace(item, metric=slug) for item in query.having)
    return msgspec.structs.replace(query, metrics=(slug,), order=order, having=having)


def _unlikely_party(clauses: _Clauses, selections: Sequence[Selection]) -> float:
    """Staff sell and customers buy; a name of the other kind is less likely meant."""
    dimensions = {selection.chosen.dimension for selection in selections}
    verbs = set(clauses.all("verb"))
    owing = {"outstanding", "overdue", "collections"} & set(clauses.all("metric"))
    if "staff" in dimensions and (verbs & {"buy", "spend", "pay", "owe"} or owing):
        return UNJOINED
    return OFFERED if "customer" in dimensions and "sell" in verbs and not clauses.has("who") else 0.0


@lru_cache(maxsize=4096)
def _cannot_tell(slug: str, wanted: frozenset[str], past: bool) -> str:
    """Why the metric cannot be split by ``wanted`` dimensions, empty if it can; ``past``: of a period that is over."""
    title = metric(slug).title.lower()
    for part in _measured(slug):
        sources = [source(name) for name, _ in metric(part).measures]
        if metric(part).balance:
            sources = [each for each in sources if not past or each.known == "end"]
        if not sources:
            return f"{title} is known as of now only, not of a past time"
        told = [{*each.readings, *(_CALENDAR if each.known == "dated" else ())} for each in sources]
        if not any(wanted <= dimensions for dimensions in told):
            missing = next((name for name in sorted(wanted) if not any(name in each for each in told)), sorted(wanted)[0])
            return f"{title} cannot be told by {dimension(missing).title.lower()}"
    return ""


_CALENDAR: Final = ("day", "week", "month", "quarter", "year", "financial_year", "weekday")


@lru_cache(maxsize=256)
def _measured(slug: str) -> tuple[str, ...]:
    """The metrics with measures that a metric is made of."""
    found = metric(slug)
    if found.measures:
        return (slug,)
    return tuple(part for column in sqlglot.parse_one(found.formula).find_all(exp.Column) for part in _measured(column.name))


def _compared_values(clauses: _Clauses, by: tuple[str, ...], selections: Sequence[Selection]) -> tuple[str, ...]:
    """ "Compare rice and dal": several values of one dimension, side by side."""
    if by or not clauses.has("compare"):
        return by
    several = [selection.chosen.dimension for selection in selections if len(selection.chosen.names) > 1 and not selection.negated]
    return tuple(several[:1])


def _lists_values(clauses: _Clauses) -> bool:
    return any(len(selection.chosen.names) > 1 for selection in clauses.all("filter"))


def _filter_value(name: Name) -> str | int:
    return int(name.value) if name.dimension == "weekday" else name.value


def _stated(period: Period, other: Period) -> Any:
    """ "previous" where the other time is just that, so that equal questions make equal queries."""
    return "previous" if other == period.before() else other


def _last_year(when: When) -> Any:
    """The same months a year earlier for whole months, else the same weekdays, 364 days earlier."""
    if when.unit in ("month", "quarter", "half", "year", "financial_year"):
        return _stated(when.period, Period(add_months(when.period.start, -12), add_months(when.period.end, -12)))
    return "last_year"


def _grain(period: Period | None) -> str:
    """Days of a month or so, weeks of some months, months of longer: a line that can be read."""
    if period is None or period.days > 100:
        return "month"
    return "day" if period.days <= 45 else "week"
