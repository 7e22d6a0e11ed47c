"""What ``munim doctor`` says of the sandbox: whether a statement runs in it, and what this machine does not allow it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from ai.sandbox.pool import Sandbox
from munim.errors import MunimError
from munim.findings import Finding


def examine_sandbox() -> Iterator[Finding]:
    """Run one statement on an empty file and see which measures were taken."""
    with tempfile.TemporaryDirectory() as folder, Sandbox(workers=1) as sandbox:
        path = Path(folder) / "1.duckdb"
        duckdb.connect(path).close()
        try:
            sandbox.run(path, "SELECT 1")
        except MunimError as error:
            yield Finding("sandbox", "wrong", error.message, "statements that are not Munim's own cannot be run here")
            return
        missing = [f"{name} ({reason})" for name, reason in sandbox.measures.items() if reason]
        if missing:
            yield Finding("sandbox", "well", f"statements run shut in, but for: {'; '.join(missing)}")
        else:
            yield Finding("sandbox", "well", f"statements run shut in: {', '.join(sandbox.measures)}")
