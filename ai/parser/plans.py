"""From the clauses of a question to a ``MetricQuery``: what they mean together, and whether they fit.

Only a well-typed plan survives: a figure that can be split, filtered and dated as asked. Where the clauses leave
something open (which figure, which month) every sensible completion is a plan of its own with its cost, and the
choice between them is made, or asked for, in readings.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

import msgspec

from ai.parser.arranging import arranged
from ai.parser.both_and_not import alone, bought_both, filter_value, not_then, of_both_times, then
from ai.parser.chart import Edge
from ai.parser.clauses import Clauses, Draft, Misfit, Plan, quantity_slug
from ai.parser.clock import Clock
from ai.parser.disagreements import contradiction
from ai.parser.figures import figures_of
from ai.parser.fitting import instead_of, unfit
from ai.parser.grammar_conditions import OFTEN, TOLD_BY_NUMBER
from ai.parser.lapses import lapsed
from ai.parser.lattice import Chosen
from ai.parser.liberties import DOUBTFUL, OFFERED, UNJOINED
from ai.parser.names import ALONE
from ai.parser.occasions import occasions
from ai.parser.said import Condition, Selection
from ai.parser.sets import aged, among, sets_of
from ai.parser.splits import splits
from ai.parser.times import times
from ai.parser.told import told
from analytics.catalogue import dimension, metric
from analytics.query import Among, Filter, Having, MetricQuery
from munim.days import month_of
from munim.money import exponent


def _stray(clauses: Clauses, clock: Clock) -> Iterator[Plan | Misfit]:
    """Words that mean something beside others only."""
    del clauses, clock
    yield Misfit("what is asked about that is not clear")


# clauses that mean something together where they stand side by side: by sales growth, last month to date, a share of the customers
_JOINED: Final = frozenset({("ranking", "change"), ("order_by", "change"), ("against", "now")})
_PEOPLE: Final = frozenset({"customer", "staff", "supplier"})
_HOURS: Final = 24
_FEW: Final = 1000  # of goods, less than so many are no money
_COUNTING: Final = frozenset({"orders", "items", "items_sold", "quantity"})

# Clauses that decide alone what is asked, and what makes the plan of them
_WHOLE: Final[tuple[tuple[str, Callable[[Clauses, Clock], Iterator[Plan | Misfit]]], ...]] = (
    ("report", told),
    ("lapse", lapsed),
    ("occasion", occasions),
    ("last_price", occasions),
)


class Planner:
    """Makes plans for one shop on one day."""

    def __init__(self, clock: Clock, currency: str) -> None:
        self._clock = clock
        self._currency = currency

    def plans(self, edges: Sequence[Edge]) -> Iterator[Plan | Misfit]:
        """Every plan of the clauses in ``edges``, or the reasons why there is none."""
        listed = any(edge.category == "listed" for edge in edges)
        if any(
            _parted(first, second) or (not listed and _kind_ranked(first, second)) for first, second in pairwise(edges)
        ):
            yield Misfit("a number is read with what stands beside it; the top so many per cent are not told")
            return
        if any(_one_name(first, second) for first, second in pairwise(edges)):
            yield Misfit("two people are not named by one name")
            return
        clauses = Clauses(edges)
        if _counts_apart(edges):
            yield Misfit("which so many are meant is not clear")
            return
        clauses = clauses.with_span_as_time(self._clock)
        whole = next((make for category, make in _WHOLE if clauses.has(category)), None)
        if whole is None and clauses.has("bare_time"):
            bought = clauses.has("own_act") and any(one.chosen.dimension == "supplier" for one in clauses.all("filter"))
            whole = occasions if clauses.has("when_asked") or bought else _stray
        if whole is None and clauses.has("downness"):
            whole = _stray
        if whole is not None:
            yield from whole(clauses, self._clock)
            return
        if (misfit := contradiction(clauses)) is not None:
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
            Filter(chosen.dimension, "not_in" if negated else "in", tuple(filter_value(name) for name in chosen.names))
            for chosen, negated, *_ in selections
        )
        if clauses.has("age"):
            buckets = aged(clauses.all("age"))
            if isinstance(buckets, Misfit):
                yield buckets
                return
            where = (*where, buckets)
        if clauses.has("hours"):
            [hours, *others] = clauses.all("hours")
            if others:
                yield Misfit("the question names more than one time of the day")
                return
            where = (*where, hours)
        left_out: list[Chosen] = [*clauses.all("not_of"), *clauses.all("not_there")]
        names = tuple(name for chosen in (*(one.chosen for one in selections), *left_out) for name in chosen.names)
        if clauses.has("not_there") and (
            draft.by != ("product",) or not any(one.chosen.dimension in ("city", "country") for one in selections)
        ):
            yield Misfit("what was sold in one place and not in another is not clear")
            return
        buyers = draft.metrics == ("customers",) and clauses.has("how_many") and not clauses.has("not_there")
        if clauses.has("not_of") and "customer" not in draft.by and not buyers:
            yield Misfit("who bought one thing and not another is not clear")
            return
        if clauses.has("not_then", "not_since") and not buyers and not {"customer", "product"} & set(draft.by):
            yield Misfit("who bought at one time and not at another is not clear")
            return
        whose = ("customer",) if buyers else ()  # how many bought then but not in October
        pair: Among | None = None
        both: tuple[Among, ...] = ()
        if clauses.has("both") and ("customer" in draft.by or draft.metrics == ("customers",)):
            where, pair = bought_both(where)
        elif clauses.has("both") and draft.by == ("product",) and not draft.ranking and clauses.has("listed"):
            where, pair = bought_both(where, "product")
        if only := alone(clauses, draft.by, selections):
            both = (*both, only)
        by = _compared_values(clauses, draft, selections)
        if every := _all_named(by, selections):
            by, where = (every,), tuple(item for item in where if item.dimension != every)
        by = _without_said(clauses, by, selections) if not draft.ranking else by
        if (
            clauses.has("breakdown")
            and not by
            and not clauses.has("whens", "when_pair")
            and [one.chosen.dimension for one in selections if not one.negated] == ["category"]
        ):
            by = ("product",)  # breads, how many of each
        if (party := of_both_times(clauses, draft)) and len(clauses.all("whens")[0]) == 2:
            first, second = sorted(clauses.all("whens")[0], key=lambda when: when.period.start)
            before = Among(party, ("net_sales",), where=where, period=first.period)
            if party == "product" and not by and not clauses.has("how_many"):
                by = ("product",)  # the products sold in both
            told = ("net_sales",) if by else draft.metrics
            yield Plan(MetricQuery(told, by=by, where=where, period=second.period, among=(before,)), draft.cost, names)
            return
        if clauses.has("breakdown") and by and by != draft.by:
            where = tuple(
                item
                for item in where
                if item.dimension != by[0] or by[0] != "payment_method" or len(item.values) < _MANY
            )  # split by cash, UPI, card: by method; cash and UPI apart, Mahima and Shabana apart: those two
        per = draft.per
        if (
            clauses.has("breakdown")
            and draft.ranking
            and by
            and not per
            and (several := _several(selections)) not in (*by, "")
        ):
            by, per = (several, *by), (several,)  # the top two customers of Germany and France each
        having = () if draft.met else self._having(clauses, draft.metrics)
        for timed in times(clauses, draft, self._clock):
            if isinstance(timed, Misfit):
                yield timed
                continue
            if clauses.has("not_since") and (timed.period is None or draft.metrics != ("net_sales",)):
                yield Misfit("who bought at one time and not at another is not clear")
                continue
            query = MetricQuery(
                metrics=draft.metrics, by=tuple(dict.fromkeys((*timed.by, *by))), where=(*where, *timed.where),
                having=having, period=timed.period, compare=timed.compare, shares=_asks_shares(clauses, draft, timed.compare),
                among=(*among([*sets_of(clauses), *draft.things], timed.of_sets or timed.period, self._scale, of_now=timed.of_sets is not None), *not_then(clauses, (*by, *whose), timed.period, self._clock.today), *then(pair, timed.period), *both), per=per, ratio=draft.ratio,
            )  # fmt: skip
            query = _part_of_the_whole(arranged(clauses, query, draft.ranking), next(iter(clauses.all("the_part")), ""))
            if not query.by and set(clauses.all("order_by")) & {"orders", "customers"}:
                yield Misfit("a ranking needs to know of what: customers, products, days")
                continue
            cost = (
                draft.cost
                + timed.cost
                + _unlikely_party(clauses, selections)
                + _odd_exception(clauses, query.by, selections)
            )
            cost += OFFERED if _summed_again(clauses, query) else 0.0
            cost += OFFERED if _is_one(query) or _rather_each(clauses, query, selections) else 0.0
            if query.by == ("bill",) and clauses.has("group") and not clauses.has("ranking", "condition", "list", "wh"):
                cost += OFFERED  # "profit per bill" is rather the one by the count of the other
            if clauses.has("breakdown") and not query.by and len(query.metrics) < 2 and query.compare == "none":
                yield Misfit("a breakdown by what is not said; ask by product, by customer, by day")
                continue
            if _part_in_time(query):
                yield Misfit("the share of one part in each time is not told; ask for the shares of all by one time")
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
        stated = tuple(self._condition(condition, metrics) for condition in clauses.all("condition"))
        return (*stated, *(Having(slug, "below", (0,)) for slug in clauses.all("loss")))

    def _condition(self, condition: Condition, metrics: tuple[str, ...]) -> Having:
        slug = quantity_slug(condition.metric) or metrics[0]
        if slug == "items" and metrics == ("items_sold",):
            slug = "items_sold"  # "sold more than 50 pieces" counts what was sold
        return self._scale(slug, condition)

    def _scale(self, slug: str, condition: Condition) -> Having:
        """The condition on the figure ``slug``, money in minor units."""
        scale = Decimal(10) ** exponent(self._currency) if metric(slug).unit == "money" else Decimal(1)
        values = tuple(amount * scale for amount in condition.amounts)
        return Having(slug, condition.operator, tuple(int(value) if value == int(value) else value for value in values))  # type: ignore[arg-type]  # the lexicon's operators are Having's


def _counts_apart(edges: Sequence[Edge]) -> bool:
    """Whether a number is taken for that of the rows, and the things it counts, said right after it, for a figure: "5 customers"."""
    ends = {edge.end for edge in edges if edge.category == "rows_asked"}
    named = {edge.start for edge in edges if edge.category == "filter" and edge.value.chosen.dimension == "customer"}
    return any(
        edge.category == "metric"
        and ((edge.value in _COUNTS and edge.start in ends) or (edge.value == "customers" and edge.end in named))
        for edge in edges
    )


_COUNTS: Final = frozenset({"customers", "orders", "items", "items_sold", "products_sold"})


def _kind_ranked(first: Edge, second: Edge) -> bool:
    """Whether "top 3 sweets" is read as the top three of something else, and sweets."""
    if (first.category, second.category) != ("ranking", "filter") or first.end != second.start:
        return False
    return (
        bool(first.value.number) and second.value.chosen.dimension == "category" and second.value.said in ("", "goods")
    )


def _parted(first: Edge, second: Edge) -> bool:
    """Whether a number is read apart from what stands right behind it: more than 10 units are no 10 rupees, the top 20 % no twenty."""
    if first.end == second.start and second.category == "share" and first.category in ("ranking", "rows_asked"):
        return first.category == "rows_asked" or bool(first.value.number)
    if first.end == second.start and (first.category, second.category) in _JOINED:
        return True
    if first.end == second.start and (first.category, second.category) == ("hours", "condition"):
        return bool(max(second.value.amounts) <= _HOURS)  # in the evening between 6 and 9
    if first.end == second.start and (first.category, second.category) == ("now", "listed"):
        return dimension(second.value.dimension).in_time  # the current year is a time, no row of years
    if (
        (first.category, second.category) == ("listed", "when")
        and not first.value.plural
        and first.value.number is None
    ):
        return bool(first.value.dimension == second.value.unit)  # the month of October is one time, no month by month
    if first.end == second.start and first.category == "listed" and (second.category, second.value) == ("who", "whose"):
        return first.value.dimension not in ("customer", "staff")  # products whose sales fell: theirs, nobody's
    if first.end == second.start and first.category == "listed" and second.category == "who":
        return first.value.dimension not in ("customer", "staff", "product")  # categories whose sales fell
    if first.category != "condition" or first.end != second.start:
        return False
    if first.value.metric == "orders" and second.category in ("listed", "quantity") and not first.value.verb:
        return second.category == "quantity" or second.value.dimension == "product"  # bills with more than 5 items
    if first.value.metric in _COUNTING:
        return False
    if second.category == "metric" and second.value in TOLD_BY_NUMBER and not first.value.metric:
        return max(first.value.amounts) <= OFTEN and not first.value.percent  # more than 3 purchases
    if first.value.metric and metric(quantity_slug(first.value.metric)).unit != "money":
        return False  # stock below 10 pieces
    if second.category == "listed":
        few = max(first.value.amounts) < _FEW and (not first.value.metric or first.value.verb)
        return bool(second.value.dimension == "bill" or (few and second.value.dimension == "product"))
    return second.category == "quantity" or (second.category == "metric" and second.value in _COUNTING)


def _one_name(first: Edge, second: Edge) -> bool:
    """Whether parts of two people's names stand side by side, as the one name of somebody the shop does not know."""
    if first.category != "filter" or second.category != "filter" or first.end != second.start:
        return False
    of = (first.value.chosen.dimension, second.value.chosen.dimension)
    parts = min(first.cost, second.cost) >= ALONE and not second.value.said
    return parts and of[0] != of[1] and set(of) <= _PEOPLE


