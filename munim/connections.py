"""What can be said of a request that failed on its way: whether the other side can have had it."""

from __future__ import annotations

from requests.exceptions import ConnectionError as Unconnected
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import MaxRetryError, NewConnectionError


def never_connected(error: BaseException | None) -> bool:
    """True when no connection was made, so that nothing can have come of the request; else nobody knows."""
    if isinstance(error, ConnectTimeout):
        return True
    cause = error.args[0] if isinstance(error, Unconnected) and error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
