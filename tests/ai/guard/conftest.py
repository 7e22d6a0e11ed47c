"""A shop to ask."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.ai.guard.shops import opened_shop


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened_shop(tmp_path_factory.mktemp("guarded")) as connection:
        yield connection
