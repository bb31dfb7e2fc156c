"""The wire of the chat: JSON text messages told apart by ``type`` (docs/chat.md, "Messages").

Everything is typed here once; what the pages' TypeScript is made of is `described`.
"""

import json
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from footlight.chat.colours import Colour
from footlight.chat.ranks import Rank
from footlight.errors import MessageTooLargeError, ProtocolViolationError

VERSION: Final = 1
MAX_MESSAGE: Final = 16 * 1024
"""The largest message of a client, in bytes of UTF-8: the longest line, all of it escaped."""
MAX_INTEGER: Final = 2**53 - 1
"""What JavaScript's numbers hold exactly."""
MOST_AT_ONCE: Final = 100
"""Lines or people in one answer."""

RequestId = Annotated[str, Field(min_length=1, max_length=36, pattern=r"^[A-Za-z0-9_-]+$")]
"""The client's own name for a request; a line that is sent again has the one that it had."""
LineId = Annotated[int, Field(ge=1, le=MAX_INTEGER)]
RawText = Annotated[str, Field(max_length=4_000)]
"""What somebody typed; what of it may be a line is for `chat.text` to say, in words."""
RawNick = Annotated[str, Field(max_length=200)]
Micros = Annotated[int, Field(ge=0, le=MAX_INTEGER)]
"""Microseconds since 1970, in the server's clock."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


# What clients send. All of it is flat: no field is a list or an object.


class Hello(_Model):
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


class Say(_Model):
    """Write a line. Answered once it is kept."""

    type: Literal["say"] = "say"
    id: RequestId
    text: RawText
    reply_to: LineId | None = None


class Edit(_Model):
    """Change one's own line."""

    type: Literal["edit"] = "edit"
    id: RequestId
    message: LineId
    text: RawText


class Delete(_Model):
    """Delete a line: one's own, or of somebody of a lower rank."""

    type: Literal["delete"] = "delete"
    id: RequestId
    message: LineId


class React(_Model):
    """Put an emoji under a line, or take it away."""

    type: Literal["react"] = "react"
    id: RequestId
    message: LineId
    emoji: Annotated[str, Field(min_length=1, max_length=64)]
    on: bool


class Command(_Model):
    """What was typed with a slash in front."""

    type: Literal["command"] = "command"
    id: RequestId
    text: RawText


class SayPrivately(_Model):
    """Write to one person alone, who must be here; the server can read it, and keeps it nowhere."""

    type: Literal["private"] = "private"
    id: RequestId
    to: RawNick
    text: RawText


class AskHistory(_Model):
    """The lines before one, or the newest. Answered with `lines`."""

    type: Literal["history"] = "history"
    id: RequestId
    before: LineId | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_AT_ONCE)] = MOST_AT_ONCE


class AskSearch(_Model):
    """The newest lines with all these words. Answered with `lines`."""

    type: Literal["search"] = "search"
    id: RequestId
    text: Annotated[str, Field(min_length=1, max_length=200)]
    before: LineId | None = None


class AskPeople(_Model):
    """Who is here, by nick. Answered with `people`."""

    type: Literal["people"] = "people"
    id: RequestId
    after: RawNick = ""
    """The last nick of the page before."""


class TakeNick(_Model):
    """A guest's nick from now on."""

    type: Literal["nick"] = "nick"
    id: RequestId
    nick: RawNick


class Ping(_Model):
    """Is anybody there?"""

    type: Literal["ping"] = "ping"
    id: RequestId


Request = Say | Edit | Delete | React | Command | SayPrivately | AskHistory | AskSearch | AskPeople | TakeNick | Ping
FromClient = Hello | Request


# What the server sends.


class Author(_Model):
    """Whose line it is."""

    nick: str | None
    """None: of an account that is no more."""
    rank: Rank
    colour: Colour


class Quote(_Model):
    """The line that one answers, shortened."""

    message: LineId
    nick: str | None
    text: str


class Reactions(_Model):
    """One emoji under a line."""

    emoji: str
    count: int


