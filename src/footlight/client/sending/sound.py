"""Which sound of a broadcast goes into which track, under which name, how loud."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from footlight.capture.source import Source
from footlight.client.mixing.fader import checked_gain
from footlight.client.sending.audiolane import AudioLane, SoundInput
from footlight.errors import OptionInvalidError
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat

SOUND_WAYS: Final = ("mixed", "tracks")


@dataclass(frozen=True, slots=True)
class SoundOptions:
    """How the sound of the sources is sent."""

    tracks: bool = False
    """A track for each, instead of one that all are mixed into."""
    gains: Mapping[str, float] = field(default_factory=dict[str, float])
    """Decibels, -60 to 20, by the sound's name."""


def unused(wanted: str, names: set[str]) -> str:
    """A name like the one that is wanted, which is added to those in use: ``mic``, ``mic-2``, ``mic-3``."""
    name, number = wanted, 1
    while name in names:
        number += 1
        name = f"{wanted}-{number}"
    names.add(name)
    return name


def no_such_sound(name: str, names: Sequence[str]) -> OptionInvalidError:
    """What to say of a name that is none of ``names``."""
    there = ", ".join(names) if names else "none at all"
    return OptionInvalidError(f"there is no sound called {name!r}: this broadcast has {there}")


class SoundDesk:
    """Opens the way of each sound stream into its track, one after the other."""

    def __init__(self, sources: Sequence[Source], options: SoundOptions, clock: Clock) -> None:
        """Give every sound stream its name.

        Raises:
            OptionInvalidError: a gain for a sound that is not there, or that cannot be.
        """
        self._options = options
        self._clock = clock
        self._formats = [format for source in sources for format in source.formats if isinstance(format, AudioFormat)]
        used: set[str] = set()
        self._names = [unused(format.name, used) for format in self._formats]
        self._opened = 0
        self._mix: AudioLane | None = None
        for name, gain in options.gains.items():
            checked_gain(gain)
            if name not in used:
                raise no_such_sound(name, self._names)

    def open(self, id: int, tracks: set[str]) -> SoundInput:
        """The way of the next stream; a track that it opens gets this id, and a name that is added to ``tracks``.

        Raises:
            EncoderUnavailableError: there is no Opus here.
        """
        number = self._opened
        format, name = self._formats[number], self._names[number]
        self._opened += 1
        gain = self._options.gains.get(name, 0.0)
        if self._options.tracks:
            return SoundInput(AudioLane(id, unused(name, tracks), [format], self._clock), 0, name, format, gain)
        if self._mix is None:
            self._mix = AudioLane(id, unused("sound", tracks), self._formats, self._clock)
        return SoundInput(self._mix, number, name, format, gain)
