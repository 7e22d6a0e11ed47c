"""Whole outputs kept as files: what changes in them is seen as a difference and accepted by a person.

To accept, delete the file and run the test: it writes the new one, fails once, and the new file is looked at and committed.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

TOLERANCE = 1.5  # mean difference of a quarter-sized grey picture's pixels, of 255
WORST = 48  # of any one of them


def assert_golden(path: Path, found: str) -> None:
    """``found`` is what ``path`` holds."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
        raise AssertionError(f"{path} was not there; it is written: look at it and commit it")
    assert found == path.read_text(encoding="utf-8"), f"{path.name} differs; delete it to accept what is new"


def assert_looks_like(path: Path, found: bytes) -> None:
    """The picture ``found`` looks as the one in ``path`` does, however its edges are smoothed."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(found)
        raise AssertionError(f"{path} was not there; it is written: look at it and commit it")
    with Image.open(path) as kept, Image.open(io.BytesIO(found)) as new:
        assert new.size == kept.size
        small = (max(1, kept.width // 4), max(1, kept.height // 4))
        one, two = (each.convert("L").resize(small, Image.Resampling.BOX) for each in (kept, new))
    difference = ImageChops.difference(one, two)
    statistics = ImageStat.Stat(difference)
    assert statistics.mean[0] <= TOLERANCE, f"{path.name} looks different: mean {statistics.mean[0]:.2f}"
    assert statistics.extrema[0][1] <= WORST, f"{path.name} looks different in places"
