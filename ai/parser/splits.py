"""What the rows of the answer are: the dimensions a question splits by, and its ranking of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ai.parser.clauses import COUNTED, Clauses, Draft, Misfit
from ai.parser.grammar import Listed, Ranking
from ai.parser.liberties import ASSUMED, OFFERED
from analytics.catalogue import dimension

TOP: Final = 10  # how many "top products" are, as in the daily report


def splits(clauses: Clauses) -> Iterator[Draft | Misfit]:
    """The dimensions asked for, with the ranking that the nouns carry."""
    group = tuple(dict.fromkeys(slug for slugs in clauses.all("group") for slug in slugs))
    listed: list[Listed] = list(dict.fromkeys(clauses.all("listed")))
    ranking: Ranking | None = next(iter(clauses.all("ranking")), None)
    counts = {noun.number for noun in listed if noun.number is not None} | (
        {ranking.number} if ranking and ranking.number else set()
    )
    if len(counts) > 1:
        yield Misfit("the question gives two numbers of rows")
        return
    count = next(iter(counts), None)
    if count is not None and ranking is None and not clauses.has("order_by", "highest_first", "lowest_first"):
        yield Misfit(f"which {count} is not said; ask for the top {count}")
        return
    nouns = tuple(dict.fromkeys(noun.dimension for noun in listed))
    nouns = tuple(slug for slug in nouns if slug not in group)
    if clauses.has("who") and not {"customer", "staff"} & {*nouns, *group}:
        yield from _whose(clauses, group + nouns, ranking and ranking._replace(number=count))
        return
    draft = Draft(by=group)
    if ranking is not None and len(nouns) > 1:
        yield Misfit(f"a ranking of {dimension(nouns[0]).plural} and {dimension(nouns[1]).plural} at once is not known")
    elif ranking is not None:
        singular = count is None and bool(listed) and not any(noun.plural for noun in listed)
        draft = draft.with_cost(0.0, ranking=ranking._replace(number=count or (1 if singular else TOP)))
        if group and {noun.dimension for noun in listed} & set(group):
            yield draft.with_cost(OFFERED, by=group)  # "top products by items sold" does not say "by product" twice
        elif nouns and group:
            yield Misfit("a ranking within each group is not known yet; ask for one ranking")
        elif nouns or group:
            yield draft.with_cost(0.0, by=nouns + group)
        else:
            yield from _ranked_things(clauses, draft, count)
    elif not nouns:
        yield draft
    elif clauses.has("how_many") and not clauses.has("metric", "condition"):
        yield draft.with_cost(0.0)
    elif (
        clauses.has("total", "how_much", "how_many")
        and not clauses.has("wh", "condition")
        and set(nouns) <= _taken_whole(clauses)
    ):
        yield draft.with_cost(ASSUMED)
    elif all(dimension(slug).in_time or slug == "bill" for slug in nouns) and not clauses.has(
        "wh", "what", "condition", "trend", "breakdown"
    ):
        yield Misfit(f"which {nouns[0]} is not said; ask by {nouns[0]}, or name one")
    else:
        yield draft.with_cost(
            0.0 if clauses.has("wh", "what", "condition", "share") or not clauses.has("metric") else ASSUMED / 2,
            by=group + nouns,
        )


def _taken_whole(clauses: Clauses) -> set[str]:
    """Nouns that a total may pass over: "how much do customers owe" asks for no list of them."""
    counted = set(COUNTED) if clauses.has("how_many") else set()
    return {"customer", "product", *counted, *(("staff",) if "sell" in clauses.all("verb") else ())}


def _whose(clauses: Clauses, by: tuple[str, ...], ranking: Ranking | None) -> Iterator[Draft]:
    """ "Who": the customer who buys, owes or pays, the member of staff who sells."""
    verbs = set(clauses.all("verb"))
    figures = {*clauses.all("metric"), *(condition.metric for condition in clauses.all("condition"))}
    ranking = ranking._replace(number=ranking.number or 1) if ranking else None
    if verbs & {"buy", "spend", "owe", "pay"} or figures & {
        "outstanding",
        "overdue",
        "advances",
        "overdue_bills",
        "unpaid_bills",
        "credit_given",
    }:
        persons = ["customer"]
    elif "sell" in verbs:
        persons = ["staff"]
    else:
        persons = ["customer", "staff"]
    chosen = {selection.chosen.dimension for selection in clauses.all("filter")}
    for person in persons:
        if person not in chosen or len(persons) == 1:
            yield Draft(by=(person, *by), ranking=ranking)


def _ranked_things(clauses: Clauses, draft: Draft, count: int | None) -> Iterator[Draft | Misfit]:
    """A ranking of what is not said: debtors or goods by the verb, otherwise the likely things, to be asked about."""
    verbs = set(clauses.all("verb"))
    if verbs & {"owe", "pay"}:
        yield draft.with_cost(0.0, by=("customer",))
    elif verbs & {"sell", "buy"} or (draft.ranking and draft.ranking.selling):
        yield draft.with_cost(0.0, by=("product",))
    elif not clauses.has("metric"):
        yield Misfit("the top of what is not said: products, customers, days")
    else:
        for place, slug in enumerate(("product", "customer", "day")):
            rows = count or (1 if slug == "day" else TOP)
            yield draft.with_cost(
                OFFERED + 0.01 * place, by=(slug,), ranking=draft.ranking and draft.ranking._replace(number=rows)
            )
