"""Cases that say what a question comes to, rather than how it is read: they are answered on a shop's mirror.

``rows`` of a case are the names first, then the figures, money in units of the currency, dates as they are. Their order is not judged, nor
are changes and ratios, which follow from the other columns; a row that holds nothing may stand there or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ai.cases import Case
from ai.parser import Parsed, parse
from ai.shop_names import SHARED_NAMES
from analytics.query import Column
from analytics.results import run_query, shop_of
from etl.reader import Mirror
from munim.errors import Forbidden, Invalid

Rows = Counter[tuple[Any, ...]]
Answerer = Callable[[Case], tuple[Parsed, Rows | None]]
"""Reads and answers the question of a case; None where there are no figures to tell."""


def answerer_of(mirror: Mirror, permissions: frozenset[str]) -> Answerer:
    """Answers from ``mirror`` as the parser reads it, on the day the case is asked, to who has ``permissions``."""
    shop, names = shop_of(mirror), SHARED_NAMES.of(mirror, permissions)

    def answer(case: Case) -> tuple[Parsed, Rows | None]:
        parsed = parse(case.question, names=names, calendar=shop.calendar, today=case.today, currency=shop.currency)
        if parsed.query is None:
            return parsed, None
        try:
            result = run_query(mirror, parsed.query, permissions=permissions, today=case.today)
        except (Forbidden, Invalid):  # read, and not to be told
            return parsed, None
        return parsed, told_rows(result.columns, result.rows, exponent=shop.exponent)

    return answer


def expected_rows(case: Case) -> Rows:
    """The rows that a case says: the names are what stands before the first number."""
    rows = case.rows or ()
    names = sum(not isinstance(value, (int, float)) for value in rows[0]) if rows else 0
    return counted(rows, names)


def told_rows(columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, exponent: int = 0) -> Rows:
    """The rows of a result as a case writes them; ``exponent`` 0 leaves money in minor units."""
    kept = [
        (place, exponent if column.unit == "money" else 0)
        for place, column in enumerate(columns)
        if column.unit != "id" and not column.slug.endswith(("__change", "__ratio"))
    ]
    names = sum(not columns[place].metric for place, _ in kept)
    return counted(([_scaled(row[place], scale) for place, scale in kept] for row in rows), names)


def counted(rows: Iterable[Sequence[Any]], names: int = 0) -> Rows:
    """Rows in no order; the first ``names`` columns do not make a row that says something."""
    plain = [tuple(map(_plain, row)) for row in rows]
    return Counter(row for row in plain if any(row[names:]))


def _scaled(value: Any, scale: int) -> Any:
    return Decimal(value).scaleb(-scale) if scale and value is not None else value


def _plain(value: Any) -> Any:
    match value:
        case None:
            return Decimal(0)
        case datetime():
            return value.date()
        case date() | bool():
            return value
        case int() | float() | Decimal():
            return Decimal(str(value)).normalize()
    return value
