"""The right name nearest to a wrong one, of a list of names or of those a structure has."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec.inspect

_WRONG: Final = re.compile(
    r"object contains unknown field `(?P<field>[^`]*)`|invalid enum value '(?P<value>.*)'", re.IGNORECASE
)


def nearest(wrong: str, known: Iterable[str], *, cutoff: float = 0.5) -> str | None:
    """The one of ``known`` that was meant by ``wrong``; None where none is alike enough.

    The same but for case, dashes and underscores; else of the same letters (``form`` for ``from``); else the most alike.
    """
    spelled = {_plain(name): name for name in reversed(list(known))}
    asked = _plain(wrong)
    if asked in spelled:
        return spelled[asked]
    turned = [name for name in reversed(spelled) if sorted(name) == sorted(asked)]
    near = turned or difflib.get_close_matches(asked, list(reversed(spelled)), n=1, cutoff=cutoff)
    return spelled[near[0]] if near else None


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "").replace(" ", "")


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
    near = nearest(wrong, known)
    hint = f"the nearest is {near}" if near else f"there is {', '.join(known)}"
    what = "field" if of_a_field else path[-2].removesuffix("s") if path[-1].isdecimal() else path[-1]
    return f"there is no {what} {wrong[:40]!r}; {hint}", wrong if of_a_field else None, near


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
