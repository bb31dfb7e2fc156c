"""Wipes, hour by hour, the texts that were taken away so long ago that nobody brings them back."""

import asyncio
from typing import Final, Protocol

from footlight.errors import StoreUnavailableError
from footlight.logs import logger

_EVERY_SECONDS: Final = 3_600

_log = logger(__name__)


class Lines(Protocol):
    """Keeps them."""

    async def forget(self) -> int:
        """Wipe some; gives how many, 0 where none are left to wipe.

        Raises:
            StoreUnavailableError: it could not be done.
        """


async def forgetting(lines: Lines) -> None:
    """Do so until cancelled."""
    while True:
        try:
            more = await lines.forget()
        except StoreUnavailableError as error:
            _log.error("lines that were taken away cannot be wiped", error=str(error))
            more = 0
        await asyncio.sleep(0 if more else _EVERY_SECONDS)
