"""A coded stream as a source: received, passed on or decoded, and opened again where it is lost."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Final, Literal

from footlight.capture.pace import Pace
from footlight.capture.source import CaptureOptions, EndOfSource, Notice, StreamFormat
from footlight.capture.stream.connection import Connection
from footlight.capture.stream.inputs import Input
from footlight.capture.stream.leeway import Leeway
from footlight.capture.stream.reception import Frame, Reception, Wanted
from footlight.capture.stream.retry import Retry
from footlight.capture.stream.stamps import Stamps
from footlight.errors import CodecUnsupportedError, FootlightError, SourceStalledError
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat
from footlight.model.units import Micros

AtEnd = Literal["end", "loop", "again", "fail"]
"""What becomes of a source that ends or is lost: its end, and what came before counts; it begins again; it is opened
again until it is back; an error."""

_OPEN_SECONDS: Final = 20.0


class StreamSource:
    """Reads one input, however often it has to be opened."""

    def __init__(self, input: Input, options: CaptureOptions, clock: Clock, *, at_end: AtEnd, ahead: Micros) -> None:
        """Open the input and look at its first pictures; blocks.

        Args:
            input: what to read.
            options: as for every source.
            clock: for pacing and for capture times.
            at_end: what to do where it ends.
            ahead: how much earlier than its time a packet may go on: live streams come unevenly.

        Raises:
            FootlightError: it cannot be opened, or must be passed on and cannot be.
        """
        self._input = input
        self._options = options
        self._clock = clock
        self._at_end = at_end
        self._pace = Pace(clock)
        self._stamps = Stamps()
        self._leeway = Leeway(ahead)
        self._retry = Retry()
        self._wanted = Wanted()
        self._numbers = (count(), count())
        self._connection: Connection | None = None
        self._told = ""
        try:
            self._reception = self._open()
        except BaseException:
            self.close()
            raise
        self._formats = tuple(self._reception.formats)
        pictures = any(not isinstance(format, AudioFormat) for format in self._formats)
        sound = any(isinstance(format, AudioFormat) for format in self._formats)
        self._wanted = Wanted(pictures, sound)

    @property
    def formats(self) -> Sequence[StreamFormat]:
        return self._formats

    def read(self) -> Frame:
        while True:
            try:
                frame = self._reception.next()
            except CodecUnsupportedError:
                raise
            except FootlightError as error:
                self._ended(error)
                continue
            if frame is None:
                self._ended(None)
                continue
            self._tell_unfit()
            if not self._pace.wait_until(frame.captured_at):
                raise EndOfSource
            return frame

    def close(self) -> None:
        self._pace.close()
        if self._connection is not None:
            self._connection.close()

    def _open(self) -> Reception:
        self._connection = connection = Connection(self._input, self._clock)
        if self._pace.closed:  # meanwhile, and nobody saw this connection
            connection.close()
        self._opened_at = self._clock.now()
        connection.opened(None if self._input.patient else _OPEN_SECONDS)
        if self._pace.closed:
            raise EndOfSource
        self._stamps.restart()
        self._leeway.restart()
        if self._wanted.picture and not self._wanted.sound and connection.video is None:
            raise SourceStalledError(f"{self._input.shown} sends no pictures any more")
        self._opened_at = self._clock.now()
        return Reception(
            connection, self._input, self._options, self._clock, self._stamps, self._leeway, self._wanted, self._numbers
        )

    def _ended(self, error: FootlightError | None) -> None:
        """What follows the end of a connection.

        Raises:
            EndOfSource: nothing, for it was closed, or its end is the source's.
            FootlightError: nothing, for it is to be told.
        """
        if self._pace.closed or self._at_end == "end":
            raise EndOfSource
        if self._connection is not None:
            self._connection.close()
        if self._at_end == "loop" and error is None:
            self._reception = self._open()
            return
        lost = error if error is not None else SourceStalledError(f"{self._input.shown} ended")
        if self._at_end != "again":
            raise lost
        self._come_back(lost)

    def _come_back(self, lost: FootlightError) -> None:
        """Open it until that works, or it is closed."""
        lasted = Micros(self._clock.now() - self._opened_at)
        self._tell("lost", lost)
        while True:
            if not self._pace.wait_until(Micros(self._clock.now() + self._retry.delay(lasted))):
                raise EndOfSource
            lasted = Micros(0)
            try:
                self._reception = self._open()
            except CodecUnsupportedError:
                raise
            except FootlightError as failure:
                if self._connection is not None:
                    self._connection.close()
                self._tell("lost", failure)
                continue
            self._told = ""
            self._notice("back", "is back")
            return

    def _tell(self, state: str, failure: FootlightError) -> None:
        """Each reason once, however often it comes in a row."""
        if str(failure) != self._told:
            self._told = str(failure)
            self._notice(state, f"lost, trying again: {failure}")

    def _tell_unfit(self) -> None:
        if self._reception.unfit and self._options.coded != "decode":
            self._options = replace(self._options, coded="decode")
            self._notice("coded", f"cannot be passed on any more: {self._reception.unfit}; it is coded again")

    def _notice(self, state: str, text: str) -> None:
        self._options.on_notice(Notice(self._input.shown, state, text))
