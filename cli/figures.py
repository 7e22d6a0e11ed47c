"""Reports, queries and the catalogue they speak of."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import rich_click as click

from cli.books import chosen_business, fields_of, settings_here
from cli.options import as_json, of_business
from munim.terminal import print_json, print_lines, print_table

if TYPE_CHECKING:
    from analytics.report import Report
    from analytics.reports import Figures
    from etl.reader import MirrorReader

NAMED: Final = 20  # businesses that are told by name when one of them is to be chosen


class _ReportGroup(click.RichGroup):
    """The commands below, and one for each report of the list by its slug."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or _report_command(cmd_name)


@click.group(cls=_ReportGroup, invoke_without_command=True)
@click.option("--list", "wants_list", is_flag=True, help="Every report with its default period and options.")
@as_json
@click.pass_context
def report(ctx: click.Context, wants_list: bool, as_json: bool) -> None:
    """Reports: munim report SLUG, such as sales-by-product; --list tells them all."""
    if wants_list:
        _print_list(as_json)
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _report_command(slug: str) -> click.Command:
    """The command of the report ``slug``; whether there is one is found out when it runs."""

    @click.command(slug)
    @click.option("--period", help="In words: last-month, this-financial-year, last-30-days, 2026-11.")
    @click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day, instead of words.")
    @click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day; today if not said.")
    @click.option(
        "--filter", "filters", multiple=True, help="dimension:value, such as category:Grocery; !… leaves out."
    )
    @click.option("--compare", help="usual, none, previous, last_year, or other days in words.")
    @click.option("--set", "options", multiple=True, help="An option of the report, such as limit=10.")
    @of_business
    @as_json
    def command(
        period: str | None,
        first: datetime | None,
        last: datetime | None,
        filters: tuple[str, ...],
        compare: str | None,
        options: tuple[str, ...],
        business_id: int | None,
        as_json: bool,
    ) -> None:
        from analytics.reports import make_report, report_kind
        from analytics.reports.in_words import asked_in_words

        report_kind(slug)
        named = dict(option.partition("=")[::2] for option in options)

        def make(figures: Figures) -> Report:
            asked = asked_in_words(
                figures,
                period=period,
                first=first and first.date(),
                last=last and last.date(),
                filters=filters,
                compare=compare,
                options=named,
            )
            return make_report(figures, slug, asked)

        _print_report(make, business_id, as_json)

    return command


def _print_list(as_json: bool) -> None:
    from analytics.reports import REPORTS

    if as_json:
        print_json(
            [
                {
                    "slug": kind.slug,
                    "title": kind.title,
                    "group": kind.group,
                    "description": kind.description,
                    "period": kind.default_period,
                    "spans": kind.spans,
                    "options": [fields_of(option) for option in kind.options],
                }
                for kind in REPORTS
            ]
        )
        return
    rows = [
        (kind.group, kind.slug, kind.title, kind.default_period, ", ".join(option.name for option in kind.options))
        for kind in REPORTS
    ]
    print_table("", ("Group", "Slug", "Title", "Period", "Options"), rows)


@click.command()
@click.argument("query")
@of_business
@as_json
def query(query: str, business_id: int | None, as_json: bool) -> None:
    """Answer any query of the metrics catalogue, as JSON: {"metrics": ["net_sales"], "by": ["category"], "period": "last-month"}."""
    import json

    from analytics.reports.builder import query_report
    from analytics.reports.written import convert_written
    from munim.errors import Invalid

    try:
        written = convert_written(json.loads(query))
    except json.JSONDecodeError as error:
        raise Invalid(f"the query is no JSON: {error}", field="query") from None
    _print_report(lambda figures: query_report(figures, written), business_id, as_json)


@report.command("daily")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day; today if not said.")
@of_business
@as_json
def report_daily(day: datetime | None, business_id: int | None, as_json: bool) -> None:
    """One day: its figures, best products and hours."""
    from analytics.reports import daily_report

    _print_report(lambda figures: daily_report(figures, _day(day, figures)), business_id, as_json)


