"""Rules of the order in which Hindi says things: what is compared before what it is compared with, the name before its price."""

from __future__ import annotations

from typing import Final

from ai.parser.chart import Rule
from ai.parser.clock import When
from ai.parser.lattice import Chosen
from ai.parser.said import Condition, Ranking, Selection, Share

_RATES: Final = {
    "returns": "return_rate",
    "discounts": "discount_rate",
    "collections": "collection_rate",
    "gross_profit": "margin",
}
_BILL: Final = 100  # a condition of more on bills is on what they come to


def _apart(main: When, other: When) -> tuple[When, When] | None:
    """The two times of a comparison, the later first: of the same kind, and not the same."""
    if main.period == other.period or main.unit != other.unit:
        return None
    return (main, other) if main.period.start > other.period.start else (other, main)


def _side_by_side(first: Chosen, second: Chosen) -> Selection | None:
    alike = first.dimension == second.dimension and not (first.crowd or second.crowd or set(first.names) & set(second.names))  # fmt: skip
    return Selection(Chosen(first.dimension, first.names + second.names)) if alike else None


def _of_bills(condition: Condition, slug: str) -> Condition | None:
    money = slug == "orders" and not condition.metric and not condition.percent and not condition.verb
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
    # dairy ke mukable staples
    *(
        Rule("side_by_side", ("chosen", *after, "value"), lambda first, *rest: _side_by_side(first, rest[-1]))
        for after in (("versus_after",), ("of", "versus_after"))
    ),
    # जिन पर उधार है: said of those named before
    Rule("who_owe", ("on_whom", "verb"), lambda _, verb: verb if verb == "owe" else None, 0.1),
    Rule("who_owe", ("on_whom", "metric"), lambda _, slug: slug if slug == "outstanding" else None, 0.1),
    # 5000 से बड़े बिल: each such bill, by what it comes to
    *(Rule("bills_above", ("condition", *of, "metric"), lambda condition, *rest: _of_bills(condition, rest[-1]), -0.1) for of in ((), ("of",))),
    # वापसी की दर: a figure of its own
    *(
        Rule("metric", ("metric", *of, "rate_word"), lambda slug, *_: _RATES.get(slug), -0.2)
        for of in ((), ("of",))
    ),
    # खर्च का बिक्री से अनुपात, खर्च और बिक्री का अनुपात
    Rule("ratio", ("metric", "of", "metric", "from", "ratio_word"), lambda first, _, second, __, ___: Share(first, second)),
    Rule("ratio", ("metric", "from", "metric", "of", "ratio_word"), lambda first, _, second, __, ___: Share(second, first)),
)  # fmt: skip
