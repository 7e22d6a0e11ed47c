"""What is measured: the figures a question names, those its verbs stand for, or the ones most likely meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ai.parser.buying import bought, is_buying
from ai.parser.clauses import COUNTED, Clauses, Draft, Misfit, quantity_slug
from ai.parser.liberties import ASSUMED, DOUBTFUL, OFFERED, UNJOINED
from ai.parser.sets import sets_of
from analytics.catalogue import dimension, metric

_ALSO_NOUNS: Final = frozenset(
    {"customers", "items", "orders", "products_sold", "debtors"}
)  # figures whose words also name things


def figures_of(clauses: Clauses, draft: Draft) -> Iterator[Draft | Misfit]:
    """The draft with its metrics: those named, those the verbs stand for, or the ones most likely meant."""
    stated = [quantity_slug(slug) for slug in clauses.all("metric")]
    if clauses.has("modifier"):
        modified = _modified(clauses.all("modifier"), stated, clauses)
        if isinstance(modified, Misfit):
            yield modified
        else:
            yield draft.with_cost(0.0, metrics=modified)
        return
    if "product" in draft.by and stated and set(stated) <= _EXPENSES:
        draft = draft.with_cost(0.0, by=tuple("expense_category" if slug == "product" else slug for slug in draft.by))
    if "category" in draft.by and stated and set(stated) <= _EXPENSES:
        draft = draft.with_cost(0.0, by=tuple("expense_category" if slug == "category" else slug for slug in draft.by))
    ordering = [quantity_slug(slug) for slug in clauses.all("order_by")]
    conditions = [quantity_slug(condition.metric) for condition in clauses.all("condition") if condition.metric]
    losses = [] if stated else list(clauses.all("loss"))
    figures = tuple(dict.fromkeys([*stated, *conditions, *ordering, *losses]))
    if clauses.has("attained") or (clauses.has("share") and not draft.by):
        figures = (
            tuple(_ATTAINED.get(slug, slug) for slug in figures)
            if set(figures) & _ATTAINED.keys() and set(figures) <= {*_ATTAINED, "expenses", "net_sales"}
            else figures
        )
        if set(figures) & set(_ATTAINED.values()):
            figures = tuple(slug for slug in figures if slug in _ATTAINED.values())
            yield draft.with_cost(0.0, metrics=figures)
            return
    if set(figures) == {"tax", "net_sales"} and not clauses.has(
        "and", "comma", "group", "ranking", "versus", "filter", "condition", "share"
    ):
        figures = ("tax",)  # the tax on sales
    if set(figures) in ({"average_order_value", "items"}, {"average_order_value", "items_sold"}) and not clauses.has(
        "and", "comma"
    ):
        figures = ("items_per_order",)  # in an average bill how many items
    if (
        figures == ("average_order_value",)
        and clauses.has("how_many")
        and {noun.dimension for noun in clauses.all("listed")} == {"product"}
    ):
        yield draft.with_cost(
            0.0, metrics=("items_per_order",), by=tuple(slug for slug in draft.by if slug != "product")
        )
        return
    verbs = set(clauses.all("verb"))
    if (
        clauses.has("amount")
        and clauses.has("how_much")
        and draft.by == ("product",)
        and verbs & {"buy", "sell"}
        and not draft.ranking
        and not clauses.has("wh", "group", "list", "what")
    ):
        draft = draft.with_cost(0.0, by=())  # goods worth how much
    parties = {selection.chosen.dimension for selection in clauses.all("filter")} | {
        *draft.by,
        *(noun.dimension for noun in clauses.all("listed")),
        *(things.dimension for things in sets_of(clauses)),
    }
    again = set(figures) & {"repeat_customers", "returning_customers"} and draft.by == ("customer",)
    if clauses.has("state", "state_of_trade"):
        if figures or draft.ranking:
            yield Misfit("how business goes is asked together with something else")
            return
        usual = 0.0 if clauses.has("state_of_trade") and clauses.has("when", "against") else DOUBTFUL
        for place, slug in enumerate(("net_sales", "orders", "gross_profit")):
            yield draft.with_cost(usual + (OFFERED if place and not usual else 0.0) + 0.01 * place, metrics=(slug,))
        return
    if (
        clauses.has("share")
        and (not draft.by or (again and not clauses.has("group", "ranking")))
        and not clauses.has("filter", "condition")
    ):
        rate = next((rate for parts, rate in _RATES.items() if set(figures) == set(parts)), "")
        if set(figures) & {"repeat_customers", "returning_customers"} and set(figures) <= {
            "repeat_customers",
            "returning_customers",
            "customers",
        }:
            rate = "repeat_rate"
        if rate and clauses.has("and", "comma") and len(figures) == 1 and len(stated) == 2:
            yield draft.with_cost(0.0, metrics=(*figures, rate))  # gross profit and gross profit %
            return
        if rate and clauses.has("and", "comma") and len(figures) == 2 and rate not in ("return_rate", "repeat_rate"):
            yield draft.with_cost(
                0.0, metrics=("net_sales", rate) if "net_sales" in figures else (*figures, rate)
            )  # sales and profit %
            return
        if rate and not clauses.has("against", "change", "compare"):
            yield draft.with_cost(0.0, metrics=(rate,), by=())
            return
    if clauses.has("metric_ratio"):
        if figures:
            yield Misfit("a price and a figure are asked at once")
        else:
            yield draft.with_cost(0.0, metrics=clauses.all("metric_ratio")[0], ratio=True)
        return
    if clauses.has("ratio"):
        yield from _by_another(clauses, draft, figures)
        return
    if clauses.has("daily_mean", "average_word"):
        yield from _daily(clauses, draft, figures)
        return
    if clauses.has("age"):
        yield from _aged(clauses, draft, figures, verbs)
        return
    if is_buying(clauses, parties):
        yield from bought(clauses, draft, figures, parties)
        return
    if verbs >= {"pay", "sell"} or (verbs >= {"owe", "buy"} and not sets_of(clauses)):
        yield Misfit("the question speaks of two things at once")
        return
    nouns_named = {noun.dimension for noun in clauses.all("listed")}
    one_party = [
        selection
        for selection in clauses.all("filter")
        if selection.chosen.dimension == "customer" and not selection.negated
    ]
    if (
        figures == ("orders",)
        and clauses.has("bills_named")
        and len(one_party) == 1
        and not draft.by
        and not draft.ranking
        and not verbs
        and not clauses.has(
            "how_many",
            "how_much",
            "total",
            "amount",
            "compare",
            "change",
            "against",
            "trend",
            "share",
            "condition",
            "average_word",
            "running",
            "age",
            "order_by",
            "quantity",
        )
    ):
        yield draft.with_cost(0.0, metrics=("orders",), by=("bill",))  # the bills of somebody
        return
    lost = any(
        name.value != "expired"
        for selection in clauses.all("filter")
        for name in selection.chosen.names
        if selection.chosen.dimension == "reason"
    )
    if (
        "reason" in parties
        and (figures or verbs - {"sell"} or clauses.has("group") or not lost)
        and not set(figures) & {"stock_losses", "stock_taken_out", "stock_taken_in"}
    ):
        yield Misfit("what was lost of stock is told by the reason, what was sold is not")
        return
    if not clauses.has("and", "comma", "share", "change") and (
        due := _DUE_BILLS.get(frozenset(figures) | frozenset({"orders"} if "bill" in nouns_named else ()))
    ):
        if clauses.has("how_many") or not clauses.has("wh", "list", "listed", "who"):
            yield draft.with_cost(0.0, metrics=(due,), by=tuple(slug for slug in draft.by if slug != "bill"))
        else:
            yield draft.with_cost(
                0.0,
                metrics=("overdue" if due == "overdue_bills" else "unpaid",),
                by=tuple(dict.fromkeys(("bill", *draft.by))),
            )
        return
    if (
        "returns" in figures
        and set(figures) <= {"returns", "items", "items_sold"}
        and not clauses.has("and", "comma", "amount", "ranking", "wh")
        and (len(figures) > 1 or (clauses.has("how_many") and "product" in nouns_named) or clauses.has("quantity"))
    ):
        yield draft.with_cost(
            0.0, metrics=("returned_items",), by=tuple(slug for slug in draft.by if slug != "product")
        )
        return
    if clauses.has("staff_side") and "bill" in nouns_named and not figures:
        yield draft.with_cost(0.0, metrics=("orders",))
        return
    if clauses.has("left") and {"product", "category"} & parties and set(figures) <= {"items"} and not verbs:
        worth = clauses.has("amount", "how_money")
        yield draft.with_cost(
            0.0,
            metrics=("stock_value",) if worth else ("stock_on_hand",),
            by=() if worth and draft.by == ("product",) else draft.by,
        )
        return
    if (
        "reason" in parties
        and "stock_losses" in figures
        and set(figures) <= {"stock_losses", "stock_on_hand", "stock_value", "items"}
    ):
        kept = (
            draft.by
            if clauses.has("wh", "ranking", "list", "group")
            else tuple(slug for slug in draft.by if slug != "product")
        )
        yield draft.with_cost(0.0, metrics=("stock_losses",), by=kept)  # what was lost to damaged stock
        return
    named_reasons = {
        name.value
        for selection in clauses.all("filter")
        for name in selection.chosen.names
        if selection.chosen.dimension == "reason"
    }
    if (
        named_reasons
        and "expired" not in named_reasons
        and not figures
        and verbs <= {"sell"}
        and not clauses.has("group")
    ):
        if not clauses.has("wh", "ranking", "list"):
            draft = draft.with_cost(0.0, by=tuple(slug for slug in draft.by if slug != "product"))
        yield draft.with_cost(ASSUMED, metrics=("stock_losses",))
        return
    if figures == ("items_per_order",) and not draft.ranking:
        yield draft.with_cost(
            0.0, metrics=figures, by=tuple(slug for slug in draft.by if slug not in ("bill", "product"))
        )
        return
    if set(figures) == {"outstanding", "stock_on_hand"} and clauses.has("given"):
        figures = ("outstanding",)  # the goods given on credit
    if (
        figures == ("orders",)
        and stated == ["orders"]
        and clauses.has("what")
        and not clauses.has("bills_named", "how_many", "how_much", "total", "group", "ranking")
        and one_party
    ):
        yield draft.with_cost(0.0, metrics=("net_sales",), by=("product",))  # what did somebody order
        return
    if set(figures) == {"returning_customers", "repeat_customers"} and not clauses.has("and", "comma"):
        yield draft.with_cost(
            0.0, metrics=("returning_customers",), by=tuple(slug for slug in draft.by if slug != "customer")
        )
        return
    if "sales_target" in figures and set(figures) <= {"sales_target", "net_sales"} and verbs == {"sell"}:
        yield draft.with_cost(0.0, metrics=("net_sales", "sales_target"))  # the target and what was sold
        return
    if clauses.has("how_many") and set(figures) == {"expenses", "expense_payments"}:
        yield draft.with_cost(0.0, metrics=("expense_count",))
        return
    if (
        "advances" in figures
        and set(figures) <= {"advances", "collections", "outstanding"}
        and not clauses.has("and", "comma")
    ):
        yield draft.with_cost(0.0, metrics=("advances",))
        return
    if (
        figures == ("outstanding",)
        and not clauses.has("who", "age", "condition")
        and (clauses.has("given") or verbs == {"sell"})
    ):
        yield draft.with_cost(0.0, metrics=("credit_given",), by=tuple(slug for slug in draft.by if slug != "product"))
        return
    if figures == ("credit_given",) and draft.by == ("product",) and not draft.ranking:
        yield draft.with_cost(0.0, metrics=figures, by=())  # the goods given on credit
        return
    if (
        len(figures) == 1
        and figures[0] in _BILL_BY_BILL
        and clauses.has("wh")
        and not clauses.has("how_many", "ranking")
        and (not draft.by or draft.by == ("bill",))
    ):
        yield draft.with_cost(0.0, metrics=(_BILL_BY_BILL[figures[0]],), by=("bill",))
        return
    if (
        figures in (("items",), ("items_sold",))
        and "bill" in {slug for group in clauses.all("group") for slug in group}
        and not draft.ranking
    ):
        yield draft.with_cost(0.0, metrics=("items_per_order",), by=tuple(slug for slug in draft.by if slug != "bill"))
        return
    if set(figures) == {"stock_cover_days", "net_sales"}:
        figures = ("stock_cover_days",)  # the cover by the sales of some days
    by_bill = "bill" in {slug for group in clauses.all("group") for slug in group}
    if (
        by_bill
        and not draft.ranking
        and clauses.has("how_many", "quantity")
        and (set(figures) <= {"items", "items_sold", "orders", "customers"})
        and (figures or "product" in nouns_named or clauses.has("quantity"))
    ):
        yield draft.with_cost(
            0.0,
            metrics=("items_per_order",),
            by=tuple(slug for slug in draft.by if slug not in ("bill", "product", "customer")),
        )
        return
    if "items" in stated and clauses.has("how_many") and len(stated) == 2 and set(stated) & _COUNT_PRODUCTS:
        figures = tuple(slug for slug in figures if slug != "items")
    if "customers" in figures and set(figures) & {"repeat_customers", "new_customers", "returning_customers"}:
        figures = tuple(slug for slug in figures if slug != "customers")  # how many customers came again
    kinds_of_customers = {"repeat_customers", "new_customers", "returning_customers"}
    if figures and set(figures) <= kinds_of_customers and draft.by == ("customer",) and not draft.ranking:
        draft = draft.with_cost(0.0, by=())  # how many new customers: the noun only says of what
        if clauses.has("how_many"):
            yield draft.with_cost(0.0, metrics=figures)
            return
    nouns_counted = {COUNTED.get(noun.dimension) for noun in clauses.all("listed")}
    if (
        clauses.has("how_many")
        and len(figures) == 1
        and figures[0] in ("low_stock", "out_of_stock", "dead_stock")
        and nouns_counted <= {"items_sold"}
        and not draft.ranking
    ):
        yield draft.with_cost(0.0, metrics=figures, by=tuple(slug for slug in draft.by if slug != "product"))
        return
    if "items" in figures and set(figures) & _COUNT_PRODUCTS:
        figures = tuple(
            slug for slug in figures if slug != "items"
        )  # how many items are out of stock, 50 pieces in stock
    if (
        figures == ("average_spend",)
        and draft.by == ("customer",)
        and not draft.ranking
        and not clauses.has("listed", "wh")
    ):
        draft = draft.with_cost(0.0, by=())  # average spend per customer
    if set(figures) & _TAKEN and verbs == {"buy"}:
        verbs = set()  # kitna gst liya
    customers = parties & {"customer", "city", "country"} or (parties & {"product", "category"} and draft.ranking)
    if verbs & {"buy", "spend"} and not customers and not set(figures) & {"orders", "customers", "items", "items_sold"}:
        if clauses.has("wh", "what", "how_much", "how_many") or figures:
            yield from bought(clauses, draft.with_cost(DOUBTFUL), figures, parties)
        else:
            yield Misfit("who bought is not clear: customers from the shop, or the shop from its suppliers")
        return
    if figures == ("orders",) and verbs == {"owe"} and clauses.has("how_many"):
        yield draft.with_cost(0.0, metrics=("unpaid_bills",))
        return
    if clauses.has("how_many"):
        yield from _counted(clauses, draft, figures, verbs)
    elif figures:
        yield from _named_figures(clauses, draft, figures, verbs)
    elif verbs:
        yield from _acted(clauses, draft, verbs, parties)
    elif clauses.has("left") and "product" in parties:
        yield draft.with_cost(0.0, metrics=("stock_on_hand",))
    elif clauses.has("quantity"):
        yield draft.with_cost(OFFERED if clauses.has("listed") else 0.0, metrics=("items",))
    else:
        yield from _likely_figures(clauses, draft, parties)


# What a figure is when it is said with tax or without, before discounts or after; "" where that is what it is anyway.
_MODIFIED: Final[dict[str, dict[str, str]]] = {
    "with_tax": {"net_sales": "total_sales", "revenue": "total_sales", "total_sales": "", "bill_totals": ""},
    "without_tax": {"net_sales": "", "revenue": "", "gross_sales": "", "total_sales": "net_sales", "bill_totals": "net_sales", "average_order_value": "", "gross_profit": "", "returns": "", "discounts": "", "average_selling_price": ""},
    "before_discount": {"net_sales": "gross_sales", "revenue": "gross_sales", "gross_sales": ""},
    "after_discount": {"net_sales": "", "revenue": "", "gross_sales": "net_sales", "collections": "net_collections", "net_collections": "", "purchases": "", "purchases_billed": "purchases"},
}  # fmt: skip


def _modified(modifiers: list[str], stated: list[str], clauses: Clauses) -> tuple[str, ...] | Misfit:
    """The figures as they are counted with tax or without, before discounts or after."""
    figures = stated or (["net_sales"] if {"sell"} >= set(clauses.all("verb")) != set() else [])
    if not figures and "bill" in {noun.dimension for noun in clauses.all("listed")}:
        figures = ["total_sales"]
    if len(figures) == 2 and figures.count("orders") == 1 and clauses.has("amount"):
        figures = ["total_sales"]  # the amount of the bills with tax
    if figures == ["orders"] and clauses.has("amount", "total"):
        figures = ["total_sales"]
    for modifier in dict.fromkeys(modifiers):
        meant = _MODIFIED[modifier]
        if not figures or not set(figures) <= meant.keys():
            return Misfit("with or without tax or discounts is said of something that is not told so")
        figures = [meant[slug] or slug for slug in figures]
    if clauses.has("daily_mean", "average_word", "ratio", "metric_ratio", "age", "own_act", "how_many", "quantity"):
        return Misfit("with or without tax or discounts is said of something that is not told so")
    return tuple(dict.fromkeys(figures))


BILL_COUNTS: Final = frozenset({"overdue_bills", "unpaid_bills", "cancelled_bills", "discounted_bills"})
"""Figures that count bills, each of which can be listed."""
_BILL_BY_BILL: Final = {
    "overdue_bills": "overdue",
    "unpaid_bills": "unpaid",
    "cancelled_bills": "cancelled_bills",
    "discounted_bills": "discounted_bills",
}
_ATTAINED: Final = {
    "sales_target": "target_achieved",
    "expense_target": "budget_used",
    "target_achieved": "target_achieved",
    "budget_used": "budget_used",
}
# what the things that these count are worth
_WORTH: Final = {
    "cancelled_bills": "cancelled_sales",
    "overdue_bills": "overdue",
    "unpaid_bills": "unpaid",
    "supplier_bills": "purchases",
    "credit_notes": "returns",
    "returned_items": "returns",
    "dead_stock": "dead_stock_value",
    "quotations": "quoted",
    "payment_count": "collections",
    "expense_count": "expenses",
    "items": "net_sales",
    "items_sold": "net_sales",
    "purchased_items": "purchases",
}
_EXPENSES: Final = {
    "expenses",
    "expense_payments",
    "expense_target",
    "budget_used",
    "expense_count",
    "average_daily_expenses",
}
_RATES: Final = {("returns", "net_sales"): "return_rate", ("returns",): "return_rate", ("discounts",): "discount_rate", ("discounts", "net_sales"): "discount_rate", ("gross_profit", "net_sales"): "margin", ("gross_profit",): "margin", ("expenses", "net_sales"): "expense_ratio"}  # fmt: skip
# bills that are due: what the words count together
_DUE_BILLS: Final = {
    frozenset({"orders", "overdue"}): "overdue_bills",
    frozenset({"orders", "unpaid"}): "unpaid_bills",
    frozenset({"orders", "outstanding"}): "unpaid_bills",
    frozenset({"orders", "overdue_bills"}): "overdue_bills",
    frozenset({"orders", "unpaid_bills"}): "unpaid_bills",
}
_COUNT_PRODUCTS: Final = {"out_of_stock", "low_stock", "stock_on_hand", "dead_stock"}
_TAKEN: Final = {
    "tax",
    "cgst",
    "sgst",
    "igst",
    "cess",
    "discounts",
    "returns",
    "advances",
    "deposits_held",
    "collections",
    "refunds",
}
# Ratios that the catalogue has under a name of their own.
_NAMED_RATIOS: Final = {
    ("returns", "net_sales"): "return_rate", ("returns", "gross_sales"): "return_rate", ("discounts", "net_sales"): "discount_rate", ("discounts", "gross_sales"): "discount_rate", ("gross_profit", "net_sales"): "margin", ("gross_profit", "revenue"): "margin",
    ("returns", "revenue"): "return_rate", ("discounts", "revenue"): "discount_rate", ("expenses", "net_sales"): "expense_ratio", ("expenses", "revenue"): "expense_ratio", ("collections", "bill_totals"): "collection_rate", ("operating_profit", "net_sales"): "operating_margin", ("operating_profit", "revenue"): "operating_margin",
    ("net_sales", "orders"): "average_order_value", ("items", "orders"): "items_per_order", ("items_sold", "orders"): "items_per_order", ("net_sales", "customers"): "average_spend", ("gross_profit", "gross_sales"): "margin", ("collections", "net_sales"): "collection_rate", ("collections", "total_sales"): "collection_rate", ("collections", "revenue"): "collection_rate",
}  # fmt: skip
_PER_PARTY: Final = frozenset(
    {"gross_profit", "discounts", "orders", "items", "items_sold", "collections", "returns", "tax", "outstanding"}
)  # by the bill, by the customer
_DAILY: Final = {
    "net_sales": "average_daily_sales", "revenue": "average_daily_sales", "orders": "average_daily_orders", "collections": "average_daily_collections", "expenses": "average_daily_expenses", "items_sold": "average_daily_items", "items": "average_daily_items", "average_order_value": "average_daily_sales",
    "gross_profit": "average_daily_profit",
}  # fmt: skip


def _by_another(clauses: Clauses, draft: Draft, figures: tuple[str, ...]) -> Iterator[Draft | Misfit]:
    """One figure by another: the catalogue's own where it has the ratio, else the two and their ratio."""
    shares = clauses.all("ratio")
    if len(shares) > 1 or figures:
        yield Misfit("a ratio is of two figures")
        return
    pair = tuple(quantity_slug(slug) for slug in shares[0])
    if pair[0] == pair[1]:
        yield Misfit("a figure by itself says nothing")
    elif named := _NAMED_RATIOS.get((pair[0], pair[1])):
        yield draft.with_cost(0.0, metrics=(named,))
    else:
        yield draft.with_cost(0.0, metrics=pair, ratio=True)


