"""The sound of a Linux machine, by the programs that PulseAudio and PipeWire share: ``pactl`` and ``parec``."""

import os
import shutil
import subprocess
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlight.capture.speaker import CHANNELS, SAMPLE_RATE, Speaker
from footlight.errors import DeviceUnavailableError

_ANSWER_SECONDS: Final = 5.0
_END_SECONDS: Final = 2.0
_LATENCY_MS: Final = 10
"""How often the server hands sound over; it also keeps what waits in the speaker's own buffer as short."""
_SAMPLE_BYTES: Final = 4 * CHANNELS
_MOST_BYTES: Final = 65_536


class _Sink(msgspec.Struct, frozen=True):
    name: str
    description: str
    monitor_source: str


class _Info(msgspec.Struct, frozen=True):
    default_sink_name: str


def speakers() -> list[Speaker]:
    """The sinks of the sound server, by the names of the sources that hear them.

    Raises:
        DeviceUnavailableError: the programs are not installed, or no sound server answers.
    """
    try:
        default = msgspec.json.decode(_ask("info"), type=_Info).default_sink_name
        sinks = msgspec.json.decode(_ask("list", "sinks"), type=list[_Sink])
    except msgspec.DecodeError as error:
        raise DeviceUnavailableError("pactl is too old to be asked: system sound needs PulseAudio 16's") from error
    return [Speaker(sink.monitor_source, sink.description, sink.name == default) for sink in sinks]


class PulseRecorder:
    """One ``parec``: it ends with the speaker, with the sound server, and with us."""

    def __init__(self, speaker: Speaker) -> None:
        """Begin to listen.

        Raises:
            DeviceUnavailableError: ``parec`` is not installed.
        """
        program = _program("parec")
        self._sound, sound = os.pipe()
        try:
            self._process = subprocess.Popen(
                [
                    program,
                    f"--device={speaker.id}",
                    "--client-name=Footlight",
                    "--raw",
                    "--format=float32le",
                    f"--rate={SAMPLE_RATE}",
                    f"--channels={CHANNELS}",
                    f"--latency-msec={_LATENCY_MS}",
                ],
                stdin=subprocess.DEVNULL,
                stdout=sound,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us: we end it in good order
            )
        finally:
            os.close(sound)
        self._rest = b""

    def read(self) -> NDArray[np.float32]:
        while len(self._rest) < _SAMPLE_BYTES:
            if not (more := os.read(self._sound, _MOST_BYTES)):
                os.close(self._sound)  # nobody reads on after the end
                return np.zeros((0, CHANNELS), np.float32)
            self._rest += more
        whole = len(self._rest) // _SAMPLE_BYTES * _SAMPLE_BYTES
        samples = np.frombuffer(self._rest[:whole], "<f4").reshape(-1, CHANNELS)
        self._rest = self._rest[whole:]
        return samples

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _ask(*question: str) -> bytes:
    try:
        done = subprocess.run(
            [_program("pactl"), "--format=json", *question],
            env={**os.environ, "LC_ALL": "C"},  # with a comma in its numbers it is no JSON
            capture_output=True,
            timeout=_ANSWER_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DeviceUnavailableError("the sound server does not answer: is it hanging?") from error
    if done.returncode != 0:
        raise DeviceUnavailableError("no sound server runs here: system sound needs PulseAudio or PipeWire")
    return done.stdout


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise DeviceUnavailableError(f"system sound needs {name}: apt-get install pulseaudio-utils")
    return path
