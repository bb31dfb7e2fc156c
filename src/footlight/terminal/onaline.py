"""What keys do on a line that is picked."""

from dataclasses import dataclass

from footlight.client.chat.roomstate import RoomState
from footlight.client.chat.told import Line
from footlight.terminal.mode import Mode


@dataclass(frozen=True, slots=True)
class Type:
    """Something to be typed on."""

    text: str = ""
    mode: Mode | None = None
    """What becomes of it; None: as it was."""


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete the line, where that is pressed twice."""


def on_a_line(key: str | None, line: Line, state: RoomState) -> Type | Delete | None:
    """What a key does; None where it does nothing."""
    nick = line.author.nick
    match key:
        case "r":
            return Type(mode=Mode("reply", line))
        case "+":
            return Type(mode=Mode("react", line))
        case "e" if nick is not None and nick == state.you.nick:
            return Type(line.text.replace("\n", " "), Mode("edit", line))
        case "d":
            return Delete()
        case "p" if state.may("pin"):
            return Type(f"/pin {line.id}")
        case "w" if nick is not None:
            return Type(f"/private {nick} ")
        case "t" if nick is not None and state.may("timeout"):
            return Type(f"/timeout {nick} 10m ")
        case "k" if nick is not None and state.may("kick"):
            return Type(f"/kick {nick} ")
        case "b" if nick is not None and state.may("ban"):
            return Type(f"/ban {nick} ")
        case _:
            return None
