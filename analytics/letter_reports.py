"""The report that a letter tells: as it was ordered, with why it changed and, of a week, what is to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from analytics.findings import as_sentence
from analytics.query import Filter
from analytics.report import Report
from analytics.reports import Asked, Figures, make_report
from analytics.reports.builder import query_report
from analytics.reports.written import Span, convert_written
from analytics.spoken import spoken
from analytics.to_do import to_do
from analytics.why import told_why, why
from munim.days import Period
from munim.errors import Invalid

WITH_TO_DO: Final = ("weekly-sales",)


def letter_report_of(
    figures: Figures,
    *,
    slug: str | None,
    query: Mapping[str, Any] | None,
    title: str,
    period: Period,
    filters: Sequence[Mapping[str, Any]],
    options: Mapping[str, Any],
    language: str,
) -> Report:
    """The report ``slug``, or a ``query`` that somebody saved as ``title``, of ``period``, with what only a letter has.

    A saved query is of ``period`` whatever days it was saved with. Raises ``Invalid`` naming the part of the order at
    fault, ``NotFound`` for no such report, ``Forbidden`` for one that these permissions do not reach.
    """
    narrowed = figures.narrowed(filters_of(filters))
    if query is not None:
        written = msgspec.structs.replace(convert_written(query), period=Span(period.start, period.last))
        return completed(
            narrowed.narrowed(written.where), query_report(narrowed, written, title=title), language=language
        )
    report = make_report(figures, slug or "", Asked(period=period, filters=filters_of(filters), options=options))
    return completed(narrowed, report, language=language)


def filters_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Filter, ...]:
    """Filters from what JSON holds. Raises ``Invalid``."""
    try:
        return msgspec.convert(list(stored), tuple[Filter, ...])
    except msgspec.ValidationError as error:
        raise Invalid(f"filters: {error}", field="order.filters") from None


def completed(figures: Figures, report: Report, *, language: str = "en") -> Report:
    """``report`` with what only its letter has, told in ``language``; ``figures`` are those it was made of."""
    reasons = why(figures, report)
    tables = [*report.tables, *([reasons] if reasons else [])]
    if report.kind in WITH_TO_DO:
        tables += to_do(figures, report.period)
    told = spoken(msgspec.structs.replace(report, tables=tuple(tables)), language)
    return told if reasons is None else _explained(told)


def _explained(report: Report) -> Report:
    """With a sentence on the reasons, right behind the answer."""
    answer, *others = report.sentences
    reasons = as_sentence(told_why(report.table("why"), report), report.shop)
    return msgspec.structs.replace(report, sentences=(answer, reasons, *others))
