"""What was said in a room of late, and by whom: for slow mode, and for who says the same again."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from footlight.chat.line import Line
from footlight.chat.moderation.looked import alike
from footlight.model.clock import Clock
from footlight.model.units import Micros, micros_from_seconds

_MOST: Final = 2_000
"""Lines, and people, that are remembered."""
LATELY: Final = Micros(600_000_000)
"""Within which saying the same again is repetition."""


@dataclass(frozen=True, slots=True)
class _Line:
    key: str
    text: int
    meaning: int
    at: Micros


class Heard:
    """Of one room; all of it is in memory, the newest of it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: OrderedDict[tuple[str, str], _Line] = OrderedDict()
        self._meanings: dict[int, int] = {}
        """How many of the lines mean the same."""
        self._last: OrderedDict[str, Micros] = OrderedDict()

    def recall(self, lines: Iterable[Line]) -> None:
        """What was said before the room came into memory; oldest first."""
        for line in lines:
            self._note(line.author.key, f"kept:{line.id}", line.text, line.sent_at)

    def note(self, key: str, id: str, text: str) -> None:
        """Somebody says something that all may read; ``id`` is the client's own."""
        self._note(key, id, text, self._clock.now())

    def note_held(self, key: str, id: str, text: str) -> None:
        """Somebody says something that waits: sent again, it is judged again."""
        self._note(key, f"held:{id}", text, self._clock.now())

    def note_change(self, key: str, message: int, text: str) -> None:
        """Somebody's line is this now; it is not said by that."""
        self._remember(key, f"changed:{message}", text, self._clock.now())

    def _note(self, key: str, id: str, text: str, at: Micros) -> None:
        self._remember(key, id, text, at)
        self._last[key] = at
        self._last.move_to_end(key)
        if len(self._last) > _MOST:
            self._last.popitem(last=False)

    def _remember(self, key: str, id: str, text: str, at: Micros) -> None:
        line = _Line(key, hash(text), hash(alike(text)), at)
        before = self._lines.pop((key, id), None)
        if before is not None:
            self._forget(before)
        self._lines[key, id] = line
        self._meanings[line.meaning] = self._meanings.get(line.meaning, 0) + 1
        if len(self._lines) > _MOST:
            self._forget(self._lines.popitem(last=False)[1])

    def again(self, key: str, id: str, text: str) -> bool:
        """Whether it is the same line, sent again."""
        line = self._lines.get((key, id))
        return line is not None and line.text == hash(text)

    def said(self, text: str) -> bool:
        """Whether anybody said so."""
        return hash(alike(text)) in self._meanings

    def times(self, key: str, text: str) -> int:
        """How often this one said the same lately."""
        meaning, since = hash(alike(text)), self._clock.now() - LATELY
        if meaning not in self._meanings:
            return 0
        return sum(line.key == key and line.meaning == meaning and line.at > since for line in self._lines.values())

    def wait(self, key: str, seconds: int) -> Micros:
        """How long until this one may say something, where one does once in so many seconds; 0: at once."""
        last = self._last.get(key)
        return Micros(0 if last is None else max(0, last + micros_from_seconds(seconds) - self._clock.now()))

    def _forget(self, line: _Line) -> None:
        self._meanings[line.meaning] -= 1
        if not self._meanings[line.meaning]:
            del self._meanings[line.meaning]
