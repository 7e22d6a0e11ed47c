"""A change of rates between supply, invoice and payment: section 14's six cases (RULES T6), the change being 22 September 2025."""

from __future__ import annotations

from datetime import date

import pytest

from billing.gst.section14 import day_of_rate

CHANGE = date(2025, 9, 22)
BEFORE, AFTER = date(2025, 9, 10), date(2025, 10, 5)


def is_new(*, supplied: date, invoiced: date, paid: date | None) -> bool:
    return day_of_rate(supplied=supplied, invoiced=invoiced, paid=paid) >= CHANGE


def test_t6_supplied_before_invoiced_and_paid_after_the_new_rate() -> None:
    assert is_new(supplied=BEFORE, invoiced=AFTER, paid=AFTER)


def test_t6_supplied_and_invoiced_before_paid_after_the_old_rate() -> None:
    assert not is_new(supplied=BEFORE, invoiced=BEFORE, paid=AFTER)


def test_t6_supplied_and_paid_before_invoiced_after_the_old_rate() -> None:
    assert not is_new(supplied=BEFORE, invoiced=AFTER, paid=BEFORE)


def test_t6_supplied_and_paid_after_invoiced_before_the_new_rate() -> None:
    assert is_new(supplied=AFTER, invoiced=BEFORE, paid=AFTER)


def test_t6_supplied_and_invoiced_after_paid_before_the_new_rate() -> None:
    assert is_new(supplied=AFTER, invoiced=AFTER, paid=BEFORE)


def test_t6_supplied_after_invoiced_and_paid_before_the_old_rate() -> None:
    assert not is_new(supplied=AFTER, invoiced=BEFORE, paid=BEFORE)


@pytest.mark.parametrize("invoiced", [BEFORE, AFTER])
def test_t6_what_is_not_paid_yet_is_paid_after_every_change(invoiced: date) -> None:
    assert is_new(supplied=BEFORE, invoiced=invoiced, paid=None) == (invoiced == AFTER)
    assert is_new(supplied=AFTER, invoiced=invoiced, paid=None)


def test_t6_the_day_of_the_change_is_after_it() -> None:
    assert is_new(supplied=BEFORE, invoiced=CHANGE, paid=CHANGE)
