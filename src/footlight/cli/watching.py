"""What ``watch`` shows while it runs, and the object that it ends with."""

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Final, Protocol

from footlight.cli.browser import open_page
from footlight.cli.connecting import tell_lost
from footlight.cli.recording import recording
from footlight.cli.recordoption import RecordTo
from footlight.cli.sinks import Sinks
from footlight.cli.status import StatusDisplay
from footlight.cli.watched import Watched
from footlight.client.events import Connected, Event, Lost, StateChanged
from footlight.client.watching.decoding import Decoded
from footlight.client.watching.receiver import Downlink, PacketSink, Receiver
from footlight.errors import NothingReceivedError, PacketTamperedError
from footlight.model.units import Micros, milliseconds

_SHOW_EVERY: Final = 0.5
_STATES: Final = {
    "offline": "Nothing is on; waiting for it to begin",
    "live": "Live",
    "away": "The publisher dropped out; waiting for it to come back",
    "ended": "The broadcast ended; waiting for the next",
}


class Screen(Protocol):
    """A window that shows what is watched."""

    @property
    def sink(self) -> PacketSink: ...

    def frame(self, decoded: Decoded) -> None: ...

    def heard(self, event: Event) -> None: ...

    def showing(self, receiver: Receiver, downlink: Downlink, waiting: str) -> AbstractAsyncContextManager[None]: ...


class Watching:
    """One run of ``watch``: `run` it, then `conclude`."""

    def __init__(
        self,
        *,
        as_json: bool,
        tell_page: bool,
        record: RecordTo | None = None,
        display: StatusDisplay | None = None,
        screen: Screen | None = None,
        browser: bool = False,
        hint: str | None = None,
    ) -> None:
        """Measure what comes, and tell it.

        Args:
            as_json: tell it to a program.
            tell_page: say where the picture can be seen.
            record: keep it there.
            display: where to tell it; None: a display of its own.
            screen: show it there too.
            browser: open its page.
            hint: said once, with where the picture can be seen.
        """
        self._json = as_json
        self._tell_page = tell_page
        self._record = record
        self._display = display if display is not None else StatusDisplay(as_json=as_json)
        self._watched: Watched | None = None
        self._screen = screen
        self._to_open = browser
        self._opening: asyncio.Task[None] | None = None
        self._hint = hint
        self._connected = False
        self._receiver: Receiver | None = None

    async def run(self, watched: Watched, duration: float | None = None) -> None:
        """Watch for ``duration`` seconds, or until cancelled.

        Raises:
            FootlightError: the channel cannot be watched, or not be recorded.
        """
        self._watched = watched
        with recording(self._record, self._display) as kept:
            receiver = self._receiver = self._open_receiver(watched, kept.sink)
            async with self._on_screen(receiver, watched):
                receiving = asyncio.create_task(receiver.run())
                showing = asyncio.create_task(self._show(receiver))
                try:
                    ends = (receiving, kept.failed)
                    await asyncio.wait(ends, timeout=duration, return_when=asyncio.FIRST_COMPLETED)
                    for done in ends:
                        if done.done():
                            done.result()
                finally:
                    showing.cancel()
                    receiving.cancel()
                    await asyncio.wait({receiving})
                    self._display.clear()

    def conclude(self) -> None:
        """Print the figures.

        Raises:
            NothingReceivedError: not a single picture or sound was decoded.
            DecodingFailedError: what came could not be decoded.
            PacketTamperedError: all that came was changed on its way.
        """
        self.summarize()
        receiver, watched = self._receiver, self._watched
        if receiver is None or receiver.started_at is None or watched is None:
            return
        seen = receiver.figures.pictures or (receiver.main is None and receiver.figures.sounds)
        if seen:
            return
        if receiver.decoding_error is not None:
            raise receiver.decoding_error
        if receiver.tampered:
            raise PacketTamperedError(f"all {receiver.tampered} packets that came were changed on their way here")
        raise NothingReceivedError(f"nothing was on at {watched.page}: is somebody sending to it?")

    def summarize(self) -> None:
        """Print the figures, whatever they are."""
        receiver = self._receiver
        if receiver is None or receiver.started_at is None:
            return
        if self._json:
            self._display.object(_summary(receiver, receiver.started_at))
        else:
            self._display.event(_summary_words(receiver), {})

    def _open_receiver(self, watched: Watched, sink: PacketSink | None) -> Receiver:
        screen = self._screen
        if screen is None:
            return Receiver(watched.downlink, watched.clock, on_event=self._heard, sink=sink)
        return Receiver(
            watched.downlink,
            watched.clock,
            on_frame=screen.frame,
            on_event=self._heard,
            sink=screen.sink if sink is None else Sinks(sink, screen.sink),
        )

    def _on_screen(self, receiver: Receiver, watched: Watched) -> AbstractAsyncContextManager[None]:
        if self._screen is None:
            return nullcontext()
        return self._screen.showing(receiver, watched.downlink, watched.waiting)

    def _heard(self, event: Event) -> None:
        if self._screen is not None:
            self._screen.heard(event)
        match event:
            case Connected() if self._watched is not None:
                words = self._watched.greeting if self._tell_page else "Connected"
                hint, self._hint = self._hint, None
                self._display.event(
                    words, {"event": "connected", "page": self._watched.page}, [] if hint is None else [hint]
                )
                self._connected = True
                if self._to_open:
                    self._to_open = False
                    self._opening = asyncio.create_task(open_page(self._watched.link, self._display))
            case Lost():
                tell_lost(self._display, event, first=self._connected)
                self._connected = False
            case StateChanged():
                values = {"event": "state", "state": event.state, "broadcast": event.broadcast}
                self._display.event(_STATES[event.state], values)
            case _:
                pass

    async def _show(self, receiver: Receiver) -> None:
        before = 0
        while True:
            await asyncio.sleep(_SHOW_EVERY)
            figures = receiver.figures
            latency = figures.latency_of_late
            if not self._connected or (latency is None and not figures.sounds):
                continue
            fps = (figures.pictures - before) / _SHOW_EVERY
            before = figures.pictures
            lag = "" if latency is None else f"{milliseconds(latency):.1f} ms  "
            viewers = "?" if receiver.viewers is None else receiver.viewers
            words = f"{fps:.0f} pictures/s  {lag}{viewers} viewers  {receiver.skipped_groups} groups skipped"
            if receiver.tampered:
                words += f"  {receiver.tampered} tampered with"
            values = {
                "fps": round(fps, 1),
                "latency_ms": None if latency is None else round(milliseconds(latency), 2),
                "viewers": receiver.viewers,
                "skipped_groups": receiver.skipped_groups,
                "tampered": receiver.tampered,
            }
            self._display.status(words, values)


