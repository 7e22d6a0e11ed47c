"""Counts and times for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.pool import QueuePool

from etl.status import mirror_status
from munim.database import Database

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One registry an application, so that a test or a second application counts its own."""

    def __init__(self, database: Database, mirror_folder: Path, *, clock: Callable[[], datetime]) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "munim_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "munim_request_seconds", "Time to answer", ["route"], buckets=_BUCKETS, registry=self.registry
        )
        self.sign_ins = Counter("munim_sign_ins", "Sign-in attempts", ["outcome"], registry=self.registry)
        self.registry.register(_Connections(database))
        self.registry.register(_Mirrors(mirror_folder, clock))

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; ``route`` is a path template, never a path, so there are few."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self.registry)


class _Connections(Collector):
    """How the pool stands at the moment it is asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        counts = connections(self._database)
        family = GaugeMetricFamily("munim_database_connections", "Connections of the pool", labels=["state"])
        for state in ("in_use", "idle", "allowed"):
            family.add_metric([state], counts[state])
        yield family


class _Mirrors(Collector):
    """How fresh each business's mirror is and what it holds; businesses by number, as everything here."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        freshness = GaugeMetricFamily(
            "munim_mirror_freshness_seconds", "Since the mirror last held all of the books", labels=["business"]
        )
        rows = GaugeMetricFamily("munim_mirror_rows", "Rows of the mirror", labels=["business", "table"])
        at = self._clock()
        for status in mirror_status(self._folder):
            freshness.add_metric([str(status.business_id)], status.freshness_seconds(at))
            for table, count in status.rows.items():
                rows.add_metric([str(status.business_id), table], count)
        yield freshness
        yield rows


def connections(database: Database) -> dict[str, int]:
    """Connections of this process's pool: in use, idle, and how many there may be."""
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    return {"in_use": pool.checkedout(), "idle": pool.checkedin(), "allowed": pool.size()}
