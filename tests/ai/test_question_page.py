"""The page of what can be asked promises nothing that is not read right."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from ai.cases import Case, read_cases
from ai.evaluation import Outcome, evaluate
from ai.parser import Parsed
from ai.question_page import question_page
from analytics.query import MetricQuery

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "questions"
PAGE = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")


def test_every_example_of_the_page_is_a_case_and_read_right() -> None:
    examples = set(re.findall("“(.+?)”", PAGE))
    cases = [case for case in read_cases(CASES) if case.question in examples and case.title]

    assert {case.question for case in cases} == examples
    assert [outcome.case.question for outcome in evaluate(cases, CASES).failures] == []


def test_every_type_is_on_the_page_with_an_example_in_each_language() -> None:
    sections = {head: body for head, _, body in (part.partition("\n") for part in PAGE.split("\n## ")[1:])}

    assert set(sections) == {case.title.rstrip(".") for case in read_cases(CASES) if case.title}
    for head, body in sections.items():
        columns = list(zip(*(re.split(r" *\| *", row)[1:4] for row in body.splitlines() if "“" in row), strict=True))
        assert all(any(column) for column in columns), head


def _outcome(question: str, language: str = "en", title: str = "Totals.", **fields: object) -> Outcome:
    case = Case(question, "01-total", language, "corner", date(2026, 11, 18), title=title, **fields)  # type: ignore[arg-type]
    return Outcome(case, "exact", Parsed(question, "refused"))


def test_a_section_shows_three_examples_of_different_readings_first_and_no_refusal_beside_them() -> None:
    sales, orders = (MetricQuery(("net_sales",)),), (MetricQuery(("orders",)),)
    read = [
        _outcome(f"sales {n}", readings=(MetricQuery((slug,)),)) for n, slug in enumerate(["net_sales"] * 3 + ["tax"])
    ]
    others = [
        _outcome("बिक्री", "hi", readings=sales),
        _outcome("flurb", refuse=()),
        _outcome("no title", title="", readings=orders),
        _outcome("the weather", title="Refused.", refuse=()),
    ]

    page = question_page([*read, *others])

    totals, refused = page.split("\n## ")[1:]
    assert totals.splitlines()[2:] == [
        "| English | Hindi | Hinglish |",
        "|---|---|---|",
        "| “sales 0” | “बिक्री” |  |",
        "| “sales 3” |  |  |",
        "| “sales 1” |  |  |",
    ]
    assert "“the weather”" in refused
    assert "flurb" not in page
    assert "no title" not in page
