"""Wall-clock times of a shop, and the instants they are (rules J-17, J-18).

A time of day is kept as the clock on the shop's wall shows it; the zone is the business's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from munim.days import days_in_month


class Timing(msgspec.Struct, frozen=True):
    """A wall-clock time on every day, on some weekdays or on one day of the month."""

    local_time: time
    weekdays: tuple[int, ...] = ()  # ISO, 1 = Monday
    month_day: int | None = None

    def falls_on(self, day: date) -> bool:
        """Whether ``day`` (local) is one of its days; the 31st of a shorter month is its last day."""
        if self.weekdays:
            return day.isoweekday() in self.weekdays
        if self.month_day is not None:
            return day.day == min(self.month_day, days_in_month(day.year, day.month))
        return True


def occurrences(timing: Timing, zone: str, *, after: datetime) -> Iterator[datetime]:
    """The instants (UTC) at which ``timing`` fires in ``zone``, from the first one later than ``after``."""
    day = after.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    while True:
        if timing.falls_on(day):
            at = instant_of(day, timing.local_time, zone)
            if at > after:
                yield at
        day += timedelta(days=1)


def instant_of(day: date, clock: time, zone: str) -> datetime:
    """The instant (UTC) of a wall-clock time (rule J-18).

    A time that the clock shows twice is its first showing; one that it skips is the first instant after the gap.
    """
    place = ZoneInfo(zone)
    local = datetime.combine(day, clock.replace(fold=0, tzinfo=None), tzinfo=place)
    at = local.astimezone(UTC)
    if at.astimezone(place).replace(tzinfo=None) == local.replace(tzinfo=None):
        return at
    # In a gap fold=1 reads the clock by the later offset: an instant before the change. Halve until they meet at it.
    before, offset = (
        local.replace(fold=1).astimezone(UTC),
        local.replace(fold=1).astimezone(UTC).astimezone(place).utcoffset(),
    )
    while at - before > timedelta(seconds=1):
        middle = before + (at - before) // 2
        if middle.astimezone(place).utcoffset() == offset:
            before = middle
        else:
            at = middle
    return at.replace(microsecond=0)


CATCH_UP_WITHIN: Final = timedelta(hours=24)
CATCH_UP_MOST: Final = 7


def missed_firings(
    timing: Timing, zone: str, catch_up: str, *, fire_at: datetime, now: datetime
) -> tuple[datetime, ...]:
    """Which firings of those due from ``fire_at`` to ``now`` still run (rule J-17).

    ``once``: the latest, if it is at most 24 hours old. ``all``: each, the latest seven at most. ``skip``: the latest,
    only while it is still its own local day.
    """
    due = [fire_at]
    for at in occurrences(timing, zone, after=fire_at):
        if at > now:
            break
        due = [*due, at][-CATCH_UP_MOST:]
    latest = due[-1]
    if catch_up == "all":
        return tuple(due)
    if catch_up == "skip":
        place = ZoneInfo(zone)
        return (latest,) if latest.astimezone(place).date() == now.astimezone(place).date() else ()
    return (latest,) if now - latest <= CATCH_UP_WITHIN else ()
