"""One opening of a source: FFmpeg reads in a thread of its own, so that nobody waits for it longer than they want."""

import threading
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from av.container import InputContainer

from footlight.capture.stream.inputs import Input
from footlight.capture.stream.refusal import explain
from footlight.capture.stream.streams import PictureStream, SoundStream, choose
from footlight.errors import FootlightError, MediaInvalidError, SourceStalledError
from footlight.model.clock import Clock
from footlight.model.units import Micros

if TYPE_CHECKING:  # generic for the type checker only
    from av.packet import Packet
    from av.stream import Stream

_MOST_PACKETS: Final = 128
_MOST_BYTES: Final = 32 * 1024 * 1024
"""What may have been read and not taken: whoever sends more waits, or is lost by the system."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A packet, and when it came."""

    packet: "Packet[Stream]"
    at: Micros


class Connection:
    """Opens an input at once, and reads it; `opened` and `next` belong to one thread, `close` to any."""

    def __init__(self, input: Input, clock: Clock) -> None:
        self._input = input
        self._clock = clock
        self._arrivals: SimpleQueue[Arrival | None] = SimpleQueue()
        """None at the end, and where it is closed."""
        self._read_bytes = self._taken_bytes = 0
        self._opened = threading.Event()  # or ended, or closed
        self._taken = threading.Event()
        self._error: FootlightError | None = None
        self._closed = False
        self.video: PictureStream | None = None
        """The moving pictures, once `opened`."""
        self.audio: SoundStream | None = None
        # A daemon: where FFmpeg cannot be woken, it ends by its timeout, and nobody has to wait for that.
        threading.Thread(target=self._run, name="footlight-demux", daemon=True).start()

    def opened(self, seconds: float | None) -> None:
        """Wait until it is open.

        Raises:
            FootlightError: it cannot be opened, has neither picture nor sound, or takes longer than ``seconds``.
        """
        ready = self._opened.wait(seconds)
        if self._error is not None:
            raise self._error
        if not ready:
            raise SourceStalledError(f"{self._input.shown} does not answer, or sends nothing")

    def next(self, seconds: float | None) -> Arrival | None:
        """The next packet; None at the end, or where it is closed.

        Raises:
            FootlightError: it broke.
            SourceStalledError: nothing came in ``seconds``.
        """
        try:
            arrival = self._arrivals.get(timeout=seconds)
        except Empty:
            raise SourceStalledError(f"{self._input.shown} sends nothing any more") from None
        if arrival is None:
            self._arrivals.put(None)  # it stays the end, however often it is asked for
        if self._closed:
            return None
        if arrival is not None:
            self._taken_bytes += arrival.packet.size
            if not self._taken.is_set():
                self._taken.set()
        elif self._error is not None:
            raise self._error
        return arrival

    def close(self) -> None:
        """End it; nobody waits for what FFmpeg still does."""
        self._closed = True
        self._opened.set()
        self._taken.set()
        self._arrivals.put(None)
        self._input.close()

    def _run(self) -> None:
        try:
            with self._input.open() as container:
                self._choose(container)
                self._read(container)
        except Exception as error:
            self._end(error)
        else:
            self._end(None)

    def _choose(self, container: InputContainer) -> None:
        video, audio = choose(container, self._input.name)
        if video is None and audio is None:
            raise MediaInvalidError(f"{self._input.shown} has neither moving pictures nor sound")
        self.video, self.audio = video, audio
        self._opened.set()

    def _read(self, container: InputContainer) -> None:
        chosen = [container.streams[stream.index] for stream in (self.video, self.audio) if stream is not None]
        for packet in container.demux(chosen):
            if packet.size and not self._put(Arrival(packet, self._clock.now())):
                return

    def _put(self, arrival: Arrival) -> bool:
        """Leave a packet, as soon as there is room; False where nobody wants it any more."""
        while not self._closed and not self._has_room():
            self._taken.wait()
            self._taken.clear()  # before the look: what is taken after it sets it again
        self._read_bytes += arrival.packet.size
        self._arrivals.put(arrival)
        return not self._closed

    def _has_room(self) -> bool:
        return self._arrivals.qsize() < _MOST_PACKETS and self._read_bytes - self._taken_bytes < _MOST_BYTES

    def _end(self, error: Exception | None) -> None:
        self._error = explain(error, self._input.shown, self._input.hide) if error is not None else None
        self._opened.set()
        self._arrivals.put(None)
