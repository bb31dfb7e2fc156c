"""Opus packets back into samples."""

import av
import numpy as np

from footlight.errors import DecodingFailedError, ProtocolViolationError
from footlight.model.frame import AudioFrame
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros, micros_from_ticks
from footlight.wire.opus import parse_opus_head


class AudioDecoder:
    """Decodes the sound of one track; used by one thread."""

    def __init__(self, track: Track) -> None:
        """Open a decoder.

        Raises:
            DecodingFailedError: another codec than Opus, or a description that makes no sense.
        """
        if track.codec != "opus":
            raise DecodingFailedError(f"track {track.id} is {track.codec[:32]!r}: only Opus sound can be decoded")
        try:
            parse_opus_head(track.description)
            self._context = av.CodecContext.create("opus", "r")
            self._context.extradata = track.description
            self._context.open()
        except (av.FFmpegError, ValueError, ProtocolViolationError) as error:
            raise DecodingFailedError(f"the description of track {track.id} cannot be read: {error}") from error
        self._track = track
        self._sequence = 0

    def decode(self, packet: Packet) -> list[AudioFrame]:
        """The samples of a packet, at 48 kHz.

        Raises:
            DecodingFailedError: the packet is no Opus.
        """
        try:
            decoded = self._context.decode(av.Packet(bytes(packet.payload)))
        except (av.FFmpegError, ValueError) as error:
            raise DecodingFailedError(f"a packet of track {self._track.id} cannot be decoded: {error}") from error
        frames = []
        for sound in decoded:
            samples = np.ascontiguousarray(np.asarray(sound.to_ndarray(), np.float32).T)
            pts = micros_from_ticks(packet.pts, self._track.timescale)
            # Of the first packet the decoder leaves out what the encoder held back: its sound begins later.
            skipped = micros_from_ticks(max(0, packet.duration - len(samples)), self._track.timescale)
            frames.append(
                AudioFrame(
                    samples=samples,
                    sample_rate=sound.sample_rate,
                    sequence=self._sequence,
                    pts=Micros(pts + skipped),
                    captured_at=Micros(packet.captured_at + skipped),
                )
            )
            self._sequence += 1
        return frames

    def close(self) -> None:
        """Let the decoder go."""
        self._context.flush_buffers()
