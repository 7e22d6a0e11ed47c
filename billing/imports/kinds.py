"""What a kind of import is: its columns, and how a line of it is put in the books."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.imports.columns import Column, Line, Rejected
from billing.permissions import Actor

T = TypeVar("T")
Fate = Literal["added", "changed", "skipped"]


class Kept(msgspec.Struct, frozen=True):
    """What became of a line: ``what`` names the thing, ``why`` says why it was skipped; ``amount_minor`` it moved.

    ``known_as``: by what a later import will know it, where nothing in the books themselves tells.
    """

    fate: Fate
    what: str
    why: str | None = None
    amount_minor: int = 0
    known_as: str | None = None


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What an import works with. ``updates``: what is there already is changed to what the file says."""

    session: Session
    business: Business
    import_id: UUID
    source: str
    updates: bool
    by: Actor
    at: datetime


class Keeper(Protocol):
    """Puts the lines of one file in the books."""

    def prepare(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Look up and lock, in the order every operation locks, what the lines concern; the order to take them in."""

    def keep(self, line: Line) -> Kept:
        """Put one line in the books, without an event. Raises any refusal of the books: the line is then rejected."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of import."""

    name: str
    title: str
    columns: tuple[Column, ...]
    begin: Callable[[Work], Keeper]


def work_on(session: Session, import_id: UUID, source: str, *, updates: bool, by: Actor, at: datetime) -> Work:
    """The work of one import, in the business of the session."""
    return Work(
        session=session,
        business=this_business(session),
        import_id=import_id,
        source=source,
        updates=updates,
        by=by,
        at=at,
    )


def command_of(values: Mapping[str, Any], kind: type[T]) -> T:
    """The values as a command. Raises ``Rejected`` naming the field that is not as the command takes it."""
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        text, _, path = str(error).partition(" - at `$")
        field = path.strip("`.") or None
        raise Rejected(_in_words(text), field=field) from None


def _in_words(text: str) -> str:
    """What msgspec says of a value, for who wrote the file."""
    if "matching regex" in text:
        return "it is not written as it should be"
    if longest := re.search(r"length <= (\d+)", text):
        return f"it has more than {longest.group(1)} characters"
    return text[:1].lower() + text[1:]


def details_with(there: Any, values: Mapping[str, Any], kind: type[T], **differently: Any) -> T:
    """What is known of something that is there, with what the line says put in its place; what it leaves empty stays."""
    fields = kind.__struct_fields__  # type: ignore[attr-defined]  # T is a command's struct
    known = {name: getattr(there, name) for name in fields if name not in differently}
    return command_of({**known, **differently, **{name: values[name] for name in fields if name in values}}, kind)
