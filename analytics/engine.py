"""Which engine reads the figures of reports: the mirror's own DuckDB files, or the lake on a Spark cluster."""

from __future__ import annotations

from etl.lake import lake_at
from etl.reader import MirrorReader, Mirrors
from munim.settings import Settings


def report_mirrors(settings: Settings, files: MirrorReader) -> Mirrors:
    """What reports are read from: ``files``, or with ``MUNIM_ANALYTICS`` the lake through Spark Connect."""
    if not settings.analytics:
        return files
    from analytics.spark import SparkLake  # only who has a cluster waits for its client

    return SparkLake(settings.analytics, lake_at(settings))
