"""One channel's chat: who is in it, what is told to all of them, and what is done to its lines."""

import asyncio
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final, Protocol

from footlight import __version__
from footlight.chat import messages
from footlight.chat.allowance import Allowances, Rate
from footlight.chat.caller import Caller
from footlight.chat.counting import ChatCounters
from footlight.chat.fanout import Fanout, Outlet
from footlight.chat.line import Author, Delete, Done, Edit, Line, LineDeed, React, Say
from footlight.chat.messages import FromServer, Welcome, written
from footlight.chat.moderation.conduct import Conduct
from footlight.chat.moderation.looked import alike
from footlight.chat.moderation.marks import keeps_order
from footlight.chat.opened import EmoteNames, Opened
from footlight.chat.poll import Poll
from footlight.chat.presence import Client, Member, Presence
from footlight.chat.pump import Answer, Lines, Pump, Spawn
from footlight.chat.ranks import Rank
from footlight.chat.recent import MOST, Recent
from footlight.chat.repeats import Repeats
from footlight.chat.shown import renamed, requoted, shown
from footlight.chat.tastes import NO_TASTE, Taste
from footlight.errors import FootlightError, NickNeededError, TextInvalidError
from footlight.hub.writer import Writer
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.names import LONGEST, PersonName, skeleton
from footlight.model.units import Micros
from footlight.wire.websocket import server_frame

Own = Mapping[int, list[str]]
"""The signs that somebody put under lines, by the lines' ids."""
NO_OWN: Final[Own] = {}
_MOST_NAMED: Final = 4 * MOST
_LONGEST_NICK: Final = 4 * LONGEST
_KEPT: Final = Micros(30_000_000)
"""How long an empty room stays in memory: whoever loads a page anew is back by then."""


class Judge(Protocol):
    """Says whether a line is written, by the room's rules."""

    async def judge(self, room: "Room", client: Client, say: Say) -> str | None:
        """Return None where it is to be written; else why it waits, and it is kept until somebody saw it.

        Raises:
            FootlightError: it is not written.
        """

    async def is_kept(self, room: "Room", say: Say) -> bool:
        """Whether this line is written already, and was sent again."""

    async def judge_edit(self, room: "Room", client: Client, edit: Edit) -> None:
        """The same of a line that is changed: it never waits."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What all rooms work with."""

    clock: Clock
    writer: Writer
    lines: Lines
    rate: Rate
    spawn: Spawn
    judge: Judge | None = None
    """None: everything is written."""
    counters: ChatCounters = field(default_factory=ChatCounters)


