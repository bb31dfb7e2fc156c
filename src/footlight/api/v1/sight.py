"""What of a channel whoever asks may see and do: asked once a request, by every route that speaks of a channel."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal, get_args

from footlight.accounts.channels import ChannelBook, ChannelInfo
from footlight.accounts.identity import Identity
from footlight.accounts.keys import unknown_channel
from footlight.accounts.rights import Action, ListedAs, Standing, Visibility, may, standing
from footlight.api.channels import named_channel
from footlight.api.v1.router import CHANGING, READING
from footlight.errors import ChannelUnknownError, NotAllowedError
from footlight.model.channel import ChannelName

Need = Literal["sign_in", "password", "invitation"]
"""What somebody lacks to watch a channel."""

LOOKING: Final = (ChannelUnknownError, *READING)
"""The refusals of every route that shows those who run a channel something of it."""
MANAGING: Final = (ChannelUnknownError, *CHANGING)
"""The same, where it changes something."""
NEEDS: Final[dict[Visibility, Need]] = {"password": "password", "members": "sign_in", "invited": "invitation"}
"""Of who may not watch, by the channel's visibility."""
_LISTED: Final[frozenset[Visibility]] = frozenset({"public", "password", "members"})
_CONCERNED: Final[frozenset[Standing]] = frozenset({"owner", *get_args(ListedAs)})
"""Those who find a channel in lists whatever its visibility."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A channel, and what it is to the one who asks."""

    info: ChannelInfo
    who: Identity | None
    role: ListedAs | None
    """What the channel's list says of them."""

    @property
    def name(self) -> ChannelName:
        return self.info.name

    @property
    def standing(self) -> Standing:
        return standing(self.who, self.info.place, self.role)

    @property
    def watches(self) -> bool:
        return self.may(Action.WATCH)

    @property
    def listed(self) -> bool:
        """Whether lists show it to them."""
        if not self.may(Action.SEE):
            return False
        reads = self.who is not None and "read" in self.who.scopes
        return self.info.visibility in _LISTED or (reads and self.standing in _CONCERNED)

    @property
    def needs(self) -> Need | None:
        """What they lack to watch it."""
        return None if self.watches else NEEDS.get(self.info.visibility)

    @property
    def actions(self) -> list[str]:
        """What they may do, as JSON names it."""
        return [action.name.lower() for action in Action if self.may(action)]

    def may(self, action: Action) -> bool:
        return may(action, self.who, self.info.place, self.role)

    def require(self, action: Action) -> None:
        """Go on only where they may do it.

        Raises:
            ChannelUnknownError: they may not even see it.
            NotAllowedError: they see it, and that is all.
        """
        if not self.may(action):
            if not self.may(Action.SEE):
                raise unknown_channel(self.name)
            raise NotAllowedError(f"with {self.name} you may not do this: {action.value}")


class Sights:
    """Looks channels up for those who ask."""

    def __init__(self, book: ChannelBook) -> None:
        self._book = book

    async def of(self, who: Identity | None, text: str, action: Action = Action.SEE) -> Sight:
        """The channel of a path, for one who wants to do something with it.

        Raises:
            ChannelUnknownError: there is none of that name, none could be, or it is hidden from who asks.
            NotAllowedError: they may see it, and not do this.
        """
        name = named_channel(text)
        sight = Sight(
            await self._book.info(name), who, None if who is None else await self._book.role_of(name, who.person)
        )
        sight.require(action)
        return sight

    async def among(self, who: Identity | None, names: Collection[ChannelName]) -> dict[ChannelName, Sight]:
        """Those of many channels that there are, in no more questions to the store than for one."""
        infos = await self._book.infos(names)
        roles = {} if who is None else await self._book.roles(who.person)
        return {name: Sight(info, who, roles.get(name)) for name, info in infos.items()}
