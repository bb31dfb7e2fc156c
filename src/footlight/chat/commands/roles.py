"""Who is an admin, a moderator or a VIP of a channel: the same rights as everywhere else, given by a command."""

from functools import partial
from typing import Final, Protocol

from footlight.chat.caller import Caller
from footlight.chat.commands.command import Asked, Command, Outcome
from footlight.chat.commands.grammar import Argument, Given
from footlight.chat.ranks import Deed, Rank, a_rank, check
from footlight.errors import OptionInvalidError
from footlight.model.channel import ChannelName

_DEEDS: Final = {Rank.VIP: Deed.VIP, Rank.MODERATOR: Deed.MOD, Rank.ADMIN: Deed.ADMIN}
_WORDS: Final = {
    Rank.VIP: ("vip", "unvip"),
    Rank.MODERATOR: ("mod", "unmod"),
    Rank.ADMIN: ("addadmin", "removeadmin"),
}
"""That make somebody this, and unmake them."""


class Roles(Protocol):
    """The lists of the channels."""

    async def give(self, channel: ChannelName, by: Caller, nick: str, role: Rank) -> str:
        """Make somebody this, as far as `given_role` lets ``by`` when it is written; gives their name.

        Raises:
            FootlightError: they may not, or there is no such account.
        """

    async def take(self, channel: ChannelName, by: Caller, nick: str, role: Rank) -> str:
        """They are this no more, as far as `taken_role` lets ``by`` when it is written; as `give`."""


def given_role(role: Rank, name: str, mine: Rank, theirs: Rank) -> Rank:
    """What somebody is to be.

    Args:
        role: what is given.
        mine: the rank of who gives it.
        theirs: the rank of who gets it, so far.

    Raises:
        NotAllowedError: it is not for who gives it.
        OptionInvalidError: they are more already.
    """
    check(_DEEDS[role], mine, over=theirs)
    if theirs.over(role):
        raise OptionInvalidError(
            f"{name} is {a_rank(theirs)}, which is more: type /{_WORDS[theirs][1]} {name} before this"
        )
    return role


def taken_role(role: Rank, name: str, mine: Rank, theirs: Rank) -> Rank:
    """What somebody is after this was taken from them; raises as `given_role`."""
    check(_DEEDS[role], mine, over=theirs)
    if theirs is not role:
        raise OptionInvalidError(f"{name} is not {a_rank(role)}")
    return Rank.MEMBER


class RoleCommands:
    """Their commands."""

    def __init__(self, roles: Roles) -> None:
        self._roles = roles

    def commands(self) -> list[Command]:
        found: list[Command] = []
        nick = (Argument("nick", "NICK"),)
        for role, (make, unmake) in _WORDS.items():
            found += [
                Command((make,), f"make somebody {a_rank(role)}", partial(self._give, role), nick),
                Command((unmake,), f"let somebody be {a_rank(role)} no more", partial(self._take, role), nick),
            ]
        return found

    async def _give(self, role: Rank, asked: Asked, given: Given) -> Outcome:
        name = await self._roles.give(asked.room.channel, asked.client.caller, given.nick, role)
        return f"{name} is {a_rank(role)} now."

    async def _take(self, role: Rank, asked: Asked, given: Given) -> Outcome:
        name = await self._roles.take(asked.room.channel, asked.client.caller, given.nick, role)
        return f"{name} is {a_rank(role)} no more."
