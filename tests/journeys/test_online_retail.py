"""The real data set, unshifted, in the books and through the reports: the figures others have published from the same file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from analytics.baskets import product_pairs
from analytics.cohorts import cohorts
from analytics.loyalty import loyalty
from analytics.query import Filter, MetricQuery, Order
from analytics.reports import Figures, monthly_report
from analytics.segments import customer_segments, scored_customers, segment_of
from billing.business import BusinessSettings
from billing.imports.maps import Dates, read_map
from billing.imports.sales import ImportSales, import_sales
from billing.imports.summary import SalesImport
from billing.integrity import find_breaches
from billing.ledger import trial_balance
from etl.mirror import run_mirror
from etl.reader import open_mirror
from munim.database import Database
from munim.days import Period
from munim.statistics import refresh_statistics
from tests.conftest import Shop, open_shop

pytestmark = pytest.mark.timeout(300)  # half a million lines

DEMO = Path(__file__).parents[2] / "demo"
FILE = DEMO / "online_retail.parquet"
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)

# month, sum of all lines; clean invoices, customers and revenue (lines with a customer, quantity and price above zero)
MONTHS = """
2010-12   748957.02  1400   885   572713.89
2011-01   560000.26   987   741   569445.04
2011-02   498062.65   997   758   447137.35
2011-03   683267.08  1321   974   595500.76
2011-04   493207.12  1149   856   469200.36
2011-05   723333.51  1555  1056   678594.56
2011-06   691123.12  1393   991   661213.69
2011-07   681300.11  1331   949   600091.01
2011-08   682680.51  1280   935   645343.90
2011-09  1019687.62  1755  1266   952838.38
2011-10  1070704.67  1929  1364  1039318.79
2011-11  1461756.25  2657  1664  1161817.38
2011-12   433668.01   778   615   518192.79
"""
# code, units and quantity x price over all lines; published by code and description together, so that renamed products
# and remarks such as "damaged" stand apart
TOP_TEN = """
84077   53847  13587.93
85099B  47363  92356.03
84879   36381  58959.73
22197   36334  33969.46
21212   36039  21059.72
85123A  35317  99668.47
23084   30680  66756.59
22492   26437  16810.42
22616   26315   7972.76
21977   24753  12189.47
"""


@pytest.fixture(scope="module")
def online_retail(database: Database, owner_url: str) -> tuple[Shop, SalesImport]:
    """The whole file imported into a British business, its dates as they are."""
    shop = open_shop(database, BusinessSettings(name="Online Retail Ltd", country="GB", credit_days=30))
    sales_map = msgspec.structs.replace(read_map(DEMO / "online_retail.toml"), dates=Dates(shift="none"))
    with database.business(shop.business_id) as session:
        done = import_sales(session, ImportSales(FILE, sales_map), by=shop.owner, at=AT)
    refresh_statistics(owner_url)
    return shop, done


@pytest.fixture
def session(database: Database, online_retail: tuple[Shop, SalesImport]) -> Iterator[Session]:
    with database.business(online_retail[0].business_id) as session:
        yield session


@pytest.fixture
def imported(online_retail: tuple[Shop, SalesImport]) -> SalesImport:
    return online_retail[1]


def ask(session: Session, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(sa.text(statement))]


def money(minor: Any) -> Decimal:
    return Decimal(minor).scaleb(-2)


def test_every_line_is_imported_or_rejected_with_its_reason(imported: SalesImport) -> None:
    parts = imported.summary.parts

    assert imported.summary.input.lines == 541_909
    assert {fate: part.lines for fate, part in parts.items()} == {
        "sale": 530_109, "return": 9_288, "bad_debt": 3, "adjustment": 2_501, "repeated": 0, "rejected": 8,
    }  # fmt: skip
    assert len(imported.rejects) == 8
    assert {reject.reason for reject in imported.rejects} == {
        "a service at no price, on a document without prices, moves neither money nor stock"
    }


def test_the_bridge_from_the_file_to_net_sales_holds_to_the_penny(imported: SalesImport, session: Session) -> None:
    summary = imported.summary

    assert summary.input.quantity == 5_176_450
    assert summary.input.amount == Decimal("9747747.934")
    assert summary.parts["sale"].amount == Decimal("10655622.484")
    assert summary.parts["return"].amount == Decimal("-896812.49")
    assert summary.parts["bad_debt"].amount == Decimal("-11062.06")
    assert summary.parts["adjustment"].amount == summary.parts["rejected"].amount == 0
    assert summary.rounding == Decimal("-0.004")
    assert [(line.line, line.exact, line.booked_minor) for line in summary.rounded] == [
        (157196, Decimal("0.001"), 0), (279046, Decimal("0.001"), 0), (359872, Decimal("0.001"), 0), (361742, Decimal("0.001"), 0),
    ]  # fmt: skip
    accounts = {row.account: money(row.balance_minor) for row in trial_balance(session)}
    assert accounts["sales"] == Decimal("-10655622.48")
    assert accounts["sales_returns"] == Decimal("896812.49")
    assert accounts["bad_debts"] == Decimal("11062.06")
    # 10655622.48 - 896812.49 - 11062.06 = 9747747.93 = 9747747.934 - 0.004
    assert (
        money(summary.booked_minor)
        == Decimal("9747747.93")
        == -(accounts["sales"] + accounts["sales_returns"] + accounts["bad_debts"])
    )


def test_quantities_in_the_books_sum_to_the_file(session: Session, imported: SalesImport) -> None:
    ((billed,),) = ask(
        session,
        "SELECT sum(CASE kind WHEN 'invoice' THEN quantity ELSE -quantity END) FROM bill_lines JOIN bills ON bills.id = bill_id",
    )
    ((adjusted,),) = ask(
        session,
        "SELECT sum(CASE WHEN note LIKE 'given free%' THEN -quantity ELSE quantity END) FROM stock_moves WHERE reason = 'adjustment'",
    )

    rejected, bad_debts = imported.summary.parts["rejected"].quantity, imported.summary.parts["bad_debt"].quantity
    assert billed + adjusted + rejected + bad_debts == 5_176_450


def test_months_sum_to_what_others_have_published(session: Session) -> None:
    lines = ask(session, """
        SELECT month, sum(amount) FROM (
            SELECT to_char(business_date, 'YYYY-MM') AS month, CASE kind WHEN 'invoice' THEN total_minor ELSE -total_minor END AS amount FROM bills
            UNION ALL SELECT to_char(business_date, 'YYYY-MM'), -amount_minor FROM ledger_entries WHERE account = 'bad_debts'
        ) booked GROUP BY month ORDER BY month""")  # fmt: skip
    clean = ask(session, """
        SELECT to_char(b.business_date, 'YYYY-MM') AS month, count(DISTINCT b.id), count(DISTINCT b.customer_id), sum(l.taxable_minor)
        FROM bill_lines l JOIN bills b ON b.id = l.bill_id JOIN customers c ON c.id = b.customer_id
        WHERE b.kind = 'invoice' AND l.unit_price > 0 AND NOT c.is_walk_in GROUP BY month ORDER BY month""")  # fmt: skip

    assert [(month, money(amount)) for month, amount in lines] == [
        (f"{month:%Y-%m}", every_line) for month, every_line, *_ in published()
    ]
    assert [(month, bills, buyers, money(amount)) for month, bills, buyers, amount in clean] == [
        (f"{month:%Y-%m}", *others) for month, _, *others in published()
    ]


def test_clean_lines_are_as_many_as_others_count(session: Session) -> None:
    found = ask(session, """
        SELECT count(*), count(DISTINCT b.id), count(DISTINCT b.customer_id), sum(l.taxable_minor)
        FROM bill_lines l JOIN bills b ON b.id = l.bill_id JOIN customers c ON c.id = b.customer_id
        WHERE b.kind = 'invoice' AND l.unit_price > 0 AND NOT c.is_walk_in""")  # fmt: skip

    assert found == [(397_884, 18_532, 4_338, 891_140_790)]


def test_the_ten_most_sold_codes_and_descriptions_are_those_published(session: Session) -> None:
    found = ask(session, """
        SELECT sku, sum(units) AS units, sum(amount) FROM (
            SELECT l.product_id, l.description, sign * l.quantity AS units, sign * l.taxable_minor AS amount
            FROM bill_lines l JOIN bills b ON b.id = l.bill_id, LATERAL (SELECT CASE b.kind WHEN 'invoice' THEN 1 ELSE -1 END AS sign) signed
            UNION ALL
            SELECT product_id, regexp_replace(note, '^given free: ', ''), CASE WHEN note LIKE 'given free%' THEN -quantity ELSE quantity END, 0
            FROM stock_moves WHERE reason = 'adjustment'
        ) lines JOIN products ON products.id = product_id GROUP BY sku, description ORDER BY units DESC LIMIT 10""")  # fmt: skip

    assert [(sku, units, money(amount)) for sku, units, amount in found] == [
        (code, Decimal(units), Decimal(amount))
        for code, units, amount in (row.split() for row in TOP_TEN.split("\n") if row)
    ]


def test_a_renamed_product_is_one_product(session: Session) -> None:
    # SMALL POPCORN HOLDER, later POPCORN HOLDER: 56,450 units of one code, none of them an adjustment
    found = ask(session, """
        SELECT p.name, -sum(m.quantity) FROM stock_moves m JOIN products p ON p.id = m.product_id
        WHERE p.sku = '22197' AND m.reason <> 'opening' GROUP BY p.name""")  # fmt: skip

    assert found == [("POPCORN HOLDER", 56_450)]


def test_the_united_kingdom_comes_to_what_others_have_published(session: Session) -> None:
    ((billed,),) = ask(
        session,
        "SELECT sum(CASE kind WHEN 'invoice' THEN total_minor ELSE -total_minor END) FROM bills WHERE bill_to->>'country' = 'GB'",
    )
    ((bad_debts,),) = ask(session, "SELECT sum(amount_minor) FROM ledger_entries WHERE account = 'bad_debts'")

    assert money(billed - bad_debts) == Decimal("8187806.36")


def test_customers_products_and_cancellations_are_as_many_as_in_the_file(session: Session) -> None:
    assert ask(
        session, "SELECT count(*) FILTER (WHERE NOT is_walk_in), count(*) FILTER (WHERE is_walk_in) FROM customers"
    ) == [(4_372, 1)]
    # 3,958 codes ignoring case, less B, which only bad debts are written under
    assert ask(session, "SELECT count(*) FROM products") == [(3_957,)]
    assert ask(session, "SELECT count(*) FROM bills WHERE kind = 'credit_note'") == [(3_836,)]


def test_charges_are_services_that_keep_no_stock(session: Session) -> None:
    found = ask(session, "SELECT sku FROM products WHERE kind = 'service' AND NOT tracks_stock ORDER BY sku")

    assert [sku for (sku,) in found] == ["AMAZONFEE", "BANK CHARGES", "C2", "CRUK", "D", "DOT", "M", "POST", "S"]
    assert ask(
        session, "SELECT count(*) FROM stock_moves m JOIN products p ON p.id = m.product_id WHERE p.kind = 'service'"
    ) == [(0,)]


def test_numbers_are_consecutive_in_order_of_date(session: Session) -> None:
    gaps = ask(session, """
        SELECT kind, financial_year, number FROM (
            SELECT kind, financial_year, number, business_date, split_part(number, '-', 2)::int AS n,
                   row_number() OVER (PARTITION BY kind, financial_year ORDER BY split_part(number, '-', 2)::int) AS expected,
                   lag(business_date, 1, business_date) OVER (PARTITION BY kind, financial_year ORDER BY split_part(number, '-', 2)::int) AS day_before
            FROM bills) numbered WHERE n <> expected OR business_date < day_before""")  # fmt: skip

    assert gaps == []
    assert ask(session, "SELECT DISTINCT left(number, 7) FROM bills WHERE kind = 'invoice' ORDER BY 1") == [
        ("INV10-0",),
        ("INV11-0",),
        ("INV11-1",),
    ]


def test_an_invoice_of_two_timestamps_takes_the_earliest(session: Session) -> None:
    # the file has some lines of it at 16:57 and some at 16:58
    assert ask(
        session,
        "SELECT to_char(issued_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD HH24:MI') FROM bills WHERE reference = '536591'",
    ) == [("2010-12-01 16:57",)]


def test_a_customer_under_two_countries_is_of_the_latest(session: Session) -> None:
    # 12370 bought once from Austria, before and after that from Cyprus
    assert ask(session, "SELECT country FROM customers WHERE reference = '12370'") == [("CY",)]


def test_no_product_closed_a_day_below_zero(session: Session) -> None:
    found = ask(session, """
        SELECT count(*) FROM (
            SELECT sum(sum(quantity)) OVER (PARTITION BY product_id ORDER BY business_date) AS at_close FROM stock_moves GROUP BY product_id, business_date
        ) days WHERE at_close < 0""")  # fmt: skip

    assert found == [(0,)]
    assert ask(session, "SELECT count(*) FROM stock_levels WHERE on_hand < 0") == [(0,)]


def test_supposed_payments_are_labelled_and_leave_something_overdue(session: Session) -> None:
    assert ask(session, "SELECT DISTINCT made_up FROM payments") == [(True,)]
    ((overdue, customers),) = ask(session, """
        SELECT count(*), count(DISTINCT customer_id) FROM bills
        WHERE kind = 'invoice' AND due_date < '2011-12-09' AND allocated_minor + credited_minor < total_minor""")  # fmt: skip
    assert overdue > 100
    assert customers > 50


def test_the_books_are_sound_after_the_import(session: Session) -> None:
    assert find_breaches(session) == []
    assert sum(row.balance_minor for row in trial_balance(session)) == 0


def test_the_import_is_one_event(session: Session) -> None:
    assert ask(session, "SELECT kind FROM events ORDER BY sequence DESC LIMIT 1") == [("import.finished",)]
    assert ask(session, "SELECT count(*) FROM events WHERE kind = 'import.finished'") == [(1,)]


def test_a_second_run_imports_nothing(database: Database, online_retail: tuple[Shop, SalesImport]) -> None:
    shop, first = online_retail
    count = "SELECT (SELECT count(*) FROM bills), (SELECT count(*) FROM stock_moves), (SELECT count(*) FROM events), (SELECT count(*) FROM imports)"
    with database.business(shop.business_id) as session:
        before = ask(session, count)
        sales_map = read_map(DEMO / "online_retail.toml")  # moved in time: the same documents still
        again = import_sales(session, ImportSales(FILE, sales_map), by=shop.owner, at=AT)
        after = ask(session, count)

    assert again.id is None
    assert again.summary.parts["repeated"].lines == 541_901
    assert again.rejects == first.rejects
    assert before == after


# -- through the reports -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def figures(
    online_retail: tuple[Shop, SalesImport], mirror_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Figures]:
    """The figures of the imported shop, asked on the day after the file ends."""
    shop, folder = online_retail[0], tmp_path_factory.mktemp("mirror")
    run_mirror(mirror_url, folder, businesses=[shop.business_id])
    with open_mirror(folder, shop.business_id) as mirror:
        yield Figures(mirror, shop.owner.permissions, date(2011, 12, 10))


def published() -> Iterator[tuple[date, Decimal, int, int, Decimal]]:
    """MONTHS as values, each month by its first day."""
    for month, every_line, invoices, customers, clean in (row.split() for row in MONTHS.split("\n") if row):
        yield date.fromisoformat(f"{month}-01"), Decimal(every_line), int(invoices), int(customers), Decimal(clean)


def test_monthly_reports_and_bad_debts_come_to_the_published_sums(figures: Figures, session: Session) -> None:
    """All lines = net sales less bad debts written off; adjustments have no price, rounding is below a penny a month."""
    written_off = {month: money(minor) for month, minor in ask(session, """
        SELECT date_trunc('month', business_date)::date, sum(amount_minor) FROM ledger_entries WHERE account = 'bad_debts' GROUP BY 1""")}  # fmt: skip
    assert written_off == {date(2011, 8, 1): Decimal("11062.06")}

    for month, every_line, *_ in published():
        revenue = monthly_report(figures, month.year, month.month).headline("revenue").value
        assert money(revenue) - written_off.get(month, 0) == every_line, month


def test_sales_to_named_customers_before_returns_are_the_clean_figures(figures: Figures, session: Session) -> None:
    ((walk_in,),) = ask(session, "SELECT id::text FROM customers WHERE is_walk_in")
    named = Filter("customer", "not_in", (walk_in,))
    year = Period(date(2010, 12, 1), date(2012, 1, 1))

    result = figures.of(MetricQuery(("orders", "customers", "gross_sales"), by=("month",), where=(named,), period=year))
    whole = figures.of(MetricQuery(("orders", "customers", "gross_sales"), where=(named,), period=year))

    assert [(month, orders, customers, money(sales)) for month, orders, customers, sales in result.rows] == [
        (month, invoices, customers, clean) for month, _, invoices, customers, clean in published()
    ]
    assert whole.rows == [(18_532, 4_338, 891_140_790)]


def test_items_of_the_reports_and_adjustments_sum_to_the_units_of_a_code(figures: Figures, session: Session) -> None:
    result = figures.of(MetricQuery(("items",), by=("product",), order=(Order("items"),)))

    items = {name: quantity for name, _, quantity in result.rows}
    assert result.rows[0][0] == "POPCORN HOLDER"
    assert items["POPCORN HOLDER"] == 56_450
    # 23084: 30,646 units over all its lines, of which 30,680 sold and 34 counted away
    assert items["RABBIT NIGHT LIGHT"] == 30_680
    assert ask(session, """
        SELECT sum(m.quantity) FROM stock_moves m JOIN products p ON p.id = m.product_id
        WHERE p.sku = '23084' AND m.reason = 'adjustment'""") == [(-34,)]  # fmt: skip


def test_the_mirror_holds_the_file_less_what_is_no_sale(figures: Figures, imported: SalesImport) -> None:
    ((lines, items, total),) = figures.mirror.cursor.execute(
        "SELECT count(*), sum(quantity), sum(total_minor) FROM sales"
    ).fetchall()

    sold, returned = imported.summary.parts["sale"], imported.summary.parts["return"]
    assert lines == sold.lines + returned.lines
    assert items == sold.quantity + returned.quantity
    # 9,747,747.934 of the file, less rounding of 0.004, before 11,062.06 of bad debts
    assert money(total) == Decimal("9747747.93") + Decimal("11062.06")


def test_the_united_kingdom_through_the_reports(session: Session, figures: Figures) -> None:
    """8,187,806.36 over all its lines: net sales billed there, walk-in sales included, less bad debts, which are no sales."""
    query = MetricQuery(("net_sales",), where=(Filter("country", values=("GB",)),))
    ((bad_debts,),) = ask(session, "SELECT sum(amount_minor) FROM ledger_entries WHERE account = 'bad_debts'")

    assert money(figures.of(query).rows[0][0] - bad_debts) == Decimal("8187806.36")


# -- customers and products: figures that are in every course on this file ------------------------------------------------------

WHOLE_FILE = Period(date(2010, 12, 1), date(2011, 12, 10))
# first month, its customers and how many of them bought in each month after
COHORTS = """
2010-12  885 324 286 340 321 352 321 309 313 350 331 445 235
2011-01  417  92 111  96 134 120 103 101 125 136 152  49
"""
# customer, days from the last invoice to 10 December 2011, invoices
RECENCY_AND_FREQUENCY = """
12346  326  1
12347    3  7
12348   76  4
12349   19  1
12350  311  1
"""
# quintiles of recency (equal days, equal score) and of the rank by invoices, ties in order of the customer's number
SEGMENTS_OF_R_AND_F = {
    "hibernating": 1071, "loyal": 819, "champions": 633, "at_risk": 593, "potential_loyal": 484, "about_to_sleep": 352,
    "need_attention": 187, "promising": 94, "cannot_lose": 63, "new": 42,
}  # fmt: skip


def test_who_came_again_is_as_published(figures: Figures) -> None:
    """4,338 customers, of whom 2,845 have two invoices or more, on 18,532 invoices."""
    found = loyalty(figures, WHOLE_FILE)

    assert (found.customers, found.new, found.repeating, found.repeat_rate) == (4_338, 4_338, 2_845, Decimal("65.6"))
    assert sum(item.invoices * item.customers for item in found.buyers) == 18_532


def test_cohorts_are_as_published(figures: Figures) -> None:
    found = {f"{one.month:%Y-%m}": list(one.active) for one in cohorts(figures, WHOLE_FILE)}

    for month, *active in (row.split() for row in COHORTS.split("\n") if row):
        assert found[month] == [int(count) for count in active]
    assert sum(active[0] for active in found.values()) == 4_338


def test_recency_and_frequency_are_as_published_and_so_are_the_segments_made_of_them(figures: Figures) -> None:
    numbers = dict(figures.mirror.rows("SELECT customer_id, reference FROM customers"))
    scored = sorted(scored_customers(figures, WHOLE_FILE), key=lambda one: int(numbers[one.customer_id]))
    days = {numbers[one.customer_id]: ((WHOLE_FILE.end - one.last_date).days, one.invoices) for one in scored}

    for number, recency, invoices in (row.split() for row in RECENCY_AND_FREQUENCY.split("\n") if row):
        assert days[number] == (int(recency), int(invoices))
    recency_scores = [6 - score for score in quintiles([day for day, _ in days.values()])]
    order = sorted(range(len(scored)), key=lambda n: scored[n].invoices)
    ranks = [place for _, place in sorted(zip(order, range(len(order)), strict=True))]
    found = Counter(
        segment_of(recency, frequency, frequency, on=WHOLE_FILE.last).slug
        for recency, frequency in zip(recency_scores, quintiles(ranks), strict=True)
    )
    assert found == SEGMENTS_OF_R_AND_F


def quintiles(values: list[int]) -> list[int]:
    """1 to 5 by linearly interpolated quantiles, edges belonging to the lower fifth: as pandas' ``qcut`` does."""
    ordered = sorted(values)
    edges = []
    for fifth in range(1, 5):
        whole, part = divmod((len(ordered) - 1) * fifth, 5)
        edges.append(
            Fraction(ordered[whole]) + Fraction(part, 5) * (ordered[min(whole + 1, len(ordered) - 1)] - ordered[whole])
        )
    return [1 + sum(value > edge for edge in edges) for value in values]


