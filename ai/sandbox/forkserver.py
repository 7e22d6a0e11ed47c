"""The process from which every worker is forked: Python with DuckDB loaded and warm, and no thread beside the first.

Run by path, ``python -I -S forkserver.py <folder>…``: isolated, without a site, with nothing in its environment; the
folders are where DuckDB and this package are found. On its standard input it has a socket to its parent and nothing
else that is open. A worker forked from it costs three milliseconds where a new interpreter costs half a second.

A command is a letter and a number::

    b"f", 0      fork a worker; its channel comes with the command as a descriptor
    b"r", pid    say what a worker took that has ended, or 0 for its process id while it has not

Until the parent asks, a worker that has ended stays a zombie: its process id is nobody else's, so killing it can hit
nobody else. When the parent is gone, so are this process and all of its workers.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import struct
import sys
from typing import Final

COMMAND: Final = struct.Struct(">cI")  # letter, process id
REPORT: Final = struct.Struct(">IiQd")  # process id, status as of waitpid, largest resident bytes, CPU seconds
FORK, REAP = b"f", b"r"
RESIDENT_UNIT: Final = 1 if sys.platform == "darwin" else 1024  # of getrusage's ru_maxrss


def main(folders: list[str]) -> None:
    """Serve the parent on standard input until it is gone."""
    sys.path[:0] = folders
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to act on; it then closes our input
    from ai.sandbox import worker
    from ai.sandbox.confinement import leave_the_network
    from ai.sandbox.lock import warm_engine

    measures = leave_the_network()
    engine = warm_engine()
    gc.freeze()  # a collection in a worker would copy every page it looks at
    workers: set[int] = set()
    while True:
        try:
            command, descriptors, _, _ = socket.recv_fds(control, COMMAND.size, 1)
        except ConnectionResetError:  # the parent ended without reading our last report
            break
        if len(command) < COMMAND.size:
            break
        letter, pid = COMMAND.unpack(command)
        if letter == FORK:
            pid = os.fork()
            if pid == 0:
                try:
                    os.setpgid(0, 0)
                    os.dup2(null, 2)
                    control.close()
                    os.closerange(3, descriptors[0])
                    os.closerange(descriptors[0] + 1, os.sysconf("SC_OPEN_MAX"))
                    worker.serve(socket.socket(fileno=descriptors[0]), engine, dict(measures))
                finally:
                    worker.end()
            os.close(descriptors[0])
            workers.add(pid)
            control.sendall(REPORT.pack(pid, 0, 0, 0.0))
        else:
            ended, status, usage = os.wait4(pid, os.WNOHANG)  # one that is slow to die keeps no other from its fork
            if ended:
                workers.discard(pid)
            resident = usage.ru_maxrss * RESIDENT_UNIT
            control.sendall(REPORT.pack(ended, status, resident, usage.ru_utime + usage.ru_stime))
    for pid in workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os._exit(0)  # DuckDB's own end takes longer than its start, and there is nothing to keep


if __name__ == "__main__":
    main(sys.argv[1:])
