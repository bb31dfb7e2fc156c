"""Forgets, hour by hour, what is over for so long that nobody asks for it: texts that were taken away, polls."""

import asyncio
from typing import Final, Protocol

from footlight.errors import StoreUnavailableError
from footlight.logs import logger

_EVERY_SECONDS: Final = 3_600

_log = logger(__name__)


class Forgets(Protocol):
    """Keeps something."""

    async def forget(self) -> int:
        """Forget some of it; gives how much, 0 where nothing is left to forget.

        Raises:
            StoreUnavailableError: it could not be done.
        """


async def forgetting(*keepers: Forgets) -> None:
    """Have all of them do so until cancelled."""
    while True:
        more = 0
        for keeper in keepers:
            try:
                more += await keeper.forget()
            except StoreUnavailableError as error:
                _log.error("what is over in chats cannot be forgotten", error=str(error))
        await asyncio.sleep(0 if more else _EVERY_SECONDS)
