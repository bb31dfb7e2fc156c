"""Microphones: ALSA's null device through the real PortAudio, and what goes wrong."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from footlight.capture.mic import Microphone, MicSource, choose
from footlight.capture.soundclock import SoundClock
from footlight.capture.sources import MicSpec
from footlight.clock import SystemClock
from footlight.errors import DeviceUnavailableError, SourceNotFoundError
from footlight.model.units import Micros
from tests.capture.soundserver import sound_server

FOUND = (Microphone(0, "USB Audio", 1, 48_000, False), Microphone(3, "Headset", 2, 44_100, True))

READ = """
import json, sys
from footlight.capture import CaptureOptions, EndOfSource, open_source, parse_source
from footlight.clock import SystemClock
from footlight.errors import FootlightError
try:
    source = open_source(parse_source(sys.argv[1]), CaptureOptions(), SystemClock())
except FootlightError as error:
    sys.exit(f"{error.code}: {error}")
frames = [source.read() for _ in range(20)]
source.close()
source.close()
try:
    source.read()
except EndOfSource:
    print(json.dumps([[f.name, f.sample_rate, f.channels] for f in source.formats]))
    print(json.dumps([list(f.samples.shape) + [f.sequence, f.pts] for f in frames]))
"""


def read_mic(home: Path, config: str, source: str = "mic") -> "subprocess.CompletedProcess[str]":
    """Read a microphone in a process of its own, for PortAudio looks for devices once in the life of one."""
    (home / ".asoundrc").write_text(config)
    environment = {**os.environ, "HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", READ, source], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_sound_of_alsa_is_read_in_even_runs(tmp_path: Path) -> None:
    done = read_mic(tmp_path, "pcm.!default { type null }\n")
    assert done.returncode == 0, done.stderr
    formats, frames = (json.loads(line) for line in done.stdout.splitlines())
    assert formats == [["mic", 48_000, 2]]
    assert {(samples, channels) for samples, channels, _, _ in frames} == {(480, 2)}
    assert [sequence for _, _, sequence, _ in frames] == list(range(20))
    assert frames[0][3] == 0


HEAR = """
import json, sys
import numpy as np
from footlight.capture import CaptureOptions, open_source, parse_source
from footlight.clock import SystemClock
clock = SystemClock()
source = open_source(parse_source("mic"), CaptureOptions(), clock)
while np.abs(source.read().samples).max() < 0.4:
    pass
frames = [source.read() for _ in range(100)]
late = clock.now() - frames[-1].captured_at
source.close()
sound = np.concatenate([frame.samples for frame in frames])[:, 0]
spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
print(json.dumps([int(spectrum.argmax()) * 48_000 / len(sound), late]))
"""


def test_a_microphone_hears_a_tone(tmp_path: Path) -> None:
    """A sound server's, by ALSA's way to it, as on a desktop: it hears what the default speaker plays."""
    with sound_server(tmp_path) as server:
        (tmp_path / ".asoundrc").write_text("pcm.!default { type pulse }\n")
        playing = server.play(900, 20)
        try:
            done = subprocess.run(
                [sys.executable, "-c", HEAR],
                env=server.environment,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        finally:
            playing.kill()
            playing.wait()
    assert done.returncode == 0, done.stderr
    hertz, late = json.loads(done.stdout)
    assert hertz == pytest.approx(900, abs=2)
    assert 0 < late < 3_000_000


def test_a_microphone_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    done = read_mic(tmp_path, "pcm.silence { type null }\npcm.!default { type null }\n", "mic:Blue Yeti")
    assert done.stderr.strip() == "source_not_found: there is no mic:Blue Yeti: this machine has silence, default"


def test_a_microphone_is_found_by_a_part_of_its_name_or_is_the_default() -> None:
    assert choose(MicSpec("usb"), FOUND).index == 0
    assert choose(MicSpec(), FOUND).index == 3
    assert choose(MicSpec(), FOUND[:1]).index == 0
    with pytest.raises(SourceNotFoundError, match="USB Audio, Headset"):
        choose(MicSpec("Yeti"), FOUND)
    with pytest.raises(DeviceUnavailableError, match="no microphone"):
        choose(MicSpec(), ())


class StubbornPortAudio:
    """PortAudio whose device opens and does not start."""

    class PortAudioError(Exception):
        pass

    def __init__(self) -> None:
        self.open = 0

    def check_input_settings(self, **_: object) -> None:
        pass

    def InputStream(self, **_: object) -> "StubbornPortAudio":  # noqa: N802 - PortAudio's word
        self.open += 1
        return self

    def start(self) -> None:
        raise self.PortAudioError("Unanticipated host error", -9999)

    def close(self) -> None:
        self.open -= 1


def test_a_microphone_that_does_not_start_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = StubbornPortAudio()
    monkeypatch.setitem(sys.modules, "sounddevice", sound)
    with pytest.raises(DeviceUnavailableError, match="cannot be opened: Unanticipated host error"):
        MicSource(FOUND[0], SystemClock())
    assert sound.open == 0


def test_the_sound_clock_is_steady_against_jitter() -> None:
    clock = SoundClock(48_000)
    jitter = [0, 3_000, -2_000, 5_000, -4_000] * 20
    times = [clock.take(480, Micros(10_000 * (n + 1) + j)) for n, j in enumerate(jitter)]
    steps = [b - a for a, b in pairwise(times)]
    assert all(abs(step - 10_000) < 200 for step in steps)


def test_the_sound_clock_follows_a_card_that_counts_wrong() -> None:
    clock = SoundClock(48_000)
    # Blocks that claim 10 ms come every 10.01 ms: after ten minutes that would be 600 ms.
    times = [clock.take(480, Micros(round(10_010 * (n + 1)))) for n in range(60_000)]
    assert abs(times[-1] + 10_000 - 10_010 * 60_000) < 1_000


def test_the_sound_clock_jumps_within_half_a_second_where_samples_were_lost() -> None:
    clock = SoundClock(48_000)
    assert clock.take(480, Micros(10_000)) == 0
    told = [clock.take(480, Micros(310_000 + n * 10_000)) for n in range(100)]
    assert told[0] == 10_000
    assert told[52:] == [300_000 + n * 10_000 for n in range(52, 100)]


def test_the_sound_clock_is_not_misled_by_blocks_that_were_held_up() -> None:
    clock = SoundClock(48_000)
    # Nothing came for 400 ms: then it came all at once.
    arrived = [max((n + 1) * 10_000, 1_400_000 if 100 <= n < 140 else 0) for n in range(300)]
    told = [clock.take(480, Micros(at)) for at in arrived]
    assert all(abs(at - n * 10_000) < 25_000 for n, at in enumerate(told))
    assert all(9_000 < after - before < 13_000 for before, after in pairwise(told))


def test_the_sound_clock_jumps_at_once_after_a_sleep_and_out_of_the_future() -> None:
    clock = SoundClock(48_000)
    clock.take(480, Micros(5_010_000))
    assert clock.take(480, Micros(3_600_000_000)) == 3_599_990_000
    assert clock.take(480, Micros(9_000_000)) == 8_990_000
