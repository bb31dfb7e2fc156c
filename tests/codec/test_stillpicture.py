"""Pictures that somebody gives: what is taken, what comes out, and what is refused before it costs anything."""

import struct
import time
import tracemalloc
import zlib
from contextlib import suppress

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from footlight.codec.stillheader import MOST_PIXELS, still_header
from footlight.codec.stillpicture import MOST_BYTES, shaped
from footlight.errors import PictureInvalidError
from tests.codec.stillfiles import (
    GROUND,
    coded,
    corners,
    exif,
    jpeg_with,
    picture,
    png_chunk,
    png_with,
    riff,
    webp_with,
)

KINDS = ("jpg", "png", "webp")
PROGRESSIVE = (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)


def like(data: bytes, wanted: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> bool:
    """Whether a file shows that, but for what coding loses."""
    found = picture(data)
    return found.shape == wanted.shape and float(np.abs(found.astype(int) - wanted.astype(int)).mean()) < 8


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_becomes_a_jpeg_of_the_same_picture(kind: str) -> None:
    made = shaped(coded(corners(), kind))
    assert made.startswith(b"\xff\xd8\xff")
    assert like(made, corners())


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ((2560, 1440), (1280, 720)),
        ((1000, 4000), (180, 720)),
        ((5000, 100), (1280, 26)),
        ((1281, 720), (1280, 719)),
        ((320, 200), (320, 200)),
        ((5000, 1), (1280, 1)),
        ((1, 1), (1, 1)),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_large_one_is_made_smaller_and_a_small_one_stays(
    kind: str, given: tuple[int, int], wanted: tuple[int, int]
) -> None:
    made = picture(shaped(coded(np.full((given[1], given[0], 3), 90, np.uint8), kind)))
    assert (made.shape[1], made.shape[0]) == wanted


def test_noise_is_small_enough_too() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (720, 1280, 3), np.uint8)
    assert len(shaped(coded(noise, "png"))) <= MOST_BYTES


@pytest.mark.parametrize("orientation", range(9))
def test_it_is_upright(orientation: int) -> None:
    lying, upright = (
        corners(),
        {
            2: lambda image: image[:, ::-1],
            3: lambda image: image[::-1, ::-1],
            4: lambda image: image[::-1],
            5: lambda image: image.transpose(1, 0, 2),
            6: lambda image: np.rot90(image, -1),
            7: lambda image: np.rot90(image, 2).transpose(1, 0, 2),
            8: lambda image: np.rot90(image),
        }.get(orientation, lambda image: image)(corners()),
    )
    for order in "<>":
        noted = exif(orientation, order)
        for file in (
            jpeg_with(coded(lying, "jpg"), 0xE1, b"Exif\0\0" + noted),
            png_with(coded(lying, "png"), b"eXIf", noted),
            webp_with(coded(lying, "webp"), (b"EXIF", noted)),
        ):
            assert like(shaped(file), upright)


def test_a_large_one_that_lies_fits_when_it_is_upright() -> None:
    file = jpeg_with(coded(corners(1600, 800), "jpg"), 0xE1, b"Exif\0\0" + exif(6))
    assert picture(shaped(file)).shape[:2] == (720, 360)


