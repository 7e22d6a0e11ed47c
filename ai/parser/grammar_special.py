"""The rules of what is more than a figure, a split and a time: ratios, means, ages, taxes at a rate, not the other."""

from __future__ import annotations

from typing import Final

from ai.parser.chart import Rule
from ai.parser.clock import When
from ai.parser.lattice import Chosen
from ai.parser.lexicon import Noun
from ai.parser.names import Name
from ai.parser.said import MOST, Selection, Share
from analytics.catalogue import metric
from munim.days import Period


def _goods(chosen: Chosen) -> Chosen | None:
    return chosen if chosen.dimension in ("product", "category") and not chosen.crowd else None


def _days(count: int, unit: str) -> int | None:
    """30 for a month, as dues are counted."""
    return count * {"day": 1, "week": 7, "month": 30, "year": 365}.get(unit, 0) or None


_PER: Final = frozenset({"gross_profit", "discounts", "tax", "expenses", "collections", "operating_profit", "returns"})
_RATES: Final = frozenset(
    {
        "expense_ratio",
        "margin",
        "return_rate",
        "discount_rate",
        "collection_rate",
        "budget_used",
        "target_achieved",
        "conversion_rate",
        "repeat_rate",
    }
)
_DIVIDED: Final = _PER | {
    "purchases",
    "refunds",
    "net_sales",
    "cost_of_goods",
    "outstanding",
    "payables",
    "stock_value",
}
_PER_BILL: Final = {"bill": "orders", "customer": "customers", "orders": "orders"}


def _so_old(operator: str, count: int, unit: str) -> int | None:
    """ "61 days or more" is more than 60, as dues are told by 30, 60 and 90."""
    days = _days(count, unit)
    return days - 1 if days and operator == "at_least" and days % 30 == 1 and days > 1 else days


def _per(first: str, of: Noun | str) -> Share | None:
    """Profit per bill: the one by the count of the other. Sales per bill have a name of their own."""
    slug = of if isinstance(of, str) else "" if of.plural else of.dimension
    counted = _PER_BILL.get(slug, "")
    return Share(first, counted) if first in _PER and counted else None


def _of_bills(of: Noun | str) -> bool:
    """Whether "for each" is said of bills, of which none is told apart; the profit for each customer is told by customer."""
    return of == "orders" or (isinstance(of, Noun) and of.dimension == "bill")


def _unit(slug: str) -> str:
    return metric("items" if slug == "quantity" else slug).unit


def _part_of(part: str, whole: str) -> Share | None:
    """What is per cent of something is counted as that is: bills of bills, money of money."""
    return Share(part, whole) if _unit(part) == _unit(whole) else None


def _one_time(first: When, then: When) -> When | None:
    """Two times that touch, the later said second, as one."""
    touch = first.unit == then.unit and first.period.end == then.period.start
    return When(Period(first.period.start, then.period.end)) if touch else None


def _coded(noun: Noun, code: str) -> Selection:
    return Selection(Chosen(noun.dimension, (Name(noun.dimension, code, code),)))


