"""What pages and programs look through and set of a chat by HTTP, on a real server with people in the room."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pytest
import pytest_asyncio

from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.accounts.rights import ListedAs
from footlight.app import running
from footlight.chat.ranks import ALLOWED, Deed, Rank
from footlight.clock import SystemClock
from footlight.model.channel import ChannelName
from footlight.settings import Settings
from footlight.store.store import open_store
from tests.api.cast import Cast, Casting
from tests.fakes.chatter import Chatter
from tests.fakes.http import Answer, ask

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

    async def ask(
        self, role: str, method: str, path: str, body: Any = None, *, picture: bytes = b"", **headers: str
    ) -> Answer:
        """One request below the channel's chat."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        shown = {"origin": "http://localhost", **self.cast.headers[role], **more}
        data = picture if body is None else json.dumps(body).encode()
        if data:
            shown |= {"content-type": "image/gif" if picture else "application/json", "content-length": str(len(data))}
        return await ask(self.port, f"/api/v1/channels/{self.cast.channel}/chat{path}", method, shown, data)

    async def told(self, role: str, path: str) -> Any:
        answer = await self.ask(role, "GET", path)
        assert answer.status == 200, answer
        return answer.json()

    async def code(self, role: str, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, str]:
        answer = await self.ask(role, method, path, body, **more)
        return answer.status, answer.json()["error"]["code"] if answer.status >= 400 else ""

    async def command(self, chatter: Chatter, text: str) -> None:
        answer = await chatter.ask("command", text=text)
        assert answer["type"] == "ok", answer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[int, Casting, ChannelBook]]:
    data = tmp_path_factory.mktemp("chat")
    async with running(Settings(port=0, data=data)) as server, open_store(data) as store:
        yield server.port, Casting(store), ChannelBook(store, SystemClock(), Passwords())


@pytest_asyncio.fixture(loop_scope="module")
async def stage(server: tuple[int, Casting, ChannelBook]) -> Stage:
    port, casting, book = server
    return Stage(port, book, await casting.new())


async def said(stage: Stage, *texts: str, nick: str = "Eve") -> list[int]:
    async with stage.chatter() as eve:
        await eve.hello(nick=nick)
        return [(await eve.ask("say", text=text))["message"] for text in texts]


async def test_lines_are_read_a_page_at_a_time_and_found(stage: Stage) -> None:
    ids = await said(stage, "one tea", "two teas", "<script>alert(1)</script>")
    told = await stage.told("nobody", "/lines")
    assert [line["text"] for line in told["lines"]] == ["one tea", "two teas", "<script>alert(1)</script>"]
    assert told["more"] is False
    first = told["lines"][0]
    assert (first["id"], first["seq"], first["author"]["nick"], first["author"]["rank"]) == (ids[0], 1, "Eve", "guest")
    assert first["sent_at"].endswith("Z")
    page = await stage.told("nobody", f"/lines?before={ids[2]}&limit=1")
    assert ([line["id"] for line in page["lines"]], page["more"]) == ([ids[1]], True)
    page = await stage.told("member", f"/lines?after={ids[0]}")
    assert [line["id"] for line in page["lines"]] == ids[1:]
    found = await stage.told("nobody", "/search?text=tea")
    assert [line["id"] for line in found["lines"]] == [ids[1], ids[0]]
    assert await stage.code("nobody", "GET", "/search?text=%20") == (422, "text_invalid")
    assert await stage.code("nobody", "GET", "/lines?limit=101") == (422, "request_invalid")


async def test_a_chat_is_read_by_who_may_watch_its_channel(stage: Stage) -> None:
    await said(stage, "among us")
    await stage.book.open_to(stage.cast.channel, "invited")
    assert (await stage.told("invited", "/lines"))["lines"][0]["text"] == "among us"
    assert (await stage.told("token: chat", "/lines"))["lines"][0]["text"] == "among us"
    for role in ("nobody", "member", "token: account"):
        for path in ("/lines", "/search?text=us", "/emotes"):
            assert await stage.code(role, "GET", path) == (404, "channel_unknown")
    assert await stage.code("member", "GET", "/export") == (404, "channel_unknown")
    await stage.book.open_to(stage.cast.channel, "password", "opensesame")
    assert await stage.code("nobody", "GET", "/lines") == (403, "not_allowed")
    assert await stage.code("nobody", "GET", "/emotes") == (200, "")


