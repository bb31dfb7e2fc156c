"""Installed as others would: from a clean clone, into an environment that has nothing yet."""

import asyncio
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.e2e.processes import PATIENCE, free_port

ROOT: Final = Path(__file__).parents[2]

pytestmark = pytest.mark.long


def sh(*command: str | Path, folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run a command that must succeed, and return what it printed."""
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env={**os.environ, **(environment or {})},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What git holds of the project, and nothing that was built."""
    sh("git", "clone", "--quiet", ROOT, tmp_path / "clone", folder=tmp_path)
    return tmp_path / "clone"


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """The Python of a new virtual environment."""
    venv.create(tmp_path / "venv", with_pip=True)
    return tmp_path / "venv" / "bin" / "python"


async def page_of_a_server(python: Path, folder: Path) -> str:
    """What the server that is installed there answers to ``GET /``."""
    port = free_port()
    server = await asyncio.create_subprocess_exec(
        str(python.with_name("footlight")), "serve", "--port", str(port), "--data", str(folder / "data"),
        cwd=folder, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                    break
                except ConnectionRefusedError:
                    await asyncio.sleep(0.1)
            writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            answer = await reader.read()
            writer.close()
            return answer.decode()
    finally:
        server.terminate()
        await server.wait()


async def test_pip_install_of_a_clean_clone_gives_a_server_with_its_pages(
    clone: Path, python: Path, tmp_path: Path
) -> None:
    sh(python, "-m", "pip", "install", "--quiet", ".", folder=clone)
    shutil.rmtree(clone)

    page = await page_of_a_server(python, tmp_path)

    assert page.startswith("HTTP/1.1 200")
    assert '<script type="module"' in page


def test_a_machine_whose_node_is_too_old_builds_with_the_node_wheel(clone: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for name in ("node", "npm"):
        (old / name).write_text("#!/bin/sh\necho v18.19.0\n")
        (old / name).chmod(0o755)

    sh(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, ".",
        folder=clone, environment={"PATH": f"{old}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip

    names = sh(sys.executable, "-m", "zipfile", "-l", *tmp_path.glob("*.whl"), folder=tmp_path)
    assert "footlight/_web/index.html" in names
    assert "footlight/_web/player.js" in names


def test_an_sdist_builds_without_any_node(clone: Path, tmp_path: Path) -> None:
    sh(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, folder=clone)
    none = tmp_path / "none"
    none.mkdir()
    for name in ("git", "sh"):
        (none / name).symlink_to(shutil.which(name) or pytest.fail(f"no {name}"))

    sh(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
        "--wheel-dir", tmp_path, *tmp_path.glob("*.tar.gz"), folder=tmp_path, environment={"PATH": str(none)},
    )  # fmt: skip

    names = sh(sys.executable, "-m", "zipfile", "-l", *tmp_path.glob("*.whl"), folder=tmp_path)
    assert "footlight/_web/index.html" in names


def test_make_setup_twice_leaves_a_program_that_knows_its_version(clone: Path) -> None:
    sh("make", "setup", folder=clone)
    again = sh("make", "setup", folder=clone)

    assert "pip" not in again
    assert sh(clone / ".venv" / "bin" / "footlight", "--version", folder=clone).startswith("footlight ")
