"""The mirror's tests sell at a counter and mirror into a folder of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from etl.mirror import run_mirror
from etl.reader import OpenMirror, open_mirror
from etl.runs import Run
from etl.versions import Versions
from munim.database import Database
from tests.counter import Counter


@dataclass(frozen=True)
class Mirrored:
    """One business's mirror in a folder."""

    url: str
    folder: Path
    business_id: int

    @property
    def versions(self) -> Versions:
        return Versions(self.folder, self.business_id)

    def run(self, **options: Any) -> Run:
        [run] = run_mirror(self.url, self.folder, businesses=[self.business_id], **options)
        return run

    @contextmanager
    def open(self) -> Iterator[OpenMirror]:
        with open_mirror(self.folder, self.business_id) as mirror:
            yield mirror

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        with self.open() as mirror:
            return mirror.cursor.execute(statement).fetchall()


@pytest.fixture
def counter(database: Database, shop: Any) -> Counter:
    """The counter of a fresh Indian shop."""
    return Counter(database, shop)


@pytest.fixture
def mirrored(mirror_url: str, tmp_path: Path, shop: Any) -> Mirrored:
    """That shop's mirror, not run yet."""
    return Mirrored(mirror_url, tmp_path / "mirror", shop.business_id)
