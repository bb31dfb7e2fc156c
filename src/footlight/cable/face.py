"""What those of the library have in common that are for programs without an event loop."""

import threading
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, TypeVar

from footlight.cable.background import BACKGROUND
from footlight.errors import StreamClosedError

T = TypeVar("T")


class Face:
    """Uses the background's event loop, from the start to the end."""

    _lock: ClassVar = threading.Lock()  # one for all: nobody waits while holding it
    _entered = False

    def _enter(
        self, start: Callable[[], Coroutine[Any, Any, None]], close: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        with self._lock:
            if self._entered:
                raise StreamClosedError(f"a stream is started once: make another {type(self).__name__}")
            self._entered = True
        BACKGROUND.enter()
        try:
            BACKGROUND.run(start())
        except BaseException:
            self._leave(close)
            raise

    def _leave(self, close: Callable[[], Coroutine[Any, Any, None]]) -> None:
        with self._lock:
            entered, self._entered = self._entered, False
        if not entered:
            return
        try:
            BACKGROUND.run(close())
        finally:
            BACKGROUND.leave()

    def _on_loop(self, look: Callable[[], T]) -> T:
        return BACKGROUND.call(look) if self._entered else look()
