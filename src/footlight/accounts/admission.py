"""Who is let in to watch and to send: the one way from what a connection shows to the right that the hub holds."""

from collections.abc import Hashable
from typing import Protocol

from footlight.accounts.grants import Grant, Grants
from footlight.accounts.identity import Identity
from footlight.accounts.tickets import Links, Tickets
from footlight.model.channel import ChannelName


class Keys(Protocol):
    """Knows the stream keys."""

    async def verify(self, channel: ChannelName, key: str | None) -> str:
        """The id of a key that may publish on the channel; raises where it is none."""

    async def used(self, id: str) -> None:
        """A broadcast was opened with it."""


class Admission:
    """Lets connections in. Each answer is a `Grant` that holds as of now: it is told the hub before anything is
    waited for, and from then on the watch over rights sees to it."""

    def __init__(self, grants: Grants, tickets: Tickets, links: Links, keys: Keys) -> None:
        self._grants = grants
        self._tickets = tickets
        self._links = links
        self._keys = keys

    async def let_watch(self, channel: ChannelName, _key: str | None, ticket: str | None) -> Grant:
        """The right of a viewer who showed a ticket, or else of everybody.

        Raises:
            TicketInvalidError: not a ticket for this.
            ChannelUnknownError, SignInNeededError, PasswordNeededError, NotAllowedError: it may not watch.
        """
        if ticket is None:
            return await self._grants.guest(channel)
        return await self._held(self._tickets.spend(ticket, channel, "watch"))

    async def let_chat(self, who: Identity | None, channel: ChannelName, ticket: str | None) -> Grant:
        """The right of somebody in a chat, which is that to watch; raises as `let_watch`.

        Args:
            who: who is signed in, if nobody showed a ticket.
        """
        if ticket is not None:
            return await self.let_watch(channel, None, ticket)
        return await self._grants.guest(channel) if who is None else await self._grants.ask(who, channel, "watch")

    async def still(self, grant: Grant) -> None:
        """Return where a grant of `let_chat` holds now; what comes of it is told at once.

        Raises:
            KeyRevokedError, NotAllowedError: it does not; or what `let_watch` raises.
        """
        if grant == Grant(grant.channel, "watch"):
            # Known without asking the database, as a rule: that of all guests.
            await self._grants.guest(grant.channel)
        else:
            await self._grants.hold(grant)

    async def let_play(self, channel: ChannelName, link: str | None) -> Grant:
        """The right of a player that came by a link, or else of everybody; raises as `let_watch`."""
        if link is None:
            return await self._grants.guest(channel)
        return await self._held(self._links.find(link, channel))

    async def let_send(self, channel: ChannelName, key: str | None, ticket: str | None) -> Grant:
        """The right of a publisher who showed a stream key or a ticket.

        Raises:
            TicketInvalidError: not a ticket for this.
            ChannelUnknownError, KeyInvalidError, KeyRevokedError, NotAllowedError: it may not send.
        """
        if ticket is not None:
            return await self._held(self._tickets.spend(ticket, channel, "publish"))
        return await self._held(Grant(channel, "publish", key=await self._keys.verify(channel, key)))

    async def opened(self, right: Hashable) -> None:
        """A broadcast was opened by this right."""
        if isinstance(right, Grant) and right.key is not None:
            await self._keys.used(right.key)

    async def _held(self, grant: Grant) -> Grant:
        await self._grants.hold(grant)
        return grant
