"""Who waits for a turn: in order, each by one hand at a time, and nobody is forgotten."""

from __future__ import annotations

import threading
import time

from etl.waiting import HEAD_START_SECONDS, WaitingLine


def taken(line: WaitingLine, hand: int = 0, hand_of: dict[int, int] | None = None) -> int | None:
    return line.take(hand, {} if hand_of is None else hand_of)


def test_businesses_are_taken_in_the_order_they_were_told_of_each_once() -> None:
    line = WaitingLine([7, 3, 7, 5])
    line.end()

    assert [taken(line) for _ in range(4)] == [7, 3, 5, None]


def test_a_business_told_of_during_its_turn_has_another_and_not_two_at_once() -> None:
    line = WaitingLine([7])
    assert taken(line) == 7
    line.tell(7)
    line.tell(8)
    line.end()
    assert taken(line) == 8

    later: list[int | None] = []
    other = threading.Thread(target=lambda: later.append(taken(line, 1)), daemon=True)
    other.start()
    other.join(0.1)
    assert later == []  # 7 has its turn still
    line.done(7)
    other.join(5)
    assert later == [7]


def test_who_rested_is_due_at_once_and_who_did_not_waits_out_the_spacing() -> None:
    line = WaitingLine(spacing=0.2)
    begun = time.monotonic()
    line.tell(7)
    assert taken(line) == 7
    assert time.monotonic() - begun < 0.2
    line.done(7)
    line.tell(7)
    line.tell(8)

    assert [taken(line), taken(line)] == [8, 7]
    assert time.monotonic() - begun >= 0.2


def test_who_waits_is_woken_by_news_and_by_the_end() -> None:
    line, found = WaitingLine(), list[int | None]()
    first = threading.Thread(target=lambda: found.append(taken(line)), daemon=True)
    first.start()
    line.tell(7)
    first.join(5)
    line.tell(7)  # is having its turn, and is sent home
    second = threading.Thread(target=lambda: found.append(taken(line)), daemon=True)
    second.start()
    line.end(at_once=True)
    second.join(5)

    assert found == [7, None]


def test_a_business_goes_to_the_hand_that_had_it_unless_that_is_far_behind() -> None:
    hand_of = {7: 1, 8: 0}
    line = WaitingLine([7, 8])
    assert taken(line, 0, hand_of) == 8
    line.done(8)
    time.sleep(HEAD_START_SECONDS + 0.05)  # 7 has waited too long for the other hand
    line.tell(8)

    assert taken(line, 0, hand_of) == 7
    assert hand_of == {7: 0, 8: 0}


def test_a_business_is_left_to_its_hand_where_that_is_free() -> None:
    hand_of = {7: 1}
    line = WaitingLine()
    found: dict[int, int | None] = {}
    hands = [
        threading.Thread(target=lambda n=n: found.update({n: taken(line, n, hand_of)}), daemon=True) for n in (0, 1)
    ]  # type: ignore[misc]
    for hand in hands:
        hand.start()
    time.sleep(0.1)
    line.tell(7)
    hands[1].join(5)
    line.end()
    hands[0].join(5)

    assert found == {0: None, 1: 7}


def test_an_errand_counts_no_turn_that_had_begun_before_it() -> None:
    line = WaitingLine([7])
    assert taken(line) == 7
    errand = line.send([7, 8])
    line.done(7, settled=False)  # of the turn before
    assert [taken(line), taken(line)] == [7, 8]
    line.done(8)
    assert errand.open
    line.done(7)

    assert not errand.open and line.behind(errand) == set()


def test_an_errand_is_waited_for_and_tells_whose_turn_came_to_no_good_end() -> None:
    line = WaitingLine()
    errand, found = line.send([7, 8]), list[set[int]]()
    waiting = threading.Thread(target=lambda: found.append(line.behind(errand)), daemon=True)
    waiting.start()
    for settled in (True, False):
        business_id = taken(line)
        assert business_id is not None
        waiting.join(0.1)
        assert waiting.is_alive()  # begun is not done
        line.done(business_id, settled=settled)
    waiting.join(5)

    assert found == [{8}]


def test_who_has_had_no_turn_when_the_line_is_sent_home_is_behind() -> None:
    line = WaitingLine()
    errand = line.send([7, 8])
    assert taken(line) == 7
    line.end(at_once=True)
    line.done(7)

    assert line.behind(errand) == {8}
    assert line.behind(line.send([9])) == {9}  # nobody takes it any more
    assert len(line) == 0
