"""The client stays in a chat whatever happens to its connection."""

import asyncio
import time
from typing import Any, TypeVar

import pytest

from footlight.client.chat import asked, told
from footlight.client.chat.chat import MOST_ASKED, Chat
from footlight.client.chat.happening import Event, Lost
from footlight.errors import (
    BannedError,
    ConnectionFailedError,
    LimitReachedError,
    NotFootlightError,
    OptionInvalidError,
    ProtocolViolationError,
    SlowDownError,
    StreamClosedError,
)
from tests.fakes.chathouse import Guest, house, line, stay

E = TypeVar("E")


async def expect(chat: Chat, kind: type[E]) -> E:
    """The next event of this kind."""
    async for event in chat:
        if isinstance(event, kind):
            return event
    raise AssertionError(f"no {kind.__name__} came")


async def test_what_is_asked_is_answered_by_its_id_in_any_order() -> None:
    async def script(guest: Guest) -> None:
        await guest.welcome()
        one, other = await guest.asked(), await guest.asked()
        await guest.tell("ok", id=other["id"], message=2)
        await guest.tell("ok", id=one["id"], message=1)
        await guest.gone()

    async with house(script) as server, Chat(server.url, nick="Bot") as chat:
        async with asyncio.TaskGroup() as tasks:
            one = tasks.create_task(chat.say("one"))
            other = tasks.create_task(chat.say("other"))
        assert (one.result(), other.result()) == (1, 2)
        assert server.guests[0].hello["nick"] == "Bot"
        assert server.guests[0].authorization is None


async def test_a_refusal_is_raised_as_the_error_that_it_is() -> None:
    async def script(guest: Guest) -> None:
        await guest.welcome()
        say = await guest.asked()
        await guest.tell("error", id=say["id"], code="slow_down", message="too fast", retry_after=2_500)
        odd = await guest.asked()
        await guest.tell("error", id=odd["id"], code="brand_new", message="because")
        wrong = await guest.asked()
        await guest.tell("pong", id=wrong["id"], now=1)
        await guest.gone()

    async with house(script) as server, Chat(server.url) as chat:
        with pytest.raises(SlowDownError, match="too fast: try again in 3 seconds") as raised:
            await chat.say("x")
        assert raised.value.retry_after == 2_500_000
        with pytest.raises(ConnectionFailedError, match=r"because \[brand_new\]"):
            await chat.say("x")
        with pytest.raises(ConnectionFailedError, match="something else"):
            await chat.history()


async def test_what_was_not_answered_is_asked_again_with_the_same_id_in_the_same_order() -> None:
    seen: list[list[Any]] = []

    async def first(guest: Guest) -> None:
        await guest.welcome(line(40, "old"), line(41, "older"))
        seen.append([await guest.asked() for _ in range(3)])
        guest.drop()

    async def second(guest: Guest) -> None:
        await guest.welcome(line(41, "older"), line(42, "new"), line(43, "one", "Bot"), resumed=True)
        seen.append([await guest.asked() for _ in range(3)])
        for number, request in enumerate(seen[-1]):
            await guest.tell("ok", id=request["id"], message=43 + number)
        await guest.tell("message", line=line(46, "later"))
        await guest.gone()

    async with house(first, second) as server, Chat(server.url, nick="Bot") as chat:
        async with asyncio.TaskGroup() as tasks:
            ids = [tasks.create_task(chat.say(word)) for word in ("one", "two", "three")]
        assert [task.result() for task in ids] == [43, 44, 45]
        assert seen[0] == seen[1]
        assert [request["text"] for request in seen[1]] == ["one", "two", "three"]
        hello, again = (guest.hello for guest in server.guests)
        assert (hello.get("last"), again["last"]) == (None, 41)
        assert hello["device"] == again["device"]
        events: list[Event] = []
        async for event in chat:
            events.append(event)
            if event == told.Message(told_line(46, "later")):
                break
        kinds = [type(event).__name__ for event in events]
        assert kinds == ["Welcome", "Lost", "Welcome", "Message", "Message", "Message"]
        assert [event.line.id for event in events if isinstance(event, told.Message)] == [42, 43, 46]
        assert chat.last == 46


def told_line(id: int, text: str, nick: str = "Ann") -> told.Line:
    return told.Line(id, id, told.Author("guest", "red", nick), "say", text, id * 1_000_000)


async def test_a_line_that_waits_for_a_moderator_is_told_and_has_no_id_yet() -> None:
    async def script(guest: Guest) -> None:
        await guest.welcome()
        await guest.tell("held", id=(await guest.asked())["id"], reason="a link")
        await guest.gone()

    async with house(script) as server, Chat(server.url) as chat:
        assert await chat.say("https://example.org") is None
        assert (await expect(chat, told.Held)).reason == "a link"


