"""A line of a room, what people do with lines, and what comes of it."""

from dataclasses import dataclass
from typing import Final, Literal

from footlight.chat.ranks import Rank
from footlight.model.units import Micros

Kind = Literal["say", "me", "announce"]
"""Said; what somebody does, in the third person; said to all by who keeps order."""

QUOTED: Final = 100
"""Signs of a line that are shown with an answer to it."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, or wrote: of an account that is deleted nothing is left but the rank and the colour."""

    key: str
    """``p:`` and the person's id, or ``g:`` and the device in hexadecimal digits: by it one's own lines are known.
    Empty where the account is deleted."""
    nick: str
    rank: Rank
    """When it was written."""
    colour: str
    person: str | None
    """An account's id; None: a guest."""
    device: bytes | None
    """SHA-256 of the secret that the browser has; of guests always there, of people where they showed one."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One sign under a line."""

    emoji: str
    count: int
    nicks: tuple[str, ...]
    """Of the first who gave it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The beginning of the line that another one answers; empty where that is deleted."""

    id: int
    nick: str
    text: str
    person: str | None = None
    """Of an account, its id."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is now."""

    id: int
    """Of no other line in any room, ever; those that come later have higher ones."""
    seq: int
    """Its place in the room."""
    author: Author
    kind: Kind
    text: str
    """Empty where it is deleted."""
    reply_to: int | None
    reply: Quote | None
    sent_at: Micros
    edited_at: Micros | None
    deleted_at: Micros | None
    reactions: tuple[Reaction, ...]
    """In the order in which they came."""


@dataclass(frozen=True, slots=True)
class LetThrough:
    """That a line waited, and one of those who keep order has it written."""

    held: int
    """By which it is known while it waits."""
    by: str | None
    """The id of their account."""


@dataclass(frozen=True, slots=True)
class Say:
    """Add a line."""

    author: Author
    client_id: str
    """The client's own, at most 36 signs: a line of the same author that has it is the same line, sent again."""
    text: str
    """As `footlight.chat.text.line_text` gave it."""
    kind: Kind = "say"
    reply_to: int | None = None
    let_through: LetThrough | None = None
    """It is written only if it waits still, and waits no longer then."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Change one's own line."""

    author: Author
    message: int
    text: str
    """As of `Say`."""


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a line: one's own for good, somebody else's so that it can be brought back."""

    author: Author
    message: int


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring back somebody else's line that was deleted."""

    author: Author
    message: int
    undoes: int | None = None
    """The entry of the log that it takes back."""


@dataclass(frozen=True, slots=True)
class React:
    """Put a sign under a line, or take one's own away."""

    author: Author
    message: int
    emoji: str
    """As `footlight.chat.text.emoji` gave it."""
    on: bool


LineDeed = Say | Edit | Delete | Restore | React


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a deed."""

    line: Line
    changed: bool
    """False where it was so already: nobody needs to hear of it but who asked."""
