import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from footlight.errors import (
    ChannelBusyError,
    KeyRevokedError,
    LimitReachedError,
    NotAllowedError,
    SecretWrongError,
    ServerStoppingError,
)
from footlight.hub.directory import LocalDirectory
from footlight.hub.limits import HubLimits
from footlight.model.channel import ChannelName
from footlight.wire.control import State, Stats, Tracks
from tests.fakes.media import MAIN
from tests.fakes.outlet import FakeLink, FakeOutlet
from tests.hub.house import LOBBY, House


@pytest.fixture
def house() -> House:
    return House()


def states(outlet: FakeOutlet) -> list[str]:
    return [message.state for message in outlet.control() if isinstance(message, State)]


def code(link: FakeLink | FakeOutlet) -> str | None:
    return link.dismissed.code if link.dismissed else None


def test_viewers_may_come_before_the_broadcast_and_see_it_begin(house: House) -> None:
    viewer = house.watch()
    assert states(viewer) == ["offline"]
    house.go_live()
    state, tracks = viewer.control()
    assert isinstance(state, State)
    assert isinstance(tracks, Tracks)
    assert (state.state, state.broadcast, tracks.broadcast) == ("live", house.publisher.broadcast, state.broadcast)


def test_a_second_publisher_is_refused_and_the_first_goes_on(house: House) -> None:
    first = house.go_live()
    viewer = house.watch()
    with pytest.raises(ChannelBusyError):
        house.hub.open(LOBBY, "other", "two", False, FakeLink())
    viewer.take()
    house.key()
    assert first is house.publisher
    assert viewer.payloads() == [b"key"]


def test_taking_over_ends_the_first_broadcast_and_begins_another(house: House) -> None:
    first, link = house.go_live(), house.link
    viewer = house.watch()
    viewer.take()
    second = house.go_live(session="two", take_over=True)
    assert code(link) == "taken_over"
    assert first.broadcast != second.broadcast
    assert states(viewer) == ["ended", "live"]


def test_who_was_replaced_cannot_publish_any_more(house: House) -> None:
    first = house.go_live()
    house.go_live(session="two", take_over=True)
    viewer = house.watch()
    viewer.take()
    first.publish(house.pictures.key())
    first.away()
    first.end()
    assert viewer.take() == []


def test_the_same_session_gets_its_broadcast_back(house: House) -> None:
    first = house.go_live()
    house.key()
    viewer = house.watch()
    viewer.take()
    first.away()
    house.clock.forward(59)
    house.hub.tick()
    second = house.go_live()
    assert (second.resumed, second.broadcast) == (True, first.broadcast)
    assert states(viewer) == ["away", "live"]


def test_viewers_are_not_told_tracks_again_that_did_not_change(house: House) -> None:
    house.go_live().away()
    viewer = house.watch()
    viewer.take()
    house.go_live()
    assert [type(message) for message in viewer.control()] == [State]


def test_the_same_session_replaces_its_own_connection_that_looks_alive(house: House) -> None:
    first, link = house.go_live(), house.link
    second = house.go_live()
    assert second.broadcast == first.broadcast
    assert link.dismissed is not None
    first.away()
    assert house.hub.broadcasts()[0].state == "live"


