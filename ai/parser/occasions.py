"""The first or last time of something, and the last price: the days on which it happened, one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ai.parser.clauses import Clauses, Misfit, Plan
from ai.parser.clock import Clock, When
from ai.parser.liberties import ASSUMED
from ai.parser.names import Name
from ai.parser.said import Selection
from analytics.query import Filter, MetricQuery, Order
from munim.days import Period

_BESIDE: Final = frozenset({"comma", "occasion", "bare_time", "last_price", "when_asked", "filter", "verb", "what", "wh", "how_much", "metric", "listed", "who", "when", "own_act", "now", "list", "amount", "total", "attained"})  # fmt: skip
_PARTIES: Final = ("customer", "supplier", "city", "staff")


def occasions(clauses: Clauses, clock: Clock) -> Iterator[Plan | Misfit]:
    """The plan of a question with ``occasion`` or ``last_price`` clauses."""
    selections: list[Selection] = clauses.all("filter")
    dimensions = {selection.chosen.dimension for selection in selections}
    if clauses.categories() - _BESIDE or any(selection.chosen.crowd for selection in selections):
        yield Misfit("when something last happened is asked together with something else")
        return
    whens: list[When] = clauses.all("when")
    if len(whens) > 1 or any(when.period.start > clock.today for when in whens):
        yield Misfit("the question names more than one time")
        return
    where = tuple(
        Filter(chosen.dimension, "not_in" if negated else "in", tuple(name.value for name in chosen.names))
        for chosen, negated, *_ in selections
    )
    names = tuple(name for selection in selections for name in selection.chosen.names)
    period = whens[0].period if whens else None
    if clauses.has("last_price"):
        yield from _price(clauses, where, names, dimensions, period)
        return
    told = {*clauses.all("occasion"), *clauses.all("bare_time")}
    kinds = {kind.removesuffix("_pay") for kind in told}
    nouns = {noun.dimension for noun in clauses.all("listed")} - {"bill", "day"}
    if dimensions & {"supplier", "customer"} and not any(noun.plural for noun in clauses.all("listed")):
        nouns -= {"product"}  # when goods last came from somebody
    if (
        kinds == {"first"}
        and not selections
        and nouns <= {"customer"}
        and set(clauses.all("metric")) <= {"customers"}
        and clauses.has("how_many", "metric")
    ):
        yield Plan(MetricQuery(("new_customers",), period=period), 0.0)  # how many came for the first time
        return
    if len(kinds) > 1 or not selections or nouns - dimensions:
        yield Misfit("whose first or last time is not said: name a customer, a product, a supplier")
        return
    metric = _happened(clauses, dimensions, paid=any(kind.endswith("_pay") for kind in told))
    if metric is None:
        yield Misfit("what happened the first or last time is not clear")
        return
    order = (Order("day", kinds == {"last"}),)
    yield Plan(MetricQuery((metric,), by=("day",), where=where, period=period, order=order, limit=1), 0.0, names)


def _happened(clauses: Clauses, dimensions: set[str], *, paid: bool) -> str | None:
    """What the time is of: a sale, or what the other words say."""
    stated = set(clauses.all("metric"))
    verbs = set(clauses.all("verb"))
    acts = set(clauses.all("own_act"))
    paid = paid or bool(stated & {"collections", "supplier_payments"}) or verbs == {"pay"} or acts == {"own_pay"}
    if "supplier" in dimensions or acts:
        return "supplier_payments" if paid else "purchases"
    if paid or (verbs == {"collect"} and not dimensions & {"customer"}):
        return "collections"
    verbs -= {"collect", "pay"}  # ramesh aakhri baar kab aaya
    if stated - {"net_sales", "orders", "revenue"}:
        return next(iter(stated)) if stated == {"returns"} else None
    return "net_sales" if not verbs - {"buy", "sell"} else None


def _price(
    clauses: Clauses, where: tuple[Filter, ...], names: tuple[Name, ...], dimensions: set[str], period: Period | None
) -> Iterator[Plan | Misfit]:
    """The average price of the last day on which the product was sold, or bought; of a time that is said its average."""
    bought = "supplier" in dimensions or clauses.has("own_act")
    if "product" not in dimensions:
        yield Misfit("the price of what is not said; name a product")
    elif period is not None:
        metrics = ("purchases_billed", "purchased_items") if bought else ("average_selling_price",)
        yield Plan(MetricQuery(metrics, where=where, period=period, ratio=bought), 0.0, names)
    elif bought:
        query = MetricQuery(
            ("purchases_billed", "purchased_items"),
            by=("day",),
            where=where,
            order=(Order("day"),),
            limit=1,
            ratio=True,
        )
        yield Plan(query, 0.0, names)
    else:
        query = MetricQuery(("average_selling_price",), by=("day",), where=where, order=(Order("day"),), limit=1)
        yield Plan(query, 0.0 if dimensions & set(_PARTIES) else ASSUMED, names)