@pytest.mark.parametrize("noted", [b"", b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff", b"XX" * 20])
def test_what_is_noted_badly_is_not_believed(noted: bytes) -> None:
    assert like(shaped(jpeg_with(coded(corners(), "jpg"), 0xE1, b"Exif\0\0" + noted)), corners())


def test_nothing_that_a_camera_or_a_program_noted_survives() -> None:
    secret = b"GPS 52.5200 13.4050"
    jpeg = jpeg_with(coded(corners(), "jpg"), 0xE1, b"Exif\0\0" + exif(1))
    files = (
        jpeg_with(jpeg_with(jpeg, 0xFE, secret), 0xE2, b"ICC_PROFILE\0" + secret) + secret,
        png_with(png_with(coded(corners(), "png"), b"eXIf", exif(1)), b"tEXt", b"Comment\0" + secret) + secret,
        webp_with(coded(corners(), "webp"), (b"EXIF", exif(1)), (b"XMP ", secret)) + secret,
    )
    for file in files:
        assert secret in file
        made = shaped(file)
        assert secret not in made
        assert b"Exif" not in made
        assert like(made, corners())


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_what_can_be_seen_through_shows_the_ground(kind: str) -> None:
    image = np.dstack([corners(), np.full((40, 64), 255, np.uint8)])
    image[:, :32, 3] = 0
    image[:, 32:, 3] = 128
    wanted = corners().astype(float)
    wanted[:, :32] = GROUND
    wanted[:, 32:] = wanted[:, 32:] * 128 / 255 + np.array(GROUND) * 127 / 255
    assert like(shaped(coded(image, kind)), wanted)


def test_every_usual_way_of_writing_pixels_is_read() -> None:
    grey = np.asarray(cv2.cvtColor(corners(), cv2.COLOR_BGR2GRAY), np.uint8)
    wanted = np.dstack([grey] * 3)
    assert like(shaped(coded(grey, "jpg")), wanted)
    assert like(shaped(coded(grey, "png")), wanted)
    assert like(shaped(coded(corners(), "jpg", *PROGRESSIVE)), corners())
    assert like(shaped(coded(corners().astype(np.uint16) * 257, "png")), corners())
    assert like(shaped(coded(corners(), "webp", cv2.IMWRITE_WEBP_QUALITY, 101)), corners())
    # A palette of two colours, the second seen through.
    rows = zlib.compress(b"\0\x0f" * 8)
    palette = b"\x89PNG\r\n\x1a\n" + b"".join(
        png_chunk(name, content)
        for name, content in (
            (b"IHDR", struct.pack(">IIBBBBB", 8, 8, 1, 3, 0, 0, 0)),
            (b"PLTE", b"\xff\0\0\0\xff\0"),
            (b"tRNS", b"\xff\0"),
            (b"IDAT", rows),
            (b"IEND", b""),
        )
    )
    made = picture(shaped(palette))
    assert np.abs(made[4, 1].astype(int) - (0, 0, 255)).max() < 40
    assert np.abs(made[4, 6].astype(int) - GROUND).max() < 40


NOT_PICTURES = {
    "nothing": b"",
    "text": b"hello",
    "zeros": bytes(1000),
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "gif": b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;",
    "bmp": coded(corners(), "bmp"),
    "tiff": coded(corners(), "tiff"),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "a beginning of each": b"\xff\xd8\xff",
    "of PNG": b"\x89PNG\r\n\x1a\n",
    "of WebP": b"RIFF\x04\0\0\0WEBP",
    "html behind a beginning": b"\xff\xd8\xff<script>alert(1)</script>",
    "no pixels": b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)),
    "no head": b"\x89PNG\r\n\x1a\n" + png_chunk(b"IEND", b""),
    "an empty JPEG": b"\xff\xd8\xff\xd9",
}


@pytest.mark.parametrize("data", NOT_PICTURES.values(), ids=NOT_PICTURES.keys())
def test_what_is_no_such_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureInvalidError):
        shaped(data)


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_is_cut_off_is_refused(kind: str) -> None:
    whole = coded(np.random.default_rng(1).integers(0, 255, (40, 64, 3), np.uint8), kind)
    for length in range(0, len(whole), 7):
        with pytest.raises(PictureInvalidError):
            shaped(whole[:length])


def test_one_that_moves_is_refused() -> None:
    png, webp = coded(corners(), "png"), coded(corners(), "webp")
    frames = riff(b"ANIM", bytes(6)) + riff(b"ANMF", bytes(16) + webp[12:]) * 2
    body = b"WEBP" + riff(b"VP8X", b"\x02\0\0\0" + bytes(6)) + frames
    for moving in (
        png_with(png, b"acTL", struct.pack(">II", 2, 0)),
        b"RIFF" + struct.pack("<I", len(body)) + body,
        webp_with(webp, (b"ANMF", bytes(16))),
    ):
        with pytest.raises(PictureInvalidError, match="moves"):
            shaped(moving)


