"""One run of watching, between the session's thread, the decoder's, and the window's."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, Signal

from footlight.client.events import Event, TracksChanged
from footlight.client.watching.decoding import Decoded
from footlight.client.watching.receiver import Downlink, Receiver
from footlight.desktop.figures import Channel, Figures
from footlight.desktop.jitter import JitterBuffer
from footlight.desktop.keeper import Keeper, keep_picture
from footlight.desktop.keeping import recording_path, snapshot_path
from footlight.desktop.pictures import PAINTING, Picture, Pictures
from footlight.desktop.speaker import Speaker
from footlight.errors import DeviceUnavailableError, FileUnwritableError
from footlight.model.clock import Clock
from footlight.model.frame import AudioFrame, VideoFrame
from footlight.model.track import Track
from footlight.model.units import Micros

_SHOWN: Final = 2
"""Picture tracks that the window has places for."""
_SAME_TIME_LINE: Final = Micros(2_000_000)


class Told(QObject):
    """What the window is told, from whatever thread: each by a queued signal."""

    pictured = Signal()
    """Pictures wait to be taken."""
    happened = Signal(object)
    """An `Event`."""
    said = Signal(str)
    """A line for the person."""
    recording = Signal(bool)
    """Whether a recording runs."""
    waits = Signal(str)
    """What to do where nothing is on."""


class Viewing:
    """Hand it to what watches: `frame`, `heard`, `sink`, `showing`. The window asks for the rest."""

    def __init__(self, clock: Clock, name: str) -> None:
        """``name``: what people call what is watched."""
        self.clock = clock
        self.name = name
        self.told = Told()
        self.figures = Figures()
        self.sink = Keeper(self.told.recording.emit, self.told.said.emit)
        self._jitter = JitterBuffer()
        self._speaker: Speaker | None = None
        self._opened = False
        self._muted = False
        self.pictures = Pictures(self._leading)
        self._woken = False
        self._places: dict[int, int] = {}
        self._sound: int | None = None
        self._broadcast: str | None = None
        self._receiver: Receiver | None = None
        self._downlink: Downlink | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # For what watches.

    @asynccontextmanager
    async def showing(self, receiver: Receiver, downlink: Downlink, waiting: str = "") -> AsyncIterator[None]:
        """Within the block the window shows what comes; at its end nothing of it plays or records any more.

        ``waiting``: what to do where nothing is on, in a line.
        """
        self.told.waits.emit(waiting)
        self._receiver, self._downlink = receiver, downlink
        self._loop = asyncio.get_running_loop()
        try:
            yield
        finally:
            self._loop = None
            if self._tasks:
                await asyncio.wait(self._tasks)
            await self.sink.end()
            if self._speaker is not None:
                await asyncio.to_thread(self._speaker.close)

    def heard(self, event: Event) -> None:
        """Something happened; called on the loop."""
        if isinstance(event, TracksChanged):
            self._describe(event)
        self.told.happened.emit(event)

    def frame(self, decoded: Decoded) -> None:
        """A frame; called in the thread that decodes."""
        self.figures.came(decoded.decoded_at, decoded.size)
        place, frame = self._places.get(decoded.track.id), decoded.frame
        if isinstance(frame, VideoFrame) and place is not None:
            if place == 0:
                self._tell_lag(frame)
            self.pictures.put(Picture(place, frame, decoded.joined_at))
            if not self._woken:
                self._woken = True
                self.told.pictured.emit()
        elif isinstance(frame, AudioFrame) and decoded.track.id == self._sound and self._opened:
            self._jitter.push(frame.pts, frame.samples)

    # For the window.

    @property
    def muted(self) -> bool:
        """No sound is played."""
        return self._muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._muted = muted
        if self._speaker is not None:
            self._speaker.muted = muted

    def take(self) -> list[Picture]:
        """The pictures that are due; those that come from now on are told of."""
        self._woken = False
        return self.pictures.take()

    def latency(self, picture: Picture) -> Micros | None:
        """From its capture to now; None of what was captured before the connection stood, or is not known yet."""
        downlink = self._downlink
        if downlink is None or not downlink.sync.ready:
            return None
        captured_at = picture.frame.captured_at - downlink.sync.offset
        return Micros(self.clock.now() - captured_at) if captured_at >= picture.joined_at else None

    @property
    def channel(self) -> Channel:
        """What is known of the broadcast."""
        receiver = self._receiver
        if receiver is None:
            return Channel("", None, 0, 0)
        codec = receiver.main.codec if receiver.main is not None else ""
        return Channel(codec, receiver.viewers, receiver.skipped_groups, receiver.tampered)

    @property
    def broken(self) -> Exception | None:
        """Why the newest picture that could not be decoded could not."""
        return self._receiver.decoding_error if self._receiver is not None else None

    def snapshot(self, frame: VideoFrame) -> None:
        """Keep a picture."""
        self._do(lambda: self._snapshot(frame))

    def record(self) -> None:
        """Begin to record, or end it."""
        self._do(self._record)

    # On the loop.

    def _describe(self, change: TracksChanged) -> None:
        pictures = [track for track in change.tracks if track.kind == "video"]
        sounds = [track for track in change.tracks if track.kind == "audio"]
        if change.broadcast != self._broadcast:
            self._broadcast = change.broadcast
            self._jitter.clear()
            self.pictures.clear()
        self._places = {track.id: place for place, track in enumerate(pictures[:_SHOWN])}
        self._sound = sounds[0].id if sounds else None
        if sounds and self._speaker is None:
            self._speaker = Speaker(self._jitter, self.clock, self._silenced)
            self._spawn(self._open(self._speaker))

    async def _open(self, speaker: Speaker) -> None:
        try:
            await asyncio.to_thread(speaker.open)
        except DeviceUnavailableError as error:
            self.told.said.emit(f"No sound: {error}")
            return
        speaker.muted = self._muted
        self._opened = True

    async def _snapshot(self, frame: VideoFrame) -> None:
        try:
            path = snapshot_path(self.name, _now())
        except FileUnwritableError as error:
            self.told.said.emit(f"No snapshot: {error}")
            return
        self.told.said.emit(await asyncio.to_thread(keep_picture, frame, path))

    async def _record(self) -> None:
        if self.sink.recording:
            await self.sink.end()
            return
        try:
            self.sink.begin(recording_path(self.name, _now()))
        except FileUnwritableError as error:
            self.told.said.emit(f"No recording: {error}")
            return
        if self._downlink is not None:
            await self._downlink.request_keyframe()

    def _spawn(self, work: Coroutine[object, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # From any thread.

    def _do(self, work: Callable[[], Coroutine[object, None, None]]) -> None:
        loop = self._loop
        if loop is None:
            self.told.said.emit("Nothing comes here: there is nothing to keep")
        else:
            loop.call_soon_threadsafe(lambda: self._spawn(work()))

    def _heard(self) -> Micros | None:
        return self._speaker.heard() if self._speaker is not None else None

    def _silenced(self) -> None:
        self._opened = False
        self._jitter.clear()
        self.told.said.emit("No sound: the loudspeaker went away")

    def _leading(self) -> Micros | None:
        """What is heard leads the pictures; muted, nobody hears that they are earlier."""
        return None if self._muted else self._heard()

    def _tell_lag(self, frame: VideoFrame) -> None:
        """Sound waits for pictures that come after it."""
        heard = self._heard()
        if heard is not None and abs(heard - frame.pts) < _SAME_TIME_LINE:
            self._jitter.came_late(Micros(heard - frame.pts + PAINTING))


def second_picture(tracks: tuple[Track, ...]) -> bool:
    """There is a picture for the second place."""
    return sum(track.kind == "video" for track in tracks) >= _SHOWN


def _now() -> datetime:
    return datetime.now().astimezone()
