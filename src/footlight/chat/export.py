"""A room as one JSON file, a piece at a time: what those who run it take along.

There are no private lines in it: they are kept nowhere.
"""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

from footlight.chat.history import History
from footlight.chat.line import Line
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros, utc

FORMAT: Final = "footlight-chat/1"


async def export_room(history: History, clock: Clock, channel: ChannelName) -> AsyncIterator[bytes]:
    """Pieces of the file, each a page of lines; no transaction is open between two of them.

    Lines that come meanwhile are not in it; one that is edited meanwhile is there as it was or as it is.

    Raises:
        StoreUnavailableError: the database cannot be read: what was given until then ends without its end.
    """
    newest = await history.newest(channel, 1)
    head = {"format": FORMAT, "channel": channel, "exported_at": utc(clock.now()).isoformat()}
    yield (json.dumps(head)[:-1] + ', "lines": [').encode()
    count, after = 0, 0
    while newest:
        # Lines have ids in their order, so a page ends where the next one begins.
        page = [line for line in await history.following(channel, after) if line.id <= newest[0].id]
        if not page:
            break
        pieces = [json.dumps(_plain(line), ensure_ascii=False) for line in page]
        yield ((",\n" if count else "\n") + ",\n".join(pieces)).encode()
        count, after = count + len(page), page[-1].seq
    yield f'\n], "count": {count}}}\n'.encode()


def _plain(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "seq": line.seq,
        "author": line.author.nick or None,
        "rank": line.author.rank.value,
        "guest": line.author.key.startswith("g:"),
        "kind": line.kind,
        "text": line.text,
        "reply_to": line.reply_to,
        "sent_at": _time(line.sent_at),
        "edited_at": _time(line.edited_at),
        "reactions": [{"emoji": one.emoji, "count": one.count} for one in line.reactions],
    }


def _time(at: Micros | None) -> str | None:
    return None if at is None else utc(at).isoformat()
