"""Reports that people kept: whose they are, who sees them, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest

from billing.listing import Listing
from billing.permissions import MUNIM, Actor, actor_for
from billing.saved_reports import (
    LARGEST_QUERY_BYTES,
    ChangedSavedReport,
    NewSavedReport,
    SavedReport,
    change_saved_report,
    list_saved_reports,
    read_saved_report,
    save_report,
)
from billing.versions import StaleVersion
from munim.database import Database
from munim.errors import Conflict, Forbidden, Invalid, NotFound
from munim.ids import new_id
from tests.conftest import Shop
from tests.counter import Counter

QUERY = {"metrics": ["net_sales"], "period": "last-month"}


@pytest.fixture
def counter(database: Database, shop: Shop) -> Counter:
    return Counter(database, shop)


def kept(counter: Counter, by: Actor | None = None, **details: Any) -> SavedReport:
    with counter.open() as session:
        command = NewSavedReport(**{"name": "Last month", "query": QUERY, **details})
        return save_report(session, command, by=by or counter.by, at=counter.at)


def changed(counter: Counter, report: SavedReport, by: Actor | None = None, **details: Any) -> SavedReport:
    with counter.open() as session:
        command = ChangedSavedReport(**{"name": report.name, "query": report.query, "shared": report.shared, **details})
        return change_saved_report(
            session, report.id, command, by=by or counter.by, at=counter.at, expected_version=report.version
        )


def names(counter: Counter, by: Actor, **filters: str) -> list[str]:
    with counter.open() as session:
        return [one.name for one in list_saved_reports(session, Listing(filters=filters), by=by).items]


@pytest.fixture
def manager() -> Actor:
    return actor_for(new_id(), "manager")


def test_a_report_is_kept_as_it_was_written(counter: Counter) -> None:
    report = kept(counter)

    with counter.open() as session:
        assert read_saved_report(session, report.id) == report
    assert (report.name, report.query, report.shared, report.owner_id, report.version) == (
        "Last month",
        QUERY,
        False,
        counter.by.user_id,
        1,
    )


def test_ones_own_and_shared_ones_are_seen_and_no_others(counter: Counter, manager: Actor) -> None:
    """The owner of the shop sees what a stranger to it kept, who works here no more; a manager does not."""
    kept(counter, name="Mine")
    kept(counter, name="Ours", shared=True)
    kept(counter, by=manager, name="The manager's")
    colleague = actor_for(new_id(), "accountant")

    assert names(counter, colleague) == ["Ours"]
    assert names(counter, manager) == ["Ours", "The manager's"]
    assert names(counter, counter.by) == ["Mine", "Ours", "The manager's"]
    assert names(counter, counter.by, mine="true", shared="false") == ["Mine"]
    assert names(counter, MUNIM) == ["Mine", "Ours", "The manager's"]


def test_what_is_not_seen_is_not_there(counter: Counter, manager: Actor) -> None:
    mine = kept(counter)

    with counter.open() as session, pytest.raises(NotFound):
        read_saved_report(session, mine.id, by=manager)
    with pytest.raises(NotFound):
        changed(counter, mine, by=manager)


def test_a_shared_report_is_changed_by_who_keeps_it_alone(counter: Counter, manager: Actor) -> None:
    theirs = kept(counter, by=manager, shared=True)
    ours = kept(counter, shared=True)

    assert changed(counter, theirs, by=manager, name="Better").name == "Better"
    with pytest.raises(Forbidden):
        changed(counter, ours, by=manager)


def test_an_edit_names_the_version_it_was_made_from(counter: Counter) -> None:
    report = kept(counter)
    after = changed(counter, report, name="Other")

    assert after.version == 2
    with pytest.raises(StaleVersion):
        changed(counter, report, name="Third")


def test_an_archived_report_leaves_the_list_and_stays_readable(counter: Counter) -> None:
    report = changed(counter, kept(counter), archived=True)

    assert names(counter, counter.by) == []
    assert names(counter, counter.by, archived="true") == ["Last month"]
    assert changed(counter, report, archived=False).archived is False
    assert names(counter, counter.by) == ["Last month"]


def test_an_id_is_kept_once(counter: Counter) -> None:
    report = kept(counter)

    with pytest.raises(Conflict):
        kept(counter, id=report.id)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"name": "  "}, "name"),
        ({"query": {"metrics": ["\0"]}}, "query"),
        ({"query": {"metrics": ["x" * LARGEST_QUERY_BYTES]}}, "query"),
    ],
)
def test_what_cannot_be_kept_is_refused(counter: Counter, details: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        kept(counter, **details)

    assert refused.value.field == field


def test_who_may_not_read_reports_keeps_none(counter: Counter) -> None:
    cashier = actor_for(new_id(), "cashier")

    with pytest.raises(Forbidden):
        kept(counter, by=cashier)
    with pytest.raises(Forbidden):
        names(counter, cashier)
