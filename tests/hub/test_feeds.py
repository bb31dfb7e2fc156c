"""Viewers of one channel that want different things."""

from collections.abc import Sequence

import pytest

from footlight.errors import LimitReachedError
from footlight.model.packet import Packet, Payload
from footlight.model.track import Track
from footlight.wire.control import Control
from tests.fakes.media import MAIN, SOUND, PacketMaker
from tests.fakes.outlet import FakeOutlet
from tests.hub.house import LOBBY, House


class BareForm:
    """Payloads behind one another, nothing of sound, and no control messages."""

    def __init__(self) -> None:
        self.tracks: list[str] = []

    def choose(self, tracks: Sequence[Track]) -> None:
        self.tracks = [track.name for track in tracks]

    def media(self, packets: Sequence[Packet], opens: bool) -> bytes:
        pictures = b"".join(packet.payload for packet in packets if packet.track == MAIN.id)
        head = ",".join(self.tracks).encode() + b":" if opens else b""
        return head + pictures if pictures else b""

    def control(self, _message: Control, /) -> bytes:
        return b""


@pytest.fixture
def house() -> House:
    return House()


def bare(house: House) -> FakeOutlet:
    outlet = FakeOutlet()
    outlet.viewer = house.hub.watch(LOBBY, outlet, right="anybody", form=BareForm)
    outlet.viewer.join()
    return outlet


def test_each_form_builds_its_own_messages_once(house: House) -> None:
    house.go_live([MAIN, SOUND])
    first, second, ordinary = bare(house), bare(house), house.watch()
    house.key(b"key")
    house.delta(b"delta")
    assert first.frames == [b"main,sound:key", b"delta"]
    assert first.frames[0] is second.frames[0]
    assert ordinary.payloads() == [b"key", b"delta"]


def test_what_a_form_cannot_say_or_carry_is_not_written(house: House) -> None:
    viewer = bare(house)
    house.go_live([MAIN, SOUND])
    sounds = PacketMaker(SOUND)
    for _ in range(5):
        house.publisher.publish(sounds.key(b"sound"))
        house.clock.forward(0.02)
    house.clock.forward(5)
    house.hub.tick()
    house.publisher.end()
    assert viewer.frames == []
    assert house.hub.counters.messages_out == 0


def test_the_first_viewer_of_its_kind_gets_the_current_group_at_once(house: House) -> None:
    house.go_live()
    house.key(b"old")
    house.key(b"key")
    house.delta(b"1")
    assert bare(house).frames == [b"main:key", b"1"]
    early = FakeOutlet()
    early.viewer = house.hub.watch(LOBBY, early, right="anybody", latency="interactive")
    early.viewer.join()
    assert early.payloads() == [b"key", b"1"]


def test_a_choice_of_tracks_begins_with_the_current_group_too(house: House) -> None:
    house.go_live([MAIN, SOUND])
    house.key(b"key")
    house.publisher.publish(PacketMaker(SOUND).key(b"sound"))
    house.delta(b"1")
    viewer = house.watch()
    viewer.take()
    assert viewer.viewer is not None
    viewer.viewer.subscribe(frozenset({MAIN.id}))
    assert viewer.payloads() == [b"key", b"1"]


def test_a_viewer_that_chooses_tracks_is_not_told_again_what_it_knows(house: House) -> None:
    house.go_live([MAIN, SOUND])
    viewer = house.watch()
    viewer.take()
    assert viewer.viewer is not None
    viewer.viewer.subscribe(frozenset({MAIN.id}))
    assert viewer.take() == []


def test_interactive_viewers_are_written_to_first(house: House) -> None:
    house.go_live()
    order: list[str] = []

    class Noting(FakeOutlet):
        name = ""

        def write(self, data: Payload) -> None:
            order.append(self.name)
            super().write(data)

    for latency in ("crowd", "interactive", "normal"):
        outlet = Noting()
        outlet.name = latency
        outlet.viewer = house.hub.watch(LOBBY, outlet, right="anybody", latency=latency)
        outlet.viewer.join()
    house.key()
    order.clear()
    house.delta()
    assert order == ["interactive", "crowd", "normal"]


def test_the_newest_keyframe_is_there_whoever_watches(house: House) -> None:
    assert house.hub.newest_keyframe(LOBBY) is None
    house.go_live([MAIN, SOUND])
    assert house.hub.newest_keyframe(LOBBY) is None
    house.key(b"key")
    house.delta()
    found = house.hub.newest_keyframe(LOBBY)
    assert found is not None
    assert (found[0], found[1].payload) == (MAIN, b"key")
    house.publisher.end()
    assert house.hub.newest_keyframe(LOBBY) is None


def test_there_are_so_many_choices_of_tracks_on_a_channel_and_no_more() -> None:
    house = House()
    house.go_live()
    viewers = [house.watch().viewer for _ in range(17)]
    for number, viewer in enumerate(viewers[:16]):
        assert viewer is not None
        viewer.subscribe(frozenset({number}))
    assert viewers[16] is not None
    with pytest.raises(LimitReachedError):
        viewers[16].subscribe(frozenset({16}))
    viewers[16].subscribe(frozenset({0}))
