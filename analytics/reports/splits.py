"""Reports that split figures of a period by dimensions: most of what an owner asks for, declared in a few lines each."""

from __future__ import annotations

from functools import partial
from typing import Final

import msgspec

from analytics.catalogue import dimension, metric
from analytics.compile import CHANGE
from analytics.notation import write_period
from analytics.query import MetricQuery, Order
from analytics.report import Headline, Report, Table
from analytics.reports.asked import Asked, Option
from analytics.reports.figures import Figures
from analytics.reports.kinds import Group, ReportKind
from analytics.reports.parts import headlines_of, report_of, with_share, with_total
from analytics.reports.periods import Held, before, elapsed, held_against
from analytics.reports.words import leader, listed, told, when
from analytics.shapes import BEFORE
from munim.days import Period

LIMIT: Final = Option(name="limit", kind="integer", default=50, most=100_000, description="how many rows at most")
ASCENDING: Final = Option(
    name="ascending",
    kind="flag",
    default=False,
    description="the smallest first: what sells least, not what sells best",
)


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """One table: ``metrics`` by ``by``. Of a split in time every day, week or month of the period has a row.

    The first of them, its ``lead``, orders it, and its share and change stand beside it. ``total`` False: what is split is
    not the report's own figure, as the budget of a category is no part of that of the whole. ``happened``: it lists what
    happened, and so nothing of which the lead is nil; other splits list whatever was traded, nil or not.
    """

    name: str
    title: str
    by: tuple[str, ...]
    metrics: tuple[str, ...]
    total: bool = True
    happened: bool = False

    @property
    def lead(self) -> str:
        return self.metrics[0]

    @property
    def in_time(self) -> bool:
        return any(dimension(slug).in_time for slug in self.by)


class SplitReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a report of splits tells: ``metrics`` of the whole period, and its tables.

    Where all ``about`` are zero there is nothing to tell, and ``nothing`` says what to do.
    """

    slug: str
    title: str
    metrics: tuple[str, ...]
    splits: tuple[Split, ...]
    about: tuple[str, ...]
    nothing: str


def split_kind(
    *,
    slug: str,
    title: str,
    group: Group,
    description: str,
    metrics: tuple[str, ...],
    splits: tuple[Split, ...],
    nothing: str,
    about: tuple[str, ...] = (),
    default_period: str = "this-month",
    permissions: tuple[str, ...] = (),
) -> ReportKind:
    """A report of the list made of splits. Those of names rather than of time can be ordered and cut short.

    ``about``: the figures without which there is nothing to tell; all of ``metrics`` if not said.
    """
    ranked = [split for split in splits if not split.in_time]
    sortable = tuple(dict.fromkeys(slug for split in ranked for slug in split.metrics))
    sort = Option(
        name="sort", kind="choice", choices=sortable, description="the figure to sort by; the first if not said"
    )
    return ReportKind(
        slug=slug,
        title=title,
        group=group,
        description=description,
        make=partial(
            split_report,
            SplitReport(
                slug=slug, title=title, metrics=metrics, splits=splits, about=about or metrics, nothing=nothing
            ),
        ),
        default_period=default_period,
        options=(LIMIT, sort, ASCENDING) if ranked else (),
        permissions=permissions,
    )


def split_report(of: SplitReport, figures: Figures, asked: Asked) -> Report:
    """The report of the elapsed part of the period, held against as much of the one before."""
    so_far = elapsed(asked.days, figures.today)
    held = held_against(asked, so_far, before(asked.days, so_far))
    headlines = headlines_of(figures, of.metrics, so_far, held)
    tables = [table for split in of.splits for table in split_table(figures, split, asked, so_far, held, headlines)]
    empty = not any(headline.value for headline in headlines if headline.column.slug in of.about)
    shop = figures.shop
    sentences = [f"{metric(of.metrics[0]).title} {when(so_far)}: nothing. {of.nothing}"]
    if not empty:
        sentences = [told(headlines[0], so_far, shop, so_far=so_far != asked.days)]
        sentences += [line for table in tables[:1] if not _in_time(table) for line in leader(table, _lead(table), shop)]
    return report_of(
        figures,
        of.slug,
        f"{of.title}, {write_period(asked.days)}",
        asked.days,
        headlines,
        tables,
        empty=empty,
        sentences=sentences,
        notes=listed(int(asked.options.get("limit") or 0), tables) if asked.options.get("limit") else (),
    )


def split_table(
    figures: Figures, split: Split, asked: Asked, period: Period, held: Held, headlines: list[Headline]
) -> list[Table]:
    """The split as a table with the share and the change of its leading figure; none where it may not or cannot be told."""
    query = MetricQuery(split.metrics, by=split.by, period=period, compare=held[0][1] if held else "none")
    if split.in_time:
        # the hours at which a shop is closed are of no interest, its days without sales are
        query = msgspec.structs.replace(query, fill="hour" not in split.by)
    else:
        sort = asked.options.get("sort")
        by = sort if sort in split.metrics else split.lead
        order = (Order(by, descending=not asked.options.get("ascending")),)
        limit = None if split.happened else asked.options.get("limit")
        query = msgspec.structs.replace(query, order=order, limit=limit)
    if not figures.tell(query):
        return []
    result = figures.of(query)
    spare = {slug + end for slug in split.metrics[1:] for end in (BEFORE, CHANGE)} | {split.lead + BEFORE}
    kept = [n for n, column in enumerate(result.columns) if column.slug not in spare]
    found = result.rows
    if split.happened:  # what is left out is no part of the list's length
        lead = [column.slug for column in result.columns].index(split.lead)
        found = [row for row in found if row[lead]][: asked.options.get("limit")]
    rows = [tuple(row[n] for n in kept) for row in found]
    table = Table(split.name, split.title, tuple(result.columns[n] for n in kept), rows, query=result.query)
    if not split.total:
        return [table]
    table = with_total(table, headlines)
    whole = next((item.value for item in headlines if item.column.slug == split.lead), None)
    if not whole or split.in_time or not metric(split.lead).adds_up_over(split.by):
        return [table]
    return [with_share(table, split.lead, whole)]


def _lead(table: Table) -> str:
    """The figure a table is ordered by: its first."""
    return next(column.slug for column in table.columns if column.metric)


def _in_time(table: Table) -> bool:
    return table.columns[0].unit in ("date", "weekday", "hour")
