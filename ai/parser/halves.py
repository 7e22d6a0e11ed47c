"""Two things asked at once, each with a question word of its own: how much was taken, and how much paid."""

from __future__ import annotations

from typing import Final

from ai.parser.clauses import COUNTED, Clauses, Draft
from ai.parser.sets import sets_of

_VERBS: Final = {"sell": "net_sales", "buy": "net_sales", "spend": "net_sales", "pay": "collections", "collect": "collections", "owe": "outstanding"}  # fmt: skip
_OF_A_SUPPLIER: Final = {"buy": "purchases", "pay": "supplier_payments", "collect": "supplier_payments", "owe": "payables", "sell": "purchases"}  # fmt: skip
_ACTS: Final = {"own_owe": "payables", "own_pay": "supplier_payments", "own_buy": "purchases", "own_spend": "expenses"}
_TARGETS: Final = {"sales_target": "net_sales", "expense_target": "expenses"}
_ALONE: Final = ("condition", "ratio", "share", "not_then", "not_of", "average_word", "daily_mean", "left", "age", "metric_ratio", "loss", "change", "modifier", "ranking", "against", "compare")  # fmt: skip


def two_halves(clauses: Clauses, draft: Draft, figures: tuple[str, ...], parties: set[str]) -> Draft | None:
    """The draft with the figures of both halves; None where the question has one alone, or its figures are told already."""
    asked = len(clauses.all("how_much")) + len(clauses.all("how_many"))
    if not clauses.has("and", "comma") or len(figures) > 1 or sets_of(clauses) or clauses.has(*_ALONE):
        return None
    if (
        len(figures) == 1
        and figures[0] in _TARGETS
        and not clauses.has("verb")
        and asked + len(clauses.all("what")) > 1
    ):
        return draft.with_cost(
            0.0, metrics=(_TARGETS[figures[0]], figures[0])
        )  # what was the target, and what came of it
    if asked < 2:
        return None
    supplier = "supplier" in parties or clauses.has("supplier_side")
    buyer = bool(parties & {"customer", "city", "country"})
    told = list(figures)
    for act in clauses.all("own_act"):
        if act not in _ACTS or (buyer and act != "own_owe"):
            return None
        told.append("outstanding" if buyer else _ACTS[act])
    meant = _OF_A_SUPPLIER if supplier else _VERBS
    if any(verb not in meant for verb in clauses.all("verb")):
        return None
    if clauses.has("how_much"):
        told += [
            meant[verb] for verb in clauses.all("verb")
        ]  # how many customers bought, and how many of something else
    counted = [noun for noun in dict.fromkeys(one.dimension for one in clauses.all("listed")) if noun in COUNTED]
    by = draft.by
    grouped = {slug for group in clauses.all("group") for slug in group}
    if clauses.has("how_many") and counted and not clauses.has("wh", "who") and not grouped & set(counted):
        told += [COUNTED[noun] for noun in counted]
        by = tuple(slug for slug in by if slug not in counted)
    metrics = tuple(dict.fromkeys(told))
    return draft.with_cost(0.0, metrics=metrics, by=by) if len(metrics) > 1 else None
