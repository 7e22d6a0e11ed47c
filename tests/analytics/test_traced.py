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
from analytics.query import MetricQuery
from analytics.report import Report
from analytics.reports import REPORTS, Figures, make_report
from analytics.traced import Traced, traced
from munim.days import Period
from munim.errors import Invalid, NotFound
from tests.analytics.conftest import figures_of, fortnight
from tests.analytics.one_of_everything import one_of_everything

# reports whose figures, or those of these tables ("" are the headlines), are worked out by a statement of their own over many
# documents; what stands in their rows (documents, products, customers) has its own address there
ANALYSES: Final = {
    "day-book": "its rows are the documents themselves",
    "sales-to-bank": "steps from one account to another: each is named, and asked of by its own figure",
    "product-abc": "classes are told over all products; the products of a class are listed, each with its documents",
    "slow-products": "what did not sell has no sale to show; it is listed",
    "dusty-stock": "what did not sell has no sale to show; it is listed",
    "bought-together": "pairs of products over all bills",
    "price-changes": "its rows are the changes themselves",
    "customers": "customers told apart by all they ever bought",
    "cohorts": "customers told apart by when they first bought",
    "customer-segments": "customers told apart by all they ever bought; they are listed",
    "lapsed-customers": "customers told apart by all they ever bought; they are listed",
    "sales-forecast": "a model's figures",
    "stock-out": "a model's figures",
    "restock": "worked out from a forecast",
    "unusual-days": "held against what a model expects",
}
# worked out of one figure, or two, which have documents of their own
DERIVED: Final = re.compile(r"__(change|share|share_of_change)$|^cumulative$")
_PLACES: Final = {"percent": 1, "ratio": 2}


@pytest.fixture(scope="module")
def figures() -> Iterator[Figures]:
    with figures_of(one_of_everything()) as figures:
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


def look_behind(figures: Figures, cell: Traced) -> Behind:
    return behind(figures, cell.query, cell.column, cell.row, cell.beside)


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


@pytest.mark.parametrize("kind", [kind for kind in REPORTS if not kind.laborious], ids=lambda kind: kind.slug)
def test_every_figure_of_a_report_is_the_sum_of_the_documents_behind_it(kind: Any, figures: Figures) -> None:
    report = make_report(figures, kind.slug)
    for table, row, column, value in cells(report):
        where = (kind.slug, table, row, column)
        try:
            cell = traced(report, table, row, column)
            found = look_behind(figures, cell)
        except Invalid as error:
            refused = str(error)
        else:
            refused = ""
        if refused:
            derived = DERIVED.search(column) or "to come" in refused
            assert derived or (kind.slug in ANALYSES and "worked out of many" in refused), (where, refused)
            continue
        assert cell.value == value, where
        if found.value is None:  # an effect on a quotient, or a quotient of nothing
            assert value is None or column.endswith("_effect"), where
            continue
        assert found.value == value, where
        if "$" not in found.formula:
            assert worked_out(found) == value, where


def test_a_report_that_says_it_has_no_documents_is_a_report() -> None:
    assert set(ANALYSES) <= {kind.slug for kind in REPORTS}
    assert {kind.slug for kind in REPORTS if kind.laborious} <= set(ANALYSES)


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
    report = make_report(figures, "daily-sales")

    with pytest.raises(NotFound, match="no headline 'revenu'; it has revenue"):
        traced(report, None, None, "revenu")
    with pytest.raises(NotFound, match="no table 'goods'"):
        traced(report, "goods", 0, "revenue")
    with pytest.raises(Invalid, match="has no figure 'product'"):
        traced(report, report.tables[0].name, 0, "product")
