"""Round trips to Postgres, counted where they happen: between the client's socket and the server's.

A client that has sent all it can and waits is one round trip, however many statements it sent. The relay lets the
client's bytes through at once, holds the server's back until the client has been still for a while, and counts how
often it had to let them go.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

STILL_SECONDS = 0.15  # a client that sends nothing for so long waits


class Relay:
    """Between one address and Postgres; ``count`` is of all connections together."""

    def __init__(self, upstream: str, folder: Path) -> None:
        """``upstream``: postgresql:// of the server; ``folder``: where the relay's own socket goes."""
        place = conninfo_to_dict(upstream)
        host, port = str(place.get("host") or "localhost"), int(place.get("port") or 5432)
        self._server: str | tuple[str, int] = f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)
        self.url = (
            make_url(upstream)
            .set(host=None, port=None, query={"host": str(folder), "port": "5432"})
            .render_as_string(False)
        )
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen()
        self.count = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX if isinstance(self._server, str) else socket.AF_INET)
            server.connect(self._server)
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        held = b""
        while True:
            ready, _, _ = select.select([client, server], [], [], STILL_SECONDS if held else None)
            if not ready:
                client.sendall(held)
                held, self.count = b"", self.count + 1
            for end in ready:
                try:
                    content = end.recv(1 << 16)
                except OSError:
                    content = b""
                if not content:
                    client.close()
                    server.close()
                    return
                if end is client:
                    server.sendall(content)
                else:
                    held += content


@contextmanager
def relayed(upstream: str, folder: Path) -> Iterator[Relay]:
    """A relay in front of ``upstream`` while the block lasts."""
    relay = Relay(upstream, folder)
    try:
        yield relay
    finally:
        relay.close()
