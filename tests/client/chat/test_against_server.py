"""The client against a real server in the same process: people who chat, and what becomes of them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.request import Request, urlopen

import pytest
import pytest_asyncio

from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.app import running
from footlight.client.chat import told
from footlight.client.chat.chat import Chat
from footlight.client.chat.happening import Lost
from footlight.clock import SystemClock
from footlight.errors import (
    ChannelUnknownError,
    FootlightError,
    MessageUnknownError,
    NameTakenError,
    NickNeededError,
    PasswordNeededError,
    PersonUnknownError,
    SignInRefusedError,
)
from footlight.settings import Limits, Settings
from footlight.store.store import open_store
from tests.api.cast import Cast, Casting
from tests.client.chat.test_chat import expect

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of a server, with people in every role."""

    server: str
    cast: Cast
    book: ChannelBook

    def chat(self, nick: str | None = None, *, role: str | None = None, password: str | None = None) -> Chat:
        token = None if role is None else self.cast.headers[role]["authorization"].removeprefix("Bearer ")
        return Chat(f"{self.server}/{self.cast.channel}", nick=nick, token=token, password=password)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[str, Casting, ChannelBook]]:
    data = tmp_path_factory.mktemp("chat")
    limits = Limits(chat_lines_per_second=100, chat_lines_at_once=100)
    async with running(Settings(port=0, data=data, limits=limits)) as server, open_store(data) as store:
        yield server.url, Casting(store), ChannelBook(store, SystemClock(), Passwords())


@pytest_asyncio.fixture(loop_scope="module")
async def place(server: tuple[str, Casting, ChannelBook]) -> Place:
    url, casting, book = server
    return Place(url, await casting.new(), book)


async def test_two_people_chat(place: Place) -> None:
    async with place.chat("Ann") as ann, place.chat("Bob") as bob:
        assert (ann.you.nick, ann.you.guest, ann.you.rank) == ("Ann", True, "guest")
        line = await ann.say("hello Bob")
        assert line is not None
        heard = (await expect(bob, told.Message)).line
        assert (heard.id, heard.text, heard.author.nick) == (line, "hello Bob", "Ann")
        await bob.react(line, "👍")
        reaction = await expect(ann, told.Reaction)
        assert (reaction.message, reaction.nick, reaction.on) == (line, "Bob", True)
        reply = await bob.say("hi", reply_to=line)
        await ann.edit(line, "hello, Bob")
        assert (await expect(bob, told.Edited)).line.text == "hello, Bob"
        await ann.delete(line)
        assert (await expect(bob, told.Deleted)).message == line
        assert [one.id for one in (await ann.history()).lines] == [reply]
        assert [one.id for one in (await ann.search("hi")).lines] == [reply]
        assert [one.nick for one in (await ann.people()).people] == ["Ann", "Bob"]
        await ann.private("Bob", "psst")
        private = await expect(bob, told.Privately)
        assert (private.sender.nick, private.to.nick, private.text, private.readable_by_server) == (
            "Ann", "Bob", "psst", True,
        )  # fmt: skip
        with pytest.raises(PersonUnknownError):
            await ann.private("Cid", "psst")


async def test_a_guest_takes_a_nick_that_is_free(place: Place) -> None:
    async with place.chat("Paul"), place.chat("PAU1") as other:
        assert other.you.nick is None
        needed = await expect(other, told.NickNeeded)
        assert (needed.code, needed.suggestion) == ("name_taken", "PAU12")
        with pytest.raises(NickNeededError):
            await other.say("x")
        with pytest.raises(NameTakenError):
            await other.take_nick("Paul")
        await other.take_nick("Paula")
        await expect(other, told.YouChanged)
        assert other.you.nick == "Paula"
        await other.say("x")


async def test_an_account_speaks_by_its_token_and_gives_commands(place: Place) -> None:
    async with place.chat(role="token: chat") as owner:
        assert (owner.you.rank, owner.you.guest) == ("owner", False)
        names = {command.name for command in (await owner.commands()).commands}
        assert {"me", "help", "kick", "addadmin"} <= names
        with pytest.raises(FootlightError, match="timeout"):
            await owner.command("/tiemout Ann")
        await owner.command("/me waves")
        line = (await expect(owner, told.Message)).line
        assert (line.kind, line.text) == ("me", "waves")


async def test_who_may_not_come_in_is_told_why(place: Place) -> None:
    with pytest.raises(ChannelUnknownError):
        await Chat(f"{place.server}/nowhere").start()
    with pytest.raises(SignInRefusedError):
        await Chat(f"{place.server}/{place.cast.channel}", token="fla_nobody").start()
    await place.book.open_to(place.cast.channel, "password", "plum tractor")
    with pytest.raises(PasswordNeededError):
        await place.chat("Ann").start()
    async with place.chat("Ann", password="plum tractor") as ann:
        assert ann.you.nick == "Ann"


async def test_who_may_not_watch_any_more_leaves(place: Place) -> None:
    async with place.chat("Ann") as ann:
        await place.book.open_to(place.cast.channel, "invited")
        with pytest.raises(FootlightError) as raised:
            await expect(ann, Lost)
        assert raised.value.code in ("not_allowed", "channel_unknown", "sign_in_needed")


async def test_lines_that_wait_are_let_through_or_not_by_who_keeps_order(place: Place) -> None:
    async with place.chat(role="token: chat") as owner, place.chat("Ann") as ann, place.chat("Bob") as bob:
        url, headers = f"{place.server}/api/v1/channels/{place.cast.channel}/chat/settings", {
            **place.cast.headers["token: chat"], "content-type": "application/json"
        }  # fmt: skip
        change = Request(url, b'{"hold_first": true}', headers, method="PATCH")  # noqa: S310 - our own server
        await asyncio.to_thread(lambda: urlopen(change).close())  # noqa: S310
        assert await ann.say("first") is None
        assert await bob.say("spam") is None
        first, spam = await owner.held()
        assert (first.nick, first.text, spam.nick) == ("Ann", "first", "Bob")
        await owner.reject(spam.id)
        await owner.approve(first.id)
        assert (await expect(bob, told.Message)).line.text == "first"
        assert await owner.held() == []
        with pytest.raises(MessageUnknownError):
            await owner.approve(first.id)
        with pytest.raises(FootlightError, match="sign in"):
            await ann.held()
        assert await ann.emotes() == []
