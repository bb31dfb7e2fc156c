"""The sound of a Windows machine: WASAPI hears what a speaker plays (loopback), by the library SoundCard."""

from importlib import import_module
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from footlight.capture.speaker import CHANNELS, SAMPLE_RATE, Speaker
from footlight.errors import DeviceUnavailableError


def speakers() -> list[Speaker]:
    """The speakers of this machine.

    Raises:
        DeviceUnavailableError: Windows' sound service does not answer.
    """
    sound = _soundcard()
    try:
        default = sound.default_speaker().id
        return [Speaker(str(one.id), str(one.name), one.id == default) for one in sound.all_speakers()]
    except RuntimeError as error:
        raise DeviceUnavailableError(f"the sound service does not answer: {error}") from error


class WasapiRecorder:
    """Hears a speaker; what is silent is given as silence."""

    def __init__(self, speaker: Speaker) -> None:
        """Begin to listen.

        Raises:
            DeviceUnavailableError: it cannot be listened to.
        """
        try:
            microphone = _soundcard().get_microphone(speaker.id, include_loopback=True)
            self._recorder = microphone.recorder(samplerate=SAMPLE_RATE, channels=CHANNELS)
            self._recorder.__enter__()
        except (RuntimeError, IndexError) as error:
            raise DeviceUnavailableError(f"{speaker.name} cannot be listened to: {error}") from error
        self._closed = False

    def read(self) -> NDArray[np.float32]:
        try:
            while not self._closed:
                samples = np.asarray(self._recorder.record(None), np.float32).reshape(-1, CHANNELS)
                if len(samples):
                    return samples
        except RuntimeError:
            pass  # the speaker was unplugged
        self._recorder.__exit__(None, None, None)
        return np.zeros((0, CHANNELS), np.float32)

    def close(self) -> None:
        # A read never waits longer than a few blocks; the reading thread frees the device.
        self._closed = True


def _soundcard() -> ModuleType:
    return import_module("soundcard")
