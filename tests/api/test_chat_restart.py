"""What a room shows is there again after the server has stopped and started."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from footlight.app import running
from footlight.settings import Settings
from footlight.store.store import open_store
from tests.api.cast import Cast, Casting
from tests.api.roletable import PNG
from tests.fakes.chatter import Chatter, Told
from tests.fakes.http import ask


async def welcome(port: int, cast: Cast) -> Told:
    async with Chatter(port, cast.channel, cast.headers["member"]) as member:
        return await member.hello()


async def command(chatter: Chatter, text: str) -> None:
    answer = await chatter.ask("command", text=text)
    assert answer["type"] == "ok", answer


async def test_what_is_sent_again_over_a_restart_is_one(empty_data: Path) -> None:
    settings, cast, privately, shown = Settings(port=0, data=empty_data), None, [], []
    for _ in range(2):
        async with running(settings) as server:
            if cast is None:
                async with open_store(empty_data) as store:
                    cast = await Casting(store).new()
            async with (
                Chatter(server.port, cast.channel, cast.headers["moderator"]) as mo,
                Chatter(server.port, cast.channel, cast.headers["member"]) as member,
            ):
                await mo.hello()
                to = (await member.hello())["you"]["nick"]
                assert (await mo.ask("private", id="p1", to=to, text="psst"))["type"] == "ok"
                privately.append((await member.expect("private"))["sent_as"])
                for id, text in (("c1", "/announce hear"), ("c2", '/poll "Tea?" green black'), ("c3", f"/w {to} psst")):
                    assert (await mo.ask("command", id=id, text=text))["type"] == "ok"
                privately.append((await member.expect("private"))["sent_as"])
            told = await welcome(server.port, cast)
            shown.append(([line["text"] for line in told["history"]], told["room"]["poll"]["id"]))
    assert privately == ["p1", "c3"] * 2
    assert shown[0] == shown[1] == (["hear"], shown[0][1])


async def test_who_is_there_when_the_server_stops_is_told_to_come_again(empty_data: Path) -> None:
    async with AsyncExitStack() as stack:
        async with running(Settings(port=0, data=empty_data)) as server:
            async with open_store(empty_data) as store:
                cast = await Casting(store).new()
            chatter = await stack.enter_async_context(Chatter(server.port, cast.channel, cast.headers["member"]))
            await chatter.hello()
            assert (await chatter.ask("say", text="hello"))["type"] == "ok"
            assert (await chatter.ask("say", text="\u200b"))["code"] == "text_invalid"
            shown = (await ask(server.port, "/metrics")).body.decode()
        bye = await chatter.bye()
    assert (bye["code"], bye["retry"]) == ("server_stopping", True)
    for metric in (
        "rooms 1.0", "connections 1.0", "people 1.0", "lines_total 1.0", 'refusals_total{code="text_invalid"} 1.0',
    ):  # fmt: skip
        assert f"\nfootlight_chat_{metric}\n" in shown


async def test_the_poll_the_pinned_line_emotes_and_rules_are_there_after_a_restart(empty_data: Path) -> None:
    settings = Settings(port=0, data=empty_data)
    async with running(settings) as server:
        async with open_store(empty_data) as store:
            cast = await Casting(store).new()
        async with (
            Chatter(server.port, cast.channel, cast.headers["moderator"]) as mo,
            Chatter(server.port, cast.channel, cast.headers["member"]) as member,
        ):
            await mo.hello()
            await member.hello()
            line = (await member.ask("say", text="read the rules"))["message"]
            await command(mo, f"/pin {line}")
            await command(mo, '/poll "Tea?" green black 1h')
            assert (await member.ask("vote", choice=1))["type"] == "ok"
            await command(mo, "/slow 5s")
        headers = {**cast.headers["owner"], "content-type": "image/png", "content-length": str(len(PNG))}
        path = f"/api/v1/channels/{cast.channel}/chat/emotes/dot"
        assert (await ask(server.port, path, "PUT", headers, PNG)).status == 201
        before = await welcome(server.port, cast)
    async with running(settings) as server:
        after = await welcome(server.port, cast)
    assert after["voted"] == 1
    assert [choice["votes"] for choice in after["room"]["poll"]["choices"]] == [0, 1]
    assert after["room"]["pinned"]["text"] == "read the rules"
    assert after["room"]["emotes"] > 0
    assert after["room"]["settings"]["slow_seconds"] == 5

    def kept(told: Told) -> dict[str, Any]:
        return {name: told["room"][name] for name in ("poll", "pinned", "emotes", "settings")}

    assert kept(after) == kept(before)
