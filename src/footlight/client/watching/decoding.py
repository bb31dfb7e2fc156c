"""The decoding thread: packets in, frames out, each told whether it is new and whether it is live."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from footlight.client.events import Connected, PacketsReceived, TracksChanged
from footlight.client.watching.intake import Gap, Intake, Item
from footlight.codec.audiodecoder import AudioDecoder
from footlight.codec.decoder import PictureDecoder, open_picture_decoder
from footlight.errors import DecodingFailedError, PictureSizeError
from footlight.model.clock import Clock
from footlight.model.frame import AudioFrame, VideoFrame
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros

_BEFORE_ALL: Final = (-1, -1)


@dataclass(frozen=True, slots=True)
class Decoded:
    """One frame, fresh from the decoder."""

    track: Track
    frame: VideoFrame | AudioFrame
    """``captured_at`` is in the server's clock."""
    decoded_at: Micros
    """In our clock."""
    joined_at: Micros
    """When the connection began that it came over, in our clock: what was captured earlier is backlog."""
    size: int
    """Bytes of the packet."""


class TrackDecoder:
    """One track's decoder: it begins at keyframes, and passes over what was decoded before a reconnect."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self._decoder: PictureDecoder | AudioDecoder | None = None
        self._generation = -1
        self._next: tuple[int, int] | None = None
        self._newest = _BEFORE_ALL

    def describe(self, track: Track) -> None:
        """A new description; it takes effect at the first keyframe of its generation."""
        self.track = track

    def interrupt(self) -> None:
        """Packets are missing, or come again: go on at the next keyframe."""
        self._next = None

    def decode(self, packet: Packet) -> list[VideoFrame] | list[AudioFrame]:
        """The frames of a packet that were not given out before; none while a keyframe is waited for.

        Raises:
            DecodingFailedError, PictureSizeError: as of the decoders; it goes on at the next keyframe.
        """
        place = (packet.group, packet.sequence)
        if packet.generation != self.track.generation or not (packet.keyframe or place == self._next):
            self._next = None
            return []
        try:
            decoder = self._decoder
            if decoder is None or packet.generation != self._generation:
                decoder = self._open(packet.generation)
            frames = decoder.decode(packet)
        except (DecodingFailedError, PictureSizeError):
            self.close()
            raise
        self._next = (packet.group, packet.sequence + 1)
        if place <= self._newest:
            return []
        self._newest = place
        return frames

    def close(self) -> None:
        """Let the decoder go."""
        if self._decoder is not None:
            self._decoder.close()
        self._decoder = None
        self._next = None

    def _open(self, generation: int) -> PictureDecoder | AudioDecoder:
        self.close()
        decoder = open_picture_decoder(self.track) if self.track.kind == "video" else AudioDecoder(self.track)
        self._decoder, self._generation = decoder, generation
        return decoder


class DecodingThread:
    """Decodes all tracks of what is on, in one thread, in the order of arrival."""

    def __init__(
        self,
        clock: Clock,
        *,
        on_frame: Callable[[Decoded], object],
        on_error: Callable[[DecodingFailedError | PictureSizeError], object],
        on_fault: Callable[[Exception], object],
        newest: bool = True,
    ) -> None:
        """Begin; all callbacks are called in the thread.

        Args:
            on_frame: told each frame.
            on_error: told what cannot be decoded; it goes on at the next keyframe.
            on_fault: told once what nobody foresaw, here or in ``on_frame``: nothing is decoded after it.
            newest: as of `Intake`.
        """
        self._clock = clock
        self._on_frame = on_frame
        self._on_error = on_error
        self._on_fault = on_fault
        self._intake = Intake(newest=newest)
        self._decoders: dict[int, TrackDecoder] = {}
        self._broadcast: str | None = None
        self._joined_at = Micros(0)
        self._thread = threading.Thread(target=self._run, name="footlight-decode", daemon=True)
        self._thread.start()

    @property
    def gaps(self) -> int:
        """How often decoding was too slow, and left out what waited."""
        return self._intake.gaps

    def put(self, item: Item) -> None:
        """Hand over what was received; never waits."""
        self._intake.put(item)

    def close(self) -> None:
        """End the thread."""
        self._intake.close()
        self._thread.join()

    def _run(self) -> None:
        try:
            while (item := self._intake.take()) is not None:
                self._work(item)
        except Exception as error:
            # With this thread alone gone whoever watches would wait for ever.
            self._intake.close()
            self._on_fault(error)
        for decoder in self._decoders.values():
            decoder.close()

    def _work(self, item: Item) -> None:
        match item:
            case Connected():
                self._joined_at = item.at
            case TracksChanged():
                self._describe(item)
            case Gap():
                for decoder in self._decoders.values():
                    decoder.interrupt()
            case PacketsReceived():
                for packet in item.packets:
                    self._decode(packet)

    def _describe(self, change: TracksChanged) -> None:
        if change.broadcast != self._broadcast:
            self._broadcast = change.broadcast
            for decoder in self._decoders.values():
                decoder.close()
            self._decoders = {}
        known = self._decoders
        self._decoders = {track.id: known.get(track.id, TrackDecoder(track)) for track in change.tracks}
        for track in change.tracks:
            self._decoders[track.id].describe(track)

    def _decode(self, packet: Packet) -> None:
        decoder = self._decoders.get(packet.track)
        if decoder is None:
            return
        try:
            frames = decoder.decode(packet)
        except (DecodingFailedError, PictureSizeError) as error:
            self._on_error(error)
            return
        for frame in frames:
            self._on_frame(Decoded(decoder.track, frame, self._clock.now(), self._joined_at, len(packet.payload)))
