"""Samples that are coded already, passed on as packets."""

from dataclasses import replace

from footlight.client.sending.codedlane import CodedLane
from footlight.client.sending.lane import LaneOutput
from footlight.client.sending.quality import Quality
from footlight.model.coded import CodedFormat, CodedSample
from footlight.model.packet import Packet, PacketFlags
from footlight.model.units import Micros

FORMAT = CodedFormat("avc1.42c01f", b"record", 1280, 720, 25.0, "main", 6_000_000)


def sample(number: int, format: CodedFormat = FORMAT, *, keyframe: bool = False) -> CodedSample:
    at = Micros(number * 40_000)
    return CodedSample(format, b"%d" % number, keyframe, number, at, at, Micros(40_000), Micros(at + 7_000_000))


class Output:
    """What came out of a lane."""

    def __init__(self) -> None:
        self.packets: list[Packet] = []
        self.descriptions = 0
        self.lane = LaneOutput(self.packets.append, self._described, lambda _error: None)

    def _described(self) -> None:
        self.descriptions += 1


def test_it_begins_at_a_keyframe_and_leaves_payloads_and_times_alone() -> None:
    lane, output = CodedLane(3, "main", FORMAT), Output()
    for one in (sample(0), sample(1, keyframe=True), sample(2), sample(3, keyframe=True)):
        lane.pass_on(one, Micros(1_000_000), output.lane)
    assert [(one.group, one.sequence, one.payload) for one in output.packets] == [
        (0, 0, b"1"),
        (0, 1, b"2"),
        (1, 0, b"3"),
    ]
    assert [one.pts for one in output.packets] == [93_600, 97_200, 100_800]
    assert output.packets[0].captured_at == 7_040_000
    assert (output.packets[0].track, lane.track.codec, lane.track.description) == (3, "avc1.42c01f", b"record")


def test_pictures_may_be_shown_in_another_order_than_they_are_decoded_in() -> None:
    lane, output = CodedLane(0, "main", FORMAT), Output()
    lane.pass_on(replace(sample(0, keyframe=True), pts=Micros(80_000)), Micros(0), output.lane)
    assert (output.packets[0].pts, output.packets[0].dts) == (7_200, 0)


def test_other_parameters_begin_a_new_generation_that_is_described_before_its_first_packet() -> None:
    lane, output = CodedLane(0, "main", FORMAT), Output()
    larger = replace(FORMAT, width=1920, height=1080, description=b"other")
    for one in (sample(0, keyframe=True), sample(1), sample(2, larger, keyframe=True), sample(3, larger)):
        lane.pass_on(one, Micros(0), output.lane)
    assert [one.generation for one in output.packets] == [0, 0, 1, 1]
    assert output.descriptions == 1
    assert (lane.track.width, lane.track.description, lane.track.generation) == (1920, b"other", 1)


def test_while_the_network_must_have_a_rest_groups_are_left_out_and_counted() -> None:
    lane, output = CodedLane(0, "main", FORMAT), Output()
    for number in range(40):
        lane.quality = Quality(hold=5 <= number < 25)
        lane.pass_on(sample(number, keyframe=number % 10 == 0), Micros(0), output.lane)
    assert [int(one.payload) for one in output.packets] == [*range(5), *range(30, 40)]
    assert (lane.pictures, lane.dropped, lane.groups_left_out) == (15, 25, 3)
    assert [one.group for one in output.packets] == [0] * 5 + [1] * 10
    assert [int(one.payload) for one in output.packets if one.flags & PacketFlags.DISCONTINUITY] == [30]


def test_the_bitrate_is_that_of_the_newest_group() -> None:
    lane, output = CodedLane(0, "main", FORMAT), Output()
    assert lane.ceiling == 6_000_000
    for number in range(11):
        lane.pass_on(replace(sample(number, keyframe=number % 10 == 0), payload=bytes(1_000)), Micros(0), output.lane)
    assert lane.ceiling == 10_000 * 8 * 1_000_000 // 400_000


def test_what_came_before_the_zero_of_the_broadcast_follows_it() -> None:
    lane, output = CodedLane(0, "main", FORMAT), Output()
    for number in range(5):
        lane.pass_on(sample(number, keyframe=number == 0), Micros(-90_000), output.lane)
    assert [one.dts for one in output.packets] == [0, 90, 180, 2_700, 6_300]
