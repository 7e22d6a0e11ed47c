"""Schedules of a business: what it wants done when, and the letters of its reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import rich_click as click

from cli.books import fields_of, inside, settings_here
from cli.options import as_json, of_business
from munim.terminal import print_json, print_lines, print_table, talk


@click.group()
def schedule() -> None:
    """What a business wants done at a local time, and the letters of its reports."""


@schedule.command("list")
@of_business
@as_json
def list_(business_id: int | None, as_json: bool) -> None:
    """Every schedule: what it does, when, and when next."""
    from billing.business import read_business
    from billing.schedules import list_schedules

    with inside(business_id) as session:
        found, zone = list_schedules(session), ZoneInfo(read_business(session).timezone)
    if as_json:
        print_json([fields_of(one) for one in found])
        return
    rows = [
        [
            str(one.id),
            one.job,
            "" if one.order is None else one.order.report or str(one.order.saved_report_id),
            f"{_days(one.weekdays, one.month_day)} {one.local_time:%H:%M}",
            "" if one.next_at is None else f"{one.next_at.astimezone(zone):%Y-%m-%d %H:%M}",
        ]
        for one in found
    ]
    print_table("Schedules, by the shop's clock", ["id", "job", "report", "when", "next"], rows)


def _days(weekdays: Sequence[int], month_day: int | None) -> str:
    """``daily``, ``Mon, Thu``, ``day 31``: of a shorter month its last."""
    from analytics.tongues.english import SHORT_WEEKDAYS

    if month_day is not None:
        return f"day {month_day}"
    return ", ".join(SHORT_WEEKDAYS[day - 1] for day in weekdays) or "daily"


@schedule.command("preview")
@click.argument("schedule_id", type=click.UUID)
@click.option("--html", "as_html", is_flag=True, help="Print the page instead of the plain text.")
@of_business
def preview(schedule_id: UUID, as_html: bool, business_id: int | None) -> None:
    """The letter as it would go out today."""
    from analytics.letter_reports import letter_report_of
    from analytics.letters import report_letter
    from analytics.reports import Figures
    from analytics.results import shop_of
    from billing.schedules import read_schedule
    from etl.reader import open_mirror
    from notifications.errands import read_errand

    at = datetime.now(UTC)
    with inside(business_id) as session:
        errand = read_errand(session, read_schedule(session, schedule_id), at=at)
    with open_mirror(settings_here().mirror_folder, errand.business.business_id) as mirror:
        figures = Figures(mirror, errand.permissions, shop_of(mirror).calendar.business_date(at))
        report = letter_report_of(figures, **errand.asked)
    behind = report.as_of < errand.closing
    letter = report_letter(report, colour=errand.business.brand_color, behind=behind, for_page=True)
    print_lines([letter.html] if as_html else [letter.subject, "", *letter.text.splitlines()])


@schedule.command("send")
@click.argument("schedule_id", type=click.UUID)
@of_business
def send(schedule_id: UUID, business_id: int | None) -> None:
    """Let a worker send the letter to its recipients now, whatever its days are."""
    from billing.permissions import MUNIM
    from notifications.report_runs import SendNow, ask_for_run

    with inside(business_id) as session:
        run = ask_for_run(
            session, schedule_id, SendNow(to="recipients"), email="", by=MUNIM, at=datetime.now(UTC)
        )  # fmt: skip
    talk().print(f"asked for; a worker sends it · run {run.id}")