def _is_one(query: MetricQuery) -> bool:
    """Whether a split by months, weeks or days has a single row: "for the month of October" does not ask for one."""
    if query.period is None or not query.by:
        return False
    grain = {1: "day", 7: "week"}.get(query.period.days, "")
    return query.by[0] == ("month" if query.period == month_of(query.period.start) else grain)


def _summed_again(clauses: Clauses, query: MetricQuery) -> bool:
    """Whether one sum is told of things that are described by the same figure: "categories with sales above 5,000" are listed."""
    described = {item.metric for one in query.among for item in one.having if not one.negated}
    asked = clauses.has("how_much", "how_many", "total", "group", "ranking", "share")
    return bool(described) and described <= set(query.metrics) and not query.by and not asked


def _rather_each(clauses: Clauses, query: MetricQuery, selections: Sequence[Selection]) -> bool:
    """Whether one sum is told where each is rather meant: the dues of the customers of Sinnar."""
    people = any(one.said == "people" for one in selections)
    each = people and not query.by and not clauses.has("how_much", "how_many", "total", "share", "breakdown")
    return each and all(metric(slug).balance for slug in query.metrics)


def _without_said(clauses: Clauses, by: tuple[str, ...], selections: Sequence[Selection]) -> tuple[str, ...]:
    """The split without the nouns that only say what a value is of: the "travel" category, the 31 to 60 days' bucket."""
    nouns = {noun.dimension for noun in clauses.all("listed") if not noun.plural}
    single = {one.chosen.dimension for one in selections if len(one.chosen.names) == 1 and not one.negated}
    grouped = {slug for slugs in clauses.all("group") for slug in slugs}
    said = (nouns & single) - grouped
    goods = "category" in said & set(by) and clauses.has("wh")  # of the breads category, which
    return tuple(
        dict.fromkeys("product" if goods and slug == "category" else slug for slug in by if goods or slug not in said)
    )


