"""Who looks after a chat greets, tells the time and silences, from a program without an event loop."""

import asyncio
import threading
from pathlib import Path

import footlight
from examples import chat_host
from footlight.app import running
from footlight.settings import Settings
from footlight.store.store import open_store
from tests.api.cast import Casting


async def test_a_host_greets_tells_the_time_and_silences(empty_data: Path) -> None:
    async with running(Settings(port=0, data=empty_data)) as server, open_store(empty_data) as store:
        cast = await Casting(store).new()
        url = f"{server.url}/{cast.channel}"
        token = cast.headers["token: chat"]["authorization"].removeprefix("Bearer ")
        async with asyncio.timeout(30):
            await asyncio.to_thread(_talk, url, token)


def _talk(url: str, token: str) -> None:
    with footlight.Chat(url, token=token) as chat:
        hosting = threading.Thread(target=_host, args=(chat,))
        hosting.start()
        with footlight.Chat(url, nick="Ann") as ann:
            assert _heard(ann, chat).text == "Welcome, Ann!"
            asked = ann.say("!time")
            answer = _heard(ann, chat)
            assert answer.reply is not None
            assert (answer.reply.message, answer.text[:6]) == (asked, "It is ")
            ann.say("buy SPAM now")
            while not isinstance(event := ann.receive(20), footlight.told.TimedOut):
                pass
            assert event.reason == "no spam here"
        chat.close()
        hosting.join()


def _host(chat: footlight.Chat) -> None:
    for event in chat:
        chat_host.host(chat, event, "spam")


def _heard(ann: footlight.Chat, of: footlight.Chat) -> footlight.told.Line:
    """The host's next line."""
    while True:
        event = ann.receive(20)
        if isinstance(event, footlight.told.Message) and event.line.author.nick == of.you.nick:
            return event.line
