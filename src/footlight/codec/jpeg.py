"""Pictures as JPEG, one JFIF file each: every picture stands alone, and no decoder waits for another."""

from typing import Final

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from footlight.codec import convert
from footlight.codec.encoded import EncodedPicture
from footlight.codec.jpegslices import SIDE, join_slices
from footlight.codec.pair import Pair
from footlight.errors import EncoderUnavailableError, OptionInvalidError
from footlight.model.frame import PixelFormat, VideoFrame

CODEC: Final = "jpeg"
"""As `Track.codec`."""

_LEAST_QUALITY: Final = 10
"""What a narrow network may bring the quality down to: below, a picture is blocks."""

_SLOPE: Final = 0.6
"""By which power of the quantisers' scale a picture shrinks: cameras and screens lie between 0.5 and 0.7."""

_ROOM: Final = 0.85
"""The share of the bitrate below which quality rises again."""

_WORTH: Final = 640 * 360
"""Pixels from which two threads are quicker than one."""

_COLOURS: Final[dict[PixelFormat, str]] = {"bgr": "BGR", "rgb": "RGB", "bgra": "BGRX"}
"""What libjpeg-turbo takes as it is. I420 would be wrong: JFIF's numbers are of full range, ours of limited range."""


class JpegEncoder:
    """Codes pictures of one size as 4:2:0; used by one thread.

    ``quality`` is the best; it falls while pictures take more than the bitrate, and rises again by one a picture.
    """

    codec: Final = CODEC
    description: Final = b""

    def __init__(self, width: int, height: int, fps: float, bitrate: int, quality: int) -> None:
        """Take pictures of this size.

        Args:
            width, height: of the pictures that will be given.
            fps: pictures a second that are expected.
            bitrate: bits a second, at most.
            quality: 1 to 100, as libjpeg counts it.

        Raises:
            PictureSizeError: a size that cannot be coded.
            OptionInvalidError: a bitrate or a quality that cannot be.
        """
        convert.check_size(width, height)
        if not 1 <= quality <= 100:
            raise OptionInvalidError(f"a quality of {quality} cannot be: give 1 to 100")
        self.width, self.height = width, height
        # In two slices, where that is worth it; the upper has whole rows of blocks.
        self._upper = -(-height // 2 // SIDE) * SIDE if width * height >= _WORTH else 0
        self._pair = Pair("footlight-jpeg")
        self._best = quality
        self.quality = quality
        """What the next picture is coded with."""
        self.set_rates(bitrate, fps)

    def encode(self, frame: VideoFrame, force_keyframe: bool = False) -> list[EncodedPicture]:
        """Code a picture; each is a keyframe.

        Raises:
            PictureSizeError: the picture is not of the size that was announced.
            EncoderUnavailableError: libjpeg-turbo failed.
        """
        del force_keyframe
        convert.check_announced(frame, (self.width, self.height))
        colours = _COLOURS.get(frame.format)
        image = frame.image if colours is not None else convert.to_bgr(frame)
        try:
            payload = self._coded(image, colours or "BGR")
        except ValueError as error:
            raise EncoderUnavailableError(f"JPEG failed while coding: {error}") from error
        self._follow(len(payload))
        return [EncodedPicture(payload, True, frame.pts, frame.captured_at)]

    def set_rates(self, bitrate: int, fps: float) -> None:
        """Take at most so many bits a second, at so many pictures a second, from the next pictures on.

        Raises:
            OptionInvalidError: a bitrate that cannot be.
        """
        if bitrate < 1:
            raise OptionInvalidError(f"{bitrate} bits a second cannot be")
        self.bitrate, self._fps = bitrate, fps

    def close(self) -> None:
        """End the second thread."""
        self._pair.close()

    def _coded(self, image: NDArray[np.uint8], colours: str) -> bytes:
        """Raises: ValueError: libjpeg-turbo failed."""

        def slice_of(rows: NDArray[np.uint8]) -> bytes:
            # The quicker transform is a tenth of the time for 0.1 dB, at the qualities of live pictures.
            return bytes(simplejpeg.encode_jpeg(rows, self.quality, colours, "420", fastdct=True))

        if not self._upper:
            return slice_of(image)
        upper, lower = image[: self._upper], image[self._upper :]
        return join_slices(*self._pair.both(lambda: slice_of(upper), lambda: slice_of(lower)))

    def _follow(self, size: int) -> None:
        """Choose the next picture's quality by what this one took."""
        share = size * 8 * self._fps / self.bitrate
        if share > 1:
            coarser = _quality(_scale(self.quality) * share ** (1 / _SLOPE))
            self.quality = min(self.quality, max(coarser, min(_LEAST_QUALITY, self._best)))
        elif share < _ROOM and self.quality < self._best:
            self.quality += 1


def _scale(quality: int) -> float:
    """By how many per cent libjpeg scales the standard's quantisers."""
    return 5000 / quality if quality < 50 else max(200 - 2 * quality, 1)


def _quality(scale: float) -> int:
    return int(5000 / scale) if scale > 100 else int((200 - scale) / 2)
