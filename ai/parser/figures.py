"""What is measured: the figures a question names, those its verbs stand for, or the ones most likely meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ai.parser import figures_bills as bills
from ai.parser import figures_goods as goods
from ai.parser import figures_joined as joined
from ai.parser import figures_people as people
from ai.parser import figures_shares as shares
from ai.parser.clauses import Clauses, Draft, Misfit
from ai.parser.liberties import DOUBTFUL, OFFERED
from ai.parser.measure import Measure, Rule
from ai.parser.named_figures import named_figures
from ai.parser.sets import sets_of
from ai.parser.unnamed_figures import acted, counted, counted_by_condition, likely_figures
from analytics.catalogue import dimension, metric


def figures_of(clauses: Clauses, draft: Draft) -> Iterator[Draft | Misfit]:
    """The draft with its metrics: those named, those the verbs stand for, or the ones most likely meant."""
    for measured in _measured(Measure(clauses, draft)):
        yield measured if isinstance(measured, Misfit) else _each_of_the_best(clauses, _of_a_bill(clauses, measured))


def _of_a_bill(clauses: Clauses, draft: Draft) -> Draft:
    """Goods worth how much go in an average bill: of the bill, not of each of the goods."""
    whole = clauses.has("how_money", "how_much", "amount") and not clauses.has("wh", "group", "ranking", "list")
    if draft.metrics != ("average_order_value",) or draft.by != ("product",) or not whole:
        return draft
    return draft.with_cost(0.0, by=())


def _each_of_the_best(clauses: Clauses, draft: Draft) -> Draft:
    """What is in stock of the five best items, what the best customers owe: each apart, unless the total is asked."""
    best = [one for one in sets_of(clauses) if one.ranking or one.chosen]
    counted = clauses.has("how_many") and not (best and best[0].ranking)
    whole = counted or clauses.has("total", "group", "average_word", "share", "trend", "change", "against", "compare")
    ranked = len(best) == 1 and bool(best[0].ranking) and not clauses.has("how_much", "what", "quantity")
    if ranked and draft.by and not clauses.has("total") and all(dimension(slug).in_time for slug in draft.by):
        return draft.with_cost(0.0, by=(*draft.by, best[0].dimension))  # the monthly sales of the top five products
    if (
        len(best) != 1
        or draft.by
        or draft.ranking
        or whole
        or not (best[0].each or ranked or all(metric(slug).balance for slug in draft.metrics))
    ):
        return draft
    return draft.with_cost(0.0, by=(best[0].dimension,))


def _those_that_meet(asked: Measure) -> Iterable[Draft | Misfit] | None:
    """How many customers bought for more than so much."""
    met = counted_by_condition(asked.clauses, asked.draft)
    return None if met is None else [met]


def _name(asked: Measure) -> None:
    """From here on the figures are those the question names."""
    asked.figures = asked.named()


RULES: Final[tuple[Rule, ...]] = (
    joined.with_tax_or_without,
    _those_that_meet,
    joined.kinds_of_expenses,
    goods.quantity_in_stock,
    _name,
    joined.conversion,
    goods.items_bought,
    joined.spenders,
    joined.both_halves,
    joined.given_back,
    joined.of_somebody,
    joined.sold_and_counted,
    joined.same_told_twice,
    joined.sold_and_taken,
    joined.cost_of_a_head,
    shares.attained,
    joined.tax_on_sales,
    bills.items_of_an_average_bill,
    people.from_suppliers,
    goods.goods_worth,
    people.settle_parties,
    shares.state_of_trade,
    shares.rate_of_a_figure,
    shares.ratio,
    shares.average,
    shares.due_so_long,
    people.bought_by_the_shop,
    joined.sold_and_collected,
    bills.bills_of_somebody,
    goods.gone_by_date,
    bills.bills_due,
    goods.goods_returned,
    bills.bills_made,
    goods.goods_left,
    goods.stock_lost,
    bills.items_of_a_bill,
    people.goods_on_credit,
    bills.ordered_by_somebody,
    people.coming_again,
    joined.target_and_sales,
    people.expenses_counted,
    people.paid_ahead,
    people.given_on_credit,
    bills.which_bills,
    bills.items_bill_by_bill,
    goods.goods_counted_beside,
    people.kinds_of_customers,
    goods.goods_short,
    goods.goods_counted,
    people.average_spend,
    goods.taken,
    goods.quantity_bought,
    people.spent,
    people.who_bought,
    bills.bills_owed,
)
"""Kinds of questions, in the order in which they are tried: the first that finds figures has them all."""


def _measured(asked: Measure) -> Iterable[Draft | Misfit]:
    """The draft with its metrics, whatever sets it is told of."""
    for rule in RULES:
        if (found := rule(asked)) is not None:
            return found
    clauses, draft = asked.clauses, asked.draft
    if clauses.has("how_many"):
        return counted(clauses, draft, asked.figures, asked.verbs)
    if asked.figures:
        return named_figures(clauses, draft, asked.figures, asked.verbs)
    if asked.verbs:
        return acted(clauses, draft, asked.verbs, asked.parties)
    if clauses.has("left") and "product" in asked.parties:
        return asked.told("stock_on_hand")
    if clauses.has("quantity") and goods.asks_stock(asked):
        return [
            *asked.told("stock_on_hand"),
            *asked.told("items_sold", cost=OFFERED),
        ]  # how many bags of cement are there
    if clauses.has("quantity"):
        alone = not clauses.has(
            "when", "whens", "filter", "ranking", "group", "how_many", "how_much", "what", "list", "condition", "total"
        )
        return asked.told("items", cost=DOUBTFUL if alone else OFFERED if clauses.has("listed") else 0.0)
    return likely_figures(clauses, draft, asked.parties)
