"""Reading questions for one shop on one day: the parser, with the shop's own words and the choices its people made before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from ai.parser import Choice, NameIndex, Parsed, parse
from ai.parser.lexicon import Correction
from ai.parser.normalise import MAX_CHARACTERS, fold, tokenise
from analytics.query import MetricQuery
from analytics.reports.asked import ReportQuery
from munim.days import Calendar


@dataclass(frozen=True)
class Reader:
    """What a question means here and now.

    ``synonyms``: the shop's own words and those they stand for. ``preferences``: what was chosen where a question was open, by
    ``open_point`` and ``key_of``.
    """

    names: NameIndex
    calendar: Calendar
    today: date
    currency: str
    synonyms: Mapping[str, str] = field(default_factory=dict)
    preferences: Mapping[str, str] = field(default_factory=dict)
    language: str = ""  # of the reading; empty: the question's own

    def __call__(self, question: str) -> Parsed:
        """How ``question`` is read. Never raises."""
        said, replaced = self._in_known_words(question)
        parsed = parse(
            said,
            names=self.names,
            calendar=self.calendar,
            today=self.today,
            currency=self.currency,
            language=self.language,
        )
        if replaced:
            corrections = (*replaced, *parsed.corrections)
            parsed = msgspec.structs.replace(parsed, question=question, corrections=corrections)
        return self._settled(parsed)

    def _in_known_words(self, question: str) -> tuple[str, tuple[Correction, ...]]:
        """The question with the shop's own words, the longest first, in words that are understood; each word once."""
        if not self.synonyms or len(question) > MAX_CHARACTERS:
            return question, ()
        words = [token.text for token in tokenise(question)]
        phrases = sorted(
            ((tuple(fold(phrase).split()), phrase, means) for phrase, means in self.synonyms.items()),
            key=lambda known: -len(known[0]),
        )
        said: list[str] = []
        replaced: list[Correction] = []
        place = 0
        while place < len(words):
            found = next((known for known in phrases if tuple(words[place : place + len(known[0])]) == known[0]), None)
            if found is None:
                said.append(words[place])
                place += 1
                continue
            said.append(found[2])
            replaced.append(Correction(found[1], found[2]))
            place += len(found[0])
        return (" ".join(said), tuple(dict.fromkeys(replaced))) if replaced else (question, ())

    def _settled(self, parsed: Parsed) -> Parsed:
        """An open question as it was settled before; the other readings stay on offer."""
        if parsed.status != "ask":
            return parsed
        wanted = self.preferences.get(open_point(parsed.choices))
        keys = keys_of(parsed.choices)
        if wanted is None or keys.count(wanted) != 1:
            return parsed
        chosen = parsed.choices[keys.index(wanted)]
        others = tuple(choice for choice in parsed.choices if choice is not chosen)
        return msgspec.structs.replace(
            parsed,
            status="read",
            reading=chosen.reading,
            query=chosen.query,
            report=chosen.report,
            choices=others,
            reason="",
        )


def open_point(choices: tuple[Choice, ...]) -> str:
    """What is open between ``choices``, as a key: the same wherever the same readings compete. Empty where nothing is."""
    return "" if len(choices) < 2 else json.dumps(sorted(keys_of(choices)), ensure_ascii=False)


def keys_of(choices: tuple[Choice, ...]) -> list[str]:
    """For each choice the parts in which it differs from another, as a key."""
    parts = [_parts(choice.query or choice.report) for choice in choices]
    names = dict.fromkeys(name for each in parts for name in each)
    open_parts = [name for name in names if any(other.get(name) != parts[0].get(name) for other in parts)]
    return [
        json.dumps({name: each.get(name) for name in open_parts}, ensure_ascii=False, sort_keys=True) for each in parts
    ]


def _parts(query: MetricQuery | ReportQuery | None) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(query)
    return built