def _summary(receiver: Receiver, started_at: Micros) -> dict[str, object]:
    figures, track = receiver.figures, receiver.main
    width, height = figures.size if figures.size is not None else (0, 0)
    latency = figures.latency
    values = {} if latency is None else {"p50": latency.p50, "p95": latency.p95, "p99": latency.p99, "max": latency.max}
    first = None if figures.first_frame_at is None else Micros(figures.first_frame_at - started_at)
    return {
        "frames": figures.pictures,
        "fps": round(figures.fps, 2),
        "width": width,
        "height": height,
        "codec": track.codec if track is not None else None,
        "bitrate_kbps": round(figures.bitrate / 1_000),
        "latency_ms": {name: round(milliseconds(value), 2) for name, value in values.items()} or None,
        "first_frame_ms": None if first is None else round(milliseconds(first), 1),
        "skipped_groups": receiver.skipped_groups,
        "tampered": receiver.tampered,
    }


def _summary_words(receiver: Receiver) -> str:
    figures, latency = receiver.figures, receiver.figures.latency
    size = "{}x{}".format(*figures.size) if figures.size is not None else "no picture"
    words = f"{figures.pictures} pictures ({size}) at {figures.fps:.1f}/s, {figures.bitrate / 1_000_000:.2f} Mbit/s"
    if latency is not None:
        words += f", latency p50 {milliseconds(latency.p50):.1f} ms p99 {milliseconds(latency.p99):.1f} ms"
    if receiver.tampered:
        words += f", {receiver.tampered} packets that were changed on their way left out"
    return words
