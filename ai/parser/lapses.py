"""Who has not bought and what has not sold: in so many days a report, in a stated period or of one thing a set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ai.parser.clauses import Clauses, Misfit, Plan
from ai.parser.clock import Clock, When
from ai.parser.liberties import ASSUMED
from ai.parser.said import Selection
from analytics.query import Among, Filter, MetricQuery
from analytics.reports.asked import ReportQuery
from munim.days import Period

_BESIDE: Final = frozenset({"lapse", "listed", "filter", "when", "span", "who", "wh", "what", "list", "how_many", "now", "total", "metric", "verb", "and", "left", "age", "how_much", "amount", "attained", "comma"})  # fmt: skip
_OWED: Final = frozenset({"outstanding", "overdue"})
_METRICS: Final = frozenset(
    {
        "customers",
        "returning_customers",
        "stock_on_hand",
        "items",
        "products_sold",
        "orders",
        "dead_stock",
        "stock_value",
        *_OWED,
    }
)


def lapsed(clauses: Clauses, clock: Clock) -> Iterator[Plan | Misfit]:
    """The plan of a question with ``lapse`` clauses."""
    kinds = set(clauses.all("lapse"))
    nouns = {noun.dimension for noun in clauses.all("listed")}
    if nouns == {"supplier"}:
        yield from _suppliers(clauses, clock)
        return
    if kinds == {"product"} and nouns == {"customer"}:
        kinds = {"customer"}
    if (
        len(kinds) > 1
        or clauses.categories() - _BESIDE
        or set(clauses.all("metric")) - _METRICS
        or nouns - {"customer", "product"}
        or set(clauses.all("verb")) - {"buy", "sell", "owe"}
    ):
        yield Misfit("who did not buy, or what did not sell, is asked together with something else")
        return
    [kind] = kinds
    if kind == "customer" and nouns == {"product"}:
        kind = "product"  # products not bought by anybody
    whens: list[When] = list(clauses.all("when"))
    spans = [count * {"day": 1, "week": 7, "month": 30}.get(unit, 365) for count, unit in clauses.all("span")] + clauses.all("age")  # fmt: skip
    bought_then: Period | None = None
    if (
        len(whens) == 2
        and not spans
        and kind == "customer"
        and clauses.has("when_of_them")
        and whens[0].period.start < whens[1].period.start
    ):
        bought_then = whens.pop(0).period  # customers of July who bought nothing in October
    if len(whens) + len(spans) > 1:
        yield Misfit("the question names more than one time")
        return
    when = whens[0] if whens else None
    if when is not None and when.period.start > clock.today:
        yield Misfit("that time has not come yet")
        return
    selections: list[Selection] = clauses.all("filter")
    owed = [slug for slug in clauses.all("metric") if slug in _OWED] + ["outstanding"] * ("owe" in clauses.all("verb"))
    if owed:
        yield from _owing(kind, owed, when, spans, selections)
        return
    if kind == "product" and any(one.chosen.dimension == "weekday" for one in selections) and "product" not in nouns:
        yield Misfit(
            "who did not buy, or what did not sell, is asked together with something else"
        )  # a weekday without sales
        return
    goods = [one for one in selections if one.chosen.dimension in ("product", "category")]
    if (len(goods) > 1 or len(selections) > 1) and goods and "buy" in clauses.all("verb"):
        yield Misfit("who bought one thing and not another is not clear")
        return
    if any(selection.chosen.crowd for selection in selections):
        yield Misfit("several things answer to that name; write more of it")
        return
    days = spans[0] if spans else _days(when, clock)
    stock = kind == "product" and when is not None and set(clauses.all("metric")) == {"stock_on_hand"}
    if bought_then is not None and when is not None and not selections:
        without = Among("customer", ("net_sales",), period=when.period, negated=True)
        yield Plan(MetricQuery(("net_sales",), by=("customer",), period=bought_then, among=(without,)), 0.0)
    elif selections or stock or (kind == "customer" and days is None and when is not None):
        yield from _set(kind, when, days, selections, clock, of_them=clauses.has("when_of_them"))
    elif kind == "customer":
        yield Plan(ReportQuery("lapsed-customers", options=_options(days)), 0.0)
    elif clauses.has("how_many", "how_much", "amount") and when is None and days is None:
        yield Plan(MetricQuery(("dead_stock",) if clauses.has("how_many") else ("dead_stock_value",)), ASSUMED)
    elif days is None and when is not None:
        yield Plan(ReportQuery("slow-products", when.period), 0.0)
    else:
        yield Plan(ReportQuery("dusty-stock", options=_options(days)), 0.0)


def _suppliers(clauses: Clauses, clock: Clock) -> Iterator[Plan | Misfit]:
    """Suppliers from whom the shop bought nothing at a time: those of whom it bought at others."""
    whens: list[When] = clauses.all("when")
    beside = clauses.categories() - {"lapse", "listed", "when", "wh", "what", "list", "own_act", "verb", "who"}
    if beside or len(whens) != 1 or whens[0].period.start > clock.today or set(clauses.all("verb")) - {"buy"}:
        yield Misfit("who did not buy, or what did not sell, is asked together with something else")
        return
    without = Among("supplier", ("purchases",), period=whens[0].period, negated=True)
    yield Plan(MetricQuery(("purchases",), by=("supplier",), among=(without,)), 0.0)


def _owing(
    kind: str, owed: list[str], when: When | None, spans: list[int], selections: list[Selection]
) -> Iterator[Plan | Misfit]:
    """ "Who owes us and bought nothing in October": what they owe now."""
    places = all(one.chosen.dimension in ("city", "country") and not one.chosen.crowd for one in selections)
    if kind != "customer" or when is None or when.rolling or spans or len(set(owed)) > 1 or not places:
        yield Misfit("who did not buy, or what did not sell, is asked together with something else")
        return
    where = tuple(
        Filter(one.chosen.dimension, "not_in" if one.negated else "in", tuple(name.value for name in one.chosen.names))
        for one in selections
    )
    without = Among("customer", ("net_sales",), period=when.period, negated=True)
    names = tuple(name for one in selections for name in one.chosen.names)
    yield Plan(MetricQuery((owed[0],), by=("customer",), where=where, among=(without,)), 0.0, names)


def _options(days: int | None) -> tuple[tuple[str, int], ...]:
    return (("days", days),) if days is not None else ()


def _days(when: When | None, clock: Clock) -> int | None:
    """How many days back a time reaches that comes up to today; None for one that does not."""
    if when is None or not (when.rolling or when.since):
        return None
    return when.period.days if when.rolling else (clock.today - when.period.start).days


def _set(
    kind: str, when: When | None, days: int | None, selections: list[Selection], clock: Clock, *, of_them: bool
) -> Iterator[Plan | Misfit]:
    """The things that are no rows of what was sold then. A filter on what is sold narrows that, one on the party narrows who is told."""
    period = when.period if when is not None else None
    if period is None and days is not None:
        rolling = clock.rolling(days, "day")
        period = rolling.period if rolling else None
    outer: list[Filter] = []
    inner: list[Filter] = []
    for chosen, negated, *_ in selections:
        item = Filter(chosen.dimension, "not_in" if negated else "in", tuple(name.value for name in chosen.names))
        own = chosen.dimension in ("customer", "city", "country") if kind == "customer" else chosen.dimension in ("product", "category")  # fmt: skip
        (outer if own else inner).append(item)
    if any(item.dimension == kind for item in outer):
        yield Misfit("whether one alone bought or sold is told by its bills")
        return
    among = Among(kind, ("net_sales",), where=tuple(inner), period=period, negated=True)
    names = tuple(name for selection in selections for name in selection.chosen.names)
    metrics = ("net_sales",) if kind == "customer" else ("stock_on_hand",)
    bought = (
        period if of_them and inner else None
    )  # "October customers who did not buy bunting": of those who bought then
    yield Plan(MetricQuery(metrics, by=(kind,), where=tuple(outer), period=bought, among=(among,)), 0.0, names)