def _daily(clauses: Clauses, draft: Draft, figures: tuple[str, ...]) -> Iterator[Draft | Misfit]:
    """The mean of a day, where the catalogue has it."""
    means = clauses.all("daily_mean")
    slugs = [*figures, *(mean[0] for mean in means if isinstance(mean, tuple))]
    units = {mean[1] if isinstance(mean, tuple) else mean for mean in means} | {
        slug for slug in draft.by if slug in ("day", "week", "month", "weekday", "hour")
    }
    units |= {slug for slug in clauses.all("span") and ["day"]}
    nouns = {noun.dimension for noun in clauses.all("listed")}
    goods = {"items", "items_sold"} & set(slugs) or ("product" in nouns and clauses.has("how_many"))
    if goods and ({"bill"} & {*nouns, *draft.by} or {"orders", "average_order_value"} & set(slugs)):
        yield draft.with_cost(
            0.0,
            metrics=("items_per_order",),
            by=tuple(slug for slug in draft.by if slug not in ("bill", "product", "customer")),
        )
        return
    if (
        len(slugs) == 1
        and not means
        and (slugs[0].startswith("average_") or metric(slugs[0]).unit in ("percent", "ratio"))
    ):
        yield draft.with_cost(0.0, metrics=(slugs[0],))  # the average basket size by month
        return
    if {"items", "items_sold"} & set(slugs) and "bill" in {noun.dimension for noun in clauses.all("listed")} | set(
        draft.by
    ):
        yield draft.with_cost(0.0, metrics=("items_per_order",), by=tuple(slug for slug in draft.by if slug != "bill"))
        return
    if not slugs and "bill" in {noun.dimension for noun in clauses.all("listed")} and not draft.ranking:
        yield draft.with_cost(
            0.0, metrics=("average_order_value",), by=tuple(slug for slug in draft.by if slug != "bill")
        )
        return
    if (
        draft.by in (("customer",), ("bill",))
        and set(slugs) <= {"net_sales", "expenses", "revenue"}
        and not draft.ranking
    ):
        yield draft.with_cost(
            0.0, metrics=("average_spend" if draft.by == ("customer",) else "average_order_value",), by=()
        )
        return
    if (
        draft.by in (("customer",), ("bill",))
        and len(slugs) == 1
        and not draft.ranking
        and slugs[0] in _PER_PARTY
        and not clauses.has("wh")
    ):
        per = "customers" if draft.by == ("customer",) else "orders"
        if slugs[0] != per:
            yield draft.with_cost(0.0, metrics=(slugs[0], per), by=(), ratio=True)
            return
    if not slugs and set(clauses.all("verb")) <= {"sell", "earn"}:
        slugs = ["net_sales"]
    if len(slugs) != 1 or (clauses.has("average_word") and len(units) == 0 and not means):
        wanted = slugs[0] if len(slugs) == 1 else ""
        if wanted in ("net_sales", "revenue", "orders") and not draft.by and not means:
            yield draft.with_cost(ASSUMED, metrics=("average_order_value",))
            yield draft.with_cost(ASSUMED + 0.01, metrics=(_DAILY["net_sales"],))
            return
        if (wanted and metric(wanted).unit in ("percent", "ratio")) or wanted.startswith("average"):
            yield draft.with_cost(0.0, metrics=(wanted,))
            return
        yield Misfit("the average of what is not clear; ask, for example, for average daily sales or the average bill")
        return
    if units != {"day"} or slugs[0] not in _DAILY:
        yield Misfit("an average is known by bill and by day; ask for average daily sales, or for the row of months")
        return
    yield draft.with_cost(0.0, metrics=(_DAILY[slugs[0]],), by=tuple(slug for slug in draft.by if slug != "day"))


