"""The gate every request passes before its route: rate limits, then who is asking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from typing import Any

from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from api.callers import Caller, Callers
from api.limits import Limiter, Standing
from api.tokens import Tokens
from billing.rate_limits import counted_address
from munim.errors import Unauthorized

UNLIMITED = "unlimited"  # opt of routes that machines ask often: health, metrics


class Gate:
    """Spends a permit of the client's address, reads the access token, spends a permit of its user.

    The address comes first, so that a flood of bad tokens costs no signature check beyond the quota.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        tokens: Tokens,
        callers: Callers,
        by_address: Limiter,
        by_user: Limiter,
        threads: Executor,
        clock: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._tokens = tokens
        self._callers = callers
        self._by_address = by_address
        self._by_user = by_user
        self._threads = threads
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state: dict[str, Any] = scope["state"]
        state["at"] = at = self._clock()
        scope["user"] = scope["auth"] = None
        options = scope["route_handler"].opt
        if scope["type"] != ScopeType.HTTP or scope["method"] == HttpMethod.OPTIONS:
            await self._app(scope, receive, send)
            return
        standings: list[Standing] = []
        state["standings"] = standings
        if not options.get(UNLIMITED):
            standings.append(await self._by_address.spend(counted_address(state["address"]), at=at))
        if not options.get("for_everybody"):
            caller = await self._caller(scope, at)
            standings.append(await self._by_user.spend(str(caller.user_id), at=at))
            scope["user"] = caller
        await self._app(scope, receive, send)

    async def _caller(self, scope: Scope, at: datetime) -> Caller:
        header = next((value for name, value in scope["headers"] if name == b"authorization"), b"").decode("latin-1")
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise Unauthorized("send the access token as Authorization: Bearer …")
        claims = self._tokens.read(token.strip(), at=at)
        known = self._callers.known(claims)
        if known is not None:
            return known
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, partial(self._callers.look_up, claims, at=at)
        )