def test_our_own_segments_are_those_of_sorting_the_file(figures: Figures) -> None:
    """Fifths of equal size, worked out from the figures of each customer alone."""
    scored = scored_customers(figures, WHOLE_FILE)
    best_first = {
        "recency": sorted(scored, key=lambda it: (-it.last_date.toordinal(), -it.invoices, -it.net_minor, str(it.customer_id))),
        "frequency": sorted(scored, key=lambda it: (-it.invoices, -it.last_date.toordinal(), -it.net_minor, str(it.customer_id))),
        "monetary": sorted(scored, key=lambda it: (-it.net_minor, -it.last_date.toordinal(), -it.invoices, str(it.customer_id))),
    }  # fmt: skip

    for score, order in best_first.items():
        # 4,338 = 5 x 867 + 3: the better three fifths hold one more
        assert [getattr(one, score) for one in order] == [5] * 868 + [4] * 868 + [3] * 868 + [2] * 867 + [1] * 867
    by_segment = {item.segment.slug: item.customers for item in customer_segments(figures, WHOLE_FILE)}
    assert by_segment == {slug: 0 for slug in by_segment} | Counter(one.segment.slug for one in scored)
    # customer 12346 bought for 77,183.60 and gave all of it back
    names = dict(figures.mirror.rows("SELECT customer_id, reference FROM customers"))
    worth = {names[one.customer_id]: money(one.net_minor) for one in scored}
    assert (worth["12346"], worth["12347"], worth["12350"]) == (0, Decimal("4310.00"), Decimal("334.40"))


def test_products_bought_together_are_those_of_counting_the_file(figures: Figures) -> None:
    codes = dict(figures.mirror.rows("SELECT product_id, sku FROM products"))
    lines = figures.mirror.rows("SELECT bill_id, product_id FROM sales WHERE entry = 'sale'")
    baskets: dict[Any, set[str]] = defaultdict(set)
    for bill, product in lines:
        baskets[bill].add(codes[product].upper())
    single = Counter(code for basket in baskets.values() for code in basket)
    pairs = Counter(
        pair
        for basket in baskets.values()
        for pair in combinations(sorted(code for code in basket if single[code] >= 400), 2)
    )

    found = product_pairs(figures, WHOLE_FILE, limit=50)

    told = {tuple(sorted((codes[one.a_id].upper(), codes[one.b_id].upper()))): one.together for one in found}
    best = [count for _, count in pairs.most_common(50)]
    assert min(best) >= 400 and sorted(told.values(), reverse=True) == best
    assert all(pairs[pair] == count for pair, count in told.items())
