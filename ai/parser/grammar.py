"""The typed grammar of questions: how phrases join into clauses. What clauses mean together is in plans.py.

A clause is one statement about the query: a figure, a split, a filter, a time, a ranking. A question is a row of
clauses in any order, so the rules here build clauses only, never whole sentences.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from ai.parser.chart import Rule
from ai.parser.clock import When
from ai.parser.grammar_conditions import CONDITIONS, on
from ai.parser.grammar_hindi import HINDI_RULES
from ai.parser.grammar_special import SPECIAL_RULES
from ai.parser.lattice import Chosen
from ai.parser.lexicon import Noun
from ai.parser.names import Name
from ai.parser.said import Against, Condition, Listed, Ranking, Selection, Things
from analytics.catalogue import dimension
from munim.days import Period

_PREPOSITIONS: Final = ("of", "in", "for", "to", "from", "with", "by", "only")
# Which prepositions a name of each dimension likes; another costs a little, to tell customers from products and staff.
_LIKES: Final = {
    "customer": ("to", "from", "of", "for", "by", "with"),
    "product": ("of", "for", "only"),
    "category": ("of", "in", "for", "from", "only"),
    "staff": ("by", "of", "for", "from"),
    "city": ("in", "from", "of", "for", "to"),
    "country": ("in", "from", "of", "for", "to"),
    "payment_method": ("in", "by", "of", "from", "only", "for"),
    "weekday": ("in", "of", "for", "only"),
}
HOMES: Final = {
    "INR": ("IN", "India"),
    "GBP": ("GB", "United Kingdom"),
    "USD": ("US", "United States"),
}  # the country of a shop, by its currency
_PLACES: Final = ("in", "to", "from")
_UNLIKELY: Final = 0.1
_SAYS_OF: Final = {("category", "product"), ("city", "customer"), ("country", "customer")}


def clause_rules(currency: str) -> tuple[Rule, ...]:
    """The rules that do not depend on the day, for a shop that counts in ``currency``."""
    own: tuple[Rule, ...] = (
        Rule("amount_stated", ("currency", "number"), lambda code, number: number if code == currency else None),
        Rule("amount_stated", ("number", "currency"), lambda number, code: number if code == currency else None),
        Rule("filler", ("in", "currency"), lambda _, code: True if code == currency else None),
        Rule("filler", ("currency",), lambda code: True if code == currency else None),
    )
    if home := HOMES.get(currency):
        abroad = Selection(Chosen("country", (Name("country", home[0], home[1]),)), negated=True)
        own = (
            *own,
            *(
                Rule("filter", parts, lambda *_: abroad)
                for parts in (
                    ("abroad",),
                    ("in", "abroad"),
                    ("from", "abroad"),
                    ("to", "abroad"),
                    ("of", "abroad"),
                    ("abroad", "dimension"),
                )
            ),
            *(
                Rule("filter", parts, lambda *_: abroad._replace(negated=False))
                for parts in (("at_home",), ("in", "at_home"), ("except", "abroad"))
            ),
        )
    return (
        *own,
        *_NUMBERS,
        *_SELECTIONS,
        *_SPLITS,
        *_RANKINGS,
        *CONDITIONS,
        *_COMPARISONS,
        *SET_RULES,
        *SPECIAL_RULES,
        *HINDI_RULES,
    )


def _join(first: Chosen, second: Chosen) -> Chosen | None:
    """ "Rice and dal", "cash or upi": names of one dimension."""
    if first.dimension != second.dimension or first.crowd or second.crowd or set(first.names) & set(second.names):
        return None
    return Chosen(first.dimension, first.names + second.names)


def _all_of(chosen: Chosen, _: object = None) -> Chosen | None:
    return chosen if chosen.dimension == "product" and len(chosen.names) > 1 else None


def _selected(chosen: Chosen | None) -> Selection | None:
    return Selection(chosen) if chosen else None


def _preposed(preposition: str, *, liked: bool) -> Rule:
    def build(_: object, chosen: Chosen) -> Selection | None:
        likes = preposition in _LIKES.get(chosen.dimension, ("of", "for", "in", "only"))
        return Selection(chosen, said=preposition, only=preposition == "only") if likes == liked else None

    return Rule("filter", (preposition, "chosen"), build, 0.0 if liked else _UNLIKELY)


def _of_dimension(noun: Noun, chosen: Chosen) -> Selection | None:
    """ "Customer Ramesh", "category rice"."""
    return Selection(chosen) if noun.dimension == chosen.dimension else None


def _dimensions(*nouns: Any) -> tuple[str, ...]:
    """The slugs of nouns and of groups already joined."""
    return tuple(
        dict.fromkeys(slug for noun in nouns for slug in ((noun.dimension,) if isinstance(noun, Noun) else noun))
    )


def _buying(noun: Noun, verb: str, chosen: Chosen) -> Things | None:
    """ "Customers who bought paneer"."""
    if verb != "buy" or noun.dimension != "customer" or chosen.dimension not in ("product", "category") or chosen.crowd:
        return None
    return Things("customer", "net_sales", chosen=chosen)


def _described(noun: Noun, condition: Condition) -> Things | None:
    if not condition.metric or (noun.dimension == "product" and condition.metric == "customers"):
        return None
    return Things(noun.dimension, condition.metric, condition, of_the_time=condition.metric not in _LASTING)


def _owing(noun: Noun, verb: str) -> Things | None:
    return (
        Things("customer", "outstanding", Condition("above", (Decimal(0),), "outstanding"))
        if verb == "owe" and noun.dimension == "customer"
        else None
    )


def _owed(condition: Condition) -> Things | None:
    """ "Those who owe more than 5,000"."""
    if condition.metric not in ("", "outstanding"):
        return None
    return Things("customer", "outstanding", condition._replace(metric="outstanding"))


def _best(noun: Noun, descending: bool, count: int | None) -> Things | None:
    if count is None and not noun.plural:
        return None
    return (
        Things(noun.dimension, "net_sales", ranking=Ranking(descending, count or 10), of_the_time=True)
        if noun.dimension in ("customer", "product", "category")
        else None
    )


_LASTING: Final = frozenset(
    {"outstanding", "overdue", "stock_on_hand", "stock_value", "payables"}
)  # figures of a moment, not of the question's time
_TO_A_SET: Final = ("by", "of", "to", "from", "for", "with", "in")


def _with(noun: Noun, metric: str, condition: Condition) -> Things | None:
    whole = on(condition, metric)
    return _described(noun, whole) if whole else None


def _by_buyers(verb: str, _: str, noun: Noun) -> str | None:
    """ "Products bought by customers": the customers say who, not what it is split by."""
    return verb if verb == "buy" and noun.dimension == "customer" and noun.plural else None


_BUYERS: Final = Noun("customer", True)
SET_RULES: Final = (
    Rule("bought_by", ("verb", "by", "dimension"), _by_buyers),
    Rule("set", ("dimension", "verb", "chosen"), _buying, 0.05),
    # who bought masks and how much do they owe; those who bought toys
    *(Rule("set", (word, "verb", "chosen"), lambda _, verb, chosen: _buying(_BUYERS, verb, chosen), 0.1) for word in ("who", "those")),
    *(Rule("set", (word, "chosen", "verb"), lambda _, chosen, verb: _buying(_BUYERS, verb, chosen), 0.1) for word in ("rel", "those", "those_who")),
    # ghee liya unka bakaya; jin par 5000 se zyada baki hai unhone kya liya: the pronoun takes up those before it
    Rule("set", ("chosen", "verb", "their"), lambda chosen, verb, _: _buying(_BUYERS, verb, chosen), 0.05),
    *(Rule("set", ("rel", "dimension", word, "condition"), lambda _, noun, __, condition: _described(noun, condition), 0.02) for word in ("in", "from")),
    *(Rule("set", ("rank", "verb", *number, "dimension"), lambda rank, verb, *rest: _best(rest[-1], rank, rest[0] if len(rest) > 1 else None) if verb == "buy" and rest[-1].dimension == "customer" else None) for number in ((), ("count",))),
    Rule("among", ("set", "and", "their"), lambda things, *_: things, -0.25),
    Rule("among", ("set", "their"), lambda things, _: things, -0.25),
    Rule("set", ("dimension", "rel", "metric", "in", "condition"), lambda noun, _, metric, __, condition: _with(noun, metric, condition)),
    Rule("set", ("dimension", "rel", "metric", "condition"), lambda noun, _, metric, condition: _with(noun, metric, condition)),
    Rule("set", ("condition", "metric", "of", "dimension"), lambda condition, metric, _, noun: _with(noun, metric, condition)),
    Rule("set", ("condition", "debtors", "dimension"), lambda condition, _, noun: _with(noun, "outstanding", condition) if noun.dimension == "customer" else None),
    Rule("among", ("set", "in"), lambda things, _: things if things.ranking is None and things.chosen is None else None, 0.02),
    Rule("set", ("dimension", "rel", "verb", "chosen"), lambda noun, _, verb, chosen: _buying(noun, verb, chosen)),
    Rule("set", ("rel", "dimension", "chosen", "verb"), lambda _, noun, chosen, verb: _buying(noun, verb, chosen)),
    Rule("set", ("dimension", "rel", "condition"), lambda noun, _, condition: _described(noun, condition)),
    Rule("set", ("dimension", "condition"), _described),
    Rule("set", ("dimension", "rel", "verb"), lambda noun, _, verb: _owing(noun, verb)),
    Rule("set", ("dimension", "verb"), lambda noun, verb: _owing(noun, verb), 0.05),
    Rule("set", ("those", "verb", "condition"), lambda _, verb, condition: _owed(condition) if verb == "owe" else None, 0.02),
    Rule("worst_debtors", ("worst_debtor",), lambda plural: (plural, None)),
    Rule("worst_debtors", ("count", "worst_debtor"), lambda count, _: (True, count)),
    Rule("set", ("debtors",), lambda _: Things("customer", "outstanding", Condition("above", (Decimal(0),), "outstanding"))),
    Rule("set", ("debtors", "condition"), lambda _, condition: Things("customer", "outstanding", condition._replace(metric="outstanding")) if condition.metric in ("", "outstanding") else None),
    Rule("set", ("rank", "count", "dimension"), lambda descending, count, noun: _best(noun, descending, count)),
    Rule("set", ("count", "rank", "dimension"), lambda count, descending, noun: _best(noun, descending, count)),
    Rule("set", ("rank", "dimension"), lambda descending, noun: _best(noun, descending, None)),
    Rule("set", ("condition", "of", "dimension"), lambda condition, _, noun: _described(noun, condition), 0.02),
    Rule("set", ("rel", "dimension", "of", "condition"), lambda _, noun, __, condition: _described(noun, condition), 0.02),
    Rule("set", ("rel", "dimension", "condition"), lambda _, noun, condition: _described(noun, condition), 0.02),
    *(Rule("among", (word, "set"), lambda _, things: things, 0.3 if word == "from" else 0.0) for word in _TO_A_SET),
    Rule("set", ("those", "owed_more", "condition"), lambda _, __, condition: _owed(condition)),
    Rule("set", ("those", "in", "condition"), lambda _, __, condition: _owed(condition) if condition.metric else None),
    Rule("set", ("those", "in", "condition", "verb"), lambda _, __, condition, verb: _owed(condition) if verb == "owe" else None),
    Rule("among_bare", ("set",), lambda things: things, 0.05),
)  # fmt: skip


_NUMBERS: Final = (
    Rule("number", ("count",), Decimal),
    Rule("number", ("number", "scale"), lambda number, scale: number * scale),
    Rule("number", ("scale",), lambda scale: scale, 0.3),  # lakh se upar
    Rule("number", ("fraction", "scale"), lambda part, scale: part * scale),
    Rule("number", ("added", "count"), lambda part, number: number + part),
    Rule(
        "number",
        ("number", "scale", "number", "scale"),
        lambda whole, first, part, second: whole * first + part * second if second < first else None,
    ),
    Rule("amount_stated", ("number",), lambda number: number),
)

_BUCKETS: Final = {(1, 30): "1-30", (0, 30): "1-30", (31, 60): "31-60", (30, 60): "31-60", (61, 90): "61-90", (60, 90): "61-90"}  # fmt: skip


def _bucket(low: int, high: int, unit: str) -> Selection | None:
    """The days overdue from one number to another, where the books tell them apart."""
    bucket = _BUCKETS.get((low, high)) if unit == "day" else None
    return Selection(Chosen("ageing_bucket", (Name("ageing_bucket", bucket, bucket),))) if bucket else None


_RATES: Final = frozenset(map(Decimal, ("0", "0.25", "3", "5", "12", "18", "28", "40")))  # of goods, by any law so far


def _taxed_goods(rate: Decimal, noun: Noun) -> Selection | None:
    """ "5 % goods": those taxed so."""
    if noun.dimension != "product" or rate not in _RATES:
        return None
    return Selection(Chosen("tax_rate", (Name("tax_rate", str(rate), f"{rate}%"),)))


_GOODS: Final = Noun("product", True)
_SELECTIONS: Final = (
    Rule("chosen", ("value",), lambda value: value),
    # teddy bears, both sizes: all goods that answer to the words
    Rule("chosen", ("value", "all_sizes"), _all_of),
    Rule("chosen", ("value", "of", "all_sizes"), lambda value, *_: _all_of(value)),
    Rule("chosen", ("all_sizes", "of", "value"), lambda _, __, value: _all_of(value)),
    Rule("chosen", ("value", "comma", "all_sizes"), lambda value, *_: _all_of(value)),
    Rule("chosen", ("chosen", "and", "value"), lambda first, _, second: _join(first, second)),
    Rule(
        "chosen",
        ("chosen", "value"),
        lambda first, second: _join(first, second) if first.dimension in ("payment_method", "weekday") else None,
        0.05,
    ),
    Rule("both_of", ("chosen", "and_also", "value"), lambda first, _, second: _selected(_join(first, second))),
    Rule("chosen", ("chosen", "or", "value"), lambda first, _, second: _join(first, second)),
    Rule("chosen", ("chosen", "comma", "value"), lambda first, _, second: _join(first, second)),
    Rule("chosen", ("chosen", "comma", "and", "value"), lambda first, _, __, second: _join(first, second)),
    # which cakes, three cakes: the kind stands for its goods
    Rule(
        "kinds",
        ("count", "value"),
        lambda count, chosen: (chosen, count) if chosen.dimension == "category" and chosen.names else None,
    ),
    Rule(
        "kinds",
        ("wh", "value"),
        lambda _, chosen: (chosen, None) if chosen.dimension == "category" and chosen.names else None,
        -0.3,
    ),
    Rule(
        "kinds",
        ("wh", "count", "value"),
        lambda _, count, chosen: (chosen, count) if chosen.dimension == "category" and chosen.names else None,
    ),
    Rule("filter", ("chosen",), Selection),
    *(_preposed(preposition, liked=liked) for preposition in _PREPOSITIONS for liked in (True, False)),
    # Ramesh ka udhaar, cash se, Pune mein
    Rule("filter", ("chosen", "of"), lambda chosen, _: Selection(chosen), 0.02),
    Rule("filter", ("chosen", "in"), lambda chosen, _: Selection(chosen, said="in"), 0.05),
    Rule("filter", ("chosen", "from"), lambda chosen, _: Selection(chosen, said="from"), 0.05),
    # due for 31 to 60 days
    Rule("filter", ("count", "to", "count", "unit"), lambda low, _, high, unit: _bucket(low, high, unit)),
    Rule("filter", ("count", "from", "count", "unit"), lambda low, _, high, unit: _bucket(low, high, unit)),
    Rule(
        "filter", ("between", "count", "and", "count", "unit"), lambda _, low, __, high, unit: _bucket(low, high, unit)
    ),
    # goods at 5 %
    *(
        Rule(
            "filter", ("number", "share", *words, "dimension"), lambda rate, *parts: _taxed_goods(rate, parts[-1]), 0.05
        )
        for words in ((), ("of",), ("metric",), ("metric", "of"))
    ),
    Rule("named", ("dimension", "chosen"), _of_dimension),
    Rule("named", ("chosen", "dimension"), lambda chosen, noun: _of_dimension(noun, chosen)),
    # dairy products, customers of Pune: the noun says what the value is of
    Rule(
        "named",
        ("chosen", "dimension"),
        lambda chosen, noun: Selection(chosen) if (chosen.dimension, noun.dimension) in _SAYS_OF else None,
        0.03,
    ),
    # dairy ka maal: goods at large add nothing
    Rule(
        "named",
        ("chosen", "dimension"),
        lambda chosen, noun: (
            Selection(chosen)
            if (chosen.dimension, noun.dimension) == ("category", "product") and not noun.plural
            else None
        ),
        -0.1,
    ),
    Rule(
        "named",
        ("chosen", "of", "dimension"),
        lambda chosen, _, noun: Selection(chosen) if (chosen.dimension, noun.dimension) in _SAYS_OF else None,
        -0.1,
    ),
    Rule("filter", ("named",), lambda selection: selection),
    *(Rule("filter", (preposition, "named"), lambda _, selection: selection) for preposition in _PREPOSITIONS),
    Rule("named", ("dimension", "of", "chosen"), lambda noun, _, chosen: _of_dimension(noun, chosen)),
    # bas October ki bikri
    Rule("metric", ("only", "metric"), lambda _, metric: metric, 0.02),
    # kitni tarah ke purje: how many different goods
    Rule("metric", ("kinds_of", "dimension"), lambda _, noun: "products_sold" if noun.dimension == "product" else None),
    Rule("metric", ("kinds_of",), lambda _: "products_sold", 0.1),
    Rule("filter", ("filter", "only"), lambda selection, _: selection._replace(only=True)),
    Rule(
        "filter",
        ("only", "filter"),
        lambda _, selection: selection._replace(only=True) if selection.said in _PLACES else None,
    ),
    Rule("filter", ("each", "value"), lambda _, chosen: Selection(chosen) if chosen.dimension == "weekday" else None),
    Rule(
        "filter",
        ("except", "filter"),
        lambda _, selection: selection._replace(negated=True) if not selection.negated else None,
    ),
    # cash ko chhod kar
    Rule(
        "filter",
        ("filter", "except_after"),
        lambda selection, _: selection._replace(negated=True) if not selection.negated else None,
        0.02,
    ),
    # cash or upi side by side: cash vs upi
    Rule("side_by_side", ("chosen", "versus", "value"), lambda first, _, second: _selected(_join(first, second))),
    Rule(
        "side_by_side",
        ("side_by_side", "versus", "value"),
        lambda selection, _, value: _selected(_join(selection.chosen, value)),
    ),
    Rule(
        "side_by_side",
        ("between", "chosen"),
        lambda _, both: Selection(both) if len(both.names) > 1 and both.dimension != "weekday" else None,
        0.05,
    ),
    # does Golu sell more than Pooja
    Rule(
        "outdone",
        ("chosen", "verb", "comparator", "value"),
        lambda first, verb, _, second: (Selection(both), verb) if (both := _join(first, second)) else None,
    ),
    *(
        Rule("side_by_side", (word, "side_by_side"), lambda _, selection: selection)
        for word in ("in", "of", "by", "to", "from", "for", "with")
    ),
)

_SPLITS: Final = (
    Rule(
        "filter",
        ("at_rate", "number", "share", "metric"),
        lambda _, rate, __, tax: _taxed_goods(rate, _GOODS) if tax == "tax" else None,
    ),
    Rule("filter", ("at_rate", "number", "share"), lambda _, rate, __: _taxed_goods(rate, _GOODS), 0.1),
    Rule("dimensions", ("dimension",), _dimensions),
    Rule("dimensions", ("dimensions", "and", "dimension"), lambda group, _, noun: _dimensions(group, noun)),
    Rule("dimensions", ("dimensions", "versus", "dimension"), lambda group, _, noun: _dimensions(group, noun), 0.05),
    Rule("dimensions", ("dimensions", "comma", "dimension"), lambda group, _, noun: _dimensions(group, noun)),
    Rule("dimensions", ("dimensions", "and", "each", "dimension"), lambda group, _, __, noun: _dimensions(group, noun)),
    Rule(
        "group", ("dimension", "versus", "dimension"), lambda first, _, second: _dimensions(first, second), 0.05
    ),  # day vs hour
    # hafte ka sabse accha din: a ranking of weekdays
    Rule(
        "best_weekday",
        ("unit", "of", "rank", "unit"),
        lambda outer, _, rank, inner: rank if (outer, inner) == ("week", "day") else None,
    ),
    # hafte hafte: week by week
    Rule(
        "group",
        ("dimension", "dimension"),
        lambda first, second: (first.dimension,) if first == second and dimension(first.dimension).in_time else None,
        0.01,
    ),
    Rule("group", ("by", "dimensions"), lambda _, group: group),
    Rule("breakdown", ("each",), lambda _: True, 0.3),  # the sales of each
    Rule("breakdown", ("each", "people"), lambda *_: True, 0.2),
    Rule("of_each", ("each", "dimensions"), lambda _, group: group),
    Rule("of_each", ("in", "each", "dimensions"), lambda _, __, group: group),
    Rule(
        "of_each",
        ("weekday_range", "each", "dimension"),
        lambda days, _, noun: ("weekday",) if noun.dimension == "day" and (days[1] - days[0]) % 7 == 6 else None,
    ),
    Rule("of_each", ("by", "of_each"), lambda _, group: group, 0.02),
    *(
        Rule("of_each", (first, "and", second), lambda one, _, other: _dimensions(one, other))
        for first, second in (("of_each", "group"), ("group", "of_each"), ("of_each", "of_each"))
    ),
    # kaun kaun saman: which goods, not who
    Rule("which_of", ("kaun", "dimension"), lambda _, noun: Listed(noun.dimension, noun.plural), -0.3),
    Rule("group", ("dimensions", "by_after"), lambda group, _: group),
    Rule("group", ("dimensions", "wise"), lambda group, _: group),
    Rule("group", ("dimensions", "both", "by_after"), lambda group, *_: group if len(group) == 2 else None),
    Rule(
        "group", ("wise", "and", "dimensions", "by_after"), lambda _, __, group, ___: ("weekday", *group), 0.02
    ),  # vaar aur ghante ke hisaab se
    Rule("group", ("by", "group"), lambda _, group: group, 0.02),
    Rule("group", ("weekday", "weekday", "wise"), lambda *_: ("weekday",)),  # monday tuesday wise
    Rule("group", ("in", "adverb"), lambda _, slug: (slug,), 0.05),
    Rule("group", ("adverb",), lambda slug: (slug,)),
    Rule("group", ("group", "and", "group"), lambda first, _, second: _dimensions(first, second)),
    Rule("listed", ("dimension",), lambda noun: Listed(noun.dimension, noun.plural)),
    Rule("listed", ("count", "people"), lambda count, _: Listed("customer", True, count)),  # teen log
    Rule("listed", ("listed", "rel"), lambda listed, _: listed),
    Rule("listed", ("rel_before", "listed"), lambda _, listed: listed),
    Rule("listed", ("count", "dimension"), lambda count, noun: Listed(noun.dimension, noun.plural, count)),
)


def _worst(metric: str, count: int | None) -> tuple[str, int | None] | None:
    """Of what is bad the worst is the most."""
    return (metric, count) if metric in _BAD else None


_COUNTS: Final = frozenset(
    {"customers", "orders", "items", "items_sold", "products_sold"}
)  # their words name things too
_BAD: Final = frozenset(
    {"outstanding", "overdue", "unpaid", "returns", "returned_items", "return_rate", "stock_losses", "discounts", "expenses", "payables", "overdue_payables", "cancelled_bills", "dead_stock_value"}
)  # fmt: skip
_RANKINGS: Final = (
    Rule("ranking", ("rank",), Ranking),
    Rule("most_from", ("own_act", "rank", "from"), lambda act, rank, _: (act, rank), -0.3),
    Rule("rank", ("superlative", "quality"), lambda _, up: up),  # sabse tez, the most costly
    Rule("rank", ("superlative",), lambda _: True, 0.3),  # sabse munafe wale
    Rule("rank", ("rank", "rank"), lambda first, second: first if first == second else None, 0.01),  # top best
    Rule(
        "ranking", ("rank", "count", "rank"), lambda rank, count, again: Ranking(rank, count) if rank == again else None
    ),
    Rule(
        "ranking", ("count", "rank", "rank"), lambda count, rank, again: Ranking(rank, count) if rank == again else None
    ),
    Rule("ranking", ("rank", "count", "seller_noun"), lambda rank, count, _: Ranking(rank, count, selling=True)),
    Rule("ranking", ("count", "rank", "seller_noun"), lambda count, rank, _: Ranking(rank, count, selling=True)),
    Rule("ranking", ("rank", "seller_noun"), lambda rank, _: Ranking(rank, selling=True)),
    Rule("ranking", ("seller",), lambda rank: Ranking(rank, 1, selling=True)),
    Rule("ranking", ("count", "seller"), lambda count, rank: Ranking(rank, count, selling=True)),
    Rule("ranking", ("seller", "count"), lambda rank, count: Ranking(rank, count, selling=True)),
    Rule("ranking", ("sellers",), lambda rank: Ranking(rank, selling=True)),
    Rule("ranking", ("sellers", "count"), lambda rank, count: Ranking(rank, count, selling=True)),
    Rule("ranking", ("count", "sellers"), lambda count, rank: Ranking(rank, count, selling=True)),
    Rule("ranking", ("rank", "count", "sellers"), lambda rank, count, _: Ranking(rank, count, selling=True)),
    Rule("ranking", ("rank", "sellers"), lambda rank, _: Ranking(rank, selling=True)),
    Rule("ranking", ("rank", "count"), Ranking),
    Rule("ranking", ("count", "rank"), lambda count, rank: Ranking(rank, count)),
    Rule("order_by", ("by", "metric"), lambda _, metric: metric),
    Rule(
        "order_by",
        ("metric", "wise"),
        lambda metric, _: metric if metric in ("net_sales", "revenue", "gross_profit", "margin") else None,
        0.3,
    ),
    Rule("order_by", ("by", "verb"), lambda _, verb: "net_sales" if verb == "spend" else None),
    Rule("order_by", ("metric", "by_after"), lambda metric, _: metric),
    Rule(
        "order_by", ("metric", "wise"), lambda metric, _: metric if metric not in _COUNTS else None, 0.3
    ),  # the best three, profit wise
    Rule("order_by", ("quantity", "wise"), lambda *_: "quantity"),
    Rule("order_by", ("by", "quantity"), lambda *_: "quantity"),
    Rule(
        "rows_asked", ("count",), lambda count: count if count <= 100 else None, 0.3
    ),  # the number after the ranking: who owes most, five
    Rule("rows_asked", ("comma", "count"), lambda _, count: count if count <= 100 else None, 0.3),
    # which category fell most: by its change
    Rule("rise_of", ("rank", "wh", "dimension", "rise_verb"), lambda rank, _, noun, up: (up, noun) if rank else None),
    Rule("rise_of", ("rank", "dimension", "rise_verb"), lambda rank, noun, up: (up, noun) if rank else None),
    Rule("rise_of", ("wh", "dimension", "rank", "rise_verb"), lambda _, noun, rank, up: (up, noun) if rank else None),
    Rule("last_bills", ("last", "count", "metric"), lambda _, count, metric: count if metric == "orders" else None),
    Rule(
        "last_bills",
        ("bare_time", "count", "metric"),
        lambda end, count, metric: count if end == "last" and metric == "orders" else None,
    ),
    Rule(
        "last_bills", ("last", "count", "dimension"), lambda _, count, noun: count if noun.dimension == "bill" else None
    ),
    # the worst debt is the greatest
    Rule("worst_of", ("worst", "metric"), lambda _, metric: _worst(metric, None), -0.3),
    Rule("worst_of", ("count", "worst", "metric"), lambda count, _, metric: _worst(metric, count), -0.3),
    Rule("worst_of", ("worst", "count", "metric"), lambda _, count, metric: _worst(metric, count), -0.3),
    Rule("order_by", ("in", "quantity"), lambda *_: "quantity", 0.05),
    Rule("order_by", ("by", "total", "metric"), lambda _, __, metric: metric),
    Rule("order_by", ("by", "how_many", "metric"), lambda _, __, metric: "orders" if metric == "net_sales" else metric),
    Rule("order_by", ("by", "rank", "metric"), lambda _, rank, metric: metric if rank else None),
)


def _two_days(day: int, last: When) -> tuple[When, When] | None:
    """A day and another of the same month, whose name is said once."""
    if last.unit != "day" or not 0 < day < last.period.start.day:
        return None
    first = last.period.start.replace(day=day)
    return When(Period(first, first + timedelta(days=1)), "day"), last


_COMPARISONS: Final = (
    Rule("and_metric", ("with", "metric"), lambda _, metric: metric if metric in ("orders", "gross_profit", "margin") else None, 0.05),  # daily sales with number of bills
    Rule("and_metric", ("versus", "metric"), lambda _, metric: metric),  # sales against target: side by side
    Rule("whens", ("when", "and", "when"), lambda first, _, second: (first, second)),
    Rule("both_times", ("when", "as_well_as", "when"), lambda first, _, second: (first, second), -0.3),
    Rule("both_times", ("in", "both_times"), lambda _, whens: whens),
    Rule("whens", ("when", "comma", "when"), lambda first, _, second: (first, second) if first.weekday == second.weekday else None),
    Rule("whens", ("day_number", "and", "when"), lambda day, _, last: _two_days(day, last)),  # 20 and 21 December
    Rule("whens", ("whens", "and", "when"), lambda whens, _, when: (*whens, when)),
    Rule("whens", ("whens", "comma", "when"), lambda whens, _, when: (*whens, when)),
    Rule("whens", ("in", "whens"), lambda _, whens: whens),
    Rule("whens", ("month_row",), lambda whens: whens, 0.3),
    *(
        Rule("whens", parts, lambda *values: next(value for value in values if isinstance(value, tuple)))
        for whens in ("whens", "month_row")
        for parts in (("each", whens), ("each", "of", whens), (whens, "each"), (whens, "breakdown"))
    ),
    # the change from September to October, the difference between this month and last
    Rule("when_pair", ("between", "when", "and", "when"), lambda _, first, __, second: (first, second)),
    Rule("when_pair", ("from", "when", "to", "when"), lambda _, first, __, second: (first, second)),
    Rule("against", ("when", "versus_after"), lambda when, _: Against("when", when)),
    Rule("against", ("when", "from", "compare"), lambda when, *_: Against("when", when)),
    Rule("against", ("against", "versus_after"), lambda against, _: against._replace(weak=False, alone=False) if against.kind != "when" else None),
    Rule("against", ("against", "from"), lambda against, _: against._replace(alone=False) if against.kind != "when" else None),
    Rule("against", ("previous_period", "unit"), lambda _, unit: Against("previous", unit=unit)),
    Rule("against", ("previous_period", "of", "unit"), lambda _, __, unit: Against("previous", unit=unit)),  # usse pehle ka hafta
    Rule("against", ("when", "or_more"), lambda when, operator: Against("when", when) if operator in ("above", "below") else None, 0.02),  # September se zyada
    Rule("against", ("same_weekday",), lambda _: Against("week_before")),  # yesterday against the same day last week
    Rule("against", ("same_dates",), lambda _: Against("same_dates")),
    Rule("against", ("when", "from"), lambda when, _: Against("when", when, weak=True, beside=when.last or when.named or bool(when.feast) or when.unit in ("year", "financial_year")), 0.05),  # pichhle mahine se zyada
    Rule("against", ("when", "from"), lambda when, _: Against("when", when, weak=True, beside=True) if when.unit in ("month", "quarter", "week", "day") else None, 0.35),  # October ki bikri September se
    Rule("against", ("over", "when"), lambda _, when: Against("when", when, weak=True, beside=when.unit in ("year", "financial_year"))),
    Rule("against", ("versus", "count", "unit", "before"), lambda _, count, unit, __: Against("previous", unit=unit, number=count)),
    Rule("against", ("versus", "previous", "count", "unit"), lambda _, __, count, unit: Against("previous", unit=unit, number=count)),
    Rule("against", ("versus", "when"), lambda _, when: Against("when", when)),
    Rule("against", ("versus", "against"), lambda _, against: against._replace(alone=False) if against.kind != "when" else None),
    Rule("against", ("previous_period",), lambda _: Against("previous"), 0.05),
    Rule("against", ("same_last_year",), lambda unit: Against("last_year", unit=unit, alone=bool(unit))),
    Rule("against", ("year_on_year",), lambda _: Against("last_year")),
    Rule("against", ("in", "against"), lambda _, against: against if against.kind != "when" else None),
    Rule("against", ("period_on_period",), lambda unit: Against("period_on_period", unit=unit)),
    *(
        Rule("against", (word, part), build, 0.05)
        for word in ("to", "with", "and", "from", "or", "since")
        for part, build in (
            ("when", lambda _, when: Against("when", when, weak=True)),
            ("against", lambda _, against: against._replace(weak=True, alone=False) if against.kind != "when" else None),
        )
    ),
)  # fmt: skip
