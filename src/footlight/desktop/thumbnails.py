"""Pictures of sources about once a second, taken by a few threads: nobody who looks at them has to wait."""

import threading
from collections.abc import Callable, Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.capture.glance import Glance
from footlight.errors import FootlightError
from footlight.model.clock import Clock
from footlight.model.units import Micros, seconds

Thumbnail = NDArray[np.uint8] | FootlightError
"""A picture, uint8, (height, width, 3), BGR; or why there is none."""
OnThumbnail = Callable[[str, Thumbnail], None]

_THREADS: Final = 4
_EVERY: Final = Micros(1_000_000)
_AGAIN: Final = Micros(5_000_000)
"""After a failure: a camera may be free then."""


class Thumbnails:
    """Looks at those sources that are in view; a source stays open for as long as it is.

    Opening one may take seconds, and closing it too: both happen in the threads alone.
    """

    def __init__(self, clock: Clock, on_thumbnail: OnThumbnail) -> None:
        """Begin, with nothing in view.

        Args:
            clock: the time of captures.
            on_thumbnail: hears a source's text and its new thumbnail, in any of the threads.
        """
        self._clock = clock
        self._on_thumbnail = on_thumbnail
        self._changed = threading.Condition()
        self._closed = False
        self._in_view: frozenset[str] = frozenset()
        self._open: dict[str, Glance] = {}
        self._busy: set[str] = set()
        self._due: dict[str, Micros] = {}
        self._threads = [
            threading.Thread(target=self._work, name=f"footlight-thumbnails-{number}", daemon=True)
            for number in range(_THREADS)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def opened(self) -> set[str]:
        """The sources that are open just now."""
        with self._changed:
            return set(self._open)

    def show(self, texts: Collection[str]) -> None:
        """Look at these sources from now on, and at no others."""
        with self._changed:
            if self._closed:
                return
            self._in_view = frozenset(texts)
            self._due = {text: due for text, due in self._due.items() if text in self._in_view}
            self._changed.notify_all()

    def close(self) -> None:
        """Close every source, so that others can open it: waits for a device that is just being opened."""
        with self._changed:
            self._closed = True
            self._in_view = frozenset()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (text := self._next()) is not None:
            try:
                self._look(text)
            finally:
                with self._changed:
                    self._busy.discard(text)
                    self._changed.notify_all()

    def _next(self) -> str | None:
        """Wait for a source to open, look at or close; None where there is no more work."""
        with self._changed:
            while True:
                free = [text for text in self._open if text not in self._busy and text not in self._in_view]
                now = self._clock.now()
                waiting = [text for text in self._in_view if text not in self._busy]
                if not free and waiting:
                    soonest = min(waiting, key=self._due_at)
                    free = [soonest] if self._due_at(soonest) <= now else []
                if free:
                    self._busy.add(free[0])
                    return free[0]
                if self._closed:
                    return None
                # A source that is due while this thread waits is the earliest of all: none is forgotten.
                self._changed.wait(seconds(Micros(min(map(self._due_at, waiting)) - now)) if waiting else None)

    def _look(self, text: str) -> None:
        """Do what is to be done about one source, which this thread alone has."""
        glance = self._open.get(text)
        if text not in self._in_view:
            if glance is not None:
                self._let_go(text, glance)
            return
        wait = _EVERY
        try:
            if glance is None:
                glance = Glance(text, self._clock)
                with self._changed:
                    self._open[text] = glance
            thumbnail: Thumbnail = glance.picture()
        except FootlightError as error:
            thumbnail, wait = error, _AGAIN
            if glance is not None:
                self._let_go(text, glance)
        with self._changed:
            in_view = text in self._in_view
            if in_view:
                self._due[text] = Micros(self._clock.now() + wait)
        if in_view:
            self._on_thumbnail(text, thumbnail)

    def _let_go(self, text: str, glance: Glance) -> None:
        glance.close()
        with self._changed:
            self._open.pop(text, None)

    def _due_at(self, text: str) -> Micros:
        return self._due.get(text, Micros(0))