def _unlikely_party(clauses: Clauses, selections: Sequence[Selection]) -> float:
    """Staff sell and customers buy; a name of the other kind is less likely meant."""
    dimensions = {selection.chosen.dimension for selection in selections}
    verbs = set(clauses.all("verb"))
    owing = {"outstanding", "overdue", "collections"} & set(clauses.all("metric"))
    by_staff = any(one.said == "by" for one in selections if one.chosen.dimension == "staff")
    if owing == {"collections"} and by_staff:
        owing = set()  # cash collected by Roshni
    if "staff" in dimensions and (verbs & {"buy", "spend", "pay", "owe"} or owing):
        return UNJOINED
    sellers = [
        selection
        for selection in selections
        if selection.chosen.dimension == "customer" and selection.said not in ("to", "in", "of", "for")
    ]
    return OFFERED if sellers and "sell" in verbs and not clauses.has("who") else 0.0


_ALL_OF: Final = {"recipient": 2}  # kinds of which so many are all there are


def _all_named(by: tuple[str, ...], selections: Sequence[Selection]) -> str:
    """The dimension all of whose values are named, so that they are asked for apart: B2B and B2C sales."""
    for one in selections:
        all_of_them = len(set(one.chosen.names)) == _ALL_OF.get(one.chosen.dimension) and not one.negated
        if all_of_them and by in ((), (one.chosen.dimension,)):
            return one.chosen.dimension
    return ""


