"""RFM: customers in segments, by how recently, how often and for how much they bought.

Each named customer (the walk-in is nobody) with an invoice in the period is scored from 1 to 5, 5 being best, three times: by
the day of their last invoice (recency), by the number of their invoices (frequency) and by their net sales, returns taken off
(monetary). The scores are fifths of these customers. **Ties** are broken the same way every time: by the other two figures, the
better first, then by the customer's id, so that fifths are of equal size; where the number of customers is no multiple of five,
the better fifths hold one more. Only invoices that stand count; a cancelled one was no purchase.

The segment follows from two of them: recency, and standing, the mean of the frequency and the monetary score, halves rounded up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from analytics.analysis import analyse_columns
from analytics.fifths import Whole, fifths
from munim.days import Period
from munim.errors import Invalid
from munim.nearest import nearest

if TYPE_CHECKING:
    import pyarrow as pa

    from analytics.reports.figures import Figures

EVERYBODY: Final = 1_000_000_000  # a limit no shop reaches


class Segment(msgspec.Struct, frozen=True):
    """One named group of customers: the scores it spans, lowest and highest included."""

    slug: str
    title: str
    recency: tuple[int, int]
    standing: tuple[int, int]
    meaning: str
    since: date  # the definition holds for periods that end after this day
    until: date | None = None  # and no later than this one

    def holds(self, recency: int, standing: int) -> bool:
        return self.recency[0] <= recency <= self.recency[1] and self.standing[0] <= standing <= self.standing[1]


_FIRST: Final = date(2000, 1, 1)

# The grid of ten segments over recency and standing that shops know from Putler's and Miuul's RFM charts; its cells cover
# all twenty-five pairs of scores once. Best first.
SEGMENTS: Final = (
    Segment("champions", "Champions", (5, 5), (4, 5), "bought very recently, buy often and for much", _FIRST),
    Segment("loyal", "Loyal", (3, 4), (4, 5), "buy often and for much", _FIRST),
    Segment("cannot_lose", "Cannot lose", (1, 2), (5, 5), "bought most often and for most, and have not come for long", _FIRST),
    Segment("at_risk", "At risk", (1, 2), (3, 4), "bought often, and have not come for long", _FIRST),
    Segment("potential_loyal", "Potentially loyal", (4, 5), (2, 3), "bought recently, and more than once", _FIRST),
    Segment("need_attention", "Need attention", (3, 3), (3, 3), "in the middle of every measure", _FIRST),
    Segment("new", "New", (5, 5), (1, 1), "bought very recently, and little yet", _FIRST),
    Segment("promising", "Promising", (4, 4), (1, 1), "bought recently, and little yet", _FIRST),
    Segment("about_to_sleep", "About to sleep", (3, 3), (1, 2), "bought little, and not lately", _FIRST),
    Segment("hibernating", "Hibernating", (1, 2), (1, 2), "bought little, long ago", _FIRST),
)  # fmt: skip


class ScoredCustomer(msgspec.Struct, frozen=True):
    """One customer's period: ``net_minor`` in minor units, scores 1 to 5."""

    name: str
    customer_id: UUID
    last_date: date
    invoices: int
    net_minor: int
    recency: int
    frequency: int
    monetary: int
    segment: Segment


class SegmentFigures(msgspec.Struct, frozen=True):
    """What the customers of one segment came to in the period."""

    segment: Segment
    customers: int
    invoices: int
    net_minor: int


def standing(frequency: int, monetary: int) -> int:
    """The mean of the two scores, halves rounded up."""
    return (frequency + monetary + 1) // 2


def segment_of(recency: int, frequency: int, monetary: int, *, on: date) -> Segment:
    """The one segment these scores belong to, as segments are defined on the day ``on``."""
    stands = standing(frequency, monetary)
    [found] = [segment for segment in segments_on(on) if segment.holds(recency, stands)]
    return found


def segments_on(day: date) -> Sequence[Segment]:
    """The segments as they are defined on ``day``, best first."""
    return [item for item in SEGMENTS if item.since <= day and (item.until is None or day <= item.until)]


