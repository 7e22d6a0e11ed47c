"""What is measured: the figures a question names, those its verbs stand for, or the ones most likely meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ai.parser.clauses import COUNTED, Clauses, Draft, Misfit, quantity_slug
from ai.parser.liberties import ASSUMED, DOUBTFUL, OFFERED, UNJOINED
from analytics.catalogue import dimension, metric

_ALSO_NOUNS: Final = frozenset(
    {"customers", "items", "orders", "products_sold", "debtors"}
)  # figures whose words also name things


def figures_of(clauses: Clauses, draft: Draft) -> Iterator[Draft | Misfit]:
    """The draft with its metrics: those named, those the verbs stand for, or the ones most likely meant."""
    stated = [quantity_slug(slug) for slug in clauses.all("metric")]
    ordering = [quantity_slug(slug) for slug in clauses.all("order_by")]
    conditions = [quantity_slug(condition.metric) for condition in clauses.all("condition") if condition.metric]
    figures = tuple(dict.fromkeys([*stated, *conditions, *ordering]))
    verbs = set(clauses.all("verb"))
    parties = {selection.chosen.dimension for selection in clauses.all("filter")} | {
        *draft.by,
        *(noun.dimension for noun in clauses.all("listed")),
    }
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


def _named_figures(
    clauses: Clauses, draft: Draft, figures: tuple[str, ...], verbs: set[str]
) -> Iterator[Draft | Misfit]:
    """The figures named, or what they mean beside the other words; doubtful where the same words name things."""
    if (misfit := _clash(clauses, figures, verbs)) is not None:
        yield misfit
        return
    meant = _meant(clauses, figures, verbs)
    if meant:
        for metrics, cost in meant:
            yield draft.with_cost(cost, metrics=metrics)
        return
    stated = set(clauses.all("metric"))
    joined = len(clauses.all("and")) + len(clauses.all("comma")) >= len(stated) - 1
    if not joined and len({metric(slug).balance for slug in figures}) > 1:
        yield Misfit(
            " and ".join(metric(slug).title.lower() for slug in figures) + " are asked at once; join them with “and”"
        )
        return
    if (
        draft.ranking
        and len(figures) == 1
        and stated & _ALSO_NOUNS
        and clauses.all("ranking")[0].number
        and not clauses.has("listed", "order_by")
    ):
        yield Misfit("a ranking within each group is not known yet; ask for one ranking")
        return
    yield draft.with_cost(
        (0.0 if joined else UNJOINED) + (OFFERED if _names_things(clauses, draft, figures, verbs) else 0.0),
        metrics=figures,
    )
    if figures in (("net_sales",), ("orders",)) and clauses.has("total") and clauses.has("metric"):
        yield draft.with_cost(OFFERED, metrics=("total_sales",))


# Verbs, what they speak of, and the figures that may be named beside them.
_GO_WITH: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "owe": ("what is owed", frozenset({"outstanding", "overdue", "overdue_bills", "unpaid_bills"})),
    "collect": ("money received", frozenset({"collections", "net_collections", "payment_count", "tax"})),
    "pay": ("payments", frozenset({"collections", "net_collections", "payment_count", "refunds"})),
}


def _clash(clauses: Clauses, figures: tuple[str, ...], verbs: set[str]) -> Misfit | None:
    """Two things spoken of at once, which no one figure answers."""
    title = metric(figures[0]).title.lower()
    for verb in sorted(verbs & _GO_WITH.keys()):
        what, fitting = _GO_WITH[verb]
        if not fitting & set(figures):
            return Misfit(f"{title} and {what} are asked at once")
    if "sell" in verbs and all(metric(slug).balance for slug in figures):
        return Misfit(f"{title} and what was sold are asked at once")
    counted = figures in (("net_sales",), ("gross_sales",)) or all(metric(slug).unit == "quantity" for slug in figures)
    if clauses.has("quantity") and not counted:
        return Misfit(f"{title} is no quantity of goods")
    valued = figures in (("stock_on_hand",), ("orders",)) or all(metric(slug).unit == "money" for slug in figures)
    return None if valued or not clauses.has("amount") else Misfit(f"{title} is no amount of money")


def _meant(clauses: Clauses, figures: tuple[str, ...], verbs: set[str]) -> list[tuple[tuple[str, ...], float]]:
    """(figures, cost) that other words make of the ones named: "sales in units" are items, "value of stock" its value."""
    if clauses.has("amount") and figures == ("stock_on_hand",):
        return [(("stock_value",), 0.0)]
    if clauses.has("amount") and figures == ("orders",):
        return [(("total_sales",), DOUBTFUL), (("average_order_value",), DOUBTFUL)]
    if figures == ("items",) and "sell" in verbs:
        return [(("items_sold",), 0.0)]
    if clauses.has("quantity") and figures in (("net_sales",), ("gross_sales",)):
        return [(("items",), 0.0)]
    if set(figures) == {"tax", "collections"} and not clauses.has("and", "comma"):
        return [(("tax",), 0.0)]  # how much tax have we collected
    return []


def _names_things(clauses: Clauses, draft: Draft, figures: tuple[str, ...], verbs: set[str]) -> bool:
    """Whether words like "customers" rather name things than count them: top customers, customers by sales, a list of debtors."""
    stated = set(clauses.all("metric"))
    if figures == ("debtors",) or (clauses.has("how_much") and verbs and set(figures) <= _ALSO_NOUNS):
        return True
    if draft.ranking and len(figures) == 1 and figures[0] in _ALSO_NOUNS and not clauses.has("order_by"):
        return True
    return bool(stated & _ALSO_NOUNS and clauses.has("order_by", "condition") and set(figures) - stated)


def _counted(clauses: Clauses, draft: Draft, figures: tuple[str, ...], verbs: set[str]) -> Iterator[Draft | Misfit]:
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
    elif figures and nouns & COUNTED.keys():
        counted = tuple(COUNTED[slug] for slug in COUNTED if slug in nouns)
        joined = clauses.has("and", "comma")
        yield (
            draft.with_cost(0.0, metrics=tuple(dict.fromkeys(figures + counted)))
            if joined
            else Misfit("two figures are asked at once; join them with “and”")
        )
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


def _acted(clauses: Clauses, draft: Draft, verbs: set[str], parties: set[str]) -> Iterator[Draft | Misfit]:
    """The figure that the verbs stand for."""
    if verbs <= {"sell", "buy", "spend"}:
        if clauses.has("quantity"):
            yield draft.with_cost(0.0, metrics=("items_sold",))
            return
        things = draft
        if clauses.has("listed") and not clauses.has("ranking", "wh", "how_much", "total", "condition", "trend"):
            things = draft.with_cost(OFFERED)  # "items sold" is a figure before it is a list of items
        if (
            not draft.by
            and clauses.has("what")
            and "spend" not in verbs
            and not clauses.has("how_much", "total", "amount", "ranking")
        ):
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


def _likely_figures(clauses: Clauses, draft: Draft, parties: set[str]) -> Iterator[Draft | Misfit]:
    """No figure is named: a ranking is by net sales, of payment methods by collections; anything else is asked about."""
    if not clauses.has(
        "ranking",
        "group",
        "listed",
        "filter",
        "when",
        "whens",
        "condition",
        "trend",
        "against",
        "compare",
        "change",
        "how_much",
        "total",
    ):
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
            likely = (
                ("outstanding", "net_sales", "collections")
                if clauses.has("condition")
                else ("net_sales", "outstanding", "collections")
            )
        for place, slug in enumerate(likely):
            yield draft.with_cost(DOUBTFUL + 0.01 * place, metrics=(slug,))
