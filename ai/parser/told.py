"""Questions that a report answers: which one, of what time, narrowed to what, with which of its options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ai.parser.clauses import Clauses, Misfit, Plan
from ai.parser.clock import Clock, When
from ai.parser.festivals import feast_of
from ai.parser.liberties import OFFERED
from ai.parser.said import Ranking, Selection
from analytics.contributions import TELLING
from analytics.query import Filter, Having, MetricQuery, Order
from analytics.reports.asked import ReportQuery
from munim.days import Period, add_months, month_of, whole_months


class Tolerance(NamedTuple):
    """What may be said beside the words that ask for a report without asking for something else.

    ``metrics`` and ``nouns`` are what it tells anyway; ``filters`` what it can be narrowed to; ``time``: ``any``, ``now`` for a
    report of this day alone, ``end`` for one of the end of a day, ``none``. ``ahead``: the option that days ahead go to, ``span`` that of a bare length
    of time, ``limit`` whether it takes a number of rows.
    """

    metrics: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    filters: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    time: str = "any"
    ahead: str = ""
    span: str = ""
    limit: bool = False
    others: frozenset[str] = frozenset()


_SALES: Final = frozenset({"net_sales", "revenue", "total_sales", "gross_sales"})
_TELLS: Final[dict[str, Tolerance]] = {
    "product-abc": Tolerance(_SALES | {"products_sold", "stock_on_hand", "items", "items_sold"}, frozenset({"product"}), verbs=frozenset({"sell", "earn"})),
    "receivables-ageing": Tolerance(frozenset({"outstanding", "overdue", "unpaid", "debtors", "overdue_bills", "unpaid_bills"}), frozenset({"customer", "bill", "ageing_bucket", "day"}), frozenset({"customer", "city"}), frozenset({"owe"}), "end"),
    "payables-ageing": Tolerance(frozenset({"payables", "payables_unpaid", "overdue_payables", "outstanding", "supplier_bills"}), frozenset({"supplier", "bill", "ageing_bucket"}), frozenset({"supplier"}), frozenset({"owe"}), "end", others=frozenset({"own_act", "supplier_side"})),
    "day-book": Tolerance(frozenset({"cash_difference"}), frozenset({"day", "account", "bill"}), frozenset(), frozenset({"owe"}), others=frozenset({"left"})),
    "bought-together": Tolerance(frozenset({"items", "items_sold", "customers", "orders"}), frozenset({"product", "customer", "bill"}), frozenset({"product"}), frozenset({"buy", "sell"}), limit=True),
    "cohorts": Tolerance(frozenset({"customers", "new_customers", "repeat_rate", "repeat_customers", "returning_customers"}), frozenset({"customer", "month", "cohort"}), verbs=frozenset({"buy"}), others=frozenset({"occasion"})),
    "customers": Tolerance(frozenset({"customers", "new_customers", "returning_customers"}), frozenset({"customer"})),
    "customer-segments": Tolerance(frozenset({"customers"}), frozenset({"customer"}), verbs=frozenset({"buy"}), limit=True, others=frozenset({"at_large", "downness"})),
    "sales-forecast": Tolerance(_SALES | {"orders"}, frozenset({"day", "week", "month", "category"}), verbs=frozenset({"sell", "earn"}), time="ahead", others=frozenset({"change"})),
    "stock-out": Tolerance(frozenset({"stock_on_hand", "low_stock", "stock_cover_days", "out_of_stock", "items"}), frozenset({"product", "day", "category"}), frozenset({"product", "category"}), frozenset({"sell"}), "ahead", "within", "within", others=frozenset({"left", "out_of_stock", "bare_time", "how_many"})),
    "restock": Tolerance(frozenset({"stock_on_hand", "low_stock", "items", "purchases", "orders", "purchased_items"}), frozenset({"product", "supplier"}), frozenset({"product"}), frozenset({"buy"}), "ahead", "cover", "cover", others=frozenset({"own_act", "quantity", "supplier_side"})),
    "unusual-days": Tolerance(_SALES | {"orders"}, frozenset({"day"})),
    "busy-hours": Tolerance(_SALES | {"orders", "items", "average_order_value", "customers"}, frozenset({"hour", "weekday", "day", "customer"}), verbs=frozenset({"sell"})),
    "slow-products": Tolerance(frozenset({"items"}), frozenset({"product"}), limit=True),
    "reorder": Tolerance(frozenset({"low_stock", "stock_on_hand"}), frozenset({"product"}), time="now"),
    "profit-and-loss": Tolerance(frozenset({"net_profit", "gross_profit"}), frozenset({"month", "account"})),
    "targets": Tolerance(_SALES | {"sales_target", "target_achieved", "expense_target", "budget_used", "expenses"}, frozenset({"month", "expense_category"}), verbs=frozenset({"sell"})),
    "control": Tolerance(frozenset({"cancelled_bills", "cancelled_sales", "orders"}), frozenset({"bill", "staff"})),
    "sales-to-bank": Tolerance(_SALES | {"collections"}, frozenset({"account"})),
    "dashboard": Tolerance(time="now"),
    "why": Tolerance(_SALES | {"orders", "gross_profit", "margin", "items_sold", "average_order_value", "customers", "collections", "expenses", "net_profit", "discounts", "returns", "refunds", "purchases", "new_customers", "operating_profit"}, frozenset({"product", "customer", "category", "bill", "staff", "city"}), frozenset({"category", "product", "city", "staff", "customer"}), frozenset({"sell", "earn", "buy"}), others=frozenset({"change", "compare", "against", "whens", "when_pair", "rise", "loss", "rank", "how_much", "downness"})),
    "price-changes": Tolerance(frozenset({"average_selling_price", "purchases", "purchases_billed"}), frozenset({"product", "supplier"}), verbs=frozenset({"sell", "buy"}), limit=True, others=frozenset({"change", "rise", "supplier_side", "own_act", "downness", "bare_time"})),
    "freshness": Tolerance(frozenset(), frozenset({"day", "month", "year"}), time="now"),
    "catalogue": Tolerance(frozenset(), frozenset(), time="none", others=frozenset({"left"})),
}  # fmt: skip
_REASONED: Final = frozenset({"returns", "refunds"})  # of which reasons are kept
_PLAIN: Final = frozenset({"report", "metric", "listed", "filter", "verb", "when", "span", "ahead", "how_many", "how_much", "who", "wh", "what", "list", "now", "total", "and", "comma", "group", "amount", "quantity", "when_asked", "breakdown", "trend", "ranking", "share", "attained", "both"})  # fmt: skip
_FIGURES: Final = ("net_sales", "orders", "items", "average_order_value")  # of the heat map


def tolerance(slug: str) -> Tolerance:
    """What may be said beside the report; of one that no words ask for, other days alone."""
    return _TELLS.get(slug, Tolerance())


def told(clauses: Clauses, clock: Clock) -> Iterator[Plan | Misfit]:
    """The report that the clauses ask for, or why it does not answer them."""
    asked = clauses.all("report")
    slugs = {slug for slug, _ in asked}
    if "why" in slugs and len(slugs) == 2:
        slugs.discard("why")
    if slugs == {"reorder", "restock"}:
        slugs = {"reorder"}  # what has run short, and what to order: the one report tells both
    if slugs == {"stock-out", "sales-forecast"}:
        slugs = {"stock-out"}  # how long it will last at the current rate of sale
        clauses = clauses.without("metric")
    if len(slugs) > 1:
        yield Misfit("the question asks for two reports at once")
        return
    slug = slugs.pop()
    tells = tolerance(slug)
    options = dict(option for one, pairs in asked if one == slug for option in pairs)
    if (misfit := _beside(clauses, slug, tells)) is not None:
        yield misfit
        return
    if slug == "control" and clauses.has("who", "wh"):
        yield Misfit("who changed which bills is told by the bills themselves")
        return
    selections: list[Selection] = _narrowed(clauses, slug)
    filters = tuple(
        Filter(chosen.dimension, "not_in" if negated else "in", tuple(name.value for name in chosen.names))
        for chosen, negated, *_ in selections
    )
    names = tuple(name for selection in selections for name in selection.chosen.names)
    found: dict[str, Any] = dict(options)
    if (misfit := _with_lengths(clauses, tells, found)) is not None:
        yield misfit
        return
    wanted = [one for one in clauses.all("metric") if one in (*_FIGURES, "revenue")]
    if slug == "busy-hours" and clauses.has("ranking") and nouns_of(clauses) == {"hour"} and not wanted:
        yield from _busiest(clauses, filters, clock)
        return
    if slug == "busy-hours" and (wanted or clauses.has("when", "group")):
        yield from _heat(clauses, wanted, filters, clock)
        return
    if (
        slug == "restock"
        and clauses.has("wh")
        and nouns_of(clauses) == {"product"}
        and not clauses.has("how_much", "how_many", "quantity", "ahead", "filter")
    ):
        having = (Having("low_stock", "above", (0,)),)
        yield Plan(MetricQuery(("low_stock",), by=("product",), having=having), 0.0)
        return
    if slug == "busy-hours" and (figure := next((one for one in clauses.all("metric") if one in _FIGURES[1:]), "")):
        found["figure"] = figure
    if slug == "why" and set(clauses.all("metric")) & _REASONED and not clauses.has("change", "compare", "against", "rise", "downness"):  # fmt: skip
        yield Misfit(
            "the question asks for a report and for a figure at once"
        )  # why goods come back is another question
        return
    if slug == "why" and (figure := next((one for one in clauses.all("metric") if one not in _SALES), "")):
        found["figure"] = figure
    if slug == "why" and "figure" not in found and not clauses.has("metric") and nouns_of(clauses) == {"bill"}:
        found["figure"] = "orders"
    if slug == "why" and (by := _told_by(clauses)):
        found["by"] = by
    period, misfit = _time(clauses, slug, tells, clock, found)
    if misfit is not None:
        yield misfit
        return
    compare: Any = _compared(clauses) if slug == "why" else "usual"
    if slug == "why" and (pair := _from_one_to_another(clauses)) is not None and compare == "usual":
        period, compare = pair[1], "usual" if pair[0] == pair[1].before() else pair[0]
    aimed = slug == "targets" and bool(set(clauses.all("metric")) & _SALES) and clauses.has("when")
    people = aimed or (
        slug == "why" and "figure" not in found and nouns_of(clauses) == {"customer"}
    )  # rather of how many there were
    yield Plan(
        ReportQuery(slug, period, filters, compare, tuple(sorted(found.items()))), OFFERED if people else 0.0, names
    )


def _told_by(clauses: Clauses) -> str:
    """ "Which categories caused the change", "why did sales fall, by category": by what the change is to be told."""
    parts = [slug for group in clauses.all("group") for slug in group]
    if clauses.has("wh", "what") and not parts:
        parts = sorted(nouns_of(clauses))
    return parts[0] if len(parts) == 1 and parts[0] in TELLING else ""


def nouns_of(clauses: Clauses) -> set[str]:
    return {noun.dimension for noun in clauses.all("listed")}


def _busiest(clauses: Clauses, filters: tuple[Filter, ...], clock: Clock) -> Iterator[Plan | Misfit]:
    """At what time the rush is greatest: the hour of the most bills."""
    ranking: Ranking = clauses.all("ranking")[0]
    whens: list[When] = clauses.all("when")
    if len(whens) > 1 or any(when.period.start > clock.today for when in whens):
        yield Misfit("the question names more than one time")
        return
    order = (Order("orders", ranking.descending),)
    period = whens[0].period if whens else None
    yield Plan(
        MetricQuery(("orders",), by=("hour",), where=filters, period=period, order=order, limit=ranking.number or 1),
        0.0,
    )


def _heat(clauses: Clauses, wanted: list[str], filters: tuple[Filter, ...], clock: Clock) -> Iterator[Plan | Misfit]:
    """A heat map of a figure or of a time: the figure by weekday and hour."""
    whens: list[When] = clauses.all("when")
    if len(whens) > 1 or any(when.period.start > clock.today for when in whens):
        yield Misfit("the question names more than one time")
        return
    period = whens[0].period if whens else None
    yield Plan(
        MetricQuery((wanted[0] if wanted else "net_sales",), by=("weekday", "hour"), where=filters, period=period), 0.0
    )


def _beside(clauses: Clauses, slug: str, tells: Tolerance) -> Misfit | None:
    """What is said beside the report's own words and asks for something else."""
    extra = [category for category in clauses.categories() if category not in _PLAIN and category not in tells.others]
    if extra:
        return Misfit("the question asks for a report and for something else at once")
    if set(clauses.all("metric")) - tells.metrics:
        return Misfit("the question asks for a report and for a figure at once")
    nouns = {noun.dimension for noun in clauses.all("listed")} | {
        one for group in clauses.all("group") for one in group
    }
    if nouns - tells.nouns:
        return Misfit("that report is not split so")
    if set(clauses.all("verb")) - tells.verbs:
        return Misfit("the question asks for a report and for something else at once")
    for selection in _narrowed(clauses, slug):
        if selection.chosen.crowd or selection.chosen.dimension not in tells.filters:
            return Misfit("that report is of the whole shop")
    return None


