from dataclasses import replace

import pytest

from footlight.hub.limits import HubLimits
from footlight.wire.control import Skipped, State, Stats, Tracks, track_info
from tests.fakes.media import CAMERA, MAIN, SOUND, PacketMaker
from tests.fakes.outlet import FakeOutlet
from tests.hub.house import LOBBY, House


@pytest.fixture
def house() -> House:
    return House()


def test_every_viewer_is_written_the_same_bytes_once(house: House) -> None:
    house.go_live()
    viewers = [house.watch() for _ in range(3)]
    for viewer in viewers:
        viewer.take()
    house.key(b"x" * 8_000)
    first = viewers[0].frames[0]
    assert [len(viewer.frames) for viewer in viewers] == [1, 1, 1]
    assert all(viewer.frames[0] is first for viewer in viewers)


def test_a_viewer_that_lagged_gets_the_same_bytes_from_the_log(house: House) -> None:
    house.go_live()
    quick, slow = house.watch(), house.watch()
    slow.fill()
    house.key()
    house.delta(b"1")
    slow.drain()
    assert slow.frames[-1] is quick.frames[-1]


def test_a_large_message_is_written_in_pieces_and_as_a_whole_to_each(house: House) -> None:
    house.go_live()
    viewers = [house.watch() for _ in range(3)]
    viewers[1].fill()
    picture, small = b"x" * 300_000, b"y"
    for viewer in viewers:
        viewer.take()
    house.key(picture)
    house.delta(small)
    assert sum(frame is picture for frame in viewers[0].frames) == 1
    viewers[1].drain()
    for viewer in viewers:
        viewer.frames = [b"".join(viewer.frames)]
        assert viewer.payloads() == [picture, small]


def test_a_join_gets_state_tracks_and_the_current_group_at_once(house: House) -> None:
    house.go_live()
    house.key(b"old")
    house.key(b"key")
    house.delta(b"1")
    viewer = house.watch()
    frames = list(viewer.frames)
    assert viewer.payloads() == [b"key", b"1"]
    viewer.frames = frames[:3]
    stats, state, tracks = viewer.control()
    assert isinstance(stats, Stats)
    assert isinstance(state, State)
    assert state.state == "live"
    assert isinstance(tracks, Tracks)
    assert tracks.tracks == [track_info(MAIN)]


def test_a_join_before_any_group_begins_with_the_next_keyframe(house: House) -> None:
    house.go_live()
    house.key()
    house.publisher.away()
    house.clock.forward(61)
    house.hub.tick()
    house.go_live(session="two")
    viewer = house.watch()
    house.pictures = PacketMaker(MAIN)
    house.key(b"first")
    house.delta(b"second")
    assert viewer.payloads() == [b"first", b"second"]


def test_a_join_with_a_full_transport_gets_the_group_when_there_is_room(house: House) -> None:
    house.go_live()
    house.key(b"key")
    outlet = FakeOutlet()
    outlet.viewer = house.hub.watch(LOBBY, outlet, right="anybody")
    outlet.viewer.pause()
    outlet.viewer.join()
    house.delta(b"1")
    assert outlet.payloads() == []
    outlet.drain()
    house.delta(b"2")
    assert outlet.payloads() == [b"key", b"1", b"2"]
    assert house.hub.counters.skipped_groups == 0


