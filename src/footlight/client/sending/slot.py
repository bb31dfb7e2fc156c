"""The hand-over from a thread that captures to one that codes: only what is newest is worth coding."""

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Slot(Generic[T]):
    """Holds at most ``capacity`` items; a new one pushes the oldest out, which is counted."""

    def __init__(self, capacity: int) -> None:
        self._items: deque[T] = deque()
        self._capacity = capacity
        self._changed = threading.Condition()
        self._closed = False
        self.dropped = 0
        """Items pushed out before anybody took them."""

    def put(self, item: T) -> None:
        """Hand an item over without waiting; after `close` it is let go."""
        with self._changed:
            if self._closed:
                return
            if len(self._items) >= self._capacity:
                self._items.popleft()
                self.dropped += 1
            self._items.append(item)
            self._changed.notify()

    def take(self) -> T | None:
        """Wait for an item; None once the slot is closed and empty."""
        with self._changed:
            while not self._items and not self._closed:
                self._changed.wait()
            return self._items.popleft() if self._items else None

    def take_now(self) -> T | None:
        """The item that waits, or None where there is none."""
        with self._changed:
            return self._items.popleft() if self._items else None

    def close(self) -> None:
        """Let the taker finish what is there, and then end."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
