"""Names that share words said once: "Pedigree Chicken and Beef", "2 and 3 door almirahs", "dog and cat food"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from ai.parser.words.trade import JOINING

if TYPE_CHECKING:
    from ai.parser.names import NameMatch

BETWEEN: Final = JOINING | {",", "or", "ya", "या", "vs", "versus"}
_SHARING: Final = 0.05  # what it costs to lend a name the words of another
_MOST_WORDS: Final = 4  # of the name that is said in short


def sharing(
    words: Sequence[str], matches: Sequence[NameMatch], find: Callable[[Sequence[str]], Sequence[NameMatch]]
) -> Iterator[NameMatch]:
    """What stands beside one of ``matches`` and is a name with words of it: the first words or the last.

    ``find`` finds the names that a row of words is the whole of.
    """
    told = {(match.start, match.end) for match in matches if match.how != "part"}
    named = sorted(
        (one for one in matches if one.count == len(one.names)), key=lambda one: (one.end - one.start, -one.cost)
    )
    open_ends = [(match, tuple(words[match.start : match.end])) for match in named]  # the longest and surest at the end
    while open_ends:
        match, said = open_ends.pop()
        if len(said) < 2:
            continue
        for found, whole in (*_after(words, match, said, find), *_before(words, match, said, find)):
            if (found.start, found.end) not in told:
                told.add((found.start, found.end))
                open_ends.append((found, whole))
                yield found


Found = tuple["NameMatch", tuple[str, ...]]


def _after(
    words: Sequence[str], match: NameMatch, said: tuple[str, ...], find: Callable[[Sequence[str]], Sequence[NameMatch]]
) -> list[Found]:
    """The name that follows and lacks the first words of ``match``."""
    start = _joined(words, match.end, 1)
    if start is None:
        return []
    for count in range(min(_MOST_WORDS, len(words) - start), 0, -1):
        rest = tuple(words[start : start + count])
        if BETWEEN.isdisjoint(rest):
            for lent in range(len(said) - 1, 0, -1):
                if other := _another(match, (*said[:lent], *rest), find):
                    return [(_placed(other, start, start + count), (*said[:lent], *rest))]
    return []


def _before(
    words: Sequence[str], match: NameMatch, said: tuple[str, ...], find: Callable[[Sequence[str]], Sequence[NameMatch]]
) -> list[Found]:
    """The name that stands before and lacks the last words of ``match``."""
    end = _joined(words, match.start - 1, -1)
    if end is None:
        return []
    for count in range(min(_MOST_WORDS, end + 1), 0, -1):
        rest = tuple(words[end + 1 - count : end + 1])
        if BETWEEN.isdisjoint(rest):
            for lent in range(1, len(said)):
                if other := _another(match, (*rest, *said[lent:]), find):
                    return [(_placed(other, end + 1 - count, end + 1), (*rest, *said[lent:]))]
    return []


def _joined(words: Sequence[str], place: int, step: int) -> int | None:
    """The place beyond the words that join two names, from ``place`` on; None where nothing joins them."""
    first = place
    while 0 <= place < len(words) and words[place] in BETWEEN:
        place += step
    return place if place != first and 0 <= place < len(words) else None


def _another(
    match: NameMatch, row: tuple[str, ...], find: Callable[[Sequence[str]], Sequence[NameMatch]]
) -> NameMatch | None:
    """The thing of the same kind that ``row`` names, where it is another."""
    for other in find(row):
        whole = other.start == 0 and other.end == len(row) and other.dimension == match.dimension
        if whole and other.count == len(other.names) and set(other.names).isdisjoint(match.names):
            return other
    return None


def _placed(match: NameMatch, start: int, end: int) -> NameMatch:
    return msgspec.structs.replace(match, start=start, end=end, cost=match.cost + _SHARING)
