"""How loud sources of sound are just now, for meters."""

import threading
from collections.abc import Callable, Collection
from typing import Final

import numpy as np

from footlight.capture.source import CaptureOptions, EndOfSource, Source
from footlight.capture.sources import open_source, parse_source
from footlight.errors import FootlightError
from footlight.model.clock import Clock
from footlight.model.frame import AudioFrame
from footlight.model.units import Micros

Level = float | FootlightError
"""The loudest sample of a twentieth of a second, 0 to 1; or why nothing can be heard."""
OnLevel = Callable[[str, Level], None]

_MOST: Final = 8
_EVERY: Final = Micros(50_000)


class Levels:
    """Listens to sources, each in a thread of its own."""

    def __init__(self, clock: Clock, on_level: OnLevel) -> None:
        """Begin, listening to nothing.

        Args:
            clock: the time of captures.
            on_level: hears a source's text and its level, in any of the threads.
        """
        self._clock = clock
        self._on_level = on_level
        self._ears: dict[str, _Ear] = {}

    def hear(self, texts: Collection[str]) -> None:
        """Listen to these sources from now on, eight at most, and to no others."""
        wanted = list(texts)[:_MOST]
        for text in [text for text in self._ears if text not in wanted]:
            self._ears.pop(text).stop()
        for text in wanted:
            if text not in self._ears:
                self._ears[text] = _Ear(text, self._clock, self._on_level)

    def close(self) -> None:
        """Let every source go, so that others can open it: waits for a device that is just being opened."""
        ears, self._ears = self._ears, {}
        for ear in ears.values():
            ear.stop()
        for ear in ears.values():
            ear.join()


class _Ear:
    """Listens to one source, until it is stopped or the source ends."""

    def __init__(self, text: str, clock: Clock, on_level: OnLevel) -> None:
        self._text = text
        self._clock = clock
        self._on_level = on_level
        self._lock = threading.Lock()
        self._stopped = False
        self._source: Source | None = None
        self._thread = threading.Thread(target=self._listen, name="footlight-level", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; does not wait."""
        with self._lock:
            self._stopped = True
        threading.Thread(target=self._close, name="footlight-level-end", daemon=True).start()

    def join(self) -> None:
        self._thread.join()

    def _close(self) -> None:
        with self._lock:
            source, self._source = self._source, None
        if source is not None:
            source.close()

    def _listen(self) -> None:
        try:
            source = open_source(parse_source(self._text), CaptureOptions(), self._clock)
        except FootlightError as error:
            if not self._stopped:
                self._on_level(self._text, error)
            return
        with self._lock:
            if not self._stopped:
                self._source = source
        try:
            self._tell(source)
        except EndOfSource:
            pass
        except FootlightError as error:
            if not self._stopped:
                self._on_level(self._text, error)
        finally:
            source.close()

    def _tell(self, source: Source) -> None:
        loudest, since = 0.0, self._clock.now()
        while not self._stopped:
            frame = source.read()
            if isinstance(frame, AudioFrame):
                loudest = max(loudest, float(np.max(np.abs(frame.samples), initial=0.0)))
            if (now := self._clock.now()) - since >= _EVERY and not self._stopped:
                self._on_level(self._text, loudest)
                loudest, since = 0.0, now
