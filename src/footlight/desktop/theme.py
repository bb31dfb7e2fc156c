"""The colours of web/app/theme.css, dark and light, as the system wants them."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

_ROLE = QPalette.ColorRole


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by what they are for, as ``#rrggbb``."""

    ground: str
    raised: str
    raised_more: str
    line: str
    ink: str
    ink_soft: str
    accent: str
    on_accent: str
    live: str


DARK: Final = Theme(
    ground="#0f0d13",
    raised="#18151e",
    raised_more="#221e2a",
    line="#2e2937",
    ink="#f3f0f7",
    ink_soft="#aca5b8",
    accent="#ffb454",
    on_accent="#1d1305",
    live="#ff5a5c",
)
LIGHT: Final = Theme(
    ground="#faf8f5",
    raised="#ffffff",
    raised_more="#f2eee8",
    line="#e3ddd4",
    ink="#1c1822",
    ink_soft="#635c6e",
    accent="#f29a2e",
    on_accent="#201404",
    live="#c6202c",
)


def theme(application: QApplication) -> Theme:
    """The colours now: light where the system says so, else dark, as on the pages."""
    light = application.styleHints().colorScheme() == Qt.ColorScheme.Light
    return LIGHT if light else DARK


def follow_the_system(application: QApplication) -> None:
    """Paint in the system's light or dark, now and whenever it changes."""
    # The one style that takes every colour of a palette, and looks alike on every system.
    application.setStyle("Fusion")
    application.styleHints().colorSchemeChanged.connect(lambda _: application.setPalette(palette(theme(application))))
    application.setPalette(palette(theme(application)))


def palette(colours: Theme) -> QPalette:
    """The colours by Qt's names for them."""
    made = QPalette()
    for role, colour in (
        (_ROLE.Window, colours.ground),
        (_ROLE.WindowText, colours.ink),
        (_ROLE.Base, colours.raised),
        (_ROLE.AlternateBase, colours.raised_more),
        (_ROLE.Text, colours.ink),
        (_ROLE.PlaceholderText, colours.ink_soft),
        (_ROLE.Button, colours.raised_more),
        (_ROLE.ButtonText, colours.ink),
        (_ROLE.BrightText, colours.live),
        (_ROLE.ToolTipBase, colours.raised),
        (_ROLE.ToolTipText, colours.ink),
        (_ROLE.Light, colours.line),
        (_ROLE.Midlight, colours.line),
        (_ROLE.Mid, colours.line),
        (_ROLE.Dark, colours.line),
        (_ROLE.Highlight, colours.accent),
        (_ROLE.HighlightedText, colours.on_accent),
        (_ROLE.Accent, colours.accent),
        (_ROLE.Link, colours.accent),
    ):
        made.setColor(role, QColor(colour))
    for role in (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.ink_soft))
    return made
