"""Questions in plain words, read into ``MetricQuery`` or a report without a model: deterministic, offline, in milliseconds.

The way of a question::

    normalise   the text as tokens, the shop's own words put into those the parser knows
    paraphrase  idioms of trade put into plain words
    lattice     every first reading of every span: words (lexicon, from the catalogue), names of the shop, numbers
    chart       what the rules (grammar, dates, festivals) build from them
    readings    rows of clauses that cover the question, cheapest first
    plans       what each row means together (splits, figures, times, sets): a query that fits the catalogue, or why none does;
                of some clauses a report (told, lapses)
    judging     answer, ask back or refuse
    restate     the query said in words, with its dates

A word of content that no reading used is never dropped: the question is refused, naming it. Two readings that are
close are put to the asker.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ai.parser.asked import Choice, Parsed
from ai.parser.chart import Chart
from ai.parser.clock import Clock
from ai.parser.dates import date_rules
from ai.parser.festivals import festival_rules
from ai.parser.grammar import clause_rules
from ai.parser.judging import Judge
from ai.parser.languages import language_of, words_for
from ai.parser.lattice import build_lattice, taken_apart
from ai.parser.lexicon import lexicon
from ai.parser.names import Name, NameIndex
from ai.parser.normalise import MAX_CHARACTERS, MAX_TOKENS, replaced, tokenise
from ai.parser.paraphrase import paraphrased
from ai.parser.plans import Planner
from ai.parser.readings import read
from munim.days import Calendar

__all__ = ["Choice", "Name", "NameIndex", "Parsed", "parse"]

_COUNTRIES = {"INR": "IN", "GBP": "GB"}
# may stand inside a phrase
_ARTICLES = frozenset({"the", "a", "an", "my", "our", "we", "did", "i", "all", "ने", "तो", "भी", "मेरे", "मेरा", "मेरी", "हमारे", "हमारा", "हमारी", "mere", "mera", "meri", "hamare", "hamara", "hamari", "humare", "humara"})  # fmt: skip


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
    or names they stand for. ``language`` is that of the reading, en or hi; empty for the question's own.
    """
    asked_in = language_of(question)
    told_in = language or ("hi" if asked_in == "hi" else "en")
    tokens = tokenise(question[: MAX_CHARACTERS + 1])
    if len(question) > MAX_CHARACTERS or len(tokens) > MAX_TOKENS:
        return Parsed(question[:MAX_CHARACTERS], "refused", reason=words_for(told_in, "too_long"), language=asked_in)
    if not tokens:
        return Parsed(question, "refused", reason=words_for(told_in, "nothing"), language=asked_in)
    if synonyms:
        tokens = replaced(tokens, synonyms)
    clock = Clock(today, calendar, _COUNTRIES.get(currency, ""))
    tokens = taken_apart(paraphrased(tokens, lexicon(), names), lexicon())
    lattice = build_lattice(tokens, lexicon(), names)
    skippable = [token.text in _ARTICLES for token in tokens]
    rules = (*clause_rules(currency), *date_rules(clock))
    if any(edge.category == "festival" for edge in lattice.edges):
        rules = (*rules, *festival_rules(clock))
    chart = Chart(len(tokens), lattice.edges, rules, skippable=skippable)
    readings = read(chart, tokens, Planner(clock, currency))
    judge = Judge(question, asked_in, told_in, today, currency, lattice.corrections, preferences or {})
    return judge.parsed(readings)
