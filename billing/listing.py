"""Lists in pages: a keyset over (sort key, id), so a walk sees each row once however many are added meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from munim.errors import Invalid

T = TypeVar("T")
MAX_LIMIT = 100


class Listing(msgspec.Struct, frozen=True):
    """What to list: filters by name, the sort key ("-" in front: descending), how many, and where to go on from."""

    filters: Mapping[str, str] = {}
    sort: str = ""
    limit: int = 50
    after: tuple[Any, ...] | None = None


class Page(msgspec.Struct, Generic[T], frozen=True):
    """``items`` in order, and the ``after`` of the next page (None on the last)."""

    items: list[T]
    next: tuple[Any, ...] | None = None


def page(
    session: Session,
    statement: sa.Select[Any],
    listing: Listing,
    *,
    sorts: Mapping[str, sa.ColumnElement[Any]],
    id_column: sa.ColumnElement[Any],
    filters: Mapping[str, Callable[[str], sa.ColumnElement[bool]]],
    shape: Callable[[sa.Row[Any]], T],
) -> Page[T]:
    """One page of ``statement``. The first of ``sorts`` is the default, descending when its name starts with "-".

    Sort columns must not be null. Raises ``Invalid`` for a filter, sort, limit or cursor that is not offered.
    """
    if not 1 <= listing.limit <= MAX_LIMIT:
        raise Invalid(f"limit is 1 to {MAX_LIMIT}", field="limit")
    for name, text in listing.filters.items():
        if name not in filters:
            raise Invalid(f"cannot filter by {name!r}; offered: {', '.join(filters)}", field=name)
        try:
            statement = statement.where(filters[name](text))
        except (ValueError, msgspec.ValidationError):
            raise Invalid(f"{text!r} is not a value of {name}", field=name) from None
    sort = listing.sort or next(iter(sorts))
    offered = {name.lstrip("-"): column for name, column in sorts.items()}
    descending, key = sort.startswith("-"), offered.get(sort.lstrip("-"))
    if key is None:
        raise Invalid(f"cannot sort by {sort!r}; offered: {', '.join(offered)}", field="sort")
    keys: Sequence[sa.ColumnElement[Any]] = (key, id_column)
    if listing.after is not None:
        values = _cursor_values(listing.after, keys)
        here = sa.tuple_(*keys)
        statement = statement.where(here < values if descending else here > values)
    order = [column.desc() if descending else column.asc() for column in keys]
    cursor = [column.label(f"_key_{n}") for n, column in enumerate(keys)]
    rows = session.execute(statement.add_columns(*cursor).order_by(*order).limit(listing.limit + 1)).all()
    more, rows = len(rows) > listing.limit, rows[: listing.limit]
    after = tuple(getattr(rows[-1], f"_key_{n}") for n in range(len(keys))) if more else None
    return Page(items=[shape(row) for row in rows], next=after)


def _cursor_values(after: tuple[Any, ...], keys: Sequence[sa.ColumnElement[Any]]) -> sa.Tuple:
    try:
        values = [
            sa.literal(msgspec.convert(value, column.type.python_type, strict=False), column.type)
            for value, column in zip(after, keys, strict=True)
        ]
    except (ValueError, msgspec.ValidationError):
        raise Invalid("this cursor belongs to another list", field="cursor") from None
    return sa.tuple_(*values)


def flag(text: str) -> bool:
    """``true`` or ``false`` as a filter writes it. Raises ``ValueError``."""
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"
