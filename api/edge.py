"""What surrounds every request: its id, the client's address, a log line, counts and times, the headers of every answer."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, Final
from uuid import uuid4

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.limits import Standing
from api.metrics import Metrics

log = structlog.get_logger("api")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_POLICY: Final = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_HEADERS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", _POLICY),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"private, no-cache"),
)


class Proxies:
    """The proxies whose X-Forwarded-For is believed (A-8)."""

    def __init__(self, trusted: Sequence[str]) -> None:
        """``trusted``: addresses or networks. Raises ``ValueError`` for anything else."""
        self._networks: list[IPv4Network | IPv6Network] = [ip_network(text, strict=False) for text in trusted]

    def client_of(self, peer: str, forwarded: Sequence[str]) -> str:
        """The right-most address nobody trusted vouches for: each trusted hop vouches for the one before it."""
        hops = [part.strip() for line in forwarded for part in line.split(",")]
        client = peer
        while self._trusts(client) and hops:
            hop = hops.pop()
            if not _is_address(hop):
                break
            client = hop
        return client

    def _trusts(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self._networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class Edge:
    """The outermost ASGI layer, around routing too, so that unknown addresses are counted and logged like any other."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        proxies: Proxies,
        metrics: Metrics,
        secure: bool,
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._app = app
        self._proxies = proxies
        self._metrics = metrics
        self._timer = timer
        self._fixed = _HEADERS + (((b"strict-transport-security", b"max-age=31536000"),) if secure else ())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        headers = scope["headers"]
        given = _first(headers, b"x-request-id")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        forwarded = [value.decode("latin-1") for name, value in headers if name == b"x-forwarded-for"]
        peer = scope["client"][0] if scope.get("client") else ""  # type: ignore[index]
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = request_id
        state["address"] = self._proxies.client_of(peer, forwarded)
        status = 500
        started = self._timer()

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name.lower() for name, _ in message["headers"]}
                added = [(name, value) for name, value in self._fixed if name not in present]
                added.append((b"x-request-id", request_id.encode()))
                added += _standing_headers(state.get("standings", ()))
                message["headers"] = [*message["headers"], *added]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_headers)
            finally:
                seconds = self._timer() - started
                route = scope.get("path_template") or "(none)"
                self._metrics.observe(scope["method"], route, status, seconds)
                caller = scope.get("user")
                log.info(
                    "request",
                    method=scope["method"],
                    route=route,
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                    business_id=getattr(caller, "business_id", None),
                    user_id=str(getattr(caller, "user_id", "") or "") or None,
                )


def _first(headers: Any, name: bytes) -> str:
    return next((value.decode("latin-1") for found, value in headers if found == name), "")


def _standing_headers(standings: Sequence[Standing]) -> list[tuple[bytes, bytes]]:
    """draft-ietf-httpapi-ratelimit-headers-10: the policies, and where the client stands in each."""
    if not standings:
        return []
    policy = ", ".join(f'"{s.quota.name}";q={s.quota.permits};w={s.quota.seconds}' for s in standings)
    now = ", ".join(f'"{s.quota.name}";r={s.remaining};t={s.reset_seconds}' for s in standings)
    return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", now.encode())]
