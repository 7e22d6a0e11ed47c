"""Fifths of many things by several figures: who is among the best fifth, who among the next.

To sort customers three times takes a database longer than to sum up their year. Only where a fifth ends does it matter who
of equals comes first, so arrays of whole numbers are sorted, and ids are looked at there alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

Whole = NDArray[np.int64]

_BEST: Final = 5
_BITS: Final = 62  # of a whole number that stands for several


def fifths(figures: Sequence[Whole], ids: pa.ChunkedArray) -> Whole:
    """The score of each, 5 for the best fifth to 1: by the first of ``figures``, the larger first, of equals by the next, then by id.

    Where their number is no multiple of five the better fifths hold one more. ``ids`` are texts that sort as the ids do.
    """
    number = len(figures[0])
    scores = np.empty(number, np.int64)
    if not number:
        return scores
    key = packed(figures)
    order = np.argsort(key)[::-1]
    size, more = divmod(number, _BEST)
    sizes = [size + (place < more) for place in range(_BEST)]
    rising = np.sort(key)
    for end in np.cumsum(sizes[:-1]):
        if 0 < end < number and key[order[end - 1]] == key[order[end]]:
            value = key[order[end]]
            first = number - int(np.searchsorted(rising, value, "right"))
            last = number - int(np.searchsorted(rising, value, "left"))
            equals = order[first:last]
            order[first:last] = equals[np.argsort(np.array(ids.take(equals).to_pylist()))]
    scores[order] = np.repeat(np.arange(_BEST, 0, -1), sizes)
    return scores


def packed(figures: Sequence[Whole]) -> Whole:
    """One whole number for each that sorts as ``figures`` do, one after the other."""
    key, span = _from_zero(figures[0])
    for figure in figures[1:]:
        other, width = _from_zero(figure)
        if (span * width).bit_length() > _BITS:  # their places take no more than twice as many bits as there are rows
            (key, span), (other, width) = _places(key), _places(other)
        key, span = key * width + other, span * width
    return key


def _from_zero(figure: Whole) -> tuple[Whole, int]:
    """The figure with its least at 0, and how many values that spans."""
    least, most = int(figure.min()), int(figure.max())
    span = most - least + 1
    return (figure - least, span) if span.bit_length() <= _BITS else _places(figure)


def _places(figure: Whole) -> tuple[Whole, int]:
    """The place of each among the values, and how many values there are."""
    values, places = np.unique(figure, return_inverse=True)
    return places.astype(np.int64), len(values)
