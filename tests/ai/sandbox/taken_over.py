"""A worker that has been taken over: what is left to native code in a process that has given up everything.

Writes the acts that succeeded, as JSON. The first argument is a folder that is nobody else's, the second a measure to
leave out.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
import threading
from collections.abc import Callable
from typing import Final

from ai.sandbox import confinement
from ai.sandbox.limits import Limits

FOLDER: Final = sys.argv[1] if __name__ == "__main__" else ""
VICTIM: Final = f"{FOLDER}/victim"

ACTS: Final[dict[str, Callable[[], object]]] = {
    "read a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "write a file": lambda: os.open(f"{FOLDER}/new", os.O_RDWR | os.O_CREAT),
    "list a folder": lambda: os.listdir("/"),
    "make a folder": lambda: os.mkdir(f"{FOLDER}/new"),
    "remove a file": lambda: os.unlink(VICTIM),
    "rename a file": lambda: os.rename(VICTIM, VICTIM + ".x"),
    "change rights": lambda: os.chmod(VICTIM, 0o777),
    "cut a file": lambda: os.truncate(VICTIM, 0),
    "make a link": lambda: os.symlink("/", f"{FOLDER}/link"),
    "open a socket": lambda: socket.socket(),
    "open a local socket": lambda: socket.socket(socket.AF_UNIX),
    "open a pipe": os.pipe,
    "keep a descriptor twice": lambda: os.dup(1),
    "fork": lambda: os.fork() or os._exit(0),
    "start a thread": lambda: threading.Thread(target=int).start(),
    "run a program": lambda: os.execv(sys.executable, [sys.executable, "-c", "print('[\"run a program\"]')"]),
    "signal the parent": lambda: os.kill(os.getppid(), 0),
    "signal everybody": lambda: os.kill(-1, 0),
    "slow the parent down": lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19),
    "open up its bounds": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1000, 1000)),
    "become root": lambda: os.setuid(0),
    "take a gigabyte": lambda: bytearray(1_000_000_000),
}


def main() -> None:
    left_out = sys.argv[2:]
    confinement.MEASURES = tuple(  # type: ignore[misc]
        (name, measure) for name, measure in confinement.MEASURES if name not in left_out
    )
    with open(VICTIM, "w") as victim:
        victim.write("as it was")
    taken = confinement.give_up_everything(Limits())
    done = []
    for name, act in ACTS.items():
        try:
            act()
        except (OSError, RuntimeError, ValueError, MemoryError):
            continue
        done.append(name)
    os.write(1, json.dumps({"taken": taken, "done": done}).encode())
    os._exit(0)


if __name__ == "__main__":
    main()
