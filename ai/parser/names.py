"""The shop's own names (customers, products, categories, staff, cities), found in a question despite its spelling.

An inverted index over the words of the names. A word of the question reaches words of names exactly, by a plural's s,
by sound, or by up to two slips of the pen; a span of the question is a name when its words meet in one. The index is
immutable, so threads share it; 100,000 names are searched in well under 5 ms.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

import msgspec

from ai.parser.hindi import is_devanagari, plain
from ai.parser.liberties import DOUBTFUL
from ai.parser.name_words import PLURAL, SHORT_SLIP, SLIP, NameWords
from ai.parser.normalise import words_of
from ai.parser.shared_words import BETWEEN, sharing
from ai.parser.words.loans import LOANS
from ai.parser.words.trade import ADDRESSES, JOINING, TITLES, UNITS

MAX_WORDS: Final = 10  # words of a question that one name may span
MAX_NAMES: Final = 40  # names one span may stand for; beyond it is a crowd, and the asker must say more
_CROWD: Final = 500  # forms; of more, only whole names are told apart

# What a match costs beside the likeness of its words: 0 is the name to the letter.
ALONE: Final = 0.26  # a part that only one thing of the shop has in its name
PART: Final = 0.4  # the question gives some words of the name, not all
INITIALS: Final = DOUBTFUL  # initials are put to the asker
UNLIKELY: Final = 0.45  # one word that is only like a part of a name may be another word altogether
_SURE: Final = 0.2  # what likeness costs at most for a single word to be sure of
_SURE_LETTERS: Final = 7
_SMALL_LETTERS: Final = 3  # longer words of names are none of the small ones
_MISSING: Final = 0.02  # for each word of the name that the question leaves out
_MAX_MISSING: Final = 5
_OUT_OF_ORDER: Final = 0.1
_UNTITLED: Final = 0.05  # without the title that the name has
_PASSED: Final = ADDRESSES | {
    ",",
    "ka",
    "ki",
    "ke",
    "का",
    "की",
    "के",
}  # may stand inside a name: Ramesh bhai Traders; toor dal, loose; Samsung ka TV
_LOANED: Final = frozenset(map(plain, LOANS))  # of these, whatever else they mean, the English word may be the name
_INITIALED: Final = ("customer", "supplier", "staff")
_MAX_INITIALED: Final = 4  # namesakes by initials; of more, none is meant


class Name(msgspec.Struct, frozen=True):
    """One thing of the shop that can be named: ``value`` is what a Filter carries, ``label`` what people read.

    ``hint`` tells namesakes apart (a city, a SKU); ``aliases`` are other things it is called (SKU, barcode).
    """

    dimension: str
    value: str
    label: str
    hint: str = ""
    aliases: tuple[str, ...] = ()


class NameMatch(msgspec.Struct, frozen=True):
    """Tokens ``start`` to ``end`` of a question name one or more things of one dimension equally well.

    ``names`` holds at most MAX_NAMES of the ``count`` found, none of a crowd. ``how``: exact, sound, slip or part (some words left out).
    """

    start: int
    end: int
    dimension: str
    names: tuple[Name, ...]
    count: int
    cost: float
    how: Literal["exact", "plural", "sound", "slip", "part"]


class _Form(msgspec.Struct, frozen=True):
    """One way to write one name; ``cost`` is that of a way that leaves something out."""

    name: Name
    words: tuple[str, ...]
    cost: float = 0.0


class _Piece(NamedTuple):
    """A word of a name as the question has it: tokens ``start`` to ``end``, of which it may be a part only."""

    word: str
    start: int
    end: int
    begins: bool = True
    ends: bool = True


class _Reach(msgspec.Struct, frozen=True):
    """The forms that a word of the question leads to: those that hold it, and those that hold one like it."""

    exact: set[int]
    like: dict[int, float]

    def __bool__(self) -> bool:
        return bool(self.exact or self.like)

    def meet(self, other: _Reach) -> _Reach:
        """The forms that both words lead to; what the likeness of each costs is added."""
        like: dict[int, float] = {}
        for form, cost in self.like.items():
            if form in other.exact:
                like[form] = cost
            elif form in other.like:
                like[form] = cost + other.like[form]
        small, large = sorted((self.exact, set(other.like)), key=len)
        like.update((form, other.like[form]) for form in small if form in large)
        return _Reach(self.exact & other.exact, like)


class _Either:
    """The words of two containers."""

    def __init__(self, first: Container[str], second: Container[str]) -> None:
        self._first, self._second = first, second

    def __contains__(self, word: object) -> bool:
        return word in self._first or word in self._second


class NameIndex:
    """All names of one shop, ready to be found in questions."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._forms: list[_Form] = []
        postings: defaultdict[str, set[int]] = defaultdict(set)
        whole: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        initials: defaultdict[str, list[Name]] = defaultdict(list)
        for name in names:
            for text in (name.label, *name.aliases):
                for words, cost in _written(words_of(text)):
                    for word in words:
                        postings[word].add(len(self._forms))
                    whole[words].append(len(self._forms))
                    self._forms.append(_Form(name, words, cost))
            if name.dimension in _INITIALED and len(short := _initials(words_of(name.label))) > 1:
                initials[short].append(name)
        self._postings = dict(postings)
        self._whole = dict(whole)
        self._initials = {short: tuple(called) for short, called in initials.items() if len(called) <= _MAX_INITIALED}
        self._words = NameWords(self._postings.keys())

    def __len__(self) -> int:
        return len(self._forms)

    def holds(self, word: str) -> bool:
        """Whether a name has the word, to the letter."""
        return word in self._postings

    def writes(self, word: str) -> bool:
        """Whether a name has the word in the other script: रशीद of a shop with a Rashid."""
        return bool(self._words.transcribed(word))

    def find(
        self,
        words: Sequence[str],
        *,
        known: Container[str] = (),
        small: Container[str] = (),
        elsewhere: Container[str] = (),
    ) -> list[NameMatch]:
        """Every span of ``words`` that names something, best first for each span.

        ``elsewhere`` are words of what the shop does not keep (weather): no slip of the pen makes them a name.
        ``known`` are words with a meaning of their own in a question (sales, today): alone they are a name only when
        they are all of it, to the letter. A part of a name neither begins nor ends with one of the ``small`` words:
        "sales of mug" does not mean the mug with the tree OF life.
        """
        found = self._spans(words, known, small, elsewhere)
        if len(found) and any(word in BETWEEN for word in words):
            found += sharing(words, found, lambda row: self._spans(row, known, small, elsewhere))
        found += self._by_initials(words, known)
        return _without_inner(_kinds_first([*found, *_with_titles(found, words)]))

    def _spans(
        self, words: Sequence[str], known: Container[str], small: Container[str], elsewhere: Container[str]
    ) -> list[NameMatch]:
        """Every span of ``words`` that names something by its own words."""
        pieces = list(self._pieces(words, known))
        reaches = [self._reach(piece.word, _Either(known, elsewhere), small) for piece in pieces]
        found: list[NameMatch] = []
        for first, reach in enumerate(reaches):
            span: list[_Piece] = []
            passed = False
            if not pieces[first].begins:
                continue
            for piece, further in zip(
                pieces[first : first + MAX_WORDS], reaches[first : first + MAX_WORDS], strict=True
            ):
                grown = reach.meet(further) if span else reach
                if times := sum(each.word == piece.word for each in span):
                    grown = self._with_word(grown, piece.word, times + 1)
                if span and not grown and (piece.word in JOINING or piece.word in _PASSED):
                    passed = True
                    continue  # "Bhosale and Sons" is Bhosale & Sons; "Vitamin N" ends with its N
                reach = self._in_order(grown, (*(each.word for each in span), piece.word)) if passed else grown
                if not reach:
                    break
                span.append(piece)
                if piece.ends:
                    said = tuple(each.word for each in span)
                    strict = _says_little(said, known, small)
                    found.extend(self._matches(reach, said, span[0].start, piece.end, strict=strict))
        return found

    def _with_word(self, reach: _Reach, word: str, times: int) -> _Reach:
        """The forms that have ``word`` so many times: "Pedigree Chicken and Pedigree" is no name with one Pedigree."""
        several = {form for form in (*reach.exact, *reach.like) if self._forms[form].words.count(word) >= times}
        return _Reach(reach.exact & several, {form: cost for form, cost in reach.like.items() if form in several})

    def _in_order(self, reach: _Reach, said: tuple[str, ...]) -> _Reach:
        """The forms whose words do not stand in another order than said: "bikes and e-bikes" is no E-bikes joined by "and"."""

        def ordered(form: int) -> bool:
            words = self._forms[form].words
            alike = (
                [place for place, word in enumerate(words) if one.startswith(word)] for one in said
            )  # also in the plural
            places = [found[0] for found in alike if found]
            return places == sorted(places)

        return _Reach(
            set(filter(ordered, reach.exact)), {form: cost for form, cost in reach.like.items() if ordered(form)}
        )

    def _pieces(self, words: Sequence[str], known: Container[str]) -> Iterator[_Piece]:
        """The words, those that names write apart taken apart, and those they write together joined."""
        strange = [word not in known and word not in self._postings for word in words]
        place = 0
        while place < len(words):
            word, end = words[place], place + 1
            if (
                end < len(words)
                and (strange[place] or strange[end])
                and word + words[end] in self._postings
                and len(word) > 1 < len(words[end])
            ):
                yield _Piece(word + words[end], place, end + 1)
                place += 2
                continue
            if strange[place] and (parts := self._words.parted(word)):
                yield _Piece(parts[0], place, end, ends=False)
                yield _Piece(parts[1], place, end, begins=False)
            else:
                yield _Piece(word, place, end)
            place += 1

    def _by_initials(self, words: Sequence[str], known: Container[str]) -> Iterator[NameMatch]:
        """Those whose initials a word is. A vowel makes it a word, as does a meaning of its own."""
        for place, word in enumerate(words):
            called = self._initials.get(word, ())
            if called and word not in known and word not in self._postings and set(word).isdisjoint("aeiou"):
                for dimension in dict.fromkeys(name.dimension for name in called):
                    names = [name for name in called if name.dimension == dimension]
                    yield _match(place, place + 1, dimension, names, INITIALS, "part")

    def _reach(self, word: str, known: Container[str], small: Container[str]) -> _Reach:
        """The forms that ``word`` leads to. The small words of names, "box OF 12", are only found to the letter."""
        exact = self._postings.get(word, set())
        if word in known:
            alike = (
                self._words.transcribed(word)
                | self._words.units(word)
                | dict.fromkeys(self._words.borrowed(word), PLURAL)
            )
        else:
            alike = self._words.alike(word, found=bool(exact))
        like: dict[int, float] = {}
        for other, cost in alike.items():
            for form in self._postings[other] if len(other) > _SMALL_LETTERS or other not in small else ():
                if form not in exact and cost < like.get(form, 9.0):
                    like[form] = cost
        if word in known and word.endswith("s"):
            like.update(
                (form, PLURAL) for form in self._of_several(word[:-1]) if form not in exact and form not in like
            )
        return _Reach(exact, like)

    def _of_several(self, word: str) -> set[int]:
        """The names with ``word`` behind another, said of several though it has a meaning of its own: birthday cards, walk-in customers.

        "Ravi sales" are sales of Ravi's, even where somebody is called Ravi Sale.
        """
        forms = self._postings.get(word, set())
        return {
            form
            for form in forms
            if len(self._forms[form].words) > 1
            and word in self._forms[form].words[1:]
            and (word == "customer" or self._forms[form].name.dimension in ("product", "category"))
        }

    def _matches(self, reach: _Reach, span: tuple[str, ...], start: int, end: int, *, strict: bool) -> list[NameMatch]:
        """The matches of the words ``span``, per dimension and kind. ``strict``: only whole names, to the letter."""
        whole: defaultdict[tuple[str, float, str], list[Name]] = defaultdict(list)
        parts: defaultdict[str, list[tuple[int, Name]]] = defaultdict(list)
        likes: defaultdict[tuple[str, float], list[Name]] = defaultdict(list)
        crowd = len(reach.exact) > _CROWD
        if crowd and not strict:
            counts = Counter(self._forms[form_id].name.dimension for form_id in reach.exact)
            crowds = [
                NameMatch(start, end, dimension, (), count, PART, "part")
                for dimension, count in counts.items()
                if count > MAX_NAMES
            ]
        else:
            crowds = []
        for form_id in self._whole.get(span, ()) if crowd else reach.exact:
            form = self._forms[form_id]
            missing = len(form.words) - len(span)
            if missing == 0:
                order = form.cost if form.words == span else _OUT_OF_ORDER
                whole[form.name.dimension, order, "exact"].append(form.name)
            elif missing > 0 and not strict:
                parts[form.name.dimension].append((missing, form.name))
        # names in the other script are never to the letter, so that of several words the whole name is enough
        scripted = strict and all(is_devanagari(word) for word in span) and (len(span) > 1 or plain(span[0]) in _LOANED)
        for form_id, cost in () if strict and not scripted else reach.like.items():
            form = self._forms[form_id]
            if scripted and len(form.words) != len(span):
                continue
            if len(span) == 1 and (cost == SLIP + SHORT_SLIP or self._words.only_sounds(span[0], form.words)):
                continue  # so short a word is put right only beside others of the name, an ordinary one never
            missing = len(form.words) - len(span)
            if missing == 0:
                how = "plural" if cost <= PLURAL * len(span) else "sound" if cost < SLIP else "slip"
                doubt = UNLIKELY if len(span) == 1 and cost > SLIP else 0.0
                whole[form.name.dimension, round(cost + doubt, 2), how].append(form.name)
            elif missing > 0 and cost <= PLURAL and form.name.dimension in parts:
                parts[form.name.dimension].append((missing, form.name))  # "hotel" is a part of Royal Hotels as well
            elif missing > 0:
                likes[form.name.dimension, round(cost + _doubt(span, cost), 2)].append(form.name)
        matches = crowds + [
            _match(start, end, dimension, names, cost, how) for (dimension, cost, how), names in whole.items()
        ]
        for dimension, found in parts.items():
            fewest = min(missing for missing, _ in found)
            names = [name for _, name in sorted(found, key=lambda pair: (pair[0], pair[1].label))]
            alone = len({name.value for name in names}) == 1 and not any(word.isdecimal() for word in span)
            part = ALONE if alone and len(parts) == 1 else PART
            matches.append(_match(start, end, dimension, names, part + _MISSING * min(fewest, _MAX_MISSING), "part"))
        for (dimension, cost), names in likes.items():
            if dimension not in parts:
                alone = len({name.value for name in names}) == 1 and len(likes) == 1
                part = ALONE if alone else PART
                matches.append(
                    _match(start, end, dimension, sorted(names, key=lambda name: name.label), part + cost, "part")
                )
        return sorted(matches, key=lambda match: match.cost)


