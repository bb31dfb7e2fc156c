"""A real PulseAudio of our own, with two speakers that nobody hears, in folders of its own."""

import os
import subprocess
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SPEAKERS = "Speakers"
DESK = "Desk"


class SoundServer:
    """A running PulseAudio; its default speaker is heard by its default microphone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        left_out = ("PULSE_", "DISPLAY", "DBUS_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        self.environment = {**kept, "HOME": str(folder), "XDG_RUNTIME_DIR": str(runtime)}
        """For programs that are to use it."""

    def play(self, hertz: float, seconds: float, speaker: str = "speakers") -> "subprocess.Popen[bytes]":
        """Begin to play a tone of half the full scale."""
        path = self.folder / f"{hertz:g}.wav"
        write_tone(path, hertz, seconds)
        return subprocess.Popen(["paplay", f"--device={speaker}", str(path)], env=self.environment)


def write_tone(path: Path, hertz: float, seconds: float) -> None:
    """A WAV file of one channel at 48 kHz, half the full scale."""
    wave_form = 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(48_000 * seconds)) / 48_000)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes((wave_form * 32_767).astype("<i2").tobytes())


def loudest(sound: NDArray[np.float32]) -> float:
    """The pitch in Hz of the loudest tone of a sound: float32, (samples, channels), 48 kHz."""
    spectrum = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound))))
    return float(spectrum.argmax() * 48_000 / len(sound))


@contextmanager
def sound_server(folder: Path) -> Iterator[SoundServer]:
    """Run one until the block ends."""
    server = SoundServer(folder)
    sinks = [("speakers", SPEAKERS), ("desk", DESK)]
    modules = [f"module-null-sink sink_name={sink} sink_properties=device.description={name}" for sink, name in sinks]
    process = subprocess.Popen(
        [
            *("pulseaudio", "-n", "--system=false", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"),
            *("--disable-shm=yes", "--log-target=file:" + str(folder / "pulseaudio.log")),
            *(word for module in ["module-native-protocol-unix", *modules] for word in ("-L", module)),
        ],
        env=server.environment,
    )
    try:
        # It answers when it is ready; until then pactl waits for nothing.
        subprocess.run(
            ["bash", "-c", "until pactl info >/dev/null 2>&1; do sleep 0.05; done"],
            env=server.environment,
            timeout=20,
            check=True,
        )
        yield server
    finally:
        process.terminate()
        process.wait(10)
