"""Pages of what was said before, as clients ask for them."""

from dataclasses import dataclass
from typing import Protocol

from footlight.chat.line import Line
from footlight.chat.requests import MOST_AT_ONCE, AskHistory, AskSearch
from footlight.errors import MessageUnknownError, OptionInvalidError
from footlight.model.channel import ChannelName


class History(Protocol):
    """What was said before."""

    async def page(
        self, channel: ChannelName, *, before: int | None = None, after: int | None = None, limit: int = 100
    ) -> list[Line]: ...

    async def line(self, channel: ChannelName, message: int) -> Line | None: ...

    async def search(
        self, channel: ChannelName, words: str, *, before: int | None = None, limit: int = 50
    ) -> list[Line]: ...


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, and whether there may be others."""

    lines: list[Line]
    more: bool
    """Before."""
    newer: bool
    """After."""


async def page(history: History, channel: ChannelName, asked: AskHistory) -> Page:
    """The lines before, after or around one, or the newest; oldest first.

    Raises:
        OptionInvalidError: it asks for two of these at once.
        MessageUnknownError: there is no line to be around.
    """
    if sum(one is not None for one in (asked.before, asked.after, asked.around)) > 1:
        raise OptionInvalidError("history is asked before a line, after one or around one: give one of them")
    if asked.around is not None:
        return await _around(history, channel, asked.around, asked.limit)
    lines = await history.page(channel, before=asked.before, after=asked.after, limit=asked.limit)
    full = len(lines) == asked.limit
    if asked.after is not None:
        return Page(lines, more=True, newer=full)
    return Page(lines, more=full, newer=asked.before is not None)


async def found(history: History, channel: ChannelName, asked: AskSearch) -> Page:
    """The lines with all these words, newest first.

    Raises:
        TextInvalidError: there is nothing to look for in it.
    """
    lines = await history.search(channel, asked.text, before=asked.before, limit=MOST_AT_ONCE)
    return Page(lines, more=len(lines) == MOST_AT_ONCE, newer=asked.before is not None)


async def _around(history: History, channel: ChannelName, message: int, limit: int) -> Page:
    line = await history.line(channel, message)
    if line is None or line.deleted_at is not None:
        raise MessageUnknownError("there is no such line here, or it was deleted")
    most_older = limit // 2
    most_newer = limit - 1 - most_older
    # A page of nothing is asked for too where one line is all: nobody asks for that.
    older = await history.page(channel, before=message, limit=most_older)
    newer = await history.page(channel, after=message, limit=most_newer)
    return Page([*older, line, *newer], more=len(older) == most_older, newer=len(newer) == most_newer)