def bombs() -> dict[str, bytes]:
    """Small files that say they are huge, and hold what a decoder would believe."""
    jpeg, webp = coded(corners(), "jpg"), coded(corners(), "webp")
    at = jpeg.index(b"\xff\xc0")
    side = 30_000
    flat = zlib.compress(bytes(10_000_000), 9)
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        png_chunk(name, content)
        for name, content in (
            (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)),
            (b"IDAT", flat),
            (b"IEND", b""),
        )
    )
    vp8 = webp.index(b"\x9d\x01\x2a")
    canvas = webp_with(webp)
    return {
        "jpeg": jpeg[: at + 5] + struct.pack(">HH", side, side) + jpeg[at + 9 :],
        "png": png,
        "webp": webp[: vp8 + 3] + struct.pack("<HH", 16_383, 16_383) + webp[vp8 + 7 :],
        "webp canvas": canvas[:24] + b"\xff\xff\xff\xff\xff\xff" + canvas[30:],
        "one row": png[:16] + struct.pack(">II", 1 << 31, 1) + png[24:29] + b"",
    }


@pytest.mark.parametrize(("name", "bomb"), bombs().items(), ids=bombs().keys())
def test_one_of_too_many_pixels_is_refused_by_its_head(name: str, bomb: bytes) -> None:
    del name
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(PictureInvalidError):
            shaped(bomb)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert time.process_time() - began < 1


def test_the_largest_that_is_taken_is_just_that() -> None:
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", MOST_PIXELS // 5_000, 5_000, 8, 2, 0, 0, 0))
    rest = png_chunk(b"IDAT", b"") + png_chunk(b"IEND", b"")
    assert still_header(b"\x89PNG\r\n\x1a\n" + head + rest).width == 8_000
    larger = png_chunk(b"IHDR", struct.pack(">IIBBBBB", MOST_PIXELS // 5_000, 5_001, 8, 2, 0, 0, 0))
    with pytest.raises(PictureInvalidError, match="megapixels"):
        still_header(b"\x89PNG\r\n\x1a\n" + larger + rest)


def test_a_text_in_a_png_that_unpacks_to_much_is_not_unpacked() -> None:
    text = zlib.compress(bytes(100_000_000), 9)
    file = png_with(coded(corners(), "png"), b"zTXt", b"Comment\0\0" + text)
    began = time.process_time()
    assert like(shaped(file), corners())
    assert time.process_time() - began < 1


def test_a_jpeg_of_many_scans_or_parts_is_refused() -> None:
    jpeg = coded(corners(), "jpg", *PROGRESSIVE)
    at = jpeg.rindex(b"\xff\xda")
    with pytest.raises(PictureInvalidError, match="scans"):
        shaped(jpeg[:-2] + jpeg[at:-2] * 1_000 + b"\xff\xd9")
    with pytest.raises(PictureInvalidError, match="parts"):
        shaped(jpeg[:2] + b"\xff\xfe\0\x02" * 1_000_000 + jpeg[2:])
    began = time.process_time()
    with pytest.raises(PictureInvalidError):
        shaped(b"\xff\xd8" + b"\xff" * 4_000_000)
    with pytest.raises(PictureInvalidError):
        shaped(jpeg[:-2] + b"\xff" * 4_000_000)
    assert time.process_time() - began < 1


def test_a_jpeg_with_a_second_head_is_refused() -> None:
    jpeg = coded(corners(), "jpg")
    at = jpeg.index(b"\xff\xc0")
    second = jpeg[at : at + 5] + struct.pack(">HH", 30_000, 30_000) + jpeg[at + 9 : at + 19]
    with pytest.raises(PictureInvalidError):
        shaped(jpeg[: at + 19] + second + jpeg[at + 19 :])


SEEDS = (
    coded(corners(16, 8), "jpg"),
    coded(corners(16, 8), "jpg", *PROGRESSIVE),
    jpeg_with(coded(corners(16, 8), "jpg"), 0xE1, b"Exif\0\0" + exif(6)),
    coded(corners(16, 8), "png"),
    png_with(coded(corners(16, 8), "png"), b"eXIf", exif(3)),
    coded(corners(16, 8), "webp"),
    coded(corners(16, 8), "webp", cv2.IMWRITE_WEBP_QUALITY, 101),
    webp_with(coded(corners(16, 8), "webp"), (b"EXIF", exif(8))),
)


@settings(max_examples=300, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_one_is_shown_as_it_is_or_refused(seed: bytes, changes: list[tuple[int, int]]) -> None:
    data = bytearray(seed)
    for at, value in changes:
        data[at % len(data)] = value
    with suppress(PictureInvalidError):
        made = shaped(bytes(data))
        assert len(made) <= MOST_BYTES
        assert max(picture(made).shape) <= 1280
