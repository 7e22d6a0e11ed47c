"""A clause as the parts it is made of: debtors are customers who owe, "out of stock" says that of products whose stock is none."""

from __future__ import annotations

from decimal import Decimal

from ai.parser.chart import Edge
from ai.parser.lattice import Chosen
from ai.parser.names import Name
from ai.parser.said import Against, Condition, Listed, Ranking, Selection


def parts_of(edge: Edge) -> tuple[Edge, ...]:
    """A clause as its parts: debtors are customers who owe, "out of stock" says that of products whose stock is none."""
    if edge.category == "debtors":
        return (
            edge._replace(category="listed", value=Listed("customer", edge.value)),
            edge._replace(category="verb", value="owe"),
        )
    if edge.category == "what_sells":  # क्या चल रहा है सबसे ज्यादा
        return (
            edge._replace(category="ranking", value=Ranking(edge.value, selling=True)),
            edge._replace(category="what", value=None),
        )
    if edge.category == "big_bill":  # सबसे बड़ा बिल: the bill itself, not who has the most of them
        return (
            edge,
            edge._replace(category="ranking", value=Ranking(edge.value)),
            edge._replace(category="listed", value=Listed("bill", False)),
        )
    if edge.category == "what_all":  # क्या क्या: what, each apart
        return (edge, edge._replace(category="what", value=None))
    if edge.category == "among_then":  # जिस ग्राहक ने अक्टूबर में सबसे ज्यादा खरीदा, उसका
        things, when = edge.value
        return (edge._replace(category="among", value=things), edge._replace(category="when", value=when))
    if edge.category == "rise_of_what":
        return (edge._replace(category="rise"), edge._replace(category="what", value=None))
    if edge.category == "bills_above":
        return (
            edge._replace(category="listed", value=Listed("bill", True)),
            edge._replace(category="condition"),
        )
    if edge.category == "who_owe":  # जिन पर उधार है
        return (
            edge._replace(category="listed", value=Listed("customer", True)),
            edge._replace(category="verb", value="owe"),
        )
    if edge.category == "worst_debtors":  # the worst debtor owes the most
        plural, number = edge.value
        return (
            edge._replace(category="ranking", value=Ranking(True, number)),
            *parts_of(edge._replace(category="debtors", value=plural)),
        )
    if edge.category == "gone_since":  # last year but not this one
        then, now = edge.value
        return (edge._replace(category="when", value=then), edge._replace(category="not_then", value=now))
    if edge.category == "days_back":  # the last three Saturdays
        selection, when = edge.value
        return (edge._replace(category="filter", value=selection), edge._replace(category="when", value=when))
    if edge.category == "sorted_by":  # highest revenue first
        metric, descending = edge.value
        first = edge._replace(category="highest_first" if descending else "lowest_first", value=None)
        return (edge._replace(category="order_by", value=metric), first)
    if edge.category == "by_part":  # by non-cash payments
        metric, selection = edge.value
        return (edge._replace(category="order_by", value=metric), edge._replace(category="filter", value=selection))
    if edge.category == "outdone":
        selection, verb = edge.value
        return (
            edge._replace(category="filter", value=selection),
            edge._replace(category="breakdown", value=None),
            edge._replace(category="verb", value=verb),
        )
    if edge.category == "figure_against":  # compare sales in October to sales in September
        slug, against = edge.value
        named = edge._replace(category="metric", value=slug)
        return (
            named,
            edge._replace(category="named_twice", value=slug),
            edge._replace(category="against", value=against),
        )
    if edge.category == "both_of":  # bought sarees and also kurtis
        both = edge._replace(category="both", value=None)
        return (*(edge._replace(category="filter", value=selection) for selection in edge.value), both)
    if edge.category == "bought_by":
        return (edge._replace(category="verb"), edge._replace(category="customer_side", value=None))
    if edge.category == "hours_of_day":  # this morning
        hours, when = edge.value
        return (edge._replace(category="hours", value=hours), edge._replace(category="when", value=when))
    if edge.category == "top_expense":
        return (
            edge._replace(category="listed", value=Listed("expense_category", False)),
            edge._replace(category="metric", value="expenses"),
            edge._replace(category="ranking", value=Ranking(edge.value, 1)),
        )
    if edge.category == "best_weekday":
        return (
            edge._replace(category="listed", value=Listed("weekday", False)),
            edge._replace(category="ranking", value=Ranking(edge.value)),
        )
    if edge.category == "last_bills":
        metric = edge._replace(category="metric", value="orders", how="rule")
        return (edge, metric, edge._replace(category="group", value=("bill",)))
    if edge.category == "worst_of":
        slug, number = edge.value
        ranking = edge._replace(category="ranking", value=Ranking(True, number))
        return (ranking, edge._replace(category="metric", value=slug))
    if edge.category == "rise_of":
        up, noun = edge.value
        listed = Listed(noun.dimension, noun.plural)
        return (edge._replace(category="rise", value=(up, None)), edge._replace(category="listed", value=listed))
    if edge.category == "kinds":
        chosen, number = edge.value
        return (
            edge._replace(category="listed", value=Listed("product", number is not None, number)),
            edge._replace(category="filter", value=Selection(chosen)),
            edge._replace(category="wh", value=None),
        )
    if edge.category == "out_of_stock":
        condition = Condition("at_most", (Decimal(0),), "stock_on_hand")
        return (
            edge._replace(category="listed", value=Listed("product", True)),
            edge._replace(category="condition", value=condition),
        )
    if edge.category == "taxed":  # gst at 18 %
        rate = Selection(Chosen("tax_rate", (Name("tax_rate", str(edge.value), f"{edge.value}%"),)))
        return (edge._replace(category="filter", value=rate), edge._replace(category="metric", value="tax"))
    if edge.category == "most_often":
        return (
            edge._replace(category="ranking", value=Ranking(True)),
            edge._replace(category="metric", value="orders"),
            edge._replace(category="customer_side", value=None),
            edge._replace(category="came", value=None),
        )
    if edge.category == "who_collected":
        return (
            edge._replace(category="who"),
            edge._replace(category="staff_side", value=None),
            edge._replace(category="verb", value="collect"),
        )
    if edge.category == "years_apart":  # Nov 26 vs Nov 25
        first, second = edge.value
        return (
            edge._replace(category="when", value=first),
            edge._replace(category="against", value=Against("when", second)),
        )
    if edge.category == "who_made":
        return (edge._replace(category="who"), edge._replace(category="staff_side", value=None))
    if edge.category == "late_payers":
        return (
            edge._replace(category="listed", value=Listed("customer", True)),
            edge._replace(category="metric", value="overdue"),
            edge._replace(category="late_side", value=None),
        )
    if edge.category == "share_of":  # what share of customers have dues
        return (edge, edge._replace(category="share", value=None))
    if edge.category == "between_before":  # between last week and the week before
        when, against = edge.value
        return (edge._replace(category="when", value=when), edge._replace(category="against", value=against))
    if edge.category == "fold":  # doubled, halved
        return (edge, edge._replace(category="change", value=None))
    if edge.category == "side_by_side":  # cash vs upi: both, split
        return (edge._replace(category="filter"), edge._replace(category="breakdown", value=None))
    if edge.category == "and_metric":
        return (edge._replace(category="metric"), edge._replace(category="and", value=None))
    if edge.category == "own_act_much":
        return (edge._replace(category="own_act"), edge._replace(category="how_much", value=None))
    if edge.category == "unpaid_for":
        return (edge._replace(category="age"), edge._replace(category="verb", value="owe"))
    if edge.category == "own_act_each":
        parts = ("own_act", "how_much", "breakdown")
        return tuple(edge._replace(category=part, value=edge.value if part == "own_act" else None) for part in parts)
    if edge.category == "how_money":  # कितने का: how much, in money
        return (edge._replace(category="how_much"), edge._replace(category="amount"))
    if edge.category == "whom":  # to whom: a customer where something is given
        return (edge._replace(category="who"), edge)
    if edge.category == "both_times":  # in September as well as October
        return (edge._replace(category="whens"), edge._replace(category="both", value=None))
    if edge.category == "we_sold":  # what did we sell: the goods, or all of it
        return (edge, edge._replace(category="what", value=None), edge._replace(category="verb", value="sell"))
    if edge.category == "come_to":
        return (edge._replace(category="how_much", value=None),)
    if edge.category == "buyers_of":
        return (
            edge._replace(category="listed", value=Listed("customer", True)),
            edge._replace(category="verb", value="buy"),
        )
    if edge.category == "aged_ones":  # those who are 60 days late
        return (edge._replace(category="age"), edge._replace(category="listed", value=Listed("customer", True)))
    if edge.category == "most_from":  # who we buy the most from
        act, rank = edge.value
        return (edge._replace(category="own_act", value=act), edge._replace(category="ranking", value=Ranking(rank)))
    if edge.category == "jinhone":  # those who, of whom nothing else is said
        return (edge, edge._replace(category="listed", value=Listed("customer", True)))
    if edge.category == "kaun":
        return (edge._replace(category="who"),)
    if edge.category == "which_of":  # kaun kaun saman: which goods
        return (edge._replace(category="wh", value=None), edge._replace(category="listed"))
    if edge.category == "of_each":  # of each category: a split, whose best are each category's own
        return (edge._replace(category="group"), edge)
    if edge.category == "metric_much":  # kitna paisa wapas kiya: a figure, and how much of it
        return (edge._replace(category="metric"), edge._replace(category="how_much", value=None))
    if edge.category == "metric_pair":
        return (
            *tuple(edge._replace(category="metric", value=slug) for slug in edge.value),
            edge._replace(category="and", value=None),
        )
    return (edge,)


def without_comma_of_time(edges: list[Edge]) -> list[Edge]:
    """The clauses without the comma that only parts the one time from the rest: "returns as a share of sales, December"."""
    times = [place for place, edge in enumerate(edges) if edge.category == "when"]
    if len(times) != 1 or len(edges) < 3:
        return edges
    [place] = times
    if place == len(edges) - 1 and edges[place - 1].category == "comma":
        return [*edges[: place - 1], edges[place]]
    if place == 0 and edges[1].category == "comma":
        return [edges[0], *edges[2:]]
    return edges
