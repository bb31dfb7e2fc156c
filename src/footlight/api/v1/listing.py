"""The list of what is on, made for a crowd: every open first page asks for it again and again."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from footlight.accounts.channels import ChannelBook, ChannelInfo
from footlight.accounts.identity import Identity
from footlight.accounts.rights import ListedAs
from footlight.api.v1.channelanswers import ListedBroadcastAnswer
from footlight.api.v1.sight import Sight
from footlight.hub.directory import Directory
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros

FRESH: Final = Micros(250_000)
"""So long one look at what is on does for all who ask."""

Kind = Literal["guest", "member", "host"]
"""Those who are told the same, unless a channel is theirs or its list says something of them."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A broadcast, as JSON for those who may watch it and for those who may not."""

    info: ChannelInfo
    shown: bytes
    hidden: bytes


@dataclass(slots=True)
class _Look:
    """What was on at one moment, by channel."""

    at: Micros
    items: list[_Item]
    owners: frozenset[str]
    told: dict[Kind, bytes] = field(default_factory=dict)


class Listing:
    """Tells what is on to each who asks."""

    def __init__(self, book: ChannelBook, directory: Directory, clock: Clock) -> None:
        self._book = book
        self._directory = directory
        self._clock = clock
        self._look: _Look | None = None
        self._looking = asyncio.Lock()

    async def told(self, who: Identity | None) -> bytes:
        """The JSON of a `BroadcastsAnswer`."""
        look = await self._newest()
        if who is not None and "read" not in who.scopes:
            who = None
        roles = {} if who is None or not look.items else await self._book.roles(who.person)
        if who is not None and not who.runs_the_site and (who.person in look.owners or roles):
            return _json(look.items, who, roles)
        kind: Kind = "guest" if who is None else "host" if who.runs_the_site else "member"
        if kind not in look.told:
            look.told[kind] = _json(look.items, who, {})
        return look.told[kind]

    async def _newest(self) -> _Look:
        # A crowd that comes at once waits for one look.
        async with self._looking:
            now = self._clock.now()
            if self._look is None or not 0 <= now - self._look.at < FRESH:
                self._look = await self._look_now(now)
            return self._look

    async def _look_now(self, now: Micros) -> _Look:
        found = sorted(await self._directory.broadcasts(), key=lambda one: one.channel)
        infos = await self._book.infos([one.channel for one in found]) if found else {}
        items = [
            _Item(
                info,
                ListedBroadcastAnswer.of_channel(one, info, shown=True).model_dump_json().encode(),
                ListedBroadcastAnswer.of_channel(one, info, shown=False).model_dump_json().encode(),
            )
            for one in found
            if (info := infos.get(one.channel)) is not None
        ]
        return _Look(now, items, frozenset(item.info.owner.id for item in items if item.info.owner is not None))


def _json(items: list[_Item], who: Identity | None, roles: Mapping[ChannelName, ListedAs]) -> bytes:
    parts = []
    for item in items:
        sight = Sight(item.info, who, roles.get(item.info.name))
        if sight.listed:
            parts.append(item.shown if sight.watches else item.hidden)
    return b'{"broadcasts":[' + b",".join(parts) + b"]}"
