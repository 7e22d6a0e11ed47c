"""Where figures are read: the mirror's tables as sources, and how each source reads a dimension.

SQL here is in DuckDB's dialect and is parsed once; ``t`` is the source's own relation. ``$today`` is the day of asking,
``$start`` and ``$end`` the period's first day and the first day after it, ``$asof`` its last day that has been, ``$upto`` the
day after that, ``$whole_start`` and ``$whole_end`` the bounds of the whole months in it, and ``$scale`` the minor units of one
currency unit; the compiler puts parameters in their place. Where
there is no period, it starts before all days and ends after them.
"""

from __future__ import annotations

from typing import Final

from analytics.sources.customers import SOURCES_OF_CUSTOMERS
from analytics.sources.joins import JOINS
from analytics.sources.messages import SOURCES_OF_MESSAGES
from analytics.sources.money import SOURCES_OF_MONEY
from analytics.sources.purchases import SOURCES_OF_PURCHASES
from analytics.sources.rentals import SOURCES_OF_RENTALS
from analytics.sources.sales import SOURCES_OF_SALES
from analytics.sources.source import Join, Reading, Source
from analytics.sources.stock import SOURCES_OF_STOCK

SOURCES: Final = (
    *SOURCES_OF_SALES,
    *SOURCES_OF_MONEY,
    *SOURCES_OF_CUSTOMERS,
    *SOURCES_OF_STOCK,
    *SOURCES_OF_PURCHASES,
    *SOURCES_OF_RENTALS,
    *SOURCES_OF_MESSAGES,
)

__all__ = ["JOINS", "SOURCES", "Join", "Reading", "Source"]
