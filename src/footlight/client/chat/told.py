"""What a server tells in a chat: its messages as docs/chat.md lists them, told apart by ``type``.

As the client reads them: fields and types that it does not know are left out, so that an older client reads a newer
server.
"""

from typing import Any, Final

import msgspec

from footlight.errors import ProtocolViolationError


class _Part(msgspec.Struct, frozen=True):
    """A part of a message."""


class _Told(msgspec.Struct, frozen=True, tag_field="type"):
    """A message."""


class Author(_Part, frozen=True):
    """Whose line it is."""

    rank: str
    colour: str
    nick: str | None = None
    """None: of an account that is no more."""


class Quote(_Part, frozen=True):
    """The line that one answers, shortened."""

    message: int
    text: str
    nick: str | None = None


class Reactions(_Part, frozen=True):
    """One emoji under a line."""

    emoji: str
    count: int


class Line(_Part, frozen=True):
    """A line as it is now."""

    id: int
    seq: int
    """Its place in the room: alike for all."""
    author: Author
    kind: str
    """``say``, ``me`` or ``announce``."""
    text: str
    """Empty where it was deleted. It is text: never HTML, and not for a terminal as it is."""
    sent_at: int
    reply: Quote | None = None
    edited_at: int | None = None
    deleted: bool = False
    reactions: list[Reactions] = []


class Person(_Part, frozen=True):
    """Somebody who is here under a nick."""

    nick: str
    rank: str
    colour: str


class You(_Part, frozen=True):
    """What the client is in this room."""

    rank: str
    colour: str
    guest: bool
    may: list[str]
    """The deeds, in lower case; docs/chat.md has the table."""
    nick: str | None = None
    """None: a guest who reads along."""


class RoomSettings(_Part, frozen=True):
    """The rules of a room that everybody is told."""

    slow_seconds: int = 0
    followers_seconds: int | None = None
    emote_only: bool = False
    unique: bool = False
    guests: bool = True
    admins_listed: bool = False


class PollChoice(_Part, frozen=True):
    """One answer to choose."""

    text: str
    votes: int


class PollState(_Part, frozen=True):
    """A poll as it is now."""

    id: int
    question: str
    choices: list[PollChoice]
    ends_at: int
    over: bool = False


class Room(_Part, frozen=True):
    """What a room is like when one comes in."""

    channel: str
    people: int
    """How many are here under a nick."""
    reading: int
    """How many read along without one."""
    settings: RoomSettings
    present: list[Person] | None = None
    """Who is here; not told where they are many: ask with `Chat.people`."""
    pinned: Line | None = None
    poll: PollState | None = None
    emotes: int = 0
    """Another number wherever there are other emotes."""
    cleared: int = 0
    """Forget the lines up to this one."""


class CommandArgument(_Part, frozen=True):
    """One thing that is typed after the name of a command."""

    kind: str
    """What to complete it from: ``nick``, ``message``, ``duration``, ``on_off``, ``colour``, ``command`` and others."""
    name: str
    optional: bool = False
    many: bool = False
    """It comes two times or more."""


class CommandUsage(_Part, frozen=True):
    """A command that we may type."""

    name: str
    """Without the slash."""
    usage: str
    text: str
    """What it does: follows "to"."""
    aliases: list[str] = []
    arguments: list[CommandArgument] = []
    alone: str | None = None
    """A word that may be typed in the place of all arguments."""


class Welcome(_Told, frozen=True, tag="welcome"):
    """Here we are, again perhaps."""

    agent: str
    you: You
    room: Room
    history: list[Line]
    """The newest lines, oldest first; a line that is held already is replaced by what is here."""
    resumed: bool = False
    """Nothing is between the lines of before and ``history``; else what was held before is to be asked for anew."""
    voted: int | None = None
    """Which choice of the room's poll was made, from 0."""
    blocked: list[str] = []
    """Whose lines are not to be shown."""
    own: dict[int, list[str]] = {}
    """What we put under lines of ``history``, or the pinned one, by the lines' ids."""


class NickNeeded(_Told, frozen=True, tag="nick_needed"):
    """To write one takes a nick: the one that was asked for cannot be had."""

    code: str
    message: str
    suggestion: str | None = None
    """One that is free just now."""


class Message(_Told, frozen=True, tag="message"):
    """A new line. Each comes once, also those that were written while the connection was away."""

    line: Line


class Edited(_Told, frozen=True, tag="edited"):
    """A line was changed, or brought back."""

    line: Line


class Deleted(_Told, frozen=True, tag="deleted"):
    """A line is no more."""

    message: int
    by: str
    """``author`` or ``staff``."""


class Reaction(_Told, frozen=True, tag="reaction"):
    """Somebody reacted, or does not any more."""

    message: int
    emoji: str
    count: int
    nick: str
    on: bool


class Joined(_Told, frozen=True, tag="joined"):
    """Who came, in a small room."""

    people: list[Person]


class Left(_Told, frozen=True, tag="left"):
    """Who went, in a small room."""

    nicks: list[str]


class Crowd(_Told, frozen=True, tag="crowd"):
    """How many are here, and came and went since this was told last."""

    people: int
    reading: int
    joined: int
    left: int


class Changed(_Told, frozen=True, tag="changed"):
    """Somebody who is here has another nick, rank or colour."""

    nick: str
    """Before."""
    person: Person


