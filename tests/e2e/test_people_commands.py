"""Commands on the people and channels of a server that runs: what they change holds there at once."""

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from footlight.accounts.guessing import Guessing
from footlight.accounts.invitations import Invitations
from footlight.accounts.passwords import Passwords
from footlight.accounts.people import People
from footlight.accounts.sessions import Sessions
from footlight.clock import SystemClock
from footlight.store.store import open_store
from tests.accounts.site import PASSWORD
from tests.e2e.processes import FOOTLIGHT, SMALL, Footlight, Server, run
from tests.e2e.shell import PROMPT, shell

WORDS = "plum tractor"


class Site:
    """A server, and commands on its data folder."""

    def __init__(self, server: Server) -> None:
        self.server = server

    async def do(self, *arguments: str) -> list[str]:
        """The lines that a command prints, which must work."""
        done = await run(*arguments, "--data", str(self.server.folder / "data"), folder=self.server.folder)
        assert done.process.returncode == 0, done.errors
        return done.printed

    async def person(self, name: str) -> None:
        """An account, made without a terminal."""
        clock = SystemClock()
        async with open_store(self.server.folder / "data") as store:
            invitations, sessions = Invitations(store, clock), Sessions(store, clock)
            people = People(store, clock, Passwords(), Guessing(clock), invitations, sessions, "closed")
            await people.create(name, PASSWORD, "member")

    async def watch(self, channel: str, token: str | None = None) -> Footlight:
        """A viewer."""
        environment = {"HOME": str(self.server.folder)} | ({} if token is None else {"FOOTLIGHT_TOKEN": token})
        return await Footlight.start(
            "watch", f"{self.server.url}/{channel}", "--no-window", "--json",
            folder=self.server.folder, environment=environment,
        )  # fmt: skip


@pytest.fixture
def site(stage: Server) -> Site:
    """One for all tests; the people and channels of each are its own."""
    return Site(stage)


def asked(url: str, values: dict[str, str] | None = None, token: str | None = None) -> tuple[int, Any]:
    """The status and the object that a REST interface answers."""
    headers = {"Content-Type": "application/json"} | ({} if token is None else {"Authorization": f"Bearer {token}"})
    data = None if values is None else json.dumps(values).encode()
    request = urllib.request.Request(url, data, headers)  # noqa: S310 - the test's own server
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


async def test_the_link_that_a_start_prints_makes_the_owner(server: Server) -> None:
    while "/set-up#" not in (line := await server.running.line()):
        pass
    secret = line.partition("#")[2]
    people = f"{server.url}/api/v1/people"
    status, me = asked(people, {"name": "Olga", "password": PASSWORD, "invitation": secret})
    assert (status, me["role"]) == (201, "owner")
    assert asked(people, {"name": "Otto", "password": PASSWORD, "invitation": secret})[0] >= 400
    assert "fli_" not in server.running.errors


async def test_who_may_not_watch_any_more_is_shown_out_and_a_token_lets_in(site: Site) -> None:
    await site.person("Ann")
    async with await site.server.send("club", "test", *SMALL) as live:
        async with await site.watch("club") as guest:
            await guest.until(lambda said: said.get("fps", 0) > 0)
            await site.do("channel", "edit", "club", "--visibility", "members")
            assert await guest.ended() == 5
        assert "[not_allowed]" in guest.errors
        async with await site.watch("club") as stranger:
            assert await stranger.ended() == 5
        assert "FOOTLIGHT_TOKEN) [sign_in_needed]" in stranger.errors
        (made,) = await site.do("token", "new", "ann", "--name", "wall", "--scope", "read", "--json")
        token = json.loads(made)
        async with await site.watch("club", token["secret"]) as viewer:
            await viewer.until(lambda said: said.get("fps", 0) > 0)
            await site.do("token", "revoke", "ann", token["id"])
            assert await viewer.ended() == 5
        assert live.process.returncode is None


