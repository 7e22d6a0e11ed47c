"""What stock is worth: the moving average, as pure arithmetic. Values are minor units, quantities ``Decimal``.

A level is a quantity and what it is worth. Goods leave at the average of what is there, and the last of them take all
that is left, so that nothing on hand is worth exactly nothing. Goods sold before they came leave at the last known cost
and make a level that owes: quantity and value below zero. What comes in later settles that debt first; where it cost
more or less than was supposed, the difference is a late cost of the goods sold, and no part of the stock's value.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from munim.money import round_half_up

ZERO = Decimal(0)


class Level(msgspec.Struct, frozen=True):
    """So much on hand, worth so much; value and quantity have one sign, or there is no value.

    ``last_cost``: minor units a unit was last known to cost, None when that was never known.
    """

    on_hand: Decimal
    value_minor: int
    last_cost: Decimal | None = None

    @property
    def average_cost(self) -> Decimal | None:
        """Minor units of one unit: the average of what is here (or owed), else the last cost known."""
        if self.on_hand and self.value_minor:
            return self.value_minor / self.on_hand
        return self.last_cost


class Moved(msgspec.Struct, frozen=True):
    """A movement: the level after it, and what it added to the value of the stock (taken out: negative).

    ``late_minor`` is what goods sold before they came turned out to cost beyond what was supposed; with ``value_minor``
    it comes to the whole cost of what came in.
    """

    level: Level
    value_minor: int
    late_minor: int = 0


def take_out(level: Level, quantity: Decimal, *, fallback: Decimal | None = None, worth: int | None = None) -> Moved:
    """Take ``quantity`` out at the moving average; below zero at the last known cost, else ``fallback`` minor units each.

    ``worth``: what is to leave with it, for what goes back the way it came. The stock gives no more than it has and,
    with its last unit, no less; the difference is late.
    """
    there = max(level.on_hand, ZERO)
    from_stock = min(there, quantity)
    short = quantity - from_stock
    taken = 0
    if from_stock:
        taken = level.value_minor if from_stock == there else _share(level.value_minor, from_stock, there)
        if worth is not None and not short and from_stock < there:
            taken = min(worth, level.value_minor)
    if short:
        supposed = level.average_cost if level.average_cost is not None else fallback
        taken += round_half_up((supposed or ZERO) * short)
    after = Level(level.on_hand - quantity, level.value_minor - taken, level.last_cost)
    return Moved(after, -taken, 0 if worth is None else taken - worth)


def put_in(level: Level, quantity: Decimal, cost_minor: int | None, *, fallback: Decimal | None = None) -> Moved:
    """Put ``quantity`` in that cost ``cost_minor`` in all; None: at the average, the last known cost or ``fallback``.

    What is owed is settled first, at what it was supposed to cost.
    """
    known = cost_minor
    if cost_minor is None:
        each = level.value_minor / level.on_hand if level.on_hand > 0 else level.average_cost
        each = fallback if each is None else each
        cost_minor = round_half_up((each or ZERO) * quantity)
        known = cost_minor or None
    late = 0
    if level.on_hand < 0:
        settled = min(quantity, -level.on_hand)
        late = _share(cost_minor, settled, quantity) - _share(-level.value_minor, settled, -level.on_hand)
    return _moved(level, quantity, cost_minor - late, late, None if known is None else known / quantity)


def give_back(level: Level, quantity: Decimal, value_minor: int) -> Moved:
    """Put ``quantity`` back at exactly what it left at, so that the books stand as if it had not left.

    Only what would make a level impossible (a value without goods, or of the other sign) is late.
    """
    on_hand, value = level.on_hand + quantity, level.value_minor + value_minor
    if on_hand == 0 or (on_hand > 0) != (value > 0):
        return _moved(level, quantity, -level.value_minor, value, None)
    return _moved(level, quantity, value_minor, 0, None)


def revalue(level: Level, unit_cost: Decimal) -> Moved:
    """Let each unit on hand be worth ``unit_cost`` minor units. Raises ``ValueError`` when there is none."""
    if level.on_hand <= 0:
        raise ValueError("there is nothing on hand to value")
    value = round_half_up(unit_cost * level.on_hand)
    return Moved(Level(level.on_hand, value, unit_cost), value - level.value_minor)


def _moved(level: Level, quantity: Decimal, value_minor: int, late_minor: int, each: Decimal | None) -> Moved:
    after = Level(level.on_hand + quantity, level.value_minor + value_minor, None)
    last = after.average_cost if after.on_hand > 0 else each
    return Moved(
        msgspec.structs.replace(after, last_cost=level.last_cost if last is None else last), value_minor, late_minor
    )


def _share(value_minor: int, part: Decimal, whole: Decimal) -> int:
    """The value of a part of the whole, half up; the whole is worth all of it."""
    return round_half_up(value_minor * part / whole)
