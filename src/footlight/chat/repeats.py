"""What is asked again because nobody heard whether it was done: it is done once, and answered as it was."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

T = TypeVar("T")

MOST: Final = 1_000
"""That are remembered in one room."""


@dataclass(slots=True)
class _Asked:
    over: asyncio.Event = field(default_factory=asyncio.Event)
    came: Any = None


class Repeats:
    """The last deeds of one room that leave no line behind by which they would be known."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, str], _Asked] = {}

    async def once(self, key: str, id: str, do: Callable[[], Awaitable[T]]) -> T:
        """What comes of it, also where it was done before; what failed is done again.

        Args:
            key: of who asks.
            id: of the request: the same for what is the same.
        """
        while (before := self._asked.get((key, id))) is not None:
            await before.over.wait()
            if self._asked.get((key, id)) is before:
                came: T = before.came
                return came
        asked = self._asked[key, id] = _Asked()
        try:
            asked.came = done = await do()
        except BaseException:
            del self._asked[key, id]
            raise
        finally:
            asked.over.set()
            self._forget()
        return done

    def _forget(self) -> None:
        while len(self._asked) > MOST:
            oldest = next((which for which, asked in self._asked.items() if asked.over.is_set()), None)
            if oldest is None:
                return
            del self._asked[oldest]
