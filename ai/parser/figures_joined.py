"""Two figures asked at once, and two that are the same told twice."""

from __future__ import annotations

from ai.parser.clauses import Misfit
from ai.parser.figure_tables import EXPENSES
from ai.parser.halves import two_halves
from ai.parser.measure import Found, Measure
from ai.parser.named_figures import as_counted
from ai.parser.sets import sets_of


def with_tax_or_without(asked: Measure) -> Found:
    """As they are counted with tax or without, before discounts or after."""
    if not asked.has("modifier"):
        return None
    modified = as_counted(asked.all("modifier"), asked.stated, asked.clauses)
    return [modified] if isinstance(modified, Misfit) else asked.told(*modified)


def kinds_of_expenses(asked: Measure) -> Found:
    """The items, or the categories, of expenses are their heads."""
    for split in ("product", "category"):
        if split in asked.draft.by and asked.stated and set(asked.stated) <= EXPENSES:
            asked.split(*("expense_category" if slug == split else slug for slug in asked.draft.by))
    return None


def conversion(asked: Measure) -> Found:
    """What share of the quotations turned into bills."""
    if set(asked.figures) == {"quotations", "conversion_rate"} and not asked.joined:
        return asked.told("conversion_rate")
    return None


def spenders(asked: Measure) -> Found:
    """The customers who spend most."""
    of_customers = asked.draft.by == ("customer",) and asked.draft.ranking
    if asked.figures == ("expenses",) and of_customers and not asked.has("group"):
        asked.figures = ("net_sales",)
    return None


def both_halves(asked: Measure) -> Found:
    """How much was taken, and how much paid."""
    both = two_halves(asked.clauses, asked.draft, asked.figures, asked.spoken_of())
    return [both] if both else None


def given_back(asked: Measure) -> Found:
    """What customers gave back is no return to a supplier."""
    of = asked.nouns | set(asked.chosen)
    if "purchase_returns" in asked.figures and "customer" in of and "supplier" not in of:
        asked.figures = tuple("returns" if slug == "purchase_returns" else slug for slug in asked.figures)
        asked.stated = ["returns" if slug == "purchase_returns" else slug for slug in asked.stated]
    return None


def of_somebody(asked: Measure) -> Found:
    """What somebody owes and has bought; what somebody bought and paid."""
    if "customer" not in asked.chosen or sets_of(asked.clauses) or not asked.joined:
        return None
    if asked.verbs == {"buy"} and asked.figures and set(asked.figures) <= {"outstanding", "overdue", "collections"}:
        return asked.told(*asked.figures, "net_sales")
    if asked.verbs == {"buy", "pay"} and not asked.figures and len(asked.all("how_much")) > 1:
        return asked.told("net_sales", "collections")
    return None


def sold_and_counted(asked: Measure) -> Found:
    """How much was sold and how many bills there were."""
    count = (
        {"bill": "orders", "customer": "customers"}.get(next(iter(asked.nouns), "")) if len(asked.nouns) == 1 else None
    )
    beside = (
        asked.figures[0] if asked.figures in (("orders",), ("customers",)) else count if not asked.figures else None
    )
    selling = asked.verbs == {"sell"} and asked.has("how_much") and asked.joined
    if beside is None or not selling or not (asked.figures or asked.has("how_many")):
        return None
    counted_by = {"orders": "bill", "customers": "customer"}[beside]
    return asked.told("net_sales", beside, by=asked.by_but(counted_by))


def same_told_twice(asked: Measure) -> Found:
    """The balance of those who owe is what they owe."""
    if set(asked.figures) == {"debtors_balance", "outstanding"}:
        asked.figures = ("outstanding",)
    return None


def sold_and_taken(asked: Measure) -> Found:
    """How much was sold and how much money came."""
    twice = asked.all("verb") == ["sell"] and len(asked.all("how_much")) > 1
    if set(asked.figures) == {"collections"} and twice and asked.joined:
        return asked.told("net_sales", "collections")
    return None


def cost_of_a_head(asked: Measure) -> Found:
    """What transport cost."""
    if asked.figures == ("cost_of_goods",) and "expense_category" in asked.chosen:
        asked.figures = ("expenses",)
    return None


def tax_on_sales(asked: Measure) -> Found:
    """The tax on sales is tax."""
    rated = {"tax_rate", "hsn"} & set(asked.chosen)
    apart = asked.has("and", "comma", "group", "ranking", "versus", "condition", "share")
    if set(asked.figures) == {"tax", "net_sales"} and not rated and not apart:
        asked.figures = ("tax",)
    return None


def sold_and_collected(asked: Measure) -> Found:
    """How much was sold and how much came in; of two other things at once, which is not clear."""
    if asked.verbs == {"sell", "collect"} and not asked.figures and asked.joined:
        return asked.told("net_sales", "collections")
    if asked.verbs >= {"pay", "sell"} or (asked.verbs >= {"owe", "buy"} and not sets_of(asked.clauses)):
        return [Misfit("the question speaks of two things at once")]
    return None


def target_and_sales(asked: Measure) -> Found:
    """The target and what was sold."""
    if "sales_target" in asked.figures and set(asked.figures) <= {"sales_target", "net_sales"}:
        return asked.told("net_sales", "sales_target") if asked.verbs == {"sell"} else None
    return None
