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
from ai.parser.hindi import bare_forms, is_devanagari, key, plain
from ai.parser.normalise import tokenise, words_of
from ai.parser.words import COMMON_WORDS, FILLER, PARTICLES, phrases
from ai.parser.words.loans import LOANS
from ai.parser.words.ordinary import ORDINARY
from ai.parser.words.ordinary_hindi import ORDINARY as ORDINARY_HINDI
from ai.parser.words.spellings import APART, ENGLISH, TYPED
from analytics.catalogue import DIMENSIONS, METRICS

SLIP: Final = 0.3  # what it costs to read a misspelt word
_SUMMARY_WORDS: Final = frozenset(PARTICLES["total"]) | {"कुल", "टोटल"}
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
    "metric": ("metric", "rank", "change", "average_word", "value_word", "lapse"), "what_all": ("what",), "big_bill": None, "share": ("how_many", "how_much"), "versus": ("change", "from", "since"), "rolling": None, "to_date": ("to", "until"), "so_far": ("to", "until"), "now": ("to", "until"), "until_now": ("until",), "left": None, "late_payers": None, "worst_debtor": None, "top_expense": None, "seller": ("rank", "dimension"), "most_often": None, "who_collected": None, "just_ended": None, "who_made": None, "state": None, "state_of_trade": None, "debtors": None, "breakdown": None, "dimension": ("dimension",), "rank": ("rank", "verb", "number", "metric"), "verb": ("verb", "own_act", "supplier_side", "at_large"), "relative_day": None,
    "comparator": ("comparator", "or_more", "rank", "superlative"), "rel": ("onwards",),
    "report": None, "lapse": None, "missing": None, "risers": None, "most_risers": None, "occasion": None, "last_price": None, "loss": None, "running": None, "how_much": None, "how_money": None, "same_dates": None, "same_weekday": None, "what_else": None, "start_of": None, "as_share_of": None, "festival": None, "who_owed": None, "who_suppliers": None, "season_word": None, "metric_pair": None, "at_large": None, "metric_ratio": None, "own_act_much": None, "own_act_each": None, "but_not": None, "until_end": None,
    "metric_much": ("metric", "rank", "change", "average_word", "value_word"), "onwards": ("from", "in", "of"), "this_time": None, "we_sold": None, "buyers_of": ("of", "metric", "dimension"), "whom": ("wh", "who"), "kaun": ("wh", "kaun"), "to": ("change",), "until": ("change",),
    "how_many": None, "financial_year": None, "year_on_year": None, "same_last_year": None, "filler": ("change", "previous_period", "running"), "sellers": ("rank", "verb"), "own_act": None, "change": ("share", "change", "or", "comparator"), "out_of_stock": None, "except": None, "except_after": None, "modifier": None,
}  # fmt: skip


# Categories whose phrases are told in common words: a word of one, alone, may be part of a name.
_STORIES: Final = frozenset(
    {
        "missing",
        "report",
        "lapse",
        "risers",
        "most_risers",
        "occasion",
        "last_price",
        "loss",
        "festival",
        "own_act",
        "aged",
        "aged_after",
        "running",
        "season_word",
        "metric_pair",
        "until_end",
    }
)


_WHOLE_TERMS: Final = ("sell_through",)  # figures whose words are verbs, and mean nothing apart


# behind "to customers" these say of which: to customers who owe
_DESCRIBES: Final = frozenset({"who", "that", "whose", "which", "with", "having", "owing"})


class Noun(NamedTuple):
    """A dimension as the question names it."""

    dimension: str
    plural: bool


class _Known:
    """Words, found in whatever spelling."""

    def __init__(self, spellings: Spellings, words: frozenset[str]) -> None:
        self._spellings = spellings
        self._words = words

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._spellings.one(word) in self._words


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    category: str
    value: Any
    how: str


class Correction(NamedTuple):
    """A misspelt word of the question and the word it is read as; empty for a clause that was left aside."""

    written: str
    read: str


_ENGLISH_TOO: Final = {"me": "में", "main": "में", "is": "इस", "us": "उस"}  # as they are typed
_LONG_KEY: Final = 3  # a word in Latin letters of a shorter key is read as Hindi only where the vocabulary has it so
_LONG_WORD: Final = 4
_SHORT: Final = str.maketrans({"ी": "ि", "ू": "ु", "ई": "इ", "ऊ": "उ", "ं": "न", "ः": "", "\u094d": ""})
_LATIN_ENDINGS: Final = ("on", "e", "o")


def _folded(word: str) -> str:
    """A word in Devanagari without what is often written otherwise: how long its vowels are, which consonants it joins."""
    return word.translate(_SHORT)


