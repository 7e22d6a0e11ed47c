"""The day's budget for the language model, as whoever asks it sees it: set aside before a call, settled after."""

from __future__ import annotations

from typing import Final, Protocol

import msgspec

BYTES_A_TOKEN: Final = 1  # at the least: what a text may come to is never underestimated
OVERHEAD: Final = 200  # tokens a provider adds around messages and a schema


class Tokens(msgspec.Struct, frozen=True):
    """Tokens a call reads and writes."""

    read: int
    written: int

    @property
    def total(self) -> int:
        return self.read + self.written


class Purse(Protocol):
    """Where a business's budget is kept. What is set aside is taken out of it until it is settled."""

    def set_aside(self, most: Tokens) -> None:
        """Take what a call may come to at most. Raises a ``Refused`` where there is not so much left today."""

    def settle(self, aside: Tokens, spent: Tokens) -> None:
        """Put back what was set aside beyond what the call came to."""


class Prices(msgspec.Struct, frozen=True):
    """What a million tokens cost, in hundredths of the provider's unit of money."""

    read: int
    written: int

    def millionths(self, tokens: Tokens) -> int:
        """The cost in millionths of the unit, rounded up: a cent a million tokens is a hundredth of a millionth each."""
        return -(-(tokens.read * self.read + tokens.written * self.written) // 100)


class _Free:
    """A budget without a bottom: of an evaluation that somebody pays for knowingly."""

    def set_aside(self, most: Tokens) -> None:
        """Takes nothing."""

    def settle(self, aside: Tokens, spent: Tokens) -> None:
        """Keeps nothing."""


FREE: Final = _Free()


def most_read(*texts: str) -> int:
    """More tokens than ``texts`` can come to: none is shorter than a byte."""
    return OVERHEAD + sum(len(text.encode()) for text in texts) // BYTES_A_TOKEN
