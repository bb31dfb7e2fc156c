"""Polls of all rooms: one a room at a time. Votes are kept many at once, so that a crowd may vote in one moment."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import ColumnElement, Select, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.moderation.log import note
from footlight.chat.poll import Poll
from footlight.chat.presence import Client
from footlight.chat.ranks import Deed, check
from footlight.chat.room import Room, named
from footlight.chat.still import check_still
from footlight.chat.text import graphemes, line_text
from footlight.chat.whom import Ranks
from footlight.errors import FootlightError, LimitReachedError, NotAllowedError, OptionInvalidError
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.store.models import ChatPoll, ChatPollVote, Person
from footlight.store.store import Store

LONGEST_QUESTION: Final = 200
LONGEST_CHOICE: Final = 80
"""Letters as people count them."""
FEWEST_CHOICES: Final = 2
MOST_CHOICES: Final = 10
SHORTEST: Final = 10
LONGEST: Final = 7 * 24 * 3_600
"""Seconds that a poll is on."""
SHOWN: Final = Micros(5 * 60_000_000)
"""How long one that is over is shown to who comes."""
MOST_VOTES: Final = 100_000
_MOST_WAITING: Final = 5_000
"""Votes that wait for the database, of all rooms."""
_TOGETHER: Final = 100
"""In one transaction: others write in between."""
_READ_TOGETHER: Final = 500
_KEPT: Final = Micros(30 * 24 * 3_600_000_000)
"""How long one stays that is over."""
_FORGOTTEN_AT_ONCE: Final = 1_000
_COUNT_SECONDS: Final = 0.1
_TELL_EVERY: Final = Micros(1_000_000)


class OpenRooms(Protocol):
    """Knows the rooms that somebody is in."""

    def open(self) -> list[Room]: ...


@dataclass(frozen=True, slots=True)
class _Ballot:
    poll: Poll
    key: str
    person: str | None
    device: bytes | None
    choice: int
    kept: asyncio.Future[None]


class Polls:
    """All methods belong to one event loop. `run` must run beside them."""

    def __init__(self, store: Store, clock: Clock, ranks: Ranks) -> None:
        self._store = store
        self._clock = clock
        self._ranks = ranks
        # Of two who begin a poll at once one is the first.
        self._turn = asyncio.Lock()
        self._waiting: list[_Ballot] = []
        self._told_at: dict[ChannelName, Micros] = {}

    async def of(self, channel: ChannelName) -> Poll | None:
        """A room's poll as it is kept: the one that is on, or was over just now.

        Raises:
            StoreUnavailableError: it cannot be read.
        """
        now = self._clock.now()
        async with self._store.read() as session:
            row = await session.scalar(
                select(ChatPoll).where(ChatPoll.channel == channel).order_by(ChatPoll.id.desc()).limit(1)
            )
            if row is None:
                return None
            ends_at = row.until if row.ended_at is None else row.ended_at
            if now - ends_at >= SHOWN:
                return None
            poll = Poll(row.id, row.question, tuple(json.loads(row.options)), ends_at, over=ends_at <= now)
            last = 0
            while rows := (await session.execute(_page_of(row.id, last))).all():
                for _id, person, device, choice in rows:
                    poll.count(_key(person, device), choice)
                last = rows[-1][0]
        poll.changed = False
        return poll

    async def start(self, room: Room, by: Client, id: str, question: str, choices: Sequence[str], seconds: int) -> None:
        """Begin a poll, which ends by itself after so many seconds.

        Args:
            id: of the request: one that was begun by it before is not begun again.

        Raises:
            NotAllowedError: by rank.
            OptionInvalidError: there is one already, or there are too few or too many choices, or it is too short
                or too long.
            TextInvalidError: the question or a choice cannot be one.
            StoreUnavailableError: it was not begun.
        """
        check(Deed.POLL, by.rank)
        if not SHORTEST <= seconds <= LONGEST:
            raise OptionInvalidError(f"a poll is on for {SHORTEST} seconds to {LONGEST // 86_400} days")
        asked = _short(question, LONGEST_QUESTION, "the question")
        texts = [_short(choice, LONGEST_CHOICE, "a choice") for choice in choices]
        if not FEWEST_CHOICES <= len(texts) <= MOST_CHOICES:
            raise OptionInvalidError(f"a poll has {FEWEST_CHOICES} to {MOST_CHOICES} choices")
        if len({text.casefold() for text in texts}) < len(texts):
            raise OptionInvalidError("two choices of a poll are the same: change one")
        async with self._turn:
            now = self._clock.now()
            until = Micros(now + seconds * 1_000_000)
            row = ChatPoll(
                channel=room.channel,
                question=asked,
                options=json.dumps(texts, ensure_ascii=False),
                client_id=id,
                made_by=by.caller.person,
                at=now,
                until=until,
            )
            async with self._store.write() as session:
                await check_still(session, self._ranks, room.channel, by, Deed.POLL)
                if await session.scalar(_same(row)) is not None:
                    return
                if room.poll is not None and not room.poll.over:
                    raise OptionInvalidError("there is a poll already: end it first with /poll end")
                session.add(row)
                note(session, room.channel, now, "poll", by.caller.person, detail={"question": asked})
                await session.flush()
                poll = Poll(row.id, asked, tuple(texts), until)
            room.hold(poll)

    async def end(self, room: Room, by: Client) -> None:
        """End the poll that is on.

        Raises:
            NotAllowedError: by rank.
            OptionInvalidError: there is none.
            StoreUnavailableError: it goes on.
        """
        check(Deed.POLL, by.rank)
        async with self._turn:
            poll, now = _on(room), self._clock.now()
            async with self._store.write() as session:
                await check_still(session, self._ranks, room.channel, by, Deed.POLL)
                note(session, room.channel, now, "endpoll", by.caller.person, detail={"question": poll.question})
                await session.execute(update(ChatPoll).where(ChatPoll.id == poll.id).values(ended_at=now))
            poll.ends_at, poll.over = now, True
            room.hold(poll)

    async def vote(self, room: Room, client: Client, choice: int, poll: int | None = None) -> None:
        """Somebody chooses, or chooses another; returns once it is kept.

        Args:
            choice: its number, from 0.
            poll: which poll it is meant for; None: the one that is on.

        Raises:
            NotAllowedError: by rank, or the poll is over, or guests only read along here.
            TimedOutError: they say nothing for a while.
            NickNeededError: whoever it is only reads along.
            OptionInvalidError: there is no poll, or no such choice.
            LimitReachedError: too many vote at once.
            StoreUnavailableError: it is not kept.
        """
        check(Deed.VOTE, client.rank)
        key, caller = named(client).key, client.caller
        if _kept(room, key, choice, poll):
            # Asked again, as nothing was heard of it.
            return
        room.conduct.may_write(caller, client.rank)
        held = _on(room)
        if (poll is not None and poll != held.id) or self._clock.now() >= held.ends_at:
            raise _over()
        if choice >= len(held.choices):
            raise OptionInvalidError(f"there is no such choice: this poll has {len(held.choices)}")
        if len(self._waiting) >= _MOST_WAITING or (held.choice_of(key) is None and len(held) >= MOST_VOTES):
            raise LimitReachedError("too many vote at once: try again in a moment")
        kept = asyncio.get_running_loop().create_future()
        device = caller.device if caller.person is None else None
        self._waiting.append(_Ballot(held, key, caller.person, device, choice, kept))
        await kept

    async def run(self, rooms: OpenRooms) -> None:
        """Keep votes, tell how they stand, and end polls whose time is over, until cancelled."""
        while True:
            await asyncio.sleep(_COUNT_SECONDS)
            await self.keep()
            self.tell(rooms.open())

    async def keep(self) -> None:
        """Keep the votes that wait, and answer who gave them."""
        while self._waiting:
            some, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
            try:
                refused = await self._write(some)
            except FootlightError as error:
                refused = {id(ballot): error for ballot in some}
            for ballot in some:
                _answer(ballot, refused.get(id(ballot)))

    def tell(self, rooms: Iterable[Room]) -> None:
        """Tell how votes stand, each room at most once a second, and which polls are over."""
        now = self._clock.now()
        told: dict[ChannelName, Micros] = {}
        for room in rooms:
            poll = room.poll
            if poll is None:
                continue
            last = self._told_at.get(room.channel, Micros(0))
            if not poll.over and now >= poll.ends_at:
                poll.over = poll.changed = True
                last = Micros(0)
            if poll.changed and now - last >= _TELL_EVERY:
                room.hold(poll)
                last = now
            if poll.over and now - poll.ends_at >= SHOWN:
                room.poll = None
            told[room.channel] = last
        self._told_at = told

    async def forget(self) -> int:
        """Delete some of what is left of polls that ended long ago; to be called now and then. Gives how much."""
        over = select(ChatPoll.id).where(ChatPoll.until < self._clock.now() - _KEPT).order_by(ChatPoll.id).limit(1)
        async with self._store.read() as session:
            poll = await session.scalar(over)
        if poll is None:
            return 0
        some = select(ChatPollVote.id).where(ChatPollVote.poll == poll).limit(_FORGOTTEN_AT_ONCE)
        async with self._store.write() as session:
            votes = list(await session.scalars(some))
            await session.execute(delete(ChatPollVote).where(ChatPollVote.id.in_(votes)))
            if len(votes) < _FORGOTTEN_AT_ONCE:
                await session.execute(delete(ChatPoll).where(ChatPoll.id == poll))
        return len(votes) + 1

    async def _write(self, ballots: Sequence[_Ballot]) -> dict[int, FootlightError]:
        """Keep these in one transaction; gives those that could not be, by their ids."""
        # The last of each counts.
        last = {(ballot.poll.id, ballot.key): ballot for ballot in ballots}
        refused: dict[int, FootlightError] = {}
        now = self._clock.now()
        async with self._store.write() as session:
            polls, persons = await _there(session, ballots)
            votes = await _votes(session, ballots)
            new: list[dict[str, object]] = []
            for ballot in ballots:
                if ballot.poll.id not in polls:
                    refused[id(ballot)] = _over()
                elif ballot.person is not None and ballot.person not in persons:
                    refused[id(ballot)] = NotAllowedError("this account is gone")
                elif last[ballot.poll.id, ballot.key] is ballot:
                    row = votes.get((ballot.poll.id, ballot.person, ballot.device))
                    if row is not None:
                        row.option, row.at = ballot.choice, now
                        continue
                    whose = {"person": ballot.person, "device": ballot.device}
                    new.append({"poll": ballot.poll.id, **whose, "option": ballot.choice, "at": now})
            if new:
                await session.execute(insert(ChatPollVote), new)
        return refused


def _answer(ballot: _Ballot, refusal: FootlightError | None) -> None:
    if refusal is None:
        ballot.poll.count(ballot.key, ballot.choice)
    if ballot.kept.done():
        # Whoever voted is gone.
        return
    if refusal is None:
        ballot.kept.set_result(None)
    else:
        ballot.kept.set_exception(refusal)


async def _there(session: AsyncSession, ballots: Sequence[_Ballot]) -> tuple[set[int], set[str]]:
    """Which of the polls there still are, not ended before their time, and which of the accounts."""
    polls = select(ChatPoll.id).where(ChatPoll.id.in_({one.poll.id for one in ballots}), ChatPoll.ended_at.is_(None))
    persons = {one.person for one in ballots if one.person is not None}
    found = set(await session.scalars(select(Person.id).where(Person.id.in_(persons)))) if persons else set()
    return set(await session.scalars(polls)), found


async def _votes(
    session: AsyncSession, ballots: Sequence[_Ballot]
) -> dict[tuple[int, str | None, bytes | None], ChatPollVote]:
    """What these people chose before."""
    whose: list[ColumnElement[bool]] = [
        ChatPollVote.person.in_({one.person for one in ballots if one.person is not None}),
        ChatPollVote.device.in_({one.device for one in ballots if one.device is not None}),
    ]
    rows = await session.scalars(
        select(ChatPollVote).where(ChatPollVote.poll.in_({one.poll.id for one in ballots}), or_(*whose))
    )
    return {(row.poll, row.person, row.device): row for row in rows}


def _same(row: ChatPoll) -> Select[int]:
    """The poll that the same request began before."""
    made = (ChatPoll.channel == row.channel, ChatPoll.made_by == row.made_by, ChatPoll.client_id == row.client_id)
    return select(ChatPoll.id).where(*made)


def _page_of(poll: int, last: int) -> Select[int, str | None, bytes | None, int]:
    """Some votes at a time, so that others are served in between."""
    vote = ChatPollVote
    asks = select(vote.id, vote.person, vote.device, vote.option).where(vote.poll == poll, vote.id > last)
    return asks.order_by(vote.id).limit(_READ_TOGETHER)


def _key(person: str | None, device: bytes | None) -> str:
    """By which a `Caller` is known."""
    return f"p:{person}" if device is None else f"g:{device.hex()}"


def _short(raw: str, most: int, what: str) -> str:
    text = " ".join(line_text(raw).split("\n"))
    if graphemes(text) > most:
        raise OptionInvalidError(f"{what} of a poll has at most {most} letters")
    return text


def _kept(room: Room, key: str, choice: int, poll: int | None) -> bool:
    """Whether this is somebody's vote already."""
    held = room.poll
    return held is not None and poll in (None, held.id) and held.choice_of(key) == choice


def _on(room: Room) -> Poll:
    if room.poll is None or room.poll.over:
        raise OptionInvalidError("there is no poll here")
    return room.poll


def _over() -> NotAllowedError:
    return NotAllowedError("this poll is over")