class Spellings:
    """One spelling of each word: Hindi by its key, however it was typed, English words in Devanagari as English."""

    def __init__(self, words: Iterable[str]) -> None:
        """``words`` are those of the vocabulary, in whatever spelling."""
        words = list(words)
        own = {plain(word) for word in words if is_devanagari(word)} - _LOANS.keys() - _APART
        self._own: Final = own
        self._listed: Final = {word for word in words if not is_devanagari(word)}
        self._keys: Final = {key(word) for word in own}
        folded: defaultdict[str, set[str]] = defaultdict(set)
        for word in own:
            folded[_folded(word)].add(key(word))
        self._folded: Final = {fold: min(keys) for fold, keys in folded.items() if len(keys) == 1}
        self._one: dict[str, str] = {}

    def one(self, word: str) -> str:
        """The spelling that stands for all of ``word``'s; an unknown word stays as it is."""
        found = self._one.get(word)
        if found is None:
            found = self._one[word] = self._look_up(word)
            if len(self._one) > _MOST_SPELLINGS:
                self._one.clear()
        return found

    def is_hindi(self, word: str) -> bool:
        """Whether a word, in whatever letters, is one of the vocabulary's Hindi."""
        one = self.one(word)
        return one.startswith("~") or is_devanagari(one)

    def only_sounds_hindi(self, word: str) -> bool:
        """Whether a Latin word is read as Hindi for its sound alone, and nobody wrote it down so: khan like खाना."""
        written = word in TYPED or word in self._listed or is_devanagari(word)
        return not written and self.one(word).startswith("~")

    def _look_up(self, word: str) -> str:
        if word in ENGLISH:
            return word
        word = TYPED.get(word, word)
        if is_devanagari(word):
            word = plain(word)
            for form in bare_forms(word):
                if form in self._own:
                    return f"~{key(form)}"
                if form in _LOANS or form in _APART:
                    return _LOANS.get(form, form)
            # महिने and हफते: of a vowel long or short, of two consonants joined or not
            near = self._folded.get(_folded(word), "") if len(word) >= _LONG_WORD else ""
            return f"~{near}" if near else word
        elif len(word) < 2 or not word.isalpha():
            return word
        sound = key(word)
        if sound in self._keys and (len(sound) >= _LONG_KEY or word in self._listed):
            return f"~{sound}"
        if word in self._listed:
            return word
        for end in _LATIN_ENDINGS:
            if sound.endswith(end) and len(sound) - len(end) >= _LONG_KEY and sound[: -len(end)] in self._keys:
                return f"~{sound[: -len(end)]}"
        return word


_LOANS: Final = {plain(word): meant for word, meant in LOANS.items()}
_APART: Final = frozenset(plain(word) for word in APART)
_MOST_SPELLINGS: Final = 50_000  # kept; a question's words come again and again, but anybody can type anything


