"""The broadcast chooser: a window to choose what is watched, among what is found and what a server has."""

import os
from typing import Final, cast

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from footlight.cable.address import parse_peer
from footlight.cable.discovery import Found
from footlight.client.trust import Trust
from footlight.desktop.application import application
from footlight.desktop.broadcastfeed import BroadcastFeed
from footlight.desktop.credentials import Credentials
from footlight.desktop.dialogs import done_with
from footlight.desktop.offerdelegate import OfferDelegate
from footlight.desktop.offers import Choice, Offer, offers_of, typed_offer
from footlight.desktop.serverlook import Answer, Untrusted
from footlight.desktop.signals import quit_signals
from footlight.errors import FootlightError, NotFootlightError

_LOOKING: Final = """Looking for senders on this network…

Start one on another machine:
    footlight send screen mic --listen 0.0.0.0:7700 --discover
Or wait here, for one who sends to this machine:
    footlight watch --listen 0.0.0.0:7700"""
_TYPING_MS: Final = 400
"""How long nothing is typed before a server is asked."""
_OFFER: Final = Qt.ItemDataRole.UserRole


class BroadcastChooser(QDialog):
    """Accepted, it has a `choice`; call `close_feed` when it is done."""

    def __init__(self, given: Choice, trust: Trust) -> None:
        """A window that is not shown yet.

        Args:
            given: the key, secret and pin that were typed already; its address is none.
            trust: what certificates to believe.
        """
        super().__init__()
        self.setWindowTitle("Choose what to watch - Footlight")
        self.setWindowFlag(Qt.WindowType.WindowMinMaxButtonsHint)
        self.resize(620, 480)
        self.choice: Choice | None = None
        self._given = given
        self._trust = trust
        self._found: list[Offer] = []
        self._answer: Answer | None = None
        self.feed = BroadcastFeed(trust)
        self._asking = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._asking.timeout.connect(self._ask)
        self._build()
        self.feed.found.connect(self.show_found)
        self.feed.answered.connect(self._answered)
        self._show_offers()

    @property
    def offers(self) -> list[Offer]:
        """What is shown, from above."""
        items = [self._list.item(row) for row in range(self._list.count())]
        return [offer for item in items if (offer := item.data(_OFFER)) is not None]

    @property
    def empty(self) -> str:
        """What stands in the list's place; nothing where there is something to choose."""
        return "" if self.offers else self._empty.text()

    @property
    def said(self) -> str:
        """What stands below the list."""
        return self._note.text()

    def close_feed(self) -> None:
        """Look for nothing any more."""
        self.feed.close()

    def _build(self) -> None:
        self._address = QLineEdit()
        self._address.setObjectName("address")
        self._address.setPlaceholderText("Address: HOST:PORT of a sender, or a server, like http://127.0.0.1:7700")
        self._address.setAccessibleName("Address of a sender or a server")
        self._address.setClearButtonEnabled(True)
        self._address.textChanged.connect(self._typed)
        self._list = QListWidget()
        self._list.setAccessibleName("What can be watched")
        self._list.setItemDelegate(OfferDelegate(self._list))
        self._list.setMouseTracking(True)
        self._list.itemActivated.connect(lambda _: self._take())
        self._list.currentItemChanged.connect(lambda *_: self._enable())
        self._empty = QLabel(_LOOKING)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._empty.setContentsMargins(12, 12, 12, 12)
        self._empty.setWordWrap(True)
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setEnabled(False)
        choices = QDialogButtonBox()
        self._watch = choices.addButton("&Watch", QDialogButtonBox.ButtonRole.AcceptRole)
        self._watch.setDefault(True)
        choices.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        choices.accepted.connect(self._take)
        choices.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(self._address)
        whole.addWidget(self._list, 1)
        whole.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        whole.addWidget(self._note)
        whole.addWidget(choices)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down} and self.focusWidget() is not self._list and self.offers:
            self._list.setFocus()
            QCoreApplication.sendEvent(self._list, event)
        else:
            super().keyPressEvent(event)

    # What there is.

    def show_found(self, found: object) -> None:
        """Show what is found on the network now; or the error for which nobody can look."""
        if isinstance(found, FootlightError):
            self._found = []
            self._empty.setText(str(found))
        else:
            self._found = offers_of(cast(tuple[Found, ...], found))
        self._show_offers()

    def _typed(self) -> None:
        self._answer = None
        self._note.clear()
        self._list.setCurrentRow(-1)  # who types an address wants that
        self._asking.start()
        self._show_offers()

    def _ask(self) -> None:
        text = self._address.text().strip()
        self.feed.ask(text if typed_offer(text) is not None else "")

    def _answered(self, text: str, answer: object) -> None:
        if text != self._address.text().strip():
            return
        self._answer = cast(Answer, answer)
        self._note.setText(_told(self._answer))
        self._show_offers()

    def _show_offers(self) -> None:
        """Show all there is, and let stand what is chosen."""
        current = self._current()
        answer = self._answer
        on_air = answer if isinstance(answer, list) else []
        typed = typed_offer(self._address.text(), answer.pin if isinstance(answer, Untrusted) else None)
        # Where a server answers, an address without a channel means no more than the server.
        server = isinstance(answer, list) and typed is not None and parse_peer(typed.address).cable
        groups = {
            "The address": [] if typed is None or server else [typed],
            "Live on the server": on_air,
            "On this network": self._found,
        }
        shown = sum(map(bool, groups.values()))
        self._list.clear()
        for heading, offers in groups.items():
            if offers and shown > 1:
                self._list.addItem(_heading(heading))
            for offer in offers:
                item = _item(offer)
                self._list.addItem(item)
                if current is not None and offer.address == current.address:
                    self._list.setCurrentItem(item)
        if self._current() is None and self.offers:
            self._list.setCurrentRow(1 if shown > 1 else 0)
        self._list.setVisible(bool(self.offers))
        self._empty.setVisible(not self.offers)
        self._enable()

    def _current(self) -> Offer | None:
        item = self._list.currentItem()
        return None if item is None else cast(Offer | None, item.data(_OFFER))

    def _enable(self) -> None:
        current = self._current()
        self._watch.setEnabled(current is not None and not current.why_not)

    # What is chosen.

    def _take(self) -> None:
        offer = self._current()
        if offer is None or offer.why_not:
            return
        choice = self._asked(offer)
        if choice is not None:
            self.choice = choice
            self.accept()

    def _asked(self, offer: Offer) -> Choice | None:
        """What it takes to watch it; None where people went back."""
        given = self._given
        pin = offer.pin is not None and self._trust.pin(parse_peer(offer.address).url) is None
        key = offer.wants_key is not False and not (given.key or os.environ.get("FOOTLIGHT_KEY"))
        secret = offer.wants_secret is not False and not given.secret
        if not (pin or key or (secret and offer.wants_secret)):
            return Choice(offer.address, given.key, given.secret, given.pin)
        asking = Credentials(offer, self, key=key, secret=secret, pin=pin)
        try:
            if not asking.exec():
                return None
            return Choice(
                offer.address, given.key or asking.key, given.secret or asking.secret, offer.pin if pin else given.pin
            )
        finally:
            asking.deleteLater()


def choose_broadcast(given: Choice, trust: Trust) -> Choice | None:
    """Let people choose what to watch; None where they would rather not.

    In the main thread, and where `footlight.desktop.application.available` has nothing against it.

    Args:
        given: as of `BroadcastChooser`.
        trust: what certificates to believe.
    """
    application()
    chooser = BroadcastChooser(given, trust)
    try:
        with quit_signals(chooser.reject, lambda: None):
            return chooser.choice if chooser.exec() else None
    finally:
        done_with(chooser, chooser.close_feed)


def _told(answer: Answer) -> str:
    if isinstance(answer, Untrusted):
        return "Nobody vouches for its certificate: it is asked whether it is the right one."
    if isinstance(answer, NotFootlightError):
        return "There is no list of broadcasts, as where one sender listens."
    if isinstance(answer, FootlightError):
        return f"What is on there is not known: {answer}"
    return "" if answer else "Nothing is on at this server just now."


def _item(offer: Offer) -> QListWidgetItem:
    item = QListWidgetItem(f"{offer.name}\n{offer.details}")
    item.setData(_OFFER, offer)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{offer.name}: {offer.details}")
    if offer.why_not:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def _heading(text: str) -> QListWidgetItem:
    item = QListWidgetItem(text)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item
