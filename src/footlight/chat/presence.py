"""Who is in a room: people under their nicks, each by any number of connections, and those who only read along."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from footlight.chat.blocks import Blocks
from footlight.chat.caller import Caller
from footlight.chat.colours import Colour, colour_of
from footlight.chat.fanout import Seat
from footlight.chat.messages import (
    Blocked,
    Changed,
    Crowd,
    FromServer,
    Joined,
    Left,
    NickNeeded,
    Person,
    You,
    YouChanged,
    written,
)
from footlight.chat.nicks import Nicks
from footlight.chat.ranks import Deed, Rank
from footlight.chat.tastes import NO_TASTE, Taste
from footlight.errors import LimitReachedError
from footlight.model.clock import Clock
from footlight.model.names import PersonName
from footlight.model.units import Micros
from footlight.wire.websocket import server_frame

SMALL: Final = 50
"""With fewer people each who comes and goes is told by name."""
GRACE: Final = Micros(5_000_000)
"""How long somebody whose last connection is gone is still here: a page that is loaded anew is no going and coming."""
_GONE_AT_ONCE: Final = 1_000
"""Who are forgotten at one tick; the event loop has other work."""
_TELL_EVERY: Final = Micros(2_000_000)
_LAST: Final = chr(0x10FFFF)
"""After every key."""
MOST_CONNECTIONS: Final = 10
"""Of one person or one guest's device, in one room."""


@dataclass(eq=False, slots=True)
class Client:
    """One connection that is in a room."""

    caller: Caller
    seat: Seat
    rank: Rank
    member: "Member | None" = None
    """None: it reads along."""
    taste: Taste = NO_TASTE
    """As of when it came."""

    def tell(self, message: FromServer) -> None:
        """A message for it alone."""
        self.seat.send(server_frame(written(message), binary=False))


@dataclass(eq=False, slots=True)
class Member:
    """Somebody who is in a room under a nick."""

    caller: Caller
    """As of the connection that came last."""
    nick: PersonName
    rank: Rank
    colour: Colour
    clients: list[Client] = field(default_factory=list)
    gone_at: Micros | None = None
    """Since when there is no connection."""

    @property
    def key(self) -> str:
        return self.caller.key

    @property
    def shown(self) -> Person:
        """What everybody may know."""
        return Person(nick=self.nick, rank=self.rank, colour=self.colour)

    def tell(self, message: FromServer) -> None:
        """A message for all connections of this person alone."""
        frame = server_frame(written(message), binary=False)
        for client in list(self.clients):
            client.seat.send(frame)


