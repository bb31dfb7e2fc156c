"""Who is at the other end of a connection, as the door of the server found out."""

from collections.abc import Hashable
from dataclasses import dataclass

from footlight.chat.ranks import Rank
from footlight.model.names import PersonName


@dataclass(frozen=True, slots=True)
class Caller:
    """A person with an account, or a guest by the device that they come from."""

    right: Hashable
    """To read along, as of the last moment before the room is told."""
    rank: Rank
    device: bytes
    """SHA-256 of what the device is known by."""
    person: str | None = None
    """The id of the account."""
    name: PersonName | None = None
    """Of the account."""
    address: str = ""
    """Of the network, as the server sees it through proxies; empty where it is not known."""

    @property
    def key(self) -> str:
        """The same for all connections of one person, or of one guest's device."""
        return f"g:{self.device.hex()}" if self.person is None else f"p:{self.person}"
