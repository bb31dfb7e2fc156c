"""How long a page of a room with very many lines takes, and finding something in them."""

import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import accumulate, islice
from typing import Any, Final

from sqlalchemy import insert, select, text

from footlight.bench.accounts.figures import Times, times
from footlight.chat.history import History
from footlight.chat.words import words
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.store.models import Channel, ChatMessage
from footlight.store.store import Store

ROOMS: Final = (ChannelName("large"), ChannelName("middle"), ChannelName("small"))
_SHARES: Final = (7, 2, 1)
"""Of ten lines."""
GOAL_MS: Final = 50.0
"""A page, and a search, p95."""
_VOCABULARY: Final = 20_000
_AT_ONCE: Final = 2_000
"""Rows that one statement adds."""
_TOGETHER: Final = 20
"""Statements of one transaction."""
_FREQUENT: Final = 300
"""Words that are in one of 500 lines at least, the first in most."""
_RARE: Final = "needle"


class Past:
    """Rooms full of lines, in words as frequent as those of a language; the same ones each time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._random = random.Random(1)  # noqa: S311 - figures that can be had again
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.vocabulary = ["".join(self._random.choices(letters, k=2 + place % 8)) for place in range(_VOCABULARY)]
        # The second is half as frequent as the first, the third a third.
        self._weights = list(accumulate(1 / place for place in range(1, _VOCABULARY + 1)))

    async def fill(self, lines: int) -> None:
        """Write them, in an empty database."""
        async with self._store.write() as session:
            session.add_all([Channel(name=name, created_at=self._clock.now()) for name in ROOMS])
        rows = self._rows(lines)
        some = list(islice(rows, _AT_ONCE))
        while some:
            async with self._store.write() as session:
                for _ in range(_TOGETHER):
                    if some:
                        await session.execute(insert(ChatMessage), some)
                        some = list(islice(rows, _AT_ONCE))
        async with self._store.write() as session:
            if (await session.connection()).dialect.name == "postgresql":
                # As it does by itself a minute after many lines came.
                await session.execute(text("ANALYZE"))

    def some_words(self, count: int) -> list[str]:
        """As a line has them: frequent ones often."""
        return self._random.choices(self.vocabulary, cum_weights=self._weights, k=count)

    def _rows(self, lines: int) -> Iterator[dict[str, Any]]:
        places = dict.fromkeys(ROOMS, 0)
        now = self._clock.now()
        for number in range(lines):
            (room,) = self._random.choices(ROOMS, _SHARES)
            places[room] += 1
            text = " ".join(self.some_words(3 + number % 11))
            if number % 100_000 == 0:
                text += f" {_RARE}"
            yield {
                "channel": room,
                "seq": places[room],
                "device": self._random.randbytes(32),
                "nick": f"guest{number % 5_000}",
                "rank": "guest",
                "colour": "red",
                "client_id": f"{number:036d}",
                "kind": "say",
                "text": text,
                "words": " ".join(words(text)),
                "sent_at": now + number,
            }


async def measure_past(
    store: Store, clock: Clock, lines: int, rounds: int, on_times: Callable[[Times], None]
) -> Sequence[Times]:
    """Fill a database that is empty, and ask it; ``on_times`` is told each figure as it comes."""
    past, history = Past(store, clock), History(store)
    await past.fill(lines)
    room = ROOMS[0]
    async with store.read() as session:
        ids = list(await session.scalars(select(ChatMessage.id).where(ChatMessage.channel == room)))
    chosen = random.Random(2)  # noqa: S311
    asks: dict[str, Callable[[], Awaitable[object]]] = {
        "the newest page": lambda: history.newest(room),
        "a page anywhere": lambda: history.page(room, before=chosen.choice(ids)),
        "what changed since": lambda: history.changed(room, chosen.choice(ids)),
        "search: any word": lambda: history.search(room, chosen.choice(past.vocabulary) + " "),
        "search: words of a line": lambda: history.search(room, " ".join(past.some_words(2)) + " "),
        "search: a frequent word": lambda: history.search(room, past.vocabulary[chosen.randrange(_FREQUENT)] + " "),
        "search: a beginning": lambda: history.search(room, past.some_words(1)[0][:3]),
        "search: two letters": lambda: history.search(room, past.some_words(1)[0][:2]),
        "search: a word, a beginning": lambda: history.search(room, " ".join(past.some_words(2))[:-1]),
        "search: a rare word": lambda: history.search(room, _RARE),
        "search: no such word": lambda: history.search(room, "nowhere-to-be-found"),
    }
    figures = []
    for what, ask in asks.items():
        took = []
        for _ in range(rounds):
            began = time.perf_counter()
            await ask()
            took.append(time.perf_counter() - began)
        figures.append(times(what, took))
        on_times(figures[-1])
    return figures
