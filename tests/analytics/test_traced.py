"""Every figure of every report has the documents behind it, summing to it, or says of what it is worked out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any, Final

import pytest
import sqlglot
from sqlglot import exp

from analytics.behind import Behind, behind
from analytics.catalogue import metric
from analytics.origins import ORIGINS, behind_report
from analytics.query import MetricQuery
from analytics.report import Report
from analytics.reports import REPORTS, Figures, ReportKind, make_report
from analytics.traced import traced
from munim.days import Period
from munim.errors import Invalid, NotFound
from tests.analytics.conftest import figures_of, fortnight
from tests.analytics.mirrors import named
from tests.analytics.one_of_everything import one_of_everything
from tests.analytics.season_shop import season
from tests.analytics.test_customer_reports import shop as five_customers

# figures that no rows sum to: the report, its column, and why; each is refused, and the answer says so
NO_SUM: Final = (
    (".*", "__(change|share|share_of_change)$", "worked out of one figure or two, which have documents of their own"),
    ("product-abc", "^cumulative$", "the part that products up to this one have in all"),
    ("dusty-stock", "^days_without_sale$", "what was asked for"),
    ("bought-together", "^least_invoices$", "what was asked for"),
    ("lapsed-customers", "^inactive_days$", "what was asked for"),
    ("stock-out", "^within$", "what was asked for"),
    ("price-changes", "^price(__before)?$", "a price is no sum of documents"),
    ("sales-forecast", "^(expected(__low|__high)?|error|naive_error)$", "worked out by a forecast"),
    ("stock-out", "^(per_day|days_left(__low|__high)?)$", "worked out by a forecast"),
    ("restock", "^(suggested|per_day|needed|safety)$", "worked out by a forecast"),
    ("restock", "^cost$", "of one product what is to be ordered at its present cost; that of all lists the products"),
    ("restock", "^lead_days$", "a median of days"),
    ("restock", "^reorder_level$", "what the shop has set"),
    ("unusual-days", "^(usual|off|far|usual_orders|part)$", "held against a median of the same weekdays"),
)
SHOPS: Final = {"one of everything": one_of_everything, "a season": season, "five customers": five_customers}
_PLACES: Final = {"percent": 1, "ratio": 2}


@pytest.fixture(scope="module", params=SHOPS)
def figures(request: pytest.FixtureRequest) -> Iterator[Figures]:
    with figures_of(SHOPS[request.param]()) as figures:
        yield figures


def cells(report: Report) -> Iterator[tuple[str | None, int | None, str, Any]]:
    """Headlines, then of each table the first row, the last and the total: table, row, column, value."""
    for item in report.headlines:
        yield None, None, item.column.slug, item.value
    for table in report.tables:
        rows = sorted({0, len(table.rows) - 1} & set(range(len(table.rows))))
        for place, column in enumerate(table.columns):
            if column.metric:
                yield from ((table.name, row, column.slug, table.rows[row][place]) for row in rows)
                if table.total is not None and table.total[place] is not None:
                    yield table.name, None, column.slug, table.total[place]


def worked_out(found: Behind) -> Any:
    """The figure as its formula makes it of the listings' totals, rounded half up as the catalogue says."""
    totals = {part: total for listing in found.listings for part, total in zip(listing.parts, listing.totals, strict=True)}  # fmt: skip
    if not found.formula:
        return next(iter(totals.values()))

    def of(tree: exp.Expr, suffix: str = "") -> Fraction | None:
        match tree:
            case exp.Paren():
                return of(tree.this, suffix)
            case exp.Literal():
                return Fraction(tree.name)
            case exp.Column() if tree.name + suffix in totals:
                return Fraction(totals[tree.name + suffix])
            case exp.Column() if tree.name.endswith("__before"):
                name = tree.name.removesuffix("__before")
                return of(sqlglot.parse_one(metric(name).formula, read="duckdb"), "__before")
            case exp.Column():
                return of(sqlglot.parse_one(metric(tree.name).formula, read="duckdb"), suffix)
        left, right = of(tree.this, suffix), of(tree.expression, suffix)
        if left is None or right is None or (isinstance(tree, exp.Div) and not right):
            return None
        worked: dict[type[exp.Expr], Fraction] = {exp.Add: left + right, exp.Sub: left - right, exp.Mul: left * right}
        return left / right if isinstance(tree, exp.Div) else worked[type(tree)]

    value = of(sqlglot.parse_one(found.formula, read="duckdb"))
    if value is None or "/" not in found.formula:
        return value
    step = Fraction(1, 10 ** _PLACES.get(found.unit, 0))
    steps = value * (100 if found.unit == "percent" else 1) / step
    return (abs(steps) + Fraction(1, 2)).__floor__() * step * (-1 if steps < 0 else 1)


