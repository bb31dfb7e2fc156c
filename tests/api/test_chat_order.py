"""Who is banned tries to return, on a real server: by another nick, tab, browser and account."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from footlight.app import running
from footlight.settings import Limits, Settings
from footlight.store.store import open_store
from tests.api.cast import Cast, Casting
from tests.fakes.chatter import Chatter, Told
from tests.fakes.http import ask

HERE, AWAY = "8.8.4.4", "9.9.9.9"


class Stage:
    """A server behind a proxy, and a channel with people in every role."""

    def __init__(self, port: int, cast: Cast) -> None:
        self.port, self.cast = port, cast

    def chatter(self, role: str | None = None, *, address: str = AWAY, device: str | None = None) -> Chatter:
        shown = {} if role is None else dict(self.cast.headers[role])
        if device is not None:
            shown["cookie"] = "; ".join(filter(None, [shown.get("cookie", ""), device]))
            shown.setdefault("origin", "http://localhost")
        return Chatter(self.port, self.cast.channel, {**shown, "x-forwarded-for": address})

    def name(self, role: str) -> str:
        return f"{role}{self.cast.number}"


@pytest_asyncio.fixture
async def stage(empty_data: Path) -> AsyncIterator[Stage]:
    limits = Limits(chat_lines_at_once=100)
    settings = Settings(port=0, data=empty_data, proxies=("127.0.0.0/8",), limits=limits)
    async with running(settings) as server, open_store(empty_data) as store:
        yield Stage(server.port, await Casting(store).new())


async def order(moderator: Chatter, text: str) -> None:
    told = await moderator.ask("command", text=text)
    assert told["type"] == "ok", told


async def refused(chatter: Chatter, **hello: str) -> Told:
    await chatter.send(type="hello", version=1, **hello)
    bye = await chatter.bye()
    assert [one["type"] for one in chatter.seen] == ["bye"]
    return bye


async def test_a_banned_guest_returns_by_no_nick_tab_browser_or_account(stage: Stage) -> None:
    async with stage.chatter("moderator") as mo, stage.chatter(address=HERE) as eve:
        await mo.hello()
        await eve.hello(nick="Eve")
        device = eve.device_cookie
        assert device is not None
        async with stage.chatter(address=HERE, device=device) as tab:
            await tab.hello()
            await order(mo, "/ban Eve selling things")
            for closed in (eve, tab):
                bye = await closed.bye()
                assert (bye["code"], bye.get("retry", False)) == ("banned", False)
                assert "selling things" in bye["message"]
        for address, cookie, role in (
            (AWAY, device, None), (AWAY, device, "member"), ("8.8.4.77", None, None), (HERE, device, None),
        ):  # fmt: skip
            async with stage.chatter(role, address=address, device=cookie) as again:
                assert (await refused(again, nick="Clara"))["code"] == "banned"
        # The cookie tells who it is, whatever the page says.
        async with stage.chatter(address=AWAY, device=device) as page:
            assert (await refused(page, nick="Clara", device="y" * 22))["code"] == "banned"
        async with stage.chatter(address="8.8.4.77") as program:
            assert (await refused(program, nick="Bot", device="x" * 22))["code"] == "banned"
        # An account of the same house, and a guest of another.
        async with stage.chatter("member", address=HERE) as neighbour, stage.chatter(address=AWAY) as other:
            await neighbour.hello()
            await other.hello(nick="Gus")
        await order(mo, "/unban eve")
        async with stage.chatter(address=HERE, device=device) as back:
            assert (await back.hello(nick="Eve"))["you"]["nick"] == "Eve"


async def test_a_banned_account_returns_by_no_other_one_at_its_browser(stage: Stage) -> None:
    async with stage.chatter("moderator") as mo, stage.chatter("member", address=HERE) as ann:
        await mo.hello()
        await ann.hello()
        device = ann.device_cookie
        assert device is not None
        await order(mo, f"/ban {stage.name('member')}")
        assert (await ann.bye())["code"] == "banned"
        for role, cookie in (("member", None), (None, device), ("invited", device)):
            async with stage.chatter(role, device=cookie) as again:
                assert (await refused(again))["code"] == "banned"
        async with stage.chatter("invited") as other:
            await other.hello()


async def test_a_kicked_person_is_told_when_to_come_back(stage: Stage) -> None:
    async with stage.chatter("moderator") as mo, stage.chatter() as eve:
        await mo.hello()
        await eve.hello(nick="Eve")
        await order(mo, "/kick Eve")
        bye = await eve.bye()
        assert (bye["code"], bye.get("retry", False)) == ("kicked", False)
        async with stage.chatter(device=eve.device_cookie) as again:
            later = await refused(again, nick="Eve")
            assert "try again in" in later["message"]
            assert 0 < later["retry_after"] <= bye["retry_after"] <= 30_000


async def test_who_is_silenced_says_nothing_by_any_way(stage: Stage) -> None:
    async with stage.chatter("moderator") as mo, stage.chatter() as eve:
        await mo.hello()
        await eve.hello(nick="Eve")
        line = (await eve.ask("say", text="hello"))["message"]
        await order(mo, "/timeout Eve 1h spam")
        told = await eve.expect("timed_out")
        assert told["reason"] == "spam"
        for request in (
            {"type": "say", "text": "x"},
            {"type": "edit", "message": line, "text": "x"},
            {"type": "react", "message": line, "emoji": "👍", "on": True},
            {"type": "private", "to": stage.name("moderator"), "text": "x"},
            {"type": "nick", "nick": "Spam_here"},
            {"type": "command", "text": "/me x"},
            {"type": "command", "text": f"/w {stage.name('moderator')} x"},
            {"type": "command", "text": "/nick Spam_here"},
        ):
            answer = await eve.ask(**request)
            assert answer["code"] == "timed_out", request
            assert 3_500_000 < answer["retry_after"] <= 3_600_000
        async with stage.chatter(device=eve.device_cookie) as again:
            await again.hello(nick="Eve")
            assert (await again.expect("timed_out"))["until"] == told["until"]
        await order(mo, "/untimeout Eve")
        assert (await eve.ask("say", text="back"))["type"] == "ok"


async def test_a_nick_is_filtered_as_lines_are(stage: Stage) -> None:
    path = f"/api/v1/channels/{stage.cast.channel}/chat/filters"
    body = json.dumps({"kind": "word", "pattern": "*spam*", "action": "refuse"}).encode()
    shown = {**stage.cast.headers["owner"], "content-type": "application/json", "content-length": str(len(body))}
    assert (await ask(stage.port, path, "POST", shown, body)).status == 201
    async with stage.chatter() as eve:
        assert "nick" not in (await eve.hello(nick="Buy_Spam"))["you"]
        assert (await eve.expect("nick_needed"))["code"] == "name_invalid"
        for text in ("sp4m", "Spaaam"):
            assert (await eve.ask("nick", nick=text))["code"] == "name_invalid"
        assert (await eve.ask("nick", nick="Eve"))["type"] == "ok"


async def test_it_holds_after_a_restart(empty_data: Path) -> None:
    async with open_store(empty_data) as store:
        cast = await Casting(store).new()
    device = None
    for turn in range(2):
        async with running(Settings(port=0, data=empty_data)) as server:
            stage = Stage(server.port, cast)
            async with stage.chatter("moderator") as mo, stage.chatter() as gus:
                await mo.hello()
                welcome = await gus.hello(nick="Gus")
                if not turn:
                    async with stage.chatter() as eve:
                        await eve.hello(nick="Eve")
                        device = eve.device_cookie
                        await order(mo, "/ban Eve")
                    await order(mo, "/slow 90s")
                else:
                    assert welcome["room"]["settings"]["slow_seconds"] == 90
                    async with stage.chatter(device=device) as again:
                        assert (await refused(again, nick="Eva"))["code"] == "banned"


async def test_a_ban_is_done_at_once_while_many_write(stage: Stage) -> None:
    """Whoever floods is out before anything that they send after it is read."""
    async with stage.chatter("moderator") as mo, stage.chatter() as eve:
        await mo.hello()
        await eve.hello(nick="Eve")
        for number in range(20):
            await eve.send(type="say", id=f"f{number}", text=f"flood {number}")
        await asyncio.gather(order(mo, "/ban Eve"), eve.bye())
        newest = (await mo.ask("history"))["lines"]
        await asyncio.sleep(0)
        assert (await mo.ask("history"))["lines"] == newest
