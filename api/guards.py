"""What a route asks of its caller, readable in its decorator: ``guards=[may("bills.write")]``.

Every route has one of these or is marked ``opt=FOR_EVERYBODY``; a test walks them all. The operation behind a route
checks the same permission again: a guard is for the reader and for refusing early. Guards are coroutines: a plain function would be run in a thread of
its own, once for each request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from api.callers import Caller
from billing.permissions import PERMISSIONS
from munim.errors import Forbidden, Unauthorized

FOR_EVERYBODY: Final = {"for_everybody": True}
Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], _route: BaseRouteHandler) -> None:
    """Anybody who has signed in, in whatever business."""
    if not isinstance(connection.scope.get("user"), Caller):
        raise Unauthorized()


async def works_here(connection: ASGIConnection[Any, Any, Any, Any], route: BaseRouteHandler) -> None:
    """Anybody who works in the business their token names."""
    await signed_in(connection, route)
    caller: Caller = connection.scope["user"]
    if caller.business_id is None:
        raise Forbidden("choose a business first")
    if caller.actor is None:
        raise Forbidden("you do not work in this business")


def may(permission: str) -> Guard:
    """A member whose role or granted permissions hold ``permission``."""
    if permission not in PERMISSIONS:
        raise LookupError(f"{permission} is no permission")

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], route: BaseRouteHandler) -> None:
        await works_here(connection, route)
        connection.scope["user"].actor.require(permission)

    guard.__name__ = f"may_{permission.replace('.', '_')}"
    guard.permission = permission  # type: ignore[attr-defined]  # shown in the API's documentation
    return guard
