"""Whole follow-ups that set a part by themselves: how many rows and in what order, what is taken away, the time before.

"make it 10", "only the lowest", "sort ascending", "remove the comparison", "how much in total", "the month before". They are few
words with nothing among them that needs reading; whatever else is said is read beside the figure asked for before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from ai.conversation.edits import WHERE, Asked
from ai.parser.clauses import Misfit
from analytics.query import MetricQuery, Order
from munim.days import Period, add_months

# words that say nothing of their own in such a follow-up
_FILLING: Final = frozenset(
    """
    make it that them this only just the a to rows row results result ones one instead please show give list me in of by as be is was
    sirf keval karo kar karke do dikhao bas wale wala wali ke ki ka ko mein me mujhe chahiye rakho
    सिर्फ सिर्फ़ केवल करो कर दो दिखाओ बस वाले वाला वाली के की का को में मुझे चाहिए रखो
    """.split()
)
_NUMBERS: Final = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "fifteen": 15, "twenty": 20, "fifty": 50, "hundred": 100,
    "teen": 3, "tin": 3, "chaar": 4, "char": 4, "paanch": 5, "panch": 5, "das": 10, "bees": 20, "pachas": 50,
    "तीन": 3, "चार": 4, "पांच": 5, "पाँच": 5, "दस": 10, "बीस": 20, "पचास": 50,
}  # fmt: skip
_MOST: Final = ("sabse zyada", "sabse jyada", "sabse jyaada", "सबसे ज्यादा", "सबसे ज़्यादा", "सबसे अधिक")
_LEAST: Final = ("sabse kam", "सबसे कम")
_DIRECTIONS: Final = {
    **dict.fromkeys(("top", "best", "first", "highest", "biggest", "largest", "most", "शीर्ष", "टॉप", "upar", "ऊपर", *_MOST), True),
    **dict.fromkeys(("bottom", "worst", "lowest", "last", "smallest", "least", "neeche", "niche", "नीचे", *_LEAST), False),
}  # fmt: skip
_YEARS: Final = range(1990, 2100)  # a number among them is a time
# of which there is one, where no number is said
_SINGLE: Final = frozenset({"highest", "biggest", "largest", "lowest", "smallest", "least"})
_WAYS: Final = {
    "descending": ("descending", "desc", "highest first", "largest first", "biggest first", "most first", "high low", "highest lowest", "largest smallest", "zyada kam", "ज्यादा कम"),
    "ascending": ("ascending", "asc", "lowest first", "smallest first", "least first", "low high", "lowest highest", "smallest largest", "kam zyada", "kam jyada", "कम ज्यादा"),
    "reversed": ("reverse", "reversed", "opposite", "ulta", "उल्टा", "उलटा"),
}  # fmt: skip
_ORDERING: Final = frozenset(
    "sort sorted order ordered arrange arranged it them the in to by from se value order से".split()
)

_REMOVING: Final = frozenset(
    "remove drop clear without no not stop cancel dont don't hatao hata hatado bina mat nahi nahin हटाओ हटा बिना मत नहीं".split()
)
_PARTS: Final = {
    **dict.fromkeys(("comparison", "comparisons", "compare", "compared", "comparing", "tulna", "तुलना"), "compare"),
    **dict.fromkeys(("filter", "filters", "condition", "conditions", "फ़िल्टर", "फिल्टर"), "where"),
    **dict.fromkeys(("split", "breakdown", "grouping", "group", "division"), "by"),
    **dict.fromkeys(("limit",), "limit"),
}
_WHOLE: Final = {
    **dict.fromkeys(("all", "all of them", "show all", "everything", "every one", "sab", "sabhi", "saare", "सब", "सभी", "सारे"), "limit"),
    **dict.fromkeys(
        (
            "total", "in total", "the total", "just the total", "only the total", "altogether", "overall", "in all", "how much in total", "how much altogether", "how much in all",
            "what is the total", "what was the total", "how much total", "kul", "kul kitna", "kul milakar", "kul mila ke", "total kitna", "kitna total", "kul milakar kitna", "total mein kitna",
            "कुल", "कुल कितना", "कुल कितनी", "कुल मिलाकर", "कुल मिलाकर कितना", "टोटल कितना", "not split",
        ),
        "by",
    ),
    **dict.fromkeys(
        (
            "everyone", "for the shop", "for everyone", "for everything", "for the whole shop", "whole shop", "sab ke liye", "sabke liye", "सब के लिए", "सबके लिए", "poori dukan", "पूरी दुकान",
        ),
        "where",
    ),
    **dict.fromkeys(("all time", "of all time", "ever", "since the beginning", "shuru se", "शुरू से", "hamesha ka", "अब तक का"), "period"),
}  # fmt: skip

_BEFORE: Final = frozenset("before preceding prior earlier pehle pahle pehla pahla पहले पहला".split())
_AFTER: Final = frozenset("after following later baad बाद".split())
_THAT: Final = frozenset("that this it usse us isse uske iske उससे उस उसके इससे इसके".split())
_JOINING: Final = frozenset("of the from wala wale wali ka ki ke se वाला वाले वाली का की के से".split())
_LAST: Final = frozenset("last previous pichhle pichle pichhla pichla पिछले पिछला".split())
_UNITS: Final = {
    **dict.fromkeys(("day", "din", "दिन"), "day"),
    **dict.fromkeys(("week", "hafta", "hafte", "हफ्ता", "हफ्ते", "हफ़्ता", "हफ़्ते"), "week"),
    **dict.fromkeys(("month", "mahina", "mahine", "महीना", "महीने"), "month"),
    **dict.fromkeys(("quarter", "timahi", "तिमाही"), "quarter"),
    **dict.fromkeys(("year", "saal", "साल"), "year"),
    **dict.fromkeys(("one", "period"), ""),
}
_LENGTHS: Final = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (90, 92), "year": (365, 366)}


def set_by(words: Sequence[str], previous: Asked, *, same: bool = False) -> dict[str, Any] | Misfit | None:
    """The parts that the words set by themselves; why they cannot; None for words that need reading.

    ``same``: the time beside is the same part of another ("same day last week").
    """
    query = previous.query
    for found in (_taken_away(words, previous), _earlier(words, query), _same_part(words, query) if same else None):
        if found is not None:
            return found
    if way := _ordering(words):
        if not query.by:
            return Misfit("a ranking needs to know of what: customers, products, days")
        if query.limit is not None:
            return Misfit("the rows of a ranking stand in its order; ask for the lowest instead, or for all of them")
        by, now = (query.order[0].by, query.order[0].descending) if query.order else (query.metrics[0], True)
        return {"order": (Order(by, not now if way == "reversed" else way == "descending"),)}
    if (ranking := bare_ranking(words)) is not None:
        if not query.by:
            return Misfit("a ranking needs to know of what: customers, products, days")
        number, highest = ranking
        descending = highest if highest is not None else query.order[0].descending if query.order else True
        by = query.order[0].by if query.order else query.metrics[0]
        return {"limit": number, "order": (Order(by, descending),)}
    return None


def is_unfiltered(words: Sequence[str]) -> bool:
    """Whether the words ask for everybody and everything again."""
    return _part_taken(words) == "where"


def bare_ranking(words: Sequence[str]) -> tuple[int, bool | None] | None:
    """``top 10``, ``only the 5 lowest``, ``make it 20``: how many rows, and whether highest first; None for other words."""
    left = [word for word in words if word not in _FILLING]
    numbers = [word for word in left if word.isdecimal() or word in _NUMBERS]
    said = " ".join(word for word in left if word not in numbers)
    if len(numbers) > 1 or (said and said not in _DIRECTIONS) or (not numbers and said not in _SINGLE):
        return None
    number = 1 if not numbers else _NUMBERS.get(numbers[0]) or int(numbers[0])
    is_year = not said and number in _YEARS
    return (number, _DIRECTIONS.get(said)) if 0 < number < 10_000 and not is_year else None


def _ordering(words: Sequence[str]) -> str:
    """ascending, descending or reversed; empty where the words are not of an order."""
    said = " ".join(word for word in words if word not in _ORDERING and word not in _FILLING)
    return next((way for way, phrases in _WAYS.items() if said in phrases), "")


def _part_taken(words: Sequence[str]) -> str:
    """Which part the words take away; empty for none."""
    if part := _WHOLE.get(" ".join(words)):
        return part
    left = [word for word in words if word not in _FILLING]
    parts = {_PARTS[word] for word in left if word in _PARTS}
    if len(parts) == 1 and not _REMOVING.isdisjoint(left) and all(word in _PARTS or word in _REMOVING for word in left):
        return parts.pop()
    return ""


def _taken_away(words: Sequence[str], previous: Asked) -> dict[str, Any] | None:
    match _part_taken(words):
        case "limit":
            return {"limit": None}
        case "by":
            return {"by": (), "order": (), "limit": None, "having": ()}
        case "where":
            return {name: () for name in previous.parts if name.startswith(WHERE)}
        case "period":
            return {"period": None, "compare": "none"}
        case "compare":
            return {"compare": "none"}
    return None


def _earlier(words: Sequence[str], query: MetricQuery) -> dict[str, Any] | None:
    """``the month before``, ``usse pehle ka hafta``: the time beside the one asked for, of its own length; of a year, a year away."""
    said = set(words)
    way = -1 if said & _BEFORE else 1 if said & _AFTER else 0
    units = {_UNITS[word] for word in said if word in _UNITS}
    rest = said - _BEFORE - _AFTER - _UNITS.keys()
    pointed = bool(units) or not rest.isdisjoint(_THAT)
    if not way or not pointed or len(units) > 1 or rest - _THAT - _JOINING or query.period is None:
        return None
    moved = _beside(query.period, units.pop() if units else "", way)
    if moved is None:
        return None
    return {"period": moved} | ({"compare": "none"} if isinstance(query.compare, Period) else {})


def _same_part(words: Sequence[str], query: MetricQuery) -> dict[str, Any] | None:
    """``same day last week``, ``isi mahine pichhle saal``: as far on in the week, month or year before."""
    said = [
        word
        for word in words
        if word not in _JOINING and word not in ("isi", "usi", "इसी", "उसी", "time", "samay", "समय")
    ]
    units = [_UNITS[word] for word in said if word in _UNITS]
    period = query.period
    if (
        period is None
        or not units
        or any(word not in _UNITS and word not in _LAST for word in said)
        or _LAST.isdisjoint(said)
    ):
        return None
    at = next(place for place, word in enumerate(said) if word in _LAST)
    whole = next((_UNITS[word] for word in said[at:] if word in _UNITS), "")
    part = [unit for unit in units if unit != whole]
    if len(part) > 1 or (part and part[0] and not _LENGTHS[part[0]][0] <= period.days <= _LENGTHS[part[0]][1]):
        return None
    match whole:
        case "week":
            moved = Period(period.start - timedelta(days=7), period.end - timedelta(days=7))
        case "month" | "quarter" | "year":
            months = {"month": 1, "quarter": 3, "year": 12}[whole]
            moved = Period(add_months(period.start, -months), add_months(period.last, -months) + timedelta(days=1))
            if period.start.day == period.end.day == 1:
                moved = Period(moved.start, add_months(period.end, -months))
        case _:
            return None
    if moved.end > period.start:
        return None
    return {"period": moved} | ({"compare": "none"} if isinstance(query.compare, Period) else {})


def _beside(period: Period, unit: str, way: int) -> Period | None:
    """The period before (``way`` -1) or after, by ``unit``; None where the period is no such unit."""
    if unit == "year":
        return Period(add_months(period.start, 12 * way), add_months(period.end, 12 * way))
    if unit:
        least, most = _LENGTHS[unit]
        if not least <= period.days <= most:
            return None
    if way < 0:
        return period.before()
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
    if period.start.day == period.end.day == 1:
        return Period(period.end, add_months(period.end, months))
    return Period(period.end, period.end + (period.end - period.start))
