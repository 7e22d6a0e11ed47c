"""Versions of what people edit: an edit names the version it was made from."""

from __future__ import annotations

from munim.errors import Conflict


class StaleVersion(Conflict):
    """Somebody changed this after you read it."""

    code = "stale_version"


def check_version(current: int, expected: int | None) -> None:
    """Raises ``StaleVersion`` carrying the current version when the editor looked at another one (RULES A2)."""
    if expected is not None and expected != current:
        raise StaleVersion(f"this is now version {current}; you changed version {expected}", current_version=current)