class Lexicon:
    """The phrases, by their first word."""

    def __init__(self, rows: Iterable[_Phrase]) -> None:
        rows = list(rows)
        self.spellings: Final = Spellings(word for row in rows for word in row.words)
        self._hindi: Final = {english: self.spellings.one(meant) for english, meant in _ENGLISH_TOO.items()}
        self._by_first: defaultdict[str, list[_Phrase]] = defaultdict(list)
        words: dict[str, bool] = {}
        alone: set[str] = set()
        told: set[str] = set()
        for written in rows:
            row = written._replace(words=tuple(self.spellings.one(word) for word in written.words))
            self._by_first[row.words[0]].append(row)
            for word in row.words:
                words[word] = words.get(word, False) or row.category in _CORRECTED
            if len(row.words) == 1 and row.category in _CORRECTED:
                alone.add(row.words[0])
            if " ".join(written.words) not in COMMON_WORDS and (
                row.category not in _STORIES or (len(row.words) == 1 and row.category != "missing")
            ):
                told.update(row.words)
        # words of what the books do not hold, such as the weather: spelt right, so never a slip for a name
        self.elsewhere: Final = frozenset(
            row.words[0] for row in rows if row.category == "missing" and len(row.words) == 1
        )
        self.words: Final = frozenset(words)
        self.trading: Final = frozenset(
            self.spellings.one(row.words[0])
            for row in rows
            if len(row.words) == 1 and row.category == "verb" and row.value in ("buy", "sell", "give")
        )
        self.known: Final = _Known(self.spellings, frozenset(told))
        small = frozenset(FILLER) | {
            phrase for phrases in PARTICLES.values() for phrase in phrases if " " not in phrase
        }
        self.small: Final = _Known(self.spellings, frozenset(self.spellings.one(word) for word in small))
        self._correctable: Final = [
            word for word, worth in words.items() if worth and len(word) >= 5 and not word.startswith("~")
        ]
        self._alone: Final = frozenset(alone)
        skeletons: defaultdict[str, list[str]] = defaultdict(list)
        for word in alone:
            if word.isascii() and word.isalpha() and len(word) > 3:
                skeletons[_skeleton(word)].append(word)
        self._skeletons: Final = dict(skeletons)

    def edges(self, words: Sequence[str], corrections: dict[int, str]) -> list[Edge]:
        """The phrases in ``words``, each in its one spelling; ``corrections`` maps positions of misspelt words to the words meant."""
        meant = [corrections.get(position, word) for position, word in enumerate(words)]
        # "me", "is", "us" are English alone, and में, इस, उस in a phrase of Hindi
        hindi = (
            [self._hindi.get(word, word) for word in meant] if any(word.startswith("~") for word in meant) else meant
        )
        edges: list[Edge] = []
        for start, word in enumerate(meant):
            rows = self._by_first.get(word, ())
            if hindi[start] != word:
                rows = (*rows, *(phrase for phrase in self._by_first.get(hindi[start], ()) if len(phrase.words) > 1))
            for phrase in rows:
                end = start + len(phrase.words)
                said = tuple(meant[start:end]) == phrase.words or (
                    len(phrase.words) > 1 and tuple(hindi[start:end]) == phrase.words
                )
                if said and not self._leads_to_a_time(phrase, meant[end:]):
                    slips = sum(position in corrections for position in range(start, end))
                    edges.append(
                        Edge(start, end, phrase.category, phrase.value, SLIP * slips, "slip" if slips else phrase.how)
                    )
        told = {position for position, word in enumerate(meant) if word in _DESCRIBES}
        return _without_parts([edge for edge in edges if edge.category != "at_large" or edge.end not in told])

    def _leads_to_a_time(self, phrase: _Phrase, rest: Sequence[str]) -> bool:
        """Whether the "from" that ends the phrase belongs to a time: what was purchased from July to September is of no supplier."""
        if len(phrase.words) < 2 or phrase.words[-1] != "from" or not rest:
            return False
        return rest[0][:1].isdecimal() or any(
            row.category in _TIMES and len(row.words) == 1 for row in self._by_first.get(rest[0], ())
        )

    def correction(self, word: str) -> str | None:
        """The lexicon's word that ``word`` is a slip of the pen away from; of two as near, the one that means something alone.

        A letter left out, doubled or swapped is forgiven in words of five letters, another letter in words of six:
        "salt" must not become "sale". An ordinary word of Hindi is no slip: sundar is no Sunday.
        """
        if len(word) > 2 and word.isascii() and word.isalpha() and not set(word) & set("aeiou"):
            typed = self._skeletons.get(_skeleton(word), [])
            if len(typed) == 1:
                return typed[0]  # cstmr, ystrdy, octbr
        if len(word) < 4 or not word.isalpha() or word in ORDINARY:
            return None
        if word.isascii() and key(word) in _ordinary_keys():
            return None
        near = [
            other
            for other, distance, _ in process.extract(word, self._correctable, scorer=OSA.distance, score_cutoff=1 if len(word) < 9 else 2, limit=5)
            if len(other) >= 6 or len(other) != len(word) or sorted(other) == sorted(word)
        ]  # fmt: skip
        nearest = [other for other in near if OSA.distance(word, other) == OSA.distance(word, near[0])]
        return next((other for other in nearest if other in self._alone), nearest[0]) if near else None


@lru_cache(maxsize=1)
def _ordinary_keys() -> frozenset[str]:
    """The keys of the ordinary words of Hindi, as they may be typed in Latin letters; no short ones."""
    return frozenset(sound for word in ORDINARY_HINDI if len(sound := key(word)) > _LONG_KEY)


def _skeleton(word: str) -> str:
    """The consonants of a word, as they are typed in a hurry: its vowels are left out but the first letter."""
    return word[:1] + "".join(letter for letter in word[1:] if letter not in "aeiou")


