"""What a report says in sentences: the answer first, then what stands out. Every number in them is one of the report's own.

They are told in the language of the report's shop (``Shop.language``), whose titles the report then has too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from analytics.notation import write, write_number, write_period
from analytics.query import Column
from analytics.report import Comparison, Headline, Report, Table
from analytics.shop import Shop
from analytics.tongues import HINGLISH, tongue_of
from munim.days import add_months

_OF_SALES: Final = ("revenue", "orders")


def with_sentences(report: Report) -> Report:
    """The report with its findings, most important first."""
    told = (as_sentence(each, report.shop) for each in _sentences(report))
    return msgspec.structs.replace(report, sentences=tuple(told))


def as_sentence(words: str, shop: Shop) -> str:
    """With a capital at its beginning where the language was written over from letters that know none."""
    return words[:1].upper() + words[1:] if tongue_of(shop.language).code == HINGLISH else words


def of_sales(report: Report) -> bool:
    """Whether the report tells of sales before all else."""
    found = {item.column.slug for item in report.headlines}
    return found.issuperset(_OF_SALES) and report.headlines[0].column.slug == "revenue"


def _sentences(report: Report) -> Iterator[str]:
    say = tongue_of(report.shop.language).say
    tables = {table.name: table for table in report.tables}
    if report.empty:
        yield say("no sales" if of_sales(report) else "nothing", when=when(report))
    elif of_sales(report):
        yield _revenue(report)
        if "days" in tables and len(tables["days"].rows) > 1:
            yield from _best_and_quietest(tables["days"], report)
        elif "hours" in tables:
            yield from _busiest_hour(tables["hours"], report.shop)
        if "top_products" in tables:
            yield from _best_product(tables["top_products"], report.shop)
    else:
        yield from (_lead(item, report) for item in report.headlines[:1])
        yield from (told for table in report.tables if (told := _first(table, report.shop)))
    if {"outstanding", "overdue"} <= {item.column.slug for item in report.headlines}:
        yield _owed(report)


def when(report: Report) -> str:
    """``on Fri 20 Nov 2026``, ``in the week 9–15 Nov 2026``, ``in November 2026``, ``over 22 Oct – 20 Nov 2026``."""
    tongue, period = tongue_of(report.shop.language), report.period
    written = write_period(period, report.shop.language)
    if period.days == 1:
        return tongue.say("on", period=written)
    if report.kind == "weekly-sales":
        return tongue.say("in the week", period=written)
    whole_month = period.start.day == 1 and period.end == add_months(period.start, 1)
    return tongue.say("in" if whole_month else "over", period=written)


def _revenue(report: Report) -> str:
    say = tongue_of(report.shop.language).say
    revenue, orders = report.headline("revenue"), report.headline("orders")
    return say(
        "revenue of one" if orders.value == 1 else "revenue",
        when=when(report),
        value=_value(revenue, report.shop),
        orders=write(orders.value, orders.column, report.shop),
        so_far="" if report.complete or report.kind in ("metrics", "trends") else say("so far"),
        held=_held(revenue, report.shop),
    )


def _lead(headline: Headline, report: Report) -> str:
    """The first figure of a report that is not of sales; of a balance it is the moment's, whatever the period."""
    say = tongue_of(report.shop.language).say
    facts = {
        "title": headline.column.title,
        "value": _value(headline, report.shop),
        "held": _held(headline, report.shop),
    }
    return say("lead", when=when(report), **facts) if headline.comparisons else say("lead now", **facts)


def _held(headline: Headline, shop: Shop) -> str:
    """``, up 12.4 % on the week before (₹75,010.00)``; nothing of a figure that is held against nothing."""
    say = tongue_of(shop.language).say
    return "".join(
        say("and", what=held_against(each, headline.column, shop)) for each in headline.comparisons[:1]
    )  # fmt: skip


def held_against(comparison: Comparison, column: Column, shop: Shop) -> str:
    """``up 12.4 % on the week before (₹75,010.00)``."""
    say = tongue_of(shop.language).say
    before = write(comparison.value, column, shop)
    if comparison.change is None:
        return say("nothing before", than=_in(comparison.than, shop))
    if not comparison.change:
        return say("same", than=comparison.than, before=before)
    direction = "up" if comparison.change > 0 else "down"
    return say(direction, change=write_number(abs(comparison.change), shop), than=comparison.than, before=before)


def _in(than: str, shop: Shop) -> str:
    if shop.language != "en":
        return than
    return f"on {than}" if "day" in than and "days" not in than else f"in {than}"


def _best_and_quietest(table: Table, report: Report) -> Iterator[str]:
    """The days with the most and the least revenue, the earlier of equals; today is not over and cannot be the quietest."""
    shop = report.shop
    revenue = next(column for column in table.columns if column.slug == "revenue")
    days = list(zip(table.column("day"), table.column("revenue"), strict=True))
    best = max(days, key=lambda pair: pair[1])
    quietest = min((pair for pair in days if pair[0] < report.today), key=lambda pair: pair[1], default=best)
    if best[1] == quietest[1]:
        return
    day = table.columns[0]
    yield tongue_of(shop.language).say(
        "best and quietest",
        best=write(best[0], day, shop),
        most=write(best[1], revenue, shop),
        quietest=write(quietest[0], day, shop),
        least=write(quietest[1], revenue, shop),
    )


def _busiest_hour(table: Table, shop: Shop) -> Iterator[str]:
    if table.rows:
        hour, revenue, *_ = max(table.rows, key=lambda row: row[1])
        hours, amounts = table.columns[:2]
        told = {"hour": write(hour, hours, shop), "value": write(revenue, amounts, shop)}
        yield tongue_of(shop.language).say("best hour", **told)


def _best_product(table: Table, shop: Shop) -> Iterator[str]:
    if not table.rows or table.column("revenue")[0] <= 0:
        return
    say = tongue_of(shop.language).say
    columns = {column.slug: column for column in table.columns}
    best = {slug: write(table.column(slug)[0], column, shop) for slug, column in columns.items()}
    part = say("share of revenue", share=best["revenue__share"]) if "revenue__share" in best else ""
    yield say("best product", name=best["product"], value=best["revenue"], share=part)


def _first(table: Table, shop: Shop) -> str | None:
    """The name with most of a table's first figure; nothing of a course in time, or where nobody has more than another."""
    along = next((n for n in table.shown if table.columns[n].unit == "text"), None)
    measured = next((n for n, column in enumerate(table.columns) if column.metric), None)
    if along is None or measured is None or any(table.columns[n].unit == "date" for n in table.shown):
        return None
    known = [row for row in table.rows if row[measured] is not None and row[along] is not None]
    if len(known) < 2:
        return None
    best = max(known, key=lambda row: row[measured])
    if sum(row[measured] == best[measured] for row in known) > 1:
        return None
    return tongue_of(shop.language).say(
        "first",
        title=table.columns[measured].title,
        name=write(best[along], table.columns[along], shop),
        value=write(best[measured], table.columns[measured], shop),
    )


def _owed(report: Report) -> str:
    say = tongue_of(report.shop.language).say
    outstanding, overdue = report.headline("outstanding"), report.headline("overdue")
    if not outstanding.value:
        return say("nobody owes")
    late = say("overdue", value=_value(overdue, report.shop)) if overdue.value else say("nothing overdue")
    return say("owed", value=_value(outstanding, report.shop), late=late)


def _value(headline: Headline, shop: Shop) -> str:
    return write(headline.value, headline.column, shop)
