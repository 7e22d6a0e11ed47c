"""The letter of a scheduled report as an answer: previewed by who set it up, or opened by the link it carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from litestar import Response

from analytics.attachments import attachment
from analytics.letter_reports import filters_of, letter_report_of
from analytics.letters import report_letter
from analytics.report import Report
from analytics.reports import Figures
from analytics.reports.filter_values import unknown_values
from analytics.results import shop_of
from api.desk import Desk
from api.pages import LETTER_POLICY
from api.report_files import shop_letterhead
from munim.files import content_disposition
from notifications.errands import Errand

T = TypeVar("T")


async def report_of(desk: Desk, errand: Errand) -> Report:
    """The report of an errand, from the mirror as it is. Raises ``NoMirror``, and as ``letter_report_of`` does."""

    return await desk.slowly(lambda: _made(desk, errand, lambda figures: letter_report_of(figures, **errand.asked)))


async def unknown_names(desk: Desk, errand: Errand) -> list[str]:
    """What the shop does not know of the names an errand is narrowed to, each with the nearest that it does."""
    filters = filters_of(errand.asked["filters"])
    return await desk.slowly(lambda: _made(desk, errand, lambda figures: list(unknown_values(figures, filters))))


def _made(desk: Desk, errand: Errand, make: Callable[[Figures], T]) -> T:
    with desk.parts.mirrors.open(errand.business.business_id) as mirror:
        today = shop_of(mirror).calendar.business_date(desk.at)
        return make(Figures(mirror, errand.permissions, today, at=desk.at))


async def answer_letter(desk: Desk, errand: Errand, form: str) -> Response[Any]:
    """The letter as a page, as text, or as one of its files."""
    report = await report_of(desk, errand)
    headers = {"x-robots-tag": "noindex", "content-security-policy": LETTER_POLICY}
    if form in ("html", "text"):
        colour, behind = errand.business.brand_color, report.as_of < errand.closing
        letter = await desk.slowly(lambda: report_letter(report, colour=colour, behind=behind, for_page=True))
        words = letter.html if form == "html" else letter.text
        return desk.plain(words.encode(), form=form, headers=headers)
    head = None
    if form == "pdf":
        business_id = errand.business.business_id
        head = await desk.inside(lambda session: shop_letterhead(session, desk.parts.files), business_id=business_id)
    file = await desk.slowly(lambda: attachment(report, form, letterhead=head))
    headers["content-disposition"] = content_disposition(file.name)
    return desk.plain(file.content, form=form, headers=headers)