def _without_parts(edges: list[Edge]) -> list[Edge]:
    """The edges without the mere parts of terms of several words: in "gross profit", "gross" alone is not meant."""
    terms = [edge for edge in edges if edge.category in _TERMS and edge.end - edge.start > 1]
    posts = [edge for edge in edges if edge.category == "by_after" and edge.end - edge.start > 1]
    cut = [
        term
        for term in terms
        if any(_cuts(other, term) for other in terms)
        or any(post.start < term.start < post.end < term.end for post in posts)  # "hisab se kharid" is no "se kharid"
    ]
    terms = [term for term in terms if term not in cut]
    terms = [
        term
        for term in terms
        if term.category == "missing"
        or not any(term.start < other.start < term.end < other.end and other.category != "filler" for other in terms)
    ]  # of a term whose end begins another, the words keep their own meanings
    kept: list[Edge] = []
    for edge in edges:
        if edge in cut:
            continue
        around = [
            term
            for term in terms
            if term.start <= edge.start and edge.end <= term.end and term.end - term.start > edge.end - edge.start
        ]
        often = edge.category == "filler" and any(
            term.category == "running" or (term.category == "metric" and term.start == edge.start) for term in around
        )
        if (edge.category == "filler" and not often) or not any(
            edge.category == "filler"
            or (edge.category == "how_much" and term.value == "orders")  # kitni baar
            or _TERMS[term.category] is None
            or term.value in _WHOLE_TERMS
            or edge.category in (_TERMS[term.category] or ())
            for term in around
        ):
            kept.append(edge)
    return kept


_TIMES: Final = frozenset({"month_name", "weekday", "relative_day"})
_OF_CHANGES: Final = frozenset({"price-changes", "control"})  # reports that are asked for as what changed


def _cuts(known: Edge, missing: Edge) -> bool:
    """Whether a term takes the first words of what the books do not hold: the "rate" of "growth rate of profit" has no "rate of"."""
    if known.category == "missing" or not known.start < missing.start < known.end < missing.end:
        return False
    return (
        missing.category == "missing"
        or (missing.category in ("metric", "sellers") and known.category in ("comparator", "or_more"))
        or (missing.category == "report" and known.category == "onwards")
        or (
            missing.category == "report"
            and known.category == "metric"
            and missing.value[0] in _OF_CHANGES
            and known.value != "orders"
        )  # what changed is the "return rate", no rate of goods
    )  # the sale of "5 March onwards" is no forecast


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The one lexicon: it depends on nothing but the catalogue and the words of the language."""
    language = list(_language_phrases())
    told = {row.words for row in language if row.category in ("report", "lapse")}
    figures = (row for row in _metric_phrases() if row.words not in told)  # "dead stock" is a list before it is a count
    return Lexicon([*figures, *_dimension_phrases(), *language])


_BILLS: Final = ("bills", "bill", "invoices", "invoice", "बिल")  # a count, or the things themselves


def _metric_phrases() -> Iterable[_Phrase]:
    """Titles, slugs, synonyms and their plurals.

    "Total sales" is left to its parts: said of anything, "total" means the sum. The figure of that title is reached
    by its synonyms ("sales with tax"), and is offered beside the other. "Customers who owe" describes, it is no name.
    """
    own = {
        metric.slug: _phrases_of("" if " who " in metric.title else metric.title, metric.slug, *metric.called)
        for metric in METRICS
    }
    known = {words for rows in own.values() for words in rows}
    for slug, rows in own.items():
        for words in rows:
            if words[0] not in _SUMMARY_WORDS or words[1:] not in known:
                yield _Phrase(words, "metric", slug, "noun" if " ".join(words) in _BILLS else "synonym")
            # "average sales" are a day's or a month's, not a bill's
            if words[-1].isascii() and len(words[-1]) > 2 and not words[-1].endswith("s") and words[0] != "average":
                yield _Phrase(_plural(words), "metric", slug, "plural")
            elif words[-1] in _HINDI_CASES:
                yield _Phrase((*words[:-1], _HINDI_CASES[words[-1]]), "metric", slug, "plural")


# nouns at the end of a figure's name whose other case is a word of the vocabulary of its own: नए ग्राहकों की संख्या
_HINDI_CASES: Final = {
    "ग्राहक": "ग्राहकों",
    "बिल": "बिलों",
    "सामान": "सामानों",
    "खरीदार": "खरीदारों",
    "कस्टमर": "कस्टमरों",
    "grahak": "grahakon",
    "customer": "customers",
}


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
        words = tuple(token.text for token in tokenise(text)) or (text,)
        if category in ("dimension", "dimensions_of"):
            yield _Phrase(words, "dimension", Noun(value, category == "dimensions_of"), "synonym")
        else:
            yield _Phrase(words, category, value, "exact")


def _phrases_of(*texts: str) -> set[tuple[str, ...]]:
    return {
        tuple(token.text for token in tokenise(text.replace("_", " ")))
        for text in texts
        if words_of(text.replace("_", " "))
    }


def _plural(words: tuple[str, ...]) -> tuple[str, ...]:
    """The phrase with its last word in the plural."""
    last = words[-1]
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return (*words[:-1], last[:-1] + "ies")
    return (*words[:-1], last + ("es" if last.endswith(("s", "x", "ch", "sh")) else "s"))
