"""SQL that somebody else wrote, an owner or a model: checked by the guard, never run as it came."""

from __future__ import annotations

from ai.guard import Checked, check, mirror_schema


def check_sql(sql: str, *, permissions: frozenset[str]) -> Checked:
    """``sql`` as it may be run on a mirror by someone with ``permissions``. Raises ``ai.guard.Refused``."""
    return check(sql, schema=mirror_schema(), permissions=permissions)
