"""Answer, ask back or refuse: what is made of the readings of a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from ai.parser.asked import Choice, Parsed
from ai.parser.languages import words_for
from ai.parser.lexicon import Correction
from ai.parser.readings import DOUBT, MARGIN, OFFERED_WITHIN, Reading, Readings
from ai.parser.reasons import reason_in
from ai.parser.restate import restate
from ai.parser.words.missing import Missing
from analytics.query import MetricQuery
from analytics.reports.asked import ReportQuery
from munim.days import Period, month_of

MAX_CHOICES: Final = 4
_OPEN: Final = (("where", "whom"), ("metrics", "figure"), ("period", "time"), ("by", "split"), ("compare", "against"))


class Judge(msgspec.Struct, frozen=True):
    """Judges the readings of one question. ``preferences`` are what the business chose before, by what was open."""

    question: str
    asked_in: str
    told_in: str
    today: date
    currency: str
    corrections: tuple[Correction, ...]
    preferences: Mapping[str, str]

    def parsed(self, readings: Readings) -> Parsed:
        """The question answered, asked back or refused."""
        if not readings.whole:
            return self._refused(readings)
        best = readings.whole[0]
        near = [reading for reading in readings.whole[1:] if reading.cost - best.cost < MARGIN]
        near = self._told_apart(best, near)[: MAX_CHOICES - 1] if near else []
        if near or best.liberties > DOUBT:
            open_point, keys = self._open([best, *near]) if near else ("", [""])
            wanted = self.preferences.get(open_point)
            remembered = [reading for reading, key in zip([best, *near], keys, strict=True) if wanted and key == wanted]
            if not remembered:
                choices = tuple(self._choice(reading, key) for reading, key in zip([best, *near], keys, strict=True))
                reason = self._question_back(best, near)
                return Parsed(self.question, "ask", choices=choices, corrections=self.corrections, reason=reason, open_point=open_point, language=self.asked_in)  # fmt: skip
            best = remembered[0]
        others = [reading for reading in readings.whole if reading is not best]
        offered = [reading for reading in others if reading.cost - best.cost <= OFFERED_WITHIN][: MAX_CHOICES - 1]
        chosen = self._choice(best)
        return Parsed(
            self.question, "read", chosen.reading, chosen.query, tuple(map(self._choice, offered)), corrections=self.corrections, report=chosen.report, language=self.asked_in
        )  # fmt: skip

    def _told_apart(self, best: Reading, near: Sequence[Reading]) -> list[Reading]:
        """Those that are told in other words than the best and one another: the asker could not choose between the same."""
        said = {self._choice(best).reading: best}
        for one in near:
            said.setdefault(self._choice(one).reading, one)
        return list(said.values())[1:]

    def _choice(self, reading: Reading, key: str = "") -> Choice:
        said = restate(
            reading.query, names=reading.names, today=self.today, currency=self.currency, language=self.told_in
        )
        if isinstance(reading.query, ReportQuery):
            return Choice(said, report=reading.query, key=key)
        return Choice(said, reading.query, key=key)

    def _refused(self, readings: Readings) -> Parsed:
        """Why, and the nearest question that can be answered."""
        nearest = tuple(map(self._choice, readings.partial[:1]))
        reason = _reason(readings, self.told_in)
        if readings.missing is not None:
            instead = _instead(readings.missing, readings.partial)
            nearest = tuple(map(self._choice, instead)) or nearest
        return Parsed(self.question, "refused", choices=nearest, unused=readings.unknown, corrections=self.corrections, reason=reason, language=self.asked_in)  # fmt: skip

    def _open(self, readings: Sequence[Reading]) -> tuple[str, list[str]]:
        """What the readings differ in, as a key to remember the choice under, and each one's own."""
        queries = [reading.query for reading in readings]
        if any(isinstance(query, ReportQuery) for query in queries):
            keys = [query.slug if isinstance(query, ReportQuery) else "figure" for query in queries]
            return f"report:{'|'.join(sorted(set(keys)))}", keys
        for field, name in _OPEN:
            values = [getattr(query, field) for query in queries]
            if len({*values}) > 1:
                keys = [_key(field, value) for value in values]
                if len(set(keys)) < len(keys) or not all(keys):
                    return "", [""] * len(keys)
                return f"{name}:{'|'.join(sorted(keys))}", keys
        return "", [""] * len(queries)

    def _question_back(self, best: Reading, near: Sequence[Reading]) -> str:
        """What the choices differ in, asked in a few words."""
        if best.instead_of:
            why, stop = reason_in(self.told_in, best.instead_of), "।" if self.told_in == "hi" else "."
            return f"{why[0].upper()}{why[1:]}{stop} {words_for(self.told_in, 'is_this')}"
        if not near:
            return words_for(self.told_in, "is_this")
        queries = [best.query, *(reading.query for reading in near)]
        if all(isinstance(query, MetricQuery) for query in queries):
            for field, name in _OPEN[:3]:
                if len({getattr(query, field) for query in queries}) > 1:
                    return words_for(self.told_in, name)
        return words_for(self.told_in, "which")


def _key(field: str, value: object) -> str:
    """A reading's own value of what is open, in words that hold on another day too; empty where they would not."""
    if field == "where":
        return ";".join(f"{item.dimension}={','.join(map(str, item.values))}" for item in value)  # type: ignore[attr-defined]  # filters
    if field == "period":
        if value is None:
            return "all"
        assert isinstance(value, Period)
        months = (value.end.year - value.start.year) * 12 + value.end.month - value.start.month
        if months == 12 and value.start.day == value.end.day == 1:
            return "calendar year" if value.start.month == 1 else "financial year"
        return "month" if month_of(value.start) == value else "week" if value.days == 7 else ""
    if isinstance(value, tuple):
        return ",".join(value)
    return value if isinstance(value, str) else ""


def _instead(missing: Missing, partial: Sequence[Reading]) -> list[Reading]:
    """The nearest that can be told where the books do not hold what was asked, of the time that was asked."""
    if missing.report:
        return [Reading(ReportQuery(missing.report), 0.0, 0.0)]
    if not missing.metrics:
        return []
    for reading in partial[:1]:
        if isinstance(reading.query, MetricQuery):
            query = reading.query
            by = query.by or missing.by
            metrics = query.metrics if query.by or set(query.metrics) != {"net_sales"} else missing.metrics
            if reading.query.period is not None and not query.having and not query.where:
                return [Reading(MetricQuery(metrics, by=by if metrics == missing.metrics else query.by, period=query.period), 0.0, 0.0)]  # fmt: skip
    return [Reading(MetricQuery(missing.metrics, by=missing.by), 0.0, 0.0)]


def _reason(readings: Readings, language: str) -> str:
    if readings.missing is not None:
        return reason_in(language, readings.missing.what)
    if readings.unknown:
        words = ", ".join(f"“{word}”" for word in readings.unknown)
        return words_for(language, "unknown", words=words)
    return reason_in(language, readings.reasons[0]) if readings.reasons else words_for(language, "no_figure")
