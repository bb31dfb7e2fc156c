"""Pictures of FFmpeg's codecs back into frames: one in, one out, without delay."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import av
import numpy as np
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from footlight.codec import convert
from footlight.codec.decoded import DecodedFormat, check_pixels, frame_of
from footlight.errors import DecodingFailedError, ProtocolViolationError
from footlight.model.colour import LIMITED_RANGE, is_i420, matrix_of
from footlight.model.frame import VideoFrame
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.wire import av1, h264, hevc, vp9

_MOST_WAITING: Final = 64
"""Pictures whose times are kept until they come out; no codec holds more than 16 back."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a description says."""

    width: int
    """Pixels; 0 where only the pictures say it."""
    height: int
    reordered: bool = False
    """Pictures are shown in another order than they are decoded in."""


@dataclass(frozen=True, slots=True)
class _Codec:
    """One codec: FFmpeg's decoder of it, and how its descriptions are read."""

    name: str
    read: Callable[[bytes], _Told]


def _read_h264(description: bytes) -> _Told:
    info = h264.parse_sps(h264.parse_avcc(description).sps[0])
    return _Told(info.width, info.height, info.max_num_reorder_frames > 0)


def _read_hevc(description: bytes) -> _Told:
    info = hevc.parse_sps(hevc.parse_hvcc(description).sps[0])
    return _Told(info.width, info.height, info.max_num_reorder_pics > 0)


def _read_vp9(description: bytes) -> _Told:
    vp9.parse_vpcc(description)
    return _Told(0, 0)


def _read_av1(description: bytes) -> _Told:
    info = av1.parse_av1c(description)
    return _Told(info.width, info.height)


_CODECS: Final = {
    "avc1": _Codec("h264", _read_h264),
    "hvc1": _Codec("hevc", _read_hevc),
    "vp09": _Codec("vp9", _read_vp9),
    "av01": _Codec("libdav1d", _read_av1),
}
"""By the first part of the codec string."""


class VideoDecoder:
    """Decodes the pictures of one generation of a track, from a keyframe on; used by one thread.

    Pictures come out in the order in which they are shown: at once, unless the stream says that it reorders them.
    """

    def __init__(self, track: Track, format: DecodedFormat, max_pixels: int) -> None:
        """Open a decoder.

        Args:
            track: with its description.
            format: of the frames that come out; ``i420`` costs least.
            max_pixels: the largest picture to decode.

        Raises:
            DecodingFailedError: another codec, or a description that makes no sense.
            PictureSizeError: the description tells of larger pictures than ``max_pixels``.
        """
        codec = _CODECS.get(track.codec.partition(".")[0])
        if codec is None:
            raise DecodingFailedError(f"track {track.id} is {track.codec[:32]!r}: such pictures cannot be decoded")
        try:
            told = codec.read(track.description)
        except ProtocolViolationError as error:
            raise DecodingFailedError(f"the description of track {track.id} cannot be read: {error}") from error
        check_pixels(track, told.width, told.height, max_pixels)
        self._codec = codec
        self._reordered = told.reordered
        self._format: DecodedFormat = format
        self._max_pixels = max_pixels
        self._track = track
        self._context = self._open()
        self._started = False
        self._waiting: dict[int, Packet] = {}
        self._sequence = 0

    def decode(self, packet: Packet) -> list[VideoFrame]:
        """The picture of a packet; none before the first keyframe.

        After an error decoding goes on at the next keyframe.

        Raises:
            DecodingFailedError: the packet is no picture, or one that is too large.
        """
        if not (self._started or packet.keyframe):
            return []
        self._waiting[packet.pts] = packet
        if len(self._waiting) > _MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        coded = av.Packet(bytes(packet.payload))
        coded.pts, coded.time_base = packet.pts, Fraction(1, self._track.timescale)
        frames = self._decode(coded, packet)
        self._started = True
        return frames

    def drain(self) -> list[VideoFrame]:
        """The pictures that still wait for others to be shown before them; nothing is decoded after this.

        Raises:
            DecodingFailedError: what was decoded is damaged.
        """
        last = next(reversed(self._waiting.values()), None)
        return [] if last is None else self._decode(None, last)

    def close(self) -> None:
        """Let the decoder go."""
        self._context.flush_buffers()

    def _decode(self, coded: "av.Packet[Any] | None", packet: Packet) -> list[VideoFrame]:
        try:
            pictures = self._context.decode(coded)
        except (av.FFmpegError, ValueError) as error:
            self._context = self._open()
            self._started = False
            self._waiting.clear()
            raise DecodingFailedError(f"a packet of track {self._track.id} cannot be decoded: {error}") from error
        return [self._frame(picture, self._waiting.pop(picture.pts or 0, packet)) for picture in pictures]

    def _open(self) -> VideoCodecContext:
        context = av.CodecContext.create(self._codec.name, "r")
        assert isinstance(context, VideoCodecContext)  # noqa: S101 - all _CODECS are of pictures
        context.extradata = self._track.description
        # Threads by frames would hold pictures back; by slices they do not.
        context.thread_count, context.thread_type = 2, "SLICE"
        if not self._reordered:
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
        return frame_of(image, self._format, packet, self._track.timescale, self._sequence - 1)

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


def _is_i420(picture: av.VideoFrame) -> bool:
    return is_i420(picture.format.name, picture.width, picture.height, picture.colorspace, picture.color_range)
