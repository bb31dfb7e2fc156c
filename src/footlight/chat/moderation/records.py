"""What the database knows of who writes, and what judging a line leaves there."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.line import Author, Say
from footlight.chat.moderation.conduct import Silence
from footlight.chat.moderation.log import note
from footlight.chat.moderation.silences import add_silence
from footlight.chat.whom import Whom
from footlight.errors import LimitReachedError
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds
from footlight.store.models import ChatHeld, ChatMessage, Follow, Person
from footlight.store.store import Store

MOST_HELD: Final = 500
"""Lines of one room that wait."""
MOST_OF_ONE: Final = 3
"""Of them of one person."""
AUTOMATIC_SECONDS: Final = 600
"""Of a time-out by a filter."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """How new somebody is in a room."""

    follows_since: Micros | None
    """None: they do not follow its channel."""
    account_since: Micros | None
    """None: a guest."""
    has_written: bool
    """Something that was let through."""


class Records:
    """Those of all rooms."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def newcomer(self, channel: ChannelName, by: Author) -> Newcomer:
        """How new the author of a line is."""
        written = select(ChatMessage.id).where(_by(by), ChatMessage.channel == channel)
        async with self._store.read() as session:
            has_written = await session.scalar(written.limit(1)) is not None
            if by.person is None:
                return Newcomer(None, None, has_written)
            follow = await session.get(Follow, (by.person, channel))
            person = await session.get(Person, by.person)
            return Newcomer(
                None if follow is None else follow.since, None if person is None else person.created_at, has_written
            )

    async def is_kept(self, channel: ChannelName, say: Say) -> bool:
        """Whether this line is written already, and was sent again."""
        mine = _by(say.author)
        asks = select(ChatMessage.id).where(
            mine, ChatMessage.channel == channel, ChatMessage.client_id == say.client_id
        )
        async with self._store.read() as session:
            return await session.scalar(asks) is not None

    async def hold(self, channel: ChannelName, say: Say, reason: str) -> int:
        """Keep a line until those who keep order saw it; gives how many wait. One that waits already is kept once.

        Raises:
            LimitReachedError: too many wait, of this author or in all.
        """
        by = say.author
        mine = ChatHeld.person == by.person
        if by.person is None:
            mine = ChatHeld.nick.is_not(None) & (ChatHeld.device == by.device)
        async with self._store.write() as session:
            there = await waiting(session, channel)
            own = list(await session.scalars(select(ChatHeld.client_id).where(ChatHeld.channel == channel, mine)))
            if say.client_id in own:
                return there
            if len(own) >= MOST_OF_ONE or there >= MOST_HELD:
                raise LimitReachedError("lines wait to be seen by those who keep order here: try again later")
            session.add(
                ChatHeld(
                    channel=channel,
                    person=by.person,
                    device=by.device,
                    nick=by.nick if by.person is None else None,
                    rank=by.rank.value,
                    colour=by.colour,
                    client_id=say.client_id,
                    kind=say.kind,
                    text=say.text,
                    reply_to=say.reply_to,
                    reason=reason,
                    at=self._clock.now(),
                )
            )
            return there + 1

    async def silence(self, channel: ChannelName, whom: Whom, filter_id: int, reason: str) -> tuple[Silence, list[int]]:
        """Time somebody out because of a filter; as `add_silence`."""
        now = self._clock.now()
        until = Micros(now + micros_from_seconds(AUTOMATIC_SECONDS))
        async with self._store.write() as session:
            silence, before = await add_silence(session, channel, whom, reason, None, now, until)
            detail = {
                "reason": reason, "seconds": AUTOMATIC_SECONDS, "timeouts": [silence.id], "filter": filter_id,
            }  # fmt: skip
            note(session, channel, now, "timeout", None, whom=whom, detail=detail)
        return silence, before


async def waiting(session: AsyncSession, channel: ChannelName) -> int:
    """How many lines of a room wait."""
    return await session.scalar(select(func.count()).where(ChatHeld.channel == channel)) or 0


def _by(author: Author) -> ColumnElement[bool]:
    """Lines of one author, as the index has them."""
    if author.person is not None:
        return ChatMessage.person == author.person
    return ChatMessage.nick.is_not(None) & (ChatMessage.device == author.device)
