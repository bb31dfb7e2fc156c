"""What becomes of what is typed when Enter is pressed."""

from dataclasses import dataclass
from typing import Final, Literal

from footlight.client.chat.told import Line
from footlight.terminal.plain import plain

Kind = Literal["say", "nick", "reply", "edit", "react", "search"]
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Mode:
    """One way."""

    kind: Kind
    line: Line | None = None
    """Which line it is about."""

    @property
    def title(self) -> str:
        """What stands over the line that one types in."""
        words = ""
        if self.line is not None:
            text = plain(self.line.text).replace("\n", " ")
            words = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
        nick = self.line.author.nick if self.line is not None else None
        return {
            "say": "",
            "nick": "Take a nick, to write here",
            "reply": f"Answer to {plain(nick or 'a deleted account')}: {words}",
            "edit": f"Change: {words}",
            "react": f"An emoji for: {words}",
            "search": "Search in this chat",
        }[self.kind]


SAY: Final = Mode("say")
