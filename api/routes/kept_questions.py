"""/api/ai/questions: questions that people kept, and those whose answer is marked as right."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.orm import Session

from ai.answers import answer_query, reader_of
from ai.documents import document
from ai.reading import Reader
from ai.verified import period_found, recall, slots_of
from analytics.reports import Figures
from analytics.reports.builder import check_written
from analytics.reports.written import convert_written, read_written
from analytics.shop import Shop
from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from api.taught import Taught, memory_of, names_known, read_taught
from billing.business import this_business
from billing.questions.kept import (
    ChangedKeptQuestion,
    KeptQuestion,
    NewKeptQuestion,
    change_kept_question,
    keep_question,
    list_kept_questions,
    read_kept_question,
)
from munim.errors import Invalid
from munim.money import exponent
from munim.period_words import PERIOD_WORDS, period_in_words


class KeptQuestionController(Controller):
    """Questions worth asking again. One that is marked as right answers itself and those that differ in a time, name or number."""

    path = "/api/ai/questions"
    tags = ["Questions"]
    guards = [may("reports.read")]

    @get("/", operation_id="listKeptQuestions")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[KeptQuestion]]:
        """Your own, those shared and those marked as right. Filters: q, verified, mine, archived; sort: question, created_at."""
        return await desk.page(lambda session, listing: list_kept_questions(session, listing, by=desk.actor))

    @post("/", status_code=201, operation_id="keepQuestion")
    async def keep(self, desk: NamedDependency[Desk], data: JSONBody[NewKeptQuestion]) -> Response[KeptQuestion]:
        """Keep a question with its ``query``, the ``written_query`` of its answer. ``verified`` needs the permission questions.verify."""
        query, slots = await _understood(desk, data)
        command = msgspec.structs.replace(data, query=query)
        return await desk.write(
            lambda session: keep_question(session, command, slots=slots, by=desk.actor, at=desk.at),
            status=201,
            collection=self.path,
        )

    @get("/{question_id:uuid}", operation_id="readKeptQuestion")
    async def read(self, desk: NamedDependency[Desk], question_id: FromPath[UUID]) -> Response[KeptQuestion]:
        """One kept question: its words, what they mean, and who marked its answer as right."""
        return await desk.read(lambda session: read_kept_question(session, question_id, by=desk.actor))

    @put("/{question_id:uuid}", operation_id="changeKeptQuestion")
    async def change(
        self, desk: NamedDependency[Desk], question_id: FromPath[UUID], data: JSONBody[ChangedKeptQuestion]
    ) -> Response[KeptQuestion]:
        """Replace its words and what they mean, mark its answer as right or take the mark back, share it, archive it."""
        version = desk.expected_version
        query, slots = await _understood(desk, data)
        command = msgspec.structs.replace(data, query=query)
        return await desk.write(
            lambda session: change_kept_question(
                session, question_id, command, slots=slots, by=desk.actor, at=desk.at, expected_version=version
            )
        )

    @get("/{question_id:uuid}/answer", operation_id="answerKeptQuestion")
    async def answer(self, desk: NamedDependency[Desk], question_id: FromPath[UUID]) -> Response[dict[str, Any]]:
        """The answer as the figures are now, for your permissions; a time in its words is the one meant today."""

        def look(session: Session) -> tuple[KeptQuestion, Taught]:
            return read_kept_question(session, question_id, by=desk.actor), read_taught(session, by=desk.actor)

        kept, taught = await desk.inside(look)

        def work(figures: Figures) -> dict[str, Any]:
            memory = memory_of(msgspec.structs.replace(taught, verified=[kept]), figures)
            asked = recall(kept.question, memory.verified, read=reader_of(figures, memory))
            if asked is None:
                raise Invalid("this question speaks of figures there are no more", field="query")
            answer = answer_query(
                asked.asked.query, question=kept.question, mirror=figures.mirror, today=figures.today, permissions=figures.permissions,
                view=asked.asked.view, source="verified" if kept.verified else "chosen", at=figures.at,
            )  # fmt: skip
            return document(answer, figures.shop)

        return desk.plain(await desk.computed(work, mirrors=desk.parts.mirrors))


async def _understood(
    desk: Desk, data: NewKeptQuestion | ChangedKeptQuestion
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The query with its days in words where words mean them, and the words of the question that stand for a part of it.

    Raises ``Invalid`` for a query that could not be answered, at the part at fault.
    """
    written, names = convert_written(data.query), await names_known(desk)

    def work(session: Session) -> tuple[dict[str, Any], list[dict[str, str]]]:
        business = this_business(session)
        today, calendar = business.today(desk.at), business.calendar
        shop = Shop(business.name, business.currency, exponent(business.currency), business.country, "", calendar)
        check_written(written, shop, today)
        query = read_written(written, shop, today)
        read = Reader(names, calendar, today, shop.currency, read_taught(session, by=desk.actor).synonyms)
        slots = slots_of(data.question, query, read=read, names=names)
        kept = dict(data.query)
        if query.period is not None and not period_found(slots):
            words = (
                word for word in PERIOD_WORDS if period_in_words(word, calendar=calendar, today=today) == query.period
            )
            kept["period"] = next(words, kept["period"])
        return kept, [{"part": slot.part, "words": slot.words} for slot in slots]

    return await desk.inside(work)
