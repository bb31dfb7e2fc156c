"""Lines that wait for those who keep order, in the database."""

from dataclasses import dataclass
from typing import get_args

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.line import Author, Kind, Say
from footlight.chat.ranks import Rank
from footlight.chat.whom import Whom
from footlight.errors import MessageUnknownError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import ChatHeld, Person
from footlight.store.store import Store


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One of them, as those who keep order read it."""

    id: int
    nick: str
    rank: Rank
    text: str
    reason: str
    """Why it waits."""
    at: Micros


class HeldLines:
    """Those of all rooms."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, channel: ChannelName) -> list[HeldLine]:
        """Those of a room, the oldest first."""
        asks = select(ChatHeld, Person.name).outerjoin(Person, Person.id == ChatHeld.person)
        async with self._store.read() as session:
            rows = (await session.execute(asks.where(ChatHeld.channel == channel).order_by(ChatHeld.id))).all()
        return [
            HeldLine(row.id, name or row.nick or "", Rank(row.rank), row.text, row.reason, row.at) for row, name in rows
        ]


async def held_line(session: AsyncSession, channel: ChannelName, held: int) -> tuple[Say, Whom]:
    """One of them as it is to be written, and by whom.

    Raises:
        MessageUnknownError: there is none.
    """
    row = await session.get(ChatHeld, held)
    if row is None or row.channel != channel:
        raise MessageUnknownError("this line does not wait any more")
    person = None if row.person is None else await session.get(Person, row.person)
    nick = row.nick or "" if person is None else person.name
    key = f"p:{row.person}" if row.person is not None else f"g:{(row.device or b'').hex()}"
    devices = () if row.device is None else (row.device,)
    author = Author(key, nick, Rank(row.rank), row.colour, row.person, row.device)
    kind: Kind = next(one for one in get_args(Kind) if one == row.kind)
    say = Say(author, row.client_id, row.text, kind, row.reply_to)
    return say, Whom(key, nick, row.person, devices, author.rank, None)


async def drop_held(session: AsyncSession, held: int) -> None:
    """It waits no longer."""
    await session.execute(delete(ChatHeld).where(ChatHeld.id == held))


async def drop_held_of(session: AsyncSession, channel: ChannelName, whom: Whom) -> None:
    """Nothing of somebody waits any more."""
    mine = or_(ChatHeld.device.in_(whom.devices), ChatHeld.person.is_not(None) & (ChatHeld.person == whom.person))
    await session.execute(delete(ChatHeld).where(ChatHeld.channel == channel, mine))
