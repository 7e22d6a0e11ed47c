"""Figures by others and by the day: ratios, means, and what has been due so long."""

from __future__ import annotations

from collections.abc import Iterator

from ai.parser.clauses import Clauses, Draft, Misfit, quantity_slug
from ai.parser.figure_tables import DAILY, NAMED_RATIOS, PER_PARTY
from ai.parser.liberties import ASSUMED, OFFERED
from analytics.catalogue import metric
from munim.days import whole_months


def by_another(clauses: Clauses, draft: Draft, figures: tuple[str, ...]) -> Iterator[Draft | Misfit]:
    """One figure by another: the catalogue's own where it has the ratio, else the two and their ratio."""
    shares = clauses.all("ratio")
    if len(shares) > 1 or figures:
        yield Misfit("a ratio is of two figures")
        return
    pair = tuple(quantity_slug(slug) for slug in shares[0])
    if pair[0] == pair[1]:
        yield Misfit("a figure by itself says nothing")
    elif named := NAMED_RATIOS.get((pair[0], pair[1])):
        yield draft.with_cost(0.0, metrics=(named,))
    else:
        yield draft.with_cost(0.0, metrics=pair, ratio=True)


def daily(clauses: Clauses, draft: Draft, figures: tuple[str, ...]) -> Iterator[Draft | Misfit]:
    """The mean of a day, where the catalogue has it."""
    means = clauses.all("daily_mean")
    slugs = [*figures, *(mean[0] for mean in means if isinstance(mean, tuple))]
    units = {mean[1] if isinstance(mean, tuple) else mean for mean in means} | {
        slug for slug in draft.by if slug in ("day", "week", "month", "weekday", "hour")
    }
    units |= {slug for slug in clauses.all("span") and ["day"]}
    nouns = {noun.dimension for noun in clauses.all("listed")}
    goods = {"items", "items_sold"} & set(slugs) or ("product" in nouns and clauses.has("how_many"))
    if goods and ({"bill"} & {*nouns, *draft.by} or {"orders", "average_order_value"} & set(slugs)):
        yield draft.with_cost(
            0.0,
            metrics=("items_per_order",),
            by=tuple(slug for slug in draft.by if slug not in ("bill", "product", "customer")),
        )
        return
    if (
        len(slugs) == 1
        and not means
        and (slugs[0].startswith("average_") or metric(slugs[0]).unit in ("percent", "ratio"))
    ):
        yield draft.with_cost(0.0, metrics=(slugs[0],))  # the average basket size by month
        return
    if {"items", "items_sold"} & set(slugs) and "bill" in {noun.dimension for noun in clauses.all("listed")} | set(
        draft.by
    ):
        yield draft.with_cost(0.0, metrics=("items_per_order",), by=tuple(slug for slug in draft.by if slug != "bill"))
        return
    if not slugs and "bill" in nouns and clauses.has("how_many"):
        slugs, draft = ["orders"], draft.with_cost(0.0, by=tuple(slug for slug in draft.by if slug != "bill"))
    if not slugs and "bill" in nouns and not draft.ranking:
        yield draft.with_cost(
            0.0, metrics=("average_order_value",), by=tuple(slug for slug in draft.by if slug != "bill")
        )
        return
    if (
        draft.by in (("customer",), ("bill",))
        and set(slugs) <= {"net_sales", "expenses", "revenue"}
        and not draft.ranking
    ):
        yield draft.with_cost(
            0.0, metrics=("average_spend" if draft.by == ("customer",) else "average_order_value",), by=()
        )
        return
    if (
        draft.by in (("customer",), ("bill",))
        and len(slugs) == 1
        and not draft.ranking
        and slugs[0] in PER_PARTY
        and not clauses.has("wh")
    ):
        per = "customers" if draft.by == ("customer",) else "orders"
        if slugs[0] != per:
            yield draft.with_cost(0.0, metrics=(slugs[0], per), by=(), ratio=True)
            return
    one_buyer = draft.by == ("customer",) or any(noun.dimension == "customer" for noun in clauses.all("listed"))
    if (
        not slugs
        and one_buyer
        and set(clauses.all("verb")) in ({"buy"}, {"spend"})
        and not clauses.has("how_many")
        and not draft.ranking
    ):
        yield draft.with_cost(0.0, metrics=("average_spend",), by=())  # what a customer buys on average
        return
    if not slugs and clauses.has("how_many") and nouns:
        yield Misfit("the average of what is not clear; ask, for example, for average daily sales or the average bill")
        return
    if not slugs and set(clauses.all("verb")) <= {"sell", "earn"}:
        slugs = ["net_sales"]
    days = {"weekday"} & {one.chosen.dimension for one in clauses.all("filter")}
    if days and not means and slugs == ["net_sales"] and not draft.by:
        units |= {"day"}  # average sales on Sundays: of such a day
    if not slugs and set(clauses.all("verb")) <= {"sell", "earn"}:
        slugs = ["net_sales"]
    if not means and not units and clauses.has("average_word") and slugs in (["net_sales"], ["revenue"]) and _of_months(clauses):  # fmt: skip
        yield Misfit("an average is known by bill and by day; ask for average daily sales, or for the row of months")
        return
    if len(slugs) != 1 or (clauses.has("average_word") and len(units) == 0 and not means):
        wanted = slugs[0] if len(slugs) == 1 else ""
        if wanted == "orders" and clauses.has("how_many"):
            yield draft.with_cost(ASSUMED, metrics=(DAILY["orders"],))  # how many bills on average
            return
        if wanted in ("net_sales", "revenue", "orders") and not draft.by and not means:
            yield draft.with_cost(ASSUMED, metrics=("average_order_value",))
            yield draft.with_cost(OFFERED, metrics=(DAILY["net_sales"],))
            return
        if (wanted and metric(wanted).unit in ("percent", "ratio")) or wanted.startswith("average"):
            yield draft.with_cost(0.0, metrics=(wanted,))
            return
        yield Misfit("the average of what is not clear; ask, for example, for average daily sales or the average bill")
        return
    if units != {"day"} or slugs[0] not in DAILY:
        yield Misfit("an average is known by bill and by day; ask for average daily sales, or for the row of months")
        return
    yield draft.with_cost(0.0, metrics=(DAILY[slugs[0]],), by=tuple(slug for slug in draft.by if slug != "day"))


