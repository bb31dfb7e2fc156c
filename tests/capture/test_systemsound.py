"""The source ``system``: a real PulseAudio, and WASAPI as its library is asked."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.capture import wasapi
from footlight.capture.pulse import PulseRecorder
from footlight.capture.source import EndOfSource
from footlight.capture.sources import SystemSpec
from footlight.capture.speaker import Speaker, choose
from footlight.capture.systemsound import SystemSource, open_system, speakers
from footlight.clock import SystemClock
from footlight.errors import DeviceUnavailableError, DeviceVanishedError, SourceNotFoundError
from tests.capture.soundserver import DESK, SPEAKERS, SoundServer, loudest, sound_server

FOUND = (Speaker("hdmi.monitor", "HDMI", False), Speaker("head.monitor", "Headphones", True))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    with sound_server(tmp_path_factory.mktemp("pulse")) as running:
        yield running


@pytest.fixture
def heard_by(server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> SoundServer:
    """The server, which programs that this process starts use."""
    for name in ("HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, server.environment[name])
    for name in [name for name in os.environ if name.startswith("PULSE_")]:
        monkeypatch.delenv(name)
    return server


def listen(source: SystemSource, seconds: float) -> NDArray[np.float32]:
    pieces: list[NDArray[np.float32]] = []
    while sum(map(len, pieces)) < seconds * 48_000:
        pieces.append(source.read().samples)
    return np.concatenate(pieces)


def read_on(source: SystemSource) -> None:
    """Read to the end, whatever it is."""
    while True:
        source.read()


def test_what_the_machine_plays_is_heard(heard_by: SoundServer) -> None:
    source = open_system(SystemSpec(), SystemClock())
    playing = heard_by.play(700, 6)
    try:
        # It takes a moment to begin: until then there is silence, which comes as samples too.
        while np.abs(source.read().samples).max() < 0.4:
            pass
        sound = listen(source, 1)
    finally:
        playing.kill()
        playing.wait()
        source.close()
    assert source.formats[0].name == "system"
    assert loudest(sound) == pytest.approx(700, abs=2)
    assert np.abs(sound).max() == pytest.approx(0.5, abs=0.02)


def test_a_speaker_is_chosen_by_its_name_and_hears_no_other(heard_by: SoundServer) -> None:
    assert [(speaker.name, speaker.default) for speaker in speakers()] == [(SPEAKERS, True), (DESK, False)]
    source = open_system(SystemSpec("desk"), SystemClock())
    playing = heard_by.play(700, 6)
    try:
        assert not listen(source, 1).any()
    finally:
        playing.kill()
        playing.wait()
        source.close()


@pytest.mark.usefixtures("heard_by")
def test_its_times_are_those_of_the_clock_and_follow_each_other() -> None:
    clock = SystemClock()
    source = open_system(SystemSpec(), clock)
    try:
        frames = [source.read() for _ in range(100)]
        age = clock.now() - frames[-1].captured_at
    finally:
        source.close()
    assert frames[0].pts == 0
    assert 0 <= age < 2_000_000
    for before, after in pairwise(frames):
        assert after.captured_at - before.captured_at == pytest.approx(len(before.samples) / 0.048, rel=0.5)


@pytest.mark.usefixtures("heard_by")
def test_a_source_that_is_closed_ends_a_read_and_leaves_no_program() -> None:
    source = open_system(SystemSpec(), SystemClock())
    source.read()
    closing = threading.Timer(0.1, source.close)
    closing.start()
    with pytest.raises(EndOfSource):
        read_on(source)
    closing.join()
    source.close()
    left = subprocess.run(["pactl", "list", "short", "source-outputs"], capture_output=True, text=True, check=True)
    assert not left.stdout.strip()


def test_a_sound_server_that_ends_is_a_device_that_vanished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sound_server(tmp_path) as server:
        for name in ("HOME", "XDG_RUNTIME_DIR"):
            monkeypatch.setenv(name, server.environment[name])
        source = open_system(SystemSpec(), SystemClock())
        source.read()
    with pytest.raises(DeviceVanishedError, match="the sound of Speakers went away"):
        read_on(source)
    source.close()


def test_without_a_sound_server_or_its_programs_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(DeviceUnavailableError, match="no sound server runs here"):
        speakers()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceUnavailableError, match="apt-get install pulseaudio-utils"):
        speakers()


def test_sources_lists_the_speakers(heard_by: SoundServer) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from footlight.cli.main import app; app()", "sources", "--json"],
        env=heard_by.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    listed = [one["source"] for one in json.loads(done.stdout)["sources"] if one["kind"] == "system"]
    assert listed == [f"system:{SPEAKERS}", f"system:{DESK}"]


def test_a_run_that_comes_in_parts_is_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe may give any part of what was written; this sound server's program writes it so."""
    program = tmp_path / "parec"
    half = "\\000\\000\\000\\077"  # 0.5
    program.write_text(f"#!/bin/sh\nprintf '{half}'\nsleep 0.1\nprintf '{half}{half}'\nsleep 0.1\nprintf '{half}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    recorder = PulseRecorder(FOUND[0])
    runs = []
    while len(run := recorder.read()):
        runs.append(run)
    recorder.close()
    np.testing.assert_array_equal(np.concatenate(runs), np.full((2, 2), 0.5, np.float32))


def test_a_speaker_is_found_by_a_part_of_its_name_or_is_the_default() -> None:
    assert choose(SystemSpec("hdm"), FOUND).id == "hdmi.monitor"
    assert choose(SystemSpec("head.monitor"), FOUND).name == "Headphones"
    assert choose(SystemSpec(), FOUND).name == "Headphones"
    assert choose(SystemSpec(), FOUND[:1]).name == "HDMI"
    with pytest.raises(SourceNotFoundError, match="this machine has HDMI, Headphones"):
        choose(SystemSpec("Yeti"), FOUND)
    with pytest.raises(DeviceUnavailableError, match="plays no sound"):
        choose(SystemSpec(), ())


def test_macos_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(DeviceUnavailableError, match="BlackHole"):
        speakers()


class FakeSoundCard:
    """SoundCard, as far as it is used: one speaker, whose sound is three runs and then an unplugged cable."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.id, self.name = "{0.0.0.00000000}.{1}", "Speakers (Realtek)"
        self._runs = [np.zeros((0, 2)), np.ones((441, 2)), np.ones((2, 2))]

    def default_speaker(self) -> "FakeSoundCard":
        return self

    def all_speakers(self) -> "list[FakeSoundCard]":
        return [self]

    def get_microphone(self, id: str, *, include_loopback: bool) -> "FakeSoundCard":
        self.asked += [id, include_loopback]
        return self

    def recorder(self, *, samplerate: int, channels: int) -> "FakeSoundCard":
        self.asked += [samplerate, channels]
        return self

    def __enter__(self) -> "FakeSoundCard":
        self.asked.append("begun")
        return self

    def __exit__(self, *_: object) -> None:
        self.asked.append("ended")

    def record(self, _numframes: None) -> NDArray[np.float64]:
        if not self._runs:
            raise RuntimeError("Error 0x88890004")
        return self._runs.pop(0)


def test_windows_is_asked_for_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeSoundCard()
    monkeypatch.setitem(sys.modules, "soundcard", fake)
    (speaker,) = wasapi.speakers()
    assert (speaker.name, speaker.default) == ("Speakers (Realtek)", True)
    recorder = wasapi.WasapiRecorder(speaker)
    assert [len(recorder.read()) for _ in range(3)] == [441, 2, 0]
    assert fake.asked == [fake.id, True, 48_000, 2, "begun", "ended"]
    recorder.close()
