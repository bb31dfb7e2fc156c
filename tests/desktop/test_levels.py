"""Levels of real sound: what a PulseAudio plays."""

import os
import threading
from collections.abc import Callable, Iterator

import pytest

from footlight.clock import SystemClock
from footlight.desktop.levels import Level, Levels
from footlight.desktop.soundrow import shown_level
from footlight.errors import SourceNotFoundError
from tests.capture.soundserver import SPEAKERS, SoundServer, sound_server


class Heard:
    """The newest level of each source."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.of: dict[str, Level] = {}

    def hear(self, text: str, level: Level) -> None:
        with self._changed:
            self.of[text] = level
            self._changed.notify_all()

    def wait(self, wanted: Callable[[dict[str, Level]], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: wanted(self.of), 30), self.of


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    with sound_server(tmp_path_factory.mktemp("pulse")) as server:
        yield server


@pytest.fixture
def server(running: SoundServer, monkeypatch: pytest.MonkeyPatch) -> SoundServer:
    for name in ("HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, running.environment[name])
    for name in [name for name in os.environ if name.startswith("PULSE_")]:
        monkeypatch.delenv(name)
    return running


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def levels(heard: Heard) -> Iterator[Levels]:
    opened = Levels(SystemClock(), heard.hear)
    yield opened
    opened.close()


def test_what_is_played_moves_the_meter_and_silence_does_not(server: SoundServer, levels: Levels, heard: Heard) -> None:
    text = f"system:{SPEAKERS}"
    levels.hear([text])
    heard.wait(lambda of: of.get(text) == 0.0)
    playing = server.play(440, 20)
    heard.wait(lambda of: isinstance(level := of[text], float) and 0.4 < level < 0.6)
    playing.terminate()
    playing.wait()
    heard.wait(lambda of: of[text] == 0.0)


def test_what_is_not_there_is_told(server: SoundServer, levels: Levels, heard: Heard) -> None:
    assert server.environment
    levels.hear(["system:nowhere"])
    heard.wait(lambda of: isinstance(of.get("system:nowhere"), SourceNotFoundError))


def test_what_is_no_longer_wanted_is_let_go(server: SoundServer, levels: Levels, heard: Heard) -> None:
    assert server.environment
    before = threading.active_count()
    text = f"system:{SPEAKERS}"
    levels.hear([text])
    heard.wait(lambda of: text in of)
    levels.hear([])
    levels.close()
    deadline = threading.Event()
    while threading.active_count() > before:
        deadline.wait(0.01)


@pytest.mark.parametrize(("loudest", "shown"), [(1.0, 1.0), (0.0, 0.0), (0.001, 0.0), (0.0316228, 0.5), (2.0, 1.0)])
def test_a_meter_goes_by_decibels(loudest: float, shown: float) -> None:
    assert shown_level(loudest) == pytest.approx(shown, abs=1e-4)
