"""Formulas reckoned over figures that were read already: each is what a statement says of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analytics.catalogue import METRICS, measured_by, parts_of
from analytics.compile import reckoning
from analytics.compile.reckoning import quotient_of
from analytics.query import MetricQuery
from analytics.results import ResultCache, run_query
from munim.days import Period
from tests.analytics import test_metrics
from tests.analytics.mirrors import OWNER
from tests.analytics.test_additivity import AUTUMN, TODAY


@pytest.mark.parametrize(
    ("above", "below", "unit", "expected"),
    [
        (5, 2, "money", 3),
        (-5, 2, "money", -3),
        (1, 3, "percent", Decimal("33.3")),
        (1, 16, "percent", Decimal("6.3")),  # 6.25: the half goes away from zero
        (-1, 16, "percent", Decimal("-6.3")),
        (Decimal("2.500"), 2, "ratio", Decimal("1.25")),
        (Decimal("0.333"), 8, "ratio", Decimal("0.04")),
        (7, 0, "money", None),
        (None, 4, "money", None),
        (7, None, "percent", None),
    ],
)
def test_a_quotient_is_rounded_half_away_from_zero_in_the_decimals_of_its_unit(
    above: int | Decimal | None, below: int | None, unit: str, expected: object
) -> None:
    found = quotient_of(above, below, unit=unit)

    assert (found, str(found)) == (expected, str(expected))


@pytest.mark.parametrize("period", [AUTUMN, Period(AUTUMN.start.replace(year=2001), AUTUMN.start.replace(year=2002))])
def test_every_formula_of_figures_alone_is_what_a_statement_says(period: Period) -> None:
    formulas = [
        item for item in METRICS if item.formula and not any("$" in part.formula for part in parts_of(item.slug))
    ]
    told = 0
    with test_metrics.books().mirror() as mirror:
        for item in formulas:
            parts = tuple(part.slug for part in measured_by(item.slug))
            result = run_query(
                mirror,
                MetricQuery((*parts, item.slug), period=period),
                permissions=OWNER,
                today=TODAY,
                cache=ResultCache(),
            )
            [(*figures, said)] = result.rows
            reckoned = reckoning(item.slug)(dict(zip(parts, figures, strict=True)))
            assert (item.slug, str(reckoned)) == (item.slug, str(said))
            told += 1

    assert told > 15


def test_what_a_statement_alone_can_reckon_is_refused() -> None:
    with pytest.raises(TypeError, match="by a statement alone"):
        reckoning("average_daily_sales")
