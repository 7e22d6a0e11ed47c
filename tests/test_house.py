"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = (
    "munim",
    "billing",
    "etl",
    "analytics",
    "ai",
    "notifications",
    "gateways",
    "scheduler",
    "api",
    "migrations",
    "demo",
)
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "core", "misc"}


def sources(*rooms: str) -> Iterator[tuple[Path, str]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT), path.read_text()


@pytest.mark.parametrize(
    "first", ["scheduler.worker", "api.app", "analytics.letters", "analytics.reports", "ai.answers"]
)
def test_a_process_may_begin_with_any_of_its_entry_points(first: str) -> None:
    """Modules that import each other in a circle work or fail by which of them comes first."""
    begun = subprocess.run([sys.executable, "-c", f"import {first}"], cwd=ROOT, capture_output=True, text=True)

    assert begun.returncode == 0, begun.stderr


def test_only_entry_points_read_the_environment() -> None:
    """Settings are made once, by the command line, and passed down."""
    readers = [
        f"{path}:{node.lineno}"
        for path, text in sources(*ROOMS)
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"})
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {name.name for name in node.names} & {"environ", "getenv"}
        )
    ]

    assert readers == []


def test_a_business_is_named_for_one_transaction_only() -> None:
    """A plain SET survives the transaction and would follow the connection to its next borrower."""
    loose = [
        str(path)
        for path, text in sources(*ROOMS)
        if re.search(r"(?i)\bSET\s+(SESSION\s+)?app\.|set_config\([^)]*,\s*false\)", text)
    ]

    assert loose == []


def test_billing_never_asks_the_clock() -> None:
    """The edge reads it once and passes ``at``."""
    askers = [
        f"{path}:{node.lineno}"
        for path, text in sources("billing")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    ]

    assert askers == []


@pytest.mark.parametrize("room", ROOMS)
def test_files_are_named_for_what_they_hold(room: str) -> None:
    assert [str(path) for path, _ in sources(room) if FORBIDDEN_NAMES & {path.stem, *path.parts[:-1]}] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path) for path, text in sources(*ROOMS) if text.strip() and ast.get_docstring(ast.parse(text)) is None
    ]

    assert silent == []
