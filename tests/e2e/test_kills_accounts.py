"""A server killed without warning while accounts and channels change: what it acknowledged is there afterwards."""

import asyncio
import random
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any

import pytest
import pytest_asyncio

from footlight.store.sqlite import FILE
from tests.e2e.processes import Server
from tests.e2e.rest import BROKEN, Rest, owner_s_session

pytestmark = pytest.mark.long

KILLS = 50
VISIBILITIES = ("public", "unlisted", "members", "invited")

Fact = tuple[str, ...]
"""What can be asked of a server: a kind, and of whom or what."""


class Town:
    """Changes things at a server, and remembers of each what it may be now: one thing, or, where an answer did not
    come, what it was or what it was to be."""

    def __init__(self, rest: Rest, chance: random.Random) -> None:
        self.rest = rest
        self.acknowledged = 0
        self._chance = chance
        self._facts: dict[Fact, tuple[Any, ...]] = {}
        self._invitations: list[str] = []
        self._made = 0

    async def step(self) -> None:
        """Change one thing, if the server lives so long."""
        people, channels = self._there("person"), self._there("channel")
        steps: list[Callable[[], Awaitable[None]]] = [self._invite, self._join]
        if len(channels) < 12:
            steps.append(self._make_channel)
        if people:
            steps += [self._change_person]
        if channels:
            steps += [self._edit, self._edit, self._make_key, self._make_key, self._revoke_key, self._follow]
        if people and channels:
            steps += [self._list_person]
        if len(channels) > 6:
            steps.append(self._delete_channel)
        await self._chance.choice(steps)()

    async def check(self) -> None:
        """Compare with what the server says."""
        found = {fact: await self._asked(fact) for fact in list(self._facts)}
        wrong = {fact: (self._facts[fact], now) for fact, now in found.items() if now not in self._facts[fact]}
        assert wrong == {}
        self._facts = {fact: (now,) for fact, now in found.items()}

    def _there(self, kind: str) -> list[str]:
        return sorted(fact[1] for fact, known in self._facts.items() if fact[0] == kind and known[-1] is not None)

    async def _change(self, fact: Fact, to: Any, method: str, path: str, body: object = None) -> Any:
        """Ask for a change after which ``fact`` is ``to``; gives the answer's body, None where none came."""
        before = self._facts.get(fact, (None,))
        self._facts[fact] = (*before, to)
        try:
            answer = await self.rest.done(method, path, body)
        except BROKEN:
            return None
        self._facts[fact] = (to,)
        self.acknowledged += 1
        return answer

    async def _invite(self) -> None:
        try:
            self._invitations.append((await self.rest.done("POST", "/invitations", {"role": "member"}))["secret"])
        except BROKEN:
            return
        self.acknowledged += 1

    async def _join(self) -> None:
        if not self._invitations:
            return
        # Used up or not, nobody tries it again.
        secret, name = self._invitations.pop(), self._name("person")
        guest = Town(Rest(self.rest.url, ""), self._chance)
        body = {"name": name, "password": "plum tractor quiet", "invitation": secret}
        await guest._change(("person", name), ("member", False), "POST", "/people", body)
        self._facts |= guest._facts
        self.acknowledged += guest.acknowledged

    async def _change_person(self) -> None:
        name = self._chance.choice(self._there("person"))
        role, suspended = self._chance.choice(["member", "admin"]), self._chance.random() < 0.5
        body = {"role": role, "suspended": suspended}
        before = self._facts["person", name]
        await self._change(("person", name), (role, suspended), "PATCH", f"/people/{name}", body)
        if len(self._facts["person", name]) > 1:
            # Two changes, of which one may be done.
            self._facts["person", name] = (*before, (role, before[-1][1]), (role, suspended))

    async def _make_channel(self) -> None:
        name = self._name("channel")
        await self._change(("channel", name), (name, "public"), "POST", "/channels", {"name": name, "title": name})

    async def _edit(self) -> None:
        name = self._chance.choice(self._there("channel"))
        title, visibility = f"Title {self._chance.random()}", self._chance.choice(VISIBILITIES)
        body = {"title": title, "visibility": visibility}
        await self._change(("channel", name), (title, visibility), "PATCH", f"/channels/{name}", body)

    async def _delete_channel(self) -> None:
        name = self._chance.choice(self._there("channel"))
        await self._change(("channel", name), None, "DELETE", f"/channels/{name}")
        for fact in [fact for fact in self._facts if fact[0] in ("key", "listed", "followed") and fact[1] == name]:
            gone = len(self._facts["channel", name]) == 1
            self._facts[fact] = (None,) if gone else (*self._facts[fact], None)

    async def _make_key(self) -> None:
        name = self._chance.choice(self._there("channel"))
        try:
            made = await self.rest.done("POST", f"/channels/{name}/keys", {"name": "camera"})
        except BROKEN:
            return
        self.acknowledged += 1
        self._facts["key", name, made["id"]] = ("open",)

    async def _revoke_key(self) -> None:
        keys = [fact for fact, known in self._facts.items() if fact[0] == "key" and known == ("open",)]
        if keys:
            fact = self._chance.choice(keys)
            await self._change(fact, "revoked", "DELETE", f"/channels/{fact[1]}/keys/{fact[2]}")

    async def _list_person(self) -> None:
        name, person = self._chance.choice(self._there("channel")), self._chance.choice(self._there("person"))
        role = self._chance.choice(["moderator", "invited"])
        path = f"/channels/{name}/people/{person}"
        await self._change(("listed", name, person), role, "PUT", path, {"role": role})

    async def _follow(self) -> None:
        name = self._chance.choice(self._there("channel"))
        following = self._chance.random() < 0.7
        method = "PUT" if following else "DELETE"
        await self._change(("followed", name), following or None, method, f"/me/follows/{name}")

    def _name(self, kind: str) -> str:
        self._made += 1
        return f"{kind}{self._made}"

    async def _asked(self, fact: Fact) -> Any:
        kind, name, *rest = fact
        match kind:
            case "person":
                people = (await self.rest.done("GET", "/people?limit=500"))["people"]
                return next(
                    ((one["role"], one["suspended_at"] is not None) for one in people if one["name"] == name), None
                )
            case "channel":
                answered = await self.rest.ask("GET", f"/channels/{name}")
                return None if answered.status == 404 else (answered.body["title"], answered.body["visibility"])
            case "followed":
                follows = (await self.rest.done("GET", "/me/follows"))["channels"]
                return any(one["channel"] == name for one in follows) or None
            case "key":
                answered = await self.rest.ask("GET", f"/channels/{name}/keys")
                states = {
                    one["id"]: "revoked" if one["revoked_at"] else "open" for one in answered.body.get("keys", [])
                }
                return states.get(rest[0])
            case "listed":
                answered = await self.rest.ask("GET", f"/channels/{name}/people")
                return {one["name"]: one["role"] for one in answered.body.get("people", [])}.get(rest[0])
        raise AssertionError(kind)


@pytest_asyncio.fixture(loop_scope="session")
async def town(server: Server) -> Town:
    return Town(Rest(server.url, await owner_s_session(server.folder / "data")), random.Random(17))


async def test_what_was_acknowledged_outlives_fifty_kills_at_any_moment(server: Server, town: Town) -> None:
    chance = random.Random(19)
    for kill in range(KILLS):
        for _ in range(chance.randrange(1, 12)):
            await town.step()
        if kill % 2:
            # Amid one more.
            step = asyncio.create_task(town.step())
            await asyncio.sleep(0.06 * chance.random())
            await server.kill()
            await step
        else:
            await server.kill()
        await server.start()
        await town.check()

    assert town.acknowledged > 2 * KILLS
    assert await server.stop() == 0
    with closing(sqlite3.connect(server.folder / "data" / FILE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
