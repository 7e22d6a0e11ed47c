"""Imports into one business take turns: two of one file would both find everything new."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from munim.database import business_of
from munim.errors import Conflict


class ImportRunning(Conflict):
    """Another import into this business is running."""

    code = "import_running"


def take_turn(session: Session) -> None:
    """Hold the business's turn to import until the transaction ends. Raises ``ImportRunning``."""
    key = f"munim import {business_of(session)}"
    taken = sa.text("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0))")
    if not session.execute(taken, {"key": key}).scalar_one():
        raise ImportRunning()
