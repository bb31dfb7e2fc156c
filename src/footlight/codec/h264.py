"""Pictures into H.264, for live viewing: every picture that goes in comes out at once."""

from dataclasses import replace
from typing import Final

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from numpy.typing import NDArray

from footlight.codec import convert
from footlight.codec.encoded import EncodedPicture
from footlight.codec.encoders import KEYFRAME_SECONDS, Aim, Encoder, Preset, encoder_named, open_encoder
from footlight.codec.probe import refusal, working_h264_encoders
from footlight.errors import EncoderUnavailableError, OptionInvalidError
from footlight.model.frame import VideoFrame
from footlight.model.units import Micros
from footlight.wire import h264

MIN_BITRATE: Final = 50_000
MAX_BITRATE: Final = 200_000_000

_AT_ONCE: Final = 0.7
"""A bitrate below this share of the one before holds at once, and costs a keyframe."""


class VideoEncoder:
    """Codes pictures of one size with the first encoder that works here; used by one thread.

    A picture with an odd side is coded one pixel wider or higher, its last column or row shown twice.
    """

    def __init__(
        self,
        width: int,
        height: int,
        fps: float,
        bitrate: int,
        preset: Preset = "ultrafast",
        encoder_name: str | None = None,
    ) -> None:
        """Open the encoder.

        Args:
            width, height: of the pictures that will be given.
            fps: pictures a second that are expected; fewer or more do no harm.
            bitrate: bits a second, on average and at most.
            preset: how much work to spend on a picture.
            encoder_name: FFmpeg's name of the one encoder to use; None: the first that works.

        Raises:
            PictureSizeError: a size that cannot be coded.
            OptionInvalidError: no such encoder, or a bitrate that cannot be.
            EncoderUnavailableError: no encoder works for this size.
        """
        convert.check_size(width, height)
        _check_bitrate(bitrate)
        self._source_size = (width, height)
        self._aim = Aim(convert.even(width), convert.even(height), fps, bitrate, preset)
        candidates = working_h264_encoders() if encoder_name is None else (encoder_named(encoder_name),)
        self._encoder, self._context = _open_first(candidates, self._aim)
        sps, pps = h264.parameter_sets(_parameter_sets(self._encoder, self._context, self._aim))
        self.description = h264.avcc(sps, pps)
        """The decoder configuration record, avcC."""
        self.codec = h264.codec_string(sps)
        """The codec string, as ``avc1.42c01f``."""
        self._opened = self._aim
        self._number = 0
        self._keyframe_due: Micros | None = None
        self._waiting: dict[int, tuple[Micros, Micros]] = {}

    @property
    def width(self) -> int:
        """Of the coded pictures: even."""
        return self._aim.width

    @property
    def height(self) -> int:
        """Of the coded pictures: even."""
        return self._aim.height

    @property
    def bitrate(self) -> int:
        return self._aim.bitrate

    @property
    def encoder_name(self) -> str:
        return self._encoder.name

    def encode(self, frame: VideoFrame, force_keyframe: bool = False) -> list[EncodedPicture]:
        """Code a picture; every two seconds of ``pts``, and where it is forced, as a keyframe.

        Raises:
            PictureSizeError: the picture is not of the size that was announced.
            EncoderUnavailableError: the encoder failed while it ran.
        """
        convert.check_announced(frame, self._source_size)
        # Half a picture early rather than a whole one late: the times of pictures are not exact.
        grace = 500_000 / self._aim.fps
        due = self._keyframe_due is None or frame.pts + grace >= self._keyframe_due
        keyframe = force_keyframe or due or self._aim.bitrate < self._opened.bitrate * _AT_ONCE
        if keyframe:
            self._keyframe_due = Micros(frame.pts + KEYFRAME_SECONDS * 1_000_000)
            self._follow_bitrate()
        picture = _wrap(convert.to_i420(frame))
        # The count instead of the time: rate control wants regular steps, and times must never repeat.
        picture.pts, picture.time_base = self._number, self._context.time_base
        picture.pict_type = PictureType.I if keyframe else PictureType.NONE
        picture.colorspace, picture.color_range = self._context.colorspace, self._context.color_range
        self._waiting[self._number] = (frame.pts, frame.captured_at)
        self._number += 1
        try:
            packets = self._context.encode(picture)
        except av.FFmpegError as error:
            raise EncoderUnavailableError(f"{self._encoder.label} failed while coding: {refusal(error)}") from error
        coded = []
        for packet in packets:
            pts, captured_at = self._waiting.pop(packet.pts or 0)
            sample = h264.annexb_to_sample(bytes(packet))
            coded.append(EncodedPicture(sample, packet.is_keyframe, pts, captured_at))
        return coded

    def set_rates(self, bitrate: int, fps: float) -> None:
        """Aim at other rates, in bits and in pictures a second, from the next picture on; the description stays.

        Pictures may be as large as the bitrate lets them from the next keyframe on. A bitrate that is much lower
        makes the next picture one: then not even the first of the pictures that follow is too large.

        Raises:
            OptionInvalidError: a bitrate that cannot be.
        """
        _check_bitrate(bitrate)
        self._aim = replace(self._aim, bitrate=bitrate, every=max(1, round(self._aim.fps / fps)))
        self._context.bit_rate = self._aim.nominal

    def close(self) -> None:
        """Let the encoder go; what it still held is dropped."""
        self._waiting.clear()

    def _follow_bitrate(self) -> None:
        """Open the encoder anew, so that its rate buffer fits the bitrate: only where a keyframe comes anyway."""
        if self._opened == self._aim:
            return
        _, self._context = _open_first((self._encoder,), self._aim)
        self._opened = self._aim
        self._waiting.clear()


def _wrap(image: NDArray[np.uint8]) -> av.VideoFrame:
    """Packed I420 as FFmpeg's picture; without a copy, but where PyAV's way without one cuts off two rows."""
    if image.shape[0] * 2 // 3 % 4 == 0:
        return av.VideoFrame.from_numpy_buffer(image, "yuv420p")
    return av.VideoFrame.from_ndarray(image, "yuv420p")


def _open_first(candidates: tuple[Encoder, ...], aim: Aim) -> tuple[Encoder, VideoCodecContext]:
    reasons = []
    for encoder in candidates:
        try:
            return encoder, open_encoder(encoder, aim)
        except (av.FFmpegError, ValueError) as error:
            reasons.append(f"{encoder.name}: {refusal(error)}")
    raise EncoderUnavailableError(
        f"no H.264 encoder works for {aim.width}x{aim.height} ({'; '.join(reasons) or 'none found'});"
        " see footlight doctor"
    )


def _parameter_sets(encoder: Encoder, context: VideoCodecContext, aim: Aim) -> bytes:
    """The parameter sets as a byte stream; an encoder that tells them only in its pictures codes one for it."""
    if context.extradata:
        return bytes(context.extradata)
    trial = open_encoder(encoder, aim)
    grey = av.VideoFrame(aim.width, aim.height, "yuv420p")
    return b"".join(bytes(packet) for packet in trial.encode(grey))


def _check_bitrate(bitrate: int) -> None:
    if not MIN_BITRATE <= bitrate <= MAX_BITRATE:
        raise OptionInvalidError(
            f"{bitrate} bits a second cannot be: give {MIN_BITRATE // 1000}k to {MAX_BITRATE // 1_000_000}M"
        )
