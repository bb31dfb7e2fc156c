"""What is typed with a slash, on a real server."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.accounts.rights import ListedAs
from footlight.app import running
from footlight.chat.colours import COLOURS
from footlight.chat.ranks import ALLOWED, COMMANDS, Deed, Rank
from footlight.clock import SystemClock
from footlight.settings import Limits, Settings
from footlight.store.store import open_store
from tests.api.cast import Cast, Casting
from tests.fakes.chatter import Chatter, Told

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROLES = {
    Rank.OWNER: "owner", Rank.ADMIN: "other owner", Rank.MODERATOR: "moderator", Rank.VIP: "invited",
    Rank.MEMBER: "member", Rank.GUEST: None,
}  # fmt: skip
"""Who in the cast has this rank, once `Stage.seat` was asked."""
LISTED: dict[Rank, ListedAs] = {Rank.ADMIN: "admin", Rank.VIP: "vip"}

SCRIPT = (
    "/help", "/listusers", "/users", "/listadmins", "/mods", "/color teal", "/me waves", "/nick Second",
    "/private Eve hello", "/w Eve hello", "/msg Eve hello", "/block Eve", "/unblock Eve",
    "/pin {line}", "/unpin", "/announce hello", '/poll "Which?" this that 1m', "/poll end",
    "/slow 1s", "/slow off", "/followers 10m", "/followers off", "/emoteonly on", "/emoteonly off",
    "/uniquechat on", "/uniquechat off", "/warn Eve be kind", "/timeout Eve 1m spam", "/untimeout Eve",
    "/delete {line}", "/clear", "/kick Eve enough", "/ban Eve spam", "/unban Eve",
    "/vip {newcomer}", "/unvip {newcomer}", "/mod {newcomer}", "/unmod {newcomer}",
    "/addadmin {newcomer}", "/removeadmin {newcomer}",
)  # fmt: skip
"""All of them, in an order in which each can be done."""


class Stage:
    """A server, and a channel with people in every role."""

    def __init__(self, port: int, book: ChannelBook, cast: Cast) -> None:
        self.port, self.book, self.cast = port, book, cast

    def chatter(self, role: str | None = None, **headers: str) -> Chatter:
        shown = {} if role is None else self.cast.headers[role]
        return Chatter(self.port, self.cast.channel, {**shown, **headers})

    def name(self, role: str) -> str:
        return f"{role.replace(' ', '_')}{self.cast.number}"

    async def seat(self, rank: Rank) -> Chatter:
        """Somebody of this rank."""
        role = ROLES[rank]
        if role is not None and rank in LISTED:
            await self.book.put(self.cast.channel, self.cast.people[role], LISTED[rank], over_moderators=True)
        return self.chatter(role)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[int, Casting, ChannelBook]]:
    data = tmp_path_factory.mktemp("chat")
    limits = Limits(chat_lines_per_second=1_000, chat_lines_at_once=1_000)
    async with running(Settings(port=0, data=data, limits=limits)) as server, open_store(data) as store:
        yield server.port, Casting(store), ChannelBook(store, SystemClock(), Passwords())


@pytest_asyncio.fixture(loop_scope="module")
async def stage(server: tuple[int, Casting, ChannelBook]) -> Stage:
    port, casting, book = server
    return Stage(port, book, await casting.new())


async def typed(one: Chatter, text: str) -> Told:
    return await one.ask("command", text=text)


async def test_the_script_has_every_command() -> None:
    assert {line.split()[0][1:] for line in SCRIPT} == set(COMMANDS)


@pytest.mark.parametrize("rank", Rank)
async def test_each_rank_does_what_the_table_says_and_nothing_else(stage: Stage, rank: Rank) -> None:
    async with await stage.seat(rank) as one, stage.chatter() as eve:
        welcome = await one.hello(nick="First")
        assert welcome["you"]["rank"] == rank
        await eve.hello(nick="Eve")
        line = (await eve.ask("say", text="hello"))["message"]
        for text in SCRIPT:
            shown = text.format(line=line, newcomer=stage.cast.newcomer)
            answer = await typed(one, shown)
            word = text.split()[0][1:]
            allowed = rank in ALLOWED[COMMANDS[word]]
            assert (answer["type"] == "ok") is allowed, (shown, answer)
            if not allowed:
                assert answer["code"] == "not_allowed"
                assert answer["message"].startswith("only ")
        if rank in ALLOWED[Deed.KICK]:
            assert (await eve.bye())["code"] == "kicked"
        listed = {name for each in (await one.ask("commands"))["commands"] for name in (each["name"], *each["aliases"])}
        assert listed == {word for word, deed in COMMANDS.items() if rank in ALLOWED[deed]}


async def test_what_one_does_is_a_line_of_its_own_kind(stage: Stage) -> None:
    async with stage.chatter() as ann, stage.chatter() as bob:
        await ann.hello(nick="Ann")
        await bob.hello(nick="Bob")
        answer = await ann.ask("command", id="same", text="/me waves")
        assert await ann.ask("command", id="same", text="/me waves") == answer
        line = (await bob.expect("message"))["line"]
        assert (line["id"], line["kind"], line["text"]) == (answer["message"], "me", "waves")


async def test_what_is_asked_again_after_a_reconnect_is_done_once(stage: Stage) -> None:
    async with stage.chatter() as eve:
        await eve.hello(nick="Eve")
        async with stage.chatter("moderator") as mo:
            await mo.hello()
            await mo.ask("command", id="w1", text="/warn Eve be kind")
            await mo.ask("private", id="p1", to="Eve", text="hello")
        async with stage.chatter("moderator") as mo:
            await mo.hello()
            assert (await mo.ask("command", id="w1", text="/warn Eve be kind"))["type"] == "ok"
            assert (await mo.ask("private", id="p1", to="Eve", text="hello"))["type"] == "ok"
        await eve.ask("ping")
        assert [one["type"] for one in eve.seen if one["type"] in ("warned", "private")] == ["warned", "private"]


async def test_what_is_said_and_done_stays_in_its_order(stage: Stage) -> None:
    async with stage.chatter() as ann:
        await ann.hello(nick="Ann")
        for number in range(10):
            await ann.send(type="command", id=f"c{number}", text=f"/me {number}")
            await ann.send(type="say", id=f"s{number}", text=f"{number}")
        lines = [(await ann.expect("message"))["line"] for _ in range(20)]
        assert [(line["kind"], line["text"]) for line in lines] == [
            (kind, str(number)) for number in range(10) for kind in ("me", "say")
        ]


async def test_a_role_is_given_and_taken_everywhere_at_once(stage: Stage) -> None:
    async with stage.chatter("owner") as owner, stage.chatter("member") as member:
        await owner.hello()
        await member.hello()
        name, person = stage.name("member"), stage.cast.people["member"]
        assert (await typed(owner, f"/mod {name.upper()}"))["type"] == "ok"
        assert await stage.book.role_of(stage.cast.channel, person) == "moderator"
        assert (await member.expect("you"))["you"]["rank"] == "moderator"
        assert (await typed(member, "/clear"))["type"] == "ok"
        assert (await typed(owner, f"/unmod {name}"))["type"] == "ok"
        assert await stage.book.role_of(stage.cast.channel, person) is None
        assert (await member.expect("you"))["you"]["rank"] == "member"
        assert (await typed(member, "/clear"))["code"] == "not_allowed"


async def test_a_program_gives_roles_only_with_a_token_for_channels(stage: Stage) -> None:
    async with stage.chatter("token: chat") as program:
        assert (await program.hello())["you"]["rank"] == "owner"
        refused = await typed(program, f"/mod {stage.name('member')}")
        assert (refused["code"], "a token for channels too" in refused["message"]) == ("not_allowed", True)
        assert (await typed(program, "/clear"))["type"] == "ok"
    assert await stage.book.role_of(stage.cast.channel, stage.cast.people["member"]) is None


async def test_of_an_owner_who_promotes_and_a_moderator_who_kicks_one_is_late(stage: Stage) -> None:
    async with stage.chatter("owner") as owner, stage.chatter("moderator") as mo, stage.chatter("member") as member:
        await owner.hello()
        await mo.hello()
        await member.hello()
        promoted, kicked = await asyncio.gather(
            typed(owner, f"/addadmin {stage.name('member')}"), typed(mo, f"/kick {stage.name('member')}")
        )
        assert promoted["type"] == "ok"
        # The kick came before it, or was refused: nobody puts out an admin.
        assert kicked["type"] == "ok" or kicked["code"] == "not_allowed"
        assert (await typed(mo, f"/ban {stage.name('member')}"))["code"] == "not_allowed"
        role = await stage.book.role_of(stage.cast.channel, stage.cast.people["member"])
        assert role == "admin"


async def test_who_was_unmade_a_moment_ago_keeps_order_no_more(stage: Stage) -> None:
    async with stage.chatter("owner") as owner, stage.chatter("moderator") as mo, stage.chatter() as eve:
        await owner.hello()
        await mo.hello()
        await eve.hello(nick="Eve")
        assert (await typed(owner, f"/unmod {stage.name('moderator')}"))["type"] == "ok"
        # The room may not have heard of it yet; the database has.
        assert (await typed(mo, "/kick Eve"))["code"] == "not_allowed"
        assert (await eve.ask("ping"))["type"] == "pong"


async def test_of_an_edit_and_a_delete_at_once_the_delete_stays(stage: Stage) -> None:
    async with stage.chatter("moderator") as mo, stage.chatter() as eve, stage.chatter() as bob:
        await mo.hello()
        await eve.hello(nick="Eve")
        await bob.hello(nick="Bob")
        for number in range(5):
            line = (await eve.ask("say", text=f"line {number}"))["message"]
            edited, deleted = await asyncio.gather(
                eve.ask("edit", message=line, text="changed"), typed(mo, f"/delete {line}")
            )
            assert deleted["type"] == "ok"
            assert edited["type"] == "ok" or edited["code"] == "message_unknown"
            assert (await eve.ask("edit", message=line, text="late"))["code"] == "message_unknown"
        assert (await bob.ask("history"))["lines"] == []


async def test_of_two_who_take_one_nick_at_once_one_has_it(stage: Stage) -> None:
    async with stage.chatter() as one, stage.chatter() as other:
        await one.hello(nick="One")
        await other.hello(nick="Other")
        answers = await asyncio.gather(typed(one, "/nick Paul"), typed(other, "/nick pau1"))
        assert sorted(answer.get("code", "ok") for answer in answers) == ["name_taken", "ok"]


async def test_colours_and_blocks_are_there_again_in_any_room(stage: Stage) -> None:
    other = f"other{stage.cast.number}"
    async with stage.chatter("member") as ann, stage.chatter() as eve:
        mine = (await ann.hello())["you"]["colour"]
        first, second = [colour for colour in COLOURS if colour != mine][:2]
        await eve.hello(nick="Eve")
        await typed(ann, f"/color {first}")
        await typed(ann, "/block Eve")
        assert (await eve.ask("private", to=stage.name("member"), text="hi"))["code"] == "not_allowed"
        async with Chatter(stage.port, other, stage.cast.headers["member"]) as there:
            welcome = await there.hello()
            assert welcome["you"]["colour"] == first
            assert welcome["blocked"] == ["Eve"]
            await typed(there, "/unblock Eve")
            await typed(there, f"/color {second}")
        assert (await ann.ask("ping"))["type"] == "pong"
        assert [one["nicks"] for one in ann.seen if one["type"] == "blocked"] == [["Eve"], []]
        assert [one["you"]["colour"] for one in ann.seen if one["type"] == "you"] == [first, second]
