"""The law's numbers on the days around their changes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.gst.law import (
    B2CL_LIMITS,
    CRORE,
    E_INVOICE_TURNOVERS,
    E_WAY_LIMITS,
    E_WAY_STATE_LIMITS,
    GST_BEGAN,
    RATES,
    e_way_limit,
    hsn_digits,
    is_cess_levied,
    last_day_to_take_tax_back,
    limit_on,
    rates_in_force,
)


@pytest.mark.parametrize(
    ("day", "gone", "come"),
    [(date(2025, 9, 22), set(), {"40"}), (date(2026, 2, 1), {"28"}, set()), (date(2022, 4, 1), set(), {"6"})],
)
def test_t5_rates_change_on_their_day(day: date, gone: set[str], come: set[str]) -> None:
    before, now = set(rates_in_force(day - timedelta(days=1))), set(rates_in_force(day))

    assert (before - now, now - before) == (set(map(Decimal, gone)), set(map(Decimal, come)))


def test_t5_the_rates_of_the_e_invoice_master_were_all_in_force_in_2023() -> None:
    assert rates_in_force(date(2023, 6, 1)) == tuple(
        map(Decimal, ["0", "0.1", "0.25", "1", "1.5", "3", "5", "6", "7.5", "12", "18", "28"])
    )


def test_t5_the_compensation_cess_ended_on_31_january_2026() -> None:
    assert [is_cess_levied(day) for day in (GST_BEGAN - timedelta(days=1), GST_BEGAN)] == [False, True]
    assert [is_cess_levied(day) for day in (date(2026, 1, 31), date(2026, 2, 1))] == [True, False]


def test_before_gst_no_rate_is_in_force() -> None:
    assert rates_in_force(GST_BEGAN - timedelta(days=1)) == ()


def test_g2_the_limit_of_large_bills_to_consumers_fell_on_1_august_2024() -> None:
    assert (limit_on(B2CL_LIMITS, date(2024, 7, 31)), limit_on(B2CL_LIMITS, date(2024, 8, 1))) == (250_000, 100_000)


def test_e2_e_invoices_are_asked_of_more_than_five_crore_since_august_2023() -> None:
    assert limit_on(E_INVOICE_TURNOVERS, date(2020, 9, 30)) is None
    assert limit_on(E_INVOICE_TURNOVERS, date(2023, 7, 31)) == 10 * CRORE
    assert limit_on(E_INVOICE_TURNOVERS, date(2023, 8, 1)) == 5 * CRORE


def test_e5_a_state_has_its_own_limit_within_it_alone() -> None:
    day = date(2026, 11, 20)

    assert (e_way_limit(day), e_way_limit(day, state="29"), e_way_limit(day, state="27")) == (50_000, 50_000, 100_000)
    assert (e_way_limit(date(2023, 11, 30), state="19"), e_way_limit(date(2023, 12, 1), state="19")) == (
        100_000,
        50_000,
    )


@pytest.mark.parametrize(
    ("turnover", "digits", "to_consumers"),
    [(None, 4, False), (0, 4, False), (5 * CRORE, 4, False), (5 * CRORE + 1, 6, True)],
)
def test_t10_digits_of_the_hsn_by_turnover(turnover: int | None, digits: int, to_consumers: bool) -> None:
    row = hsn_digits(date(2026, 11, 20), turnover_rupees=turnover)

    assert row is not None
    assert (row.digits, row.to_consumers) == (digits, to_consumers)


@pytest.mark.parametrize(
    ("supplied", "noted", "last"),
    [
        (date(2025, 4, 1), date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 3, 31), date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 4, 1), date(2026, 11, 30), date(2027, 11, 30)),
        (date(2021, 5, 1), date(2022, 9, 30), date(2022, 9, 30)),
        (date(2021, 5, 1), date(2022, 10, 1), date(2022, 11, 30)),
    ],
)
def test_g4_the_last_day_of_a_credit_note_with_tax(supplied: date, noted: date, last: date) -> None:
    assert last_day_to_take_tax_back(supplied, noted_on=noted) == last


@pytest.mark.parametrize("rows", [RATES, B2CL_LIMITS, E_INVOICE_TURNOVERS, E_WAY_LIMITS, E_WAY_STATE_LIMITS])
def test_every_row_says_where_it_comes_from_and_no_two_of_one_thing_hold_at_once(rows: tuple[object, ...]) -> None:
    def thing(row: object) -> object:
        return getattr(row, "percent", None) or getattr(row, "state", None)

    for n, row in enumerate(rows):
        assert row.source  # type: ignore[attr-defined]
        for other in rows[n + 1 :]:
            if thing(row) == thing(other):
                assert not other.holds_on(row.valid_from) and not row.holds_on(other.valid_from)  # type: ignore[attr-defined]
