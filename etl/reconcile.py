"""Is the copy the books? Counts and sums of every table, asked of both in the same snapshot.

The books' figures are counted without the joins that shape the mirror, so a row lost in shaping shows. A new copy is
compared whole. An increment is compared in the tables it changed: whole where one is small and, for the rest, in what
changed, so that its cost follows the change; the other tables still have as many rows as when they were compared. Once a
day it is compared whole like a new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from etl.books import Books, Totals, TotalsOfTables
from etl.rollups import rollups_of
from etl.statements import Since
from etl.tables import ROLLUPS, TABLES, MirrorTable
from etl.versions import About
from etl.workbench import Workbench
from munim.errors import MunimError

WHOLE_EVERY: Final = timedelta(days=1)
_SOME: Final = {"rows": Decimal(1)}
SMALL: Final = 5_000  # rows: summing them in Postgres takes a few milliseconds


class MirrorMismatch(MunimError):
    """The copy is not the books, so it was not published."""

    code = "mirror_mismatch"


def reconcile_whole(
    workbench: Workbench, business_id: int, books: TotalsOfTables, tables: Sequence[MirrorTable] = TABLES
) -> dict[str, int]:
    """Compare every table of the open file with the books' totals; returns how many rows each has.

    ``tables``: those that may have any. Raises ``MirrorMismatch``.
    """
    expected = {table.name: books[table.name][business_id] for table in TABLES}
    rows = dict.fromkeys(expected, 0) | workbench.rows(tables)
    # most shops use few of the tables; what has no rows comes to nothing
    found = {name: dict.fromkeys(totals, Decimal(0)) for name, totals in expected.items() if not rows[name]}
    found |= workbench.totals({table: expected[table.name] for table in TABLES if rows[table.name]})
    summed, parts = workbench.rollup_totals({rollup: False for rollup in ROLLUPS if rows[rollup.of]})
    _refuse(business_id, expected | parts, found | summed)
    return rows


@dataclass(frozen=True)
class Change:
    """What an increment staged: rows of ``tables``, those that were not seen ``since``."""

    business_id: int
    tables: Sequence[MirrorTable]
    small: Sequence[MirrorTable]  # of them those to be compared whole
    since: Since
    others: Mapping[str, Totals]  # how many rows each other table has had since it was compared, where that is known

    def books_totals(self, books: Books, *, few: bool) -> dict[str, Totals]:
        """What the tables come to in the books; ``few``: of a small business, where few rows changed."""
        whole = {table.name: table in self.small for table in self.tables}
        if few:
            found = books.totals_of_few(self.business_id, whole, self.since)
        else:
            wanted = {name: None if of_all else self.since for name, of_all in whole.items()}
            found = books.totals([self.business_id], wanted)
        return {name: totals[self.business_id] for name, totals in found.items()}


def change_of(business_id: int, since: Since, rows: Mapping[str, int], about: About | None) -> Change:
    """What was staged, so many rows of each table, to be written into a version that is like the one ``about`` tells of."""
    tables = [table for table in TABLES if rows.get(table.name)]
    before = {} if about is None else about.rows
    small = [table for table in tables if table.name in before and before[table.name] + rows[table.name] <= SMALL]
    others = {name: {"rows": Decimal(count)} for name, count in before.items() if not rows.get(name)}
    return Change(business_id, tables, small, since, others)


def reconcile_change(workbench: Workbench, change: Change, expected: Mapping[str, Totals]) -> dict[str, int]:
    """Compare what an increment touched of the open file with the books' totals.

    Returns how many rows each table has: one that had none and was brought none is not counted again until the daily
    comparison of the whole file. Raises ``MirrorMismatch``.
    """
    large = [table for table in change.tables if table not in change.small]
    # most shops use few of the tables: what had no rows and was brought none has none
    held = [table for table in TABLES if change.others.get(table.name, _SOME)["rows"]]
    rows = dict.fromkeys((table.name for table in TABLES), 0) | workbench.rows(held)
    found = {name: {"rows": Decimal(rows[name])} for name in change.others}
    found |= workbench.totals({table: expected[table.name] for table in change.tables}, staged_only=large)
    small = {table.name for table in change.small}
    summed, parts = workbench.rollup_totals({rollup: rollup.of not in small for rollup in rollups_of(change.tables)})
    _refuse(change.business_id, {**change.others, **expected, **parts}, found | summed)
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
