"""Raw pictures from a pipe."""

import io

import numpy as np
import pytest

from footlight.capture.wayland.y4m import PictureReader
from footlight.errors import MediaInvalidError


def picture(width: int, height: int, shade: int) -> bytes:
    return b"FRAME\n" + bytes([shade]) * (width * height * 3 // 2)


def header(width: int, height: int) -> bytes:
    return f"YUV4MPEG2 C420 W{width} H{height} Ip F30:1 A1:1\n".encode()


def test_pictures_come_in_the_size_that_was_told_last() -> None:
    pipe = header(16, 8) + picture(16, 8, 1) + picture(16, 8, 2) + header(8, 4) + picture(8, 4, 3)
    reader = PictureReader(io.BytesIO(pipe))
    seen = [reader.read() for _ in range(4)]
    assert [None if one is None else (one.shape, int(one[0, 0])) for one in seen] == [
        ((12, 16), 1),
        ((12, 16), 2),
        ((6, 8), 3),
        None,
    ]


def test_a_picture_that_is_cut_off_is_the_end() -> None:
    assert PictureReader(io.BytesIO(header(16, 8) + picture(16, 8, 1)[:-1])).read() is None


@pytest.mark.parametrize(
    "pipe",
    [
        b"RIFF....AVI ",
        picture(16, 8, 1),
        b"YUV4MPEG2 C420\nFRAME\n",
        b"YUV4MPEG2 Wx Hy\nFRAME\n",
        header(15, 8),
        header(0, 0),
        header(100_000, 100_000),
        np.arange(256, dtype=np.uint8).tobytes() * 10,
    ],
)
def test_what_is_no_picture_is_said(pipe: bytes) -> None:
    with pytest.raises(MediaInvalidError, match="GStreamer"):
        PictureReader(io.BytesIO(pipe)).read()
