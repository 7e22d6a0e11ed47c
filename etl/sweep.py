"""How far the whole mirror has looked: a snapshot by which every business was up to date.

It spares a sweep from opening the mirrors of businesses in which nothing happened. Losing it costs one sweep through
all of them.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from etl.books import Snapshot
from etl.statements import Since


@dataclass(frozen=True)
class Sweep:
    """The snapshot of the last sweep that left no business behind."""

    seen: Since
    source: str


def read_sweep(folder: Path) -> Sweep | None:
    """The last whole sweep of the mirror in ``folder``, None when there was none or it cannot be read."""
    try:
        kept = json.loads((folder / "sweep.json").read_text())
        return Sweep(Since(int(kept["watermark"]), kept["snapshot"]), kept["source"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def write_sweep(folder: Path, snapshot: Snapshot) -> None:
    """Keep ``snapshot`` as the last whole sweep."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"sweep.{os.getpid()}"
    fresh.write_text(
        json.dumps(
            {"watermark": snapshot.seen.watermark, "snapshot": snapshot.seen.snapshot, "source": snapshot.source}
        )
    )
    os.replace(fresh, folder / "sweep.json")
