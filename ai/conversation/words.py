"""The words of follow-ups that are no part of a question: that begin one, that say how to see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ai.pictures import View

# at the beginning or end of a follow-up; ADDING ones add to what there is instead of taking its place
ADDING: Final = frozenset({"and", "also", "plus", "too", "aur", "bhi", "साथ", "और", "भी", "तथा", "add", "jodo", "जोड़ो"})
LEADING: Final = frozenset(
    "ok okay now then so same the show me give do about for but instead please thanks just ab wahi vahi wohi phir fir to toh "
    "dikhao dikhaiye batao bataiye karo kar do अब वही फिर तो दिखाओ दिखाइए बताओ बताइए करो कर दो ka ki ke का की के लिए liye".split()
)
# that only close a follow-up
TRAILING: Final = frozenset(
    "instead please too also bhi भी only then now ji जी na ना dikhao dikhaiye batao bataiye karo दिखाओ दिखाइए बताओ बताइए करो kar do कर दो".split()
)
# that a fragment begins with: who names the figure after one of these still speaks of the question before
FRAGMENTS: Final = frozenset(
    "by in for without except only since from on at per between to with of vs versus against compared excluding including".split()
)
COMPARING: Final = frozenset("compare compared vs versus against tulna तुलना mukable muqable मुकाबले".split())
# that a whole question begins with
ASKING: Final = frozenset(
    "how what which who whom when why kitna kitne kitni kaun kaunsa kaunse kis kya कितना कितने कितनी कौन कौनसा किस क्या".split()
)
# that count in again what was left out
INCLUDING: Final = frozenset({"including", "include", "incl"})
EVERY: Final = frozenset("all every each any sab sabhi saare sare har सब सभी सारे हर".split())
SAME: Final = frozenset("same isi usi wahi vahi इसी उसी वही".split())
SORTED_BY: Final = frozenset((verb, "by") for verb in ("sort", "sorted", "order", "ordered", "rank", "ranked"))
# that keep some of the rows
RESTRICTING: Final = frozenset("only just sirf keval bas सिर्फ सिर्फ़ केवल बस".split())
# that stand for the answer before
POINTING: Final = frozenset("it this that these those them yeh ye isko ise यह ये इसे इसको वह उसे".split())
# that say by themselves that the question goes on
MARKS: Final = frozenset(
    "same and also too instead aur wahi vahi wohi bhi और भी वही only sirf keval सिर्फ केवल सिर्फ़ without bina बिना except usi isi उसी इसी".split()
)

MARKED_PAIRS: Final = frozenset({("what", "about"), ("how", "about"), ("is", "ke"), ("us", "ke")})

_VIEWS: Final[tuple[tuple[tuple[str, ...], View], ...]] = (
    (("as a line chart", "as a line graph", "in a line chart", "as line chart", "line chart", "line graph", "as a line", "as line", "लाइन चार्ट", "line me"), "line"),
    (("as a bar chart", "as a bar graph", "in a bar chart", "as bar chart", "bar chart", "bar graph", "as bars", "as a bar", "as bar", "in bars", "bars", "बार चार्ट"), "bar"),
    (("as a chart", "as chart", "as a graph", "as graph", "in a chart", "in a graph", "chart mein", "chart me", "graph mein", "graph me", "चार्ट में", "ग्राफ में", "ग्राफ़ में", "chart", "graph", "plot", "चार्ट", "ग्राफ", "ग्राफ़"), "chart"),
    (("as a table", "as table", "in a table", "as a list", "table mein", "table me", "list mein", "तालिका में", "सूची में", "table", "तालिका", "numbers only"), "table"),
)  # fmt: skip
VIEW_PHRASES: Final[tuple[tuple[tuple[str, ...], View], ...]] = tuple(
    sorted(
        ((tuple(phrase.split()), view) for phrases, view in _VIEWS for phrase in phrases),
        key=lambda pair: -len(pair[0]),
    )
)


def view_of(words: Sequence[str]) -> tuple[View, list[str]]:
    """How the words ask to see the answer, and the words without that; empty where they do not say."""
    for phrase, view in VIEW_PHRASES:
        for start in range(len(words) - len(phrase) + 1):
            if tuple(words[start : start + len(phrase)]) == phrase:
                return view, [*words[:start], *words[start + len(phrase) :]]
    return "", list(words)
