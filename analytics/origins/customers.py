"""What is behind the figures of customers: the customers that are counted, and the documents they brought their sales by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from analytics.analysis import analyse
from analytics.behind import Behind, Listing, listed
from analytics.cohorts import Follower, followers
from analytics.lapsed import lapsed_customers
from analytics.loyalty import Buyer, buyers, buyers_of_month
from analytics.origins.spots import CUSTOMER, EVER, Spot, documents
from analytics.query import Column
from analytics.reports.customers import AT_RISK, CUSTOMERS, INVOICES, NET_SALES, TIMES, over_at
from analytics.reports.periods import A_DAY, elapsed
from analytics.segments import EVERYBODY, ScoredCustomer, scored_customers, segments_on
from analytics.traced import Traced
from munim.days import Period, add_months, month_of

CAME: Final = Column("came", "Came", "count", metric=True)
REPEAT: Final = Column("repeat_customers", "Came twice or more", "count", metric=True)


def customers_origin(spot: Spot) -> Traced | Behind:
    """Of the report of new and returning customers."""
    period = elapsed(spot.asked.days, spot.figures.today)
    found = buyers(spot.figures, period)
    if spot.table == "months" and spot.row is not None:
        month = month_of(spot.value_of("month"))
        found = buyers_of_month(spot.figures, period, month.start)
        period = Period(max(month.start, period.start), min(month.end, period.end))
    elif spot.table == "times" and spot.row is not None:
        _, least, most = TIMES[spot.row]
        found = [one for one in found if one.invoices >= least and (most is None or one.invoices <= most)]
    came = [one for one in found if one.invoices]
    match spot.slug:
        case "customers":
            return spot.made_of(_people(spot, ((one.customer_id, 1) for one in came), CUSTOMERS))
        case "new_customers":
            return spot.made_of(_counted(spot, (one for one in came if one.is_new)))
        case "returning_customers":
            return spot.made_of(_counted(spot, (one for one in came if not one.is_new)))
        case "repeat_rate":
            told = ((one.customer_id, int(one.invoices >= 2), 1) for one in came)
            return spot.made_of(_people(spot, told, REPEAT, CUSTOMERS), formula="repeat_customers / customers")
        case "new_net_sales":
            found = [one for one in found if one.is_new]
        case "returning_net_sales":
            found = [one for one in found if not one.is_new]
    return _sales(spot, (one.customer_id for one in found), period)


def cohorts_origin(spot: Spot) -> Traced | Behind:
    """Of the report of cohorts: a customer of it has been followed from month to month."""
    period = spot.asked.days
    found = followers(spot.figures, period)
    end = period.end
    if spot.row is not None:
        found = [one for one in found if one.cohort == spot.value_of("month")]
    if spot.slug.startswith("retention_") or (spot.table == "retention" and spot.slug.startswith("month_")):
        age = int(spot.slug.rpartition("_")[2])
        if not spot.table:
            begun = min(period.last, max(spot.figures.today, period.start))
            found = [
                one
                for one in found
                if over_at(one.cohort, age, spot.figures.today) and add_months(one.cohort, age) <= begun
            ]
        told = ((one.customer_id, int(age in one.came), 1) for one in found)
        return spot.made_of(_people(spot, told, CAME, CUSTOMERS), formula="came / customers")
    ids = [one.customer_id for one in found]
    if spot.slug == "new_customers":
        return spot.made_of(_counted(spot, found))
    if spot.slug == "net_sales":
        return _sales(spot, ids, Period(EVER, end))
    if spot.table == "lifetime_value":
        age = int(spot.slug.rpartition("_")[2])
        end = min(end, add_months(spot.value_of("month"), age + 1))
    heads = _people(spot, ((key, 1) for key in ids), CUSTOMERS)
    return spot.made_of(heads, *spot.listings(_sales(spot, ids, Period(EVER, end))), formula="net_sales / customers")


def segments_origin(spot: Spot) -> Traced | Behind:
    """Of the report of segments."""
    period = elapsed(spot.asked.days, spot.figures.today)
    if spot.table == "customers":
        key = spot.value_of("customer_id")
        return _sales(spot, [key], period) if spot.slug == "net_sales" else _invoices(spot, key, period)
    found = _scored(spot, period)
    match spot.slug:
        case "invoices":
            return spot.made_of(_people(spot, ((one.customer_id, one.invoices) for one in found), INVOICES))
        case "net_sales" | "at_risk_net_sales":
            return _sales(spot, (one.customer_id for one in found), period)
    return spot.made_of(_counted(spot, found))


def _scored(spot: Spot, period: Period) -> list[ScoredCustomer]:
    """The customers of the row's segment, of those at risk, or all."""
    segments: Sequence[Any] = [None]
    if spot.row is not None:
        segments = [segments_on(period.last)[spot.row]]
    elif spot.slug.startswith("at_risk"):
        segments = [one for one in segments_on(period.last) if one.slug in AT_RISK]
    return [one for each in segments for one in scored_customers(spot.figures, period, segment=each, limit=EVERYBODY)]


def lapsed_origin(spot: Spot) -> Traced | Behind:
    """Of the report of customers who have not come."""
    on: date = min(spot.asked.days.last, spot.figures.today)
    if spot.table and spot.slug == "invoices":
        return _invoices(spot, spot.value_of("customer_id"), Period(EVER, on + A_DAY))
    if spot.table:
        year = Period(spot.value_of("last_bought") - timedelta(days=364), on + A_DAY)
        return _sales(spot, [spot.value_of("customer_id")], year)
    if spot.slug == "inactive_days":
        raise spot.no_sum("is what was asked for, not a figure of the books", "lapsed_customers")
    found = lapsed_customers(spot.figures, on=on, days=spot.asked.option("days"), limit=EVERYBODY).customers
    if spot.slug.startswith("lapsed_regular"):
        found = tuple(one for one in found if one.was_regular)
    if spot.slug.endswith("net_sales"):  # each of a year of their own: a customer's row lists its documents
        return spot.made_of(_people(spot, ((one.customer_id, one.year_minor) for one in found), spot.figure.column))
    return spot.made_of(_counted(spot, found))


# --- parts ---


def _counted(spot: Spot, found: Iterable[Buyer | Follower | ScoredCustomer | Any]) -> Listing:
    return _people(spot, ((one.customer_id, 1) for one in found), spot.figure.column)


def _people(spot: Spot, told: Iterable[tuple[Any, ...]], *parts: Column) -> Listing:
    """Customers by name, each with what it adds to the parts; ``told``: the id, then these."""
    names = spot.figures.names("customer")
    rows = [(names[str(key)], key, *values) for key, *values in told]
    return listed("customer", (*CUSTOMER, *parts), sorted(rows, key=lambda row: (row[0], row[1])), [it.slug for it in parts])  # fmt: skip


def _sales(spot: Spot, ids: Iterable[UUID], period: Period) -> Traced:
    """The net sales to these customers, returns taken off."""
    names = spot.figures.names("customer")
    return spot.cell(NET_SALES.slug, "customer", period, [(names[str(key)], key) for key in ids])


def _invoices(spot: Spot, customer: UUID, period: Period) -> Behind:
    """The invoices of one customer that stand."""
    rows = analyse(
        spot.figures, "invoices_of_customer", permission="customers.read", customer=customer, start=period.start, end=period.end
    )  # fmt: skip
    shown = "bills.read" in spot.figures.permissions
    return spot.made_of(documents(((*row, 1) for row in rows), spot.figure.column, shown=shown))
