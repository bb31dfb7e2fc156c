"""What those who keep order do: to people, to lines, and to the room's rules.

Commands, pages and programs all come here. Each deed asks the rank of who does it and of whom it is done to again in
the transaction that writes it, together with its entry in the log: of two who put each other out at once one is late.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.line import QUOTED, Delete, LetThrough, Restore
from footlight.chat.messages import Notice, SettingsChanged, TimedOut, Warned, YouChanged
from footlight.chat.moderation.bans import add_bans, called, drop_bans
from footlight.chat.moderation.clearing import Newest, clear_room, unclear_room
from footlight.chat.moderation.conduct import Ban
from footlight.chat.moderation.held import drop_held, drop_held_of, held_line
from footlight.chat.moderation.log import Detail, ids_of, note, to_undo
from footlight.chat.moderation.marks import Marks
from footlight.chat.moderation.records import waiting
from footlight.chat.moderation.rules import RoomRules, Value
from footlight.chat.moderation.setting import change_rules
from footlight.chat.moderation.silences import add_silence, end_silences
from footlight.chat.presence import Client
from footlight.chat.ranks import Deed, Rank, check
from footlight.chat.room import Room, author
from footlight.chat.text import line_text
from footlight.chat.whom import Ranks, Whois, Whom
from footlight.errors import MessageUnknownError, OptionInvalidError, PersonUnknownError
from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds
from footlight.store.models import ChatBan, ChatLog, ChatTimeout
from footlight.store.store import Store

LONGEST: Final = 14 * 24 * 3_600
"""Seconds of a time-out."""
_LONGEST_REASON: Final = 200
_LONGEST_NICK: Final = 64
_DEEDS: Final = {
    "slow_seconds": Deed.SLOW,
    "followers_seconds": Deed.FOLLOWERS,
    "emote_only": Deed.EMOTE_ONLY,
    "unique": Deed.UNIQUE,
}
"""What it takes to change some of the rules; the others are the room's settings."""
_AT_ONCE: Final = 200
"""Connections that are looked at before the event loop does something else."""


