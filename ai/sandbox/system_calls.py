"""The system calls left to a worker: those that compute, read the open file, and answer. A seccomp filter of Linux.

Whatever is not listed fails with ``EPERM``: opening, creating, renaming or removing a file, a socket, a new process or
another program, a signal to anybody, a look into another process. Once set it cannot be lifted, and it covers every
thread. https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from typing import Final

# by name: the number on x86-64 and on arm64 (None: it has none there)
# https://github.com/torvalds/linux/blob/master/arch/x86/entry/syscalls/syscall_64.tbl, scripts/syscall.tbl
ALLOWED: Final[tuple[tuple[str, int | None, int | None], ...]] = (
    ("read", 0, 63),
    ("write", 1, 64),
    ("close", 3, 57),
    ("fstat", 5, 80),
    ("lseek", 8, 62),
    ("mmap", 9, 222),
    ("mprotect", 10, 226),
    ("munmap", 11, 215),
    ("brk", 12, 214),
    ("rt_sigaction", 13, 134),
    ("rt_sigprocmask", 14, 135),
    ("rt_sigreturn", 15, 139),
    ("pread64", 17, 67),
    ("readv", 19, 65),
    ("preadv", 295, 69),
    ("sched_yield", 24, 124),
    ("mremap", 25, 216),
    ("madvise", 28, 233),
    ("nanosleep", 35, 101),
    ("getpid", 39, 172),
    ("sendto", 44, 206),
    ("exit", 60, 93),
    ("exit_group", 231, 94),
    ("gettimeofday", 96, 169),
    ("getrusage", 98, 165),
    ("sysinfo", 99, 179),
    ("sigaltstack", 131, 132),
    ("gettid", 186, 178),
    ("futex", 202, 98),
    ("sched_getaffinity", 204, 123),
    ("restart_syscall", 219, 128),
    ("set_robust_list", 273, 99),  # this and rseq: of a thread that is made already and takes its first steps
    ("clock_gettime", 228, 113),
    ("clock_getres", 229, 114),
    ("clock_nanosleep", 230, 115),
    ("getrandom", 318, 278),
    ("membarrier", 324, 283),
    ("rseq", 334, 293),
)

_AUDIT_ARCH: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SYS_SECCOMP: Final = {"x86_64": 317, "aarch64": 277}
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # of classic BPF
_NUMBER_AT, _ARCH_AT = 0, 4  # in struct seccomp_data
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
_SET_MODE_FILTER, _ALL_THREADS = 1, 1


class NotHere(Exception):
    """This machine has no such filter; the message says why."""


def allow_only_computing() -> None:
    """Leave this process, all its threads, nothing but ``ALLOWED``. Raises ``NotHere``."""
    machine = os.uname().machine
    if sys.platform != "linux" or machine not in _AUDIT_ARCH:
        raise NotHere(f"no filter of system calls is written for {sys.platform} on {machine}")
    column = 1 if machine == "x86_64" else 2
    numbers = [call[column] for call in ALLOWED if call[column] is not None]
    program = _program(_AUDIT_ARCH[machine], numbers)  # type: ignore[arg-type]  # None was left out
    buffer = ctypes.create_string_buffer(program)
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    done = libc.syscall(_SYS_SECCOMP[machine], _SET_MODE_FILTER, _ALL_THREADS, head)
    if done != 0:
        reason = os.strerror(ctypes.get_errno()) if done < 0 else f"thread {done} could not be covered"
        raise NotHere(f"the kernel would not filter system calls: {reason}")


def _program(arch: int, numbers: list[int]) -> bytes:
    """The filter: of another instruction set nothing (its numbers mean other calls), of ours the numbers given."""
    tests = [_instruction(_JUMP_IF_EQUAL, number, yes=len(numbers) - place) for place, number in enumerate(numbers)]
    return b"".join(
        (
            _instruction(_LOAD_WORD, _ARCH_AT),
            _instruction(_JUMP_IF_EQUAL, arch, yes=1),
            _instruction(_RETURN, _KILL),
            _instruction(_LOAD_WORD, _NUMBER_AT),
            *tests,
            _instruction(_RETURN, _REFUSE),
            _instruction(_RETURN, _ALLOW),
        )
    )


def _instruction(code: int, value: int, *, yes: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, 0, value)
