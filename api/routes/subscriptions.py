"""What the links of a report's letter open, for people who need no account: the report itself, stopping, beginning."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlalchemy.orm import Session

from api.desk import Desk
from api.guards import FOR_EVERYBODY
from api.letter_answers import answer_letter
from api.pages import FORM_POLICY, choice_page
from api.routes.reports import Format
from billing.business import read_business
from billing.schedules import read_schedule
from munim.days import Period
from munim.errors import NotFound
from munim.links import verify_link
from notifications.consent import recipient_of
from notifications.errands import Errand, read_errand
from notifications.report_runs import report_path
from notifications.subscriptions import confirm_path, confirm_subscription, has_stopped, stop_path, stop_subscription


@get(
    "/share/{business_id:int}/reports/{schedule_id:uuid}/{about:str}/{first:date}/{last:date}",
    opt=FOR_EVERYBODY,
    operation_id="showSharedReport",
    tags=["Shared"],
    media_type=MediaType.HTML,
)
async def shared_report(
    desk: NamedDependency[Desk],
    business_id: FromPath[int],
    schedule_id: FromPath[UUID],
    about: FromPath[str],
    first: FromPath[date],
    last: FromPath[date],
    format: Format = "",
    expires: FromQuery[str] = "",
    signature: FromQuery[str] = "",
) -> Response[Any]:
    """The report of exactly the days a letter was of, as its maker may see them now, for whoever holds the link.

    It opens while the schedule still sends that report: once it is changed to another, links of before are at an end.
    """
    period = Period(first, last + timedelta(days=1))
    _verify(desk, report_path(business_id, schedule_id, about, period), expires, signature)
    form = desk.chosen_format(format or "html", "html", "text", "pdf", "xlsx", "csv")

    def read(session: Session) -> Errand:
        return read_errand(session, read_schedule(session, schedule_id), at=desk.at, period=period)

    errand = await desk.inside(read, business_id=business_id)
    if errand.about != about:  # who was sent one report was not sent whatever the schedule is changed to
        raise NotFound("this schedule sends another report now; ask the shop for the one this link was of")
    return await answer_letter(desk, errand, form)


@get(
    "/unsubscribe/{business_id:int}/{schedule_id:uuid}/{token:str}",
    opt=FOR_EVERYBODY,
    operation_id="askToStopReport",
    tags=["Shared"],
    media_type=MediaType.HTML,
)
async def ask_to_stop(
    desk: NamedDependency[Desk],
    business_id: FromPath[int],
    schedule_id: FromPath[UUID],
    token: FromPath[str],
    expires: FromQuery[str] = "",
    signature: FromQuery[str] = "",
) -> Response[str]:
    """A page with a button that stops the letters of one schedule: programs that look at links stop nothing."""
    recipient = _recipient(token)
    _verify(desk, stop_path(business_id, schedule_id, recipient), expires, signature)
    done = await desk.inside(lambda session: has_stopped(session, schedule_id, recipient), business_id=business_id)
    return await _page(desk, "stopped" if done else "stop", business_id, recipient)


@post(
    "/unsubscribe/{business_id:int}/{schedule_id:uuid}/{token:str}",
    opt=FOR_EVERYBODY,
    status_code=200,
    operation_id="stopReport",
    tags=["Shared"],
    media_type=MediaType.HTML,
)
async def stop(
    desk: NamedDependency[Desk],
    business_id: FromPath[int],
    schedule_id: FromPath[UUID],
    token: FromPath[str],
    expires: FromQuery[str] = "",
    signature: FromQuery[str] = "",
) -> Response[str]:
    """One POST stops the letters of one schedule to one recipient (RFC 8058)."""
    recipient = _recipient(token)
    _verify(desk, stop_path(business_id, schedule_id, recipient), expires, signature)
    await desk.inside(
        lambda session: stop_subscription(session, schedule_id, recipient, at=desk.at), business_id=business_id
    )
    return await _page(desk, "stopped", business_id, recipient)


@get(
    "/subscribe/{business_id:int}/{schedule_id:uuid}/{token:str}",
    opt=FOR_EVERYBODY,
    operation_id="askToBeginReport",
    tags=["Shared"],
    media_type=MediaType.HTML,
)
async def ask_to_begin(
    desk: NamedDependency[Desk],
    business_id: FromPath[int],
    schedule_id: FromPath[UUID],
    token: FromPath[str],
    expires: FromQuery[str] = "",
    signature: FromQuery[str] = "",
) -> Response[str]:
    """A page with a button by which somebody without an account says that they want a schedule's letters."""
    recipient = _recipient(token)
    _verify(desk, confirm_path(business_id, schedule_id, recipient), expires, signature)
    return await _page(desk, "begin", business_id, recipient)


@post(
    "/subscribe/{business_id:int}/{schedule_id:uuid}/{token:str}",
    opt=FOR_EVERYBODY,
    status_code=200,
    operation_id="beginReport",
    tags=["Shared"],
    media_type=MediaType.HTML,
)
async def begin(
    desk: NamedDependency[Desk],
    business_id: FromPath[int],
    schedule_id: FromPath[UUID],
    token: FromPath[str],
    expires: FromQuery[str] = "",
    signature: FromQuery[str] = "",
) -> Response[str]:
    """The letters of a schedule come to this recipient from here."""
    recipient = _recipient(token)
    _verify(desk, confirm_path(business_id, schedule_id, recipient), expires, signature)
    await desk.inside(
        lambda session: confirm_subscription(session, schedule_id, recipient, at=desk.at), business_id=business_id
    )
    return await _page(desk, "begun", business_id, recipient)


async def _page(desk: Desk, what: str, business_id: int, recipient: str) -> Response[str]:
    business = await desk.inside(read_business, business_id=business_id)
    page = choice_page(what, shop=business.name, recipient=recipient, language=business.language)
    return Response(
        page,
        media_type="text/html",
        headers={"content-security-policy": FORM_POLICY, "x-robots-tag": "noindex"},
    )


def _recipient(token: str) -> str:
    try:
        return recipient_of(token)
    except ValueError:
        raise NotFound("there is nothing at this address") from None


def _verify(desk: Desk, path: str, expires: str, signature: str) -> None:
    verify_link(path, expires=expires, signature=signature, secret=desk.parts.settings.secret(), at=desk.at)


SUBSCRIPTION_ROUTES = (shared_report, ask_to_stop, stop, ask_to_begin, begin)