class Order:
    """All methods take the room, and the connection of who does it; they return when it is kept and told.

    All raise `NotAllowedError` where somebody may not do it, and `StoreUnavailableError` where it cannot be kept; those
    that take a nick `PersonUnknownError` where nobody has it.
    """

    def __init__(self, store: Store, clock: Clock, whois: Whois, ranks: Ranks, newest: Newest) -> None:
        self._store = store
        self._clock = clock
        self._whois = whois
        self._ranks = ranks
        self._newest = newest

    # People

    async def kick(self, room: Room, by: Client, nick: str, reason: str = "") -> None:
        """Close every connection of somebody at once; they may come back in half a minute."""
        whom, why = await self._found(room, by, Deed.KICK, nick), _reason(reason)
        async with self._store.write() as session:
            await self._check(session, room, by, Deed.KICK, whom)
            self._note(session, room, by, "kick", whom=whom, detail={"reason": why})
        # Who is there already as a guest at the same address is somebody else, or was not put out yet.
        room.conduct.kick(whom.marks_at_home, why)
        await _put_out(room, whom.marks)

    async def ban(self, room: Room, by: Client, nick: str, reason: str = "") -> None:
        """Shut somebody out until they are let in again.

        Raises:
            LimitReachedError: there are too many bans.
            OptionInvalidError: they are out already.
        """
        whom, why = await self._found(room, by, Deed.BAN, nick), _reason(reason)
        async with self._store.write() as session:
            await self._check(session, room, by, Deed.BAN, whom)
            bans = await add_bans(session, room.channel, whom, why, by.caller.person, self._clock.now())
            await drop_held_of(session, room.channel, whom)
            left = await waiting(session, room.channel)
            self._note(session, room, by, "ban", whom=whom, detail={"reason": why, "bans": [ban.id for ban in bans]})
        for ban in bans:
            room.conduct.ban(ban)
        if left != room.waiting:
            room.wait(left)
        await _put_out(room, _marks(bans))

    async def unban(self, room: Room, by: Client, nick: str) -> None:
        """Let somebody in again.

        Raises:
            PersonUnknownError: nobody of this name is banned.
        """
        check(Deed.BAN, by.rank)
        typed = _typed(nick)
        async with self._store.write() as session:
            rows = await called(session, ChatBan, room.channel, typed)
            if not rows:
                raise PersonUnknownError(f"nobody called {typed!r} is banned here")
            await self._unban(session, room, by, rows)
        room.conduct.unban(row.id for row in rows)

    async def lift(self, room: Room, by: Client, ban: int) -> None:
        """Take back one ban by its id.

        Raises:
            MessageUnknownError: there is no such ban.
        """
        check(Deed.BAN, by.rank)
        async with self._store.write() as session:
            row = await session.get(ChatBan, ban)
            if row is None or row.channel != room.channel:
                raise MessageUnknownError("this chat has no such ban")
            await self._unban(session, room, by, [row])
        room.conduct.unban([ban])

    async def timeout(self, room: Room, by: Client, nick: str, seconds: int, reason: str = "") -> None:
        """Let somebody not write for a while, also where they come again.

        Raises:
            LimitReachedError: too many are timed out.
            OptionInvalidError: not for so long.
        """
        _bounded(seconds, 1, LONGEST, "a time-out")
        whom, why = await self._found(room, by, Deed.TIMEOUT, nick), _reason(reason)
        await self._silence(room, by, whom, seconds, why)

    async def untimeout(self, room: Room, by: Client, nick: str) -> None:
        """Let somebody write again.

        Raises:
            PersonUnknownError: nobody of this name is timed out.
        """
        check(Deed.TIMEOUT, by.rank)
        typed, now = _typed(nick), self._clock.now()
        async with self._store.write() as session:
            rows = [row for row in await called(session, ChatTimeout, room.channel, typed) if row.until > now]
            if not rows:
                raise PersonUnknownError(f"nobody called {typed!r} is timed out here")
            whom = _of_row(rows[0])
            await self._check(session, room, by, Deed.TIMEOUT, whom)
            ids = [row.id for row in rows]
            await end_silences(session, room.channel, ids, now)
            self._note(session, room, by, "untimeout", whom=whom)
        self._unsilence(room, ids)

    async def warn(self, room: Room, by: Client, nick: str, reason: str = "") -> None:
        """Tell somebody who is here to mind what they do.

        Raises:
            PersonUnknownError: they are not here.
        """
        whom, why = await self._found(room, by, Deed.WARN, nick), _reason(reason)
        member = room.presence.member(whom.key)
        if member is None or member.gone_at is not None:
            raise PersonUnknownError(f"{whom.nick} is not here: a warning reaches only who is")
        async with self._store.write() as session:
            await self._check(session, room, by, Deed.WARN, whom)
            self._note(session, room, by, "warn", whom=whom, detail={"reason": why})
        member.tell(Warned(reason=why))

    # Lines

    async def delete(self, room: Room, by: Client, message: int) -> None:
        """Take a line away; `Lines` notes it.

        Raises:
            MessageUnknownError: there is no such line.
        """
        await room.have(Delete(author(by), message))

    async def clear(self, room: Room, by: Client) -> None:
        """Take away all lines that there are."""
        check(Deed.CLEAR, by.rank)
        async with self._store.write() as session:
            await self._check(session, room, by, Deed.CLEAR)
            up_to, before = await clear_room(session, room.channel, self._clock.now())
            at, person, detail = self._clock.now(), by.caller.person, {"up_to": up_to, "before": before}
            note(session, room.channel, at, "clear", person, message=up_to, detail=detail)
        room.clear(up_to)

    async def approve(self, room: Room, by: Client, held: int) -> None:
        """Write a line that waits, by who wrote it.

        Raises:
            MessageUnknownError: it does not wait any more.
        """
        check(Deed.HELD, by.rank)
        async with self._store.read() as session:
            say, _ = await held_line(session, room.channel, held)
        # It is let through and written in one transaction, which notes it.
        say = replace(say, let_through=LetThrough(held, by.caller.person))
        try:
            await room.have(say)
        except MessageUnknownError:
            # What it answers may be gone.
            await room.have(replace(say, reply_to=None))
        async with self._store.read() as session:
            left = await waiting(session, room.channel)
        room.wait(left)

    async def reject(self, room: Room, by: Client, held: int) -> None:
        """Write it never, and tell who wrote it.

        Raises:
            MessageUnknownError: it does not wait any more.
        """
        check(Deed.HELD, by.rank)
        async with self._store.read() as session:
            say, whom = await held_line(session, room.channel, held)
        async with self._store.write() as session:
            await self._check(session, room, by, Deed.HELD)
            await held_line(session, room.channel, held)
            await drop_held(session, held)
            self._note(session, room, by, "reject", whom=whom)
            left = await waiting(session, room.channel)
        room.wait(left)
        for client in room.presence.clients_of(whom.key):
            client.tell(Notice(text=f"Your line was not let through: {say.text[:QUOTED]}"))

    # Rules

    async def slow(self, room: Room, by: Client, seconds: int) -> None:
        """The least time between two lines of one person; 0: none."""
        await self._set(room, by, {"slow_seconds": seconds})

    async def followers(self, room: Room, by: Client, seconds: int | None) -> None:
        """Only who follows the channel for so long writes; None: everybody."""
        await self._set(room, by, {"followers_seconds": seconds})

    async def emote_only(self, room: Room, by: Client, on: bool) -> None:
        """Only emoji and emotes are written."""
        await self._set(room, by, {"emote_only": on})

    async def unique(self, room: Room, by: Client, on: bool) -> None:
        """Nothing is said twice."""
        await self._set(room, by, {"unique": on})

    async def settings(self, room: Room, by: Client, changes: Mapping[str, Value]) -> RoomRules:
        """Set any of the room's rules, by their names in `RoomRules`; gives all of them.

        Raises:
            OptionInvalidError: there is no such rule, or it cannot be so.
        """
        return await self._set(room, by, changes)

    # The log

    async def undo(self, room: Room, by: Client, entry: int) -> None:
        """Take back a ban, a time-out, a deleted line, a clearing or a change of the rules.

        Raises:
            MessageUnknownError: there is no such entry, it cannot be undone, or it is already.
        """
        check(Deed.LOG, by.rank)
        async with self._store.read() as session:
            row, detail = await to_undo(session, room.channel, entry)
        match row.deed:
            case "ban":
                await self._undo_ban(room, by, row, detail)
            case "timeout":
                await self._undo_timeout(room, by, row, detail)
            case "delete":
                await room.have(Restore(author(by), row.message or 0, entry))
            case "clear":
                await self._undo_clear(room, by, entry)
            case _:
                await self._set(room, by, detail["before"], undoes=entry)

    async def _undo_ban(self, room: Room, by: Client, row: ChatLog, detail: Detail) -> None:
        ids = ids_of(detail, "bans")
        async with self._store.write() as session:
            await to_undo(session, room.channel, row.id)
            whom = _of_row(row)
            await self._check(session, room, by, Deed.BAN, whom)
            await drop_bans(session, room.channel, ids)
            self._note(session, room, by, "unban", whom=whom, undoes=row.id)
        room.conduct.unban(ids)

    async def _undo_timeout(self, room: Room, by: Client, row: ChatLog, detail: Detail) -> None:
        ids = ids_of(detail, "timeouts")
        async with self._store.write() as session:
            await to_undo(session, room.channel, row.id)
            whom = _of_row(row)
            await self._check(session, room, by, Deed.TIMEOUT, whom)
            await end_silences(session, room.channel, ids, self._clock.now())
            self._note(session, room, by, "untimeout", whom=whom, undoes=row.id)
        self._unsilence(room, ids)

    async def _undo_clear(self, room: Room, by: Client, entry: int) -> None:
        async with self._store.write() as session:
            await self._check(session, room, by, Deed.CLEAR)
            _, detail = await to_undo(session, room.channel, entry)
            before = await unclear_room(session, room.channel, detail, self._clock.now())
            self._note(session, room, by, "unclear", undoes=entry)
        room.unclear(before, await self._newest.newest(room.channel))

    # What several of these do

    async def _found(self, room: Room, by: Client, deed: Deed, nick: str) -> Whom:
        # Who may not do it to anybody is not told who there is.
        check(deed, by.rank)
        whom = await self._whois.find(room, nick)
        check(deed, by.rank, over=whom.rank)
        return whom

    async def _check(self, session: AsyncSession, room: Room, by: Client, deed: Deed, whom: Whom | None = None) -> None:
        """Ask the ranks as they are while this transaction lasts."""
        asked = {by.caller.person, None if whom is None else whom.person} - {None}
        ranks = await self._ranks.ranks(session, room.channel, [person for person in asked if person is not None])
        over = None if whom is None else ranks.get(whom.person or "", Rank.GUEST)
        check(deed, ranks.get(by.caller.person or "", Rank.GUEST), over=over)

    def _note(
        self,
        session: AsyncSession,
        room: Room,
        by: Client,
        deed: str,
        *,
        whom: Whom | None = None,
        undoes: int | None = None,
        detail: Detail | None = None,
    ) -> None:
        at, person = self._clock.now(), by.caller.person
        note(session, room.channel, at, deed, person, whom=whom, undoes=undoes, detail=detail)

    async def _unban(self, session: AsyncSession, room: Room, by: Client, rows: Sequence[ChatBan]) -> None:
        whom = _of_row(rows[0])
        await self._check(session, room, by, Deed.BAN, whom)
        await drop_bans(session, room.channel, [row.id for row in rows])
        self._note(session, room, by, "unban", whom=whom)

    async def _silence(self, room: Room, by: Client, whom: Whom, seconds: int, reason: str) -> None:
        now = self._clock.now()
        until = Micros(now + micros_from_seconds(seconds))
        async with self._store.write() as session:
            await self._check(session, room, by, Deed.TIMEOUT, whom)
            made_by = by.caller.person
            silence, before = await add_silence(session, room.channel, whom, reason, made_by, now, until)
            detail = {"reason": reason, "seconds": seconds, "timeouts": [silence.id]}
            self._note(session, room, by, "timeout", whom=whom, detail=detail)
        room.conduct.unsilence(before)
        room.conduct.silence(silence)
        for client in _who(room, silence.marks):
            client.tell(TimedOut(until=until, reason=reason))

    def _unsilence(self, room: Room, ids: Sequence[int]) -> None:
        for silence in room.conduct.unsilence(ids):
            for client in _who(room, silence.marks):
                client.tell(TimedOut(until=self._clock.now()))

    async def _set(
        self, room: Room, by: Client, changes: Mapping[str, Value], *, undoes: int | None = None
    ) -> RoomRules:
        deeds = {_DEEDS.get(name, Deed.SETTINGS) for name in changes}
        for deed in deeds:
            check(deed, by.rank)
        async with self._store.write() as session:
            for deed in deeds:
                await self._check(session, room, by, deed)
            if undoes is not None:
                await to_undo(session, room.channel, undoes)
            rules, detail = await change_rules(session, room.channel, changes, self._clock.now())
            if detail is not None or undoes is not None:
                self._note(session, room, by, "settings", undoes=undoes, detail=detail)
        before, room.conduct.rules = room.conduct.rules, rules
        if rules != before:
            room.tell(SettingsChanged(settings=rules.shown))
        if any(rules.opens(deed) != before.opens(deed) for deed in Deed):
            await _tell_what_they_may(room)
        return rules