def _aged(clauses: Clauses, draft: Draft, figures: tuple[str, ...], verbs: set[str]) -> Iterator[Draft | Misfit]:
    """What is overdue by more than so many days."""
    if set(figures) - {
        "overdue",
        "outstanding",
        "unpaid",
        "overdue_bills",
        "unpaid_bills",
        "debtors",
        "orders",
    } or verbs - {"owe", "pay"}:
        yield Misfit("how long something is due is asked of something that is not due")
        return
    counted = set(figures) & {"overdue_bills", "unpaid_bills", "orders"} or (
        clauses.has("how_many") and "bill" in {noun.dimension for noun in clauses.all("listed")}
    )
    by = draft.by
    if clauses.has("who") and "customer" not in by:
        by = ("customer", *by)
    if counted and clauses.has("list", "wh") and not clauses.has("how_many"):
        by = tuple(dict.fromkeys(("bill", *by)))
        counted = False
    yield draft.with_cost(
        0.0,
        metrics=("overdue_bills",) if counted else ("overdue",),
        by=tuple(slug for slug in by if slug != "bill" or not counted),
    )


def _named_figures(
    clauses: Clauses, draft: Draft, figures: tuple[str, ...], verbs: set[str]
) -> Iterator[Draft | Misfit]:
    """The figures named, or what they mean beside the other words; doubtful where the same words name things."""
    if (misfit := _clash(clauses, figures, verbs)) is not None:
        yield misfit
        return
    meant = _meant(clauses, figures, verbs)
    if meant:
        for metrics, cost in meant:
            yield draft.with_cost(cost, metrics=metrics)
        return
    stated = set(clauses.all("metric"))
    joined = len(clauses.all("and")) + len(clauses.all("comma")) >= len(stated) - 1
    if not joined and len({metric(slug).balance for slug in figures}) > 1:
        yield Misfit(
            " and ".join(metric(slug).title.lower() for slug in figures) + " are asked at once; join them with “and”"
        )
        return
    if (
        draft.ranking
        and len(figures) == 1
        and stated & _ALSO_NOUNS
        and clauses.has("ranking")
        and clauses.all("ranking")[0].number
        and not clauses.has("listed", "order_by")
    ):
        yield Misfit("the top of what is not clear")
        return
    yield draft.with_cost(
        (0.0 if joined else UNJOINED) + (OFFERED if _names_things(clauses, draft, figures, verbs) else 0.0),
        metrics=figures,
    )
    if figures in (("net_sales",), ("orders",)) and clauses.has("total") and clauses.has("metric"):
        yield draft.with_cost(OFFERED, metrics=("total_sales",))


