"""Rooms for a server to have, and somebody who keeps order in all of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from footlight.accounts.guessing import Guessing
from footlight.accounts.invitations import Invitations
from footlight.accounts.passwords import Passwords
from footlight.accounts.people import People
from footlight.accounts.sessions import Sessions
from footlight.accounts.tokens import Tokens
from footlight.bench.server import CHANNEL
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.store.models import Channel
from footlight.store.store import open_store

FLOOD: Final = ChannelName("flood")
"""The room that too much is written in."""


def small_rooms(rooms: int) -> Sequence[ChannelName]:
    """The names of many rooms."""
    return [ChannelName(f"room{number}") for number in range(rooms)]


async def prepare(data: Path, rooms: int, clock: Clock) -> str:
    """Make the rooms in the database in ``data``: `CHANNEL`, `FLOOD` and the small ones.

    Returns a token, for chats, of who runs the site, and so owns all rooms.
    """
    async with open_store(data) as store:
        names = (CHANNEL, FLOOD, *small_rooms(rooms))
        async with store.write() as session:
            session.add_all([Channel(name=name, created_at=clock.now()) for name in names])
        people = People(
            *(store, clock, Passwords(), Guessing(clock), Invitations(store, clock), Sessions(store, clock)),
            "invitation",
        )
        owner = await people.create("Olga", None, "owner")
        return (await Tokens(store, clock).new(owner.id, "bench", {"chat"}, None)).secret
