"""Windows of macOS, by ScreenCaptureKit: covered ones too."""

import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from footlight.capture.macos.screen import PERMISSION
from footlight.capture.source import MIN_SIDE
from footlight.capture.streamedview import OnPicture, StreamedView
from footlight.capture.window import WindowInfo
from footlight.errors import DeviceUnavailableError
from footlight.model.clock import Clock
from footlight.model.units import Micros

_BGRA: Final = int.from_bytes(b"BGRA", "big")
_QUEUE: Final = 3
"""Pictures that the system holds for us at most."""
_SCREEN: Final = 0
"""Of SCStreamOutputType: pictures, not sound."""
_READ_ONLY: Final = 1
_ANSWER_SECONDS: Final = 10.0
_LOOK_EVERY: Final = Micros(500_000)
"""Between looks at the list of windows, which is dear."""


def list_windows() -> list[WindowInfo]:
    """The windows of people, of whichever space.

    Raises:
        DeviceUnavailableError: the screen may not be recorded.
    """
    import ScreenCaptureKit

    return [info for info in map(info_of, shareable(ScreenCaptureKit)) if info.title]


def open_view(window: WindowInfo, clock: Clock, *, cursor: bool) -> StreamedView:
    """Look at a window.

    Raises:
        DeviceUnavailableError: it cannot be read.
    """
    return StreamedView(ScreenCapture(clock), window, cursor=cursor)


class ScreenCapture:
    """A `WindowSystem` by ScreenCaptureKit."""

    def __init__(self, clock: Clock) -> None:
        import ScreenCaptureKit

        self._kit: Any = ScreenCaptureKit
        self._clock = clock
        self._listed: dict[int, Any] = {}
        self._next_look = clock.now()

    def window(self, id: int) -> WindowInfo | None:
        if self._clock.now() >= self._next_look:
            self._next_look = Micros(self._clock.now() + _LOOK_EVERY)
            self._listed = {window.windowID(): window for window in shareable(self._kit)}
        found = self._listed.get(id)
        return info_of(found) if found is not None else None

    def stream(
        self, window: WindowInfo, *, cursor: bool, on_picture: OnPicture, on_end: Callable[[], None]
    ) -> "KitStream":
        if self.window(window.id) is None:
            raise DeviceUnavailableError(f"{window.source} closed just now: look again with footlight sources")
        return KitStream(self._kit, self._listed[window.id], cursor=cursor, on_picture=on_picture, on_end=on_end)


class KitStream:
    """A running SCStream; its pictures have the size that it is told."""

    def __init__(
        self, kit: Any, window: Any, *, cursor: bool, on_picture: OnPicture, on_end: Callable[[], None]
    ) -> None:
        """Begin; raises `DeviceUnavailableError` where the window cannot be read."""
        self._filter = kit.SCContentFilter.alloc().initWithDesktopIndependentWindow_(window)
        self._config = kit.SCStreamConfiguration.alloc().init()
        self._config.setPixelFormat_(_BGRA)
        self._config.setShowsCursor_(cursor)
        self._config.setQueueDepth_(_QUEUE)
        info = info_of(window)
        self._set_size(info.width, info.height)
        # Kept here, for the stream does not keep them.
        self._listener = _listener(on_picture, on_end)
        self._stream = kit.SCStream.alloc().initWithFilter_configuration_delegate_(
            self._filter, self._config, self._listener
        )
        added, error = self._stream.addStreamOutput_type_sampleHandlerQueue_error_(self._listener, _SCREEN, None, None)
        if not added:
            raise DeviceUnavailableError(f"{info.source} cannot be read: {error}")
        answered(self._stream.startCaptureWithCompletionHandler_)

    def resize(self, width: int, height: int) -> None:
        self._set_size(width, height)
        self._stream.updateConfiguration_completionHandler_(self._config, None)

    def close(self) -> None:
        self._stream.stopCaptureWithCompletionHandler_(None)

    def _set_size(self, width: int, height: int) -> None:
        # Sizes are told in points; screens of macOS have one or two pixels a point.
        scale = self._filter.pointPixelScale() if hasattr(self._filter, "pointPixelScale") else 1
        self._config.setWidth_(round(width * scale))
        self._config.setHeight_(round(height * scale))


