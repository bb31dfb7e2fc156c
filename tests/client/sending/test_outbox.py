"""What a publisher has still to send."""

from footlight.client.sending.outbox import Outbox, OutboxLimits
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import micros_from_seconds
from tests.client.media import packet, track
from tests.fakes.clock import HandClock


def outbox(clock: HandClock | None = None, bytes: int = 1_000_000, age: float = 2) -> Outbox:
    box = Outbox(clock or HandClock(), OutboxLimits(bytes, micros_from_seconds(age)))
    box.open()
    return box


def taken(box: Outbox) -> list[Packet]:
    packets: list[Packet] = []
    while (batch := box.take()) is not None:
        packets += [one for one in batch if isinstance(one, Packet)]
    return packets


def places(packets: list[Packet]) -> list[tuple[int, int]]:
    return [(one.group, one.sequence) for one in packets]


def test_packets_leave_in_order() -> None:
    box = outbox()
    assert not any(box.push(packet(0, number)) for number in range(3))
    assert places(taken(box)) == [(0, 0), (0, 1), (0, 2)]
    assert box.bytes == 0


def test_a_track_begins_at_a_keyframe() -> None:
    box = outbox()
    box.push(packet(0, 1))
    box.push(packet(1, 0))
    assert places(taken(box)) == [(1, 0)]


def test_too_many_bytes_cost_the_group_and_the_next_one_says_so() -> None:
    box = outbox(bytes=200)
    pushed = [box.push(packet(0, number, payload=bytes(60))) for number in range(3)]
    assert pushed == [False, False, True]
    box.push(packet(0, 3))
    box.push(packet(1, 0))
    box.push(packet(1, 1))
    left = taken(box)
    assert places(left) == [(1, 0), (1, 1)]
    assert left[0].flags == PacketFlags.KEYFRAME | PacketFlags.DISCONTINUITY
    assert not left[1].flags
    assert box.dropped[0] == 4
    assert box.dropped_groups == 1


def test_what_waited_too_long_is_dropped() -> None:
    clock = HandClock()
    box = outbox(clock, age=2)
    box.push(packet(0, 0))
    clock.forward(2.1)
    assert box.push(packet(0, 1))
    assert taken(box) == []


def test_the_packet_that_overflows_is_kept_where_it_is_a_keyframe() -> None:
    box = outbox(bytes=150)
    box.push(packet(0, 0, payload=bytes(60)))
    assert box.push(packet(1, 0, payload=bytes(60)))
    assert places(taken(box)) == [(1, 0)]


def test_a_single_packet_beyond_the_bound_still_leaves() -> None:
    box = outbox(bytes=10)
    assert not box.push(packet(0, 0, payload=bytes(100)))
    assert places(taken(box)) == [(0, 0)]


def test_the_track_list_leaves_before_the_packets_that_come_after_it() -> None:
    box = outbox()
    box.push(packet(0, 0))
    box.set_tracks([track()])
    box.push(packet(0, 1))
    assert [type(batch) for batch in iter(box.take, None)] == [list, tuple, list]


def test_a_track_list_outlives_an_overflow() -> None:
    box = outbox(bytes=150)
    box.push(packet(0, 0, payload=bytes(60)))
    box.set_tracks([track()])
    box.push(packet(1, 0, payload=bytes(60)))
    assert box.take() == (track(),)
    assert places(taken(box)) == [(1, 0)]


def test_a_new_connection_begins_with_the_tracks_and_a_group() -> None:
    box = outbox()
    box.set_tracks([track()])
    box.push(packet(0, 0))
    box.close()
    box.push(packet(0, 1))
    box.open()
    box.push(packet(0, 2))
    box.push(packet(1, 0))
    assert box.take() == (track(),)
    left = taken(box)
    assert places(left) == [(1, 0)]
    assert left[0].flags & PacketFlags.DISCONTINUITY
    assert box.dropped[0] == 3


def test_one_track_that_waits_for_its_keyframe_holds_up_no_other() -> None:
    box = outbox()
    box.push(packet(0, 1, track=0))
    box.push(packet(7, 0, track=1))
    assert [one.track for one in taken(box)] == [1]


def test_large_packets_travel_alone_and_small_ones_together() -> None:
    box = outbox()
    for number, size in enumerate([100, 200, 300_000, 100]):
        box.push(packet(0, number, payload=bytes(size)))
    assert [len(batch) for batch in iter(box.take, None)] == [2, 1, 1]


def sounds(number: int) -> Track:
    return Track(id=number, kind="audio", name="sound", codec="opus", description=b"", timescale=48_000)


def test_pictures_are_given_up_before_sound() -> None:
    box = outbox(bytes=400)
    box.set_tracks([track(), sounds(1)])
    for number in range(3):
        box.push(packet(0, number, payload=bytes(60)))
        box.push(packet(number, 0, track=1, payload=bytes(10)))
    assert [one.track for one in taken(box)] == [1, 1, 1]
    assert set(box.dropped) == {0}
    assert box.dropped_groups == 1


def test_sound_goes_too_where_the_pictures_were_not_enough() -> None:
    box = outbox(bytes=100)
    box.set_tracks([track(), sounds(1)])
    pushed = [box.push(packet(number, 0, track=1, payload=bytes(30))) for number in range(3)]
    assert pushed == [False, True, True]
    assert [one.group for one in taken(box)] == [2]


def test_pictures_can_be_let_go_and_go_on_at_a_keyframe() -> None:
    box = outbox()
    box.set_tracks([track(), sounds(1)])
    box.push(packet(0, 0, payload=bytes(60)))
    box.push(packet(0, 0, track=1))
    waiting = box.picture_bytes
    assert waiting > 60
    box.drop_pictures()
    assert (box.picture_bytes, box.bytes) == (0, waiting - 60 + len(b"payload"))
    box.push(packet(0, 1))
    box.push(packet(1, 0))
    left = taken(box)
    assert [(one.track, one.group) for one in left] == [(1, 0), (0, 1)]
    assert left[1].flags & PacketFlags.DISCONTINUITY