class Presence:
    """Who is in one room, and the telling of it."""

    def __init__(
        self, clock: Clock, tell: Callable[[FromServer], None], deeds: Callable[[Rank], Iterable[Deed]]
    ) -> None:
        """``deeds``: what somebody may do here."""
        self._clock = clock
        self._tell = tell
        self._deeds = deeds
        self._members: dict[str, Member] = {}
        self._order: list[tuple[str, str]] = []
        """Nicks without capitals, and the keys that have them: a page of a crowd is found without looking at it all."""
        self._clients: dict[str, list[Client]] = {}
        self._nicks = Nicks()
        self._blocks = Blocks()
        self._gone: dict[Member, None] = {}
        self._reading = 0
        self._joined = self._left = 0
        self._told = (0, 0)
        self._told_at = clock.now()

    @property
    def nicks(self) -> Nicks:
        return self._nicks

    @property
    def blocks(self) -> Blocks:
        """Whom people here do not want to read; changed by `block` and `unblock`."""
        return self._blocks

    @property
    def people(self) -> int:
        """How many are here under a nick."""
        return len(self._members)

    @property
    def reading(self) -> int:
        """How many connections read along without one."""
        return self._reading

    def clients(self) -> Iterator[Client]:
        """All connections."""
        return (client for clients in self._clients.values() for client in clients)

    def clients_of(self, key: str) -> list[Client]:
        """All connections of one person, or of one guest's device."""
        return list(self._clients.get(key, ()))

    def page(self, after: str, most: int) -> list[Member]:
        """People by nick: the first ones after this one."""
        start = bisect_right(self._order, (after.casefold(), _LAST))
        return [self._members[key] for _, key in self._order[start : start + most]]

    def present(self) -> list[Person] | None:
        """The same as it is told who comes in; None where they are many."""
        return [member.shown for member in self.page("", SMALL)] if self.people < SMALL else None

    def member(self, key: str) -> Member | None:
        """Who has this key, if they are here under a nick."""
        return self._members.get(key)

    def called(self, nick: str) -> Member | None:
        """Who is here under this nick."""
        key = self._nicks.holder(nick)
        return None if key is None else self._members.get(key)

    def enter(self, client: Client) -> None:
        """A connection is here, as its person if that one is here already, and else reads along.

        Raises:
            LimitReachedError: the same person has too many.
        """
        key = client.caller.key
        clients = self._clients.setdefault(key, [])
        if len(clients) >= MOST_CONNECTIONS:
            raise LimitReachedError(f"you are in this chat {len(clients)} times already: close one of them")
        clients.append(client)
        self._reading += 1
        member = self._members.get(key)
        if member is not None:
            self._seat(client, member)
        elif client.caller.name is not None:
            self.name(client, client.caller.name)

    def name(self, client: Client, nick: PersonName) -> None:
        """This connection's person takes a nick; who has an account takes it from whom it was wrongly given to.

        Raises:
            NameTakenError: somebody here has it, or one that looks like it.
        """
        caller = client.caller
        if caller.person is not None:
            self._displace(nick, caller.key)
        self._nicks.take(caller.key, nick)
        member = self._members.get(caller.key)
        if member is not None:
            before = member.nick
            del self._order[bisect_left(self._order, _place(member))]
            member.nick = nick
            insort(self._order, _place(member))
            self._say_changed(member, before)
            self._say_called(caller.key)
            return
        colour = client.taste.colour or colour_of(caller.key)
        member = self._members[caller.key] = Member(caller, nick, client.rank, colour)
        insort(self._order, _place(member))
        for blocked, called in client.taste.blocked.items():
            self._blocks.add(caller.key, blocked, called)
        for other in self._clients.get(caller.key, []):
            self._seat(other, member)
        if self.people < SMALL:
            self._tell(Joined(people=[member.shown]))
        else:
            self._joined += 1
        self._say_called(caller.key)

    def leave(self, client: Client) -> None:
        """A connection is gone. Harmless when repeated."""
        clients = self._clients.get(client.caller.key, [])
        if client not in clients:
            return
        clients.remove(client)
        if not clients:
            del self._clients[client.caller.key]
        member = client.member
        if member is None:
            self._reading -= 1
            return
        client.member = None
        member.clients.remove(client)
        if not member.clients:
            member.gone_at = self._clock.now()
            self._gone[member] = None

    def change(self, key: str, *, rank: Rank | None = None, colour: Colour | None = None) -> None:
        """Somebody has another rank or colour; nothing where they are not here, or it is no change."""
        member = self._members.get(key)
        if member is None or (rank or member.rank, colour or member.colour) == (member.rank, member.colour):
            return
        member.rank, member.colour = rank or member.rank, colour or member.colour
        self._say_changed(member, member.nick)

    def blocked(self, key: str) -> dict[str, str]:
        """Whom this one does not want to read: their keys, and what they are called, as far as that is known."""
        return {
            other: self._members[other].nick if other in self._members else nick
            for other, nick in self._blocks.of(key).items()
        }

    def block(self, key: str, other: str, nick: str) -> None:
        """This one does not want to read the other; nothing where they are not here."""
        if key in self._members:
            self._blocks.add(key, other, nick)
            self._say_blocked(key)

    def unblock(self, key: str, other: str) -> None:
        """This one wants to read the other again; nothing where they are not here."""
        if key in self._members:
            self._blocks.remove(key, other)
            self._say_blocked(key)

    def tick(self) -> None:
        """Tell who did not come back, and how many are here."""
        now = self._clock.now()
        long_gone = (one for one in self._gone if one.gone_at is not None and now - one.gone_at >= GRACE)
        gone = list(islice(long_gone, _GONE_AT_ONCE))
        for member in gone:
            self._remove(member)
        if gone and self.people < SMALL:
            self._tell(Left(nicks=[member.nick for member in gone]))
        elif gone:
            self._left += len(gone)
        if now - self._told_at >= _TELL_EVERY and (self.people, self._reading) != self._told:
            self._told, self._told_at = (self.people, self._reading), now
            self._tell(Crowd(people=self.people, reading=self._reading, joined=self._joined, left=self._left))
            self._joined = self._left = 0

    def you(self, client: Client) -> You:
        """What a connection is here."""
        member, caller = client.member, client.caller
        rank = client.rank if member is None else member.rank
        return You(
            nick=None if member is None else member.nick,
            rank=rank,
            colour=colour_of(caller.key) if member is None else member.colour,
            guest=caller.person is None,
            may=[deed.name.lower() for deed in self._deeds(rank)],
        )

    def _seat(self, client: Client, member: Member) -> None:
        client.member = member
        member.clients.append(client)
        member.caller, member.gone_at = client.caller, None
        self._gone.pop(member, None)
        self._reading -= 1
        self.change(member.key, rank=client.rank)

    def _displace(self, nick: PersonName, key: str) -> None:
        other = self.called(nick)
        if other is None or other.key == key:
            return
        self._remove(other)
        needed = NickNeeded(code="name_taken", message=f"{other.nick} has an account now: choose another nick")
        for client in other.clients:
            client.member = None
            self._reading += 1
            client.tell(YouChanged(you=self.you(client)))
            client.tell(needed)
        self._tell(Left(nicks=[other.nick]))

    def _remove(self, member: Member) -> None:
        self._gone.pop(member, None)
        self._nicks.free(member.key)
        del self._order[bisect_left(self._order, _place(member))]
        self._blocks.forget(member.key)
        del self._members[member.key]

    def _say_blocked(self, key: str) -> None:
        member = self._members.get(key)
        if member is not None:
            member.tell(Blocked(nicks=list(self.blocked(key).values())))

    def _say_called(self, key: str) -> None:
        """Tell who blocks somebody what they are called now."""
        for other in self._blocks.by(key):
            self._say_blocked(other)

    def _say_changed(self, member: Member, before: PersonName) -> None:
        self._tell(Changed(nick=before, person=member.shown))
        for client in member.clients:
            client.tell(YouChanged(you=self.you(client)))


def _place(member: Member) -> tuple[str, str]:
    return (member.nick.casefold(), member.key)
