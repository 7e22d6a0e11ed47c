"""What reports say in sentences. Every number in them is one of the report's own, written by ``notation``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analytics.findings import held_against
from analytics.notation import write, write_period
from analytics.query import Column
from analytics.report import Headline, Table
from analytics.shop import Shop
from munim.days import Period


def when(period: Period) -> str:
    """``on Fri 20 Nov 2026``, ``in November 2026``, ``over 9–15 Nov 2026``."""
    text = write_period(period)
    if period.days == 1:
        return f"on {text}"
    return f"in {text}" if text[0].isalpha() else f"over {text}"


def told(headline: Headline, period: Period, shop: Shop, *, so_far: bool = False) -> str:
    """``Net sales in November 2026 were ₹84,310.00, up 12.4 % on the month before (₹75,010.00).``"""
    verb = "were" if _is_plural(headline.column.title) else "was"
    value = write(headline.value, headline.column, shop)
    sentence = f"{headline.column.title} {when(period)} {verb} {value}{' so far' if so_far else ''}"
    held = [held_against(each, headline.column, shop) for each in headline.comparisons[:1]]
    return f"{', '.join([sentence, *held])}."


def now(headline: Headline, shop: Shop) -> str:
    """``Outstanding is ₹84,310.00.``"""
    verb = "are" if _is_plural(headline.column.title) else "is"
    return f"{headline.column.title} {verb} {write(headline.value, headline.column, shop)}."


def leader(table: Table, slug: str, shop: Shop, *, word: str = "came first") -> Iterator[str]:
    """``Rice came first with ₹2,100.00, 76.4 % of it.`` Nothing where no row has more than zero, or there is no other.

    Where others took away from the whole (a series of credit notes) the first can have more than all of it: then no part is told.
    """
    ranked = [row for row in table.rows if (row[_place(table, slug)] or 0) > 0]
    if not ranked or (len(table.rows) == 1 and word == "came first"):
        return
    best = max(ranked, key=lambda row: row[_place(table, slug)])
    name = write(best[0], table.columns[0], shop)
    part = ""
    share = slug + "__share"
    of_whole = best[_place(table, share)] if share in (column.slug for column in table.columns) else None
    if of_whole is not None and of_whole <= 100:
        part = f", {write(of_whole, table.columns[_place(table, share)], shop)} of the whole"
    figure = write(best[_place(table, slug)], table.columns[_place(table, slug)], shop)
    yield f"{_named(name, table.columns[0])} {word} with {figure}{part}."


def counted(count: int, one: str, many: str) -> str:
    """``1 bill``, ``3 bills``."""
    return f"{count:,} {one if count == 1 else many}"


def listed(limit: int, tables: Sequence[Table]) -> list[str]:
    """What a table that may have more rows than it shows says of it."""
    if any(len(table.rows) >= limit for table in tables):
        return [f"At most {limit:,} rows are listed; the totals are of all."]
    return []


def _is_plural(title: str) -> bool:
    """Whether the noun of a title is one: ``Days of cover`` are, ``Balance of customers`` is."""
    noun = title.partition(" of ")[0]
    return noun.endswith("s") and not noun.endswith("ss")


def _named(name: str, column: Column) -> str:
    """The name at the head of a sentence."""
    if name == "–":
        return f"What has no {column.title.lower()}"
    return name[0].upper() + name[1:]


def _place(table: Table, slug: str) -> int:
    return [column.slug for column in table.columns].index(slug)
