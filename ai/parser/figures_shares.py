"""Figures by others: what was attained of a target, rates, ratios, averages, how business goes, how long a thing is due."""

from __future__ import annotations

from ai.parser.averages import aged, by_another, daily
from ai.parser.clauses import Misfit
from ai.parser.figure_tables import ATTAINED, RATES
from ai.parser.liberties import ASSUMED, DOUBTFUL, OFFERED
from ai.parser.measure import Found, Measure

_WITH_A_TARGET = {*ATTAINED, "expenses", "net_sales"}
_COMING_AGAIN = {"repeat_customers", "returning_customers"}


def attained(asked: Measure) -> Found:
    """How far a target was met."""
    if not asked.has("attained") and (not asked.has("share") or asked.draft.by):
        return None
    figures = set(asked.figures)
    if figures & ATTAINED.keys() and figures <= _WITH_A_TARGET:
        asked.figures = tuple(ATTAINED.get(slug, slug) for slug in asked.figures)
    if set(asked.figures) & set(ATTAINED.values()):
        return asked.told(*(slug for slug in asked.figures if slug in ATTAINED.values()))
    return None


def state_of_trade(asked: Measure) -> Found:
    """How business goes: of a figure where one is named, else of those likely meant."""
    if not asked.has("state", "state_of_trade"):
        return None
    if asked.draft.ranking or len(asked.figures) > 1 or (asked.figures and asked.verbs):
        return [Misfit("how business goes is asked together with something else")]
    if asked.figures:
        return asked.told(*asked.figures)  # how did yesterday go in sales
    if asked.has("amount") and asked.has("when"):
        return asked.told("net_sales", cost=ASSUMED)  # how did Diwali go in rupees
    usual = 0.0 if asked.has("state_of_trade") and asked.has("when", "against") else DOUBTFUL
    return [
        draft
        for place, slug in enumerate(("net_sales", "orders", "gross_profit"))
        for draft in asked.told(slug, cost=usual + (OFFERED if place and not usual else 0.0) + 0.01 * place)
    ]


def rate_of_a_figure(asked: Measure) -> Found:
    """A share of nothing that it is split by is a rate: profit in per cent, repeat customers in per cent."""
    again = set(asked.figures) & _COMING_AGAIN and asked.draft.by == ("customer",)
    whole = not asked.draft.by or (again and not asked.has("group", "ranking"))
    if not asked.has("share") or not whole or asked.has("filter", "condition"):
        return None
    rate = next((rate for parts, rate in RATES.items() if set(asked.figures) == set(parts)), "")
    if set(asked.figures) & _COMING_AGAIN and set(asked.figures) <= {*_COMING_AGAIN, "customers"}:
        rate = "repeat_rate"
    if rate and asked.joined and len(asked.figures) == 1 and len(asked.stated) == 2:
        return asked.told(*asked.figures, rate)  # gross profit and gross profit %
    if rate and asked.joined and len(asked.figures) == 2 and rate not in ("return_rate", "repeat_rate"):
        beside = ("net_sales",) if "net_sales" in asked.figures else asked.figures
        return asked.told(*beside, rate)  # sales and profit %
    if rate and not asked.has("against", "change", "compare"):
        return asked.told(rate, by=())
    return None


def ratio(asked: Measure) -> Found:
    """A price, or one figure by another."""
    if asked.has("metric_ratio"):
        if asked.figures:
            return [Misfit("a price and a figure are asked at once")]
        return asked.told(*asked.all("metric_ratio")[0], ratio=True)
    return by_another(asked.clauses, asked.draft, asked.figures) if asked.has("ratio") else None


def average(asked: Measure) -> Found:
    """The mean price of goods, or the mean of a day."""
    selling = set(asked.verbs) == {"sell"} and "product" in asked.chosen and asked.has("how_much", "how_many")
    if asked.has("average_word") and selling and not asked.figures:
        return asked.told("average_selling_price")  # led bulb average kitne me bika
    if asked.has("daily_mean", "average_word"):
        return daily(asked.clauses, asked.draft, asked.figures)
    return None


def due_so_long(asked: Measure) -> Found:
    """What is overdue by more than so many days."""
    return aged(asked.clauses, asked.draft, asked.figures, asked.verbs) if asked.has("age") else None
