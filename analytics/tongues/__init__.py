"""The languages a report is told in: its sentences, its titles, its days. Numbers are written as the shop writes them.

A phrase is a sentence with places to fill; a title without a translation of its own stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

import msgspec

from analytics.dimensions import DIMENSIONS
from analytics.metrics import METRICS
from analytics.tongues import english, hindi, hindi_catalogue, hindi_titles, hindi_words
from analytics.tongues.latin_letters import in_latin

LANGUAGES: Final = ("en", "hi")  # of reports and letters
HINGLISH: Final = (
    "hi-Latn"  # Hindi in Latin letters, in which questions are answered too, and letters where they are asked for
)
TAGS: Final = (*LANGUAGES, HINGLISH)


class Tongue(msgspec.Struct, frozen=True):
    """One language."""

    code: str
    phrases: Mapping[str, str]
    titles: Mapping[str, str]  # by slug, or by the English words
    patterns: tuple[tuple[str, str], ...]  # of titles that hold a number or a name
    words: Mapping[str, str]  # that Munim puts in the cells of a table
    weekdays: tuple[str, ...]  # from Monday
    short_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]

    def say(self, phrase: str, **facts: str) -> str:
        """A phrase with its places filled."""
        return self.phrases[phrase].format(**facts)

    def title(self, words: str, *, slug: str = "") -> str:
        """A title in this language: of what ``slug`` names, else of the English ``words``, else those words themselves."""
        if found := self.titles.get(slug) or self.titles.get(words):
            return found
        for pattern, replacement in self.patterns:
            if match := re.fullmatch(pattern, words):
                return replacement.format(*(self.title(part) for part in match.groups()))
        return words

    def within(self, words: str) -> str:
        """A title as it stands within a sentence."""
        found = self.title(words)
        return found if found == words else as_within(found)

    def knows(self, words: str, *, slug: str = "") -> bool:
        """Whether ``title`` would find words of its own."""
        return self.code == "en" or self.title(words, slug=slug) != words

    def weekday(self, day: date) -> str:
        return self.weekdays[day.weekday()]

    def short_weekday(self, day: date) -> str:
        return self.short_weekdays[day.weekday()]

    def month(self, day: date) -> str:
        return self.months[day.month - 1]

    def short_month(self, day: date) -> str:
        return self.short_months[day.month - 1]


def as_within(title: str) -> str:
    """A title without its capital: ``net sales``, ``CGST``."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _hindi_titles() -> dict[str, str]:
    """Titles by slug and, for titles made of others ("Net sales before", "By counter"), by the catalogue's English words."""
    told = {**hindi_catalogue.METRICS, **hindi_catalogue.DIMENSIONS}
    words = {
        written: told[item.slug]
        for item in (*DIMENSIONS, *METRICS)
        if item.slug in told
        for written in (item.title.lower(), item.title)
    }
    return {**words, **told, **hindi_titles.TITLES}


ENGLISH: Final = Tongue(
    code="en",
    phrases=english.PHRASES,
    titles={"upi": "UPI"},
    patterns=(),
    words={},
    weekdays=english.WEEKDAYS,
    short_weekdays=english.SHORT_WEEKDAYS,
    months=english.MONTHS,
    short_months=english.SHORT_MONTHS,
)
HINDI: Final = Tongue(
    code="hi",
    phrases=hindi.PHRASES,
    titles=_hindi_titles(),
    patterns=hindi_titles.PATTERNS,
    words=hindi_words.WORDS,
    weekdays=hindi.WEEKDAYS,
    short_weekdays=hindi.SHORT_WEEKDAYS,
    months=hindi.MONTHS,
    short_months=hindi.SHORT_MONTHS,
)
_BY_CODE: Final = {"en": ENGLISH, "hi": HINDI}


@cache
def _hinglish() -> Tongue:
    """Hindi, word for word written over."""

    def over(words: Mapping[str, str]) -> dict[str, str]:
        return {key: in_latin(said) for key, said in words.items()}

    titles = {key: said[:1].upper() + said[1:] for key, said in over(HINDI.titles).items()}
    return Tongue(
        code=HINGLISH,
        phrases={**over(HINDI.phrases), "total": titles["Total"]},
        titles=titles,
        patterns=tuple((english_words, in_latin(said)) for english_words, said in HINDI.patterns),
        words=over(HINDI.words),
        weekdays=tuple(map(in_latin, HINDI.weekdays)),
        short_weekdays=tuple(map(in_latin, HINDI.short_weekdays)),
        months=tuple(map(in_latin, HINDI.months)),
        short_months=tuple(map(in_latin, HINDI.short_months)),
    )


def speaks(code: str) -> bool:
    """Whether there are words for the language of a tag, so that nobody who asks for it gets English unasked."""
    return code.split("-")[0].lower() in _BY_CODE


def tongue_of(code: str) -> Tongue:
    """The language of a tag such as ``hi``, ``hi-IN`` or ``hi-Latn``; English for one that has no words yet."""
    if code.lower() == HINGLISH.lower():
        return _hinglish()
    return _BY_CODE.get(code.split("-")[0].lower(), ENGLISH)