class YouChanged(_Told, frozen=True, tag="you"):
    """The client itself has."""

    you: You


class Notice(_Told, frozen=True, tag="notice"):
    """Something for this client alone."""

    text: str


class Privately(_Told, frozen=True, tag="private"):
    """A line for these two alone."""

    sender: Person
    to: Person
    text: str
    sent_at: int
    readable_by_server: bool
    """It is not encrypted end to end: say so where it is shown."""
    sent_as: str = ""
    """The sender's own: what comes twice with it is one line, sent again over a restart of the server."""


class SettingsChanged(_Told, frozen=True, tag="settings"):
    """The rules of the room, as they are now."""

    settings: RoomSettings


class Polled(_Told, frozen=True, tag="poll"):
    """A poll began, went on or is over."""

    poll: PollState


class Pinned(_Told, frozen=True, tag="pinned"):
    """The line above the others; None: there is none any more."""

    line: Line | None = None


class EmotesChanged(_Told, frozen=True, tag="emotes"):
    """There are other emotes now."""

    version: int


class Blocked(_Told, frozen=True, tag="blocked"):
    """Whose lines are not to be shown, as it is now."""

    nicks: list[str]


class Cleared(_Told, frozen=True, tag="cleared"):
    """Forget all lines up to this one. Where it is lower than before, older ones are back: ask for them again."""

    up_to: int


class TimedOut(_Told, frozen=True, tag="timed_out"):
    """We may not write until then; past: we may again."""

    until: int
    reason: str = ""


class Warned(_Told, frozen=True, tag="warned"):
    """A moderator warns us."""

    reason: str


class Waiting(_Told, frozen=True, tag="waiting"):
    """To those who keep order: how many lines wait for them."""

    count: int


class Held(_Told, frozen=True, tag="held"):
    """A line waits for a moderator: the answer to `Chat.say`, and told besides."""

    id: str
    """Of the request."""
    reason: str


class Lines(_Told, frozen=True, tag="lines"):
    """The answer to `Chat.history` and `Chat.search`."""

    id: str
    lines: list[Line]
    more: bool
    """There may be others before."""
    newer: bool = False
    """There may be others after."""
    own: dict[int, list[str]] = {}
    """What we put under them, by their ids."""


class People(_Told, frozen=True, tag="people"):
    """The answer to `Chat.people`."""

    id: str
    people: list[Person]
    more: bool


class Commands(_Told, frozen=True, tag="commands"):
    """The answer to `Chat.commands`."""

    id: str
    commands: list[CommandUsage]


class Ok(_Told, frozen=True, tag="ok"):
    """It is done, and kept."""

    id: str
    message: int | None = None
    """Of a line that was written."""


class Failed(_Told, frozen=True, tag="error"):
    """It was refused; nothing was done."""

    id: str
    code: str
    message: str
    retry_after: int | None = None
    """Milliseconds."""


class Pong(_Told, frozen=True, tag="pong"):
    """The answer to a ping."""

    id: str
    now: int


class Bye(_Told, frozen=True, tag="bye"):
    """Last: why the server closes."""

    code: str
    message: str = ""
    retry: bool = False
    """Coming back makes sense."""
    retry_after: int | None = None
    """Milliseconds that we are kept out for, where it is for so long only."""


Answer = Ok | Failed | Held | Lines | People | Commands | Pong
"""What requests are answered with."""
News = (
    Welcome | NickNeeded | Message | Edited | Deleted | Reaction | Joined | Left | Crowd | Changed | YouChanged
    | Notice | Privately | SettingsChanged | Polled | Pinned | EmotesChanged | Blocked | Cleared | TimedOut | Warned
    | Held | Waiting
)  # fmt: skip
"""What is told unasked."""
Told = News | Answer | Bye

KINDS: Final[dict[str, type[Told]]] = {kind.__struct_config__.tag: kind for kind in Told.__args__}
"""Every message by its ``type``."""
_decoder: Final[msgspec.json.Decoder[Told]] = msgspec.json.Decoder(Told)
_fields: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read_told(text: str) -> Told | None:
    """What a server told; None for a type that this version does not know.

    Raises:
        ProtocolViolationError: it is no message of a chat.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise ProtocolViolationError("what the server sends is not Unicode") from error
    try:
        return _decoder.decode(data)
    except msgspec.ValidationError as error:
        if _of_unknown_type(data):
            return None
        raise ProtocolViolationError(f"what the server sends is no message of a chat: {_plain(error)}") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise ProtocolViolationError("what the server sends is no JSON object") from error


def as_object(told: Told) -> dict[str, Any]:
    """The message as JSON has it; fields that are None are left out."""
    fields: dict[str, Any] = _there(msgspec.to_builtins(told))
    return fields


def _there(value: Any) -> Any:
    match value:
        case dict():
            return {key: _there(field) for key, field in value.items() if field is not None}
        case list():
            return [_there(item) for item in value]
        case _:
            return value


def _of_unknown_type(data: bytes) -> bool:
    try:
        kind = msgspec.json.decode(_fields.decode(data).get("type", b"null"))
    except (msgspec.DecodeError, RecursionError):
        return False
    return isinstance(kind, str) and kind not in KINDS


def _plain(error: Exception) -> str:
    """What the library says; it quotes what it was sent, and a server may send anything."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(error)[:200])
