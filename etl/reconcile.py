"""Is the copy the books? Counts and sums of every table, asked of both in the same snapshot.

The books' figures are counted without the joins that shape the mirror, so a row lost in shaping shows. A new copy is
compared whole. An increment is compared whole where a table is small and, for the rest, in what it changed, so that its
cost follows the change; once a day it is compared whole like a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final

from etl.books import Books, Totals
from etl.statements import Since
from etl.tables import TABLES, MirrorTable
from etl.workbench import Workbench
from munim.errors import MunimError

WHOLE_EVERY: Final = timedelta(days=1)
SMALL: Final = 5_000  # rows: summing them in Postgres takes a few milliseconds


class MirrorMismatch(MunimError):
    """The copy is not the books, so it was not published."""

    code = "mirror_mismatch"


def reconcile_whole(workbench: Workbench, business_id: int, books: Mapping[str, Totals]) -> None:
    """Compare every table of the open file with the books' totals, by table. Raises ``MirrorMismatch``."""
    differences = [line for table in TABLES for line in _differences(table.name, books[table.name], workbench.totals(table, books[table.name]))]
    days, lines = workbench.rollup_totals()
    _refuse(business_id, [*differences, *_differences("daily_sales", lines, days)])


def reconcile_change(workbench: Workbench, books: Books, business_id: int, tables: Sequence[MirrorTable], since: Since) -> None:
    """Compare what an increment touched of the open file with the books: small tables whole. Raises ``MirrorMismatch``."""
    differences: list[str] = []
    for table in TABLES:
        small = workbench.rows(table.name) <= SMALL
        if small or table in tables:
            truth = books.totals(table.name, [business_id], None if small else since)[business_id]
            differences += _differences(table.name, truth, workbench.totals(table, truth, staged_only=not small))
    if any(table.name == "sales" for table in tables):
        days, lines = workbench.rollup_totals(changed_days_only=workbench.rows("sales") > SMALL)
        differences += _differences("daily_sales", lines, days)
    _refuse(business_id, differences)


def _differences(table: str, expected: Totals, found: Totals) -> Iterator[str]:
    for name, value in expected.items():
        if found[name] != value:
            yield f"{table}.{name} is {_plain(found[name])} in the copy, {_plain(value)} in the books"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _refuse(business_id: int, differences: list[str]) -> None:
    if differences:
        said = "; ".join(differences)
        raise MirrorMismatch(f"the mirror of business {business_id} is not the books: {said}", business_id=business_id, differences=differences)
