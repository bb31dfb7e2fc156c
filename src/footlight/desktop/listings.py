"""What can be sent from this machine, asked anew all the time: windows come and go."""

import threading
from collections.abc import Callable
from typing import Final

from footlight.capture.listing import Listing, list_sources

_PAUSE: Final = 1.0
"""Seconds between two looks."""


class Listings:
    """Looks in a thread of its own, for a camera or a sound system may take its time to answer."""

    def __init__(self, on_listing: Callable[[Listing], None]) -> None:
        """Begin.

        Args:
            on_listing: hears every listing, in the thread.
        """
        self._on_listing = on_listing
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._look, name="footlight-listings", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End: waits for a look that is on its way."""
        self._ending.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ending.is_set():
            self._on_listing(list_sources())
            self._ending.wait(_PAUSE)
