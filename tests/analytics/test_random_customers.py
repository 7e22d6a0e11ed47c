"""Analyses of customers and products against plain Python over the same bills, on shops nobody thought of."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.baskets import bought_with, product_pairs
from analytics.cohorts import cohorts
from analytics.lapsed import lapsed_customers
from analytics.loyalty import customers_by_month, loyalty
from analytics.segments import SEGMENTS, customer_segments, scored_customers, segment_of
from munim.days import Period
from tests.analytics.conftest import figures_of
from tests.analytics.mirrors import Books, named

START = date(2026, 6, 20)  # the days run over six months
DAYS = 150
CUSTOMERS = ("Asha", "Binod", "Chitra", "Dev", "Esha", "Firoz", "Gita", "Walk-in")
PRODUCTS = ("Rice", "Soap", "Tea", "Salt", "Oil")

line = st.tuples(st.sampled_from(PRODUCTS), st.integers(1, 9), st.integers(0, 50_000))
bill = st.fixed_dictionaries(
    {
        "customer": st.sampled_from(CUSTOMERS),
        "day": st.integers(0, DAYS - 1),
        "fate": st.sampled_from(("sale", "sale", "sale", "return", "cancelled")),
        "lines": st.lists(line, min_size=1, max_size=4),
        "later": st.integers(0, 40),
    }
)
bills = st.lists(bill, max_size=45)
periods = st.tuples(st.integers(0, DAYS - 1), st.integers(1, DAYS)).map(
    lambda pair: Period(START + timedelta(days=pair[0]), START + timedelta(days=pair[0] + pair[1]))
)
SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Bill = dict[str, Any]


def day_of(bill: Bill) -> date:
    return START + timedelta(days=bill["day"])


def net_of(bill: Bill) -> int:
    return sum(net for _, _, net in bill["lines"])


def books_of(bills: list[Bill]) -> Books:
    books = Books()
    for name in CUSTOMERS:
        books.customer(name)
    for name in PRODUCTS:
        books.product(name)
    for n, each in enumerate(bills):
        sign = -1 if each["fate"] == "return" else 1
        entries = [("return" if sign < 0 else "sale", sign, 0)]
        if each["fate"] == "cancelled":
            entries.append(("cancellation", -1, each["later"]))
        for entry, signed, later in entries:
            for product, quantity, net in each["lines"]:
                day = day_of(each) + timedelta(days=later)
                books.line(
                    f"B{n}", day, product, signed * quantity, signed * net, entry=entry, customer=each["customer"]
                )
    return books


# -- the same in plain Python: purchases are the invoices that stand, amounts every entry on its own day ------------------------


def purchases(bills: list[Bill], period: Period | None = None) -> dict[str, list[date]]:
    """Each named customer's days of invoices that stand, one for each invoice, in order."""
    days: dict[str, list[date]] = defaultdict(list)
    for each in bills:
        if each["fate"] == "sale" and each["customer"] != "Walk-in" and (period is None or day_of(each) in period):
            days[each["customer"]].append(day_of(each))
    return {customer: sorted(found) for customer, found in days.items()}


def amounts(bills: list[Bill]) -> list[tuple[str, date, int]]:
    """(customer, day, net sales) of every entry to a named customer."""
    entries = []
    for each in bills:
        if each["customer"] != "Walk-in":
            sign = -1 if each["fate"] == "return" else 1
            entries.append((each["customer"], day_of(each), sign * net_of(each)))
            if each["fate"] == "cancelled":
                entries.append((each["customer"], day_of(each) + timedelta(days=each["later"]), -net_of(each)))
    return entries


def net_in(bills: list[Bill], period: Period) -> Counter[str]:
    found: Counter[str] = Counter()
    for customer, day, net in amounts(bills):
        if day in period:
            found[customer] += net
    return found


def until(period: Period) -> Period:
    return Period(date(2000, 1, 1), period.end)


def fifths(order: list[str]) -> dict[str, int]:
    """Scores 5 to 1 by place: fifths of equal size, the better ones larger by one where it does not divide."""
    size, more = divmod(len(order), 5)
    answer, place = {}, 0
    for n in range(5):
        for customer in order[place : place + size + (n < more)]:
            answer[customer] = 5 - n
        place += size + (n < more)
    return answer


def test_of_customers_worth_as_much_the_limit_leaves_the_first_by_id() -> None:
    sold = [
        {"customer": name, "day": 3, "fate": "sale", "lines": [("Rice", 1, 500)], "later": 0}
        for name in ("Asha", "Binod", "Chitra")
    ]
    with figures_of(books_of(sold)) as figures:
        best = scored_customers(figures, Period(START, START + timedelta(days=9)), limit=2)

    assert [one.name for one in best] == sorted(("Asha", "Binod", "Chitra"), key=lambda name: str(named(name)))[:2]


