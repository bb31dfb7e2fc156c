"""What each key does in the viewer window, in one table: for the keys, the menu, and the page of keys."""

from dataclasses import dataclass
from typing import Final, Literal

Action = Literal[
    "full_screen",
    "original",
    "fit",
    "mute",
    "second",
    "snapshot",
    "record",
    "chat",
    "statistics",
    "keys",
    "escape",
    "quit",
]


@dataclass(frozen=True, slots=True)
class Hotkey:
    """One thing that the window does."""

    action: Action
    key: str
    """As Qt writes it."""
    words: str
    """What it does, in words that a menu shows and a screen reader says."""
    checkable: bool = False
    """It is on or off."""


HOTKEYS: Final = (
    Hotkey("full_screen", "F", "Full screen", checkable=True),
    Hotkey("original", "1", "Original size"),
    Hotkey("fit", "0", "Fit into the window"),
    Hotkey("mute", "M", "Mute", checkable=True),
    Hotkey("second", "C", "Second picture", checkable=True),
    Hotkey("snapshot", "S", "Keep a snapshot"),
    Hotkey("record", "R", "Record", checkable=True),
    Hotkey("chat", "T", "Chat", checkable=True),
    Hotkey("statistics", "I", "Latency and figures", checkable=True),
    Hotkey("keys", "?", "Keys", checkable=True),
    Hotkey("escape", "Esc", "Leave full screen, or quit"),
    Hotkey("quit", "Q", "Quit"),
)


def keys_in_words() -> list[tuple[str, str]]:
    """A key and what it does, a row each."""
    rows = [(hotkey.key, hotkey.words) for hotkey in HOTKEYS]
    rows[0] = ("F, double click", rows[0][1])
    return [*rows, ("arrows", "Move the second picture")]