def _odd_exception(clauses: Clauses, by: tuple[str, ...], selections: Sequence[Selection]) -> float:
    """A product sold leaves no category out: "bought a bed but no mattress" says who did not buy them, and so of other goods."""
    kinds = {(one.chosen.dimension, one.negated) for one in selections}
    if {("product", False), ("category", True)} <= kinds:
        return OFFERED
    buyers = "buy" in clauses.all("verb") and ("customer" in by or clauses.has("who"))
    return OFFERED if buyers and {("category", False), ("product", True)} <= kinds else 0.0


_MANY: Final = 3  # ways of payment that stand for all there are
_OF_WHOM: Final = ("staff", "customer", "counter", "city", "supplier")


def _compared_values(clauses: Clauses, draft: Draft, selections: Sequence[Selection]) -> tuple[str, ...]:
    """ "Compare rice and dal": several values of one dimension, side by side; of two people several figures."""
    by, several = draft.by, _several(selections)
    if not several or several in by:
        return by
    if by:
        return (*by, several) if clauses.has("breakdown") and all(dimension(slug).in_time for slug in by) else by
    figures = len(draft.metrics) > 1 and several in _OF_WHOM and not draft.ratio
    apart = figures and not clauses.has("total", "share", "what", "condition", "age", "among")
    return (several,) if apart or clauses.has("compare", "breakdown") else ()


