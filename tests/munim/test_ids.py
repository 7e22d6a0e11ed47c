"""Identifiers: UUIDs of version 7, in the order of their making."""

from __future__ import annotations

import time

from munim.ids import new_id


def test_an_id_is_a_uuid_of_version_7_with_the_time_in_front() -> None:
    before = time.time_ns() // 1_000_000
    found = new_id()
    after = time.time_ns() // 1_000_000

    assert (found.version, found.variant) == (7, "specified in RFC 4122")
    assert before <= found.int >> 80 <= after


def test_ids_made_together_all_differ() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000
