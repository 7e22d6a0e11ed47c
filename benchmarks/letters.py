"""The weekly letter: CPU of report, chart, HTML and text, of this process and the one that draws, beside its bare chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import Any

import psutil

from analytics.charts import LETTER_WIDTH, report_chart
from analytics.letter_reports import letter_report_of
from analytics.letters import report_letter
from analytics.reports import Figures
from analytics.results import ResultCache
from munim.days import Period
from munim.render import render_chart
from tests.analytics.conftest import figures_of
from tests.analytics.mirrors import Books

LETTERS = 20
ASKED_MS = 250
MONDAY = date(2026, 11, 9)
WEEK = Period(MONDAY, MONDAY + timedelta(days=7))


def main() -> None:
    with figures_of(_books()) as figures:

        def letter() -> Any:
            fresh = replace(figures, cache=ResultCache())
            report = letter_report_of(
                fresh, slug="weekly-sales", query=None, title="", period=WEEK, filters=(), options={}, language="en"
            )
            return report_letter(report)

        written = letter()  # the first starts the drawing processes and reads fonts and templates
        chart = report_chart(_report(figures), width=LETTER_WIDTH)
        assert chart is not None
        render_chart(chart.spec, form="png", scale=2)
        letters, charts = _cpu(letter), _cpu(lambda: render_chart(chart.spec, form="png", scale=2))
    print(f"weekly letter, {len(written.html) // 1000} KB   {median(letters):6.0f} ms of CPU     asked: {ASKED_MS} ms")
    print(f"its bare chart (vl-convert PNG)  {median(charts):6.0f} ms of CPU")
    print(f"ratio                            {median(letters) / median(charts):6.1f}")


def _report(figures: Figures) -> Any:
    return letter_report_of(
        figures, slug="weekly-sales", query=None, title="", period=WEEK, filters=(), options={}, language="en"
    )  # fmt: skip


def _books() -> Books:
    """A year of a shop with forty products, twenty-four lines a day."""
    books = Books()
    for n in range(366):
        for line in range(24):
            product = (n * 7 + line * 5) % 40
            books.line(f"B{n}-{line // 3}", MONDAY - timedelta(days=358 - n), f"Product {product}", 1 + line % 3, 10_000 + 137 * product, customer=f"Customer {line % 9}", hour=9 + line % 12)  # fmt: skip
    for product in range(40):
        books.product(f"Product {product}", on_hand=str(product), reorder="5", cost="10")
    return books


def _cpu(work: Callable[[], Any]) -> list[float]:
    """Milliseconds of CPU of each call, the drawing children's included."""
    out = []
    for _ in range(LETTERS):
        before = _used()
        work()
        out.append((_used() - before) * 1000)
    return out


def _used() -> float:
    me = psutil.Process()
    family = [me, *me.children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in family)


if __name__ == "__main__":
    main()
