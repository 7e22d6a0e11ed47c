"""/api/ai/ask and /api/ai/conversations: questions in words, one alone or one after the other."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.response import Stream
from sqlalchemy.orm import Session

from ai.answer import Answer
from ai.answers import Memory, answer_query, ask, reader_of
from ai.conversation import Asked
from ai.documents import document
from ai.model_answers import Help, wants_model, with_model
from ai.model_queries import Asking, Tell
from ai.model_statements import Run
from ai.parser.languages import language_of
from ai.pictures import View
from ai.reading import keys_of, open_point
from ai.report_answers import answer_report
from ai.shop_names import SHARED_NAMES
from ai.sql_answers import answer_sql
from analytics.query import MetricQuery
from analytics.reports import Figures
from analytics.reports.asked import ReportQuery
from api.desk import AS_OF, Desk
from api.guards import may
from api.purse import BooksPurse
from api.taught import Taught, kept_query, kept_report, memory_of, previous_of, read_taught
from billing.questions.choices import remember_choice
from billing.questions.conversations import (
    Conversation,
    NewTurn,
    add_turn,
    end_conversation,
    read_conversation,
)
from etl.reader import OpenMirror
from munim.errors import MunimError


class Previous(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was asked before: the ``query`` of its answer, and how it was seen."""

    query: MetricQuery
    view: View = ""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question in words; with ``query`` or ``report``, one of the choices an earlier answer offered; a query is remembered.

    A question may change the one before it ("same for last year", "only Ramesh", "as a chart"): say which by ``previous``, or
    by ``conversation``, an id of your own making under which questions and what they mean are kept for you. ``model``: when the
    language model is asked besides, where there is one: auto, where the reader does not understand; never; always, to compare.
    """

    question: str
    query: MetricQuery | None = None
    report: ReportQuery | None = None
    view: View = ""
    previous: Previous | None = None
    conversation: UUID | None = None
    language: Literal["en", "hi", "hi-Latn"] | None = None
    model: Help = "auto"


class Settled(msgspec.Struct, frozen=True):
    """A point of the question that was open, and what was chosen."""

    point: str
    chosen: str
    reading: str


class Reply(msgspec.Struct, frozen=True):
    """An answer, as JSON carries it, and what is to be kept of it."""

    answer: Answer
    document: dict[str, Any]
    kept: dict[str, Any] | None
    settled: Settled | None


class QuestionController(Controller):
    """Answers from the shop's own figures, to questions in English, Hindi and Hinglish."""

    path = "/api/ai"
    tags = ["Questions"]
    guards = [may("reports.read")]

    @post("/ask", status_code=200, operation_id="ask")
    async def ask(self, desk: NamedDependency[Desk], data: JSONBody[Question]) -> Response[dict[str, Any]]:
        """Ask in words. The answer says how it read the question, and carries the query, the SQL and the bills behind every figure."""
        told = await _answered(desk, data, lambda _: None)
        return desk.plain(told, headers={AS_OF: told["as_of"]})

    @post(
        "/ask/stream",
        status_code=200,
        operation_id="askStreaming",
        media_type="text/event-stream",
        opt={"packed_already": True},
    )
    async def ask_streaming(self, desk: NamedDependency[Desk], data: JSONBody[Question]) -> Stream:
        """The same as server-sent events: a ``step`` for each thing done (reading, model, repair, running), then the ``answer``, or a ``problem``."""
        return Stream(
            _events(desk, data),
            media_type="text/event-stream",
            headers={"cache-control": "private, no-store", "x-accel-buffering": "no"},
        )

    @get("/conversations/{conversation_id:uuid}", operation_id="readConversation")
    async def conversation(
        self, desk: NamedDependency[Desk], conversation_id: FromPath[UUID]
    ) -> Response[Conversation]:
        """A conversation of your own: its questions, and what each came to mean."""
        return await desk.read(lambda session: read_conversation(session, conversation_id, by=desk.actor))

    @delete("/conversations/{conversation_id:uuid}", status_code=204, operation_id="endConversation")
    async def end(self, desk: NamedDependency[Desk], conversation_id: FromPath[UUID]) -> Response[None]:
        """Forget a conversation of your own."""
        return await desk.write(lambda session: end_conversation(session, conversation_id, by=desk.actor), status=204)


async def _answered(desk: Desk, data: Question, tell: Tell) -> dict[str, Any]:
    """The answer as JSON carries it, once the reader, and where it helps the model, have read the question."""
    tell("reading")
    taught = await desk.inside(lambda session: read_taught(session, by=desk.actor, conversation_id=data.conversation))
    reply = await desk.computed(lambda figures: reply_to(data, figures, taught), mirrors=desk.parts.mirrors)
    model = desk.parts.model
    if model is not None and taught.model.asks_model and wants_model(reply.answer, data.model):
        first, asked_of = reply, model

        def helped(figures: Figures) -> Reply:
            purse = BooksPurse(desk.transact, desk.parts.settings, taught.model, figures.today)
            asking = _asking(figures, taught)
            answer = with_model(
                first.answer, figures=figures, asking=asking, model=asked_of, purse=purse, tell=tell, run=_runner(desk, figures)
            )  # fmt: skip
            return _reply(answer, figures, first.settled)

        reply = await desk.computed(helped, mirrors=desk.parts.mirrors, laborious=True)
    return await keep_reply(desk, data, reply)