@SOME
@given(bills, periods)
def test_every_customer_is_in_one_segment_and_scored_as_plain_sorting_scores_them(
    bills: list[Bill], period: Period
) -> None:
    bought, net = purchases(bills, period), net_in(bills, period)
    last = {name: days[-1].toordinal() for name, days in bought.items()}
    many = {name: len(days) for name, days in bought.items()}
    ids = {name: str(named(name)) for name in bought}
    recency = fifths(sorted(bought, key=lambda it: (-last[it], -many[it], -net[it], ids[it])))
    frequency = fifths(sorted(bought, key=lambda it: (-many[it], -last[it], -net[it], ids[it])))
    monetary = fifths(sorted(bought, key=lambda it: (-net[it], -last[it], -many[it], ids[it])))

    with figures_of(books_of(bills)) as figures:
        scored = scored_customers(figures, period)
        by_segment = customer_segments(figures, period)
        narrowed = {item.segment.slug: scored_customers(figures, period, segment=item.segment) for item in by_segment}

    assert {one.name: (one.recency, one.frequency, one.monetary) for one in scored} == {
        name: (recency[name], frequency[name], monetary[name]) for name in bought
    }
    assert {one.name: (one.last_date.toordinal(), one.invoices, one.net_minor) for one in scored} == {
        name: (last[name], many[name], net[name]) for name in bought
    }
    assert [one.net_minor for one in scored] == sorted((one.net_minor for one in scored), reverse=True)
    assert [item.segment for item in by_segment] == list(SEGMENTS)
    for item in by_segment:
        members = [one for one in scored if one.segment == item.segment]
        assert (item.customers, item.invoices, item.net_minor) == (
            len(members), sum(one.invoices for one in members), sum(one.net_minor for one in members)
        )  # fmt: skip
        assert narrowed[item.segment.slug] == members
    assert sum(item.customers for item in by_segment) == len(bought)


def test_every_three_scores_belong_to_exactly_one_segment() -> None:
    found = Counter(
        segment_of(recency, frequency, monetary, on=START).slug
        for recency in range(1, 6)
        for frequency in range(1, 6)
        for monetary in range(1, 6)
    )

    assert found.keys() == {segment.slug for segment in SEGMENTS}
    assert sum(found.values()) == 125


@SOME
@given(bills, periods)
def test_new_and_returning_are_told_by_the_first_invoice_ever(bills: list[Bill], period: Period) -> None:
    bought, ever, net = purchases(bills, period), purchases(bills, until(period)), net_in(bills, period)
    new = {name for name in bought if ever[name][0] in period}

    with figures_of(books_of(bills)) as figures:
        found, months = loyalty(figures, period), customers_by_month(figures, period)

    assert (found.customers, found.new, found.returning) == (len(bought), len(new), len(bought) - len(new))
    assert found.repeating == sum(len(days) >= 2 for days in bought.values())
    assert found.net_minor == sum(net.values())
    assert found.new_minor == sum(net[name] for name in new)
    assert found.with_invoices(1, 2)[0] + found.with_invoices(3, None)[0] == found.customers
    assert sum(month.new for month in months) == found.new
    assert sum(month.new_minor + month.returning_minor for month in months) == found.net_minor
    for month in months:
        within = {name for name, days in bought.items() if any(day.replace(day=1) == month.month for day in days)}
        fresh = {name for name in within & new if ever[name][0].replace(day=1) == month.month}
        assert (month.new, month.returning) == (len(fresh), len(within - fresh))


@SOME
@given(bills, periods)
def test_cohorts_hold_every_customer_once_and_all_their_sales(bills: list[Bill], period: Period) -> None:
    ever = purchases(bills, until(period))
    joined = {name: days[0].replace(day=1) for name, days in ever.items() if days[0] >= period.start.replace(day=1)}
    active: dict[tuple[date, int], set[str]] = defaultdict(set)
    earned: Counter[tuple[date, int]] = Counter()
    for name, month in joined.items():
        for day in ever[name]:
            active[month, 12 * (day.year - month.year) + day.month - month.month].add(name)
        for customer, day, net in amounts(bills):
            if customer == name and day < period.end:
                earned[month, max(12 * (day.year - month.year) + day.month - month.month, 0)] += net

    with figures_of(books_of(bills)) as figures:
        found = cohorts(figures, period)

    assert [one.month for one in found] == sorted(set(joined.values()))
    assert sum(one.customers for one in found) == len(joined)
    for one in found:
        assert len(one.active) == len(one.net_minor)
        assert one.customers == one.active[0] == len(active[one.month, 0])
        assert list(one.active) == [len(active[one.month, since]) for since in range(len(one.active))]
        assert list(one.net_minor) == [earned[one.month, since] for since in range(len(one.net_minor))]
        assert all(count <= one.customers for count in one.active)
        last = len(one.active) - 1
        assert one.retention(0) == 100 and one.retention(last + 1) is None
        assert one.lifetime_value(last) == half_up(Decimal(sum(one.net_minor)) / one.customers)
    assert sum(sum(one.net_minor) for one in found) == sum(
        net for customer, day, net in amounts(bills) if customer in joined and day < period.end
    )


