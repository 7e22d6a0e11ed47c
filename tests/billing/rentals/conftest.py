"""The rentals' tests work at a counter that hires out."""

from __future__ import annotations

from typing import Any

import pytest

from munim.database import Database
from tests.billing.rentals.hires import Hires


@pytest.fixture
def hires(database: Database, shop: Any) -> Hires:
    """The counter of a fresh Indian shop on 1 May 2026, ten o'clock."""
    return Hires(database, shop)
