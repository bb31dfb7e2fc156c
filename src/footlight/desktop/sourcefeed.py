"""What the source chooser shows, brought from threads to Qt's by queued signals."""

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal

from footlight.desktop.levels import Levels
from footlight.desktop.listings import Listings
from footlight.desktop.thumbnails import Thumbnails
from footlight.model.clock import Clock


class SourceFeed(QObject):
    """Listings, thumbnails and levels, as signals in the thread that made this."""

    listed = Signal(object)
    """A `Listing`."""
    pictured = Signal(str, object)
    """A source's text, and its `Thumbnail`."""
    heard = Signal(str, object)
    """A source's text, and its `Level`."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        # A signal that is emitted in another thread is queued, for this object lives in this one.
        self._listings = Listings(self.listed.emit)
        self._thumbnails = Thumbnails(clock, self.pictured.emit)
        self._levels = Levels(clock, self.heard.emit)

    def show(self, texts: Collection[str]) -> None:
        """Take thumbnails of these sources."""
        self._thumbnails.show(texts)

    def hear(self, texts: Collection[str]) -> None:
        """Measure these sources' levels."""
        self._levels.hear(texts)

    def close(self) -> None:
        """Let every device go, and wait until it is."""
        self._listings.close()
        self._levels.close()
        self._thumbnails.close()