async def _put_out(room: Room, marks: Marks) -> None:
    """Close all connections of somebody, and tell why; those of the same nick first."""
    concerned = _who(room, marks)
    for told, client in enumerate(concerned, 1):
        room.turn_away(client)
        if told % _AT_ONCE == 0:
            await asyncio.sleep(0)


async def _tell_what_they_may(room: Room) -> None:
    """Tell each what they are, as they may do more or less than before."""
    for told, client in enumerate(list(room.presence.clients()), 1):
        if client in room.presence.clients_of(client.caller.key):
            client.tell(YouChanged(you=room.presence.you(client)))
        if told % _AT_ONCE == 0:
            await asyncio.sleep(0)


def _who(room: Room, marks: Marks) -> list[Client]:
    return [client for client in room.presence.clients() if marks.fits(client.caller, client.rank)]


def _marks(bans: Sequence[Ban]) -> Marks:
    return Marks(
        frozenset().union(*(ban.marks.persons for ban in bans)),
        frozenset().union(*(ban.marks.devices for ban in bans)),
        frozenset().union(*(ban.marks.networks for ban in bans)),
    )


def _of_row(row: ChatBan | ChatTimeout | ChatLog) -> Whom:
    """Who a row of the database is about."""
    devices = () if row.device is None else (row.device,)
    key = f"p:{row.person}" if row.person is not None else "" if row.device is None else f"g:{row.device.hex()}"
    # What they are is asked where it counts.
    return Whom(key, row.nick or "", row.person, devices, Rank.GUEST, None)


def _reason(text: str) -> str:
    if not text.strip():
        return ""
    plain = " ".join(line_text(text).split())
    if len(plain) > _LONGEST_REASON:
        raise OptionInvalidError(f"a reason has at most {_LONGEST_REASON} letters")
    return plain


def _typed(nick: str) -> str:
    return nick.strip().removeprefix("@")[:_LONGEST_NICK]


def _bounded(value: int, least: int, most: int, what: str) -> None:
    if not least <= value <= most:
        raise OptionInvalidError(f"{what} lasts {least} to {most} s")
