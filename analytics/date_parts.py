"""The shop's days, weeks, months and years as SQL over a business date.

A group of days is named by its first day, so ``week`` of Wednesday 19 November is Monday 17 November where
weeks start on Monday, and ``financial_year`` of it is 1 April where the year starts in April.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from analytics.shapes import Shift
from munim.days import Calendar

MONTHS: Final = {"month": 1, "quarter": 3, "year": 12, "financial_year": 12}


HERE: Final = Shift()


def part(slug: str, day: exp.Expr, calendar: Calendar, shift: Shift = HERE) -> exp.Expr:
    """The calendar dimension ``slug`` of the date ``day``: the first day of its group, or its ISO weekday.

    A weekday is never shifted: a Monday stays a Monday in every comparison.
    """
    if slug == "weekday":
        return exp.func("ISODOW", day.copy(), dialect="duckdb")
    months = shift.months if slug in MONTHS else 0
    moved = day.copy() if months else _plus(day.copy(), shift.days, "DAY")
    if slug == "day":
        return _date(moved) if shift.days else moved
    if slug == "week":
        return _start_of("WEEK", moved, calendar.week_start - 1, "DAY")
    offset = 0 if slug in ("month", "year") else (calendar.year_start_month - 1) % MONTHS[slug]
    unit = {"month": "MONTH", "quarter": "QUARTER"}.get(slug, "YEAR")
    return _start_of(unit, moved, offset, "MONTH", ahead=months)


def weekday_order(weekday: exp.Expr, calendar: Calendar) -> exp.Expr:
    """0 for the day the shop's week starts on, 6 for the last."""
    return exp.Mod(this=exp.paren(weekday + (7 - calendar.week_start)), expression=exp.Literal.number(7))


def spine(slugs: Sequence[str], first: exp.Expr, last: exp.Expr, calendar: Calendar) -> exp.Select:
    """One row for each combination of the time dimensions ``slugs`` from day ``first`` to day ``last``, sold or not."""
    day = exp.column("day", table="days")
    series = exp.func("GENERATE_SERIES", _date(first), _date(last), _interval(1, "DAY"))
    # a series stands alone in its SELECT: not every engine casts one, or has a range that leaves its end out
    each = exp.select(exp.alias_(exp.Explode(this=series), "day")).subquery("each")
    days = exp.select(exp.alias_(_date(exp.column("day", table="each")), "day")).from_(each)
    clock = exp.func("GENERATE_SERIES", exp.Literal.number(0), exp.Literal.number(23))
    hours = exp.select(exp.alias_(exp.Explode(this=clock), "hour"))
    columns: list[exp.Expr] = []
    for slug in slugs:
        columns.append(
            exp.alias_(exp.column("hour", table="hours") if slug == "hour" else part(slug, day, calendar), slug)
        )
    rows = exp.select(*columns).distinct()
    calendar_parts = [slug for slug in slugs if slug != "hour"]
    if calendar_parts:
        rows = rows.from_(days.subquery("days"))
    if "hour" in slugs:
        rows = (
            rows.join(hours.subquery("hours"), join_type="cross")
            if calendar_parts
            else rows.from_(hours.subquery("hours"))
        )
    return rows


def _start_of(unit: str, day: exp.Expr, offset: int, step: str, *, ahead: int = 0) -> exp.Expr:
    """The start of the unit that begins ``offset`` steps after the calendar's own."""
    start = exp.Anonymous(this="DATE_TRUNC", expressions=[exp.Literal.string(unit.lower()), _plus(day, -offset, step)])
    return _date(_plus(start, offset + ahead, step))


def _plus(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    if not count:
        return day
    kind = exp.Add if count > 0 else exp.Sub
    return kind(this=day, expression=_interval(abs(count), unit))


def _interval(count: int, unit: str) -> exp.Expr:
    return exp.Interval(this=exp.Literal.string(str(count)), unit=exp.var(unit))


def _date(expression: exp.Expr) -> exp.Expr:
    return exp.cast(expression, "date")
