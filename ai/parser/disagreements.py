"""Clauses that say two things which do not go together, though each alone would make a query."""

from __future__ import annotations

from typing import Final

from ai.parser.clauses import Clauses, Misfit, quantity_slug
from ai.parser.figure_tables import BILL_COUNTS
from ai.parser.said import Condition
from ai.parser.sets import out_of_place
from analytics.catalogue import dimension, metric

_HIRED: Final = frozenset({"units_out", "unit_days_hired", "units_overdue", "hires", "hires_overdue", "bookings"})
_KINDS: Final = frozenset({"new_customers", "returning_customers"})


def disagreement(clauses: Clauses) -> Misfit | None:
    """Why the clauses do not go together; None where they do."""
    if clauses.has("things_counted"):
        return Misfit("how many of them there are is no condition here; ask for the count by each")
    figures = set(clauses.all("metric")) | {slug for pair in clauses.all("metric_pair") for slug in pair}
    if figures & _HIRED and ("own_spend" in clauses.all("own_act") or clauses.has("attained")):
        return Misfit("the question speaks of two things at once")  # what is spent on rent is not what is out on rent
    money = {slug for slug in figures - _KINDS if metric(slug).unit == "money"}
    bought = bool(figures & _KINDS) and clauses.has("how_much") and bool({"buy", "sell", "spend"} & set(clauses.all("verb")))  # fmt: skip
    if (figures >= _KINDS and money and not clauses.has("comma")) or bought or (figures & _KINDS and money and not clauses.has("comma", "and", "ratio", "share")):  # fmt: skip
        return Misfit("what new customers bought is not told apart from what others bought")
    of_people = any(noun.dimension == "customer" for noun in clauses.all("listed"))
    if (
        clauses.has("how_many")
        and clauses.has("age")
        and of_people
        and not clauses.has("how_much", "wh", "who", "list")
    ):
        return Misfit("how many of what is not clear")  # how many customers are 90 days late is not counted
    owed = bool(figures) and figures <= {"outstanding", "overdue"}
    if owed and of_people and clauses.has("ranking") and "buy" in clauses.all("verb"):
        return Misfit("the question speaks of two things at once")
    if clauses.has("came") and clauses.categories() <= {"verb", "when", "came"}:
        return Misfit("what is asked about that is not clear")  # who came only in October
    people = any(noun.dimension == "customer" for noun in clauses.all("listed"))
    places = {one.chosen.dimension for one in clauses.all("filter")} & {"city", "country"}
    if clauses.has("share") and people and places and not clauses.has("metric"):
        return Misfit("customers has no shares: its parts do not sum to the whole")
    if (
        clauses.has("rise", "change")
        and clauses.has("breakdown")
        and any(not when.unit for when in clauses.all("when"))
    ):
        return Misfit("whether it rose time after time is not told; ask for the row of months")
    if len({*clauses.all("metric")}) > 1 and sum(not one.metric for one in clauses.all("condition")) > 1:
        return Misfit("the question speaks of two things at once")  # of two figures which of two amounts is whose
    conditions = [(one.metric, one.operator) for one in clauses.all("condition")]
    if len(set(conditions)) < len(conditions):
        return Misfit("the question speaks of two things at once")  # above 10,000 and, of the same, above 500
    nouns = {noun.dimension for noun in clauses.all("listed")}
    if (
        clauses.has("how_many")
        and nouns == {"supplier"}
        and clauses.categories() <= {"how_many", "listed", "left", "total", "now", "own_act"}
    ):
        return Misfit("how many of what is not clear")  # suppliers are not counted
    if clauses.has("how_many") and nouns == {"category", "product"} and not clauses.has("wh", "group", "metric"):
        return Misfit("how many of what is not clear")  # how many kinds of goods are no goods by their kinds
    return None


