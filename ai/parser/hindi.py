"""Hindi as it is typed: one key for a word in Devanagari and for every way to write it in Latin letters.

पिछले, pichhle, pichle and pichale share a key, so do ज्यादा, zyada and jyaada: the vocabulary holds each word once, in Devanagari.
Vowels that spellings disagree about (a, aa, the unwritten one) are left out, long ones are short, and the nukta is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_CONSONANTS: Final = {
    "क": "k", "ख": "kh", "ग": "g", "घ": "gh", "ङ": "n", "च": "c", "छ": "c", "ज": "j", "झ": "jh", "ञ": "n", "ट": "t", "ठ": "th", "ड": "d", "ढ": "dh", "ण": "n",
    "त": "t", "थ": "th", "द": "d", "ध": "dh", "न": "n", "प": "p", "फ": "f", "ब": "b", "भ": "bh", "म": "m", "य": "y", "र": "r", "ल": "l", "ळ": "l", "व": "v",
    "श": "s", "ष": "s", "स": "s", "ह": "h",
}  # fmt: skip
_VOWELS: Final = {
    "अ": "a", "आ": "a", "ा": "a", "ऑ": "o", "ॉ": "o", "इ": "i", "ई": "i", "ि": "i", "ी": "i", "उ": "u", "ऊ": "u", "ु": "u", "ू": "u", "ऋ": "ri", "ृ": "ri",
    "ए": "e", "ऐ": "e", "े": "e", "ै": "e", "ऍ": "e", "ॅ": "e", "ओ": "o", "औ": "o", "ो": "o", "ौ": "o", "ं": "n", "ँ": "n",
}  # fmt: skip
_LATIN: Final = (
    ("chh", "c"), ("ch", "c"), ("sh", "s"), ("ph", "f"), ("ee", "i"), ("oo", "u"), ("aye", "ae"), ("iye", "ie"), ("ai", "e"), ("ei", "e"), ("ey", "e"), ("eh", "ah"),
    ("au", "o"), ("ou", "o"), ("w", "v"), ("z", "j"), ("x", "ks"), ("q", "k"),
)  # fmt: skip
_SIGNS: Final = frozenset("ाॉिीुूृेैॅोौ")
_REPEATED: Final = re.compile(r"(.)\1+")
_PLURAL: Final = re.compile("(?<=iy)(a+)n$")  # parchiyan, पर्चियां
_DEVANAGARI: Final = re.compile("[\u0900-\u0963]")
_NUKTA: Final = "\u093c"
_GLIDE: Final = re.compile("(?<=[^\u094d])य(?=[ेी](?:ं|गा|गी|ंगे|ंगी)?$)")  # नये is नए, दिखायेंगे दिखाएंगे


def is_devanagari(word: str) -> bool:
    return _DEVANAGARI.search(word) is not None


def plain(word: str) -> str:
    """A word in Devanagari without the dots, and the y between two vowels, that some write and some leave out."""
    word = unicodedata.normalize("NFD", word).replace(_NUKTA, "").replace("\u0901", "\u0902")
    glide = _GLIDE.search(word)
    return (
        word[: glide.start()] + ("ए" if word[glide.end()] == "े" else "ई") + word[glide.end() + 1 :] if glide else word
    )


def bare_forms(word: str, *, stem: int = 3) -> Iterable[str]:
    """A word in Devanagari, and the nouns it may be a case of: ग्राहकों is ग्राहक, मुनाफे मुनाफा. ``stem``: signs left at least."""
    yield word
    for end, bare in (
        ("ियों", "ी"),
        ("ियां", "ी"),
        ("ओं", ""),
        ("ों", ""),
        ("ों", "ा"),
        ("ें", ""),
        ("े", "ा"),
        ("े", ""),
        ("ीं", "ी"),
        ("ए", "या"),
    ):
        if word.endswith(end) and len(word) >= len(end) + stem:
            yield word[: -len(end)] + bare


@lru_cache(maxsize=100_000)
def key(word: str) -> str:
    """``key("पिछले") == key("pichhle") == "picle"``. A word with a digit has none."""
    if any(character.isdigit() for character in word):
        return ""
    word = plain(word) if is_devanagari(word) else word
    latin = _in_latin(word) if is_devanagari(word) else _spelled(word)
    latin = _REPEATED.sub(r"\1", latin)
    latin = re.sub("(?<=[aeiou])n$", "", latin) if word.endswith("ं") else latin
    return re.sub("(?<=.)n(?=[pb])", "m", latin[:1] + latin[1:].replace("a", ""))


def _in_latin(word: str) -> str:
    """A word in Devanagari in Latin letters, vowels that are not written left out but between two consonants that are the same.

    मदद is madad, no mad; सस्ता sasta; but उससे, where it is not said, is usse.
    """
    out: list[str] = []
    before = ""
    for place, sign in enumerate(word):
        heard = _CONSONANTS.get(sign, _VOWELS.get(sign, ""))
        said = place == 1 or word[place + 1 : place + 2] not in _SIGNS
        out.append("a" + heard if heard and heard == before and said else heard)
        before = heard if sign in _CONSONANTS else ""
    return "".join(out)


def _spelled(word: str) -> str:
    """A word in Latin letters with one letter for each sound."""
    word = _PLURAL.sub(r"\1", word)
    for written, heard in _LATIN:
        word = word.replace(written, heard)
    return word[:-1] + "i" if word.endswith("y") and not word.endswith("ay") and len(word) > 2 else word
