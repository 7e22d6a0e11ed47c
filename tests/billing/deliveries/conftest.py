"""The tests of daily delivery work in a dairy."""

from __future__ import annotations

import pytest

from tests.billing.deliveries.dairy import Dairy
from tests.counter import Counter


@pytest.fixture
def dairy(counter: Counter) -> Dairy:
    """The dairy of a fresh Indian shop."""
    return Dairy(counter)
