"""What a business taught the reader of questions: read from the books, and made into what the reader takes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from ai.answers import Memory
from ai.conversation import Asked
from ai.parser import NameIndex
from ai.shop_names import SHARED_NAMES
from ai.verified import Slot, Verified
from analytics.query import MetricQuery
from analytics.reports import Figures
from analytics.reports.asked import ReportQuery
from analytics.reports.written import convert_written, read_written, written_query
from analytics.shop import Shop
from api.desk import Desk
from billing.permissions import Actor
from billing.questions.choices import choices_of
from billing.questions.conversations import Turn, last_meant
from billing.questions.kept import KeptQuestion, verified_questions
from billing.questions.model_use import KeptModelSettings, read_model_settings
from billing.questions.words import synonyms_of
from etl.versions import NoMirror
from munim.errors import Invalid

_REPORT: Final = "report"  # in the place of a query's parts, of a question that a report answered


class Taught(msgspec.Struct, frozen=True):
    """As the books keep it; ``before`` is the last question of the conversation that meant something."""

    verified: list[KeptQuestion]
    synonyms: dict[str, str]
    preferences: dict[str, str]
    before: Turn | None = None
    model: KeptModelSettings = KeptModelSettings()


def read_taught(session: Session, *, by: Actor, conversation_id: UUID | None = None) -> Taught:
    """What the business taught, and where the conversation stands."""
    return Taught(
        verified_questions(session),
        {one.phrase: one.means for one in synonyms_of(session)},
        {one.point: one.chosen for one in choices_of(session)},
        None if conversation_id is None else last_meant(session, conversation_id, by=by),
        read_model_settings(session),
    )


def memory_of(taught: Taught, figures: Figures) -> Memory:
    """The same for the reader. An answer that was right once and speaks of a figure there is no more is not used."""
    verified = [_verified(one, figures) for one in taught.verified]
    return Memory(taught.synonyms, taught.preferences, tuple(one for one in verified if one is not None))


def previous_of(taught: Taught, figures: Figures) -> Asked | ReportQuery | None:
    """What was asked before in the conversation: figures, or a report."""
    if taught.before is None or taught.before.query is None:
        return None
    if _REPORT in taught.before.query:
        try:
            return msgspec.convert(taught.before.query[_REPORT], ReportQuery)
        except msgspec.ValidationError:  # as an earlier version kept it
            return None
    query = _query(taught.before.query, figures)
    return None if query is None else Asked(query, taught.before.view)  # type: ignore[arg-type]  # a view was kept


def kept_query(query: MetricQuery, figures: Figures) -> dict[str, Any]:
    """A query as the books keep it."""
    built: dict[str, Any] = msgspec.to_builtins(written_query(query, figures.shop))
    return built


def kept_report(report: ReportQuery) -> dict[str, Any]:
    """What was asked of a report, as the books keep it."""
    return {_REPORT: msgspec.to_builtins(report)}


async def names_known(desk: Desk) -> NameIndex:
    """The names of the shop that the caller may ask for; none of a business that is not mirrored yet."""
    try:
        return await desk.computed(
            lambda figures: SHARED_NAMES.of(figures.mirror, figures.permissions), mirrors=desk.parts.mirrors
        )
    except NoMirror:
        return NameIndex(())


def _verified(one: KeptQuestion, figures: Figures) -> Verified | None:
    query = _query(one.query, figures)
    if query is None:
        return None
    slots = tuple(Slot(slot["part"], slot["words"]) for slot in one.slots)
    return Verified(one.question, query, slots, one.view)  # type: ignore[arg-type]  # a view was kept


def _query(written: dict[str, Any], figures: Figures) -> MetricQuery | None:
    return _read(msgspec.json.encode(written), figures.shop, figures.today)


@lru_cache(maxsize=8192)  # a business asks by the same few hundred all day
def _read(written: bytes, shop: Shop, today: date) -> MetricQuery | None:
    try:
        return read_written(convert_written(msgspec.json.decode(written)), shop, today)
    except Invalid:
        return None
