"""Tickets and links: how a grant travels to where no cookie does.

A ticket is for one connection, within a minute, in its hello. A link is a path, for players that say no hello.
Both are in memory: a restart ends every connection, and who comes back asks for another.
"""

from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from typing import Final

from footlight.accounts.grants import Grant, Verb
from footlight.accounts.secrets import new_secret, secret_hash
from footlight.errors import LimitReachedError, TicketInvalidError
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros

TICKET_PREFIX: Final = "flt_"
TICKET_LASTS: Final = Micros(60_000_000)
LINK_PREFIX: Final = "flp_"
LINK_LASTS: Final = Micros(6 * 3_600_000_000)
MOST: Final = 20_000
"""In all, of either kind; who asks for more is refused."""
MOST_OF_GUESTS: Final = 10_000
"""Of these: the rest is left to people with accounts, whatever strangers ask for."""
MOST_OF_ONE: Final = 100
"""Of one grant."""
MOST_OF_CROWD: Final = 5_000
"""The same of one that all who know a password share, or everybody."""


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket just issued: the only time its secret is known."""

    secret: str = field(repr=False)
    expires_at: Micros


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link just issued: the only time its token is known."""

    token: str = field(repr=False)
    """The part of the path."""
    expires_at: Micros


class _Issued:
    """Secrets that stand for grants until their time is over; all last equally long."""

    def __init__(self, clock: Clock, prefix: str, lasts: Micros) -> None:
        self._clock = clock
        self._prefix = prefix
        self._lasts = lasts
        self._grants: OrderedDict[bytes, tuple[Grant, Micros]] = OrderedDict()
        self._of: Counter[Grant] = Counter()
        self._of_guests = 0

    def add(self, grant: Grant) -> tuple[str, Micros]:
        """A new secret, and when its time is over."""
        now = self._clock.now()
        self._forget_old(now)
        guest = grant.person is None
        if (
            len(self._grants) >= MOST
            or self._of[grant] >= (MOST_OF_CROWD if guest else MOST_OF_ONE)
            or (guest and self._of_guests >= MOST_OF_GUESTS)
        ):
            raise LimitReachedError("too many tickets or links are open: use those, or try again in a while")
        secret, expires_at = new_secret(self._prefix), Micros(now + self._lasts)
        self._grants[secret_hash(secret)] = grant, expires_at
        self._of[grant] += 1
        self._of_guests += guest
        return secret, expires_at

    def find(self, secret: str) -> Grant | None:
        """Whose secret it is; None where there is none, or its time is over."""
        grant, expires_at = self._grants.get(secret_hash(secret), (None, Micros(0)))
        return grant if expires_at > self._clock.now() else None

    def remove(self, secret: str) -> None:
        """Nobody's from now on."""
        self._drop(secret_hash(secret))

    def _forget_old(self, now: Micros) -> None:
        while self._grants and next(iter(self._grants.values()))[1] <= now:
            self._drop(next(iter(self._grants)))

    def _drop(self, key: bytes) -> None:
        grant, _ = self._grants.pop(key, (None, None))
        if grant is not None:
            self._of[grant] -= 1
            self._of_guests -= grant.person is None
            if not self._of[grant]:
                del self._of[grant]


class Tickets:
    """Issues tickets and takes them, each once."""

    def __init__(self, clock: Clock) -> None:
        self._issued = _Issued(clock, TICKET_PREFIX, TICKET_LASTS)

    def issue(self, grant: Grant) -> NewTicket:
        """A ticket for what ``grant`` allows.

        Raises:
            LimitReachedError: too many are open, of this grant or in all.
        """
        return NewTicket(*self._issued.add(grant))

    def spend(self, secret: str, channel: ChannelName, action: Verb) -> Grant:
        """Take a ticket; whether the grant holds still is for `Grants.hold` to say.

        Raises:
            TicketInvalidError: there is no such ticket, it was taken, its time is over, or it is for something else,
                for which it is not good any more then.
        """
        grant = self._issued.find(secret)
        self._issued.remove(secret)
        if grant is None or (grant.channel, grant.action) != (channel, action):
            raise TicketInvalidError("this ticket was used, its time is over, or it is for something else")
        return grant


class Links:
    """Issues links, each good for as many connections as its player makes."""

    def __init__(self, clock: Clock) -> None:
        self._issued = _Issued(clock, LINK_PREFIX, LINK_LASTS)

    def issue(self, grant: Grant) -> NewLink:
        """A link for what ``grant`` allows.

        Raises:
            LimitReachedError: too many are open, of this grant or in all.
        """
        return NewLink(*self._issued.add(grant))

    def find(self, token: str, channel: ChannelName) -> Grant:
        """The grant of a link; whether it holds still is for `Grants.hold` to say.

        Raises:
            TicketInvalidError: there is no such link, its time is over, or it is another channel's.
        """
        grant = self._issued.find(token)
        if grant is None or (grant.channel, grant.action) != (channel, "watch"):
            raise TicketInvalidError("this link's time is over, or it is another channel's: ask for a new one")
        return grant
