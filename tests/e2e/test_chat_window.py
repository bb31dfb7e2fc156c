"""The chat beside the picture of ``footlight watch``, as a person has it: by keys, on an X display."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from footlight.client.chat import told
from footlight.client.chat.chat import Chat
from tests.e2e.display import Display
from tests.e2e.processes import PATIENCE, Footlight, Server
from tests.e2e.test_viewer import press, titled, until, xdotool

E = TypeVar("E")


async def heard(chat: Chat, kind: type[E], wanted: Callable[[E], bool], what: str) -> E:
    """The next event of this kind that is wanted."""
    try:
        async with asyncio.timeout(PATIENCE):
            async for event in chat:
                if isinstance(event, kind) and wanted(event):
                    return event
    except TimeoutError:
        raise TimeoutError(f"waited in vain: {what}") from None
    raise AssertionError("the chat ended")


@pytest.mark.asyncio(loop_scope="session")
async def test_somebody_who_watches_chats_beside_the_picture(server: Server, display: Display, tmp_path: Path) -> None:
    await server.key("lobby")
    watching = ("watch", f"{server.url}/lobby")
    async with (
        Chat(f"{server.url}/lobby", nick="Ann") as ann,
        await Footlight.start(*watching, folder=tmp_path, environment=display.environment) as viewer,
    ):
        await until(titled(display, "lobby at"), "the window")
        await press(display, "lobby at", "t")
        await heard(ann, told.Crowd, lambda event: event.reading == 1, "somebody who reads along")
        await xdotool(display, "type", "Quincy")
        await xdotool(display, "key", "Return")
        await heard(ann, told.Joined, lambda event: event.people[0].nick == "Quincy", "their nick")
        # Letters that are keys of the window, elsewhere.
        await xdotool(display, "type", "fq hello")
        await xdotool(display, "key", "Return")
        line = (await heard(ann, told.Message, lambda event: bool(event.line.text), "their line")).line
        assert (line.author.nick, line.text) == ("Quincy", "fq hello")
        await xdotool(display, "key", "Escape")
        await xdotool(display, "key", "q")
        assert await viewer.ended() == 4, viewer.errors
    assert "nothing_received" in viewer.errors
    assert "Traceback" not in viewer.errors
