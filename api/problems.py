"""The one place where errors meet HTTP: problem details (RFC 9457) with a stable ``code``.

::

    {"type": "/api-docs/problems#stale_version", "title": "…", "status": 412, "code": "stale_version",
     "detail": "a sentence for a person", "param": "/lines/0/quantity", "request_id": "…", "current_version": 3}

A kind of error has its status here and nowhere else. A database error is recognised by its constraint's name; what
nobody foresaw becomes ``internal_error``, is logged with its traceback and tells the client nothing but the request id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
import sqlalchemy as sa
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from api.pages import refusal_page
from api.shapes import shape
from billing.documents import PAGE_POLICY
from billing.idempotency import KeyReused, KeyRunning
from billing.versions import StaleVersion
from munim.database import violated
from munim.errors import (
    Conflict,
    Forbidden,
    Invalid,
    Misconfigured,
    MunimError,
    NotFound,
    Refused,
    Throttled,
    Unauthorized,
    Unavailable,
)
from munim.nearest import explained
from munim.text import IN_WORDS

PROBLEM_JSON: Final = "application/problem+json"
DOCUMENTATION: Final = "/api-docs/problems"
log = structlog.get_logger("api")


class MissingIdempotencyKey(Invalid):
    """A request that moves money needs an Idempotency-Key header."""

    code = "idempotency_key_missing"


class InvalidIdempotencyKey(Invalid):
    """An Idempotency-Key is 1 to 255 visible ASCII characters."""

    code = "idempotency_key_invalid"


class VersionRequired(MunimError):
    """Say which version you changed, in an If-Match header."""

    code = "version_required"


class InvalidCursor(Invalid):
    """This cursor is not one we gave for this list."""

    code = "invalid_cursor"


class MethodNotAllowed(MunimError):
    """This address does not answer to that method."""

    code = "method_not_allowed"


class TooLarge(MunimError):
    """The request's body is too large."""

    code = "body_too_large"


class NotAcceptable(MunimError):
    """None of the formats asked for is offered."""

    code = "not_acceptable"


class AlreadyExists(Conflict):
    """Something with this name, number or id exists already."""

    code = "already_exists"


class UnknownReference(Invalid):
    """The input names something that is not there."""

    code = "unknown_reference"


class RuleBroken(Refused):
    """The books do not allow this."""

    code = "rule_broken"


class TryAgain(Unavailable):
    """Two changes met; trying again will help."""

    code = "try_again"


class Unreachable(Unavailable):
    """The database is not answering; try again."""

    code = "database_unavailable"


class InternalError(MunimError):
    """Something went wrong on our side; it has been noted under this request id."""

    code = "internal_error"


# The first class found going up from an error's own decides.
STATUS: Final[dict[type[MunimError], int]] = {
    KeyReused: 422,
    KeyRunning: 409,
    StaleVersion: 412,
    VersionRequired: 428,
    MethodNotAllowed: 405,
    NotAcceptable: 406,
    TooLarge: 413,
    Invalid: 400,
    Unauthorized: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Refused: 422,
    Throttled: 429,
    Unavailable: 503,
    Misconfigured: 503,
    InternalError: 500,
    MunimError: 500,
}


def status_of(kind: type[MunimError]) -> int:
    """The HTTP status of an error."""
    return next(STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS)


