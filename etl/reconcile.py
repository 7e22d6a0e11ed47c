"""Is the copy the books? Counts and sums of every table, asked of both in the same snapshot.

The books' figures are counted without the joins that shape the mirror, so a row lost in shaping shows. A new copy is
compared whole. An increment is compared whole where a table is small and, for the rest, in what it changed, so that its
cost follows the change; once a day it is compared whole like a new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final

from etl.books import Books, Totals, TotalsOfTables
from etl.rollups import rollups_of
from etl.statements import Since
from etl.tables import ROLLUPS, TABLES, MirrorTable
from etl.workbench import Workbench
from munim.errors import MunimError

WHOLE_EVERY: Final = timedelta(days=1)
SMALL: Final = 5_000  # rows: summing them in Postgres takes a few milliseconds


class MirrorMismatch(MunimError):
    """The copy is not the books, so it was not published."""

    code = "mirror_mismatch"


def reconcile_whole(workbench: Workbench, business_id: int, books: TotalsOfTables) -> dict[str, int]:
    """Compare every table of the open file with the books' totals; returns how many rows each has. Raises ``MirrorMismatch``."""
    expected = {table.name: books[table.name][business_id] for table in TABLES}
    found = workbench.totals({table: expected[table.name] for table in TABLES})
    rows = {name: int(totals["rows"]) for name, totals in found.items()}
    summed, parts = workbench.rollup_totals(dict.fromkeys(ROLLUPS, False))
    _refuse(business_id, expected | parts, found | summed)
    return rows


def reconcile_change(
    workbench: Workbench, books: Books, business_id: int, tables: Sequence[MirrorTable], since: Since
) -> dict[str, int]:
    """Compare what an increment touched of the open file with the books: small tables whole.

    Returns how many rows each table has. Raises ``MirrorMismatch``.
    """
    rows = workbench.rows()
    small = [table for table in TABLES if rows[table.name] <= SMALL]
    large = [table for table in tables if table not in small]
    wanted = {table.name: None if table in small else since for table in (*small, *large)}
    expected = {name: totals[business_id] for name, totals in books.totals([business_id], wanted).items()}
    found = workbench.totals({table: expected[table.name] for table in (*small, *large)}, staged_only=large)
    summed, parts = workbench.rollup_totals({rollup: rows[rollup.of] > SMALL for rollup in rollups_of(tables)})
    _refuse(business_id, expected | parts, found | summed)
    return rows


def _refuse(business_id: int, expected: Mapping[str, Totals], found: Mapping[str, Totals]) -> None:
    differences = [
        f"{table}.{name} is {_plain(found[table][name])} in the copy, {_plain(value)} in the books"
        for table, totals in expected.items()
        for name, value in totals.items()
        if found[table][name] != value
    ]
    if differences:
        said = "; ".join(differences)
        raise MirrorMismatch(
            f"the mirror of business {business_id} is not the books: {said}",
            business_id=business_id,
            differences=differences,
        )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
