"""Clauses of a question that say nothing of the books: "boss on the phone, yesterday's sales?", "books close karni hain, october ki sale".

Such a clause stands apart by a comma, a colon, a dash, a bracket or a full stop, is a piece of speech (somebody asks, wants, waits; what
it is for), and has no word for a figure, a time, a name, a number, an order, or for leaving out or keeping. What restricts a
question is not of that kind: "loose ones", "only premium", "made by us". It is never dropped in silence: the answer tells which words were left aside.
"""

from __future__ import annotations

import re
from typing import Final

from ai.parser.lattice import build_lattice
from ai.parser.lexicon import lexicon
from ai.parser.names import NameIndex
from ai.parser.normalise import tokenise

_APART: Final = re.compile(r"\s*(?:(?:[;()\[\]!?।|…]|(?<!\d)[,:]|[,:](?!\d))+|\.{2,}|\.(?=\s|$)|\s[-–—]+\s)\s*")
_SHORTEST: Final = 2
# what the words of such a clause may be, besides unknown
_SMALL: Final = frozenset(
    {"filler", "of", "of_these", "in", "for", "to", "from", "with", "together_with", "over", "on_word", "this", "verb_end", "starting_from",
     "since", "since_after", "be", "and", "a_unit", "list"}
)  # fmt: skip
# one of these makes a clause a piece of speech
_SPEECH: Final = frozenset(
    """i am im we is are was want wants wanted need needs asking asks asked call calls called calling waiting waits phone phoned my me mine please
    hai hain h hoon hun hu hoo tha thi raha rahi rahe karna karni karne karo chahiye chahie liye bhejna bhejni milana milani mujhe humein hamein
    है हैं हूं हूँ हु था थी रहा रही रहे करना करनी करने चाहिए लिए भेजना भेजनी मिलाना मिलानी मुझे हमें""".split()
)
_PURPOSE: Final = (("for", "my"), ("for", "the"), ("for", "our"), ("for", "a"), ("for", "an"))
# "the ones i make", "jo maine banaya": such words begin or stand for a description of things
_DESCRIBING: Final = frozenset(
    "ones one those these them that which what who whom whose where when jo jin jinhone jinko wala wale wali walon वाला वाले वाली वालों जो जिन जिन्होंने".split()
)


def without_asides(question: str, names: NameIndex) -> tuple[str, tuple[str, ...]]:
    """``question`` without its asides, and these as they were written; all of it and none where it has none."""
    kept: list[str] = []
    asides: list[str] = []
    for clause in _APART.split(question):
        (asides if _is_aside(clause, names) else kept).append(clause)
    if not asides:
        return question, ()
    return ", ".join(clause for clause in kept if clause), tuple(asides)


def _is_aside(clause: str, names: NameIndex) -> bool:
    tokens = tokenise(clause)
    words = [token.text for token in tokens]
    if len(words) < _SHORTEST or not _DESCRIBING.isdisjoint(words):
        return False
    if _SPEECH.isdisjoint(words) and tuple(words[:2]) not in _PURPOSE:
        return False
    return all(edge.category in _SMALL for edge in build_lattice(tokens, lexicon(), names).edges)
