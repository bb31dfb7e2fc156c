"""One sound track: samples of a source in, Opus packets out."""

from dataclasses import replace
from typing import Final

from footlight.client.lane import LaneOutput
from footlight.client.timeline import PacketCounter
from footlight.codec.opus import SAMPLE_RATE, AudioEncoder
from footlight.model.frame import AudioFormat, AudioFrame
from footlight.model.track import Track
from footlight.model.units import Micros

_OPUS_PACKET: Final = Micros(20_000)


class AudioLane:
    """Codes one sound stream; in the thread that captures, for it takes a fraction of a millisecond."""

    def __init__(self, id: int, name: str, format: AudioFormat) -> None:
        """Open the encoder for the announced format.

        Raises:
            EncoderUnavailableError: there is no Opus here.
        """
        self._encoder = AudioEncoder(format.sample_rate, format.channels)
        self._counter = PacketCounter(id, SAMPLE_RATE)
        self.track = Track(
            id=id,
            kind="audio",
            name=name,
            codec=self._encoder.codec,
            description=self._encoder.description,
            timescale=SAMPLE_RATE,
            sample_rate=SAMPLE_RATE,
            channels=self._encoder.channels,
        )

    def code(self, frame: AudioFrame, shift: Micros, output: LaneOutput) -> None:
        """Code a run of samples; ``shift`` brings its pts to the broadcast's zero.

        Raises:
            EncoderUnavailableError: the encoder failed while it ran.
        """
        for coded in self._encoder.encode(replace(frame, pts=Micros(frame.pts + shift))):
            output.packet(
                self._counter.packet(
                    coded.payload,
                    keyframe=True,
                    pts=coded.pts,
                    duration=_OPUS_PACKET,
                    captured_at=coded.captured_at,
                )
            )

    def close(self) -> None:
        """Let the encoder go."""
        self._encoder.close()