async def test_who_is_banned_reads_nothing_by_any_way(stage: Stage) -> None:
    await said(stage, "secret of the room", nick="Eva")
    async with stage.chatter("moderator") as mo, stage.chatter("member") as member:
        await mo.hello()
        nick = (await member.hello())["you"]["nick"]
        await stage.command(mo, f"/ban {nick} spam")
        assert (await member.bye())["code"] == "banned"
    assert await stage.code("member", "GET", "/lines") == (403, "banned")
    assert await stage.code("member", "GET", "/search?text=secret") == (403, "banned")
    (ban, *_) = (await stage.told("moderator", "/bans"))["bans"]
    assert (ban["nick"], ban["account"], ban["reason"], ban["by"] is not None) == (nick, True, "spam", True)
    assert await stage.code("moderator", "DELETE", f"/bans/{ban['id']}") == (204, "")
    assert await stage.code("moderator", "DELETE", f"/bans/{ban['id']}") == (404, "message_unknown")
    assert await stage.code("member", "GET", "/lines") == (200, "")


async def test_a_moderator_who_is_banned_keeps_order_by_no_way(stage: Stage) -> None:
    async with stage.chatter("owner") as owner, stage.chatter("moderator") as mo:
        await owner.hello()
        nick = (await mo.hello())["you"]["nick"]
        await stage.command(owner, f"/ban {nick}")
        (entry,) = (await stage.told("owner", "/log"))["entries"]
        for method, path in (
            ("GET", "/log"), ("GET", "/held"), ("GET", "/bans"), ("DELETE", "/bans/1"), ("POST", "/held/1/approve"),
            ("POST", f"/log/{entry['id']}/undo"),
        ):  # fmt: skip
            assert await stage.code("moderator", method, path) == (403, "banned")
        # Owners are never out: nobody could let them in again.
        await stage.book.give(stage.cast.channel, stage.cast.people["moderator"])
        assert await stage.code("moderator", "GET", "/log") == (200, "")
        async with stage.chatter("moderator") as again:
            assert (await again.hello())["you"]["rank"] == "owner"


async def test_a_channel_of_the_same_name_has_nothing_of_a_deleted_one(stage: Stage) -> None:
    await said(stage, "of the old channel")
    other = ChannelName(f"other{stage.cast.number}")
    async with Chatter(stage.port, other) as elsewhere:
        await elsewhere.hello()
        await stage.book.delete(stage.cast.channel)
        await stage.book.delete(other)
        # Changes are heard of in their order.
        await elsewhere.bye()
    await stage.book.make(stage.cast.people["invited"], stage.cast.channel)
    async with stage.chatter("invited") as owner:
        assert (await owner.hello())["history"] == []


async def test_a_ban_is_found_in_the_log_and_undone_there(stage: Stage) -> None:
    async with stage.chatter("moderator") as mo, stage.chatter("member") as member:
        await mo.hello()
        nick = (await member.hello())["you"]["nick"]
        await stage.command(mo, f"/ban {nick} no more")
    (entry,) = (await stage.told("moderator", "/log"))["entries"]
    assert (entry["deed"], entry["nick"], entry["reason"], entry["undoable"]) == ("ban", nick, "no more", True)
    assert await stage.code("member", "POST", f"/log/{entry['id']}/undo") == (403, "not_allowed")
    assert await stage.code("moderator", "POST", f"/log/{entry['id']}/undo") == (204, "")
    assert await stage.code("moderator", "POST", f"/log/{entry['id']}/undo") == (404, "message_unknown")
    undoing, entry = (await stage.told("moderator", "/log"))["entries"]
    assert (undoing["undoes"], entry["undone"], entry["undoable"]) == (entry["id"], True, False)
    page = await stage.told("moderator", f"/log?before={undoing['id']}&limit=1")
    assert ([one["id"] for one in page["entries"]], page["more"]) == ([entry["id"]], True)
    assert (await stage.told("moderator", "/bans"))["bans"] == []
    async with stage.chatter("member") as member:
        assert (await member.hello())["you"]["nick"] == nick


