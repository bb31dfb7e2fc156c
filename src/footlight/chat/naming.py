"""How a guest takes a nick, and is told why one cannot be had."""

from footlight.chat import messages
from footlight.chat.nicks import Accounts, guests_nick, suggestion
from footlight.chat.presence import Client
from footlight.chat.ranks import Deed, check
from footlight.chat.room import Room
from footlight.errors import FootlightError, NameInvalidError, NameTakenError


async def take_nick(room: Room, client: Client, raw: str, accounts: Accounts) -> None:
    """The guest is called so from now on, unless they are gone meanwhile.

    Raises:
        NotAllowedError: who has an account has its name.
        TimedOutError: they may tell nobody anything.
        SlowDownError: too much of late.
        NameInvalidError, NameTakenError: it cannot be had; another one was suggested to the client.
    """
    check(Deed.NICK, client.rank)
    # A new nick is told to everybody.
    if client.member is not None:
        room.conduct.may_write(client.caller, client.rank)
    room.take_turn(client.caller)
    try:
        nick = await guests_nick(raw, accounts)
        room.conduct.check_nick(nick)
        if client in room.presence.clients_of(client.caller.key):
            room.name(client, nick)
    except (NameInvalidError, NameTakenError) as error:
        await introduce(room, client, error, raw, accounts)
        raise


async def introduce(room: Room, client: Client, error: FootlightError, raw: str, accounts: Accounts) -> None:
    """Tell that a nick is needed, as the one that was asked for cannot be had."""
    free = await suggestion(raw, room.presence.nicks, accounts)
    if client in room.presence.clients_of(client.caller.key):
        client.tell(messages.NickNeeded(code=error.code, message=str(error), suggestion=free))
