"""Where a figure of an analysis stands, and how what is behind it is put."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from analytics.behind import Behind, Listing, behind, listed
from analytics.query import Column, MetricQuery
from analytics.report import Report
from analytics.reports import Asked, Figures
from analytics.traced import Figure, Traced
from munim.days import Period
from munim.errors import Invalid

EVER: Final = date(1900, 1, 1)  # before any day of any books
DAY: Final = Column("day", "Day", "date")
CUSTOMER: Final = (Column("customer", "Customer", "text"), Column("customer_id", "Customer id", "id"))
PRODUCT: Final = (Column("product", "Product", "text"), Column("product_id", "Product id", "id"))
DOCUMENT: Final = (
    Column("document_kind", "Kind of document", "text"),
    Column("document", "Document", "text"),
    Column("document_id", "Document id", "id"),
)


class Spot(msgspec.Struct, frozen=True):
    """A figure of a report as it was asked for: ``figures`` are narrowed by its filters, ``asked`` is settled."""

    figures: Figures
    asked: Asked
    report: Report
    figure: Figure

    @property
    def slug(self) -> str:
        """The figure's column."""
        return self.figure.column.slug

    @property
    def table(self) -> str:
        """The table's name; empty of a headline."""
        return "" if self.figure.table is None else self.figure.table.name

    @property
    def row(self) -> int | None:
        return self.figure.row

    def value_of(self, slug: str) -> Any:
        """What the figure's row says in another column."""
        return self.figure.values[slug]

    def made_of(self, *listings: Listing, formula: str = "") -> Behind:
        """The figure and its listings; ``formula`` makes it of their parts where it is not the one part."""
        column = self.figure.column
        return Behind(column.slug, column.title, column.unit, formula, self.figure.value, listings)

    def cell(
        self, metric: str, by: str, period: Period | None, things: Iterable[tuple[str | None, UUID | None]]
    ) -> Traced:
        """The figure as what ``metric`` came to for ``things``: each a name of the dimension ``by``, and its id."""
        rows = tuple({by: name, f"{by}_id": key} for name, key in things)
        return Traced(MetricQuery((metric,), by=(by,), period=period), metric, self.figure.value, together=rows)

    def listings(self, cell: Traced) -> tuple[Listing, ...]:
        """What is behind a part of the figure."""
        return behind(self.figures, cell.query, cell.column, cell.row, cell.beside, cell.together).listings

    def no_sum(self, why: str, nearest: str | None = None) -> Invalid:
        """The refusal of a figure that no rows sum to: ``why`` follows its name."""
        hint = f"; ask what is behind {nearest}" if nearest else ""
        return Invalid(f"{self.figure.column.title} ({self.slug}) {why}{hint}", field="column", nearest=nearest)


def counted(by: str, columns: tuple[Column, ...], rows: Iterable[tuple[Any, ...]], part: Column) -> Listing:
    """Things that are counted, one each."""
    return listed(by, (*columns, part), [(*row, 1) for row in rows], (part.slug,))


def documents(
    rows: Iterable[tuple[Any, ...]], part: Column, *, beside: tuple[Column, ...] = (), shown: bool = True
) -> Listing:
    """Documents and what each adds to ``part``. A row: the day, what is told ``beside``, kind, number, id, and the amount.

    Raises ``Invalid`` unless documents may be ``shown``.
    """
    if not shown:
        raise Invalid("its documents need the permission bills.read", field="column", permission="bills.read")
    return listed("document", (DAY, *beside, *DOCUMENT, part), [row for row in rows if row[-1]], (part.slug,))