class Line(_Model):
    """A line as it is now."""

    id: LineId
    seq: int
    """Its place in the room: alike for all."""
    author: Author
    kind: Literal["say", "me", "announce"]
    text: str
    """Empty where it was deleted."""
    sent_at: Micros
    reply: Quote | None = None
    edited_at: Micros | None = None
    deleted: bool = False
    reactions: list[Reactions] = []


class Person(_Model):
    """Somebody who is here under a nick."""

    nick: str
    rank: Rank
    colour: Colour


class You(_Model):
    """What the client is in this room."""

    nick: str | None
    """None: a guest who reads along."""
    rank: Rank
    colour: Colour
    guest: bool
    may: list[str]
    """The deeds, in lower case; docs/chat.md has the table."""


class RoomSettings(_Model):
    """The rules of a room that everybody is told."""

    slow_seconds: int = 0
    """The least time between two lines of one person."""
    followers_seconds: int | None = None
    """Only who follows the channel for so long writes."""
    emote_only: bool = False
    unique: bool = False
    """Nothing is said twice."""


class PollChoice(_Model):
    """One answer to choose."""

    text: str
    votes: int


class PollState(_Model):
    """A poll as it is now."""

    question: str
    choices: list[PollChoice]
    ends_at: Micros
    over: bool = False


class Room(_Model):
    """What a room is like when one comes in."""

    channel: str
    people: int
    """How many are here under a nick."""
    reading: int
    """How many read along without one."""
    present: list[Person] | None = None
    """Who is here; not told where they are many: ask with `people`."""
    settings: RoomSettings
    pinned: Line | None = None
    poll: PollState | None = None


class Welcome(_Model):
    """The hello was accepted."""

    type: Literal["welcome"] = "welcome"
    agent: str
    you: You
    room: Room
    history: list[Line]
    """The newest lines, oldest first; a line that the client has already is replaced by what is here."""
    resumed: bool = False
    """Nothing is between ``last`` and ``history``; else what the client had before is to be asked for anew."""


class NickNeeded(_Model):
    """To write one takes a nick: none was told yet, or the one that was cannot be had."""

    type: Literal["nick_needed"] = "nick_needed"
    code: str
    message: str
    suggestion: str | None = None
    """One that is free just now."""


class Message(_Model):
    """A new line."""

    type: Literal["message"] = "message"
    line: Line


class Edited(_Model):
    """A line was changed."""

    type: Literal["edited"] = "edited"
    line: Line


class Deleted(_Model):
    """A line is no more."""

    type: Literal["deleted"] = "deleted"
    message: LineId
    by: Literal["author", "staff"]


class Reaction(_Model):
    """Somebody reacted, or does not any more."""

    type: Literal["reaction"] = "reaction"
    message: LineId
    emoji: str
    count: int
    nick: str
    on: bool


class Joined(_Model):
    """Who came, in a small room."""

    type: Literal["joined"] = "joined"
    people: list[Person]


class Left(_Model):
    """Whose last connection is gone for some seconds, in a small room."""

    type: Literal["left"] = "left"
    nicks: list[str]


class Crowd(_Model):
    """How many are here, and came and went since this was told last."""

    type: Literal["crowd"] = "crowd"
    people: int
    reading: int
    joined: int
    left: int


class Changed(_Model):
    """Somebody who is here has another nick, rank or colour."""

    type: Literal["changed"] = "changed"
    nick: str
    """Before."""
    person: Person


class YouChanged(_Model):
    """The client itself has."""

    type: Literal["you"] = "you"
    you: You


class Notice(_Model):
    """Something for this client alone."""

    type: Literal["notice"] = "notice"
    text: str


class Privately(_Model):
    """A line for these two alone."""

    type: Literal["private"] = "private"
    sender: Person
    to: Person
    text: str
    sent_at: Micros
    readable_by_server: Literal[True] = True
    """It is not encrypted end to end."""


class SettingsChanged(_Model):
    """The rules of the room."""

    type: Literal["settings"] = "settings"
    settings: RoomSettings


