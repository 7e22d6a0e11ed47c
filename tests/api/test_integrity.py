"""What an owner is told of the state of their books."""

from __future__ import annotations

from tests.api.conftest import Person


def test_the_report_names_its_checks_and_finds_books_sound(owner: Person) -> None:
    owner.post("/api/billing?issue=true", {"lines": [{"description": "Tea", "unit_price": "10.00"}]})

    report = owner.get("/api/integrity").json()

    assert report["sound"] is True and report["breaches"] == []
    assert "every posting balances" in report["checks"] and "the chain of events is whole" in report["checks"]
    assert len(set(report["checks"])) == len(report["checks"]) >= 11
