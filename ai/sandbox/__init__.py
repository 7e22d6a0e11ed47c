"""Where a statement that nobody vouches for runs: one process for it alone, which sees one shop's mirror and nothing else.

::

    pool.py           Sandbox: who runs when, until when, and what becomes of the process
    forks.py          the parent's end of the fork server
    forkserver.py     the process that holds DuckDB loaded and warm, from which every worker is forked
    worker.py         one statement, from the request to the answer
    lock.py           DuckDB shut: what it is told before it sees the statement
    confinement.py    the process shut: what the operating system is told
    system_calls.py   the few system calls left to it
    wire.py           request and answer as bytes; the answer is believed in nothing
    limits.py         what a statement may take; rows.py and errors.py: what comes of it

What a worker needs imports nothing but DuckDB and the standard library: it is run by path, without a site, an
environment or a working directory (``forkserver.py``).
"""
