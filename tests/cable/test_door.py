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
        await door(way).admit(CABLE, KEY)
        for wrong in (None, "", KEY[:-1], KEY.upper(), "\ud800"):
            with pytest.raises(KeyInvalidError):
                await door(way).admit(CABLE, wrong)
        await door(way, None).admit(CABLE, None)


async def test_what_is_received_is_published_with_the_key_alone() -> None:
    assert await door("receive").verify(CABLE, KEY) == PEER
    assert await door("both").verify(BACK, KEY) == PEER
    assert await door("receive", None).verify(CABLE, None) == PEER
    for wrong in (None, "wrong", SCREEN):
        with pytest.raises(KeyInvalidError):
            await door("receive").verify(CABLE, wrong)


async def test_what_is_received_is_seen_on_the_ends_own_screen_alone() -> None:
    await door("receive").admit(CABLE, SCREEN)
    await door("both").admit(BACK, SCREEN)
    with pytest.raises(BothReceiveError):
        await door("both").admit(BACK, KEY)
    for wrong in (SCREEN + "x", SCREEN[:-1], ""):
        with pytest.raises(KeyInvalidError):
            await door("receive").admit(CABLE, wrong)
        with pytest.raises(BothReceiveError):
            await door("receive", None).admit(CABLE, wrong)
    with pytest.raises(ChannelUnknownError):
        await door("receive").admit(ChannelName("lobby"), SCREEN)


@pytest.mark.parametrize("key", [KEY, None])
async def test_ends_that_do_the_same_are_told_what_to_type(key: str | None) -> None:
    with pytest.raises(BothSendError, match="it sends: type footlight watch studio:7700 here"):
        await door("send", key).verify(CABLE, key)
    with pytest.raises(BothReceiveError, match="it receives: type footlight send screen --to studio:7700 here"):
        await door("receive", key).admit(CABLE, key)
    with pytest.raises(BothSendError, match="it is in a call: type footlight call studio:7700 here"):
        await door("both", key).verify(CABLE, key)


async def test_a_caller_is_told_where_there_is_no_call() -> None:
    with pytest.raises(BothSendError, match="type footlight watch"):
        await door("send").verify(BACK, KEY)
    with pytest.raises(BothReceiveError, match="type footlight send"):
        await door("receive").admit(BACK, KEY)


async def test_who_has_no_key_is_not_told_what_the_end_does() -> None:
    for way in WAYS:
        with pytest.raises(KeyInvalidError):
            await door(way).verify(CABLE, None)
        with pytest.raises(KeyInvalidError):
            await door(way).admit(ChannelName("lobby"), "wrong")


async def test_other_channels_are_unknown() -> None:
    for way in WAYS:
        with pytest.raises(ChannelUnknownError, match="leave /lobby away"):
            await door(way).admit(ChannelName("lobby"), KEY)


def test_each_way_has_its_command_for_the_other_end() -> None:
    assert [command(way, "h:1").split()[1] for way in WAYS] == ["watch", "send", "call"]
