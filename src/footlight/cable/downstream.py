"""A broadcast's pictures and sound for a program: the asyncio side, which `footlight.Downstream` wraps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from footlight.cable.end import End
from footlight.cable.frame import Frame, Sound
from footlight.cable.inbox import Inbox
from footlight.cable.keeping import Keeping
from footlight.cable.listening import listening, while_listening
from footlight.cable.localwatch import LocalWatch
from footlight.cable.passing import Arrivals, CodedPacket
from footlight.cable.reach import Reach, with_port
from footlight.cable.stats import DownstreamStats
from footlight.cable.waiter import Waiter, received
from footlight.cable.ways import CABLE
from footlight.client.events import Connected, Event, PacketsReceived, StateChanged, TracksChanged
from footlight.client.url import DEFAULT_PORT
from footlight.client.watching.decoding import Decoded
from footlight.client.watching.receiver import Downlink, Receiver
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.errors import OptionInvalidError, StreamClosedError
from footlight.model.broadcast import BroadcastState
from footlight.model.clock import Clock
from footlight.model.frame import AudioFrame, VideoFrame
from footlight.model.units import Micros, seconds

_IN_ORDER: Final = 8
"""Decoded pictures that wait for a program that wants them all; the others wait as packets, which are smaller."""
_RUNS: Final = 100
"""Of sound, 20 ms each."""


class Downstream:
    """Receives numpy pictures. Belongs to one event loop."""

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
        """Say where to receive from; nothing happens before `start`.

        Args:
            address: of the end that listens, a name or ``HOST:PORT``; or the URL of a server's channel.
            port: where ``address`` is a name alone.
            listen: instead of connecting, wait at this address for who sends.
            latest: give the newest picture only; False gives every one, in order.
            coded: nothing is decoded, `packets` gives all as it comes.
            key: what the other end wants to be shown, or what a sender must show to this one.
            pin: the fingerprint of the other end's certificate, ``sha256:...``.
            secret: the words that the media is encrypted with, end to end.
            open: listening beyond this machine, ask nobody for a key.
            http: listening beyond this machine, do without encryption on the way.

        Raises:
            OptionInvalidError, UrlInvalidError, ChannelInvalidError: an argument that cannot be.
        """
        if listen:
            if pin is not None:
                raise OptionInvalidError("pin is for who connects: this end listens, and tells its own as .pin")
            wanted = DEFAULT_PORT if port is None else port
            self._reach = Reach.listening(address, wanted, key=key, secret=secret, open=open, http=http)
        else:
            if open or http:
                raise OptionInvalidError("open and http are for who listens: this end connects")
            self._reach = Reach.to(with_port(address, port), key=key, pin=pin, secret=secret)
        self._clock: Clock = SystemClock()
        self._latest = latest
        self.pictures: Inbox[Decoded] = Inbox(1) if latest else Inbox(_IN_ORDER, patient=True)
        self.sounds: Inbox[Decoded] = Inbox(_RUNS)
        self.arrivals = Arrivals()
        self._coded = coded
        self._keeping = Keeping(self._recording_failed)
        self._recording_error: Exception | None = None
        self._task: asyncio.Task[None] | None = None
        self._end: End | None = None
        self._downlink: Downlink | None = None
        self._receiver: Receiver | None = None
        self._started: asyncio.Future[None] | None = None
        self._next_picture: Waiter[Decoded] | None = None
        self._next_sound: Waiter[Decoded] | None = None
        self._closed = False
        self._state: BroadcastState = "offline"

    async def start(self) -> Self:
        """Connect, or begin to listen. Later the connection is made again whenever it is lost, for ever.

        Raises:
            StreamClosedError: it was started or closed before.
            FootlightError: the other end is not there, does not know the key, is no Footlight; the address to listen
                on is taken.
        """
        if self._closed or self._task is not None:
            raise StreamClosedError("a stream is started once: make another Downstream")
        loop = asyncio.get_running_loop()
        self._started = loop.create_future()
        self._task = asyncio.create_task(self._run(), name="footlight-downstream")
        await asyncio.wait({self._task, self._started}, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            self._task.result()
        return self

    async def receive_frame(self, timeout: float | None = None) -> NDArray[np.uint8]:
        """Wait for a picture that was not given before, and return it: BGR, uint8, (height, width, 3).

        Args:
            timeout: seconds to wait; None: for ever.

        Raises:
            ReceiveTimeoutError: nothing new came.
            StreamClosedError: it is closed, or not started.
            FootlightError: the connection was refused for good; the secret is missing or wrong.
        """
        return (await self.receive(timeout)).image

    async def receive(self, timeout: float | None = None) -> Frame:
        """The same with the picture's times.

        Raises:
            FootlightError: as of `receive_frame`.
        """
        self.check(coded=False)
        if self._next_picture is None:
            self._next_picture = Waiter(self.pictures, asyncio.get_running_loop())
        return self.frame(received(await self._next_picture.take(timeout), "picture", timeout))

    async def receive_sound(self, timeout: float | None = None) -> Sound:
        """Wait for the next run of sound; they come in order. What is not asked for within two seconds is left out.

        Raises:
            FootlightError: as of `receive_frame`.
        """
        self.check(coded=False)
        if self._next_sound is None:
            self._next_sound = Waiter(self.sounds, asyncio.get_running_loop())
        return self.sound(received(await self._next_sound.take(timeout), "sound", timeout))

    async def __aiter__(self) -> AsyncIterator[Frame]:
        """Frames until it is closed."""
        while True:
            try:
                yield await self.receive()
            except StreamClosedError:
                return

    async def packets(self) -> AsyncIterator[CodedPacket]:
        """All packets of all tracks as they come, until it is closed; of who is too slow the oldest are left out.

        Raises:
            OptionInvalidError: it was not made with ``coded=True``.
            FootlightError: as of `receive_frame`.
        """
        self.check(coded=True)
        waiter = Waiter(self.arrivals.packets, asyncio.get_running_loop())
        with suppress(StreamClosedError):
            while (coded := await waiter.take(None)) is not None:
                yield coded

    async def record(self, path: str | Path | None) -> None:
        """Keep what comes in a file, MP4, without coding again, from the next keyframe on; None ends that.

        Raises:
            FileUnwritableError: the file cannot be made.
            StreamClosedError: it is closed, or not started.
            FootlightError: the recording so far failed.
        """
        self.check(coded=False)
        await self._stop_recording()
        if path is not None:
            self._keeping.begin(Path(path))
            if self._downlink is not None:
                await self._downlink.request_keyframe()

    async def close(self) -> None:
        """Leave, and finish the recording; may be called again.

        Raises:
            FootlightError: the recording failed.
        """
        self._closed = True
        self.pictures.close()
        self.sounds.close()
        self.arrivals.packets.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        await self._stop_recording()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def stats(self) -> DownstreamStats:
        """How it goes; read on the event loop."""
        receiver = self._receiver
        latency = receiver.figures.latency_of_late if receiver is not None else None
        return DownstreamStats(
            frames=receiver.figures.pictures if receiver is not None else 0,
            dropped=self.pictures.dropped + self.arrivals.packets.dropped,
            skipped=receiver.skipped_groups if receiver is not None else 0,
            tampered=self._downlink.tampered if self._downlink is not None else 0,
            state=self._state,
            latency=seconds(latency) if latency is not None else None,
        )

    @property
    def port(self) -> int:
        """Of the end that listens: this one, or the other."""
        return self._listening().listening.port if self._reach.peer is None else self._reach.port

    @property
    def key(self) -> str | None:
        """What who sends must show; None: nothing."""
        return self._listening().key if self._reach.peer is None else self._reach.key

    @property
    def pin(self) -> str | None:
        """The fingerprint of the certificate of the end that listens, where nobody vouches for it."""
        return self._listening().pin if self._reach.peer is None else self._reach.pin

    def check(self, *, coded: bool) -> None:
        """Raise unless it was started, and made for packets or not.

        Raises:
            StreamClosedError: it was not started.
            OptionInvalidError: it was made for the other.
        """
        if coded and not self._coded:
            raise OptionInvalidError("this Downstream decodes: make it with coded=True to have its packets")
        if self._coded and not coded:
            raise OptionInvalidError("this Downstream decodes nothing: make it without coded=True")
        if self._task is None:
            raise StreamClosedError("this stream is not started: call start() first, or use it in a with block")

    def frame(self, decoded: Decoded) -> Frame:
        """A decoded picture as it is handed out, now."""
        assert isinstance(decoded.frame, VideoFrame)  # noqa: S101 - nothing else is put there
        captured_at, now = self._captured_at(decoded), self._clock.now()
        return Frame(
            image=decoded.frame.image,
            sequence=decoded.frame.sequence,
            pts=seconds(decoded.frame.pts),
            captured_at=seconds(captured_at),
            latency=_since(captured_at, now),
        )

    def sound(self, decoded: Decoded) -> Sound:
        """A decoded run of sound as it is handed out, now."""
        assert isinstance(decoded.frame, AudioFrame)  # noqa: S101 - nothing else is put there
        captured_at, now = self._captured_at(decoded), self._clock.now()
        return Sound(
            samples=decoded.frame.samples,
            sample_rate=decoded.frame.sample_rate,
            sequence=decoded.frame.sequence,
            pts=seconds(decoded.frame.pts),
            captured_at=seconds(captured_at),
            latency=_since(captured_at, now),
        )

    def _captured_at(self, decoded: Decoded) -> Micros:
        offset = self._downlink.sync.offset if self._downlink is not None else 0
        return Micros(decoded.frame.captured_at - offset)

    def _listening(self) -> End:
        if self._end is None:
            raise StreamClosedError("start() it first")
        return self._end

    async def _run(self) -> None:
        reason: Exception | None = None
        try:
            async with AsyncExitStack() as stack:
                secret = await self._reach.media_secret()
                peer = self._reach.peer
                if peer is None:
                    end = await stack.enter_async_context(listening(self._reach.listen("receive"), self._clock))
                    self._end = end
                    await while_listening(end, self._receive(LocalWatch(end.hub, CABLE, self._clock, secret)))
                else:
                    trust, key = self._reach.trust, self._reach.key
                    watch = Watch(peer.url, self._clock, trust, "interactive", secret, key if peer.cable else None)
                    await self._receive(watch)
        except Exception as error:  # a fault of ours too: who receives must not wait for ever
            reason = error
            if self._started is not None and not self._started.done():
                raise
        finally:
            self.pictures.close(reason)
            self.sounds.close(reason)
            self.arrivals.packets.close(reason)

    async def _receive(self, downlink: Downlink) -> None:
        self._downlink = downlink
        if self._coded:
            await self._pass_on(downlink)
            return
        self._receiver = Receiver(
            downlink,
            self._clock,
            on_frame=self._decoded,
            on_event=self._heard,
            sink=self._keeping,
            newest=self._latest,
        )
        await self._receiver.run()

    async def _pass_on(self, downlink: Downlink) -> None:
        async with aclosing(downlink.events()) as events:
            async for event in events:
                match event:
                    case PacketsReceived():
                        self.arrivals.arrived(event, downlink.sync.offset)
                    case TracksChanged():
                        self.arrivals.described(event)
                    case _:
                        self._heard(event)

    def _heard(self, event: Event) -> None:
        if isinstance(event, Connected) and self._started is not None and not self._started.done():
            self._started.set_result(None)
        elif isinstance(event, StateChanged):
            self._state = event.state

    def _decoded(self, decoded: Decoded) -> None:
        """Called in the decoding thread."""
        if isinstance(decoded.frame, AudioFrame):
            self.sounds.put(decoded)
            return
        main = self._receiver.main if self._receiver is not None else None
        if main is None or decoded.track.id == main.id:
            self.pictures.put(decoded)

    async def _stop_recording(self) -> None:
        thread = self._keeping.end()
        if thread is not None:
            await asyncio.to_thread(thread.close)
        error, self._recording_error = self._recording_error, None
        if error is not None:
            raise error

    def _recording_failed(self, error: Exception) -> None:
        self._recording_error = error


def _since(captured_at: Micros, now: Micros) -> float:
    """Seconds; none before the clocks are well compared, rather than less than none."""
    return max(0.0, seconds(Micros(now - captured_at)))
