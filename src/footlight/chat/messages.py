"""What the server sends: JSON text messages told apart by ``type`` (docs/chat.md, "Messages")."""

from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from footlight.chat.colours import Colour
from footlight.chat.commands.grammar import Kind
from footlight.chat.fields import ChatMessage, LineId, Micros, RequestId
from footlight.chat.ranks import Rank


class Author(ChatMessage):
    """Whose line it is."""

    nick: str | None
    """None: of an account that is no more."""
    rank: Rank
    colour: Colour


class Quote(ChatMessage):
    """The line that one answers, shortened."""

    message: LineId
    nick: str | None
    text: str


class Reactions(ChatMessage):
    """One emoji under a line."""

    emoji: str
    count: int


class Line(ChatMessage):
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
    reactions: list[Reactions]


class Person(ChatMessage):
    """Somebody who is here under a nick."""

    nick: str
    rank: Rank
    colour: Colour


class You(ChatMessage):
    """What the client is in this room."""

    nick: str | None
    """None: a guest who reads along."""
    rank: Rank
    colour: Colour
    guest: bool
    may: list[str]
    """The deeds, in lower case; docs/chat.md has the table."""


class RoomSettings(ChatMessage):
    """The rules of a room that everybody is told."""

    slow_seconds: int = 0
    """The least time between two lines of one person."""
    followers_seconds: int | None = None
    """Only who follows the channel for so long writes."""
    emote_only: bool = False
    unique: bool = False
    """Nothing is said twice."""
    guests: bool = True
    """They may write."""
    admins_listed: bool = False
    """Everybody may see who the admins and moderators are."""


class PollChoice(ChatMessage):
    """One answer to choose."""

    text: str
    votes: int


class PollState(ChatMessage):
    """A poll as it is now."""

    id: LineId
    """By which a vote says which poll it was meant for."""
    question: str
    choices: list[PollChoice]
    ends_at: Micros
    over: bool = False


class Room(ChatMessage):
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
    """The one that is on, or was over just now."""
    emotes: int = 0
    """Another number wherever there are other emotes; 0: there are none. The HTTP interface tells which."""
    cleared: int = 0
    """Forget the lines up to this one."""


class Welcome(ChatMessage):
    """The hello was accepted."""

    type: Literal["welcome"] = "welcome"
    agent: str
    you: You
    room: Room
    history: list[Line]
    """The newest lines, oldest first; a line that the client has already is replaced by what is here."""
    blocked: list[str]
    """Whom this person does not want to read, by their nicks: lines of theirs are not to be shown."""
    resumed: bool = False
    """Nothing is between ``last`` and ``history``; else what the client had before is to be asked for anew."""
    own: dict[LineId, list[str]]
    """What this person put under lines of ``history``, or the pinned one, by the lines' ids."""
    voted: int | None = None
    """Which choice of the room's poll this client made, from 0."""


class NickNeeded(ChatMessage):
    """To write one takes a nick: none was told yet, or the one that was cannot be had."""

    type: Literal["nick_needed"] = "nick_needed"
    code: str
    message: str
    suggestion: str | None = None
    """One that is free just now."""


class Message(ChatMessage):
    """A new line."""

    type: Literal["message"] = "message"
    line: Line


class Edited(ChatMessage):
    """A line was changed."""

    type: Literal["edited"] = "edited"
    line: Line


class Deleted(ChatMessage):
    """A line is no more."""

    type: Literal["deleted"] = "deleted"
    message: LineId
    by: Literal["author", "staff"]


class Reaction(ChatMessage):
    """Somebody reacted, or does not any more."""

    type: Literal["reaction"] = "reaction"
    message: LineId
    emoji: str
    count: int
    nick: str
    on: bool


class Joined(ChatMessage):
    """Who came, in a small room."""

    type: Literal["joined"] = "joined"
    people: list[Person]


class Left(ChatMessage):
    """Whose last connection is gone for some seconds, in a small room."""

    type: Literal["left"] = "left"
    nicks: list[str]


class Crowd(ChatMessage):
    """How many are here, and came and went since this was told last."""

    type: Literal["crowd"] = "crowd"
    people: int
    reading: int
    joined: int
    left: int


class Changed(ChatMessage):
    """Somebody who is here has another nick, rank or colour."""

    type: Literal["changed"] = "changed"
    nick: str
    """Before."""
    person: Person


class YouChanged(ChatMessage):
    """The client itself has."""

    type: Literal["you"] = "you"
    you: You


class Blocked(ChatMessage):
    """Whom this person does not want to read, all of them, as it is now."""

    type: Literal["blocked"] = "blocked"
    nicks: list[str]