# Verbs, what they speak of, and the figures that may be named beside them.
_GO_WITH: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "owe": ("what is owed", frozenset({"outstanding", "overdue", "overdue_bills", "unpaid_bills"})),
    "collect": ("money received", frozenset({"collections", "net_collections", "payment_count", "tax"})),
    "pay": (
        "payments",
        frozenset(
            {
                "collections",
                "net_collections",
                "payment_count",
                "refunds",
                "discounts",
                "credit_given",
                "advances",
                "tax",
                "outstanding",
                "overdue",
                "cgst",
                "sgst",
                "igst",
                "deposits_held",
            }
        ),
    ),
}


def _clash(clauses: Clauses, figures: tuple[str, ...], verbs: set[str]) -> Misfit | None:
    """Two things spoken of at once, which no one figure answers."""
    title = metric(figures[0]).title.lower()
    for verb in sorted(verbs & _GO_WITH.keys()):
        what, fitting = _GO_WITH[verb]
        if not fitting & set(figures):
            return Misfit(f"{title} and {what} are asked at once")
    if "sell" in verbs and all(metric(slug).balance for slug in figures):
        return Misfit(f"{title} and what was sold are asked at once")
    counted = figures in (("net_sales",), ("gross_sales",)) or all(metric(slug).unit == "quantity" for slug in figures)
    if clauses.has("quantity") and not counted:
        return Misfit(f"{title} is no quantity of goods")
    valued = figures in (("stock_on_hand",), ("orders",), *((slug,) for slug in _WORTH)) or all(
        metric(slug).unit == "money" for slug in figures
    )
    return None if valued or not clauses.has("amount") else Misfit(f"{title} is no amount of money")


