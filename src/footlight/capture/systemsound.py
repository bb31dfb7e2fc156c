"""The source ``system``: what this machine plays."""

import sys
import threading
from collections.abc import Sequence

from footlight.capture.soundclock import SoundClock
from footlight.capture.soundqueue import SoundQueue
from footlight.capture.sources import SystemSpec
from footlight.capture.speaker import CHANNELS, SAMPLE_RATE, Recorder, Speaker, choose
from footlight.errors import DeviceUnavailableError
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat, AudioFrame


def speakers() -> list[Speaker]:
    """The speakers of this machine that can be listened to.

    Raises:
        DeviceUnavailableError: this system gives no program its sound, or something it takes is missing.
    """
    if sys.platform == "darwin":
        raise DeviceUnavailableError(
            "macOS gives no program its sound: install a virtual device like BlackHole,"
            " let the sound go there, and send mic:BlackHole"
        )
    if sys.platform == "win32":
        from footlight.capture import wasapi

        return wasapi.speakers()
    from footlight.capture import pulse

    return pulse.speakers()


def open_system(spec: SystemSpec, clock: Clock) -> "SystemSource":
    """Open the sound of a speaker.

    Raises:
        SourceNotFoundError: there is none of that name.
        DeviceUnavailableError: as of `speakers`, or it cannot be listened to.
    """
    speaker = choose(spec, speakers())
    return SystemSource(speaker.name, _recorder(speaker), clock)


class SystemSource:
    """What one speaker plays; a run's capture time is when the system handed its first sample to the speaker."""

    def __init__(self, name: str, recorder: Recorder, clock: Clock) -> None:
        self._recorder = recorder
        self._clock = clock
        self._queue = SoundQueue(AudioFormat(SAMPLE_RATE, CHANNELS, "system"), f"the sound of {name}")
        self._thread = threading.Thread(target=self._listen, name="footlight-system-sound", daemon=True)
        self._thread.start()

    @property
    def formats(self) -> Sequence[AudioFormat]:
        return self._queue.formats

    def read(self) -> AudioFrame:
        return self._queue.read()

    def close(self) -> None:
        if not self._queue.closed:
            self._queue.close()
            self._recorder.close()
            self._thread.join()

    def _listen(self) -> None:
        times = SoundClock(SAMPLE_RATE)
        while len(samples := self._recorder.read()):
            self._queue.put(samples, times.take(len(samples), self._clock.now()))
        self._queue.end()


def _recorder(speaker: Speaker) -> Recorder:
    if sys.platform == "win32":
        from footlight.capture.wasapi import WasapiRecorder

        return WasapiRecorder(speaker)
    from footlight.capture.pulse import PulseRecorder

    return PulseRecorder(speaker)
