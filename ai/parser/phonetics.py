"""How a word sounds, roughly: one key for the spellings that Indian names and goods are written in.

Aggarwal, Agrawal and Agarwal share a key, so do Lakshmi and Laxmi, Suresh and Sooresh, Mohammed and Muhammad.
A word in Devanagari gets the key of its usual Latin spelling: रमेश sounds like Ramesh.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# Digraphs first: what is written with two letters and heard as one consonant.
_DIGRAPHS: Final = (
    ("chh", "c"), ("ksh", "ks"), ("sch", "s"), ("tch", "c"), ("ch", "c"), ("sh", "s"), ("ph", "f"), ("bh", "b"), ("dh", "d"),
    ("th", "t"), ("kh", "k"), ("gh", "g"), ("jh", "j"), ("ck", "k"), ("qu", "k"), ("gn", "gn"), ("x", "ks"),
)  # fmt: skip
_LETTERS: Final = str.maketrans({"w": "v", "q": "k", "z": "j", "y": "i"})
_DEVANAGARI: Final = {
    **dict.fromkeys("अआ", "a"), **dict.fromkeys("इईय", "i"), **dict.fromkeys("उऊ", "u"), **dict.fromkeys("एऐ", "e"),
    **dict.fromkeys("ओऔ", "o"), **dict.fromkeys("कख", "k"), **dict.fromkeys("गघ", "g"), **dict.fromkeys("चछ", "C"),
    **dict.fromkeys("जझ", "j"), **dict.fromkeys("टठतथ", "t"), **dict.fromkeys("डढदध", "d"), **dict.fromkeys("नणङञं", "n"),
    "प": "p", "फ": "f", **dict.fromkeys("बभ", "b"), "म": "m", **dict.fromkeys("रृ", "r"), **dict.fromkeys("लळ", "l"),
    "व": "v", **dict.fromkeys("शषस", "s"), "ह": "h",
}  # fmt: skip
_VOWELS: Final = re.compile("[aeiouh]")
_SOFT_C: Final = re.compile("c(?=[eiy])")  # rice, cement
_REPEATED: Final = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """The key of a folded word: its first vowel if it begins with one, then its consonants; "" for fewer than two.

    A word with a digit in it (a size, a code) has no sound: 500g must never match 5kg.
    """
    if any(character.isdigit() for character in word):
        return ""
    latin = re.sub("n(?=[pb])", "m", "".join(_DEVANAGARI.get(character, character) for character in word))
    latin = "".join(character for character in latin if character.isascii() and character.isalpha())
    latin = _SOFT_C.sub("s", latin)
    for digraph, consonant in _DIGRAPHS:
        latin = latin.replace(digraph, consonant.upper() if consonant == "c" else consonant)
    # A lone c is k (Carol, Karol); the capital C is the ch of Chand.
    latin = _REPEATED.sub(r"\1", latin.replace("c", "k").translate(_LETTERS))
    key = (latin[:1] if latin[:1] in "aeiou" else "") + _REPEATED.sub(r"\1", _VOWELS.sub("", latin))
    return key if len(key) > 1 else ""
