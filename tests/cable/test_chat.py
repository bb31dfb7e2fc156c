"""A chat for programs without an event loop: it has all that the asyncio one has, and waits as long as it is told."""

import asyncio
import inspect

import pytest

import footlight
from footlight import aio
from footlight.errors import ReceiveTimeoutError, StreamClosedError
from tests.fakes.chathouse import house, stay


def test_it_has_all_that_the_asyncio_one_has() -> None:
    def face(of: type) -> dict[str, list[str]]:
        names = ["__init__", *(name for name in vars(of) if not name.startswith("_"))]
        return {
            name: list(inspect.signature(getattr(of, name)).parameters) if callable(getattr(of, name)) else []
            for name in names
        }

    assert face(footlight.Chat) == face(aio.Chat)


async def test_it_is_used_from_threads_and_left_once() -> None:
    def talk(url: str) -> None:
        chat = footlight.Chat(url, nick="Ann")
        with pytest.raises(StreamClosedError):
            chat.say("nobody hears it")
        with chat:
            assert (chat.channel, chat.you.nick) == ("lobby", "Ann")
            assert isinstance(chat.receive(20), footlight.told.Welcome)
            with pytest.raises(ReceiveTimeoutError):
                chat.receive(0.01)
            chat.close()
            assert list(chat) == []
        with pytest.raises(StreamClosedError):
            chat.receive()

    async with house(stay) as server:
        await asyncio.to_thread(talk, server.url)
