"""What is measured: the figures a question names, those its verbs stand for, or the ones most likely meant."""

from __future__ import annotations

from collections.abc import Iterator

from ai.parser.averages import aged, by_another, daily
from ai.parser.buying import bought, is_buying
from ai.parser.clauses import COUNTED, Clauses, Draft, Misfit, quantity_slug
from ai.parser.figure_tables import ATTAINED, BILL_BY_BILL, COUNT_PRODUCTS, DUE_BILLS, EXPENSES, RATES, TAKEN
from ai.parser.halves import two_halves
from ai.parser.liberties import ASSUMED, DOUBTFUL, OFFERED
from ai.parser.named_figures import as_counted, named_figures
from ai.parser.sets import sets_of
from ai.parser.unnamed_figures import acted, counted, counted_by_condition, likely_figures
from analytics.catalogue import metric

_OF_BUYING = frozenset({"purchases", "purchases_billed", "payables", "overdue_payables", "supplier_payments"})


def figures_of(clauses: Clauses, draft: Draft) -> Iterator[Draft | Misfit]:
    """The draft with its metrics: those named, those the verbs stand for, or the ones most likely meant."""
    for measured in _figures_of(clauses, draft):
        yield measured if isinstance(measured, Misfit) else _each_of_the_best(clauses, _of_a_bill(clauses, measured))


def _of_a_bill(clauses: Clauses, draft: Draft) -> Draft:
    """Goods worth how much go in an average bill: of the bill, not of each of the goods."""
    whole = clauses.has("how_money", "how_much", "amount") and not clauses.has("wh", "group", "ranking", "list")
    if draft.metrics != ("average_order_value",) or draft.by != ("product",) or not whole:
        return draft
    return draft.with_cost(0.0, by=())


def _each_of_the_best(clauses: Clauses, draft: Draft) -> Draft:
    """What is in stock of the five best items, what the best customers owe: each apart, unless the total is asked."""
    best = [one for one in sets_of(clauses) if one.ranking or one.chosen]
    whole = clauses.has("total", "how_many", "group", "average_word", "share", "trend", "change", "against", "compare")
    if (
        len(best) != 1
        or draft.by
        or draft.ranking
        or whole
        or not (best[0].each or all(metric(slug).balance for slug in draft.metrics))
    ):
        return draft
    return draft.with_cost(0.0, by=(best[0].dimension,))


