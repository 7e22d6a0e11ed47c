"""Follow-ups: what each keeps and changes, and the laws of edits."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.conversation import Asked, Edit, FollowUp, edit_between, follow_up
from ai.conversation.changes import changes_in_words
from ai.conversation.edits import Change, settled
from ai.parser import Name, NameIndex, parse
from analytics.query import Filter, Having, MetricQuery, Order
from analytics.reports.asked import ReportQuery
from munim.days import Calendar, Period

TODAY = date(2026, 11, 18)
NAMES = NameIndex(
    [
        Name("customer", "r1", "Ramesh Traders"),
        Name("customer", "s1", "Suresh Stores"),
        Name("category", "g1", "Grains"),
        Name("category", "o1", "Oils"),
        Name("city", "Pune", "Pune"),
        Name("payment_method", "cash", "Cash"),
        Name("payment_method", "upi", "UPI"),
    ]
)
READ = partial(parse, names=NAMES, calendar=Calendar(), today=TODAY)
OCTOBER, OCTOBER_2025 = Period(date(2026, 10, 1), date(2026, 11, 1)), Period(date(2025, 10, 1), date(2025, 11, 1))
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))
DAY = Period(date(2026, 11, 17), date(2026, 11, 18))
ABOVE_10000 = Having("net_sales", "above", (1_000_000,))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
YEAR_2025 = Period(date(2025, 1, 1), date(2026, 1, 1))
BY_PRODUCT = MetricQuery(("net_sales",), by=("product",), period=OCTOBER)
TOP_5 = MetricQuery(("net_sales",), by=("customer",), period=OCTOBER, order=(Order("net_sales"),), limit=5)
COLLECTED = MetricQuery(("collections",), period=OCTOBER)
RAMESH, SURESH = Filter("customer", "in", ("r1",)), Filter("customer", "in", ("s1",))


def changed(query: MetricQuery, **fields: Any) -> MetricQuery:
    made: MetricQuery = settled(
        Asked(MetricQuery(**{name: fields.get(name, getattr(query, name)) for name in query.__struct_fields__}))
    ).query
    return made


def follow(question: str, query: MetricQuery) -> FollowUp:
    return follow_up(question, Asked(query), read=READ)


FOLLOWED = (
    (BY_PRODUCT, "same for last year", changed(BY_PRODUCT, period=OCTOBER_2025)),
    (BY_PRODUCT, "and this month?", changed(BY_PRODUCT, period=NOVEMBER)),
    (changed(BY_PRODUCT, period=None), "same for last year", changed(BY_PRODUCT, period=YEAR_2025)),
    (BY_PRODUCT, "pichhle saal", changed(BY_PRODUCT, period=OCTOBER_2025)),
    (BY_PRODUCT, "wahi is mahine", changed(BY_PRODUCT, period=NOVEMBER)),
    (BY_PRODUCT, "all time", changed(BY_PRODUCT, period=None)),
    (BY_PRODUCT, "only Ramesh", changed(BY_PRODUCT, where=(RAMESH,))),
    (BY_PRODUCT, "sirf ramesh", changed(BY_PRODUCT, where=(RAMESH,))),
    (changed(BY_PRODUCT, where=(RAMESH,)), "what about Suresh", changed(BY_PRODUCT, where=(SURESH,))),
    (changed(BY_PRODUCT, where=(RAMESH,)), "and suresh", changed(BY_PRODUCT, where=(Filter("customer", "in", ("r1", "s1")),))),
    (changed(BY_PRODUCT, where=(RAMESH,)), "in Pune", changed(BY_PRODUCT, where=(Filter("city", "in", ("Pune",)), RAMESH))),
    (changed(BY_PRODUCT, where=(RAMESH,)), "for everyone", BY_PRODUCT),
    (BY_PRODUCT, "without grains", changed(BY_PRODUCT, where=(Filter("category", "not_in", ("g1",)),))),
    (COLLECTED, "without cash", changed(COLLECTED, where=(Filter("payment_method", "not_in", ("cash",)),))),
    (BY_PRODUCT, "by category?", changed(BY_PRODUCT, by=("category",))),
    (BY_PRODUCT, "and by month", changed(BY_PRODUCT, by=("month", "product"))),
    (BY_PRODUCT, "month wise", changed(BY_PRODUCT, by=("month",))),
    (BY_PRODUCT, "in total", changed(BY_PRODUCT, by=())),
    (TOP_5, "top 10 instead", changed(TOP_5, limit=10)),
    (TOP_5, "only 3", changed(TOP_5, limit=3)),
    (TOP_5, "bottom 3", changed(TOP_5, limit=3, order=(Order("net_sales", False),))),
    (TOP_5, "show all", changed(TOP_5, limit=None)),
    (TOP_5, "sab dikhao", changed(TOP_5, limit=None)),
    (TOP_5, "by month", changed(TOP_5, by=("month",), limit=None, order=())),
    (TOP_5, "what about profit", changed(TOP_5, metrics=("gross_profit",), order=(Order("gross_profit"),))),
    (BY_PRODUCT, "profit?", changed(BY_PRODUCT, metrics=("gross_profit",))),
    (BY_PRODUCT, "and orders", changed(BY_PRODUCT, metrics=("net_sales", "orders"))),
    (BY_PRODUCT, "compare with last year", changed(BY_PRODUCT, compare=OCTOBER_2025)),
    (changed(BY_PRODUCT, compare="previous"), "without comparison", BY_PRODUCT),
    (changed(BY_PRODUCT, compare="previous"), "remove the comparison", BY_PRODUCT),
    (changed(BY_PRODUCT, compare="previous"), "don't compare", BY_PRODUCT),
    (changed(BY_PRODUCT, compare="previous"), "tulna hatao", BY_PRODUCT),
    (changed(BY_PRODUCT, where=(RAMESH,)), "clear the filters", BY_PRODUCT),
    # how many rows
    (TOP_5, "make it 10", changed(TOP_5, limit=10)),
    (TOP_5, "make that ten please", changed(TOP_5, limit=10)),
    (TOP_5, "only the top 3", changed(TOP_5, limit=3)),
    (TOP_5, "just the top three", changed(TOP_5, limit=3)),
    (TOP_5, "10 कर दो", changed(TOP_5, limit=10)),
    (TOP_5, "sabse kam 3", changed(TOP_5, limit=3, order=(Order("net_sales", False),))),
    (TOP_5, "सबसे कम 3", changed(TOP_5, limit=3, order=(Order("net_sales", False),))),
    (TOP_5, "neeche ke 3", changed(TOP_5, limit=3, order=(Order("net_sales", False),))),
    (TOP_5, "only the lowest", changed(TOP_5, limit=1, order=(Order("net_sales", False),))),
    (BY_PRODUCT, "just the highest one", changed(BY_PRODUCT, limit=1, order=(Order("net_sales"),))),
    # in what order
    (BY_PRODUCT, "sort ascending", changed(BY_PRODUCT, order=(Order("net_sales", False),))),
    (BY_PRODUCT, "lowest first", changed(BY_PRODUCT, order=(Order("net_sales", False),))),
    (BY_PRODUCT, "highest to lowest", changed(BY_PRODUCT, order=(Order("net_sales"),))),
    (BY_PRODUCT, "reverse the order", changed(BY_PRODUCT, order=(Order("net_sales", False),))),
    # all of it together
    (BY_PRODUCT, "how much in total", changed(BY_PRODUCT, by=())),
    (BY_PRODUCT, "overall", changed(BY_PRODUCT, by=())),
    (BY_PRODUCT, "kul kitna", changed(BY_PRODUCT, by=())),
    # the time beside the one asked for, however long ago that is
    (BY_PRODUCT, "the month before", changed(BY_PRODUCT, period=SEPTEMBER)),
    (BY_PRODUCT, "and the month before that?", changed(BY_PRODUCT, period=SEPTEMBER)),
    (BY_PRODUCT, "what about the one before", changed(BY_PRODUCT, period=SEPTEMBER)),
    (BY_PRODUCT, "usse pehle ka mahina", changed(BY_PRODUCT, period=SEPTEMBER)),
    (BY_PRODUCT, "उससे पहले", changed(BY_PRODUCT, period=SEPTEMBER)),
    (BY_PRODUCT, "the month after", changed(BY_PRODUCT, period=NOVEMBER)),
    (BY_PRODUCT, "the year before", changed(BY_PRODUCT, period=OCTOBER_2025)),
    (BY_PRODUCT, "2025", changed(BY_PRODUCT, period=OCTOBER_2025)),
    # the same part of another time
    (changed(BY_PRODUCT, period=DAY), "same day last week", changed(BY_PRODUCT, period=Period(date(2026, 11, 10), date(2026, 11, 11)))),
    (changed(BY_PRODUCT, period=DAY), "same day last year", changed(BY_PRODUCT, period=Period(date(2025, 11, 17), date(2025, 11, 18)))),
    (BY_PRODUCT, "same month last year", changed(BY_PRODUCT, period=OCTOBER_2025)),
    (BY_PRODUCT, "pichhle saal isi mahine", changed(BY_PRODUCT, period=OCTOBER_2025)),
    # held against another
    (BY_PRODUCT, "vs september", changed(BY_PRODUCT, compare=SEPTEMBER)),
    (BY_PRODUCT, "compare with september", changed(BY_PRODUCT, compare=SEPTEMBER)),
    (BY_PRODUCT, "vs last october", changed(BY_PRODUCT, compare=OCTOBER_2025)),
    (BY_PRODUCT, "compare it to last year", changed(BY_PRODUCT, compare=OCTOBER_2025)),
    # everything of a kind again, and what was left out
    (changed(BY_PRODUCT, by=("customer",), where=(RAMESH,)), "all customers", changed(BY_PRODUCT, by=("customer",))),
    (changed(COLLECTED, where=(RAMESH,)), "for all customers", changed(COLLECTED, by=("customer",))),
    (changed(COLLECTED, where=(Filter("payment_method", "not_in", ("cash",)),)), "including cash", COLLECTED),
    (changed(COLLECTED, where=(Filter("payment_method", "in", ("upi",)),)), "including cash", changed(COLLECTED, where=(Filter("payment_method", "in", ("upi", "cash")),))),
    (TOP_5, "sort by bills", changed(TOP_5, metrics=("orders",), order=(Order("orders"),))),
    (changed(BY_PRODUCT, metrics=("gross_profit",), by=("customer",)), "kitna kharida", changed(BY_PRODUCT, by=("customer",))),
    # a condition is on what was told by
    (BY_PRODUCT, "more than 10000", changed(BY_PRODUCT, having=(ABOVE_10000,))),
    (BY_PRODUCT, "only those above 10000", changed(BY_PRODUCT, having=(ABOVE_10000,))),
    (BY_PRODUCT, "sirf 10000 se upar", changed(BY_PRODUCT, having=(ABOVE_10000,))),
    (TOP_5, "over 10000", changed(TOP_5, having=(ABOVE_10000,), limit=None)),
)  # fmt: skip


@pytest.mark.parametrize(("before", "question", "after"), FOLLOWED, ids=[question for _, question, _ in FOLLOWED])
def test_a_follow_up_changes_what_it_says_and_keeps_the_rest(
    before: MetricQuery, question: str, after: MetricQuery
) -> None:
    found = follow(question, before)

    assert found.status == "read", found
    assert found.asked is not None
    assert found.asked.query == after


@pytest.mark.parametrize(
    ("question", "view"),
    [
        ("as a chart", "chart"),
        ("show it as a bar chart please", "bar"),
        ("as a table", "table"),
        ("चार्ट में दिखाओ", "chart"),
        ("chart me dikhao", "chart"),
    ],
)
def test_how_an_answer_is_seen_is_changed_alone(question: str, view: str) -> None:
    found = follow(question, BY_PRODUCT)

    assert found.asked == Asked(BY_PRODUCT, view)  # type: ignore[arg-type]  # one of the views
    assert found.edit.parts == {"view"}


def test_a_follow_up_may_change_the_question_and_how_it_is_seen() -> None:
    found = follow("by month as a line chart", BY_PRODUCT)

    assert found.asked == settled(Asked(changed(BY_PRODUCT, by=("month",)), "line"))


@pytest.mark.parametrize(
    "question",
    ["who owes more than 5000", "collections this month by payment method", "how much did we sell yesterday", "orders by city last week"],
)  # fmt: skip
def test_a_whole_question_is_no_follow_up(question: str) -> None:
    found = follow(question, changed(BY_PRODUCT, where=(RAMESH,)))

    assert found.status == "new"
    assert found.parsed is not None
    assert found.parsed.query == READ(question).query


@pytest.mark.parametrize(
    "question", ["only Thangavelu", "and by colour", "qwerty", "without", "top 10 instead of the weather"]
)
def test_a_word_that_is_not_known_is_never_dropped(question: str) -> None:
    assert follow(question, BY_PRODUCT).status in ("refused", "ask")


def test_what_changes_nothing_says_so() -> None:
    assert follow("by product", BY_PRODUCT).reason == "that changes nothing of the question before"


def test_a_ranking_of_an_undivided_figure_asks_of_what() -> None:
    assert follow("top 10", COLLECTED).status == "refused"
    assert follow("lowest first", COLLECTED).status == "refused"
    # five rows lowest first are not the five lowest
    assert (
        follow("lowest first", TOP_5).reason
        == "the rows of a ranking stand in its order; ask for the lowest instead, or for all of them"
    )
    # a week has no month before it that is meant
    week = changed(BY_PRODUCT, period=Period(date(2026, 11, 9), date(2026, 11, 16)))
    assert follow("the month before", week).asked is None
    assert follow("the week before", week).asked == settled(
        Asked(changed(week, period=Period(date(2026, 11, 2), date(2026, 11, 9))))
    )


def test_why_is_asked_of_the_days_and_of_those_asked_for_before() -> None:
    found = follow("why?", changed(BY_PRODUCT, where=(Filter("category", "in", ("g1",)),)))

    assert found.status == "new" and found.parsed is not None
    assert found.parsed.report == ReportQuery("why", OCTOBER, (Filter("category", "in", ("g1",)),))
    of_profit = follow("why", changed(BY_PRODUCT, metrics=("gross_profit",))).parsed
    assert of_profit is not None
    assert of_profit.report == ReportQuery("why", OCTOBER, options=(("figure", "gross_profit"),))
    own = follow("why did sales fall in september", BY_PRODUCT)
    assert own.parsed is not None and own.parsed.report is not None
    assert own.parsed.report.period == SEPTEMBER


def test_what_is_not_known_is_named_without_only() -> None:
    found = follow("only beverages", BY_PRODUCT)

    assert found.status == "refused" and found.parsed is not None
    assert found.parsed.unused == ("beverages",)


def test_a_name_that_two_things_have_is_asked_back_as_edits() -> None:
    names = NameIndex([Name("customer", "r1", "Ramesh Traders"), Name("customer", "r2", "Ramesh Textiles")])
    read = partial(parse, names=names, calendar=Calendar(), today=TODAY)

    found = follow_up("only ramesh", Asked(BY_PRODUCT), read=read)

    assert found.status == "ask"
    assert [option.query for option in found.options] == [
        changed(BY_PRODUCT, where=(Filter("customer", "in", (value,)),)) for value in ("r2", "r1")
    ]


def test_what_was_kept_and_changed_is_told_in_both_languages() -> None:
    found = follow("only ramesh for last year", BY_PRODUCT)
    labels = {("customer", "r1"): Name("customer", "r1", "Ramesh Traders")}
    assert found.asked is not None

    english = changes_in_words(found.edit, found.asked, labels=labels, language="en")
    hindi = changes_in_words(found.edit, found.asked, labels=labels, language="hi")

    assert english == (
        ("net sales", "by product"),
        ("1 to 31 October 2026 → 1 to 31 October 2025", "customer: all → only Ramesh Traders"),
    )
    assert hindi[0][0] == "शुद्ध बिक्री"
    assert hindi[1][0] == "अक्टूबर 2026 → अक्टूबर 2025"


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "?" * 700,
        "sales " * 10_000,
        "\x00\x07\u202e only ramesh",
        "売上を教えて",
        "من يدين لنا",
        "\ud800 and",
    ],
    ids=[
        "nothing",
        "blank",
        "marks",
        "ten thousand words",
        "control characters",
        "Japanese",
        "Arabic",
        "half a character",
    ],
)
def test_bad_input_is_a_plain_answer(question: str) -> None:
    assert follow(question, BY_PRODUCT).status in ("new", "refused", "ask", "read")


# -- laws of edits -----------------------------------------------------------------------------------

periods = st.sampled_from([None, OCTOBER, OCTOBER_2025, NOVEMBER, YEAR_2025])
filters = st.lists(
    st.builds(
        Filter,
        st.sampled_from(["customer", "city", "category", "product"]),
        st.sampled_from(["in", "not_in"]),
        st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=2, unique=True).map(tuple),
    ),
    max_size=3,
    unique_by=lambda item: item.dimension,
).map(tuple)
queries = st.builds(
    MetricQuery,
    metrics=st.sampled_from([("net_sales",), ("orders",), ("net_sales", "orders")]),
    by=st.sampled_from([(), ("month",), ("product",), ("month", "product"), ("customer",)]),
    where=filters,
    having=st.sampled_from([(), (Having("net_sales", "above", (500_000,)),)]),
    period=periods,
    compare=st.sampled_from(["none", "previous", OCTOBER_2025]),
    order=st.sampled_from([(), (Order("net_sales"),), (Order("net_sales", False),)]),
    limit=st.sampled_from([None, 1, 5, 10]),
    shares=st.booleans(),
)
asked = st.builds(Asked, queries, st.sampled_from(["", "chart", "line", "bar", "table"])).map(settled)


@given(asked, asked)
def test_an_edit_makes_the_one_question_of_the_other_and_its_undo_gives_it_back(before: Asked, after: Asked) -> None:
    edit = edit_between(before, after)

    assert edit.apply(before) == after
    assert edit.undo.apply(edit.apply(before)) == before


@given(asked, asked, asked)
def test_edits_of_different_parts_come_to_the_same_in_any_order(before: Asked, one: Asked, other: Asked) -> None:
    first = edit_between(before, one)
    second = Edit(tuple(change for change in edit_between(before, other).changes if change.part not in first.parts))

    assert second.apply(first.apply(before)) == first.apply(second.apply(before))


@given(asked, st.sampled_from([question for _, question, _ in FOLLOWED]))
def test_a_follow_up_touches_no_part_beyond_its_edit_and_can_be_taken_back(before: Asked, question: str) -> None:
    found = follow_up(question, before, read=READ)

    if found.status == "read":
        assert found.asked is not None
        assert found.edit.apply(before) == found.asked
        assert found.edit.undo.apply(found.asked) == before


def test_an_edit_of_nothing_is_none() -> None:
    assert edit_between(Asked(BY_PRODUCT), Asked(BY_PRODUCT)) == Edit(())
    assert Edit((Change("limit", None, 3),)).undo == Edit((Change("limit", 3, None),))
