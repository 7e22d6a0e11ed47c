"""The typed grammar of questions: how phrases join into clauses. What clauses mean together is in plans.py.

A clause is one statement about the query: a figure, a split, a filter, a time, a ranking. A question is a row of
clauses in any order, so the rules here build clauses only, never whole sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from ai.parser.chart import Rule
from ai.parser.grammar_comparisons import COMPARISONS
from ai.parser.grammar_conditions import CONDITIONS
from ai.parser.grammar_hindi import HINDI_RULES
from ai.parser.grammar_rankings import RANKINGS
from ai.parser.grammar_sets import SET_RULES
from ai.parser.grammar_special import SPECIAL_RULES
from ai.parser.lattice import Chosen
from ai.parser.lexicon import Noun
from ai.parser.names import Name
from ai.parser.said import Listed, Money, Selection
from analytics.catalogue import dimension

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
        Rule("amount_stated", ("currency", "number"), lambda code, number: Money(number) if code == currency else None),
        Rule("amount_stated", ("number", "currency"), lambda number, code: Money(number) if code == currency else None),
        Rule("amount_stated", ("glued_money",), lambda said: Money(said[1]) if currency in said[0] else None),
        Rule("filler", ("currency",), lambda code: True if code == currency else None),
        # how many pounds of sales
        Rule("how_money", ("how_many", "currency"), lambda _, code: True if code == currency else None, -1.0),
        Rule("how_money", ("how_many", "currency", "of"), lambda _, code, __: True if code == currency else None, -1.0),
        *(
            Rule("in_money", parts, lambda *codes: True if currency in codes else None, -0.3)
            for parts in (("in", "currency"), ("currency", "from"), ("currency", "of"))
        ),
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
        *RANKINGS,
        *CONDITIONS,
        *COMPARISONS,
        *SET_RULES,
        *SPECIAL_RULES,
        *HINDI_RULES,
    )


def _join(first: Chosen, second: Chosen) -> Chosen | None:
    """ "Rice and dal", "cash or upi": names of one dimension."""
    if first.dimension != second.dimension or first.crowd or second.crowd or set(first.names) & set(second.names):
        return None
    return Chosen(first.dimension, first.names + second.names)


def _either(first: Chosen, second: Chosen) -> Chosen | None:
    joined = _join(first, second)
    return joined._replace(either=True) if joined else None


def _all_of(chosen: Chosen, _: object = None) -> Chosen | None:
    return chosen if chosen.dimension == "product" and len(chosen.names) > 1 else None


def _both(first: Chosen, second: Chosen) -> tuple[Selection, ...] | None:
    """Two things bought by the same: sarees and also kurtis, of one kind or of two."""
    if joined := _join(first, second):
        return (Selection(joined),)
    goods = {first.dimension, second.dimension} == {"product", "category"} and not first.crowd and not second.crowd
    return (Selection(first), Selection(second)) if goods else None


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


def _is_crowd_of(noun: Noun, chosen: Chosen) -> bool:
    """Whether "Sinnar customers" would be one customer with that word in the name."""
    return noun.dimension == "customer" and noun.plural and len(chosen.names) == 1


def _dimensions(*nouns: Any) -> tuple[str, ...]:
    """The slugs of nouns and of groups already joined."""
    return tuple(
        dict.fromkeys(slug for noun in nouns for slug in ((noun.dimension,) if isinstance(noun, Noun) else noun))
    )


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


def _ages(said: Sequence[object]) -> tuple[str, ...] | None:
    """Dues in 30, 60 and 90 days: by how long they are overdue."""
    return ("ageing_bucket",) if {30, 60, 90} <= {*said} and "day" in said else None


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
    Rule("both_of", ("chosen", "and_also", "value"), lambda first, _, second: _both(first, second), -0.3),
    Rule("both_of", ("chosen", "and", "what_else", "value"), lambda first, _, __, second: _both(first, second), -0.3),
    Rule(
        "both_of",
        ("chosen", "and_also", "verb", "value"),
        lambda first, _, verb, second: _both(first, second) if verb == "buy" else None,
        -0.3,
    ),
    Rule("chosen", ("chosen", "or", "value"), lambda first, _, second: _either(first, second)),
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
    Rule("filter", ("count", "from", "count", "unit", "aged_after"), lambda *days: _bucket(days[0], days[2], days[3])),
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
    Rule(
        "named",
        ("chosen", "dimension"),
        lambda chosen, noun: None if _is_crowd_of(noun, chosen) else _of_dimension(noun, chosen),
    ),
    Rule(
        "named",
        ("chosen", "dimension"),
        lambda chosen, noun: _of_dimension(noun, chosen) if _is_crowd_of(noun, chosen) else None,
        0.3,
    ),
    # dairy products, customers of Pune: the noun says what the value is of
    Rule(
        "named",
        ("chosen", "dimension"),
        lambda chosen, noun: (
            Selection(chosen, said="people" if noun.dimension == "customer" and noun.plural else "")
            if (chosen.dimension, noun.dimension) in _SAYS_OF
            else None
        ),
        0.03,
    ),
    # dairy ka maal: goods at large add nothing
    Rule(
        "named",
        ("chosen", "dimension"),
        lambda chosen, noun: (
            Selection(chosen, said="goods")
            if (chosen.dimension, noun.dimension) == ("category", "product") and not noun.plural
            else None
        ),
        -0.1,
    ),
    Rule(
        "named",
        ("chosen", "of", "dimension"),
        lambda chosen, _, noun: (
            Selection(chosen, said="goods" if noun.dimension == "product" else "")
            if (chosen.dimension, noun.dimension) in _SAYS_OF
            else None
        ),
        -0.1,
    ),
    Rule("filter", ("named",), lambda selection: selection),
    *(Rule("filter", (preposition, "named"), lambda _, selection: selection) for preposition in _PREPOSITIONS),
    Rule("named", ("dimension", "of", "chosen"), lambda noun, _, chosen: _of_dimension(noun, chosen)),
    # orders that were cancelled; cancelled orders
    *(
        Rule("metric", parts, lambda *values: "cancelled_bills" if "orders" in values else None, -0.05)
        for parts in (("metric", "cancelled_word"), ("cancelled_word", "metric"))
    ),
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
    # the goods under Stationery
    Rule(
        "filter",
        ("comparator", "chosen"),
        lambda operator, chosen: Selection(chosen) if operator == "below" and chosen.dimension == "category" else None,
        0.1,
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
    # the ratio of cash to card: both side by side
    Rule(
        "side_by_side",
        ("ratio_of", "chosen", "to", "value"),
        lambda _, first, __, second: _selected(_join(first, second)),
    ),
    Rule(
        "side_by_side",
        ("ratio_word", "of", "chosen", "to", "value"),
        lambda _, __, first, ___, second: _selected(_join(first, second)),
    ),
    Rule(
        "side_by_side",
        ("chosen", "to", "value", "ratio_word"),
        lambda first, _, second, __: _selected(_join(first, second)),
    ),
    Rule(
        "filter", ("versus", "value"), lambda _, chosen: Selection(chosen, said="versus"), 0.4
    ),  # dairy sales versus sweets
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
    # 30, 60, 90 days
    *(
        Rule("group", ("count", *comma, "count", *last, "count", *unit), lambda *said: _ages(said), -0.2)
        for comma, last in (((), ()), (("comma",), ("comma",)), (("comma",), ("and",)), ((), ("and",)))
        for unit in (("unit",), ("unit", "in"), ("unit", "of"))
    ),
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
