"""Counts and times for Prometheus."""

from __future__ import annotations

from collections import Counter as Counting
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.pool import QueuePool

from etl.reader import MirrorReader
from etl.status import mirror_status
from etl.sweep import Sweep
from munim.database import Database

CONTENT_TYPE: Final = "text/plain; version=0.0.4"
_BUCKETS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One registry an application, so that a test or a second application counts its own."""

    def __init__(self, database: Database, mirrors: MirrorReader, *, clock: Callable[[], datetime]) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "munim_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "munim_request_seconds", "Time to answer", ["route"], buckets=_BUCKETS, registry=self.registry
        )
        self.sign_ins = Counter("munim_sign_ins", "Sign-in attempts", ["outcome"], registry=self.registry)
        self.registry.register(_Connections(database))
        self.registry.register(_Mirrors(mirrors, clock))

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
    """How fresh each business's mirror is and what it holds; businesses by number, as everything here.

    Rows are told by business and by table, not by both: of ten thousand businesses that would be half a million lines.
    """

    def __init__(self, mirrors: MirrorReader, clock: Callable[[], datetime]) -> None:
        self._mirrors, self._clock = mirrors, clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        at, sweep = self._clock(), self._mirrors.sweep()
        freshness = GaugeMetricFamily(
            "munim_mirror_freshness_seconds", "Since the mirror last held all of the books", labels=["business"]
        )
        rows = GaugeMetricFamily("munim_mirror_rows", "Rows of the mirror of a business", labels=["business"])
        tables: Counting[str] = Counting()
        size = 0
        for status in mirror_status(self._mirrors.folder):
            # of what a bucket holds the sweep knows more than a version that was fetched when it was last read
            until = status.checked_at if sweep is None else sweep.known_until(status.business_id, status.checked_at)
            freshness.add_metric([str(status.business_id)], (at - until).total_seconds())
            rows.add_metric([str(status.business_id)], sum(status.rows.values()))
            tables.update(status.rows)
            size += status.bytes
        yield freshness
        yield rows
        by_table = GaugeMetricFamily("munim_mirror_table_rows", "Rows of a table in all mirrors", labels=["table"])
        for table, count in tables.items():
            by_table.add_metric([table], count)
        yield by_table
        yield GaugeMetricFamily("munim_mirror_bytes", "Size of the current versions on this machine", value=size)
        if sweep is not None:
            yield from _of_sweep(sweep, at)


def _of_sweep(sweep: Sweep, at: datetime) -> Iterator[GaugeMetricFamily]:
    """What the last sweep through all businesses found."""
    yield GaugeMetricFamily(
        "munim_mirror_sweep_age_seconds",
        "Since the last sweep through all businesses",
        value=(at - sweep.as_of).total_seconds(),
    )
    yield GaugeMetricFamily(
        "munim_mirror_behind", "Businesses the last sweep left to the next", value=len(sweep.behind)
    )
    yield GaugeMetricFamily(
        "munim_mirror_watermark_age_seconds",
        "For how long a transaction open still has had runs read rows again",
        value=sweep.watermark_age_seconds(at),
    )
    family = GaugeMetricFamily(
        "munim_mirror_sweep_rows", "Rows that lay beyond the last sweep's watermark, and the new ones", labels=["which"]
    )
    family.add_metric(["read"], sweep.rows_read)
    family.add_metric(["changed"], sweep.rows_changed)
    yield family


def connections(database: Database) -> dict[str, int]:
    """Connections of this process's pool: in use, idle, and how many there may be."""
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    return {"in_use": pool.checkedout(), "idle": pool.checkedin(), "allowed": pool.size()}
