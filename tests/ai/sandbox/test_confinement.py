"""The process shut, and each half of the sandbox without the other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import psutil
import pytest

from ai.sandbox.pool import Sandbox
from tests.ai.sandbox.attacks import ATTACKS, aimed
from tests.ai.sandbox.conftest import OTHER_SHOP, OUTSIDE, Shops
from tests.ai.sandbox.taken_over import ACTS

ROOT: Final = Path(__file__).parent.parent.parent.parent
READING_AND_WRITING: Final = [attack for attack in ATTACKS if attack["id"][0] in "AB"]
# what DuckDB must refuse by itself in a process that may do everything
OF_FILES: Final = [attack for attack in ATTACKS if attack["id"] in ("A1", "A2", "A3", "A7", "B1", "B2", "B6", "B10")]


def test_native_code_in_a_worker_can_do_nothing(tmp_path: Path) -> None:
    """Whoever gains control of the process, not just of the statement, has gained nothing by it."""
    told = _taken_over(tmp_path)

    if told["taken"].get("few system calls"):
        pytest.skip(told["taken"]["few system calls"])
    assert told["done"] == []


@pytest.mark.parametrize(
    ("left_out", "still_impossible"),
    [
        ("few system calls", {"read a file", "write a file", "list a folder", "open a socket", "open a pipe", "fork"}),
        ("no descriptors", {"read a file", "write a file", "open a socket", "signal the parent", "run a program"}),
        ("nobody", {"read a file", "remove a file", "open a socket", "fork", "signal the parent", "become root"}),
        ("no processes", {"fork", "start a thread", "run a program"}),
        ("bounds", {"read a file", "write a file", "fork"}),
    ],
)
def test_what_one_measure_holds_another_holds_too(left_out: str, still_impossible: set[str], tmp_path: Path) -> None:
    told = _taken_over(tmp_path, left_out)

    if told["taken"].get("few system calls") or (left_out == "few system calls" and told["taken"]["no processes"]):
        pytest.skip(str(told["taken"]))
    assert still_impossible <= ACTS.keys()
    assert still_impossible & set(told["done"]) == set()


@pytest.mark.skipif(sys.platform != "linux", reason="macOS counts no addresses")
def test_a_process_is_bound_in_memory_time_and_files() -> None:
    """As much as the limits say: 5 seconds in 2 threads, and one to begin with, are 11 of the processor's."""
    code = """
import json, os, resource
from ai.sandbox.confinement import give_up_everything
from ai.sandbox.limits import Limits
give_up_everything(Limits(seconds=5, threads=2, address_space_bytes=900_000_000))
names = ("AS", "CPU", "FSIZE", "CORE", "NOFILE", "NPROC")
os.write(1, json.dumps({name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names}).encode())
os._exit(0)
"""
    # the last measure takes away the very call that asks
    asked = code.replace(
        "give_up_everything(L", "import ai.sandbox.confinement as c; c.MEASURES = c.MEASURES[:-1]; give_up_everything(L"
    )

    told = json.loads(_python(asked))

    assert told == {
        "AS": [900_000_000, 900_000_000],
        "CPU": [11, 11],
        **{name: [0, 0] for name in ("FSIZE", "CORE", "NOFILE", "NPROC")},
    }


def test_a_process_ends_itself_where_nobody_kills_it() -> None:
    """Its time and 0.3 seconds after its request, whatever has become of its parent's clock."""
    code = """
import time
from ai.sandbox.confinement import end_in_time
from ai.sandbox.limits import Limits
end_in_time(Limits(seconds=0.05))
time.sleep(60)
"""

    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=50, check=False)

    assert ran.returncode == -signal.SIGALRM


def test_a_waiting_worker_has_no_environment_and_nothing_open(sandbox: Sandbox, shops: Shops) -> None:
    sandbox.run(shops.own, "SELECT 1")

    server = next(child for child in psutil.Process().children() if child.cmdline()[1:3] == ["-I", "-S"])
    deadline = time.monotonic() + 30
    while not (workers := [child for child in server.children() if child.status() == psutil.STATUS_SLEEPING]):
        assert time.monotonic() < deadline  # the one that ran the statement is dying, the next is getting ready

    assert server.environ() == {}
    for worker in workers:
        assert worker.environ() == {}
        assert worker.cwd() == "/"
        assert worker.open_files() == []
        if sys.platform == "linux":
            descriptors = Path(f"/proc/{worker.pid}/fd")
            opened = sorted(os.readlink(descriptor).partition(":")[0] for descriptor in descriptors.iterdir())
            assert opened == ["/dev/null", "/dev/null", "/dev/null", "socket"]


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_a_worker_is_on_no_network(sandbox: Sandbox, shops: Shops) -> None:
    sandbox.run(shops.own, "SELECT 1")
    if sandbox.measures["own network"]:
        pytest.skip(sandbox.measures["own network"])

    server = next(child for child in psutil.Process().children() if child.cmdline()[1:3] == ["-I", "-S"])

    assert os.readlink(f"/proc/{server.pid}/ns/net") != os.readlink("/proc/self/ns/net")