def contradiction(clauses: Clauses) -> Misfit | None:
    """What no completion can mend."""
    dimensions = [selection.chosen.dimension for selection in clauses.all("filter")]
    if len(set(dimensions)) < len(dimensions):
        slug = next(slug for slug in dimensions if dimensions.count(slug) > 1)
        return Misfit(
            f"two {dimension(slug).plural} are named without saying how they belong together; join them with “and”"
        )
    goods = any(noun.dimension == "product" for noun in clauses.all("listed"))
    nouns_asked = {noun.dimension for noun in clauses.all("listed")}
    left_of = (
        {"stock_on_hand", "stock_value", "outstanding", "dead_stock", "dead_stock_value"} & set(clauses.all("metric"))
        or dimensions
        or goods
    )
    if clauses.has("left") and (clauses.has("verb") or not left_of):
        return Misfit("what is left of what is not clear")
    if clauses.has("not_then") and (clauses.has("against", "change", "compare") or not clauses.has("when", "verb")):
        return Misfit("who bought at one time and not at another is not clear")
    if (misfit := disagreement(clauses)) is not None:
        return misfit
    if clauses.has("jinhone") and not clauses.has("not_then", "not_since", "not_of", "both"):
        return Misfit("which of what is not clear")  # of whom nothing more is read, nothing is told
    if clauses.has("not_since") and set(clauses.all("verb")) - {"buy"}:
        return Misfit("who bought at one time and not at another is not clear")
    if out_of_place(clauses):
        return Misfit("which of what is not clear")
    if clauses.has("three") and 3 not in _how_many_named(clauses):
        return Misfit("which three are meant is not clear")
    if clauses.has("stray"):
        return Misfit("what is asked about that is not clear")
    if clauses.has("span", "ahead", "ahead_by"):
        return Misfit("which days are meant is not clear; say “last 30 days”, or name dates")
    per_cent = any(condition.percent and not _in_per_cent(clauses, condition) for condition in clauses.all("condition"))
    shared = clauses.has("share") and any(not _in_per_cent(clauses, one) for one in clauses.all("condition"))
    if per_cent or shared:
        return Misfit("a condition in per cent is not known; give an amount")
    counted_bills = set(clauses.all("metric")) & BILL_COUNTS
    if clauses.has("wh") and not counted_bills and not clauses.has("listed", "ranking", "group"):
        return Misfit("which of what is not clear")
    if clauses.has("fold") and (clauses.has("listed", "who", "group", "wh") or nouns_asked):
        return Misfit("a condition in per cent is not known; give an amount")  # products whose sales doubled
    if clauses.has("share_of"):
        of = dimension(clauses.all("share_of")[0]).plural
        return Misfit(f"what share of the {of} is not told; ask for the count of {of}")
    if clauses.has("share") and nouns_asked == {"customer"} and not clauses.has("metric", "verb", "ranking", "group"):
        return Misfit("what share of the customers is not told; ask for the count of customers")
    bought = "buy" in clauses.all("verb") or "purchased_items" in clauses.all("metric")
    if clauses.all("order_by") == ["customers"] and bought and not clauses.has("ranking"):
        return Misfit("what was bought is not put in order by its customers")
    if clauses.has("ranking") and clauses.has("lowest_first"):
        return Misfit("the question asks for two orders at once")
    for kind, what in (("ranking", "two rankings"), ("order_by", "two orders"), ("how_many", "two counts")):
        if len(set(clauses.all(kind))) > 1:
            return Misfit(f"the question asks for {what} at once")
    return None


def _how_many_named(clauses: Clauses) -> set[int]:
    """How many figures, names of one kind, times the question tells, each a way to be three."""
    names = {len(selection.chosen.names) for selection in clauses.all("filter")}
    return {len(set(clauses.all("metric"))), *names, *(len(whens) for whens in clauses.all("whens"))}


def _in_per_cent(clauses: Clauses, condition: Condition) -> bool:
    """Whether a condition is on a figure that is itself per cent: margin below 10 %."""
    figures = [condition.metric] if condition.metric else clauses.all("metric")
    return bool(figures) and all(metric(quantity_slug(slug)).unit == "percent" for slug in figures)
