"""Names of the shop kept from the model: each is a placeholder in what it reads, and a name again in what it answers.

A name in the books is whatever somebody typed, so it is never an instruction: the model sees ``{customer 1}``. What the asker
wrote besides stays, in one spelling, without invisible signs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from ai.parser import Name, NameIndex
from ai.parser.lexicon import lexicon
from ai.parser.normalise import tokenise
from analytics.catalogue import dimension

PLACEHOLDER: Final = re.compile(r"\{[a-z_]+ \d+\}")
LONGEST: Final = 600  # characters of a question


class Masked(msgspec.Struct, frozen=True):
    """A text for the model, and the names its placeholders stand for; of several that are called alike, all."""

    text: str
    names: Mapping[str, tuple[Name, ...]]

    @property
    def kinds(self) -> dict[str, str]:
        """What each placeholder is one of."""
        return {placeholder: names[0].dimension for placeholder, names in self.names.items()}


def mask(question: str, index: NameIndex, *, shown: bool = False) -> Masked:
    """``question`` with the shop's names as placeholders; ``shown``: as it is, where the business allows names to be seen."""
    words = [token.text for token in tokenise(question[:LONGEST])]
    if shown:
        return Masked(" ".join(words), {})
    known = lexicon()
    matches = [
        match
        for match in index.find(words, known=known.words, small=known.small)
        if match.names and not dimension(match.dimension).values  # cash and UPI are the catalogue's, not the shop's
    ]
    taken: dict[int, tuple[int, tuple[Name, ...]]] = {}
    used: set[int] = set()
    for match in sorted(matches, key=lambda match: (match.start - match.end, match.cost)):
        if used.isdisjoint(range(match.start, match.end)):
            used.update(range(match.start, match.end))
            taken[match.start] = (match.end, match.names)
    said: list[str] = []
    names: dict[str, tuple[Name, ...]] = {}
    place = 0
    while place < len(words):
        if place in taken:
            place, found = taken[place]
            placeholder = f"{{{found[0].dimension} {len(names) + 1}}}"
            names[placeholder] = found
            said.append(placeholder)
        else:
            said.append(words[place])
            place += 1
    return Masked(" ".join(said), names)


def unmask(written: Any, masked: Masked) -> Any:
    """A query as it is written, with the ids of the names that its placeholders stand for in their place."""
    if isinstance(written, dict):
        return {key: unmask(value, masked) for key, value in written.items()}
    if isinstance(written, list):
        return [each for value in written for each in _unmasked(value, masked)]
    return written


def _unmasked(value: Any, masked: Masked) -> list[Any]:
    if isinstance(value, str) and value.strip() in masked.names:
        return [name.value for name in masked.names[value.strip()]]
    return [unmask(value, masked)]


def hide_values(written: dict[str, Any]) -> dict[str, Any]:
    """An example's query without the things of the shop that its filters name."""

    def hidden(filters: Any) -> list[dict[str, Any]]:
        return [
            {**item, "values": [f"{{{item['dimension']} 1}}"]} if _names_things(item["dimension"]) else dict(item)
            for item in filters
        ]

    kept = {key: value for key, value in written.items() if key not in ("where", "shown", "among")}
    return {**kept, **({"where": hidden(written["where"])} if written.get("where") else {})}


def _names_things(slug: str) -> bool:
    of = dimension(slug)
    return not of.values and of.kind in ("entity", "text")
