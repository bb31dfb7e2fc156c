"""Microphones, by PortAudio."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from footlight.capture.named import sound_device
from footlight.capture.soundclock import SoundClock
from footlight.capture.soundqueue import SoundQueue
from footlight.capture.sources import MicSpec
from footlight.errors import DeviceBusyError, DeviceUnavailableError
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat, AudioFrame
from footlight.model.units import Micros, micros_from_seconds

_SAMPLE_RATE: Final = 48_000
_BLOCK_SECONDS: Final = 0.01
_MAX_AGE: Final = 0.5
_DEVICE_UNAVAILABLE: Final = -9985
"""paDeviceUnavailable of portaudio.h: another program holds it."""


@dataclass(frozen=True, slots=True)
class Microphone:
    """One microphone, as in ``mic:NAME``."""

    index: int
    """PortAudio's number of it."""
    name: str
    channels: int
    sample_rate: int
    """The one it likes best."""
    default: bool


def microphones() -> list[Microphone]:
    """The microphones of this machine; empty where there is none.

    Raises:
        DeviceUnavailableError: PortAudio is not installed.
    """
    sound = _portaudio()
    try:
        devices, default = list(sound.query_devices()), sound.default.device[0]
    except sound.PortAudioError as error:
        raise DeviceUnavailableError(f"the sound system does not answer: {_said(error)}") from error
    return [
        Microphone(
            index=index,
            name=str(device["name"]),
            channels=min(2, int(device["max_input_channels"])),
            sample_rate=int(device["default_samplerate"]),
            default=index == default,
        )
        for index, device in enumerate(devices)
        if device["max_input_channels"] > 0
    ]


def choose(spec: MicSpec, found: Sequence[Microphone]) -> Microphone:
    """The microphone that ``spec`` means.

    Raises:
        SourceNotFoundError: there is none of that name.
        DeviceUnavailableError: there is none at all.
    """
    nothing = "this machine has no microphone: plug one in, or leave mic out"
    return sound_device("mic", spec.name, found, nothing)


def open_mic(spec: MicSpec, clock: Clock) -> "MicSource":
    """Open a microphone.

    Raises:
        SourceNotFoundError: there is none of that name.
        DeviceBusyError: another program holds it.
        DeviceUnavailableError: there is none, PortAudio is missing, or it cannot be opened.
    """
    return MicSource(choose(spec, microphones()), clock)


class MicSource:
    """The sound of one microphone; a run's capture time is when its first sample was taken."""

    def __init__(self, mic: Microphone, clock: Clock) -> None:
        sound = _portaudio()
        self._clock = clock
        try:
            self._rate = _rate(sound, mic)
            self._times = SoundClock(self._rate)
            self._queue = SoundQueue(AudioFormat(self._rate, mic.channels, "mic"), f"the microphone {mic.name}")
            self._stream = sound.InputStream(
                device=mic.index,
                samplerate=self._rate,
                channels=mic.channels,
                blocksize=round(self._rate * _BLOCK_SECONDS),
                dtype="float32",
                latency="low",
                callback=self._arrived,
                finished_callback=self._finished,
            )
            self._start()
        except sound.PortAudioError as error:
            if error.args[1:2] == (_DEVICE_UNAVAILABLE,):
                raise DeviceBusyError(
                    f"the microphone {mic.name} is in use: close the program that holds it"
                ) from error
            raise DeviceUnavailableError(f"the microphone {mic.name} cannot be opened: {_said(error)}") from error

    def _start(self) -> None:
        try:
            self._stream.start()
        except BaseException:
            self._stream.close()
            raise

    @property
    def formats(self) -> Sequence[AudioFormat]:
        return self._queue.formats

    def read(self) -> AudioFrame:
        return self._queue.read()

    def close(self) -> None:
        if not self._queue.closed:
            self._queue.close()
            self._stream.close()

    def _arrived(self, samples: NDArray[np.float32], count: int, times: Any, _status: object) -> None:
        """PortAudio's thread: a block is there. Its buffer is PortAudio's again afterwards."""
        length = count / self._rate
        age = min(max(times.currentTime - times.inputBufferAdcTime, length), _MAX_AGE)
        last_sample_at = Micros(self._clock.now() - micros_from_seconds(age - length))
        self._queue.put(samples.copy(), self._times.take(count, last_sample_at))

    def _finished(self) -> None:
        self._queue.end()


def _rate(sound: ModuleType, mic: Microphone) -> int:
    """48 kHz, which is what Opus codes, where the device gives it."""
    try:
        sound.check_input_settings(device=mic.index, channels=mic.channels, dtype="float32", samplerate=_SAMPLE_RATE)
    except sound.PortAudioError:
        return mic.sample_rate
    return _SAMPLE_RATE


def _portaudio() -> ModuleType:
    try:
        return import_module("sounddevice")
    except OSError as error:  # the wheel for Linux leaves the library to the system
        raise DeviceUnavailableError("PortAudio is not installed: apt-get install libportaudio2") from error


def _said(error: Exception) -> str:
    return str(error.args[0]).splitlines()[0] if error.args else type(error).__name__
