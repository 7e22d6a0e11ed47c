"""The model asked for a query: its answer is read by the schema alone, checked as any query is, and mended twice at most.

Every call is set aside in the day's budget before it is made. Every failure is a ``ModelUnavailable`` or the budget's refusal,
so that whoever asked goes on with what the reader said, and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import msgspec

from ai.budget import FREE, Purse, Tokens
from ai.masking import Masked, mask, unmask
from ai.model import Message, Model, ModelUnavailable
from ai.model_calls import REPAIRS, called
from ai.model_prompt import instructions, question_message, repair_message
from ai.model_schema import Proposal, query_schema, read_proposal, written_of
from ai.parser import Choice, Name, NameIndex, Parsed
from ai.parser.restate import restate
from ai.verified import Verified
from analytics.catalogue import require_permissions
from analytics.compile import compile_query
from analytics.query import MetricQuery
from analytics.reports.written import read_written
from analytics.shop import Shop
from munim.days import Calendar
from munim.errors import Forbidden, Invalid

MOST_MEANT: Final = 4  # readings that one placeholder may open

Tell = Callable[[str], None]


class Asking(msgspec.Struct, frozen=True):
    """What the model is asked about, and what it may see of it."""

    shop: Shop
    today: date
    permissions: frozenset[str]
    names: NameIndex
    examples: tuple[Verified, ...] = ()
    shows_names: bool = False


class Proposed(msgspec.Struct, frozen=True):
    """What the model made of the question: ``queries`` it may mean (one, but for names that several things have), or why none."""

    queries: tuple[MetricQuery, ...]
    names: tuple[Name, ...] = ()
    reason: str = ""
    repairs: int = 0
    spent: Tokens = Tokens(0, 0)


def propose_query(
    question: str, asking: Asking, *, model: Model, purse: Purse, tell: Tell = lambda _: None
) -> Proposed:
    """The query that the model makes of ``question``. Raises ``ModelUnavailable``, and what the purse refuses.

    ``tell`` is called with each step: ``model``, ``repair``.
    """
    masked = mask(question, asking.names, shown=asking.shows_names)
    schema = query_schema(asking.permissions)
    said = question_message(
        masked, shop=asking.shop, today=asking.today, examples=asking.examples, index=asking.names, shows_names=asking.shows_names
    )  # fmt: skip
    messages: list[Message] = [
        {"role": "system", "content": instructions(asking.permissions)},
        {"role": "user", "content": said},
    ]
    read = written = 0
    for repairs in range(REPAIRS + 1):
        tell("repair" if repairs else "model")
        answered, spent = called(messages, schema, model=model, purse=purse)
        read, written = read + spent.read, written + spent.written
        try:
            proposal = read_proposal(answered.text)
            queries = _queries(proposal, masked, asking)
        except (Invalid, Forbidden) as error:
            messages += [
                {"role": "assistant", "content": answered.text[:4000]},
                {"role": "user", "content": repair_message(error.message)},
            ]
            continue
        names = tuple(name for found in masked.names.values() for name in found)
        return Proposed(queries, names, proposal.reason, repairs, Tokens(read, written))
    raise ModelUnavailable("the model gave no query that can be answered, however often it was told what is wrong")


def _queries(proposal: Proposal, masked: Masked, asking: Asking) -> tuple[MetricQuery, ...]:
    """The queries a proposal stands for, each of which can be answered. Raises ``Invalid``, ``Forbidden``."""
    if proposal.query is None:
        return ()
    found = []
    for names in _alternatives(masked):
        written = written_of(unmask(proposal.query, names))
        query = read_written(written, asking.shop, asking.today)
        require_permissions(query, asking.permissions)
        compile_query(query, asking.shop, today=asking.today)
        found.append(query)
    return tuple(dict.fromkeys(found))


def _alternatives(masked: Masked) -> list[Masked]:
    """What is meant by the placeholders; where several things have one name, each of them, the first such name opened alone."""
    several = next((placeholder for placeholder, names in masked.names.items() if len(names) > 1), None)
    if several is None:
        return [masked]
    first = {placeholder: names[:1] for placeholder, names in masked.names.items()}
    return [Masked(masked.text, {**first, several: (name,)}) for name in masked.names[several][:MOST_MEANT]]


def model_reader(model: Model) -> Callable[..., Parsed]:
    """A reader like the parser that asks ``model`` every question, without a budget: for counting how well it reads.

    It takes the question, and ``names``, ``calendar``, ``today`` and ``currency`` by name. Raises ``ModelUnavailable``.
    """

    def read(question: str, *, names: NameIndex, calendar: Calendar, today: date, currency: str = "INR") -> Parsed:
        shop = Shop("", currency, 2, "IN" if currency == "INR" else "GB", "", calendar)
        asking = Asking(shop, today, _everything(), names)
        return parsed_of(question, propose_query(question, asking, model=model, purse=FREE), asking)

    return read


def parsed_of(question: str, proposed: Proposed, asking: Asking) -> Parsed:
    """The proposal as the parser would have told it."""

    def choice(query: MetricQuery) -> Choice:
        reading = restate(query, names=proposed.names, today=asking.today, currency=asking.shop.currency)
        return Choice(reading, query)

    choices = tuple(map(choice, proposed.queries))
    if not choices:
        return Parsed(question, "refused", reason=proposed.reason or "the model knows no query for this")
    if len(choices) > 1:
        return Parsed(question, "ask", choices=choices, reason="Whom or what do you mean?")
    return Parsed(question, "read", choices[0].reading, choices[0].query)


def _everything() -> frozenset[str]:
    from analytics.catalogue import DIMENSIONS, METRICS

    return frozenset(item.permission for item in (*METRICS, *DIMENSIONS) if item.permission)