def _meant(clauses: Clauses, figures: tuple[str, ...], verbs: set[str]) -> list[tuple[tuple[str, ...], float]]:
    """(figures, cost) that other words make of the ones named: "sales in units" are items, "value of stock" its value."""
    if clauses.has("amount") and figures == ("stock_on_hand",):
        return [(("stock_value",), 0.0)]
    if clauses.has("amount") and figures == ("orders",):
        return [(("total_sales",), DOUBTFUL), (("average_order_value",), DOUBTFUL)]
    if clauses.has("amount") and clauses.has("and") and len(figures) == 1 and figures[0] in BILL_COUNTS:
        return [((figures[0], _WORTH[figures[0]]), 0.0)]  # the count and the value of cancelled bills
    if clauses.has("amount") and len(figures) == 1 and figures[0] in _WORTH:
        return [((_WORTH[figures[0]],), 0.0)]
    if figures == ("items",) and "sell" in verbs:
        return [(("items_sold",), 0.0)]
    if clauses.has("quantity") and figures in (("net_sales",), ("gross_sales",)):
        return [((*figures, "items"), 0.0)] if clauses.has("and") else [(("items",), 0.0)]
    if set(figures) == {"tax", "collections"} and not clauses.has("and", "comma"):
        return [(("tax",), 0.0)]  # how much tax have we collected
    return []


