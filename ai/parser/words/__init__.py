"""The question language's own words: each category of the grammar with the phrases that stand for it.

The names of figures and of what they are split by are not here: they are the synonyms of the catalogue. A word may be
in several categories ("in" is a preposition, "may" a month and a politeness); the chart decides by what fits.
English, and the Hindi of Indian shops in Latin letters, each by its concept; Hindi in Devanagari in ``hindi``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from ai.parser.words.acts import OWN_ACTS, VERBS
from ai.parser.words.amounts import ADDED, CURRENCIES, FRACTIONS, NUMBERS, SCALES, TIMES, TIMES_COUNTED
from ai.parser.words.asking import ADVERBS, SIMPLE
from ai.parser.words.calendar import (
    CLOCK_TIMES,
    DAY_PARTS,
    MONTHS,
    ORDINALS,
    PARTS_OF_YEAR,
    RELATIVE_DAYS,
    TO_DATE,
    UNITS,
    WEEKDAYS,
)
from ai.parser.words.comparing import COMPARATORS, OR_MORE, PERIOD_ON_PERIOD
from ai.parser.words.counter_talk import COUNTER_TALK
from ai.parser.words.daily_hindi import DAILY_HINDI
from ai.parser.words.dealings_hindi import DEALINGS_HINDI
from ai.parser.words.everyday import EVERYDAY
from ai.parser.words.everyday_hindi import EVERYDAY_HINDI
from ai.parser.words.figures import TOLD_FIGURES
from ai.parser.words.hindi import HINDI
from ai.parser.words.missing import MISSING
from ai.parser.words.modifiers import MODIFIERS
from ai.parser.words.plain_english import PLAIN_ENGLISH
from ai.parser.words.ranking import QUALITY, RANK, SELLERS
from ai.parser.words.reports import LAPSES, REPORTS
from ai.parser.words.short import SHORT_FORMS
from ai.parser.words.small import FILLER, FUNCTION_WORDS, PARTICLES
from ai.parser.words.special import (
    BARE_TIME,
    FESTIVALS,
    GROWTH_WORDS,
    LOSS,
    NAMED_RATIOS,
    OCCASION,
    PAIRS,
    RISE_WORDS,
    RISERS,
    SPECIAL,
    UNTIL_END,
)
from ai.parser.words.spoken_hindi import GOODS, spoken_hindi
from ai.parser.words.talk_hindi import TALK_HINDI
from ai.parser.words.values import EXPENSE_HEADS, FIXED, PAYMENT_METHODS
from ai.parser.words.verbs_hindi import hindi_verbs

__all__ = [
    "COMMON_WORDS",
    "EXPENSE_HEADS",
    "FILLER",
    "PARTICLES",
    "PAYMENT_METHODS",
    "SCALES",
    "SHORT_FORMS",
    "phrases",
]

COMMON_WORDS: Final = frozenset(
    text
    for category, _, texts in (*EVERYDAY, *EVERYDAY_HINDI)
    for text in (one.strip() for one in texts.split(";"))
    if " " in text or category == "quantity"
) | frozenset(GOODS)
"""Phrases of several common words, and what goods come in: a word of one, alone, may be part of a name."""

_TABLES: Final[tuple[tuple[str, Mapping[Any, tuple[str, ...]]], ...]] = (
    ("rank", RANK), ("modifier", MODIFIERS), ("sellers", SELLERS), ("currency", CURRENCIES), ("comparator", COMPARATORS), ("or_more", OR_MORE), ("times_exactly", TIMES), ("times_count", TIMES_COUNTED), ("verb", VERBS), ("adverb", ADVERBS), ("period_on_period", PERIOD_ON_PERIOD), ("unit", UNITS),
    ("relative_day", RELATIVE_DAYS), ("abbreviated_to_date", TO_DATE), ("day_part", DAY_PARTS), ("clock_time", CLOCK_TIMES), ("part_of_year", PARTS_OF_YEAR), ("ordinal", ORDINALS), ("count", NUMBERS), ("fraction", FRACTIONS), ("added", ADDED), ("quality", QUALITY), ("own_act", OWN_ACTS), ("report", REPORTS), ("lapse", LAPSES),
    ("risers", RISERS), ("growth_word", GROWTH_WORDS), ("rise_word", RISE_WORDS), ("loss", LOSS), ("metric_pair", PAIRS), ("until_end", UNTIL_END), ("occasion", OCCASION), ("bare_time", BARE_TIME), ("metric_ratio", NAMED_RATIOS), ("festival", FESTIVALS), ("month_name", dict(enumerate(MONTHS, start=1))), ("weekday", dict(enumerate(WEEKDAYS, start=1))),
)  # fmt: skip
_DEBTORS: Final = (
    ("debtor", False),
    ("defaulter", False),
    ("debtors", True),
    ("defaulters", True),
    ("udhaar wale", True),
    ("उधार वाले", True),
    ("बकायेदार", True),
)
_MOST: Final = ("biggest", "highest", "largest", "top", "main", "sabse bada", "सबसे बड़ा")
_WORST_OF: Final = (
    "debtor",
    "debtors",
    "defaulter",
    "defaulters",
    "payer",
    "payers",
    "paymaster",
    "paymasters",
    "paying customer",
    "paying customers",
    "credit customer",
    "credit customers",
)


_MOST_OF: Final = r"\b(most|fastest|hardest|biggest|highest|largest|greatest|maximum|best|strongest)\b|सबसे|sabse"


def _asking(act: str) -> str:
    """The category of an act of the shop's own: हमें कितना देना है asks how much, too, कितना कितना how much to each."""
    asked = len(re.findall("कितन|kitn", act))
    return ("own_act", "own_act_much", "own_act_each")[min(asked, 2)]


