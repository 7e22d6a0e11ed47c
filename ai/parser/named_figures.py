"""Figures that are named, and what they mean beside the other words."""

from __future__ import annotations

from collections.abc import Iterator

from ai.parser.clauses import Clauses, Draft, Misfit
from ai.parser.figure_tables import ALSO_NOUNS, BILL_COUNTS, GO_WITH, MODIFIED, WORTH
from ai.parser.liberties import DOUBTFUL, OFFERED, UNJOINED
from analytics.catalogue import metric


def as_counted(modifiers: list[str], stated: list[str], clauses: Clauses) -> tuple[str, ...] | Misfit:
    """The figures as they are counted with tax or without, before discounts or after."""
    figures = stated or (["net_sales"] if {"sell"} >= set(clauses.all("verb")) != set() else [])
    if not figures and "bill" in {noun.dimension for noun in clauses.all("listed")}:
        figures = ["total_sales"]
    if not figures and set(clauses.all("verb")) in ({"come"}, {"collect"}):
        figures = ["collections"]
    if len(figures) == 2 and figures.count("orders") == 1 and clauses.has("amount"):
        figures = ["total_sales"]  # the amount of the bills with tax
    if figures == ["orders"] and clauses.has("amount", "total"):
        figures = ["total_sales"]
    for modifier in dict.fromkeys(modifiers):
        meant = MODIFIED[modifier]
        if not figures or not set(figures) <= meant.keys():
            return Misfit("with or without tax or discounts is said of something that is not told so")
        figures = [meant[slug] or slug for slug in figures]
    if clauses.has("daily_mean", "average_word", "ratio", "metric_ratio", "age", "own_act", "how_many", "quantity"):
        return Misfit("with or without tax or discounts is said of something that is not told so")
    return tuple(dict.fromkeys(figures))


def named_figures(
    clauses: Clauses, draft: Draft, figures: tuple[str, ...], verbs: set[str]
) -> Iterator[Draft | Misfit]:
    """The figures named, or what they mean beside the other words; doubtful where the same words name things."""
    if (misfit := clash(clauses, figures, verbs)) is not None:
        yield misfit
        return
    meant = meant_by(clauses, figures, verbs)
    if meant:
        for metrics, cost in meant:
            yield draft.with_cost(cost, metrics=metrics)
        return
    stated = set(clauses.all("metric"))
    ands = (
        len(clauses.all("and")) + len(clauses.all("comma")) + len(clauses.all("both")) + 2 * len(clauses.all("three"))
    )
    alike = clauses.has("and") or len({(metric(slug).unit, metric(slug).balance) for slug in figures}) == 1
    joined = (len(stated) > 2 and alike) or figures in (("tax",), ("stock_cover_days",)) or ands >= len(stated) - 1
    if not joined and len({metric(slug).balance for slug in figures}) > 1:
        yield Misfit(
            " and ".join(metric(slug).title.lower() for slug in figures) + " are asked at once; join them with “and”"
        )
        return
    if (
        draft.ranking
        and len(figures) == 1
        and stated & ALSO_NOUNS
        and clauses.has("ranking")
        and clauses.all("ranking")[0].number
        and not clauses.has("listed", "order_by")
    ):
        yield Misfit("the top of what is not clear")
        return
    yield draft.with_cost(
        (0.0 if joined else UNJOINED) + (OFFERED if names_things(clauses, draft, figures, verbs) else 0.0),
        metrics=figures,
    )
    if figures in (("net_sales",), ("orders",)) and clauses.has("total") and clauses.has("metric"):
        yield draft.with_cost(OFFERED, metrics=("total_sales",))


def clash(clauses: Clauses, figures: tuple[str, ...], verbs: set[str]) -> Misfit | None:
    """Two things spoken of at once, which no one figure answers."""
    title = metric(figures[0]).title.lower()
    for verb in sorted(verbs & GO_WITH.keys()):
        what, fitting = GO_WITH[verb]
        if not fitting & set(figures):
            return Misfit(f"{title} and {what} are asked at once")
    if "sell" in verbs and all(metric(slug).balance for slug in figures):
        return Misfit(f"{title} and what was sold are asked at once")
    counted = figures in (("net_sales",), ("gross_sales",)) or all(metric(slug).unit == "quantity" for slug in figures)
    if clauses.has("quantity") and not counted:
        return Misfit(f"{title} is no quantity of goods")
    valued = figures in (("stock_on_hand",), ("orders",), *((slug,) for slug in WORTH)) or all(
        metric(slug).unit == "money" for slug in figures
    )
    return None if valued or not clauses.has("amount") else Misfit(f"{title} is no amount of money")


def meant_by(clauses: Clauses, figures: tuple[str, ...], verbs: set[str]) -> list[tuple[tuple[str, ...], float]]:
    """(figures, cost) that other words make of the ones named: "sales in units" are items, "value of stock" its value."""
    if clauses.has("amount") and figures == ("stock_on_hand",):
        return [(("stock_value",), 0.0)]
    if clauses.has("amount") and figures == ("orders",):
        return [(("total_sales",), DOUBTFUL), (("average_order_value",), DOUBTFUL)]
    if clauses.has("amount") and clauses.has("and") and len(figures) == 1 and figures[0] in BILL_COUNTS:
        return [((figures[0], WORTH[figures[0]]), 0.0)]  # the count and the value of cancelled bills
    if clauses.has("amount") and len(figures) == 1 and figures[0] in WORTH:
        return [((WORTH[figures[0]],), 0.0)]
    if figures == ("items",) and "sell" in verbs:
        return [(("items_sold",), 0.0)]
    if clauses.has("quantity") and figures in (("net_sales",), ("gross_sales",)):
        return [((*figures, "items"), 0.0)] if clauses.has("and") else [(("items",), 0.0)]
    if set(figures) == {"tax", "collections"} and not clauses.has("and", "comma"):
        return [(("tax",), 0.0)]  # how much tax have we collected
    return []


def names_things(clauses: Clauses, draft: Draft, figures: tuple[str, ...], verbs: set[str]) -> bool:
    """Whether words like "customers" rather name things than count them: top customers, customers by sales, a list of debtors."""
    stated = set(clauses.all("metric"))
    if figures == ("debtors",) or (clauses.has("how_much") and verbs and set(figures) <= ALSO_NOUNS):
        return True
    if draft.ranking and len(figures) == 1 and figures[0] in ALSO_NOUNS and not clauses.has("order_by"):
        return True
    return bool(stated & ALSO_NOUNS and clauses.has("order_by", "condition") and set(figures) - stated)
