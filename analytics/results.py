"""Running a ``MetricQuery`` on a mirror: permission, cache, statement, result.

A version of a mirror never changes, so neither does an answer read from it: what is remembered is never
invalidated, only forgotten when something else needs the room.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from analytics.catalogue import require_permissions
from analytics.compile import compile_query
from analytics.lately import Lately
from analytics.query import MetricQuery, Result
from analytics.shop import Shop, read_shop
from analytics.sums_of_days import told_alone, told_by_days
from etl.reader import Mirror

T = TypeVar("T")

CACHED_CELLS: Final = 2_000_000  # values of all remembered results together: some 200 MB at the very most


class _Making:
    """What one thread is making and others may be waiting for; ``made`` stays empty where that thread was refused."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.made: tuple[Any] | None = None


class ResultCache:
    """Results by (mirror version, day, query), the least recently used forgotten first; for any number of threads."""

    def __init__(self, cells: int = CACHED_CELLS) -> None:
        self._room = cells
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._making: dict[Hashable, _Making] = {}
        self.lately = Lately()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], *, size: Callable[[T], int]) -> T:
        """What is kept under ``key``, made and kept if it is not. Who asks for what another thread is making waits for that."""
        while True:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    found: T = self._kept[key][0]
                    return found
                making = self._making.get(key)
                if making is None:
                    mine = self._making[key] = _Making()
                    break
            making.done.wait()
            if making.made is not None:
                made_by_another: T = making.made[0]
                return made_by_another
            # it raised, which may have been that thread's own affair
        try:
            made = make()
            mine.made = (made,)
            self.keep(key, made, size=size(made))
            return made
        finally:
            with self._lock:
                del self._making[key]
            mine.done.set()

    def keep(self, key: Hashable, made: Any, *, size: int) -> None:
        """Keep ``made`` under ``key``, unless something is kept there already."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = (made, size)
                self._room -= size
            while self._room < 0 and self._kept:
                _, (_, freed) = self._kept.popitem(last=False)
                self._room += freed

    def kept(self, key: Hashable) -> Any:
        """What is kept under ``key``, None if nothing is."""
        with self._lock:
            return self._kept[key][0] if key in self._kept else None


SHARED_CACHE: Final = ResultCache()


def remembered(
    mirror: Mirror, what: Hashable, make: Callable[[Mirror], T], *, size: Callable[[T], int], cache: ResultCache
) -> T:
    """What ``make`` makes of this version, kept under ``what``; if it is asked all the time, the next version has it at once."""

    def of(version: Mirror) -> T:
        return cache.get(_kept_under(version, what), lambda: make(version), size=size)

    cache.lately.note(mirror.business_id, what, of)
    return of(mirror)


def run_query(
    mirror: Mirror,
    query: MetricQuery,
    *,
    permissions: frozenset[str],
    today: date,
    cache: ResultCache = SHARED_CACHE,
) -> Result:
    """What ``query`` yields from this version of the mirror. Its rows are shared with other readers: do not change them.

    ``permissions`` are the asker's; ``today`` is the shop's business date. Raises ``Forbidden`` for a metric or
    dimension they do not reach, ``Invalid`` for a query that cannot be answered.
    """
    require_permissions(query, permissions)
    return remembered(
        mirror,
        (today, query),
        lambda version: _run(version, query, shop_of(version, cache=cache), today),
        size=_size,
        cache=cache,
    )


def read_together(
    mirror: Mirror,
    queries: Sequence[MetricQuery],
    *,
    permissions: frozenset[str],
    today: date,
    cache: ResultCache = SHARED_CACHE,
) -> None:
    """Reads at once those of ``queries`` that are sums of the same days and not known yet: ``run_query`` then finds what each says.

    Raises ``Forbidden`` as ``run_query`` does.
    """
    for each in queries:
        require_permissions(each, permissions)
    unknown = [each for each in dict.fromkeys(queries) if cache.kept(_kept_under(mirror, (today, each))) is None]
    shop = shop_of(mirror, cache=cache)
    for query, columns, rows in told_by_days(mirror, unknown, shop, today):
        result = Result(query, columns, rows, shop.currency, mirror.version, mirror.as_of)
        cache.keep(_kept_under(mirror, (today, query)), result, size=_size(result))


def shop_of(mirror: Mirror, *, cache: ResultCache = SHARED_CACHE) -> Shop:
    """The business this mirror is of."""
    return cache.get(_kept_under(mirror, "shop"), lambda: read_shop(mirror), size=lambda _: 1)


def etag(mirror: Mirror, today: date) -> str:
    """The entity tag of anything computed from this version on this day; quoted as HTTP wants it."""
    return f'"{mirror.business_id}-{mirror.version}-{int(mirror.as_of.timestamp() * 1_000_000):x}-{today:%Y%m%d}"'


def _kept_under(mirror: Mirror, what: Hashable) -> Hashable:
    return (mirror.business_id, mirror.version, mirror.as_of, what)


def _size(result: Result) -> int:
    return 1 + len(result.rows) * len(result.columns)


def _run(mirror: Mirror, query: MetricQuery, shop: Shop, today: date) -> Result:
    if told := told_alone(mirror, query, shop, today):
        return Result(query, *told, shop.currency, mirror.version, mirror.as_of)
    compiled = compile_query(query, shop, today=today)
    rows = mirror.rows(compiled.statement.text, compiled.values)
    return Result(query, compiled.statement.columns, rows, shop.currency, mirror.version, mirror.as_of)