def _narrowed(clauses: Clauses, slug: str) -> list[Selection]:
    """What the report is narrowed to: what reached the bank is all that is told of sales to the bank."""
    told: list[Selection] = clauses.all("filter")
    return [one for one in told if slug != "sales-to-bank" or one.chosen.dimension != "payment_method"]


def _with_lengths(clauses: Clauses, tells: Tolerance, found: dict[str, Any]) -> Misfit | None:
    """Days ahead, lengths of time and numbers of rows, into the options they belong to."""
    for days in clauses.all("ahead"):
        if tells.ahead:
            found[tells.ahead] = days
        elif tells.time != "ahead":
            return Misfit("that time has not come yet")
    for count, unit in clauses.all("span"):
        if not tells.span:
            return Misfit("which days are meant is not clear")
        found[tells.span] = count * {"day": 1, "week": 7, "month": 30}.get(unit, 365)
    counts = {noun.number for noun in clauses.all("listed") if noun.number} | {
        ranking.number for ranking in clauses.all("ranking") if ranking.number
    }
    if counts == {2} and "bought-together" in {slug for slug, _ in clauses.all("report")}:
        counts = set()  # which two things go together
    if counts and tells.limit:
        found["limit"] = counts.pop()
    return Misfit("the question gives two numbers of rows") if counts else None


