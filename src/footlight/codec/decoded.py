"""What decoders of pictures have in common: the frames that come out, and the bound of their size."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from footlight.errors import PictureSizeError
from footlight.model.frame import VideoFrame
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import micros_from_ticks

DecodedFormat = Literal["bgr", "i420"]


def check_pixels(track: Track, width: int, height: int, most: int) -> None:
    """Refuse a track whose pictures have more than ``most`` pixels.

    Raises:
        PictureSizeError: they have.
    """
    if width * height > most:
        raise PictureSizeError(
            f"track {track.id} has pictures of {width}x{height}: more than the {most} pixels that are decoded"
        )


def frame_of(
    image: NDArray[np.uint8], format: DecodedFormat, packet: Packet, timescale: int, sequence: int
) -> VideoFrame:
    """``image`` as a frame with the times of its packet."""
    return VideoFrame(
        image=image,
        format=format,
        width=image.shape[1],
        height=image.shape[0] if format == "bgr" else image.shape[0] * 2 // 3,
        sequence=sequence,
        pts=micros_from_ticks(packet.pts, timescale),
        captured_at=packet.captured_at,
    )
