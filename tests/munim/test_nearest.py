"""The right name nearest to a wrong one."""

from __future__ import annotations

import pytest

from munim.nearest import nearest

NAMES = ("period", "format", "from", "to", "startDate", "top_products", "limit")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("form", "from"),  # of the same letters, though more of it is alike in format
        ("fromat", "format"),
        ("peroid", "period"),
        ("startdate", "startDate"),
        ("start-date", "startDate"),
        ("TOP_PRODUCT", "top_products"),
        ("limits", "limit"),
        ("xyzzy", None),
        ("", None),
    ],
)
def test_the_nearest_is_the_one_that_was_meant(wrong: str, right: str | None) -> None:
    assert nearest(wrong, NAMES) == right


def test_of_nothing_there_is_no_nearest() -> None:
    assert nearest("from", ()) is None