def _names_things(clauses: Clauses, draft: Draft, figures: tuple[str, ...], verbs: set[str]) -> bool:
    """Whether words like "customers" rather name things than count them: top customers, customers by sales, a list of debtors."""
    stated = set(clauses.all("metric"))
    if figures == ("debtors",) or (clauses.has("how_much") and verbs and set(figures) <= _ALSO_NOUNS):
        return True
    if draft.ranking and len(figures) == 1 and figures[0] in _ALSO_NOUNS and not clauses.has("order_by"):
        return True
    return bool(stated & _ALSO_NOUNS and clauses.has("order_by", "condition") and set(figures) - stated)


def _counted(clauses: Clauses, draft: Draft, figures: tuple[str, ...], verbs: set[str]) -> Iterator[Draft | Misfit]:
    """ "How many": the count that the words stand for."""
    nouns = {noun.dimension for noun in clauses.all("listed")}
    absorbed = tuple(slug for slug in draft.by if slug not in nouns or clauses.has("group"))
    draft = draft.with_cost(0.0, by=absorbed) if not draft.ranking else draft
    owing = "owe" in verbs or "outstanding" in figures
    if "customer" in nouns and (owing or figures == ("debtors",)) and not clauses.has("condition"):
        yield draft.with_cost(0.0, metrics=("debtors",))
    elif "bill" in nouns and owing:
        yield draft.with_cost(0.0, metrics=("unpaid_bills",))
    elif any(dimension(slug).in_time for slug in nouns) and not draft.ranking:
        yield Misfit("days, weeks or months are not counted")
    elif (
        "discounts" in figures
        and set(figures) <= {"discounts", "orders"}
        and (nouns | {"bill"} if "orders" in figures else nouns) == {"bill"}
    ):
        yield draft.with_cost(0.0, metrics=("discounted_bills",))
    elif figures and nouns & COUNTED.keys():
        counted = tuple(COUNTED[slug] for slug in COUNTED if slug in nouns)
        joined = clauses.has("and", "comma")
        yield (
            draft.with_cost(0.0, metrics=tuple(dict.fromkeys(figures + counted)))
            if joined
            else Misfit("two figures are asked at once; join them with “and”")
        )
    elif figures in (("net_sales",), ("gross_sales",), ("total_sales",)):
        yield draft.with_cost(0.0, metrics=("orders",))
    elif figures == ("collections",):
        yield draft.with_cost(0.0, metrics=("payment_count",))
    elif figures == ("items",) and "sell" in verbs:
        yield draft.with_cost(0.0, metrics=("items_sold",))
    elif figures == ("expense_payments",):
        yield draft.with_cost(0.0, metrics=("expense_count",))
    elif figures and all(metric(slug).unit in ("count", "quantity") for slug in figures):
        yield draft.with_cost(0.0, metrics=figures)
    elif figures:
        yield Misfit(f"{metric(figures[0]).title.lower()} is not counted")
    elif "customer" in nouns and not owing:
        yield draft.with_cost(0.0, metrics=("customers",))
    elif "bill" in nouns:
        yield draft.with_cost(0.0, metrics=("orders",))
    elif "product" in nouns or (not nouns and (verbs & {"sell", "buy"} or clauses.has("quantity"))):
        selling = verbs & {"sell", "buy"} or clauses.has("quantity")
        yield draft.with_cost(0.0 if selling else DOUBTFUL, metrics=("items_sold",))
        if "product" in nouns:
            yield draft.with_cost(OFFERED if selling else DOUBTFUL, metrics=("products_sold",))
    else:
        yield Misfit("how many of what is not clear")


