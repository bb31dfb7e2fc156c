"""Sound into Opus: 20 ms packets at 48 kHz, from any sample rate."""

from dataclasses import dataclass
from typing import Final

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from numpy.typing import NDArray

from footlight.codec.resample import SAMPLE_RATE, SoundResampler, layout
from footlight.errors import EncoderUnavailableError, OptionInvalidError
from footlight.model.frame import AudioFrame
from footlight.model.units import Micros
from footlight.wire.opus import opus_head

PACKET_SAMPLES: Final = 960
_DEFAULT_PRE_SKIP: Final = 312
"""What libopus holds back at 48 kHz (RFC 7845, 4.2), for a build that does not tell."""
_GAP_MICROS: Final = 60_000
"""A jump in time beyond this is a gap of the source, not the jitter of its clock."""


@dataclass(frozen=True, slots=True)
class EncodedSound:
    """One Opus packet of 20 ms."""

    payload: bytes
    pts: Micros
    """Of the first sample that comes out of it: what the encoder holds back is taken into account."""
    captured_at: Micros
    """When that sample was taken."""


class AudioEncoder:
    """Codes the sound of one source; used by one thread."""

    def __init__(self, sample_rate: int, channels: int, bitrate: int = 96_000) -> None:
        """Open the encoder.

        Args:
            sample_rate: of the frames that will be given, in Hz.
            channels: of these frames; more than two are mixed down to two.
            bitrate: bits a second.

        Raises:
            OptionInvalidError: a bitrate outside 6,000 to 510,000.
            EncoderUnavailableError: FFmpeg was built without Opus.
        """
        if not 6_000 <= bitrate <= 510_000:
            raise OptionInvalidError(f"{bitrate} bits a second of sound cannot be: give 6000 to 510000")
        self.channels = min(channels, 2)
        self.codec: Final = "opus"
        self._sample_rate = sample_rate
        self._context = self._open(bitrate)
        head = bytes(self._context.extradata or b"")
        pre_skip = int.from_bytes(head[10:12], "little") or _DEFAULT_PRE_SKIP
        self.description = opus_head(self.channels, pre_skip, sample_rate)
        """The identification header, OpusHead."""
        self.pre_skip: Final = pre_skip
        """Samples at 48 kHz that come out later than they went in."""
        self._resampler = SoundResampler(sample_rate, self.channels)
        self._held = self._nothing()
        self._due = Micros(0)

    def encode(self, frame: AudioFrame) -> list[EncodedSound]:
        """Code a run of samples of any length: none, one or several packets; what is left waits for the next run.

        Raises:
            EncoderUnavailableError: the encoder failed while it ran.
        """
        if abs(frame.pts - self._due) > _GAP_MICROS:
            self._resampler.reset()
            self._held = self._nothing()
        self._due = Micros(frame.pts + round(len(frame.samples) * 1_000_000 / self._sample_rate))
        # What is held was taken just before this run. So the source's times lead, and a sound card
        # that counts 48,010 Hz does not run away from the pictures.
        delay = frame.captured_at - frame.pts
        at = frame.pts - _duration(len(self._held))
        samples = np.concatenate((self._held, self._resampler.resample(frame.samples)))
        packets = []
        whole = len(samples) // PACKET_SAMPLES * PACKET_SAMPLES
        for first in range(0, whole, PACKET_SAMPLES):
            pts = Micros(at + _duration(first - self.pre_skip))
            payload = self._code(samples[first : first + PACKET_SAMPLES])
            packets.append(EncodedSound(payload, pts, Micros(pts + delay)))
        self._held = samples[whole:]
        return packets

    def close(self) -> None:
        """Let the encoder go; what it still held, less than 20 ms, is dropped."""
        self._held = self._nothing()

    def _code(self, samples: NDArray[np.float32]) -> bytes:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.reshape(1, -1)), "flt", layout(self.channels))
        frame.sample_rate = SAMPLE_RATE
        try:
            packets = self._context.encode(frame)
        except av.FFmpegError as error:
            raise EncoderUnavailableError(f"Opus failed while coding: {error.strerror}") from error
        return b"".join(bytes(packet) for packet in packets)

    def _open(self, bitrate: int) -> AudioCodecContext:
        try:
            context = av.CodecContext.create("libopus", "w")
            context.sample_rate, context.layout, context.format = SAMPLE_RATE, layout(self.channels), "flt"
            context.bit_rate = bitrate
            context.options = {"application": "lowdelay", "frame_duration": "20"}
            context.open()
        except (av.FFmpegError, ValueError) as error:
            raise EncoderUnavailableError("this build of FFmpeg has no Opus encoder: install PyAV from PyPI") from error
        return context

    def _nothing(self) -> NDArray[np.float32]:
        return np.zeros((0, self.channels), np.float32)


def _duration(samples: int) -> int:
    return round(samples * 1_000_000 / SAMPLE_RATE)
