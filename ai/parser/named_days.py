"""A day, week or festival that is named and dated: the date is the time, the name only names it.

"ANZAC Day, 25 April", "Diwali week, 1 to 8 November 2026", "नवरात्रि में, 11 से 20 अक्टूबर": whether a calendar knows the name or not.
Only words that say nothing but a name go, and only beside a date; a festival the calendar knows must be held near that date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from ai.parser.festivals import is_about
from ai.parser.lexicon import Lexicon
from ai.parser.names import NameIndex
from ai.parser.normalise import Token
from ai.parser.words.calendar import MONTHS, WEEKDAYS

# What a name ends with: Mothering Sunday, the bank holiday, Ganesh festival
_DAY_WORDS: Final = frozenset(
    "day eve jayanti puja pooja festival fest festivities divas mela fair utsav parv tyohar weekend week holiday holidays break season carnival sunday monday friday saturday thursday tuesday wednesday दिवस जयंती पूजा उत्सव पर्व त्योहार त्यौहार मेला मेले छुट्टी".split()
)
# Words of another meaning that are part of such a name alone
_OF_DAYS: Final = {
    "holiday": frozenset("bank public school national summer spring may half term".split()),
    "day": frozenset(
        "father fathers mother mothers valentine valentines women womens children childrens teacher teachers friendship boxing labour patrick".split()
    ),
    "festival": frozenset("ganesh ganpati durga krishna ram harvest food music flower light lights".split()),
}
_OF_DAYS_TOO: Final = {
    "holidays": "holiday",
    "break": "holiday",
    "utsav": "festival",
    "उत्सव": "festival",
    "fair": "festival",
}
_TRAIL: Final = frozenset("day days week weekend eve season period time celebration celebrations festivities festival rush holiday holidays fair mela दिन दिनों हफ्ते हफ्ता सप्ताह सीजन वीक त्योहार पर्व tyohar din hafte hafta saptah".split())  # fmt: skip
_LONGEST_NAME: Final = 3  # words before "Day"
_LED_BY: Final = frozenset("over during on in at for of the this that around about through throughout".split())
_RUN_UP: Final = (("in", "the", "run", "up", "to"), ("in", "the", "lead", "up", "to"), ("run", "up", "to"), ("lead", "up", "to"))  # fmt: skip
_POSTPOSED: Final = frozenset("में पर पे को की के का दौरान समय वाले me mein par pe ko ki ke ka dauran samay wale".split())
_OTHERWISE: Final = frozenset("before after since till until by from vs versus against with than and compared or पहले बाद से तक और बनाम pehle baad se tak aur".split())  # fmt: skip
_AFTERWARDS: Final = frozenset("पहले बाद से तक और बनाम pehle baad se tak aur vs versus against than compared".split())
_BETWEEN: Final = frozenset(
    ", on ie is was were are falls fell dated of in the for which sale sales takings taking turnover revenue collections orders bikri kamai this year last बिक्री सेल कमाई था थी है tha thi hai".split()
) | {name for names in WEEKDAYS for name in names}  # fmt: skip
_REACH: Final = 6  # tokens from a name to its date
_NEAR: Final = 20  # days from a festival to the dates told of it
_MONTHS: Final = {name: number for number, names in enumerate(MONTHS, 1) for name in names}


class _Dated(NamedTuple):
    """Tokens ``start`` to ``end`` that say a date; ``day`` as far as they tell it, in the year of today where none is said."""

    start: int
    end: int
    day: date


class _Named(NamedTuple):
    """Tokens that name a time; ``festival``: that of the calendar."""

    start: int
    end: int
    festival: str = ""


def days_by_date(tokens: Sequence[Token], lexicon: Lexicon, names: NameIndex, today: date) -> tuple[Token, ...]:
    """``tokens`` without the names of times whose dates stand beside them."""
    out = tuple(tokens)
    dates = _dates(out, today)
    if not dates:
        return out
    out = _taken_up(out, dates)
    for _ in range(_LONGEST_NAME):  # two names at most have dates of their own
        dates = _dates(out, today)
        named = next((one for one in _named(out, lexicon, names) if _is_dated(out, one, dates)), None)
        if named is None:
            return out
        out = _without(out, named)
    return out


def _without(tokens: tuple[Token, ...], named: _Named) -> tuple[Token, ...]:
    words = [token.text for token in tokens]
    start, end = named.start, named.end
    while end < len(words) and words[end] in _POSTPOSED:
        end += 1
    for said in _RUN_UP:
        if tuple(words[max(start - len(said), 0) : start]) == said:
            start -= len(said)
            break
    else:
        start = _led_from(words, start)
    at_date = end < len(words) and (words[end][:1].isdecimal() or words[end] in _MONTHS or words[end] in ("between", "from"))  # fmt: skip
    year = tokens[end : end + 1] if words[end : end + 1] and words[end].isdecimal() and len(words[end]) == 4 else ()
    if year and (dated := _without_year(tokens, end + 1)):
        return _without((*tokens[:end], *tokens[end + 1 : dated], *year, *tokens[dated:]), named)
    if end < len(words) and words[end] == ",":
        end += 1
    elif start > 0 and words[start - 1] in _LED_BY and not at_date:
        start -= 1
    return (*tokens[:start], *tokens[end:])


def _led_from(words: Sequence[str], start: int) -> int:
    """Where the words begin that only say which one of its name it is: the, last, पिछली."""
    while start > 0 and words[start - 1] in _WHICH_ONE:
        start -= 1
    return start


_WHICH_ONE: Final = frozenset("the this that last previous पिछली पिछले इस pichli pichle".split())


def _without_year(tokens: tuple[Token, ...], start: int) -> int:
    """Where the first date from ``start`` on ends, if no year is said of it."""
    first = next((one for one in _dates(tokens, date(2000, 1, 1)) if one.start >= start), None)
    return first.end if first and first.day.year == 2000 else 0


def _is_dated(tokens: Sequence[Token], named: _Named, dates: Sequence[_Dated]) -> bool:
    """Whether a date beside the name says when it is."""
    words = [token.text for token in tokens]
    led = _led_from(words, named.start)
    before = words[led - 1] if led else ""
    ends = named.end
    while ends < len(words) and words[ends] in _POSTPOSED:
        ends += 1
    following = next((one for one in dates if one.start >= named.end), None)
    right_behind = following is not None and following.start == named.end
    if (before in _OTHERWISE and not (before in ("to", "and") and right_behind)) or (words[ends : ends + 1] and words[ends] in _AFTERWARDS):  # fmt: skip
        return False
    run_up = any(tuple(words[max(led - len(said), 0) : led]) == said for said in _RUN_UP)
    for one in dates:
        if one.end <= named.start and not run_up:
            between, reach = words[one.end : named.start], 3
        elif one.start >= ends:
            year = words[ends : ends + 1] and words[ends].isdecimal() and len(words[ends]) == 4
            between, reach = words[ends + bool(year) : one.start], _REACH
        elif run_up and one.end <= named.start:
            between, reach = [], _REACH
        else:
            continue
        told = len(between) <= reach and all(word in _BETWEEN or word in _LED_BY for word in between)
        if told and (not named.festival or is_about(named.festival, one.day, _NEAR)):
            return True
    return False


def _named(tokens: Sequence[Token], lexicon: Lexicon, names: NameIndex) -> list[_Named]:
    """The names of festivals the parser knows, and of days that nobody here does."""
    words = [token.text for token in tokens]
    spelled = [lexicon.spellings.one(word) for word in words]
    found = []
    for edge in lexicon.edges(spelled, {}):
        if edge.category == "festival":
            end = edge.end
            while (
                end < len(words)
                and words[end] in _TRAIL | {"के", "ke"}
                and not (words[end] in ("के", "ke") and (end + 1 >= len(words) or words[end + 1] not in _TRAIL))
            ):
                end += 1
            if end < len(words) and words[end] in _WEEKDAYS_TOO:
                end += 1  # Easter Monday
            found.append(_Named(edge.start, end, str(edge.value)))
    taken = {place for one in found for place in range(one.start, one.end)}
    for at, word in enumerate(words):
        if word not in _DAY_WORDS or at in taken:
            continue
        first = at
        while first > 0 and at - first < _LONGEST_NAME and _is_of_a_name(words, first - 1, word, lexicon, names):
            first -= 1
        if first < at or word in _HOLIDAYS:
            end = at + 1
            while end < len(words) and words[end] in _TRAIL and words[end] not in ("day", "days"):
                end += 1
            found.append(_Named(first, end))
    return sorted(found)


_HOLIDAYS: Final = frozenset(
    {"festival", "holiday", "holidays", "त्योहार", "त्यौहार", "पर्व", "tyohar"}
)  # names without more
_WEEKDAYS_TOO: Final = frozenset({"monday", "friday", "saturday", "sunday"})


def _is_of_a_name(words: Sequence[str], place: int, day_word: str, lexicon: Lexicon, names: NameIndex) -> bool:
    """Whether a word can only be part of the name: neither the parser nor the shop knows it, or it is said of such days."""
    word = words[place]
    if word in _OF_DAYS.get(_OF_DAYS_TOO.get(day_word, day_word), ()):
        return True
    return word[:1].isalpha() and lexicon.spellings.one(word) not in lexicon.words and not names.holds(word)


def _dates(tokens: Sequence[Token], today: date) -> list[_Dated]:
    """The dates of ``tokens`` that say a day and a month, with the day a range begins with."""
    words = [token.text for token in tokens]
    found: list[_Dated] = []
    for at, word in enumerate(words):
        if word[:1].isdecimal() and len(word) >= 6 and any(sign in word for sign in "/-."):
            parts = [int(part) for part in word.replace("/", "-").replace(".", "-").split("-") if part.isdecimal()]
            if len(parts) == 3:
                year, month, day = parts if parts[0] > 31 else parts[::-1]
                found += _at(at, at + 1, day, month, year if year > 99 else 2000 + year)
            continue
        month = _MONTHS.get(word, 0)
        if not month:
            continue
        start, end, day = at, at + 1, 0
        if at and (day := _day(words[at - 1])):
            start = at - 1
        elif at + 1 < len(words) and (day := _day(words[at + 1])):
            end = at + 2
        if not day:
            continue
        year = today.year
        if end < len(words) and words[end].isdecimal() and len(words[end]) == 4:
            year, end = int(words[end]), end + 1
        if start > 1 and words[start - 1] in ("to", "and", "से", "se", "till") and _day(words[start - 2]):
            start -= 2
        if start > 0 and words[start - 1] in ("between", "from"):
            start -= 1
        found += _at(start, end, day, month, year)
    return found


def _at(start: int, end: int, day: int, month: int, year: int) -> list[_Dated]:
    try:
        return [_Dated(start, end, date(year, month, day))]
    except ValueError:
        return []  # no such day


def _day(word: str) -> int:
    """The number of a day of a month, 0 of any other word."""
    digits = word[:-2] if word[-2:] in ("st", "nd", "rd", "th") else word
    return int(digits) if digits.isdecimal() and len(digits) < 3 and 1 <= int(digits) <= 31 else 0


# -- a date that is told first and then taken up -------------------------------------------------------

_WAS: Final = (("की", "थी"), ("को", "थी"), ("को", "था"), ("का", "था"), ("ki", "thi"), ("ko", "thi"), ("ko", "tha"), ("थी",), ("था",), ("thi",), ("tha",), ("है",), ("hai",))  # fmt: skip
_FROM_IT: Final = {"उससे": "से", "उसके": "के", "इससे": "से", "इसके": "के", "usse": "se", "uske": "ke", "isse": "se", "iske": "ke"}  # fmt: skip
_IT: Final = frozenset({"it", "that", "then"})


def _taken_up(tokens: tuple[Token, ...], dates: Sequence[_Dated]) -> tuple[Token, ...]:
    """ "Diwali was on 20 October 2025; sales in the week before it", "20 अक्टूबर की थी; उससे पहले के": the date in the place of the pronoun."""
    words = [token.text for token in tokens]
    for one in dates:
        for was in _WAS:
            place = one.end + len(was)
            if tuple(words[one.end : place]) != was:
                continue
            place += words[place : place + 1] == [","]
            if words[place : place + 1] and words[place] in _FROM_IT:
                return (*tokens[: one.end], Token(_FROM_IT[words[place]], tokens[place].raw), *tokens[place + 1 :])
        said = words[max(one.start - 2, 0) : one.start]
        if not said or said[-1] not in ("was", "is", "on", "fell"):
            continue
        it = next((at for at in range(one.end, len(words)) if words[at] in _IT and words[at - 1] in ("before", "after")), 0)  # fmt: skip
        if it:
            return (*tokens[one.end : it], *tokens[one.start : one.end], *tokens[it + 1 :])
    return tokens
