"""What the rows of the answer are: the dimensions a question splits by, and its ranking of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ai.parser.clauses import COUNTED, Clauses, Draft, Misfit, quantity_slug
from ai.parser.liberties import ASSUMED, DOUBTFUL, OFFERED
from ai.parser.said import MOST, Listed, Ranking, Things
from analytics.catalogue import dimension, metric

# whose greatest is meant where a figure is ranked and nothing else is said
_TOP_OF: Final = {"expenses": "expense_category", "payables": "supplier", "supplier_payments": "supplier", "purchases": "supplier", "outstanding": "customer", "overdue": "customer", "stock_on_hand": "product", "stock_value": "product", "margin": "product"}  # fmt: skip
_BEST_OF: Final = {"city": "customer", "country": "customer", "product": "customer"}  # whose best are meant in each
_ALIKE: Final = ("staff", "hsn")  # one and many are said alike
_SOLD: Final = {"net_sales", "revenue", "items", "items_sold", "total_sales", "gross_sales", "orders", "products_sold"}
TO_DATE: Final = ("week", "month", "quarter", "year", "financial_year")  # what is told so far
TOP: Final = 10  # how many "top products" are, as in the daily report


def splits(clauses: Clauses) -> Iterator[Draft | Misfit]:
    """The dimensions asked for, with the ranking that the nouns carry."""
    group = tuple(dict.fromkeys(slug for slugs in clauses.all("group") for slug in slugs))
    if {"year", "financial_year"} <= set(group):
        group = tuple(slug for slug in group if slug != "year")  # year wise by FY
    listed: list[Listed] = list(dict.fromkeys(clauses.all("listed")))
    ranking: Ranking | None = next(iter(clauses.all("ranking")), None)
    counts = {noun.number for noun in listed if noun.number is not None} | (
        {ranking.number} if ranking and ranking.number else set()
    )
    if clauses.has("rows_asked"):
        if (ranking is None and not clauses.has("rise")) or counts:
            yield Misfit("which so many are meant is not clear")
            return
        counts = set(clauses.all("rows_asked"))
    if len(counts) > 1:
        yield Misfit("the question gives two numbers of rows")
        return
    count = next(iter(counts), None)
    if count == 1 and ranking is None and not any(noun.plural for noun in listed):
        count = None  # one customer's average spend
    if count is not None and ranking is None and clauses.has("order_by") and not clauses.has("lowest_first", "rise"):
        ranking = Ranking(True, count)  # ten products by units
    if count is not None and ranking is None and not clauses.has("order_by", "highest_first", "lowest_first", "rise"):
        yield Misfit(f"which {count} is not said; ask for the top {count}")
        return
    nouns = tuple(dict.fromkeys(noun.dimension for noun in listed))
    accounts = any(noun.dimension == "account" and noun.plural for noun in listed)
    if accounts and (
        clauses.has("verb")
        or (clauses.has("condition") and clauses.has("when"))
        or (ranking is not None and not clauses.has("metric", "condition", "own_act"))
        or {"outstanding", "overdue", "net_sales", "orders"} & set(clauses.all("metric"))
    ):
        nouns = tuple(
            "customer" if slug == "account" else slug for slug in nouns
        )  # a wholesaler's accounts are its customers
    nouns = tuple(slug for slug in nouns if slug not in group)
    if nouns == ("customer",) and ranking is None and _says_of_whom(clauses):
        nouns = ()  # the average bill of customers from Norway
    if ranking is not None and clauses.has("who_suppliers"):
        nouns = tuple(slug for slug in nouns if slug != "product")  # from whom most goods
    of_things = nouns and clauses.has("change", "rise") and not clauses.has("verb", "own_act")  # towns whose sales fell
    rated = clauses.has("condition") and (clauses.has("share") or any(one.percent for one in clauses.all("condition")))
    of_things = of_things or (
        nouns and rated and not clauses.has("verb", "own_act", "ranking")
    )  # goods whose margin is below 20 %
    if clauses.has("who") and not of_things and not {"customer", "staff", "supplier"} & {*nouns, *group}:
        if ranking is not None and "product" in nouns and not clauses.has("verb", "metric", "own_act", "condition"):
            yield Misfit("who did what with which goods is not clear")  # the top three goods, kaun se
            return
        if ranking is not None and {"buy", "sell", "spend"} & set(clauses.all("verb")):
            nouns = tuple(slug for slug in nouns if slug != "product")  # who bought the most goods
        if ranking is not None and {"returns", "returned_items"} & set(clauses.all("metric")):
            nouns = tuple(slug for slug in nouns if slug != "product")  # who brought the most goods back
        yield from _whose(clauses, group + nouns, ranking and ranking._replace(number=count))
        return
    draft = Draft(by=group)
    if clauses.has("rise"):
        if len(nouns + group) != 1:
            yield Misfit("what grew or fell most is told of one thing at a time: products, customers, categories")
            return
        singular = count is None and bool(listed) and not any(noun.plural for noun in listed)
        told = next((number for _, number in clauses.all("rise") if number), None)
        most = any(number == MOST for _, number in clauses.all("rise")) and clauses.has("asked_for_one")
        number = count or told or (ranking.number if ranking else None) or (1 if singular or most else TOP)
        yield draft.with_cost(0.0, by=nouns + group, ranking=Ranking(all(up for up, _ in clauses.all("rise")), number))
        return
    if clauses.has("when_asked") and not nouns and not group:
        yield from _when(clauses, draft, ranking, count)
        return
    if ranking is not None and set(nouns) == {"expense_category", "product"}:
        nouns = ("expense_category",)  # on what thing the greatest expense
    if (
        ranking is not None
        and clauses.has("of_each")
        and not nouns
        and count
        and len(group) == 1
        and not clauses.has("wh")
    ):
        nouns = (_BEST_OF.get(group[0], "product"),)  # the top two of each category, har category ka ek topper
    if ranking is not None and group and not nouns and clauses.has("what") and set(clauses.all("verb")) == {"sell"}:
        nouns, count = ("product",), count or 1  # in each category what sold most
    if ranking is not None and set(nouns) == {"month", "day"}:
        nouns = ("day",)  # the best day of the month
    if ranking is not None and set(nouns) == {"week", "day"}:
        nouns = ("weekday",)  # the best day of the week
    if ranking is not None and set(nouns) == {"supplier", "product"} and not ranking.selling:
        nouns = ("supplier",)  # from which supplier most goods
    if ranking is not None and len(nouns) == 2 and "product" in nouns and not ranking.selling:
        of_goods = {"returns", "returned_items"} & set(clauses.all("metric"))
        nouns = tuple(slug for slug in nouns if slug != "product") if of_goods else nouns  # who sent back most goods
    if (
        ranking is not None
        and set(nouns) == {"product", "customer"}
        and clauses.has("verb")
        and set(clauses.all("verb")) <= {"buy", "spend"}
    ):
        # which cakes people buy most; who takes most goods
        numbered = tuple(noun.dimension for noun in listed if noun.number is not None)
        nouns = numbered or (nouns[:1] if clauses.has("wh", "what") else ("customer",))
    if ranking is not None and clauses.has("who_suppliers") and not nouns and not group:
        nouns, count = ("supplier",), count or 1  # from whom most was bought
    if ranking is not None and len(nouns) > 1:
        yield Misfit(f"a ranking of {dimension(nouns[0]).plural} and {dimension(nouns[1]).plural} at once is not known")
    elif (
        ranking is not None
        and ranking.selling
        and ({*clauses.all("metric"), *(one.metric or "net_sales" for one in clauses.all("condition"))} - _SOLD)
    ):
        # the profit on the five best sellers: of what sold most, another figure
        number = count or TOP
        of = next((slug for slug in nouns if slug in ("category", "customer", "city", "staff")), "product")
        things = Things(of, "net_sales", ranking=ranking._replace(number=number), of_the_time=True)
        yield draft.with_cost(0.0, by=tuple(dict.fromkeys((*group, of))), things=(things,))
    elif ranking is not None and ranking.selling and not nouns and group and not set(group) & {"product", "category"}:
        timed = all(dimension(slug).in_time for slug in group)
        things = Things("product", "net_sales", ranking=ranking._replace(number=count or TOP), of_the_time=True)
        per = draft.with_cost(0.0, by=(*group, "product"), per=group, ranking=ranking._replace(number=count or 1))
        yield draft.with_cost(0.0, by=(*group, "product"), things=(things,)) if timed and clauses.has("metric") else per
    elif ranking is not None:
        one = (clauses.has("who") and clauses.has("verb")) or (
            clauses.has("wh", "who") and all(noun.dimension in _ALIKE for noun in listed)
        )
        singular = count is None and bool(listed) and (one or not any(noun.plural for noun in listed))
        draft = draft.with_cost(0.0, ranking=ranking._replace(number=count or (1 if singular else TOP)))
        if clauses.has("change") and nouns and not clauses.has("order_by") and not group:
            yield Misfit("whether the top by amount or by change is meant is not clear")
        elif group and {noun.dimension for noun in listed} & set(group):
            yield draft.with_cost(OFFERED, by=group)  # "top products by items sold" does not say "by product" twice
        elif nouns and group:
            yield draft.with_cost(0.0, by=group + nouns, per=group)  # the top 3 products in each category
        elif nouns or group:
            apart = (
                clauses.has("of_each") and len(group) > 1
            )  # of each member of staff the best product, rather than the best pairs
            yield draft.with_cost(OFFERED if apart else 0.0, by=nouns + group)
        else:
            yield from _ranked_things(clauses, draft, count)
    elif not nouns and not group and clauses.has("loss") and clauses.has("what", "wh"):
        yield draft.with_cost(0.0, by=("product",))  # what was sold below its cost
    elif not nouns:
        yield draft
    elif "hour" in nouns and set(nouns) <= {"hour", "bill", "product", "customer"} and clauses.has("how_many"):
        yield draft.with_cost(0.0, by=(*group, "hour"))  # at what time how many bills
    elif "weekday" in nouns and set(nouns) <= {"weekday", "bill", "customer"} and clauses.has("how_many"):
        yield draft.with_cost(0.0, by=(*group, "weekday"))  # on which day of the week how many bills
    elif clauses.has("how_many") and not clauses.has("metric", "condition"):
        yield draft.with_cost(0.0)
    elif (
        clauses.has("total", "how_much", "how_many")
        and not clauses.has("wh", "condition", "who", "list")
        and set(nouns) <= _taken_whole(clauses)
    ):
        yield draft.with_cost(ASSUMED)
    elif (
        nouns in (("quarter",), ("month",))
        and not clauses.has("wh", "how_many")
        and any(when.unit in ("year", "financial_year") for when in clauses.all("when"))
    ):
        yield draft.with_cost(0.0, by=nouns + group)  # the quarters of a year
    elif len(nouns) == 1 and nouns[0] in TO_DATE and clauses.has("now") and not clauses.has("when", "wh"):
        yield draft  # of the month so far
    elif nouns == ("bill",) and clauses.has("modifier") and clauses.has("amount", "total", "how_much"):
        yield draft  # the amount of the bills with tax
    elif set(nouns) <= {"weekday", "hour"} and clauses.has("how_much", "how_many"):
        yield draft.with_cost(0.0, by=(*group, *nouns))  # kis vaar ko kitni sale
    elif nouns == ("bill",) and clauses.has("average_word"):
        yield draft  # one bill on average
    elif all(dimension(slug).in_time or slug == "bill" for slug in nouns) and not clauses.has(
        "wh", "what", "condition", "trend", "breakdown", "age"
    ):
        yield Misfit(f"which {nouns[0]} is not said; ask by {nouns[0]}, or name one")
    else:
        yield draft.with_cost(
            0.0 if clauses.has("wh", "what", "condition", "share") or not clauses.has("metric") else ASSUMED / 2,
            by=group + nouns,
        )


def _says_of_whom(clauses: Clauses) -> bool:
    """Whether "customers" says of whom a mean or a rate is: those of a city or a country."""
    somewhere = {"city", "country"} & {one.chosen.dimension for one in clauses.all("filter")}
    figures = clauses.all("metric")
    means = bool(figures) and all(
        metric(slug).unit in ("percent", "ratio")
        or slug.startswith("average_")
        or slug == "items_per_order"
        or (metric(slug).unit == "money" and not metric(slug).balance)
        for slug in map(quantity_slug, figures)
    )
    return (
        bool(somewhere)
        and means
        and not clauses.has(
            "wh", "who", "list", "what", "condition", "rise", "order_by", "lowest_first", "highest_first"
        )
    )


def _when(clauses: Clauses, draft: Draft, ranking: Ranking | None, count: int | None) -> Iterator[Draft | Misfit]:
    """ "When did we sell most": the day; "when did Harpreet buy jaggery": the days."""
    if ranking is not None:
        yield draft.with_cost(0.0, by=("day",), ranking=ranking._replace(number=count or 1))
    elif (clauses.has("filter") and clauses.has("verb")) or (
        clauses.has("how_many", "how_much") and clauses.has("when")
    ):
        yield draft.with_cost(0.0, by=("day",))
    else:
        yield Misfit("when what happened is not clear")


def _taken_whole(clauses: Clauses) -> set[str]:
    """Nouns that a total may pass over: "how much do customers owe" asks for no list of them."""
    counted = set(COUNTED) if clauses.has("how_many") else set()
    return {"customer", "product", "supplier", *counted, *(("staff",) if "sell" in clauses.all("verb") else ())}


def _whose(clauses: Clauses, by: tuple[str, ...], ranking: Ranking | None) -> Iterator[Draft]:
    """ "Who": the customer who buys, owes or pays, the member of staff who sells."""
    if any(dimension(slug).in_time for slug in by):
        return
    verbs = {*clauses.all("verb"), *(condition.verb for condition in clauses.all("condition"))}
    if ranking is not None and ranking.selling and not verbs:
        verbs = {"sell"}  # who sold the most
    figures = {*clauses.all("metric"), *(condition.metric for condition in clauses.all("condition"))}
    ranking = ranking._replace(number=ranking.number or 1) if ranking else None
    if set(clauses.all("own_act")) & {"own_buy", "own_pay", "own_owe"} and not figures and not verbs:
        yield Draft(by=("supplier", *by), ranking=ranking)  # who did we buy the most from
        return
    if clauses.has("staff_side"):
        by = tuple(slug for slug in by if slug != "bill")
    grouped = tuple(slug for slugs in clauses.all("group") for slug in slugs)
    if ranking is not None and grouped and by == grouped:
        for person in ["staff"] if "sell" in verbs else ["customer"] if verbs & {"buy", "spend", "owe"} else []:
            yield Draft(by=(*by, person), per=by, ranking=ranking)  # at each counter, who sold most
            return
    comes = clauses.has("came") and not verbs and figures <= {"orders"}
    if (
        comes
        or verbs & {"buy", "spend", "owe"}
        or figures
        & {
            "outstanding",
            "overdue",
            "advances",
            "overdue_bills",
            "unpaid_bills",
            "credit_given",
        }
    ):
        persons = ["customer"]
    elif "collect" in verbs and not figures:
        persons = ["staff"]  # who took how much money
    elif figures & {"expenses", "expense_payments"} or "own_spend" in clauses.all("own_act"):
        by_whom = figures <= {"expenses"} and not clauses.has("filter") and ranking is not None
        yield Draft(
            by=("expense_category", *by), ranking=ranking, cost=OFFERED if by_whom else 0.0
        )  # who spends most: a customer
        return
    elif (
        figures & {"returns", "refunds", "returned_items", "credit_notes"}
        or (figures & {"collections", "payment_count"} and verbs <= {"pay", "collect"})
        or clauses.has("age")
        or (verbs & {"pay"} and not figures & {"discounts", "returns", "refunds"})
    ):
        persons = ["customer"]
    elif clauses.has("whom") and (figures & {"discounts", "discount_rate"} or verbs == {"sell"}):
        persons = ["customer"]  # to whom most discount was given, whom we sold most
    elif (
        clauses.has("customer_side")
        and verbs <= {"sell", "give", "pay"}
        and not figures & {"cancelled_bills", "cancelled_sales"}
    ):
        persons = ["customer"]  # to whom it was sold or given, who came most often
    elif figures & {"discounts", "discount_rate"}:
        persons = ["staff"]
    elif figures & {"cancelled_bills", "cancelled_sales"}:
        return  # who cancelled is not told by the figure
    elif "sell" in verbs or clauses.has("staff_side"):
        persons = ["staff"]
    else:
        persons = ["customer", "staff"]
    chosen = {selection.chosen.dimension for selection in clauses.all("filter")}
    counted = bool(figures & {"customers", "new_customers", "returning_customers", "repeat_customers"})
    if any(condition.verb == "come" for condition in clauses.all("condition")):
        persons = ["customer"]  # who came three times
    for person in persons:
        if person not in chosen or len(persons) == 1:
            yield Draft(by=(person, *by), ranking=ranking, cost=OFFERED if counted else 0.0)


def _ranked_things(clauses: Clauses, draft: Draft, count: int | None) -> Iterator[Draft | Misfit]:
    """A ranking of what is not said: debtors or goods by the verb, otherwise the likely things, to be asked about."""
    verbs = set(clauses.all("verb"))
    if clauses.has("what", "wh") and count is None and draft.ranking:
        draft = draft.with_cost(0.0, ranking=draft.ranking._replace(number=1))  # what sold most
    if clauses.has("what") and set(clauses.all("metric")) in ({"returns"}, {"returned_items"}, {"discounts"}):
        yield draft.with_cost(0.0, by=("product",))  # what came back most
    elif verbs & {"owe", "pay"}:
        yield draft.with_cost(0.0, by=("customer",))
    elif verbs & {"sell", "buy"} or (draft.ranking and draft.ranking.selling):
        yield draft.with_cost(0.0, by=("product",))
    elif not clauses.has("metric") and any(one.chosen.dimension == "category" for one in clauses.all("filter")):
        yield draft.with_cost(0.0, by=("product",))  # the top five of the sweets
    elif thing := next((_TOP_OF[slug] for slug in clauses.all("metric") if slug in _TOP_OF), ""):
        yield draft.with_cost(0.0, by=(thing,))
    elif clauses.has("own_act"):
        bought = "own_buy" in clauses.all("own_act") and clauses.has("what") and not clauses.has("supplier_side")
        yield draft.with_cost(
            ASSUMED,
            by=("expense_category" if "own_spend" in clauses.all("own_act") else "product" if bought else "supplier",),
        )  # what did we buy most of
    elif not clauses.has("metric", "filter", "condition"):
        for place, slug in enumerate(("product", "customer", "category")):
            yield draft.with_cost(
                DOUBTFUL + 0.01 * place,
                by=(slug,),
                ranking=draft.ranking and draft.ranking._replace(number=count or TOP),
            )
    elif set(clauses.all("metric")) == {"supplier_bills"}:
        yield Misfit("the bills of suppliers are counted, not told one by one")
    elif not clauses.has("metric"):
        yield Misfit("the top of what is not said: products, customers, days")
    else:
        for place, slug in enumerate(("product", "customer", "day")):
            rows = count or (1 if slug == "day" else TOP)
            yield draft.with_cost(
                OFFERED + 0.01 * place, by=(slug,), ranking=draft.ranking and draft.ranking._replace(number=rows)
            )
