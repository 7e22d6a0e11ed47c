"""What a word of Hindi says by the other words of its question: "kis item me zyada fayda" asks for the most, "pichli baar … kab" for the last time.

The rewordings of ``paraphrase`` stand for words side by side; these look at the whole question, and put the words in the order the grammar knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ai.parser.hindi import key
from ai.parser.normalise import Token
from ai.parser.words.calendar import MONTHS
from ai.parser.words.spellings import ENGLISH, TYPED


def _key(word: str) -> str:
    return word if word in ENGLISH else key(TYPED.get(word, word)) or word


def _keys(words: str) -> frozenset[str]:
    return frozenset(map(_key, words.split()))


_MORE: Final = _keys("ज्यादा अधिक")
_AHEAD: Final = _keys("आगे पीछे")
_STANDS: Final = _keys("है हैं चल रहा रही रहे रह था थी थे")
_WHICH: Final = _keys("किस किसने किसकी किसका किसके किसको किन कौन कौनसा कौनसे कौनसी कब")
_WHAT: Final = _key("क्या")
_OF_TWO: Final = _keys("या और aur ya मुकाबले मुकाबला तुलना अपेक्षा बजाय बनाम vs compare से_ज्यादा")
_BEFORE_MORE: Final = _keys("से सबसे सब बहुत इतना इतनी और कितना कितनी कितने थोड़ा कुछ न ना") | {"se"}
_AFTER_MORE: Final = _keys("से या कम तर")
_NEAR: Final = 5  # words between the question word and "more"
_MOST: Final = Token("सबसे", "")
_LAST: Final = _keys("पिछली पिछला")
_TIME: Final = _keys("बार दफा")
_WHEN: Final = _key("कब")
_MONTHS: Final = frozenset(_key(name) for names in MONTHS for name in names) - {"may", "mar", _key("मई")}
_OF: Final = _keys("के का की में me ke ka ki")
_PLACES: Final = _keys("पहले पहला दूसरे दूसरा तीसरे तीसरा चौथे चौथा आखिरी अंतिम")
_UNITS: Final = _keys("दिन दिनों हफ्ते हफ्ता सप्ताह")
_SPAN: Final = 3  # the first, 15, days


def in_context(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """``tokens`` with what the whole question says of them."""
    out = tuple(tokens)
    for rule in _RULES:
        out = rule(out, [_key(token.text) for token in out])
    return out


def _the_most(tokens: tuple[Token, ...], keys: Sequence[str]) -> tuple[Token, ...]:
    """किस सामान में ज्यादा फायदा है: the most, where no two are held against one another."""
    places = [
        place
        for place, word in enumerate(keys)
        if word in _MORE or (word in _AHEAD and keys[place + 1 : place + 2] and keys[place + 1] in _STANDS)
    ]
    if len(places) != 1 or not _OF_TWO.isdisjoint(keys):
        return tokens
    place = places[0]
    asked = any(word in _WHICH for word in keys[max(0, place - _NEAR) : place]) or keys[max(0, place - 1) : place] == [
        _WHAT
    ]
    before, after = keys[max(0, place - 1) : place], keys[place + 1 : place + 2]
    beside = not _BEFORE_MORE.isdisjoint(before) or not _AFTER_MORE.isdisjoint(after)
    if not asked or beside:
        return tokens
    return (*tokens[:place], _MOST._replace(raw=tokens[place].raw), *tokens[place:])


def _the_last_time(tokens: tuple[Token, ...], keys: Sequence[str]) -> tuple[Token, ...]:
    """पिछली बार … ने कब खरीदा: when last, no change from the time before."""
    if _WHEN not in keys:
        return tokens
    return tuple(
        token._replace(text="आखिरी") if word in _LAST and keys[place + 1 : place + 2] and keys[place + 1] in _TIME else token
        for place, (token, word) in enumerate(zip(tokens, keys, strict=True))
    )  # fmt: skip


def _month_first(tokens: tuple[Token, ...], keys: Sequence[str]) -> tuple[Token, ...]:
    """पहले 15 दिन की बिक्री अक्टूबर की: the month before its part."""
    months = [place for place, word in enumerate(keys) if word in _MONTHS]
    if len(months) != 1 or any(token.text.isdecimal() and len(token.text) == 4 for token in tokens):
        return tokens
    month = months[0]
    for first, word in enumerate(keys[:month]):
        unit = next((end for end in range(first + 1, min(first + _SPAN, month)) if keys[end] in _UNITS), 0)
        if word not in _PLACES or not unit or (first and keys[first - 1] in _OF | _BEFORE_MORE):
            continue
        between = tokens[first + 1 : unit]
        if not all(token.text.isdecimal() for token in between) or (month and tokens[month - 1].text.isdecimal()):
            continue
        after = month + 2 if keys[month + 1 : month + 2] and keys[month + 1] in _OF else month + 1
        if after < month + 2 and month + 1 < len(tokens):
            continue
        rest = (*tokens[first:month], *tokens[after:])
        return (*tokens[:first], tokens[month], Token("के", tokens[month].raw), *rest)
    return tokens


def _brought_back(tokens: tuple[Token, ...], keys: Sequence[str]) -> tuple[Token, ...]:
    """ "Why did people bring the hose pipe back": the verb and its "back" stand apart, and are one."""
    for place, token in enumerate(tokens):
        if token.text not in _BROUGHT or any(one.text in _MONEY for one in tokens[:place]):
            continue
        back = next(
            (end for end in range(place + 1, min(place + _WITHIN_REACH, len(tokens))) if tokens[end].text == "back"), 0
        )
        between = {one.text for one in tokens[place + 1 : back]}
        if back and between.isdisjoint(_JOINING) and not (between & _WHEN_WORDS):
            said = f"{token.raw} {tokens[back].raw}"
            return (*tokens[:place], Token("returned", said), *tokens[place + 1 : back], *tokens[back + 1 :])
    return tokens


_BROUGHT: Final = frozenset("bring brings brought bringing send sends sent sending give gives gave given giving hand handed take takes took taken".split())  # fmt: skip
_MONEY: Final = frozenset("cash money rupees pounds refund refunds paisa".split())  # given back, it is refunded
_JOINING: Final = frozenset("and or but , who that which".split())
_WHEN_WORDS: Final = frozenset({"way", "dating", "going"})
_WITHIN_REACH: Final = 8  # words


def _by_a_time(tokens: tuple[Token, ...], keys: Sequence[str]) -> tuple[Token, ...]:
    """ "Rank the categories by June sales": by sales, of June."""
    words = [token.text for token in tokens]
    for place, word in enumerate(words):
        if word != "by":
            continue
        end = place + 1
        while end < len(words) and (words[end] in _TIME_WORDS or (words[end].isdecimal() and len(words[end]) == 4 and end > place + 1)):  # fmt: skip
            end += 1
        if end == place + 1 or words[place + 1] in _OF_A_TIME or end >= len(words) or words[end] not in _RANKED_BY:
            continue
        if words[end - 1] in _OF_A_TIME or _key(words[end - 1]) in _MONTHS or words[end - 1].isdecimal() or words[end - 1] in ("may", "mar", "today", "yesterday"):  # fmt: skip
            return (*tokens[: place + 1], tokens[end], *tokens[place + 1 : end], *tokens[end + 1 :])
    return tokens


_OF_A_TIME: Final = frozenset("month week year quarter fy months weeks days quarters".split())
_TIME_WORDS: Final = _OF_A_TIME | frozenset(
    "this last previous the its their total financial today yesterday q1 q2 q3 q4 jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november dec december".split()
)
_RANKED_BY: Final = frozenset("sales revenue turnover profit margin quantity units purchases spend spending returns collections orders takings".split())  # fmt: skip


def _how_fast(tokens: tuple[Token, ...], keys: Sequence[str]) -> tuple[Token, ...]:
    """ "How fast did turnover grow": how much; how fast a thing sells or turns is another question."""
    words = [token.text for token in tokens]
    if words[:1] != ["how"] or words[1:2] == [] or words[1] not in _FAST or _GROWING.isdisjoint(words):
        return tokens
    return (tokens[0], Token("much", tokens[1].raw), *tokens[2:])


_FAST: Final = frozenset("fast quickly rapidly sharply steeply strongly quick".split())
_GROWING: Final = frozenset("grow grew grown growing rise rose risen rising increase increased increasing fall fell fallen falling drop dropped dropping decline declined declining shrink shrank climb climbed".split())  # fmt: skip


def _sells_for(tokens: tuple[Token, ...], keys: Sequence[str]) -> tuple[Token, ...]:
    """ "What price did a lavender sell for on average": the average selling price of it."""
    words = [token.text for token in tokens]
    start = 1 if words[:1] == ["at"] else 0
    if words[start : start + 1] not in (["what"], ["which"]) or words[start + 1 : start + 2] not in (
        ["price"],
        ["rate"],
    ):
        return tokens
    meant = not _MEAN.isdisjoint(words)
    ours = not {"we", "i"}.isdisjoint(words) or "last" in words
    at = next((place for place, word in enumerate(words) if word in ("sell", "sold", "sells", "go", "goes", "went") and words[place + 1 : place + 2] in (["for"], ["at"])), 0)  # fmt: skip
    sold = at or next((place for place, word in enumerate(words) if word in ("sell", "sold")), 0)
    if not sold or not (meant or (at and not ours)) or "last" in words:
        return tokens
    rest = [
        token
        for place, token in enumerate(tokens)
        if place >= start + 2
        and place != sold
        and not (place == sold + 1 and words[place] in ("for", "at"))
        and words[place] not in (*_MEAN, "did", "does", "do", "is", "was", "we", "i", "the", "a", "an")
        and not (words[place] == "on" and words[place + 1 : place + 2] == ["average"])
    ]
    said = " ".join(token.raw for token in tokens[: start + 2])
    return (*(Token(word, said) for word in ("average", "selling", "price", "of")), *rest)


_MEAN: Final = frozenset({"average", "avg", "mean", "typically", "averagely"})


def _where_it_closes(tokens: tuple[Token, ...], keys: Sequence[str]) -> tuple[Token, ...]:
    """ "At this pace where will December sales close": what they will be."""
    words = [token.text for token in tokens]
    ends = len(words) - (words[-1:] == ["at"])
    asked = next((at for at in range(len(words) - 2) if words[at] in ("where", "what") and words[at + 1] in ("will", "would")), None)  # fmt: skip
    if asked is None or ends < 3 or words[ends - 1] not in _CLOSES:
        return tokens
    what, be = Token("what", tokens[asked].raw), Token("be", tokens[ends - 1].raw)
    return (*tokens[:asked], what, *tokens[asked + 1 : ends - 1], be)


_CLOSES: Final = frozenset("close end finish land reach stand".split())
_RULES: Final[tuple[Callable[[tuple[Token, ...], Sequence[str]], tuple[Token, ...]], ...]] = (
    _the_most,
    _the_last_time,
    _month_first,
    _brought_back,
    _by_a_time,
    _how_fast,
    _sells_for,
    _where_it_closes,
)
