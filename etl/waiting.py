"""Who waits for a turn to be mirrored.

Businesses are told of as they change, and taken by hands: threads that each keep the files they wrote last open. So a
business goes to the hand that had it last, unless that one is so far behind that to open the file elsewhere costs less.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

HEAD_START_SECONDS: Final = 0.3  # so much longer others' businesses must have waited to be taken before a hand's own


@dataclass
class Errand:
    """Businesses of which each is to have a turn that begins after this was asked for."""

    waiting: set[int]
    begun: set[int] = field(default_factory=set)
    behind: set[int] = field(default_factory=set)  # whose turn came to no good end, or never came

    @property
    def open(self) -> bool:
        """Whether somebody is still to have a turn, or has it."""
        return bool(self.waiting or self.begun)


class WaitingLine:
    """Businesses in the order in which they are due. For any number of threads.

    A business told of while it has its turn waits for another, since what changed may have come too late for that one.
    ``spacing``: so many seconds lie between the beginnings of two turns of one business; who rested longer is due at once.
    """

    def __init__(self, businesses: Iterable[int] = (), *, spacing: float = 0.0) -> None:
        self._news = threading.Condition()
        self._spacing = spacing
        self._due: dict[int, float] = {}  # by business: since when, or from when
        self._begun: dict[int, float] = {}
        self._working: set[int] = set()
        self._idle: set[int] = set()  # hands that wait for a business
        self._ended = False
        self._errands: list[Errand] = []
        for business_id in businesses:
            self.tell(business_id)

    def tell(self, business_id: int) -> None:
        """The business changed."""
        with self._news:
            self._tell(business_id)
            self._news.notify_all()

    def send(self, businesses: Sequence[int]) -> Errand:
        """Have each of the businesses have a turn that begins from here on; ``behind`` waits for what comes of it."""
        with self._news:
            errand = Errand(set(businesses))
            if self._ended and not self._due:
                self._give_up(errand)  # the hands have gone home
            else:
                for business_id in businesses:
                    self._tell(business_id)
            self._errands = [one for one in (*self._errands, errand) if one.open]
            self._news.notify_all()
            return errand

    def behind(self, errand: Errand) -> set[int]:
        """Whose turns came to no good end, once all of the errand's are over, or will not come any more."""
        with self._news:
            self._news.wait_for(lambda: not errand.open)
            return errand.behind

    def take(self, hand: int, hand_of: dict[int, int]) -> int | None:
        """Whose turn is next, waiting for it; None when the line has ended and nobody is left in it.

        ``hand_of``: which hand had each business last, as the hands share it; from here on this one has it. What was taken
        is to be said to be ``done``.
        """
        with self._news:
            self._idle.add(hand)
            try:
                while True:
                    now = time.monotonic()
                    taken = self._next(hand, hand_of, now)
                    if taken is not None:
                        del self._due[taken]
                        self._begun[taken] = now
                        self._working.add(taken)
                        hand_of[taken] = hand
                        for errand in self._errands:
                            if taken in errand.waiting:
                                errand.waiting.remove(taken)
                                errand.begun.add(taken)
                        return taken
                    if self._ended and not self._due:
                        return None
                    later = [at - now for at in self._due.values() if at > now]
                    self._news.wait(min(later, default=None))
            finally:
                self._idle.discard(hand)

    def done(self, business_id: int, *, settled: bool = True) -> None:
        """Its turn is over; ``settled``: readers have what the books said when it began."""
        with self._news:
            self._working.discard(business_id)
            for errand in self._errands:
                if business_id in errand.begun:
                    errand.begun.remove(business_id)
                    if not settled:
                        errand.behind.add(business_id)
            self._news.notify_all()

    def end(self, *, at_once: bool = False) -> None:
        """Nobody else will come; ``at_once``: and whoever waits is sent home."""
        with self._news:
            self._ended = True
            if at_once:
                self._due.clear()
                for errand in self._errands:
                    self._give_up(errand)
            self._news.notify_all()

    def hands_at_work(self) -> int:
        """How many businesses have their turn now."""
        return len(self._working)

    def __len__(self) -> int:
        return len(self._due)

    def _tell(self, business_id: int) -> None:
        now = time.monotonic()
        rested = self._begun.get(business_id, now - self._spacing) + self._spacing
        self._due.setdefault(business_id, max(now, rested))

    @staticmethod
    def _give_up(errand: Errand) -> None:
        """Whoever had no turn yet has none any more."""
        errand.behind |= errand.waiting
        errand.waiting.clear()

    def _next(self, hand: int, hand_of: dict[int, int], now: float) -> int | None:
        """Whom this hand takes of those that are due: the one that waited longest, its own with a head start."""
        found: tuple[float, int] | None = None
        for business_id, at in self._due.items():
            if at > now or business_id in self._working:
                continue
            owner = hand_of.get(business_id, hand)
            if owner != hand and owner in self._idle:
                continue  # that hand has been woken, too
            rank = at - (HEAD_START_SECONDS if owner == hand else 0.0)
            if found is None or rank < found[0]:
                found = rank, business_id
        return None if found is None else found[1]