def _several(selections: Sequence[Selection]) -> str:
    """The dimension of which several values are named; empty where none is."""
    return next((one.chosen.dimension for one in selections if len(one.chosen.names) > 1 and not one.negated), "")


def _asks_shares(clauses: Clauses, draft: Draft, compare: object) -> bool:
    """Whether "per cent" is that of the parts of a whole, not of a change or of a figure that is itself per cent."""
    if not clauses.has("share") or draft.ratio or clauses.has("condition"):
        return False
    if compare != "none" and not draft.by:
        return False
    return not any(metric(slug).unit == "percent" for slug in draft.metrics)


def _part_of_the_whole(query: MetricQuery, part: str) -> MetricQuery:
    """ "What share of sales is rice": the share of one part, shown alone, is of the whole; ``part``: of which of two names."""
    named = [item for item in query.where if item.operator == "in" and dimension(item.dimension).kind != "calendar"]
    if len(named) == 2 and part:
        named = [item for item in named if item.dimension == part]
    if not query.shares or len(named) != 1 or (query.by and query.by != (named[0].dimension,)):
        return query
    where = tuple(item for item in query.where if item is not named[0])
    return msgspec.structs.replace(query, by=(named[0].dimension,), where=where, shown=(named[0],))


def _part_in_time(query: MetricQuery) -> bool:
    """Whether the share of one part is asked time by time: shares of the times would be told instead."""
    narrowed = any(item.operator == "in" and dimension(item.dimension).kind != "calendar" for item in query.where)
    return query.shares and narrowed and bool(query.by) and all(dimension(slug).in_time for slug in query.by)