class Polled(_Model):
    """A poll began, went on or is over."""

    type: Literal["poll"] = "poll"
    poll: PollState


class Pinned(_Model):
    """The line above the others; None: there is none any more."""

    type: Literal["pinned"] = "pinned"
    line: Line | None = None


class Cleared(_Model):
    """Forget all lines up to this one."""

    type: Literal["cleared"] = "cleared"
    up_to: int


class TimedOut(_Model):
    """This client may not write until then."""

    type: Literal["timed_out"] = "timed_out"
    until: Micros
    reason: str = ""


class Warned(_Model):
    """A moderator warns this client."""

    type: Literal["warned"] = "warned"
    reason: str


class Held(_Model):
    """A line waits for a moderator."""

    type: Literal["held"] = "held"
    id: RequestId
    """Of the request."""
    reason: str


class Lines(_Model):
    """The answer to `history` and `search`."""

    type: Literal["lines"] = "lines"
    id: RequestId
    lines: list[Line]
    more: bool
    """There may be others before."""


class People(_Model):
    """The answer to `people`."""

    type: Literal["people"] = "people"
    id: RequestId
    people: list[Person]
    more: bool


class Ok(_Model):
    """A request was done, and what it did is kept."""

    type: Literal["ok"] = "ok"
    id: RequestId
    message: LineId | None = None
    """Of a line that was written."""


class Failed(_Model):
    """A request was refused; nothing was done."""

    type: Literal["error"] = "error"
    id: RequestId
    code: str
    message: str
    retry_after: int | None = None
    """Milliseconds."""


class Pong(_Model):
    """The answer to `ping`."""

    type: Literal["pong"] = "pong"
    id: RequestId
    now: Micros


class Bye(_Model):
    """Last: why the server closes."""

    type: Literal["bye"] = "bye"
    code: str
    message: str = ""
    retry: bool = False
    """Coming back makes sense."""


FromServer = (
    Welcome | NickNeeded | Message | Edited | Deleted | Reaction | Joined | Left | Crowd | Changed | YouChanged
    | Notice | Privately | SettingsChanged | Polled | Pinned | Cleared | TimedOut | Warned | Held | Lines | People
    | Ok | Failed | Pong | Bye
)  # fmt: skip

_from_client: Final[TypeAdapter[FromClient]] = TypeAdapter(Annotated[FromClient, Field(discriminator="type")])
_from_server: Final[TypeAdapter[FromServer]] = TypeAdapter(Annotated[FromServer, Field(discriminator="type")])


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


def written(message: FromServer) -> bytes:
    """A message of the server as JSON; fields that are None are left out."""
    return _from_server.dump_json(message, exclude_none=True)


def described() -> dict[str, Any]:
    """All messages as JSON Schema, in the frame of an OpenAPI description, which tools make types of."""
    pairs: list[tuple[type[BaseModel], JsonSchemaMode]] = [(kind, "validation") for kind in FromClient.__args__]
    pairs += [(kind, "serialization") for kind in FromServer.__args__]
    _, schemas = models_json_schema(pairs, ref_template="#/components/schemas/{model}")
    models: dict[str, Any] = schemas["$defs"]
    for model in models.values():
        if "const" in model.get("properties", {}).get("type", {}):
            # It has a default only so that Python need not write it.
            model["required"] = sorted({"type", *model.get("required", ())})
    for name, union in (("FromClient", FromClient), ("FromServer", FromServer)):
        references = {
            kind.model_fields["type"].default: f"#/components/schemas/{kind.__name__}" for kind in _kinds(union)
        }
        models[name] = {
            "oneOf": [{"$ref": reference} for reference in references.values()],
            "discriminator": {"propertyName": "type", "mapping": references},
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Footlight's chat", "version": str(VERSION)},
        "paths": {},
        "components": {"schemas": models},
    }


def _kinds(union: Any) -> tuple[type[BaseModel], ...]:
    kinds: tuple[type[BaseModel], ...] = union.__args__
    return kinds


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
