"""The source chooser: a window to choose by sight what is sent."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, cast

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from footlight.capture.listing import Listing, SourceInfo, SourceKind
from footlight.desktop import soundrow, sourcecard
from footlight.desktop.application import application
from footlight.desktop.arrows import Way, next_place
from footlight.desktop.commandbar import CommandBar
from footlight.desktop.dialogs import done_with
from footlight.desktop.levels import Level
from footlight.desktop.signals import quit_signals
from footlight.desktop.soundrow import SoundRow
from footlight.desktop.sourcebutton import SourceButton
from footlight.desktop.sourcecard import SourceCard
from footlight.desktop.sourcefeed import SourceFeed
from footlight.desktop.sourcesection import SourceSection
from footlight.desktop.thumbnails import Thumbnail
from footlight.model.clock import Clock

_TITLE: Final = "Choose what to send - Footlight"
"""Qt adds the program's name where a title does not end with it: and by its title the window leaves itself out."""
_FILES_TITLE: Final = "Choose files to send - Footlight"
_CARDS: Final = (sourcecard.LEAST_WIDTH, sourcecard.MOST_WIDTH)
_ROWS: Final = (soundrow.LEAST_WIDTH, soundrow.MOST_WIDTH)


class SourceChooser(QDialog):
    """Accepted, it has `chosen`; `close_feed` must be called before its sources are opened elsewhere."""

    def __init__(self, typed: Sequence[str], clock: Clock) -> None:
        """A window that is not shown yet.

        Args:
            typed: the command without sources: ``footlight``, ``send``, and what follows them.
            clock: the time of captures.
        """
        super().__init__()
        self.setWindowTitle(_TITLE)
        self.setWindowFlag(Qt.WindowType.WindowMinMaxButtonsHint)
        self.resize(920, 680)
        self._typed = list(typed)
        self._ticked: list[SourceButton] = []
        self._listing: Listing | None = None
        self._files: list[SourceInfo] = []
        self._sections: dict[tuple[SourceKind, ...], SourceSection] = {
            ("screen",): SourceSection("Screens", _CARDS, self._card),
            ("window",): SourceSection("Windows", _CARDS, self._card),
            ("camera",): SourceSection("Cameras", _CARDS, self._card),
            ("mic",): SourceSection("Microphones", _ROWS, self._row),
            ("system",): SourceSection("What this machine plays", _ROWS, self._row),
            ("test", "file"): SourceSection("Always there", _CARDS, self._card),
        }
        self._feed = SourceFeed(clock)
        self._build()
        self._in_view = QTimer(self, singleShot=True, interval=0)
        self._in_view.timeout.connect(self._look_at_what_is_in_view)
        for bar in (self._area.verticalScrollBar(), self._area.horizontalScrollBar()):
            bar.valueChanged.connect(self._in_view.start)
            bar.rangeChanged.connect(self._in_view.start)
        self._feed.listed.connect(self._listed)
        self._feed.pictured.connect(self._pictured)
        self._feed.heard.connect(self._heard)

    @property
    def chosen(self) -> list[str]:
        """The sources that are ticked, as they may be typed, in the order in which they were."""
        return [button.info.source for button in self._ticked]

    @property
    def buttons(self) -> list[SourceButton]:
        """Every source that is shown, in reading order."""
        return [button for section in self._sections.values() for button in section.buttons if not button.isHidden()]

    @property
    def notes(self) -> list[str]:
        """What is said below the headings."""
        return [section.note for section in self._sections.values() if section.note]

    @property
    def news(self) -> str:
        """What is said of the choice."""
        return self._news.text()

    @property
    def command(self) -> str:
        """The command that is shown."""
        return self._command.text

    def close_feed(self) -> None:
        """Let every device go; waits for one that is just being opened."""
        self._feed.close()

    def _build(self) -> None:
        self._search = QLineEdit()
        self._search.setObjectName("search")
        self._search.setPlaceholderText("Filter windows by title (Ctrl+F)")
        self._search.setAccessibleName("Filter windows by title")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._follow)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)
        self._waiting = QLabel("Looking for screens, windows, cameras and microphones…")
        content = QWidget()
        within = QVBoxLayout(content)
        within.addWidget(self._waiting)
        for section in self._sections.values():
            section.hide()
            within.addWidget(section)
        within.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(content)
        self._news = QLabel()
        self._news.setTextFormat(Qt.TextFormat.PlainText)
        self._news.setWordWrap(True)
        self._news.setEnabled(False)
        self._command = CommandBar()
        file = QPushButton("A &file…")
        file.setAutoDefault(False)
        file.clicked.connect(self._ask_for_files)
        choices = QDialogButtonBox()
        self._send = choices.addButton("&Send", QDialogButtonBox.ButtonRole.AcceptRole)
        choices.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        self._send.setDefault(True)
        choices.accepted.connect(self.accept)
        choices.rejected.connect(self.reject)
        below = QHBoxLayout()
        below.addWidget(file)
        below.addStretch(1)
        below.addWidget(choices)
        whole = QVBoxLayout(self)
        whole.addWidget(self._search)
        whole.addWidget(self._area, 1)
        whole.addWidget(self._news)
        whole.addWidget(self._command)
        whole.addLayout(below)
        self._tell_choice()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        focused = self.focusWidget()
        entered = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if entered and not self._ticked and isinstance(focused, SourceButton):
            self._take(focused)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._in_view.start()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._in_view.start()

    def _card(self, info: SourceInfo, parent: QWidget) -> SourceButton:
        return self._wired(SourceCard(info, parent))

    def _row(self, info: SourceInfo, parent: QWidget) -> SourceButton:
        return self._wired(SoundRow(info, parent))

    def _wired(self, button: SourceButton) -> SourceButton:
        button.toggled.connect(lambda ticked: self._toggled(button, ticked))
        button.stepped.connect(lambda way: self._step(button, cast(Way, way)))
        button.taken.connect(lambda: self._take(button))
        return button

    # What there is.

    def _listed(self, listing: object) -> None:
        self._listing = cast(Listing, listing)
        first = self._waiting.isVisibleTo(self)
        self._waiting.hide()
        self._follow()
        if first and self.buttons and self.focusWidget() in {None, self._search, self._send}:
            self.buttons[0].setFocus()

    def _follow(self) -> None:
        """Show the listing as it is now, filtered."""
        if self._listing is None:
            return
        new: list[SourceButton] = []
        focused, before = self.focusWidget(), self.buttons
        for kinds, section in self._sections.items():
            sources = [info for info in self._listing.sources if info.kind in kinds and self._belongs(info)]
            if "file" in kinds:
                sources += self._files
            missing = next((self._listing.missing[kind] for kind in kinds if kind in self._listing.missing), "")
            came, went = section.follow(sources, missing)
            new += came
            for button in went:
                self._forget(button)
            section.show()
        self._filter()
        if new:
            for one, other in pairwise([self._search, *self.buttons, self._command]):
                self.setTabOrder(one, other)
        now = self.buttons
        if focused in before and focused not in now:  # what comes in its place is next
            now[min(before.index(focused), len(now) - 1)].setFocus()
        self._in_view.start()

    def _belongs(self, info: SourceInfo) -> bool:
        own = info.kind == "window" and info.name in {_TITLE, _FILES_TITLE}
        return not own and info.source != "FILE"  # the grammar's word for files, which have a button

    def _filter(self) -> None:
        wanted = self._search.text().strip().casefold()
        windows = self._sections["window",]
        for button in windows.buttons:
            # What is ticked stays in sight: it would be sent.
            button.setVisible(wanted in button.name.casefold() or button.isChecked())
        if windows.buttons and all(button.isHidden() for button in windows.buttons):
            windows.say(f"No window has “{self._search.text().strip()}” in its title.")

    def _forget(self, button: SourceButton) -> None:
        """A source went away."""
        if button in self._ticked:
            self._ticked.remove(button)
            self._tell_choice(f"{button.name} went away: it is no longer chosen.")
        button.hide()
        button.deleteLater()

    def _button(self, text: str) -> SourceButton | None:
        return next((button for button in self.buttons if button.info.source == text), None)

    def _pictured(self, text: str, thumbnail: object) -> None:
        button = self._button(text)
        if isinstance(button, SourceCard):
            button.show_thumbnail(cast(Thumbnail, thumbnail))

    def _heard(self, text: str, level: object) -> None:
        button = self._button(text)
        if isinstance(button, SoundRow):
            button.show_level(cast(Level, level))

    def _look_at_what_is_in_view(self) -> None:
        cards = [button for button in self.buttons if isinstance(button, SourceCard) and button.pictured]
        shown = not self.isMinimized()
        self._feed.show([card.info.source for card in cards if shown and not card.visibleRegion().isEmpty()])

    # What is chosen.

    def _toggled(self, button: SourceButton, ticked: bool) -> None:
        if ticked:
            self._ticked.append(button)
        elif button in self._ticked:
            self._ticked.remove(button)
        self._tell_choice()

    def _tell_choice(self, news: str = "") -> None:
        for place, button in enumerate(self._ticked, 1):
            button.number(place if len(self._ticked) > 1 else None)
        program, command, *rest = self._typed
        self._command.show_words([program, command, *self.chosen, *rest] if self._ticked else [])
        self._send.setEnabled(bool(self._ticked))
        self._news.setText(news or _hint(len(self._ticked)))
        self._feed.hear([button.info.source for button in self._ticked if isinstance(button, SoundRow)])

    def _take(self, button: SourceButton) -> None:
        button.setChecked(True)
        self.accept()

    def _step(self, button: SourceButton, way: Way) -> None:
        buttons = self.buttons
        if button not in buttons:
            return
        content = cast(QWidget, self._area.widget())
        # What has just come has no place before Qt has laid it out.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        places = [QRect(one.mapTo(content, QPoint(0, 0)), one.size()) for one in buttons]
        aim = buttons[next_place(places, buttons.index(button), way)]
        aim.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(aim, 12, 36)

    def _ask_for_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, _FILES_TITLE)
        self.add_files([Path(name) for name in names])

    def add_files(self, paths: Sequence[Path]) -> None:
        """Show these files among the sources, ticked."""
        for path in paths:
            if str(path) not in {info.source for info in self._files}:
                self._files.append(SourceInfo(str(path), "file", path.name))
        self._follow()
        for path in paths:
            button = self._button(str(path))
            if button is not None:
                button.setChecked(True)
                self._area.ensureWidgetVisible(button)


def _hint(ticked: int) -> str:
    if ticked > 1:
        return f"{ticked} sources in one broadcast; the first picture is the main one."
    return "One source. Space chooses more." if ticked else "Space chooses, several too; Enter sends."


def choose_sources(typed: Sequence[str], clock: Clock) -> list[str] | None:
    """Let people choose what to send; None where they would rather not.

    In the main thread, and where `footlight.desktop.application.available` has nothing against it. No device is
    held when it returns.

    Args:
        typed: as of `SourceChooser`.
        clock: the time of captures.
    """
    application()
    chooser = SourceChooser(typed, clock)
    try:
        with quit_signals(chooser.reject, lambda: None):
            return chooser.chosen if chooser.exec() else None
    finally:
        done_with(chooser, chooser.close_feed)