def _of_months(clauses: Clauses) -> bool:
    """Whether the time is one of several weeks or months: the average of the last three is none of bills."""
    return any(
        (when.rolling is not None and when.rolling[0] > 1 and when.rolling[1] != "day")
        or (
            not when.unit
            and not when.rolling
            and not when.feast
            and (whole_months(when.period) or 0) > 1
            and when.period.start.day == 1
        )
        for when in clauses.all("when")
    )


def aged(clauses: Clauses, draft: Draft, figures: tuple[str, ...], verbs: set[str]) -> Iterator[Draft | Misfit]:
    """What is overdue by more than so many days."""
    if set(figures) - {
        "overdue",
        "outstanding",
        "unpaid",
        "overdue_bills",
        "unpaid_bills",
        "debtors",
        "orders",
    } or verbs - {"owe", "pay"}:
        yield Misfit("how long something is due is asked of something that is not due")
        return
    counted = set(figures) & {"overdue_bills", "unpaid_bills", "orders"} or (
        clauses.has("how_many") and "bill" in {noun.dimension for noun in clauses.all("listed")}
    )
    by = draft.by
    if clauses.has("who") and "customer" not in by:
        by = ("customer", *by)
    dated = set(figures) & {"overdue_bills", "unpaid_bills"} and not clauses.has("total", "amount", "how_much")
    if (
        counted and (clauses.has("list", "wh") or dated) and not clauses.has("how_many")
    ):  # unpaid bills older than 30 days
        by = tuple(dict.fromkeys(("bill", *by)))
        counted = False
    yield draft.with_cost(
        0.0,
        metrics=("overdue_bills",) if counted else ("overdue",),
        by=tuple(slug for slug in by if slug != "bill" or not counted),
    )
