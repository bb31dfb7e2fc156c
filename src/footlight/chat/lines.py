"""What people do to a room's lines, kept: many deeds in one transaction, each of them done or refused alone.

Transactions that write follow each other, in all processes: so a line's place in its room is the next one, and a line
that is deleted cannot be edited by who did not know it yet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from footlight.chat.line import Author, Delete, Done, Edit, LetThrough, LineDeed, React, Restore, Say
from footlight.chat.moderation.barred import Barred, barred
from footlight.chat.ranks import Deed, Rank, check
from footlight.chat.reading import cleared_up_to, read_lines
from footlight.chat.whom import Ranks
from footlight.chat.words import words
from footlight.errors import (
    ChannelUnknownError,
    FootlightError,
    LimitReachedError,
    MessageUnknownError,
    NotAllowedError,
)
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.store.models import Base, Channel, ChatHeld, ChatLog, ChatMessage, ChatReaction, ChatSetting, Person
from footlight.store.store import Store

MOST_KINDS: Final = 20
"""Different signs under one line."""
_KEPT: Final = Micros(30 * 24 * 3_600_000_000)
"""How long a line that was taken away can be brought back."""
_FORGOTTEN_AT_ONCE: Final = 1_000
_SAID: Final = (
    *("channel", "seq", "person", "device", "nick", "rank", "colour"),
    *("client_id", "kind", "text", "words", "reply_to", "sent_at"),
)
"""What a new line has."""

# Made once: that costs more than the database takes for them.
_PLACES: Final = select(
    Channel.name,
    select(func.max(ChatMessage.seq)).where(ChatMessage.channel == Channel.name).correlate(Channel).scalar_subquery(),
    cleared_up_to(Channel.name),
).where(Channel.name.in_(bindparam("channels", expanding=True)))
_SENT: Final = select(ChatMessage).where(
    ChatMessage.channel.in_(bindparam("channels", expanding=True)),
    ChatMessage.client_id.in_(bindparam("ids", expanding=True)),
)
_OF_PEOPLE: Final = _SENT.where(ChatMessage.person.in_(bindparam("whose", expanding=True)))
# As the index has it.
_OF_GUESTS: Final = _SENT.where(
    ChatMessage.nick.is_not(None), ChatMessage.device.in_(bindparam("whose", expanding=True))
)
_MESSAGES: Final = Base.metadata.tables[ChatMessage.__tablename__]
_ADD: Final = insert(_MESSAGES).returning(_MESSAGES.c.channel, _MESSAGES.c.seq, _MESSAGES.c.id)

RoomDeeds = tuple[ChannelName, Sequence[LineDeed]]


class Lines:
    """The lines of all rooms."""

    def __init__(self, store: Store, clock: Clock, ranks: Ranks | None = None) -> None:
        """``ranks``: what people are in the moment that something is written; None: what they were told to be."""
        self._store = store
        self._clock = clock
        self._ranks = ranks

    async def do(self, channel: ChannelName, deeds: Sequence[LineDeed]) -> list[Done | FootlightError]:
        """Do all of it in this order, and answer each in its place once it is on disk.

        What cannot be done is answered with `NotAllowedError` (somebody else's line, an account that is gone),
        `MessageUnknownError` (no such line, or it is deleted) or `LimitReachedError` (too many kinds of signs under a
        line), and nothing of it is left; the others are done.

        Raises:
            ChannelUnknownError: there is no such channel; nothing was done.
            StoreUnavailableError: nothing was done.
        """
        (done,) = await self.do_all([(channel, deeds)])
        if isinstance(done, FootlightError):
            raise done
        return done

    async def do_all(self, rooms: Sequence[RoomDeeds]) -> list[list[Done | FootlightError] | ChannelUnknownError]:
        """The same for several rooms at once, each of them once; an error in place of a room that is not there.

        Raises:
            StoreUnavailableError: nothing was done.
        """
        async with self._store.write() as session:
            turn = _Turn(session, self._clock.now(), self._ranks)
            await turn.begin(rooms)
            done = [(channel, [await turn.do(channel, deed) for deed in deeds]) for channel, deeds in rooms]
            await turn.end()
            rows = [one[0] for _, some in done for one in some if not isinstance(one, FootlightError)]
            lines = dict(zip(map(id, rows), await read_lines(session, rows, new=turn.new), strict=True))
            return [
                [one if isinstance(one, FootlightError) else Done(lines[id(one[0])], one[1]) for one in some]
                if turn.knows(channel)
                else _no_channel(channel)
                for channel, some in done
            ]

    async def forget(self) -> int:
        """Wipe the texts of lines that were taken away long ago; to be called now and then. Gives how many."""
        old = Micros(self._clock.now() - _KEPT)
        to_wipe = (
            select(ChatMessage.id)
            .where(ChatMessage.deleted_at.is_not(None), ChatMessage.text != "", ChatMessage.deleted_at < old)
            .order_by(ChatMessage.deleted_at)
            .limit(_FORGOTTEN_AT_ONCE)
        )
        async with self._store.read() as session:
            some = list(await session.scalars(to_wipe))
        if some:
            async with self._store.write() as session:
                # One may have been brought back meanwhile.
                still = (ChatMessage.id.in_(some), ChatMessage.deleted_at < old)
                await session.execute(update(ChatMessage).where(*still).values(text=""))
        return len(some) + await self._forget_cleared(old)

    async def _forget_cleared(self, old: Micros) -> int:
        """The same of rooms that were cleared."""
        undoing = aliased(ChatLog)
        to_wipe = (
            select(ChatSetting, ChatLog)
            .join(ChatLog, ChatLog.channel == ChatSetting.channel)
            .where(
                ChatLog.deed == "clear",
                ChatLog.at < old,
                ChatLog.message <= ChatSetting.cleared_up_to,
                ChatLog.message > ChatSetting.wiped_up_to,
                ~select(undoing.id).where(undoing.undoes == ChatLog.id).exists(),
            )
            .order_by(ChatLog.id)
            .limit(1)
        )
        async with self._store.read() as session:
            if (await session.execute(to_wipe)).first() is None:
                return 0
        async with self._store.write() as session:
            found = (await session.execute(to_wipe)).first()
            if found is None:
                return 0
            setting, cleared = found
            rows = await session.scalars(
                select(ChatMessage)
                .where(
                    ChatMessage.channel == setting.channel,
                    ChatMessage.deleted_at.is_(None),
                    ChatMessage.id > setting.wiped_up_to,
                    ChatMessage.id <= cleared.message,
                )
                .order_by(ChatMessage.id)
                .limit(_FORGOTTEN_AT_ONCE)
            )
            some = rows.all()
            for row in some:
                row.text = row.words = ""
                row.deleted_at = cleared.at
            setting.wiped_up_to = some[-1].id if len(some) == _FORGOTTEN_AT_ONCE else cleared.message or 0
            return len(some)


@dataclass(slots=True)
class _Place:
    """A room, as of this transaction."""

    seq: int
    """Of its last line."""
    cleared_up_to: int


class _Turn:
    """One transaction: what its deeds speak of is read at once, and so is written what they change."""

    def __init__(self, session: AsyncSession, now: Micros, ranks: Ranks | None) -> None:
        self._session = session
        self._now = now
        self._asked = ranks
        self._ranks: dict[ChannelName, dict[str, Rank]] = {}
        self._places: dict[ChannelName, _Place] = {}
        self._rows: dict[int, ChatMessage] = {}
        self._sent: dict[tuple[ChannelName, str | bytes, str], ChatMessage] = {}
        self._persons: set[str] = set()
        self._barred = Barred()
        self._waiting: dict[int, ChannelName] = {}
        self._let_through: list[tuple[LetThrough, ChatMessage]] = []
        self.new: list[ChatMessage] = []

    def knows(self, channel: ChannelName) -> bool:
        """Whether there is such a channel."""
        return channel in self._places

    async def begin(self, rooms: Sequence[RoomDeeds]) -> None:
        channels = [channel for channel, _ in rooms]
        found = await self._session.execute(_PLACES, {"channels": channels})
        self._places = {name: _Place(seq or 0, up_to) for name, seq, up_to in found}
        deeds = [deed for _, some in rooms for deed in some]
        asked: set[int | None] = {deed.reply_to if isinstance(deed, Say) else deed.message for deed in deeds}
        if asked := asked - {None}:
            rows = await self._session.scalars(
                select(ChatMessage).where(ChatMessage.channel.in_(channels), ChatMessage.id.in_(asked))
            )
            self._rows = {row.id: row for row in rows}
        persons = {deed.author.person for deed in deeds if deed.author.person is not None}
        if persons:
            self._persons = set(await self._session.scalars(select(Person.id).where(Person.id.in_(persons))))
        for channel, some in rooms:
            await self._find_ranks(channel, some)
        writing = [deed.author for deed in deeds if isinstance(deed, Say | Edit | React)]
        if writing:
            self._barred = await barred(self._session, channels, writing, self._now)
        says = [deed for deed in deeds if isinstance(deed, Say)]
        await self._find_sent(channels, says)
        await self._find_waiting(channels, [say.let_through.held for say in says if say.let_through is not None])

    async def _find_ranks(self, channel: ChannelName, deeds: Sequence[LineDeed]) -> None:
        """What those are who take lines away or let them through, and those whose lines are taken away."""
        of_lines = [deed for deed in deeds if isinstance(deed, Delete | Restore)]
        let_through = [deed.let_through for deed in deeds if isinstance(deed, Say) and deed.let_through is not None]
        if (of_lines or let_through) and self._asked is not None:
            rows = [row for deed in of_lines if (row := self._rows.get(deed.message)) is not None]
            persons = {deed.author.person for deed in of_lines} | {row.person for row in rows}
            known = [person for person in persons | {one.by for one in let_through} if person is not None]
            self._ranks[channel] = await self._asked.ranks(self._session, channel, known)

    async def _find_waiting(self, channels: Sequence[ChannelName], held: Sequence[int]) -> None:
        """Which of these lines wait still."""
        if held:
            asks = select(ChatHeld.id, ChatHeld.channel).where(ChatHeld.id.in_(held), ChatHeld.channel.in_(channels))
            self._waiting = {row.id: row.channel for row in await self._session.execute(asks)}

    async def _find_sent(self, channels: Sequence[ChannelName], says: Iterable[Say]) -> None:
        """What of it was sent before."""
        of_people = [say for say in says if say.author.person is not None]
        of_guests = [say for say in says if say.author.person is None]
        for asks, some in ((_OF_PEOPLE, of_people), (_OF_GUESTS, of_guests)):
            if some:
                whose = {say.author.person or say.author.device for say in some}
                asked = {"whose": list(whose), "ids": list({say.client_id for say in some}), "channels": channels}
                for row in await self._session.scalars(asks, asked):
                    self._sent[row.channel, row.person or row.device or b"", row.client_id] = row

    async def end(self) -> None:
        """Write what is not written yet: new lines by one statement, where the session would take one for each."""
        await self._session.flush()
        if self.new:
            values = [{name: getattr(row, name) for name in _SAID} for row in self.new]
            ids = {(channel, seq): id for channel, seq, id in await self._session.execute(_ADD, values)}
            for row in self.new:
                row.id = ids[row.channel, row.seq]
        if self._let_through:
            decided = [one.held for one, _ in self._let_through]
            await self._session.execute(delete(ChatHeld).where(ChatHeld.id.in_(decided)))
            for one, row in self._let_through:
                self._note("approve", row, one.by)

    async def do(self, channel: ChannelName, deed: LineDeed) -> tuple[ChatMessage, bool] | FootlightError:
        try:
            if channel not in self._places:
                raise _no_channel(channel)
            if deed.author.person is not None and deed.author.person not in self._persons:
                raise NotAllowedError("this account is gone")
            match deed:
                case Say():
                    return self._say(channel, deed)
                case Edit():
                    return self._edit(channel, deed)
                case Delete():
                    return self._delete(channel, deed)
                case Restore():
                    return self._restore(channel, deed)
                case React():
                    return await self._react(channel, deed)
        except FootlightError as error:
            return error

    def _say(self, channel: ChannelName, say: Say) -> tuple[ChatMessage, bool]:
        author = say.author
        whose = author.person or author.device
        if whose is None:
            raise NotAllowedError("it is not known who says this")
        before = self._sent.get((channel, whose, say.client_id))
        if before is None and say.reply_to is not None:
            self._row(channel, say.reply_to)
        if say.let_through is not None:
            self._check_waiting(channel, say.let_through)
        if before is not None:
            return self._written(say, before), False
        if say.let_through is None:
            self._check_writes(channel, author)
        place = self._places[channel]
        place.seq += 1
        row = ChatMessage(
            channel=channel,
            seq=place.seq,
            person=author.person,
            device=author.device,
            nick=author.nick if author.person is None else None,
            rank=author.rank.value,
            colour=author.colour,
            client_id=say.client_id,
            kind=say.kind,
            text=say.text,
            words=" ".join(words(say.text)),
            reply_to=say.reply_to,
            sent_at=self._now,
        )
        self._sent[channel, whose, say.client_id] = row
        self.new.append(row)
        return self._written(say, row), True

    def _check_writes(self, channel: ChannelName, author: Author) -> None:
        if self._barred.fits(channel, author):
            raise NotAllowedError("you may not write here any more")

    def _check_waiting(self, channel: ChannelName, one: LetThrough) -> None:
        ranks = self._ranks.get(channel)
        if ranks is not None:
            check(Deed.HELD, ranks.get(one.by or "", Rank.GUEST))
        if self._waiting.pop(one.held, None) != channel:
            raise MessageUnknownError("this line does not wait any more")

    def _written(self, say: Say, row: ChatMessage) -> ChatMessage:
        if say.let_through is not None:
            self._let_through.append((say.let_through, row))
        return row

    def _edit(self, channel: ChannelName, edit: Edit) -> tuple[ChatMessage, bool]:
        row = self._row(channel, edit.message)
        if not _is_own(row, edit.author):
            raise NotAllowedError("a line is changed by who wrote it, and nobody else")
        self._check_writes(channel, edit.author)
        if row.text == edit.text:
            return row, False
        row.text, row.words = edit.text, " ".join(words(edit.text))
        row.edited_at = row.changed_at = self._now
        return row, True

    def _delete(self, channel: ChannelName, delete: Delete) -> tuple[ChatMessage, bool]:
        row = self._row(channel, delete.message, deleted=True)
        own = _is_own(row, delete.author)
        if not own:
            self._check(delete.author, row)
        if row.deleted_at is not None:
            return row, False
        if own:
            row.text = ""
        else:
            row.deleted_by = delete.author.person
            self._note("delete", row, delete.author.person)
        row.words = ""
        row.deleted_at = row.changed_at = self._now
        return row, True

    def _restore(self, channel: ChannelName, restore: Restore) -> tuple[ChatMessage, bool]:
        row = self._row(channel, restore.message, deleted=True)
        self._check(restore.author, row)
        if row.deleted_at is None:
            return row, False
        if not row.text:
            raise MessageUnknownError("this line was deleted for good")
        self._note("restore", row, restore.author.person, restore.undoes)
        row.words = " ".join(words(row.text))
        row.deleted_at = row.deleted_by = None
        row.changed_at = self._now
        return row, True

    def _check(self, by: Author, row: ChatMessage) -> None:
        """Return where somebody may take away, and bring back, what another one wrote."""
        mine, over = by.rank, Rank(row.rank)
        ranks = self._ranks.get(row.channel)
        if ranks is not None:
            mine = ranks.get(by.person or "", Rank.GUEST)
            over = Rank.GUEST if row.person is None else ranks.get(row.person, Rank.GUEST)
        check(Deed.DELETE, mine, over=over)

    def _note(self, deed: str, row: ChatMessage, by: str | None, undoes: int | None = None) -> None:
        """What those who keep order do to others' lines is in their log."""
        self._session.add(
            ChatLog(
                channel=row.channel,
                at=self._now,
                made_by=by,
                deed=deed,
                person=row.person,
                device=row.device if row.person is None else None,
                nick=row.nick if row.person is None else None,
                message=row.id,
                undoes=undoes,
                detail="{}",
            )
        )

    async def _react(self, channel: ChannelName, react: React) -> tuple[ChatMessage, bool]:
        row = self._row(channel, react.message)
        author = react.author
        mine = (
            ChatReaction.message == row.id,
            ChatReaction.emoji == react.emoji,
            ChatReaction.person == author.person
            if author.person is not None
            else ChatReaction.nick.is_not(None) & (ChatReaction.device == author.device),
        )
        given = await self._session.scalar(select(ChatReaction).where(*mine))
        if (given is not None) == react.on:
            return row, False
        if given is not None:
            await self._session.delete(given)
        else:
            self._check_writes(channel, author)
            await self._check_kinds(row.id, react.emoji)
            self._session.add(
                ChatReaction(
                    message=row.id,
                    emoji=react.emoji,
                    person=author.person,
                    device=None if author.person is not None else author.device,
                    nick=None if author.person is not None else author.nick,
                    at=self._now,
                )
            )
        row.changed_at = self._now
        await self._session.flush()
        return row, True

    async def _check_kinds(self, message: int, emoji: str) -> None:
        there = set(
            await self._session.scalars(
                select(ChatReaction.emoji).distinct().where(ChatReaction.message == message).limit(MOST_KINDS + 1)
            )
        )
        if len(there) >= MOST_KINDS and emoji not in there:
            raise LimitReachedError(f"{MOST_KINDS} different reactions are all that a line takes")

    def _row(self, channel: ChannelName, message: int, *, deleted: bool = False) -> ChatMessage:
        """A line of this room; one that is deleted only where it was asked for."""
        row = self._rows.get(message)
        gone = row is None or row.channel != channel or row.id <= self._places[channel].cleared_up_to
        if row is None or gone or (row.deleted_at is not None and not deleted):
            raise MessageUnknownError("there is no such line here, or it was deleted")
        return row


def _no_channel(channel: ChannelName) -> ChannelUnknownError:
    return ChannelUnknownError(f"there is no channel {channel}")


def _is_own(row: ChatMessage, author: Author) -> bool:
    if author.person is not None:
        return row.person == author.person
    return row.nick is not None and author.device is not None and row.device == author.device
