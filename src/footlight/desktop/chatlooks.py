"""How entries of a chat look in the window: text with colours, never HTML."""

from datetime import datetime
from typing import Final

from PySide6.QtGui import QBrush, QColor, QFont, QTextBlockFormat, QTextCharFormat, QTextCursor

from footlight.chat.text import links
from footlight.client.chat.entry import Entry
from footlight.client.chat.shades import ON_DARK, ON_LIGHT
from footlight.client.chat.told import Line

_SIGNS: Final = {"owner": "♛ ", "admin": "★ ", "moderator": "◆ ", "vip": "◇ "}
_NOBODY: Final = "deleted account"
_QUOTED: Final = 80
_BETWEEN: Final = 4


class Looks:
    """Writes entries at the end of a text."""

    def __init__(self, *, dark: bool, quiet: QColor, lit: QColor, warning: QColor) -> None:
        """The colours of the ground that the text is on; ``lit``: under lines that speak to us."""
        self._nicks = ON_DARK if dark else ON_LIGHT
        self._quiet = _in(quiet)
        self._warning = _in(warning)
        self._plain = QTextCharFormat()
        self._ours = QTextCharFormat()
        self._ours.setFontWeight(QFont.Weight.Bold)
        self._usual, self._lit = QTextBlockFormat(), QTextBlockFormat()
        for block in (self._usual, self._lit):
            block.setBottomMargin(_BETWEEN)
        self._lit.setBackground(QBrush(lit))

    def write(self, at: QTextCursor, entry: Entry, *, lit: bool, ours: frozenset[str] = frozenset()) -> None:
        """Write an entry as one block; ``ours``: the emoji under it that we put there."""
        if not at.atStart():
            at.insertBlock()
        at.setBlockFormat(self._lit if lit else self._usual)
        if entry.line is not None:
            self._line(at, entry.line, ours)
        elif entry.private is not None:
            private = entry.private
            at.insertText(f"{_time(private.sent_at)} ", self._quiet)
            at.insertText(private.sender.nick, self._nick(private.sender.colour))
            at.insertText(" to ", self._quiet)
            at.insertText(private.to.nick, self._nick(private.to.colour))
            at.insertText(": ", self._plain)
            self._text(at, private.text)
        else:
            at.insertText(_soft(entry.text), self._quiet if entry.kind == "notice" else self._warning)

    def _line(self, at: QTextCursor, line: Line, ours: frozenset[str]) -> None:
        if line.reply is not None:
            quoted = _soft(f"{line.reply.nick or _NOBODY}: {line.reply.text or 'deleted'}".replace("\n", " "))
            at.insertText(f"↱ {quoted[:_QUOTED]}\u2028", self._quiet)
        at.insertText(f"{_time(line.sent_at)} ", self._quiet)
        nick = _SIGNS.get(line.author.rank, "") + (line.author.nick or _NOBODY)
        if line.kind == "announce":
            at.insertText("Announcement by ", self._warning)
        at.insertText(nick, self._nick(line.author.colour))
        at.insertText(" " if line.kind == "me" else ": ", self._plain)
        self._text(at, line.text)
        if line.edited_at is not None:
            at.insertText(" (edited)", self._quiet)
        if line.reactions:
            at.insertText("\u2028", self._quiet)
            for one in line.reactions:
                at.insertText(f"{one.emoji} {one.count}  ", self._ours if one.emoji in ours else self._quiet)

    def _text(self, at: QTextCursor, text: str) -> None:
        done = 0
        for link in links(text):
            at.insertText(_soft(text[done : link.start]), self._plain)
            format = QTextCharFormat()
            format.setAnchor(True)
            format.setAnchorHref(link.url)
            format.setFontUnderline(True)
            at.insertText(text[link.start : link.end], format)
            done = link.end
        at.insertText(_soft(text[done:]), self._plain)

    def _nick(self, colour: str) -> QTextCharFormat:
        format = _in(QColor(self._nicks.get(colour, self._nicks["sky"])))
        format.setFontWeight(QFont.Weight.DemiBold)
        return format


def _in(colour: QColor) -> QTextCharFormat:
    format = QTextCharFormat()
    format.setForeground(QBrush(colour))
    return format


def _soft(text: str) -> str:
    """With line breaks that begin no new block: an entry is one."""
    return text.replace("\n", "\u2028").replace("\u2029", " ")


def _time(micros: int) -> str:
    return f"{datetime.fromtimestamp(micros / 1_000_000).astimezone():%H:%M}"
