"""Who may watch and publish at an end that listens."""

import pytest

from footlight.cable.door import PEER, Door, command
from footlight.cable.ways import BACK, CABLE, Way
from footlight.errors import BothReceiveError, BothSendError, ChannelUnknownError, KeyInvalidError
from footlight.model.channel import ChannelName

ADDRESS, KEY, SCREEN = "studio:7700", "the key of this end", "the key of its screen"
WAYS: tuple[Way, ...] = ("send", "receive", "both")


def door(way: Way, key: str | None = KEY) -> Door:
    return Door(way, key, SCREEN, ADDRESS)


async def test_what_is_sent_is_watched_with_the_key_alone() -> None:
    for way in ("send", "both"):
        assert await door(way).let_watch(CABLE, KEY, None) == PEER
        for wrong in (None, "", KEY[:-1], KEY.upper(), "\ud800"):
            with pytest.raises(KeyInvalidError):
                await door(way).let_watch(CABLE, wrong, None)
        await door(way, None).let_watch(CABLE, None, None)


async def test_what_is_received_is_published_with_the_key_alone() -> None:
    assert await door("receive").let_send(CABLE, KEY, None) == PEER
    assert await door("both").let_send(BACK, KEY, None) == PEER
    assert await door("receive", None).let_send(CABLE, None, None) == PEER
    for wrong in (None, "wrong", SCREEN):
        with pytest.raises(KeyInvalidError):
            await door("receive").let_send(CABLE, wrong, None)


async def test_what_is_received_is_seen_on_the_ends_own_screen_alone() -> None:
    assert await door("receive").let_watch(CABLE, SCREEN, None) != PEER
    await door("both").let_watch(BACK, SCREEN, None)
    with pytest.raises(BothReceiveError):
        await door("both").let_watch(BACK, KEY, None)
    for wrong in (SCREEN + "x", SCREEN[:-1], ""):
        with pytest.raises(KeyInvalidError):
            await door("receive").let_watch(CABLE, wrong, None)
        with pytest.raises(BothReceiveError):
            await door("receive", None).let_watch(CABLE, wrong, None)
    with pytest.raises(ChannelUnknownError):
        await door("receive").let_watch(ChannelName("lobby"), SCREEN, None)


@pytest.mark.parametrize("key", [KEY, None])
async def test_ends_that_do_the_same_are_told_what_to_type(key: str | None) -> None:
    with pytest.raises(BothSendError, match="it sends: type footlight watch studio:7700 here"):
        await door("send", key).let_send(CABLE, key, None)
    with pytest.raises(BothReceiveError, match="it receives: type footlight send screen --to studio:7700 here"):
        await door("receive", key).let_watch(CABLE, key, None)
    with pytest.raises(BothSendError, match="it is in a call: type footlight call studio:7700 here"):
        await door("both", key).let_send(CABLE, key, None)


async def test_a_caller_is_told_where_there_is_no_call() -> None:
    with pytest.raises(BothSendError, match="type footlight watch"):
        await door("send").let_send(BACK, KEY, None)
    with pytest.raises(BothReceiveError, match="type footlight send"):
        await door("receive").let_watch(BACK, KEY, None)


async def test_who_has_no_key_is_not_told_what_the_end_does() -> None:
    for way in WAYS:
        with pytest.raises(KeyInvalidError):
            await door(way).let_send(CABLE, None, None)
        with pytest.raises(KeyInvalidError):
            await door(way).let_watch(ChannelName("lobby"), "wrong", None)


async def test_other_channels_are_unknown() -> None:
    for way in WAYS:
        with pytest.raises(ChannelUnknownError, match="leave /lobby away"):
            await door(way).let_watch(ChannelName("lobby"), KEY, None)


def test_each_way_has_its_command_for_the_other_end() -> None:
    assert [command(way, "h:1").split()[1] for way in WAYS] == ["watch", "send", "call"]
