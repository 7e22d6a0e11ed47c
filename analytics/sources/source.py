"""What a source is, and how it tells a dimension."""

from __future__ import annotations

from typing import Literal

import msgspec


class Reading(msgspec.Struct, frozen=True):
    """How a source tells a dimension: the ``keys`` it groups by, and the ``label`` people know the group by."""

    keys: tuple[str, ...]
    label: str = ""  # empty: the first key is what people read
    joins: tuple[str, ...] = ()  # the tables of ``JOINS`` it needs


class Source(msgspec.Struct, frozen=True):
    """One relation of the mirror.

    ``key`` are the columns that tell one row of it from all others: its grain. ``known`` says of which moment its
    figures speak: ``dated`` sums rows of the period by ``t.business_date``, ``within`` has counted the period in its
    relation already and knows no days, ``end`` is a state at the period's end (or a mean over the period), ``now`` a
    state known as of the mirror's own moment alone, ``either`` a state at the period's end or now.
    ``months``: its rows stand for whole months, on their first day, so that it knows no day or week; ``whole``: and it is
    asked of periods of whole months alone. ``split``: it reads whole months and days apart, so that it is asked of periods
    that hold a month alone.
    """

    slug: str
    relation: str
    readings: dict[str, Reading]
    key: tuple[str, ...]
    known: Literal["dated", "within", "end", "now", "either"] = "dated"
    months: bool = False
    whole: bool = False
    split: bool = False


class Join(msgspec.Struct, frozen=True):
    """A relation that rows of a source may look something up in, by columns of ``t``.

    ``unique`` are the columns that tell its rows apart. Only where they are among those it is joined ``on`` does each row
    of the source meet one row at most; any other join could repeat a row, and is refused by the compiler.
    """

    relation: str  # a table, or a query
    on: dict[str, str]  # its column: the expression over ``t``
    unique: tuple[str, ...]

    @property
    def many_to_one(self) -> bool:
        """Whether joining leaves the rows of the source as many as they were."""
        return set(self.unique) <= self.on.keys()
