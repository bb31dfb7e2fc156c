"""The loudspeaker, by PortAudio: plays what the jitter buffer holds, and knows what is heard at this moment."""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from footlight.client.mixing.fader import Fader
from footlight.desktop.jitter import CHANNELS, SAMPLE_RATE, JitterBuffer
from footlight.errors import DeviceUnavailableError
from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds

_LATENCY: Final = 0.04
"""Seconds that the device holds: enough for a thread that waits for Python's turn."""
_BLOCK: Final = SAMPLE_RATE // 100
_MOST_DELAY: Final = 1.0
"""A device that says more knows nothing of it."""
_BELIEVED: Final = Micros(400_000)
"""How long after the device's last call it is believed to play."""


class Speaker:
    """The default device. `open` and `close` it in threads that may wait."""

    def __init__(self, buffer: JitterBuffer, clock: Clock, on_gone: Callable[[], object]) -> None:
        """Play what ``buffer`` holds; ``on_gone`` is called in the device's thread where it ends by itself."""
        self._on_gone = on_gone
        self._buffer = buffer
        self._clock = clock
        self._fader = Fader()
        self._stream: Any = None
        self._heard: tuple[Micros, Micros] | None = None
        """A pts, and when it is heard, in our clock."""
        self._asked_at = Micros(0)

    @property
    def muted(self) -> bool:
        """Silence is played; may be set by any thread."""
        return self._fader.muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._fader.muted = muted

    def open(self) -> None:
        """Begin to play.

        Raises:
            DeviceUnavailableError: there is no device, or it does not open.
        """
        sound = _portaudio()
        if not any(device["max_output_channels"] for device in sound.query_devices()):
            raise DeviceUnavailableError("this machine has no loudspeaker")
        try:
            self._stream = sound.OutputStream(
                samplerate=SAMPLE_RATE,
                channels=CHANNELS,
                blocksize=_BLOCK,
                dtype="float32",
                latency=_LATENCY,
                callback=self._wanted,
                finished_callback=self._finished,
            )
            self._stream.start()
        except sound.PortAudioError as error:
            self.close()
            said = str(error.args[0]).splitlines()[0] if error.args else type(error).__name__
            raise DeviceUnavailableError(f"the loudspeaker does not open: {said}") from error

    def heard(self) -> Micros | None:
        """pts of what is heard at this moment; None where nothing is."""
        heard, now = self._heard, self._clock.now()
        if heard is None or now - self._asked_at > _BELIEVED:
            return None
        pts, at = heard
        return Micros(pts + now - at)

    def close(self) -> None:
        """Let the device go; may be called again."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()
        self._heard = None

    def _finished(self) -> None:
        """PortAudio's thread: it plays no more."""
        self._heard = None
        if self._stream is not None:
            self._on_gone()

    def _wanted(self, output: NDArray[np.float32], count: int, times: Any, _status: object) -> None:
        """PortAudio's thread: so many samples are wanted."""
        samples, pts = self._buffer.pull(count)
        output[:] = self._fader.apply(samples)
        delay = times.outputBufferDacTime - times.currentTime
        self._asked_at = self._clock.now()
        at = Micros(self._asked_at + micros_from_seconds(delay if 0 <= delay <= _MOST_DELAY else _LATENCY))
        self._heard = None if pts is None else (pts, at)


def _portaudio() -> ModuleType:
    try:
        return import_module("sounddevice")
    except OSError as error:  # the wheel for Linux leaves the library to the system
        raise DeviceUnavailableError("PortAudio is not installed: apt-get install libportaudio2") from error
