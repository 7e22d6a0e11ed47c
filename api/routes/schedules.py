"""/api/schedules: what the business wants done at a local time, and the letters of its scheduled reports."""

from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from analytics.tongues import TAGS, speaks
from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from api.letter_answers import answer_letter, report_of, unknown_names
from api.routes.reports import Format
from billing.schedules import (
    Schedule,
    ScheduleSettings,
    add_schedule,
    change_schedule,
    list_schedules,
    read_schedule,
)
from billing.users import read_user
from etl.versions import NoMirror
from munim.errors import Invalid, NotFound
from notifications.errands import read_errand
from notifications.report_runs import ReportRun, SendNow, ask_for_run, list_runs, repeat_run
from notifications.subscriptions import Subscriber, ask_subscribers, subscribers


class ScheduleController(Controller):
    """Schedules: when, what and for whom; of a report its preview, its runs and a letter sent at once.

    Whom a letter goes to may be strangers to the shop, so even reading is for who may change it.
    """

    path = "/api/schedules"
    tags = ["Schedules"]

    @get("/", guards=[may("business.write")], operation_id="listSchedules")
    async def list_all(self, desk: NamedDependency[Desk]) -> Response[list[Schedule]]:
        """Every schedule of the business, in the order they were made."""
        return await desk.read(list_schedules)

    @post("/", guards=[may("business.write")], status_code=201, operation_id="addSchedule")
    async def add(self, desk: NamedDependency[Desk], data: JSONBody[ScheduleSettings]) -> Response[Schedule]:
        """Add a schedule; of a report that can be made. Recipients without an account are asked whether they want it."""
        await _try(desk, data)

        def added(session: Any) -> Schedule:
            schedule = add_schedule(session, data, by=desk.actor, at=desk.at)
            _ask(desk, session, schedule)
            return schedule

        return await desk.write(added, status=201, collection=self.path)

    @get("/{schedule_id:uuid}", guards=[may("business.write")], operation_id="readSchedule")
    async def read(self, desk: NamedDependency[Desk], schedule_id: FromPath[UUID]) -> Response[Schedule]:
        """One schedule."""
        return await desk.read(lambda session: read_schedule(session, schedule_id))

    @put("/{schedule_id:uuid}", guards=[may("business.write")], operation_id="changeReportSchedule")
    async def change(
        self, desk: NamedDependency[Desk], schedule_id: FromPath[UUID], data: JSONBody[ScheduleSettings]
    ) -> Response[Schedule]:
        """Replace a schedule's settings; from here it sends what you may see. ``enabled`` false ends it."""
        await desk.inside(lambda session: read_schedule(session, schedule_id))
        await _try(desk, data)
        version = desk.expected_version

        def changed(session: Any) -> Schedule:
            schedule = change_schedule(session, schedule_id, data, by=desk.actor, at=desk.at, expected_version=version)
            _ask(desk, session, schedule)
            return schedule

        return await desk.write(changed)

    @get("/{schedule_id:uuid}/recipients", guards=[may("business.write")], operation_id="listScheduleRecipients")
    async def recipients(self, desk: NamedDependency[Desk], schedule_id: FromPath[UUID]) -> Response[list[Subscriber]]:
        """Whom the schedule names, and whether they are written to, have not confirmed, or have stopped it."""
        return await desk.read(lambda session: subscribers(session, read_schedule(session, schedule_id)))

    @get(
        "/{schedule_id:uuid}/preview",
        guards=[may("business.write")],
        operation_id="previewSchedule",
        media_type="text/html",
    )
    async def preview(
        self,
        desk: NamedDependency[Desk],
        schedule_id: FromPath[UUID],
        format: Format = "",
        language: FromQuery[Literal["en", "hi", "hi-Latn"] | None] = None,
    ) -> Response[Any]:
        """The letter as it would go out today, as html, text, pdf, xlsx or csv: what both you and its maker may see.

        ``language``: as it would be told in another language than the schedule's own.
        """
        form = desk.chosen_format(format or "html", "html", "text", "pdf", "xlsx", "csv")
        errand = await desk.inside(
            lambda session: read_errand(
                session, read_schedule(session, schedule_id), at=desk.at, asked_by=desk.caller.user_id
            )
        )
        if language is not None:
            asked = {**errand.asked, "language": language}
            errand = msgspec.structs.replace(errand, language=language, asked=asked)
        return await answer_letter(desk, errand, form)

    @post(
        "/{schedule_id:uuid}/send-now", guards=[may("business.write")], status_code=202, operation_id="sendScheduleNow"
    )
    async def send_now(
        self, desk: NamedDependency[Desk], schedule_id: FromPath[UUID], data: JSONBody[SendNow]
    ) -> Response[ReportRun]:
        """Send the letter once, to yourself or to its recipients; a worker makes it, as it makes those that are due."""

        def asked(session: Any) -> ReportRun:
            email = read_user(session, desk.caller.user_id).email
            return ask_for_run(session, schedule_id, data, email=email, by=desk.actor, at=desk.at)

        return await desk.write(asked, status=202)

    # a letter's subject tells its first figure, so the log is for who may see the letter
    @get("/{schedule_id:uuid}/runs", guards=[may("business.write")], operation_id="listScheduleRuns")
    async def runs(self, desk: NamedDependency[Desk], schedule_id: FromPath[UUID]) -> Response[Slice[ReportRun]]:
        """Each time the report was due or asked for, latest first, with what became of every letter. Filters: state."""
        return await desk.page(lambda session, listing: list_runs(session, schedule_id, listing))

    @post(
        "/{schedule_id:uuid}/runs/{run_id:uuid}/send-again",
        guards=[may("business.write")],
        status_code=202,
        operation_id="sendRunAgain",
    )
    async def send_again(
        self, desk: NamedDependency[Desk], schedule_id: FromPath[UUID], run_id: FromPath[UUID]
    ) -> Response[ReportRun]:
        """Send the letter of an earlier run once more, of the same days."""
        return await desk.write(
            lambda session: repeat_run(session, schedule_id, run_id, by=desk.actor, at=desk.at), status=202
        )


async def _try(desk: Desk, command: ScheduleSettings) -> None:
    """Make the report once before it is kept, so that what cannot be made is refused by name. Raises ``Invalid``, ``Forbidden``."""
    if command.order is None or (command.order.report is None) == (command.order.saved_report_id is None):
        return  # the operation says what is wrong with it
    if command.language is not None and not speaks(command.language):
        raise Invalid(f"letters are written in {', '.join(TAGS)}", field="language")
    who = desk.caller.user_id
    settings = {name: getattr(command, name) for name in ScheduleSettings.__struct_fields__}
    draft = Schedule(**settings, id=who, made_by=who, next_at=None, version=0)
    errand = await desk.inside(lambda session: read_errand(session, draft, at=desk.at))
    try:
        await report_of(desk, errand)
        unknown = await unknown_names(desk, errand)
    except NoMirror:
        return  # of a business so new its first letter will tell
    except NotFound as error:
        raise Invalid(error.message, field="order.report", **error.facts) from None
    if unknown:  # else every letter would be of nothing, and nobody would be told why
        raise Invalid(unknown[0], field="order.filters")


def _ask(desk: Desk, session: Any, schedule: Schedule) -> None:
    settings = desk.parts.settings
    ask_subscribers(session, schedule, origin=settings.origin, secret=settings.secret(), at=desk.at)
