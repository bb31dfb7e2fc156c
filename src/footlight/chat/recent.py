"""The newest lines of a room, in memory: who comes in waits for no database, also when all come at once."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

from footlight.chat.messages import Deleted, Edited, FromServer, Line, Reaction
from footlight.chat.shown import renamed, requoted

MOST: Final = 50
_MOST_NEWS: Final = 200


class Recent:
    """What `hello` is answered with."""

    def __init__(self, newest: Sequence[Line]) -> None:
        """``newest``: the room's last lines, oldest first, `MOST` of them where there are so many."""
        self._lines = {line.id: line for line in newest}
        # Up to here there may be lines that are not in memory any more.
        self._gone = newest[0].id - 1 if len(newest) >= MOST else 0
        self._newest = newest[-1].id if newest else 0
        self._news: deque[tuple[int, FromServer]] = deque()
        """What happened to lines that are not in memory any more, and the newest line when it did."""
        self._news_since = self._newest

    @property
    def lines(self) -> list[Line]:
        """Oldest first."""
        return list(self._lines.values())

    def add(self, line: Line) -> None:
        """A new one."""
        self._lines[line.id] = line
        self._newest = line.id
        while len(self._lines) > MOST:
            self._gone = next(iter(self._lines))
            del self._lines[self._gone]

    def change(self, line: Line, news: Edited | Reaction | Deleted) -> None:
        """A line is now as it is here; ``news`` is what is told of it."""
        if not isinstance(news, Reaction):
            # Who answered it quotes nothing that is gone.
            self._lines = {id: requoted(one, line) for id, one in self._lines.items()}
        if line.id in self._lines:
            if line.deleted:
                del self._lines[line.id]
            else:
                self._lines[line.id] = line
        elif isinstance(news, Edited) and line.id > self._gone:
            # It was deleted, and is back.
            self._lines = dict(sorted({**self._lines, line.id: line}.items()))
        elif line.id <= self._gone:
            self._news.append((self._newest, news))
            if len(self._news) > _MOST_NEWS:
                self._news_since = self._news.popleft()[0] + 1

    def forget(self, up_to: int) -> None:
        """The lines up to this one are not to be shown any more."""
        self._lines = {id: line for id, line in self._lines.items() if id > up_to}
        # What happened to those that are not in memory any more concerns nobody either.
        if up_to >= self._gone:
            self._news.clear()

    def bring_back(self, newest: Sequence[Line]) -> None:
        """What was forgotten is to be shown again; as of the constructor."""
        lines = {line.id: line for line in newest} | self._lines
        self._lines = dict(sorted(lines.items())[-MOST:])
        if len(self._lines) >= MOST:
            self._gone = next(iter(self._lines)) - 1

    def rename(self, newest: Iterable[Line]) -> None:
        """Who wrote these lines, and those that they answer, is called as it is here; the rest of them may be older."""
        for line in newest:
            held = self._lines.get(line.id)
            if held is not None:
                self._lines[line.id] = renamed(held, line)

    def since(self, last: int) -> list[FromServer] | None:
        """What somebody who has all up to ``last`` must be told beside `lines`; None where too much is gone."""
        if last < self._gone or last < self._news_since:
            return None
        return [news for newest, news in self._news if newest >= last]
