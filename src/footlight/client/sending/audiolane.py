"""One sound track: what its sources give, mixed on the broadcast's clock, in; Opus packets out."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from footlight.client.mixing.fader import Fader, Meter
from footlight.client.mixing.limiter import Limiter
from footlight.client.mixing.mixer import Block, Mixer
from footlight.client.sending.lane import LaneOutput
from footlight.client.sending.timeline import PacketCounter
from footlight.codec.opus import AudioEncoder
from footlight.codec.resample import SAMPLE_RATE, SoundResampler
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat, AudioFrame
from footlight.model.track import Track
from footlight.model.units import Micros

_OPUS_PACKET: Final = Micros(20_000)


class AudioLane:
    """Mixes and codes, in the threads that capture: both take a fraction of a millisecond."""

    def __init__(self, id: int, name: str, formats: Sequence[AudioFormat], clock: Clock) -> None:
        """Open the encoder for sources of these formats, at least one.

        Raises:
            EncoderUnavailableError: there is no Opus here.
        """
        channels = min(2, max(format.channels for format in formats))
        self._clock = clock
        self._lock = threading.Lock()
        self._encoder = AudioEncoder(SAMPLE_RATE, channels)
        self._mixer = Mixer(len(formats), channels, begins_at=self._encoder.pre_skip)
        self._limiter = Limiter()
        self._counter = PacketCounter(id, SAMPLE_RATE)
        self._blocks = 0
        self._open = len(formats)
        self.fader = Fader()
        """Of the whole track."""
        self.meter = Meter()
        self.track = Track(
            id=id,
            kind="audio",
            name=name,
            codec=self._encoder.codec,
            description=self._encoder.description,
            timescale=SAMPLE_RATE,
            sample_rate=SAMPLE_RATE,
            channels=channels,
        )

    @property
    def dropped(self) -> Micros:
        """Sound that came too late to be mixed, of all sources."""
        return _micros(self._mixer.dropped)

    def mix(self, number: int, frame: AudioFrame, zero: Micros, output: LaneOutput) -> None:
        """Take in a run of source ``number``, at 48 kHz in the track's channels; ``zero`` is when the broadcast began.

        Raises:
            EncoderUnavailableError: the encoder failed while it ran.
        """
        with self._lock:
            now = _places(Micros(self._clock.now() - zero))
            self._mixer.push(number, frame.samples, _places(Micros(frame.captured_at - zero)), now)
            for block in self._mixer.take(now):
                self._code(block, zero, output)

    def leave(self, number: int) -> bool:
        """A source is over; whether another goes on. With the last of them the encoder is let go."""
        with self._lock:
            self._mixer.leave(number)
            self._open -= 1
            if self._open == 0:
                self._encoder.close()
            return self._open > 0

    def _code(self, block: Block, zero: Micros, output: LaneOutput) -> None:
        samples = self._limiter.apply(self.fader.apply(block.samples))
        self.meter.add(samples)
        pts = _micros(block.place)
        frame = AudioFrame(samples, SAMPLE_RATE, self._blocks, pts, Micros(pts + zero))
        self._blocks += 1
        for coded in self._encoder.encode(frame):
            output.packet(
                self._counter.packet(
                    coded.payload,
                    keyframe=True,
                    pts=coded.pts,
                    duration=_OPUS_PACKET,
                    captured_at=coded.captured_at,
                )
            )


class SoundInput:
    """One sound stream of a source, on its way into a track."""

    def __init__(self, lane: AudioLane, number: int, source: str, format: AudioFormat, gain: float) -> None:
        """``number`` is its place among the lane's sources, ``gain`` is in decibels.

        Raises:
            OptionInvalidError: a gain that cannot be.
        """
        self.lane = lane
        self.source = source
        """What people call it: ``mic``, ``system``, ``sound``."""
        self.fader = Fader(gain)
        self._number = number
        self._resampler = SoundResampler(format.sample_rate, lane.track.channels)
        self._zero: Micros | None = None
        self._left = False

    @property
    def track(self) -> Track:
        return self.lane.track

    def code(self, frame: AudioFrame, shift: Micros, output: LaneOutput) -> None:
        """Mix a run of samples in; ``shift`` brings its pts to the broadcast's zero.

        Raises:
            EncoderUnavailableError: the encoder failed while it ran.
        """
        if self._zero is None:
            self._zero = Micros(frame.captured_at - frame.pts - shift)
        samples = self.fader.apply(self._resampler.resample(frame.samples))
        self.lane.mix(self._number, replace(frame, samples=samples), self._zero, output)

    def successor(self, format: AudioFormat) -> "SoundInput":
        """The same place in the mix, as loud, for another source's sound of this format."""
        heir = SoundInput(self.lane, self._number, self.source, format, 0.0)
        heir.fader = self.fader
        return heir

    def leave(self) -> bool:
        """The source is over; whether another of the track goes on. Once is enough: then there is no answer."""
        if self._left:
            return False
        self._left = True
        return self.lane.leave(self._number)

    def close(self) -> None:
        """Let the track go."""
        self.leave()


def _places(time: Micros) -> float:
    return time * SAMPLE_RATE / 1_000_000


def _micros(samples: int) -> Micros:
    return Micros(round(samples * 1_000_000 / SAMPLE_RATE))
