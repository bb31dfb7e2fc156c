"""How one entry of the list looks: its rows, each no wider than the list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from footlight.chat.text import links
from footlight.client.chat.entry import Entry
from footlight.client.chat.told import Line, Person
from footlight.terminal.palette import Palette
from footlight.terminal.plain import plain

SIGNS: Final = {"owner": "~", "admin": "&", "moderator": "@", "vip": "+"}
"""Before the nicks of those who are more than others."""
_COLUMN: Final = 6
"""Cells of the time and the space behind it."""
_NARROWEST: Final = 12
_QUOTED: Final = 200


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an entry stands, as far as it looks different there."""

    width: int
    new_day: bool = False
    """It is the first of its day."""
    fresh: bool = False
    """It is the first that was not read."""
    lit: bool = False
    """It speaks to us."""
    ours: frozenset[str] = frozenset()
    """The emoji under it that we put there."""


def local(micros: int) -> datetime:
    """An instant in the time of this place."""
    return datetime.fromtimestamp(micros / 1_000_000).astimezone()


def rows(entry: Entry, setting: Setting, palette: Palette) -> list[Content]:
    """The rows, without the ground that they stand on."""
    width = max(setting.width, _NARROWEST)
    found: list[Content] = []
    at = entry.line.sent_at if entry.line is not None else entry.private.sent_at if entry.private is not None else None
    if setting.new_day and at is not None:
        day = local(at)
        found.append(_rule(f"{day:%A}, {day.day} {day:%B %Y}", width, palette.quiet))
    if setting.fresh:
        found.append(_rule("new", width, palette.fresh))
    if entry.line is not None:
        found += _line(entry.line, width, palette, setting.ours)
    elif entry.private is not None:
        private = entry.private
        names = Content.assemble(_nick(private.sender, palette), " to ", _nick(private.to, palette), ": ")
        found += _timed(private.sent_at, Content.assemble(names, _linked(private.text, palette)), width, palette)
    else:
        style = {"warning": palette.warning, "error": palette.error}.get(entry.kind, palette.quiet)
        sign = {"warning": "! ", "error": "! "}.get(entry.kind, "- ")
        found += _indented(Content.styled(sign + plain(entry.text), style), width)
    return found


def height(entry: Entry, setting: Setting, palette: Palette) -> int:
    """How many rows there are; mostly without laying them out."""
    line = entry.line
    if line is None or setting.fresh or setting.new_day or line.kind != "say" or "\n" in line.text:
        return len(rows(entry, setting, palette))
    nick, text = _name(line.author.nick), plain(line.text)
    edited = len(_EDITED) if line.edited_at is not None else 0
    sign = SIGNS.get(line.author.rank, "")
    if cell_len(text) + cell_len(nick) + len(sign) + edited + 2 > max(setting.width, _NARROWEST) - _COLUMN:
        return len(rows(entry, setting, palette))
    return 1 + (line.reply is not None) + bool(line.reactions)


_NOBODY: Final = "deleted account"
_EDITED: Final = " (edited)"


def _line(line: Line, width: int, palette: Palette, ours: frozenset[str]) -> list[Content]:
    name = Content.styled(SIGNS.get(line.author.rank, "") + _name(line.author.nick), palette.nick(line.author.colour))
    text = _linked(line.text, palette)
    edited = Content.styled(_EDITED if line.edited_at is not None else "", palette.quiet)
    found: list[Content] = []
    if line.reply is not None:
        quoted = f"{line.reply.nick or _NOBODY}: {line.reply.text or 'deleted'}"[:_QUOTED].replace("\n", " ")
        found += _indented(Content.styled(f"┌ {plain(quoted)}", palette.quiet), width)[:1]
    match line.kind:
        case "me":
            said = Content.assemble("* ", name, " ", text, edited)
        case "announce":
            said = Content.assemble(("Announcement", palette.announced), " by ", name, ": ", text, edited)
        case _:
            said = Content.assemble(name, ": ", text, edited)
    found += _timed(line.sent_at, said, width, palette)
    if line.reactions:
        signs = [
            Content.styled(f"{plain(one.emoji)} {one.count}", palette.ours if one.emoji in ours else palette.quiet)
            for one in line.reactions
        ]
        found += _indented(Content("  ").join(signs), width)[:1]
    return found


def _name(nick: str | None) -> str:
    return plain(nick or _NOBODY).replace("\n", " ")


def _nick(person: Person, palette: Palette) -> Content:
    return Content.styled(_name(person.nick), palette.nick(person.colour))


def _linked(text: str, palette: Palette) -> Content:
    text = plain(text)
    content = Content(text)
    for link in links(text):
        content = content.stylize(palette.link + Style(link=link.url), link.start, link.end)
    return content


def _timed(at: int, said: Content, width: int, palette: Palette) -> list[Content]:
    time = Content.styled(f"{local(at):%H:%M} ", palette.quiet)
    first, *others = said.wrap(width - _COLUMN)
    return [Content.assemble(time, first), *(Content.assemble(" " * _COLUMN, other) for other in others)]


def _indented(said: Content, width: int) -> list[Content]:
    return [Content.assemble(" " * _COLUMN, row) for row in said.wrap(width - _COLUMN)]


def _rule(words: str, width: int, style: Style) -> Content:
    beside = max(0, width - cell_len(words) - 2)
    left = beside // 2
    return Content.styled(f"{'─' * left} {words} {'─' * (beside - left)}"[:width], style)
