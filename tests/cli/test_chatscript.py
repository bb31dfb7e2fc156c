"""``footlight chat --json``: what scripts give, what they get, and how it ends."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from footlight.cli.chatdevice import device
from footlight.cli.chatscript import ChatScript
from footlight.cli.inputlines import input_lines
from footlight.client.chat.chat import Chat
from footlight.client.url import parse_url
from footlight.errors import (
    FootlightError,
    MessageTooLargeError,
    NameTakenError,
    NotAllowedError,
    OptionInvalidError,
    TextInvalidError,
)
from tests.fakes.chathouse import Guest, house, line


async def answering(guest: Guest) -> None:
    """Answer everything: what has "no" in it is refused."""
    await guest.welcome()
    number = 0
    while True:
        request = await guest.asked()
        number += 1
        if "no" in request.get("text", ""):
            await guest.tell("error", id=request["id"], code="not_allowed", message="no")
        else:
            await guest.tell("ok", id=request["id"], message=number)


async def run(url: str, *given: bytes) -> tuple[list[dict[str, Any]], ChatScript]:
    """Run a script to its end; what it told."""
    told: list[dict[str, Any]] = []

    async def lines() -> AsyncIterator[bytes]:
        for one in given:
            yield one

    script = ChatScript(Chat(url, nick="Bot"), lines, lambda values: told.append(dict(values)))
    await script.run()
    return told, script


async def test_lines_commands_and_objects_are_done_in_order_and_answered() -> None:
    asked: list[dict[str, Any]] = []

    async def keeping(guest: Guest) -> None:
        await guest.welcome()
        for number in range(1, 4):
            asked.append(await guest.asked())
            await guest.tell("ok", id=asked[-1]["id"], message=number)
        await guest.gone()

    async with house(keeping) as server:
        told, script = await run(
            server.url, b"hello", b"", b"  /help ", b'{"type":"say","id":"mine","text":"{}","reply_to":1}'
        )
        script.conclude()
    assert [one["type"] for one in told] == ["welcome", "ok", "ok", "ok"]
    assert [(one["type"], one["text"]) for one in asked] == [("say", "hello"), ("command", "/help"), ("say", "{}")]
    assert (told[-1]["id"], told[-1]["message"]) == ("mine", 3)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (b"no", NotAllowedError), (b"\xff", TextInvalidError), (b'{"type":"shout"}', OptionInvalidError),
        (b'{"type":"say"', OptionInvalidError), (b"x" * 5_000, OptionInvalidError),
    ],
)  # fmt: skip
async def test_a_refusal_is_told_does_not_stop_the_rest_and_is_the_end_s_status(
    given: bytes, kind: type[FootlightError]
) -> None:
    async with house(answering) as server:
        told, script = await run(server.url, given, b"yes")
    assert sorted(one["type"] for one in told) == ["error", "ok", "welcome"]
    assert next(one for one in told if one["type"] == "error")["code"] == kind.code
    with pytest.raises(kind):
        script.conclude()


async def test_a_nick_that_is_taken_is_why_nothing_can_be_said() -> None:
    async def taken(guest: Guest) -> None:
        await guest.welcome()
        await guest.tell("nick_needed", code="name_taken", message="somebody here is called Bot", suggestion="Bot2")
        request = await guest.asked()
        await guest.tell("error", id=request["id"], code="nick_needed", message="choose a nick first")
        await guest.gone()

    async with house(taken) as server:
        _, script = await run(server.url, b"hello")
        with pytest.raises(NameTakenError, match="called Bot"):
            script.conclude()


async def test_without_input_it_listens_until_it_is_shown_out() -> None:
    async def script(guest: Guest) -> None:
        await guest.welcome()
        await guest.tell("message", line=line(1, "hi"))
        guest.drop()

    async def again(guest: Guest) -> None:
        await guest.welcome(line(1, "hi"), line(2, "ho"), resumed=True)
        await guest.tell("bye", code="not_allowed", message="not for you any more")

    async with house(script, again) as server:
        told: list[dict[str, Any]] = []

        async def lines() -> AsyncIterator[bytes]:
            for one in list[bytes]():
                yield one

        listening = ChatScript(Chat(server.url), lines, lambda values: told.append(dict(values)))
        with pytest.raises(NotAllowedError):
            await listening.run()
    assert [one["type"] for one in told] == ["welcome", "message", "lost", "welcome", "message"]
    assert told[2].keys() == {"type", "code", "message", "retry_ms"}
    assert [one["line"]["text"] for one in told if one["type"] == "message"] == ["hi", "ho"]
    assert json.dumps(told)


async def test_many_lines_wait_for_their_turn() -> None:
    async with house(answering) as server:
        told, _ = await run(server.url, *[b"%d" % number for number in range(55)])
    assert [one["message"] for one in told if one["type"] == "ok"] == list(range(1, 56))


async def test_the_input_is_read_line_by_line_to_its_end() -> None:
    reading, writing = os.pipe()
    lines = input_lines(reading)
    os.write(writing, b"one\ntw")
    assert await anext(lines) == b"one"
    os.write(writing, b"o\n\nthree")
    os.close(writing)
    assert [line async for line in lines] == [b"two", b"", b"three"]
    os.close(reading)


async def test_a_line_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    endless = tmp_path / "endless"
    endless.write_bytes(b"short\n" + b"x" * 1_000_000)
    with endless.open("rb") as file:
        lines = input_lines(file.fileno())
        assert await anext(lines) == b"short"
        with pytest.raises(MessageTooLargeError):
            await anext(lines)
        assert file.tell() < 1_000_000


def test_a_guest_is_the_same_at_one_server_and_another_at_each(tmp_path: Path) -> None:
    here, there = parse_url("http://127.0.0.1:7700/lobby"), parse_url("https://example.org/lobby")
    ours = device(here, folder=tmp_path)
    assert 22 <= len(ours) <= 64
    assert device(here, folder=tmp_path) == ours
    assert device(there, folder=tmp_path) != ours
    assert device(here, folder=tmp_path / "other") != ours
    assert device(here, "Bot", tmp_path) not in (ours, device(here, "Other", tmp_path))
    assert (tmp_path / "chat-guest").stat().st_mode & 0o077 == 0
    (tmp_path / "chat-guest").write_bytes(b"cut")
    assert device(here, folder=tmp_path) != ours
