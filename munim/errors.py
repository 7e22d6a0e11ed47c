"""The family of errors that Munim raises on purpose.

::

    MunimError
    ├── NotFound       the thing named does not exist (or belongs to another business)
    ├── Conflict       the state has moved on: stale version, reused key, number taken
    ├── Refused        a rule of the trade says no: credit limit, stock, period
    ├── Invalid        the input is malformed; ``field`` names the part at fault
    ├── Forbidden      this person may not do that
    ├── Unauthorized   we do not know who is asking
    ├── Throttled      too often; ``retry_after_seconds`` says when to come back
    ├── Unavailable    a part we depend on is not answering; trying again may help
    └── Misconfigured  a setting is wrong; raised at start, by name

A concrete error is a subclass with a docstring and a ``code``; its docstring's first line is its
title, ``str(error)`` the sentence for a person, and ``facts`` typed values a program may use.
Only ``api/problems.py`` knows which HTTP status each kind has.
"""

from __future__ import annotations

from typing import Any, ClassVar


class MunimError(Exception):
    """Something Munim refuses to do, and says why."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str | None = None, *, field: str | None = None, **facts: Any) -> None:
        """``message``: a sentence for a person; ``field``: the part of the input at fault: a parameter's name, or the path to it in a body."""
        self.message = message or self.title()
        self.field = field
        self.facts: dict[str, Any] = facts
        super().__init__(self.message)

    @classmethod
    def title(cls) -> str:
        """The first line of the class's docstring, without its full stop."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0].rstrip(".")


class NotFound(MunimError):
    """There is no such thing here."""

    code = "not_found"


class Conflict(MunimError):
    """The state has moved on since you looked."""

    code = "conflict"


class Refused(MunimError):
    """A rule of the books says no."""

    code = "refused"


class Invalid(MunimError):
    """The input is not valid."""

    code = "invalid"


class Forbidden(MunimError):
    """Your role does not allow this."""

    code = "forbidden"


class Unauthorized(MunimError):
    """Sign in first."""

    code = "unauthorized"


class Throttled(MunimError):
    """Too many requests."""

    code = "too_many_requests"

    def __init__(self, message: str | None = None, *, retry_after_seconds: int = 1, **facts: Any) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(message, retry_after_seconds=retry_after_seconds, **facts)


class Unavailable(MunimError):
    """A part this needs is not answering; try again."""

    code = "unavailable"


class Misconfigured(MunimError):
    """A setting is wrong."""

    code = "misconfigured"
