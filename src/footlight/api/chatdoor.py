"""The door of the chats: from what accounts know of a connection to what it is in a room."""

from collections.abc import Set
from typing import Final

from starlette.requests import HTTPConnection

from footlight.accounts.admission import Admission
from footlight.accounts.grants import Grant, Grants
from footlight.accounts.identity import Identity
from footlight.accounts.rights import Standing
from footlight.accounts.standings import GUEST, Standings
from footlight.api.identity import Asking, check_scope
from footlight.chat.caller import Caller
from footlight.chat.ranks import Rank
from footlight.chat.rooms import Rooms
from footlight.errors import SignInNeededError
from footlight.model.channel import ChannelName
from footlight.model.names import PersonName

RANKS: Final[dict[Standing, Rank]] = {
    "owner": Rank.OWNER,
    "admin": Rank.ADMIN,
    "moderator": Rank.MODERATOR,
    "vip": Rank.VIP,
    "invited": Rank.MEMBER,
    "member": Rank.MEMBER,
    "guest": Rank.GUEST,
}
"""What one's standing on a channel is in its chat."""


class ChatDoor:
    """Lets people in, and tells the rooms when they are something else."""

    def __init__(
        self, asking: Asking, admission: Admission, grants: Grants, standings: Standings, rooms: Rooms
    ) -> None:
        self._asking = asking
        self._admission = admission
        self._grants = grants
        self._standings = standings
        self._rooms = rooms

    @property
    def looks(self) -> int:
        """How often rights had changed: where it is another number after `caller`, `look_again` is to be asked."""
        return self._grants.looks

    async def who(self, connection: HTTPConnection) -> Identity | None:
        """Who asks, by a cookie or a token.

        Raises:
            SignInRefusedError: the token is not good.
            NotAllowedError: it is not for chats.
        """
        who = await self._asking.who(connection)
        return None if who is None else check_scope(who, "chat")

    async def let_in(self, who: Identity | None, channel: ChannelName, ticket: str | None) -> Grant:
        """The right to be there; raises as `Admission.let_chat`."""
        return await self._admission.let_chat(who, channel, ticket)

    async def caller(self, grant: Grant, device: bytes, address: str) -> Caller:
        """Who has a grant, and what they are in the room.

        Args:
            device: SHA-256 of what their device is known by.
            address: where they come from.

        Raises:
            NotAllowedError: it was given to a program that is not for chats.
            SignInNeededError: to somebody who is not signed in any more.
        """
        stood = (await self._standings.of([grant])).get(grant, GUEST)
        if stood.who is None:
            if grant.person is not None:
                raise _signed_out()
            return Caller(grant, RANKS[stood.standing], device, address=address)
        who = check_scope(stood.who, "chat")
        return Caller(grant, RANKS[stood.standing], device, who.person, PersonName(who.name), address)

    async def still(self, grant: Grant) -> None:
        """Return where it holds still; whoever has it is in the room at once then. Raises as `Admission.still`."""
        await self._admission.still(grant)

    def doubt(self, channels: Set[ChannelName]) -> None:
        """These channels changed, or are no more; as `Rooms.doubt`."""
        self._rooms.doubt(channels)

    async def renamed(self, persons: Set[str]) -> None:
        """As `Rooms.renamed`."""
        await self._rooms.renamed(persons)

    async def look_again(self, grants: Set[Grant]) -> None:
        """What the holders of these are may have changed.

        Who is not signed in any more leaves, also where everybody may watch: as that person they write no longer.
        """
        for grant, stood in (await self._standings.of(grants)).items():
            room = self._rooms.find(grant.channel)
            if stood.who is None:
                await self._rooms.withdraw(grant.channel, {grant}, _signed_out())
            elif room is not None:
                room.became(f"p:{grant.person}", RANKS[stood.standing], PersonName(stood.who.name))


def _signed_out() -> SignInNeededError:
    return SignInNeededError("you are not signed in any more: sign in, or come back as a guest")
