"""Idioms of trade put into the plain words that the grammar knows: "losing steam" is "declining", "hero products" sell best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Final

from ai.parser.hindi import is_devanagari, key, plain
from ai.parser.lexicon import Lexicon
from ai.parser.names import NameIndex
from ai.parser.normalise import Token, tokenise, words_of
from ai.parser.words import SHORT_FORMS
from ai.parser.words.idioms import IDIOMS
from ai.parser.words.idioms_counter import IDIOMS_COUNTER
from ai.parser.words.idioms_everyday import IDIOMS_EVERYDAY
from ai.parser.words.idioms_hindi import IDIOMS_HINDI
from ai.parser.words.idioms_hindi_daily import IDIOMS_HINDI_DAILY
from ai.parser.words.idioms_office import IDIOMS_OFFICE
from ai.parser.words.idioms_owners import IDIOMS_OWNERS
from ai.parser.words.idioms_plain import IDIOMS_PLAIN
from ai.parser.words.idioms_requests import IDIOMS_REQUESTS
from ai.parser.words.loans import LOANS
from ai.parser.words.spellings import ENGLISH, TYPED

_SMALL: Final = {"me": "में", "ka": "का", "aa": "आ"}  # too short for a key
_LOANS: Final = {plain(word): meant for word, meant in LOANS.items()}  # स्टॉक is stock
_LONG_KEY: Final = 2  # the key of a shorter Hindi word is that of too many others


def paraphrased(tokens: Sequence[Token], lexicon: Lexicon, names: NameIndex) -> tuple[Token, ...]:
    """``tokens`` with each idiom in plain words, the longest first.

    What the lexicon knows, whole or as a part of a longer phrase, stays as it is; so does an idiom with a word that the lexicon
    does not know and a name of the shop has: it may be the name.
    """
    idioms = _idioms()
    spelled = [_spelled(token.text) for token in tokens]
    known: list[tuple[int, int]] | None = None
    out: list[Token] = []
    position = 0
    while position < len(tokens):
        found = None
        for length, rows in idioms.get(spelled[position], ()):
            end = position + length
            meant = rows.get(tuple(spelled[position:end]))
            if meant is None:
                continue
            if known is None:
                known = _known(tokens, lexicon)
            if not any(first <= position and end <= last for first, last in known) and not _named(
                tokens[position:end], lexicon, names
            ):
                found = end, meant
                break
        if found is None:
            out.append(tokens[position])
            position += 1
            continue
        end, meant = found
        said = " ".join(token.raw for token in tokens[position:end])
        out += [Token(word, said) for word in meant]
        position = end
    return tuple(out)


def _known(tokens: Sequence[Token], lexicon: Lexicon) -> list[tuple[int, int]]:
    """The spans of the lexicon's phrases."""
    words = [lexicon.spellings.one(SHORT_FORMS.get(token.text, token.text)) for token in tokens]
    return [(edge.start, edge.end) for edge in lexicon.edges(words, {})]


def _named(tokens: Sequence[Token], lexicon: Lexicon, names: NameIndex) -> bool:
    strange = (token.text for token in tokens if lexicon.spellings.one(token.text) not in lexicon.words)
    return any(names.holds(word) or (len(tokens) == 1 and names.writes(word)) for word in strange)


def _spelled(word: str) -> str:
    """One spelling of a word: a Hindi one by its key, however it was typed."""
    word = _SMALL.get(word) or TYPED.get(word, word)
    if is_devanagari(word):
        word = _LOANS.get(plain(word), word)
    if is_devanagari(word) or (word.isalpha() and word not in ENGLISH):
        sound = key(word)
        return f"~{sound}" if len(sound) >= _LONG_KEY else word
    return word


@lru_cache(maxsize=10_000)
def _spelled_parts(word: str) -> tuple[str, ...]:
    """A word of an idiom as ``tokenise`` cuts it, each part in its one spelling; thousands of idioms have the same words."""
    return tuple(map(_spelled, words_of(word)))


@lru_cache(maxsize=1)
def _idioms() -> dict[str, tuple[tuple[int, dict[tuple[str, ...], tuple[str, ...]]], ...]]:
    """Each idiom's words and those it stands for, by its first word and its length, the longest first: thousands begin with "how"."""
    found: defaultdict[str, defaultdict[int, dict[tuple[str, ...], tuple[str, ...]]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for meaning, texts in (
        *IDIOMS,
        *IDIOMS_PLAIN,
        *IDIOMS_OFFICE,
        *IDIOMS_OWNERS,
        *IDIOMS_EVERYDAY,
        *IDIOMS_COUNTER,
        *IDIOMS_REQUESTS,
        *IDIOMS_HINDI,
        *IDIOMS_HINDI_DAILY,
    ):
        meant = tuple(token.text for token in tokenise(meaning))
        for text in texts.split(";"):
            for words in spelled_out(text):
                idiom = tuple(spelled for word in words for part in word.split() for spelled in _spelled_parts(part))
                found[idiom[0]][len(idiom)].setdefault(idiom, meant)
    return {first: tuple(sorted(lengths.items(), key=lambda row: -row[0])) for first, lengths in found.items()}


def spelled_out(text: str) -> Iterator[tuple[str, ...]]:
    """``"losing|lost its|? steam"`` as losing its steam, lost steam and the others; ``picked_up`` is one choice of two words."""
    choices = (word.split("|") for word in text.split())
    return (tuple(" ".join(word for word in row if word != "?").replace("_", " ").split()) for row in product(*choices))
