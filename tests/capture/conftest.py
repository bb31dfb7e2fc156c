"""Real things to capture: an X display of our own, and films that FFmpeg makes."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class XDisplay:
    """A running X server."""

    name: str
    process: "subprocess.Popen[bytes]"


@contextmanager
def x_server(width: int, height: int, *more: str, depth: int = 24) -> Iterator[XDisplay]:
    """An X server without a screen, on a display number that it takes itself."""
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x{depth}", "-nolisten", "tcp", "-noreset", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        yield XDisplay(f":{int(process.stdout.readline())}", process)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[XDisplay]:
    """An X display of 640x360, which DISPLAY names."""
    with x_server(640, 360) as server:
        monkeypatch.setenv("DISPLAY", server.name)
        yield server


Film = Callable[..., Path]


@pytest.fixture
def film(tmp_path: Path) -> Film:
    """Makes a file by FFmpeg's command line: ``film("x.mp4", *arguments)``."""

    def make(name: str, *arguments: str) -> Path:
        path = tmp_path / name
        subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments, str(path)], check=True, cwd=tmp_path)
        return path

    return make
