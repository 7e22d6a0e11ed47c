from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import psutil
import psycopg
import pytest

from munim.giving_way import NICENESS, giving_way, have_backend_give_way

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a niceness is the whole process's")


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_what_gives_way_does_so_with_all_its_threads_and_nobody_else_does() -> None:
    before = niceness()

    def act() -> tuple[int, int]:
        with ThreadPoolExecutor(1) as pool:
            return niceness(), pool.submit(niceness).result()

    given = max(before, NICENESS)
    assert giving_way(act) == (given, given)
    assert niceness() == before
    assert giving_way(lambda: giving_way(niceness)) == given


def test_an_error_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        giving_way(lambda: 1 // 0)


def test_a_backend_gives_way_and_a_process_of_that_number_that_is_none_does_not(cluster: str) -> None:
    with psycopg.connect(cluster) as mine, psycopg.connect(cluster) as other:
        pid, login = mine.info.backend_pid, mine.info.user
        server = psutil.Process(pid).nice()
        have_backend_give_way(pid, login="somebody_else")
        assert psutil.Process(pid).nice() == server
        have_backend_give_way(pid, login=login)
        assert psutil.Process(pid).nice() == max(server, NICENESS)
        assert psutil.Process(other.info.backend_pid).nice() == server
    before = psutil.Process().nice()
    have_backend_give_way(os.getpid(), login=login)
    assert psutil.Process().nice() == before
    have_backend_give_way(2**31 - 2, login=login)  # no process has it
