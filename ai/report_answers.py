"""A question that is a report, or one of three things beside them: why a figure changed, what can be asked, how fresh the books are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from ai.answer import Answer, ReportNote
from ai.parser import Choice
from ai.parser.lexicon import Correction
from ai.pictures import Picture
from ai.telling import sentence, tell_corrections, tell_nothing, titled
from ai.wording import LANGUAGES, say
from analytics.catalogue import METRICS, dimension, dimensions_of, metric, parts_of
from analytics.charts import report_chart
from analytics.charts.chart import chart_of
from analytics.contributions import DIFFERENCE, contributions, told_by
from analytics.freshness import local_moment, notice
from analytics.notation import write, write_day, write_period
from analytics.query import Column, MetricQuery
from analytics.report import Report, Table
from analytics.reports import Figures, make_report, report_kind
from analytics.reports.asked import ReportQuery
from analytics.reports.catalogue import REPORTS
from analytics.shop import Shop
from analytics.spoken import spoken
from analytics.tongues import tongue_of
from munim.days import Period, month_of
from munim.errors import Forbidden, Invalid, NotFound

TOLD: Final = 3  # sentences of a report; its page has them all
WHY: Final = "net_sales"  # whose change is told apart where no other figure is asked of
MOVED: Final = 3  # parts that the sentence names
SHOWN: Final = 200  # rows with a link for each figure


def answer_report(
    asked: ReportQuery,
    *,
    question: str,
    reading: str,
    figures: Figures,
    language: str,
    corrections: tuple[Correction, ...] = (),
    choices: tuple[Choice, ...] = (),
) -> Answer:
    """The answer that the report gives: its sentences, its first table, and where the rest of it is read.

    What may not be seen, or cannot be asked of it, is a refusal in words.
    """
    about = Answer(
        question, "answered", language, reading, "", figures.shop.currency, figures.mirror.version, figures.mirror.fresh_at,
        corrections=corrections, choices=choices,
    )  # fmt: skip
    teller = {"why": _why, "catalogue": _catalogue, "freshness": _freshness}.get(asked.slug, _report)
    try:
        answer = teller(asked, about, figures)
        days = asked.period if answer.report is None else answer.report.period
        return msgspec.structs.replace(answer, asked_report=msgspec.structs.replace(asked, period=days))
    except (Forbidden, Invalid, NotFound) as error:
        return msgspec.structs.replace(about, status="refused", sentence=sentence(error.message))


def _report(asked: ReportQuery, about: Answer, figures: Figures) -> Answer:
    made = make_report(figures, asked.slug, asked.asked)
    told = {code: spoken(made, code) for code in LANGUAGES}
    sentences = {
        code: tell_corrections(about.corrections, code) + " ".join(report.sentences[:TOLD])
        for code, report in told.items()
    }
    here = told[tongue_of(about.language).code]
    table = next((one for one in here.tables if one.rows), None)
    columns, rows = _headlines(here) if table is None else (table.columns, table.rows)
    chart = report_chart(here)
    picture = Picture("number" if table is None else "table") if chart is None else Picture(chart.kind, chart.spec)
    return _filled(
        about, figures, columns, rows, sentences, picture=picture, empty=made.empty,
        report=ReportNote(made.kind, here.title, made.period, _address(asked, made.period)),
        links=() if table is None or table.query is None else _links(asked, made.period, table),
    )  # fmt: skip


def _headlines(report: Report) -> tuple[tuple[Column, ...], list[tuple[Any, ...]]]:
    columns = tuple(item.column for item in report.headlines)
    return columns, [tuple(item.value for item in report.headlines)] if columns else []


def _why(asked: ReportQuery, about: Answer, figures: Figures) -> Answer:
    """The parts of the change of net sales, or of the figure that is asked of, by the dimension that tells most of it."""
    slug = str(dict(asked.options).get("figure", WHY))
    if not figures.reach(MetricQuery((slug,))):
        raise Forbidden(f"{metric(slug).title.lower()} may not be seen", permission=metric(slug).permission)
    narrowed, period = figures.narrowed(asked.filters), asked.period or month_of(figures.today)
    before = asked.compare if isinstance(asked.compare, Period) else period.before()
    if figures.today in period and period.last > figures.today:  # of days that are not over as many days of before
        period = Period(period.start, figures.today + timedelta(days=1))
        before = Period(before.start, min(before.end, before.start + timedelta(days=period.days)))
    # how sales fell over weekdays explains nothing that a shop can act on: what and whom they fell with does
    telling = [by for by in told_by(narrowed, slug, period, before) if not dimension(by).in_time]
    if not telling:
        raise Invalid("nothing of it can be seen apart, so there is nothing to explain", field="period")
    by = telling[0]
    table = contributions(narrowed, slug, by, period, before)
    if not table.rows:
        nothing = MetricQuery((slug,), where=tuple(asked.filters), period=period)
        none = {code: tell_nothing(nothing, figures.mirror, msgspec.structs.replace(figures.shop, language=code)) for code in LANGUAGES}  # fmt: skip
        return _filled(about, figures, table.columns, [], none, picture=Picture("table"), empty=True)
    place = next(n for n, column in enumerate(table.columns) if column.slug.endswith(DIFFERENCE))
    sentences = {}
    for code in LANGUAGES:
        shop = msgspec.structs.replace(figures.shop, language=code)
        moved = [
            f"{write(row[0], table.columns[0], shop)} {write(row[place], table.columns[place], shop)}"
            for row in table.rows[:MOVED]
        ]
        sentences[code] = tell_corrections(about.corrections, code) + sentence(
            say(code, "why", figure=tongue_of(code).title(metric(slug).title, slug=slug), days=write_period(period, code), before=write_period(before, code), moved=", ".join(moved)), code
        )  # fmt: skip
    told = msgspec.structs.replace(figures.shop, language=tongue_of(about.language).code)
    columns = titled(table.columns, told)
    chart = chart_of(columns, table.rows, told)
    picture = Picture("table") if chart is None else Picture(chart.kind, chart.spec)
    return _filled(about, figures, columns, table.rows, sentences, picture=picture, empty=not table.rows)


def _catalogue(_: ReportQuery, about: Answer, figures: Figures) -> Answer:
    """Every figure and report that may be asked for, with what it means."""
    columns = (
        Column("what", "What", "text"),
        Column("definition", "Definition", "text"),
        Column("told_by", "By", "text"),
    )
    rows: list[tuple[Any, ...]] = [
        (item.title, item.definition, ", ".join(each.title.lower() for each in dimensions_of(item.slug)))
        for item in METRICS
        if all(part.permission in ("", *figures.permissions) for part in parts_of(item.slug))
    ]
    metrics = len(rows)
    rows += [(kind.title, kind.description, "") for kind in REPORTS if kind.allowed(figures.permissions)]
    sentences = {
        code: say(code, "catalogue", metrics=str(metrics), reports=str(len(rows) - metrics)) for code in LANGUAGES
    }
    return _filled(about, figures, columns, rows, sentences, picture=Picture("table"), empty=False)


def _freshness(_: ReportQuery, about: Answer, figures: Figures) -> Answer:
    """Until when the books are in the figures, and which days they hold sales of."""
    [(first, last)] = figures.mirror.rows("SELECT MIN(business_date), MAX(business_date) FROM daily_sales")
    sentences = {}
    for code in LANGUAGES:
        shop = msgspec.structs.replace(figures.shop, language=code)
        said = say(code, "fresh", moment=local_moment(figures.mirror.fresh_at, shop))
        if first is None:
            sentences[code] = sentence(say(code, "no sales yet", said=said), code)
        else:
            days = {"first": write_day(first, code), "last": write_day(last, code)}
            sentences[code] = sentence(say(code, "sales between", said=said, **days), code)
    columns = (Column("first_day", "First day", "date"), Column("last_day", "Last day", "date"))
    rows = [] if first is None else [(first, last)]
    return _filled(about, figures, columns, rows, sentences, picture=Picture("table"), empty=False)


def _filled(
    about: Answer,
    figures: Figures,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[Any, ...]],
    sentences: dict[str, str],
    *,
    picture: Picture,
    empty: bool,
    report: ReportNote | None = None,
    links: Sequence[dict[str, str]] = (),
) -> Answer:
    told: Shop = msgspec.structs.replace(figures.shop, language=tongue_of(about.language).code)
    return msgspec.structs.replace(
        about, status="empty" if empty else "answered", sentence=sentences[told.language], sentences=sentences, columns=columns, rows=rows,
        row_count=len(rows), chart=None if empty else picture, report=report, links=tuple(links), notice=notice(figures.mirror.fresh_at, figures.at, told),
    )  # fmt: skip


def _address(asked: ReportQuery, period: Period, *, rows: bool = False) -> str:
    """Where the report is read over HTTP, with all that is asked of it."""
    said: list[tuple[str, str]] = []
    if report_kind(asked.slug).spans != "now":
        said += [("from", period.start.isoformat()), ("to", period.last.isoformat())]
    for item in asked.filters:
        without = "!" if item.operator == "not_in" else ""
        said += [("filter", f"{without}{item.dimension}:{value}") for value in item.values]
    if isinstance(asked.compare, str) and asked.compare != "usual":
        said.append(("compare", asked.compare))
    said += [(name, str(value).lower() if isinstance(value, bool) else str(value)) for name, value in asked.options]
    path = f"/api/reports/{quote(asked.slug)}" + ("/rows" if rows else "")
    return f"{path}?{urlencode(said)}" if said else path


def _links(asked: ReportQuery, period: Period, table: Table) -> list[dict[str, str]]:
    """For each row a link for each figure that is a sum of rows."""
    assert table.query is not None  # asked of tables that one query tells
    address = _address(asked, period, rows=True)
    joined = "&" if "?" in address else "?"
    figures = [column.slug for column in table.columns if column.metric and column.slug in table.query.metrics]
    return [
        {slug: f"{address}{joined}table={quote(table.name)}&row={n}&column={slug}" for slug in figures}
        for n in range(min(SHOWN, len(table.rows)))
    ]
