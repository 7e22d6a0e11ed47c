"""Work that nobody waits for gives way to work that somebody waits for, where the cores are too few for both.

The system gives each thread its share by its niceness, and threads that it makes have the same. So such work is done in a
thread of its own: a thread that has once given way cannot take it back.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, TypeVar

import psutil

NICENESS: Final = 10  # a tenth of the share of others, as long as there are others

_OF_A_THREAD: Final = sys.platform == "linux"  # elsewhere a niceness is the whole process's

Result = TypeVar("Result")


def giving_way(act: Callable[[], Result]) -> Result:
    """What ``act`` returns or raises, done in a thread that gives way, and so do threads that are made in it."""
    with ThreadPoolExecutor(1, thread_name_prefix="giving way", initializer=_give_way) as pool:
        return pool.submit(act).result()


def have_backend_give_way(pid: int, *, login: str) -> None:
    """Have the server process of our own connection give way, where it runs on this machine and we may say so.

    A server elsewhere has its own numbers: a process here that does not tell of this login is another's.
    """
    with suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        if f"postgres: {login} " in " ".join(process.cmdline()) and process.nice() < NICENESS:
            process.nice(NICENESS)


def _give_way() -> None:
    if _OF_A_THREAD:
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