def _asking(figures: Figures, taught: Taught) -> Asking:
    """What the model is asked about, as the business allows."""
    names = SHARED_NAMES.of(figures.mirror, figures.permissions)
    examples = memory_of(taught, figures).verified
    return Asking(figures.shop, figures.today, figures.permissions, names, examples, taught.model.shows_names)


def _runner(desk: Desk, figures: Figures) -> Run | None:
    """What checks and runs the model's SQL, as SQL of the asker's own; None for who may run none."""
    mirror = figures.mirror
    if not desk.actor.may("sql.run") or not isinstance(mirror, OpenMirror):
        return None
    return lambda sql: answer_sql(
        sql, mirror=mirror, permissions=figures.permissions, sandbox=desk.parts.sandbox
    )  # fmt: skip


async def _events(desk: Desk, data: Question) -> AsyncIterator[bytes]:
    """The steps as they are taken, then what came of them. A client that goes away ends nothing that was begun."""
    loop, steps = asyncio.get_running_loop(), asyncio.Queue[str]()

    def tell(step: str) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, step)

    work = asyncio.create_task(_answered(desk, data, tell))
    work.add_done_callback(lambda _: steps.put_nowait(""))
    while step := await steps.get():
        yield _event("step", {"step": step})
    try:
        yield _event("answer", await work)
    except MunimError as error:
        yield _event("problem", {"code": error.code, "detail": error.message})


def _event(kind: str, content: dict[str, Any]) -> bytes:
    return b"event: " + kind.encode() + b"\ndata: " + msgspec.json.encode(content) + b"\n\n"


def reply_to(data: Question, figures: Figures, taught: Taught) -> Reply:
    """The answer to a question, by what the business taught."""
    memory = memory_of(taught, figures)
    settled = None
    if data.query is not None:
        answer = answer_query(
            data.query, question=data.question, mirror=figures.mirror, today=figures.today, permissions=figures.permissions,
            language=data.language, view=data.view, source="chosen", at=figures.at,
        )  # fmt: skip
        if answer.status in ("answered", "empty"):
            settled = _settled(data.question, data.query, figures, synonyms=memory.synonyms)
    elif data.report is not None:
        answer = answer_report(
            data.report, question=data.question, reading="", figures=figures, language=data.language or language_of(data.question)
        )  # fmt: skip
    else:
        given = data.previous
        answer = ask(
            data.question, mirror=figures.mirror, calendar=figures.shop.calendar, today=figures.today, permissions=figures.permissions,
            language=data.language, at=figures.at, memory=memory,
            previous=previous_of(taught, figures) if given is None else Asked(given.query, given.view),
        )  # fmt: skip
    return _reply(answer, figures, settled)


def _reply(answer: Answer, figures: Figures, settled: Settled | None) -> Reply:
    kept = None
    if answer.status in ("answered", "empty"):
        if answer.query is not None:
            kept = kept_query(answer.query, figures)
        elif answer.asked_report is not None:
            kept = kept_report(answer.asked_report)
    return Reply(answer, document(answer, figures.shop), kept, settled)


def _settled(question: str, query: MetricQuery, figures: Figures, *, synonyms: Mapping[str, str]) -> Settled | None:
    """What the choice of ``query`` settles, if the question is open and it is one of its readings."""
    parsed = reader_of(figures, Memory(synonyms))(question)
    places = [n for n, choice in enumerate(parsed.choices) if choice.query == query]
    if parsed.status != "ask" or len(places) != 1 or not (point := open_point(parsed.choices)):
        return None
    return Settled(point, keys_of(parsed.choices)[places[0]], parsed.choices[places[0]].reading)


async def keep_reply(desk: Desk, data: Question, reply: Reply) -> dict[str, Any]:
    """Keep the turn of a conversation and the choice that was made; the document, saying so."""
    settled, conversation_id = reply.settled, data.conversation
    told = {**reply.document, "conversation": None if conversation_id is None else str(conversation_id)}
    if settled is None and conversation_id is None:
        return told
    answer = reply.answer

    def keep(session: Session) -> None:
        if conversation_id is not None:
            turn = NewTurn(
                question=answer.question, status=answer.status, reading=answer.reading, query=reply.kept, view=answer.view
            )  # fmt: skip
            add_turn(session, conversation_id, turn, by=desk.actor, at=desk.at)
        if settled is not None:
            remember_choice(
                session, settled.point, settled.chosen, reading=settled.reading, by=desk.actor, at=desk.at
            )  # fmt: skip

    await desk.inside(keep)
    return told
