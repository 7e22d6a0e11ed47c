"""The process shut: what a worker tells the operating system before it looks at a statement.

Every POSIX system holds the first measures; the others depend on the machine, on its kernel and on who we are. A
measure that cannot be taken here is named, with the reason, by ``munim doctor``: the rest holds without it.

======================  ==========================================================  =====================================
measure                 what it takes away                                          where
======================  ==========================================================  =====================================
``bounds``              memory, CPU, files of any size, core dumps                  everywhere (macOS counts no addresses)
``no descriptors``      opening anything at all: files, sockets, devices            everywhere
``no processes``        new processes and threads                                   everywhere, unless still root
``own network``         the machine's network, its loopback too                     Linux, root or user namespaces
``own folder``          every name outside the folder of the shop's own mirror      Linux, root or user namespaces
``nobody``              the rights of whom the parent runs as                       root
``no privileges``       capabilities, and any way to gain them                      Linux
``few system calls``    all that do not compute, read the open file or answer       Linux on x86-64 and arm64
======================  ==========================================================  =====================================
"""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import Final

from ai.sandbox.limits import Limits
from ai.sandbox.system_calls import NotHere, allow_only_computing

NOBODY: Final = 65_534
SELF_DESTRUCTION_SECONDS: Final = 0.3  # after its time, where the parent has not killed it by then

_NEW_USER, _NEW_NETWORK, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000  # of unshare(2)
_DIE_WITH_PARENT, _NOT_DUMPABLE, _NO_NEW_PRIVILEGES = (1, signal.SIGKILL), (4, 0), (38, 1)  # of prctl(2)
_CAPABILITY_VERSION: Final = 0x20080522

Measures = dict[str, str]  # by name: why it could not be taken, "" where it was


def leave_the_network() -> Measures:
    """Go where there is no network, with the right to change one's root folder; workers forked afterwards are there too.

    Taken once by the fork server, because a network of one's own takes milliseconds to make and to unmake.
    """
    if sys.platform != "linux":
        return {"own network": f"{sys.platform} has no namespaces"}
    libc = ctypes.CDLL(None, use_errno=True)
    ours = _NEW_NETWORK | _NEW_IPC
    if libc.unshare(ours) == 0 or libc.unshare(_NEW_USER | ours) == 0:
        return {"own network": ""}
    return {"own network": f"the kernel gives us none: {os.strerror(ctypes.get_errno())}"}


def see_only(folder: str) -> Measures:
    """Make ``folder`` the whole file system of this process."""
    try:
        os.chroot(folder)
    except (OSError, AttributeError) as error:
        return {"own folder": f"the root folder cannot be changed: {error}"}
    os.chdir("/")
    return {"own folder": ""}


def end_in_time(limits: Limits) -> None:
    """Have the kernel end this process when its time is over, and when its parent ends."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + SELF_DESTRUCTION_SECONDS)
    _prctl(*_DIE_WITH_PARENT)


def give_up_everything(limits: Limits) -> Measures:
    """The measures that leave nothing but computing, in an order in which each can still be taken.

    Raises ``OSError`` or ``ValueError`` where one that every system has is refused: then nothing may be run.
    """
    taken: Measures = {}
    for name, measure in MEASURES:
        try:
            measure(limits)
        except NotHere as here:
            taken[name] = str(here)
        else:
            taken[name] = ""
    return taken


def _bounds(limits: Limits) -> None:
    seconds = math.ceil(limits.seconds * limits.threads + 1)
    for bound, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, seconds),
        *(() if sys.platform == "darwin" else ((resource.RLIMIT_AS, limits.address_space_bytes),)),
    ):
        hard = resource.getrlimit(bound)[1]
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(bound, (least, least))


def _no_descriptors(_limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # what is open stays open


def _nobody(_limits: Limits) -> None:
    if os.geteuid() != 0:
        raise NotHere("Munim does not run as root, so workers have its own user's rights")
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except OSError as error:
        raise NotHere(f"the user cannot be changed: {error}") from None


def _no_processes(_limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    if os.geteuid() == 0:
        raise NotHere("root is not bound by the number of its processes")


def _no_privileges(_limits: Limits) -> None:
    if sys.platform != "linux":
        raise NotHere(f"{sys.platform} has no capabilities")
    libc = ctypes.CDLL(None, use_errno=True)
    head = struct.pack("Ii", _CAPABILITY_VERSION, 0)
    if libc.capset(head, struct.pack("6I", 0, 0, 0, 0, 0, 0)) != 0:
        raise OSError(ctypes.get_errno(), "capabilities cannot be given up")
    for what in (_NO_NEW_PRIVILEGES, _NOT_DUMPABLE, _DIE_WITH_PARENT):  # a change of user has undone the last
        _prctl(*what)


def _few_system_calls(_limits: Limits) -> None:
    allow_only_computing()


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), f"prctl {option} was refused")


MEASURES: Final[tuple[tuple[str, Callable[[Limits], None]], ...]] = (
    ("bounds", _bounds),
    ("nobody", _nobody),
    ("no processes", _no_processes),
    ("no privileges", _no_privileges),
    ("no descriptors", _no_descriptors),
    ("few system calls", _few_system_calls),  # the last: the others are made of calls that it takes away
)
