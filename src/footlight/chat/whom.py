"""Whom something is to be done to, found by their nick: also where they are not here any more."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.moderation.marks import Marks, household_of, network_of
from footlight.chat.presence import Member
from footlight.chat.ranks import Rank
from footlight.chat.room import Room
from footlight.errors import PersonUnknownError
from footlight.model.channel import ChannelName
from footlight.model.names import LONGEST, skeleton
from footlight.store.models import ChatMessage, Person
from footlight.store.store import Store

_LINES: Final = 1_000
"""The last ones of a room, whose guests are known by their nicks."""
_DEVICES: Final = 10
"""Browsers of one person."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody who is here, was here, or has an account."""

    key: str
    """As of `Caller`."""
    nick: str
    """As it is written."""
    person: str | None
    """The id of the account."""
    devices: tuple[bytes, ...]
    """Their browsers, as far as they are known, the last one first."""
    rank: Rank
    address: str | None
    """Where they came from last, if that is known."""

    @property
    def device(self) -> bytes | None:
        """The browser of the last time."""
        return self.devices[0] if self.devices else None

    @property
    def network(self) -> str | None:
        """Of the address."""
        return None if self.address is None else network_of(self.address)

    @property
    def household(self) -> str | None:
        """Likewise."""
        return None if self.address is None else household_of(self.address)

    @property
    def marks_at_home(self) -> Marks:
        """By what they are known who come again, as guests of the same household too."""
        home = self.household
        return replace(self.marks, networks=frozenset() if home is None else frozenset({home}))

    @property
    def marks(self) -> Marks:
        """By what they are known, but for the network."""
        return Marks(frozenset() if self.person is None else frozenset({self.person}), frozenset(self.devices))


class Ranks(Protocol):
    """Knows what people with an account are in rooms."""

    async def ranks(self, session: AsyncSession, channel: ChannelName, persons: Collection[str]) -> dict[str, Rank]:
        """What each of them is, within a transaction; who may do nothing, or is no more, is a guest."""


class Whois:
    """Finds people by their nicks."""

    def __init__(self, store: Store, ranks: Ranks) -> None:
        self._store = store
        self._ranks = ranks

    async def find(self, room: Room, nick: str) -> Whom:
        """Who is called so, or alike: somebody here, else with an account, else among the last guests who wrote.

        Args:
            nick: as it was typed; an @ before it is left out.

        Raises:
            PersonUnknownError: nobody is.
        """
        typed = nick.strip().removeprefix("@")[: 4 * LONGEST]
        member = room.presence.called(typed)
        if member is not None and member.caller.person is None:
            return _here(room, member)
        alike = skeleton(typed)
        async with self._store.read() as session:
            if member is not None and member.caller.person is not None:
                # Their other browsers too, though they are not at them now.
                return _here(room, member, await _devices(session, room.channel, member.caller.person))
            person = await session.scalar(select(Person).where(Person.skeleton == alike))
            if person is not None:
                rank = (await self._ranks.ranks(session, room.channel, [person.id])).get(person.id, Rank.GUEST)
                devices = await _devices(session, room.channel, person.id)
                key = f"p:{person.id}"
                return Whom(key, person.name, person.id, devices, rank, room.conduct.address(key))
            rows = await session.execute(
                select(ChatMessage.nick, ChatMessage.device)
                .where(ChatMessage.channel == room.channel)
                .order_by(ChatMessage.seq.desc())
                .limit(_LINES)
            )
            for found, device in rows:
                if found is not None and device is not None and skeleton(found) == alike:
                    key = f"g:{device.hex()}"
                    return Whom(key, found, None, (device,), Rank.GUEST, room.conduct.address(key))
        raise PersonUnknownError(
            f"nobody here is called {typed[:LONGEST]!r}, nor anybody who wrote here lately or has an account"
        )


def _here(room: Room, member: Member, before: tuple[bytes, ...] = ()) -> Whom:
    caller = member.caller
    clients = room.presence.clients_of(member.key)
    devices = dict.fromkeys([caller.device, *(client.caller.device for client in clients[::-1]), *before])
    return Whom(member.key, member.nick, caller.person, tuple(devices)[:_DEVICES], member.rank, caller.address or None)


async def _devices(session: AsyncSession, channel: ChannelName, person: str) -> tuple[bytes, ...]:
    rows = await session.scalars(
        select(ChatMessage.device)
        .where(ChatMessage.channel == channel, ChatMessage.person == person, ChatMessage.device.is_not(None))
        .order_by(ChatMessage.id.desc())
        .limit(_LINES)
    )
    return tuple(dict.fromkeys(device for device in rows if device is not None))[:_DEVICES]
