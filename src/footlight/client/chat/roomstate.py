"""What a chat looks like to somebody in it: the lines, who is here, what one is, as far as the events tell."""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from footlight.client.chat import told
from footlight.client.chat.entry import Entry, Kind
from footlight.client.chat.happening import Event, Lost, Missed

MOST: Final = 2_000
"""Entries that are held; the oldest are forgotten, and asked for again by who scrolls there."""
_COMINGS_AND_GOINGS: Final = 3
"""Names in one sentence."""


class RoomState:
    """Told of every event by `heard`. Belongs to one event loop."""

    you: told.You
    room: told.Room
    voted: int | None
    """Our choice in the room's poll, from 0."""
    away: Lost | None
    """The connection is lost, and this is why."""
    nick_needed: told.NickNeeded | None
    silent_until: int | None
    """We are timed out until then, in the server's clock."""
    crowded: bool
    """More are here than `people` has."""

    def __init__(self, welcome: told.Welcome) -> None:
        self.entries: dict[int, Entry] = {}
        """By key, in the order they are shown; those of who is blocked too."""
        self.private: dict[int, Entry] = {}
        """Private lines, apart from the others."""
        self.people: dict[str, told.Person] = {}
        """Who is known to be here, by nick without capitals."""
        self.older = True
        """There may be lines before."""
        self.refill = False
        """Lines that were cleared are there again: `before` wants the newest."""
        self.waiting = 0
        """Lines that wait for us, where we keep order."""
        self.reacted: set[tuple[int, str]] = set()
        """Which emoji we put under which lines, as far as we were told."""
        self.ahead = 0
        """How far the server's clock is before ours, in microseconds, as far as anybody asked."""
        self._numbers = itertools.count(-1, -1)
        self.blocked: frozenset[str] = frozenset()
        self.away = None
        self._welcome(welcome)

    # What there is to show.

    def shown(self) -> list[Entry]:
        """The entries that are not of who is blocked."""
        if not self.blocked:
            return list(self.entries.values())
        return [entry for entry in self.entries.values() if entry.line is None or not self._is_blocked(entry.line)]

    def line(self, id: int) -> told.Line | None:
        """A line, if it is held."""
        entry = self.entries.get(id)
        return None if entry is None else entry.line

    @property
    def oldest(self) -> int | None:
        """The first line that is held."""
        return next((key for key in self.entries if key > 0), None)

    def speaks_to_us(self, line: told.Line) -> bool:
        """Whether a line mentions us, or answers one of ours."""
        nick = self.you.nick
        if nick is None or line.author.nick == nick:
            return False
        answered = line.reply is not None and line.reply.nick == nick
        return answered or f"@{nick}".casefold() in line.text.casefold()

    def news(self, event: Event) -> list[told.Line]:
        """The lines of others that an event brings, before it is heard; also those that were written while the
        connection was away."""
        match event:
            case told.Message(line=line):
                lines = [line]
            case told.Welcome(history=lines):
                pass
            case _:
                return []
        newest = self._newest
        return [line for line in lines if line.id > newest and not self.is_ours(line) and not self._is_blocked(line)]

    def ours(self, line: told.Line) -> frozenset[str]:
        """The emoji under a line that we put there."""
        return frozenset(one.emoji for one in line.reactions if (line.id, one.emoji) in self.reacted)

    def is_ours(self, line: told.Line) -> bool:
        """Whether we wrote a line, as far as its author tells."""
        return line.author.nick is not None and line.author.nick == self.you.nick

    def may(self, deed: str) -> bool:
        """Whether we may do it."""
        return deed in self.you.may

    # What happens.

    def heard(self, event: Event) -> None:
        """Something happened."""
        match event:
            case told.Welcome():
                self._welcome(event)
            case Lost():
                if self.away is None:
                    self.say(f"{event.error}: coming back", "warning")
                self.away = event
            case Missed():
                self.say(f"{event.events} events came faster than they could be shown", "warning")
            case told.Message(line=line):
                self._put(line)
            case told.Edited(line=line):
                self._put(line)
                self._requote(lambda quoted: quoted == line.id, line.text)
            case told.Deleted(message=message):
                self.entries.pop(message, None)
                self._requote(lambda quoted: quoted == message, "")
            case told.Reaction():
                self._react(event)
            case told.Cleared(up_to=up_to):
                self.refill = up_to < self.room.cleared
                self.room = msgspec.structs.replace(self.room, cleared=up_to)
                self._clear(up_to)
                self.say("What was cleared is there again" if self.refill else "The chat was cleared")
            case told.Privately():
                self._hear_privately(event)
            case told.Notice(text=text):
                self.say(text)
            case told.Warned(reason=reason):
                self.say(f"A moderator warns you{_because(reason)}", "warning")
            case told.Held(reason=reason):
                self.say(f"Your line waits for a moderator{_because(reason)}", "warning")
            case told.TimedOut(until=until, reason=reason):
                self.silent_until = until
                if reason:
                    self.say(f"You are timed out: {reason}", "warning")
            case told.NickNeeded():
                self.nick_needed = event
            case _:
                self._of_people(event)
                self._of_room(event)

    def _of_people(self, event: Event) -> None:
        match event:
            case told.Joined(people=people):
                self.come(people)
                self.room = msgspec.structs.replace(self.room, people=len(self.people))
                self._tell_moved("came", [person.nick for person in people])
            case told.Left(nicks=nicks):
                for nick in nicks:
                    self.people.pop(nick.casefold(), None)
                self.room = msgspec.structs.replace(self.room, people=len(self.people))
                self._tell_moved("left", nicks)
            case told.Crowd():
                self.room = msgspec.structs.replace(self.room, people=event.people, reading=event.reading)
                self.crowded = event.people > len(self.people)
            case told.Changed(nick=nick, person=person):
                if self.people.pop(nick.casefold(), None) is not None:
                    self.come([person])
                if nick == self.you.nick:
                    fields = {"nick": person.nick, "rank": person.rank, "colour": person.colour}
                    self.you = msgspec.structs.replace(self.you, **fields)
                if nick != person.nick:
                    self.say(f"{nick} is {person.nick} now")
            case told.YouChanged(you=you):
                self.you = you
                if you.nick is not None:
                    self.nick_needed = None
            case told.Blocked(nicks=nicks):
                self.blocked = frozenset(nick.casefold() for nick in nicks)

    def _of_room(self, event: Event) -> None:
        match event:
            case told.SettingsChanged(settings=settings):
                self.room = msgspec.structs.replace(self.room, settings=settings)
                self.say(rules_in_words(settings) or "There are no special rules any more")
            case told.Polled(poll=poll):
                if self.room.poll is None or self.room.poll.id != poll.id:
                    self.voted = None
                self.room = msgspec.structs.replace(self.room, poll=poll)
            case told.Waiting(count=count):
                self.waiting = count
            case told.EmotesChanged(version=version):
                self.room = msgspec.structs.replace(self.room, emotes=version)
            case told.Pinned(line=line):
                self.room = msgspec.structs.replace(self.room, pinned=line)

    def come(self, people: Iterable[told.Person]) -> None:
        """These are here."""
        for person in people:
            self.people[person.nick.casefold()] = person

    def before(self, lines: told.Lines) -> None:
        """Lines were asked for, the newest or older ones, and these they are."""
        oldest = self.oldest
        new = [line for line in lines.lines if oldest is None or line.id < oldest]
        if new or not lines.lines:
            self.older = lines.more
        self.entries = {**{line.id: Entry(line.id, "line", line) for line in new}, **self.entries}
        for line in lines.lines:
            self._put(line)
        self._own(lines.lines, lines.own)

    def say(self, text: str, kind: Kind = "notice") -> None:
        """Something for us alone."""
        self._add(self.entries, Entry(next(self._numbers), kind, text=text))

    # How.

    def _welcome(self, welcome: told.Welcome) -> None:
        self.you, self.room, self.voted = welcome.you, welcome.room, welcome.voted
        self.blocked = frozenset(nick.casefold() for nick in welcome.blocked)
        if self.away is not None:
            self.say("Here again")
        self.away = self.nick_needed = self.silent_until = None
        self.people = {}
        self.come(welcome.room.present or ())
        self.crowded = welcome.room.present is None
        there = {line.id for line in welcome.history}
        first = welcome.history[0].id if welcome.history else 0
        if not welcome.resumed:
            self.older = True
        for key in [key for key in self.entries if key > 0]:
            gone = first <= key and key not in there
            if gone or not welcome.resumed:
                del self.entries[key]
        self._clear(welcome.room.cleared)
        for line in welcome.history:
            self._put(line)
        self._own(welcome.history, welcome.own)

    def _hear_privately(self, private: told.Privately) -> None:
        told_before = (entry.private for entry in reversed(self.private.values()) if entry.private is not None)
        same = (private.sender.nick, private.sent_as)
        if private.sent_as and any((one.sender.nick, one.sent_as) == same for one in told_before):
            return
        self._add(self.private, Entry(next(self._numbers), "private", private=private))

    def _own(self, lines: Iterable[told.Line], own: Mapping[int, Sequence[str]]) -> None:
        """What we put under these lines, of which some are held."""
        told_now = {line.id for line in lines}
        before = {pair for pair in self.reacted if pair[0] not in told_now}
        now = {(line, emoji) for line, signs in own.items() for emoji in signs}
        self.reacted = {pair for pair in before | now if pair[0] in self.entries}

    def _put(self, line: told.Line) -> None:
        """A line as it is now: where it was, or at the end, or where one that was brought back belongs."""
        entry = Entry(line.id, "line", line)
        if line.id in self.entries:
            self.entries[line.id] = entry
            return
        if line.id > self._newest:
            self._add(self.entries, entry)
            return
        oldest = self.oldest
        if oldest is not None and line.id > oldest:
            later = [key for key in self.entries if key > line.id]
            place = list(self.entries).index(later[0])
            items = list(self.entries.items())
            self.entries = dict([*items[:place], (line.id, entry), *items[place:]])

    def _clear(self, up_to: int) -> None:
        for key in [key for key in self.entries if 0 < key <= up_to]:
            del self.entries[key]
        self._requote(lambda quoted: quoted <= up_to, "")

    def _requote(self, meant: Callable[[int], bool], text: str) -> None:
        """What answers quote is another text now, or none that anybody is to read."""
        for key, entry in self.entries.items():
            line = entry.line
            if line is not None and line.reply is not None and meant(line.reply.message) and line.reply.text != text:
                reply = msgspec.structs.replace(line.reply, text=text)
                self.entries[key] = Entry(key, "line", msgspec.structs.replace(line, reply=reply))

    def _add(self, to: dict[int, Entry], entry: Entry) -> None:
        to[entry.key] = entry
        if len(to) > MOST:
            first = next(iter(to))
            del to[first]
            self.older = True

    def _react(self, event: told.Reaction) -> None:
        if event.nick == self.you.nick:
            ours = self.reacted if len(self.reacted) < MOST else set()
            self.reacted = ours | {(event.message, event.emoji)} if event.on else ours - {(event.message, event.emoji)}
        line = self.line(event.message)
        if line is None:
            return
        others = [one for one in line.reactions if one.emoji != event.emoji]
        place = next((i for i, one in enumerate(line.reactions) if one.emoji == event.emoji), len(others))
        if event.count:
            others.insert(place, told.Reactions(event.emoji, event.count))
        self._put(msgspec.structs.replace(line, reactions=others))

    def _tell_moved(self, how: str, nicks: list[str]) -> None:
        others = [nick for nick in nicks if nick != self.you.nick]
        if others:
            some = ", ".join(others[:_COMINGS_AND_GOINGS])
            rest = len(others) - _COMINGS_AND_GOINGS
            self.say(f"{some}{f' and {rest} more' if rest > 0 else ''} {how}")

    @property
    def _newest(self) -> int:
        return next((key for key in reversed(self.entries) if key > 0), 0)

    def _is_blocked(self, line: told.Line) -> bool:
        return (line.author.nick or "").casefold() in self.blocked


def rules_in_words(settings: told.RoomSettings) -> str:
    """The room's rules in a line; empty where there are none."""
    rules = []
    if settings.slow_seconds:
        rules.append(f"one line every {settings.slow_seconds} s")
    if settings.followers_seconds is not None:
        since = f" of {settings.followers_seconds // 60} min" if settings.followers_seconds else ""
        rules.append(f"only followers{since} write")
    if settings.emote_only:
        rules.append("only emotes")
    if settings.unique:
        rules.append("nothing twice")
    if not settings.guests:
        rules.append("guests read along")
    words = ", ".join(rules)
    return f"{words[:1].upper()}{words[1:]}"


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
