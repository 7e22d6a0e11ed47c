"""Words left over that move no figure, where all the others make a whole question.

"Retrieve the output GST of November" was refused for "retrieve". Where nothing but such words is left (``words.light``), the question is
read once more with them set aside, and the answer tells which these were: nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ai.parser.normalise import Token
from ai.parser.readings import Reading, Readings
from ai.parser.words.light import LIGHT, OF_A_COMPARISON
from analytics.query import MetricQuery
from analytics.reports.asked import ReportQuery

_MOST: Final = 2  # a question with more such words is no question Munim understood


def may_be_left(tokens: Sequence[Token], unused: Sequence[int]) -> frozenset[int]:
    """The places of the words left over, if each of them may be left aside; none otherwise.

    A number beside such a word may be what it speaks of ("by 20", "over 500"): then it stays.
    """
    if not 0 < len(unused) <= _MOST:
        return frozenset()
    for place in unused:
        beside = tokens[max(place - 1, 0) : place + 2]
        if tokens[place].text not in LIGHT | OF_A_COMPARISON or any(token.text[0].isdigit() for token in beside):
            return frozenset()
    return frozenset(unused)


def fitting(readings: Readings, tokens: Sequence[Token], left: frozenset[int]) -> Readings:
    """``readings`` without those that do not hold two against one another, where a word left aside says that they do."""
    if all(tokens[place].text in LIGHT for place in left):
        return readings
    return readings._replace(whole=tuple(reading for reading in readings.whole if _compares(reading)))


def _compares(reading: Reading) -> bool:
    query = reading.query
    if isinstance(query, ReportQuery):
        return query.slug == "why"
    assert isinstance(query, MetricQuery)
    return query.compare != "none"
