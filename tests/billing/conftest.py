"""The books' tests work at a counter."""

from __future__ import annotations

from typing import Any

import pytest

from munim.database import Database
from tests.counter import Counter


@pytest.fixture
def counter(database: Database, shop: Any) -> Counter:
    """The counter of a fresh Indian shop."""
    return Counter(database, shop)


@pytest.fixture
def gst_counter(database: Database, gst_shop: Any) -> Counter:
    """The counter of a fresh shop that is registered under GST in Maharashtra."""
    return Counter(database, gst_shop)
