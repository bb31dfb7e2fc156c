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


@dataclass(frozen=True, slots=True)
class Go:
    """Go to a line."""

    line: int


def on_a_line(key: str | None, line: Line, state: RoomState) -> Type | Delete | Go | None:
    """What a key does; None where it does nothing."""
    nick = line.author.nick
    match key:
        case "r":
            return Type(mode=Mode("reply", line))
        case "+":
            return Type(mode=Mode("react", line))
        case "g" if line.reply is not None:
            return Go(line.reply.message)
        case "e" if state.is_ours(line):
            return Type(line.text, Mode("edit", line))
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


def offered(line: Line, state: RoomState) -> str:
    """The keys that do something on a line, in words."""
    ours, other = state.is_ours(line), line.author.nick is not None and not state.is_ours(line)
    return "  ".join(
        words
        for words, does in (
            ("r answer", True),
            ("e change", ours),
            ("d delete", ours or state.may("delete")),
            ("+ react", True),
            ("g what it answers", line.reply is not None),
            ("w private", other),
            ("t time-out", other and state.may("timeout")),
            ("k kick", other and state.may("kick")),
            ("b ban", other and state.may("ban")),
            ("p pin", state.may("pin")),
        )
        if does
    )
