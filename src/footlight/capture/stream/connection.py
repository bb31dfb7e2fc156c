"""One opening of a source: FFmpeg reads in a thread of its own, so that nobody waits for it longer than they want."""

import threading
from collections import deque
from dataclasses import dataclass
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
        self._changed = threading.Condition()
        self._arrivals: deque[Arrival] = deque()
        self._bytes = 0
        self._is_open = False
        self._ended = False
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
        with self._changed:
            ready = self._changed.wait_for(lambda: self._is_open or self._ended or self._closed, seconds)
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
        with self._changed:
            ready = self._changed.wait_for(lambda: self._arrivals or self._ended or self._closed, seconds)
            if self._closed:
                return None
            if self._arrivals:
                arrival = self._arrivals.popleft()
                self._bytes -= arrival.packet.size
                self._changed.notify_all()
                return arrival
            if self._error is not None:
                raise self._error
            if not ready:
                raise SourceStalledError(f"{self._input.shown} sends nothing any more")
            return None

    def close(self) -> None:
        """End it; nobody waits for what FFmpeg still does."""
        with self._changed:
            self._closed = True
            self._arrivals.clear()
            self._changed.notify_all()
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
        with self._changed:
            self.video, self.audio, self._is_open = video, audio, True
            self._changed.notify_all()

    def _read(self, container: InputContainer) -> None:
        chosen = [container.streams[stream.index] for stream in (self.video, self.audio) if stream is not None]
        for packet in container.demux(chosen):
            if packet.size and not self._put(Arrival(packet, self._clock.now())):
                return

    def _put(self, arrival: Arrival) -> bool:
        """Leave a packet, as soon as there is room; False where nobody wants it any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._has_room())
            if self._closed:
                return False
            self._arrivals.append(arrival)
            self._bytes += arrival.packet.size
            self._changed.notify_all()
            return True

    def _has_room(self) -> bool:
        return len(self._arrivals) < _MOST_PACKETS and self._bytes < _MOST_BYTES

    def _end(self, error: Exception | None) -> None:
        with self._changed:
            self._ended = True
            self._error = explain(error, self._input.shown, self._input.hide) if error is not None else None
            self._changed.notify_all()
