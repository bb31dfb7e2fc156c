"""The chat in a real terminal and a script's chat, on a real server that is killed in between."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from footlight.client.chat import told
from footlight.client.chat.chat import Chat
from tests.e2e.processes import FOOTLIGHT, PATIENCE, Server
from tests.e2e.shell import PROMPT, Shell, shell

CTRL_C, CTRL_Q = "\x03", "\x11"
_SCREEN = "\x1b[?1049h"
"""Another screen than the shell's."""

pytestmark = pytest.mark.asyncio(loop_scope="session")


@asynccontextmanager
async def terminal(server: Server, tmp_path: Path, *options: str) -> AsyncIterator[Shell]:
    """A shell in which the chat of the lobby was begun."""
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "TERM": "xterm-256color", "LINES": "40"}
    async with shell(tmp_path, environment) as opened:
        opened.type(f"stty rows 40 cols 120; '{FOOTLIGHT}' chat {server.url}/lobby {' '.join(options)}\r")
        await opened.shows(_SCREEN)
        yield opened


async def heard(chat: Chat, text: str) -> told.Line:
    """The line with this text."""
    async with asyncio.timeout(PATIENCE):
        async for event in chat:
            if isinstance(event, told.Message) and event.line.text == text:
                return event.line
    raise AssertionError("the chat ended")


async def whispered(chat: Chat) -> tuple[str, str]:
    """The next private line: whose it is, and what."""
    async with asyncio.timeout(PATIENCE):
        async for event in chat:
            if isinstance(event, told.Privately):
                return event.sender.nick, event.text
    raise AssertionError("the chat ended")


async def test_somebody_in_a_terminal_chats_over_a_server_that_is_killed(server: Server, tmp_path: Path) -> None:
    await server.key("lobby")
    async with terminal(server, tmp_path, "--nick", "Terry") as one, Chat(f"{server.url}/lobby", nick="Ann") as ann:
        await one.shows("you are Terry")
        one.type("hello Ann\r")
        line = await heard(ann, "hello Ann")
        assert line.author.nick == "Terry"
        await ann.say("hello, Terry", reply_to=line.id)
        await one.shows("hello, Terry")
        one.type("/w An\t")
        await one.shows("Ann")
        one.type("psst\r")
        assert await whispered(ann) == ("Terry", "psst")
        await server.kill()
        await one.shows("Away:")
        await server.start()
        one.type("back again\r")
        assert (await heard(ann, "back again")).author.nick == "Terry"
        assert [line.text for line in (await ann.history()).lines] == ["hello Ann", "hello, Terry", "back again"]
        one.type(CTRL_Q)
        await one.shows(PROMPT)
        assert one.waits_for_enter


@pytest.mark.parametrize("how", [CTRL_Q, CTRL_C])
async def test_the_terminal_is_left_as_it_was_found(server: Server, tmp_path: Path, how: str) -> None:
    await server.key("lobby")
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "TERM": "xterm-256color"}
    async with shell(tmp_path, environment) as opened:
        before = opened.settings
        opened.type(f"'{FOOTLIGHT}' chat {server.url}/lobby --nick Terry; echo status $?\r")
        await opened.shows("you are Terry")
        opened.type(how)
        await opened.shows("\x1b[?1049l")
        await opened.shows("status 0")
        await opened.shows(PROMPT)
        assert opened.settings == before
        assert "Error" not in opened.screen


async def test_who_cannot_come_in_is_told_in_a_line(server: Server, tmp_path: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "TERM": "xterm-256color"}
    async with shell(tmp_path, environment) as opened:
        opened.type(f"'{FOOTLIGHT}' chat {server.url}/nowhere; echo status $?\r")
        await opened.shows("there is no channel nowhere")
        await opened.shows("[channel_unknown]")
        await opened.shows("status 5")
        opened.type(f"TERM=dumb '{FOOTLIGHT}' chat {server.url}/nowhere; echo status $?\r")
        await opened.shows("give --json")
        await opened.shows("status 2")
        assert _SCREEN not in opened.screen


async def test_a_script_says_what_it_is_given_and_ends(server: Server, tmp_path: Path) -> None:
    await server.key("lobby")
    process = await asyncio.create_subprocess_exec(
        str(FOOTLIGHT), "chat", f"{server.url}/lobby", "--json", "--nick", "Builder",
        cwd=tmp_path, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(PATIENCE):
        printed, _ = await process.communicate(b"the build is done\n/me rests\n")
    told_: list[dict[str, Any]] = [json.loads(line) for line in printed.splitlines()]
    assert process.returncode == 0
    assert told_[0]["type"] == "welcome"
    assert [one["type"] for one in told_ if one["type"] in ("ok", "error")] == ["ok", "ok"]
    async with Chat(f"{server.url}/lobby") as chat:
        lines = (await chat.history()).lines
    assert [(line.kind, line.text, line.author.nick) for line in lines] == [
        ("say", "the build is done", "Builder"), ("me", "rests", "Builder"),
    ]  # fmt: skip
