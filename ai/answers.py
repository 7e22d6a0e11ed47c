"""Answers: a question in words, read, run on the shop's mirror, and told in a sentence with its figures.

Nothing is answered that was not asked: the answer says how it read the question, with its dates, and carries the query
and the SQL behind every figure. What cannot be read is refused, naming the words; what is open is asked back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from ai.answer import Answer, Source
from ai.conversation import Asked, FollowUp, follow_up
from ai.conversation.changes import changes_in_words
from ai.conversation.report_followups import ReportFollowUp, follow_up_report
from ai.naming import names_in
from ai.parser import Choice, Parsed
from ai.parser.languages import language_of
from ai.parser.lexicon import Correction
from ai.parser.normalise import MAX_CHARACTERS
from ai.parser.reasons import reason_in
from ai.parser.restate import restate
from ai.parser.told import tolerance
from ai.pictures import Picture, View, picture_of
from ai.reading import Reader
from ai.report_answers import answer_report
from ai.shop_names import SHARED_NAMES, ShopNames
from ai.telling import is_empty, sentence, tell, tell_corrections, tell_nothing, titled
from ai.verified import Recalled, Verified, recall
from ai.wording import LANGUAGES, say
from analytics.catalogue import dimension
from analytics.compile import compile_query
from analytics.freshness import notice
from analytics.query import MetricQuery
from analytics.reports import Figures
from analytics.reports.asked import BESIDE_REPORTS, ReportQuery
from analytics.reports.catalogue import report_kind
from analytics.results import run_query, shop_of
from analytics.tongues import tongue_of
from etl.reader import Mirror
from munim.days import Calendar, Period
from munim.errors import Forbidden, Invalid


class Memory(msgspec.Struct, frozen=True):
    """What the business taught: its own words, the choices made where a question was open, the answers marked as right."""

    synonyms: Mapping[str, str] = {}
    preferences: Mapping[str, str] = {}
    verified: tuple[Verified, ...] = ()


NOTHING_TAUGHT: Final = Memory()


def reader_of(figures: Figures, memory: Memory = NOTHING_TAUGHT, names: ShopNames = SHARED_NAMES) -> Reader:
    """The reader of questions about these figures, for what their asker may see."""
    shop = figures.shop
    index = names.of(figures.mirror, figures.permissions)
    return Reader(index, shop.calendar, figures.today, shop.currency, memory.synonyms, memory.preferences)


def ask(
    question: str,
    *,
    mirror: Mirror,
    calendar: Calendar,
    today: date,
    permissions: frozenset[str],
    language: str | None = None,
    names: ShopNames = SHARED_NAMES,
    at: datetime | None = None,
    memory: Memory = NOTHING_TAUGHT,
    previous: Asked | ReportQuery | None = None,
) -> Answer:
    """The answer to ``question``, asked on the shop's day ``today`` by someone with ``permissions``.

    ``at``, the moment of asking, has old figures called old. ``language`` is that of the asker, that of the question if
    not said. ``previous`` is what was asked before, which the question may be a change of. An answer marked as right comes
    first. Never raises for what a person may type: what they may not see, or what cannot be told, is a refusal.
    """
    figures = Figures(mirror, permissions, today, at=at)
    language = language or language_of(question)
    read = replace(reader_of(figures, memory, names), calendar=calendar, language=language)
    recalled = recall(question, memory.verified, read=read)
    if recalled is not None and recalled.exact:
        return _verified(recalled, question, figures, language)
    followed: FollowUp | ReportFollowUp | None = None
    if isinstance(previous, ReportQuery):
        followed = follow_up_report(question, previous, read=read, today=today)
        if followed.status != "new":
            return _followed_report(followed, previous, question, figures, language)
    elif previous is not None:
        followed = follow_up(question, previous, read=read)
        if followed.status != "new":
            return _followed(followed, question, figures, language)
    if recalled is not None:
        return _verified(recalled, question, figures, language)
    parsed = followed.parsed if followed is not None and followed.parsed is not None else read(question)
    return answer_parsed(parsed, question=question, figures=figures, language=language)


def answer_parsed(parsed: Parsed, *, question: str, figures: Figures, language: str | None = None) -> Answer:
    """The answer to a question as it was read: its figures, a question back, or a refusal."""
    language = language or language_of(question)
    if parsed.report is not None:
        return answer_report(
            parsed.report, question=question, reading=parsed.reading or _restated(parsed.report, figures, language), figures=figures, language=language,
            corrections=parsed.corrections, choices=parsed.choices,
        )  # fmt: skip
    if parsed.query is None:
        return _unanswered(parsed, question, figures, language)
    return answer_query(
        parsed.query, question=question, reading=parsed.reading, mirror=figures.mirror, today=figures.today, permissions=figures.permissions,
        language=language, corrections=parsed.corrections, choices=parsed.choices, at=figures.at,
    )  # fmt: skip


def answer_query(
    query: MetricQuery,
    *,
    question: str,
    mirror: Mirror,
    today: date,
    permissions: frozenset[str],
    reading: str = "",
    language: str | None = None,
    corrections: tuple[Correction, ...] = (),
    choices: tuple[Choice, ...] = (),
    view: View = "",
    source: Source = "read",
    at: datetime | None = None,
) -> Answer:
    """The answer that ``query`` gives: of a question read, or of a choice that the asker made."""
    shop = shop_of(mirror)
    language = language or language_of(question)
    told = msgspec.structs.replace(shop, language=tongue_of(language).code)
    try:
        reading = reading or _restated(query, Figures(mirror, permissions, today, at=at), language)
        result = run_query(mirror, _up_to(today, query), permissions=permissions, today=today)
    except (Forbidden, Invalid) as error:
        return Answer(
            question, "refused", language, reading, sentence(error.message), shop.currency, mirror.version, mirror.as_of, query=query, source=source
        )  # fmt: skip
    empty = is_empty(result)
    sentences = {}
    for code in LANGUAGES:
        spoken = msgspec.structs.replace(shop, language=code)
        said = tell_nothing(query, mirror, spoken) if empty else tell(result, spoken)
        sentences[code] = tell_corrections(corrections, code) + said
    sentence_here = sentences[told.language]
    seen = msgspec.structs.replace(result, columns=titled(result.columns, told))
    return Answer(
        question, "empty" if empty else "answered", language, reading, sentence_here, shop.currency, result.version, mirror.fresh_at,
        sentences=sentences, notice=notice(mirror.fresh_at, at, told), columns=seen.columns, rows=result.rows,
        row_count=len(result.rows), chart=None if empty else picture_of(seen, told, sentence=sentence_here, view=view), view=view,
        query=query, sql=compile_query(result.query, shop, today=today).sql, corrections=corrections, choices=choices, source=source,
    )  # fmt: skip


def _verified(recalled: Recalled, question: str, figures: Figures, language: str | None) -> Answer:
    asked = recalled.asked
    return answer_query(
        asked.query, question=question, mirror=figures.mirror, today=figures.today, permissions=figures.permissions, language=language,
        view=asked.view, source="verified", at=figures.at,
    )  # fmt: skip


def _followed(followed: FollowUp, question: str, figures: Figures, language: str | None) -> Answer:
    """The answer to a follow-up, with what it kept and what it changed."""
    language = language or language_of(question)
    corrections = () if followed.parsed is None else followed.parsed.corrections
    if followed.asked is None:
        choices = tuple(Choice(_restated(option.query, figures, language), option.query) for option in followed.options)
        status: Literal["ask", "refused"] = "ask" if followed.status == "ask" else "refused"
        parsed = Parsed(question, status, choices=choices, corrections=corrections, reason=reason_in(language, followed.reason))  # fmt: skip
        if followed.status == "refused" and followed.parsed is not None and not followed.reason:
            parsed = msgspec.structs.replace(parsed, reason=followed.parsed.reason, unused=followed.parsed.unused)
        return _unanswered(parsed, question, figures, language)
    asked = followed.asked
    answer = answer_query(
        asked.query, question=question, mirror=figures.mirror, today=figures.today, permissions=figures.permissions, language=language,
        corrections=corrections, view=asked.view, source="follow-up", at=figures.at,
    )  # fmt: skip
    labels = names_in((asked.query, followed.edit.undo.apply(asked).query), figures)
    kept, changed = changes_in_words(followed.edit, asked, labels=labels, language=language)
    return msgspec.structs.replace(answer, kept=kept, changed=changed)


def _followed_report(
    followed: ReportFollowUp, previous: ReportQuery, question: str, figures: Figures, language: str | None
) -> Answer:
    """The report as it is asked for now; or what it does not do, and what may be asked of it."""
    language = language or language_of(question)
    if followed.report is None:
        reason = followed.reason or ("" if followed.parsed is None else followed.parsed.reason)
        status: Literal["ask", "refused"] = "ask" if followed.status == "ask" else "refused"
        parsed = Parsed(question, status, choices=followed.choices, reason=reason_in(language, reason))
        answer = _unanswered(parsed, question, figures, language)
        if status == "ask":
            return answer
        return msgspec.structs.replace(answer, sentence=answer.sentence + _may_be_asked(previous, language))
    corrections = () if followed.parsed is None else followed.parsed.corrections
    answer = answer_report(
        followed.report, question=question, reading=_restated(followed.report, figures, language), figures=figures,
        language=language, corrections=corrections,
    )  # fmt: skip
    answer = msgspec.structs.replace(answer, source="follow-up", view=followed.view)
    if followed.view == "table" and answer.chart is not None:
        return msgspec.structs.replace(answer, chart=Picture("table"))
    if followed.view and answer.chart is not None and answer.chart.spec is None:
        told = sentence(say(language, "no chart"), tongue_of(language).code)
        return msgspec.structs.replace(answer, sentence=f"{told} {answer.sentence}")
    return answer


def _may_be_asked(report: ReportQuery, language: str) -> str:
    """What a follow-up may ask of the report."""
    tells, tongue = tolerance(report.slug), tongue_of(language)
    title = BESIDE_REPORTS.get(report.slug) or report_kind(report.slug).title
    things = ", ".join(tongue.title(dimension(slug).title, slug=slug).lower() for slug in sorted(tells.filters))
    days = tells.time in ("any", "end")
    key = ("report of both" if things else "report of other days") if days else "report of these" if things else "report as it is"  # fmt: skip
    return say(language, key, report=tongue.title(title, slug=report.slug), things=things)


def _restated(query: MetricQuery | ReportQuery, figures: Figures, language: str) -> str:
    """The query in words. Raises ``Invalid`` for one of figures that are none."""
    named = tuple(names_in((query,), figures).values())
    told = tongue_of(language).code
    return restate(query, names=named, today=figures.today, currency=figures.shop.currency, language=told)


def _up_to(today: date, query: MetricQuery) -> MetricQuery:
    """``query`` without the rows of days to come: "by month this year" would end in zeros that say nothing."""
    period, tomorrow = query.period, today + timedelta(days=1)
    if not query.fill or query.compare != "none" or period is None or not period.start <= today < period.last:
        return query
    return msgspec.structs.replace(query, period=Period(period.start, tomorrow))


def _unanswered(parsed: Parsed, question: str, figures: Figures, language: str) -> Answer:
    """A question back, or a refusal with the nearest question that can be answered."""
    # a reason that is not told in Hindi yet ends as an English sentence does
    ends_in = "hi" if "\u0900" <= parsed.reason[-1:] <= "\u097f" else "en"
    said = tell_corrections(parsed.corrections, language) + sentence(parsed.reason, ends_in)
    if parsed.status == "refused" and parsed.choices:
        said += say(language, "could answer", reading=parsed.choices[0].reading)
    mirror = figures.mirror
    return Answer(
        question[:MAX_CHARACTERS], "ask" if parsed.status == "ask" else "refused", language, parsed.reading, said, figures.shop.currency,
        mirror.version, mirror.as_of, unused=parsed.unused, corrections=parsed.corrections, choices=parsed.choices,
    )  # fmt: skip
