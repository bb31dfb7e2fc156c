"""What the two databases have in common: engines for those who read and for those who write."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from footlight.store.glance import Glances

WRITES: Final = "footlight_writes"
"""Execution option of a connection whose transactions will write: these take turns from their beginning."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where a store lies; nothing is open until it is used."""

    name: str
    """For people, without a password."""
    reading: AsyncEngine
    """Its transactions see one moment."""
    writing: AsyncEngine
    """Its transactions follow each other, in all processes."""
    migrating: AsyncEngine
    """The same, but tables may be written anew while others refer to them."""
    version: Callable[[AsyncConnection], Awaitable[str]]
    """A text that changes whenever another connection has committed."""
    glances: Glances
    """Read as `reading` does."""

    async def dispose(self) -> None:
        """Close what is open."""
        await self.glances.close()
        await self.reading.dispose()
        await self.migrating.dispose()
