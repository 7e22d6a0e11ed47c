"""The reader's answer and the model's, put together: the model helps where the reader refuses or asks, and never overrules it.

Where both read a question and differ, the answer says so and offers both; where the model fails, the reader's answer stands and
says why the model could not help.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import msgspec

from ai.answer import Answer, ModelNote
from ai.answers import answer_query
from ai.budget import Purse
from ai.conversation.edits import Asked, settled
from ai.model import Model
from ai.model_queries import Asking, Proposed, Tell, parsed_of, propose_query
from ai.model_statements import Run, propose_statement
from ai.parser import Choice
from ai.statement_answers import answer_statement
from ai.telling import sentence
from ai.wording import say
from analytics.query import MetricQuery
from analytics.reports import Figures
from munim.errors import MunimError

MOST_CHOICES: Final = 4
Help = Literal[
    "auto", "never", "always"
]  # when the model is asked: where the reader does not answer, not at all, of everything


def wants_model(answer: Answer, help: Help) -> bool:
    """Whether the model is to be asked besides: not of what the asker may not see, which is no matter of reading."""
    if help == "never" or answer.source in ("chosen", "verified") or answer.report is not None:
        return False
    open_still = answer.status == "ask" or (answer.status == "refused" and answer.query is None)
    return open_still or help == "always"


def with_model(
    answer: Answer,
    *,
    figures: Figures,
    asking: Asking,
    model: Model,
    purse: Purse,
    tell: Tell = lambda _: None,
    run: Run | None = None,
) -> Answer:
    """``answer`` with what the model makes of its question. Never raises for a model that fails or a budget that is used up.

    ``run`` checks and runs a statement, for what no query of the catalogue can express; None where the asker may run none.
    """
    try:
        proposed = propose_query(answer.question, asking, model=model, purse=purse, tell=tell)
    except MunimError as error:
        why = error.message
        return _noted(answer, ModelNote(model.text_model, failure=why), lambda code: say(code, "model failed", why=why))
    note = ModelNote(model.text_model, repairs=proposed.repairs, tokens=proposed.spent.total, said=proposed.reason)
    if not proposed.queries and run is not None and answer.status != "answered":
        return _stated(answer, note, figures=figures, asking=asking, model=model, purse=purse, tell=tell, run=run)
    if not proposed.queries:
        return _noted(answer, note, lambda language: say(language, "model knows none"))
    tell("running")
    parsed = parsed_of(answer.question, proposed, asking)
    offered = [choice.query for choice in answer.choices] if answer.status == "ask" else []
    if answer.query is not None:
        offered = [answer.query]
    agrees = len(proposed.queries) == 1 and any(
        query is not None and _same(proposed.queries[0], query) for query in offered
    )
    note = msgspec.structs.replace(note, reading=parsed.reading, agrees=agrees if offered else None)
    if answer.query is not None:
        return _beside_read(answer, parsed.choices or _one(parsed.reading, proposed), note)
    if len(proposed.queries) > 1 or (offered and not agrees):
        choices = tuple(dict.fromkeys((*answer.choices, *(parsed.choices or _one(parsed.reading, proposed)))))
        asked = msgspec.structs.replace(answer, status="ask", choices=choices[: MOST_CHOICES + 1])
        if not offered:
            return _noted(asked, note, lambda language: say(language, "which is meant"))
        return _noted(asked, note, lambda language: say(language, "model differs", reading=parsed.reading))
    answered = answer_query(
        proposed.queries[0], question=answer.question, reading=parsed.reading, mirror=figures.mirror, today=figures.today,
        permissions=figures.permissions, language=answer.language, choices=answer.choices if answer.status == "ask" else (),
        view=answer.view, source="model", at=figures.at,
    )  # fmt: skip
    return _noted(answered, note, lambda language: say(language, "read by model"))


def _stated(
    answer: Answer,
    note: ModelNote,
    *,
    figures: Figures,
    asking: Asking,
    model: Model,
    purse: Purse,
    tell: Tell,
    run: Run,
) -> Answer:
    """The answer of a statement that the model writes, where it writes one that may be run."""
    try:
        stated = propose_statement(answer.question, asking, model=model, purse=purse, run=run, tell=tell)
    except MunimError as error:
        why = error.message
        failed = msgspec.structs.replace(note, failure=why)
        return _noted(answer, failed, lambda code: say(code, "model failed", why=why))
    if stated is None:
        return _noted(answer, note, lambda language: say(language, "model knows none"))
    note = msgspec.structs.replace(
        note,
        reading=stated.explanation,
        repairs=note.repairs + stated.repairs,
        tokens=note.tokens + stated.spent.total,
    )
    return answer_statement(stated, note, answer, figures)


def _beside_read(answer: Answer, choices: tuple[Choice, ...], note: ModelNote) -> Answer:
    """The reader's own answer, which stands, with the model's reading offered where it is another."""
    if note.agrees:
        return msgspec.structs.replace(answer, model=note)
    offered = tuple(dict.fromkeys((*answer.choices, *choices)))[:MOST_CHOICES]
    differing = msgspec.structs.replace(answer, choices=offered)
    reading = choices[0].reading
    return _noted(differing, note, lambda language: say(language, "model differs", reading=reading))


def _one(reading: str, proposed: Proposed) -> tuple[Choice, ...]:
    return (Choice(reading, proposed.queries[0]),)


def _same(one: MetricQuery, other: MetricQuery) -> bool:
    return settled(Asked(one)) == settled(Asked(other))


def _noted(answer: Answer, note: ModelNote, words: Callable[[str], str]) -> Answer:
    """The answer with the note, told in its sentence in every language."""
    sentences = {
        language: f"{said} {sentence(words(language), language)}" for language, said in answer.sentences.items()
    }
    told = f"{answer.sentence} {sentence(words(answer.language), answer.language)}"
    return msgspec.structs.replace(answer, model=note, sentence=told, sentences=sentences)
