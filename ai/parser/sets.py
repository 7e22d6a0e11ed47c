"""Things that answer a description, as sets of a query's own, and dues by how long they have been due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ai.parser.clauses import Clauses, Misfit, quantity_slug
from ai.parser.said import Condition, Things
from analytics.catalogue import metric
from analytics.query import Among, Filter, Having, Order
from munim.days import Period

# how many days overdue are more than the first so many, in the buckets that the books tell
_OLDER: Final = {
    0: ("1-30", "31-60", "61-90", "over 90"),
    30: ("31-60", "61-90", "over 90"),
    60: ("61-90", "over 90"),
    90: ("over 90",),
}


def among(
    things: Sequence[Things], period: Period | None, scaled: Callable[[str, Condition], Having], *, of_now: bool = False
) -> tuple[Among, ...]:
    """The sets that the clauses describe; those found in the question's own time take its ``period``.

    ``of_now``: what is asked of them is of now, so that the time is that in which they bought.
    """
    return tuple(
        Among(
            one.dimension,
            (one.metric,),
            where=(Filter(one.chosen.dimension, "in", tuple(name.value for name in one.chosen.names)),)
            if one.chosen
            else (),
            having=(scaled(one.metric, one.condition),) if one.condition else (),
            period=one.period
            or (period if (one.of_the_time or (one.chosen and of_now)) and not metric(one.metric).balance else None),
            order=(Order(one.metric, one.ranking.descending),) if one.ranking else (),
            limit=one.ranking.number if one.ranking else None,
            negated=one.negated,
        )
        for one in things
    )


_OWED: Final = ("outstanding",)


def out_of_place(clauses: Clauses) -> bool:
    """Whether a set said without a preposition is rather what the rows are: only buyers are spoken of so, beside what they bought."""
    bare: list[Things] = clauses.all("among_bare")
    figures = {*clauses.all("metric"), *(_OWED if "owe" in clauses.all("verb") else ())}
    if (
        bare
        and figures
        and all(metric(slug).balance for slug in figures)
        and all(things.ranking and things.of_the_time for things in bare)
    ):
        return not clauses.has("when") or clauses.has("ranking", "who")  # what the best customers of October owe
    if bare and figures and all(metric(slug).balance for slug in figures) and all(things.chosen for things in bare):
        return False  # what those owe who bought masks
    goods = clauses.has("what") or any(noun.dimension in ("product", "category") for noun in clauses.all("listed"))
    return bool(bare) and not (
        goods
        and set(clauses.all("verb")) <= {"buy"}
        and clauses.has("verb")
        and all(things.dimension == "customer" for things in bare)
    )


def sets_of(clauses: Clauses) -> list[Things]:
    """The sets that the question speaks of, each told by a figure."""
    return [
        one._replace(metric=quantity_slug(one.metric)) for one in (*clauses.all("among"), *clauses.all("among_bare"))
    ]


def aged(days: Sequence[int]) -> Filter | Misfit:
    """The buckets of what is overdue by more than so many days."""
    buckets = _OLDER.get(days[0]) if len(set(days)) == 1 else None
    if buckets is None:
        return Misfit("how long dues are overdue is known by 30, 60 and 90 days")
    return Filter("ageing_bucket", "in", buckets)
