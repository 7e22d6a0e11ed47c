"""Rules of the order in which Hindi says things: what is compared before what it is compared with, the name before its price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from ai.parser.chart import Rule
from ai.parser.clock import When
from ai.parser.lattice import Chosen
from ai.parser.lexicon import Noun
from ai.parser.said import Condition, Ranking, Selection, Share, Things

_RATES: Final = {
    "returns": "return_rate",
    "discounts": "discount_rate",
    "collections": "collection_rate",
    "gross_profit": "margin",
}
_YEARS: Final = (2015, 2040)
_BILL: Final = 100  # a condition of more on bills is on what they come to


def _apart(main: When, other: When) -> tuple[When, When] | None:
    """The two times of a comparison, the later first: of the same kind, and not the same."""
    if main.period == other.period or main.unit != other.unit:
        return None
    return (main, other) if main.period.start > other.period.start else (other, main)


def _overdue(noun: Noun, slug: str) -> Things | None:
    """जिन ग्राहकों का भुगतान ओवरड्यू है."""
    if noun.dimension != "customer" or slug != "overdue":
        return None
    return Things("customer", slug, Condition("above", (Decimal(0),), slug))


def _owing(noun: Noun, verb: str) -> Things | None:
    if verb != "owe" or noun.dimension != "customer":
        return None
    return Things("customer", "outstanding", Condition("above", (Decimal(0),), "outstanding"))


def _the_best(noun: Noun, up: bool, verb: str, count: int | None) -> Things | None:
    if {"customer": "buy", "product": "sell", "category": "sell"}.get(noun.dimension) != verb:
        return None
    number = count or (10 if noun.plural else 1)
    return Things(noun.dimension, "net_sales", ranking=Ranking(up, number), of_the_time=True)


def _then(things: Things | None, said: Sequence[object]) -> tuple[Things, When] | None:
    return (things, next(one for one in said if isinstance(one, When))) if things else None


def _so_many_bills(said: Sequence[object]) -> Condition | None:
    if "orders" not in said:
        return None
    return Condition("equals", (Decimal(next(one for one in said if isinstance(one, int) and one is not True)),), "orders", verb="come")  # fmt: skip


def _the_deepest(up: bool, slug: str, noun: Noun, count: int | None) -> Things | None:
    if slug != "outstanding" or noun.dimension != "customer" or not (count or noun.plural):
        return None
    return Things("customer", slug, ranking=Ranking(up, count or 10))


def _at_an_end(noun: Noun, said: Sequence[object]) -> Things | None:
    """The one of its kind with most or least of a figure."""
    slug = next(one for one in said if isinstance(one, str))
    up = next(one for one in said if isinstance(one, bool))
    return Things(noun.dimension, slug, ranking=Ranking(up, 10 if noun.plural else 1))


def _side_by_side(first: Chosen, second: Chosen) -> Selection | None:
    alike = first.dimension == second.dimension and not (first.crowd or second.crowd or set(first.names) & set(second.names))  # fmt: skip
    return Selection(Chosen(first.dimension, first.names + second.names)) if alike else None


def _of_bills(condition: Condition) -> Condition | None:
    money = not condition.metric and not condition.percent and not condition.verb
    return condition if money and min(condition.amounts) >= _BILL else None


HINDI_RULES: Final = (
    # अक्टूबर से सितंबर की तुलना, नवंबर की तुलना अक्टूबर से
    *(
        Rule("years_apart", ("when", "from", "when", *of, word), lambda first, _, second, *__: _apart(first, second), -0.3)
        for of in ((), ("of",))
        for word in ("compare", "versus_after")
    ),
    *(
        Rule("years_apart", ("when", *of, "compare", "when", "from"), lambda first, *rest: _apart(first, rest[-2]), -0.3)
        for of in ((), ("of",))
    ),
    # किस बंदे ने, हर बंदे की
    Rule("person", ("banda",), lambda plural: plural),
    Rule("person_each", ("each", "banda"), lambda *_: True, -0.1),
    # नीचे के तीन, ऊपर वाले 5
    Rule("ranking", ("end_of_list", "count"), lambda up, count: Ranking(up, count)),
    Rule("ranking", ("count", "end_of_list"), lambda count, up: Ranking(up, count), 0.05),
    # kharche me sabse zyada kya badha
    Rule("rise_of_what", ("rank", "what", "rise_verb"), lambda rank, _, up: (up, None) if rank else None, -0.4),
    # जिन ग्राहकों का उधार है, उनकी ख़रीद
    *(
        Rule("set", ("rel", "dimension", *of, "verb"), lambda _, noun, *rest: _owing(noun, rest[-1]))
        for of in (("of",), ("in",))
    ),
    *(
        Rule("set", ("rel", "dimension", *of, "metric"), lambda _, noun, *rest: _owing(noun, "owe" if rest[-1] == "outstanding" else ""))
        for of in (("of",), ("in",))
    ),
    *(Rule("set", ("rel", "dimension", *of, "metric"), lambda _, noun, *rest: _overdue(noun, rest[-1])) for of in (("of",), ("in",))),
    # जिस ग्राहक ने सबसे ज्यादा खरीदा, जो 3 सामान सबसे ज्यादा बिके
    *(
        Rule("set", ("rel", *many, "dimension", "rank", "verb"), lambda _, *rest: _the_best(rest[-3], rest[-2], rest[-1], rest[0] if len(rest) > 3 else None), -0.2)
        for many in ((), ("count",))
    ),
    *(
        Rule("set", ("rel", *many, "dimension", "sellers"), lambda _, *rest: _the_best(rest[-2], rest[-1], "sell", rest[0] if len(rest) > 2 else None), -0.2)
        for many in ((), ("count",))
    ),
    # जिस ग्राहक ने अक्टूबर में सबसे ज्यादा खरीदा, उसका: the time is that of the buying
    *(
        Rule("set_then", ("rel", *many, "dimension", "when", *within, "rank", "verb"), lambda _, *rest: _then(_the_best(next(one for one in rest if isinstance(one, Noun)), rest[-2], rest[-1], rest[0] if isinstance(rest[0], int) else None), rest), -0.2)
        for many in ((), ("count",))
        for within in ((), ("in",))
    ),
    Rule("among_then", ("set_then", "their"), lambda told, _: (told[0]._replace(each=True), told[1]), -0.25),
    # जिनका उधार 5000 से ज्यादा है उन्होंने
    *(Rule("set", ("on_whom", "condition", *verb), lambda _, condition, *__: Things("customer", "outstanding", condition) if condition.metric == "outstanding" else None) for verb in ((), ("verb",))),
    # 5000 तक का उधार
    Rule("condition", ("amount_stated", "to"), lambda amount, _: Condition("at_most", (amount,)) if amount >= _BILL and not _YEARS[0] <= amount <= _YEARS[1] else None, 0.05),
    # 1000 से 5000 की बिक्री वाले
    *(
        Rule("condition", ("amount_stated", "from", "amount_stated", *of, "metric"), lambda low, _, high, *rest: Condition("between", (low, high), rest[-1]) if low < high else None, 0.1)
        for of in ((), ("of",))
    ),
    # सिर्फ एक बिल वाले
    *(
        Rule("condition", (*said, "of"), lambda *parts: _so_many_bills(parts), -0.1)
        for said in (("only", "count", "metric"), ("count", "only", "metric"), ("exact", "count", "metric"))
    ),
    # सबसे ज्यादा खरीदने वाले 3 ग्राहकों पर
    *(
        Rule("among", ("rank", "verb", *many, "dimension", word), lambda up, verb, *rest: _the_best(rest[-2], up, verb, rest[0] if isinstance(rest[0], int) else None), -0.1)
        for many in ((), ("count",))
        for word in ("in", "from", "of")
    ),
    # सबसे ज्यादा बकाया वाले 5 ग्राहकों ने
    *(
        Rule("among", ("rank", "metric", *of, *many, "dimension"), lambda up, slug, *rest: _the_deepest(up, slug, rest[-1], rest[-2] if isinstance(rest[-2], int) else None) if len(rest) > 1 else None, -0.1)
        for of in (("of",),)
        for many in ((), ("count",))
    ),
    *(
        Rule("among", ("rank", "debtors", *many, "dimension"), lambda up, _, *rest: _the_deepest(up, "outstanding", rest[-1], rest[0] if len(rest) > 1 else None), -0.1)
        for many in ((), ("count",))
    ),
    # dairy ke mukable staples
    *(
        Rule("side_by_side", ("chosen", *after, "value"), lambda first, *rest: _side_by_side(first, rest[-1]))
        for after in (("versus_after",), ("of", "versus_after"))
    ),
    # जिन पर उधार है: said of those named before
    Rule("who_owe", ("on_whom", "verb"), lambda _, verb: verb if verb == "owe" else None, 0.1),
    Rule("who_owe", ("on_whom", "metric"), lambda _, slug: slug if slug == "outstanding" else None, 0.1),
    # जिनका उधार है उनसे कितना आया
    Rule("among", ("who_owe", "their"), lambda *_: Things("customer", "outstanding", Condition("above", (Decimal(0),), "outstanding")), -0.25),
    # जिस ग्राहक का सबसे ज्यादा उधार है उससे, जिस सामान की बिक्री सबसे ज्यादा है उसका
    *(
        Rule("set", ("rel", "dimension", "of", *most), lambda _, noun, __, *rest: _at_an_end(noun, rest), -0.2)
        for most in (("rank", "metric"), ("metric", "rank"))
    ),
    # 5000 से बड़े बिल: each such bill, by what it comes to
    *(Rule("bills_above", ("condition", *of, "bill_noun"), lambda condition, *_: _of_bills(condition), -0.1) for of in ((), ("of",))),
    # वापसी की दर: a figure of its own
    *(
        Rule("metric", ("metric", *of, "rate_word"), lambda slug, *_: _RATES.get(slug), -0.2)
        for of in ((), ("of",))
    ),
    # खर्च का बिक्री से अनुपात, खर्च और बिक्री का अनुपात
    Rule("ratio", ("metric", "of", "metric", "from", "ratio_word"), lambda first, _, second, __, ___: Share(first, second)),
    *(Rule("ratio", ("metric", "metric", "of", *many, "share"), lambda first, second, *_: Share(first, second), -0.1) for many in ((), ("how_much",))),
    Rule("ratio", ("metric", "from", "metric", "of", "ratio_word"), lambda first, _, second, __, ___: Share(second, first)),
)  # fmt: skip