SPECIAL_RULES: Final = (
    # bought in September but not in October
    Rule("not_then", ("but_not", "when"), lambda _, when: when),
    *(
        Rule("not_then", ("but_not", *parts, no), lambda _, *rest: next(one for one in rest if hasattr(one, "period")))
        for parts in (("when",), ("when", "in"), ("in", "when"))
        for no in ("lapse", "not_after")
    ),
    # but not in May or June: in neither
    *(
        Rule("not_then", ("not_then", *joined, "when"), lambda first, *rest: _one_time(first, rest[-1]), -0.3)
        for joined in (("or",), ("and",), ("comma",), ("comma", "or"), ("comma", "and"))
    ),
    Rule("not_since", ("but_not", "not_since"), lambda *_: None),
    # sold in France but not in Germany
    *(
        Rule(
            "not_there",
            ("but_not", *word, "chosen"),
            lambda _, *rest: rest[-1] if rest[-1].dimension in ("city", "country") and not rest[-1].crowd else None,
        )
        for word in ((), ("in",), ("to",))
    ),
    # bought kaju katli but not ghee
    Rule("not_of", ("but_not", "chosen"), lambda _, chosen: _goods(chosen)),
    Rule("not_of", ("but_not", "verb", "chosen"), lambda _, verb, chosen: _goods(chosen) if verb == "buy" else None),
    # bought one thing but did not buy the other
    *(
        Rule(
            "not_of",
            (joined, "lapse", "chosen"),
            lambda _, lapse, chosen: _goods(chosen) if lapse == "customer" else None,
            -0.2,
        )
        for joined in ("but_not", "and")
    ),
    *(Rule("not_of", ("but_not", "chosen", no), lambda _, chosen, __: _goods(chosen)) for no in ("not_after", "lapse")),
    Rule("not_then", ("but_not", "in", "when"), lambda _, __, when: when),
    Rule("not_then", ("when", "in", "not_after"), lambda when, *_: when),
    Rule("not_then", ("when", "not_after"), lambda when, _: when, 0.02),
    Rule(
        "rolling_days",
        ("count", "unit", "of", "rolling"),
        lambda count, unit, _, __: count * 7 if unit == "week" else count if unit == "day" else None,
    ),
    Rule(
        "taxed",
        ("number", "share", "of", "metric"),
        lambda rate, _, __, metric: rate if metric == "tax" and rate <= 50 else None,
    ),
    # the ratio of what has a name of its own: of expenses to sales
    *(
        Rule("metric", (*words, "metric"), lambda *said: said[-1] if said[-1] in _RATES else None, 0.02)
        for words in (("ratio_of",), ("ratio_word", "of"))
    ),
    Rule("metric", ("metric", "ratio_word"), lambda slug, _: slug if slug in _RATES else None, 0.02),
    Rule("ratio", ("ratio_of", "metric", "to", "metric"), lambda _, first, __, second: Share(first, second)),
    Rule("ratio", ("ratio_of", "metric", "and", "metric"), lambda _, first, __, second: Share(first, second)),
    Rule(
        "ratio", ("ratio_word", "of", "metric", "to", "metric"), lambda _, __, first, ___, second: Share(first, second)
    ),
    Rule(
        "ratio", ("ratio_word", "of", "metric", "and", "metric"), lambda _, __, first, ___, second: Share(first, second)
    ),
    Rule("ratio", ("metric", "to", "metric", "ratio_word"), lambda first, _, second, __: Share(first, second)),
    Rule(
        "ratio", ("metric", "and", "metric", "of", "ratio_word"), lambda first, _, second, __, ___: Share(first, second)
    ),
    Rule("ratio", ("metric", "versus", "metric", "ratio_word"), lambda first, _, second, __: Share(first, second)),
    Rule(
        "ratio", ("ratio_of", "metric", "to", "total", "metric"), lambda _, first, __, ___, second: Share(first, second)
    ),
    Rule("ratio", ("share", "metric", "be", "metric"), lambda _, whole, __, part: _part_of(part, whole)),
    Rule("ratio", ("share", "of", "metric", "be", "metric"), lambda _, __, whole, ___, part: _part_of(part, whole)),
    Rule(
        "ratio",
        ("share", "of", "total", "metric", "be", "metric"),
        lambda _, __, ___, whole, ____, part: _part_of(part, whole),
    ),
    Rule("share", ("as_share_of", "total"), lambda *_: True, 0.05),
    Rule("share", ("as_share_of",), lambda _: True, 0.05),
    # profit per bill
    *(Rule("share_of", ("share_of", of), lambda things, _: things) for of in ("of", "all", "total")),
    *(
        Rule(
            "ratio",
            ("metric", per, noun),
            lambda first, _, of, per=per: _per(first, of) if per == "per_word" or _of_bills(of) else None,
        )
        for noun in ("dimension", "metric")
        for per in ("per_word", "per_each")
    ),
    Rule("rise", ("rank", "growth_word"), lambda rank, up: (up, None) if rank else None),
    Rule("rise", ("by", "growth_word"), lambda _, up: (up, None)),
    Rule("rise", ("by", "metric", "growth_word"), lambda _, __, up: (up, None)),
    Rule("rise", ("in", "growth_word"), lambda _, up: (up, None), 0.1),
    Rule("rise", ("risers",), lambda up: (up, None)),
    Rule("rise", ("most_risers",), lambda up: (up, MOST)),
    *(
        rule
        for risers in ("risers", "most_risers")
        for rule in (
            Rule("rise", ("rank", risers), lambda rank, up: (up, None) if rank else None),
            Rule("rise", ("count", risers), lambda count, up: (up, count)),
            Rule("rise", ("rank", "count", risers), lambda rank, count, up: (up, count) if rank else None),
        )
    ),
    Rule("rise", ("rank", "count", "rise_word"), lambda rank, count, up: (up, count) if rank else None),
    Rule("rise", ("rise_word", "rank", "count"), lambda up, rank, count: (up, count) if rank else None),
    Rule("rise", ("rank", "rise_word"), lambda rank, up: (up, None) if rank else None),
    Rule("rise", ("count", "rank", "rise_word"), lambda count, rank, up: (up, count) if rank else None),
    Rule("ratio", ("metric", "metric", "ratio_word"), lambda first, second, _: Share(first, second), 0.05),
    Rule("ratio", ("metric", "of", "share", "metric"), lambda first, _, __, second: Share(second, first), 0.05),
    Rule(
        "ratio",
        ("metric", "of", "share", "own_act"),
        lambda whole, _, __, act: Share("expenses", whole) if act == "own_spend" else None,
        0.05,
    ),
    Rule("ratio", ("metric", "as_share_of", "metric"), lambda first, _, second: Share(first, second)),
    Rule(
        "ratio",
        ("metric", "as_share_of", "metric"),
        lambda first, _, second: Share(first, second) if first in _DIVIDED else None,
        -0.25,
    ),
    Rule("ratio", ("metric", "as_share_of", "total", "metric"), lambda first, _, __, second: Share(first, second)),
    Rule(
        "ratio", ("share", "of", "metric", "to", "metric"), lambda _, __, first, ___, second: Share(first, second), 0.05
    ),
    Rule(
        "rolling_days",
        ("rolling", "count", "unit"),
        lambda _, count, unit: count * 7 if unit == "week" else count if unit == "day" else None,
    ),
    Rule(
        "rolling_days",
        ("count", "unit", "rolling"),
        lambda count, unit, _: count * 7 if unit == "week" else count if unit == "day" else None,
    ),
    Rule("daily_mean", ("average_word", "adverb"), lambda _, slug: slug),
    Rule("daily_mean", ("adverb", "of", "average_word"), lambda slug, *_: slug),  # roz ki ausat
    Rule("daily_mean", ("adverb", "average_word", "how_many"), lambda slug, *_: slug),
    Rule("daily_mean", ("average_word", "adverb", "how_many"), lambda _, slug, __: slug),
    Rule(
        "daily_mean", ("count", "unit", "in", "average_word"), lambda count, unit, *_: unit if count == 1 else None
    ),  # ek din me average
    Rule("daily_mean", ("count", "unit", "of", "average_word"), lambda count, unit, *_: unit if count == 1 else None),
    Rule("daily_mean", ("a_unit", "unit", "average_word"), lambda _, unit, __: unit, 0.02),  # a day on average
    Rule("daily_mean", ("adverb", "average_word"), lambda slug, _: slug),
    Rule("daily_mean", ("average_word", "metric", "a_unit", "unit"), lambda _, metric, __, unit: (metric, unit)),
    Rule("daily_mean", ("metric", "a_unit", "unit", "average_word"), lambda metric, _, unit, __: (metric, unit)),
    Rule("daily_mean", ("average_word", "unit", "of", "metric"), lambda _, unit, __, metric: (metric, unit)),
    Rule("daily_mean", ("average_word", "unit", "metric"), lambda _, unit, metric: (metric, unit)),
    Rule("daily_mean", ("a_unit", "unit", "average_word", "metric"), lambda _, unit, __, metric: (metric, unit)),
    Rule(
        "daily_mean",
        ("a_unit", "unit", "of", "average_word", "metric"),
        lambda _, unit, __, ___, metric: (metric, unit),
    ),
    Rule("daily_mean", ("average_word", "a_unit", "unit", "metric"), lambda _, __, unit, metric: (metric, unit)),
    Rule(
        "daily_mean", ("each", "unit", "of", "average_word", "metric"), lambda _, unit, __, ___, metric: (metric, unit)
    ),
    Rule(
        "daily_mean",
        ("average_word", "metric", "by", "unit"),
        lambda _, metric, __, unit: (metric, unit) if unit == "day" else None,
        0.1,
    ),
    Rule("aged_ones", ("age", "ones"), lambda days, _: days, -0.3),
    *(
        Rule(
            "age",
            ("aged", "count", "unit", more),
            lambda _, count, unit, operator: (
                _so_old(operator, count, unit) if operator in ("above", "at_least") else None
            ),
        )
        for more in ("or_more",)
    ),
    Rule("age", ("aged", "count", "unit"), lambda _, count, unit: _days(count, unit)),
    Rule("age", ("aged", "comparator", "count", "unit"), lambda _, __, count, unit: _days(count, unit)),
    Rule(
        "age",
        ("comparator", "count", "unit", "aged_after"),
        lambda operator, count, unit, _: _so_old(operator, count, unit) if operator in ("above", "at_least") else None,
    ),
    # 60 din se paisa nahi diya
    Rule(
        "unpaid_for",
        ("count", "unit", "from", "verb"),
        lambda count, unit, _, verb: _days(count, unit) if verb == "owe" else None,
    ),
    Rule("age", ("count", "unit", "aged_after"), lambda count, unit, _: _days(count, unit)),
    Rule(
        "age",
        ("count", "unit", "or_more", "aged_after"),
        lambda count, unit, operator, _: _so_old(operator, count, unit) if operator in ("above", "at_least") else None,
    ),
    Rule(
        "age",
        ("count", "unit", "or_more", "from"),
        lambda count, unit, operator, _: _days(count, unit) if operator in ("above", "at_least") else None,
        0.1,
    ),
    Rule(
        "age",
        ("for", "comparator", "count", "unit"),
        lambda _, operator, count, unit: _days(count, unit) if operator in ("above", "at_least") else None,
        0.1,
    ),
    Rule(
        "age",
        ("metric", "comparator", "count", "unit"),
        lambda metric, operator, count, unit: (
            _days(count, unit) if metric in ("overdue", "overdue_bills") and operator in ("above", "at_least") else None
        ),
    ),
    Rule(
        "taxed", ("number", "share", "metric"), lambda rate, _, metric: rate if metric == "tax" and rate <= 50 else None
    ),
    Rule(
        "taxed",
        ("metric", "in", "number", "share"),
        lambda metric, _, rate, __: rate if metric == "tax" and rate <= 50 else None,
    ),
    Rule(
        "taxed",
        ("metric", "of", "number", "share"),
        lambda metric, _, rate, __: rate if metric == "tax" and rate <= 50 else None,
    ),
    Rule(
        "taxed", ("metric", "number", "share"), lambda metric, rate, _: rate if metric == "tax" and rate <= 50 else None
    ),
    Rule(
        "named",
        ("number", "share", "dimension"),
        lambda rate, _, noun: _coded(noun, str(rate)) if noun.dimension == "tax_rate" else None,
    ),
    # 28 प्रतिशत वाली दर
    Rule(
        "named",
        ("number", "share", "of", "dimension"),
        lambda rate, _, __, noun: _coded(noun, str(rate)) if noun.dimension == "tax_rate" else None,
    ),
    Rule(
        "named",
        ("dimension", "number", "share"),
        lambda noun, rate, _: _coded(noun, str(rate)) if noun.dimension == "tax_rate" else None,
    ),
    Rule(
        "named",
        ("dimension", "of", "number", "share"),
        lambda noun, _, rate, __: _coded(noun, str(rate)) if noun.dimension == "tax_rate" else None,
    ),
    Rule("named", ("dimension", "code"), lambda noun, code: _coded(noun, code) if noun.dimension == "hsn" else None),
)
