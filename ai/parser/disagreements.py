"""Clauses that say two things which do not go together, though each alone would make a query."""

from __future__ import annotations

from typing import Final

from ai.parser.clauses import Clauses, Misfit
from analytics.catalogue import metric

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
    people = any(noun.dimension == "customer" for noun in clauses.all("listed"))
    places = {one.chosen.dimension for one in clauses.all("filter")} & {"city", "country"}
    if clauses.has("share") and people and places and not clauses.has("metric"):
        return Misfit("customers has no shares: its parts do not sum to the whole")
    conditions = [(one.metric, one.operator) for one in clauses.all("condition")]
    if len(set(conditions)) < len(conditions):
        return Misfit("the question speaks of two things at once")  # above 10,000 and, of the same, above 500
    nouns = {noun.dimension for noun in clauses.all("listed")}
    if (
        clauses.has("how_many")
        and nouns == {"supplier"}
        and clauses.categories() <= {"how_many", "listed", "left", "total", "now"}
    ):
        return Misfit("how many of what is not clear")  # suppliers are not counted
    if clauses.has("how_many") and nouns == {"category", "product"} and not clauses.has("wh", "group", "metric"):
        return Misfit("how many of what is not clear")  # how many kinds of goods are no goods by their kinds
    return None
