"""A picture lane of each codec: what its packets are, and how it gives way."""

import numpy as np
import pytest

from footlight.client.sending.keyframes import KeyframeSchedule
from footlight.client.sending.lane import CodingOptions, LaneOutput, SendCodec
from footlight.client.sending.videolane import VideoLane
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.packet import Packet
from footlight.model.units import Micros

FORMAT = VideoFormat(320, 180, 10.0, "screen")


def picture(number: int, width: int = 320, height: int = 180) -> VideoFrame:
    image = np.random.default_rng(number).integers(0, 256, (height, width, 3), dtype=np.uint8)
    at = Micros(number * 100_000)
    return VideoFrame(image, "bgr", width, height, number, at, Micros(at + 5_000_000))


def coded(lane: VideoLane, *pictures: VideoFrame) -> list[Packet]:
    packets: list[Packet] = []
    for one in pictures:
        lane.code(one, Micros(0), LaneOutput(packets.append, lambda: None, lambda _: None))
    return packets


@pytest.mark.parametrize(("codec", "told"), [("jpeg", "jpeg"), ("raw", "i420"), ("bgr", "bgr")])
def test_every_still_picture_is_a_group_of_its_own(codec: SendCodec, told: str) -> None:
    lane = VideoLane(0, "main", FORMAT, CodingOptions(codec=codec), KeyframeSchedule())
    packets = coded(lane, *(picture(number) for number in range(3)))
    assert [(one.keyframe, one.group, one.sequence) for one in packets] == [(True, n, 0) for n in range(3)]
    assert (lane.track.codec, lane.track.description) == (told, b"")
    assert (lane.track.width, lane.track.height) == (320, 180)
    if codec == "raw":
        assert {len(one.payload) for one in packets} == {320 * 180 * 3 // 2}


@pytest.mark.parametrize("codec", ["auto", "copy", "h264"])
def test_pictures_that_nobody_coded_become_h264_else(codec: SendCodec) -> None:
    lane = VideoLane(0, "main", FORMAT, CodingOptions(codec=codec), KeyframeSchedule())
    assert lane.track.codec.startswith("avc1.")


def test_another_size_of_still_pictures_begins_a_new_generation() -> None:
    lane = VideoLane(0, "main", FORMAT, CodingOptions(codec="raw"), KeyframeSchedule())
    packets = coded(lane, picture(0), picture(1, 160, 90))
    assert [one.generation for one in packets] == [0, 1]
    assert (lane.track.width, lane.track.height) == (160, 90)


def test_the_quality_of_jpeg_is_what_was_asked_for_at_best() -> None:
    sizes = [
        len(coded(VideoLane(0, "main", FORMAT, CodingOptions(codec="jpeg", quality=quality), KeyframeSchedule()),
                  picture(0))[0].payload)
        for quality in (30, 60, 90)
    ]  # fmt: skip
    assert sizes[0] < sizes[1] < sizes[2]


def test_a_bitrate_bounds_jpeg() -> None:
    lane = VideoLane(0, "main", FORMAT, CodingOptions(codec="jpeg", max_bitrate=500_000), KeyframeSchedule())
    packets = coded(lane, *(picture(number) for number in range(12)))
    assert sum(len(one.payload) for one in packets[2:]) * 8 < 500_000 * 1.2
