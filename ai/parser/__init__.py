"""Questions in plain words, read into ``MetricQuery`` or a report without a model: deterministic, offline, in milliseconds.

The way of a question::

    normalise   the text as tokens, the shop's own words put into those the parser knows
    purposes    what it is asked with and for, "please prepare … for the bank", taken off
    named_days  "Diwali week, 1 to 8 November": the dates in the place of the name
    contexts    what a word of Hindi says by the others of its question
    paraphrase  idioms of trade put into plain words
    lattice     every first reading of every span: words (lexicon, from the catalogue), names of the shop, numbers
    chart       what the rules (grammar, dates, festivals) build from them
    readings    rows of clauses that cover the question, cheapest first
    plans       what each row means together (splits, figures, times, sets): a query that fits the catalogue, or why none does;
                of some clauses a report (told, lapses)
    judging     answer, ask back or refuse
    left_aside  where nothing but words that move no figure was left over: once more without them
    unsaid      where only the figure was left unsaid: the same question with a figure in it, to choose from
    asides      where a word was left over: once more without the clauses that say nothing of the books
    restate     the query said in words, with its dates

A word of content that no reading used is never dropped in silence: the question is refused, naming it; what stood apart and
spoke of other things is named beside the answer. Two readings that are close are put to the asker.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from ai.parser.asides import without_asides
from ai.parser.asked import Choice, Parsed
from ai.parser.chart import Chart
from ai.parser.clock import Clock
from ai.parser.contexts import in_context
from ai.parser.dates import date_rules
from ai.parser.dates_hindi import hindi_dates
from ai.parser.dates_named import short_years
from ai.parser.festivals import festival_rules
from ai.parser.grammar import clause_rules
from ai.parser.hours import hour_rules
from ai.parser.judging import Judge
from ai.parser.languages import language_of, words_for
from ai.parser.lattice import build_lattice, taken_apart
from ai.parser.left_aside import fitting, may_be_left
from ai.parser.lexicon import Correction, lexicon
from ai.parser.named_days import days_by_date
from ai.parser.names import Name, NameIndex
from ai.parser.normalise import MAX_CHARACTERS, MAX_TOKENS, replaced, tokenise
from ai.parser.paraphrase import paraphrased
from ai.parser.plans import Planner
from ai.parser.purposes import without_purposes
from ai.parser.readings import read
from ai.parser.unsaid import put_to_the_asker
from munim.days import Calendar

__all__ = ["Choice", "Name", "NameIndex", "Parsed", "parse"]

_COUNTRIES = {"INR": "IN", "GBP": "GB"}
# may stand inside a phrase
_ARTICLES = frozenset({"ही", "hi", "है", "हैं", "hai", "hain", "the", "a", "an", "my", "our", "we", "did", "i", "all", "us", "ने", "ne", "तो", "भी", "मेरे", "मेरा", "मेरी", "हमारे", "हमारा", "हमारी", "mere", "mera", "meri", "hamare", "hamara", "hamari", "humare", "humara"})  # fmt: skip


def parse(
    question: str,
    *,
    names: NameIndex,
    calendar: Calendar,
    today: date,
    currency: str = "INR",
    preferences: Mapping[str, str] | None = None,
    synonyms: Mapping[str, str] | None = None,
    language: str = "",
) -> Parsed:
    """Reads ``question`` as asked on ``today`` in the shop whose ``names`` and ``calendar`` these are. Never raises.

    ``preferences``: what was chosen before, by ``Parsed.open_point`` the ``Choice.key``. ``synonyms``: the shop's own words, and the words
    or names they stand for. ``language`` is that of the reading, en, hi or hi-Latn; if empty, Hindi for a question in
    Devanagari, else English.
    """
    asked_in = language_of(question)
    reader = _Reader(names, calendar, today, currency, preferences or {}, synonyms or {}, asked_in, language or ("hi" if asked_in == "hi" else "en"))  # fmt: skip
    parsed = reader.parsed(question)
    if parsed.status == "refused":
        parsed = put_to_the_asker(question, parsed, reader.told_in, reader.parsed)
    if parsed.status != "refused" or not parsed.unused:
        return parsed
    rest, asides = without_asides(question, names)
    if not asides or (again := reader.parsed(rest)).status == "refused":
        return parsed
    corrections = (*(Correction(aside, "") for aside in asides), *again.corrections)
    return msgspec.structs.replace(again, question=question, corrections=corrections)


class _Reader(msgspec.Struct, frozen=True):
    """Reads the questions of one shop on one day."""

    names: NameIndex
    calendar: Calendar
    today: date
    currency: str
    preferences: Mapping[str, str]
    synonyms: Mapping[str, str]
    asked_in: str
    told_in: str

    def parsed(self, question: str) -> Parsed:
        """How the whole of ``question`` is read."""
        tokens = tokenise(question[: MAX_CHARACTERS + 1])
        if len(question) > MAX_CHARACTERS or len(tokens) > MAX_TOKENS:
            return self._refused(question[:MAX_CHARACTERS], "too_long")
        if not tokens:
            return self._refused(question, "nothing")
        if self.synonyms:
            tokens = replaced(tokens, self.synonyms)
        tokens = without_purposes(tokens, self.names)
        clock = Clock(self.today, self.calendar, _COUNTRIES.get(self.currency, ""))
        tokens = short_years(days_by_date(tokens, lexicon(), self.names, self.today), self.today)
        tokens = taken_apart(paraphrased(in_context(tokens), lexicon(), self.names), lexicon())
        lattice = build_lattice(tokens, lexicon(), self.names)
        skippable = [token.text in _ARTICLES for token in tokens]
        rules = (*clause_rules(self.currency), *date_rules(clock), *hindi_dates(clock))
        if any(edge.category in ("clock_time", "day_part", "oclock") for edge in lattice.edges):
            rules = (*rules, *hour_rules(clock))
        if any(edge.category == "festival" for edge in lattice.edges):
            rules = (*rules, *festival_rules(clock))
        chart = Chart(len(tokens), lattice.edges, rules, skippable=skippable)
        planner = Planner(clock, self.currency)
        readings = read(chart, tokens, planner)
        corrections = lattice.corrections
        if not readings.whole and (left := may_be_left(tokens, readings.left)):
            again = fitting(read(chart, tokens, planner, left), tokens, left)
            if again.whole:
                readings = again
                corrections = (*corrections, *(Correction(tokens[place].raw, "") for place in sorted(left)))
        judge = Judge(question, self.asked_in, self.told_in, self.today, self.currency, corrections, self.preferences)
        return judge.parsed(readings)

    def _refused(self, question: str, why: str) -> Parsed:
        return Parsed(question, "refused", reason=words_for(self.told_in, why), language=self.asked_in)