def test_a_worker_knows_the_file_by_its_name_alone(sandbox: Sandbox, shops: Shops) -> None:
    """No path of the host is to be learnt from a statement, where the root folder can be changed."""
    seen = sandbox.run(shops.own, "SELECT path FROM duckdb_databases() WHERE database_name = 'mirror'")
    if sandbox.measures["own folder"]:
        pytest.skip(sandbox.measures["own folder"])

    settings = sandbox.run(shops.own, "SELECT value FROM duckdb_settings()")

    assert seen.rows == [("/7.duckdb",)]
    assert str(shops.folder) not in repr(settings.rows)


@pytest.mark.parametrize("attack", OF_FILES, ids=lambda attack: attack["id"])
def test_the_lock_holds_in_a_process_that_may_do_everything(
    attack: dict[str, Any], lock_alone: dict[str, list[str | None]]
) -> None:
    assert set(lock_alone[attack["id"]]) == {None}


@pytest.mark.parametrize("attack", READING_AND_WRITING, ids=lambda attack: attack["id"])
def test_the_shut_process_holds_with_a_duckdb_that_may_do_everything(
    attack: dict[str, Any], process_alone: dict[str, list[str | None]]
) -> None:
    seen = repr(process_alone[attack["id"]])

    assert OUTSIDE not in seen
    assert OTHER_SHOP not in seen


@pytest.fixture(scope="module")
def lock_alone(shops: Shops) -> dict[str, list[str | None]]:
    """What each attack on files sees where only DuckDB is shut; nothing is changed by any."""
    return _half("lock", shops, {attack["id"]: attack["refused"] for attack in OF_FILES})


@pytest.fixture(scope="module")
def process_alone(shops: Shops) -> dict[str, list[str | None]]:
    """What each attack sees where only the process is shut; nothing is changed by any, and the shop's own is read."""
    tried = {attack["id"]: attack.get("refused", []) + attack.get("harmless", []) for attack in READING_AND_WRITING}
    seen = _half("process", shops, {**tried, "own": ["SELECT sum(net_minor) FROM sales"]})
    assert seen["own"] == ["[(3000,)]"]
    return seen


def test_what_the_machine_does_not_allow_is_said_and_the_rest_holds(shops: Shops) -> None:
    """In a user namespace of its own, without a name in it, the sandbox gets no network and no root folder of its own."""
    told = json.loads(_python(_WITHOUT_NAMESPACES, str(shops.own), str(shops.outside)))
    if told is None:
        pytest.skip("this machine has no user namespaces to take away")

    assert told["rows"] == [[3000]]
    assert "Operation not permitted" in told["measures"]["own network"]
    assert "root folder cannot be changed" in told["measures"]["own folder"]
    assert told["measures"]["bounds"] == told["measures"]["no descriptors"] == ""
    assert "disabled" in told["reading"]
    assert "disabled" in told["writing"]


_WITHOUT_NAMESPACES: Final = """
import ctypes, json, sys
from pathlib import Path
if ctypes.CDLL(None).unshare(0x10000000) != 0:
    print("null")
    sys.exit()
from ai.sandbox.errors import StatementFailed
from ai.sandbox.pool import Sandbox
def refusal(sql):
    try:
        return repr(sandbox.run(own, sql))
    except StatementFailed as refused:
        return refused.message
own, outside = Path(sys.argv[1]), sys.argv[2]
with Sandbox() as sandbox:
    print(json.dumps({
        "rows": sandbox.run(own, "SELECT sum(net_minor) FROM sales").rows,
        "measures": sandbox.measures,
        "reading": refusal(f"FROM read_text('{outside}')"),
        "writing": refusal(f"COPY (SELECT 1) TO '{own}' (USE_TMP_FILE false)"),
    }))
"""


def _taken_over(folder: Path, *left_out: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_python("-m", "tests.ai.sandbox.taken_over", str(folder), *left_out))
    assert [path.name for path in folder.iterdir()] == ["victim"]
    assert (folder / "victim").read_text() == "as it was"
    return told


def _half(half: str, shops: Shops, attacks: dict[str, list[str]]) -> dict[str, list[str | None]]:
    # this process sees every folder, so that the paths are those of the host
    statements = [(name, aimed(one, shops)[0]) for name, templates in attacks.items() for one in templates]
    asked = {"half": half, "path": str(shops.own), "statements": [sql for _, sql in statements]}
    before = shops.state()

    yielded = json.loads(_python("-m", "tests.ai.sandbox.half", given=json.dumps(asked)))

    assert shops.state() == before
    by_attack: dict[str, list[str | None]] = {name: [] for name in attacks}
    for (name, _), seen in zip(statements, yielded, strict=True):
        by_attack[name].append(seen)
    return by_attack


def _python(*arguments: str, given: str = "") -> str:
    command = arguments if arguments[0] == "-m" else ("-c", *arguments)
    ran = subprocess.run(
        [sys.executable, *command], input=given, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
