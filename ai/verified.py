"""Questions whose answer somebody marked as right: the same question is answered by it, and so is one with another time,
name or number in the same place.

Which words stand for a time, a name or a number is found out when the answer is marked: they are the words that, beside the
bare figure, set just that part of the query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import msgspec

from ai.conversation.edits import WHERE, Asked, asked_of
from ai.parser import NameIndex, Parsed
from ai.parser.normalise import tokenise
from ai.pictures import View
from analytics.catalogue import metric
from analytics.query import MetricQuery

Read = Callable[[str], Parsed]
LONGEST_SLOT: Final = 8  # words
MOST_TRIED: Final = 24  # ways to lay a question over one that was verified
_PERIOD: Final = "period"
_LIMIT: Final = "limit"


class Slot(msgspec.Struct, frozen=True):
    """Words of a verified question that stand for a part of its query: ``period``, ``limit``, or ``where.<dimension>``."""

    part: str
    words: str


class Verified(msgspec.Struct, frozen=True):
    """A question whose answer is right; ``query`` as it was when it was marked, and ``slots`` that others may fill."""

    question: str
    query: MetricQuery
    slots: tuple[Slot, ...] = ()
    view: View = ""


class Recalled(msgspec.Struct, frozen=True):
    """What a verified question says of another: ``exact`` where it is the same word for word."""

    verified: Verified
    asked: Asked
    exact: bool


def slots_of(question: str, query: MetricQuery, *, read: Read, names: NameIndex) -> tuple[Slot, ...]:
    """The words of ``question`` that stand for a time, a name or a number of ``query``."""
    words = [token.text for token in tokenise(question)]
    wanted = Asked(query).parts
    slots: list[Slot] = []
    title = _title(query)
    usual = read(title).query
    if usual is None or len(words) > 40:
        return ()
    if query.period is not None:
        spans = sorted(_spans(words), key=lambda span: span[1] - span[0])
        for start, end in spans:
            said = " ".join(words[start:end])
            if _set_alone(read(f"{title} {said}").query, usual) == {_PERIOD: query.period}:
                slots.append(Slot(_PERIOD, said))
                break
    for match in names.find(words):
        part = WHERE + match.dimension
        [*found] = wanted.get(part, ())
        values = {str(value) for item in found for value in item.values}
        said = " ".join(words[match.start : match.end])
        alone = len(found) == 1 and len(values) == 1
        if alone and {name.value for name in match.names} == values and part not in {slot.part for slot in slots}:
            slots.append(Slot(part, said))
    if query.limit is not None and words.count(str(query.limit)) == 1:
        slots.append(Slot(_LIMIT, str(query.limit)))
    return tuple(slots)


def recall(question: str, known: Sequence[Verified], *, read: Read) -> Recalled | None:
    """What the first verified question says that is the same as ``question``, or the same but for what its slots hold."""
    words = tuple(token.text for token in tokenise(question[:600]))
    if not words:
        return None
    for verified in known:
        if _words(verified.question) == words:
            return _filled(verified, {slot.part: slot.words for slot in verified.slots}, read=read, exact=True)
    for verified in known:
        if not verified.slots:
            continue
        for filled in _laid_over(_pattern(verified.question, verified.slots), words):
            found = _filled(verified, filled, read=read, exact=False)
            if found is not None:
                return found
    return None


def _filled(verified: Verified, filled: Mapping[str, str], *, read: Read, exact: bool) -> Recalled | None:
    """The verified query with the slots read anew: a time is the one meant today. None where a slot means something else."""
    title = _title(verified.query)
    usual = read(title).query
    if usual is None:
        return None
    parts = Asked(verified.query, verified.view).parts
    for slot in verified.slots:
        said = filled[slot.part]
        if slot.part == _LIMIT:
            if not said.isdecimal() or not 0 < int(said) < 10_000:
                return None
            parts[_LIMIT] = int(said)
            continue
        if said == slot.words and slot.part != _PERIOD:
            continue
        value = _value(slot.part, _read_beside(title, said, read), usual)
        if value is None:
            return None
        if slot.part.startswith(WHERE):
            [item], [new] = parts[slot.part], value
            value = (msgspec.structs.replace(item, values=new.values),)
        parts[slot.part] = value
    return Recalled(verified, asked_of(parts), exact)


def _read_beside(title: str, said: str, read: Read) -> MetricQuery | None:
    parsed = read(f"{title} {said}")
    return parsed.query if parsed.status == "read" else None


def _value(part: str, query: MetricQuery | None, usual: MetricQuery) -> Any:
    """What a slot's words set, if that part alone; a name stands for one thing."""
    found = _set_alone(query, usual)
    if set(found) != {part}:
        return None
    value = found[part]
    if part.startswith(WHERE) and (len(value) != 1 or len(value[0].values) != 1 or value[0].operator != "in"):
        return None
    return value


def _set_alone(query: MetricQuery | None, usual: MetricQuery) -> dict[str, Any]:
    if query is None:
        return {}
    bare = Asked(usual).parts
    return {name: value for name, value in Asked(query).parts.items() if value != bare.get(name, ())}


def _title(query: MetricQuery) -> str:
    return metric(query.metrics[0]).title.lower()


def _spans(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + LONGEST_SLOT) + 1):
            yield start, end


@lru_cache(maxsize=8192)
def _words(question: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokenise(question))


@lru_cache(maxsize=8192)
def _pattern(question: str, slots: tuple[Slot, ...]) -> tuple[str | Slot, ...]:
    """The question's words with each slot in the place of its own."""
    left: list[str | Slot] = list(_words(question))
    for slot in slots:
        said = slot.words.split()
        for start in range(len(left) - len(said) + 1):
            if left[start : start + len(said)] == said:
                left[start : start + len(said)] = [slot]
                break
    return tuple(left)


def _laid_over(pattern: tuple[str | Slot, ...], words: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Every way in which ``words`` are the pattern's with something in its slots, up to ``MOST_TRIED``."""
    fixed = [word for word in pattern if isinstance(word, str)]
    if len(words) < len(pattern) or not set(fixed) <= set(words):
        return
    yield from islice(_rest(pattern, words), MOST_TRIED)


def _rest(pattern: tuple[str | Slot, ...], words: tuple[str, ...]) -> Iterator[dict[str, str]]:
    if not pattern:
        if not words:
            yield {}
        return
    first, *others = pattern
    left = tuple(others)
    if isinstance(first, str):
        if words and words[0] == first:
            yield from _rest(left, words[1:])
        return
    most = min(LONGEST_SLOT, len(words) - len(left))
    for length in range(1, most + 1):
        for filled in _rest(left, words[length:]):
            yield {first.part: " ".join(words[:length]), **filled}


def period_found(slots: Sequence[Slot]) -> bool:
    """Whether the question itself says the time, which is then read anew each time it is asked."""
    return any(slot.part == _PERIOD for slot in slots)
