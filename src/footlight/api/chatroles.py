"""Roles of a channel, given and taken in its chat: between what accounts know and what chats call it."""

from functools import partial
from typing import Final

from footlight.accounts.channelroles import ChannelRoles
from footlight.accounts.channels import ChannelBook
from footlight.accounts.grants import Grant
from footlight.accounts.rights import STAFF, ListedAs, Standing
from footlight.api.chatdoor import RANKS
from footlight.chat.caller import Caller
from footlight.chat.commands.roles import given_role, taken_role
from footlight.chat.ranks import Rank
from footlight.errors import SignInNeededError
from footlight.model.channel import ChannelName

_LISTED: Final[dict[Rank, ListedAs]] = {Rank.ADMIN: "admin", Rank.MODERATOR: "moderator", Rank.VIP: "vip"}


class ChatRoles:
    """The `Roles` and the `Staff` of the commands."""

    def __init__(self, roles: ChannelRoles, book: ChannelBook) -> None:
        self._roles = roles
        self._book = book

    async def staff(self, channel: ChannelName) -> list[tuple[str, Rank]]:
        owner = (await self._book.info(channel)).owner
        listed = [(one.person.name, RANKS[one.role]) for one in await self._book.people(channel) if one.role in STAFF]
        return listed if owner is None else [(owner.name, Rank.OWNER), *listed]

    async def give(self, channel: ChannelName, by: Caller, nick: str, role: Rank) -> str:
        return await self._roles.change(_grant(channel, by), nick, partial(_given, role))

    async def take(self, channel: ChannelName, by: Caller, nick: str, role: Rank) -> str:
        return await self._roles.change(_grant(channel, by), nick, partial(_taken, role))


def _given(role: Rank, name: str, mine: Standing, theirs: Standing) -> ListedAs | None:
    return _LISTED.get(given_role(role, name, RANKS[mine], RANKS[theirs]))


def _taken(role: Rank, name: str, mine: Standing, theirs: Standing) -> ListedAs | None:
    return _LISTED.get(taken_role(role, name, RANKS[mine], RANKS[theirs]))


def _grant(channel: ChannelName, by: Caller) -> Grant:
    if not isinstance(by.right, Grant) or by.right.channel != channel:
        raise SignInNeededError("to do this one must be signed in")
    return by.right
