"""How somebody says something in a room: a line, what they do, an announcement."""

from typing import Final

from footlight.chat.line import Edit, Kind, Say
from footlight.chat.messages import Held
from footlight.chat.presence import Client
from footlight.chat.pump import Answer
from footlight.chat.ranks import Deed, check
from footlight.chat.room import Room, author
from footlight.chat.text import line_text
from footlight.errors import FootlightError, SlowDownError

_DEEDS: Final[dict[Kind, Deed]] = {"say": Deed.SAY, "me": Deed.ME, "announce": Deed.ANNOUNCE}


async def say(
    room: Room,
    client: Client,
    id: str,
    text: str,
    answer: Answer,
    *,
    kind: Kind = "say",
    reply_to: int | None = None,
) -> None:
    """Have a line written; ``answer`` is told once it is kept, or the client that it waits to be seen first.

    Args:
        id: the client's own: what is sent again is the same line.

    Raises:
        NickNeededError, NotAllowedError, TextInvalidError, SlowDownError, TimedOutError,
            LimitReachedError: it is not written.
    """
    by = author(client)
    check(_DEEDS[kind], by.rank)
    line = Say(by, id, line_text(text), kind, reply_to)
    waits = await _judged(room, client, line)
    if waits is None:
        room.do(line, answer)
    else:
        client.tell(Held(id=id, reason=waits))


async def edit(room: Room, client: Client, message: int, text: str, answer: Answer) -> None:
    """Have one's own line changed; ``answer`` is told once it is kept, and it raises as `say`."""
    by = author(client)
    check(Deed.EDIT_OWN, by.rank)
    room.conduct.may_write(client.caller, by.rank)
    plain = line_text(text)
    room.take_turn(client.caller)
    changed = Edit(by, message, plain)
    if room.judge is not None:
        await room.judge.judge_edit(room, client, changed)
    room.do(changed, answer)


async def _judged(room: Room, client: Client, say: Say) -> str | None:
    """Return None where a line is to be written; else why it waits.

    What is kept already and is sent again, since its author heard nothing, is answered as it was, whatever the room's
    rules became meanwhile.
    """
    judge = room.judge
    try:
        room.conduct.may_write(client.caller, say.author.rank)
    except FootlightError as refused:
        try:
            room.take_turn(client.caller)
        except SlowDownError:
            raise refused from None
        if judge is None or not await judge.is_kept(room, say):
            raise
        return None
    room.take_turn(client.caller)
    if judge is None:
        return None
    try:
        return await judge.judge(room, client, say)
    except FootlightError:
        if not await judge.is_kept(room, say):
            raise
        return None