def test_a_publisher_that_stays_away_too_long_ends_its_broadcast(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    viewer.take()
    house.publisher.away()
    house.clock.forward(60)
    house.hub.tick()
    assert states(viewer) == ["away", "ended"]
    assert house.hub.broadcasts() == []
    assert states(house.watch()) == ["offline"]


def test_anyone_may_begin_while_the_publisher_is_away(house: House) -> None:
    first = house.go_live()
    first.away()
    second = house.go_live(session="two")
    assert second.broadcast != first.broadcast
    assert not second.resumed


def test_a_publisher_that_is_done_ends_its_broadcast_at_once(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    viewer.take()
    house.publisher.end()
    assert states(viewer) == ["ended"]


async def test_a_right_taken_back_ends_its_broadcast_and_no_other(house: House) -> None:
    other_link = FakeLink()
    other = house.hub.open(ChannelName("attic"), "other", "two", False, other_link)
    other.set_tracks([MAIN])
    house.go_live(right="key")
    viewer = house.watch()
    viewer.take()
    assert house.hub.rights() == {"attic": {"other"}, "lobby": {"key", "anybody"}}
    await house.hub.withdraw(LOBBY, {"key", "other"}, KeyRevokedError("no more"))
    assert code(house.link) == "key_revoked"
    assert states(viewer) == ["ended"]
    assert other_link.dismissed is None
    assert [one.channel for one in house.hub.broadcasts()] == ["attic"]


async def test_a_right_taken_back_ends_a_broadcast_that_is_away_too(house: House) -> None:
    house.go_live(right="key").away()
    await house.hub.withdraw(LOBBY, {"key"}, KeyRevokedError("no more"))
    assert house.hub.broadcasts() == []


async def test_viewers_whose_right_is_taken_back_are_told_and_others_watch_on(house: House) -> None:
    house.go_live()
    losing = [house.watch(right="guest") for _ in range(500)]
    keeping = house.watch(right="owner")
    keeping.take()
    await house.hub.withdraw(LOBBY, {"guest"}, NotAllowedError("no more"))
    assert {code(viewer) for viewer in losing} == {"not_allowed"}
    assert house.hub.viewers == 1
    house.key()
    assert keeping.payloads() == [b"key"]
    assert keeping.dismissed is None


async def test_to_take_back_from_a_channel_where_nobody_is_does_nothing(house: House) -> None:
    await house.hub.withdraw(ChannelName("attic"), {"anybody"}, NotAllowedError("no more"))
    assert house.hub.rights() == {}


def test_a_broadcast_that_is_refused_ends_and_its_publisher_learns_why(house: House) -> None:
    first = house.go_live().broadcast
    house.publisher.end()
    second = house.go_live().broadcast
    viewer = house.watch()
    viewer.take()
    house.hub.refuse(first, SecretWrongError("another"))
    assert [one.id for one in house.hub.broadcasts()] == [second]
    house.hub.refuse(second, SecretWrongError("another"))
    assert code(house.link) == "secret_wrong"
    assert states(viewer) == ["ended"]


def test_too_many_viewers_are_refused() -> None:
    house = House(HubLimits(viewers=2))
    house.watch()
    leaving = house.watch()
    with pytest.raises(LimitReachedError):
        house.watch()
    assert leaving.viewer is not None
    leaving.viewer.leave()
    house.watch()


def test_too_many_broadcasts_are_refused() -> None:
    house = House(HubLimits(broadcasts=1))
    house.go_live()
    with pytest.raises(LimitReachedError):
        house.hub.open(ChannelName("attic"), "key", "two", False, FakeLink())


def test_a_join_asks_for_a_keyframe_where_there_is_no_group(house: House) -> None:
    house.go_live()
    house.watch()
    assert house.link.keyframes == 1


def test_a_join_asks_for_a_keyframe_where_the_group_is_old_and_not_too_often(house: House) -> None:
    house.go_live()
    house.key()
    house.clock.forward(1)
    house.watch()
    assert house.link.keyframes == 0
    house.clock.forward(3)
    for _ in range(10):
        house.watch()
    assert house.link.keyframes == 1
    house.clock.forward(1)
    house.watch()
    assert house.link.keyframes == 2


def test_a_viewer_that_cannot_decode_gets_a_keyframe_sooner(house: House) -> None:
    house.go_live()
    house.key()
    viewer = house.watch().viewer
    assert viewer is not None
    viewer.want_keyframe()
    assert house.link.keyframes == 0
    house.clock.forward(0.6)
    viewer.want_keyframe()
    viewer.want_keyframe()
    assert house.link.keyframes == 1


def test_viewers_are_told_how_many_they_are(house: House) -> None:
    viewers = [house.watch(), house.watch()]
    for viewer in viewers:
        viewer.take()
    house.clock.forward(5)
    house.hub.tick()
    assert [viewer.control() for viewer in viewers] == [[Stats(viewers=2, bundle_us=0)]] * 2


def test_what_viewers_lose_is_logged_in_one_line(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.go_live()
    viewers = [house.watch() for _ in range(3)]
    house.key()
    for viewer in viewers:
        viewer.fill()
    house.delta()
    house.delta()
    house.clock.forward(2)
    house.key()
    for viewer in viewers:
        viewer.drain()
    house.clock.forward(5)
    with caplog.at_level("INFO", logger="footlight"):
        house.hub.tick()
        house.clock.forward(5)
        house.hub.tick()
    assert len(caplog.records) == 1
    assert "could not keep up" in caplog.text


async def test_the_directory_knows_what_is_live(house: House) -> None:
    directory = LocalDirectory(house.hub)
    assert await directory.broadcasts() == []
    house.go_live()
    house.watch()
    (broadcast,) = await directory.broadcasts()
    assert await directory.broadcast(LOBBY) == broadcast
    assert (broadcast.channel, broadcast.state, broadcast.tracks, broadcast.viewers) == (LOBBY, "live", (MAIN,), 1)
    assert await directory.viewers(LOBBY) == 1
    assert await directory.broadcast(ChannelName("attic")) is None


async def test_the_directory_knows_a_broadcast_that_nobody_watches(house: House) -> None:
    house.go_live()

    found = await LocalDirectory(house.hub).broadcast(LOBBY)

    assert found is not None
    assert (found.state, found.viewers) == ("live", 0)


async def test_closing_lets_everybody_go_and_refuses_who_comes_later(house: House) -> None:
    house.go_live()
    viewers = [house.watch() for _ in range(500)]
    async with asyncio.timeout(5):
        await house.hub.close()
    assert {code(viewer) for viewer in viewers} == {"server_stopping"}
    assert code(house.link) == "server_stopping"
    with pytest.raises(ServerStoppingError):
        house.watch()
    with pytest.raises(ServerStoppingError):
        house.go_live(session="two")


async def test_who_waits_is_told_when_a_broadcast_begins_changes_its_tracks_or_ends(house: House) -> None:
    house.watch()

    async def told_of(change: Callable[[], object]) -> bool:
        waiting = asyncio.ensure_future(house.hub.changed(LOBBY))
        await asyncio.sleep(0)
        change()
        await asyncio.sleep(0)
        told = waiting.done()
        waiting.cancel()
        return told

    assert await told_of(lambda: house.go_live(session="one"))
    assert not await told_of(house.key)
    assert not await told_of(lambda: house.publisher.set_tracks((MAIN,)))
    assert await told_of(lambda: house.publisher.set_tracks((replace(MAIN, generation=1),)))
    assert not await told_of(house.publisher.away)
    assert not await told_of(lambda: house.go_live((replace(MAIN, generation=1),)))
    assert await told_of(house.publisher.end)


def test_what_a_channel_counted_is_told_of_it_and_stays_in_the_total_when_it_is_forgotten(house: House) -> None:
    house.go_live()
    viewer = house.watch()
    house.key(b"k" * 100)
    told = house.hub.broadcast(LOBBY)
    assert told is not None
    sent = len(viewer.frames[-1])
    assert (told.figures.received_bytes, told.figures.sent_messages, told.figures.sent_bytes) == (100, 1, sent)
    before = house.hub.counters
    assert viewer.viewer is not None
    viewer.viewer.leave()
    house.publisher.end()
    house.hub.tick()
    assert house.hub.broadcast(LOBBY) is None
    assert house.hub.counters == before
    assert before.bytes_in == 100
