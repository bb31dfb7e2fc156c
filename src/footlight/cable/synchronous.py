"""`footlight.Upstream` and `footlight.Downstream`: the asyncio ones, for programs without an event loop."""

import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from footlight.cable import downstream, upstream
from footlight.cable.background import BACKGROUND
from footlight.cable.frame import Frame, Sound
from footlight.cable.passing import CodedPacket
from footlight.cable.stats import DownstreamStats, UpstreamStats
from footlight.cable.upstream import DEFAULT_FPS
from footlight.cable.waiter import received
from footlight.client.url import DEFAULT_PORT
from footlight.codec.pictures import DEFAULT_QUALITY, PictureCodec
from footlight.errors import StreamClosedError
from footlight.model.frame import PixelFormat

T = TypeVar("T")


class _Face:
    """What both have in common: the background's event loop, from the start to the end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entered = False

    def _enter(self, start: Callable[[], Coroutine[Any, Any, object]], close: Callable[[], Any]) -> None:
        with self._lock:
            if self._entered:
                raise StreamClosedError("a stream is started once: make another")
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

    def _look(self, look: Callable[[], T]) -> T:
        return BACKGROUND.call(look) if self._entered else look()


class Upstream(_Face):
    """Sends numpy pictures, and sound, to whoever watches; used from any thread."""

    def __init__(
        self,
        address: str = "127.0.0.1",
        port: int = DEFAULT_PORT,
        *,
        to: str | None = None,
        key: str | None = None,
        pin: str | None = None,
        secret: str | None = None,
        codec: PictureCodec = "h264",
        fps: float = DEFAULT_FPS,
        quality: int = DEFAULT_QUALITY,
        max_bitrate: int | None = None,
        sound: tuple[int, int] | None = None,
        coded: bool = False,
        open: bool = False,
        http: bool = False,
    ) -> None:
        """Say where and how to send, as of `footlight.aio.Upstream`; nothing happens before `start`."""
        super().__init__()
        self._stream = upstream.Upstream(
            address,
            port,
            to=to,
            key=key,
            pin=pin,
            secret=secret,
            codec=codec,
            fps=fps,
            quality=quality,
            max_bitrate=max_bitrate,
            sound=sound,
            coded=coded,
            open=open,
            http=http,
        )

    def start(self) -> Self:
        """Begin, as of `footlight.aio.Upstream.start`."""
        self._enter(self._stream.start, self._stream.close)
        return self

    def stream_frame(self, frame: NDArray[np.uint8], pixel_format: PixelFormat = "bgr") -> None:
        """Send a picture, without waiting, as of `footlight.aio.Upstream.stream_frame`."""
        self._stream.stream_frame(frame, pixel_format)

    def stream_sound(self, samples: NDArray[np.float32]) -> None:
        """Send a run of sound, without waiting, as of `footlight.aio.Upstream.stream_sound`."""
        self._stream.stream_sound(samples)

    def stream_packet(self, coded: CodedPacket) -> None:
        """Send a packet as it is, as of `footlight.aio.Upstream.stream_packet`."""
        self._stream.stream_packet(coded)

    def close(self) -> None:
        """Send what is there, and end, as of `footlight.aio.Upstream.close`."""
        self._leave(self._stream.close)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave(lambda: self._stream.__aexit__(kind, error, trace))

    @property
    def stats(self) -> UpstreamStats:
        """How it goes."""
        return self._look(lambda: self._stream.stats)

    @property
    def url(self) -> str:
        """Where a browser, or a `Downstream`, sees it."""
        return self._stream.url

    @property
    def port(self) -> int:
        """Of the end that listens: this one, or the other."""
        return self._stream.port

    @property
    def key(self) -> str | None:
        """What who watches must show; None: nothing."""
        return self._stream.key

    @property
    def pin(self) -> str | None:
        """The fingerprint of the certificate of the end that listens, where nobody vouches for it."""
        return self._stream.pin


class Downstream(_Face):
    """Receives numpy pictures, and sound; used from any thread."""

    def __init__(
        self,
        address: str = "127.0.0.1",
        port: int | None = None,
        *,
        listen: bool = False,
        latest: bool = True,
        coded: bool = False,
        key: str | None = None,
        pin: str | None = None,
        secret: str | None = None,
        open: bool = False,
        http: bool = False,
    ) -> None:
        """Say where to receive from, as of `footlight.aio.Downstream`; nothing happens before `start`."""
        super().__init__()
        self._stream = downstream.Downstream(
            address,
            port,
            listen=listen,
            latest=latest,
            coded=coded,
            key=key,
            pin=pin,
            secret=secret,
            open=open,
            http=http,
        )

    def start(self) -> Self:
        """Connect, or listen, as of `footlight.aio.Downstream.start`."""
        self._enter(self._stream.start, self._stream.close)
        return self

    def receive_frame(self, timeout: float | None = None) -> NDArray[np.uint8]:
        """Wait for a new picture, BGR, as of `footlight.aio.Downstream.receive_frame`."""
        return self.receive(timeout).image

    def receive(self, timeout: float | None = None) -> Frame:
        """The same with the picture's times."""
        self._stream.check(coded=False)
        # From the decoding thread's hands into this one's: the event loop has no part in it.
        return self._stream.frame(received(self._stream.pictures.wait(timeout), "picture", timeout))

    def receive_sound(self, timeout: float | None = None) -> Sound:
        """Wait for the next run of sound, as of `footlight.aio.Downstream.receive_sound`."""
        self._stream.check(coded=False)
        return self._stream.sound(received(self._stream.sounds.wait(timeout), "sound", timeout))

    def __iter__(self) -> Iterator[Frame]:
        """Frames until it is closed."""
        while True:
            try:
                yield self.receive()
            except StreamClosedError:
                return

    def packets(self) -> Iterator[CodedPacket]:
        """All packets of all tracks as they come, as of `footlight.aio.Downstream.packets`."""
        self._stream.check(coded=True)
        with suppress(StreamClosedError):
            while (coded := self._stream.arrivals.packets.wait(None)) is not None:
                yield coded

    def record(self, path: str | Path | None) -> None:
        """Keep what comes in a file, as of `footlight.aio.Downstream.record`."""
        self._stream.check(coded=False)
        BACKGROUND.run(self._stream.record(path))

    def close(self) -> None:
        """Leave, and finish the recording, as of `footlight.aio.Downstream.close`."""
        self._leave(self._stream.close)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def stats(self) -> DownstreamStats:
        """How it goes."""
        return self._look(lambda: self._stream.stats)

    @property
    def port(self) -> int:
        """Of the end that listens: this one, or the other."""
        return self._stream.port

    @property
    def key(self) -> str | None:
        """What who sends must show; None: nothing."""
        return self._stream.key

    @property
    def pin(self) -> str | None:
        """The fingerprint of the certificate of the end that listens, where nobody vouches for it."""
        return self._stream.pin
