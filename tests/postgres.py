"""A real PostgreSQL server in a folder of its own, and an empty database in it for whoever asks."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import delete

from footlight.store.models import Base

_USER: Final = "nobody"
"""The server refuses to run as root; then it runs as this user."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server that listens on a socket in a folder, and nowhere else."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)
    _emptying: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    """One program for each database that is emptied, for as long as the server runs: to begin takes it longer."""

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"test{next(self._numbers)}"
        self._ask("postgres", f"CREATE DATABASE {name}")
        return f"postgresql://footlight@/{name}?host={self.folder}"

    def empty(self, address: str) -> None:
        """Take everything out of our tables in a database of this server's, and count anew."""
        name = urlsplit(address).path[1:]
        if name not in self._emptying:
            self._emptying[name] = subprocess.Popen(
                [*self._psql(name), "-v", "ON_ERROR_STOP=1"], text=True, cwd="/",
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
        program = self._emptying[name]
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(_EMPTY)
        program.stdin.flush()
        said = []
        for line in program.stdout:
            if line == _EMPTIED:
                return
            said.append(line)
        raise AssertionError(f"PostgreSQL empties nothing: {said}")

    def close(self) -> None:
        """Empty nothing any more."""
        for program in self._emptying.values():
            program.communicate()

    def _ask(self, database: str, statements: str) -> None:
        _run(*self._psql(database), "-c", statements)

    def _psql(self, database: str) -> tuple[str | Path, ...]:
        return (_program("psql"), "-h", self.folder, "-U", "footlight", "-d", database, "-qX")


_EMPTIED: Final = "emptied\n"
_EMPTY: Final = "\n".join(
    [
        # In this role nothing that refers to a row keeps it.
        "SET session_replication_role = replica;",
        "BEGIN;",
        *(f"{delete(table)};" for table in Base.metadata.sorted_tables),
        "SELECT count(setval(oid, 1, false)) FROM pg_class WHERE relkind = 'S';",
        "COMMIT;",
        f"\\echo {_EMPTIED}",
    ]
)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Run a server; it ends with the block. It does not wait for the disk, as no test pulls the plug."""
    # Below /tmp, since a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="footlight-postgres-", dir="/tmp"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam(_USER).pw_uid, -1)
        _server("initdb", "-D", data, "-U", "footlight", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        quick = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c autovacuum=off"
        _server("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", quick, "start")
        server = PostgresServer(folder)
        try:
            yield server
        finally:
            server.close()
            _server("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _server(program: str, *arguments: str | Path) -> None:
    as_user = ("runuser", "-u", _USER, "--") if os.geteuid() == 0 else ()
    _run(*as_user, _program(program), *arguments)


def _program(name: str) -> str | Path:
    # Debian's own first: what it puts on the path is a script that looks for them, and takes longer than they do.
    return max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), default=None) or shutil.which(name) or name


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
