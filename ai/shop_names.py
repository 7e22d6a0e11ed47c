"""The names of one shop, read from its mirror and kept indexed while they stay the same."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable
from typing import Final

from babel import Locale

from ai.parser import Name, NameIndex
from analytics.catalogue import ENTITIES, Entity, dimension
from etl.reader import Mirror

CAPACITY: Final = 32  # indexes kept: that of a shop with 100,000 names takes about 100 MB, of most shops one


class ShopNames:
    """Name indexes by business, for any number of threads.

    A new version of a mirror seldom has new names: an index is made again only when a fingerprint over the names
    differs, which costs a few milliseconds to find out, once a version.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._versions: OrderedDict[tuple[int, frozenset[str]], tuple[object, tuple[object, ...]]] = OrderedDict()
        self._indexes: OrderedDict[tuple[int, frozenset[str]], tuple[tuple[object, ...], NameIndex]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, mirror: Mirror, permissions: frozenset[str]) -> NameIndex:
        """The names that may be asked for with ``permissions``: whoever may not see customers cannot probe for them."""
        entities = tuple(
            entity
            for entity in ENTITIES
            if (needed := dimension(entity.slug).permission) == "" or needed in permissions
        )
        key = (mirror.business_id, frozenset(entity.slug for entity in entities))
        version = (mirror.version, mirror.as_of)
        with self._lock:
            known = self._versions.get(key)
            kept = self._indexes.get(key)
        if kept is not None and known is not None and known[0] == version:
            return kept[1]
        fingerprint = tuple(_fingerprint(mirror, entity) for entity in entities)
        index = (
            kept[1]
            if kept is not None and kept[0] == fingerprint
            else NameIndex(name for entity in entities for name in read_names(mirror, entity))
        )
        with self._lock:
            self._versions[key] = (version, fingerprint)
            self._indexes[key] = (fingerprint, index)
            for cache in (self._versions, self._indexes):
                cache.move_to_end(key)
                while len(cache) > self._capacity:
                    cache.popitem(last=False)
        return index


_ENGLISH: Final = Locale("en")  # countries are kept by code and asked for by name

_COUNTRIES: Final[dict[str, tuple[str, ...]]] = {
    "United Kingdom": ("UK", "Britain", "Great Britain"),
    "United States": ("USA", "America"),
    "United Arab Emirates": ("UAE", "Emirates"),
    "Ireland": ("EIRE",),
}


SHARED_NAMES: Final = ShopNames()


def read_names(mirror: Mirror, entity: Entity) -> list[Name]:
    """Every thing of ``entity`` that the mirror names. Namesakes carry a hint that tells them apart."""
    rows = mirror.rows(entity.names)
    namesakes = {label for label, count in Counter(row[1] for row in rows).items() if count > 1}
    hints = dict(mirror.rows(entity.hints)) if namesakes and entity.hints else {}
    if entity.slug == "country":
        return country_names(rows)
    return [
        Name(
            entity.slug,
            str(value),
            label,
            str(hints.get(value) or "") if label in namesakes else "",
            tuple(str(alias) for alias in aliases if alias),
        )
        for value, label, *aliases in rows
    ]


def country_names(rows: Iterable[tuple[str, str]]) -> list[Name]:
    """Countries, kept by code and asked for by name, of rows that hold the code twice."""
    countries = [(value, _ENGLISH.territories.get(label, label)) for value, label in rows]
    return [Name("country", value, country, aliases=_COUNTRIES.get(country, ())) for value, country in countries]


def _fingerprint(mirror: Mirror, entity: Entity) -> object:
    """Differs when the names do: how many there are, and a hash that does not depend on their order."""
    return mirror.rows(f"SELECT COUNT(*), BIT_XOR(HASH(names)), SUM(HASH(names)) FROM ({entity.names}) AS names")[0]
