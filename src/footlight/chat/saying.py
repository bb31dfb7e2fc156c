"""How somebody says something in a room: a line, what they do, an announcement."""

from typing import Final

from footlight.chat.line import Edit, Kind, Say
from footlight.chat.presence import Client
from footlight.chat.pump import Answer
from footlight.chat.ranks import Deed, check
from footlight.chat.room import Room, author
from footlight.chat.text import line_text

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
    """Have a line written; ``answer`` is told once it is kept.

    Args:
        id: the client's own: what is sent again is the same line.

    Raises:
        NickNeededError, NotAllowedError, TextInvalidError, SlowDownError, TimedOutError,
            LimitReachedError: it is not written.
    """
    by = author(client)
    check(_DEEDS[kind], by.rank)
    room.conduct.may_write(client.caller, by.rank)
    plain = line_text(text)
    room.take_turn(client.caller)
    room.do(Say(by, id, plain, kind, reply_to), answer)


async def edit(room: Room, client: Client, message: int, text: str, answer: Answer) -> None:
    """Have one's own line changed; ``answer`` is told once it is kept, and it raises as `say`."""
    by = author(client)
    check(Deed.EDIT_OWN, by.rank)
    room.conduct.may_write(client.caller, by.rank)
    plain = line_text(text)
    room.take_turn(client.caller)
    room.do(Edit(by, message, plain), answer)
