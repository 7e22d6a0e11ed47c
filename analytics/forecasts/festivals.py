"""Festivals and public holidays of a country, and how far each day lies from them.

Festivals move with the moon, and act as a build-up, a peak and a slump rather than as one day: a day is told by its
distance to the festival in bins. Dates are those of the library ``holidays``, known without a network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

# days from a festival, both ends included: the build-up, its last week, the eve and the day, the days after, the slump
BINS: Final = ((-21, -8), (-7, -3), (-2, 0), (1, 3), (4, 10))
# which holidays move trade for weeks, by words of their names; of other countries it is Christmas
MAJOR: Final = {
    "IN": (
        "Diwali", "Dussehra", "Holi", "Raksha Bandhan", "Onam", "Pongal", "Eid al-Fitr", "Eid al-Adha",
        "Ganesh Chaturthi", "Chhath", "Christmas",
    ),
    "GB": ("Christmas", "Good Friday"),
}  # fmt: skip
EVERYWHERE: Final = ("Christmas",)
REGION: Final = {"GB": "ENG"}  # whose holidays stand for the country's where they differ within it


@dataclass(frozen=True)
class DayTable:
    """Consecutive days from ``start``: ISO weekday less one, whether a public holiday, and the bins of festivals each lies in."""

    start: date
    weekday: npt.NDArray[np.int64]
    holiday: npt.NDArray[np.bool_]
    near: npt.NDArray[np.float64]  # one row a day, one column a festival and bin: 1 where the day lies in it
    festivals: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.weekday)

    def first(self, count: int) -> DayTable:
        """The table of the first ``count`` days."""
        return DayTable(self.start, self.weekday[:count], self.holiday[:count], self.near[:count], self.festivals)

    def seen(self, festival: int, days: int) -> bool:
        """Whether the first ``days`` days hold the eve or the day of a festival."""
        peak = festival * len(BINS) + BINS.index((-2, 0))
        return bool(self.near[:days, peak].any())


@lru_cache(maxsize=64)
def day_table(country: str, start: date, days: int) -> DayTable:
    """The table of ``days`` days from ``start``, by the calendar of an ISO 3166 country; one without a calendar has no festivals."""
    named = MAJOR.get(country, EVERYWHERE)
    dates = [start + timedelta(days=n) for n in range(days)]
    near = np.zeros((days, len(named) * len(BINS)))
    public = {day for year in _years(dates) for day in _public(country, year)}
    for place, word in enumerate(named):
        for day in festival_days(country, word, _years(dates)):
            for bin_, (nearest, farthest) in enumerate(BINS):
                low, high = (day + timedelta(days=nearest) - start).days, (day + timedelta(days=farthest) - start).days
                near[max(low, 0) : max(high + 1, 0), place * len(BINS) + bin_] = 1
    return DayTable(
        start,
        np.array([day.weekday() for day in dates], dtype=np.int64),
        np.array([day in public for day in dates], dtype=bool),
        near,
        named,
    )


@lru_cache(maxsize=1024)
def festival_days(country: str, name: str, years: range) -> tuple[date, ...]:
    """The days of a festival in ``years``; of a feast of several days the first."""
    named = {day: names.split("; ") for year in years for day, names in _all(country, year).items()}
    found = [day for day, names in named.items() if name in names]
    if not found:  # "Christmas" where the calendar writes "Christmas Day", never "Holi" for "Holika Dahan"
        whole_word = re.compile(rf"\b{re.escape(name)}\b")
        found = [day for day, names in named.items() if any(map(whole_word.search, names))]
    return tuple(day for day in sorted(found) if not any(0 < (day - other).days <= 3 for other in found))


def _years(dates: list[date]) -> range:
    """The years of the days and their neighbours: a build-up begins in the year before."""
    return range(dates[0].year - 1, dates[-1].year + 2)


@lru_cache(maxsize=64)
def _public(country: str, year: int) -> dict[date, str]:
    return _holidays(country, year, ("public",))


@lru_cache(maxsize=64)
def _all(country: str, year: int) -> dict[date, str]:
    return _holidays(country, year, ("public", "optional"))


def _holidays(country: str, year: int, categories: tuple[str, ...]) -> dict[date, str]:
    import holidays  # 0.1 s that only forecasts need

    supported = holidays.list_supported_countries()
    if country not in supported:
        return {}
    cls: Any = getattr(holidays, country)
    offered = tuple(each for each in categories if each in cls.supported_categories)
    return dict(cls(subdiv=REGION.get(country), years=[year], categories=offered, language="en_US").items())
