"""Periods of returns, and units as the portals know them."""

from __future__ import annotations

from datetime import date

import pytest

from billing.returns.periods import parse_period
from billing.returns.quantities import CODES, quantity_code
from munim.days import Period
from munim.errors import Invalid


def test_a_month_and_a_quarter_are_read() -> None:
    month, quarter = parse_period("2026-10"), parse_period("2026-Q4")

    assert (month.days, month.code) == (Period(date(2026, 10, 1), date(2026, 11, 1)), "102026")
    assert (quarter.days, quarter.code) == (Period(date(2026, 10, 1), date(2027, 1, 1)), "122026")


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-Q5", "2026-1", "1999-10", "2026-10-01", "October"])
def test_what_is_no_period_is_refused_by_name(text: str) -> None:
    with pytest.raises(Invalid, match="2026-10") as refused:
        parse_period(text)
    assert refused.value.field == "period"


@pytest.mark.parametrize(
    ("unit", "code"),
    [("pcs", "PCS"), ("kg", "KGS"), ("KG", "KGS"), ("Kgs.", "KGS"), ("l", "LTR"), ("box", "BOX"), ("nos", "NOS"), (" dozen ", "DOZ"), ("Litres", "LTR")],
)  # fmt: skip
def test_g1_units_are_written_with_the_portals_codes(unit: str, code: str) -> None:
    assert quantity_code(unit) == code


def test_g1_every_code_is_its_own_unit_and_an_unknown_unit_has_none() -> None:
    assert all(quantity_code(code) == code for code in CODES)
    assert quantity_code("thali") is None
    assert quantity_code(None) is None
