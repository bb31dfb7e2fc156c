"""Keys and lines that are typed into a window, for what reads them on an event loop."""

import asyncio
from collections.abc import Callable
from typing import Final

_MOST_KEYS: Final = 64


class TypedKeys:
    """To whoever reads it a terminal: `open`, `close`, `key` and `line` belong to its event loop."""

    def __init__(self, on_ask: Callable[[], object]) -> None:
        """``on_ask`` is called on the loop where a line is wanted: the window `answers`."""
        self._on_ask = on_ask
        self._loop: asyncio.AbstractEventLoop | None = None
        self._keys: asyncio.Queue[str] = asyncio.Queue(_MOST_KEYS)
        self._lines: asyncio.Queue[str] = asyncio.Queue(1)

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()

    def close(self) -> None:
        self._loop = None

    async def key(self) -> str:
        return await self._keys.get()

    async def line(self, ask: Callable[[], object]) -> str:
        ask()
        self._on_ask()
        return (await self._lines.get()).strip()

    def typed(self, key: str) -> None:
        """A key was pressed; any thread."""
        self._put(self._keys, key)

    def answers(self, line: str) -> None:
        """A line was typed, or none; any thread."""
        self._put(self._lines, line)

    def _put(self, queue: "asyncio.Queue[str]", text: str) -> None:
        def put() -> None:
            if not queue.full():
                queue.put_nowait(text)

        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(put)
