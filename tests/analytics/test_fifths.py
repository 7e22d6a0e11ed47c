"""Fifths against plain sorting, and as a person would count them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from analytics.fifths import fifths, packed

NUMBERS = st.one_of(st.integers(-3, 3), st.integers(-(2**62), 2**62))
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=40)


def scored(rows: list[tuple[int, ...]], ids: list[str]) -> list[int]:
    figures = [np.array(column, np.int64) for column in zip(*rows, strict=True)] or [np.empty(0, np.int64)]
    return fifths(figures, pa.chunked_array([ids], pa.string())).tolist()


def test_the_better_fifths_hold_one_more() -> None:
    assert scored([(n,) for n in range(7)], [*"abcdefg"]) == [1, 2, 3, 4, 4, 5, 5]


def test_equals_are_told_apart_by_the_next_figure_and_then_by_id() -> None:
    rows = [(4, 1), (4, 2), (4, 1), (4, 3), (4, 1)]
    assert scored(rows, [*"ecdba"]) == [1, 4, 2, 5, 3]


def test_fewer_than_five_fill_the_best_fifths() -> None:
    assert scored([(1,), (2,)], [*"ab"]) == [4, 5]
    assert scored([], []) == []


def test_figures_as_far_apart_as_there_are_stand_in_order() -> None:
    assert scored([(2**62,), (-(2**62),), (0,)], [*"abc"]) == [5, 3, 4]


@given(ROWS, st.randoms(use_true_random=False))
def test_fifths_are_those_of_plain_sorting(rows: list[tuple[int, int, int]], chance: object) -> None:
    ids = [f"{n:03}" for n in range(len(rows))]
    chance.shuffle(ids)  # type: ignore[attr-defined]
    order = sorted(range(len(rows)), key=lambda n: (*(-figure for figure in rows[n]), ids[n]))
    size, more = divmod(len(rows), 5)
    expected, place = [0] * len(rows), 0
    for fifth in range(5):
        for n in order[place : place + size + (fifth < more)]:
            expected[n] = 5 - fifth
        place += size + (fifth < more)

    assert scored(rows, ids) == expected


@given(ROWS.filter(bool))
def test_a_packed_number_sorts_as_what_it_stands_for(rows: list[tuple[int, int, int]]) -> None:
    keys = packed([np.array(column, np.int64) for column in zip(*rows, strict=True)]).tolist()

    assert [keys[a] < keys[b] for a in range(len(rows)) for b in range(len(rows))] == [
        rows[a] < rows[b] for a in range(len(rows)) for b in range(len(rows))
    ]