def half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@SOME
@given(bills, st.integers(0, DAYS - 1), st.integers(1, 90), st.integers(1, 8))
def test_lapsed_customers_are_those_whose_last_invoice_is_old(
    bills: list[Bill], offset: int, days: int, limit: int
) -> None:
    on = START + timedelta(days=offset)
    ever = purchases(bills, until(Period(on, on + timedelta(days=1))))
    lapsed = {name: found for name, found in ever.items() if (on - found[-1]).days >= days}
    worth = {
        name: sum(net for customer, day, net in amounts(bills)
                  if customer == name and day <= on and (found[-1] - day).days < 365)
        for name, found in lapsed.items()
    }  # fmt: skip
    regular = {
        name for name, found in lapsed.items()
        if len(set(found)) >= 3 and (found[-1] - found[0]).days <= 31 * (len(set(found)) - 1)
    }  # fmt: skip

    with figures_of(books_of(bills)) as figures:
        found = lapsed_customers(figures, on=on, days=days, limit=limit)

    best = sorted(lapsed, key=lambda name: (-worth[name], str(named(name))))[:limit]
    assert [(one.name, one.year_minor, one.last_date, one.buying_days, one.invoices, one.was_regular) for one in found.customers] == [
        (name, worth[name], lapsed[name][-1], len(set(lapsed[name])), len(lapsed[name]), name in regular) for name in best
    ]  # fmt: skip
    assert (found.count, found.year_minor) == (len(lapsed), sum(worth.values()))
    assert (found.regular_count, found.regular_minor) == (len(regular), sum(worth[name] for name in regular))


@SOME
@given(st.lists(bill, max_size=60), periods, st.integers(1, 3), st.integers(1, 12))
def test_pairs_are_those_that_counting_every_invoice_finds(
    bills: list[Bill], period: Period, least: int, limit: int
) -> None:
    baskets = [
        {product for product, _, _ in each["lines"]}
        for each in bills
        if each["fate"] == "sale" and day_of(each) in period
    ]
    single = Counter(product for basket in baskets for product in basket)
    pairs = Counter(pair for basket in baskets for pair in combinations(sorted(basket), 2))
    wanted = {
        pair: count for pair, count in pairs.items()
        if count >= least and count * len(baskets) > single[pair[0]] * single[pair[1]]
    }  # fmt: skip

    with figures_of(books_of(bills)) as figures:
        found = product_pairs(figures, period, least=least, limit=limit)
        companions = {name: bought_with(figures, named(name), period, least=least, limit=99) for name in PRODUCTS}

    told = {tuple(sorted((one.a_name, one.b_name))): one for one in found}
    assert len(told) == len(found) == min(limit, len(wanted))
    assert all(pair in wanted for pair in told)
    assert [one.together for one in found] == sorted(wanted.values(), reverse=True)[:limit]
    for one in found:
        assert one.a_invoices >= one.b_invoices
        assert (one.together, one.a_invoices, one.b_invoices, one.invoices) == (
            pairs[min(one.a_name, one.b_name), max(one.a_name, one.b_name)], single[one.a_name], single[one.b_name], len(baskets),
        )  # fmt: skip
        assert one.lift == (Decimal(one.together) * len(baskets) / single[one.a_name] / single[one.b_name]).quantize(
            Decimal("0.01"), rounding=ROUND_HALF_UP
        )
        # a pair is the same seen from either side
        [there] = [other for other in companions[one.a_name] if other.name == one.b_name]
        [back] = [other for other in companions[one.b_name] if other.name == one.a_name]
        assert there.together == back.together == one.together and there.lift == back.lift == one.lift
        assert (there.confidence, back.confidence) == (one.confidence, one.confidence_back)
    assert {tuple(sorted((name, other.name))) for name, others in companions.items() for other in others} == set(wanted)
