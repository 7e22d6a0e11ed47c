"""The right name nearest to a wrong one, where a structure says which names there are."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec.inspect

_WRONG: Final = re.compile(
    r"object contains unknown field `(?P<field>[^`]*)`|invalid enum value '(?P<value>.*)'", re.IGNORECASE
)


def explained(shape: Any, path: Sequence[str], message: str) -> tuple[str, str | None, str | None] | None:
    """What msgspec's ``message`` on the value at ``path`` of ``shape`` says of a name, for people.

    The sentence with the names there are, the field that is unknown, if one is, and the nearest right name. None where
    the message is of no name, or any name would do.
    """
    found = _WRONG.fullmatch(message)
    if found is None:
        return None
    of_a_field = found["field"] is not None
    if not of_a_field and not [part for part in path if not part.isdecimal()]:
        return None
    known = _fields_at(shape, path) if of_a_field else _words_at(shape, path)
    if not known:
        return None
    wrong = found["field"] or found["value"] or ""
    near = difflib.get_close_matches(wrong.lower().replace("-", "_"), known, n=1, cutoff=0.5)
    hint = f"the nearest is {near[0]}" if near else f"there is {', '.join(known)}"
    what = "field" if of_a_field else path[-2].removesuffix("s") if path[-1].isdecimal() else path[-1]
    return f"there is no {what} {wrong[:40]!r}; {hint}", wrong if of_a_field else None, near[0] if near else None


def _fields_at(shape: Any, path: Sequence[str]) -> list[str]:
    return [each.encode_name for kind in _kinds_at(shape, path) if isinstance(kind, msgspec.inspect.StructType) for each in kind.fields]  # fmt: skip


def _words_at(shape: Any, path: Sequence[str]) -> list[str]:
    return [str(each) for kind in _kinds_at(shape, path) if isinstance(kind, msgspec.inspect.LiteralType) for each in kind.values]  # fmt: skip


def _kinds_at(shape: Any, path: Sequence[str]) -> list[Any]:
    """What may stand at ``path``."""
    kinds: list[Any] = [msgspec.inspect.type_info(shape)]
    for part in path:
        inner: list[Any] = []
        for kind in kinds:
            if isinstance(kind, msgspec.inspect.StructType):
                inner += [each.type for each in kind.fields if each.encode_name == part]
            elif isinstance(kind, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
                inner.append(kind.item_type)
        kinds = [each for kind in inner for each in getattr(kind, "types", (kind,))]
    return kinds
