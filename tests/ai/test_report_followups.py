"""Follow-ups of a report: what each changes of what was asked of it, and what is refused in words."""

from __future__ import annotations

from datetime import date

import pytest

from ai.conversation.report_followups import ReportFollowUp, follow_up_report
from analytics.query import Filter
from analytics.reports.asked import ReportQuery
from munim.days import Period
from tests.ai.test_conversation import OCTOBER, OCTOBER_2025, READ, TODAY, YEAR_2025

ABC = ReportQuery("product-abc", OCTOBER)
OWED = ReportQuery("receivables-ageing", Period(TODAY, date(2026, 11, 19)))
OF_RAMESH, OF_SURESH = Filter("customer", "in", ("r1",)), Filter("customer", "in", ("s1",))
END_OF_OCTOBER = Period(date(2026, 10, 31), date(2026, 11, 1))


def follow(question: str, report: ReportQuery) -> ReportFollowUp:
    return follow_up_report(question, report, read=READ, today=TODAY)


@pytest.mark.parametrize(
    ("report", "question", "asked"),
    [
        (ABC, "same for last year", ReportQuery("product-abc", OCTOBER_2025)),
        (ReportQuery("product-abc"), "same for last year", ReportQuery("product-abc", YEAR_2025)),
        (ABC, "pichhle saal", ReportQuery("product-abc", OCTOBER_2025)),
        (ABC, "and this month?", ReportQuery("product-abc", Period(date(2026, 11, 1), date(2026, 12, 1)))),
        (OWED, "last month", ReportQuery("receivables-ageing", END_OF_OCTOBER)),
        (OWED, "same for last year", ReportQuery("receivables-ageing", Period(date(2025, 11, 18), date(2025, 11, 19)))),
        (OWED, "only Ramesh", ReportQuery("receivables-ageing", OWED.period, (OF_RAMESH,))),
        (
            ReportQuery("receivables-ageing", OWED.period, (OF_RAMESH,)),
            "what about Suresh",
            ReportQuery("receivables-ageing", OWED.period, (OF_SURESH,)),
        ),
        (
            ReportQuery("receivables-ageing", OWED.period, (OF_RAMESH,)),
            "and Suresh too",
            ReportQuery("receivables-ageing", OWED.period, (Filter("customer", "in", ("r1", "s1")),)),
        ),
        (ReportQuery("receivables-ageing", OWED.period, (OF_RAMESH,)), "for everyone", OWED),
    ],
)
def test_a_follow_up_changes_what_was_asked_of_a_report(report: ReportQuery, question: str, asked: ReportQuery) -> None:
    followed = follow(question, report)

    assert (followed.status, followed.report) == ("read", asked), followed.reason


@pytest.mark.parametrize(
    ("report", "question", "reason"),
    [
        (ABC, "by category?", "not split or ranked otherwise"),
        (ABC, "top 5 only", "not split or ranked otherwise"),
        (ABC, "only Ramesh", "of the whole shop"),
        (ABC, "same for october", "changes nothing"),
        (OWED, "compare with last year", "not held against"),
        (ReportQuery("sales-forecast"), "same for last year", "known of now alone"),
    ],
)
def test_what_a_report_does_not_do_is_refused_in_words(report: ReportQuery, question: str, reason: str) -> None:
    followed = follow(question, report)

    assert followed.status == "refused"
    assert reason in followed.reason


def test_as_a_table_is_the_same_report_seen_otherwise() -> None:
    followed = follow("as a table", ABC)

    assert (followed.report, followed.view) == (ABC, "table")


@pytest.mark.parametrize("question", ["sales by product last month", "ageing", "collections today"])
def test_a_question_that_stands_alone_is_its_own(question: str) -> None:
    followed = follow(question, ABC)

    assert followed.status == "new"
    assert followed.parsed is not None
    assert followed.parsed.status == "read"


def test_words_that_mean_nothing_are_refused_as_they_are_alone() -> None:
    followed = follow("qwerty", ABC)

    assert followed.status == "new"
    assert followed.parsed is not None
    assert followed.parsed.status == "refused"