def _acted(clauses: Clauses, draft: Draft, verbs: set[str], parties: set[str]) -> Iterator[Draft | Misfit]:
    """The figure that the verbs stand for."""
    if verbs <= {"sell", "buy", "spend"}:
        if clauses.has("quantity"):
            yield draft.with_cost(0.0, metrics=("items_sold",))
            return
        named = [one for one in clauses.all("filter") if one.chosen.dimension == "product" and not one.negated]
        if (
            "kitna" in clauses.all("how_much")
            and named
            and verbs == {"sell"}
            and not draft.by
            and not draft.ranking
            and not clauses.has("amount", "total")
        ):
            yield draft.with_cost(0.0, metrics=("items_sold",))  # paneer kitna bika: how many of it
            yield draft.with_cost(OFFERED, metrics=("net_sales",))
            return
        things = draft
        sold = any(noun.dimension != "customer" for noun in clauses.all("listed"))
        if sold and not clauses.has("ranking", "wh", "how_much", "total", "condition", "trend"):
            things = draft.with_cost(OFFERED)  # "items sold" is a figure before it is a list of items
        if (
            all(dimension(slug).kind == "calendar" for slug in draft.by)
            and clauses.has("what")
            and "spend" not in verbs
            and not clauses.has("how_much", "total", "amount", "ranking")
        ):
            things = draft.with_cost(0.0, by=(*draft.by, "product"))  # what did we sell: which goods
        yield things.with_cost(0.0, metrics=("net_sales",))
        if draft.ranking or {"product"} & parties:
            yield things.with_cost(OFFERED, metrics=("items_sold",))
    elif clauses.has("quantity"):
        yield Misfit("goods are counted, not what is owed or paid")
    elif verbs == {"owe"}:
        yield draft.with_cost(0.0, metrics=("outstanding",))
    elif verbs <= {"pay", "collect"}:
        if "collect" in verbs or parties & {"customer", "payment_method", "city", "country"}:
            yield draft.with_cost(0.0, metrics=("collections",))
        else:
            yield Misfit("what the shop itself pays cannot be asked yet")
    elif verbs == {"earn"}:
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))
        yield draft.with_cost(ASSUMED + 0.01, metrics=("gross_profit",))
    else:
        yield Misfit("the question speaks of two things at once")


