"""Why a figure changed: what it was and is, and the parts of the change by whatever tells most of it, summing to it."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from analytics.catalogue import dimension, metric
from analytics.contributions import DIFFERENCE, OTHERS, TELLING, contributions, told_by
from analytics.notation import write, write_period
from analytics.query import Column
from analytics.report import Headline, Report, Table
from analytics.reports.asked import Asked, Option
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import headlines_of, report_of
from analytics.reports.periods import before, elapsed, held_against
from analytics.reports.words import told, when
from munim.days import Period
from munim.errors import Invalid

TABLES: Final = 3  # dimensions told of where none is asked for: those that tell most
FIGURES: Final = (
    "net_sales", "revenue", "gross_sales", "discounts", "returns", "total_sales", "orders", "items_sold",
    "average_order_value", "gross_profit", "margin", "collections", "expenses",
)  # fmt: skip


def why_report(figures: Figures, asked: Asked) -> Report:
    """What a figure was and is, and its change by the dimensions that tell most of it.

    Raises ``Invalid`` where there is nothing to hold it against, and for a dimension its change has no parts by.
    """
    slug, by = asked.option("figure"), asked.option("by")
    so_far = elapsed(asked.days, figures.today)
    held = held_against(asked, so_far, before(asked.days, so_far))
    if not held:
        raise Invalid("a change is told beside other days; compare is not none here", field="compare")
    (_, earlier), *_ = held
    headlines = headlines_of(figures, (slug,), so_far, held[:1])
    [headline] = headlines
    was = headline.comparisons[0].value
    known = headline.value is not None and was is not None
    tables: list[Table] = []
    if known:
        headlines.append(_difference(headline, headline.value - was, earlier))
        tables = [
            _parts(figures, slug, each, so_far, earlier, asked.option("most"))
            for each in ([by] if by else told_by(figures, slug, so_far, earlier)[:TABLES])
        ]
    empty = not (headline.value or was)
    return report_of(
        figures,
        "why",
        f"Why {metric(slug).title.lower()} changed, {write_period(asked.days)}",
        asked.days,
        headlines,
        tables,
        empty=empty,
        sentences=_sentences(figures, headline, tables, so_far, so_far_only=so_far != asked.days, empty=empty),
    )


def _difference(headline: Headline, value: Any, earlier: Period) -> Headline:
    column = headline.column
    query = None if headline.query is None else msgspec.structs.replace(headline.query, compare=earlier)
    moved = Column(column.slug + DIFFERENCE, "Difference", column.unit, metric=True)
    return Headline(moved, value, headline.good, query=query)


def _parts(figures: Figures, slug: str, by: str, period: Period, earlier: Period, most: int) -> Table:
    table = contributions(figures, slug, by, period, earlier, most=most)
    return msgspec.structs.replace(table, name=f"by_{by}", title=f"By {dimension(by).title.lower()}")


def _sentences(
    figures: Figures, headline: Headline, tables: list[Table], period: Period, *, so_far_only: bool, empty: bool
) -> list[str]:
    title = headline.column.title
    if empty:
        return [f"{title} {when(period)}: nothing, as before. Choose days on which something was sold."]
    said = [told(headline, period, figures.shop, so_far=so_far_only)]
    for table in tables[:1]:
        named = [row for row in table.rows if row[0] != OTHERS]
        place = next(n for n, column in enumerate(table.columns) if column.slug.endswith(DIFFERENCE))

        def part(row: tuple[Any, ...], table: Table = table, place: int = place) -> str:
            name = write(row[0], table.columns[0], figures.shop)
            return f"{name} ({write(row[place], table.columns[place], figures.shop)})"

        rose = max((row for row in named if row[place] > 0), key=lambda row: row[place], default=None)
        fell = min((row for row in named if row[place] < 0), key=lambda row: row[place], default=None)
        by = table.columns[0].title.lower()
        parts = [f"most was added by {part(rose)}"] if rose else []
        parts += [f"most was lost by {part(fell)}"] if fell else []
        said.append(f"By {by}, {', '.join(parts)}." if parts else f"By {by}, nothing changed.")
    return said


CHANGE: Final = (
    ReportKind(
        slug="why",
        title="Why it changed",
        group="Overview",
        description="What a figure was and is, and the products, customers, hours and so on that its change is made of.",
        make=why_report,
        options=(
            Option(name="figure", kind="choice", default="net_sales", choices=FIGURES, description="the figure that changed"),
            Option(name="by", kind="choice", choices=TELLING, description="by what its change is told; what tells most of it if not said"),
            Option(name="most", kind="integer", default=10, most=1_000, description="parts named; the rest are one row"),
        ),
    ),
)  # fmt: skip