def _figures_of(clauses: Clauses, draft: Draft) -> Iterator[Draft | Misfit]:
    """The draft with its metrics, whatever sets it is told of."""
    stated = [quantity_slug(slug) for slug in clauses.all("metric")]
    if clauses.has("modifier"):
        modified = as_counted(clauses.all("modifier"), stated, clauses)
        if isinstance(modified, Misfit):
            yield modified
        else:
            yield draft.with_cost(0.0, metrics=modified)
        return
    if (met := counted_by_condition(clauses, draft)) is not None:
        yield met
        return
    if "product" in draft.by and stated and set(stated) <= EXPENSES:
        draft = draft.with_cost(0.0, by=tuple("expense_category" if slug == "product" else slug for slug in draft.by))
    if "category" in draft.by and stated and set(stated) <= EXPENSES:
        draft = draft.with_cost(0.0, by=tuple("expense_category" if slug == "category" else slug for slug in draft.by))
    ordering = [quantity_slug(slug) for slug in clauses.all("order_by")]
    conditions = [quantity_slug(condition.metric) for condition in clauses.all("condition") if condition.metric]
    if stated == ["items"] and _asks_stock(clauses):
        yield draft.with_cost(0.0, metrics=("stock_on_hand",))  # salt quantity
        return
    losses = [] if stated else list(clauses.all("loss"))
    figures = tuple(dict.fromkeys([*stated, *conditions, *ordering, *losses]))
    if set(figures) == {"quotations", "conversion_rate"} and not clauses.has("and", "comma"):
        yield draft.with_cost(0.0, metrics=("conversion_rate",))  # what share of the quotations turned into bills
        return
    if (
        stated == ["items"]
        and clauses.all("metric") == ["items"]
        and clauses.all("verb") == ["buy"]
        and [one.chosen.dimension for one in clauses.all("filter")] == ["customer"]
        and not draft.by
        and not draft.ranking
        and not clauses.has(
            "how_many", "how_much", "total", "quantity", "amount", "condition", "trend", "against", "and", "comma"
        )
    ):
        yield draft.with_cost(0.0, metrics=("net_sales",), by=("product",))  # the items that somebody bought
        yield draft.with_cost(OFFERED, metrics=("items",))
        return
    if figures == ("expenses",) and draft.by == ("customer",) and draft.ranking and not clauses.has("group"):
        figures = ("net_sales",)  # the customers who spend most
    if both := two_halves(clauses, draft, figures, _parties(clauses, draft)):
        yield both  # how much was taken, and how much paid
        return
    of_customers = {noun.dimension for noun in clauses.all("listed")} | {
        one.chosen.dimension for one in clauses.all("filter")
    }
    if "purchase_returns" in figures and "customer" in of_customers and "supplier" not in of_customers:
        figures = tuple("returns" if slug == "purchase_returns" else slug for slug in figures)  # what they gave back
        stated = ["returns" if slug == "purchase_returns" else slug for slug in stated]
    somebody = any(one.chosen.dimension == "customer" for one in clauses.all("filter")) and not sets_of(clauses)
    told_both = somebody and clauses.has("and", "comma")
    if (
        told_both
        and set(clauses.all("verb")) == {"buy"}
        and figures
        and set(figures) <= {"outstanding", "overdue", "collections"}
    ):
        yield draft.with_cost(0.0, metrics=(*figures, "net_sales"))  # what somebody owes and has bought
        return
    if told_both and set(clauses.all("verb")) == {"buy", "pay"} and not figures and len(clauses.all("how_much")) > 1:
        yield draft.with_cost(0.0, metrics=("net_sales", "collections"))  # what somebody bought and paid
        return
    things = {noun.dimension for noun in clauses.all("listed")}
    count = {"bill": "orders", "customer": "customers"}.get(next(iter(things), "")) if len(things) == 1 else None
    beside = figures[0] if figures in (("orders",), ("customers",)) else count if not figures else None
    if (
        beside is not None
        and set(clauses.all("verb")) == {"sell"}
        and clauses.has("how_much")
        and (figures or clauses.has("how_many"))
        and clauses.has("and", "comma")
    ):
        counted_by = {"orders": "bill", "customers": "customer"}[beside]
        by = tuple(slug for slug in draft.by if slug != counted_by)
        yield draft.with_cost(0.0, metrics=("net_sales", beside), by=by)  # how much was sold and how many bills
        return
    if set(figures) == {"debtors_balance", "outstanding"}:
        figures = ("outstanding",)  # the same told twice
    if (
        set(figures) == {"collections"}
        and clauses.all("verb") == ["sell"]
        and len(clauses.all("how_much")) > 1
        and clauses.has("and", "comma")
    ):
        yield draft.with_cost(0.0, metrics=("net_sales", "collections"))  # how much was sold and how much money came
        return
    if figures == ("cost_of_goods",) and any(
        one.chosen.dimension == "expense_category" for one in clauses.all("filter")
    ):
        figures = ("expenses",)  # what transport cost
    if clauses.has("attained") or (clauses.has("share") and not draft.by):
        figures = (
            tuple(ATTAINED.get(slug, slug) for slug in figures)
            if set(figures) & ATTAINED.keys() and set(figures) <= {*ATTAINED, "expenses", "net_sales"}
            else figures
        )
        if set(figures) & set(ATTAINED.values()):
            figures = tuple(slug for slug in figures if slug in ATTAINED.values())
            yield draft.with_cost(0.0, metrics=figures)
            return
    rated = any(one.chosen.dimension in ("tax_rate", "hsn") for one in clauses.all("filter"))
    if (
        set(figures) == {"tax", "net_sales"}
        and not rated
        and not clauses.has("and", "comma", "group", "ranking", "versus", "condition", "share")
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
    if set(figures) <= _OF_BUYING and figures and draft.by == ("customer",) and not verbs and clauses.has("group"):
        draft = draft.with_cost(0.0, by=("supplier",))  # purchases party wise
    if (
        clauses.has("amount")
        and clauses.has("how_much")
        and draft.by == ("product",)
        and verbs & {"buy", "sell"}
        and not draft.ranking
        and not clauses.has("wh", "group", "list", "what")
    ):
        draft = draft.with_cost(0.0, by=())  # goods worth how much
    parties = _parties(clauses, draft)
    again = set(figures) & {"repeat_customers", "returning_customers"} and draft.by == ("customer",)
    if clauses.has("state", "state_of_trade"):
        if draft.ranking or len(figures) > 1 or (figures and verbs):
            yield Misfit("how business goes is asked together with something else")
            return
        if figures:
            yield draft.with_cost(0.0, metrics=figures)  # how did yesterday go in sales
            return
        if clauses.has("amount") and clauses.has("when"):
            yield draft.with_cost(ASSUMED, metrics=("net_sales",))  # how did Diwali go in rupees
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
        rate = next((rate for parts, rate in RATES.items() if set(figures) == set(parts)), "")
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
        yield from by_another(clauses, draft, figures)
        return
    if (
        clauses.has("average_word")
        and clauses.has("how_much", "how_many")
        and not figures
        and set(clauses.all("verb")) == {"sell"}
        and any(one.chosen.dimension == "product" for one in clauses.all("filter"))
    ):
        yield draft.with_cost(0.0, metrics=("average_selling_price",))  # led bulb average kitne me bika
        return
    if clauses.has("daily_mean", "average_word"):
        yield from daily(clauses, draft, figures)
        return
    if clauses.has("age"):
        yield from aged(clauses, draft, figures, verbs)
        return
    if is_buying(clauses, parties):
        yield from bought(clauses, draft, figures, parties)
        return
    if verbs == {"sell", "collect"} and not figures and clauses.has("and", "comma"):
        yield draft.with_cost(0.0, metrics=("net_sales", "collections"))  # how much was sold and how much came in
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
        and not lost
        and not figures
        and not verbs
        and clauses.has("how_much")
        and clauses.has("when")
        and "product" in nouns_named
        and not clauses.has("group", "left")
    ):
        yield draft.with_cost(0.0, metrics=("stock_losses",), by=())  # how much was gone by its date
        return
    if (
        "reason" in parties
        and (figures or verbs - {"sell"} or clauses.has("group") or not lost)
        and not set(figures) & {"stock_losses", "stock_taken_out", "stock_taken_in"}
    ):
        yield Misfit("what was lost of stock is told by the reason, what was sold is not")
        return
    if not clauses.has("and", "comma", "share", "change") and (
        due := DUE_BILLS.get(frozenset(figures) | frozenset({"orders"} if "bill" in nouns_named else ()))
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
        and "product" in nouns_named
        and clauses.has("how_many")
        and clauses.has("wh")
        and not draft.ranking
    ):
        yield draft.with_cost(0.0, metrics=("returned_items",), by=("product",))  # which goods came back, how many
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
        and figures[0] in BILL_BY_BILL
        and clauses.has("wh")
        and not clauses.has("how_many", "ranking")
        and (not draft.by or draft.by == ("bill",))
    ):
        yield draft.with_cost(0.0, metrics=(BILL_BY_BILL[figures[0]],), by=("bill",))
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
    by_bill = "bill" in {slug for group in clauses.all("group") for slug in group} or any(
        noun.dimension == "bill" and noun.number == 1 for noun in clauses.all("listed")
    )
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
    if "items" in stated and clauses.has("how_many") and len(stated) == 2 and set(stated) & COUNT_PRODUCTS:
        figures = tuple(slug for slug in figures if slug != "items")
    if "customers" in figures and set(figures) & {"repeat_customers", "new_customers", "returning_customers"}:
        figures = tuple(slug for slug in figures if slug != "customers")  # how many customers came again
    kinds_of_customers = {"repeat_customers", "new_customers", "returning_customers"}
    if figures and set(figures) <= kinds_of_customers and verbs == {"buy"}:
        verbs = set()  # the new customers who bought
    if figures and set(figures) <= kinds_of_customers and draft.by == ("customer",) and not draft.ranking:
        draft = draft.with_cost(0.0, by=())  # how many new customers: the noun only says of what
        if clauses.has("how_many"):
            yield draft.with_cost(0.0, metrics=figures)
            return
    customers_named = parties & {"customer", "city", "country"}
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
    if "items" in figures and set(figures) & COUNT_PRODUCTS:
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
    if set(figures) & TAKEN and verbs == {"buy"}:
        verbs = set()  # kitna gst liya
    if figures == ("items",) and verbs == {"buy"} and not customers_named and "product" in parties and not draft.by:
        yield draft.with_cost(0.0, metrics=("purchased_items",))  # the quantity of sugar purchased
        yield draft.with_cost(OFFERED, metrics=("items_sold",))
        return
    if (
        verbs == {"spend"}
        and not figures
        and not parties & {"customer", "city", "country", "product", "category"}
        and not clauses.has("who", "average_word", "condition")
    ):
        yield draft.with_cost(0.0, metrics=("expenses",))  # what was spent this month
        return
    customers = (
        parties & {"customer", "city", "country"}
        or clauses.has("customer_side")
        or (parties & {"product", "category"} and draft.ranking)
    )
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
        yield from counted(clauses, draft, figures, verbs)
    elif figures:
        yield from named_figures(clauses, draft, figures, verbs)
    elif verbs:
        yield from acted(clauses, draft, verbs, parties)
    elif clauses.has("left") and "product" in parties:
        yield draft.with_cost(0.0, metrics=("stock_on_hand",))
    elif clauses.has("quantity") and _asks_stock(clauses):
        yield draft.with_cost(0.0, metrics=("stock_on_hand",))  # how many bags of cement are there
        yield draft.with_cost(OFFERED, metrics=("items_sold",))
    elif clauses.has("quantity"):
        alone = not clauses.has(
            "when", "whens", "filter", "ranking", "group", "how_many", "how_much", "what", "list", "condition", "total"
        )
        yield draft.with_cost(DOUBTFUL if alone else OFFERED if clauses.has("listed") else 0.0, metrics=("items",))
    else:
        yield from likely_figures(clauses, draft, parties)


def _parties(clauses: Clauses, draft: Draft) -> set[str]:
    """The dimensions that the question speaks of."""
    return {selection.chosen.dimension for selection in clauses.all("filter")} | {
        *draft.by,
        *(noun.dimension for noun in clauses.all("listed")),
        *(things.dimension for things in sets_of(clauses)),
    }


def _asks_stock(clauses: Clauses) -> bool:
    """Whether a quantity of named goods, at no time and with nothing done to them, is that in stock."""
    named = [one for one in clauses.all("filter") if not one.negated]
    return bool(named) and all(one.chosen.dimension == "product" for one in named) and not clauses.categories() - {
        "filter", "quantity", "metric", "how_many", "how_much", "what", "now", "total",
    }  # fmt: skip
