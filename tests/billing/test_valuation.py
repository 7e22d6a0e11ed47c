"""The moving average: what goods are worth as they come, go, and come back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.valuation import Level, Moved, give_back, put_in, revalue, take_out

EMPTY = Level(Decimal(0), 0)


def level(on_hand: str, value_minor: int, last_cost: str | None = None) -> Level:
    return Level(Decimal(on_hand), value_minor, None if last_cost is None else Decimal(last_cost))


def test_goods_leave_at_the_average_of_what_came() -> None:
    """Ten at 5.00 and ten at 7.00: each of twenty is worth 6.00."""
    there = put_in(put_in(EMPTY, Decimal(10), 50_00).level, Decimal(10), 70_00).level
    assert (there.on_hand, there.value_minor, there.average_cost) == (20, 120_00, 600)

    sold = take_out(there, Decimal(5))

    assert (sold.value_minor, sold.late_minor) == (-30_00, 0)
    assert (sold.level.on_hand, sold.level.value_minor) == (15, 90_00)


def test_the_last_unit_takes_all_the_value() -> None:
    """Three for 1.00: 33 paise, then 34 (half of 67, rounded up), then the 33 that are left."""
    there = put_in(EMPTY, Decimal(3), 1_00).level
    taken = []
    for _ in range(3):
        sold = take_out(there, Decimal(1))
        taken.append(-sold.value_minor)
        there = sold.level

    assert taken == [33, 34, 33]
    assert (there.on_hand, there.value_minor, there.last_cost) == (0, 0, Decimal(100) / 3)


def test_a_cost_is_rounded_once_and_never_by_the_unit() -> None:
    """Seven for 10.00: three cost 4.29 (of 4.2857), where three times 1.43 would be one paisa off; all seven cost 10.00."""
    there = put_in(EMPTY, Decimal(7), 10_00).level

    assert take_out(there, Decimal(3)).value_minor == -4_29
    assert take_out(there, Decimal("0.7")).value_minor == -1_00
    assert take_out(there, Decimal(7)) == Moved(Level(Decimal(0), 0, there.last_cost), -10_00)
    assert take_out(there, Decimal(8)).value_minor == -11_43  # and one that is not there, at 1.43


def test_goods_sold_before_they_came_leave_at_the_last_known_cost() -> None:
    """Four at 5.00, six sold: four from stock and two supposed to cost 5.00 as well."""
    sold = take_out(put_in(EMPTY, Decimal(4), 20_00).level, Decimal(6))
    assert (sold.value_minor, sold.level.on_hand, sold.level.value_minor) == (-30_00, -2, -10_00)

    again = take_out(sold.level, Decimal(1))
    assert (again.value_minor, again.level.value_minor) == (-5_00, -15_00)


def test_a_later_receipt_puts_the_value_right_and_the_difference_is_a_cost_of_the_goods_sold() -> None:
    """Two owed at 5.00; five come at 6.00 each: three on hand worth 18.00, and the two sold cost 2.00 more."""
    came = put_in(level("-2", -10_00), Decimal(5), 30_00)

    assert (came.level.on_hand, came.level.value_minor) == (3, 18_00)
    assert (came.value_minor, came.late_minor) == (28_00, 2_00)


def test_a_receipt_that_settles_part_of_what_is_owed_leaves_the_rest_as_supposed() -> None:
    came = put_in(level("-4", -20_00), Decimal(1), 6_50)

    assert (came.value_minor, came.late_minor) == (5_00, 1_50)
    assert (came.level.on_hand, came.level.value_minor, came.level.last_cost) == (-3, -15_00, 650)


def test_what_was_never_known_to_cost_anything_is_worth_nothing() -> None:
    there = put_in(EMPTY, Decimal(10), None).level
    assert (there.on_hand, there.value_minor, there.average_cost) == (10, 0, None)
    assert take_out(there, Decimal(12)).level == level("-2", 0)
    assert put_in(level("-2", 0), Decimal(3), 30_00) == Moved(level("1", 10_00, "1000"), 10_00, 20_00)


def test_the_owners_own_figure_stands_in_where_the_stock_knows_no_cost() -> None:
    sold = take_out(EMPTY, Decimal(2), fallback=Decimal(700))
    assert (sold.value_minor, sold.level.value_minor) == (-14_00, -14_00)
    assert put_in(EMPTY, Decimal(2), None, fallback=Decimal(700)).value_minor == 14_00
    # but goods on hand of unknown worth give nothing, whatever their owner says
    assert take_out(level("5", 0), Decimal(2), fallback=Decimal(700)).value_minor == 0


def test_goods_that_are_found_come_in_at_the_average() -> None:
    assert put_in(level("4", 20_00), Decimal(2), None).value_minor == 10_00
    assert put_in(level("0", 0, "500"), Decimal(2), None).value_minor == 10_00
    assert put_in(level("4", 0), Decimal(2), None, fallback=Decimal(700)).value_minor == 0


def test_goods_come_back_at_what_they_left_at_whatever_the_average_is_now() -> None:
    back = give_back(level("10", 70_00), Decimal(2), 10_00)
    assert (back.value_minor, back.late_minor, back.level.value_minor) == (10_00, 0, 80_00)


@pytest.mark.parametrize(
    ("before", "quantity", "value_minor", "after", "late_minor"),
    [
        (level("-2", -10_00), "2", 16_00, 0, 6_00),  # nothing on hand is worth nothing
        (level("-2", -10_00), "3", 6_00, 0, -4_00),  # goods on hand are not worth less than nothing
        (level("-3", -10_00), "1", 16_00, 0, 6_00),  # nor goods owed more than nothing
        (level("-3", -15_00), "1", 8_00, -7_00, 0),
    ],
)
def test_only_what_would_make_a_level_impossible_is_late(
    before: Level, quantity: str, value_minor: int, after: int, late_minor: int
) -> None:
    back = give_back(before, Decimal(quantity), value_minor)

    assert (back.level.value_minor, back.late_minor) == (after, late_minor)
    assert back.value_minor + back.late_minor == value_minor


def test_goods_go_back_to_where_they_came_from_at_their_own_cost_as_far_as_the_stock_has_it() -> None:
    there = level("10", 60_00)
    assert take_out(there, Decimal(2), worth=14_00) == Moved(level("8", 46_00), -14_00, 0)
    assert take_out(there, Decimal(10), worth=70_00) == Moved(level("0", 0), -60_00, -10_00)
    assert take_out(there, Decimal(9), worth=70_00) == Moved(level("1", 0), -60_00, -10_00)


def test_stock_of_unknown_worth_can_be_valued() -> None:
    valued = revalue(level("12", 0), Decimal("333.33"))
    assert (valued.value_minor, valued.level.value_minor) == (40_00, 40_00)
    with pytest.raises(ValueError, match="nothing on hand"):
        revalue(EMPTY, Decimal(1))


quantities = st.decimals("0.001", "500", places=3)
costs = st.integers(0, 10_000_00)
# what happens: goods come at a cost or at none, go, come back from a sale made before, or are valued anew
histories = st.lists(
    st.one_of(
        st.tuples(st.just("come"), quantities, st.none() | costs),
        st.tuples(st.just("go"), quantities, st.none() | costs),
        st.tuples(st.just("back"), st.integers(0, 20), st.none()),
        st.tuples(st.just("value"), st.decimals("0", "900", places=2), st.none()),
    ),
    max_size=25,
)


@given(history=histories, fallback=st.none() | st.decimals("0", "500", places=2))
def test_the_value_never_drifts_from_its_moves_and_never_stands_without_goods(
    history: list[tuple[str, Decimal | int, int | None]], fallback: Decimal | None
) -> None:
    there, total, out = EMPTY, 0, list[tuple[Decimal, int]]()
    for what, amount, cost in history:
        match what:
            case "come":
                moved = put_in(there, Decimal(amount), cost, fallback=fallback)
                assert cost is None or moved.value_minor + moved.late_minor == cost
            case "go":
                moved = take_out(there, Decimal(amount), fallback=fallback, worth=cost)
                assert moved.value_minor <= 0
                assert moved.late_minor == (0 if cost is None else -moved.value_minor - cost)
                out.append((Decimal(amount), -moved.value_minor))
            case "back" if out:
                quantity, value = out.pop(int(amount) % len(out))
                moved = give_back(there, quantity, value)
                assert moved.value_minor + moved.late_minor == value
            case "value" if there.on_hand > 0:
                moved = revalue(there, Decimal(amount))
            case _:
                continue
        total += moved.value_minor
        there = moved.level
        assert there.value_minor == total
        assert (there.value_minor == 0) if there.on_hand == 0 else there.value_minor * there.on_hand >= 0
    if there.on_hand > 0:
        assert take_out(there, there.on_hand).level.value_minor == 0


@given(before=st.builds(Level, st.decimals("-50", "50", places=3), st.just(0)), cost=costs, quantity=quantities)
def test_m2_what_goes_and_comes_straight_back_leaves_the_level_as_it_was(
    before: Level, cost: int, quantity: Decimal
) -> None:
    """From any level, also from one that the sale takes below zero."""
    there = put_in(before, Decimal(60), cost).level
    sold = take_out(there, quantity)
    back = give_back(sold.level, quantity, -sold.value_minor)

    assert (back.level.on_hand, back.level.value_minor, back.late_minor) == (there.on_hand, there.value_minor, 0)
