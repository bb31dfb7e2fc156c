"""What a person's program shows a server to watch a channel, or to send to it, and the tickets that it gets for it."""

import asyncio
from dataclasses import dataclass, field
from typing import Final, Literal, Self

import msgspec

from footlight.client.http import HttpClient
from footlight.client.opening import DisconnectedError
from footlight.client.refusal import PASSING
from footlight.client.trust import Trust
from footlight.client.url import ServerUrl
from footlight.errors import ConnectionFailedError, FootlightError, NotFootlightError, OptionInvalidError

Action = Literal["watch", "publish"]

_MOST: Final = 256
"""Letters of either."""


class _Ticket(msgspec.Struct, frozen=True):
    ticket: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """A person's token, a channel's password, or both; made by `of`."""

    token: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, token: str | None, password: str | None) -> Self | None:
        """Both as somebody gave them; None where there is neither.

        Raises:
            OptionInvalidError: what cannot be one.
        """
        token = token.strip() if token is not None else None
        if token is not None and not (0 < len(token) <= _MOST and token.isascii() and token.isprintable()):
            raise OptionInvalidError("a token is what footlight token new prints, or the page of an account")
        if password is not None and not 0 < len(password) <= _MOST:
            raise OptionInvalidError(f"a channel's password has 1 to {_MOST} letters")
        return cls(token, password) if token is not None or password is not None else None


async def ask_ticket(url: ServerUrl, credentials: Credentials, trust: Trust, action: Action) -> str:
    """A ticket for the channel, for one connection made within a minute.

    Raises:
        DisconnectedError: with what the server refused us for, or why it cannot be asked.
    """
    try:
        return await asyncio.to_thread(_ask, url, credentials, trust, action)
    except (ConnectionFailedError, NotFootlightError) as error:
        raise DisconnectedError(error, retry=True) from error
    except FootlightError as error:
        raise DisconnectedError(error, retry=isinstance(error, PASSING)) from error


def _ask(url: ServerUrl, credentials: Credentials, trust: Trust, action: Action) -> str:
    client = HttpClient(url, trust)
    wish: dict[str, str] = {"action": action}
    if credentials.password is not None:
        wish["password"] = credentials.password
    try:
        answer = client.post(f"/api/v1/channels/{url.channel}/tickets", wish, token=credentials.token)
        return msgspec.json.decode(answer, type=_Ticket).ticket
    except msgspec.MsgspecError as error:
        raise NotFootlightError(f"what {url.authority} gives is no ticket: {error}") from None
    finally:
        client.close()
