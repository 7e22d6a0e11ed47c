"""The clauses of one way to read a question, and the query in the making that they fill."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import msgspec

from ai.parser.chart import Edge
from ai.parser.clause_parts import parts_of, without_comma_of_time
from ai.parser.clock import Clock
from ai.parser.lattice import Chosen
from ai.parser.marks import marks, without_goods_of_a_kind
from ai.parser.names import Name
from ai.parser.said import Condition, Listed, Ranking, Selection, Things
from ai.parser.settling import RULES
from ai.parser.settling_dealings import FIRST
from ai.parser.settling_dealings import RULES as DEALINGS
from ai.parser.settling_figures import FIGURE_RULES
from ai.parser.settling_goods import GOODS_RULES
from ai.parser.settling_hindi import HINDI_SETTLING
from ai.parser.settling_parties import RULES as PARTY_RULES
from ai.parser.settling_sets import LAST as SETS_AT_LAST
from ai.parser.settling_sets import RULES as SET_SETTLING
from ai.parser.settling_talk import RULES as TALK_RULES
from analytics.query import MetricQuery
from analytics.reports.asked import ReportQuery

_DAYS: Final = 31
_LIGHT: Final = {"give": "pay", "come": "collect", "go": "sell"}
_GIVEN: Final = frozenset(
    {
        "discounts",
        "discount_rate",
        "credit_given",
        "outstanding",
        "refunds",
        "advances",
        "gross_profit",
        "margin",
        "net_profit",
        "operating_profit",
        "quotations",
        "quoted",
        "payables",
        "supplier_payments",
        "net_sales",
        "revenue",
        "total_sales",
        "gross_sales",
        "orders",
        "sales_target",
        "expense_target",
    }
)
_COUNTS_OF_BILLS: Final = frozenset(
    {"cancelled_bills", "overdue_bills", "unpaid_bills", "discounted_bills", "credit_notes", "supplier_bills"}
)
_OF_A_BILL: Final = frozenset(
    {"items", "items_sold", "discounts", "tax", "gross_profit", "total_sales"}
)  # bills with more than 5 items
COUNTED: Final = {"bill": "orders", "customer": "customers", "product": "items_sold"}  # what "number of" these counts


class Misfit(NamedTuple):
    """Why clauses do not make a query, in words for the asker."""

    reason: str


class Plan(NamedTuple):
    """A query, or a report, the clauses may mean. ``names`` are those its filters carry.

    ``instead_of``: why what was asked cannot be told, when this is the nearest that can.
    """

    query: MetricQuery | ReportQuery
    cost: float
    names: tuple[Name, ...] = ()
    instead_of: str = ""


class Clauses:
    """The clauses of one row, by category."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._values: dict[str, list[Any]] = {}
        edges = without_comma_of_time(list(edges))
        self._values.update(marks(edges))
        edges = without_goods_of_a_kind(edges)
        for edge in edges:
            for part in parts_of(edge):
                self._values.setdefault(part.category, []).append(part.value)
        self._settle()
        for rule in (
            *FIRST,
            *SET_SETTLING,
            *HINDI_SETTLING,
            *FIGURE_RULES,
            *GOODS_RULES,
            *DEALINGS,
            *TALK_RULES,
            *PARTY_RULES,
            *RULES,
            *SETS_AT_LAST,
        ):
            rule(self._values)
        self._lighten()
        reasons = any(selection.chosen.dimension == "reason" for selection in self._values.get("filter", []))
        stock = set(self._values.get("metric", [])) <= {"stock_on_hand", "stock_value"} and self.has("metric")
        if self.has("loss") and (reasons or stock):
            del self._values["loss"]  # what was lost of the stock
            self._values["metric"] = ["stock_losses"]
        if "rise" in self._values and not self.has("listed", "group", "who"):
            self._values.setdefault("change", []).extend(
                self._values.pop("rise")
            )  # sales went up: of nothing in particular

    def _settle(self) -> None:
        """What a word means beside others: the same thing named twice is one, few of the goods are those to reorder."""
        filters = self._values.get("filter", [])
        self._values.update({"filter": list(dict.fromkeys(filters))} if filters else {})
        if any(one.chosen.dimension == "ageing_bucket" for one in filters) and self._values.get("metric") == [
            "outstanding"
        ]:
            self._values["metric"] = ["overdue"]  # dues of 31 to 60 days
        owed_by_us = set(self._values.get("metric", [])) in ({"payables"}, {"payables", "overdue"}, {"payables", "outstanding"}, {"overdue", "overdue_payables"})  # fmt: skip
        if any(one.chosen.dimension == "ageing_bucket" for one in filters) and owed_by_us:
            self._values["metric"] = ["overdue_payables"]  # payables of 31 to 60 days
        self._of_customers()
        if self._values.pop("those_who", None) is not None and not self.has("among", "among_bare", "listed"):
            self._values["listed"] = [Listed("customer", True)]
            self._values["those_who_side"] = []
        self._settle_goods()
        self._meet()
        nouns = {noun.dimension for noun in self._values.get("listed", [])}
        few = self.has("downness") and self.has("how_many") and nouns == {"product"}
        if few and not self.has("metric", "verb", "when", "filter", "report"):
            del self._values["downness"]
            self._values["metric"] = ["low_stock"]
        taker = any(one.chosen.dimension in ("payment_method", "staff") for one in filters) and not any(
            one.chosen.dimension in ("customer", "product", "category") for one in filters
        )
        money = any(one.chosen.dimension == "payment_method" for one in filters) or self.has("amount")
        methods = {noun.dimension for noun in self._values.get("listed", [])} == {"payment_method"}
        if self._values.get("verb") == ["sell"] and methods and self.has("amount") and not self.has("metric"):
            self._values["verb"] = ["collect"]  # which mode of payment brings in the most money
        if self._values.get("verb") == ["buy"] and taker and money and not self.has("metric", "listed"):
            self._values["verb"] = ["collect"]  # how much UPI money did Rozi take
        if self._values.get("report") == [("bought-together", ())] and self.has("whens") and not self.has("lapse"):
            del self._values["report"]
            self._values["together"] = [None]  # the sales of two days together
        several = any(len(one.chosen.names) > 1 and one.chosen.dimension != "product" for one in filters)
        heads = any(one.chosen.dimension == "expense_category" for one in filters)
        asked = heads or self.has("ranking", "verb", "how_much", "quantity", "amount", "total")
        asked = asked or bool(set(self._values.get("metric", [])) - {"customers", "orders", "items", "items_sold"})
        of_customers = any(
            len(one.chosen.names) > 1 and one.chosen.dimension in ("customer", "city", "country") for one in filters
        )
        if (
            self._values.get("report") == [("bought-together", ())]
            and of_customers
            and self.has("when")
            and not asked
            and not self.has("lapse")
        ):
            del self._values["report"]
            self._values["total"] = [None]  # two customers together in October
        if self._values.get("report") == [("bought-together", ())] and several and asked and not self.has("lapse"):
            del self._values["report"]  # customers of two towns together: both
        acts = self._values.get("own_act", [])
        if acts and "own_took" in acts and not self.has("wh", "list"):
            self._values.pop("what", None)  # what have we taken today: the takings
        acts = ["own_take" if act == "own_took" else act for act in acts]
        if "own_take" in acts:
            self._values["own_act"] = acts
            if self._takings(filters):
                pass
            elif any(one.chosen.dimension == "customer" for one in filters) and not self.has("supplier_side"):
                del self._values["own_act"]  # how much goods did somebody take
                self._values.setdefault("verb", []).append("buy")
            else:
                self._values["own_act"] = ["own_buy" if act == "own_take" else act for act in acts]
        verbs = self._values.get("verb", [])
        if "take_in" in verbs:  # a customer takes goods, the shop takes in money
            buyer = any(one.chosen.dimension == "customer" and not one.said for one in filters)
            self._values["verb"] = [verb if verb != "take_in" else "buy" if buyer else "collect" for verb in verbs]

    def _takings(self, filters: list[Selection]) -> bool:
        """What the shop took, where no goods and no supplier are named: its takings, or the money that came in by some method."""
        sides = {one.chosen.dimension for one in filters} | {noun.dimension for noun in self._values.get("listed", [])}
        if sides & {"supplier", "product", "category", "customer"} or self.has(
            "metric", "quantity", "how_many", "what", "supplier_side"
        ):
            return False
        del self._values["own_act"]
        if "payment_method" in sides:
            self._values.setdefault("verb", []).append("collect")
        else:
            self._values["metric"] = ["revenue"]
        return True

    def _of_customers(self) -> None:
        """The purchases of customers are sales to them; "of debtors" says no more of money that came in than "of customers"."""
        sides = {one.chosen.dimension for one in self._values.get("filter", [])}
        sides |= {noun.dimension for noun in self._values.get("listed", [])}
        sides |= {things.dimension for things in self._values.get("among", [])}
        if (
            not sides & {"customer", "city", "country"}
            or "supplier" in sides
            or self.has("supplier_side", "own_act", "what")
        ):
            return
        for category in ("metric", "order_by"):
            if "purchases" in self._values.get(category, []):
                said = ["net_sales" if slug == "purchases" else slug for slug in self._values[category]]
                self._values[category] = list(dict.fromkeys(said))
        for category in ("condition", "among"):
            if category in self._values:
                self._values[category] = [
                    one._replace(metric="net_sales") if one.metric == "purchases" else one
                    for one in self._values[category]
                ]

    def _settle_goods(self) -> None:
        """Money that is stuck in goods or with customers; what is given to customers; the day of most customers."""
        nouns = {noun.dimension for noun in self._values.get("listed", [])}
        kinds = {one.chosen.dimension for one in self._values.get("filter", [])} | nouns
        stuck = self._values.get("metric") != ["stock_on_hand"] and self._values.pop("stuck", None) is not None
        if stuck and not self.has("metric", "verb", "report", "lapse"):
            goods = kinds & {"product", "category"} and "customer" not in kinds
            self._values.update({"metric": ["stock_value"]} if goods else {"verb": ["owe"]})
        given = self.has("metric") and set(self._values["metric"]) <= {"discounts", "discount_rate", "credit_given"}
        if given and self._values.get("own_act") == ["own_pay"] and "customer" in kinds and "supplier" not in kinds:
            del self._values["own_act"]
            self._values.setdefault("verb", []).append("give")  # the discount given to which customer
        if (
            self.has("when_asked")
            and self.has("ranking")
            and nouns == {"customer"}
            and not self.has("metric", "own_act")
        ):
            del self._values["listed"]
            self._values["metric"] = ["customers"]  # on which day most customers came

    def _meet(self) -> None:
        """What clauses mean for one another: rankings told in two halves, one thing asked of several names."""
        filters: list[Selection] = list(dict.fromkeys(self._values.get("filter", [])))
        kinds_counted = {noun.dimension for noun in self._values.get("listed", [])} & COUNTED.keys() or {
            "customers",
            "orders",
            "items",
            "products_sold",
        } & set(self._values.get("metric", []))
        if (
            self.has("breakdown")
            and self.has("how_many")
            and kinds_counted
            and not any(len(one.chosen.names) > 1 for one in filters)
        ):
            del self._values["breakdown"]  # how many different customers
        rankings: list[Ranking] = self._values.get("ranking", [])
        if (
            len(rankings) == 2
            and len({one.descending for one in rankings}) == 1
            and not any(one.selling for one in rankings)
        ):
            counted = [one for one in rankings if one.number is not None]
            self._values["ranking"] = counted if len(counted) == 1 else rankings  # most of all ..., top 3
        if self.has("late_side") and len(rankings) == 1:
            number = rankings[0].number or (1 if self.has("who") else None)
            self._values["ranking"] = [rankings[0]._replace(descending=True, number=number)]  # the worst owes the most
        kinds = {selection.chosen.dimension for selection in filters}
        plain = not any(selection.negated or selection.chosen.crowd for selection in filters)
        joined = (
            len(self._values.get("how_much", [])) > 1
            or self.has("breakdown")
            or (
                len(self._values.get("and", [])) + len(self._values.get("comma", [])) >= len(filters) - 1
                and not self.has("lapse", "not_after")
            )
        )
        if len(filters) > 1 and len(kinds) == 1 and plain and joined and len(self._values.get("metric", [])) < 2:
            names = tuple(dict.fromkeys(name for selection in filters for name in selection.chosen.names))
            self._values["filter"] = [Selection(Chosen(min(kinds), names))]  # cash how much, UPI how much
            if self.has("breakdown") or len(self._values.get("how_much", [])) > 1:
                self._values["breakdown"] = [None]
        several = [selection for selection in filters if len(selection.chosen.names) > 1 and not selection.negated]
        if (
            self.has("downness")
            and self.has("who", "wh")
            and len(several) == 1
            and not self.has("listed", "report", "ranking")
        ):
            for category in ("downness", "who", "wh"):
                self._values.pop(category, None)
            self._values["breakdown"] = [None]  # of the two, who sold more
        nouns = {noun.dimension for noun in self._values.get("listed", [])}
        figures = set(self._values.get("metric", []))
        if (
            figures <= {"payables", "overdue_payables", "supplier_payments"}
            and figures
            and self.has("wh")
            and not nouns
        ):
            self._values["listed"] = [Listed("supplier", False)]  # which supplier's payment is late
        if figures and figures <= _COUNTS_OF_BILLS and self.has("quantity"):
            del self._values["quantity"]
            self._values["how_many"] = [None]  # cancelled invoices, nos
        if (
            figures == {"items"}
            and self._values.get("verb") == ["buy"]
            and self.has("among")
            and not self.has("how_many", "how_much", "quantity", "total", "listed")
        ):
            del self._values["metric"]
            self._values["listed"] = [Listed("product", True)]  # items bought by those who owe
        goods = nouns == {"product"} and verbs_of(self) <= {"buy"}
        if (
            self.has("not_then", "not_since")
            and (figures == {"customers"} or not figures)
            and goods
            and not self.has("how_many")
        ):
            self._values.pop("metric", None)
            self._values["verb"] = ["buy"]
            self._values["listed"] = [Listed("customer", True)]  # who took goods in one month and not in the other
        if (
            nouns == {"customer", "product"}
            and self.has("not_then", "not_since", "both")
            and verbs_of(self) == {"buy"}
            and not self.has("wh", "group")
        ):
            self._values["listed"] = [noun for noun in self._values["listed"] if noun.dimension == "customer"]
        if figures == {"total_sales"} and self.has("not_then"):
            del self._values["metric"]
            self._values["verb"] = ["buy"]  # billed in one month and not in the other
        if figures & {"supplier_bills", "goods_received"} and "collections" in figures and not self.has("and", "comma"):
            self._values["metric"] = [
                slug for slug in self._values["metric"] if slug != "collections"
            ]  # bills received
        conditions: list[Condition] = self._values.get("condition", [])
        worth = len(conditions) == 1 and (
            conditions[0].metric in _OF_A_BILL or (not conditions[0].metric and min(conditions[0].amounts) > _DAYS)
        )
        if (
            self.has("orders_named")
            and figures == {"orders"}
            and worth
            and not nouns
            and not self.has("group", "how_many", "ranking")
        ):
            del self._values["metric"]
            self._values["listed"] = [Listed("bill", True)]  # orders over 100: such bills
            nouns = {"bill"}
        few = (
            len(conditions) == 1
            and conditions[0].metric == "quantity"
            and conditions[0].operator in ("below", "at_most")
        )
        if few and nouns == {"product"} and not self.has("metric", "verb", "when", "whens", "own_act", "filter", "who"):
            self._values["condition"] = [
                conditions[0]._replace(metric="stock_on_hand")
            ]  # items with less than 5 pieces
        if (
            figures == {"orders"}
            and "bills_named" in self._values
            and self.has("how_much")
            and not self.has("how_many", "listed", "group", "ranking", "verb", "condition")
            and kinds & {"staff"}
            and len(filters) == 1
        ):
            self._values["metric"] = ["net_sales"]  # how much did Kavita bill
        if any(condition.verb == "come" for condition in conditions) and figures == {"total_sales"}:
            del self._values["metric"]  # customers billed two or more times
        fell = (
            self.has("change")
            and self.has("how_much")
            and not self.has("metric", "against", "compare", "verb", "listed", "group")
        )
        if (
            fell
            and filters
            and all(one.chosen.dimension == "payment_method" and one.said in ("in", "by", "from") for one in filters)
        ):
            del self._values["change"]
            self._values["verb"] = ["collect"]  # aaj UPI pe kitna gira: came in by it
        if (
            self.has("when_asked")
            and self.has("ranking")
            and not self.has("metric", "verb")
            and nouns
            and nouns <= {"bill", "customer"}
        ):
            self._values["metric"] = [COUNTED[min(nouns)]]  # on which date the most bills were made
            del self._values["listed"]
        if "staff" in nouns and "expense_category" in kinds and nouns == {"staff"}:
            del self._values["listed"]  # what was paid in salaries to the staff
        told = not self.has("metric") or figures == {"total_sales"}
        if (
            self.has("not_then", "not_of", "not_since")
            and self.has("verb")
            and told
            and not self.has("listed", "who", "group")
        ):
            self._values["listed"] = [Listed("customer", True)]
        together = self._values.get("report") == [("bought-together", ())] and self.has("metric")
        if together and len({name for selection in filters for name in selection.chosen.names}) > 1:
            del self._values["report"]  # the sales of two together

    def _lighten(self) -> None:
        """ "Gave" and "came" alone are payments made and received, what "went" was sold; beside another figure or verb they say nothing."""
        verbs = self._values.get("verb", [])
        if not set(verbs) & _LIGHT.keys():
            return
        others = [verb for verb in verbs if verb not in _LIGHT]
        asked = len(self._values.get("how_much", []))
        if "come" in verbs and others == ["sell"] and asked > 1 and self.has("and", "comma"):
            self._values["verb"] = ["sell", "collect"]  # how much was sold, and how much money came
            return
        if "come" in verbs and self.has("not_then"):
            self._values["verb"] = ["buy"]  # who came in one month and not in the other
            return
        nouns = {noun.dimension for noun in self._values.get("listed", [])}
        if (
            "come" in verbs
            and not others
            and nouns == {"customer"}
            and not self.has("metric", "how_many", "how_much", "amount", "total", "ranking", "condition", "age")
        ):
            self._values["verb"] = ["buy"]  # the customers who came
            return
        if "come" in verbs:
            self._values["came"] = []
        if "give" in verbs:
            self._values["given"] = []
            figures = set(self._values.get("metric", []))
            goods = any(noun.dimension == "product" for noun in self._values.get("listed", [])) or any(
                selection.chosen.dimension in ("product", "category") for selection in self._values.get("filter", [])
            )
            if goods and not figures and not others:
                self._values["verb"] = ["sell"]  # the goods that were given to somebody
                return
            if others or not figures <= _GIVEN:
                self._values["verb"] = ["pay" if verb == "give" else verb for verb in verbs]
                return  # diya may be a lamp, rent that was given is the shop's own
        if others or self.has(
            "metric", "own_act", "metric_pair", "report", "lapse", "ratio", "daily_mean", "metric_ratio", "condition"
        ):
            kept = others
        elif "come" in verbs and (
            any(selection.chosen.dimension == "supplier" for selection in self._values.get("filter", []))
            or any(noun.dimension == "supplier" for noun in self._values.get("listed", []))
        ):
            kept = ["buy"]  # what came from a supplier
        else:
            kept = [_LIGHT.get(verb, verb) for verb in verbs]
        self._values["verb"] = kept
        if not kept:
            del self._values["verb"]

    def all(self, category: str) -> list[Any]:
        return self._values.get(category, [])

    def without(self, category: str) -> Clauses:
        """These clauses but those of ``category``, which say what others say."""
        rest = Clauses(())
        rest._values = {other: values for other, values in self._values.items() if other != category}
        return rest

    def with_span_as_time(self, clock: Clock) -> Clauses:
        """These clauses with "in 60 days" read as the last 60 where it is said of what did not sell or who did not buy."""
        lacking = any(things.negated and things.of_the_time for things in self.all("among"))
        if not lacking or len(self.all("span")) != 1:
            return self
        [(count, unit)] = self.all("span")
        rolling = clock.rolling(count, unit)
        if rolling is None:
            return self
        timed = self.without("span")
        if timed.has("when"):  # the goods bought in October that did not sell in 60 days
            timed._values["among"] = [
                one._replace(period=rolling.period, of_the_time=False) for one in self.all("among")
            ]
        else:
            timed._values["when"] = [rolling]
        return timed

    def categories(self) -> set[str]:
        return set(self._values) - {
            "bills_named",
            "orders_named",
            "given",
            "staff_side",
            "customer_side",
            "came",
            "late_side",
            "things_counted",
            "whom",
            "of_each",
            "when_of_them",
            "times_beside",
            "jinhone",
            "we_sold",
            "those_who_side",
            "named_twice",
            "fold",
            "the_part",
            "best_named",
            "was_paid",
            "takings",
            "asked_for_one",
        }

    def has(self, *categories: str) -> bool:
        return any(category in self._values for category in categories)


def verbs_of(clauses: Clauses) -> set[str]:
    return set(clauses.all("verb"))


class Draft(msgspec.Struct, frozen=True):
    """A query in the making."""

    cost: float = 0.0
    metrics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    ranking: Ranking | None = None
    per: tuple[str, ...] = ()
    ratio: bool = False
    things: tuple[Things, ...] = ()
    met: bool = False  # the conditions are those of its things, not of its rows

    def with_cost(self, cost: float, **changes: Any) -> Draft:
        return msgspec.structs.replace(self, cost=self.cost + cost, **changes)


def quantity_slug(slug: str) -> str:
    """ "By quantity" without a figure named: items, returned ones taken off."""
    return "items" if slug == "quantity" else slug
