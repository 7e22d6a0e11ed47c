"""The shop's own names (customers, products, categories, staff, cities), found in a question despite its spelling.

An inverted index over the words of the names. A word of the question reaches words of names exactly, by a plural's s,
by sound, or by up to two slips of the pen; a span of the question is a name when its words meet in one. The index is
immutable, so threads share it; 100,000 names are searched in well under 5 ms.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from typing import Final, Literal

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ai.parser.hindi import is_devanagari
from ai.parser.hindi import key as hindi_key
from ai.parser.normalise import words_of
from ai.parser.phonetics import sound
from ai.parser.words.loans import LOANS

MAX_WORDS: Final = 10  # words of a question that one name may span
MAX_NAMES: Final = 40  # names one span may stand for; beyond it is a crowd, and the asker must say more
_CROWD: Final = 500  # forms; of more, only whole names are told apart
_MAX_CANDIDATES: Final = 4_000  # words looked at for slips of the pen

# What a match costs, in the unit of the readings' costs (see readings.py): 0 is the name to the letter.
PLURAL: Final = 0.05
SOUND: Final = 0.15
SLIP: Final = 0.25  # per slip of the pen
ALONE: Final = 0.26  # a part that only one thing of the shop has in its name
PART: Final = 0.4  # the question gives some words of the name, not all
_MISSING: Final = 0.02  # for each word of the name that the question leaves out
_MAX_MISSING: Final = 5
_JOINING: Final = ("and", "&", "+", "aur")
_OUT_OF_ORDER: Final = 0.1


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
    """One way to write one name."""

    name: Name
    words: tuple[str, ...]


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


class NameIndex:
    """All names of one shop, ready to be found in questions."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._forms: list[_Form] = []
        postings: defaultdict[str, set[int]] = defaultdict(set)
        for name in names:
            for text in (name.label, *name.aliases):
                for words in _written(words_of(text)):
                    for word in words:
                        postings[word].add(len(self._forms))
                    self._forms.append(_Form(name, words))
        self._postings = dict(postings)
        whole: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for form_id, form in enumerate(self._forms):
            whole[form.words].append(form_id)
        self._whole = dict(whole)
        sounds: defaultdict[str, list[str]] = defaultdict(list)
        trigrams: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            if len(word) >= 3:
                for key in {sound(word), sound(_SOFT_G.sub("j", word))} - {""}:
                    sounds[key].append(word)
            if len(word) >= 4 and word.isalpha():
                for trigram in _trigrams(word):
                    trigrams[trigram].append(word)
        self._sounds = dict(sounds)
        spelled: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            if len(word) >= 3 and word.isalpha():
                spelled[hindi_key(word)].append(word)
        self._spelled = dict(spelled)
        self._trigrams = dict(trigrams)

    def __len__(self) -> int:
        return len(self._forms)

    def find(self, words: Sequence[str], *, known: Container[str] = (), small: Container[str] = ()) -> list[NameMatch]:
        """Every span of ``words`` that names something, best first for each span.

        ``known`` are words with a meaning of their own in a question (sales, today): alone they are a name only when
        they are all of it, to the letter. A part of a name neither begins nor ends with one of the ``small`` words:
        "sales of mug" does not mean the mug with the tree OF life.
        """
        reaches = [self._reach(word, word in known) for word in words]
        found: list[NameMatch] = []
        for start, reach in enumerate(reaches):
            span: list[str] = []
            for end in range(start + 1, min(len(words), start + MAX_WORDS) + 1):
                word = words[end - 1]
                grown = reach.meet(reaches[end - 1]) if span else reach
                if span and not grown and word in _JOINING:
                    continue  # "Bhosale and Sons" is Bhosale & Sons
                reach = grown
                if not reach:
                    break
                span.append(word)
                strict = all(word in known or word.isdecimal() for word in span) or (
                    span[0] in small or span[-1] in small
                )
                found.extend(self._matches(reach, tuple(span), start, end, strict=strict))
        return _without_inner(found)

    def _reach(self, word: str, known: bool) -> _Reach:
        exact = self._postings.get(word, set())
        like: dict[int, float] = {}
        if not known:
            for other, cost in self._alike(word, found=bool(exact)):
                for form in self._postings[other]:
                    if form not in exact and cost < like.get(form, 9.0):
                        like[form] = cost
        return _Reach(exact, like)

    def _alike(self, word: str, *, found: bool) -> list[tuple[str, float]]:
        """Words of names that ``word`` may stand for, with their costs; slips of the pen only when nothing is nearer."""
        alike: dict[str, float] = {}
        for plural in (word + "s", word[:-1] if word.endswith("s") and len(word) > 3 else ""):
            if plural in self._postings:
                alike[plural] = PLURAL
        if is_devanagari(word):
            meant = LOANS.get(word, "")
            for other in (meant, meant + "s", meant.removesuffix("s")):
                if meant and other in self._postings:
                    alike[other] = PLURAL
            alike.update((other, PLURAL) for other in self._spelled.get(hindi_key(word), ()) if other != word)
        for other in self._sounds.get(sound(word), ()):
            if word.isascii():
                likeness = OSA.normalized_similarity(word, other)
                alike_enough = likeness >= (0.8 if len(word) < 5 else 0.75 if found else 0.5)
            else:
                likeness = OSA.normalized_similarity(hindi_key(word), hindi_key(other))
                alike_enough = likeness >= (0.8 if len(hindi_key(word)) < 5 else 0.55)
            if other != word and alike_enough:
                alike.setdefault(other, SOUND + 0.2 * (1 - likeness))
        if not found and not alike and len(word) >= 5 and word.isalpha():
            slips = 2 if len(word) >= 8 else 1
            near = process.extract(
                word, self._trigram_candidates(word), scorer=OSA.distance, score_cutoff=slips, limit=8
            )
            alike.update((other, SLIP * distance) for other, distance, _ in near)
        return list(alike.items())

    def _trigram_candidates(self, word: str) -> list[str]:
        """Words that share a trigram with ``word``, rarest trigrams first: one slip leaves at least one of them whole."""
        rows = sorted((self._trigrams.get(trigram, []) for trigram in _trigrams(word)), key=len)
        candidates: dict[str, None] = {}
        for row in rows:
            if len(candidates) + len(row) > _MAX_CANDIDATES:
                break
            candidates.update(dict.fromkeys(row))
        return list(candidates)

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
                order = 0.0 if form.words == span else _OUT_OF_ORDER
                whole[form.name.dimension, order, "exact"].append(form.name)
            elif missing > 0 and not strict:
                parts[form.name.dimension].append((missing, form.name))
        for form_id, cost in () if strict else reach.like.items():
            form = self._forms[form_id]
            missing = len(form.words) - len(span)
            if missing == 0:
                how = "plural" if cost <= PLURAL * len(span) else "sound" if cost < SLIP else "slip"
                whole[form.name.dimension, round(cost, 2), how].append(form.name)
            elif missing > 0:
                likes[form.name.dimension, round(cost, 2)].append(form.name)
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


def _written(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """A name's words as they are, and with its sizes joined or taken apart: 200 g is 200g."""
    if not words:
        return
    yield words
    text = " ".join(words)
    for other in (_APART.sub(r"\1\2", text), _JOINED.sub(r"\1 \2", text)):
        if other != text:
            yield tuple(other.split())


_SOFT_G: Final = re.compile("g(?=[eiy])")  # Germany, detergent
_SIZES: Final = "kgs?|g|gms?|ml|ltr|l|mg|pcs|pc|cm|mm|inch"
_APART: Final = re.compile(rf"\b(\d+(?:\.\d+)?) ({_SIZES})\b")
_JOINED: Final = re.compile(rf"\b(\d+(?:\.\d+)?)({_SIZES})\b")


def _match(start: int, end: int, dimension: str, names: Sequence[Name], cost: float, how: str) -> NameMatch:
    distinct = list({name.value: name for name in names}.values())
    return NameMatch(start, end, dimension, tuple(distinct[:MAX_NAMES]), len(distinct), cost, how)  # type: ignore[arg-type]  # how is one of the literals


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


def _trigrams(word: str) -> set[str]:
    framed = f"^{word}$"
    return {framed[i : i + 3] for i in range(len(framed) - 2)}
