"""What is behind a figure of a report: the documents it is the sum of, whatever it was worked out by.

Most figures are cells of a query and are told by it (``analytics.traced``, ``analytics.behind``). Analyses tell theirs here, a file
for a group of reports: as cells of a query again where one says the same, else as a listing of documents, customers, products
or days. What is no sum of anything, such as a price or a forecast, is refused with the reason and the nearest figure that is one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from analytics.behind import Behind, behind
from analytics.compile import CHANGE, SHARE
from analytics.origins.customers import cohorts_origin, customers_origin, lapsed_origin, segments_origin
from analytics.origins.ledger import bridge_origin, day_book_origin
from analytics.origins.outlook import forecast_origin, restock_origin, stock_out_origin, unusual_days_origin
from analytics.origins.prices import price_changes_origin
from analytics.origins.products import abc_origin, dusty_origin, slow_origin, together_origin
from analytics.origins.spots import Spot
from analytics.reports import AS_USUAL, Asked, Figures, make_report, report_kind, settled
from analytics.traced import Traced, cell_of, figure_at
from munim.errors import Invalid

# the reports whose figures, or some of them, no query of their own tells; None: this one is told by its query
ORIGINS: Final[dict[str, Callable[[Spot], Traced | Behind | None]]] = {
    "day-book": day_book_origin,
    "sales-to-bank": bridge_origin,
    "product-abc": abc_origin,
    "slow-products": slow_origin,
    "dusty-stock": dusty_origin,
    "bought-together": together_origin,
    "price-changes": price_changes_origin,
    "customers": customers_origin,
    "cohorts": cohorts_origin,
    "customer-segments": segments_origin,
    "lapsed-customers": lapsed_origin,
    "sales-forecast": forecast_origin,
    "stock-out": stock_out_origin,
    "restock": restock_origin,
    "unusual-days": unusual_days_origin,
}


def behind_report(
    figures: Figures,
    slug: str,
    asked: Asked = AS_USUAL,
    *,
    table: str | None = None,
    row: int | None = None,
    column: str,
) -> Behind:
    """What is behind the figure in ``column`` of a ``row`` of ``table``, or of its total; without a table, of a headline.

    Raises what ``make_report`` does, ``NotFound`` for what the report does not have, and ``Invalid`` for a figure that is no sum of rows.
    """
    report = make_report(figures, slug, asked)
    figure = figure_at(report, table, row, column)
    origin = ORIGINS.get(slug)
    found: Traced | Behind | None = None
    if origin is not None:
        whole = settled(report_kind(slug), asked, figures)
        found = _own(origin, Spot(figures.narrowed(whole.filters), whole, report, figure))
    if found is None:
        found = cell_of(figure)
    if isinstance(found, Traced):
        made = behind(figures, found.query, found.column, found.row, found.beside, found.together)
        # what a part did to a quotient is worked out of all its parts together
        found = made if made.value is not None else msgspec.structs.replace(made, value=found.value)
    return found


def _own(origin: Callable[[Spot], Traced | Behind | None], spot: Spot) -> Traced | Behind | None:
    """What an analysis says of its figure."""
    figure = spot.figure
    if figure.query is not None and figure.column.slug != "cumulative":
        return None
    if figure.value is None:
        raise Invalid(f"{figure.column.title} is not told here: there is nothing to tell it by", field="column")
    for suffix in (SHARE, CHANGE):
        if figure.column.slug.endswith(suffix):
            name = figure.column.slug.removesuffix(suffix)
            raise Invalid(
                f"{figure.column.slug} is worked out of {name}; ask what is behind that", field="column", nearest=name
            )
    return origin(spot)
