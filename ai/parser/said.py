"""What the clauses of a question say: the values that the grammar builds and plans are made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from ai.parser.clock import When
from ai.parser.lattice import Chosen
from munim.days import Period


class Money(Decimal):
    """An amount that is said to be one of money: 50 rupees are no 50 pieces."""


class Listed(NamedTuple):
    """A dimension named without a preposition, as in "top 5 products"; ``number`` stands before it."""

    dimension: str
    plural: bool
    number: int | None = None


class Ranking(NamedTuple):
    """The greatest or least ``number``."""

    descending: bool
    number: int | None = None
    selling: bool = False  # "best selling": of goods, whatever else is said


class Condition(NamedTuple):
    """A figure compared with amounts in the currency's own unit; ``metric`` empty: the figure asked for, ``verb`` that it was said with."""

    operator: str
    amounts: tuple[Decimal, ...]
    metric: str = ""
    verb: str = ""
    percent: bool = False


class Selection(NamedTuple):
    """Rows to keep, or with ``negated`` to leave out."""

    chosen: Chosen
    negated: bool = False
    said: str = ""  # the preposition before it
    only: bool = False


class Against(NamedTuple):
    """What to compare with: a stated time, or ``kind`` previous, last_year or period_on_period.

    ``unit`` is that of "month on month". ``weak``: said with "to", "with" or "and", so that only a word of
    comparison elsewhere makes it one.
    """

    kind: str
    when: When | None = None
    unit: str = ""
    weak: bool = False
    number: int | None = None  # "the 30 days before": of as many units
    beside: bool = False  # beside another time it compares without any other word
    alone: bool = False  # no word says that it is compared with: this month last year


MOST: Final = 0  # of what rose or fell: the most, of which no number is said


class Share(NamedTuple):
    """One figure by another: "returns as a percentage of sales"."""

    first: str
    second: str


class Things(NamedTuple):
    """Things of a dimension that answer a description, as a set.

    ``of_the_time``: found in the question's own period, ``period``: in one of theirs; ``chosen``: of what they bought.
    """

    dimension: str
    metric: str
    condition: Condition | None = None
    ranking: Ranking | None = None
    of_the_time: bool = False
    chosen: Chosen | None = None
    each: bool = False  # what is asked of them is asked of each
    negated: bool = False  # all others
    period: Period | None = None


CLAUSES: Final = (
    "report", "rows_asked", "last_bills", "rise_of", "worst_of", "side_by_side", "worst_debtors", "kinds", "best_weekday", "top_expense", "most_often", "who_made", "who_collected", "years_apart", "late_payers", "attained", "state", "state_of_trade", "modifier", "not_of", "both", "and_metric", "lapse", "rise", "how_money", "bare_time", "downness", "not_then", "what_else", "metric_ratio", "own_act_much", "occasion", "last_price", "loss", "when_asked", "running", "rolling_days", "daily_mean", "average_word", "ratio", "among", "among_bare", "age", "span", "ahead", "taxed", "who_owed", "who_suppliers", "metric_pair", "supplier_side", "at_large",
    "both_times", "most_from", "we_sold", "come_to", "buyers_of", "aged_ones", "jinhone", "till_day", "not_since", "whom", "kaun", "which_of", "this_time", "of_each", "metric_much",
    "than_this", "big_bill", "what_all", "what_sells", "among_then", "three", "stuck", "person", "person_each", "who_owe", "bills_above", "rise_of_what", "own_act_each", "unpaid_for", "hours", "hours_of_day", "in_money", "ahead_by", "were_new", "sorted_by", "not_there", "bought_by", "both_of", "days_back", "outdone", "between_before", "share_of", "fold", "figure_against", "by_part", "gone_since",
    "metric", "group", "listed", "debtors", "ranking", "order_by", "condition", "filter", "when", "whens", "when_pair", "against", "verb",
    "highest_first", "lowest_first", "compare", "change", "trend", "share", "breakdown", "and", "comma", "how_many", "how_much", "who", "whom", "those_who", "wh", "what", "list", "left", "out_of_stock", "own_act", "quantity", "amount", "total", "now",
)  # fmt: skip
"""The categories that plans are made of."""

VERB_FIGURES: Final = {
    "buy": "net_sales",
    "spend": "net_sales",
    "sell": "net_sales",
    "owe": "outstanding",
    "pay": "collections",
}
"""What a verb compares: bought more than, owes less than."""