class Room:
    """All methods belong to one event loop."""

    def __init__(self, channel: ChannelName, desk: Desk, opened: Opened) -> None:
        self.channel = channel
        self.conduct = opened.conduct or Conduct(desk.clock)
        """Who may come in and write."""
        self.conduct.heard.recall(opened.newest)
        self.cleared = opened.cleared
        """The lines up to this one are taken away."""
        self.waiting = opened.waiting
        """Lines that those who keep order must see first."""
        self.pinned = None if opened.pinned is None else shown(opened.pinned)
        """The line above the others."""
        self.poll = opened.poll
        self.emotes = opened.emotes
        self.pins = 0
        """How many are about to come in: it is not forgotten meanwhile."""
        self.judge = desk.judge
        self.counters = desk.counters
        self._clock = desk.clock
        self._fanout = Fanout(desk.clock, desk.writer)
        self._allowances = Allowances(desk.clock, desk.rate)
        self._pump = Pump(channel, desk.lines, desk.spawn, self._done)
        self._recent = Recent([shown(line) for line in opened.newest])
        self._named: dict[str, int] = {}
        """Accounts whose names are with one of the newest lines, and with which one last."""
        for line in opened.newest:
            self._note_names(line)
        if opened.pinned is not None:
            self._note_names(opened.pinned)
        self.presence = Presence(desk.clock, self.tell, self.conduct.deeds)
        self.repeats = Repeats()
        self._used_at = desk.clock.now()

    def __len__(self) -> int:
        return len(self._fanout)

    # Who is in it

    def enter(
        self,
        caller: Caller,
        outlet: Outlet,
        *,
        nick: PersonName | None = None,
        last: int | None = None,
        taste: Taste = NO_TASTE,
        own: Own = NO_OWN,
    ) -> Client:
        """A connection comes in: it is welcomed, and told everything from now on.

        Args:
            nick: of a guest who has none here yet, as `Nicks.check` let it through.
            last: the newest line that it has.
            taste: of its person; where that one is here already, it is known better.
            own: what its person put under the lines that `reacted` told.

        Raises:
            BannedError, KickedError: they may not.
            LimitReachedError: the same person is here too often.
        """
        self.conduct.admit(caller)
        client = Client(caller, self._fanout.join(outlet), caller.rank, taste=taste)
        # What this tells everybody it is told too, once it is welcomed.
        self.presence.enter(client)
        if nick is not None and client.member is None:
            self.presence.name(client, nick)
        news = None if last is None else self._recent.since(last)
        client.tell(self._welcome(client, own, resumed=news is not None))
        for one in news or ():
            client.tell(one)
        silence = self.conduct.silenced(caller, client.rank)
        if silence is not None:
            client.tell(messages.TimedOut(until=silence.until, reason=silence.reason))
        if self.waiting and keeps_order(client.rank):
            client.tell(messages.Waiting(count=self.waiting))
        self._fanout.begin(client.seat)
        return client

    def leave(self, client: Client) -> None:
        """A connection is gone: nothing is written to it any more. Harmless when repeated."""
        self._fanout.leave(client.seat)
        self.presence.leave(client)
        self._used_at = self._clock.now()

    def pause(self, client: Client) -> None:
        """Its transport is full."""
        self._fanout.pause(client.seat)

    def resume(self, client: Client) -> None:
        """Its transport has room again."""
        self._fanout.resume(client.seat)

    def name(self, client: Client, nick: PersonName) -> None:
        """Somebody takes a nick: a guest one that `chat.nicks.guests_nick` has checked, an account its name.

        Raises:
            NameTakenError: somebody here has it.
        """
        was_here = client.member is not None
        self.presence.name(client, nick)
        if not was_here:
            for one in self.presence.clients_of(client.caller.key):
                one.tell(messages.YouChanged(you=self.presence.you(one)))

    def expel(self, key: str, error: FootlightError) -> int:
        """Close every connection of somebody at once, and tell why; how many they were."""
        concerned = self.presence.clients_of(key)
        for client in concerned:
            self.let_go(client, error)
        return len(concerned)

    def let_go(self, client: Client, error: FootlightError) -> None:
        """Close one connection, and tell why."""
        self.leave(client)
        client.seat.outlet.dismiss(error)

    def turn_away(self, client: Client) -> None:
        """Close a connection that may not be here, as things are now, and tell why."""
        try:
            self.conduct.turn_away(client.caller, client.rank)
        except FootlightError as error:
            self.let_go(client, error)

    def rights(self) -> set[Hashable]:
        """By which rights anybody reads along right now."""
        return {client.caller.right for client in self.presence.clients()}

    # What is said

    @property
    def reacted(self) -> list[int]:
        """Which of the lines that a welcome tells have reactions."""
        pinned = () if self.pinned is None else (self.pinned,)
        return [line.id for line in (*pinned, *self._recent.lines) if line.reactions]

    def tell(self, message: FromServer) -> None:
        """Tell everybody."""
        self._fanout.tell(server_frame(written(message), binary=False))

    def newest_of(self, nick: str) -> messages.Line | None:
        """The last line of who is called so, or alike, where it is one of the newest here."""
        alike = skeleton(nick[:_LONGEST_NICK])
        lines = reversed(self._recent.lines)
        return next((line for line in lines if line.author.nick and skeleton(line.author.nick) == alike), None)

    def means_the_same(self, edit: Edit) -> bool:
        """Whether one of the newest lines says what it is to say already, but for how it is spelt."""
        before = next((line for line in self._recent.lines if line.id == edit.message), None)
        return before is not None and alike(before.text) == alike(edit.text)

    def take_turn(self, caller: Caller) -> None:
        """Count something that somebody says.

        Raises:
            SlowDownError: too much of late.
        """
        self._allowances.take(caller.key)

    def do(self, deed: LineDeed, answer: Answer) -> None:
        """Have something done to the lines; ``answer`` is told once it is kept, and then everybody.

        Raises:
            LimitReachedError: too much is done here at once.
        """
        self._pump.do(deed, answer)

    async def have(self, deed: LineDeed) -> Done:
        """The same, awaited.

        Raises:
            FootlightError: it was not done.
        """
        answered: asyncio.Future[Done | FootlightError] = asyncio.get_running_loop().create_future()

        def answer(done: Done | FootlightError) -> None:
            if not answered.done():
                answered.set_result(done)

        self.do(deed, answer)
        done = await answered
        if isinstance(done, FootlightError):
            raise done
        return done

    def clear(self, up_to: int) -> None:
        """Show the lines up to this one no longer."""
        self.cleared = up_to
        self._recent.forget(up_to)
        if self.pinned is not None and self.pinned.id <= up_to:
            self.pin(None)
        self.tell(messages.Cleared(up_to=up_to))

    def unclear(self, up_to: int, newest: Sequence[Line]) -> None:
        """Show those after this one again; ``newest`` are the last lines as they are kept now, oldest first."""
        self.cleared = up_to
        self._recent.bring_back([shown(line) for line in newest])
        self.tell(messages.Cleared(up_to=up_to))

    def wait(self, count: int) -> None:
        """So many lines wait for those who keep order."""
        self.waiting = count
        news = messages.Waiting(count=count)
        for client in self.presence.clients():
            if keeps_order(client.rank):
                client.tell(news)

    # What it shows

    def pin(self, line: messages.Line | None) -> None:
        """Show a line above the others, or none."""
        self.pinned = line
        self.tell(messages.Pinned(line=line))

    def hold(self, poll: Poll) -> None:
        """There is another poll, or it is as it is now."""
        self.poll, poll.changed = poll, False
        self.tell(messages.Polled(poll=poll.shown))

    def show_emotes(self, emotes: EmoteNames) -> None:
        """There are other emotes."""
        self.emotes = emotes
        self.tell(messages.EmotesChanged(version=emotes.version))

    def check_emote(self, sign: str) -> None:
        """Return where a reaction is an emoji, or an emote of this room.

        Raises:
            TextInvalidError: it is the name of another one.
        """
        if sign.startswith(":") and sign.strip(":") not in self.emotes.names:
            raise TextInvalidError(f"there is no emote {sign} here")

    # What becomes of it

    def became(self, key: str, rank: Rank, name: PersonName) -> None:
        """What somebody with an account is here from now on, and is called."""
        clients = self.presence.clients_of(key)
        promoted = [client for client in clients if keeps_order(rank) and not keeps_order(client.rank)]
        for client in clients:
            client.rank = rank
            # Who keeps order no longer may have been shut out with a guest at their browser.
            self.turn_away(client)
        clients = self.presence.clients_of(key)
        self.presence.change(key, rank=rank)
        if self.waiting:
            for client in promoted:
                client.tell(messages.Waiting(count=self.waiting))
        member = self.presence.member(key)
        if clients and (member is None or member.nick != name):
            self.name(clients[0], name)

    def names_any(self, persons: Set[str]) -> bool:
        """Whether the newest lines may tell the name of one of these."""
        return not persons.isdisjoint(self._named)

    def rename(self, kept: Opened) -> None:
        """Tell from now on what people are called in what is kept; nothing else of it."""
        self._recent.rename([shown(line) for line in kept.newest])
        if self.pinned is not None and kept.pinned is not None and kept.pinned.id == self.pinned.id:
            self.pinned = renamed(self.pinned, shown(kept.pinned))

    def _note_names(self, line: Line) -> None:
        for person in (line.author.person, None if line.reply is None else line.reply.person):
            if person is not None:
                self._named[person] = line.id
        if len(self._named) > _MOST_NAMED:
            oldest = next((one.id for one in self._recent.lines), 0)
            self._named = {person: at for person, at in self._named.items() if at >= oldest}

    def tick(self) -> None:
        """Do what is due by time."""
        self.presence.tick()
        self._fanout.tick()
        self.conduct.tick()

    @property
    def unused(self) -> bool:
        """Nobody is here, and nothing is under way."""
        return not len(self) and not self.pins and self._pump.idle

    @property
    def lagging(self) -> int:
        """How many connections are behind."""
        return self._fanout.lagging

    @property
    def unwritten(self) -> int:
        """How much of what is done to the lines waits for the database."""
        return self._pump.waiting

    @property
    def forgettable(self) -> bool:
        """Nobody has been here for a while."""
        return self.unused and not self.presence.people and self._clock.now() - self._used_at >= _KEPT

    def _welcome(self, client: Client, own: Own, *, resumed: bool) -> Welcome:
        presence, poll = self.presence, self.poll
        return Welcome(
            agent=f"footlight/{__version__}",
            you=presence.you(client),
            room=messages.Room(
                channel=self.channel,
                people=presence.people,
                reading=presence.reading,
                present=presence.present(),
                settings=self.conduct.rules.shown,
                pinned=self.pinned,
                poll=None if poll is None else poll.shown,
                emotes=self.emotes.version,
                cleared=self.cleared,
            ),
            history=self._recent.lines,
            resumed=resumed,
            blocked=list(presence.blocked(client.caller.key).values()),
            own=dict(own),
            voted=None if poll is None else poll.choice_of(client.caller.key),
        )

    def _done(self, deed: LineDeed, done: Done) -> None:
        line = shown(done.line)
        match deed:
            case Say():
                if line.id <= self.cleared:
                    # It was written before the room was cleared, and this is told after it.
                    return
                self._recent.add(line)
                self._note_names(done.line)
                self.counters.lines += 1
                self.tell(messages.Message(line=line))
                return
            case Delete():
                own = deed.author.key == done.line.author.key
                news: messages.Edited | messages.Deleted | messages.Reaction = messages.Deleted(
                    message=line.id, by="author" if own else "staff"
                )
            case React():
                count = next((one.count for one in line.reactions if one.emoji == deed.emoji), 0)
                news = messages.Reaction(
                    message=line.id, emoji=deed.emoji, count=count, nick=deed.author.nick, on=deed.on
                )
            case _:
                if isinstance(deed, Edit):
                    self.conduct.heard.note_change(deed.author.key, line.id, line.text)
                news = messages.Edited(line=line)
        self._recent.change(line, news)
        self.tell(news)
        if self.pinned is not None and self.pinned.id == line.id:
            if isinstance(deed, React):
                # Who shows it adds the reaction.
                self.pinned = line
            else:
                self.pin(None if line.deleted else line)
        elif self.pinned is not None and not isinstance(deed, React):
            # Who shows it sees to what it quotes.
            self.pinned = requoted(self.pinned, line)


def author(client: Client) -> Author:
    """Who does it, where somebody writes.

    Raises:
        NickNeededError: it has no nick yet.
    """
    member = named(client)
    caller = client.caller
    return Author(
        key=caller.key,
        nick=member.nick,
        rank=member.rank,
        colour=member.colour,
        person=caller.person,
        device=caller.device,
    )


def named(client: Client) -> Member:
    """The person of a connection.

    Raises:
        NickNeededError: it has no nick yet.
    """
    if client.member is None:
        raise NickNeededError("to write here you need a nick: choose one first")
    return client.member
