"""The tests of purchases work with a buyer at a counter."""

from __future__ import annotations

import pytest

from tests.billing.purchases.buyer import Buyer
from tests.counter import Counter


@pytest.fixture
def buyer(counter: Counter) -> Buyer:
    """Buys for a fresh Indian shop without a GSTIN."""
    return Buyer(counter)