@report.command("weekly")
@click.option(
    "--start-date", "day", type=click.DateTime(["%Y-%m-%d"]), help="A day of the week; this week if not said."
)
@of_business
@as_json
def report_weekly(day: datetime | None, business_id: int | None, as_json: bool) -> None:
    """A week, day by day, beside the week before."""
    from analytics.reports import weekly_report

    _print_report(lambda figures: weekly_report(figures, _day(day, figures)), business_id, as_json)


@report.command("monthly")
@click.option("--year", type=int, help="This year if not said.")
@click.option("--month", type=int, help="1 to 12; this month if not said.")
@of_business
@as_json
def report_monthly(year: int | None, month: int | None, business_id: int | None, as_json: bool) -> None:
    """A calendar month, week by week and day by day."""
    from analytics.reports import monthly_report

    _print_report(
        lambda figures: monthly_report(figures, year or figures.today.year, month or figures.today.month),
        business_id,
        as_json,
    )


@report.command("metrics")
@click.option("--days", default=30, show_default=True, help="How many days, today included.")
@of_business
@as_json
def report_metrics(days: int, business_id: int | None, as_json: bool) -> None:
    """The figures of the last days beside those of as many before."""
    from analytics.reports import metrics_report

    _print_report(lambda figures: metrics_report(figures, days), business_id, as_json)


@report.command("trends")
@click.option("--days", default=30, show_default=True, help="How many days, today included.")
@of_business
@as_json
def report_trends(days: int, business_id: int | None, as_json: bool) -> None:
    """Each of the last days."""
    from analytics.reports import trends_report

    _print_report(lambda figures: trends_report(figures, days), business_id, as_json)


@click.command()
@click.option("--markdown", is_flag=True, help="As the page docs/metrics.md.")
@as_json
def metrics(markdown: bool, as_json: bool) -> None:
    """The figures that reports and questions speak of, each with its definition."""
    from analytics.catalogue import METRICS
    from analytics.glossary import metrics_page

    if markdown:
        click.echo(metrics_page(), nl=False)
    elif as_json:
        print_json([fields_of(metric) for metric in METRICS])
    else:
        print_table(
            "",
            ("Metric", "Title", "Unit", "Definition"),
            [(one.slug, one.title, one.unit, one.definition) for one in METRICS],
        )


def _print_report(make: Callable[[Figures], Report], business_id: int | None, as_json: bool) -> None:
    from analytics.report import document
    from analytics.terminal import report_lines

    made = with_figures(make, business_id)
    if as_json:
        print_json(document(made))
    else:
        print_lines(report_lines(made))


def with_figures(work: Callable[[Figures], Any], business_id: int | None, *, from_files: bool = False) -> Any:
    """What ``work`` makes of a business's figures as its owner sees them, from the mirror as it is.

    ``from_files``: from the mirror's own files, also where reports are read on a cluster.
    """
    from analytics.engine import report_mirrors
    from analytics.reports import Figures
    from analytics.results import shop_of
    from billing.permissions import MUNIM
    from etl.place import mirror_reader

    settings, at = settings_here(), datetime.now(UTC)
    files = mirror_reader(settings, capacity=1)
    with (
        closing(files),
        closing(files if from_files else report_mirrors(settings, files)) as mirrors,
        mirrors.open(_only(files) if business_id is None else business_id) as opened,
    ):
        return work(Figures(opened, MUNIM.permissions, shop_of(opened).calendar.business_date(at), at=at))


def _only(reader: MirrorReader) -> int:
    """The only business that has a mirror. Raises ``NotFound`` without any, ``Invalid`` where one must be named."""
    from analytics.results import shop_of

    found = []
    for business_id in reader.businesses()[:NAMED]:
        with reader.open(business_id) as opened:
            found.append({"business_id": business_id, "name": shop_of(opened).name})
    return chosen_business(None, found)


def _day(given: datetime | None, figures: Figures) -> date:
    return figures.today if given is None else given.date()