async def test_a_deleted_line_comes_back_for_all_who_are_there(stage: Stage) -> None:
    (line,) = await said(stage, "not so bad")
    async with stage.chatter("moderator") as mo:
        await mo.hello()
        await stage.command(mo, f"/delete {line}")
        assert (await stage.told("nobody", "/lines"))["lines"] == []
        (entry,) = (await stage.told("moderator", "/log"))["entries"]
        assert await stage.code("moderator", "POST", f"/log/{entry['id']}/undo") == (204, "")
        assert (await mo.expect("edited"))["line"]["text"] == "not so bad"


async def test_settings_are_told_to_the_room_and_bounded(stage: Stage) -> None:
    assert (await stage.told("owner", "/settings")) == {
        "slow_seconds": 0, "followers_seconds": None, "emote_only": False, "unique": False, "guests": True,
        "admins_listed": False, "hold_first": False, "hold_new_accounts_hours": 0,
    }  # fmt: skip
    async with stage.chatter() as eve:
        await eve.hello(nick="Eve")
        changed = await stage.ask("owner", "PATCH", "/settings", {"slow_seconds": 30, "followers_seconds": 60})
        assert changed.json()["slow_seconds"] == 30
        told = (await eve.expect("settings"))["settings"]
        assert (told["slow_seconds"], told["followers_seconds"]) == (30, 60)
        assert await stage.code("owner", "PATCH", "/settings", {"followers_seconds": None}) == (200, "")
        assert "followers_seconds" not in (await eve.expect("settings"))["settings"]
    wrong: dict[str, Any]
    for wrong in ({"slow_seconds": -1}, {"slow_seconds": 10**9}):
        assert await stage.code("owner", "PATCH", "/settings", wrong) == (422, "option_invalid")
    for wrong in ({"slow_seconds": "30"}, {"unique": 1}, {"colour": "red"}):
        assert await stage.code("owner", "PATCH", "/settings", wrong) == (422, "request_invalid")
    assert (await stage.told("owner", "/settings"))["slow_seconds"] == 30


async def test_a_filter_is_tried_on_what_was_said_before_it_is_made(stage: Stage) -> None:
    ids = await said(stage, "buy spam now", "hello", "SPAM")
    wish = {"kind": "word", "pattern": "spam"}
    tried = (await stage.ask("owner", "POST", "/filters/preview", wish)).json()
    assert (tried["looked_at"], [line["id"] for line in tried["caught"]]) == (3, [ids[0], ids[2]])
    assert (await stage.told("owner", "/filters"))["filters"] == []
    made = await stage.ask("owner", "POST", "/filters", {**wish, "action": "refuse"})
    assert made.status == 201
    assert (await stage.told("owner", "/filters"))["filters"] == [made.json()]
    async with stage.chatter() as ann:
        await ann.hello(nick="Ann")
        assert (await ann.ask("say", text="more spam"))["code"] == "text_invalid"
        assert await stage.code("owner", "DELETE", f"/filters/{made.json()['id']}") == (204, "")
        assert (await ann.ask("say", text="more spam"))["type"] == "ok"
    entries = (await stage.told("owner", "/log"))["entries"]
    assert [one["detail"] for one in entries] == ["word spam: refuse, removed", "word spam: refuse, added"]
    assert await stage.code("owner", "POST", "/filters", {**wish, "action": "shout"}) == (422, "request_invalid")
    assert await stage.code("owner", "POST", "/filters", {**wish, "pattern": "*", "action": "hold"}) == (
        422, "option_invalid",
    )  # fmt: skip


async def test_a_held_line_is_let_through_or_not(stage: Stage) -> None:
    assert await stage.code("owner", "PATCH", "/settings", {"hold_first": True}) == (200, "")
    async with stage.chatter() as eve, stage.chatter() as guy, stage.chatter("moderator") as mo:
        await mo.hello()
        await eve.hello(nick="Eve")
        await guy.hello(nick="Guy")
        assert (await eve.ask("say", text="may I?"))["type"] == "held"
        assert (await guy.ask("say", text="spam"))["type"] == "held"
        first, second = (await stage.told("moderator", "/held"))["held"]
        assert (first["nick"], first["rank"], first["text"]) == ("Eve", "guest", "may I?")
        assert await stage.code("moderator", "POST", f"/held/{first['id']}/approve") == (204, "")
        line = (await mo.expect("message"))["line"]
        assert (line["text"], line["author"]["nick"]) == ("may I?", "Eve")
        assert await stage.code("moderator", "POST", f"/held/{first['id']}/approve") == (404, "message_unknown")
        assert await stage.code("moderator", "POST", f"/held/{second['id']}/reject") == (204, "")
        assert "not let through" in (await guy.expect("notice"))["text"]
    assert (await stage.told("moderator", "/held"))["held"] == []
    assert [one["text"] for one in (await stage.told("nobody", "/lines"))["lines"]] == ["may I?"]