def shareable(kit: Any) -> list[Any]:
    """The SCWindows of people: those of the usual layer.

    Raises:
        DeviceUnavailableError: macOS does not answer, or the screen may not be recorded.
    """
    ask = kit.SCShareableContent.getShareableContentExcludingDesktopWindows_onScreenWindowsOnly_completionHandler_
    return [window for window in answered(ask, True, False).windows() if window.windowLayer() == 0]


def info_of(window: Any) -> WindowInfo:
    """What an SCWindow tells; its size is in points."""
    application, size = window.owningApplication(), window.frame().size
    width, height = round(size.width), round(size.height)
    name = str(application.applicationName()) if application is not None else ""
    title = str(window.title() or "")
    hidden = not window.isOnScreen() or min(width, height) < MIN_SIDE
    return WindowInfo(int(window.windowID()), f"{title} – {name}" if title and name else title, width, height, hidden)


def answered(method: Callable[..., Any], *arguments: Any) -> Any:
    """Call a method whose last argument hears its answer, and wait for it: the answer without its error.

    Raises:
        DeviceUnavailableError: it answers with an error, or not in time.
    """
    heard: list[Sequence[Any]] = []
    done = threading.Event()

    def hear(*answer: Any) -> None:
        heard.append(answer)
        done.set()

    method(*arguments, hear)
    if not done.wait(_ANSWER_SECONDS):
        raise DeviceUnavailableError(f"macOS does not answer: {PERMISSION}")
    *values, error = heard[0]
    if error is not None:
        raise DeviceUnavailableError(f"macOS says {error}: {PERMISSION}")
    return values[0] if values else None


def bgra(data: Any, width: int, height: int, stride: int) -> NDArray[np.uint8]:
    """A copy of a picture whose rows are ``stride`` bytes apart: uint8, (height, width, 4)."""
    rows = np.frombuffer(data, np.uint8, count=stride * height).reshape(height, stride)
    return rows[:, : width * 4].reshape(height, width, 4).copy()


def _listener(on_picture: OnPicture, on_end: Callable[[], None]) -> Any:
    listener = _listener_class().alloc().init()
    listener.on_picture, listener.on_end = on_picture, on_end
    return listener


@cache  # Objective-C knows a class by its name, and takes it once
def _listener_class() -> Any:
    """What hears a stream; it can be made on macOS alone."""
    import CoreMedia
    import objc
    import Quartz
    from Foundation import NSObject

    protocols = [objc.protocolNamed("SCStreamOutput"), objc.protocolNamed("SCStreamDelegate")]

    class FootlightStreamListener(NSObject, protocols=protocols):  # type: ignore[call-arg,misc] # untyped
        def stream_didOutputSampleBuffer_ofType_(self, _: Any, sample: Any, kind: int) -> None:  # noqa: N802
            pixels = CoreMedia.CMSampleBufferGetImageBuffer(sample) if kind == _SCREEN else None
            if pixels is None:  # nothing changed
                return
            Quartz.CVPixelBufferLockBaseAddress(pixels, _READ_ONLY)
            try:
                width, height = Quartz.CVPixelBufferGetWidth(pixels), Quartz.CVPixelBufferGetHeight(pixels)
                stride = Quartz.CVPixelBufferGetBytesPerRow(pixels)
                data = Quartz.CVPixelBufferGetBaseAddress(pixels).as_buffer(stride * height)
                self.on_picture(bgra(data, width, height, stride))
            finally:
                Quartz.CVPixelBufferUnlockBaseAddress(pixels, _READ_ONLY)

        def stream_didStopWithError_(self, _: Any, error: Any) -> None:  # noqa: N802, ARG002
            self.on_end()

    return FootlightStreamListener
