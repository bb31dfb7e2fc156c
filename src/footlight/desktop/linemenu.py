"""What can be done with a line of the chat beside the picture: its menu."""

from functools import partial
from typing import Final, Protocol

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from footlight.client.chat import asked
from footlight.client.chat.emoji import QUICK
from footlight.client.chat.roomstate import RoomState
from footlight.client.chat.told import Line

_ORDER: Final = (("timeout", "Time out", "10m "), ("kick", "Kick", ""), ("ban", "Ban", ""))
"""Deed, words, and what stands behind the nick: the reason is for who does it to add."""


class LineDeeds(Protocol):
    """Does them."""

    def answer(self, line: Line) -> None:
        """Let an answer to it be typed."""

    def change(self, line: Line) -> None:
        """Let another text of it be typed."""

    def begin(self, text: str) -> None:
        """Let this be typed on."""

    def do(self, request: asked.Request) -> None:
        """Ask for it."""


def line_menu(parent: QWidget, line: Line, state: RoomState, deeds: LineDeeds) -> QMenu:
    """The menu, of what this person may do with this line."""
    menu = QMenu(parent)
    nick, ours = line.author.nick, state.is_ours(line)
    menu.addAction("Answer", lambda: deeds.answer(line))
    _reactions(menu, line, state, deeds)
    if ours:
        menu.addAction("Change", lambda: deeds.change(line))
    menu.addAction("Copy", lambda: QGuiApplication.clipboard().setText(line.text))
    if nick is not None and not ours:
        menu.addAction(f"Write to {_shown(nick)} alone", lambda: deeds.begin(f"/private {nick} "))
    if ours or state.may("delete"):
        menu.addSeparator()
        menu.addAction("Delete", lambda: deeds.do(asked.Delete(message=line.id)))
    if state.may("pin"):
        menu.addAction("Pin", lambda: deeds.do(asked.Command(text=f"/pin {line.id}")))
    for deed, words, more in _ORDER:
        if nick is not None and not ours and state.may(deed):
            typed = f"/{deed} {nick} {more}"
            # Not done at once: who slips does it to nobody, and there is room for a reason.
            menu.addAction(f"{words} {_shown(nick)}…", partial(deeds.begin, typed))
    return menu


def _reactions(menu: QMenu, line: Line, state: RoomState, deeds: LineDeeds) -> None:
    ours = state.ours(line)
    signs = dict.fromkeys((*QUICK, *(one.emoji for one in line.reactions)))
    react = menu.addMenu("React")
    for sign in signs:
        action = react.addAction(sign)
        action.setCheckable(True)
        action.setChecked(sign in ours)
        action.triggered.connect(partial(_react, deeds, line, sign, sign not in ours))


def _react(deeds: LineDeeds, line: Line, sign: str, on: bool) -> None:
    deeds.do(asked.React(message=line.id, emoji=sign, on=on))


def _shown(nick: str) -> str:
    return nick.replace("&", "&&")
