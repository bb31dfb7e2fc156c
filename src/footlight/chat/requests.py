"""What clients send: JSON text messages told apart by ``type`` (docs/chat.md, "Messages").

All of it is flat: no field is a list or an object.
"""

import json
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from footlight.chat.fields import MAX_INTEGER, ChatMessage, LineId, RawNick, RawText, RequestId
from footlight.errors import MessageTooLargeError, ProtocolViolationError

VERSION: Final = 1
MAX_MESSAGE: Final = 16 * 1024
"""The largest message, in bytes of UTF-8: the longest line, all of it escaped."""
MOST_AT_ONCE: Final = 100
"""Lines or people in one answer."""


class Hello(ChatMessage):
    """First, within 10 s: who wants in."""

    type: Literal["hello"] = "hello"
    version: Annotated[int, Field(ge=0, le=MAX_INTEGER)]
    nick: RawNick | None = None
    """Of a guest; without one a guest reads along. Who has an account has its name."""
    last: LineId | None = None
    """The newest line that the client has, after a reconnect."""
    device: Annotated[str, Field(min_length=22, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")] | None = None
    """A secret that a client without cookies made for itself, to be the same guest again."""
    ticket: Annotated[str, Field(max_length=256)] | None = None
    """A single-use right to watch, as the HTTP interface issued it."""


class Say(ChatMessage):
    """Write a line. Answered once it is kept."""

    type: Literal["say"] = "say"
    id: RequestId
    text: RawText
    reply_to: LineId | None = None


class Edit(ChatMessage):
    """Change one's own line."""

    type: Literal["edit"] = "edit"
    id: RequestId
    message: LineId
    text: RawText


class Delete(ChatMessage):
    """Delete a line: one's own, or of somebody of a lower rank."""

    type: Literal["delete"] = "delete"
    id: RequestId
    message: LineId


class React(ChatMessage):
    """Put an emoji under a line, or take it away."""

    type: Literal["react"] = "react"
    id: RequestId
    message: LineId
    emoji: Annotated[str, Field(min_length=1, max_length=64)]
    on: bool


class Command(ChatMessage):
    """What was typed with a slash in front."""

    type: Literal["command"] = "command"
    id: RequestId
    text: RawText


class SayPrivately(ChatMessage):
    """Write to one person alone, who must be here; the server can read it, and keeps it nowhere."""

    type: Literal["private"] = "private"
    id: RequestId
    to: RawNick
    text: RawText


class AskHistory(ChatMessage):
    """The lines before, after or around one, or the newest. Answered with `lines`."""

    type: Literal["history"] = "history"
    id: RequestId
    before: LineId | None = None
    after: LineId | None = None
    around: LineId | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_AT_ONCE)] = MOST_AT_ONCE


class AskSearch(ChatMessage):
    """The newest lines with all these words. Answered with `lines`."""

    type: Literal["search"] = "search"
    id: RequestId
    text: Annotated[str, Field(min_length=1, max_length=200)]
    before: LineId | None = None


class AskPeople(ChatMessage):
    """Who is here, by nick. Answered with `people`."""

    type: Literal["people"] = "people"
    id: RequestId
    after: RawNick = ""
    """The last nick of the page before."""


class TakeNick(ChatMessage):
    """A guest's nick from now on."""

    type: Literal["nick"] = "nick"
    id: RequestId
    nick: RawNick


class Vote(ChatMessage):
    """Choose an answer of the room's poll; the last choice of each counts."""

    type: Literal["vote"] = "vote"
    id: RequestId
    choice: Annotated[int, Field(ge=0, le=MAX_INTEGER)]
    """From 0."""
    poll: LineId | None = None
    """Which poll was shown; without it, the one that is on."""


class AskCommands(ChatMessage):
    """What can be typed with a slash, by who asks. Answered with `commands`."""

    type: Literal["commands"] = "commands"
    id: RequestId


class Ping(ChatMessage):
    """Is anybody there?"""

    type: Literal["ping"] = "ping"
    id: RequestId


Request = (
    Say | Edit | Delete | React | Command | SayPrivately | AskHistory | AskSearch | AskPeople | AskCommands | TakeNick
    | Vote | Ping
)  # fmt: skip
FromClient = Hello | Request

_from_client: Final[TypeAdapter[FromClient]] = TypeAdapter(Annotated[FromClient, Field(discriminator="type")])


def read_request(text: str) -> FromClient:
    """What a client sent.

    Raises:
        MessageTooLargeError: more than ``MAX_MESSAGE`` bytes.
        ProtocolViolationError: no flat JSON object, a key twice, an unknown type or field, or a field that is
            missing, ill-typed or out of its bounds.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise ProtocolViolationError("a chat message is not Unicode") from error
    if size > MAX_MESSAGE:
        raise MessageTooLargeError(f"a chat message of {size} bytes: at most {MAX_MESSAGE} are allowed")
    try:
        # Not pydantic's own reader: of a key that comes twice it takes the last and says nothing.
        fields = json.loads(text, object_pairs_hook=_flat, parse_constant=_no_number)
        return _from_client.validate_python(fields)
    except ValidationError as error:
        raise ProtocolViolationError(f"a chat message is not of version {VERSION}: {_reason(error)}") from error
    except (ValueError, RecursionError) as error:
        raise ProtocolViolationError("a chat message is no flat JSON object") from error


def _flat(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a key twice")
    if any(isinstance(value, dict | list) for value in fields.values()):
        raise ValueError("nested")
    return fields


def _no_number(_name: str) -> object:
    raise ValueError("no number of JSON")


def _reason(error: ValidationError) -> str:
    """What is wrong, without what was sent: that may be anything."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    text = f"{where}: {first['msg']}" if first["type"] != "union_tag_invalid" else "an unknown type"
    return "".join(letter if letter.isprintable() else "?" for letter in text[:200])