def _doubt(span: Sequence[str], cost: float) -> float:
    """What a single word that is only like a part of a name costs more: it may be another word altogether.

    Long words are sure, and so are English nouns in Devanagari, which end in no vowel sign as verbs and small words do.
    """
    word = span[0]
    if len(span) > 1 or cost <= PLURAL:
        return 0.0
    if cost > _SURE or (len(word) < _SURE_LETTERS if word.isascii() else len(word) < 5 and not word[-1].isalpha()):
        return UNLIKELY
    return 0.0


def _written(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float]]:
    """A name's words without an "and" inside, with sizes joined or taken apart (200 g is 200g), and without a title."""
    if not words:
        return
    words = (words[0], *(word for word in words[1:-1] if word not in JOINING), *words[1:][-1:])
    yield words, 0.0
    text = " ".join(words)
    for other in (_APART.sub(r"\1\2", text), _JOINED.sub(r"\1 \2", text)):
        if other != text:
            yield tuple(other.split()), 0.0
    if len(words) > 1 and words[0] in TITLES:
        yield words[1:], _UNTITLED


def _initials(words: tuple[str, ...]) -> str:
    bare = [word for word in words if word not in JOINING]
    return "".join(word[0] for word in bare) if all(word.isascii() and word.isalpha() for word in bare) else ""