async def test_what_is_asked_while_nobody_is_there_waits() -> None:
    back = asyncio.Event()

    async def first(guest: Guest) -> None:
        await guest.welcome()
        guest.drop()

    async def second(guest: Guest) -> None:
        await back.wait()
        await guest.welcome()
        request = await guest.asked()
        await guest.tell("ok", id=request["id"])
        await guest.gone()

    async with house(first, second) as server, Chat(server.url) as chat:
        await expect(chat, Lost)
        doing = asyncio.create_task(chat.command("/help"))
        await asyncio.sleep(0)
        back.set()
        await doing


async def test_who_is_shown_out_for_good_is_told_and_does_not_come_back() -> None:
    async def script(guest: Guest) -> None:
        await guest.welcome()
        await guest.asked()
        await guest.tell("bye", code="banned", message="you are banned: spam")

    async with house(script) as server:
        async with Chat(server.url) as chat:
            with pytest.raises(BannedError, match="spam"):
                await chat.say("x")
            with pytest.raises(BannedError):
                await expect(chat, Lost)
            with pytest.raises(BannedError):
                await chat.say("y")
        assert len(server.guests) == 1


async def test_the_server_says_when_to_come_back() -> None:
    async def first(guest: Guest) -> None:
        await guest.welcome()
        await guest.tell("bye", code="slow_down", message="too many: try again in 1 second", retry=True)

    async with house(first, stay) as server, Chat(server.url) as chat:
        left = time.monotonic()
        lost = await expect(chat, Lost)
        assert (lost.error.code, lost.retry_in) == ("slow_down", 1_000_000)
        await expect(chat, told.Welcome)
        assert time.monotonic() - left >= 0.99


async def test_a_nick_that_was_taken_later_is_shown_when_coming_back() -> None:
    async def first(guest: Guest) -> None:
        await guest.welcome()
        request = await guest.asked()
        you = {"nick": "Bot", "rank": "guest", "colour": "red", "guest": True, "may": []}
        await guest.tell("you", you=you)
        await guest.tell("ok", id=request["id"])
        await guest.tell("changed", nick="Bot", person={"nick": "Bot2", "rank": "guest", "colour": "blue"})
        guest.drop()

    async with house(first, stay) as server, Chat(server.url) as chat:
        await chat.take_nick("Bot")
        await expect(chat, Lost)
        assert (chat.you.nick, chat.you.colour) == ("Bot2", "blue")
        await expect(chat, told.Welcome)
        assert [guest.hello.get("nick") for guest in server.guests] == [None, "Bot2"]


@pytest.mark.parametrize("data", ["nonsense", b"\x00", '{"type": "message"}'])
async def test_nonsense_ends_the_connection_and_not_the_chat(data: str | bytes) -> None:
    async def first(guest: Guest) -> None:
        await guest.welcome()
        await guest.tell_raw(data)
        await guest.gone()

    async with house(first, stay) as server, Chat(server.url) as chat:
        assert (await expect(chat, Lost)).error.code == "protocol_violation"
        await expect(chat, told.Welcome)


async def test_who_does_not_welcome_us_is_no_chat() -> None:
    async def script(guest: Guest) -> None:
        await guest.tell("ok", id="x")

    async with house(script) as server:
        with pytest.raises(ProtocolViolationError, match="welcome"):
            await Chat(server.url).start()


async def test_a_place_where_nothing_listens_is_told_at_once() -> None:
    async with house(stay) as server:
        url = server.url
    with pytest.raises((ConnectionFailedError, NotFootlightError)):
        await Chat(url).start()


async def test_what_waits_is_bounded() -> None:
    async with house(stay) as server, Chat(server.url) as chat:
        waiting: list[asyncio.Task[object]] = [
            asyncio.create_task(chat.say(str(number))) for number in range(MOST_ASKED)
        ]
        await asyncio.sleep(0)
        with pytest.raises(LimitReachedError):
            await chat.say("one more")
        waiting.pop().cancel()
        await asyncio.sleep(0)
        waiting.append(asyncio.create_task(chat.ask(asked.Ping(id="p"))))
        await asyncio.sleep(0)
        waiting.pop(0).cancel()
        await asyncio.sleep(0)
        with pytest.raises(OptionInvalidError, match="id p"):
            await chat.ask(asked.Ping(id="p"))
        await chat.close()
        for result in await asyncio.gather(*waiting, return_exceptions=True):
            assert isinstance(result, StreamClosedError)


async def test_it_is_started_once_and_ends_when_it_is_closed() -> None:
    async with house(stay) as server:
        chat = Chat(server.url)
        with pytest.raises(StreamClosedError, match="start"):
            await chat.say("x")
        with pytest.raises(StreamClosedError):
            _ = chat.you
        await chat.start()
        with pytest.raises(StreamClosedError, match="before"):
            await chat.start()
        await chat.close()
        await chat.close()
        assert [type(event).__name__ async for event in chat] == ["Welcome"]
        with pytest.raises(StreamClosedError):
            await chat.say("x")


async def test_a_token_is_shown_and_told_to_nobody() -> None:
    async with house(stay) as server, Chat(server.url, token="fla_secret") as chat:
        assert server.guests[0].authorization == "Bearer fla_secret"
        assert "fla_secret" not in repr(chat.__dict__)
