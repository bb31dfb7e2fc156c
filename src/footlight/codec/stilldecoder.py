"""JPEG, raw and BGR pictures back into frames: each packet stands alone."""

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from footlight.codec import bgr, convert
from footlight.codec.decoded import DecodedFormat, check_pixels, frame_of
from footlight.codec.jpegslices import split_slices
from footlight.codec.pair import Pair
from footlight.codec.raw import picture_bytes
from footlight.errors import DecodingFailedError
from footlight.model.frame import VideoFrame
from footlight.model.packet import Packet, Payload
from footlight.model.track import Track


class JpegDecoder:
    """Decodes JFIF files; used by one thread. A picture may be of another size than the track tells."""

    def __init__(self, track: Track, format: DecodedFormat, max_pixels: int) -> None:
        """Decode pictures of at most ``max_pixels``.

        Raises:
            PictureSizeError: the track tells of larger ones.
        """
        check_pixels(track, track.width, track.height, max_pixels)
        self._track = track
        self._format = format
        self._max_pixels = max_pixels
        self._pair = Pair("footlight-jpeg")
        self._sequence = 0

    def decode(self, packet: Packet) -> list[VideoFrame]:
        """The picture of a packet.

        Raises:
            DecodingFailedError: the packet is no JPEG file, a damaged one, or one whose picture is too large.
        """
        try:
            height, width = (int(side) for side in simplejpeg.decode_jpeg_header(packet.payload)[:2])
            if width * height > self._max_pixels:
                raise DecodingFailedError(
                    f"a picture of track {self._track.id} is {width}x{height}:"
                    f" more than the {self._max_pixels} pixels that are decoded"
                )
            image = self._decoded(packet.payload, height, width)
        except ValueError as error:
            raise DecodingFailedError(f"a packet of track {self._track.id} cannot be decoded: {error}") from error
        if self._format == "i420":
            image = convert.bgr_to_i420(image)
        self._sequence += 1
        return [frame_of(image, self._format, packet, self._track.timescale, self._sequence - 1)]

    def drain(self) -> list[VideoFrame]:
        """Nothing: each picture came out at once."""
        return []

    def close(self) -> None:
        """End the second thread."""
        self._pair.close()

    def _decoded(self, file: Payload, height: int, width: int) -> NDArray[np.uint8]:
        """Raises: ValueError: the file is damaged."""
        slices = split_slices(bytes(file))
        if slices is None:
            return np.asarray(simplejpeg.decode_jpeg(file, "BGR", fastdct=True), np.uint8)
        upper, lower, rows = slices
        image = np.empty((height, width, 3), np.uint8)

        def decode(part: bytes, place: NDArray[np.uint8]) -> None:
            if simplejpeg.decode_jpeg_header(part)[:2] != place.shape[:2]:
                raise ValueError("its slices have not its size")
            simplejpeg.decode_jpeg(part, "BGR", fastdct=True, buffer=place)

        self._pair.both(lambda: decode(upper, image[:rows]), lambda: decode(lower, image[rows:]))
        return image


class RawDecoder:
    """Takes packed I420 as it is; used by one thread."""

    def __init__(self, track: Track, format: DecodedFormat, max_pixels: int) -> None:
        """Take pictures of the track's size.

        Raises:
            DecodingFailedError: a size that raw pictures cannot have.
            PictureSizeError: more than ``max_pixels``.
        """
        if min(track.width, track.height) < 2 or track.width % 2 or track.height % 2:
            raise DecodingFailedError(f"track {track.id} has raw pictures of {track.width}x{track.height}")
        check_pixels(track, track.width, track.height, max_pixels)
        self._track = track
        self._format = format
        self._sequence = 0

    def decode(self, packet: Packet) -> list[VideoFrame]:
        """The picture of a packet.

        Raises:
            DecodingFailedError: the packet has not as many bytes as a picture of the track.
        """
        width, height = self._track.width, self._track.height
        _check_length(self._track, packet, picture_bytes(width, height))
        planes = np.frombuffer(packet.payload, np.uint8).reshape(height * 3 // 2, width)
        # A copy where nothing is converted: a frame's owner may draw into it.
        image = convert.i420_to_bgr(planes) if self._format == "bgr" else planes.copy()
        self._sequence += 1
        return [frame_of(image, self._format, packet, self._track.timescale, self._sequence - 1)]

    def drain(self) -> list[VideoFrame]:
        """Nothing: each picture came out at once."""
        return []

    def close(self) -> None:
        """There is nothing to let go."""


class BgrDecoder:
    """Takes packed BGR as it is; used by one thread."""

    def __init__(self, track: Track, format: DecodedFormat, max_pixels: int) -> None:
        """Take pictures of the track's size.

        Raises:
            DecodingFailedError: a size that no picture has.
            PictureSizeError: more than ``max_pixels``.
        """
        if min(track.width, track.height) < 1:
            raise DecodingFailedError(f"track {track.id} has BGR pictures of {track.width}x{track.height}")
        check_pixels(track, track.width, track.height, max_pixels)
        self._track = track
        self._format = format
        self._sequence = 0

    def decode(self, packet: Packet) -> list[VideoFrame]:
        """The picture of a packet: its payload itself, where nobody else has that.

        Raises:
            DecodingFailedError: the packet has not as many bytes as a picture of the track.
        """
        width, height = self._track.width, self._track.height
        _check_length(self._track, packet, bgr.picture_bytes(width, height))
        image = np.frombuffer(packet.payload, np.uint8).reshape(height, width, 3)
        if self._format == "i420":
            image = convert.bgr_to_i420(image)
        elif not image.flags.writeable:
            # It is somebody else's too, and a frame's owner may draw into it.
            image = image.copy()
        self._sequence += 1
        return [frame_of(image, self._format, packet, self._track.timescale, self._sequence - 1)]

    def drain(self) -> list[VideoFrame]:
        """Nothing: each picture came out at once."""
        return []

    def close(self) -> None:
        """There is nothing to let go."""


def _check_length(track: Track, packet: Packet, size: int) -> None:
    if len(packet.payload) != size:
        raise DecodingFailedError(
            f"a packet of track {track.id} has {len(packet.payload)} bytes:"
            f" a picture of {track.width}x{track.height} as {track.codec} has {size}"
        )
