"""What has to be written out, and how large it may be: the numbers by which a short statement becomes a long one.

No limit of DuckDB bounds the strings and lists that a function makes of a number, so the number is read here. What is only a
literal in an answer's clauses (a limit, a window's frame) is no place to hide a query either.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from sqlglot import exp

from ai.guard.statement import Statement

MAX_REPEATED: Final = 1_000  # times, or characters to pad to
MAX_ROWS_MADE: Final = 100_000  # of one range or series
MAX_ROWS_MADE_IN_ALL: Final = 1_000_000  # of all of them together, multiplied
MAX_OFFSET: Final = 1_000_000_000
MAX_FRAME: Final = 1_000_000
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200

_MADE: Final = frozenset({"range", "generate_series"})
_LENGTHENING: Final = {"repeat": 1, "lpad": 1, "rpad": 1}  # function: its argument that says how long
_FORMATTING: Final = frozenset({"format", "printf"})
_PATTERNED: Final = frozenset(
    {"regexp_replace", "replace", "translate", "concat", "concat_ws", "list_concat", "array_concat"}
)
_WIDTH: Final = re.compile(r"\d{4,}|\*|\{[^}]*\{")  # a width of four digits, or one that is an argument
_DAYS: Final = {
    "DAY": 1,
    "DAYS": 1,
    "WEEK": 7,
    "WEEKS": 7,
    "MONTH": 28,
    "MONTHS": 28,
    "QUARTER": 89,
    "QUARTERS": 89,
    "YEAR": 365,
    "YEARS": 365,
}
_PARTS_OF_DAYS: Final = {"HOUR": 24, "HOURS": 24, "MINUTE": 1440, "MINUTES": 1440}


def check_literals(statement: Statement) -> None:
    """Numbers that multiply work are written out and small; what must be a literal is one."""
    for node in statement.of(exp.Limit, exp.Offset):
        _require_number(statement, node.expression, MAX_OFFSET, "LIMIT and OFFSET are whole numbers")
    for node in statement.of(exp.WindowSpec):
        for side in ("start", "end"):
            _check_frame(statement, node.args.get(side))
    for node in statement.of(exp.Lambda, exp.Comprehension):
        if any(inner is not node for inner in node.find_all(exp.Lambda, exp.Comprehension)):
            statement.refuse("a lambda stands in no other", node)
    for node in statement.of(exp.AtTimeZone):
        if not _is_string(node.args["zone"]):
            statement.refuse("a time zone is written out", node)
    for node in statement.of(exp.Pivot):
        _check_pivot(statement, node)
    for node in statement.of(exp.With):
        if node.args.get("recursive"):
            for cte in node.expressions:
                _check_recursion(statement, cte)
    made = 1
    for call in statement.of(exp.Anonymous):
        name = call.name.lower()
        if name in _MADE:
            made *= max(_rows_made(statement, call), 1)
            if made > MAX_ROWS_MADE_IN_ALL:
                statement.refuse(f"the series here make more than {MAX_ROWS_MADE_IN_ALL:,} rows", call)
        elif name in _LENGTHENING:
            _check_length(statement, call, _LENGTHENING[name])
        elif name in _FORMATTING:
            pattern = call.expressions[0] if call.expressions else None
            if pattern is None or not _is_string(pattern) or _WIDTH.search(pattern.name):
                statement.refuse(f"the pattern of {name} is written out, with widths below 1,000", call)


def _require_number(statement: Statement, node: exp.Expr | None, most: int, said: str) -> None:
    number = _whole(node)
    if number is None or not 0 <= number <= most:
        statement.refuse(f"{said}, written out, up to {most:,}", node)


def _check_frame(statement: Statement, bound: exp.Expr | str | None) -> None:
    """A frame begins and ends at the edge, here, or a number of rows or an interval away."""
    if bound is None or isinstance(bound, str):
        return
    if isinstance(bound, exp.Interval):
        inner = bound.this
        if isinstance(inner, exp.Literal):
            return
    if isinstance(bound, exp.Literal) and (_whole(bound) or 0) <= MAX_FRAME:
        return
    statement.refuse("the frame of a window is a number or an interval, written out", bound)


def _check_pivot(statement: Statement, node: exp.Pivot) -> None:
    """The columns of a pivot are listed: DuckDB would run further statements to find them."""
    for part in node.args.get("fields") or ():
        values = (
            [one.this if isinstance(one, exp.PivotAlias | exp.Alias) else one for one in part.expressions]
            if isinstance(part, exp.In)
            else []
        )
        plain = (exp.Column, exp.Identifier) if node.args.get("unpivot") else (exp.Literal, exp.Boolean, exp.Null)
        if not values or not all(isinstance(one, plain) for one in values):
            statement.refuse("the columns of a pivot are listed: FOR x IN ('a', 'b')", node)


def _check_recursion(statement: Statement, cte: exp.CTE) -> None:
    """What keeps all its rows and takes every one of them up again has no end."""
    union = cte.this
    if not isinstance(union, exp.Union) or union.args.get("distinct"):
        return
    again = union.expression.unnest()
    joins = again.args.get("joins") or ()
    if not again.args.get("where") and not any(join.args.get("on") or join.args.get("using") for join in joins):
        statement.refuse(f"the recursive query {cte.alias} needs a condition to end", cte)


def _check_length(statement: Statement, call: exp.Anonymous, position: int) -> None:
    name, arguments = call.name.lower(), call.expressions
    number = _whole(arguments[position]) if len(arguments) > position else None
    if number is None or number > MAX_REPEATED:
        statement.refuse(f"how long {name} makes a text is written out, up to {MAX_REPEATED:,}", call)
    for inner in call.find_all(exp.Anonymous):
        if inner is not call and inner.name.lower() in _LENGTHENING:
            statement.refuse(f"{inner.name} stands in no other function that lengthens a text", inner)


def _rows_made(statement: Statement, call: exp.Anonymous) -> int:
    """How many rows a range or series makes at most. Raises ``Refused`` where that is not to be told from what is written."""
    arguments = call.expressions
    if not 1 <= len(arguments) <= 3:
        statement.refuse(f"{call.name} takes one to three arguments", call)
    step = arguments[2] if len(arguments) == 3 else None
    if isinstance(step, exp.Interval):
        count = _rows_in_time(arguments[0], arguments[1], step)
    else:
        numbers = [_whole(one) for one in arguments]
        if None in numbers or (len(numbers) == 3 and numbers[2] == 0):
            statement.refuse(f"the bounds of {call.name} are written out, or are days an interval apart", call)
        first, last = (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
        by = numbers[2] if len(numbers) == 3 else 1
        count = abs((last or 0) - (first or 0)) // abs(by or 1) + 1
    if count is None:
        statement.refuse(
            f"the bounds of {call.name} are days from {FIRST_YEAR} to {LAST_YEAR}, and at least a day apart", call
        )
    if count > MAX_ROWS_MADE:
        statement.refuse(f"{call.name} makes {count:,} rows: {MAX_ROWS_MADE:,} at most", call)
    return count


def _rows_in_time(first: exp.Expr, last: exp.Expr, step: exp.Interval) -> int | None:
    """Of a series of days; of bounds that are columns, as if they lay as far apart as the guard lets days lie."""
    unit, number = step.text("unit").upper(), step.this
    if not unit and _is_string(number):
        words = number.name.split()
        if len(words) != 2:
            return None
        number, unit = exp.Literal.number(words[0]), words[1].upper()
    many = int(number.name) if isinstance(number, exp.Literal) and number.name.isdigit() else 0
    if many < 1 or unit not in {*_DAYS, *_PARTS_OF_DAYS}:
        return None
    days = [_day(bound) for bound in (first, last)]
    if all(isinstance(day, date) for day in days):
        between: int = abs((days[1] - days[0]).days) + 1  # type: ignore[operator]
    elif unit in _DAYS and None not in days:
        between = (LAST_YEAR - FIRST_YEAR) * 366 // 2
    else:
        return None
    return between * _PARTS_OF_DAYS[unit] // many + 1 if unit in _PARTS_OF_DAYS else between // (_DAYS[unit] * many) + 1


def _day(node: exp.Expr) -> date | str | None:
    """A day as it is written; "a column" for what the shop's own rows hold; None for what could be any day."""
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.Cast) and node.to.this in (exp.DType.DATE, exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ):
        if _is_string(node.this):
            try:
                day = datetime.fromisoformat(node.this.name).date()
            except ValueError:
                return None
            return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
        return _day(node.this)
    if isinstance(node, exp.Column | exp.CurrentDate):
        return "a column"
    if isinstance(node, exp.Anonymous) and node.name.lower() in ("min", "max", "date_trunc", "today", "last_day"):
        return "a column" if all(isinstance(one, exp.Literal) or _day(one) for one in node.expressions) else None
    if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Select) and len(node.this.expressions) == 1:
        return _day(node.this.expressions[0].unalias())
    if isinstance(node, exp.Add | exp.Sub) and isinstance(node.expression, exp.Interval | exp.Literal):
        number = node.expression.this if isinstance(node.expression, exp.Interval) else node.expression
        small = isinstance(number, exp.Literal) and len(number.name) <= 6
        return "a column" if small and _day(node.this) else None
    return None


def _whole(node: exp.Expr | None) -> int | None:
    """A whole number as it is written, None for anything else."""
    if isinstance(node, exp.Neg):
        inner = _whole(node.this)
        return None if inner is None else -inner
    if (
        isinstance(node, exp.Literal)
        and not node.is_string
        and node.name.replace("_", "").isdigit()
        and len(node.name) <= 18
    ):
        return int(str(node.name).replace("_", ""))
    return None


def _is_string(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string)
