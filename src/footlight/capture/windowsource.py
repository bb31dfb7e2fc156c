"""A window as a source, on every system: its size and sight may change, and it may close while it is read."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlight.capture.fit import fitted, scale
from footlight.capture.pace import Pace, Ticks
from footlight.capture.source import CaptureOptions, EndOfSource, Notice
from footlight.capture.window import Look, WindowView
from footlight.errors import FootlightError, SourceNotFoundError
from footlight.model.clock import Clock
from footlight.model.frame import VideoFormat, VideoFrame
from footlight.model.units import Micros

_DEFAULT_FPS: Final = 30.0
_STEADY: Final = Micros(200_000)
"""How long a window must look the same before it is shown so.

A drag of its border would else be a hundred sizes, each with an encoder of its own; and a window that has
just come into sight shows for a moment what lay there before, until its program has painted it.
"""
_AGAIN_EVERY: Final = Micros(1_000_000)
"""How often the last picture is given again where there is no new one: so that viewers can still join."""
_SEARCH_EVERY: Final = Micros(500_000)


class WindowSource:
    """One window; a picture's capture time is when its grab begins."""

    def __init__(
        self,
        name: str,
        view: WindowView,
        find: Callable[[], WindowView],
        options: CaptureOptions,
        clock: Clock,
    ) -> None:
        """Take over an open view.

        Args:
            name: as it was typed.
            view: the window.
            find: opens a window that may take its place when it has closed; raises what `open_source` raises
                where there is none.
            options: ``fps``, ``size``, ``when_closed`` and ``on_notice`` are used here.
            clock: the time of captures.

        Raises:
            SourceNotFoundError: it closed just now.
            DeviceVanishedError: as of `WindowView.look`.
        """
        self._name = name
        self._view: WindowView | None = view
        self._find = find
        self._options = options
        self._clock = clock
        self._pace = Pace(clock)
        self._grabbing = threading.Lock()
        self._start = clock.now()
        self._look = _first_look(name, view)
        self._since = self._start
        self._shown = True
        fps = options.fps or _DEFAULT_FPS
        size = fitted(self._look.width, self._look.height, options.size)
        self._formats = (VideoFormat(*size, fps=fps, name="window"),)
        self._ticks = Ticks(self._start, fps)
        self._next_search = self._start
        self._last: VideoFrame | None = None

    @property
    def formats(self) -> Sequence[VideoFormat]:
        return self._formats

    def read(self) -> VideoFrame:
        while self._pace.wait_until(self._ticks.due):
            with self._grabbing:
                if self._pace.closed:
                    break
                now = self._clock.now()
                self._ticks.take(now)
                image = self._image(now)
            frame = self._frame(image, now) if image is not None else self._again(now)
            if frame is not None:
                self._last = frame
                return frame
        raise EndOfSource

    def close(self) -> None:
        self._pace.close()
        with self._grabbing:
            if self._view is not None:
                self._view.close()

    def _image(self, now: Micros) -> NDArray[np.uint8] | None:
        """The window's picture, where it has one that is fit to be seen."""
        view = self._view or self._found(now)
        if view is None:
            return None
        look = view.look()
        if look is None:
            view.close()
            self._view = None
            self._closed(now)
            return None
        if look != self._look:
            self._look, self._since = look, now
        if look.shown != self._shown:
            self._shown = look.shown
            self._tell("shown", "in sight again") if look.shown else self._tell(
                "hidden", "minimised or out of sight; viewers keep its last picture"
            )
        steady = look.shown and now - self._since >= _STEADY
        return view.grab() if steady else None

    def _closed(self, now: Micros) -> None:
        if self._options.when_closed == "end":
            self._tell("closed", "the window closed")
            raise EndOfSource
        self._tell("closed", "the window closed; waiting for one of its title")
        self._next_search = Micros(now + _SEARCH_EVERY)

    def _found(self, now: Micros) -> WindowView | None:
        if now < self._next_search:
            return None
        self._next_search = Micros(now + _SEARCH_EVERY)
        try:
            self._view = self._find()
        except FootlightError:  # still away, or several of its name for a moment
            return None
        self._since, self._shown = now, True
        self._tell("shown", "the window is there again")
        return self._view

    def _tell(self, state: str, text: str) -> None:
        self._options.on_notice(Notice(self._name, state, text))

    def _frame(self, image: NDArray[np.uint8], now: Micros) -> VideoFrame:
        width, height = fitted(image.shape[1], image.shape[0], self._options.size)
        return VideoFrame(
            image=scale(image, width, height),
            format="bgra",
            width=width,
            height=height,
            sequence=self._last.sequence + 1 if self._last is not None else 0,
            pts=Micros(now - self._start),
            captured_at=now,
        )

    def _again(self, now: Micros) -> VideoFrame | None:
        if self._last is None or now - self._last.captured_at < _AGAIN_EVERY:
            return None
        return replace(self._last, sequence=self._last.sequence + 1, pts=Micros(now - self._start), captured_at=now)


def _first_look(name: str, view: WindowView) -> Look:
    try:
        look = view.look()
    except BaseException:
        view.close()
        raise
    if look is None:
        view.close()
        raise SourceNotFoundError(f"{name} closed just now: open it again")
    return look
