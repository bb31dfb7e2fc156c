"""What a client asks of a chat: its requests as docs/chat.md lists them, each with an ``id``."""

import secrets
from typing import Annotated, Final

import msgspec

from footlight.errors import OptionInvalidError

VERSION: Final = 1
LARGEST: Final = 16 * 1024
"""Bytes of a message."""
MOST_LETTERS: Final = 4_000
"""Of any text that a server takes as one; what a line may have is for it to say."""
_Text = Annotated[str, msgspec.Meta(max_length=MOST_LETTERS)]
_Nick = Annotated[str, msgspec.Meta(max_length=200)]
_Line = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
_Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,36}$")]


def new_id() -> str:
    """A name for a request that no other request of anybody's has."""
    return secrets.token_urlsafe(15)


class _Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A request; the server checks the rest of what it may be."""

    id: _Id = msgspec.field(default_factory=new_id)
    """The client's own: what is sent again with the same id is the same."""


class Say(_Asked, frozen=True, kw_only=True, tag="say"):
    """Write a line."""

    text: _Text
    reply_to: _Line | None = None


class Edit(_Asked, frozen=True, kw_only=True, tag="edit"):
    """Change one's own line."""

    message: _Line
    text: _Text


class Delete(_Asked, frozen=True, kw_only=True, tag="delete"):
    """Delete a line: one's own, or of somebody of a lower rank."""

    message: _Line


class React(_Asked, frozen=True, kw_only=True, tag="react"):
    """Put an emoji under a line, or take it away."""

    message: _Line
    emoji: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    on: bool


class Command(_Asked, frozen=True, kw_only=True, tag="command"):
    """What is typed with a slash in front."""

    text: _Text


class SayPrivately(_Asked, frozen=True, kw_only=True, tag="private"):
    """Write to one person alone, who must be here."""

    to: _Nick
    text: _Text


class AskHistory(_Asked, frozen=True, kw_only=True, tag="history"):
    """The lines before, after or around one, or the newest."""

    before: _Line | None = None
    after: _Line | None = None
    around: _Line | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 100


class AskSearch(_Asked, frozen=True, kw_only=True, tag="search"):
    """The newest lines with all these words."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    before: _Line | None = None


class AskPeople(_Asked, frozen=True, kw_only=True, tag="people"):
    """Who is here, by nick."""

    after: _Nick = ""


class AskCommands(_Asked, frozen=True, kw_only=True, tag="commands"):
    """Which commands there are for us."""


class TakeNick(_Asked, frozen=True, kw_only=True, tag="nick"):
    """A guest's nick from now on."""

    nick: _Nick


class Vote(_Asked, frozen=True, kw_only=True, tag="vote"):
    """Choose an answer of the room's poll."""

    choice: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    """From 0."""
    poll: _Line | None = None
    """Which poll was shown."""


class Ping(_Asked, frozen=True, kw_only=True, tag="ping"):
    """Is anybody there?"""


Request = (
    Say | Edit | Delete | React | Command | SayPrivately | AskHistory | AskSearch | AskPeople | AskCommands | TakeNick
    | Vote | Ping
)  # fmt: skip


class Hello(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="hello"):
    """First: who wants in."""

    # Without a default: it must be there.
    version: int
    nick: str | None = None
    last: int | None = None
    device: str | None = None
    ticket: str | None = None


_requests: Final[msgspec.json.Decoder[Request]] = msgspec.json.Decoder(Request)


def written(asked: Request | Hello) -> str:
    """A request as it goes over the wire.

    Raises:
        OptionInvalidError: a field is out of its bounds, which the server would close the connection for.
    """
    text = getattr(asked, "text", "")
    if len(text) > MOST_LETTERS:
        raise OptionInvalidError(f"{len(text)} letters are too many: a line has 500 at most")
    try:
        data = msgspec.json.encode(asked)
        text = data.decode()
        if not isinstance(asked, Hello):
            _requests.decode(data)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise OptionInvalidError(f"the chat takes no such message: {_plain(error)}") from None
    if len(data) > LARGEST:
        raise OptionInvalidError(f"a message of {len(data)} bytes is too large for a chat: at most {LARGEST}")
    return text


def read_request(text: str) -> Request:
    """A request that a program wrote as JSON; where it has no ``id`` it gets one.

    Raises:
        OptionInvalidError: it is none, and this says why.
    """
    try:
        return _requests.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise OptionInvalidError(f"that is no request of a chat: {_plain(error)}") from None


def _plain(error: Exception) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in str(error)[:200])
