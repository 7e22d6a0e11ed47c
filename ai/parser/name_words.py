"""The words in a shop's names, and which of them a word of a question may stand for.

By a plural, a short form, a unit, the other language, by how it sounds or is written in the other script, or by slips of the pen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ai.parser.hindi import bare_forms, is_devanagari, plain
from ai.parser.hindi import key as hindi_key
from ai.parser.phonetics import sound
from ai.parser.transcribed import bones, may_be, spelled_out
from ai.parser.words.loans import LOANS
from ai.parser.words.ordinary_hindi import ORDINARY
from ai.parser.words.trade import GOODS, SHORT, UNITS

# What it costs to read one word as another, in the unit of the readings' costs (see readings.py).
SAME: Final = 0.02  # the same unit written otherwise
PLURAL: Final = 0.05
SHORTENED: Final = 0.05
TRANSLATED: Final = 0.05
HEARD: Final = 0.1  # written in the other script
SOUND: Final = 0.15
VOWELLESS: Final = 0.2
SLIP: Final = 0.25  # per slip of the pen
SHORT_SLIP: Final = 0.05  # in a word of four letters, which had five
_MAX_CANDIDATES: Final = 4_000  # words looked at for slips of the pen
_LONG: Final = 6  # letters; of longer words the two scripts agree less to the letter
_NEARLY: Final = 0.7
_SOFT_G: Final = re.compile("g(?=[eiy])")  # Germany, detergent
_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)(\D+)")
_VOWEL: Final = re.compile("[aeiou]")
_REPEATED: Final = re.compile(r"(.)\1+")


class NameWords:
    """The distinct words of all names, by how they are spelled and sound."""

    def __init__(self, words: Collection[str]) -> None:
        self._words: Final = words
        sounds: defaultdict[str, list[str]] = defaultdict(list)
        trigrams: defaultdict[str, list[str]] = defaultdict(list)
        spelled: defaultdict[str, list[str]] = defaultdict(list)
        heard: defaultdict[str, list[str]] = defaultdict(list)
        hard: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            devanagari = is_devanagari(word)
            if len(word) >= 2 and (devanagari or word.isalpha()):
                for key in bones(word) | (bones(word[:-1]) if _is_plural(word) else set()):
                    heard[key].append(word)
            if len(word) >= 3:
                for key in {sound(word), sound(_SOFT_G.sub("j", word))} - {""}:
                    sounds[key].append(word)
                if devanagari or word.isalpha():
                    spelled[hindi_key(word)].append(word)
            if len(word) >= 4 and word.isascii() and word.isalpha():
                hard[_consonants(word)].append(word)
            if len(word) >= 4 and word.isalpha():
                for trigram in _trigrams(word):
                    trigrams[trigram].append(word)
        self._sounds: Final = dict(sounds)
        self._trigrams: Final = dict(trigrams)
        self._spelled: Final = dict(spelled)
        self._heard: Final = dict(heard)
        self._hard: Final = dict(hard)

    def units(self, word: str) -> dict[str, float]:
        """Units and sizes that are ``word`` in another spelling: 500gm is 500g."""
        size = _SIZE.fullmatch(word)
        number, unit = (size[1], size[2]) if size else ("", word)
        others = (number + other for other in UNITS.get(unit, ()))
        return {other: SAME for other in others if other in self._words}

    def alike(self, word: str, *, found: bool) -> dict[str, float]:
        """Words of names that ``word`` may stand for, with their costs; slips of the pen only when nothing is nearer.

        ``found``: the word itself is in a name.
        """
        alike = self.units(word)
        for meant, cost in self._meant(word):
            if meant in self._words and meant != word:
                alike.setdefault(meant, cost)
        if is_devanagari(word):
            self._other_script(word, alike)
        elif len(word) >= 3:
            for key in bones(word):
                for other in self._heard.get(key, ()):
                    if not other.isascii() and may_be(other, word):
                        alike.setdefault(other, HEARD)
        self._alike_in_sound(word, found, alike)
        if not found and not alike and len(word) >= 4 and word.isalpha():
            slips = 2 if len(word) >= 8 else 1
            near = process.extract(
                word, self._trigram_candidates(word), scorer=OSA.distance, score_cutoff=slips, limit=8
            )
            short = SHORT_SLIP if len(word) < 5 else 0.0
            alike.update((other, SLIP * distance + short) for other, distance, _ in near if not short or len(other) > 4)
        return alike

    def borrowed(self, word: str) -> list[str]:
        """Words of names that ``word`` is, an English one in Devanagari."""
        loan = LOANS.get(word, "")
        return [other for other in (loan, *_numbers(loan)) if loan and other in self._words]

    def transcribed(self, word: str) -> dict[str, float]:
        """Words of names that ``word``, in Devanagari, is in Latin letters: राम is Ram whatever else it means."""
        if not is_devanagari(word):
            return {}
        heard = {other for key in bones(word) for other in self._heard.get(key, ())}
        return {other: HEARD for other in heard if other.isascii() and _may_be(word, other)}

    def only_sounds(self, word: str, name: Collection[str]) -> bool:
        """Whether an ordinary word of Hindi is like a word of ``name`` by its sound alone: धन is no Doon, पुल no pole."""
        forms = frozenset(bare_forms(plain(word), stem=2)) if is_devanagari(word) else frozenset()
        if not forms & ORDINARY or word in name:
            return False
        keys = set(map(hindi_key, forms))
        meant = {other for other, _ in self._meant(word)} | self.units(word).keys()
        return not any(
            other in meant
            or hindi_key(other) in keys
            or (len(other) >= _LONG and OSA.normalized_similarity(hindi_key(word), hindi_key(other)) >= _NEARLY)
            for other in name
        )

    def parted(self, word: str) -> tuple[str, str] | None:
        """Two words of names that ``word`` is when they are written together, if it can be taken apart in one way only."""
        if len(word) < 6 or not word.isalpha():
            return None
        parts = [
            (word[:place], word[place:])
            for place in range(3, len(word) - 2)
            if word[:place] in self._words and word[place:] in self._words
        ]
        return parts[0] if len(parts) == 1 else None

    def _meant(self, word: str) -> list[tuple[str, float]]:
        """What the word means by the tables of the trade, and its plural or singular."""
        meant = [(other, PLURAL) for other in _numbers(word)]
        forms = [*bare_forms(plain(word), stem=2)] if is_devanagari(word) else [word, *_numbers(word)]
        meant += [(other, SHORTENED) for other in SHORT.get(word, ())]
        for form in forms:
            meant += [(other, PLURAL) for other in self.borrowed(form)]
            for other in GOODS.get(form, ()):
                meant += [(number, TRANSLATED) for number in (other, *_numbers(other))]
        return meant

    def _other_script(self, word: str, alike: dict[str, float]) -> None:
        """Adds the words that ``word``, in Devanagari, may be in Latin letters or in another spelling of its own."""
        for form in bare_forms(word, stem=2):
            for other in self._spelled.get(hindi_key(form), ()):
                if other != word:
                    alike.setdefault(other, PLURAL)
            for key in bones(form):
                for other in self._heard.get(key, ()):
                    if other.isascii() and _may_be(form, other):
                        alike.setdefault(other, HEARD)
        for other, cost in list(alike.items()):
            for number in _numbers(other):  # केक is a cake, and of the cakes
                if number in self._words:
                    alike.setdefault(number, cost)
        said = spelled_out(word)
        if said in self._words:
            alike.setdefault(said, PLURAL)

    def _alike_in_sound(self, word: str, found: bool, alike: dict[str, float]) -> None:
        if not found and len(word) >= 3 and word.isascii() and _VOWEL.search(word[1:]) is None:
            for other in self._hard.get(_consonants(word), ()):
                alike.setdefault(other, VOWELLESS)
        for other in self._sounds.get(sound(word), ()):
            if other == word:
                continue
            if word.isascii():
                likeness = OSA.normalized_similarity(word, other)
                enough = likeness >= (0.75 if found or len(word) < 5 else 0.5)
            else:
                likeness = OSA.normalized_similarity(hindi_key(word), hindi_key(other))
                enough = likeness >= (0.8 if len(hindi_key(word)) < 5 else 0.55)
            if word.isascii() and _REPEATED.sub(r"\1", word) == _REPEATED.sub(r"\1", other):
                alike.setdefault(other, PLURAL)  # a letter doubled or not
            elif enough:
                alike.setdefault(other, SOUND + 0.2 * (1 - likeness))

    def _trigram_candidates(self, word: str) -> list[str]:
        """Words that share a trigram with ``word``, rarest trigrams first: one slip leaves at least one of them whole."""
        rows = sorted((self._trigrams.get(trigram, []) for trigram in _trigrams(word)), key=len)
        candidates: dict[str, None] = {}
        for row in rows:
            if len(candidates) + len(row) > _MAX_CANDIDATES:
                break
            candidates.update(dict.fromkeys(row))
        return list(candidates)


def _is_plural(word: str) -> bool:
    return len(word) > 4 and word.isascii() and word.endswith("s") and not word.endswith("ss")


def _may_be(devanagari: str, latin: str) -> bool:
    """Whether a word of a name, or the singular of it, is one in Devanagari: रिपेयर of the repairs."""
    return may_be(devanagari, latin) or (_is_plural(latin) and may_be(devanagari, latin[:-1]))


def _numbers(word: str) -> list[str]:
    """The plural of a singular and the singular of a plural, as English makes them."""
    if not word.isascii() or not word.isalpha():
        return []
    numbers = [word + "s"]
    if word.endswith(("s", "x", "ch", "sh")):
        numbers.append(word + "es")
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        numbers.append(word[:-1] + "ies")
    if word.endswith("s") and len(word) > 3:
        numbers.append(word[:-1])
        if word.endswith("es") and len(word) > 4:
            numbers.append(word[:-2])
        if word.endswith("ies") and len(word) > 4:
            numbers.append(word[:-3] + "y")
    return numbers


def _consonants(word: str) -> str:
    return _REPEATED.sub(r"\1", word[0] + _VOWEL.sub("", word[1:]))


def _trigrams(word: str) -> set[str]:
    framed = f"^{word}$"
    return {framed[i : i + 3] for i in range(len(framed) - 2)}
