"""Who bought both, the one but not the other, then but not now: sets of buyers and goods beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from ai.parser.clauses import Clauses, Draft
from ai.parser.clock import When
from ai.parser.lattice import Chosen
from ai.parser.names import Name
from ai.parser.said import Selection
from analytics.query import Among, Filter
from munim.days import Period


def filter_value(name: Name) -> str | int:
    """The value of a name in a filter: weekdays and rates are numbers."""
    if name.dimension == "weekday":
        return int(name.value)
    return int(name.value) if name.dimension == "tax_rate" and name.value.isdecimal() else name.value


def then(pair: Among | None, period: Period | None) -> tuple[Among, ...]:
    """Those who bought the other of two things too, at the time that is asked of."""
    return (msgspec.structs.replace(pair, period=period),) if pair else ()


def bought_both(where: tuple[Filter, ...], of: str = "customer") -> tuple[tuple[Filter, ...], Among | None]:
    """ "Customers who bought both paneer and tea": those who bought the one, of those who bought the other."""
    parties = [
        item for item in where if item.dimension == "customer" and item.operator == "in" and len(item.values) == 2
    ]
    if parties and of == "product":  # the goods that both of them buy
        first, second = (Filter("customer", "in", (value,)) for value in parties[0].values)
        kept = tuple(first if item is parties[0] else item for item in where)
        return kept, Among("product", ("net_sales",), where=(second,))
    pair = next(
        (
            item
            for item in where
            if item.dimension in ("product", "category") and item.operator == "in" and len(item.values) == 2
        ),
        None,
    )
    if pair is None:
        goods = [item for item in where if item.dimension in ("product", "category") and item.operator == "in"]
        if len(goods) != 2:
            return where, None
        return tuple(item for item in where if item is not goods[1]), Among(
            "customer", ("net_sales",), where=(goods[1],)
        )
    first, second = (Filter(pair.dimension, "in", (value,)) for value in pair.values)
    kept = tuple(first if item is pair else item for item in where)
    return kept, Among("customer", ("net_sales",), where=(second,))


_ALONE: Final = {
    "customer": ("buy", ("product", "category")),
    "product": ("sell", ("city", "country", "customer", "staff")),
}


def alone(clauses: Clauses, by: tuple[str, ...], selections: Sequence[Selection]) -> Among | None:
    """ "Customers who buy only sarees", "products that sell only in Pune": none of those of which something else is true."""
    for party, (verb, others) in _ALONE.items():
        only = next(
            (one for one in selections if one.only and not one.negated and one.chosen.dimension in others), None
        )
        if only is None or party not in by or verb not in clauses.all("verb"):
            continue
        rest = Filter(only.chosen.dimension, "not_in", tuple(filter_value(name) for name in only.chosen.names))
        return Among(party, ("net_sales",), where=(rest,), negated=True)
    return None


def of_both_times(clauses: Clauses, draft: Draft) -> str:
    """Whose set is asked, where things are sought that were there at two times: "who came in September as well as October"."""
    if (
        not clauses.has("both")
        or len(clauses.all("whens")) != 1
        or clauses.has("group", "against", "compare", "change")
    ):
        return ""
    nouns = {noun.dimension for noun in clauses.all("listed")} | ({"customer"} if clauses.has("who") else set())
    counted = draft.metrics in (("customers",), ("products_sold",))
    named = {
        "customers",
        "products_sold",
        *(("net_sales",) if clauses.has("jinhone") else ()),
    }  # खरीदा may be purchases
    if set(clauses.all("metric")) - named or (clauses.has("how_much") and not counted):
        return ""
    if draft.metrics == ("customers",):
        return "customer"
    if draft.metrics == ("products_sold",) and not draft.by:
        return "product"
    return next((slug for slug in ("customer", "product") if slug in nouns and draft.by == (slug,)), "")


def _joined(whens: Sequence[When]) -> list[Period]:
    """The times of which none is to be, those that touch as one: in neither October nor November."""
    joined: list[Period] = []
    for period in sorted((when.period for when in whens), key=lambda each: each.start):
        if joined and joined[-1].end >= period.start:
            joined[-1] = Period(joined[-1].start, max(joined[-1].end, period.end))
        else:
            joined.append(period)
    return joined


def not_then(clauses: Clauses, by: tuple[str, ...], period: Period | None, today: date) -> tuple[Among, ...]:
    """ "But not in October": those who bought then are left out; "but not sweets": those who bought them in the same ``period``."""
    party = next((slug for slug in by if slug in ("customer", "product")), "")
    then = tuple(
        Among(party, ("net_sales",), period=missed, negated=True)
        for missed in _joined(clauses.all("not_then"))
        if party
    )
    if clauses.has("not_since") and party and period is not None:
        later = Period(period.end, today + timedelta(days=1))
        then = (*then, Among(party, ("net_sales",), period=later, negated=True))  # and not since
    things: list[Chosen] = clauses.all("not_of")
    places: list[Chosen] = clauses.all("not_there") if "product" in by else []
    without = [*(("product", place) for place in places), *(("customer", thing) for thing in things)]
    return then + tuple(
        Among(
            of,
            ("net_sales",),
            where=(Filter(one.dimension, "in", tuple(filter_value(name) for name in one.names)),),
            period=period,
            negated=True,
        )
        for of, one in without
    )