def rfm_cells(figures: Figures, period: Period) -> list[tuple[int, int, int, int, int, int]]:
    """(recency, frequency, monetary, customers, invoices, net sales) of each three scores that a customer of ``period`` has, in order.

    Raises ``Forbidden`` without ``customers.read``.
    """
    scored = _scores(figures, period)
    cell = 25 * scored.recency + 5 * scored.frequency + scored.monetary - 31  # 1, 1, 1 is 0 and 5, 5, 5 is 124
    sums = np.zeros((3, 125), np.int64)
    np.add.at(sums[0], cell, 1)
    np.add.at(sums[1], cell, scored.invoices)
    np.add.at(sums[2], cell, scored.net_minor)
    return [
        (1 + place // 25, 1 + place // 5 % 5, 1 + place % 5, customers, invoices, net)
        for place, (customers, invoices, net) in enumerate(sums.T.tolist())
        if customers
    ]


def customer_segments(figures: Figures, period: Period) -> list[SegmentFigures]:
    """Every segment and what it came to in ``period``, best first; empty segments too.

    Raises ``Forbidden`` without ``customers.read``.
    """
    cells = rfm_cells(figures, period)
    answer = []
    for segment in segments_on(period.last):
        held = [
            (customers, invoices, net)
            for recency, frequency, monetary, customers, invoices, net in cells
            if segment.holds(recency, standing(frequency, monetary))
        ]
        customers, invoices, net = (sum(column) for column in zip(*held, strict=True)) if held else (0, 0, 0)
        answer.append(SegmentFigures(segment, customers, invoices, net))
    return answer


def scored_customers(
    figures: Figures, period: Period, *, segment: Segment | None = None, limit: int = EVERYBODY
) -> list[ScoredCustomer]:
    """The ``limit`` customers of ``period`` (of one segment) with the most net sales, most first, and their scores.

    Raises ``Forbidden`` without ``customers.read``.
    """
    scored = _scores(figures, period)
    recency, stands = (segment.recency, segment.standing) if segment else ((1, 5), (1, 5))
    of_two = scored.frequency + scored.monetary
    wanted = np.flatnonzero(
        (recency[0] <= scored.recency) & (scored.recency <= recency[1])
        & (2 * stands[0] - 1 <= of_two) & (of_two <= 2 * stands[1])
    )  # fmt: skip
    if len(wanted) > limit:  # with all who have as much as the last of them: ids are to tell these apart
        least = np.sort(scored.net_minor[wanted])[-limit]
        wanted = wanted[scored.net_minor[wanted] >= least]
    columns = [each[wanted].tolist() for each in scored[1:]]
    told = zip(scored.ids.take(wanted).to_pylist(), *columns, strict=True)
    names = figures.names("customer")
    answer = []
    for key, last_date, invoices, net_minor, r, f, m in sorted(told, key=lambda row: (-row[3], row[0]))[:limit]:
        held = segment or segment_of(r, f, m, on=period.last)
        answer.append(ScoredCustomer(names[key], UUID(key), last_date, invoices, net_minor, r, f, m, held))
    return answer


class _Scores(NamedTuple):
    """The customers of a period side by side, each with the three scores."""

    ids: pa.ChunkedArray
    last_date: NDArray[np.datetime64]
    invoices: Whole
    net_minor: Whole
    recency: Whole
    frequency: Whole
    monetary: Whole


def _scores(figures: Figures, period: Period) -> _Scores:
    table = analyse_columns(
        figures, "customers_who_bought", permission="customers.read", start=period.start, end=period.end
    )
    ids, *columns = table.columns
    last_date = columns[0].to_numpy().astype("datetime64[D]")
    last, (invoices, net) = last_date.astype(np.int64), (each.to_numpy().astype(np.int64) for each in columns[1:])
    orders = ((last, invoices, net), (invoices, last, net), (net, last, invoices))
    return _Scores(ids, last_date, invoices, net, *(fifths(order, ids) for order in orders))


def find_segment(slug: str, *, on: date) -> Segment:
    """The segment called ``slug`` on that day. Raises ``Invalid`` naming the field and the nearest segment."""
    known = {segment.slug: segment for segment in segments_on(on)}
    if slug in known:
        return known[slug]
    near = nearest(slug, known, cutoff=0.4)
    hint = f"the nearest is {near}" if near else f"there is {', '.join(known)}"
    raise Invalid(f"there is no segment {slug[:40]!r}; {hint}", field="segment", nearest=near)
