from collections.abc import Sequence
from dataclasses import replace

from footlight.hub.limits import HubLimits
from footlight.hub.recent import Recent
from footlight.model.track import Track
from footlight.model.units import Micros
from tests.fakes.media import CAMERA, MAIN, SOUND, PacketMaker


class Writer:
    """Appends packets, a tenth of a second apart."""

    def __init__(self, tracks: Sequence[Track] = (MAIN,), limits: HubLimits | None = None) -> None:
        self.recent = Recent(limits or HubLimits())
        self.recent.choose(tracks)
        self.makers = {track.id: PacketMaker(track) for track in tracks}
        self.now = Micros(0)

    def key(self, track: Track = MAIN, payload: bytes = b"key") -> None:
        self.now = Micros(self.now + 100_000)
        self.recent.append(self.makers[track.id].key(payload), self.now)

    def delta(self, track: Track = MAIN, payload: bytes = b"delta") -> None:
        self.now = Micros(self.now + 100_000)
        self.recent.append(self.makers[track.id].delta(payload), self.now)

    def payloads(self) -> list[bytes]:
        return [bytes(packet.payload) for packet, _at in self.recent]


def test_it_keeps_the_newest_group_and_when_it_came() -> None:
    writer = Writer()
    writer.key(payload=b"old")
    writer.delta()
    writer.key(payload=b"new")
    writer.delta(payload=b"1")
    assert [(packet.payload, at) for packet, at in writer.recent] == [(b"new", 300_000), (b"1", 400_000)]
    assert writer.recent.begins
    assert writer.recent.group_at == 300_000


def test_it_keeps_what_every_track_of_pictures_needs_and_the_sound_between() -> None:
    writer = Writer([MAIN, CAMERA, SOUND])
    writer.key(SOUND, b"old sound")
    writer.key(CAMERA, b"camera key")
    writer.key(SOUND, b"sound")
    writer.key(MAIN, b"old")
    writer.key(MAIN, b"key")
    assert writer.payloads() == [b"camera key", b"sound", b"old", b"key"]


def test_where_there_is_only_sound_its_newest_packet_is_the_group() -> None:
    writer = Writer([SOUND])
    writer.key(SOUND, b"1")
    writer.key(SOUND, b"2")
    assert writer.payloads() == [b"2"]
    assert writer.recent.newest_keyframe is None


def test_it_is_bounded_in_bytes_and_then_nothing_begins_there() -> None:
    writer = Writer(limits=HubLimits(lag_bytes=100))
    writer.key(payload=b"x" * 60)
    writer.delta(payload=b"y" * 60)
    assert writer.payloads() == [b"y" * 60]
    assert not writer.recent.begins
    assert writer.recent.group_at == 100_000


def test_it_is_bounded_in_time_and_keeps_nothing_where_nothing_begins() -> None:
    writer = Writer()
    writer.key()
    for _ in range(100):
        writer.delta()
    assert len(writer.payloads()) == 101
    assert writer.recent.begins
    writer.delta(payload=b"last")
    assert writer.payloads() == [b"last"]
    assert not writer.recent.begins


def test_packets_of_a_generation_that_is_over_are_let_go_of() -> None:
    writer = Writer([MAIN, SOUND])
    writer.key(payload=b"old")
    writer.key(SOUND, b"sound")
    writer.makers[MAIN.id].track = replace(MAIN, generation=1)
    writer.recent.choose([writer.makers[MAIN.id].track, SOUND])
    assert writer.payloads() == [b"sound"]
    assert not writer.recent.begins
    writer.key(payload=b"new")
    assert writer.payloads() == [b"new"]


def test_the_newest_keyframe_goes_with_the_track_that_it_was_coded_for() -> None:
    writer = Writer()
    writer.key(payload=b"old")
    wider = replace(MAIN, generation=1, width=1920)
    writer.recent.choose([wider])
    found = writer.recent.newest_keyframe
    assert found is not None
    assert (found[0], found[1].payload) == (MAIN, b"old")
    writer.makers[MAIN.id].track = wider
    writer.key(payload=b"new")
    writer.delta()
    found = writer.recent.newest_keyframe
    assert found is not None
    assert (found[0], found[1].payload) == (wider, b"new")


def test_the_newest_keyframe_is_gone_with_its_track() -> None:
    writer = Writer([MAIN, SOUND])
    writer.key()
    writer.recent.choose([SOUND])
    assert writer.recent.newest_keyframe is None


def test_nothing_is_left_of_a_broadcast_that_is_over() -> None:
    writer = Writer()
    writer.key()
    writer.recent.clear()
    assert writer.payloads() == []
    assert (writer.recent.group_at, writer.recent.newest_keyframe, writer.recent.begins) == (None, None, False)
