"""What a program's two kinds of stream have in common: one other end, and one run from the start to the end."""

import asyncio

from footlight.cable.end import End
from footlight.cable.reach import Reach
from footlight.clock import SystemClock
from footlight.errors import StreamClosedError
from footlight.model.clock import Clock


class Stream:
    """A stream of a program; what waits in it is asyncio's, and each face says how it is waited for."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._clock: Clock = SystemClock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._end: End | None = None
        self._closed = False

    @property
    def port(self) -> int:
        """Of the end that listens: this one, or the other."""
        return self._listening().listening.port if self._reach.peer is None else self._reach.port

    @property
    def key(self) -> str | None:
        """What the end that listens wants to be shown; None: nothing."""
        return self._listening().key if self._reach.peer is None else self._reach.key

    @property
    def pin(self) -> str | None:
        """The fingerprint of the certificate of the end that listens, where nobody vouches for it."""
        return self._listening().pin if self._reach.peer is None else self._reach.pin

    def _begins(self) -> asyncio.AbstractEventLoop:
        """The loop that it belongs to from now on.

        Raises:
            StreamClosedError: it was started or closed before.
        """
        if self._closed or self._task is not None:
            raise StreamClosedError(f"a stream is started once: make another {type(self).__name__}")
        self._loop = asyncio.get_running_loop()
        return self._loop

    def _started(self) -> asyncio.AbstractEventLoop:
        """The loop that it belongs to.

        Raises:
            StreamClosedError: it was not started.
        """
        if self._task is None or self._loop is None:
            raise StreamClosedError("this stream is not started: call start() first, or use it in a with block")
        return self._loop

    def _listening(self) -> End:
        if self._end is None:
            raise StreamClosedError("start() it first")
        return self._end
