"""An edit of a question: for each part that it touches, what it was and what it becomes.

The filters of one dimension are a part of their own, so that "only Ramesh" leaves "in Pune" alone. Whether empty days are
filled in follows from the other parts and is never edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from ai.pictures import View
from analytics.catalogue import dimension
from analytics.query import Filter, MetricQuery

VIEW: Final = "view"
WHERE: Final = "where."  # before the dimension that a filter is of
_FOLLOWS: Final = ("fill", "where")
PARTS: Final = tuple(name for name in MetricQuery.__struct_fields__ if name not in _FOLLOWS)


class Asked(msgspec.Struct, frozen=True):
    """What was asked: a query, and how the asker wished to see its answer."""

    query: MetricQuery
    view: View = ""

    @property
    def parts(self) -> dict[str, Any]:
        """Every part by its name; a dimension without a filter is not among them."""
        parts: dict[str, Any] = {name: getattr(self.query, name) for name in PARTS}
        for slug in dict.fromkeys(item.dimension for item in self.query.where):
            parts[WHERE + slug] = tuple(item for item in self.query.where if item.dimension == slug)
        return {**parts, VIEW: self.view}


class Change(msgspec.Struct, frozen=True):
    """One part, ``before`` and ``after``; of a dimension's filters an empty tuple where there is none."""

    part: str
    before: Any
    after: Any


class Edit(msgspec.Struct, frozen=True):
    """Changes of different parts, made together."""

    changes: tuple[Change, ...] = ()

    @property
    def parts(self) -> frozenset[str]:
        return frozenset(change.part for change in self.changes)

    @property
    def undo(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(tuple(Change(change.part, change.after, change.before) for change in self.changes))

    def apply(self, asked: Asked) -> Asked:
        """``asked`` with every part that this edit touches as it is afterwards."""
        return asked_of({**asked.parts, **{change.part: change.after for change in self.changes}})


def asked_of(parts: Mapping[str, Any]) -> Asked:
    """What the parts are together: filters in the order of their dimensions, empty days filled where that tells something."""
    where: tuple[Filter, ...] = tuple(item for name in sorted(parts) if name.startswith(WHERE) for item in parts[name])
    query = MetricQuery(where=where, **{name: parts[name] for name in PARTS})
    return Asked(msgspec.structs.replace(query, fill=_fills(query)), parts[VIEW])


def settled(asked: Asked) -> Asked:
    """The same, as an edit would leave it: its filters in order, its empty days filled or not."""
    return asked_of(asked.parts)


def edit_between(before: Asked, after: Asked) -> Edit:
    """The edit that makes ``after`` of ``before``."""
    old, new = before.parts, after.parts
    return Edit(
        tuple(
            Change(name, old.get(name, ()), new.get(name, ()))
            for name in dict.fromkeys((*old, *new))
            if old.get(name, ()) != new.get(name, ())
        )
    )


def _fills(query: MetricQuery) -> bool:
    """Days, weeks and months without a sale are told where they alone split a stretch of time, as the parser has it."""
    if len(query.by) != 1 or query.period is None or query.having or query.order or query.limit is not None:
        return False
    [slug] = query.by
    return dimension(slug).in_time and not any(item.dimension == slug for item in query.where)
