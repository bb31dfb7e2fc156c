"""What is typed with a slash, on a real server."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.app import running
from footlight.clock import SystemClock
from footlight.settings import Settings
from footlight.store.store import open_store
from tests.api.cast import Cast, Casting
from tests.fakes.chatter import Chatter, Told

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Stage:
    """A server, and a channel with people in every role."""

    def __init__(self, port: int, book: ChannelBook, cast: Cast) -> None:
        self.port, self.book, self.cast = port, book, cast

    def chatter(self, role: str | None = None, **headers: str) -> Chatter:
        shown = {} if role is None else self.cast.headers[role]
        return Chatter(self.port, self.cast.channel, {**shown, **headers})

    def name(self, role: str) -> str:
        return f"{role}{self.cast.number}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[int, Casting, ChannelBook]]:
    data = tmp_path_factory.mktemp("chat")
    async with running(Settings(port=0, data=data)) as server, open_store(data) as store:
        yield server.port, Casting(store), ChannelBook(store, SystemClock(), Passwords())


@pytest_asyncio.fixture(loop_scope="module")
async def stage(server: tuple[int, Casting, ChannelBook]) -> Stage:
    port, casting, book = server
    return Stage(port, book, await casting.new())


async def typed(one: Chatter, text: str) -> Told:
    return await one.ask("command", text=text)


async def test_what_one_does_is_a_line_of_its_own_kind(stage: Stage) -> None:
    async with stage.chatter() as ann, stage.chatter() as bob:
        await ann.hello(nick="Ann")
        await bob.hello(nick="Bob")
        answer = await typed(ann, "/me waves")
        line = (await bob.expect("message"))["line"]
        assert (line["id"], line["kind"], line["text"]) == (answer["message"], "me", "waves")


async def test_a_role_is_given_and_taken_everywhere_at_once(stage: Stage) -> None:
    async with stage.chatter("owner") as owner, stage.chatter("member") as member:
        await owner.hello()
        await member.hello()
        name = stage.name("member")
        assert (await typed(owner, f"/mod {name.upper()}"))["type"] == "ok"
        assert (await member.expect("you"))["you"]["rank"] == "moderator"
        person = stage.cast.people["member"]
        assert await stage.book.role_of(stage.cast.channel, person) == "moderator"
        assert (await typed(owner, f"/unmod {name}"))["type"] == "ok"
        assert (await member.expect("you"))["you"]["rank"] == "member"
        assert await stage.book.role_of(stage.cast.channel, person) is None