def _time(
    clauses: Clauses, slug: str, tells: Tolerance, clock: Clock, found: dict[str, Any]
) -> tuple[Period | None, Misfit | None]:
    """The period of the report; of one that is known now alone, none."""
    whens: list[When] = clauses.all("when")
    if len(whens) > 1:
        return None, Misfit("the question names more than one time")
    if not whens:
        return None, None
    [when] = whens
    match tells.time:
        case "any":
            if when.period.start > clock.today:
                return None, Misfit("that time has not come yet")
            if slug == "day-book" and when.period == clock.unit_of("day", clock.today):
                return None, None  # its own
            return when.period, None
        case "end":
            if when.period.start <= clock.today < when.period.end:
                return None, None
            if when.period.start > clock.today:
                return None, Misfit("that time has not come yet")
            return Period(when.period.last, when.period.end), None
        case "ahead":
            if when.yearless and when.unit == "month" and when.period.end <= clock.today:
                when = When(Period(add_months(when.period.start, 12), add_months(when.period.end, 12)), "month")
            if when.feast and when.period.end <= clock.today:
                when = feast_of(when, when.feast_day.year + 1)  # by Holi: the one that comes
            if when.period.end <= clock.today:
                return None, Misfit("what is to come is told, not what would have come then")
            if slug == "restock" and when.period.start <= clock.today and when.unit in ("day", "week", "month"):
                return None, None  # what to order this week: it is ordered then, not what will do for its rest
            if tells.ahead and tells.ahead not in found and when.period.last > clock.today:
                found[tells.ahead] = (when.period.last - clock.today).days
            return None, None
        case "now" if clock.today in when.period:
            return None, None
        case _:
            return None, Misfit("that is known of now alone")


def _from_one_to_another(clauses: Clauses) -> tuple[Period, Period] | None:
    """ "Why did sales fall from October to November": the two times, the later held against the earlier."""
    pairs = [*clauses.all("when_pair"), *clauses.all("whens")]
    if len(pairs) == 1 and len(pairs[0]) == 2 and not clauses.has("when", "against"):
        first, second = sorted((when.period for when in pairs[0]), key=lambda each: each.start)
        return (first, second) if first.end <= second.start else None
    whens: list[When] = clauses.all("when")
    if (
        len(whens) == 1
        and not pairs
        and not (whens[0].unit or whens[0].rolling or whens[0].since)
        and whole_months(whens[0].period) == 2
    ):
        first, second = month_of(whens[0].period.start), month_of(whens[0].period.last)
        return first, second
    return None


def _compared(clauses: Clauses) -> Any:
    """What a change is held against: said, or the period before."""
    against = next(iter(clauses.all("against")), None)
    if against is None:
        return "usual"
    if against.when is not None:
        return against.when.period
    return "last_year" if against.kind == "last_year" else "previous"
