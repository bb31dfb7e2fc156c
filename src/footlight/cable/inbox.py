"""What a program has not taken yet: put in by the decoding thread, taken by a thread or on an event loop."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from footlight.errors import StreamClosedError

T = TypeVar("T")


class Inbox(Generic[T]):
    """Holds at most ``capacity`` items. A full one waits for the taker, or else lets the oldest go and counts it."""

    def __init__(self, capacity: int, *, patient: bool = False) -> None:
        """``patient``: `put` waits until there is room."""
        self._items: deque[T] = deque()
        self._capacity = capacity
        self._patient = patient
        self._changed = threading.Condition()
        self._end: Exception | None = None
        self.on_put: Callable[[], object] | None = None
        """Called in the thread that puts, after it did, and at the end."""
        self.dropped = 0

    def put(self, item: T) -> None:
        """Hand over an item; after `close` it is let go."""
        with self._changed:
            while self._patient and len(self._items) >= self._capacity and self._end is None:
                self._changed.wait()
            if self._end is not None:
                return
            if len(self._items) >= self._capacity:
                self._items.popleft()
                self.dropped += 1
            self._items.append(item)
            self._changed.notify_all()
        if self.on_put is not None:
            self.on_put()

    def take(self) -> T | None:
        """The oldest item, or None where there is none yet.

        Raises:
            Exception: it is empty, and was closed for this reason.
        """
        with self._changed:
            return self._take()

    def wait(self, timeout: float | None) -> T | None:
        """The oldest item, waited for at most ``timeout`` seconds; None where none came.

        Raises:
            Exception: it is empty, and was closed for this reason.
        """
        until = None if timeout is None else time.monotonic() + timeout
        with self._changed:
            while (item := self._take()) is None:
                left = None if until is None else until - time.monotonic()
                if left is not None and left <= 0:
                    return None
                self._changed.wait(left)
            return item

    def close(self, reason: Exception | None = None) -> None:
        """Take nothing more in; what is there can still be taken, and then the reason is raised."""
        with self._changed:
            if self._end is None:
                self._end = reason if reason is not None else StreamClosedError("this stream is closed")
            self._changed.notify_all()
        if self.on_put is not None:
            self.on_put()

    def _take(self) -> T | None:
        if self._items:
            item = self._items.popleft()
            if self._patient:
                self._changed.notify_all()
            return item
        if self._end is not None:
            raise self._end
        return None