def gif() -> bytes:
    animation = cv2.Animation()
    animation.frames = [np.full((200, 200, 4), value, np.uint8) for value in (80, 255)]
    animation.durations = [100, 100]
    return cv2.imencodeanimation(".gif", animation)[1].tobytes()


async def test_an_emote_is_given_told_shown_and_taken_away(stage: Stage) -> None:
    async with stage.chatter() as eve:
        assert (await eve.hello(nick="Eve"))["room"]["emotes"] == 0
        line = (await eve.ask("say", text="hello :wave:"))["message"]
        assert (await eve.ask("react", message=line, emoji=":wave:", on=True))["code"] == "text_invalid"
        given = await stage.ask("owner", "PUT", "/emotes/wave", picture=gif())
        assert given.status == 201
        version = (await eve.expect("emotes"))["version"]
        listed = await stage.told("nobody", "/emotes")
        assert listed == {"version": version, "emotes": [given.json()]}
        tag = (await stage.ask("nobody", "GET", "/emotes")).headers["etag"]
        again = await stage.ask("nobody", "GET", "/emotes", if_none_match=f'W/"x", {tag}')
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert (given.json()["name"], given.json()["moving"]) == ("wave", True)
        assert (await eve.ask("react", message=line, emoji=":wave:", on=True))["type"] == "ok"
        shown = await ask(stage.port, given.json()["url"])
        assert (shown.status, shown.headers["content-type"]) == (200, "image/webp")
        assert shown.headers["cache-control"] == "public, max-age=604800, immutable"
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert io.BytesIO(shown.body).read(4) == b"RIFF"
        assert (await stage.ask("nobody", "GET", "/emotes/wave?v=other")).headers["cache-control"] == "no-store"
        assert await stage.code("owner", "DELETE", "/emotes/wave") == (204, "")
        assert (await eve.expect("emotes"))["version"] == 0
        other = await stage.ask("nobody", "GET", "/emotes", if_none_match=tag)
        assert (other.status, other.json()["emotes"]) == (200, [])
        # What was given with it stays, and is taken back.
        assert (await eve.ask("react", message=line, emoji=":wave:", on=False))["type"] == "ok"
    assert await stage.code("nobody", "GET", "/emotes/wave") == (404, "not_found")


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("wave", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", (422, "picture_invalid")),
        ("wave", gif()[:-9], (422, "picture_invalid")),
        ("wave", bytes(1_000_001), (422, "picture_invalid")),
        ("WAVE", gif(), (422, "name_invalid")),
        ("%3Cb%3E", gif(), (422, "name_invalid")),
    ],
)
async def test_what_is_no_emote_is_refused(stage: Stage, name: str, data: bytes, refusal: tuple[int, str]) -> None:
    assert await stage.code("owner", "PUT", f"/emotes/{name}", picture=data) == refusal
    assert (await stage.told("nobody", "/emotes"))["emotes"] == []


async def test_one_person_does_not_fill_the_memory_with_emotes(stage: Stage) -> None:
    codes = await asyncio.gather(
        *(stage.code("owner", "PUT", f"/emotes/e{number}", picture=gif()) for number in range(8))
    )
    assert set(codes) == {(201, ""), (429, "limit_reached")}
    assert await stage.code("owner", "PUT", "/emotes/wave", picture=gif()) == (201, "")


async def test_the_whole_room_is_taken_along_without_private_lines(stage: Stage) -> None:
    async with stage.chatter() as eve, stage.chatter() as guy:
        await eve.hello(nick="Eve")
        await guy.hello(nick="Guy")
        await eve.ask("say", text="for all")
        await eve.ask("private", to="Guy", text="for Guy alone")
    answer = await stage.ask("owner", "GET", "/export")
    assert answer.headers["content-disposition"] == f'attachment; filename="{stage.cast.channel}-chat.json"'
    assert b"for Guy alone" not in answer.body
    told = answer.json()
    assert ([line["text"] for line in told["lines"]], told["count"]) == (["for all"], 1)
    for role in ("owner", "moderator"):
        for path in ("/log", "/held", "/lines", "/search?text=alone"):
            assert b"for Guy alone" not in (await stage.ask(role, "GET", path)).body