def test_a_viewer_behind_goes_on_where_it_stopped(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    house.key(b"key")
    viewer.fill()
    house.delta(b"1", after=0.03)
    house.delta(b"2", after=0.03)
    house.delta(b"3", after=0.03)
    assert viewer.payloads() == [b"key", b"1"]
    viewer.drain_one()
    assert viewer.payloads() == [b"2"]
    viewer.drain()
    assert viewer.payloads() == [b"3"]
    house.delta(b"4")
    assert viewer.payloads() == [b"4"]


def test_a_viewer_past_the_bound_in_time_skips_to_the_newest_group_and_is_told(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    viewer.fill()
    house.key(b"a")
    for _ in range(20):
        house.delta(after=0.1)
    house.key(b"b")
    house.delta(after=0.5)
    house.key(b"c")
    house.delta(b"d")
    viewer.take()
    viewer.drain()
    house.delta(b"e")
    frames = list(viewer.frames)
    assert viewer.take()[0] == Skipped(2)
    viewer.frames = frames
    assert viewer.payloads() == [b"c", b"d", b"e"]
    assert house.hub.counters.skipped_groups == 2


def test_a_viewer_past_the_bound_in_bytes_skips_to_the_newest_group() -> None:
    house = House(HubLimits(lag_bytes=10_000))
    house.go_live()
    viewer = house.watch()
    viewer.fill()
    house.key(b"a" * 4_000)
    house.delta(b"b" * 4_000)
    house.delta(b"c" * 4_000)
    house.key(b"d" * 4_000)
    viewer.take()
    viewer.drain()
    assert viewer.payloads() == [b"d" * 4_000]
    assert house.hub.counters.skipped_groups == 1


def test_a_viewer_past_half_the_bound_goes_to_a_group_that_began_meanwhile(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    viewer.fill()
    house.key(b"a")
    house.delta(b"late", after=0.1)
    house.clock.forward(0.6)
    house.key(b"b")
    viewer.take()
    viewer.drain()
    assert viewer.payloads() == [b"b"]
    assert house.hub.counters.skipped_groups == 1


def test_a_viewer_a_little_behind_loses_nothing_at_a_new_group(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    viewer.fill()
    house.key(b"a")
    house.delta(b"late", after=0.1)
    house.clock.forward(0.4)
    house.key(b"b")
    viewer.take()
    viewer.drain()
    assert viewer.payloads() == [b"late", b"b"]


def test_a_viewer_past_the_bound_within_the_newest_group_may_catch_up_in_a_moment(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    viewer.fill()
    house.key(b"key")
    for number in range(12):
        house.delta(b"%d" % number, after=0.1)
    viewer.take()
    viewer.drain()
    assert viewer.payloads() == [b"%d" % number for number in range(12)]
    assert house.hub.counters.skipped_groups == 0


def test_a_viewer_that_does_not_catch_up_waits_for_the_next_group(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    viewer.fill()
    house.key(b"key")
    for number in range(15):
        house.delta(b"%d" % number, after=0.1)
    viewer.take()
    viewer.drain_one()
    house.delta(after=0.3)
    viewer.drain()
    assert viewer.payloads() == [b"0"]
    house.delta(after=0.1)
    assert viewer.payloads() == []
    house.key(b"next")
    frames = list(viewer.frames)
    assert viewer.control() == [Skipped(1)]
    viewer.frames = frames
    assert viewer.payloads() == [b"next"]


def test_the_backlog_of_a_join_is_no_lag(house: House) -> None:
    house.go_live()
    house.key(b"key")
    for number in range(30):
        house.delta(b"%d" % number, after=0.1)
    viewer = FakeOutlet()
    viewer.fill()
    house.watch(viewer)
    house.clock.forward(0.4)
    for payload in [b"key", *(b"%d" % number for number in range(30))]:
        viewer.drain_one()
        assert viewer.payloads() == [payload]
    assert house.hub.counters.skipped_groups == 0


def test_one_viewer_that_reads_nothing_does_not_keep_others_or_the_publisher(house: House) -> None:
    house.go_live()
    stuck, quick = house.watch(), house.watch()
    stuck.fill()
    quick.take()
    asked = house.link.keyframes
    for _ in range(100):
        house.key(b"k")
        house.delta(b"d", after=0.03)
    assert len(quick.payloads()) == 200
    assert stuck.payloads() == [b"k"]
    assert house.link.keyframes == asked


@pytest.mark.parametrize("ready", [False, True])
def test_a_transport_that_is_gone_does_not_keep_others(house: House, ready: bool) -> None:
    house.go_live()
    house.watch()
    broken = house.watch()
    last = house.watch()
    if ready:
        # With a group on, all get messages as they come; before it they wait for one.
        house.key()
    broken.broken = True
    last.take()
    house.key(b"k")
    house.delta(b"d")
    assert last.payloads() == [b"k", b"d"]
    # It was let go of: nothing is tried on it again.
    broken.broken = False
    broken.take()
    house.key()
    assert broken.take() == []


def test_the_log_is_bounded_in_bytes() -> None:
    house = House(HubLimits(lag_bytes=100_000))
    house.go_live()
    stuck = house.watch()
    stuck.fill()
    house.key()
    for _ in range(1_000):
        house.delta(b"x" * 1_000)
    assert house.hub.lag().bytes <= 100_000


def test_the_log_is_bounded_in_time(house: House) -> None:
    house.go_live()
    stuck = house.watch()
    stuck.fill()
    house.key()
    for _ in range(1_000):
        house.delta(after=0.1)
    assert house.hub.lag().longest <= 10_100_000


def test_sound_rides_with_the_next_picture(house: House) -> None:
    house.go_live([MAIN, SOUND])
    viewer = house.watch()
    house.key(b"key")
    viewer.take()
    sound = PacketMaker(SOUND)
    house.publisher.publish(sound.key(b"s1"))
    house.clock.forward(0.02)
    house.publisher.publish(sound.key(b"s2"))
    assert viewer.take() == []
    house.delta(b"picture")
    assert viewer.media() == [[b"s1", b"s2", b"picture"]]


def test_sound_does_not_wait_long_for_a_picture_that_does_not_come(house: House) -> None:
    house.go_live([MAIN, SOUND])
    viewer = house.watch()
    house.key(b"key")
    viewer.take()
    sound = PacketMaker(SOUND)
    for _ in range(4):
        house.publisher.publish(sound.key(b"s"))
        house.clock.forward(0.02)
    assert viewer.payloads() == [b"s"] * 4


def test_a_new_generation_is_told_before_its_packets_also_to_a_viewer_that_skipped_over_it(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    viewer.fill()
    house.key(b"a")
    house.delta(after=1.5)
    house.clock.forward(1.5)
    house.pictures.track = replace(MAIN, generation=1, width=640, height=360)
    house.publisher.set_tracks([house.pictures.track])
    house.key(b"b")
    viewer.take()
    viewer.drain()
    skipped, tracks, media = viewer.take()
    assert isinstance(skipped, Skipped)
    assert isinstance(tracks, Tracks)
    assert tracks.tracks[0].generation == 1
    assert isinstance(media, list)
    assert media[0].payload == b"b"


def test_a_lagging_viewer_learns_the_state_it_missed(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    viewer.fill()
    house.key()
    viewer.take()
    house.publisher.away()
    viewer.drain()
    assert [message.state for message in viewer.take() if isinstance(message, State)] == ["away"]


def test_what_is_told_meanwhile_is_neither_lag_nor_told_late(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    house.key()
    viewer.fill()
    house.delta()
    viewer.take()
    house.clock.forward(5)
    house.hub.tick()
    house.clock.forward(3)
    house.key(b"key")
    viewer.drain()
    (media,) = viewer.take()
    assert isinstance(media, list)
    assert [packet.payload for packet in media] == [b"key"]
    assert house.hub.counters.messages_out == 3


def test_who_catches_up_is_not_told_what_was_told_meanwhile(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    house.key()
    house.clock.forward(4.9)
    viewer.fill()
    house.delta(b"0")
    house.delta(b"1")
    house.clock.forward(0.1)
    house.hub.tick()
    house.delta(b"2")
    viewer.take()
    viewer.drain()
    assert [type(message) for message in viewer.take()] == [list, list]


def test_nothing_is_kept_of_a_broadcast_that_is_over(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    for _ in range(10):
        house.key(b"x" * 1_000)
    house.publisher.end()
    house.clock.forward(1)
    house.hub.tick()
    assert viewer.viewer is not None
    assert viewer.viewer.feed is not None
    assert viewer.viewer.feed.log.bytes_from(0) == 0


def test_a_camera_keyframe_just_before_the_main_one_belongs_to_the_group(house: House) -> None:
    house.go_live([MAIN, CAMERA])
    camera = PacketMaker(CAMERA)
    house.key(b"old")
    house.publisher.publish(camera.key(b"camera key"))
    house.delta(b"last of the old group")
    house.key(b"key")
    joined = house.watch()
    assert joined.payloads() == [b"camera key", b"last of the old group", b"key"]


def test_a_viewer_gets_only_the_tracks_it_chose(house: House) -> None:
    house.go_live([MAIN, SOUND])
    viewer = house.watch()
    assert viewer.viewer is not None
    viewer.viewer.subscribe(frozenset({SOUND.id}))
    house.key(b"picture")
    house.publisher.publish(PacketMaker(SOUND).key(b"sound"))
    assert viewer.payloads() == [b"sound"]


def test_a_viewer_that_takes_nothing_is_let_go(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    viewer.fill()
    house.key()
    viewer.held = 5_000
    house.hub.tick()
    house.clock.forward(9)
    viewer.held = 4_000
    house.hub.tick()
    house.clock.forward(9)
    house.hub.tick()
    assert viewer.dismissed is None
    house.clock.forward(2)
    house.hub.tick()
    assert viewer.dismissed is not None
    assert viewer.dismissed.code == "viewer_stalled"
    assert (house.hub.counters.stalled_viewers, house.hub.viewers) == (1, 0)


def test_nothing_is_written_to_a_viewer_that_left(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    assert viewer.viewer is not None
    viewer.viewer.leave()
    viewer.take()
    house.key()
    house.hub.tick()
    assert viewer.take() == []


def test_what_is_delivered_is_counted(house: House) -> None:
    house.go_live()
    viewers = [house.watch(), house.watch()]
    for viewer in viewers:
        viewer.take()
    house.key(b"x" * 100)
    counters = house.hub.counters
    assert (counters.packets_in, counters.bytes_in, counters.messages_out) == (1, 100, 2)
    assert counters.bytes_out == sum(len(frame) for viewer in viewers for frame in viewer.frames)
    assert counters.latency.count == 2


def test_the_backlog_of_a_join_is_counted_as_sent_but_not_as_late(house: House) -> None:
    house.go_live()
    house.key()
    house.clock.forward(1)
    house.watch()
    counters = house.hub.counters
    assert (counters.messages_out, counters.latency.count) == (1, 0)
    house.delta()
    counters = house.hub.counters
    assert (counters.messages_out, counters.latency.count) == (2, 1)
