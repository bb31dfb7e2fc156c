"""Channels' pictures: kept, replaced, told of, taken away; the work of making them is bounded."""

import asyncio
import threading

import pytest

from footlight.accounts.pictures import MOST_BYTES, Pictures
from footlight.codec.stillpicture import shaped
from footlight.errors import ChannelUnknownError, LimitReachedError, PictureInvalidError
from footlight.model.channel import ChannelName
from tests.accounts.site import Site
from tests.codec.stillfiles import coded, corners, picture

LOBBY, NOWHERE = ChannelName("lobby"), ChannelName("nowhere")
PNG = coded(corners(), "png")


@pytest.fixture
async def pictures(either: Site) -> Pictures:
    await either.channels.make(None, LOBBY)
    return Pictures(either.store, either.clock, shaped)


async def test_a_picture_is_made_anew_and_kept(either: Site, pictures: Pictures) -> None:
    assert await pictures.get(LOBBY) is None
    assert (await either.channels.info(LOBBY)).picture_at is None
    await pictures.put(LOBBY, PNG)
    found = await pictures.get(LOBBY)
    assert found is not None
    assert found[0].startswith(b"\xff\xd8\xff")
    assert picture(found[0]).shape == (40, 64, 3)
    assert found[1] == either.clock.now() == (await either.channels.info(LOBBY)).picture_at


async def test_another_takes_its_place_and_it_may_go(either: Site, pictures: Pictures) -> None:
    await pictures.put(LOBBY, PNG)
    either.clock.forward(1)
    await pictures.put(LOBBY, coded(corners(128, 80), "jpg"))
    found = await pictures.get(LOBBY)
    assert found is not None
    assert picture(found[0]).shape == (80, 128, 3)
    assert found[1] == either.clock.now()
    for _ in range(2):
        await pictures.remove(LOBBY)
        assert await pictures.get(LOBBY) is None


async def test_what_is_refused_leaves_what_was(pictures: Pictures) -> None:
    await pictures.put(LOBBY, PNG)
    before = await pictures.get(LOBBY)
    for bad in (b"", b"<svg/>", PNG[:-20], PNG + bytes(MOST_BYTES)):
        with pytest.raises(PictureInvalidError):
            await pictures.put(LOBBY, bad)
    assert await pictures.get(LOBBY) == before


async def test_a_channel_that_is_not_there_has_none(either: Site) -> None:
    asked: list[bytes] = []

    def shape(data: bytes) -> bytes:
        asked.append(data)
        return data

    pictures = Pictures(either.store, either.clock, shape)
    with pytest.raises(ChannelUnknownError):
        await pictures.put(NOWHERE, PNG)
    assert asked == []
    assert await pictures.get(NOWHERE) is None
    await pictures.remove(NOWHERE)


async def test_a_channel_that_goes_while_its_picture_is_made_has_none(either: Site) -> None:
    await either.channels.make(None, LOBBY)
    begun, go_on = threading.Event(), threading.Event()

    def shape(data: bytes) -> bytes:
        begun.set()
        go_on.wait(60)
        return data

    pictures = Pictures(either.store, either.clock, shape)
    putting = asyncio.create_task(pictures.put(LOBBY, PNG))
    await asyncio.to_thread(begun.wait, 60)
    await either.channels.delete(LOBBY)
    go_on.set()
    with pytest.raises(ChannelUnknownError):
        await putting
    assert await pictures.get(LOBBY) is None


async def test_one_is_made_at_a_time_and_a_flood_is_turned_away(accounts: Site) -> None:
    await accounts.channels.make(None, LOBBY)
    go_on, at_once, most = threading.Event(), 0, 0

    def shape(data: bytes) -> bytes:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        go_on.wait(60)
        at_once -= 1
        return data

    pictures = Pictures(accounts.store, accounts.clock, shape)
    tasks = [asyncio.create_task(pictures.put(LOBBY, PNG)) for _ in range(100)]
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    assert any(isinstance(task.exception(), LimitReachedError) for task in done)
    go_on.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert most == 1
    assert {type(result) for result in results} == {type(None), LimitReachedError}
    await pictures.put(LOBBY, PNG)
    del waiting