ROUTES: dict[Deed, list[tuple[str, str, Any]]] = {
    Deed.LOG: [("GET", "/log", None), ("POST", "/log/1/undo", None)],
    Deed.BAN: [("GET", "/bans", None), ("DELETE", "/bans/1", None)],
    Deed.HELD: [("GET", "/held", None), ("POST", "/held/1/approve", None), ("POST", "/held/1/reject", None)],
    Deed.FILTERS: [
        ("GET", "/filters", None),
        ("POST", "/filters", {"kind": "word", "pattern": "x", "action": "hold"}),
        ("POST", "/filters/preview", {"kind": "word", "pattern": "x"}),
        ("DELETE", "/filters/1", None),
    ],
    Deed.SETTINGS: [("GET", "/settings", None), ("PATCH", "/settings", {"unique": True})],
    Deed.EMOTES: [("DELETE", "/emotes/wave", None)],
    Deed.EXPORT: [("GET", "/export", None)],
}


@pytest.mark.parametrize("rank", [Rank.ADMIN, Rank.MODERATOR, Rank.VIP, Rank.MEMBER])
async def test_each_rank_may_ask_what_the_table_of_deeds_says(stage: Stage, rank: Rank) -> None:
    if rank is not Rank.MEMBER:
        listed: dict[Rank, ListedAs] = {Rank.ADMIN: "admin", Rank.MODERATOR: "moderator", Rank.VIP: "vip"}
        await stage.book.put(stage.cast.channel, stage.cast.people["member"], listed[rank], over_moderators=True)
    for deed, asked in ROUTES.items():
        for method, path, body in asked:
            status, code = await stage.code("member", method, path, body)
            if rank in ALLOWED[deed]:
                assert status < 300 or code in ("message_unknown", "not_found"), path
            else:
                assert (status, code) == (403, "not_allowed"), path


async def test_pages_of_other_sites_change_nothing(stage: Stage) -> None:
    foreign = {"origin": "https://evil.example"}
    for method, path, body in (
        ("PATCH", "/settings", {"slow_seconds": 5}),
        ("POST", "/filters", {"kind": "word", "pattern": "x", "action": "hold"}),
        ("DELETE", "/bans/1", None),
    ):
        assert await stage.code("owner", method, path, body, **foreign) == (403, "origin_refused")
    assert (await stage.told("owner", "/settings"))["slow_seconds"] == 0


async def test_a_poll_is_held_and_voted_on(stage: Stage) -> None:
    async with stage.chatter("moderator") as mo, stage.chatter() as eve:
        await mo.hello()
        await eve.hello(nick="Eve")
        await stage.command(mo, '/poll "Tea?" "green" "black" 1m')
        poll = (await eve.expect("poll"))["poll"]
        assert (await eve.ask("vote", poll=poll["id"], choice=1))["type"] == "ok"
        assert (await mo.ask("vote", choice=1))["type"] == "ok"
        assert (await mo.ask("vote", choice=2))["code"] == "option_invalid"
        assert (await mo.ask("vote", poll=poll["id"] + 1, choice=1))["code"] == "not_allowed"
        while [one["votes"] for one in poll["choices"]] != [0, 2]:
            poll = (await eve.expect("poll"))["poll"]
        await stage.command(mo, "/poll end")
        while not poll["over"]:
            poll = (await eve.expect("poll"))["poll"]
        assert (await eve.ask("vote", choice=0))["code"] == "option_invalid"


async def test_a_line_is_pinned_and_taken_down(stage: Stage) -> None:
    async with stage.chatter("moderator") as mo, stage.chatter() as eve:
        await mo.hello()
        await eve.hello(nick="Eve")
        line = (await eve.ask("say", text="helo"))["message"]
        await stage.command(mo, f"/pin {line}")
        assert (await eve.expect("pinned"))["line"]["text"] == "helo"
        await eve.ask("edit", message=line, text="hello")
        async with stage.chatter() as guy:
            assert (await guy.hello())["room"]["pinned"]["text"] == "hello"
        await stage.command(mo, "/clear")
        async with stage.chatter() as guy:
            assert "pinned" not in (await guy.hello())["room"]