@pytest.mark.parametrize("kind", REPORTS, ids=lambda kind: kind.slug)
def test_every_figure_of_a_report_is_the_sum_of_the_rows_behind_it(kind: ReportKind, figures: Figures) -> None:
    if kind.slug not in ORIGINS and figures.names("customer").get(str(named("Esha"))):
        pytest.skip("of the five customers only what analyses tell")
    report = make_report(figures, kind.slug)
    for table, row, column, value in cells(report):
        where = (kind.slug, table, row, column)
        try:
            found = behind_report(figures, kind.slug, table=table, row=row, column=column)
        except Invalid as refused:
            said = refused
        else:
            said = None
        if said is not None:
            assert why_not(kind.slug, column) or value is None, (where, str(said))
            assert said.field == "column"
            continue
        if found.value is None:  # an effect on a quotient, or a quotient of nothing
            assert value is None or column.endswith("_effect"), where
            continue
        assert found.value == value, where
        if "$" not in found.formula:
            assert worked_out(found) == value, where


def why_not(slug: str, column: str) -> str:
    """Why no rows sum to a figure; empty where some have to."""
    return next((why for of, names, why in NO_SUM if re.fullmatch(of, slug) and re.search(names, column)), "")


def test_what_is_named_as_no_sum_is_a_figure_and_is_refused_by_name_and_reason() -> None:
    """No exception is kept that a report no longer needs, and none is silent: of each shop, every one that is met."""
    met = set()
    for make in SHOPS.values():
        with figures_of(make()) as figures:
            for kind in REPORTS:
                for table, row, column, value in cells(make_report(figures, kind.slug)):
                    why = next(
                        (one for one in NO_SUM if re.fullmatch(one[0], kind.slug) and re.search(one[1], column)), None
                    )
                    if why is None or value is None or (kind.slug, column, row) == ("restock", "cost", None):
                        continue
                    with pytest.raises(Invalid, match=re.escape(column)) as refused:
                        behind_report(figures, kind.slug, table=table, row=row, column=column)
                    nearest = refused.value.facts.get("nearest")
                    assert nearest is None or column.endswith("__change") or why_not(kind.slug, nearest) == "", (
                        kind.slug,
                        column,
                        nearest,
                    )
                    met.add(why)
    assert met == set(NO_SUM)


def test_a_day_held_against_another_has_that_days_documents() -> None:
    """Tuesday 10 November beside Tuesday the 3rd: figures of two weeks, each day of its own."""
    week = Period(date(2026, 11, 9), date(2026, 11, 16))
    with figures_of(fortnight()) as figures:
        query = MetricQuery(("net_sales",), by=("day",), period=week, compare="previous")
        result = figures.of(query)
        day, before = ([column.slug for column in result.columns].index(slug) for slug in ("day", "net_sales__before"))
        found = [
            (row[before], behind(figures, query, "net_sales__before", {"day": row[day]}).listings[0].totals[0])
            for row in result.rows
        ]

    assert any(told for told, _ in found)
    assert [told for told, _ in found] == [total for _, total in found]


def test_a_figure_that_is_not_there_is_refused_by_name(figures: Figures) -> None:
    """The nearest that is there is named."""
    report = make_report(figures, "daily-sales")

    with pytest.raises(NotFound, match=r"no headline 'revenu'; it has revenue.*; the nearest is revenue"):
        traced(report, None, None, "revenu")
    with pytest.raises(NotFound, match="no table 'goods'"):
        traced(report, "goods", 0, "revenue")
    with pytest.raises(Invalid, match="has no figure 'product'"):
        traced(report, report.tables[0].name, 0, "product")
