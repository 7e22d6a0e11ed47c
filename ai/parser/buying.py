"""The other side of the same words: what the shop itself buys, owes, pays and spends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ai.parser.clauses import Clauses, Draft, Misfit
from ai.parser.liberties import ASSUMED, DOUBTFUL, OFFERED
from analytics.catalogue import metric

# figures of selling, and what they are when they are said of a supplier
_OF_A_SUPPLIER: Final = {
    "outstanding": "payables", "overdue": "overdue_payables", "unpaid": "payables_unpaid", "unpaid_bills": "payables_unpaid", "collections": "supplier_payments", "payment_count": "supplier_payments", "returns": "purchase_returns", "returned_items": "units_sent_back",
    "orders": "supplier_bills", "items": "purchased_items", "items_sold": "purchased_items", "advances": "paid_ahead", "tax": "purchase_tax", "bill_totals": "purchases", "refunds": "purchase_returns", "quantity": "purchased_items", "overdue_bills": "overdue_payables", "charges": "purchases",
}  # fmt: skip
_ACTS: Final = {"own_owe": "payables", "own_pay": "supplier_payments", "own_buy": "purchases", "own_spend": "expenses"}
_VERBS: Final = {"owe": "payables", "pay": "supplier_payments", "buy": "purchases", "collect": "supplier_payments", "sell": "purchases", "spend": "purchases"}  # fmt: skip
_BOUGHT: Final = frozenset({"purchases", "purchased_items", "supplier_bills", "purchase_returns", "purchases_billed", "goods_received", "units_sent_back"})  # fmt: skip


def is_buying(clauses: Clauses, parties: set[str]) -> bool:
    """Whether the question is of what the shop buys, owes or spends."""
    return (
        "supplier" in parties
        or "expense_category" in parties
        or clauses.has("own_act", "who_owed", "who_suppliers", "supplier_side")
    )


def bought(clauses: Clauses, draft: Draft, figures: tuple[str, ...], parties: set[str]) -> Iterator[Draft | Misfit]:
    """The draft with its metrics."""
    acts = set(clauses.all("own_act"))
    verbs = set(clauses.all("verb"))
    if clauses.has("who_owed") and "supplier" not in parties:
        draft = draft.with_cost(0.0, by=("supplier", *draft.by))
    if clauses.has("who_owed"):
        acts = acts or {"own_owe"}
    if clauses.has("who_suppliers") and "supplier" not in parties:
        draft = draft.with_cost(0.0, by=("supplier", *draft.by))
        acts = acts or {"own_buy"}
    if parties & {"customer", "city"}:
        yield Misfit("a customer and what the shop itself buys or owes are asked at once")
        return
    if "expense_category" in parties:
        yield from _spent(clauses, draft, figures)
        return
    if (
        clauses.has("what")
        and clauses.has("wh")
        and draft.by == ("supplier",)
        and (not figures or figures == ("purchases",))
    ):
        draft = draft.with_cost(0.0, by=("supplier", "product"))  # what was bought from which
    if figures:
        meant = tuple(
            dict.fromkeys(
                _OF_A_SUPPLIER.get(slug, slug)
                if "supplier" in parties or acts or clauses.has("supplier_side")
                else slug
                for slug in figures
            )
        )
        yield draft.with_cost(0.0, metrics=_told_apart(clauses, meant))
        return
    if "supplier" in parties and acts == {"own_spend"}:
        acts = {"own_buy"}  # with which supplier we spend the most
    if len(acts) > 1:
        acts.discard("own_pay" if "own_owe" in acts else "own_spend")
    slug = next((_ACTS[act] for act in acts), "") or next(
        (_VERBS[verb] for verb in sorted(verbs) if verb in _VERBS), ""
    )
    if not slug:
        slug = "payables" if clauses.has("left") else "purchases"
        draft = draft.with_cost(
            ASSUMED
            if clauses.has("ranking", "listed", "group", "how_much", "total", "trend", "compare", "left")
            else DOUBTFUL
        )
    bills = any(noun.dimension == "bill" for noun in clauses.all("listed"))
    if slug == "purchases" and bills and clauses.has("how_many"):
        slug = "supplier_bills"  # how many bills came from suppliers
    if slug == "purchases" and clauses.has("quantity", "how_many"):
        slug = "purchased_items"
    whole = clauses.has("how_much", "total", "amount") or (
        clauses.has("against", "compare") and not clauses.has("list")
    )
    if slug == "purchases" and clauses.has("what") and not draft.by and not whole:
        draft = draft.with_cost(0.0, by=("product",))
    yield draft.with_cost(0.0, metrics=(slug,))
    if slug == "expenses" and not draft.by:
        yield draft.with_cost(OFFERED, metrics=("purchases",))
    if slug == "supplier_payments" and "supplier" not in parties and not draft.by and not clauses.has("supplier_side"):
        yield draft.with_cost(OFFERED, metrics=("expenses",))


def _told_apart(clauses: Clauses, meant: tuple[str, ...]) -> tuple[str, ...]:
    """ "How many pieces did we purchase" are units, "quantity of purchases" too; "what we paid" beside "purchases" is what was paid."""
    if set(meant) == {"purchase_tax", "purchases"} and not clauses.has("and", "comma"):
        return ("purchase_tax",)  # what GST we paid on purchases
    if meant == ("supplier_bills",) and clauses.has("amount") and not clauses.has("how_many", "and"):
        return ("purchases",)  # the amount of their bills
    if meant == ("purchases",) and clauses.has("quantity"):
        return ("purchased_items",)
    if (
        len(meant) == 2
        and "purchases" in meant
        and set(meant) & (_BOUGHT - {"purchases"})
        and not clauses.has("and", "comma")
    ):
        return tuple(slug for slug in meant if slug != "purchases")
    return meant


def _spent(clauses: Clauses, draft: Draft, figures: tuple[str, ...]) -> Iterator[Draft | Misfit]:
    """Expenses by their heads, or the budget of one."""
    fitting = tuple(slug for slug in figures if metric(slug).slug in ("expenses", "expense_payments", "expense_target", "budget_used", "expense_count"))  # fmt: skip
    if figures and not fitting:
        if set(figures) <= {
            "collections",
            "orders",
            "payment_count",
            "outstanding",
            "purchases",
            "charges",
        } and clauses.has("filter"):
            fitting = ("expenses",)  # the electricity bill, the payment of rent
        else:
            yield Misfit(f"{metric(figures[0]).title.lower()} and an expense are asked at once")
            return
    if clauses.has("how_many") and not figures:
        fitting = ("expense_count",)
    yield draft.with_cost(0.0, metrics=fitting or ("expenses",))
