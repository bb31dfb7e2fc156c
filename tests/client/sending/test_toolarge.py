"""Pictures beyond what a server takes."""

import asyncio

import numpy as np
import pytest

from footlight.client.sending.lane import CodingOptions
from footlight.client.sending.publish import to_server
from footlight.client.sending.sender import Sender
from footlight.client.sending.toolarge import too_large
from footlight.client.url import parse_url
from footlight.clock import SystemClock
from footlight.errors import PictureSizeError
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.track import Track
from footlight.model.units import Micros
from tests.fakes.relay import relay
from tests.fakes.source import FakeSource


async def test_a_raw_picture_that_the_server_does_not_take_ends_the_broadcast_with_a_size_that_would_do() -> None:
    image = np.zeros((240, 320, 3), np.uint8)
    picture = VideoFrame(image, "bgr", 320, 240, 0, Micros(0), Micros(5_000_000))
    source = FakeSource([VideoFormat(320, 240, 10.0, "screen")], [picture], endless=True)
    async with relay() as server:
        server.max_message = 65_536
        sender = Sender(
            to_server(parse_url(server.url), "key", SystemClock()),
            [source],
            SystemClock(),
            coding=CodingOptions(codec="raw"),
        )
        async with asyncio.timeout(20):
            with pytest.raises(PictureSizeError, match="240x180 would do"):
                await sender.run()
    assert source.closed.is_set()


def test_a_bgr_picture_is_told_what_would_do() -> None:
    track = Track(0, "video", "main", "bgr", b"", 90_000, width=2560, height=1440)
    assert str(too_large(track, 11_059_240, 8_388_648)).endswith(
        "2229x1254 would do, or the codec raw, which takes half"
    )


def test_a_coded_picture_gets_no_size_that_is_only_guessed() -> None:
    track = Track(0, "video", "main", "jpeg", b"", 90_000, width=3840, height=2160)
    text = str(too_large(track, 9_000_000, 8_388_608))
    assert text == (
        "a picture of 3840x2160 as jpeg has 9000000 bytes, and the server takes at most 8388608: make it smaller"
    )
