"""The letter of a scheduled report as an answer: previewed by who set it up, or opened by the link it carries."""

from __future__ import annotations

from typing import Any

from litestar import Response

from analytics.attachments import attachment
from analytics.letter_reports import letter_report_of
from analytics.letters import report_letter
from analytics.report import Report
from analytics.reports import Figures
from analytics.results import shop_of
from api.desk import Desk
from api.pages import LETTER_POLICY
from api.report_files import shop_letterhead
from munim.files import content_disposition
from notifications.errands import Errand


async def report_of(desk: Desk, errand: Errand) -> Report:
    """The report of an errand, from the mirror as it is. Raises ``NoMirror``, and as ``letter_report_of`` does."""

    def make() -> Report:
        with desk.parts.mirrors.open(errand.business.business_id) as mirror:
            today = shop_of(mirror).calendar.business_date(desk.at)
            return letter_report_of(Figures(mirror, errand.permissions, today, at=desk.at), **errand.asked)

    return await desk.slowly(make)


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
