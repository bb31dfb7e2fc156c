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

_USER: Final = "nobody"
"""The server refuses to run as root; then it runs as this user."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server that listens on a socket in a folder, and nowhere else."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"test{next(self._numbers)}"
        _run("psql", "-h", self.folder, "-U", "footlight", "-d", "postgres", "-qc", f"CREATE DATABASE {name}")
        return f"postgresql://footlight@/{name}?host={self.folder}"


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
        try:
            yield PostgresServer(folder)
        finally:
            _server("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _server(program: str, *arguments: str | Path) -> None:
    path = shutil.which(program) or max(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    as_user = ("runuser", "-u", _USER, "--") if os.geteuid() == 0 else ()
    _run(*as_user, path, *arguments)


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