_UNITS_NAMED: Final = (
    ("week", "हफ्त|सप्ताह|haft|hapt|week"),
    ("month", "महीन|माह|mahin|month"),
    ("quarter", "तिमाही|timahi|quarter"),
)


def _unit_in(text: str) -> str:
    """The unit of time that a phrase names, पिछले साल इसी महीने: month; empty where it names none."""
    return next((unit for unit, words in _UNITS_NAMED if re.search(words, text)), "")


@lru_cache(maxsize=1)
def phrases() -> tuple[tuple[str, str, Any], ...]:
    """Every (phrase, category, value) of this folder."""
    rows: list[tuple[str, str, Any]] = [(word, "filler", None) for word in (*FILLER, *FUNCTION_WORDS)]
    for category, words in (*PARTICLES.items(), *SIMPLE.items(), *SPECIAL.items()):
        rows += [(word, category, None) for word in words]
    for category, table in _TABLES:
        rows += [(word, category, value) for value, words in table.items() for word in words]
    rows += [
        (f"{most} {spent}", "top_expense", True)
        for most in _MOST
        for spent in ("expense", "expense head", "cost head", "kharcha", "kharch", "खर्चा", "खर्च")
    ]
    rows += [
        (word, "seller", True)
        for word in ("best seller", "top seller", "bestseller", "number one seller", "highest seller")
    ]
    rows += [(word, "seller", False) for word in ("worst seller", "poorest seller")]
    rows += [(word, "debtors", plural) for word, plural in _DEBTORS]
    rows += [(f"worst {word}", "worst_debtor", word.endswith("s")) for word in _WORST_OF]
    for number, names in enumerate(WEEKDAYS, start=1):
        rows += [(f"{names[0]}s", "weekdays", (number,)), *((name, "one_weekday", (number,)) for name in names)]
    rows += [
        ("weekends", "weekdays", (6, 7)),
        ("weekend", "one_weekday", (6, 7)),
        ("weekday", "one_weekday", (1, 2, 3, 4, 5)),
        ("weekdays", "weekdays", (1, 2, 3, 4, 5)),
        ("working days", "weekdays", (1, 2, 3, 4, 5)),
    ]
    rows += [(word, "scale", value) for word, value in SCALES.items()]
    rows += [(word, "value_word", ("payment_method", one)) for one, words in PAYMENT_METHODS.items() for word in words]
    rows += [(word, "value_word", value) for value, words in FIXED.items() for word in words]
    rows += [(word, "missing", missing) for missing, words in MISSING for word in words]
    rows += [(text.strip(), "metric", slug) for slug, texts in TOLD_FIGURES.items() for text in texts.split(";")]
    rows += [
        (text.strip(), category, value)
        for category, value, texts in (
            *HINDI,
            *COUNTER_TALK,
            *EVERYDAY,
            *EVERYDAY_HINDI,
            *PLAIN_ENGLISH,
            *spoken_hindi(),
            *TALK_HINDI,
            *DEALINGS_HINDI,
            *DAILY_HINDI,
        )
        for text in texts.split(";")
    ]
    rows += hindi_verbs()
    rows += [(text, "one_weekday", (day,)) for text, category, day in rows if category == "weekday"]
    rows = [
        (text, category, _unit_in(text) if category == "same_last_year" else value) for text, category, value in rows
    ]
    rows = [(text, "most_risers" if category == "risers" and re.search(_MOST_OF, text) else category, value) for text, category, value in rows]  # fmt: skip
    # हमें कितना देना है asks how much, too
    rows = [(text, _asking(text) if category == "own_act" else category, value) for text, category, value in rows]
    rows = [
        (text, "metric_much" if category == "metric" and re.search("कितन|kitn", text) else category, value)
        for text, category, value in rows
    ]
    return tuple(dict.fromkeys((text.replace("_", " "), category, value) for text, category, value in rows if text))
