"""``footlight send`` without a source, and ``footlight watch`` without an address."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from footlight.cli.main import app
from tests.capture.conftest import XDisplay
from tests.capture.conftest import display as display

PROGRAM = [sys.executable, "-c", "from footlight.cli.main import app; app()"]
SEND = ["send", "--listen", "127.0.0.1:0"]


@pytest.mark.parametrize("typed", ["send", "send --to 127.0.0.1:1", "send --listen"])
def test_where_no_window_can_open_it_says_what_to_type_and_why(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    result = CliRunner().invoke(app, typed.split(), prog_name="footlight")
    assert result.stderr == (
        "footlight: name a source, as footlight sources lists them; no window opens to choose in:"
        " there is no display here to open a window on [option_invalid]\n"
    )
    assert result.exit_code == 2


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtWidgets", None)
    result = CliRunner().invoke(app, ["send", "--listen"], prog_name="footlight")
    assert "pip install 'footlight[desktop]' [option_invalid]" in result.stderr
    assert result.exit_code == 2


def test_json_opens_no_window() -> None:
    result = CliRunner().invoke(app, ["send", "--listen", "--json"], prog_name="footlight")
    assert "name a source [option_invalid]" in result.stderr
    assert result.exit_code == 2


class Opened:
    """The program with its window open, on a display of its own."""

    def __init__(self, command: list[str], display: XDisplay, home: Path) -> None:
        self._environment = {**os.environ, "DISPLAY": display.name, "HOME": str(home), "QT_QPA_PLATFORM": "xcb"}
        self.process = subprocess.Popen(
            [*PROGRAM, *command], env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._xdotool("search", "--sync", "--onlyvisible", "--name", "Choose what to", "windowfocus", "--sync")

    def press(self, key: str) -> None:
        self._xdotool("key", key)

    def is_open(self) -> bool:
        return self._xdotool("search", "--onlyvisible", "--name", "Choose what to", check=False) == 0

    def _xdotool(self, *words: str, check: bool = True) -> int:
        done = subprocess.run(
            ["xdotool", *words], env=self._environment, stdout=subprocess.DEVNULL, check=check, timeout=60
        )
        return done.returncode


@pytest.fixture
def opened(request: pytest.FixtureRequest, display: XDisplay, tmp_path: Path) -> Iterator[Opened]:
    program = Opened(getattr(request, "param", SEND), display, tmp_path)
    yield program
    program.process.kill()
    program.process.communicate()


@pytest.mark.parametrize(("opened", "done"), [(SEND, "sent"), (["watch"], "watched")], indirect=["opened"])
def test_who_chooses_nothing_is_told_so(opened: Opened, done: str) -> None:
    opened.press("Escape")
    assert opened.process.communicate(timeout=60) == (f"Nothing was chosen, and nothing is {done}.\n", "")
    assert opened.process.returncode == 0


def test_a_signal_is_heard_while_the_window_is_open(opened: Opened) -> None:
    opened.process.send_signal(signal.SIGINT)
    assert opened.process.communicate(timeout=60) == ("Nothing was chosen, and nothing is sent.\n", "")
    assert opened.process.returncode == 0


def test_what_is_chosen_is_sent(opened: Opened) -> None:
    while opened.is_open():  # until there is something to choose, nothing comes of it
        opened.press("Return")
    assert opened.process.stderr is not None
    told = ""
    while "Live at" not in told:
        line = opened.process.stderr.readline()
        assert line, told
        told += line
    assert "footlight watch" in told
