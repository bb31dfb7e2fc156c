"""Packets back into frames: one in, one out, without delay."""

from fractions import Fraction
from typing import Final, Literal

import av
import numpy as np
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from footlight.codec import convert
from footlight.errors import DecodingFailedError, PictureSizeError, ProtocolViolationError
from footlight.model.colour import LIMITED_RANGE, is_i420, matrix_of
from footlight.model.frame import AudioFrame, VideoFrame
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire import h264
from footlight.wire.opus import parse_opus_head

MAX_PIXELS: Final = 7680 * 4320
"""The largest picture that is decoded unless told otherwise: a few bytes of a peer must not cost gigabytes."""


class VideoDecoder:
    """Decodes the pictures of one track, from a keyframe on; used by one thread."""

    def __init__(self, track: Track, format: Literal["bgr", "i420"] = "bgr", max_pixels: int = MAX_PIXELS) -> None:
        """Open a decoder.

        Args:
            track: an H.264 track, with its description.
            format: of the frames that come out; ``i420`` costs least.
            max_pixels: the largest picture to decode.

        Raises:
            DecodingFailedError: another codec, or a description that makes no sense.
            PictureSizeError: the description tells of larger pictures than ``max_pixels``.
        """
        self._format = format
        self._max_pixels = max_pixels
        self.reopen(track)

    def reopen(self, track: Track) -> None:
        """Decode a new generation of the track from its first keyframe on; raises what opening does."""
        if not track.codec.startswith("avc1."):
            raise DecodingFailedError(f"track {track.id} is {track.codec[:32]!r}: only H.264 pictures can be decoded")
        try:
            sets = h264.parse_avcc(track.description)
            info = h264.parse_sps(sets.sps[0])
        except ProtocolViolationError as error:
            raise DecodingFailedError(f"the description of track {track.id} cannot be read: {error}") from error
        if info.width * info.height > self._max_pixels:
            raise PictureSizeError(
                f"track {track.id} has pictures of {info.width}x{info.height}:"
                f" more than the {self._max_pixels} pixels that are decoded"
            )
        self._track = track
        self._context = self._open(track.description)
        self._started = False
        self._sequence = 0

    def decode(self, packet: Packet) -> list[VideoFrame]:
        """The picture of a packet; none before the first keyframe.

        After an error decoding goes on at the next keyframe.

        Raises:
            DecodingFailedError: the packet is no picture, or one that is too large.
        """
        if not (self._started or packet.keyframe):
            return []
        coded = av.Packet(packet.payload)
        coded.pts, coded.time_base = packet.pts, Fraction(1, self._track.timescale)
        try:
            pictures = self._context.decode(coded)
        except (av.FFmpegError, ValueError) as error:
            self._context = self._open(self._track.description)
            self._started = False
            raise DecodingFailedError(f"a packet of track {self._track.id} cannot be decoded: {error}") from error
        self._started = True
        return [self._frame(picture, packet) for picture in pictures]

    def close(self) -> None:
        """Let the decoder go."""
        self._context.flush_buffers()

    def _open(self, description: bytes) -> VideoCodecContext:
        context = av.CodecContext.create("h264", "r")
        context.extradata = description
        # Threads by frames would hold pictures back; by slices they do not.
        context.thread_count, context.thread_type = 2, "SLICE"
        context.flags |= Flags.low_delay
        context.options = {"max_pixels": str(self._max_pixels)}
        try:
            context.open()
        except (av.FFmpegError, ValueError) as error:
            raise DecodingFailedError(f"the decoder refuses track {self._track.id}: {error}") from error
        return context

    def _frame(self, picture: av.VideoFrame, packet: Packet) -> VideoFrame:
        image = self._bgr(picture) if self._format == "bgr" else self._i420(picture)
        self._sequence += 1
        return VideoFrame(
            image=image,
            format=self._format,
            width=image.shape[1],
            height=image.shape[0] if self._format == "bgr" else image.shape[0] * 2 // 3,
            sequence=self._sequence - 1,
            pts=_micros(packet.pts, self._track.timescale),
            captured_at=packet.captured_at,
        )

    def _bgr(self, picture: av.VideoFrame) -> NDArray[np.uint8]:
        if _is_i420(picture):
            return convert.i420_to_bgr(np.asarray(picture.to_ndarray(), np.uint8))
        converted = picture.reformat(format="bgr24", src_colorspace=matrix_of(picture.colorspace, picture.height))
        return np.asarray(converted.to_ndarray(), np.uint8)

    def _i420(self, picture: av.VideoFrame) -> NDArray[np.uint8]:
        if not _is_i420(picture):
            picture = picture.reformat(
                width=picture.width // 2 * 2,
                height=picture.height // 2 * 2,
                format="yuv420p",
                src_colorspace=matrix_of(picture.colorspace, picture.height),
                dst_colorspace="itu601",
                dst_color_range=LIMITED_RANGE,
            )
        return np.asarray(picture.to_ndarray(), np.uint8)


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
            decoded = self._context.decode(av.Packet(packet.payload))
        except (av.FFmpegError, ValueError) as error:
            raise DecodingFailedError(f"a packet of track {self._track.id} cannot be decoded: {error}") from error
        frames = []
        for sound in decoded:
            samples = np.ascontiguousarray(np.asarray(sound.to_ndarray(), np.float32).T)
            pts = _micros(packet.pts, self._track.timescale)
            frames.append(AudioFrame(samples, sound.sample_rate, self._sequence, pts, packet.captured_at))
            self._sequence += 1
        return frames

    def close(self) -> None:
        """Let the decoder go."""
        self._context.flush_buffers()


def _micros(ticks: int, timescale: int) -> Micros:
    return Micros(round(ticks * 1_000_000 / timescale))


def _is_i420(picture: av.VideoFrame) -> bool:
    return is_i420(picture.format.name, picture.width, picture.height, picture.colorspace, picture.color_range)
