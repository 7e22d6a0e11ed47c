"""Figures that are not named: counts, what verbs stand for, and the likely ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ai.parser.clauses import COUNTED, Clauses, Draft, Misfit, quantity_slug
from ai.parser.figure_tables import WORTH
from ai.parser.liberties import ASSUMED, DOUBTFUL, OFFERED
from ai.parser.said import Condition, Things
from ai.parser.sets import sets_of
from analytics.catalogue import dimension, metric

_COUNT_OF: Final = {"customer": "customers", "product": "products_sold", "bill": "orders"}
_USUAL: Final = {"customer": "net_sales", "product": "net_sales", "bill": "total_sales"}
COUNTED_OF_A_TIME: Final = ("orders", "items_sold", "customers")  # what "how many" may be of, where only a time is said
_OWED: Final = frozenset({"outstanding", "overdue"})


def counted_by_condition(clauses: Clauses, draft: Draft) -> Draft | None:
    """ "How many customers bought for more than 5,000": the count of those that meet the conditions."""
    conditions: list[Condition] = clauses.all("condition")
    nouns = {noun.dimension for noun in clauses.all("listed")}
    nouns = nouns or {thing for thing, slug in _COUNT_OF.items() if slug in clauses.all("metric")}
    beside = clauses.has("verb", "when", "who", "what", "metric", "filter") and not clauses.has("how_many")
    owing = (
        any(condition.metric == "debtors" for condition in conditions) and not beside
    )  # how many people's dues are above so much
    if owing:
        nouns = nouns or {"customer"}
        conditions = [
            condition._replace(metric="outstanding") if condition.metric == "debtors" else condition
            for condition in conditions
        ]
    if (
        not conditions
        or not (owing or clauses.has("how_many"))
        or len(nouns) != 1
        or clauses.has("wh", "ranking", "share")
    ):
        return None
    [noun] = nouns
    if noun not in _COUNT_OF or any(condition.percent for condition in conditions):
        return None
    stated = [
        slug
        for slug in map(quantity_slug, clauses.all("metric"))
        if slug not in (_COUNT_OF[noun], "customers", "items")
    ]
    told = next(iter(stated), "outstanding" if "owe" in clauses.all("verb") else _USUAL[noun])
    things = []
    for condition in conditions:
        slug = quantity_slug(condition.metric) or told
        if slug == "items" and noun == "product":
            slug = "items_sold"
        if (
            noun == "product"
            and metric(slug).balance
            and min(condition.amounts)
            and not clauses.has("filter", "group", "ranking", "verb", "comma")
        ):
            return draft.with_cost(0.0, metrics=(slug,), by=("product",))  # how many goods have so much in stock: which
        if noun == "product" and metric(slug).balance:
            return None  # how many goods are in stock so is no count of those sold
        of_the_time = not metric(slug).balance
        things.append(Things(noun, slug, condition._replace(metric=slug), of_the_time=of_the_time))
    owed = {one.metric for one in things} <= _OWED
    cost = OFFERED if owing and not clauses.has("how_many") else 0.0
    if noun == "customer" and _again(conditions):
        return draft.with_cost(
            0.0, metrics=("repeat_customers",), by=tuple(slug for slug in draft.by if slug != noun), met=True
        )
    by = tuple(slug for slug in draft.by if slug not in (noun, *(("staff", "customer") if clauses.has("who") else ())))
    return draft.with_cost(
        cost, metrics=("debtors" if owed else _COUNT_OF[noun],), by=by, things=tuple(things), met=True
    )


def _again(conditions: list[Condition]) -> bool:
    """Whether the one condition is that of repeat customers: more than one bill."""
    if len(conditions) != 1 or conditions[0].metric != "orders":
        return False
    return (conditions[0].operator, *map(int, conditions[0].amounts)) in (("above", 1), ("at_least", 2))


def counted(clauses: Clauses, draft: Draft, figures: tuple[str, ...], verbs: set[str]) -> Iterator[Draft | Misfit]:
    """ "How many": the count that the words stand for."""
    nouns = {noun.dimension for noun in clauses.all("listed")}
    if "hour" in draft.by and not clauses.has("group"):
        nouns -= {"hour"}  # at what time how many
    if "weekday" in draft.by and (figures or len(nouns) > 1):
        nouns -= {"weekday"}  # on which day of the week how many
    if clauses.has("wh") and figures and not draft.ranking:
        nouns -= {slug for slug in draft.by if dimension(slug).in_time}  # in which month how many
    whose = set() if not clauses.has("wh") else nouns - COUNTED.keys()  # which member of staff made how many bills
    absorbed = tuple(slug for slug in draft.by if slug not in nouns or slug in whose or clauses.has("group"))
    passed_over = figures and set(draft.by) & nouns - COUNTED.keys() - set(absorbed)
    draft = draft.with_cost(OFFERED if passed_over else 0.0, by=absorbed) if not draft.ranking else draft
    owing = "owe" in verbs or "outstanding" in figures
    if "customer" in nouns and (owing or figures == ("debtors",)) and not clauses.has("condition"):
        yield draft.with_cost(0.0, metrics=("debtors",))
    elif "bill" in nouns and owing:
        yield draft.with_cost(0.0, metrics=("unpaid_bills",))
    elif any(dimension(slug).in_time for slug in nouns) and not draft.ranking:
        yield Misfit("days, weeks or months are not counted")
    elif (
        "discounts" in figures
        and set(figures) <= {"discounts", "orders"}
        and (nouns | {"bill"} if "orders" in figures else nouns) == {"bill"}
    ):
        yield draft.with_cost(0.0, metrics=("discounted_bills",))
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
    elif (
        not figures
        and verbs == {"pay"}
        and not nouns
        and any(one.chosen.dimension == "customer" for one in clauses.all("filter"))
    ):
        yield draft.with_cost(0.0, metrics=("collections",))  # kitne paise diye
    elif figures == ("collections",):
        yield draft.with_cost(0.0, metrics=("payment_count",))
    elif (
        verbs == {"collect"}
        and not nouns
        and not figures
        and {one.chosen.dimension for one in clauses.all("filter")} in ({"city"}, {"country"})
    ):
        yield draft.with_cost(0.0, metrics=("customers",))  # wardha ke grahak kitne aaye
    elif verbs == {"collect"} and not nouns and not figures:
        yield draft.with_cost(0.0, metrics=("collections",))  # कितने पैसे आए
    elif figures == ("returns",) and any(one.chosen.dimension == "product" for one in clauses.all("filter")):
        yield draft.with_cost(0.0, metrics=("returned_items",))  # how many cakes came back
    elif figures == ("items",) and "sell" in verbs:
        yield draft.with_cost(0.0, metrics=("items_sold",))
    elif figures == ("expense_payments",):
        yield draft.with_cost(0.0, metrics=("expense_count",))
    elif len(figures) == 1 and figures[0] in WORTH and clauses.has("amount") and clauses.has("and", "comma"):
        yield draft.with_cost(
            0.0, metrics=(figures[0], WORTH[figures[0]])
        )  # the number and the value of cancelled bills
    elif set(figures) >= {"products_sold", "stock_on_hand"} and not clauses.has("and", "comma"):
        yield Misfit("how many different goods are kept is not counted")
    elif figures and all(metric(slug).unit in ("count", "quantity") for slug in figures):
        yield draft.with_cost(0.0, metrics=figures)
    elif figures:
        yield Misfit(f"{metric(figures[0]).title.lower()} is not counted")
    elif {"bill", "product"} <= nouns and not owing and not verbs and not draft.ranking:
        yield draft.with_cost(
            0.0, metrics=("items_per_order",), by=tuple(slug for slug in draft.by if slug not in nouns)
        )
    elif "customer" in nouns and not owing:
        yield draft.with_cost(0.0, metrics=("customers",))
    elif "bill" in nouns:
        yield draft.with_cost(0.0, metrics=("orders",))
    elif (
        not nouns
        and not verbs
        and clauses.has("quantity")
        and not clauses.has("when", "whens", "against", "group", "ranking")
        and any(one.chosen.dimension == "product" and not one.negated for one in clauses.all("filter"))
    ):
        yield draft.with_cost(0.0, metrics=("stock_on_hand",))  # how many packets of salt
    elif verbs == {"owe"} and not figures and any(one.chosen.dimension == "customer" for one in clauses.all("filter")):
        yield draft.with_cost(0.0, metrics=("outstanding",))  # how many (rupees) are to be had from somebody
    elif "product" in nouns or (not nouns and (verbs & {"sell", "buy"} or clauses.has("quantity"))):
        selling = verbs & {"sell", "buy"} or clauses.has("quantity")
        yield draft.with_cost(0.0 if selling else DOUBTFUL, metrics=("items_sold",))
        if "product" in nouns:
            yield draft.with_cost(OFFERED if selling else DOUBTFUL, metrics=("products_sold",))
    elif any(one.chosen.dimension == "product" and not one.negated for one in clauses.all("filter")) and not verbs:
        yield draft.with_cost(
            0.0, metrics=("items_sold",) if clauses.has("when") else ("stock_on_hand",)
        )  # how many bulbs
    elif clauses.has("when") and not (nouns or verbs or draft.by or clauses.has("filter", "condition")):
        for slug in COUNTED_OF_A_TIME:  # how many in August
            yield draft.with_cost(DOUBTFUL, metrics=(slug,))
    else:
        yield Misfit("how many of what is not clear")


def acted(clauses: Clauses, draft: Draft, verbs: set[str], parties: set[str]) -> Iterator[Draft | Misfit]:
    """The figure that the verbs stand for."""
    if verbs <= {"sell", "buy", "spend"}:
        if clauses.has("quantity"):
            yield draft.with_cost(0.0, metrics=("items_sold",))
            return
        named = [one for one in clauses.all("filter") if one.chosen.dimension == "product" and not one.negated]
        if (
            "kitna" in clauses.all("how_much")
            and named
            and verbs == {"sell"}
            and not draft.by
            and not draft.ranking
            and not clauses.has("amount", "total")
        ):
            yield draft.with_cost(0.0, metrics=("items_sold",))  # paneer kitna bika: how many of it
            yield draft.with_cost(OFFERED, metrics=("net_sales",))
            return
        things = draft
        sold = any(noun.dimension != "customer" for noun in clauses.all("listed"))
        if sold and not clauses.has("customer_side", "ranking", "wh", "how_much", "total", "condition", "trend"):
            things = draft.with_cost(OFFERED)  # "items sold" is a figure before it is a list of items
        if (
            all(dimension(slug).kind == "calendar" for slug in draft.by)
            and clauses.has("what")
            and "spend" not in verbs
            and not clauses.has("how_much", "total", "amount", "ranking", "against", "compare")
            and not (clauses.has("we_sold") and not clauses.has("filter", "list", "wh"))
        ):
            things = draft.with_cost(0.0, by=(*draft.by, "product"))  # what did we sell: which goods
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


def likely_figures(clauses: Clauses, draft: Draft, parties: set[str]) -> Iterator[Draft | Misfit]:
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
    elif _of_a_town(clauses, parties) or (clauses.has("against") and not clauses.categories() - _HELD_AGAINST):
        for place, slug in enumerate(_LIKELY):
            yield draft.with_cost(DOUBTFUL + 0.01 * place, metrics=(slug,))  # how much more than last month
    elif (
        clauses.has("running")
        and not clauses.has("condition")
        and all(slug in _TRADING or dimension(slug).in_time for slug in parties)
    ):
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))  # the cumulative total of October
    elif _times_alone(clauses, draft):
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))  # compare March and April, December week by week
        yield draft.with_cost(ASSUMED + OFFERED, metrics=("orders",))
    elif parties == {"payment_method"}:
        said = clauses.has(
            "when",
            "whens",
            "how_much",
            "total",
            "group",
            "listed",
            "ranking",
            "trend",
            "compare",
            "against",
            "breakdown",
            "share",
        )
        yield draft.with_cost(ASSUMED if said else DOUBTFUL, metrics=("collections",))
    elif (
        {"payment_method", "customer"} == parties
        and clauses.has("when", "whens")
        and {one.chosen.dimension for one in clauses.all("filter")} == parties
        and not clauses.has("condition", "wh", "who")
    ):
        yield draft.with_cost(ASSUMED, metrics=("collections",))  # bank transfers from Ramesh this year
    elif (
        parties == {"product"}
        and "kitna" in clauses.all("how_much")
        and clauses.has("filter")
        and not clauses.has(
            "when",
            "whens",
            "against",
            "compare",
            "change",
            "ranking",
            "condition",
            "trend",
            "group",
            "listed",
            "share",
            "total",
            "amount",
        )
    ):
        yield draft.with_cost(0.0, metrics=("stock_on_hand",))  # drill machine kitni hai
        yield draft.with_cost(OFFERED, metrics=("net_sales",))
    elif (
        parties == {"customer"}
        and clauses.has("filter")
        and clauses.has("total")
        and not clauses.has("listed", "group", "condition")
    ):
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))  # somebody's total till date
        yield draft.with_cost(OFFERED, metrics=("outstanding",))
    elif (
        parties == {"customer"}
        and clauses.has("amount")
        and clauses.has("how_much")
        and clauses.has("when")
        and clauses.has("filter")
    ):
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))  # Ramesh in June, worth how much
    elif (
        draft.by and set(draft.by) <= {"category", "city", "country"} and clauses.has("condition") and not draft.ranking
    ):
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))  # kinds that crossed a lakh
    elif (clauses.has("share") and draft.by and not clauses.has("condition")) or (
        clauses.has("change") and clauses.has("against") and not parties & {"bill", "account"}
    ):
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))  # growth over last month, the share of each
    elif parties & {"tax_rate", "hsn", "tax_component", "place_of_supply", "tax_treatment"}:
        yield draft.with_cost(ASSUMED, metrics=("tax",))
    elif (
        parties & {"account", "counter"} == {"counter"}
        and not clauses.has("condition")
        and clauses.has(
            "when",
            "whens",
            "wh",
            "group",
            "how_much",
            "total",
            "ranking",
            "compare",
            "share",
            "trend",
            "list",
            "filter",
        )
    ) or (
        clauses.has("how_much")
        and parties
        and parties <= {"product", "category", "staff", "city", "country", "hour", "weekday"}
        and not clauses.has("left")
    ):
        # "how much tea" at no time may be that in stock
        bare = parties == {"product"} and not clauses.has("when", "whens", "against", "group", "total", "ranking", "wh")
        yield draft.with_cost(OFFERED if bare else ASSUMED, metrics=("net_sales",))
    elif "payment_method" in parties and draft.ranking and parties <= {"payment_method", "customer", "staff", "city"}:
        yield draft.with_cost(ASSUMED, metrics=("collections",))  # the three who pay most by UPI
    elif _is_trade(clauses, parties):
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))
    elif draft.ranking and not clauses.has("condition"):
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))
        if set(draft.by) & {"product", "category"}:
            yield draft.with_cost(OFFERED, metrics=("items_sold",))
    else:
        likely = _LIKELY
        large = all(min(condition.amounts) > _DAYS for condition in clauses.all("condition"))
        if "bill" in parties and clauses.has("condition") and large:
            yield draft.with_cost(ASSUMED, metrics=("total_sales",))  # bills above 5,000: what the bill says
            yield draft.with_cost(OFFERED, metrics=("net_sales",))
            return
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


def _of_a_town(clauses: Clauses, parties: set[str]) -> bool:
    """Whether one town is all that is told: how much of what, for it, is not."""
    of_one = [len(one.chosen.names) for one in clauses.all("filter")] == [1]
    return parties <= {"city", "country"} and of_one and not clauses.categories() - {"filter", "how_much", "what"}


def _times_alone(clauses: Clauses, draft: Draft) -> bool:
    """Whether nothing is told but times, held against each other or one by its days, weeks, months: sales are meant."""
    if any(not dimension(slug).in_time for slug in draft.by) or draft.ranking or sets_of(clauses):
        return False
    told = {"when", "whens", "when_pair", "against", "compare", "group", "trend", "list", "and", "comma", "years_apart"}
    if clauses.categories() - told:
        return False
    if clauses.has("against", "when_pair"):
        return clauses.has("when", "when_pair")  # "compare July" does not say with what
    if clauses.has("compare"):
        return clauses.has("whens") or any(when.rolling and when.rolling[0] > 1 for when in clauses.all("when"))
    return bool(draft.by) and clauses.has("group") and clauses.has("when")


_LIKELY: Final[tuple[str, ...]] = ("net_sales", "orders", "items_sold")
_HELD_AGAINST: Final = {"against", "change", "how_much", "compare", "what"}
_TRADING: Final = frozenset({"category", "city", "country"})
_DAYS: Final = 31  # bills between 9 and 11 November are no bills of 9 rupees
_MONEY: Final = 1000  # a condition of less may count bills


def _is_trade(clauses: Clauses, parties: set[str]) -> bool:
    """Whether sales are meant though nothing says so: those of a kind or a place at a time, of customers above an amount."""
    if sets_of(clauses) or clauses.has("left", "state", "state_of_trade", "list", "not_then", "who", "wh", "what"):
        return False
    if not clauses.has("when", "whens", "against"):
        return False
    if clauses.has("condition"):
        listed = {noun.dimension for noun in clauses.all("listed")}
        large = all(min(condition.amounts) >= _MONEY for condition in clauses.all("condition"))
        return (
            large
            and bool(listed)
            and listed | parties <= {"customer", "account"}
            and not clauses.has("quantity", "filter")
        )
    # a town and a month alone do not say what of them is asked
    told = "category" in parties or any(len(one.chosen.names) > 1 for one in clauses.all("filter"))
    return parties <= _TRADING and told and clauses.has("filter")