class Notice(ChatMessage):
    """Something for this client alone."""

    type: Literal["notice"] = "notice"
    text: str


class Privately(ChatMessage):
    """A line for these two alone."""

    type: Literal["private"] = "private"
    sender: Person
    to: Person
    text: str
    sent_as: RequestId
    """The sender's own: what comes twice with it is one line, sent again over a restart of the server."""
    sent_at: Micros
    readable_by_server: Literal[True] = True
    """It is not encrypted end to end."""


class SettingsChanged(ChatMessage):
    """The rules of the room."""

    type: Literal["settings"] = "settings"
    settings: RoomSettings


class Polled(ChatMessage):
    """A poll began, went on or is over."""

    type: Literal["poll"] = "poll"
    poll: PollState


class Pinned(ChatMessage):
    """The line above the others; None: there is none any more."""

    type: Literal["pinned"] = "pinned"
    line: Line | None = None


class EmotesChanged(ChatMessage):
    """There are other emotes now: ask for them anew."""

    type: Literal["emotes"] = "emotes"
    version: int


class Cleared(ChatMessage):
    """Forget all lines up to this one. Where it is lower than before, older ones are back: ask for `history`."""

    type: Literal["cleared"] = "cleared"
    up_to: int


class TimedOut(ChatMessage):
    """This client may not write until then; where that is past, it may write again."""

    type: Literal["timed_out"] = "timed_out"
    until: Micros
    reason: str = ""


class Warned(ChatMessage):
    """A moderator warns this client."""

    type: Literal["warned"] = "warned"
    reason: str


class Held(ChatMessage):
    """The answer to a line that waits for those who keep order: it is told to all, or not, once they saw it."""

    type: Literal["held"] = "held"
    id: RequestId
    """Of the request."""
    reason: str


class Waiting(ChatMessage):
    """To those who keep order: how many lines wait for them."""

    type: Literal["waiting"] = "waiting"
    count: int


class Lines(ChatMessage):
    """The answer to `history` and `search`."""

    type: Literal["lines"] = "lines"
    id: RequestId
    lines: list[Line]
    own: dict[LineId, list[str]]
    """What this person put under them, by their ids."""
    more: bool
    """There may be others before."""
    newer: bool
    """There may be others after."""


class People(ChatMessage):
    """The answer to `people`."""

    type: Literal["people"] = "people"
    id: RequestId
    people: list[Person]
    more: bool


class CommandArgument(ChatMessage):
    """One thing that is typed after the name of a command."""

    kind: Kind
    """What to complete it from; quoted is a text in quotes, text all that is left."""
    name: str
    optional: bool
    many: bool
    """It comes two times or more."""


class CommandUsage(ChatMessage):
    """One that this client may type."""

    name: str
    """Without the slash."""
    aliases: list[str]
    usage: str
    text: str
    """What it does: follows "to"."""
    arguments: list[CommandArgument]
    alone: str | None = None
    """A word that may be typed in the place of all arguments."""


class Commands(ChatMessage):
    """The answer to `commands`."""

    type: Literal["commands"] = "commands"
    id: RequestId
    commands: list[CommandUsage]


class Ok(ChatMessage):
    """A request was done, and what it did is kept."""

    type: Literal["ok"] = "ok"
    id: RequestId
    message: LineId | None = None
    """Of a line that was written."""


class Failed(ChatMessage):
    """A request was refused; nothing was done."""

    type: Literal["error"] = "error"
    id: RequestId
    code: str
    message: str
    retry_after: int | None = None
    """Milliseconds."""


class Pong(ChatMessage):
    """The answer to `ping`."""

    type: Literal["pong"] = "pong"
    id: RequestId
    now: Micros


class Bye(ChatMessage):
    """Last: why the server closes."""

    type: Literal["bye"] = "bye"
    code: str
    message: str = ""
    retry: bool = False
    """Coming back makes sense."""
    retry_after: int | None = None
    """Milliseconds that one is kept out for, where it is for so long only."""


FromServer = (
    Welcome | NickNeeded | Message | Edited | Deleted | Reaction | Joined | Left | Crowd | Changed | YouChanged
    | Blocked | Notice | Privately | SettingsChanged | Polled | Pinned | EmotesChanged | Cleared | TimedOut | Warned
    | Held | Waiting | Lines | People | Commands | Ok | Failed | Pong | Bye
)  # fmt: skip

_from_server: Final[TypeAdapter[FromServer]] = TypeAdapter(Annotated[FromServer, Field(discriminator="type")])


def written(message: FromServer) -> bytes:
    """A message of the server as JSON; fields that are None are left out."""
    return _from_server.dump_json(message, exclude_none=True)
