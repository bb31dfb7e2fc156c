"""What decides who may come into a room and write there, without asking the database. Each room has one."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from footlight.chat.caller import Caller
from footlight.chat.moderation.filters import Filter, Filters
from footlight.chat.moderation.heard import Heard
from footlight.chat.moderation.marks import Marked, Marks
from footlight.chat.moderation.rules import RoomRules
from footlight.chat.ranks import ALLOWED, Deed, Rank
from footlight.errors import BannedError, KickedError, NameInvalidError, NotAllowedError, TimedOutError
from footlight.model.clock import Clock
from footlight.model.units import Micros

OUT: Final = Micros(30_000_000)
"""How long somebody who was kicked stays out."""
_MOST_SEEN: Final = 2_000
"""Addresses of the last who were here."""


@dataclass(frozen=True, slots=True)
class Ban:
    """Who is shut out; of one person there can be several."""

    id: int
    marks: Marks
    reason: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Who may not write for a while."""

    id: int
    marks: Marks
    reason: str
    until: Micros


@dataclass(frozen=True, slots=True)
class _Kick:
    """Who stays out for a moment."""

    reason: str
    until: Micros


class Conduct:
    """All of it is in the database too, but for who was kicked, who came from where, and what was said of late."""

    def __init__(
        self,
        clock: Clock,
        rules: RoomRules | None = None,
        bans: Iterable[Ban] = (),
        silences: Iterable[Silence] = (),
        filters: Iterable[Filter] = (),
    ) -> None:
        self.rules = rules or RoomRules()
        self.filters = Filters(filters)
        self.heard = Heard(clock)
        self._clock = clock
        self._bans: Marked[Ban] = Marked()
        self._silences: Marked[Silence] = Marked()
        self._kicks: Marked[_Kick] = Marked()
        self._kicked = 0
        self._seen: OrderedDict[str, str] = OrderedDict()
        for ban in bans:
            self.ban(ban)
        for silence in silences:
            self.silence(silence)

    # Who comes in

    def admit(self, caller: Caller) -> None:
        """Return where somebody may come in.

        Raises:
            BannedError, KickedError: they may not, and this says why.
        """
        self.turn_away(caller, caller.rank)
        if caller.address:
            self._seen[caller.key] = caller.address
            self._seen.move_to_end(caller.key)
            if len(self._seen) > _MOST_SEEN:
                self._seen.popitem(last=False)

    def turn_away(self, caller: Caller, rank: Rank) -> None:
        """Return where somebody may be here; raises as `admit`."""
        bans = self._bans.of(caller, rank)
        if bans:
            raise BannedError(_because("you are banned from this chat", bans[0].reason))
        now = self._clock.now()
        kicks = [kick for kick in self._kicks.of(caller, rank) if kick.until > now]
        if kicks:
            raise KickedError(_because("you were put out of this chat", kicks[-1].reason), kicks[-1].until - now)

    def address(self, key: str) -> str | None:
        """Where somebody came from last, if that is still known."""
        return self._seen.get(key)

    def ban(self, ban: Ban) -> None:
        """Shut somebody out."""
        self._bans.put(ban.id, ban.marks, ban)

    def unban(self, ids: Iterable[int]) -> None:
        """Let them in again."""
        for id in ids:
            self._bans.drop(id)

    def kick(self, marks: Marks, reason: str) -> None:
        """Keep somebody out for a moment."""
        self._kicked += 1
        self._kicks.put(self._kicked, marks, _Kick(reason, Micros(self._clock.now() + OUT)))

    def check_nick(self, nick: str) -> None:
        """Return where a guest can be called so.

        Raises:
            NameInvalidError: it is filtered.
        """
        if self.filters.catches_nick(nick):
            raise NameInvalidError("nobody is called so in this chat: choose another nick")

    # Who writes

    def silence(self, silence: Silence) -> None:
        """Let somebody not write until then."""
        self._silences.put(silence.id, silence.marks, silence)

    def unsilence(self, ids: Iterable[int]) -> list[Silence]:
        """Let them write again; gives what was in force."""
        ended = (self._silences.drop(id) for id in ids)
        return [silence for silence in ended if silence is not None]

    def silenced(self, caller: Caller, rank: Rank) -> Silence | None:
        """What keeps somebody from writing longest."""
        now = self._clock.now()
        found = [one for one in self._silences.of(caller, rank) if one.until > now]
        return max(found, key=lambda one: one.until, default=None)

    def deeds(self, rank: Rank) -> list[Deed]:
        """All that somebody may do here, by rank or because the room is set so."""
        return [deed for deed, ranks in ALLOWED.items() if rank in ranks or self.rules.opens(deed)]

    def may_write(self, caller: Caller, rank: Rank) -> None:
        """Return where somebody may write, react and take a nick.

        Raises:
            TimedOutError: not for a while.
            NotAllowedError: guests may not here.
        """
        silence = self.silenced(caller, rank)
        if silence is not None:
            wait = silence.until - self._clock.now()
            raise TimedOutError(_because("you may not write here for a while", silence.reason), wait)
        if rank is Rank.GUEST and not self.rules.guests:
            raise NotAllowedError("guests only read along in this chat: sign in to write")

    def tick(self) -> None:
        """Forget what is over."""
        now = self._clock.now()
        self._kicks.forget(lambda kick: kick.until <= now)
        self._silences.forget(lambda silence: silence.until <= now)


def _because(what: str, reason: str) -> str:
    return f"{what} ({reason})" if reason else what
