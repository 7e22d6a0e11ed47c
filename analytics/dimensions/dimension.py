"""What a dimension and an entity are."""

from __future__ import annotations

from typing import Literal

import msgspec


class Dimension(msgspec.Struct, frozen=True, kw_only=True):
    """One way to split a figure.

    ``kind`` says what its values are: ``calendar`` the first day of a day, week, month, … of the shop;
    ``weekday`` and ``hour`` positions in the week and day; ``month`` the first day of a month that is not the figure's
    own; ``number`` a number of ``unit``; ``entity`` something with an id and a name, which a result carries in two columns
    (``customer``, ``customer_id``); ``text`` a plain name. ``values`` are all that a name can be, in their order, where
    they are few and known.
    """

    slug: str
    title: str
    plural: str
    definition: str
    kind: Literal["calendar", "weekday", "hour", "month", "number", "entity", "text"]
    may_be_words: bool = False  # an entity that a line may also name in words, without an id
    id_type: Literal["uuid", "code"] = "uuid"  # of an entity; a code is text
    unit: str = ""  # of a number
    values: tuple[str, ...] = ()
    permission: str = ""
    synonyms: tuple[str, ...] = ()

    @property
    def in_time(self) -> bool:
        """Whether its groups follow one another in time, and can be filled."""
        return self.kind in ("calendar", "weekday", "hour")

    @property
    def in_order(self) -> bool:
        """Whether its groups have an order of their own."""
        return self.in_time or self.kind in ("month", "number") or bool(self.values)


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """Things of the shop that have names: ``names`` is SQL over the mirror yielding (id or name, name, other names…).

    The first column is what a ``Filter`` on the entity's dimension takes; further columns are other words
    the same thing goes by (a SKU, a reference), where there are any. ``hints`` is SQL yielding (id, what tells
    namesakes apart), empty where names are unique.
    """

    slug: str  # of its dimension
    title: str
    names: str
    hints: str = ""