def every_problem() -> list[type[MunimError]]:
    """Each error that has a code of its own, by code: what the page of codes lists."""

    def below(kind: type[MunimError]) -> Iterator[type[MunimError]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    own = {
        kind.code: kind
        for kind in below(MunimError)
        if "code" in vars(kind) and kind.__module__.split(".")[0] != "tests"
    }
    return [own[code] for code in sorted(own)]


def problem(
    error: MunimError, *, request_id: str, currency: str | None = None, param: str | None = None
) -> tuple[int, dict[str, str], dict[str, Any]]:
    """Status, headers and body of ``error``; facts named ``…_minor`` become amounts of ``currency``.

    ``param``: how the input calls the field at fault, where it is no part of a body.
    """
    status = status_of(type(error))
    body: dict[str, Any] = {
        "type": f"{DOCUMENTATION}#{error.code}",
        "title": error.title(),
        "status": status,
        "code": error.code,
        "detail": error.message,
        "request_id": request_id,
    }
    if error.field is not None:
        body["param"] = param or pointer(error.field)
    facts = shape(error.facts, currency) if currency else error.facts
    body |= {name: value for name, value in facts.items() if name not in body}
    headers = {"content-type": PROBLEM_JSON, "cache-control": "no-store"}
    if isinstance(error, Throttled):
        headers["retry-after"] = str(error.retry_after_seconds)
    elif isinstance(error, Unavailable | KeyRunning):
        headers["retry-after"] = "1"
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    return status, headers, body


def pointer(field: str) -> str:
    """A field's path as a JSON pointer: ``lines[0].quantity`` and ``lines.0.quantity`` -> ``/lines/0/quantity``."""
    return "/" + re.sub(r"[.\[\]/]+", "/", field).strip("/")


_WITHOUT_BODY: Final = ("GET", "HEAD", "DELETE")


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Litestar's exception handler for everything."""
    known = _with_names(as_munim_error(error), request)
    if isinstance(known, InternalError):
        log.error("request failed", exc_info=error)
    caller = request.scope.get("user")
    status, headers, body = problem(
        known,
        request_id=request.scope["state"].get("request_id", ""),
        currency=getattr(caller, "currency", None),
        param=_parameter(known.field, request),
    )
    # the connection may hold an unread body that we refuse to read
    if status == 413:
        headers["connection"] = "close"
    if _is_opened(request):
        language = request.headers.get("accept-language", "")[:2].lower()
        page = refusal_page(known.code, known.message, language=language)
        headers |= {
            "content-type": "text/html; charset=utf-8",
            "content-security-policy": PAGE_POLICY,
            "vary": "accept",
        }
        return Response(page.encode(), status_code=status, headers=headers, media_type="text/html")
    return Response(msgspec.json.encode(body), status_code=status, headers=headers, media_type=PROBLEM_JSON)


def _is_opened(request: Request[Any, Any, Any]) -> bool:
    """Whether a person opened this address in a browser: a link of a letter, not the API, and words are wanted, not JSON."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def _parameter(field: str | None, request: Request[Any, Any, Any]) -> str | None:
    """The parameter of the address, or the header, that ``field`` is, as whoever asked wrote it; None of a part of the body."""
    if field is None:
        return None
    apart = request.method in _WITHOUT_BODY or field in request.query_params or field.lower() in request.headers
    return field if apart else None


def _with_names(error: MunimError, request: Request[Any, Any, Any]) -> MunimError:
    """Of a name in the body that is none, told with those there are, as the route's own structure has them."""
    handler = request.scope.get("route_handler")
    body = getattr(handler, "parsed_data_field", None)
    if type(error) is not Invalid or body is None or "nearest" in error.facts:
        return error
    path = [part for part in re.split(r"[.\[\]/]+", error.field or "") if part]
    unknown = re.search(r"unknown field `([^`]*)`", error.message)
    if unknown and path[-1:] == [unknown[1]]:
        path = path[:-1]
    try:
        found = explained(body.annotation, path, error.message)
    except TypeError:  # a body that msgspec does not describe
        return error
    return error if found is None else Invalid(found[0], field=error.field, nearest=found[2])


def as_munim_error(error: Exception) -> MunimError:
    """The member of our family that ``error`` is, or stands for."""
    match error:
        case MunimError():
            return error
        case msgspec.ValidationError() | msgspec.DecodeError():
            return as_invalid(error)
        case ValidationException():
            return _from_litestar_validation(error)
        case HTTPException():
            return _from_status(error)
        case sa.exc.IntegrityError():
            return _from_constraint(error)
        case sa.exc.TimeoutError():
            return Unreachable()
        case sa.exc.DataError():
            return Invalid("a value is larger than the books can hold, or cannot be stored as it is")
        case OverflowError():
            return Invalid("a date or number is out of range")
        case sa.exc.DBAPIError():
            return _from_database(error)
        case _:
            return InternalError()


_FORMS: Final = {
    **{f"matching regex {pattern!r}": f"expected {words}" for pattern, words in IN_WORDS.items()},
    "RFC3339 encoded datetime": "expected a moment with its zone, such as 2026-05-01T10:00:00+05:30",
    "RFC3339 encoded time": "expected a time of day such as 08:00:00",
    "RFC3339 encoded date": "expected a date such as 2026-05-01",
}


def as_invalid(error: Exception) -> Invalid:
    """A decoding error of msgspec, with the pointer to the field at fault."""
    text, _, path = str(error).partition(" - at `$")
    found = re.search(r"unknown field `([^`]+)`|missing required field `([^`]+)`", text)
    field = path.rstrip("`").strip(".")
    if found:
        field = f"{field}.{found.group(1) or found.group(2)}".strip(".")
    return Invalid(_in_words(text), field=field or None)


def _in_words(text: str) -> str:
    """What msgspec says of a value, for people: not by a regular expression or the number of a standard."""
    for said, words in _FORMS.items():
        if said in text:
            return words
    return text[:1].lower() + text[1:]


def _from_litestar_validation(error: ValidationException) -> MunimError:
    for found in error.extra or []:
        if isinstance(found, dict):
            return Invalid(
                _in_words(str(found.get("message", "is not valid"))),
                field=str(found["key"]).rstrip("_") if found.get("key") else None,
            )  # from_ is from
    missing = re.match(r"Missing required query parameter '(\w+)'", error.detail)
    if missing:
        return Invalid(f"say {missing[1]}: the address lacks it", field=missing[1])
    return Invalid(error.detail)


def _from_status(error: HTTPException) -> MunimError:
    match error.status_code:
        case 404:
            return NotFound("there is nothing at this address")
        case 405:
            return MethodNotAllowed()
        case 413:
            return TooLarge()
        case 400:
            return Invalid(error.detail)
        case 401:
            return Unauthorized()
        case 403:
            return Forbidden(error.detail)
        case _:
            return InternalError()


def _from_constraint(error: sa.exc.IntegrityError) -> MunimError:
    """A constraint no operation named: told by what its name begins with (``munim.database.NAMING``)."""
    name = violated(error)
    if name.startswith(("uq_", "pk_")):
        return AlreadyExists(constraint=name)
    if name.startswith("fk_"):
        return UnknownReference(constraint=name)
    if name:
        return RuleBroken(constraint=name)
    return InternalError()


# https://www.postgresql.org/docs/current/errcodes-appendix.html
_MET: Final = ("40001", "40P01", "55P03")  # serialization failure, deadlock, lock not available
_GONE: Final = ("08", "53", "57")  # connection, resources, operator intervention


def _from_database(error: sa.exc.DBAPIError) -> MunimError:
    code = str(getattr(error.orig, "sqlstate", None) or "")
    if code in _MET:
        return TryAgain()
    if (
        code.startswith(_GONE)
        or error.connection_invalidated
        or (not code and isinstance(error, sa.exc.OperationalError))
    ):
        return Unreachable()
    return InternalError()
