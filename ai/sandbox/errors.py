"""What the sandbox says instead of rows.

::

    Refused
    └── SandboxError            of the statement
        ├── StatementTooSlow    stopped by its time
        ├── StatementTooLarge   stopped by its memory, or by the size of its answer
        └── StatementFailed     DuckDB would not run it, or its process broke
    Throttled
    └── SandboxBusy             too many at once; it was not begun
    Unavailable
    └── SandboxUnavailable      of this machine: no process to run it in, no file to read
"""

from __future__ import annotations

from munim.errors import Refused, Throttled, Unavailable


class SandboxError(Refused):
    """The statement could not be run."""

    code = "statement_not_run"


class StatementTooSlow(SandboxError):
    """The statement took longer than it may."""

    code = "statement_too_slow"


class StatementTooLarge(SandboxError):
    """The statement needs more memory than it may have, or its answer is too large."""

    code = "statement_too_large"


class StatementFailed(SandboxError):
    """The statement failed."""

    code = "statement_failed"


class SandboxBusy(Throttled):
    """Too many statements are running already."""

    code = "sandbox_busy"


class SandboxUnavailable(Unavailable):
    """Statements cannot be run at the moment."""

    code = "sandbox_unavailable"
