"""Emotes: what is taken, what comes out, and what is refused before it costs anything."""

import struct
import tracemalloc
import zlib
from collections.abc import Sequence
from contextlib import suppress

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from footlight.codec.emotepicture import MOST_BYTES, SIDE, emote
from footlight.codec.movingheader import MOST_PIXELS, moving_header
from footlight.errors import PictureInvalidError

Image = NDArray[np.uint8]


def disc(width: int, height: int, colour: Sequence[int] = (0, 128, 255)) -> Image:
    """One half of a colour, the other one seen through."""
    image = np.zeros((height, width, 4), np.uint8)
    image[:, : width // 2] = (*colour, 255)
    return image


def still(kind: str, image: Image) -> bytes:
    return cv2.imencode(f".{kind}", image)[1].tobytes()


def moving(kind: str, images: Sequence[Image], times: Sequence[int]) -> bytes:
    animation = cv2.Animation()
    animation.frames, animation.durations = list(images), list(times)
    return cv2.imencodeanimation(f".{kind}", animation)[1].tobytes()


def pictures(data: bytes) -> tuple[list[Image], list[int]]:
    whole, found = cv2.imdecodeanimation(np.frombuffer(data, np.uint8))
    assert whole
    return [np.asarray(one, np.uint8) for one in found.frames], [int(one) for one in found.durations]


def gif_head(width: int, height: int, pictures: int = 1) -> bytes:
    """A GIF file of one colour, whose pictures are as large as it says."""
    picture = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + picture * pictures + b";"


@pytest.mark.parametrize("kind", ["png", "webp"])
@pytest.mark.parametrize(
    ("given", "wanted"), [((300, 200), (112, 75)), ((200, 400), (56, 112)), ((28, 28), (28, 28)), ((1, 1), (1, 1))]
)
def test_a_still_picture_is_brought_to_size_and_is_seen_through_where_it_was(
    kind: str, given: tuple[int, int], wanted: tuple[int, int]
) -> None:
    made, moves = emote(still(kind, disc(*given)))
    assert not moves
    assert made[:4] + made[8:12] == b"RIFFWEBP"
    image = cv2.imdecode(np.frombuffer(made, np.uint8), cv2.IMREAD_UNCHANGED)
    assert image is not None
    assert (image.shape[1], image.shape[0]) == wanted
    if wanted[0] > 1:
        assert image[0, -1, 3] == 0
        assert np.abs(image[0, 0].astype(int) - (0, 128, 255, 255)).max() < 30


def test_what_cannot_be_seen_does_not_colour_what_can() -> None:
    image = np.zeros((224, 224, 4), np.uint8)
    image[:, :] = (0, 255, 0, 0)
    image[:, 100:] = (0, 0, 255, 255)
    found = cv2.imdecode(np.frombuffer(emote(still("png", image))[0], np.uint8), cv2.IMREAD_UNCHANGED)
    assert found is not None
    assert found[50, 50:, 1].max() < 60


@pytest.mark.parametrize("depth", ["grey", "grey 16", "colours"])
def test_a_png_without_opacity_is_taken(depth: str) -> None:
    image = np.full((40, 40, 3) if depth == "colours" else (40, 40), 200, np.uint8)
    given = image.astype(np.uint16) * 257 if depth == "grey 16" else image
    made = cv2.imdecode(np.frombuffer(emote(cv2.imencode(".png", given)[1].tobytes())[0], np.uint8), cv2.IMREAD_COLOR)
    assert made is not None
    assert np.abs(made.astype(int) - 200).max() < 10


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_what_moves_goes_on_moving(kind: str) -> None:
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    made, moves = emote(moving(kind, [disc(200, 100, colour) for colour in colours], [100, 250, 500]))
    assert moves
    found, times = pictures(made)
    assert times == [100, 250, 500]
    for image, colour in zip(found, colours, strict=True):
        assert image.shape[:2] == (56, 112)
        assert np.abs(image[20, 10, :3].astype(int) - colour).max() < 40


def test_what_moves_too_fast_is_slowed_as_browsers_do() -> None:
    made, _ = emote(moving("gif", [disc(20, 20, (value, 0, 0)) for value in (50, 150, 250)], [10, 10, 300]))
    assert pictures(made)[1] == [100, 100, 300]


def test_what_is_too_much_becomes_smaller_and_lasts_as_long() -> None:
    noise = np.random.default_rng(1)
    images = [noise.integers(0, 255, (150, 150, 3), np.uint8) for _ in range(60)]
    made, moves = emote(moving("gif", images, [50] * 60))
    assert moves
    assert len(made) <= MOST_BYTES
    found, times = pictures(made)
    assert sum(times) == 3_000
    assert 2 <= len(found) < 60


def test_noise_that_stands_still_is_small_too() -> None:
    noise = np.random.default_rng(2).integers(0, 255, (2_000, 2_000, 4), np.uint8)
    made, _ = emote(still("png", noise))
    assert len(made) <= MOST_BYTES


def test_nothing_of_the_file_itself_is_kept() -> None:
    data = still("png", disc(20, 20))
    text = b"tEXtSecret\0written here"
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    assert b"written here" not in emote(data[:33] + chunk + data[33:])[0]


GIF = moving("gif", [disc(20, 20), disc(20, 20, (1, 2, 3))], [100, 100])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        still("png", disc(20, 20))[:50],
        still("jpg", disc(20, 20)[..., :3]),
        b"GIF89a",
        GIF[:40],
        GIF[:-1],
        gif_head(20, 20, 0),
        gif_head(0, 20),
        GIF.replace(b",\0\0\0\0\x14\0", b",\x05\0\0\0\x14\0", 1),
    ],
    ids=range(11),
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureInvalidError):
        emote(data)


@pytest.mark.parametrize(
    "data",
    [gif_head(65_535, 65_535), gif_head(2_000, 2_000, 10), gif_head(100, 100, 201)],
    ids=["wide", "many", "very many"],
)
def test_a_bomb_is_refused_before_anything_of_it_is_decoded(data: bytes) -> None:
    tracemalloc.start()
    with pytest.raises(PictureInvalidError, match="can be taken"):
        emote(data)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_webp_file_whose_picture_is_larger_than_it_says_is_refused() -> None:
    data = bytearray(moving("webp", [disc(64, 64), disc(64, 64, (9, 9, 9))], [100, 100]))
    large = moving("webp", [disc(640, 640), disc(640, 640, (9, 9, 9))], [100, 100])
    # The head of a small one on the pictures of a large one.
    lying = large[:24] + bytes(data[24:30]) + large[30:]
    with pytest.raises(PictureInvalidError, match="damaged"):
        emote(lying)
    header = moving_header(bytes(data))
    assert header is not None
    assert (header.width, header.height, header.pictures) == (64, 64, 2)
    assert header.width * header.height * header.pictures <= MOST_PIXELS


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    base=st.sampled_from([GIF, moving("webp", [disc(30, 20), disc(30, 20, (7, 7, 7))], [50, 50])]),
    changes=st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, 2_000),
)
def test_whatever_a_file_holds_it_becomes_an_emote_or_is_refused(
    base: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(base)
    for at, value in changes:
        data[at % len(data)] = value
    with suppress(PictureInvalidError):
        made, _ = emote(bytes(data[: len(data) - cut % len(data)] if cut > 1_500 else data))
        assert len(made) <= MOST_BYTES
        image = cv2.imdecode(np.frombuffer(made, np.uint8), cv2.IMREAD_UNCHANGED)
        assert image is not None
        assert max(image.shape[:2]) <= SIDE