async def test_who_may_send_needs_no_key_but_a_token(site: Site) -> None:
    await site.person("Bob")
    await site.do("channel", "new", "hall", "--owner", "bob")
    (made,) = await site.do("token", "new", "bob", "--name", "camera", "--scope", "publish", "--json")
    token, folder = json.loads(made), site.server.folder
    arguments = ("send", "test", *SMALL, "--to", f"{site.server.url}/hall", "--json")
    environment = {"HOME": str(folder)}
    async with await Footlight.start(
        *arguments, folder=folder, environment=environment | {"FOOTLIGHT_TOKEN": token["secret"]}
    ) as sender:
        await sender.until(lambda said: said.get("fps", 0) > 0)
        await site.do("token", "revoke", "bob", token["id"])
        assert await sender.ended() == 5
    assert "[not_allowed]" in sender.errors
    async with await Footlight.start(
        *arguments, folder=folder, environment=environment | {"FOOTLIGHT_TOKEN": token["secret"]}
    ) as gone:
        assert await gone.ended() == 5
    assert "(FOOTLIGHT_TOKEN) [sign_in_refused]" in gone.errors


async def test_who_is_suspended_or_deleted_may_nothing_from_then_on(site: Site) -> None:
    await site.person("Cleo")
    (token,) = await site.do("token", "new", "cleo", "--name", "all", "--scope", "account", "--scope", "read")
    me = f"{site.server.url}/api/v1/me"
    assert asked(me, token=token)[0] == 200
    await site.do("user", "suspend", "cleo")
    assert asked(me, token=token)[0] == 401
    await site.do("user", "restore", "cleo")
    assert asked(me, token=token)[1]["name"] == "Cleo"
    await site.do("user", "delete", "cleo", "--yes")
    assert asked(me, token=token)[0] == 401


async def test_a_deleted_channel_s_broadcast_ends(site: Site) -> None:
    async with await site.server.send("yard", "test", *SMALL) as live, await site.watch("yard") as viewer:
        await viewer.until(lambda said: said.get("fps", 0) > 0)
        assert await site.do("channel", "delete", "yard", "--yes") == ["yard is deleted"]
        assert await viewer.ended() == 5
        assert await live.ended() == 5


async def test_a_password_is_typed_unseen_and_twice(tmp_path: Path) -> None:
    data = f"--data {tmp_path}/data"
    async with shell(tmp_path, {}) as terminal:
        terminal.type(f"{FOOTLIGHT} user new ann {data}\n")
        for first, second in ((PASSWORD, "another one"), (PASSWORD, PASSWORD)):
            await terminal.shows("Password of ann: ")
            terminal.type(f"{first}\n")
            await terminal.shows("Once more: ")
            terminal.type(f"{second}\n")
        await terminal.shows("ann is a member")
        await terminal.shows(PROMPT)
        terminal.type(f"{FOOTLIGHT} user new bob {data}\n")
        await terminal.shows("Password of bob: ")
        await terminal.sleeps()
        terminal.type("\x03")
        await terminal.shows("Aborted")
        await terminal.shows(PROMPT)
        assert terminal.waits_for_enter
        for answer, end in (("n", "Aborted"), ("y", "is deleted")):
            terminal.type(f"{FOOTLIGHT} user delete ann {data}\n")
            await terminal.shows("for ever? [y/N]:")
            terminal.type(f"{answer}\n")
            await terminal.shows(end)
            await terminal.shows(PROMPT)
        assert PASSWORD not in terminal.screen


@pytest.mark.parametrize("window", [False, True])
async def test_a_channel_s_password_is_asked_for_until_it_is_right(site: Site, window: bool) -> None:
    chosen = site.server.folder / "chosen"
    chosen.write_text(WORDS)
    environment = {"HOME": str(site.server.folder), "QT_QPA_PLATFORM": "offscreen"}
    den = "wide-den" if window else "den"
    async with (
        await site.server.send(den, "test", *SMALL) as live,
        shell(site.server.folder, environment) as terminal,
    ):
        data = f"--data {site.server.folder}/data"
        terminal.type(f"{FOOTLIGHT} channel edit {den} --visibility password --password-stdin {data} < {chosen}\n")
        await terminal.shows(den)
        await terminal.shows(PROMPT)
        options = "--duration 3" if window else "--duration 3 --no-window"
        terminal.type(f"{FOOTLIGHT} watch {site.server.url}/{den} {options}\n")
        for typed in ("not the one", WORDS):
            await terminal.shows("Password of the channel: ")
            terminal.type(f"{typed}\n")
        await terminal.shows("pictures (")
        await terminal.shows(PROMPT)
        assert WORDS not in terminal.screen
        async with await site.watch(den) as script:
            assert await script.ended() == 5
        assert "FOOTLIGHT_TOKEN" in script.errors
        assert "[password_needed]" in script.errors
        assert live.process.returncode is None
