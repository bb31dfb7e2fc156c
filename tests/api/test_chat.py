"""The WebSocket of a chat, on a real server: who comes in as what, and what they are told."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus

from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.app import running
from footlight.chat.ranks import Rank, deeds_of
from footlight.clock import SystemClock
from footlight.settings import Settings
from footlight.store.store import open_store
from tests.api.cast import Cast, Casting
from tests.fakes.chatter import Chatter
from tests.fakes.http import ask

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(slots=True)
class Stage:
    """A server, and a channel with people in every role."""

    port: int
    book: ChannelBook
    cast: Cast

    def chatter(self, role: str | None = None, **headers: str) -> Chatter:
        shown = {} if role is None else self.cast.headers[role]
        return Chatter(self.port, self.cast.channel, {**shown, **headers})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[int, Casting, ChannelBook]]:
    data = tmp_path_factory.mktemp("chat")
    async with running(Settings(port=0, data=data)) as server, open_store(data) as store:
        yield server.port, Casting(store), ChannelBook(store, SystemClock(), Passwords())


@pytest_asyncio.fixture(loop_scope="module")
async def stage(server: tuple[int, Casting, ChannelBook]) -> Stage:
    port, casting, book = server
    return Stage(port, book, await casting.new())


async def test_a_line_is_kept_acknowledged_and_told_to_all(stage: Stage) -> None:
    async with stage.chatter() as ann, stage.chatter() as bob:
        welcome = await ann.hello(nick="Ann")
        assert welcome["you"] | {"colour": "", "may": []} == {
            "nick": "Ann", "rank": "guest", "colour": "", "guest": True, "may": [],
        }  # fmt: skip
        await bob.hello(nick="Bob")
        assert (await ann.expect("joined"))["people"][0]["nick"] == "Ann"
        assert (await ann.expect("joined"))["people"][0]["nick"] == "Bob"
        answer = await ann.ask("say", text="hello <b>there</b>")
        told = await bob.expect("message")
        assert told["line"]["id"] == answer["message"]
        assert told["line"]["text"] == "hello <b>there</b>"
        assert told["line"]["author"]["nick"] == "Ann"
    async with stage.chatter() as cat:
        assert [line["text"] for line in (await cat.hello())["history"]] == ["hello <b>there</b>"]


async def test_a_line_that_is_sent_again_is_answered_alike_and_told_once(stage: Stage) -> None:
    async with stage.chatter() as ann, stage.chatter() as bob:
        await ann.hello(nick="Ann")
        await bob.hello(nick="Bob")
        first = await ann.ask("say", id="same", text="once")
        assert await ann.ask("say", id="same", text="once") == first
        await ann.ask("say", text="twice")
        assert [(await bob.expect("message"))["line"]["text"] for _ in range(2)] == ["once", "twice"]


async def test_all_are_told_alike_in_the_order_that_is_kept(stage: Stage) -> None:
    async with stage.chatter() as ann, stage.chatter() as bob:
        await ann.hello(nick="Ann")
        await bob.hello(nick="Bob")
        for number in range(4):
            await ann.send(type="say", id=f"a{number}", text=f"a{number}")
            await bob.send(type="say", id=f"b{number}", text=f"b{number}")
        heard = [[(await one.expect("message"))["line"] for _ in range(8)] for one in (ann, bob)]
        assert heard[0] == heard[1]
        assert [line["seq"] for line in heard[0]] == list(range(1, 9))
        assert (await ann.ask("history"))["lines"] == heard[0]


async def test_lines_are_changed_deleted_answered_and_reacted_to(stage: Stage) -> None:
    async with stage.chatter() as ann, stage.chatter("moderator") as mo:
        await ann.hello(nick="Ann")
        await mo.hello()
        line = (await ann.ask("say", text="helo"))["message"]
        await ann.ask("edit", message=line, text="hello")
        assert (await mo.expect("edited"))["line"]["text"] == "hello"
        assert (await mo.ask("edit", message=line, text="mine"))["code"] == "not_allowed"
        reply = await mo.ask("say", text="hi", reply_to=line)
        assert (await ann.expect("message"))["line"]["text"] in ("helo", "hi")
        assert (await mo.ask("react", message=line, emoji="👍", on=True))["type"] == "ok"
        reaction = await ann.expect("reaction")
        assert (reaction["message"], reaction["count"], reaction["on"]) == (line, 1, True)
        assert (await ann.ask("delete", message=reply["message"]))["code"] == "not_allowed"
        assert (await mo.ask("delete", message=line))["type"] == "ok"
        assert await ann.expect("deleted") == {"type": "deleted", "message": line, "by": "staff"}
        assert (await ann.ask("edit", message=line, text="late"))["type"] == "error"
        assert [one["text"] for one in (await ann.ask("history"))["lines"]] == ["hi"]
        assert [one["text"] for one in (await ann.ask("search", text="hi"))["lines"]] == ["hi"]


async def test_ones_own_reactions_are_told_to_oneself_alone(stage: Stage) -> None:
    async with stage.chatter() as ann, stage.chatter("member") as member:
        await ann.hello(nick="Ann")
        await member.hello()
        line = (await ann.ask("say", text="hello"))["message"]
        for who, emoji in ((ann, "🎉"), (ann, "👍"), (member, "👍")):
            assert (await who.ask("react", message=line, emoji=emoji, on=True))["type"] == "ok"
        assert ann.device_cookie is not None
        shown = {"cookie": ann.device_cookie}
    async with stage.chatter(**shown) as ann, stage.chatter("member") as member, stage.chatter() as bob:
        for who, own in ((ann, {str(line): ["🎉", "👍"]}), (member, {str(line): ["👍"]}), (bob, {})):
            assert (await who.hello())["own"] == own
            assert (await who.ask("history", around=line))["own"] == own
            assert (await who.ask("search", text="hello"))["own"] == own


@pytest.mark.parametrize(
    ("role", "rank"),
    [
        ("nobody", "guest"), ("member", "member"), ("invited", "member"), ("moderator", "moderator"),
        ("owner", "owner"), ("admin", "owner"), ("site owner", "owner"), ("suspended", "guest"),
        ("token: chat", "owner"),
    ],
)  # fmt: skip
async def test_each_role_has_its_rank(stage: Stage, role: str, rank: str) -> None:
    async with stage.chatter(role) as one:
        you = (await one.hello())["you"]
        assert you["rank"] == rank
        assert you["may"] == [deed.name.lower() for deed in deeds_of(Rank(rank))]
        if rank == "guest":
            assert "nick" not in you
        else:
            assert you["nick"]
            assert not you["guest"]


@pytest.mark.parametrize("role", ["token: read", "token: site", "suspended's token"])
async def test_a_token_for_other_things_is_refused(stage: Stage, role: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with stage.chatter(role):
            pass
    assert refused.value.response.status_code == (401 if "suspended" in role else 403)


async def test_pages_of_other_sites_are_refused(stage: Stage) -> None:
    for role in ("member", "nobody"):
        with pytest.raises(InvalidStatus) as refused:
            async with stage.chatter(role, origin="https://evil.example"):
                pass
        assert refused.value.response.status_code == 403
        assert b"origin_refused" in (refused.value.response.body or b"")


async def test_a_cookie_without_an_origin_is_refused(stage: Stage) -> None:
    shown = {"cookie": stage.cast.headers["member"]["cookie"]}
    with pytest.raises(InvalidStatus) as refused:
        async with Chatter(stage.port, stage.cast.channel, shown):
            pass
    assert refused.value.response.status_code == 403


async def test_a_ticket_lets_its_person_in_once(stage: Stage) -> None:
    headers = {**stage.cast.headers["member"], "content-type": "application/json"}
    body = b'{"action": "watch"}'
    headers["content-length"] = str(len(body))
    given = await ask(stage.port, f"/api/v1/channels/{stage.cast.channel}/tickets", "POST", headers, body)
    ticket = given.json()["ticket"]
    async with stage.chatter() as one:
        assert (await one.hello(ticket=ticket))["you"]["rank"] == "member"
    async with stage.chatter() as other:
        await other.send(type="hello", version=1, ticket=ticket)
        assert (await other.bye())["code"] == "ticket_invalid"


@pytest.mark.parametrize("taken", ["paul", "PAUL", "раul", "{account}", "{ACCOUNT}", "admin", "x", "<b>", "a\u202eb"])
async def test_a_nick_that_cannot_be_had_is_asked_for_again_in_words(stage: Stage, taken: str) -> None:
    name = f"member{stage.cast.number}"
    taken = taken.format(account=name, ACCOUNT=name.upper())
    async with stage.chatter() as ann, stage.chatter() as bob:
        await ann.hello(nick="Paul")
        assert "nick" not in (await bob.hello(nick=taken))["you"]
        needed = await bob.expect("nick_needed")
        assert needed["code"] in ("name_taken", "name_invalid")
        assert needed["message"]
        assert (await bob.ask("nick", nick=taken))["code"] == needed["code"]
        assert (await bob.ask("say", text="hi"))["code"] == "nick_needed"
        assert (await bob.ask("nick", nick=needed["suggestion"]))["type"] == "ok"
        assert (await bob.ask("say", text="hi"))["type"] == "ok"


async def test_an_account_keeps_its_name(stage: Stage) -> None:
    async with stage.chatter("member") as one:
        await one.hello(nick="Other")
        assert (await one.ask("nick", nick="Other"))["code"] == "not_allowed"


async def test_a_browser_is_the_same_guest_again_and_a_person_is_one(stage: Stage) -> None:
    async with stage.chatter() as first:
        await first.hello(nick="Ann")
        cookie = first.device_cookie
        assert cookie is not None
        async with stage.chatter(cookie=cookie) as second:
            welcome = await second.hello()
            assert second.device_cookie is None
            assert welcome["you"]["nick"] == "Ann"
            assert welcome["room"]["people"] == 1
            assert (await second.ask("people"))["people"] == welcome["room"]["present"]


async def test_the_name_of_a_deleted_account_is_told_to_nobody_who_comes(stage: Stage) -> None:
    async with stage.chatter("member") as member, stage.chatter() as ann:
        await member.hello()
        await ann.hello(nick="Ann")
        line = (await member.ask("say", text="hello"))["message"]
        assert (await ann.ask("say", text="hi", reply_to=line))["type"] == "ok"
        await ann.ask("edit", message=line + 1, text="hi there")
        assert (await ask(stage.port, "/api/v1/me", "DELETE", stage.cast.headers["member"])).status == 204
        await member.bye()
        async with asyncio.timeout(20):
            while True:
                async with stage.chatter() as bob:
                    first, answer = (await bob.hello())["history"]
                if "nick" not in first["author"]:
                    break
    assert (first["text"], answer["text"], answer["author"]["nick"]) == ("hello", "hi there", "Ann")
    assert "nick" not in answer["reply"]


async def test_private_lines_reach_two_people_alone(stage: Stage) -> None:
    async with stage.chatter() as ann, stage.chatter() as bob, stage.chatter("owner") as owner:
        await ann.hello(nick="Ann")
        await bob.hello(nick="Bob")
        await owner.hello()
        assert (await ann.ask("private", to="bob", text="psst"))["type"] == "ok"
        told = await bob.expect("private")
        assert (told["sender"]["nick"], told["text"], told["readable_by_server"]) == ("Ann", "psst", True)
        assert (await ann.ask("private", to="nobody-here", text="psst"))["code"] == "person_unknown"
        assert (await ann.ask("private", to="Ann", text="psst"))["code"] == "option_invalid"
        assert (await owner.ask("history"))["lines"] == []
        assert (await owner.ask("search", text="psst"))["lines"] == []
        assert [one["type"] for one in owner.seen if one["type"] == "private"] == []


async def test_who_writes_too_fast_is_told_how_long_to_wait(stage: Stage) -> None:
    async with stage.chatter() as ann:
        await ann.hello(nick="Ann")
        answers = [await ann.ask("say", text=f"line {number}") for number in range(6)]
        refused = next(one for one in answers if one["type"] == "error")
        assert refused["code"] == "slow_down"
        assert 0 < refused["retry_after"] <= 2_000


async def test_who_comes_back_is_told_what_is_missing(stage: Stage) -> None:
    async with stage.chatter() as ann:
        await ann.hello(nick="Ann")
        one = (await ann.ask("say", text="one"))["message"]
        two = (await ann.ask("say", text="two"))["message"]
        async with stage.chatter() as bob:
            welcome = await bob.hello(last=one)
            assert welcome["resumed"]
            assert [line["id"] for line in welcome["history"]] == [one, two]


async def test_a_rank_changes_while_one_is_there(stage: Stage) -> None:
    async with stage.chatter("member") as one, stage.chatter() as guest:
        await one.hello()
        await guest.hello(nick="Guest7")
        await stage.book.put(stage.cast.channel, stage.cast.people["member"], "vip", over_moderators=True)
        assert (await one.expect("you"))["you"]["rank"] == "vip"
        assert (await guest.expect("changed"))["person"]["rank"] == "vip"


async def test_who_is_signed_out_or_suspended_writes_no_longer_where_everybody_may_watch(stage: Stage) -> None:
    headers = stage.cast.headers["site owner"]
    async with stage.chatter("member") as member, stage.chatter("invited") as invited, stage.chatter() as guest:
        names = [(await one.hello())["you"]["nick"] for one in (member, invited)]
        await guest.hello(nick="Guest7")
        body = b'{"suspended": true}'
        shown = {**headers, "content-type": "application/json", "content-length": str(len(body))}
        assert (await ask(stage.port, f"/api/v1/people/{names[0]}", "PATCH", shown, body)).status in (200, 204)
        assert (await member.bye())["code"] == "sign_in_needed"
        assert (await ask(stage.port, "/api/v1/session", "DELETE", stage.cast.headers["invited"])).status == 204
        assert (await invited.bye())["code"] == "sign_in_needed"
        assert (await guest.ask("say", text="still here"))["type"] == "ok"


async def test_who_loses_the_right_to_watch_loses_the_chat(stage: Stage) -> None:
    async with stage.chatter() as guest, stage.chatter("member") as member, stage.chatter("invited") as invited:
        await guest.hello(nick="Guest7")
        await member.hello()
        await invited.hello()
        await stage.book.open_to(stage.cast.channel, "invited")
        assert (await guest.bye())["code"] == "not_allowed"
        assert (await member.bye())["code"] == "not_allowed"
        assert (await invited.ask("say", text="still here"))["type"] == "ok"
    async with stage.chatter() as late:
        await late.send(type="hello", version=1)
        assert (await late.bye())["code"] == "channel_unknown"


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "[]", "{}", "[" * 9_000,
        '{"type":"hello","version":1,"version":1}', '{"type":"say","id":"a","text":"x"}',
        '{"type":"hello","version":1,"more":{}}', '{"type":"hello","version":1,"nick":"\\ud800"}',
    ],
)  # fmt: skip
async def test_what_is_no_hello_is_refused_by_code(stage: Stage, text: str) -> None:
    async with stage.chatter() as one:
        await one.socket.send(text)
        assert (await one.bye())["code"] == "protocol_violation"


async def test_what_is_no_request_ends_that_connection_alone(stage: Stage) -> None:
    async with stage.chatter() as ann:
        await ann.hello(nick="Ann")
        for message, code in (
            (b"binary", "protocol_violation"),
            ('{"type":"say","id":"a","text":["x"]}', "protocol_violation"),
            ('{"type":"hello","version":1}', "protocol_violation"),
            ('{"type":"say","id":"a","text":"' + "x" * 17_000 + '"}', "message_too_large"),
        ):
            async with stage.chatter() as one:
                await one.hello()
                await one.socket.send(message)
                assert (await one.bye())["code"] == code
        async with stage.chatter() as one:
            await one.send(type="hello", version=2)
            assert (await one.bye())["code"] == "version_unsupported"
        assert (await ann.ask("say", text="unharmed"))["type"] == "ok"


async def test_a_flood_is_let_go(stage: Stage) -> None:
    async with stage.chatter() as one:
        await one.hello()
        for number in range(200):
            await one.send(type="ping", id=f"p{number}")
        assert (await one.bye())["code"] == "limit_reached"


async def test_two_who_want_a_nick_at_once_do_not_both_get_it(stage: Stage) -> None:
    async with stage.chatter() as ann, stage.chatter() as bob:
        await ann.hello()
        await bob.hello()
        answers = await asyncio.gather(ann.ask("nick", nick="Zoe"), bob.ask("nick", nick="zoe"))
        assert sorted(one["type"] for one in answers) == ["error", "ok"]
