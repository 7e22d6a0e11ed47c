"""The reports of what sells and what does not: ABC, slow and unsold products, dusty stock, bought together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from analytics.abc_classes import CLASSES, Ranked, abc_classes
from analytics.baskets import LEAST_INVOICES, bought_with, find_product, product_pairs
from analytics.dusty_stock import dusty_stock, unsold_products
from analytics.notation import write, write_period
from analytics.query import Column, Filter, Having, MetricQuery, Order, Result
from analytics.report import Headline, Report, Table, share
from analytics.reports.asked import Asked, Option
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import as_table, report_of
from analytics.reports.periods import elapsed
from munim.errors import Invalid
from munim.nearest import nearest

PRODUCT: Final = Column("product", "Product", "text")
PRODUCT_ID: Final = Column("product_id", "Product id", "id")
SKU: Final = Column("sku", "Code", "text")
CATEGORY: Final = Column("category", "Category", "text")
ON_HAND: Final = Column("stock_on_hand", "On hand", "quantity", metric=True)
STOCK_VALUE: Final = Column("stock_value", "Stock value", "money", metric=True)
LAST_SOLD: Final = Column("last_sold", "Last sold", "date")
NET_SALES: Final = Column("net_sales", "Net sales", "money", metric=True)
SHARE_OF_SALES: Final = Column("net_sales__share", "Share", "percent", metric=True)
PRODUCTS: Final = Column("products", "Products", "count", metric=True)
CLASS: Final = Column("abc", "Class", "text")
INVOICES: Final = Column("invoices", "Invoices", "count", metric=True)
TOGETHER: Final = Column("together", "On one invoice", "count", metric=True)
COMPANION: Final = (Column("companion", "With", "text"), Column("companion_id", "With id", "id"))
LIFT: Final = Column("lift", "Times chance", "ratio", metric=True)


# --- ABC ---


def abc_report(figures: Figures, asked: Asked) -> Report:
    """Products by their net sales in the period, in classes A, B and C (see ``abc_classes``)."""
    period = asked.days
    result, ranked = ranked_products(figures, asked)
    total = sum(item.net_minor for item in ranked)
    classes = []
    for name, _ in CLASSES:
        held = [item.net_minor for item in ranked if item.abc == name]
        classes.append((name, len(held), share(len(held), len(ranked)), sum(held), share(sum(held), total)))
    columns = (*result.columns, SHARE_OF_SALES, Column("cumulative", "Cumulative", "percent", metric=True), CLASS)
    rows = [(*item.row, item.share, item.cumulative, item.abc) for item in ranked[: asked.option("limit")]]
    headlines = [
        Headline(PRODUCTS, len(ranked), ""),
        Headline(NET_SALES, total, "up"),
        Headline(Column("a_products", "Products of class A", "count", metric=True), classes[0][1], ""),
    ]
    tables = [
        Table(
            "classes",
            "Classes",
            (
                CLASS,
                PRODUCTS,
                Column("products__share", "Share of products", "percent", metric=True),
                NET_SALES,
                SHARE_OF_SALES,
            ),
            classes,
            ("", len(ranked), None, total, None),
        ),
        Table("products", "Products", columns, rows, query=result.query),
    ]
    title = f"ABC of products, {write_period(period)}"
    report = report_of(figures, "product-abc", title, period, headlines, tables, empty=not ranked)
    return msgspec.structs.replace(report, sentences=tuple(_abc_in_words(report)))


def ranked_products(figures: Figures, asked: Asked) -> tuple[Result, list[Ranked]]:
    """The net sales of every product, and each in its place and class."""
    result = figures.of(MetricQuery(("net_sales",), by=("product",), period=elapsed(asked.days, figures.today)))
    place = [column.slug for column in result.columns].index("net_sales")
    return result, abc_classes(result.rows, [row[place] for row in result.rows])


def _abc_in_words(report: Report) -> Iterator[str]:
    if report.empty:
        yield f"No product was sold in {write_period(report.period)}."
        return
    table = report.table("classes")
    told = [
        {column.slug: write(value, column, report.shop) for column, value in zip(table.columns, row, strict=True)}
        for row in table.rows
    ]
    best, rest = told[0], told[-1]
    all_ = write(report.headline("products").value, PRODUCTS, report.shop)
    if table.rows[0][1]:
        yield f"{best['products']} of {all_} products ({best['products__share']}) make {best['net_sales__share']} of net sales."
    if table.rows[-1][1]:
        noun = "product of class C makes" if table.rows[-1][1] == 1 else "products of class C make"
        yield f"The {rest['products']} {noun} {rest['net_sales__share']}."


# --- slow and unsold ---


def slow_report(figures: Figures, asked: Asked) -> Report:
    """What sold least in the period, and what is still sold and was not."""
    period, limit = asked.days, asked.option("limit")
    so_far = elapsed(period, figures.today)
    unsold = unsold_products(figures, so_far)
    slow = MetricQuery(
        ("net_sales", "items_sold"),
        by=("product",),
        having=(Having("items_sold", "above", (0,)),),
        period=so_far,
        order=(Order("net_sales", descending=False),),
        limit=limit,
    )
    sold = MetricQuery(("products_sold",), period=so_far)
    headlines = [
        Headline(Column("products_sold", "Products sold", "count", metric=True), figures.of(sold).rows[0][0], "up", query=sold),
        Headline(Column("unsold_products", "Products not sold", "count", metric=True), len(unsold), "down"),
    ]  # fmt: skip
    if _sees_costs(figures):
        value = sum(item.value_minor or 0 for item in unsold)
        headlines.append(Headline(_titled(STOCK_VALUE, "Their stock is worth"), value, "down"))
    rows = [
        (item.name, item.product_id, item.sku, item.category, item.on_hand, item.value_minor, item.last_sold)
        for item in unsold[:limit]
    ]
    tables = [
        as_table(figures.of(slow), "slow", "Sold least"),
        _without_costs(
            Table("unsold", "Not sold", (PRODUCT, PRODUCT_ID, SKU, CATEGORY, ON_HAND, STOCK_VALUE, LAST_SOLD), rows),
            figures,
        ),
    ]
    title = f"Slow and unsold products, {write_period(period)}"
    empty = not any(table.rows for table in tables)
    report = report_of(figures, "slow-products", title, period, headlines, tables, empty=empty)
    return msgspec.structs.replace(report, sentences=tuple(_slow_in_words(report)))


def _slow_in_words(report: Report) -> Iterator[str]:
    said = _said(report)
    if report.empty:
        yield f"There are no products of which nothing or little was sold in {write_period(report.period)}."
        return
    if report.headline("unsold_products").value:
        worth = f"; their stock is worth {said['stock_value']}" if "stock_value" in said else ""
        yield f"{said['unsold_products']} products did not sell, {said['products_sold']} did{worth}."
    else:
        yield f"Every product sold: {said['products_sold']} in all."
    slow = report.table("slow")
    if slow.rows:
        name, net = slow.column("product")[0], slow.column("net_sales")[0]
        yield f"{name} sold least: {write(net, NET_SALES, report.shop)}."


# --- dusty ---


def dusty_report(figures: Figures, asked: Asked) -> Report:
    """Stock on hand of which nothing was sold for a number of days, the most valuable first."""
    days = asked.option("days")
    found = dusty_stock(figures, days=days)
    if not _sees_costs(figures):  # in order of value they would tell what costs more
        found = sorted(found, key=lambda item: (item.last_sold or date.min, item.name, item.product_id))
    headlines = [Headline(Column("dusty_products", "Dusty products", "count", metric=True), len(found), "down")]
    if _sees_costs(figures):
        value = sum(item.value_minor or 0 for item in found)
        whole = figures.of(MetricQuery(("stock_value",))).rows[0][0]
        headlines.append(Headline(_titled(STOCK_VALUE, "They are worth"), value, "down"))
        headlines.append(Headline(Column("stock_value__share", "Share of the stock's value", "percent", metric=True), share(value, whole or 0), "down"))  # fmt: skip
    headlines.append(Headline(Column("days_without_sale", "Days without a sale", "count", metric=True), days, ""))
    rows = [
        (
            item.name, item.product_id, item.sku, item.category, item.on_hand, item.value_minor, item.last_sold,
            (figures.today - item.last_sold).days if item.last_sold else None, item.arrived,
        )
        for item in found
    ]  # fmt: skip
    columns = (
        PRODUCT, PRODUCT_ID, SKU, CATEGORY, ON_HAND, STOCK_VALUE, LAST_SOLD,
        Column("days_since", "Days since", "count"), Column("arrived", "Last came in", "date"),
    )  # fmt: skip
    total = (None, None, None, None, None, sum(item.value_minor or 0 for item in found), None, None, None)
    table = _without_costs(Table("products", "Stock that does not move", columns, rows, total), figures)
    title = f"Stock not sold for {days} days"
    report = report_of(figures, "dusty-stock", title, asked.days, headlines, [table], empty=not found)
    return msgspec.structs.replace(report, sentences=tuple(_dusty_in_words(report, days)))


def _dusty_in_words(report: Report, days: int) -> Iterator[str]:
    said = _said(report)
    if report.empty:
        yield f"There is no stock of which nothing was sold for {days} days."
        return
    noun = "product has" if report.headline("dusty_products").value == 1 else "products have"
    yield f"{said['dusty_products']} {noun} not sold for {days} days."
    table = report.table("products")
    if "stock_value" in said:
        part = (
            f", {said['stock_value__share']} of the stock's value"
            if report.headline("stock_value__share").value
            else ""
        )
        yield f"That stock is worth {said['stock_value']}{part}."
        if most := table.column("stock_value")[0]:
            yield f"Most of it is {table.column('product')[0]}: {write(most, STOCK_VALUE, report.shop)}."


# --- bought together ---


def together_report(figures: Figures, asked: Asked) -> Report:
    """Pairs of products on one invoice more often than chance; of one product (a filter), what goes with it."""
    if figures.filters:
        return _goes_with(replace(figures, filters=()), asked, one_product(figures))
    period = asked.days
    pairs = product_pairs(
        figures, elapsed(period, figures.today), least=asked.option("least"), limit=asked.option("limit")
    )
    rows = [
        (it.a_name, it.a_id, it.b_name, it.b_id, it.together, it.support, it.confidence, it.confidence_back, it.lift)
        for it in pairs
    ]
    columns = (
        PRODUCT, PRODUCT_ID, *COMPANION, TOGETHER,
        Column("support", "Share of invoices", "percent", metric=True), Column("confidence", "Of the first's invoices", "percent", metric=True),
        Column("confidence_back", "Of the second's invoices", "percent", metric=True), LIFT,
    )  # fmt: skip
    headlines = [
        Headline(Column("pairs", "Pairs told", "count", metric=True), len(pairs), ""),
        Headline(Column("least_invoices", "Least invoices of a pair", "count", metric=True), asked.option("least"), ""),
    ]
    title = f"Bought together, {write_period(period)}"
    table = Table("pairs", "Pairs", columns, rows)
    report = report_of(figures, "bought-together", title, period, headlines, [table], empty=not pairs)
    return msgspec.structs.replace(report, sentences=tuple(_pairs_in_words(report)))


def _pairs_in_words(report: Report) -> Iterator[str]:
    said = _said(report)
    if report.empty:
        yield f"No two products were on {said['least_invoices']} invoices together more often than by chance in {write_period(report.period)}."
        return
    table = report.table("pairs")
    first = {
        column.slug: write(value, column, report.shop)
        for column, value in zip(table.columns, table.rows[0], strict=True)
    }
    yield (
        f"{first['product']} and {first['companion']} are together most often: on {first['together']} invoices, "
        f"{first['lift']} times as often as by chance."
    )
    yield f"{first['confidence_back']} of those who buy {first['companion']} take {first['product']} too."


def _goes_with(figures: Figures, asked: Asked, product: tuple[str, UUID]) -> Report:
    name, product_id = product
    period = asked.days
    found = bought_with(
        figures, product_id, elapsed(period, figures.today), least=asked.option("least"), limit=asked.option("limit")
    )
    rows = [(it.name, it.product_id, it.sku, it.on_hand, it.together, it.confidence, it.lift) for it in found]
    confidence = Column("confidence", "Of its invoices", "percent", metric=True)
    columns = (PRODUCT, PRODUCT_ID, SKU, Column("stock_on_hand", "On hand", "quantity"), TOGETHER, confidence, LIFT)
    headlines = [
        Headline(Column("companions", "Products that go with it", "count", metric=True), len(found), ""),
        Headline(Column("least_invoices", "Least invoices of a pair", "count", metric=True), asked.option("least"), ""),
    ]
    title = f"Bought together with {name}, {write_period(period)}"
    table = Table("companions", "Goes with it", columns, rows)
    report = report_of(
        figures,
        "bought-together",
        title,
        period,
        headlines,
        [table],
        empty=not found,
        notes=(f"Only product: {name}.",),
    )
    sentences = [f"Nothing goes with {name} on {asked.option('least')} invoices more often than by chance."]
    if found:
        part = write(found[0].confidence, confidence, report.shop)
        sentences = [f"{part} of the invoices with {name} hold {found[0].name} too."]
    return msgspec.structs.replace(report, sentences=tuple(sentences))


def one_product(figures: Figures) -> tuple[str, UUID]:
    """The product the figures are narrowed to, by name and id. Raises ``Invalid`` unless it is one product and nothing else."""
    match figures.filters:
        case (Filter(dimension="product", operator="in", values=(value,)),):
            pass
        case _:
            raise Invalid("this is told of the whole shop, or of one product", field="filters")
    found = find_product(replace(figures, filters=()), str(value))
    if found is not None:
        return found
    names = figures.names("product")
    near = nearest(str(value), names.values())
    hint = f"; the nearest is {near}" if near else ""
    raise Invalid(f"there is no product {str(value)[:60]!r}{hint}", field="product", nearest=near)


# --- parts ---


def _said(report: Report) -> dict[str, str]:
    """Every headline as people read it."""
    return {item.column.slug: write(item.value, item.column, report.shop) for item in report.headlines}


def _titled(column: Column, title: str) -> Column:
    return msgspec.structs.replace(column, title=title)


def _sees_costs(figures: Figures) -> bool:
    return "costs.read" in figures.permissions


def _without_costs(table: Table, figures: Figures) -> Table:
    """The table without what stock is worth, for who may not see costs."""
    if _sees_costs(figures):
        return table
    kept = [n for n, column in enumerate(table.columns) if column.slug != STOCK_VALUE.slug]

    def of(row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(row[n] for n in kept)

    total = None if table.total is None else of(table.total)
    total = None if total is None or all(value is None for value in total) else total
    return msgspec.structs.replace(table, columns=of(table.columns), rows=[of(row) for row in table.rows], total=total)


PRODUCT_REPORTS: Final = (
    ReportKind(
        slug="product-abc",
        title="ABC of products",
        group="Products",
        description="Which products make 80 % of net sales, which the next 15 %, and which the rest.",
        make=abc_report,
        default_period="last-365-days",
        options=(Option(name="limit", kind="integer", default=1_000, most=100_000, description="how many products to list"),),
        permissions=("products.read",),
    ),
    ReportKind(
        slug="slow-products",
        title="Slow and unsold products",
        group="Products",
        description="What sold least in the period, and what is still sold and was not.",
        make=slow_report,
        default_period="last-90-days",
        options=(Option(name="limit", kind="integer", default=100, most=100_000, description="how many of each to list"),),
        permissions=("products.read",),
    ),
    ReportKind(
        slug="dusty-stock",
        title="Dusty stock",
        group="Stock",
        description="Stock on hand of which nothing was sold for a number of days, and what it is worth.",
        make=dusty_report,
        default_period="today",
        spans="now",
        options=(Option(name="days", kind="integer", default=90, most=3_660, description="days without a sale"),),
        permissions=("products.read",),
    ),
    ReportKind(
        slug="bought-together",
        title="Bought together",
        group="Products",
        description="Pairs of products on one invoice more often than by chance; filtered by a product, what goes with it.",
        make=together_report,
        default_period="last-90-days",
        options=(
            Option(name="least", kind="integer", default=LEAST_INVOICES, least=LEAST_INVOICES, description="invoices a pair must be on"),
            Option(name="limit", kind="integer", default=50, most=1_000, description="how many pairs to list"),
        ),
        permissions=("products.read",),
    ),
)  # fmt: skip
