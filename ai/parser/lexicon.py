"""All phrases a question may use, from the catalogue and from the language's own words, found in a row of words.

The catalogue's titles, slugs and synonyms are the vocabulary of figures; nothing is written twice. A plural is made of
each noun. Words of the question that are nearly a word of the lexicon are put right and said to be so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ai.parser.chart import Edge
from ai.parser.normalise import words_of
from ai.parser.words import FILLER, PARTICLES, phrases
from analytics.catalogue import DIMENSIONS, METRICS

SLIP: Final = 0.3  # what it costs to read a misspelt word
_SUMMARY_WORDS: Final = frozenset(PARTICLES["total"]) | {"कुल"}
# Categories whose words are worth putting right: a slip in a small word is more likely another word.
_CORRECTED: Final = frozenset(
    {
        "metric",
        "dimension",
        "month_name",
        "weekday",
        "unit",
        "relative_day",
        "rank",
        "verb",
        "adverb",
        "last",
        "compare",
        "comparator",
        "trend",
    }
)

# Terms of several words, and the categories in which their parts have no meaning of their own; None: in any.
_TERMS: Final[dict[str, tuple[str, ...] | None]] = {
    "metric": ("metric", "rank"), "dimension": ("dimension",), "rank": ("rank", "verb", "number"), "verb": ("verb",), "relative_day": None,
    "comparator": ("comparator", "or_more"),
    "how_many": None, "financial_year": None, "year_on_year": None, "same_last_year": None, "filler": ("change", "previous_period"), "sellers": ("rank", "verb"), "own_act": None, "change": ("share", "change"), "out_of_stock": None, "except": None,
}  # fmt: skip


class Noun(NamedTuple):
    """A dimension as the question names it."""

    dimension: str
    plural: bool


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    category: str
    value: Any
    how: str


class Correction(NamedTuple):
    """A misspelt word of the question and the word it is read as."""

    written: str
    read: str


class Lexicon:
    """The phrases, by their first word."""

    def __init__(self, rows: Iterable[_Phrase]) -> None:
        self._by_first: defaultdict[str, list[_Phrase]] = defaultdict(list)
        words: dict[str, bool] = {}
        for row in rows:
            self._by_first[row.words[0]].append(row)
            for word in row.words:
                words[word] = words.get(word, False) or row.category in _CORRECTED
        self.words: Final = frozenset(words)
        self.small: Final = frozenset(FILLER) | {
            phrase for phrases in PARTICLES.values() for phrase in phrases if " " not in phrase
        }
        self._correctable: Final = [word for word, worth in words.items() if worth and len(word) >= 5]

    def edges(self, words: Sequence[str], corrections: dict[int, str]) -> list[Edge]:
        """The phrases in ``words``; ``corrections`` maps positions of misspelt words to the words meant."""
        meant = [corrections.get(position, word) for position, word in enumerate(words)]
        edges: list[Edge] = []
        for start, word in enumerate(meant):
            for phrase in self._by_first.get(word, ()):
                end = start + len(phrase.words)
                if tuple(meant[start:end]) == phrase.words:
                    slips = sum(position in corrections for position in range(start, end))
                    edges.append(
                        Edge(start, end, phrase.category, phrase.value, SLIP * slips, "slip" if slips else phrase.how)
                    )
        return _without_parts(edges)

    def correction(self, word: str) -> str | None:
        """The lexicon's word that ``word`` is a slip of the pen away from, if there is just one such.

        A letter left out, doubled or swapped is forgiven in words of five letters, another letter in words of six:
        "salt" must not become "sale".
        """
        if len(word) < 4 or not word.isalpha():
            return None
        near = [
            other
            for other, distance, _ in process.extract(word, self._correctable, scorer=OSA.distance, score_cutoff=1 if len(word) < 9 else 2, limit=5)
            if len(other) >= 6 or len(other) != len(word) or sorted(other) == sorted(word)
        ]  # fmt: skip
        return near[0] if near else None


def _without_parts(edges: list[Edge]) -> list[Edge]:
    """The edges without the mere parts of terms of several words: in "gross profit", "gross" alone is not meant."""
    terms = [edge for edge in edges if edge.category in _TERMS and edge.end - edge.start > 1]
    kept: list[Edge] = []
    for edge in edges:
        around = [
            term
            for term in terms
            if term.start <= edge.start and edge.end <= term.end and term.end - term.start > edge.end - edge.start
        ]
        if not any(_TERMS[term.category] is None or edge.category in (_TERMS[term.category] or ()) for term in around):
            kept.append(edge)
    return kept


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The one lexicon: it depends on nothing but the catalogue and the words of the language."""
    return Lexicon([*_metric_phrases(), *_dimension_phrases(), *_language_phrases()])


def _metric_phrases() -> Iterable[_Phrase]:
    """Titles, slugs, synonyms and their plurals.

    "Total sales" is left to its parts: said of anything, "total" means the sum. The figure of that title is reached
    by its synonyms ("sales with tax"), and is offered beside the other. "Customers who owe" describes, it is no name.
    """
    own = {
        metric.slug: _phrases_of("" if " who " in metric.title else metric.title, metric.slug, *metric.synonyms)
        for metric in METRICS
    }
    known = {words for rows in own.values() for words in rows}
    for slug, rows in own.items():
        for words in rows:
            if words[0] not in _SUMMARY_WORDS or words[1:] not in known:
                yield _Phrase(words, "metric", slug, "synonym")
            # "average sales" are a day's or a month's, not a bill's
            if words[-1].isascii() and len(words[-1]) > 2 and not words[-1].endswith("s") and words[0] != "average":
                yield _Phrase(_plural(words), "metric", slug, "plural")


def _dimension_phrases() -> Iterable[_Phrase]:
    """Titles, plurals, synonyms. Those that say "each day" or "daily" are adverbs: they split on their own."""
    adverbs = {words for words, category, _ in phrases() if category == "adverb"}
    for dimension in DIMENSIONS:
        plural = words_of(dimension.plural)
        yield _Phrase(plural, "dimension", Noun(dimension.slug, True), "exact")
        for words in _phrases_of(dimension.title, dimension.slug, *dimension.synonyms):
            if words[0] in ("each", "per", "by") or " ".join(words) in adverbs:
                yield _Phrase(words, "adverb", dimension.slug, "synonym")
                continue
            is_plural = words[-1].endswith("s") and not words[-1].endswith("ss")
            if words != plural:
                yield _Phrase(words, "dimension", Noun(dimension.slug, is_plural), "synonym")
            if not is_plural and words[-1].isascii() and _plural(words) != plural:
                yield _Phrase(_plural(words), "dimension", Noun(dimension.slug, True), "plural")


def _language_phrases() -> Iterable[_Phrase]:
    for text, category, value in phrases():
        # a sign is its own word; words_of keeps words and numbers
        words = words_of(text) or (text,)
        yield _Phrase(words, category, value, "exact")


def _phrases_of(*texts: str) -> set[tuple[str, ...]]:
    return {words for text in texts if (words := words_of(text.replace("_", " ")))}


def _plural(words: tuple[str, ...]) -> tuple[str, ...]:
    """The phrase with its last word in the plural."""
    last = words[-1]
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return (*words[:-1], last[:-1] + "ies")
    return (*words[:-1], last + ("es" if last.endswith(("s", "x", "ch", "sh")) else "s"))
