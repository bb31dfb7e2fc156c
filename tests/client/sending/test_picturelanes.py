"""Pictures that come coded at first and as pictures later, in one track of one broadcast."""

import threading

import numpy as np
import pytest

from footlight.client.sending.feed import SourceFeed
from footlight.client.sending.keyframes import KeyframeSchedule
from footlight.client.sending.lane import CodingOptions, LaneOutput
from footlight.client.sending.picturelanes import PictureLanes
from footlight.client.sending.timeline import Timeline
from footlight.errors import OptionInvalidError
from footlight.model.coded import CodedFormat, CodedSample
from footlight.model.frame import AudioFrame, VideoFormat, VideoFrame
from footlight.model.packet import Packet
from footlight.model.units import Micros
from tests.fakes.source import FakeSource

CODED = CodedFormat("avc1.42c01f", b"record", 64, 48, 30.0, "network")


def sample(number: int) -> CodedSample:
    at = Micros(number * 33_333)
    return CodedSample(CODED, b"coded", number == 0, number, at, at, Micros(33_333), Micros(7_000_000 + at))


def picture(number: int) -> VideoFrame:
    at = Micros(number * 33_333)
    image = np.full((48, 64, 3), number, np.uint8)
    return VideoFrame(image, "bgr", 64, 48, number, at, Micros(7_000_000 + at))


def test_a_source_that_is_decoded_from_some_picture_on_goes_on_in_its_track() -> None:
    packets: list[Packet] = []
    over = threading.Event()
    frames: list[VideoFrame | AudioFrame | CodedSample] = [
        *(sample(number) for number in range(3)),
        picture(3),
        sample(4),
        sample(5),
    ]
    frames[4] = CodedSample(CODED, b"again", True, 4, Micros(166_665), Micros(166_665), Micros(0), Micros(7_166_665))
    lanes = PictureLanes(CodingOptions(), KeyframeSchedule())
    source = FakeSource([CODED], frames)
    feed = SourceFeed(source, [lanes.open(0, "main", CODED)], lanes)

    def sent(packet: Packet) -> None:
        packets.append(packet)
        source.taken()

    feed.start(Timeline(), LaneOutput(sent, lambda: None, lambda _error: over.set()))
    assert over.wait(10)
    feed.close()
    assert [(one.generation, one.group) for one in packets] == [(0, 0), (0, 0), (0, 0), (1, 1), (2, 2), (2, 2)]
    assert [one.keyframe for one in packets] == [True, False, False, True, True, False]
    assert [one.pts for one in packets] == sorted(one.pts for one in packets)
    assert packets[3].payload not in (b"coded", b"again")
    assert feed.lanes[0].track.generation == 2


def test_what_is_not_coded_cannot_be_passed_on() -> None:
    lanes = PictureLanes(CodingOptions(codec="copy"), KeyframeSchedule())
    with pytest.raises(OptionInvalidError, match="screen is not coded"):
        lanes.open(0, "screen", VideoFormat(64, 48, 30.0, "screen"))