def _says_little(span: Sequence[str], known: Container[str], small: Container[str]) -> bool:
    """Whether words are a name only when they are all of it, to the letter."""
    return (
        all(word in known or word.isdecimal() or len(word) == 1 for word in span)
        or span[0] in small
        or span[-1] in small
        or span[0] in UNITS
    )


def _with_titles(matches: Sequence[NameMatch], words: Sequence[str]) -> Iterator[NameMatch]:
    """The matches of people and firms together with a title before and what is said after a name: Ramesh ji."""
    for match in matches:
        if match.dimension in _INITIALED:
            start, end = match.start, match.end
            while start > 0 and words[start - 1] in TITLES:
                start -= 1
            while end < len(words) and words[end] in ADDRESSES:
                end += 1
            if (start, end) != (match.start, match.end):
                yield msgspec.structs.replace(match, start=start, end=end)


_SIZES: Final = "|".join(sorted((unit for unit in UNITS if unit.isascii()), key=len, reverse=True))
_APART: Final = re.compile(rf"\b(\d+(?:\.\d+)?) ({_SIZES})\b")
_JOINED: Final = re.compile(rf"\b(\d+(?:\.\d+)?)({_SIZES})\b")


def _match(start: int, end: int, dimension: str, names: Sequence[Name], cost: float, how: str) -> NameMatch:
    distinct = list({name.value: name for name in names}.values())
    return NameMatch(start, end, dimension, tuple(distinct[:MAX_NAMES]), len(distinct), cost, how)  # type: ignore[arg-type]  # how is one of the literals


def _kinds_first(matches: list[NameMatch]) -> list[NameMatch]:
    """ "Cake" is the category of cakes where there is one, before it is a part of the names of cakes; in "plum cake" it is neither."""
    kinds = {
        (match.start, match.end): match.cost
        for match in matches
        if match.dimension == "category" and match.how != "part"
    }
    goods = [(match.start, match.end) for match in matches if match.dimension == "product"]

    def kept(match: NameMatch) -> bool:
        if match.dimension == "category":
            return not any(
                start <= match.start and match.end <= end and end - start > match.end - match.start
                for start, end in goods
            )
        partly = match.dimension == "product" and match.how == "part"
        return not partly or match.cost < kinds.get((match.start, match.end), 9.0)

    return [match for match in matches if kept(match)]


def _without_inner(matches: list[NameMatch]) -> list[NameMatch]:
    """Matches that are not a mere part of a longer match that costs no more."""
    kept: list[NameMatch] = []
    for match in sorted(matches, key=lambda match: (match.start - match.end, match.cost)):
        inside = any(
            outer.start <= match.start and match.end <= outer.end and outer.end - outer.start > match.end - match.start
            and outer.cost <= match.cost for outer in kept
        )  # fmt: skip
        if not inside:
            kept.append(match)
    return kept
