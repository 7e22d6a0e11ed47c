"""Customers and suppliers: who came again, what was given on credit, who bought, what was spent."""

from __future__ import annotations

from ai.parser.buying import bought, is_buying
from ai.parser.clauses import Misfit
from ai.parser.liberties import DOUBTFUL
from ai.parser.measure import Found, Measure

_OF_BUYING = frozenset({"purchases", "purchases_billed", "payables", "overdue_payables", "supplier_payments"})
_KINDS = {"repeat_customers", "new_customers", "returning_customers"}


def from_suppliers(asked: Measure) -> Found:
    """Purchases party wise: by supplier."""
    of_buying = asked.figures and set(asked.figures) <= _OF_BUYING
    if of_buying and asked.draft.by == ("customer",) and not asked.verbs and asked.has("group"):
        asked.split("supplier")
    return None


def settle_parties(asked: Measure) -> Found:
    """From here on the splits stand, and with them who and what the question speaks of."""
    asked.parties = asked.spoken_of()
    return None


def bought_by_the_shop(asked: Measure) -> Found:
    """What the shop itself bought."""
    if asked.all("own_act") == ["own_owe"] and "owe" in asked.verbs and len(asked.all("whom")) > 1:
        return [Misfit("the question speaks of two things at once")]  # whom the shop owes, and whom it did not pay
    if is_buying(asked.clauses, asked.parties):
        if asked.has("wh") and asked.stated == ["items"] and asked.draft.ranking and "product" not in asked.parties:
            return [Misfit("which of what is not clear")]  # which items: the goods, no number of them
        return bought(asked.clauses, asked.draft, asked.figures, asked.parties)
    return None


def goods_on_credit(asked: Measure) -> Found:
    """Of the goods given on credit: what is owed."""
    if set(asked.figures) == {"outstanding", "stock_on_hand"} and asked.has("given"):
        asked.figures = ("outstanding",)
    return None


def coming_again(asked: Measure) -> Found:
    """Customers who returned and repeated are one figure."""
    if set(asked.figures) == {"returning_customers", "repeat_customers"} and not asked.joined:
        return asked.told("returning_customers", by=asked.by_but("customer"))
    return None


def expenses_counted(asked: Measure) -> Found:
    """How many payments of expenses."""
    if asked.has("how_many") and set(asked.figures) == {"expenses", "expense_payments"}:
        return asked.told("expense_count")
    return None


def paid_ahead(asked: Measure) -> Found:
    """Advances received are no other collections."""
    beside = {"advances", "collections", "outstanding"}
    if "advances" in asked.figures and set(asked.figures) <= beside and not asked.joined:
        return asked.told("advances")
    return None


def given_on_credit(asked: Measure) -> Found:
    """What was sold or given on credit."""
    selling = asked.has("given") or asked.verbs == {"sell"}
    if asked.figures == ("outstanding",) and selling and not asked.has("who", "age", "condition"):
        return asked.told("credit_given", by=asked.by_but("product"))
    if asked.figures == ("credit_given",) and asked.draft.by == ("product",) and not asked.draft.ranking:
        return asked.told("credit_given", by=())
    return None


def kinds_of_customers(asked: Measure) -> Found:
    """New customers, those who came again: the noun only says of what, the verb that they bought."""
    if "customers" in asked.figures and set(asked.figures) & _KINDS:
        asked.figures = tuple(slug for slug in asked.figures if slug != "customers")  # how many customers came again
    if not asked.figures or not set(asked.figures) <= _KINDS:
        return None
    if asked.verbs == {"buy"}:
        asked.verbs = set()
    if asked.draft.by == ("customer",) and not asked.draft.ranking:
        asked.split()
        if asked.has("how_many"):
            return asked.told(*asked.figures)
    return None


def average_spend(asked: Measure) -> Found:
    """Average spend per customer: of all of them."""
    of_all = asked.draft.by == ("customer",) and not asked.draft.ranking and not asked.has("listed", "wh")
    if asked.figures == ("average_spend",) and of_all:
        asked.split()
    return None


def spent(asked: Measure) -> Found:
    """What was spent this month."""
    others = asked.parties & {"customer", "city", "country", "product", "category"}
    if (
        asked.verbs == {"spend"}
        and not asked.figures
        and not others
        and not asked.has("who", "average_word", "condition")
    ):
        return asked.told("expenses")
    return None


def who_bought(asked: Measure) -> Found:
    """Buying without customers may be the shop's own: it is asked about."""
    ranked_goods = asked.parties & {"product", "category"} and asked.draft.ranking
    customers = asked.parties & {"customer", "city", "country"} or asked.has("customer_side") or ranked_goods
    counted = set(asked.figures) & {"orders", "customers", "items", "items_sold"}
    if not asked.verbs & {"buy", "spend"} or customers or counted:
        return None
    if asked.has("wh", "what", "how_much", "how_many") or asked.figures:
        return bought(asked.clauses, asked.draft.with_cost(DOUBTFUL), asked.figures, asked.parties)
    return [Misfit("who bought is not clear: customers from the shop, or the shop from its suppliers")]