def _likely_figures(clauses: Clauses, draft: Draft, parties: set[str]) -> Iterator[Draft | Misfit]:
    """No figure is named: a ranking is by net sales, of payment methods by collections; anything else is asked about."""
    if not clauses.has(
        "ranking",
        "group",
        "listed",
        "filter",
        "when",
        "whens",
        "condition",
        "trend",
        "against",
        "compare",
        "change",
        "how_much",
        "total",
    ):
        yield Misfit("no figure is named")
    elif parties == {"payment_method"}:
        said = clauses.has(
            "when",
            "whens",
            "how_much",
            "total",
            "group",
            "listed",
            "ranking",
            "trend",
            "compare",
            "against",
            "breakdown",
            "share",
        )
        yield draft.with_cost(ASSUMED if said else DOUBTFUL, metrics=("collections",))
    elif parties & {"tax_rate", "hsn", "tax_component", "place_of_supply", "tax_treatment"}:
        yield draft.with_cost(ASSUMED, metrics=("tax",))
    elif (parties & {"account", "counter"} == {"counter"} and not clauses.has("condition")) or (
        clauses.has("how_much")
        and parties
        and parties <= {"product", "category", "staff", "city", "country", "hour", "weekday"}
        and not clauses.has("left")
    ):
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))
    elif draft.ranking and not clauses.has("condition"):
        yield draft.with_cost(ASSUMED, metrics=("net_sales",))
        if set(draft.by) & {"product", "category"}:
            yield draft.with_cost(OFFERED, metrics=("items_sold",))
    else:
        likely: tuple[str, ...] = ("net_sales", "orders", "items_sold")
        if "bill" in parties:
            likely = ("total_sales", "net_sales")
        elif "customer" in parties:
            likely = (
                ("outstanding", "net_sales", "collections")
                if clauses.has("condition")
                else ("net_sales", "outstanding", "collections")
            )
        for place, slug in enumerate(likely):
            yield draft.with_cost(DOUBTFUL + 0.01 * place, metrics=(slug,))
