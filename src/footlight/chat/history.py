"""What was written in a room, a page at a time, and what is found in it.

Pages go by a line's place in its room, so that each reads as many rows as it gives (and those between that are
deleted). What is looked for is found by words, as `footlight.chat.words` makes them of lines and of questions alike.
"""

from collections.abc import Collection
from typing import Final, Protocol

from sqlalchemy import ColumnElement, select

from footlight.chat.line import Line
from footlight.chat.reading import cleared_up_to, place_of, read_lines, shown_in
from footlight.chat.searching import lines_with
from footlight.chat.words import asked
from footlight.errors import TextInvalidError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import ChatMessage, ChatReaction
from footlight.store.store import Store

MOST: Final = 100
"""Lines of one page."""
MOST_WORDS: Final = 8
"""That can be looked for at once."""
LONGEST: Final = 200
"""Signs of what is looked for."""
_AWAY: Final = Micros(60_000_000)
"""How far the clocks of two servers may be apart."""


class Known(Protocol):
    """By what somebody's reactions are known."""

    @property
    def person(self) -> str | None:
        """The id of an account; None: a guest."""

    @property
    def device(self) -> bytes | None:
        """A guest's."""


class History:
    """The lines of all rooms."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def newest(self, channel: ChannelName, limit: int = 50) -> list[Line]:
        """The last lines of a room, the oldest first; deleted ones are left out."""
        return await self.page(channel, limit=limit)

    async def page(
        self, channel: ChannelName, *, before: int | None = None, after: int | None = None, limit: int = MOST
    ) -> list[Line]:
        """Lines in order, at most `MOST`; deleted ones are left out. Nothing where the room has no such line.

        Args:
            before: a line's id: those before it, the nearest.
            after: a line's id: those after it, the nearest.
        """
        asks = select(ChatMessage).where(*shown_in(channel))
        if before is not None:
            asks = asks.where(ChatMessage.seq < place_of(channel, before))
        if after is not None:
            asks = asks.where(ChatMessage.seq > place_of(channel, after))
        forward = after is not None and before is None
        asks = asks.order_by(ChatMessage.seq if forward else ChatMessage.seq.desc()).limit(min(limit, MOST))
        async with self._store.read() as session:
            rows = (await session.scalars(asks)).all()
            return await read_lines(session, rows if forward else rows[::-1])

    async def following(self, channel: ChannelName, seq: int) -> list[Line]:
        """Lines whose place in the room is after ``seq``, as of `page`: for going through all of it."""
        asks = select(ChatMessage).where(*shown_in(channel), ChatMessage.seq > seq)
        async with self._store.read() as session:
            return await read_lines(session, (await session.scalars(asks.order_by(ChatMessage.seq).limit(MOST))).all())

    async def line(self, channel: ChannelName, message: int) -> Line | None:
        """One line of a room, deleted or not; None where the room was cleared since."""
        asks = select(ChatMessage).where(
            ChatMessage.id == message, ChatMessage.channel == channel, ChatMessage.id > cleared_up_to(channel)
        )
        async with self._store.read() as session:
            row = await session.scalar(asks)
            if row is None:
                return None
            return (await read_lines(session, [row]))[0]

    async def changed(self, channel: ChannelName, since: int, limit: int = MOST) -> list[Line]:
        """What became of lines while somebody was away: the newest ``limit`` changes, each line as it is now.

        Args:
            since: the id of the last line that they have; changes of it and of those before are told, from when it was
                sent. Some that they know already can be among them.
        """
        async with self._store.read() as session:
            last = await session.get(ChatMessage, since)
            if last is None or last.channel != channel:
                return []
            rows = await session.scalars(
                select(ChatMessage)
                .where(
                    ChatMessage.channel == channel,
                    ChatMessage.changed_at.is_not(None),
                    ChatMessage.changed_at >= last.sent_at - _AWAY,
                    ChatMessage.seq <= last.seq,
                    ChatMessage.id > cleared_up_to(channel),
                )
                .order_by(ChatMessage.changed_at.desc())
                .limit(min(limit, MOST))
            )
            return await read_lines(session, sorted(rows, key=lambda row: row.seq))

    async def own_reactions(self, who: Known, messages: Collection[int]) -> dict[int, list[str]]:
        """Which signs somebody put under these lines, in the order in which they did; none are left out."""
        if not messages:
            return {}
        whose: ColumnElement[bool] = ChatReaction.person == who.person
        if who.person is None:
            whose = ChatReaction.nick.is_not(None) & (ChatReaction.device == who.device)
        asks = select(ChatReaction.message, ChatReaction.emoji).where(ChatReaction.message.in_(messages), whose)
        # A crowd comes in at once: it costs the least that a read can.
        rows = await self._store.glance(lambda database: database.execute(asks.order_by(ChatReaction.id)).all())
        found: dict[int, list[str]] = {}
        for message, emoji in rows:
            found.setdefault(message, []).append(emoji)
        return found

    async def search(
        self, channel: ChannelName, words: str, *, before: int | None = None, limit: int = 50
    ) -> list[Line]:
        """Lines with all these words, the newest first; the last word may be the beginning of one.

        Args:
            before: a line's id: go on after it.

        Raises:
            TextInvalidError: there is no word in it, or there are too many.
        """
        if len(words) > LONGEST:
            raise TextInvalidError(f"what is looked for has at most {LONGEST} letters")
        whole, beginning = asked(words)
        count = len(whole) + (beginning is not None)
        if not 1 <= count <= MOST_WORDS:
            raise TextInvalidError(f"give 1 to {MOST_WORDS} words to look for")
        most = min(limit, MOST)
        async with self._store.read() as session:
            rows = await lines_with(session, channel, whole, beginning, before, most)
            return await read_lines(session, rows)
